//! Findings that were there before: told no more.
//!
//! A finding is known by its file, its pointer and its code, and not by its line, so that it stays known when the file
//! changes around it. Values are not in the file, whether they are sensitive or not.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use mediaspec_core::escape::shortened;
use mediaspec_validator::{Part, Report, Severity, Violation};
use serde::{Deserialize, Serialize};

use crate::output::harmless;
use crate::session::Stop;
use crate::whole::write_whole;

/// The version of the file's form.
const VERSION: u32 = 1;

/// The most bytes that a file may have.
const MOST: u64 = 1 << 28;

/// The file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    mediaspec_baseline: u32,
    findings: BTreeSet<Known>,
}

/// A finding as it is known again.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    file: String,
    #[serde(rename = "in")]
    part: String,
    pointer: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    embedded: Vec<String>,
    code: String,
}

impl Known {
    fn of(file: &str, violation: &Violation) -> Self {
        let part: Part = violation.part;
        Self {
            file: file.to_owned(),
            part: part.to_string(),
            pointer: violation.pointer.to_string(),
            embedded: violation.embedded.iter().map(ToString::to_string).collect(),
            code: violation.code.to_string(),
        }
    }
}

/// What is known, and what a run finds of it.
#[derive(Debug)]
pub(crate) struct Baseline {
    known: BTreeSet<Known>,
    /// What was found: of the known, or all where the file is to be written.
    found: Mutex<BTreeSet<Known>>,
    /// Whether the file is to be written, so that nothing is left out.
    writes: bool,
    /// Whether a report was cut, so that not all is known.
    cut: AtomicBool,
}

impl Baseline {
    /// One that will be written.
    pub(crate) fn to_write() -> Self {
        Self::of(BTreeSet::new(), true)
    }

    fn of(known: BTreeSet<Known>, writes: bool) -> Self {
        Self {
            known,
            found: Mutex::default(),
            writes,
            cut: AtomicBool::new(false),
        }
    }

    /// Reads a file.
    pub(crate) fn read(file: &Path) -> Result<Self, Stop> {
        let told = shortened(&file.to_string_lossy(), 200);
        let about = fs::metadata(file).map_err(|error| {
            Stop::because(format_args!(
                "the baseline {told} cannot be read: {error}; --write-baseline makes it"
            ))
        })?;
        if about.len() > MOST {
            return Err(Stop::because(format_args!(
                "the baseline {told} has more than {MOST} bytes"
            )));
        }
        let text = fs::read(file).map_err(|error| {
            Stop::because(format_args!("the baseline {told} cannot be read: {error}"))
        })?;
        let written: Written = serde_json::from_slice(&text).map_err(|error| {
            Stop::because(format_args!(
                "{told} is no baseline: {error}; --write-baseline makes one"
            ))
        })?;
        if written.mediaspec_baseline != VERSION {
            return Err(Stop::because(format_args!(
                "the baseline {told} is of version {}, and this program reads version {VERSION}",
                written.mediaspec_baseline
            )));
        }
        Ok(Self::of(written.findings, false))
    }

    /// Takes what is known out of a report. Where the file is to be written, all that is found becomes known.
    pub(crate) fn settle(&self, file: &str, report: &mut Report) {
        if report.malformed.is_some() {
            return;
        }
        if report.truncated() {
            self.cut.store(true, Ordering::Relaxed);
        }
        let Ok(mut found) = self.found.lock() else {
            return;
        };
        let (mut errors, mut warnings) = (0_u64, 0_u64);
        report.violations.retain(|violation| {
            let finding = Known::of(file, violation);
            let is_known = self.writes || self.known.contains(&finding);
            if is_known {
                found.insert(finding);
                let count = match violation.severity {
                    Severity::Error => &mut errors,
                    Severity::Warning => &mut warnings,
                };
                *count = count.saturating_add(1);
            }
            !is_known
        });
        report.error_count = report.error_count.saturating_sub(errors);
        report.warning_count = report.warning_count.saturating_sub(warnings);
    }

    /// Ends a run: writes the file where that is wanted. Returns what is to be said.
    pub(crate) fn end(self, file: &Path) -> Result<Option<String>, Stop> {
        let told = shortened(&file.to_string_lossy(), 200);
        let found = self.found.into_inner().unwrap_or_default();
        let is_cut = self.cut.into_inner();
        if !self.writes {
            let gone = self.known.difference(&found).count();
            return Ok((gone > 0 && !is_cut).then(|| {
                format!("{gone} of the findings in {told} are there no more; --write-baseline brings it up to date")
            }));
        }
        if is_cut {
            return Err(Stop::because(
                "not all findings are listed, and so they cannot become known; --max-violations sets how many are",
            ));
        }
        let number = found.len();
        let written = Written {
            mediaspec_baseline: VERSION,
            findings: found,
        };
        let text = serde_json::to_string_pretty(&written).map_err(Stop::because)?;
        let text = harmless(text) + "\n";
        write_whole(file, text.as_bytes())
            .map_err(|error| Stop::because(format_args!("{told} cannot be written: {error}")))?;
        Ok(Some(format!(
            "{told} now knows {number} findings, which --baseline {told} hides from now on"
        )))
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use mediaspec_validator::{Report, Validator};

    use super::Baseline;

    fn report(payload: &str) -> Report {
        let create = Validator::new().operation("metastudio/Create2DDigitalHumanVideo");
        create
            .expect("it is shipped")
            .request_body(payload.as_bytes())
    }

    #[test]
    fn what_was_there_before_is_hidden_wherever_its_line_is() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("baseline.json");
        let before = Baseline::to_write();
        let mut found = report(r#"{"voice_config": {"voice_asset_id": "a", "speed": 300}}"#);
        before.settle("a.json", &mut found);
        assert_eq!((found.total(), found.is_valid()), (0, true));
        let said = before.end(&file).ok().flatten().expect("it is written");
        assert!(
            said.contains("--baseline") && said.contains("hides"),
            "{said}"
        );
        let text = fs::read_to_string(&file).expect("it is there");
        assert!(
            text.contains("/voice_config/speed") && !text.contains("300"),
            "{text}"
        );

        let after = Baseline::read(&file).expect("it was written");
        let payload =
            "{\n\n\"voice_config\": {\"pitch\": 999,\n \"voice_asset_id\": \"a\", \"speed\": 301}}";
        let mut found = report(payload);
        after.settle("a.json", &mut found);
        let told: Vec<&str> = found.errors().map(|error| &*error.pointer).collect();
        assert_eq!((told, found.total()), (vec!["/voice_config/pitch"], 1));
        let mut elsewhere = report(payload);
        after.settle("b.json", &mut elsewhere);
        assert!(elsewhere.error_count == 2 && elsewhere.warning_count > 0);
        assert_eq!(after.end(&file).ok(), Some(None));
    }

    #[test]
    fn what_is_gone_is_told_and_what_is_no_baseline_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("baseline.json");
        let before = Baseline::to_write();
        before.settle("a.json", &mut report(r#"{"voice_config": {"speed": 300}}"#));
        assert!(before.end(&file).is_ok());
        let after = Baseline::read(&file).expect("it was written");
        let said = after.end(&file).ok().flatten().expect("all are gone");
        assert!(
            said.contains(" of the findings in ") && said.contains("no more"),
            "{said}"
        );
        for text in ["", "[]", "{}", r#"{"mediaspec_baseline":2,"findings":[]}"#] {
            fs::write(&file, text).expect("a file");
            assert!(Baseline::read(&file).is_err(), "{text}");
        }
        assert!(Baseline::read(&folder.path().join("none")).is_err());
    }
}
