//! Results for people.

use std::collections::HashMap;
use std::fmt::Write as _;

use anstyle::Style;
use mediaspec_core::escape::{shortened, visible};
use mediaspec_validator::{Code, Malformed, MalformedCode, Part, Report, Severity, Violation};
use unicode_width::UnicodeWidthStr as _;

use super::excerpt::{Excerpt, around, excerpt};
use super::finding::{Finding, of_values};
use super::statistics::Likeness;
use super::{Exchanged, Outcome, Subject, Tally, cut, place};
use crate::log_command;
use crate::session::Look;
use crate::style::{self, paint};

/// How many characters a finding has at most that is told in one line.
const LINE: usize = 2_000;

/// How many characters are shown of a recorded call.
const CALL: usize = 200;

/// What is said of a request that was refused for what it holds, in which nothing is wrong by the contract.
const UNEXPLAINED: &str = "nothing was found that explains this: the contract lacks what the service knows. Please report the operation and the vendor's code";

/// One payload's violations, or why it could not be read.
pub(super) fn outcome(subject: &Subject, outcome: &Outcome<'_>, look: Look) -> String {
    let mut page = Page {
        out: String::new(),
        colour: look.colour,
        width: look.width,
    };
    page.exchange(subject, outcome);
    let groups = groups(outcome.report);
    for group in &groups {
        if let Some((first, more)) = group.split_first() {
            page.violation(subject, outcome, first, more);
        }
    }
    if let Some(advice) = mend_first(&groups) {
        let label = paint(style::NOTE, "note", page.colour);
        page.line(format_args!("{label}: {advice}\n"));
    }
    if let Some(cut) = cut(outcome.report) {
        let label = paint(style::NOTE, "note", page.colour);
        page.line(format_args!("{label}: {cut}\n"));
    }
    log_command::without(page.out)
}

/// How many findings that are alike are shown one by one.
const FEW: usize = 2;

/// How many places of findings that are alike are named.
const PLACES: usize = 8;

/// From how many findings on it is said which of them to mend first.
const MANY: usize = 8;

/// Violations that are alike, together: in the order of the first of each.
fn groups(report: &Report) -> Vec<Vec<&Violation>> {
    let mut at: HashMap<Likeness<'_>, usize> = HashMap::new();
    let mut groups: Vec<Vec<&Violation>> = Vec::new();
    for violation in of_values(report) {
        let next = groups.len();
        let place = *at.entry(Likeness::of(violation)).or_insert(next);
        match groups.get_mut(place) {
            Some(group) => group.push(violation),
            None => groups.push(vec![violation]),
        }
    }
    let is_few = |group: &Vec<&Violation>| group.len() <= FEW;
    if groups.iter().all(is_few) {
        return of_values(report).map(|one| vec![one]).collect();
    }
    groups
        .into_iter()
        .flat_map(|group| match is_few(&group) {
            true => group.into_iter().map(|one| vec![one]).collect(),
            false => vec![group],
        })
        .collect()
}

/// Which findings to mend first, where there are many: others may follow from them.
fn mend_first(groups: &[Vec<&Violation>]) -> Option<String> {
    let errors = || {
        let all = groups.iter().flatten();
        all.filter(|violation| violation.severity == Severity::Error)
    };
    let is_first = |violation: &&&Violation| {
        matches!(
            violation.code,
            Code::OtherApi
                | Code::Authentication
                | Code::MediaType
                | Code::Type
                | Code::Null
                | Code::Required
                | Code::AdditionalProperties
        )
    };
    let total = errors().count();
    let first: Vec<&&Violation> = errors().filter(is_first).collect();
    if total < MANY || first.is_empty() || first.len() == total {
        return None;
    }
    let mut codes: Vec<&str> = first
        .iter()
        .map(|violation| violation.code.as_str())
        .collect();
    codes.sort_unstable();
    codes.dedup();
    let number = u64::try_from(first.len()).unwrap_or(u64::MAX);
    Some(format!(
        "mend {} first ({} of {total}): others may follow from them",
        codes.join(", "),
        count(number, "error")
    ))
}

/// A violation on one line: `job.json:4:14: error[maximum] /voice_config/speed: 300 is above 200 (50 to 200 allowed)`.
pub(super) fn concise(subject: &Subject, outcome: &Outcome<'_>, look: Look) -> String {
    let mut out = String::new();
    for violation in of_values(outcome.report) {
        let mut file = place_of(subject, outcome, violation);
        if let Some(at) = outcome.packed(violation.part) {
            file.push_str(&format!(":{}:{}: in the body, ", at.line, at.column));
        }
        let separator = match (violation.position, outcome.packed(violation.part)) {
            (_, Some(_)) => "",
            (Some(_), None) => ":",
            (None, None) => ": ",
        };
        let style = match violation.severity {
            Severity::Error => style::ERROR,
            Severity::Warning => style::WARNING,
        };
        let label = format!("{}[{}]", violation.severity, violation.code);
        let said = visible(&shortened(&violation.to_string(), LINE));
        let painted = paint(style, &label, look.colour);
        let said = said.replacen(&label, &painted, 1);
        let _ = writeln!(out, "{file}{separator}{said}");
    }
    if let Some(cut) = cut(outcome.report) {
        let _ = writeln!(out, "{}: note: {cut}", place(outcome.file));
    }
    log_command::without(out)
}

/// What stands before the line and the column of a violation.
fn place_of(subject: &Subject, outcome: &Outcome<'_>, violation: &Violation) -> String {
    match violation.part {
        Part::Path if subject.whole => "path of --url".to_owned(),
        Part::Query if subject.whole => "query of --url".to_owned(),
        Part::Header if subject.whole => "headers of -H".to_owned(),
        Part::Body | Part::Path | Part::Query | Part::Header => place(outcome.file),
    }
}

/// Why a payload could not be read to its end, for stderr.
pub(super) fn malformed(outcome: &Outcome<'_>, malformed: &Malformed, look: Look) -> String {
    let mut page = Page {
        out: String::new(),
        colour: look.colour_of_stderr,
        width: look.width,
    };
    page.malformed(outcome, malformed);
    log_command::without(page.out)
}

/// The same on one line, beside results that are for programs.
pub(super) fn malformed_line(outcome: &Outcome<'_>, malformed: &Malformed) -> String {
    let mut place = place(outcome.file);
    let finding = Finding::of_malformed(outcome, malformed);
    if let Some(at) = finding.position {
        place.push_str(&format!(":{}:{}", at.line, at.column));
    }
    if let Some(at) = finding.in_body {
        place.push_str(&format!(", in the body {}:{}", at.line, at.column));
    }
    let message = visible(&malformed.message);
    log_command::without(format!("error: {place}: {message}\n"))
}

/// The line that closes an input: `job.json: 2 errors, 1 warning`.
pub(super) fn input_summary(name: Option<&str>, tally: Tally, colour: bool) -> String {
    let name = log_command::without(place(name));
    let verdict = match tally {
        Tally {
            valid: 1,
            invalid: 0,
            malformed: 0,
            ..
        } if tally.warnings == 0 => "valid".to_owned(),
        Tally {
            valid: 1,
            invalid: 0,
            malformed: 0,
            ..
        } => format!("valid, {}", problems(tally)),
        Tally {
            valid: 0,
            invalid: 1,
            malformed: 0,
            ..
        } => problems(tally),
        Tally {
            valid: 0,
            invalid: 0,
            malformed: 1,
            ..
        } => "malformed".to_owned(),
        _ => verdicts(tally),
    };
    format!(
        "{}: {}\n",
        paint(style::STRONG, &name, colour),
        paint(of_tally(tally), &verdict, colour)
    )
}

/// The line that closes a run over several inputs.
pub(super) fn summary(inputs: u64, tally: Tally, colour: bool) -> String {
    let inputs = count(inputs, "input");
    format!(
        "{inputs}: {}\n",
        paint(of_tally(tally), &verdicts(tally), colour)
    )
}

/// `2 errors, 1 warning`.
fn problems(tally: Tally) -> String {
    let mut parts = Vec::new();
    if tally.errors > 0 {
        parts.push(count(tally.errors, "error"));
    }
    if tally.warnings > 0 {
        parts.push(count(tally.warnings, "warning"));
    }
    if tally.denied > 0 {
        parts.push(format!("{} denied", tally.denied));
    }
    parts.join(", ")
}

/// `98 valid, 2 invalid, 0 malformed (3 errors)`.
fn verdicts(tally: Tally) -> String {
    let Tally {
        valid,
        invalid,
        malformed,
        errors,
        warnings,
        denied: _,
    } = tally;
    let mut out = format!("{valid} valid, {invalid} invalid, {malformed} malformed");
    if errors > 0 || warnings > 0 {
        let _ = write!(out, " ({})", problems(tally));
    }
    out
}

fn of_tally(tally: Tally) -> Style {
    if tally.malformed > 0 || tally.invalid > 0 {
        style::ERROR
    } else if tally.warnings > 0 {
        style::WARNING
    } else {
        style::GOOD
    }
}

fn count(n: u64, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}

/// `39 more of these, at 73:30, 74:30 …`.
fn places(more: &[&Violation]) -> String {
    let shown = more.iter().take(PLACES).map(|violation| {
        let at = violation.position;
        at.map_or_else(
            || violation.pointer.to_string(),
            |at| format!("{}:{}", at.line, at.column),
        )
    });
    let shown: Vec<String> = shown.collect();
    let dots = if more.len() > shown.len() { " …" } else { "" };
    format!(
        "{} more of these, at {}{dots}",
        more.len(),
        shown.join(", ")
    )
}

struct Page {
    out: String,
    colour: bool,
    width: usize,
}

impl Page {
    fn line(&mut self, text: std::fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        let _ = self.out.write_fmt(format_args!("{text}\n"));
    }

    fn paint(&self, style: Style, text: &str) -> String {
        paint(style, text, self.colour)
    }

    fn title(&mut self, style: Style, severity: &str, code: &str, title: &str) {
        let label = self.paint(style, &format!("{severity}[{code}]"));
        let title = self.paint(style::STRONG, &visible(title));
        self.line(format_args!("{label}: {title}"));
    }

    /// Which recorded call the findings are of, and how it was answered.
    fn exchange(&mut self, subject: &Subject, outcome: &Outcome<'_>) {
        let Some(exchange) = outcome.exchange else {
            return;
        };
        let is_told = outcome.report.total() > 0 && outcome.report.malformed.is_none();
        if exchange.refusal.is_none() && !is_told {
            return;
        }
        let Exchanged {
            number,
            call,
            refusal,
        } = exchange;
        let head = format!("exchange {number}: {call}");
        let head = self.paint(style::STRONG, &visible(&shortened(&head, CALL)));
        let message = subject.message.in_words();
        let operation = subject.operation.as_deref().unwrap_or("unknown operation");
        self.line(format_args!("{head} ({operation}, {message})"));
        if let Some(refusal) = refusal {
            let words = visible(&refusal.in_words());
            self.line(format_args!("  answered {words}"));
            if outcome.report.total() == 0 && refusal.is_about_payload() {
                let label = self.paint(style::NOTE, "note");
                self.line(format_args!("  {label}: {UNEXPLAINED}"));
            }
        }
        self.out.push('\n');
    }

    fn malformed(&mut self, outcome: &Outcome<'_>, malformed: &Malformed) {
        let code = malformed.code.as_str();
        self.title(style::ERROR, "error", code, &malformed.message);
        let finding = Finding::of_malformed(outcome, malformed);
        self.arrow(outcome.file.map(|file| place(Some(file))), &finding);
        let at = malformed
            .position
            .filter(|_| malformed.code == MalformedCode::Syntax);
        let excerpt = at.and_then(|at| {
            let (offset, _) = outcome.in_text(at)?;
            Some((at.line, around(outcome.text, offset)?))
        });
        if let Some((line, excerpt)) = &excerpt {
            self.excerpt(style::ERROR, *line, excerpt, None);
        }
        let gutter = excerpt.map_or(2, |(line, _)| line.to_string().len());
        self.note(gutter, "more", &format!("mediaspec explain {code}"));
        self.out.push('\n');
    }

    /// A violation, and where there are more that are alike.
    fn violation(
        &mut self,
        subject: &Subject,
        outcome: &Outcome<'_>,
        violation: &Violation,
        more: &[&Violation],
    ) {
        let finding = Finding::of_violation(subject, outcome, violation);
        let (style, severity) = match finding.severity {
            Severity::Error => (style::ERROR, "error"),
            Severity::Warning => (style::WARNING, "warning"),
        };
        self.title(style, severity, finding.code, &finding.title);
        let on_command_line = subject.whole && violation.part != Part::Body;
        let is_told = on_command_line || outcome.file.is_some();
        let file = is_told.then(|| place_of(subject, outcome, violation));
        self.arrow(file, &finding);
        let excerpt = violation.position.and_then(|position| {
            let (offset, length) = outcome.in_text(position)?;
            Some((
                position.line,
                excerpt(outcome.text, offset, length, violation)?,
            ))
        });
        let allowed = finding.allowed.as_deref();
        let gutter = excerpt
            .as_ref()
            .map_or(1, |(line, _)| line.to_string().len());
        match &excerpt {
            Some((line, excerpt)) => self.excerpt(style, *line, excerpt, allowed),
            None => {
                if let Some(allowed) = allowed {
                    self.note(gutter, "help", allowed);
                }
            }
        }
        if let Some(suggestion) = &finding.suggestion {
            self.note(gutter, "help", &suggestion.text);
        }
        if !more.is_empty() {
            self.note(gutter, "also", &places(more));
        }
        if let Some(rule) = &finding.rule {
            self.note(gutter, "rule", rule);
        }
        if let Some(source) = &finding.source {
            self.note(gutter, "source", source);
        }
        self.note(
            gutter,
            "more",
            &format!("mediaspec explain {}", violation.code),
        );
        self.out.push('\n');
    }

    /// `  --> job.json:4:14`.
    fn arrow(&mut self, file: Option<String>, finding: &Finding<'_>) {
        let mut place = match (file, finding.position) {
            (Some(file), Some(at)) => format!("{file}:{}:{}", at.line, at.column),
            (Some(file), None) => file,
            (None, _) => return,
        };
        if let Some(at) = finding.in_body {
            place.push_str(&format!(", in the body {}:{}", at.line, at.column));
        }
        let arrow = self.paint(style::FRAME, "-->");
        self.line(format_args!("  {arrow} {place}"));
    }

    /// The line, and below it the caret with what is allowed.
    fn excerpt(&mut self, style: Style, number: u64, excerpt: &Excerpt, allowed: Option<&str>) {
        let number = number.to_string();
        let bar = self.paint(style::FRAME, "|");
        let margin = " ".repeat(number.len());
        let number = self.paint(style::FRAME, &number);
        let Excerpt {
            before,
            marked,
            after,
        } = excerpt;
        self.line(format_args!("  {number} {bar} {before}{marked}{after}"));

        let gap = " ".repeat(before.width());
        let carets = "^".repeat(marked.width().max(1));
        let used = [margin.len(), 5, gap.len(), carets.len(), 1]
            .iter()
            .sum::<usize>();
        let fits = |text: &&str| used.saturating_add(text.width()) <= self.width;
        let label = allowed.filter(fits);
        let pointed = match label {
            Some(label) => format!("{carets} {label}"),
            None => carets,
        };
        let pointed = self.paint(style, &pointed);
        self.line(format_args!("  {margin} {bar} {gap}{pointed}"));
        if label.is_none()
            && let Some(allowed) = allowed
        {
            self.note(margin.len(), "help", allowed);
        }
    }

    /// `    = source: …`.
    fn note(&mut self, gutter: usize, label: &str, text: &str) {
        let margin = " ".repeat(gutter);
        let sign = self.paint(style::FRAME, "=");
        let label = self.paint(style::STRONG, label);
        let text = visible(text);
        self.line(format_args!("  {margin} {sign} {label}: {text}"));
    }
}
