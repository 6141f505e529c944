//! Opens an address in the reader's browser, by the program that the system has for that.
//!
//! Never waits for the browser, and never fails: what went wrong is told to whoever asked.

use std::process::{Command, Stdio};

/// What opens an address: a program, and what stands before the address.
#[cfg(target_os = "macos")]
const OPENER: (&str, &[&str]) = ("open", &[]);
#[cfg(windows)]
const OPENER: (&str, &[&str]) = ("rundll32", &["url.dll,FileProtocolHandler"]);
#[cfg(not(any(target_os = "macos", windows)))]
const OPENER: (&str, &[&str]) = ("xdg-open", &[]);

/// Opens `address`. `complain` is called, on a thread of its own, with what went wrong.
pub(super) fn open(address: &str, complain: impl Fn(String) + Send + 'static) {
    let (program, arguments) = OPENER;
    let mut command = Command::new(program);
    command.args(arguments).arg(address);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    std::thread::spawn(move || match command.status() {
        Ok(status) if status.success() => {}
        Ok(status) => complain(format!("`{program}` did not open the browser ({status})")),
        Err(error) => complain(format!("`{program}` did not open the browser ({error})")),
    });
}
