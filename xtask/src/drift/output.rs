//! Findings for people, programs and pull requests.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use mediaspec_codegen::markdown::{Document, Line};
use mediaspec_core::escape::{shortened, visible, visible_json};
use mediaspec_import::draft::Difference;
use mediaspec_import::drift::{Advice, Class, Finding, Revision, Severity, Witness};
use serde_json::{Value, json};

use super::Format;
use crate::import;

/// How much of a value is shown to people.
const SHOWN: usize = 160;

/// How many lines of the spec are shown of one change.
const LINES: usize = 24;

pub(super) fn text(told: &Revision, format: Format, colour: bool) -> String {
    match format {
        Format::Human => human(told, colour),
        Format::Json => lines(told),
        Format::Markdown => markdown(told),
    }
}

/// What there was, in a line or two.
pub(super) fn summary(told: &Revision) -> String {
    let findings = &told.drift.findings;
    let count = |severity| {
        findings
            .iter()
            .filter(|one| one.severity == severity)
            .count()
    };
    let mut out = match findings.len() {
        0 => "nothing moved".to_owned(),
        1 => "1 change".to_owned(),
        some => format!("{some} changes"),
    };
    if !findings.is_empty() {
        _ = write!(
            out,
            ": {} break callers, {} break readers, {} break nobody",
            count(Severity::BreaksCallers),
            count(Severity::BreaksReaders),
            count(Severity::Compatible)
        );
    }
    if told.quiet > 0 {
        _ = write!(out, "; {} ask nothing of the spec", told.quiet);
    }
    for (some, what) in [
        (told.settled.len(), "conflicts of the spec are settled"),
        (told.undecided.len(), "statements want a decision"),
    ] {
        if some > 0 {
            _ = write!(out, "; {some} {what}");
        }
    }
    if !told.drift.is_whole {
        out.push_str(
            "\nthere is more: a report ends after 100000 changes, and behind 128 levels of members",
        );
    }
    out
}

/// A JSON object a line: findings, then what is not compared, settled or undecided.
fn lines(told: &Revision) -> String {
    let json = |value: Result<String, serde_json::Error>| value.unwrap_or_default();
    let findings = told.drift.findings.iter();
    let mut lines: Vec<String> = findings
        .map(|one| json(serde_json::to_string(one)))
        .collect();
    let of = |key: &str, all: &[Difference]| -> Vec<String> {
        all.iter()
            .map(|one| json!({ key: one }).to_string())
            .collect()
    };
    lines.extend(of("settled", &told.settled));
    lines.extend(of("undecided", &told.undecided));
    let left_out = told.drift.left_out.iter();
    lines.extend(left_out.map(|words| json!({"not_compared": words}).to_string()));
    let lines = lines.into_iter().map(visible_json);
    lines.map(|line| format!("{line}\n")).collect()
}

const SEVERITIES: [(Severity, &str, AnsiColor); 3] = [
    (Severity::BreaksCallers, "Breaks callers", AnsiColor::Red),
    (Severity::BreaksReaders, "Breaks readers", AnsiColor::Yellow),
    (Severity::Compatible, "Breaks nobody", AnsiColor::Green),
];

fn human(told: &Revision, colour: bool) -> String {
    let paint = |style: Style, text: &str| match colour {
        true => format!("{style}{text}{style:#}"),
        false => text.to_owned(),
    };
    let faint = Style::new().dimmed();
    let mut out = String::new();
    for (severity, title, tone) in SEVERITIES {
        let own = told.drift.findings.iter();
        let own: Vec<&Finding> = own.filter(|one| one.severity == severity).collect();
        if own.is_empty() {
            continue;
        }
        let style = tone.on_default().bold();
        _ = writeln!(out, "{} ({})\n", paint(style, title), own.len());
        for finding in own {
            let place = paint(Style::new().bold(), &visible(&place(finding)));
            _ = writeln!(out, "  {place}");
            _ = writeln!(out, "    {}", visible(&change(finding)));
            if let Some(home) = home(finding) {
                _ = writeln!(out, "    {}", paint(faint, &visible(&home)));
            }
            match (&finding.witness, &finding.why) {
                (Witness::Payload(payload), _) => {
                    let payload = shortened(&payload.to_string(), SHOWN);
                    let words = match severity {
                        Severity::BreaksReaders => "now possible, and not before",
                        _ => "accepted before, and not now",
                    };
                    _ = writeln!(out, "    {words}: {}", visible(&payload));
                }
                (Witness::Missing, Some(why)) => {
                    _ = writeln!(out, "    no payload shows it: {}", visible(why));
                }
                _ => {}
            }
            for advice in &finding.spec {
                out.push_str(&hunk(advice, &paint));
            }
            out.push('\n');
        }
    }
    for (title, all) in [
        ("The spec has a conflict that is settled", &told.settled),
        ("Left for you to decide", &told.undecided),
    ] {
        if !all.is_empty() {
            _ = writeln!(
                out,
                "{} ({})\n",
                paint(Style::new().bold(), title),
                all.len()
            );
            for difference in all {
                _ = writeln!(out, "  {}", visible(&import::line(difference)));
            }
            out.push('\n');
        }
    }
    if !told.drift.left_out.is_empty() {
        _ = writeln!(out, "{}\n", paint(Style::new().bold(), "Not compared"));
        for words in &told.drift.left_out {
            _ = writeln!(out, "  {}", visible(words));
        }
        out.push('\n');
    }
    out
}

/// The lines of the spec that change, as a diff.
fn hunk(advice: &Advice, paint: &dyn Fn(Style, &str) -> String) -> String {
    let mut out = format!("    {}:{}\n", visible(&advice.file), advice.line);
    let sides = [
        (
            "-",
            advice.is.as_deref().unwrap_or_default(),
            AnsiColor::Red,
        ),
        ("+", &*advice.becomes, AnsiColor::Green),
    ];
    for (sign, text, tone) in sides {
        for line in text.lines().take(LINES) {
            let line = format!("{sign} {}", visible(line));
            _ = writeln!(out, "      {}", paint(tone.on_default(), line.trim_end()));
        }
        let more = text.lines().count().saturating_sub(LINES);
        if more > 0 {
            _ = writeln!(out, "      {sign} … and {more} lines more");
        }
    }
    out
}

/// Where something changed.
fn place(finding: &Finding) -> String {
    let mut out = finding.operation.clone();
    let direction = match finding.direction {
        mediaspec_import::drift::Direction::Operation => None,
        mediaspec_import::drift::Direction::Request => Some("request"),
        mediaspec_import::drift::Direction::Response => Some("answer"),
    };
    let part = finding.part.map(|part| match part {
        mediaspec_import::drift::Part::Path => "path",
        mediaspec_import::drift::Part::Query => "query",
        mediaspec_import::drift::Part::Header => "headers",
        mediaspec_import::drift::Part::Form => "form",
        mediaspec_import::drift::Part::Body => "body",
    });
    let pointer = finding
        .pointer
        .as_deref()
        .filter(|pointer| !pointer.is_empty());
    for word in [direction, finding.status.as_deref(), part, pointer]
        .into_iter()
        .flatten()
    {
        out.push(' ');
        out.push_str(word);
    }
    out
}

/// What changed, in words.
fn change(finding: &Finding) -> String {
    let value = |value: &Option<Value>| match value {
        Some(value) => shortened(&value.to_string(), SHOWN),
        None => "nothing".to_owned(),
    };
    let mut out = finding.class.to_string();
    if let Some(constraint) = finding.constraint {
        _ = write!(out, " {constraint}");
    }
    match (&finding.before, &finding.after) {
        (None, None) => {}
        (None, Some(_)) => _ = write!(out, ": {}", value(&finding.after)),
        (Some(_), None) => _ = write!(out, ": was {}", value(&finding.before)),
        (Some(_), Some(_)) => {
            _ = write!(
                out,
                ": was {}, is {}",
                value(&finding.before),
                value(&finding.after)
            );
        }
    }
    if finding.vacuous {
        out.push_str(" (it refuses nothing)");
    }
    if let Some(name) = &finding.renamed_to {
        _ = write!(out, "; it is called {name} now");
    }
    out
}

/// Where it stands in the source, and which operations have it.
fn home(finding: &Finding) -> Option<String> {
    let at = finding.at.as_ref()?;
    let others = finding
        .operations
        .iter()
        .filter(|name| **name != finding.operation);
    let others: Vec<&str> = others.map(String::as_str).collect();
    Some(match others.len() {
        0 => at.clone(),
        1..=3 => format!("{at}; also in {}", others.join(", ")),
        some => format!("{at}; also in {some} other operations"),
    })
}

/// The text of a pull request: what changed by whom it hurts, and which version that asks for.
fn markdown(told: &Revision) -> String {
    let findings = &told.drift.findings;
    let mut sources: Vec<String> = findings
        .iter()
        .map(|one| match &one.source.read {
            Some(day) => format!("{}, read on {day}", one.source.name),
            None => one.source.name.clone(),
        })
        .collect();
    sources.sort_unstable();
    sources.dedup();
    let mut page = Document::new("", String::new());
    page.heading(1, Line::text("What moved"));
    page.bullets(sources.into_iter().map(Line::text).collect());
    page.paragraph(Line::text(format!("{}.", summary(told))));
    page.paragraph(Line::text(bump(findings)));
    for (severity, title, _) in SEVERITIES {
        let own = findings.iter().filter(|one| one.severity == severity);
        let rows: Vec<Vec<Line>> = own
            .map(|finding| {
                let shown = match (&finding.witness, &finding.why) {
                    (Witness::Payload(payload), _) => {
                        Line::code(shortened(&payload.to_string(), SHOWN))
                    }
                    (Witness::Missing, Some(why)) => Line::text(format!("no payload: {why}")),
                    _ => Line::default(),
                };
                let place = Line::code(place(finding));
                let home = Line::text(home(finding).unwrap_or_default());
                vec![place, Line::code(change(finding)), shown, home]
            })
            .collect();
        if !rows.is_empty() {
            page.heading(2, Line::text(title));
            page.table(vec!["where", "what", "shown by", "stands in"], rows);
        }
    }
    for (title, all) in [
        ("Conflicts of the spec that are settled", &told.settled),
        ("To be decided", &told.undecided),
    ] {
        if !all.is_empty() {
            page.heading(2, Line::text(title));
            page.bullets(
                all.iter()
                    .map(|one| Line::text(import::line(one)))
                    .collect(),
            );
        }
    }
    page.part().trim_start().to_owned()
}

/// Which version a change of the contracts asks for.
fn bump(findings: &[Finding]) -> &'static str {
    let adds = |finding: &&Finding| {
        matches!(
            finding.class,
            Class::OperationAdded
                | Class::FieldAdded
                | Class::ParameterAdded
                | Class::EnumValueAdded
        )
    };
    if findings
        .iter()
        .any(|finding| finding.severity != Severity::Compatible)
    {
        "Asks for a major version (before 1.0: a minor one): payloads get another verdict."
    } else if findings.iter().any(|finding| adds(&finding)) {
        "Asks for a minor version: there is more than before, and nothing breaks."
    } else {
        "Asks for a patch version: nothing breaks, and nothing is new."
    }
}
