//! `mediaspec explain`.

use mediaspec_core::words::names_list;
use mediaspec_validator::Code;

use crate::Status;
use crate::arguments::ExplainArguments;
use crate::output::style::{self, paint};
use crate::session::{Session, Stop};
use crate::table::{self, Row};
use crate::topic::Topic;

/// How alike a code must be to be suggested.
const ALIKE: f64 = 0.5;

pub(super) fn run(arguments: &ExplainArguments, session: &mut Session<'_>) -> Result<Status, Stop> {
    let Some(name) = &arguments.code else {
        return list(session);
    };
    let topic = Topic::find(name).ok_or_else(|| Stop::Because(unknown(name)))?;
    let width = session.width();
    let mut text = format!("{}\n\n", paint(style::STRONG, topic.name(), session.colour));
    for paragraph in [topic.meaning(), topic.advice()] {
        text.push_str(&table::wrap(paragraph, "  ", width));
        text.push('\n');
    }
    if let Some(note) = topic.note() {
        text.push_str(&table::wrap(note, "  ", width));
        text.push('\n');
    }
    session.print(text.trim_end())?;
    session.print("\n")?;
    Ok(Status::Valid)
}

fn list(session: &mut Session<'_>) -> Result<Status, Stop> {
    let rows: Vec<Row> = Topic::all()
        .map(|topic| Row::new(topic.name(), topic.meaning()))
        .collect();
    let text = table::render(&rows, session.width(), session.colour);
    session.print(&text)?;
    Ok(Status::Valid)
}

/// The code of a violation, in any case.
pub(crate) fn parse_code(name: &str) -> Result<Code, String> {
    match Topic::find(name) {
        Some(topic @ (Topic::Malformed(_) | Topic::Violation(Code::Malformed))) => Err(format!(
            "`{}` says that an input cannot be read; that cannot be allowed",
            topic.name()
        )),
        Some(Topic::Violation(code)) => Ok(code),
        None => Err(unknown(name)),
    }
}

fn unknown(name: &str) -> String {
    let shown = mediaspec_core::escape::shortened(name, 64);
    let mut close: Vec<(f64, &str)> = Topic::all()
        .map(|topic| (similarity(name, topic.name()), topic.name()))
        .filter(|(score, _)| *score >= ALIKE)
        .collect();
    close.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    let close: Vec<&str> = close.into_iter().take(3).map(|(_, name)| name).collect();
    if close.is_empty() {
        format!("there is no code `{shown}`; `mediaspec explain` lists the codes")
    } else {
        let close = names_list(&close, "or");
        format!("there is no code `{shown}`; did you mean {close}?")
    }
}

/// Alike in spelling, or the one a part of the other: `length` is a part of `maxLength`.
fn similarity(a: &str, b: &str) -> f64 {
    let (a, b) = (
        a.chars().take(64).collect::<String>().to_lowercase(),
        b.to_lowercase(),
    );
    let alike = strsim::normalized_damerau_levenshtein(&a, &b);
    if a.len() > 3 && b.contains(&a) {
        alike.max(ALIKE)
    } else {
        alike
    }
}

#[cfg(test)]
mod tests {
    use mediaspec_validator::Code;

    use super::{Topic, parse_code, unknown};

    #[test]
    fn codes_are_found_in_any_case() {
        assert_eq!(parse_code("MAXLENGTH"), Ok(Code::MaxLength));
        assert_eq!(Topic::find("utf-8").map(Topic::name), Some("utf-8"));
    }

    #[test]
    fn a_slip_is_answered_with_close_codes() {
        assert!(unknown("maxlenght").contains("`maxLength`"));
        assert!(unknown("length").contains("`minLength`"));
        assert!(unknown("\u{1b}").contains("lists the codes"));
    }

    #[test]
    fn no_malformed_input_can_be_allowed() {
        for name in ["syntax", "malformed"] {
            let said =
                format!("`{name}` says that an input cannot be read; that cannot be allowed");
            assert_eq!(parse_code(name), Err(said));
        }
    }
}
