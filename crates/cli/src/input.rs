//! Reading inputs: files and stdin, whole or line by line.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use crate::session::{Session, Stop};

/// An input as results name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Input {
    Stdin,
    File(PathBuf),
}

impl Input {
    pub(crate) fn of(argument: &Path) -> Self {
        if argument.as_os_str() == "-" {
            Self::Stdin
        } else {
            Self::File(argument.to_owned())
        }
    }

    /// The name in results: as it stood on the command line.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Stdin => "-".to_owned(),
            Self::File(path) => path.to_string_lossy().into_owned(),
        }
    }

    /// The whole input.
    pub(crate) fn read(&self, session: &mut Session<'_>) -> io::Result<Vec<u8>> {
        match self {
            Self::Stdin => {
                let mut bytes = Vec::new();
                if let Some(stdin) = session.stdin.take() {
                    stdin.read_to_end(&mut bytes)?;
                }
                Ok(bytes)
            }
            Self::File(path) => std::fs::read(path),
        }
    }
}

/// One line of an input.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Line<'a> {
    /// Its number, from 1.
    pub(crate) number: u64,
    /// Its offset in the input, in bytes.
    pub(crate) offset: usize,
    /// Its text without the end of the line.
    pub(crate) bytes: &'a [u8],
}

/// Hands each line that is not blank to `take`, as soon as it is there.
///
/// The inner error is one of the input; the outer one ends the run.
pub(crate) fn each_line(
    input: &Input,
    session: &mut Session<'_>,
    take: impl FnMut(Line<'_>, &mut Session<'_>) -> Result<(), Stop>,
) -> Result<io::Result<()>, Stop> {
    match input {
        Input::File(path) => match File::open(path) {
            Ok(mut file) => lines_of(&mut file, session, take),
            Err(error) => Ok(Err(error)),
        },
        Input::Stdin => match session.stdin.take() {
            Some(stdin) => lines_of(stdin, session, take),
            None => Ok(Ok(())),
        },
    }
}

fn lines_of(
    reader: &mut dyn Read,
    session: &mut Session<'_>,
    mut take: impl FnMut(Line<'_>, &mut Session<'_>) -> Result<(), Stop>,
) -> Result<io::Result<()>, Stop> {
    let mut reader = BufReader::with_capacity(1 << 16, reader);
    let mut bytes = Vec::new();
    let (mut number, mut offset) = (0_u64, 0_usize);
    loop {
        if reader.buffer().is_empty() {
            // The next read may wait for long; whoever reads the results shall not.
            session.flush()?;
        }
        bytes.clear();
        let read = match reader.read_until(b'\n', &mut bytes) {
            Ok(0) => return Ok(Ok(())),
            Ok(read) => read,
            Err(error) => return Ok(Err(error)),
        };
        number = number.saturating_add(1);
        let line = bytes.strip_suffix(b"\n").unwrap_or(&bytes);
        if !line.trim_ascii().is_empty() {
            take(
                Line {
                    number,
                    offset,
                    bytes: line,
                },
                session,
            )?;
        }
        offset = offset.saturating_add(read);
    }
}
