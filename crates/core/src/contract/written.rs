//! Numbers and truth values that are written as text.

use serde::{Deserialize, Serialize};

use super::{Int, Number};

/// A number or a truth value that is written as text: `"500"`, `"0.5"`, `"true"`.
///
/// Rules, defaults and examples name the text. What it means is held against the bounds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Written {
    /// An integer: digits, with a minus sign before them or without ([`Written::is_integer`]).
    Int(Int),
    /// A number: the same, with decimals or without ([`Written::is_number`]).
    Number(Number),
    /// `true` or `false`.
    Bool,
}

impl Written {
    /// Returns the JSON type that values would have which are not written as text: `number` or `boolean`.
    #[must_use]
    pub const fn json_type(&self) -> &'static str {
        match self {
            Self::Int(_) | Self::Number(_) => "number",
            Self::Bool => "boolean",
        }
    }

    /// Returns the kind's name in `spec/`: `int`, `number`, `bool`.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Int(_) => "int",
            Self::Number(_) => "number",
            Self::Bool => "bool",
        }
    }

    /// Returns whether a text is an integer as texts and parameters write it: `-?[0-9]+`.
    #[must_use]
    pub fn is_integer(text: &str) -> bool {
        is_digits(text.strip_prefix('-').unwrap_or(text))
    }

    /// Returns whether a text is a number as texts and parameters write it: `-?[0-9]+(\.[0-9]+)?`.
    #[must_use]
    pub fn is_number(text: &str) -> bool {
        match text.split_once('.') {
            Some((whole, decimals)) => Self::is_integer(whole) && is_digits(decimals),
            None => Self::is_integer(text),
        }
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_digits_with_a_sign_and_decimals_at_most() {
        for text in ["0", "-0", "007", "-12", "99999999999999999999"] {
            assert!(
                Written::is_integer(text) && Written::is_number(text),
                "{text}"
            );
        }
        for text in ["0.5", "-1.50", "00.0"] {
            assert!(
                !Written::is_integer(text) && Written::is_number(text),
                "{text}"
            );
        }
        for text in [
            "", "-", "+5", " 5", "5 ", "5e1", ".5", "5.", "1.2.3", "--5", "0x1", "\u{665}",
        ] {
            assert!(
                !Written::is_integer(text) && !Written::is_number(text),
                "{text}"
            );
        }
    }
}
