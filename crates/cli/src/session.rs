//! What a run talks to: its streams, and the terminal behind them.

use std::fmt;
use std::io::{self, IsTerminal as _, Write};

use mediaspec_core::escape::is_active;

use crate::Status;
use crate::arguments::Color;
use crate::input::Stdin;
use crate::log_command;
use crate::style;

/// What is known of the terminal. The default is none at all: plain text of any width.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Terminal {
    /// The columns of the terminal that stdout is; `None` where it is none.
    pub width: Option<usize>,
    /// Whether stdout is shown in colour, unless `--color` says otherwise.
    pub colour: bool,
    /// The same of stderr.
    pub colour_of_stderr: bool,
    /// Whether stderr can show how far a long run is.
    pub progress: bool,
    /// Whether stdin is what somebody types.
    pub typed: bool,
}

impl Terminal {
    /// What this process runs in. `NO_COLOR` and a terminal without colours are honoured.
    #[must_use]
    pub fn detect() -> Self {
        // Older consoles of Windows show colours only when asked to.
        let console = anstyle_query::windows::enable_ansi_colors().unwrap_or(true);
        let colours = console && !anstyle_query::no_color() && anstyle_query::term_supports_color();
        let is_terminal = io::stdout().is_terminal();
        let of_stderr = io::stderr().is_terminal();
        Self {
            width: is_terminal
                .then(terminal_size::terminal_size)
                .flatten()
                .map(|(width, _)| usize::from(width.0)),
            colour: colours && is_terminal,
            colour_of_stderr: colours && of_stderr,
            progress: of_stderr && std::env::var_os("TERM").is_none_or(|name| name != "dumb"),
            typed: io::stdin().is_terminal(),
        }
    }
}

/// Why a run ends before its time.
#[derive(Debug)]
pub(crate) enum Stop {
    /// Nobody reads stdout any more.
    PipeClosed,
    /// Something that the user must be told.
    Because(String),
}

impl Stop {
    pub(crate) fn because(message: impl fmt::Display) -> Self {
        Self::Because(message.to_string())
    }
}

impl From<io::Error> for Stop {
    /// An error of stdout: errors of inputs are results.
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::PipeClosed,
            _ => Self::Because(format!("cannot write the results: {error}")),
        }
    }
}

/// How text for people is to look.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Look {
    pub(crate) colour: bool,
    pub(crate) colour_of_stderr: bool,
    /// The columns that text is wrapped to.
    pub(crate) width: usize,
}

impl Look {
    /// An error as stderr is told it.
    pub(crate) fn complaint(self, message: &str) -> String {
        self.told("error", style::ERROR, message)
    }

    /// Something that changes nothing, as stderr is told it.
    pub(crate) fn remark(self, message: &str) -> String {
        self.told("note", style::NOTE, message)
    }

    fn told(self, label: &str, label_style: anstyle::Style, message: &str) -> String {
        let label = style::paint(label_style, label, self.colour_of_stderr);
        log_command::without(format!("{label}: {}\n", visible_lines(message)))
    }
}

/// The streams of a run.
pub(crate) struct Session<'io> {
    /// Taken by the one command that reads it.
    pub(crate) stdin: Option<Stdin>,
    stdout: &'io mut dyn Write,
    stderr: &'io mut dyn Write,
    pub(crate) terminal: Terminal,
    pub(crate) colour: bool,
    pub(crate) colour_of_stderr: bool,
    /// The status that the results so far ask for.
    pub(crate) so_far: Status,
}

impl<'io> Session<'io> {
    pub(crate) fn new(
        stdin: Stdin,
        stdout: &'io mut dyn Write,
        stderr: &'io mut dyn Write,
        terminal: Terminal,
    ) -> Self {
        Self {
            stdin: Some(stdin),
            stdout,
            stderr,
            terminal,
            colour: terminal.colour,
            colour_of_stderr: terminal.colour_of_stderr,
            so_far: Status::Valid,
        }
    }

    pub(crate) fn choose_colour(&mut self, color: Color) {
        (self.colour, self.colour_of_stderr) = match color {
            Color::Auto => (self.terminal.colour, self.terminal.colour_of_stderr),
            Color::Always => (true, true),
            Color::Never => (false, false),
        };
    }

    /// Whether a person is likely to read along.
    pub(crate) fn is_terminal(&self) -> bool {
        self.terminal.width.is_some()
    }

    /// The columns that text is wrapped to; without a terminal, a width that suits most logs.
    pub(crate) fn width(&self) -> usize {
        self.terminal.width.unwrap_or(100).clamp(40, 160)
    }

    /// How text for people is to look.
    pub(crate) fn look(&self) -> Look {
        Look {
            colour: self.colour,
            colour_of_stderr: self.colour_of_stderr,
            width: self.width(),
        }
    }

    /// Writes results.
    pub(crate) fn print(&mut self, text: &str) -> Result<(), Stop> {
        Ok(self.stdout.write_all(text.as_bytes())?)
    }

    /// Writes a result that is no text of ours.
    pub(crate) fn print_bytes(&mut self, bytes: &[u8]) -> Result<(), Stop> {
        Ok(self.stdout.write_all(bytes)?)
    }

    /// Hands everything that was printed to the reader.
    pub(crate) fn flush(&mut self) -> Result<(), Stop> {
        Ok(self.stdout.flush()?)
    }

    /// Tells an error.
    pub(crate) fn complain(&mut self, message: &str) {
        self.note(&self.look().complaint(message));
    }

    /// Tells something that changes nothing.
    pub(crate) fn remark(&mut self, message: &str) {
        self.note(&self.look().remark(message));
    }

    /// Writes to stderr as it is. Where even that fails, nothing is left to do.
    pub(crate) fn note(&mut self, text: &str) {
        let _ = self.stderr.write_all(text.as_bytes());
        let _ = self.stderr.flush();
    }
}

/// The text with every character that would act on a terminal made visible, but for the ends of its lines.
pub(crate) fn visible_lines(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c != '\n' && is_active(c) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}
