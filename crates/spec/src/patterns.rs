//! Patterns: the subset that ECMA-262 and the regex crate read alike, and its compiled form.
//!
//! A pattern goes into JSON Schemas as text and into the engine as an [`Automaton`]. Both must decide the same, so
//! everything that the two read differently, or that one of them does not know, is refused here. ECMA-262 is meant
//! with its `u` flag, as JSON Schema validators use it.

use std::collections::BTreeMap;
use std::ops::Range;

use mediaspec_core::automaton::Automaton;
use mediaspec_core::contract::{Format, FormatLine, MAX_STATES};
use regex_automata::Anchored;
use regex_automata::dfa::{Automaton as _, StartKind, dense};
use regex_automata::nfa::thompson;
use regex_automata::util::primitives::StateID;
use regex_automata::util::syntax;
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
    let Table {
        classes,
        width,
        next,
        accepting,
    } = determinize(pattern)?;
    Ok(Automaton {
        classes: classes.into(),
        width,
        next: next.into(),
        accepting: accepting.into(),
    })
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

struct Table {
    classes: Vec<u8>,
    width: u16,
    next: Vec<u16>,
    accepting: Vec<bool>,
}

fn determinize(pattern: &str) -> Result<Table, PatternError> {
    let dfa = dense::Builder::new()
        .configure(
            dense::Config::new()
                .start_kind(StartKind::Unanchored)
                .accelerate(false)
                .minimize(false)
                .dfa_size_limit(Some(4 << 20))
                .determinize_size_limit(Some(16 << 20)),
        )
        // Texts are valid UTF-8 already, so the search may look at bytes.
        .thompson(
            thompson::Config::new()
                .utf8(false)
                .nfa_size_limit(Some(2 << 20)),
        )
        .syntax(
            syntax::Config::new()
                .unicode(true)
                .utf8(true)
                .nest_limit(50),
        )
        .build(pattern)
        .map_err(|_| PatternError::TooLarge)?;
    let start = dfa
        .start_state_forward(&regex_automata::Input::new("").anchored(Anchored::No))
        .map_err(|_| PatternError::TooLarge)?;
    let mut table = explore(&dfa, start)?;
    minimize(&mut table);
    narrow(&mut table);
    if table.next.len() > MAX_TABLE || table.accepting.len() > MAX_STATES {
        return Err(PatternError::TooLarge);
    }
    Ok(table)
}

/// Numbers the states in the order in which a search meets them, the start first.
///
/// The automaton of the library tells a match one byte late, when it sees what follows. A state that tells one is
/// therefore left out: the transition into it says "matches, whatever follows".
fn explore(dfa: &dense::DFA<Vec<u32>>, start: StateID) -> Result<Table, PatternError> {
    let classes: Vec<u8> = (0..=u8::MAX)
        .map(|byte| dfa.byte_classes().get(byte))
        .collect();
    let width = classes
        .iter()
        .copied()
        .max()
        .map_or(1, |highest| u16::from(highest).saturating_add(1));
    // One byte stands for its class.
    let mut bytes: Vec<u8> = vec![0; usize::from(width)];
    for (byte, &class) in (0..=u8::MAX).zip(&classes) {
        if let Some(slot) = bytes.get_mut(usize::from(class)) {
            *slot = byte;
        }
    }
    let mut numbers = BTreeMap::from([(start, 0_u16)]);
    let mut queue = vec![start];
    let mut table = Table {
        classes,
        width,
        next: Vec::new(),
        accepting: Vec::new(),
    };
    let mut at = 0_usize;
    while let Some(&state) = queue.get(at) {
        at = at.saturating_add(1);
        let ends = dfa.next_eoi_state(state);
        table
            .accepting
            .push(dfa.is_match_state(state) || dfa.is_match_state(ends));
        for &byte in &bytes {
            let next = dfa.next_state(state, byte);
            let entry = if dfa.is_match_state(state) || dfa.is_match_state(next) {
                Automaton::MATCHED
            } else if dfa.is_dead_state(next) || dfa.is_quit_state(next) {
                Automaton::DEAD
            } else if let Some(&number) = numbers.get(&next) {
                number
            } else {
                let number = u16::try_from(queue.len())
                    .ok()
                    .filter(|&n| n < Automaton::MATCHED);
                let number = number.ok_or(PatternError::TooLarge)?;
                numbers.insert(next, number);
                queue.push(next);
                number
            };
            table.next.push(entry);
        }
        // Merging states may make it four times smaller, hardly more.
        if table.next.len() > MAX_TABLE.saturating_mul(4) {
            return Err(PatternError::TooLarge);
        }
    }
    Ok(table)
}

/// Merges states that no text tells apart, and leaves out those whose outcome is settled.
///
/// "Matched" and "dead" take part as states of their own, so that whatever is equivalent to one of them becomes it.
fn minimize(table: &mut Table) {
    let width = usize::from(table.width).max(1);
    let states = table.accepting.len();
    let (matched, dead) = (states, states.saturating_add(1));
    let mut next: Vec<usize> = table
        .next
        .iter()
        .map(|&to| match to {
            Automaton::MATCHED => matched,
            Automaton::DEAD => dead,
            to => usize::from(to),
        })
        .collect();
    next.extend(std::iter::repeat_n(matched, width));
    next.extend(std::iter::repeat_n(dead, width));
    let mut accepting = table.accepting.clone();
    accepting.extend([true, false]);

    let block = blocks(&next, &accepting, width);
    let of = |state: usize| block.get(state).copied().unwrap_or(0);
    // States are numbered anew in the order in which a search meets them. The start is one even where its outcome is
    // settled: there must be a state to begin in.
    let mut numbers: BTreeMap<usize, u16> = BTreeMap::from([(of(0), 0)]);
    let mut queue = vec![0_usize];
    let mut merged = Vec::new();
    let mut accepts = Vec::new();
    let mut at = 0_usize;
    while let Some(&state) = queue.get(at) {
        at = at.saturating_add(1);
        accepts.push(accepting.get(state).copied().unwrap_or(false));
        for &to in next.iter().skip(state.saturating_mul(width)).take(width) {
            let target = of(to);
            if target == of(matched) {
                merged.push(Automaton::MATCHED);
            } else if target == of(dead) {
                merged.push(Automaton::DEAD);
            } else {
                let fresh = u16::try_from(queue.len()).unwrap_or(Automaton::DEAD);
                let number = *numbers.entry(target).or_insert(fresh);
                if number == fresh {
                    queue.push(to);
                }
                merged.push(number);
            }
        }
    }
    table.next = merged;
    table.accepting = accepts;
}

/// The block of equivalent states that each state is in (Hopcroft's algorithm).
fn blocks(next: &[usize], accepting: &[bool], width: usize) -> Vec<usize> {
    let mut sources: Vec<Vec<Vec<usize>>> = vec![vec![Vec::new(); accepting.len()]; width];
    for (at, &to) in next.iter().enumerate() {
        let (state, class) = (
            at.checked_div(width).unwrap_or(0),
            at.checked_rem(width).unwrap_or(0),
        );
        if let Some(sources) = sources
            .get_mut(class)
            .and_then(|of_class| of_class.get_mut(to))
        {
            sources.push(state);
        }
    }
    let mut block: Vec<usize> = accepting
        .iter()
        .map(|&accepts| usize::from(accepts))
        .collect();
    let members = |wanted: bool| {
        (0..accepting.len())
            .filter(|&state| accepting.get(state) == Some(&wanted))
            .collect()
    };
    let mut blocks: Vec<Vec<usize>> = vec![members(false), members(true)];
    let mut waiting = vec![true, true];
    let mut queue: Vec<usize> = vec![0, 1];
    while let Some(splitter) = queue.pop() {
        if let Some(waiting) = waiting.get_mut(splitter) {
            *waiting = false;
        }
        let targets = blocks.get(splitter).cloned().unwrap_or_default();
        for of_class in &sources {
            // The states that come into the splitter by this class, by the block that they are in.
            let mut touched: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
            for &source in targets
                .iter()
                .filter_map(|&target| of_class.get(target))
                .flatten()
            {
                touched
                    .entry(block.get(source).copied().unwrap_or(0))
                    .or_default()
                    .push(source);
            }
            for (old, moved) in touched {
                let Some(whole) = blocks.get_mut(old) else {
                    continue;
                };
                if moved.len() == whole.len() {
                    continue;
                }
                let fresh = waiting.len();
                for &state in &moved {
                    if let Some(block) = block.get_mut(state) {
                        *block = fresh;
                    }
                }
                whole.retain(|&state| block.get(state) == Some(&old));
                // The smaller half suffices, unless the whole waits already.
                let waits = waiting.get(old).copied().unwrap_or(false);
                let queued = if waits || moved.len() <= whole.len() {
                    fresh
                } else {
                    old
                };
                blocks.push(moved);
                waiting.push(false);
                if let Some(waiting) = waiting.get_mut(queued) {
                    *waiting = true;
                }
                queue.push(queued);
            }
        }
    }
    block
}

/// Merges classes of bytes that no state tells apart any more.
fn narrow(table: &mut Table) {
    let width = usize::from(table.width).max(1);
    let mut columns: BTreeMap<Vec<u16>, u8> = BTreeMap::new();
    let mut kept: Vec<Vec<u16>> = Vec::new();
    let mut merged: Vec<u8> = Vec::with_capacity(256);
    for &class in &table.classes {
        let column: Vec<u16> = table
            .next
            .iter()
            .skip(usize::from(class))
            .step_by(width)
            .copied()
            .collect();
        let fresh = u8::try_from(columns.len()).unwrap_or(u8::MAX);
        let number = *columns.entry(column.clone()).or_insert(fresh);
        if usize::from(number) == kept.len() {
            kept.push(column);
        }
        merged.push(number);
    }
    let states = table.accepting.len();
    let mut next = Vec::with_capacity(states.saturating_mul(kept.len()));
    for state in 0..states {
        next.extend(kept.iter().filter_map(|column| column.get(state)));
    }
    table.classes = merged;
    table.width = u16::try_from(kept.len()).unwrap_or(256);
    table.next = next;
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
