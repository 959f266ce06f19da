//! Texts as patterns: base64, and several items in one string.
//!
//! All patterns stay in the subset that ECMA-262 (with its `u` flag) and the regex crate read alike. Other readers agree
//! but for one thing: to Python, Java, .NET and Perl `$` also stands before a line break that ends the text. What that
//! lets through is refused once more, by a `not` that everybody reads alike.

use mediaspec_core::automaton::Automaton;
use mediaspec_core::contract::{Content, Enum, EnumValue, Shape, Text};

/// RFC 4648 section 4, padded.
pub(crate) const BASE64: &str = "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$";

/// A text that ends in a line break.
const LINE_BREAK_AT_END: &str = "\\n$";

/// The longest item whose length goes into a pattern. Beyond it, validators that compile patterns to automata may refuse.
const LONGEST: u32 = 512;

/// The patterns of a text.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Patterns {
    /// Those that it must match, all of them.
    pub(crate) all_of: Vec<String>,
    /// Those that it must not match.
    pub(crate) none_of: Vec<String>,
    /// Whether readers whose `$` stands before a line break at the end take texts that ECMA-262 does not.
    pub(crate) loose_end: bool,
}

/// The patterns that a text must match, and those that it must not.
pub(crate) fn patterns(text: &Text<'_>) -> Patterns {
    let mut all_of = Vec::new();
    let mut none_of = Vec::new();
    let mut ends = Vec::new();
    let own = text.pattern.into_iter();
    for pattern in own.chain(text.format.map(|(_, pattern)| pattern)) {
        all_of.push(pattern.regex.to_owned());
        ends.push(End::of(&pattern.automaton));
    }
    match text.content {
        Content::Plain | Content::Json(_) => {}
        Content::Base64 => {
            all_of.push(BASE64.to_owned());
            ends.push(End::NoLineBreak);
        }
        Content::Separated { separator, item } => {
            let separated = separated(separator, item);
            if separated.pattern.is_some() {
                ends.push(separated.end);
            }
            all_of.extend(separated.pattern);
            none_of.extend(separated.never);
        }
    }
    // One that takes no line break at the end settles it for all.
    let settled = ends.contains(&End::NoLineBreak);
    if settled {
        none_of.push(LINE_BREAK_AT_END.to_owned());
    }
    Patterns {
        all_of,
        none_of,
        loose_end: !settled && ends.contains(&End::SomeLineBreaks),
    }
}

/// What a pattern says of texts that end in a line break.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// No text that matches does.
    NoLineBreak,
    /// What matches still does with a line break behind it: there is nothing that readers can differ in.
    AnyLineBreak,
    /// Some texts match with a line break behind them, and some do not.
    SomeLineBreaks,
}

impl End {
    fn of(automaton: &Automaton<'_>) -> Self {
        let accepts = |state| {
            state == Automaton::MATCHED || (state != Automaton::DEAD && automaton.accepts_at(state))
        };
        let (mut no, mut any) = (true, true);
        let mut seen = vec![0_u16];
        let mut next = 0_usize;
        while let Some(&state) = seen.get(next) {
            next = next.saturating_add(1);
            let with_line_break = accepts(automaton.step(state, b'\n'));
            no &= !with_line_break;
            any &= with_line_break || !accepts(state);
            for byte in 0..=u8::MAX {
                match automaton.step(state, byte) {
                    Automaton::DEAD => {}
                    // Whatever follows matches, line breaks too.
                    Automaton::MATCHED => no = false,
                    to if seen.contains(&to) => {}
                    to => seen.push(to),
                }
            }
        }
        match (no, any) {
            (true, _) => Self::NoLineBreak,
            (false, true) => Self::AnyLineBreak,
            (false, false) => Self::SomeLineBreaks,
        }
    }
}

/// What patterns can say of a text of several items.
pub(crate) struct Separated {
    /// The pattern that it must match; `None` when it would say nothing.
    pub(crate) pattern: Option<String>,
    /// A pattern that it must not match.
    pub(crate) never: Option<String>,
    /// What the pattern says of line breaks at the end.
    pub(crate) end: End,
    /// Whether the patterns say all that the contract says.
    pub(crate) exact: bool,
}

impl Separated {
    /// Nothing is said.
    const fn nothing(exact: bool) -> Self {
        Self {
            pattern: None,
            never: None,
            end: End::AnyLineBreak,
            exact,
        }
    }
}

/// Whether the patterns of a text that holds several items say all that the contract says.
#[must_use]
pub fn separated_is_visible(separator: &str, item: &Shape<'_>) -> bool {
    separated(separator, item).exact
}

/// The patterns of a text that holds several items.
pub(crate) fn separated(separator: &str, item: &Shape<'_>) -> Separated {
    match item {
        Shape::Enum(values) => choices(separator, values),
        Shape::Text(text) => texts(separator, text),
        // The engine asks nothing of these either.
        Shape::Int(_)
        | Shape::Number(_)
        | Shape::Bool
        | Shape::List(_)
        | Shape::Object(_)
        | Shape::Any => Separated::nothing(true),
    }
}

fn choices(separator: &str, values: &Enum<'_>) -> Separated {
    if values.open {
        return Separated::nothing(true);
    }
    let one = values
        .values
        .iter()
        .map(|value| escape(value.wire))
        .collect::<Vec<_>>()
        .join("|");
    let ends_a_line = |value: &EnumValue<'_>| value.wire.ends_with('\n');
    Separated {
        pattern: Some(repeated(&format!("(?:{one})"), separator)),
        never: None,
        end: if values.values.iter().any(ends_a_line) {
            End::SomeLineBreaks
        } else {
            End::NoLineBreak
        },
        // A value that holds the separator is two items to the engine.
        exact: !values
            .values
            .iter()
            .any(|value| value.wire.contains(separator)),
    }
}

fn texts(separator: &str, text: &Text<'_>) -> Separated {
    let (min, max) = (text.min_chars.unwrap_or(0), text.max_chars);
    let plain = text.pattern.is_none();
    if min == 0 && max.is_none() {
        return Separated::nothing(plain);
    }
    let mut chars = separator.chars();
    let (Some(only), None) = (chars.next(), chars.next()) else {
        // "Anything but this sequence" is not regular enough for a readable pattern.
        return Separated::nothing(false);
    };
    if min > LONGEST || max.is_some_and(|max| max > LONGEST) {
        return Separated::nothing(false);
    }
    let escape = if matches!(only, '\\' | ']' | '[' | '^' | '-') {
        "\\"
    } else {
        ""
    };
    let one = format!("[^{escape}{only}]");
    Separated {
        pattern: (min > 0).then(|| repeated(&format!("{one}{{{min},}}"), separator)),
        // Said so, and not as the upper bound of a repetition, it does not depend on where `$` stands.
        never: max.map(|max| format!("{one}{{{}}}", max.saturating_add(1))),
        end: if only == '\n' {
            End::SomeLineBreaks
        } else {
            End::AnyLineBreak
        },
        exact: plain,
    }
}

fn repeated(one: &str, separator: &str) -> String {
    format!("^{one}(?:{}{one})*$", escape(separator))
}

/// The text as a pattern that matches it alone: the characters that ECMA-262 calls syntax are escaped.
fn escape(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if matches!(
            c,
            '^' | '$' | '\\' | '.' | '*' | '+' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '|'
        ) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn value(wire: &'static str) -> EnumValue<'static> {
        EnumValue {
            wire,
            summary: "",
            deprecated: None,
        }
    }

    fn end(regex: &str) -> End {
        let arena = bumpalo::Bump::new();
        End::of(&mediaspec_spec::patterns::compile(regex, &arena).expect("portable"))
    }

    #[test]
    fn what_a_pattern_says_of_line_breaks_at_the_end_is_read_from_its_automaton() {
        assert_eq!(end("^#[0-9A-Fa-f]{6}$"), End::NoLineBreak);
        assert_eq!(end(BASE64), End::NoLineBreak);
        assert_eq!(end("^$"), End::NoLineBreak);
        assert_eq!(end("^(a|[^<>]*)$"), End::AnyLineBreak);
        assert_eq!(end("^mns://"), End::AnyLineBreak);
        assert_eq!(end("^[^<>]{1,5}$"), End::SomeLineBreaks);
        assert_eq!(end("^(a|b[^b]*)$"), End::SomeLineBreaks);
    }

    #[test]
    fn listed_items_are_escaped_and_repeated() {
        let values = [value("A.B"), value("C")];
        let item = Enum {
            open: false,
            values: &values,
        };
        let found = separated(",", &Shape::Enum(&item));
        assert_eq!(
            found.pattern.as_deref(),
            Some(r"^(?:A\.B|C)(?:,(?:A\.B|C))*$")
        );
        assert!(found.exact);
        let clash = separated("B", &Shape::Enum(&item));
        assert!(!clash.exact);
    }

    #[test]
    fn lengths_of_items_go_into_the_pattern_where_the_separator_is_one_character() {
        let text = Text {
            min_chars: Some(1),
            max_chars: Some(16),
            max_bytes: None,
            max_chars_without_markup: None,
            pattern: None,
            format: None,
            content: Content::Plain,
        };
        let found = separated("-", &Shape::Text(&text));
        assert_eq!(
            found.pattern.as_deref(),
            Some(r"^[^\-]{1,}(?:-[^\-]{1,})*$")
        );
        assert_eq!(found.never.as_deref(), Some(r"[^\-]{17}"));
        assert!(found.exact);
        assert!(!separated("--", &Shape::Text(&text)).exact);
    }
}
