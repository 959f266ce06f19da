//! The words of a shell's command lines, with their places. Nothing is run, looked up or expanded.

use std::ops::Range;

use crate::place::Run;

/// A word of a command, without its quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    pub(crate) bytes: Vec<u8>,
    pub(crate) runs: Vec<Run>,
    pub(crate) span: Range<usize>,
    /// Whether it has a variable or a command that the shell would have replaced.
    pub(crate) expands: bool,
}

/// What stands between two words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Token {
    Word(Word),
    /// The end of a command: a line break, `;`, `&&`, `|`.
    End,
    /// A redirection, `<` or `>`, whose file is the next word.
    Redirection,
}

/// Whose quotes the words have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shell {
    /// Bourne's, and those after it.
    Posix,
    /// The command prompt of Windows, which escapes with `^`.
    Cmd,
}

/// Why the words of a text cannot be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Open {
    /// Where the quote stands that is never closed.
    pub(crate) at: usize,
}

impl Word {
    fn new(at: usize) -> Self {
        Self {
            bytes: Vec::new(),
            runs: Vec::new(),
            span: at..at,
            expands: false,
        }
    }

    fn push(&mut self, byte: u8, source: usize) {
        let text = self.bytes.len();
        self.bytes.push(byte);
        let follows = self.runs.last().is_some_and(|run| {
            let ran = text.saturating_sub(run.text);
            run.exact && run.source.saturating_add(ran) == source
        });
        if !follows {
            self.runs.push(Run {
                text,
                source,
                exact: true,
            });
        }
    }

    /// Adds what an escape says, all of which stands at one place.
    fn say(&mut self, bytes: &[u8], source: usize) {
        self.runs.push(Run {
            text: self.bytes.len(),
            source,
            exact: false,
        });
        self.bytes.extend_from_slice(bytes);
    }

    pub(crate) fn lossy(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}

/// The shell that commands are written for, by what they look like.
pub(crate) fn shell_of(text: &[u8]) -> Shell {
    let carets = memchr::memchr_iter(b'^', text);
    let mut behind = carets.filter_map(|at| text.get(at.saturating_add(1)));
    match behind.any(|byte| matches!(byte, b'"' | b'\r' | b'\n')) {
        true => Shell::Cmd,
        false => Shell::Posix,
    }
}

/// The words of a text.
pub(crate) fn tokens(text: &[u8], shell: Shell) -> Result<Vec<Token>, Open> {
    match shell {
        Shell::Posix => Posix { text, at: 0 }.tokens(),
        Shell::Cmd => cmd(text),
    }
}

struct Posix<'a> {
    text: &'a [u8],
    at: usize,
}

impl Posix<'_> {
    fn peek(&self, ahead: usize) -> Option<u8> {
        self.text.get(self.at.saturating_add(ahead)).copied()
    }

    fn skip(&mut self, count: usize) {
        self.at = self.at.saturating_add(count);
    }

    /// How many bytes a line break that is escaped has, where one stands here.
    fn continuation(&self) -> Option<usize> {
        match (self.peek(0), self.peek(1), self.peek(2)) {
            (Some(b'\\'), Some(b'\n'), _) => Some(2),
            (Some(b'\\'), Some(b'\r'), Some(b'\n')) => Some(3),
            _ => None,
        }
    }

    fn tokens(mut self) -> Result<Vec<Token>, Open> {
        let mut out = Vec::new();
        loop {
            if let Some(count) = self.continuation() {
                self.skip(count);
                continue;
            }
            match self.peek(0) {
                None => return Ok(out),
                Some(b' ' | b'\t' | b'\r') => self.skip(1),
                Some(b'#') => {
                    let rest = self.text.get(self.at..).unwrap_or_default();
                    self.skip(memchr::memchr(b'\n', rest).unwrap_or(rest.len()));
                }
                Some(b'\n' | b';' | b'|' | b'&') => {
                    out.push(Token::End);
                    self.skip(1);
                }
                Some(b'<' | b'>') => {
                    while let Some(b'<' | b'>' | b'&' | b'-') = self.peek(0) {
                        self.skip(1);
                    }
                    out.push(Token::Redirection);
                }
                Some(_) => out.push(Token::Word(self.word()?)),
            }
        }
    }

    fn word(&mut self) -> Result<Word, Open> {
        let mut word = Word::new(self.at);
        loop {
            if let Some(count) = self.continuation() {
                self.skip(count);
                continue;
            }
            let here = self.at;
            match self.peek(0) {
                None | Some(b' ' | b'\t' | b'\r' | b'\n' | b';' | b'|' | b'&' | b'<' | b'>') => {
                    word.span.end = self.at;
                    return Ok(word);
                }
                Some(b'\'') => self.single(&mut word)?,
                Some(b'"') => self.double(&mut word)?,
                Some(b'$') if self.peek(1) == Some(b'\'') => self.ansi(&mut word)?,
                Some(b'\\') => {
                    if let Some(byte) = self.peek(1) {
                        word.push(byte, here.saturating_add(1));
                    }
                    self.skip(2);
                }
                Some(byte) => {
                    word.expands = word.expands || self.expands(byte);
                    word.push(byte, here);
                    self.skip(1);
                }
            }
        }
    }

    /// Whether the shell would put something else in the place of what begins with a byte.
    fn expands(&self, byte: u8) -> bool {
        let next = self.peek(1);
        byte == b'`'
            || byte == b'$'
                && next.is_some_and(|next| {
                    next.is_ascii_alphanumeric() || matches!(next, b'{' | b'(' | b'_')
                })
    }

    fn single(&mut self, word: &mut Word) -> Result<(), Open> {
        let open = self.at;
        self.skip(1);
        loop {
            match self.peek(0) {
                None => return Err(Open { at: open }),
                Some(b'\'') => break,
                Some(byte) => word.push(byte, self.at),
            }
            self.skip(1);
        }
        self.skip(1);
        Ok(())
    }

    fn double(&mut self, word: &mut Word) -> Result<(), Open> {
        let open = self.at;
        self.skip(1);
        loop {
            if let Some(count) = self.continuation() {
                self.skip(count);
                continue;
            }
            let here = self.at;
            match (self.peek(0), self.peek(1)) {
                (None, _) => return Err(Open { at: open }),
                (Some(b'"'), _) => break,
                (Some(b'\\'), Some(byte @ (b'"' | b'\\' | b'$' | b'`'))) => {
                    word.say(&[byte], here);
                    self.skip(2);
                }
                (Some(byte), _) => {
                    word.expands = word.expands || self.expands(byte);
                    word.push(byte, here);
                    self.skip(1);
                }
            }
        }
        self.skip(1);
        Ok(())
    }

    /// `$'…'`, whose escapes are those of C.
    fn ansi(&mut self, word: &mut Word) -> Result<(), Open> {
        let open = self.at;
        self.skip(2);
        loop {
            let here = self.at;
            match self.peek(0) {
                None => return Err(Open { at: open }),
                Some(b'\'') => break,
                Some(b'\\') => {
                    let (said, count) = self.escape();
                    word.say(&said, here);
                    self.skip(count);
                }
                Some(byte) => {
                    word.push(byte, here);
                    self.skip(1);
                }
            }
        }
        self.skip(1);
        Ok(())
    }

    /// What the escape says that stands here, and how many bytes it has.
    fn escape(&self) -> (Vec<u8>, usize) {
        let simple = |byte: u8| (vec![byte], 2);
        match self.peek(1) {
            Some(b'n') => simple(b'\n'),
            Some(b't') => simple(b'\t'),
            Some(b'r') => simple(b'\r'),
            Some(b'b') => simple(8),
            Some(b'f') => simple(12),
            Some(b'a') => simple(7),
            Some(b'v') => simple(11),
            Some(b'e' | b'E') => simple(27),
            Some(b'x') => self.digits(2, 16, 2, false),
            Some(b'u') => self.digits(2, 16, 4, true),
            Some(b'U') => self.digits(2, 16, 8, true),
            Some(b'0'..=b'7') => self.digits(1, 8, 3, false),
            Some(byte) => simple(byte),
            None => (Vec::new(), 1),
        }
    }

    /// A byte or a code point in digits, of which there are so many at most.
    fn digits(&self, from: usize, radix: u32, most: usize, letter: bool) -> (Vec<u8>, usize) {
        let mut value = 0_u32;
        let mut count = 0_usize;
        while count < most
            && let Some(byte) = self.peek(from.saturating_add(count))
            && let Some(digit) = char::from(byte).to_digit(radix)
        {
            value = value.wrapping_mul(radix).wrapping_add(digit);
            count = count.saturating_add(1);
        }
        let bytes = match letter {
            true => {
                let letter = char::from_u32(value).unwrap_or(char::REPLACEMENT_CHARACTER);
                letter.to_string().into_bytes()
            }
            false => vec![value.to_le_bytes().first().copied().unwrap_or_default()],
        };
        (bytes, from.saturating_add(count))
    }
}

/// Words for the command prompt: it takes away carets, and the program takes away quotes.
fn cmd(text: &[u8]) -> Result<Vec<Token>, Open> {
    let mut out = Vec::new();
    let mut word: Option<Word> = None;
    // Quotes of the prompt keep carets, those of the program keep spaces.
    let (mut kept, mut quoted) = (false, None::<usize>);
    let mut at = 0_usize;
    let get = |at: usize| text.get(at).copied();
    let break_at = |at: usize| match (get(at), get(at.saturating_add(1))) {
        (Some(b'\r'), Some(b'\n')) => Some(2),
        (Some(b'\n'), _) => Some(1),
        _ => None,
    };
    while let Some(found) = get(at) {
        let mut byte = found;
        let mut escaped = false;
        if byte == b'^' && !kept {
            at = at.saturating_add(1);
            if let Some(length) = break_at(at) {
                at = at.saturating_add(length);
                // The next character is taken as it is, be it a line break.
                if let Some(length) = break_at(at) {
                    word.get_or_insert_with(|| Word::new(at)).push(b'\n', at);
                    at = at.saturating_add(length);
                }
                continue;
            }
            match get(at) {
                Some(next) => byte = next,
                None => break,
            }
            escaped = true;
        }
        let here = at;
        at = at.saturating_add(1);
        match byte {
            b'\n' if !escaped && quoted.is_none() => {
                kept = false;
                out.extend(word.take().map(Token::Word));
                out.push(Token::End);
            }
            b' ' | b'\t' | b'\r' if quoted.is_none() => {
                out.extend(word.take().map(Token::Word));
            }
            b'&' | b'|' if quoted.is_none() && !escaped && !kept => {
                out.extend(word.take().map(Token::Word));
                out.push(Token::End);
            }
            b'<' | b'>' if quoted.is_none() && !escaped && !kept => {
                out.extend(word.take().map(Token::Word));
                out.push(Token::Redirection);
            }
            b'\\' => {
                // A backslash escapes a quote, which the prompt may have escaped for itself.
                let word = word.get_or_insert_with(|| Word::new(here));
                let caret = get(at) == Some(b'^') && !kept;
                let quote = at.saturating_add(usize::from(caret));
                match get(quote) {
                    Some(b'"') => {
                        word.say(b"\"", here);
                        kept = if caret { kept } else { !kept };
                        at = quote.saturating_add(1);
                    }
                    Some(b'\\') => {
                        word.say(b"\\", here);
                        at = quote.saturating_add(1);
                        // Only before a quote are two of them one.
                        let again = get(at) == Some(b'^') && !kept;
                        if get(at.saturating_add(usize::from(again))) != Some(b'"') {
                            word.push(b'\\', quote);
                        }
                    }
                    _ => word.push(b'\\', here),
                }
            }
            b'"' => {
                let word = word.get_or_insert_with(|| Word::new(here));
                if !escaped {
                    kept = !kept;
                }
                let doubled = quoted.is_some() && get(at) == Some(b'"');
                if doubled {
                    word.say(b"\"", here);
                    kept = if escaped { kept } else { !kept };
                    at = at.saturating_add(1);
                } else {
                    quoted = match quoted {
                        Some(_) => None,
                        None => Some(here),
                    };
                }
            }
            b'%' => {
                let word = word.get_or_insert_with(|| Word::new(here));
                let name = text.get(at..).unwrap_or_default();
                let letters = name
                    .iter()
                    .take_while(|byte| byte.is_ascii_uppercase() || **byte == b'_');
                let letters = letters.count();
                word.expands = word.expands || letters > 1 && name.get(letters) == Some(&b'%');
                word.push(byte, here);
            }
            _ => word.get_or_insert_with(|| Word::new(here)).push(byte, here),
        }
        if let Some(word) = &mut word {
            word.span.end = at;
        }
    }
    if let Some(open) = quoted {
        return Err(Open { at: open });
    }
    out.extend(word.take().map(Token::Word));
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::{Shell, Token, shell_of, tokens};

    fn words(text: &str) -> Vec<String> {
        let tokens = tokens(text.as_bytes(), shell_of(text.as_bytes()));
        let tokens = tokens.expect("quotes are closed").into_iter();
        tokens
            .map(|token| match token {
                Token::Word(word) => word.lossy(),
                Token::End => "<end>".to_owned(),
                Token::Redirection => "<file>".to_owned(),
            })
            .collect()
    }

    #[test]
    fn quotes_of_a_posix_shell_are_taken_away() {
        assert_eq!(
            words("a 'b c'\"d\\\"e\\n\" f\\ g \\\n  h # no\ni;j"),
            ["a", "b cd\"e\\n", "f g", "h", "<end>", "i", "<end>", "j"]
        );
        assert_eq!(
            words(r"$'it\'s \u0021\x41\101\n' '\u0021'"),
            ["it's !AA\n", "\\u0021"]
        );
        assert_eq!(
            words("x -d @- <<EOF >out"),
            ["x", "-d", "@-", "<file>", "EOF", "<file>", "out"]
        );
    }

    #[test]
    fn quotes_of_the_command_prompt_are_taken_away() {
        assert_eq!(
            words(
                "curl ^\"https://h/?a=1^&b=2^\" ^\r\n  -H ^\"a: b^\" ^\r\n  --data-raw ^\"^{^\\^\"a^\\^\":1,^\\^\"b^\\^\":^\\^\"x y^\\^\"^}^\""
            ),
            [
                "curl",
                "https://h/?a=1&b=2",
                "-H",
                "a: b",
                "--data-raw",
                "{\"a\":1,\"b\":\"x y\"}"
            ]
        );
        assert_eq!(
            words("curl \"https://h/\" ^\n -d \"{\\\"a\\\": 1, \"\"b\"\": 2}\""),
            ["curl", "https://h/", "-d", "{\"a\": 1, \"b\": 2}"]
        );
        assert_eq!(words("a ^\"x^\n\ny^\"\nb"), ["a", "x\ny", "<end>", "b"]);
    }

    #[test]
    fn a_quote_that_stays_open_is_told() {
        for (text, at) in [("a 'b", 2), ("a \"b\\\"", 2), ("$'a\\'", 0), ("a $'", 2)] {
            let open = tokens(text.as_bytes(), Shell::Posix).expect_err("it is open");
            assert_eq!(open.at, at, "{text}");
        }
        assert!(tokens(b"a ^\"b", Shell::Cmd).is_err());
    }

    #[test]
    fn every_byte_has_its_place() {
        let text = "a 'b'\\''c'\"d\"";
        let tokens = tokens(text.as_bytes(), Shell::Posix).expect("quotes are closed");
        let Some(Token::Word(word)) = tokens.last() else {
            panic!("a word");
        };
        assert_eq!(word.lossy(), "b'cd");
        let places: Vec<(usize, usize)> =
            word.runs.iter().map(|run| (run.text, run.source)).collect();
        assert_eq!(places, [(0, 3), (1, 6), (2, 8), (3, 11)]);
    }

    #[test]
    fn variables_are_seen_and_stay() {
        let all = |text: &str| -> Vec<bool> {
            let tokens = tokens(text.as_bytes(), Shell::Posix).expect("quotes are closed");
            let words = tokens.into_iter().filter_map(|token| match token {
                Token::Word(word) => Some(word.expands),
                Token::End | Token::Redirection => None,
            });
            words.collect()
        };
        assert_eq!(
            all("\"$A\" '$A' ${B} `c` $(d) 5$ \\$A"),
            [true, false, true, true, true, false, false]
        );
    }
}
