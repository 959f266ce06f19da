//! Results on stdout.

use std::fmt::Display;
use std::io::{ErrorKind, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether a result could not be written.
static FAILED: AtomicBool = AtomicBool::new(false);

/// Writes a result to stdout, without a line end of its own.
///
/// A reader that has seen enough, such as `head`, ends nothing: what a command writes to files is still written. Any other
/// trouble is said once on stderr, and [`failed`] knows of it.
pub(crate) fn print(text: impl Display) {
    let mut out = std::io::stdout().lock();
    let Err(error) = write!(out, "{text}").and_then(|()| out.flush()) else {
        return;
    };
    if error.kind() != ErrorKind::BrokenPipe && !FAILED.swap(true, Ordering::Relaxed) {
        eprintln!("error: a result could not be written: {error}");
    }
}

/// Writes a result to stdout as a line.
pub(crate) fn line(text: impl Display) {
    print(format_args!("{text}\n"));
}

/// Returns whether a result could not be written.
pub(crate) fn failed() -> bool {
    FAILED.load(Ordering::Relaxed)
}
