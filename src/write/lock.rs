//! One build at a time on one output folder.
//!
//! Hides how systems lock a file and how a lock file can be removed without two builds holding it. Never waits.

use super::disk;
use super::error::WriteError;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// How often we start over when another build removes the lock file under our hands.
const ATTEMPTS: usize = 100;

/// A lock file that this build holds. Dropped without [`Lock::release`], as a kill does, the lock ends and the file
/// stays, for the next build to take.
pub(super) struct Lock {
    file: File,
    path: PathBuf,
}

impl Lock {
    /// Takes the lock file `name` in `folder`, which is made when it is missing. `out` is what a second build is told
    /// to be busy.
    pub(super) fn take(folder: &Path, name: impl AsRef<Path>, out: &Path) -> Result<Self, WriteError> {
        let path = folder.join(name.as_ref());
        for _ in 0..ATTEMPTS {
            fs::create_dir_all(folder).map_err(WriteError::at(folder))?;
            if disk::look(&path)?.is_some_and(|meta| !meta.is_file()) {
                return Err(WriteError::conflict(&path));
            }
            let file = match open(&path) {
                Ok(file) => file,
                // The other build has just removed the folder.
                Err(error) if error.kind() == ErrorKind::NotFound => continue,
                Err(error) => return Err(WriteError::at(&path)(error)),
            };
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Err(WriteError::Busy { path: out.to_path_buf() }),
                // Some network file systems have no locks: better to build than to refuse for ever.
                Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => {}
                Err(TryLockError::Error(error)) => return Err(WriteError::at(&path)(error)),
            }
            if is_at(&file, &path)? {
                return Ok(Lock { file, path });
            }
        }
        Err(WriteError::Busy { path: out.to_path_buf() })
    }

    /// Ends the lock and removes its file. That cannot fail in a way that matters: what stays is taken by the next
    /// build.
    pub(super) fn release(self) {
        let path = self.path.clone();
        if cfg!(unix) {
            // Removed while held: whoever opened it before finds, once it has the lock, that it is no longer there.
            let _ = fs::remove_file(&path);
            drop(self);
        } else {
            // Elsewhere a file that is open cannot be removed (see `open`), so this fails if another build has it.
            drop(self);
            let _ = fs::remove_file(&path);
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Closing is not enough: a process that this one is just starting holds a copy of the file for a moment.
        let _ = self.file.unlock();
    }
}

fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(windows)]
    {
        // Read and write, but not delete: the file stays in place as long as a build has it open.
        use std::os::windows::fs::OpenOptionsExt;
        options.share_mode(0x1 | 0x2);
    }
    options.open(path)
}

/// Whether `file` is still what stands at `path`.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> Result<bool, WriteError> {
    use std::os::unix::fs::MetadataExt;
    let held = file.metadata().map_err(WriteError::at(path))?;
    Ok(disk::look(path)?.is_some_and(|meta| (meta.dev(), meta.ino()) == (held.dev(), held.ino())))
}

/// Whether `file` is still what stands at `path`: yes, because an open one cannot be removed.
#[cfg(not(unix))]
fn is_at(_file: &File, _path: &Path) -> Result<bool, WriteError> {
    Ok(true)
}
