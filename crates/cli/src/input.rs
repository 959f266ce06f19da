//! Reading inputs: files and stdin, whole or line by line.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::vec;

use memchr::memchr_iter;

/// What stdin is read through. It may wait for long, and is left alone then, so that it belongs to its reader.
pub(crate) type Stdin = Box<dyn Read + Send>;

/// How much of an input is read at once, where its lines are payloads.
const READ: usize = 1 << 18;

/// How many lines a block has at most. Short lines can have results that are hundreds of times as long.
const LINES: usize = 256;

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

    /// How many bytes it has, where that is known before it is read.
    pub(crate) fn size(&self) -> Option<u64> {
        match self {
            Self::Stdin => None,
            Self::File(path) => {
                let metadata = path.metadata().ok()?;
                metadata.is_file().then_some(metadata.len())
            }
        }
    }
}

/// A piece of an input, as large as is checked in one go.
#[derive(Debug)]
pub(crate) struct Piece {
    /// The input's name; `None` for a request without a body.
    pub(crate) name: Option<Arc<str>>,
    pub(crate) text: Text,
}

/// What a piece is.
#[derive(Debug)]
pub(crate) enum Text {
    /// No payload at all.
    Nothing,
    /// A payload that is not read yet.
    File(PathBuf),
    /// A payload.
    Whole(Vec<u8>),
    /// Lines that are payloads.
    Lines(Block),
    /// The end of an input whose lines are payloads, and whether there was a line that was not blank.
    End { any: bool },
    /// The end of an input that cannot be read on.
    Unreadable(io::Error),
}

/// Lines that follow each other.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Block {
    /// The number of the first line, from 1.
    number: u64,
    /// Where it begins in the input, in bytes.
    offset: usize,
    bytes: Vec<u8>,
}

/// One line of an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Line<'a> {
    /// Its number, from 1.
    pub(crate) number: u64,
    /// Its offset in the input, in bytes.
    pub(crate) offset: usize,
    /// Its text without the end of the line.
    pub(crate) bytes: &'a [u8],
}

impl Block {
    pub(crate) const fn len(&self) -> usize {
        self.bytes.len()
    }

    /// The lines that are not blank.
    pub(crate) fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        let ends = memchr_iter(b'\n', &self.bytes).chain([self.bytes.len()]);
        let mut start = 0_usize;
        ends.zip(self.number..).filter_map(move |(end, number)| {
            let line = Line {
                number,
                offset: self.offset.saturating_add(start),
                bytes: self.bytes.get(start..end)?,
            };
            start = end.saturating_add(1);
            (!line.bytes.trim_ascii().is_empty()).then_some(line)
        })
    }
}

/// The pieces of all inputs, in their order. Reading them may wait for whoever writes them.
pub(crate) struct Pieces {
    inputs: vec::IntoIter<Input>,
    stdin: Option<Stdin>,
    /// Whether each line is a payload.
    by_line: bool,
    /// The input whose lines are being read.
    open: Option<(Arc<str>, Blocks)>,
}

impl Pieces {
    pub(crate) fn new(inputs: Vec<Input>, stdin: Option<Stdin>, by_line: bool) -> Self {
        Self {
            inputs: inputs.into_iter(),
            stdin,
            by_line,
            open: None,
        }
    }

    /// Begins to read an input: what it is as a whole, or `None` where its lines come next.
    fn open(&mut self, input: Input, name: &Arc<str>) -> io::Result<Option<Text>> {
        let mut reader: Stdin = match input {
            Input::File(path) if !self.by_line => return Ok(Some(Text::File(path))),
            Input::File(path) => Box::new(File::open(path)?),
            // Stdin is an input once at most.
            Input::Stdin => self.stdin.take().unwrap_or_else(|| Box::new(io::empty())),
        };
        if self.by_line {
            self.open = Some((Arc::clone(name), Blocks::new(reader)));
            return Ok(None);
        }
        let mut bytes = Vec::new();
        reader.read_to_end(&mut bytes)?;
        Ok(Some(Text::Whole(bytes)))
    }
}

impl Iterator for Pieces {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        loop {
            if let Some((name, blocks)) = &mut self.open {
                let name = Some(Arc::clone(name));
                let text = match blocks.next() {
                    Ok(Some(block)) => Text::Lines(block),
                    ended => {
                        let any = blocks.any;
                        self.open = None;
                        ended.map_or_else(Text::Unreadable, |_| Text::End { any })
                    }
                };
                return Some(Piece { name, text });
            }
            let input = self.inputs.next()?;
            let name: Arc<str> = input.name().into();
            let text = match self.open(input, &name) {
                Ok(Some(text)) => text,
                Ok(None) => continue,
                Err(error) => Text::Unreadable(error),
            };
            let name = Some(name);
            return Some(Piece { name, text });
        }
    }
}

/// Cuts an input into blocks of lines, each as long as what there is to read, so that no line waits for the next.
struct Blocks {
    reader: BufReader<Stdin>,
    /// The number and the offset of the next line.
    number: u64,
    offset: usize,
    /// Whether there was anything but white space.
    any: bool,
}

impl Blocks {
    fn new(reader: Stdin) -> Self {
        Self {
            reader: BufReader::with_capacity(READ, reader),
            number: 1,
            offset: 0,
            any: false,
        }
    }

    fn next(&mut self) -> io::Result<Option<Block>> {
        let mut bytes = Vec::new();
        let lines = loop {
            let there = match self.reader.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                there => there?,
            };
            let ends = memchr_iter(b'\n', there).take(LINES);
            let (lines, end) = ends.fold((0_u64, None), |(lines, _), end| {
                (lines.saturating_add(1), Some(end.saturating_add(1)))
            });
            // A line's beginning is kept until its end is there.
            let taken = end.unwrap_or(there.len());
            let there = there.get(..taken).unwrap_or(there);
            bytes.extend_from_slice(there);
            self.any = self.any || !there.trim_ascii().is_empty();
            self.reader.consume(taken);
            if end.is_some() || taken == 0 {
                break lines;
            }
        };
        if bytes.is_empty() {
            return Ok(None);
        }
        let block = Block {
            number: self.number,
            offset: self.offset,
            bytes,
        };
        self.number = self.number.saturating_add(lines);
        self.offset = self.offset.saturating_add(block.len());
        Ok(Some(block))
    }
}

#[cfg(test)]
mod tests {
    use std::io::{self, Read};

    use super::{Blocks, LINES};

    /// Hands over one part at each read.
    struct Parts(Vec<Vec<u8>>);

    impl Read for Parts {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            if self.0.is_empty() {
                return Ok(0);
            }
            let part = self.0.remove(0);
            if part == b"!" {
                return Err(io::ErrorKind::Interrupted.into());
            }
            buffer
                .get_mut(..part.len())
                .ok_or(io::ErrorKind::FileTooLarge)?
                .copy_from_slice(&part);
            Ok(part.len())
        }
    }

    /// Each block as its lines: `number@offset=text`.
    fn blocks(parts: &[&str]) -> Vec<Vec<String>> {
        let parts = parts.iter().map(|part| part.as_bytes().to_vec()).collect();
        let mut blocks = Blocks::new(Box::new(Parts(parts)));
        std::iter::from_fn(|| blocks.next().ok().flatten())
            .map(|block| {
                let line = |line: super::Line<'_>| {
                    let text = String::from_utf8_lossy(line.bytes).into_owned();
                    format!("{}@{}={text}", line.number, line.offset)
                };
                block.lines().map(line).collect()
            })
            .collect()
    }

    #[test]
    fn a_block_is_what_there_is_to_read() {
        assert_eq!(
            blocks(&["a\nbc\n", "d\n", "e"]),
            [vec!["1@0=a", "2@2=bc"], vec!["3@5=d"], vec!["4@7=e"]]
        );
    }

    #[test]
    fn a_line_is_never_cut() {
        assert_eq!(
            blocks(&["a", "b", "!", "c\nd", "\n", "e", "f"]),
            [vec!["1@0=abc"], vec!["2@4=d"], vec!["3@6=ef"]]
        );
    }

    #[test]
    fn blank_lines_are_counted_and_skipped() {
        assert_eq!(
            blocks(&["\n\n a\r\n \n\n", "\n", "b"]),
            [vec!["3@2= a\r"], vec![], vec!["7@10=b"]]
        );
    }

    #[test]
    fn a_block_has_a_limited_number_of_lines() {
        let text = "1\n".repeat(LINES * 2 + 1);
        let counts: Vec<usize> = blocks(&[&text]).iter().map(Vec::len).collect();
        assert_eq!(counts, [LINES, LINES, 1]);
    }

    #[test]
    fn an_error_ends_the_input() {
        struct Broken;
        impl Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::ErrorKind::Other.into())
            }
        }
        let mut blocks = Blocks::new(Box::new((&b"a\nb"[..]).chain(Broken)));
        assert!(matches!(blocks.next(), Ok(Some(block)) if block.bytes == b"a\n"));
        assert!(blocks.next().is_err());
    }
}
