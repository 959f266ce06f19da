//! Values as they stand in a sentence.

use std::borrow::Cow;
use std::fmt;

use crate::contract::{Json, Literal};
use crate::escape::push_json;

/// Returns words as a sentence lists them: `a, b or c`.
#[must_use]
pub fn list<T: fmt::Display>(words: &[T], conjunction: &str) -> String {
    let words: Vec<String> = words.iter().map(T::to_string).collect();
    match words.as_slice() {
        [first @ .., last] if !first.is_empty() => {
            format!("{} {conjunction} {last}", first.join(", "))
        }
        _ => words.concat(),
    }
}

/// Returns names as a sentence lists them, each in backquotes.
#[must_use]
pub fn names_list<T: fmt::Display>(names: &[T], conjunction: &str) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    list(&names, conjunction)
}

/// Returns a text value as it stands in a sentence: bare where that cannot be misread, in JSON's quotes otherwise.
#[must_use]
pub fn text_value(text: &str) -> Cow<'_, str> {
    let bare =
        |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | ':' | '+' | '#');
    if !text.is_empty() && text.chars().all(bare) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(quoted(text))
    }
}

/// Returns a text as JSON writes it. Control, bidi and other invisible characters are escaped: they could make a page or a
/// terminal show something else than what stands there.
#[must_use]
pub fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len().saturating_add(2));
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c => push_json(&mut out, c),
        }
    }
    out.push('"');
    out
}

/// Returns a literal as it stands in a sentence.
#[must_use]
pub fn literal(literal: &Literal) -> Cow<'_, str> {
    match literal {
        Literal::Text(text) => text_value(text),
        Literal::Int(int) => Cow::Owned(int.to_string()),
        Literal::Number(number) => Cow::Owned(number.to_string()),
        Literal::Bool(true) => Cow::Borrowed("true"),
        Literal::Bool(false) => Cow::Borrowed("false"),
    }
}

/// Returns a JSON value as it stands in a sentence: a scalar like [`literal`], a list or an object as JSON text on one line.
#[must_use]
pub fn json(value: &Json) -> Cow<'_, str> {
    match value {
        Json::Scalar(scalar) => literal(scalar),
        Json::List(_) | Json::Object(_) => {
            let mut out = String::new();
            write_json(&mut out, value);
            Cow::Owned(out)
        }
    }
}

fn write_json(out: &mut String, value: &Json) {
    match value {
        Json::Scalar(Literal::Text(text)) => out.push_str(&quoted(text)),
        Json::Scalar(other) => out.push_str(&literal(other)),
        Json::List(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push_str(", ");
                }
                write_json(out, item);
            }
            out.push(']');
        }
        Json::Object(members) => {
            out.push('{');
            for (at, (name, value)) in members.iter().enumerate() {
                if at > 0 {
                    out.push_str(", ");
                }
                out.push_str(&quoted(name));
                out.push_str(": ");
                write_json(out, value);
            }
            out.push('}');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_could_be_misread_are_quoted() {
        assert_eq!(text_value("V3.2"), "V3.2");
        assert_eq!(text_value(""), "\"\"");
        assert_eq!(text_value("a, b"), "\"a, b\"");
        assert_eq!(quoted("\u{202e}\n\"\\"), "\"\\u202e\\n\\\"\\\\\"");
        assert_eq!(quoted("\u{e0041}"), "\"\\udb40\\udc41\"");
    }
}
