//! The program `maquette`: everything is in the library.

use std::process::ExitCode;

/// Building a site makes and drops millions of short texts on all threads, which this allocator is made for.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    maquette::cli::run()
}
