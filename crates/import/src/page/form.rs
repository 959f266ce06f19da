//! Which form a page has, by what it holds.

use super::bars::{cut, separator};
use super::block::Block;
use super::{html, markdown, rst, text};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Html,
    Rst,
    Markdown,
    Text,
}

/// Whether a text is read as a page: it is no JSON.
pub(crate) fn is_page(text: &str) -> bool {
    let text = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    let behind = text.strip_prefix('[').map(str::trim_start);
    // A link of Markdown begins with a bracket, too.
    let is_list = behind.is_some_and(|behind| {
        behind.is_empty()
            || behind.starts_with(['{', '[', ']', '"', '-'])
            || behind.starts_with(|c: char| c.is_ascii_digit())
    });
    !(text.is_empty() || is_list || text.starts_with(['{', '"']))
}

/// Returns the blocks of a page.
pub(super) fn blocks(text: &str) -> Vec<Block> {
    match form(text) {
        Form::Html => html::blocks(text),
        Form::Rst => rst::blocks(text),
        Form::Markdown => markdown::blocks(text),
        Form::Text => text::blocks(text),
    }
}

fn form(text: &str) -> Form {
    let begin = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    let is_tag = |name: &str| {
        begin
            .get(..=name.len())
            .is_some_and(|begin| begin.starts_with('<') && begin.ends_with(name))
    };
    let small = begin.get(..9).map(str::to_ascii_lowercase);
    if small.as_deref() == Some("<!doctype")
        || ["html", "head", "body", "HTML"]
            .iter()
            .any(|name| is_tag(name))
    {
        return Form::Html;
    }
    if rst::is_rst(text) {
        return Form::Rst;
    }
    if is_markdown(text) {
        return Form::Markdown;
    }
    match (has_tag(text), begin.starts_with('<')) {
        (true, true) => Form::Html,
        // Tables of HTML among lines of text.
        (true, false) => Form::Markdown,
        (false, _) => Form::Text,
    }
}

/// Whether a page has headings of Markdown, rows of a table with all their bars on one line, or tables of HTML among lines of text.
fn is_markdown(text: &str) -> bool {
    let mut above = "";
    let mut is_code = false;
    for line in text.lines().map(str::trim) {
        if line.starts_with("```") {
            is_code = !is_code;
        }
        if !is_code {
            let marks = line.bytes().take_while(|byte| *byte == b'#').count();
            let behind = line.get(marks..).unwrap_or_default();
            if (1..=6).contains(&marks) && behind.starts_with(' ') && !behind.trim().is_empty() {
                return true;
            }
            let cells = || {
                cut(above)
                    .iter()
                    .filter(|cell| !cell.trim().is_empty())
                    .count()
            };
            if line.starts_with('|') && separator(line).is_some_and(|count| cells() == count) {
                return true;
            }
        }
        above = line;
    }
    false
}

/// Whether a page holds a table of HTML.
fn has_tag(text: &str) -> bool {
    ["<table", "<TABLE"].iter().any(|tag| text.contains(tag))
}
