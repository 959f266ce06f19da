//! A table as CSV (RFC 4180): comma, CRLF, quotes where needed.
//!
//! Spreadsheets run what begins with `=`, `+`, `-` or `@` as a formula. A text that begins so, or with `'` itself, gets a
//! `'` in front, which they take for "this is text"; a program takes one leading `'` away. Numbers are left alone.

use csv::{Terminator, WriterBuilder};

/// What begins a formula, or is taken for white space in front of one.
const DANGEROUS: [char; 7] = ['=', '+', '-', '@', '\t', '\r', '\n'];

/// A text that no spreadsheet runs.
pub(super) fn text(text: &str) -> String {
    if text.starts_with(DANGEROUS) || text.starts_with('\'') {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// Several texts in one cell, separated by `|`. A `|` or a backslash of a text's own gets a backslash in front.
pub(super) fn several(texts: &[impl AsRef<str>]) -> String {
    let escaped = |text: &str| text.replace('\\', "\\\\").replace('|', "\\|");
    let texts: Vec<String> = texts.iter().map(|text| escaped(text.as_ref())).collect();
    texts.join("|")
}

/// The rows under a header.
pub(super) fn table<const N: usize>(
    header: &[&str; N],
    rows: &[[String; N]],
) -> Result<String, String> {
    let mut writer = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .from_writer(Vec::new());
    writer
        .write_record(header)
        .map_err(|error| error.to_string())?;
    for row in rows {
        writer
            .write_record(row)
            .map_err(|error| error.to_string())?;
    }
    let bytes = writer.into_inner().map_err(|error| error.to_string())?;
    String::from_utf8(bytes).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_become_texts() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "'x"] {
            assert_eq!(text(formula), format!("'{formula}"));
        }
        assert_eq!(text("a=1"), "a=1");
        assert_eq!(text(""), "");
    }

    #[test]
    fn several_texts_can_be_told_apart() {
        assert_eq!(several(&["a", "b|c", "d\\"]), r"a|b\|c|d\\");
        assert_eq!(several(&[""; 0]), "");
    }

    #[test]
    fn cells_are_quoted_where_that_is_needed() {
        let rows = [
            ["a,b".to_owned(), "say \"x\"".to_owned()],
            ["two\nlines".to_owned(), String::new()],
        ];
        assert_eq!(
            table(&["one", "two"], &rows).expect("text"),
            "one,two\r\n\"a,b\",\"say \"\"x\"\"\"\r\n\"two\nlines\",\r\n"
        );
    }
}
