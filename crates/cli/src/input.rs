//! Reading inputs: files and stdin, whole or line by line.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::vec;

use mediaspec_capture::{Entries, Entry, Format, MAX_INPUT};
use mediaspec_validator::{Malformed, MalformedCode};
use memchr::memchr_iter;

/// What stdin is read through. It may wait for long, and is left alone then, so that it belongs to its reader.
pub(crate) type Stdin = Box<dyn Read + Send>;

/// How much of an input is read at once, where its lines are payloads.
const READ: usize = 1 << 18;

/// How many lines a block has at most. Short lines can have results that are hundreds of times as long.
const LINES: usize = 256;

/// How much of an input is looked at to tell how it is written.
const HEAD: usize = 1 << 12;

/// How many entries of an archive are checked in one go, and how many bytes of them.
const ENTRIES: usize = 256;

/// The letters that make a glob of a name.
pub(crate) const GLOB: [char; 4] = ['*', '?', '[', '{'];

/// An input as results name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Input {
    Stdin,
    File(PathBuf),
    /// What stands on the command line.
    Data(String),
}

/// How inputs are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reading {
    /// As a whole, written as the format says; `None`: as what it looks like.
    Whole(Option<Format>),
    /// Each line is a payload.
    Lines,
    /// Each line may hold a payload.
    Log,
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
            Self::Data(_) => "-d".to_owned(),
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
            Self::Data(text) => u64::try_from(text.len()).ok(),
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
    /// An input that is not read yet.
    File(PathBuf, Format),
    /// An input.
    Whole(Vec<u8>, Format),
    /// Lines that are payloads.
    Lines(Block),
    /// Lines that may hold payloads.
    Log(Block),
    /// Entries of an archive.
    Entries(Vec<Entry>),
    /// The end of an input whose lines are payloads, and whether there was a line that was not blank.
    End { any: bool },
    /// The end of an input that cannot be read on.
    Unreadable(io::Error),
    /// The end of an archive that is broken.
    Broken(Malformed),
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
    reading: Reading,
    /// The input that is being read.
    open: Option<(Arc<str>, Open)>,
}

/// An input that is read piece by piece.
enum Open {
    /// Lines, and whether they may hold payloads rather than are some.
    Blocks(Blocks, bool),
    Archive(Box<Archive>),
}

/// An archive, and what ends it.
struct Archive {
    entries: Entries<Stdin>,
    ended: Option<Text>,
    any: bool,
}

impl Archive {
    fn next(&mut self) -> Option<Text> {
        if let Some(ended) = self.ended.take() {
            return Some(ended);
        }
        let mut batch = Vec::new();
        let mut bytes = 0_usize;
        let ended = loop {
            match self.entries.next_entry() {
                Ok(Some(entry)) => {
                    self.any = true;
                    bytes = bytes.saturating_add(entry.source.bytes().len());
                    batch.push(entry);
                    if bytes >= READ || batch.len() >= ENTRIES {
                        break None;
                    }
                }
                Ok(None) => break Some(Text::End { any: self.any }),
                Err(malformed) if malformed.code == MalformedCode::Unreadable => {
                    break Some(Text::Unreadable(io::Error::other(malformed.message)));
                }
                Err(malformed) => break Some(Text::Broken(malformed)),
            }
        };
        if batch.is_empty() {
            return ended;
        }
        self.ended = ended;
        Some(Text::Entries(batch))
    }
}

impl Text {
    /// Whether the input is at its end.
    pub(crate) const fn ends_input(&self) -> bool {
        !matches!(self, Self::Lines(_) | Self::Log(_) | Self::Entries(_))
    }
}

impl Pieces {
    pub(crate) fn new(inputs: Vec<Input>, stdin: Option<Stdin>, reading: Reading) -> Self {
        Self {
            inputs: inputs.into_iter(),
            stdin,
            reading,
            open: None,
        }
    }

    /// Begins to read an input: what it is as a whole, or `None` where its pieces come next.
    fn open(&mut self, input: Input, name: &Arc<str>) -> io::Result<Option<Text>> {
        if let Input::File(path) = &input
            && let Some(error) = stands_for_none(path)
        {
            return Err(error);
        }
        // A file of its own can be read where it is checked; what flows is read but once.
        let file = match &input {
            Input::File(path) => path.metadata()?.is_file().then(|| path.clone()),
            Input::Stdin | Input::Data(_) => None,
        };
        let mut reader: Stdin = match input {
            Input::File(path) => match (&file, self.reading) {
                (Some(_), Reading::Whole(Some(format))) if format != Format::Har => {
                    return Ok(Some(Text::File(path, format)));
                }
                _ => Box::new(File::open(path)?),
            },
            // Stdin is an input once at most.
            Input::Stdin => self.stdin.take().unwrap_or_else(|| Box::new(io::empty())),
            Input::Data(text) => Box::new(io::Cursor::new(text)),
        };
        let format = match self.reading {
            Reading::Lines | Reading::Log => {
                let is_log = self.reading == Reading::Log;
                self.open = Some((Arc::clone(name), Open::Blocks(Blocks::new(reader), is_log)));
                return Ok(None);
            }
            Reading::Whole(Some(format)) => format,
            Reading::Whole(None)
                if let Some(path) = &file
                    && let Some(format) = by_name(path) =>
            {
                if format != Format::Log {
                    return Ok(Some(Text::File(path.clone(), format)));
                }
                format
            }
            Reading::Whole(None) => {
                let mut head = Vec::with_capacity(HEAD);
                reader.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
                let format = Format::detect(&head);
                if !matches!(format, Format::Har | Format::Log)
                    && let Some(path) = file
                {
                    return Ok(Some(Text::File(path, format)));
                }
                reader = Box::new(io::Cursor::new(head).chain(reader));
                format
            }
        };
        if format == Format::Har {
            let archive = Archive {
                entries: Entries::new(reader),
                ended: None,
                any: false,
            };
            self.open = Some((Arc::clone(name), Open::Archive(Box::new(archive))));
            return Ok(None);
        }
        if format == Format::Log {
            self.open = Some((Arc::clone(name), Open::Blocks(Blocks::new(reader), true)));
            return Ok(None);
        }
        let mut bytes = Vec::new();
        // Documents may be as large as memory is; what is read otherwise takes several times as much.
        let most = if format == Format::Json {
            u64::MAX
        } else {
            MAX_INPUT
        };
        reader
            .take(most.saturating_add(1))
            .read_to_end(&mut bytes)?;
        Ok(Some(Text::Whole(bytes, format)))
    }
}

/// Why an argument that stands for no file cannot be read; `None` for a file.
fn stands_for_none(argument: &Path) -> Option<io::Error> {
    if argument.is_dir() {
        let why = "the folder has no *.json; name others by a glob, such as 'folder/**/*.har'";
        return Some(io::Error::new(io::ErrorKind::IsADirectory, why));
    }
    let is_glob = argument.to_string_lossy().contains(GLOB);
    (is_glob && !argument.exists())
        .then(|| io::Error::new(io::ErrorKind::NotFound, "no file fits the glob"))
}

/// How a file is written by its name: some formats begin as JSON does.
pub(crate) fn by_name(path: &Path) -> Option<Format> {
    match path.extension()?.to_str()? {
        "jsonc" => Some(Format::Jsonc),
        "yaml" | "yml" => Some(Format::Yaml),
        "log" => Some(Format::Log),
        _ => None,
    }
}

impl Iterator for Pieces {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        loop {
            if let Some((name, open)) = &mut self.open {
                let name = Some(Arc::clone(name));
                let text = match open {
                    Open::Blocks(blocks, is_log) => match blocks.next() {
                        Ok(Some(block)) if *is_log => Text::Log(block),
                        Ok(Some(block)) => Text::Lines(block),
                        Ok(None) => Text::End { any: blocks.any },
                        Err(error) => Text::Unreadable(error),
                    },
                    Open::Archive(archive) => {
                        let any = archive.any;
                        archive.next().unwrap_or(Text::End { any })
                    }
                };
                if text.ends_input() {
                    self.open = None;
                }
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
