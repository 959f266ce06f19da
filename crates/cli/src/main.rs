//! The `mediaspec` command. Everything is in the library, where tests can reach it.

use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;

use mediaspec_cli::{Status, Terminal};

fn main() -> ExitCode {
    // Ends with a status that scripts know, and tells the place alone: a panic's text may hold a payload's.
    panic::set_hook(Box::new(|info| {
        let place = info
            .location()
            .map_or_else(String::new, ToString::to_string);
        eprintln!("mediaspec: internal error at {place}; please report it");
    }));
    mediaspec_cli::complete();
    let terminal = Terminal::detect();
    let status = panic::catch_unwind(AssertUnwindSafe(|| {
        mediaspec_cli::run(
            std::env::args_os(),
            std::io::stdin(),
            &mut std::io::BufWriter::with_capacity(1 << 16, std::io::stdout().lock()),
            &mut std::io::stderr().lock(),
            terminal,
        )
    }));
    status.unwrap_or(Status::Trouble).into()
}
