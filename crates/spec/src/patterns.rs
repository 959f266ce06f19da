//! Patterns: the subset that ECMA-262 and the regex crate read alike, and its compiled form.
//!
//! A pattern goes into JSON Schemas as text and into the engine as an [`Automaton`]. Both must decide the same, so
//! everything that the two read differently, or that one of them does not know, is refused here. ECMA-262 is meant
//! with its `u` flag, as JSON Schema validators use it.

use std::collections::BTreeMap;
use std::ops::Range;

use mediaspec_core::automaton::Automaton;
use mediaspec_core::contract::{Format, FormatLine, MAX_STATES};
use regex_automata::dfa::{Automaton as _, StartKind, dense};
use regex_automata::nfa::thompson;
use regex_automata::util::primitives::StateID;
use regex_automata::util::syntax;
use regex_automata::{Anchored, Input};
use regex_syntax::ast::{self, Ast, Visitor, visit};

/// The most entries of a compiled table. Some hundred counted characters of any script fit; some thousand do not.
pub const MAX_TABLE: usize = 1 << 16;

/// Why a pattern is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PatternError {
    /// It is no regular expression.
    Syntax {
        /// What the parser says.
        message: String,
        /// Where, in bytes of the pattern.
        span: Range<usize>,
    },
    /// It uses what not everything reads alike.
    NotPortable {
        /// What it uses, and what to write instead.
        message: String,
        /// Where, in bytes of the pattern.
        span: Range<usize>,
    },
    /// Its compiled form would be too large.
    TooLarge,
}

/// Checks that a pattern is portable, and compiles it.
///
/// # Errors
/// The first thing that is not portable, or that the automaton would be too large: it has at most [`MAX_STATES`] states
/// and a table of [`MAX_TABLE`] entries.
///
/// ```
/// use mediaspec_spec::patterns::compile;
///
/// let colour = compile("^#[0-9A-Fa-f]{6}$").expect("portable");
/// assert!(colour.matches("#1A2B3C"));
/// assert!(!colour.matches("#1A2B3C4D"));
/// assert!(compile(r"^\d{6}$").is_err());
/// ```
pub fn compile(pattern: &str) -> Result<Automaton, PatternError> {
    check(pattern)?;
    tabulate(&determinize(pattern)?)
}

/// Compiles the patterns of all named formats: the text of the file from which `mediaspec-core` reads their automata, one
/// line of JSON a format, in the order of [`Format::ALL`].
///
/// # Errors
/// The first pattern that cannot be compiled.
pub fn format_lines() -> Result<String, PatternError> {
    let mut lines = String::new();
    for format in Format::ALL {
        let line = FormatLine {
            format,
            regex: format.regex().into(),
            automaton: compile(format.regex())?,
        };
        // Numbers, lists and texts can always be written.
        lines.push_str(&serde_json::to_string(&line).unwrap_or_default());
        lines.push('\n');
    }
    Ok(lines)
}

/// Refuses what is not portable.
fn check(pattern: &str) -> Result<(), PatternError> {
    let parsed = ast::parse::ParserBuilder::new()
        .nest_limit(50)
        .build()
        .parse(pattern);
    let parsed = parsed.map_err(|error| match error.kind() {
        // The parser knows look-around well enough to refuse it by name.
        ast::ErrorKind::UnsupportedLookAround => PatternError::NotPortable {
            message: "look-around is not portable".to_owned(),
            span: offsets(error.span()),
        },
        kind => PatternError::Syntax {
            message: kind.to_string(),
            span: offsets(error.span()),
        },
    })?;
    visit(&parsed, Portable { pattern })
}

fn offsets(span: &ast::Span) -> Range<usize> {
    span.start.offset..span.end.offset
}

/// Walks a pattern's syntax and stops at the first thing that is not portable.
struct Portable<'p> {
    pattern: &'p str,
}

impl Portable<'_> {
    fn literal(&self, literal: &ast::Literal, in_class: bool) -> Result<(), PatternError> {
        let portable_escape = |c: char| "^$\\.*+?()[]{}|/".contains(c) || (in_class && c == '-');
        match literal.kind {
            ast::LiteralKind::Verbatim => match literal.c {
                // ECMA-262 reads these as syntax errors, or `[]` as an empty class.
                ']' | '}' | '{' if !in_class => {
                    refuse(&literal.span, format!("write `\\{}`", literal.c))
                }
                '[' | ']' if in_class => refuse(&literal.span, format!("write `\\{}`", literal.c)),
                _ => Ok(()),
            },
            ast::LiteralKind::Meta | ast::LiteralKind::Superfluous
                if portable_escape(literal.c) =>
            {
                Ok(())
            }
            _ => {
                let text = self.pattern.get(offsets(&literal.span)).unwrap_or_default();
                refuse(
                    &literal.span,
                    format!("the escape `{text}` is not portable; write the character itself"),
                )
            }
        }
    }
}

fn refuse<T>(span: &ast::Span, message: impl Into<String>) -> Result<T, PatternError> {
    Err(PatternError::NotPortable {
        message: message.into(),
        span: offsets(span),
    })
}

impl Visitor for Portable<'_> {
    type Output = ();
    type Err = PatternError;

    fn finish(self) -> Result<(), PatternError> {
        Ok(())
    }

    fn visit_pre(&mut self, ast: &Ast) -> Result<(), PatternError> {
        match ast {
            Ast::Empty(_) | Ast::Alternation(_) | Ast::Concat(_) | Ast::ClassBracketed(_) => Ok(()),
            Ast::Flags(flags) => refuse(&flags.span, "flags are not portable"),
            Ast::Literal(literal) => self.literal(literal, false),
            Ast::Dot(span) => refuse(
                span,
                "`.` means different things; write a class such as `[^<>]`",
            ),
            Ast::Assertion(assertion) => match assertion.kind {
                ast::AssertionKind::StartLine | ast::AssertionKind::EndLine => Ok(()),
                _ => refuse(&assertion.span, "only the anchors `^` and `$` are portable"),
            },
            Ast::ClassUnicode(class) => refuse(
                &class.span,
                "Unicode classes are not portable; write ranges",
            ),
            Ast::ClassPerl(class) => refuse(
                &class.span,
                "`\\d`, `\\w` and `\\s` mean different things; write a class such as `[0-9]`",
            ),
            Ast::Repetition(repetition) => {
                if !repetition.greedy {
                    return refuse(
                        &repetition.op.span,
                        "lazy quantifiers are not portable, and change nothing here",
                    );
                }
                match &*repetition.ast {
                    Ast::Repetition(_) | Ast::Assertion(_) | Ast::Empty(_) => refuse(
                        &repetition.op.span,
                        "a quantifier needs a character, a class or a group before it",
                    ),
                    _ => Ok(()),
                }
            }
            Ast::Group(group) => match &group.kind {
                ast::GroupKind::CaptureIndex(_) => Ok(()),
                ast::GroupKind::NonCapturing(flags) if flags.items.is_empty() => Ok(()),
                ast::GroupKind::NonCapturing(flags) => {
                    refuse(&flags.span, "flags are not portable")
                }
                ast::GroupKind::CaptureName { name, .. } => {
                    refuse(&name.span, "named groups are not portable; write ( … )")
                }
            },
        }
    }

    fn visit_class_set_item_pre(&mut self, item: &ast::ClassSetItem) -> Result<(), PatternError> {
        match item {
            ast::ClassSetItem::Empty(_) | ast::ClassSetItem::Union(_) => Ok(()),
            ast::ClassSetItem::Literal(literal) => self.literal(literal, true),
            ast::ClassSetItem::Range(range) => {
                self.literal(&range.start, true)?;
                self.literal(&range.end, true)
            }
            ast::ClassSetItem::Ascii(class) => {
                refuse(&class.span, "POSIX classes are not portable; write ranges")
            }
            ast::ClassSetItem::Unicode(class) => refuse(
                &class.span,
                "Unicode classes are not portable; write ranges",
            ),
            ast::ClassSetItem::Perl(class) => refuse(
                &class.span,
                "`\\d`, `\\w` and `\\s` mean different things; write ranges",
            ),
            ast::ClassSetItem::Bracketed(class) => refuse(
                &class.span,
                "a class in a class is not portable; write `\\[`",
            ),
        }
    }

    fn visit_class_set_binary_op_pre(
        &mut self,
        operation: &ast::ClassSetBinaryOp,
    ) -> Result<(), PatternError> {
        refuse(
            &operation.span,
            "operations on classes (&&, --, ~~) are not portable",
        )
    }
}

/// The smallest automaton that says of a whole text whether the pattern is found in it.
///
/// What may stand before and after is part of it: a state from which every text is accepted is the one for which the pattern
/// has been found, and a state from which none is accepted is the library's dead one.
fn determinize(pattern: &str) -> Result<dense::DFA<Vec<u32>>, PatternError> {
    dense::Builder::new()
        .configure(
            dense::Config::new()
                .start_kind(StartKind::Anchored)
                .accelerate(false)
                .minimize(true)
                // Four bytes an entry. Merging states may make it four times smaller, hardly more.
                .dfa_size_limit(Some(MAX_TABLE * 16))
                .determinize_size_limit(Some(16 << 20)),
        )
        // Texts are valid UTF-8 already, so the search may look at bytes.
        .thompson(
            thompson::Config::new()
                .utf8(false)
                .nfa_size_limit(Some(2 << 20)),
        )
        .syntax(syntax::Config::new().utf8(false))
        .build(&format!(r"(?s-u:.)*(?:{pattern})(?s-u:.)*\z"))
        .map_err(|_| PatternError::TooLarge)
}

/// Writes an automaton down, its states in the order in which a search meets them, the start first, and its bytes in
/// classes that some state tells apart.
fn tabulate(dfa: &dense::DFA<Vec<u32>>) -> Result<Automaton, PatternError> {
    let start = dfa
        .start_state_forward(&Input::new("").anchored(Anchored::Yes))
        .map_err(|_| PatternError::TooLarge)?;
    let accepts = |state: StateID| dfa.is_match_state(dfa.next_eoi_state(state));
    let next = |state: StateID| (0..=u8::MAX).map(move |byte| dfa.next_state(state, byte));
    let matched = |state: StateID| accepts(state) && next(state).all(|to| to == state);
    let mut queue = vec![start];
    let mut numbers = BTreeMap::from([(start, 0)]);
    let mut columns: Vec<Vec<u16>> = vec![Vec::new(); 256];
    let mut accepting = Vec::new();
    while let Some(&state) = queue.get(accepting.len()) {
        accepting.push(accepts(state));
        for (to, column) in next(state).zip(&mut columns) {
            column.push(if dfa.is_dead_state(to) {
                Automaton::DEAD
            } else if matched(to) {
                Automaton::MATCHED
            } else {
                // More states than have a number are too many.
                let fresh = u16::try_from(queue.len()).unwrap_or(Automaton::DEAD);
                *numbers.entry(to).or_insert_with(|| {
                    queue.push(to);
                    fresh
                })
            });
        }
        if queue.len() > MAX_STATES {
            return Err(PatternError::TooLarge);
        }
    }
    let mut kept: Vec<Vec<u16>> = Vec::new();
    let mut classes = Vec::with_capacity(columns.len());
    for column in columns {
        let class = kept.iter().position(|known| *known == column);
        classes.push(u8::try_from(class.unwrap_or(kept.len())).unwrap_or(u8::MAX));
        if class.is_none() {
            kept.push(column);
        }
    }
    let states = 0..accepting.len();
    let next: Box<[u16]> = states
        .flat_map(|state| kept.iter().filter_map(move |column| column.get(state)))
        .copied()
        .collect();
    if next.len() > MAX_TABLE {
        return Err(PatternError::TooLarge);
    }
    Ok(Automaton {
        classes: classes.into(),
        width: u16::try_from(kept.len()).unwrap_or(256),
        next,
        accepting: accepting.into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use regex_automata::meta::Regex;

    const PATTERNS: [&str; 22] = [
        "",
        "a",
        "^a",
        "a$",
        "^a$",
        "^$",
        "a*",
        "^#[0-9A-Fa-f]{6}$",
        "^[0-9]{1,3}(?:[.][0-9]+)?$",
        "^https://[^ /?#]",
        "(ab|cd)+e",
        "^(?:ab|[^c-e]{2,4})*$",
        "[^a]",
        "^[^a]$",
        "^[\u{4e00}-\u{9fa5}A-Za-z]{2,5}$",
        "😀{2}",
        "^[a-z]+(-[a-z]+)*$",
        "ab|^c|d$",
        "^\\.\\$\\[\\]\\{\\}\\|\\/[\\-a]$",
        "(?:a|b|)c?$",
        "x{0}y",
        "^a{3}|b{2,}$",
    ];

    /// A small generator of its own: the tests must not change from run to run.
    struct Dice(u64);

    impl Dice {
        fn roll(&mut self, sides: usize) -> usize {
            self.0 = self
                .0
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(self.0 >> 33)
                .unwrap_or(0)
                .checked_rem(sides)
                .unwrap_or(0)
        }
    }

    fn texts(pattern: &str, dice: &mut Dice) -> Vec<String> {
        let mut alphabet: Vec<char> = pattern
            .chars()
            .chain("aA0f9 .#-/\n\0é你😀\u{7f}\u{10ffff}".chars())
            .collect();
        alphabet.dedup();
        (0..400)
            .map(|_| {
                let len = dice.roll(12);
                (0..len)
                    .filter_map(|_| alphabet.get(dice.roll(alphabet.len())).copied())
                    .collect()
            })
            .collect()
    }

    #[test]
    fn compiled_patterns_decide_as_the_regex_engine_does() {
        let mut dice = Dice(7);
        let formats = Format::ALL.map(Format::regex);
        for pattern in PATTERNS.into_iter().chain(formats) {
            let compiled = compile(pattern).unwrap_or_else(|error| panic!("{pattern}: {error:?}"));
            let engine = Regex::new(pattern).expect("a pattern");
            let samples = [
                "",
                "2026-01-10T08:43:17Z",
                "2026-01-10t08:43:60.25+08:00",
                "20260110T084317Z",
                "00:01:02.500",
                "https://a",
                "HTTP://b",
                "http://",
                "oss://b.e/k",
                "#1A2B3C",
                "abcde",
            ];
            for text in texts(pattern, &mut dice)
                .iter()
                .map(String::as_str)
                .chain(samples)
            {
                assert_eq!(
                    compiled.matches(text),
                    engine.is_match(text),
                    "{pattern:?} on {text:?}"
                );
            }
        }
    }

    #[test]
    fn tables_are_small() {
        let compiled = compile("^#[0-9A-Fa-f]{6}$").expect("portable");
        assert_eq!((compiled.width, compiled.accepting.len()), (3, 8));
        let compiled = compile("^[Hh][Tt][Tt][Pp][Ss]://[^ /?#]").expect("portable");
        assert!(
            compiled.accepting.len() < 20,
            "{}",
            compiled.accepting.len()
        );
        for (state, row) in compiled
            .next
            .chunks(usize::from(compiled.width))
            .enumerate()
        {
            assert!(
                row.iter().any(|&to| usize::from(to) != state),
                "state {state} is settled"
            );
        }
    }

    #[test]
    fn what_is_not_portable_is_refused_where_it_stands() {
        for (pattern, span) in [
            (r"^\d+$", 1..3),
            (r"\w", 0..2),
            (r"a\s", 1..3),
            (r"\bx", 0..2),
            ("a.b", 1..2),
            (r"\p{Han}", 0..7),
            (r"[\d]", 1..3),
            ("[[:alpha:]]", 1..10),
            ("[a&&b]", 1..5),
            ("[a[b]]", 2..5),
            ("(?i)a", 0..4),
            ("(?i:a)", 2..3),
            ("(?P<n>a)", 4..5),
            ("a*?", 1..3),
            ("a**", 2..3),
            ("^*", 1..2),
            ("a]", 1..2),
            ("a}", 1..2),
            ("[]a]", 1..2),
            (r"\#", 0..2),
            (r"\-", 0..2),
            (r"\n", 0..2),
            (r"\x41", 0..4),
            ("(?=a)", 0..3),
            (r"\Aa", 0..2),
        ] {
            match compile(pattern) {
                Err(PatternError::NotPortable { span: found, .. }) => {
                    assert_eq!(found, span, "{pattern}")
                }
                other => panic!("{pattern}: {other:?}"),
            }
        }
    }

    #[test]
    fn what_is_no_pattern_is_refused() {
        for pattern in ["[a", "(", ")", "*a", "a{2,1}", "\\", "[z-a]", "{"] {
            assert!(
                matches!(compile(pattern), Err(PatternError::Syntax { .. })),
                "{pattern}"
            );
        }
    }

    #[test]
    fn large_patterns_are_refused_soon() {
        for pattern in [
            "^[^<>]{1,20000}$",
            "(?:(?:(?:a{100}){100}){100}){100}",
            "[ab]*a[ab]{40}c",
        ] {
            assert_eq!(compile(pattern), Err(PatternError::TooLarge), "{pattern}");
        }
        // Few classes, but a state a character.
        assert_eq!(
            compile("^a{4095}$").map(|automaton| automaton.accepting.len()),
            Ok(MAX_STATES)
        );
        assert_eq!(compile("^a{4096}$"), Err(PatternError::TooLarge));
        let deep = format!("{}a{}", "(".repeat(2000), ")".repeat(2000));
        assert!(compile(&deep).is_err());
    }

    #[test]
    fn each_format_has_a_line() {
        let lines = format_lines().expect("every format is portable");
        assert!(lines.ends_with("}\n"));
        let read: Vec<FormatLine> = lines
            .lines()
            .map(|line| serde_json::from_str(line).expect("a line"))
            .collect();
        assert_eq!(read.len(), Format::ALL.len());
        for (line, format) in read.iter().zip(Format::ALL) {
            assert_eq!((line.format, &*line.regex), (format, format.regex()));
            assert_eq!(Ok(&line.automaton), compile(format.regex()).as_ref());
        }
    }
}
