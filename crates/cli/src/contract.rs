//! The contract that a run works with: the shipped one, that of a spec folder, or that of contract files.

use std::fmt;

use mediaspec_validator::{OperationRef, Validator};

use crate::arguments::ContractArguments;
use crate::families::covered;
use crate::session::{Session, Stop};

/// Returns a validator of the contract that the arguments name. What is wrong with a spec folder is told on stderr.
pub(crate) fn validator(
    arguments: &ContractArguments,
    session: &mut Session<'_>,
) -> Result<Validator, Stop> {
    if let Some(path) = &arguments.contracts {
        return Validator::from_contracts(path).map_err(Stop::because);
    }
    let Some(folder) = &arguments.spec else {
        return Ok(Validator::new());
    };
    match mediaspec_spec::load_dir(folder) {
        Ok(catalog) => Ok(Validator::from_catalog(catalog)),
        Err(problems) => {
            let text = problems.render(session.colour_of_stderr, session.width());
            session.note(&text);
            Err(Stop::because(format_args!(
                "the spec folder {} cannot be used",
                folder.display()
            )))
        }
    }
}

/// Returns the operation of that name.
pub(crate) fn operation(validator: &Validator, name: &str) -> Result<OperationRef, Stop> {
    validator.operation(name).map_err(|unknown| {
        if unknown.ambiguous {
            Stop::because(unknown)
        } else {
            unknown_to(validator, unknown)
        }
    })
}

/// Tells of an operation that is not known, and what is.
pub(crate) fn unknown_to(validator: &Validator, unknown: impl fmt::Display) -> Stop {
    Stop::Because(format!("{unknown}\n{}", covered(validator.catalog())))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use mediaspec_validator::Validator;
    use mediaspec_validator::contract::{Service, ServiceData, Shape};
    use tempfile::TempDir;

    use crate::{Status, Terminal, run};

    /// The shipped contract of a service, changed and written to a file of a folder.
    fn changed(name: &str, change: impl FnOnce(&mut ServiceData)) -> (TempDir, String) {
        let shipped = Validator::new();
        let service = shipped.catalog().service(name).expect("it is shipped");
        let mut data = service.to_data();
        change(&mut data);
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("changed.jsonl");
        fs::write(&file, Service::provisional(data).write()).expect("a file");
        let file = file.to_string_lossy().into_owned();
        (folder, file)
    }

    /// A speed may be up to `max`.
    fn speed_up_to(data: &mut ServiceData, max: i64) {
        let types = data
            .types
            .iter_mut()
            .filter(|ty| *ty.name == *"VoiceConfig");
        let mut fields = types.flat_map(|ty| &mut ty.fields);
        let speed = fields.find(|field| *field.name == *"speed");
        let Shape::Int(speed) = &mut speed.expect("a voice has a speed").shape else {
            panic!("a speed is an integer");
        };
        speed.max = Some(max);
    }

    fn told(arguments: &[&str], stdin: &'static str) -> (Status, String, String) {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let arguments = std::iter::once(&"mediaspec").chain(arguments);
        let stdin = stdin.as_bytes();
        let status = run(arguments, stdin, &mut out, &mut err, Terminal::default());
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        (status, text(out), text(err))
    }

    const CREATE: &str = "metastudio/Create2DDigitalHumanVideo";

    #[test]
    fn every_command_takes_contract_files() {
        let (folder, file) = changed("metastudio", |data| speed_up_to(data, 777));
        let payload = r#"{"voice_config": {"speed": 778}}"#;
        for path in [&*file, &*folder.path().to_string_lossy()] {
            let contracts = ["--contracts", path];
            let told = |arguments: &[&str]| {
                let (status, out, err) = told(&[arguments, &contracts].concat(), payload);
                assert_eq!(err, "", "{arguments:?}");
                (status, out)
            };
            let (status, out) = told(&["check", "--op", CREATE, "--request", "-"]);
            assert_eq!(status, Status::Invalid);
            assert!(
                out.contains("/voice_config/speed is 778, above 777"),
                "{out}"
            );
            let (status, out) = told(&["list"]);
            assert_eq!(status, Status::Valid);
            assert!(out.contains(CREATE) && !out.contains("mts/"), "{out}");
            let (_, out) = told(&["show", CREATE]);
            assert!(out.contains("50 to 777"), "{out}");
            let (_, out) = told(&["schema", CREATE, "--request"]);
            assert!(out.contains(r#""maximum": 777"#), "{out}");
            let (status, out) = told(&["sample", CREATE, "--request"]);
            assert_eq!(status, Status::Valid);
            assert!(out.starts_with('{'), "{out}");
        }
    }

    #[test]
    fn a_contract_that_cannot_be_used_is_one_line_on_stderr() {
        let (_folder, file) = changed("metastudio", |data| speed_up_to(data, 1));
        let text = fs::read_to_string(&file).expect("it was written");
        let at = text
            .lines()
            .position(|line| line.contains(r#""name":"VoiceConfig""#));
        let line = at.expect("the type has a line").saturating_add(1);
        for command in [
            "list",
            "show a",
            "schema a --request",
            "sample a --request",
            "check --url /",
        ] {
            let mut arguments: Vec<&str> = command.split(' ').collect();
            arguments.extend(["--contracts", &*file]);
            let (status, out, err) = told(&arguments, "");
            assert_eq!((status, &*out), (Status::Trouble, ""), "{command}");
            assert!(err.starts_with(&format!("error: {file}:{line}: ")), "{err}");
            assert!(err.contains("`speed`") && err.lines().count() == 1, "{err}");
        }
        let (status, _, err) = told(&["list", "--contracts", "no/such/file"], "");
        assert_eq!(status, Status::Trouble);
        assert!(
            err.starts_with("error: no/such/file: it cannot be read: "),
            "{err}"
        );
    }

    #[test]
    fn the_values_of_pieces_are_shown_with_their_meanings() {
        let (status, out, _) = told(&["show", "metastudio/ListSmartLiveJobs"], "");
        assert_eq!(status, Status::Valid);
        let begin = out.find("\n  state ").expect("a query parameter");
        let (_, state) = out.split_at(begin);
        let state = state.split("\n  sort_key ").next().unwrap_or_default();
        for part in [
            "items separated by \",\"",
            "each WAITING, PROCESSING,",
            "- WAITING: Queued.",
            "- BLOCKED: Banned.",
        ] {
            assert!(state.contains(part), "{part}: {state}");
        }
    }
}
