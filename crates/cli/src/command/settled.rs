//! What a run does with every report before it is told: what is allowed, what was there before, what the contract is touched by.

use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use mediaspec_validator::{Allow, Code, Coverage, MessageRef, Report, Request, Validator};

use crate::Status;
use crate::arguments::CheckArguments;
use crate::baseline::Baseline;
use crate::config::Config;
use crate::input::Input;
use crate::output::{harmless, place};
use crate::session::{Session, Stop};
use crate::whole::write_whole;

/// For how many payloads that are another message it is looked for which one.
const LOOKED_FOR: usize = 32;

/// What is known of a run beside its payloads.
pub(super) struct Settled {
    pub(super) config: Option<Config>,
    allows: Vec<Allowed>,
    baseline: Option<Baseline>,
    coverage: Option<Mutex<Coverage>>,
    /// Without what is allowed.
    pub(super) validator: Validator,
    looked_for: AtomicUsize,
}

/// What a report is on.
#[derive(Clone, Copy)]
pub(super) enum Of<'a> {
    /// A payload of a message.
    Message(&'a MessageRef),
    /// A whole request, whose body is the payload.
    Request(Request<'a>),
    /// Something that no contract has.
    Nothing,
}

/// Something that is allowed, and whether it was found.
struct Allowed {
    allow: Allow,
    /// Which entry of the configuration it is, counted from 0; `None` for one of the command line.
    entry: Option<usize>,
    met: AtomicBool,
}

impl Settled {
    pub(super) fn of(
        arguments: &CheckArguments,
        config: Option<Config>,
        validator: &Validator,
    ) -> Result<Self, Stop> {
        let allowed = |allow: &Allow, entry| Allowed {
            allow: allow.clone(),
            entry,
            met: AtomicBool::new(false),
        };
        let given = arguments.allow.iter().map(|allow| allowed(allow, None));
        let entries = config.iter().flat_map(|config| &config.allows);
        let written = entries
            .enumerate()
            .map(|(at, entry)| allowed(&entry.allow, Some(at)));
        let allows = given.chain(written).collect();
        let baseline = match &arguments.baseline {
            Some(_) if arguments.write_baseline => Some(Baseline::to_write()),
            Some(file) => Some(Baseline::read(file)?),
            None => None,
        };
        let coverage = arguments.coverage.as_ref();
        let coverage = coverage.map(|_| Mutex::new(Coverage::new(validator)));
        Ok(Self {
            config,
            allows,
            baseline,
            coverage,
            validator: validator.clone(),
            looked_for: AtomicUsize::new(0),
        })
    }

    /// What is allowed of an operation in a file.
    pub(super) fn allowed_of(&self, operation: Option<&str>, input: Option<&Input>) -> Vec<usize> {
        let file = match input {
            Some(Input::File(file)) => Some(&**file),
            Some(Input::Stdin | Input::Data(_)) | None => None,
        };
        let speaks = |allowed: &Allowed| match (allowed.entry, &self.config) {
            (Some(entry), Some(config)) => {
                let entry = config.allows.get(entry);
                entry.is_some_and(|entry| entry.speaks_of(config, operation, file))
            }
            _ => true,
        };
        let all = self.allows.iter().enumerate();
        all.filter(|(_, allowed)| speaks(allowed))
            .map(|(at, _)| at)
            .collect()
    }

    /// Inputs, those together of which the same is allowed and which follow each other.
    pub(super) fn by_allowance(
        &self,
        operation: &str,
        inputs: Vec<Input>,
    ) -> Vec<(Vec<usize>, Vec<Input>)> {
        let mut groups: Vec<(Vec<usize>, Vec<Input>)> = Vec::new();
        for input in inputs {
            let allowed = self.allowed_of(Some(operation), Some(&input));
            match groups.last_mut() {
                Some((known, inputs)) if *known == allowed => inputs.push(input),
                _ => groups.push((allowed, vec![input])),
            }
        }
        groups
    }

    /// The validator that allows all of these.
    pub(super) fn allowing(&self, validator: &Validator, allowed: &[usize]) -> Validator {
        let all = allowed.iter().filter_map(|&at| self.allows.get(at));
        let all = all.map(|allowed| allowed.allow.clone());
        all.fold(validator.clone(), Validator::allow)
    }

    /// Whether it takes note of what of the contract payloads have touched.
    pub(super) const fn notes_coverage(&self) -> bool {
        self.coverage.is_some()
    }

    /// Takes note of a report on a payload of a file, and takes out of it what is not to be told.
    pub(super) fn settle(
        &self,
        allowed: &[usize],
        of: Of<'_>,
        file: Option<&str>,
        report: &mut Report,
        payload: &[u8],
    ) {
        // What a report has met with are places among the things that were allowed of it.
        let met = report.allowed().iter().filter_map(|&at| allowed.get(at));
        for allowed in met.filter_map(|&at| self.allows.get(at)) {
            allowed.met.store(true, Ordering::Relaxed);
        }
        if let Some(coverage) = &self.coverage
            && let Ok(mut coverage) = coverage.lock()
        {
            match of {
                Of::Message(message) => coverage.note(message, payload, report),
                Of::Request(request) => coverage.note_request(&request, report),
                Of::Nothing => {}
            }
        }
        if let Some(baseline) = &self.baseline {
            baseline.settle(&self.name(file), report);
        }
        let is_other = |report: &Report| {
            let mut all = report.violations.iter();
            all.any(|violation| violation.code == Code::Unrecognized)
        };
        if is_other(report) && self.looked_for.fetch_add(1, Ordering::Relaxed) < LOOKED_FOR {
            self.validator.name_fit(report, payload);
        }
    }

    /// How a baseline names a file: whatever folder a run is in, where there is a configuration.
    fn name(&self, file: Option<&str>) -> String {
        let Some(file) = file else {
            return String::new();
        };
        let config = self.config.as_ref();
        let below = config.and_then(|config| config.name(Path::new(file)));
        below.unwrap_or_else(|| {
            let file = file.replace(std::path::MAIN_SEPARATOR, "/");
            file.strip_prefix("./").unwrap_or(&file).to_owned()
        })
    }

    /// Ends a run: writes what is to be written, and tells of what was allowed for nothing.
    pub(super) fn end(
        self,
        arguments: &CheckArguments,
        status: Status,
        session: &mut Session<'_>,
    ) -> Result<Status, Stop> {
        let is_whole =
            arguments.op.is_none() && arguments.url.is_none() && arguments.files.is_empty();
        for allowed in &self.allows {
            if allowed.met.load(Ordering::Relaxed) {
                continue;
            }
            let Allowed { allow, entry, .. } = allowed;
            match (entry, &self.config) {
                (Some(entry), Some(config)) if is_whole => {
                    let file = place(Some(&config.file.to_string_lossy()));
                    let number = entry.saturating_add(1);
                    let because = config.allows.get(*entry).map_or("", |entry| &entry.because);
                    session.remark(&format!(
                        "{file}: [[allow]] number {number}, {allow}, matched nothing ({because})"
                    ));
                }
                (Some(_), _) => {}
                (None, _) => session.remark(&format!("--allow {allow} matched nothing")),
            }
        }
        if let (Some(file), Some(coverage)) = (&arguments.coverage, self.coverage) {
            let coverage = coverage
                .into_inner()
                .unwrap_or_else(|broken| broken.into_inner());
            let text = serde_json::to_string_pretty(&coverage).map_err(Stop::because)?;
            let told = place(Some(&file.to_string_lossy()));
            write_whole(file, (harmless(text) + "\n").as_bytes()).map_err(|error| {
                Stop::because(format_args!("{told} cannot be written: {error}"))
            })?;
            for line in coverage.to_string().lines() {
                session.remark(line);
            }
        }
        let (Some(file), Some(baseline)) = (&arguments.baseline, self.baseline) else {
            return Ok(status);
        };
        if let Some(said) = baseline.end(file)? {
            session.remark(&said);
        }
        Ok(status)
    }
}
