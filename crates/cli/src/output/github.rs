//! Annotations of GitHub Actions: workflow commands, one for each finding.

use mediaspec_core::escape::visible;
use mediaspec_validator::Severity;

use super::finding::Finding;
use super::{Outcome, Subject, cut};
use crate::log_command;

/// One payload's annotations.
pub(super) fn outcome(subject: &Subject, outcome: &Outcome<'_>) -> String {
    let mut out: String = Finding::all(subject, outcome)
        .map(|f| annotation(&f))
        .collect();
    if let Some(cut) = cut(outcome.report) {
        out.push_str(&command("notice", &[("file", file(outcome.file))], &cut));
    }
    out
}

fn annotation(finding: &Finding<'_>) -> String {
    let number = |number: u64| Some(number.to_string());
    let name = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let properties = [
        ("file", file(finding.file)),
        ("line", finding.position.and_then(|at| number(at.line))),
        ("col", finding.position.and_then(|at| number(at.column))),
        ("endColumn", finding.end_column.and_then(number)),
        ("title", Some(format!("mediaspec {}", finding.code))),
    ];
    command(name, &properties, &finding.text())
}

/// The file of an annotation; stdin is none.
fn file(name: Option<&str>) -> Option<String> {
    name.filter(|&name| name != "-").map(visible)
}

/// `::error file=job.json,line=4::300 is above 200`.
fn command(name: &str, properties: &[(&str, Option<String>)], message: &str) -> String {
    let escaped = |text: &str, more: &[char]| {
        let mut out = String::new();
        for c in log_command::without(text.to_owned()).chars() {
            if matches!(c, '%' | '\r' | '\n') || more.contains(&c) {
                out.push_str(&format!("%{:02X}", u32::from(c)));
            } else {
                out.push(c);
            }
        }
        out
    };
    let properties: Vec<String> = properties
        .iter()
        .filter_map(|(key, value)| Some(format!("{key}={}", escaped(value.as_ref()?, &[':', ',']))))
        .collect();
    let space = if properties.is_empty() { "" } else { " " };
    format!(
        "::{name}{space}{}::{}\n",
        properties.join(","),
        escaped(message, &[])
    )
}

#[cfg(test)]
mod tests {
    use super::command;

    #[test]
    fn nothing_breaks_out_of_a_command() {
        let hostile = "50%\r\n::error::x ##vso[y]";
        assert_eq!(
            command(
                "error",
                &[("file", Some("a,line=1::b%\n".to_owned()))],
                hostile
            ),
            "::error file=a%2Cline=1%3A%3Ab%25%0A::50%25%0D%0A:\\u{3a}error::x #\\u{23}vso[y]\n"
        );
    }

    #[test]
    fn what_is_not_known_is_left_out() {
        assert_eq!(command("notice", &[("file", None)], "a"), "::notice::a\n");
    }
}
