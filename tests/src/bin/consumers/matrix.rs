//! What became of each tool, as rows.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use mediaspec_core::escape::shortened;
use mediaspec_tests::consumers::differences;

use crate::batch::{Case, Document, MISTAKES};
use crate::runner::Told;

/// How many lines of a row's problems are shown.
const SHOWN: usize = 20;

/// How many characters of a line are shown.
const WIDTH: usize = 600;

/// How many columns the table has.
const COLUMNS: usize = 7;

/// A tool on one kind of artefact.
#[derive(Debug, Default)]
pub(crate) struct Row {
    pub(crate) tool: String,
    pub(crate) version: String,
    pub(crate) subject: &'static str,
    /// Artefacts that were read, and how many there are.
    pub(crate) read: usize,
    pub(crate) artefacts: usize,
    /// Verdicts that are the engine's; verdicts that differ as a list says; all.
    pub(crate) equal: usize,
    pub(crate) listed: usize,
    pub(crate) verdicts: usize,
    /// Findings on the payload with mistakes, where the tool lists all that it finds.
    pub(crate) findings: Option<usize>,
    pub(crate) seconds: f64,
    pub(crate) problems: Vec<String>,
}

/// Cases of known differences, and what was not seen, that were met: tool and name, or reason.
pub(crate) type Met = BTreeSet<(String, String)>;

impl Row {
    /// Takes what is told of an artefact; `None` if nothing is.
    pub(crate) fn artefact(&mut self, name: &str, told: Option<&Told>) {
        self.artefacts += 1;
        match told {
            None => self.problem(format!("{name}: nothing is told of it")),
            Some(Told {
                error: Some(error), ..
            }) => self.problem(format!("{name}: {error}")),
            Some(_) => self.read += 1,
        }
    }

    /// Compares the verdicts on the payloads of a document.
    pub(crate) fn document(&mut self, document: &Document, told: Option<&Told>, met: &mut Met) {
        self.artefact(&document.file, told);
        let Some(told) = told.filter(|told| told.error.is_none()) else {
            self.verdicts += document.cases.len();
            return;
        };
        let verdicts: Vec<Option<bool>> = told
            .verdicts
            .iter()
            .flat_map(|text| text.chars())
            .map(|c| match c {
                '1' => Some(true),
                '0' => Some(false),
                _ => None,
            })
            .collect();
        if verdicts.len() != document.cases.len() {
            self.problem(format!(
                "{}: {} verdicts on {} payloads",
                document.file,
                verdicts.len(),
                document.cases.len()
            ));
        }
        for (case, verdict) in document.cases.iter().zip(verdicts) {
            self.verdict(case, verdict, met);
        }
    }

    /// Takes how many findings there are on the payload with mistakes: one for each.
    pub(crate) fn mistakes(&mut self, told: Option<&Told>) {
        let Some(told) = told else { return };
        if let Some(error) = &told.error {
            self.problem(format!("the payload with mistakes: {error}"));
        }
        self.findings = told.findings;
        if let Some(findings) = told.findings
            && findings != MISTAKES
        {
            self.problem(format!("{findings} findings for {MISTAKES} mistakes"));
        }
    }

    /// Compares a verdict.
    pub(crate) fn verdict(&mut self, case: &Case, verdict: Option<bool>, met: &mut Met) {
        self.verdicts += 1;
        if verdict == Some(case.by_schema()) {
            if case.lossy {
                self.listed += 1;
            } else {
                self.equal += 1;
            }
            return;
        }
        let known = differences(&self.tool)
            .any(|difference| difference.explains(&case.message, &case.part, &case.name, verdict));
        if known {
            self.listed += 1;
            met.insert((self.tool.clone(), case.name.clone()));
        } else {
            self.problem(format!(
                "{} {}, {}: it says {}, and {} was expected of {}",
                case.message,
                case.part,
                case.name,
                in_words(verdict),
                in_words(Some(case.by_schema())),
                case.payload,
            ));
        }
    }

    pub(crate) fn problem(&mut self, problem: impl Into<String>) {
        self.problems.push(problem.into());
    }

    fn cells(&self) -> [String; COLUMNS] {
        let verdicts = if self.verdicts == 0 {
            String::new()
        } else {
            format!("{} of {}", self.equal, self.verdicts)
        };
        let listed = if self.verdicts == 0 {
            String::new()
        } else {
            self.listed.to_string()
        };
        [
            format!("{} {}", self.tool, self.version),
            self.subject.to_owned(),
            format!("{} of {}", self.read, self.artefacts),
            verdicts,
            listed,
            self.findings
                .map_or(String::new(), |count| count.to_string()),
            format!("{:.1}", self.seconds),
        ]
    }
}

const fn in_words(verdict: Option<bool>) -> &'static str {
    match verdict {
        Some(true) => "valid",
        Some(false) => "invalid",
        None => "nothing",
    }
}

/// The rows as a table, and the problems behind it.
pub(crate) fn render(rows: &[Row]) -> String {
    let for_mistakes = format!("findings for {MISTAKES} mistakes");
    let header = [
        "tool",
        "reads",
        "read",
        "verdicts equal",
        "listed",
        &for_mistakes,
        "s",
    ];
    let mut lines = vec![header.map(str::to_owned)];
    lines.extend(rows.iter().map(Row::cells));
    let mut widths = [0_usize; COLUMNS];
    for line in &lines {
        for (width, cell) in widths.iter_mut().zip(line) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let mut out = String::new();
    for line in &lines {
        let cells: Vec<String> = line
            .iter()
            .zip(widths)
            .map(|(cell, width)| format!("{cell:width$}"))
            .collect();
        // Writing to a `String` cannot fail.
        let _ = writeln!(out, "{}", cells.join("  ").trim_end());
    }
    for row in rows.iter().filter(|row| !row.problems.is_empty()) {
        let _ = writeln!(out, "\n{}, {}:", row.tool, row.subject);
        let lines: Vec<&str> = row.problems.iter().flat_map(|p| p.lines()).collect();
        for line in lines.iter().take(SHOWN) {
            let _ = writeln!(out, "  {}", shortened(line, WIDTH));
        }
        if lines.len() > SHOWN {
            let _ = writeln!(out, "  … and {} lines more", lines.len() - SHOWN);
        }
    }
    out
}
