//! A table as CSV (RFC 4180): comma, CRLF, quotes where needed.
//!
//! Spreadsheets run what begins with `=`, `+`, `-` or `@` as a formula. A text that begins so, or with `'` itself, gets a
//! `'` in front, which they take for "this is text"; a program takes one leading `'` away. Numbers are left alone.

/// What begins a formula, or is taken for white space in front of one.
const DANGEROUS: [char; 7] = ['=', '+', '-', '@', '\t', '\r', '\n'];

/// Returns a text that no spreadsheet runs.
pub(super) fn text(text: &str) -> String {
    if text.starts_with(DANGEROUS) || text.starts_with('\'') {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// Returns several texts as one cell, separated by `|`. A `|` or a backslash of a text's own gets a backslash in front.
pub(super) fn several(texts: &[impl AsRef<str>]) -> String {
    let escaped = |text: &str| text.replace('\\', "\\\\").replace('|', "\\|");
    let texts: Vec<String> = texts.iter().map(|text| escaped(text.as_ref())).collect();
    texts.join("|")
}

/// Returns the rows under a header. A byte order mark in front tells spreadsheets that the text is UTF-8.
pub(super) fn table<const N: usize>(header: &[&str; N], rows: &[[String; N]]) -> String {
    let mut out = String::from('\u{feff}');
    record(&mut out, header.iter().copied());
    for row in rows {
        record(&mut out, row.iter().map(String::as_str));
    }
    out
}

/// Appends a line.
fn record<'a>(out: &mut String, cells: impl Iterator<Item = &'a str>) {
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            out.push(',');
        }
        if cell.contains([',', '"', '\r', '\n']) {
            out.push('"');
            out.push_str(&cell.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(cell);
        }
    }
    out.push_str("\r\n");
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
            table(&["one", "two"], &rows),
            "\u{feff}one,two\r\n\"a,b\",\"say \"\"x\"\"\"\r\n\"two\nlines\",\r\n"
        );
    }
}
