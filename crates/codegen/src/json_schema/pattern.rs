//! Texts as patterns: base64, and several items in one string.
//!
//! All patterns stay in the subset that ECMA-262 (with its `u` flag) and the regex crate read alike.

use std::fmt::Write as _;

use mediaspec_core::contract::{Content, Enum, Shape, Text};

/// RFC 4648 section 4, padded.
pub(crate) const BASE64: &str = "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$";

/// The longest item whose length goes into a pattern. Beyond it, validators that compile patterns to automata may refuse.
const LONGEST: u32 = 512;

/// The patterns that a text must all match.
pub(crate) fn patterns(text: &Text<'_>) -> Vec<String> {
    let mut out = Vec::new();
    out.extend(text.pattern.map(|pattern| pattern.regex.to_owned()));
    out.extend(text.format.map(|(_, pattern)| pattern.regex.to_owned()));
    match text.content {
        Content::Plain | Content::Json(_) => {}
        Content::Base64 => out.push(BASE64.to_owned()),
        Content::Separated { separator, item } => out.extend(separated(separator, item).pattern),
    }
    out
}

/// What a pattern can say of a text of several items.
pub(crate) struct Separated {
    /// The pattern; `None` when it would say nothing.
    pub(crate) pattern: Option<String>,
    /// Whether the pattern says all that the contract says.
    pub(crate) exact: bool,
}

/// The pattern of a text that holds several items.
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
        | Shape::Any => Separated {
            pattern: None,
            exact: true,
        },
    }
}

fn choices(separator: &str, values: &Enum<'_>) -> Separated {
    if values.open {
        return Separated {
            pattern: None,
            exact: true,
        };
    }
    let one = values
        .values
        .iter()
        .map(|value| escape(value.wire))
        .collect::<Vec<_>>()
        .join("|");
    Separated {
        pattern: Some(repeated(&format!("(?:{one})"), separator)),
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
        return Separated {
            pattern: None,
            exact: plain,
        };
    }
    let mut chars = separator.chars();
    let (Some(only), None) = (chars.next(), chars.next()) else {
        // "Anything but this sequence" is not regular enough for a readable pattern.
        return Separated {
            pattern: None,
            exact: false,
        };
    };
    let short = min <= LONGEST && max.is_none_or(|max| max <= LONGEST);
    if !short {
        return Separated {
            pattern: None,
            exact: false,
        };
    }
    let mut one = String::from("[^");
    if matches!(only, '\\' | ']' | '[' | '^' | '-') {
        one.push('\\');
    }
    one.push(only);
    one.push(']');
    // Writing to a `String` cannot fail.
    let _ = match max {
        Some(max) => write!(one, "{{{min},{max}}}"),
        None => write!(one, "{{{min},}}"),
    };
    Separated {
        pattern: Some(repeated(&one, separator)),
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
    use mediaspec_core::contract::EnumValue;

    const fn value(wire: &'static str) -> EnumValue<'static> {
        EnumValue {
            wire,
            summary: "",
            deprecated: None,
        }
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
            Some(r"^[^\-]{1,16}(?:-[^\-]{1,16})*$")
        );
        assert!(found.exact);
        assert!(!separated("--", &Shape::Text(&text)).exact);
    }
}
