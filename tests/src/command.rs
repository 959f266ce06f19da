//! The `mediaspec` command, run in this process.

use mediaspec_cli::{Terminal, run};

/// Runs the command; what it wrote to stdout and to stderr.
#[must_use]
pub fn mediaspec(arguments: &[&str], stdin: &[u8]) -> (String, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let all = std::iter::once("mediaspec").chain(arguments.iter().copied());
    run(
        all,
        std::io::Cursor::new(stdin.to_vec()),
        &mut out,
        &mut err,
        Terminal::default(),
    );
    (
        String::from_utf8_lossy(&out).into_owned(),
        String::from_utf8_lossy(&err).into_owned(),
    )
}

/// The formats that `check` writes, as its help lists them: a new one takes part in tests by itself.
///
/// # Panics
/// If the help lists none.
#[must_use]
pub fn formats() -> Vec<String> {
    let help = mediaspec(&["check", "--help"], b"").0;
    let names: Vec<String> = help
        .lines()
        .map(str::trim)
        .skip_while(|line| !line.starts_with("--format <"))
        .take_while(|line| !line.starts_with("[default"))
        .filter_map(|line| line.strip_prefix("- ")?.split_once(':'))
        .map(|(name, _)| name.to_owned())
        .collect();
    assert!(!names.is_empty(), "the help lists no formats:\n{help}");
    names
}
