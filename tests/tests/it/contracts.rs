//! The shipped contract files are what the spec folder says, and nothing else; and a contract file is taken at its word
//! when a program starts, or refused in one error.

use std::fmt::Debug;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use mediaspec_cli::{Status, Terminal, run};
use mediaspec_codegen::{constraints_csv, corpus, render};
use mediaspec_core::contract::{Catalog, MAX_BYTES, Operation, Service, TypeDef};
use mediaspec_tests::heap::count;
use mediaspec_tests::{kinds_spec, root, shipped_spec};
use mediaspec_validator::{Code, Validator};

/// The first thing in which two catalogs differ; the whole of both would fill a screen for hours.
fn first_difference(ours: &Catalog, theirs: &Catalog) -> Option<String> {
    if ours == theirs {
        return None;
    }
    let services = ours.services().iter().zip(theirs.services());
    let found = services
        .filter(|(a, b)| a != b)
        .find_map(|(a, b)| in_service(a, b));
    Some(found.unwrap_or_else(|| {
        let names = |catalog: &Catalog| {
            let services = catalog.services().iter();
            services
                .map(|service| service.name().to_owned())
                .collect::<Vec<_>>()
        };
        format!("services: {:?} and {:?}", names(ours), names(theirs))
    }))
}

fn in_service(a: &Service, b: &Service) -> Option<String> {
    let types = a
        .types()
        .zip(b.types())
        .filter(|(a, b)| a != b)
        .find_map(|(a, b)| in_type(a, b));
    let operations = || {
        a.operations()
            .zip(b.operations())
            .find_map(|(a, b): (&Operation, &Operation)| differ(&a.name, a, b))
    };
    types
        .or_else(operations)
        .or_else(|| differ(a.name(), &a.to_data(), &b.to_data()))
}

fn in_type(a: &TypeDef, b: &TypeDef) -> Option<String> {
    let fields = a
        .fields
        .iter()
        .zip(&b.fields)
        .find_map(|(x, y)| differ(&format!("{}.{}", a.name, x.name), x, y));
    fields.or_else(|| differ(&a.name, a, b))
}

fn differ<T: PartialEq + Debug>(place: &str, a: &T, b: &T) -> Option<String> {
    (a != b).then(|| format!("{place}:\n{a:#?}\nand\n{b:#?}"))
}

/// The shipped contract file of a service.
fn shipped(service: &str) -> String {
    let file = root().join(format!("crates/schema/contracts/{service}.jsonl"));
    fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

#[test]
fn every_shipped_contract_file_is_what_the_spec_says() {
    let spec = shipped_spec();
    let read = spec.services().iter().map(|service| {
        let text = shipped(service.name());
        assert!(
            text == service.write(),
            "{}: run `cargo xtask codegen`",
            service.name()
        );
        Service::read(&text).unwrap_or_else(|error| panic!("{}: {error}", service.name()))
    });
    let read = Catalog::new(read).expect("services of different names");
    if let Some(difference) = first_difference(&read, &spec) {
        panic!("run `cargo xtask codegen`; {difference}");
    }
    let folder = fs::read_dir(root().join("crates/schema/contracts")).expect("a folder");
    assert_eq!(folder.count(), spec.services().len(), "a file a service");
    let folder = root().join("crates/schema/contracts");
    let validator = Validator::from_contracts(folder).expect("the folder is a catalog");
    assert_eq!(first_difference(validator.catalog(), &spec), None);
}

/// Every line of the embedded files is read here: a program that asks for one finds it good.
#[test]
fn the_embedded_catalog_is_what_the_spec_says() {
    let (embedded, spec) = (mediaspec_schema::catalog(), shipped_spec());
    if let Some(difference) = first_difference(embedded, &spec) {
        panic!("run `cargo xtask codegen`; {difference}");
    }
    for (embedded, service) in embedded.services().iter().zip(spec.services()) {
        assert_eq!(embedded.index(), service.index());
        for (at, head) in embedded.index().iter().enumerate() {
            let operation = embedded.operation_at(at).expect("an operation for each");
            assert_eq!(operation.name, head.name);
            assert_eq!(embedded.operation(&head.name), Some(operation));
        }
        assert!(embedded.write() == service.write(), "{}", service.name());
    }
}

#[test]
fn a_difference_between_contracts_is_found() {
    let spec = shipped_spec();
    let mut data = spec.services()[0].to_data();
    data.title = "another title".into();
    let changed = Service::new(data).expect("titles are free");
    let others = spec.services()[1..].iter().cloned();
    let other = Catalog::new(others.chain([changed])).expect("services of different names");
    let told = first_difference(mediaspec_schema::catalog(), &other);
    assert!(told.is_some_and(|told| told.contains("another title")));
}

#[test]
fn rendering_twice_gives_the_same_bytes() {
    let spec = shipped_spec();
    let first = render(&spec);
    assert_eq!(first.refusals(), []);
    // Of another catalog that says the same: nothing may hang on where things lie in memory.
    let again = mediaspec_tests::load_folder(&root().join("spec"));
    assert!(first == render(&again));
    assert!(corpus(&spec) == corpus(&again));
    assert!(constraints_csv(&spec) == constraints_csv(&again));
}

/// The speed of a voice is from 50 to 200.
const SPEED: &str = r#"{"field":{"name":"speed","shape":{"int":{"min":50,"max":200}}"#;

/// The text with another one in the place of a voice's speed. Other types have a member that reads the same.
fn with_speed(text: &str, after: &str) -> String {
    let voice = text
        .find(r#"{"type":{"name":"VoiceConfig""#)
        .expect("a type");
    let (before, voice) = text.split_at(voice);
    format!("{before}{}", voice.replacen(SPEED, after, 1))
}

const CREATE: &str = "metastudio/Create2DDigitalHumanVideo";

#[test]
fn a_bound_that_is_changed_by_hand_counts_at_the_next_check() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("metastudio.jsonl");
    let shipped = shipped("metastudio");
    for most in [200, 300, 120, 200] {
        let written = SPEED.replace("200", &most.to_string());
        fs::write(&file, with_speed(&shipped, &written)).expect("a file");
        let validator = Validator::from_contracts(&file).expect("it is a contract");
        let create = validator.operation(CREATE).expect("an operation");
        for speed in [120, 121, 200, 201, 300, 301] {
            let body = format!(r#"{{"voice_config":{{"voice_asset_id":"a","speed":{speed}}}}}"#);
            let report = create.request_body(body.as_bytes());
            let mut errors = report.errors();
            let found = errors.find(|error| error.pointer == "/voice_config/speed");
            assert_eq!(
                found.map(|error| error.code),
                (speed > most).then_some(Code::Maximum),
                "{speed} of {most}"
            );
            let path = file.to_string_lossy();
            let arguments = [
                "check",
                "--op",
                CREATE,
                "--request",
                "--contracts",
                &*path,
                "-",
            ];
            let (_, out, err) = command(&arguments, &body);
            assert_eq!(err, "");
            let told = out.contains(&format!("speed is {speed}, above {most}"));
            assert_eq!(told, speed > most, "{out}");
        }
    }
}

/// Runs the command: exit status, stdout, stderr.
fn command(arguments: &[&str], stdin: &str) -> (Status, String, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let all = std::iter::once(&"mediaspec").chain(arguments);
    let stdin = std::io::Cursor::new(stdin.to_owned());
    let status = run(all, stdin, &mut out, &mut err, Terminal::default());
    let text = |bytes| String::from_utf8(bytes).expect("the command writes UTF-8");
    (status, text(out), text(err))
}

/// Asserts that a file is refused in one error, by the library and by the command; returns it without its place.
#[track_caller]
fn refused(file: &Path, line: Option<usize>) -> String {
    let error = Validator::from_contracts(file).expect_err("it is spoilt");
    let line = line.map(|line| u64::try_from(line).expect("a line"));
    assert_eq!((&*error.file, error.line), (file, line), "{error}");
    let place = match line {
        Some(line) => format!("{}:{line}: ", file.display()),
        None => format!("{}: ", file.display()),
    };
    let text = error.to_string();
    let message = text.strip_prefix(&place).expect("it begins with its place");
    assert_eq!(message, error.message);
    assert!((10..400).contains(&message.len()), "{message}");
    assert!(!message.contains(mediaspec_core::escape::is_active));

    let path = file.to_string_lossy();
    let check = [
        "check",
        "--op",
        CREATE,
        "--request",
        "--contracts",
        &path,
        "-",
    ];
    for arguments in [&check[..], &["list", "--contracts", &path]] {
        let (status, out, err) = command(arguments, "{}");
        assert_eq!((status, &*out), (Status::Trouble, ""), "{arguments:?}");
        assert_eq!(err, format!("error: {text}\n"));
    }
    message.to_owned()
}

/// Drops the lines of a type from a contract.
fn without_type(text: &str, name: &str) -> String {
    let head = format!(r#"{{"type":{{"name":"{name}","#);
    let mut of_type = false;
    let kept = text.lines().filter(|line| {
        of_type = line.starts_with(&head)
            || of_type && (line.starts_with(r#"{"field":"#) || line.starts_with(r#"{"rule":"#));
        !of_type
    });
    kept.map(|line| format!("{line}\n")).collect()
}

/// The number of the first line that contains a text.
fn line_of(text: &str, part: &str) -> usize {
    let at = text.lines().position(|line| line.contains(part));
    at.unwrap_or_else(|| panic!("no line has {part}")) + 1
}

/// The number of the line that begins the type which another line belongs to.
fn type_of(text: &str, line: usize) -> usize {
    let mut before = text.lines().take(line).collect::<Vec<_>>().into_iter();
    let at = before.rposition(|line| line.starts_with(r#"{"type":"#));
    at.expect("it belongs to a type") + 1
}

#[test]
fn each_way_to_spoil_a_contract_file_is_one_clear_error_with_its_place() {
    let good = shipped("metastudio");
    let lines = good.lines().count();
    let speed = line_of(&good, SPEED);
    let colour = line_of(&good, r#""next":[[-1,1,-1]"#);
    let orphan = without_type(&good, "ActionConfig");
    let orphaned = type_of(&orphan, line_of(&orphan, r#""object":"ActionConfig""#));
    assert!(good.len() - orphan.len() > 100);
    // Where several lines read so it is the first one, as for `line_of`.
    let replaced = |before: &str, after: &str| {
        assert!(good.contains(before), "{before}");
        good.replacen(before, after, 1)
    };
    let without_last = |count: usize| {
        let kept = good.lines().take(lines - count);
        kept.map(|line| format!("{line}\n")).collect::<String>()
    };
    let moved = good.replacen(r#""path":"/v1/"#, r#""path":"/v2/"#, 1);
    let unlisted = good.replacen(
        r#"{"name":"Create2DDigitalHumanVideo""#,
        r#"{"name":"Created""#,
        1,
    );
    let outside = |state: &str| {
        good.replacen(
            r#""next":[[-1,1,-1]"#,
            &format!(r#""next":[[-1,{state},-1]"#),
            1,
        )
    };
    let reordered = {
        let mut all: Vec<&str> = good.lines().collect();
        all.swap(speed - 1, 1);
        all.join("\n")
    };
    let no_form = r#"{"field":{"name":"speed","shape":{"int":{"min":50,"max":200}"#;
    // What is wrong, the file, the line that it is told of, and what is told.
    let spoilt: Vec<(&str, String, usize, &[&str])> = vec![
        (
            "a broken line",
            replaced(SPEED, no_form),
            speed,
            &["column"],
        ),
        (
            "a line that breaks off",
            replaced(SPEED, r#"{"field":{"name":"speed""#),
            speed,
            &["column"],
        ),
        (
            "an unknown kind of line",
            replaced(SPEED, &SPEED.replace("field", "column")),
            speed,
            &["of no kind", "column"],
        ),
        (
            "an unknown kind of value",
            replaced(SPEED, &SPEED.replace("int", "decimal")),
            speed,
            &["decimal"],
        ),
        (
            "an unknown key",
            replaced(SPEED, &SPEED.replace("max", "most")),
            speed,
            &["most"],
        ),
        (
            "a bound below the other",
            replaced(SPEED, &SPEED.replace("200", "20")),
            type_of(&good, speed),
            &["speed"],
        ),
        ("a missing type", orphan, orphaned, &["ActionConfig"]),
        (
            "a format of the future",
            replaced(r#"{"mediaspec":1,"#, r#"{"mediaspec":1000,"#),
            1,
            &["format 1000", "format 1"],
        ),
        (
            "no version",
            replaced(r#"{"mediaspec":1,"#, "{"),
            1,
            &["version"],
        ),
        ("an index with another path", moved, 1, &["index"]),
        (
            "an index with another operation",
            unlisted,
            1,
            &["index", "Create2DDigitalHumanVideo"],
        ),
        ("a cut end", without_last(1), lines - 1, &["cut off"]),
        (
            "a cut end in the middle of a line",
            good[..good.len() - 30].to_owned(),
            lines - 1,
            &["column"],
        ),
        (
            "text behind the end",
            good.clone() + "{}\n",
            lines + 1,
            &["follows"],
        ),
        ("a field that belongs to nothing", reordered, 2, &["order"]),
        (
            "an automaton that leads out of its table",
            outside("8"),
            type_of(&good, colour),
            &["out of its table"],
        ),
        (
            "an automaton that leads out of all tables",
            outside("70000"),
            colour,
            &["out of its table"],
        ),
        (
            "another service's end",
            replaced(r#"{"end":"metastudio"}"#, r#"{"end":"mts"}"#),
            lines,
            &["another service"],
        ),
        ("nothing", String::new(), 1, &["empty"]),
        (
            "no contract",
            "<!doctype html>\n".repeat(9),
            1,
            &["no contract file"],
        ),
        (
            "what acts on a terminal",
            "{\"mediaspec\":1,\"\\u001b[31m\u{202e}\":1}".to_owned(),
            1,
            &["\\u{1b}[31m\\u{202e}"],
        ),
    ];
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("metastudio.jsonl");
    fs::write(&file, &good).expect("a file");
    assert!(Validator::from_contracts(&file).is_ok());
    for (what, text, line, words) in spoilt {
        assert_ne!(text, good, "{what}");
        fs::write(&file, text).expect("a file");
        let message = refused(&file, Some(line));
        for word in words {
            assert!(message.contains(word), "{what}: {message}");
        }
    }
}

/// Garbage, and a contract that never ends: neither is read to its end, nor held in memory.
#[test]
fn a_gigabyte_of_anything_is_refused_fast_and_takes_no_gigabyte() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("large.jsonl");
    for begin in ["", "garbage\n", &shipped("metastudio")] {
        let mut large = File::create(&file).expect("a file");
        large.write_all(begin.as_bytes()).expect("it is written");
        // No block of the disk is taken for what is not written.
        large.set_len(1 << 30).expect("a file can be that long");
        drop(large);
        let begun = Instant::now();
        let (result, heap) = count(|| Validator::from_contracts(&file));
        let taken = begun.elapsed();
        assert!(result.is_err());
        // Memory doubles while it grows.
        let most = 2 * MAX_BYTES as u64 + (1 << 20);
        assert!(heap.peak <= most, "{} bytes", heap.peak);
        // Some hundredths of a second; a whole gigabyte takes seconds on a slow machine.
        assert!(taken < Duration::from_secs(20), "{taken:?}");
        let message = refused(&file, None);
        assert!(message.contains(&MAX_BYTES.to_string()), "{message}");
    }
}

/// Once its types are loaded: names of maps are slices of the input, and an alternative that is tried keeps nothing.
#[test]
fn a_valid_payload_with_maps_and_alternatives_allocates_nothing() {
    let validator = Validator::from_catalog(kinds_spec());
    let operation = validator.operation("DoValues").expect("the operation");
    let payload = r#"{"must":"a","asked":1,"maybe int":1,"sizes":{"a":1,"b/c":9},"settings":{"d":[{"e":null}]},
        "number document":"7","moment":"12","extent":0.5,"input":"https://a.example/b","output":true,"extents":["auto",3]}"#;
    let check = || operation.request_body(payload.as_bytes());
    assert_eq!(check().violations, []);
    let (report, counted) = count(check);
    assert_eq!((report.violations.len(), counted.calls), (0, 0));
}
