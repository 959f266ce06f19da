//! The engine against payloads with every kind of constraint, through each driver.
//!
//! The contract is `tests/specs/kinds`, as a contract file. `tests/tests/it/kinds.rs` writes the payloads and holds
//! their reports against the oracle; here the engine is built and tried without any other crate of ours.
//!
//! What is said of the contract in words is kept beside as a text to be looked at.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::LazyLock;

use serde_json::Value;

use crate::check::{
    Options, Scope, Target, check_bytes, check_deserializer, check_parameters, check_value,
};
use crate::code::Code;
use crate::contract::{
    AuthGroup, Cite, Condition, Conflict, Context, Direction, Field, Int, Json, List, Literal,
    MediaTypes, Number, Part, Required, Rule, RuleKind, Service, ServiceData, Severity, Shape,
    SourceKind, TypeDef,
};
use crate::fixtures::{self, names, one_of, text};
use crate::report::{Detail, Report, Verdict, Violation};
use crate::words::{self, Mark, Phrase};

mod authentication;
mod drivers;
mod lazily;
mod pieces;
mod recursion;
mod reports;

/// The service with every kind of field, rule and condition that the language has.
pub(crate) fn kinds() -> &'static Service {
    static KINDS: LazyLock<Service> = LazyLock::new(|| {
        Service::read(include_str!("tests/kinds.jsonl")).expect("a contract file")
    });
    &KINDS
}

/// A line of the file.
struct Kept {
    target: Target,
    scope: Scope,
    payload: String,
    violations: Vec<Value>,
}

impl Kept {
    /// Whether names stand twice: a value keeps one of two members with one name.
    fn loses_members_as_a_value(&self) -> bool {
        let twice = |violation: &Value| violation["code"] == "duplicate-key";
        self.violations.iter().any(twice)
    }
}

/// The lines of the file, read once for all tests.
static KEPT: LazyLock<Vec<Kept>> = LazyLock::new(|| {
    include_str!("tests/payloads.jsonl")
        .lines()
        .map(|line| {
            let line: Value = serde_json::from_str(line).expect("a line is JSON");
            let member = |key: &str| line.get(key).expect("a member");
            let text = |key: &str| member(key).as_str().expect("a text").to_owned();
            let (target, scope) = target(&text("operation"), &text("message"), &text("in"));
            Kept {
                target,
                scope,
                payload: text("payload"),
                violations: member("violations").as_array().expect("a list").clone(),
            }
        })
        .collect()
});

/// What a part of a message is checked against, and what the engine is told of it.
fn target(operation: &str, message: &str, part: &str) -> (Target, Scope) {
    let service = kinds();
    let operation = operation
        .rsplit('/')
        .next()
        .and_then(|name| service.operation(name))
        .expect("an operation of the contract");
    let part: Part = part.parse().expect("a part that there is");
    let mut messages = service.messages_of(operation);
    let named = messages.find(|one| one.kind.to_string() == message && one.part == part);
    let named = named.expect("a message of the operation");
    (Target::new(service, named.ty), named.scope())
}

fn told(report: &Report) -> Vec<Value> {
    report
        .violations
        .iter()
        .map(|violation| serde_json::to_value(violation).expect("a violation is a value"))
        .collect()
}

/// Violations without what a driver that has not the text cannot know: positions, and numbers and texts as they are spelt.
fn without_text(violations: &[Value]) -> Vec<Value> {
    let mut violations = violations.to_vec();
    for violation in &mut violations {
        let members = violation.as_object_mut().expect("a violation is an object");
        members.insert("line".to_owned(), Value::Null);
        members.insert("column".to_owned(), Value::Null);
        members.remove("found");
        members.remove("message");
        members.remove("suggestion");
    }
    violations
}

/// Violations in no order, each once: a value keeps one of several members with one name.
fn set(violations: &[Value]) -> BTreeSet<String> {
    violations.iter().map(ToString::to_string).collect()
}

fn verdict(violations: &[Value]) -> Verdict {
    if violations
        .iter()
        .any(|violation| violation["severity"] == "error")
    {
        Verdict::Invalid
    } else {
        Verdict::Valid
    }
}

#[test]
fn payloads_of_every_kind_are_reported_as_text() {
    let options = Options::default();
    for kept in KEPT.iter() {
        let payload = kept.payload.as_bytes();
        let report = check_bytes(&kept.target, kept.scope, payload, &options);
        assert_eq!(told(&report), kept.violations, "{}", kept.payload);
        assert_eq!(
            report.verdict(),
            verdict(&kept.violations),
            "{}",
            kept.payload
        );
    }
}

/// In the order of [`KEPT`] what each payload leaves to the next differs from what it leaves in the opposite order, and a
/// thread of its own begins with nothing.
#[test]
fn what_earlier_payloads_have_left_changes_no_report() {
    let options = Options::default();
    let check = |kept: &Kept| {
        let payload = kept.payload.as_bytes();
        check_bytes(&kept.target, kept.scope, payload, &options)
    };
    let forwards: Vec<Report> = KEPT.iter().map(check).collect();
    let mut backwards: Vec<Report> = KEPT.iter().rev().map(check).collect();
    backwards.reverse();
    assert_eq!(forwards, backwards);
    for (kept, report) in KEPT.iter().zip(&forwards).step_by(50) {
        let alone = std::thread::scope(|scope| scope.spawn(|| check(kept)).join());
        assert_eq!(alone.as_ref().ok(), Some(report), "{}", kept.payload);
    }
}

#[test]
fn positions_frame_a_bracket_or_a_whole_scalar() {
    let options = Options::default();
    for kept in KEPT.iter() {
        let report = check_bytes(&kept.target, kept.scope, kept.payload.as_bytes(), &options);
        for violation in &report.violations {
            let position = violation.position.expect("text has positions");
            let (before, rest) = kept.payload.split_at(position.offset);
            let (framed, _) = rest.split_at(position.length);
            if !matches!(framed, "{" | "[") {
                let scalar: Value = serde_json::from_str(framed).expect("a whole scalar");
                assert!(!scalar.is_object() && !scalar.is_array(), "{framed}");
            }
            if let Some(found) = &violation.found
                && found.chars().count() < 64
                && violation.rule().is_none()
                && violation.embedded.is_empty()
            {
                assert_eq!(framed, &**found, "{}", kept.payload);
            }
            let line = before.split('\n').next_back().unwrap_or_default();
            let place = (before.matches('\n').count(), line.chars().count());
            let place = [place.0, place.1].map(|from_0| from_0.saturating_add(1) as u64);
            assert_eq!(place, [position.line, position.column], "{}", kept.payload);
        }
    }
}

#[test]
fn payloads_of_every_kind_are_reported_through_a_deserializer() {
    let options = Options::default();
    for kept in KEPT.iter() {
        let mut deserializer = serde_json::Deserializer::from_str(&kept.payload);
        let report = check_deserializer(&kept.target, kept.scope, &mut deserializer, &options)
            .expect("a payload is JSON");
        assert_eq!(
            without_text(&told(&report)),
            without_text(&kept.violations),
            "{}",
            kept.payload
        );
    }
}

#[test]
fn payloads_of_every_kind_are_reported_through_a_serializer() {
    let options = Options::default();
    for kept in KEPT.iter() {
        if kept.loses_members_as_a_value() {
            continue;
        }
        let value: Value = serde_json::from_str(&kept.payload).expect("a payload is JSON");
        let report = check_value(&kept.target, kept.scope, &value, &options);
        assert_eq!(
            set(&without_text(&told(&report))),
            set(&without_text(&kept.violations)),
            "{}",
            kept.payload
        );
    }
}

/// What stands on the wire for parameters: texts, and a name again for each item of a list. `None` where a value has no
/// such form.
fn pairs(parameters: &Value) -> Option<Vec<(String, String)>> {
    let scalar = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        // Without an exponent, and without decimals where there are none.
        Value::Number(number) => match number.as_f64() {
            Some(double) if number.is_f64() => Some(double.to_string()),
            _ => Some(value.to_string()),
        },
        Value::Bool(_) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    };
    let mut out = Vec::new();
    for (name, value) in parameters.as_object()? {
        match value {
            Value::Array(items) if items.is_empty() => return None,
            Value::Array(items) => {
                for item in items {
                    out.push((name.clone(), scalar(item)?));
                }
            }
            value => out.push((name.clone(), scalar(value)?)),
        }
    }
    Some(out)
}

#[test]
fn parameters_of_every_kind_are_reported_as_they_stand_on_the_wire() {
    let (options, mut checked) = (Options::default(), 0);
    for kept in KEPT.iter() {
        // A text where something else is expected may say it, and something else where a text is expected is a text.
        if kept.scope.part == Part::Body
            || kept.violations.iter().any(|violation| {
                matches!(
                    violation["code"].as_str(),
                    Some("type" | "duplicate-key" | "null")
                )
            })
        {
            continue;
        }
        let value: Value = serde_json::from_str(&kept.payload).expect("a payload is JSON");
        let Some(pairs) = pairs(&value) else { continue };
        let pairs = pairs.iter().map(|(name, value)| (&**name, &**value));
        let report = check_parameters(&kept.target, kept.scope, pairs, &options);
        assert_eq!(
            set(&without_text(&told(&report))),
            set(&without_text(&kept.violations)),
            "{}",
            kept.payload
        );
        checked += 1;
    }
    assert!(checked > 10, "{checked} payloads are parameters");
}

/// Every type: those with a name, and those of parameters.
fn types() -> Vec<&'static TypeDef> {
    let service = kinds();
    let operation = service.operations().next().expect("an operation");
    let parameters = [Part::Path, Part::Query].map(|part| service.request_part(operation, part));
    service.own_types().chain(parameters).collect()
}

/// A phrase with its marks: `«value»`, `` `name` ``, `<type>`.
fn marked(phrase: &Phrase<'_>) -> String {
    phrase
        .pieces
        .iter()
        .map(|piece| match piece.mark {
            Mark::Plain => piece.text.to_string(),
            Mark::Name => format!("`{}`", piece.text),
            Mark::Value => format!("«{}»", piece.text),
            Mark::Type => format!("<{}>", piece.text),
        })
        .collect()
}

/// The keys of `spec/` that a conflict may name.
const KEYS: [&str; 30] = [
    "kind",
    "type",
    "item",
    "required",
    "nullable",
    "sensitive",
    "min",
    "max",
    "above",
    "below",
    "accepted",
    "min_chars",
    "max_chars",
    "max_bytes",
    "max_chars_without_markup",
    "pattern",
    "pattern_words",
    "format",
    "encoding",
    "json",
    "separator",
    "values",
    "open",
    "min_items",
    "max_items",
    "unique_items",
    "default",
    "default_note",
    "deprecated",
    "unit",
];

/// What is said of a field.
fn field_in_words(out: &mut String, ty: &TypeDef, field: &Field) {
    let mut line = |what: &str, text: String| {
        if !text.is_empty() {
            writeln!(out, "  {what}: {text}").expect("a text takes what is written");
        }
    };
    line("kind", marked(&words::kind(&field.shape)));
    line("allowed", marked(&words::allowed_in(ty, field)));
    if let Some(default) = words::default_words(field) {
        line("default", marked(&default));
    }
    line("source", words::cite(kinds(), &field.info.cite));
    for key in KEYS {
        if let Some(chosen) = words::chosen(ty, field, key) {
            line(words::key(key), marked(&chosen));
        }
    }
    for conflict in &field.info.conflicts {
        line("conflict", marked(&words::conflict_says(conflict)));
    }
}

fn in_words() -> String {
    let mut out = String::new();
    for code in Code::ALL {
        writeln!(out, "{code}: {}\n  {}", code.meaning(), code.advice())
            .expect("a text takes what is written");
    }
    for ty in types() {
        writeln!(out, "== {}", ty.name).expect("a text takes what is written");
        for field in &ty.fields {
            writeln!(out, "{}", field.name).expect("a text takes what is written");
            field_in_words(&mut out, ty, field);
        }
        for rule in &ty.rules {
            let (code, names) = (words::rule_code(&rule.kind), words::rule_fields(rule));
            writeln!(
                out,
                "rule {}: {}\n  {}, {}",
                rule.id,
                marked(&words::rule_sentence(kinds(), ty, rule)),
                code.map_or("no code", |code| code.as_str()),
                names.join(" and "),
            )
            .expect("a text takes what is written");
        }
    }
    out
}

#[test]
fn every_kind_is_told_in_words() {
    assert_kept("words.txt", &in_words());
}

/// Holds a text against the one that is kept, line by line, so that the first difference is seen; with `UPDATE_KEPT=1` it
/// is kept instead.
fn assert_kept(name: &str, new: &str) {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("src/tests")
        .join(name);
    if std::env::var_os("UPDATE_KEPT").is_some() {
        std::fs::write(&file, new).expect("a file can be written");
    }
    let kept = std::fs::read_to_string(file).expect("a text is kept");
    for (new, kept) in new.lines().zip(kept.lines()) {
        assert_eq!(new, kept);
    }
    assert_eq!(new.lines().count(), kept.lines().count());
}

/// What people are told of violations: each sentence once, and one of each code of which nothing else is known.
fn told_to_people() -> String {
    let mut lines = BTreeSet::new();
    let mut tell = |violation: &Violation| {
        lines.insert(format!(
            "{}: {}\n  {}\n  {}",
            violation.code,
            violation.title(),
            violation.message(),
            violation.allowed().as_deref().unwrap_or("anything else"),
        ));
    };
    for part in [Part::Body, Part::Query, Part::Header] {
        for code in Code::ALL {
            tell(&Violation::at_root(part, code, Severity::Error));
        }
    }
    let (options, mut told) = (Options::default(), BTreeSet::new());
    for kept in KEPT.iter() {
        let report = check_bytes(&kept.target, kept.scope, kept.payload.as_bytes(), &options);
        for violation in &report.violations {
            let allowed = (violation.part.as_str(), violation.code, violation.allowed());
            if told.insert((allowed, violation.embedded.len())) {
                tell(violation);
            }
        }
    }
    // What a request as a whole lacks is found by those who know its operation.
    let (values, scope) = target("kinds/DoValues", "request", "body");
    let group = |scheme: &str, headers: &[&str]| AuthGroup {
        scheme: scheme.into(),
        headers: names(headers),
        cite: values.ty().info.cite.clone(),
    };
    let groups = [
        group("token", &["X-Auth-Token"]),
        group("signature", &["X-Sdk-Date", "Authorization"]),
    ];
    for (part, code, detail) in [
        (
            Part::Header,
            Code::Authentication,
            Detail::Schemes(groups.into()),
        ),
        (
            Part::Body,
            Code::UndocumentedStatus,
            Detail::Statuses([200, 404].into()),
        ),
        (
            Part::Body,
            Code::MediaType,
            Detail::MediaTypes(MediaTypes {
                names: names(&["application/json", "text/json"]),
            }),
        ),
        (
            Part::Query,
            Code::OtherApi,
            Detail::Version {
                parameter: "Version".into(),
                documented: "2014-06-18".into(),
            },
        ),
        (
            Part::Body,
            Code::Unrecognized,
            Detail::Error("ErrorResponse".into()),
        ),
        (
            Part::Header,
            Code::Mismatch,
            Detail::Other {
                part: Part::Path,
                name: "project_id".into(),
                value: "\"a\"".into(),
            },
        ),
        (
            Part::Query,
            Code::OtherApi,
            Detail::Host {
                api: "Other Media".into(),
                documented: ["media.example".into(), "media.{region}.example".into()].into(),
            },
        ),
    ] {
        let mut violation = Violation::at_root(part, code, Severity::Error);
        violation.found = match &detail {
            Detail::MediaTypes(_) => Some("text/plain\u{7}".into()),
            Detail::Host { .. } => Some("other.example".into()),
            Detail::Other { .. } => Some("\"b\"".into()),
            _ => None,
        };
        violation.detail = detail;
        tell(&violation);
    }
    // More values than are listed, and ranges with one value.
    let (combinations, _) = target("kinds/DoCombinations", "request", "body");
    let many = altered(&values, "mode", |field| {
        let values: Vec<String> = (0..13).map(|at| format!("V{at}")).collect();
        let values: Vec<&str> = values.iter().map(String::as_str).collect();
        field.shape = Shape::Enum(one_of(&values));
    });
    let single = altered(&values, "asked", |field| {
        field.shape = Shape::Int(Int {
            min: Some(7),
            max: Some(7),
            ..Int::default()
        });
    });
    let rows = changed(&combinations, |ty| {
        for rule in &mut ty.rules {
            if let RuleKind::Rows { fields: _, rows } = &mut rule.kind {
                let all = std::iter::repeat_n(&*rows, 13).flatten();
                *rows = all.cloned().collect();
            }
        }
    });
    for (target, payload) in [
        (&values, "null"),
        (
            &many,
            r#"{"must": "", "asked": 1, "maybe int": 1, "mode": "V13"}"#,
        ),
        (&single, r#"{"must": "", "asked": 8, "maybe int": 1}"#),
        (
            &rows,
            r#"{"flag": true, "bare": "B", "mode": "C", "width": 1920}"#,
        ),
    ] {
        let report = check_bytes(target, scope, payload.as_bytes(), &options);
        assert!(!report.violations.is_empty(), "{payload}");
        report.violations.iter().for_each(&mut tell);
    }
    lines.into_iter().map(|line| line + "\n").collect()
}

#[test]
fn violations_of_every_kind_are_told_to_people() {
    assert_kept("reports.txt", &told_to_people());
}

#[test]
fn names_are_those_of_the_contract_of_reports() {
    use crate::report::MalformedCode;
    let contexts = Context::ALL.map(Context::as_str);
    assert_eq!(
        contexts,
        ["video_2d", "live_2d", "chat_2d", "photo", "flexus"]
    );
    let parts = [Part::Body, Part::Path, Part::Query, Part::Header].map(Part::as_str);
    assert_eq!(parts, ["body", "path", "query", "header"]);
    let severities = [Severity::Error, Severity::Warning].map(Severity::as_str);
    assert_eq!(severities, ["error", "warning"]);
    let verdicts = [Verdict::Valid, Verdict::Invalid, Verdict::Malformed].map(Verdict::as_str);
    assert_eq!(verdicts, ["valid", "invalid", "malformed"]);
    let codes = [
        MalformedCode::Syntax,
        MalformedCode::Utf8,
        MalformedCode::Number,
        MalformedCode::Depth,
        MalformedCode::Size,
        MalformedCode::Unreadable,
    ];
    assert_eq!(
        codes.map(MalformedCode::as_str),
        ["syntax", "utf-8", "number", "depth", "size", "unreadable"]
    );
}

#[test]
fn reports_of_several_parts_become_one() {
    let error = Violation::at_root(Part::Body, Code::Type, Severity::Error);
    let warning = Violation::at_root(Part::Path, Code::Deprecated, Severity::Warning);
    let mut report = Report {
        violations: vec![warning.clone()],
        warning_count: 2,
        ..Report::default()
    };
    assert!(report.is_valid() && report.truncated());
    report.append(Report {
        violations: vec![error.clone()],
        error_count: 1,
        ..Report::default()
    });
    assert_eq!((report.total(), report.verdict()), (3, Verdict::Invalid));
    assert_eq!(report.violations, [warning, error.clone()]);
    assert_eq!(report.errors().collect::<Vec<_>>(), [&error]);
    report.warning_count = 1;
    assert!(!report.truncated());
    let (ty, scope) = target("kinds/DoValues", "request", "body");
    let malformed = check_bytes(&ty, scope, b"{", &Options::default());
    report.append(malformed.clone());
    assert_eq!(
        (report.verdict(), &report),
        (Verdict::Malformed, &malformed)
    );
    report.append(Report::default());
    assert_eq!(report, malformed);
}

#[test]
fn a_constraint_has_the_source_that_is_recorded_for_it_or_that_of_its_field() {
    let [own, other] = ["page#own", "page#other"].map(Cite::from);
    let mut info = fixtures::field("size", Shape::Any).info;
    info.cite = own.clone();
    info.cites = [("max".into(), other.clone())].into();
    let found = [Code::Maximum, Code::Minimum].map(|code| info.cite_for(code));
    assert_eq!(found, [&other, &own]);
}

#[test]
fn codes_are_found_by_their_names() {
    for code in Code::ALL {
        assert_eq!(code.as_str().parse(), Ok(code));
        assert_eq!(code.to_string(), code.as_str());
    }
    assert!("Minimum".parse::<Code>().is_err());
}

/// The same target in a contract that is changed.
fn in_changed(target: &Target, change: impl FnOnce(&mut ServiceData)) -> Target {
    let mut data = target.service().to_data();
    change(&mut data);
    let service = Service::new(data).expect("a contract that can be relied on");
    Target::new(&service, &target.ty().name)
}

/// A type of a contract that is being changed.
fn type_in<'d>(data: &'d mut ServiceData, name: &str) -> &'d mut TypeDef {
    let mut types = data.types.iter_mut();
    let found = types.find(|ty| ty.name.as_str() == name);
    found.expect("a type of that name")
}

/// A field of a type that is being changed.
fn field_in<'d>(ty: &'d mut TypeDef, name: &str) -> &'d mut Field {
    let mut fields = ty.fields.iter_mut();
    let found = fields.find(|field| &*field.name == name);
    found.expect("a field of that name")
}

/// The same target with its type changed.
fn changed(target: &Target, change: impl FnOnce(&mut TypeDef)) -> Target {
    in_changed(target, |data| change(type_in(data, &target.ty().name)))
}

/// The same target with a field of its type changed.
fn altered(target: &Target, name: &str, change: impl FnOnce(&mut Field)) -> Target {
    changed(target, |ty| change(field_in(ty, name)))
}

/// Pointers and codes of the violations of a request's body.
fn codes(target: &Target, payload: &str) -> Vec<(String, Code)> {
    let scope = Scope::body(Direction::Request);
    check_bytes(target, scope, payload.as_bytes(), &Options::default())
        .violations
        .iter()
        .map(|violation| (violation.pointer.to_string(), violation.code))
        .collect()
}

#[test]
fn a_list_that_should_not_be_used_is_told_once_and_not_for_its_items() {
    let (ty, _) = target("kinds/DoValues", "request", "body");
    let ty = altered(&ty, "names", |field| {
        field.deprecated = Some("Use roi.".into());
    });
    let told = codes(
        &ty,
        r#"{"must": "", "asked": 1, "maybe int": 1, "names": ["a", "b"]}"#,
    );
    assert_eq!(told, [("/names".to_owned(), Code::Deprecated)]);
}

#[test]
fn defaults_of_all_kinds_are_told_with_what_is_wrong() {
    let one = Json::Scalar(Literal::Int(1));
    let text = Json::Scalar("a\u{7}b".into());
    let list = Json::List([one.clone(), text.clone()].into());
    let object = Json::Object([("x y".into(), one.clone()), ("z".into(), list.clone())].into());
    for (default, written) in [
        (one, "1"),
        (text, r#""a\u0007b""#),
        (list, r#"[1, "a\u0007b"]"#),
        (object, r#"{"x y": 1, "z": [1, "a\u0007b"]}"#),
    ] {
        let (ty, scope) = target("kinds/DoValues", "request", "body");
        let ty = altered(&ty, "size", |field| field.default = Some(default.clone()));
        let payload = br#"{"must": "", "asked": 1, "maybe int": 1, "size": 121}"#;
        let report = check_bytes(&ty, scope, payload, &Options::default());
        let violation = report.violations.first().expect("a violation");
        assert_eq!(
            violation.message(),
            format!("121 is above 120 (0 to 120 allowed; {written} when absent)")
        );
        assert_eq!(words::json(&default), written);
        let value = serde_json::to_value(violation).expect("a violation is a value");
        let default = value.pointer("/expected/default").map(Value::to_string);
        assert_eq!(default, Some(written.replace(": ", ":").replace(", ", ",")));
    }
}

#[test]
fn values_of_another_kind_are_told_by_the_kind_that_they_are() {
    let (ty, _) = target("kinds/DoValues", "request", "body");
    for (member, asked) in [
        ("must", "a string"),
        ("mode", "a string"),
        ("free int", "an integer"),
        ("any number", "a number"),
        ("flag", "a boolean"),
        ("names", "an array"),
        ("inner", "an object"),
    ] {
        for (value, found) in [
            ("true", "a boolean"),
            ("1.5", "a number"),
            ("\"x\"", "a string"),
            ("[]", "an array"),
            ("{}", "an object"),
        ] {
            let payload = format!("{{\"{member}\": {value}}}");
            let scope = Scope::body(Direction::Request);
            let report = check_bytes(&ty, scope, payload.as_bytes(), &Options::default());
            let pointer = format!("/{member}");
            let told = report.violations.iter().find(|v| *v.pointer == *pointer);
            let told = told.filter(|violation| violation.code == Code::Type);
            let said = told.map(Violation::title).unwrap_or_default();
            let said = said.strip_prefix(&*pointer).unwrap_or_default();
            match (asked, found) {
                ("an integer", "a number") => assert_eq!(said, " is no integer"),
                _ if asked == found => assert_eq!(said, ""),
                _ => assert_eq!(said, format!(" is {found}"), "{payload}"),
            }
            if let Some(violation) = told {
                let kind = violation.expected().json_type;
                assert_eq!(kind, asked.split(' ').next_back());
            }
        }
    }
}

/// JSON texts that values of any kind have, and of texts those that have one of the forms of the contract.
const TOKENS: [&str; 62] = [
    "null",
    "true",
    "false",
    "0",
    "-0",
    "1",
    "-1",
    "2.0",
    "5e0",
    "0.5",
    "0.25",
    "12345678901",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775809",
    "1e400",
    "01",
    "00",
    "-01",
    "00.5",
    "01.5",
    "-00.5",
    "1.",
    ".5",
    "1.e1",
    "1e",
    "1e+",
    "-",
    "10",
    "100",
    "1234567",
    "12345678",
    "-1234567",
    "0.1234567",
    "0.12345678",
    "-0.0",
    "50.50",
    "-1.0",
    "-1.5",
    "tru",
    "[]",
    "[1]",
    "[\"a\",\"a\"]",
    "[{}]",
    "{}",
    "{\"id\":\"a\"}",
    "\"\"",
    "\"1\"",
    "\"a\\n\"",
    "\"\\u0041\"",
    "\"\\ud83d\\ude00\"",
    "\"\\ud83d\"",
    "\"中文\"",
    "\"2026-01-10T08:43:17Z\"",
    "\"20260110T084317Z\"",
    "\"00:01:02.500\"",
    "\"https://a.example/b\"",
    "\"oss://a.b/c\"",
    "\"#1a2b3c\"",
    "\"AAAA\"",
    "\"1,22\"",
    "\"{\\\"id\\\":\\\"a\\\"}\"",
];

/// JSON texts on both sides of each bound of a shape.
fn around(shape: &Shape) -> Vec<String> {
    match shape {
        Shape::Int(int) => [int.min, int.max, int.accepted.map(|(from, _)| from)]
            .into_iter()
            .flatten()
            .flat_map(|bound| [bound.saturating_sub(1), bound, bound.saturating_add(1)])
            .map(|value| value.to_string())
            .collect(),
        Shape::Number(number) => [number.lower, number.upper]
            .into_iter()
            .flatten()
            .flat_map(|bound| [bound.value - 0.01, bound.value, bound.value + 0.01])
            .map(|value| value.to_string())
            .collect(),
        Shape::Text(text) => [
            text.form.min_chars,
            text.form.max_chars,
            text.form.max_bytes,
            text.form.max_chars_without_markup,
        ]
        .into_iter()
        .flatten()
        .filter(|&length| length < 400)
        .flat_map(|length| [length.saturating_sub(1), length, length.saturating_add(1)])
        .flat_map(|length| ["a", "中", "\\n"].map(|unit| unit.repeat(length as usize)))
        .map(|text| format!("\"{text}\""))
        .collect(),
        Shape::Enum(choice) => choice
            .values
            .iter()
            .flat_map(|value| [value.wire.to_string(), format!("{}x", value.wire)])
            .map(|text| format!("\"{text}\""))
            .collect(),
        Shape::List(list) => {
            let item = around(&list.item).first().cloned();
            let item = item.unwrap_or_else(|| "\"a\"".to_owned());
            (0..5)
                .map(|count| format!("[{}]", vec![&*item; count].join(",")))
                .collect()
        }
        Shape::Map(map) => {
            let values = around(&map.value).into_iter();
            values.map(|value| format!("{{\"a\":{value}}}")).collect()
        }
        Shape::Alternatives(alternatives) => alternatives.shapes.iter().flat_map(around).collect(),
        Shape::Bool | Shape::Object(_) | Shape::Any => Vec::new(),
    }
}

#[test]
fn shortcuts_change_no_report() {
    let options = Options::default();
    let plain = kinds().without_shortcuts();
    for ty in types() {
        let targets = [kinds(), &plain].map(|service| Target::new(service, &ty.name));
        for field in &ty.fields {
            let scope = Scope::body(Direction::Request);
            let tokens = TOKENS.map(str::to_owned).into_iter();
            for token in tokens.chain(around(&field.shape)) {
                let name = &field.name;
                // What follows may be a quote, or a space.
                for payload in [
                    format!("{{\"{name}\":{token},\"must\":\"\",\"kind\":\"open\"}}"),
                    format!("{{ \"mode\" : \"B\", \"{name}\" : {token} }}"),
                ] {
                    let [with, without] = targets.each_ref().map(|target| {
                        let report = check_bytes(target, scope, payload.as_bytes(), &options);
                        let told = report.violations.into_iter();
                        let told =
                            told.map(|v| (v.pointer, v.embedded, v.code, v.found, v.position));
                        (told.collect::<Vec<_>>(), report.malformed)
                    });
                    assert_eq!(with, without, "{}: {payload}", ty.name);
                }
            }
        }
    }
}

#[test]
fn what_is_json_for_serde_json_is_json_here_and_nothing_else() {
    const BYTES: &[u8] = b"{}[]\",:\\ue0-.9t\n\x01\xff\xc3\xa9";
    let (options, mut good, mut bad) = (Options::default(), 0, 0);
    let mut random = 1_u64;
    let mut below = |bound: usize| {
        random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        usize::try_from(random >> 33).unwrap_or(0) % bound
    };
    for kept in KEPT.iter().filter(|kept| kept.payload.len() < 300) {
        for edit in 0..16 {
            let mut text = kept.payload.clone().into_bytes();
            let at = below(text.len());
            let byte = BYTES.get(below(BYTES.len())).copied().unwrap_or_default();
            match edit % 4 {
                0 => text.insert(at, byte),
                1 => drop(text.remove(at)),
                2 => text.truncate(at),
                _ => *text.get_mut(at).expect("a byte of the text") = byte,
            }
            let report = check_bytes(&kept.target, kept.scope, &text, &options);
            let is_json = serde_json::from_slice::<Value>(&text).is_ok();
            assert_eq!(
                report.malformed.is_none(),
                is_json,
                "{}",
                text.escape_ascii()
            );
            let count = if is_json { &mut good } else { &mut bad };
            *count += 1;
        }
    }
    assert!(good > 1_000 && bad > 1_000, "{good} and {bad}");
}

#[test]
fn rules_read_a_text_as_they_read_one_of_a_list() {
    let (options, mut compared) = (Options::default(), 0);
    let mut targets: Vec<(&str, Target)> = Vec::new();
    for ty in types() {
        let target = Target::new(kinds(), &ty.name);
        let read: Vec<&str> = ty
            .rules
            .iter()
            .flat_map(Rule::uses)
            .map(|(name, _)| name)
            .collect();
        for field in ty
            .fields
            .iter()
            .filter(|field| read.contains(&&*field.name))
        {
            // A text is compared letter by letter.
            if let Shape::Enum(values) = &field.shape
                && !values.any_case
            {
                let altered = altered(&target, &field.name, |field| {
                    field.shape = Shape::Text(text());
                });
                targets.push((&field.name, altered));
            }
        }
    }
    for kept in KEPT.iter().filter(|kept| kept.scope.part == Part::Body) {
        let of_type = |altered: &Target| altered.ty().name == kept.target.ty().name;
        for (name, altered) in targets.iter().filter(|(_, altered)| of_type(altered)) {
            let pointer = format!("/{name}");
            let is_listed = |v: &Value| v["pointer"] != *pointer || v["code"] != "enum";
            if !kept.violations.iter().all(is_listed) {
                continue;
            }
            let payload = kept.payload.as_bytes();
            let [text, list] = [altered, &kept.target].map(|target| {
                let report = check_bytes(target, kept.scope, payload, &options);
                let told = report.violations.into_iter();
                let told = told.map(|v| (v.pointer, v.embedded, v.code, v.severity));
                told.collect::<Vec<_>>()
            });
            assert_eq!(text, list, "{name}: {}", kept.payload);
            compared += 1;
        }
    }
    assert!(compared > 500, "{compared} payloads are compared");
}

#[test]
fn tokens_are_json_where_serde_json_says_so() {
    let (ty, scope) = target("kinds/DoValues", "200", "body");
    let escapes = [
        r"\ud83d\ude00",
        r"\ud83d",
        r"\ude00",
        r"\ud83dxude00",
        r"\ud83d\nde00",
        r"\ud83d\u0041",
        r"\ud83d\ud83d",
        r"\ud83d\",
        r"\ud83d\u",
        r"\udbff\udfff",
        r"\ud800\udc00",
        r"\ud7ff",
        r"\ue000",
        r"\u00",
        r"\u00g0",
        r"\u00e9",
        r"\x",
        r"\",
        r"\/",
        r"\b\f\n\r\t\\",
    ];
    let strings = escapes.iter().flat_map(|escape| {
        [
            "",
            "a",
            "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        ]
        .map(|text| format!("\"{text}{escape}{text}\""))
    });
    let mut count = 0;
    for token in strings.chain(TOKENS.map(str::to_owned)) {
        // Documented members of several kinds, and one that nobody reads.
        for name in [
            "must", "tagged", "mode", "size", "ratio", "flag", "anything", "unknown",
        ] {
            for text in [
                format!("{{\"{name}\":{token}}}"),
                format!("{{\"{name}\" : {token} , \"must\" : \"\"}}"),
                format!("{{\"{name}\":[{token}]}}"),
            ] {
                let report = check_bytes(&ty, scope, text.as_bytes(), &Options::default());
                let read = serde_json::from_str::<Value>(&text);
                let what = report
                    .malformed
                    .as_ref()
                    .map(|malformed| &malformed.message);
                assert_eq!(
                    what.is_none(),
                    read.is_ok(),
                    "{text}: {what:?} and {read:?}"
                );
                count += 1;
            }
        }
    }
    assert!(count > 2_000, "{count} texts");
}

/// A type with members of names of every length up to 60.
fn type_of_names() -> Target {
    let letters = "The quick brown fox jumps over the lazy dog, 0123456789 and so on";
    let fields = (1..=60).map(|length| {
        let (name, _) = letters.split_at(length);
        fixtures::field(name, Shape::Number(Number::default()))
    });
    let service = fixtures::service(vec![fixtures::ty("Names", fields.collect(), Vec::new())]);
    Target::new(&service, &"Names".into())
}

#[test]
fn names_are_known_whole_and_not_by_a_part() {
    let target = type_of_names();
    let known = |name: &str| target.ty().field(name).is_some();
    for field in &target.ty().fields {
        let name = field.name.as_bytes();
        let mut names = vec![name.to_vec(), [name, b"?"].concat()];
        for at in 0..name.len() {
            // Differences that could cancel each other out, and one alone.
            for others in [&[][..], &[8], &[16], &[24], &[8, 16, 24]] {
                let mut other = name.to_vec();
                for step in [&[0][..], others].concat() {
                    if let Some(byte) = other.get_mut(at.saturating_add(step)) {
                        *byte ^= 1;
                    }
                }
                names.push(other);
            }
        }
        let scope = Scope::body(Direction::Request);
        for name in names {
            let name = String::from_utf8(name).expect("ASCII");
            let padding = " ".repeat(64);
            let payloads = [name.as_str(), &*field.name].map(|name| {
                [
                    format!("{{\"{name}\":1}}"),
                    format!("{{\"{name}\":1}}{padding}"),
                    format!("{{ \"{name}\" : 1 {padding} }}"),
                    format!("{{\"T\":1,\"{name}\":1,\"Th\":2}}{padding}"),
                ]
            });
            let [others, usual] = payloads;
            for (payload, usual) in others.iter().zip(&usual) {
                // The name that came before is the first that is guessed.
                let [_, report] = [usual, payload].map(|payload| {
                    let (payload, options) = (payload.as_bytes(), Options::default());
                    check_bytes(&target, scope, payload, &options)
                });
                let mut told = report.violations.iter();
                let unknown = told.any(|one| one.code == Code::AdditionalProperties);
                assert_eq!(unknown, !known(&name), "{payload}");
            }
        }
    }
}

/// A type with as many members as one may have, and rules over those beyond the sixty-fourth. As many members are read by
/// rules as may be.
fn wide_type() -> Target {
    let rule = |id: &str, when: Vec<Condition>, kind| Rule {
        id: id.into(),
        ..fixtures::rule(Severity::Error, when, kind)
    };
    let present = |name: &str| vec![Condition::Present { field: name.into() }];
    let never = Condition::Is {
        field: "f064".into(),
        values: [Literal::Int(-1)].into(),
    };
    let others: Vec<String> = (20..79)
        .filter(|index| !matches!(index, 64 | 66))
        .map(|index| format!("f{index:03}"))
        .collect();
    let others: Vec<&str> = others.iter().map(String::as_str).collect();
    let rules = vec![
        rule(
            "high-asks",
            present("f064"),
            RuleKind::RequiredIf {
                fields: names(&["f127"]),
            },
        ),
        rule(
            "low-asks",
            present("f001"),
            RuleKind::RequiredIf {
                fields: names(&["f002", "f066"]),
            },
        ),
        rule(
            "one-of-both",
            Vec::new(),
            RuleKind::AtMostOne {
                fields: names(&["f010", "f080"]),
            },
        ),
        rule(
            "never-asks",
            vec![never],
            RuleKind::RequiredIf {
                fields: names(&others),
            },
        ),
    ];
    let fields = (0..128).map(|index| {
        let name = format!("f{index:03}");
        let mut field = fixtures::field(&name, Shape::Number(Number::default()));
        if matches!(index, 3 | 70) {
            field.required = Required::Always;
        }
        field
    });
    let service = fixtures::service(vec![fixtures::ty("Wide", fields.collect(), rules)]);
    Target::new(&service, &"Wide".into())
}

#[test]
fn members_beyond_the_sixty_fourth_are_as_good_as_those_before() {
    let ty = wide_type();
    let (required, asked) = (Code::Required, Code::RequiredIf);
    let cases: &[(&str, &[(&str, Code)])] = &[
        ("", &[]),
        ("\"f064\":1", &[("/f127", asked)]),
        ("\"f064\":1,\"f127\":2", &[]),
        ("\"f063\":1,\"f000\":1", &[]),
        ("\"f001\":1", &[("/f002", asked), ("/f066", asked)]),
        ("\"f001\":1,\"f066\":1", &[("/f002", asked)]),
        ("\"f001\":1,\"f002\":1", &[("/f066", asked)]),
        ("\"f001\":1,\"f002\":1,\"f066\":1", &[]),
        ("\"f010\":1", &[]),
        ("\"f080\":1,\"f016\":1", &[]),
        ("\"f010\":1,\"f080\":1", &[("", Code::AtMostOne)]),
        ("\"f100\":1,\"f036\":1", &[]),
        ("\"f100\":1,\"f100\":2", &[("/f100", Code::DuplicateKey)]),
        ("\"f005\":1,\"f005\":2", &[("/f005", Code::DuplicateKey)]),
    ];
    for (members, expected) in cases {
        for (there, missing) in [
            ("\"f003\":1,\"f070\":1", &[][..]),
            ("\"f003\":1", &[("/f070", required)]),
            ("\"f070\":1", &[("/f003", required)]),
        ] {
            let comma = if members.is_empty() { "" } else { "," };
            let payload = format!("{{{members}{comma}{there}}}");
            let mut told = codes(&ty, &payload);
            let mut all: Vec<(String, Code)> = expected
                .iter()
                .chain(missing)
                .map(|(pointer, code)| ((*pointer).to_owned(), *code))
                .collect();
            told.sort();
            all.sort();
            assert_eq!(told, all, "{payload}");
        }
    }
}

#[test]
fn null_is_absence_in_a_response_wherever_the_member_stands() {
    let ty = wide_type();
    let scope = Scope::body(Direction::Response);
    for (members, expected) in [
        ("\"f064\":1,\"f127\":null", &["/f127"][..]),
        ("\"f064\":null", &[]),
        (
            "\"f001\":1,\"f002\":null,\"f066\":null",
            &["/f002", "/f066"],
        ),
        ("\"f001\":null,\"f066\":null", &[]),
        ("\"f010\":null,\"f080\":1", &[]),
        ("\"f010\":1,\"f080\":null", &[]),
        // One that is null first and then is not is there.
        ("\"f064\":null,\"f064\":1", &["/f064", "/f127"]),
    ] {
        let payload = format!("{{{members},\"f003\":1,\"f070\":1}}");
        let report = check_bytes(&ty, scope, payload.as_bytes(), &Options::default());
        let told: Vec<&str> = report.violations.iter().map(|v| &*v.pointer).collect();
        assert_eq!(told, expected, "{payload}");
    }
}

#[test]
fn a_text_is_kept_for_each_rule_that_selects_by_it() {
    let none: &[(&str, Code)] = &[];
    for (operation, id, tag, payload, expected) in [
        (
            "kinds/DoSelections",
            "siblings",
            "kind",
            r#"{"kind": "open", "left": {}, "right": {}, "object of kind": {}}"#,
            &[("/left", Code::NoEffect)][..],
        ),
        (
            "kinds/DoSelections",
            "any-or-else",
            "kind",
            r#"{"kind": "open", "any or else": {"known": 1}, "object of kind": {}}"#,
            none,
        ),
        (
            "kinds/DoAdvice",
            "bare-values",
            "bare",
            r#"{"flag": true, "bare": "A", "mode": "A", "level": 1}"#,
            none,
        ),
        (
            "kinds/DoAdvice",
            "bare-values",
            "bare",
            r#"{"flag": true, "bare": "C", "mode": "A", "level": 1}"#,
            &[("/bare", Code::AcceptedRange)],
        ),
        (
            "kinds/DoCombinations",
            "sizes-everywhere",
            "bare",
            r#"{"flag": true, "bare": "A", "mode": "C", "width": 1920}"#,
            none,
        ),
        (
            "kinds/DoCombinations",
            "sizes-everywhere",
            "bare",
            r#"{"flag": true, "bare": "B", "mode": "C", "width": 1920}"#,
            &[("", Code::Rows)],
        ),
    ] {
        let (ty, _) = target(operation, "request", "body");
        let alone = changed(&ty, |ty| {
            let rules = ty.rules.iter().filter(|rule| &*rule.id == id);
            ty.rules = rules.cloned().collect();
            assert_eq!(ty.rules.len(), 1, "{id}");
            field_in(ty, tag).shape = Shape::Text(text());
        });
        let told = codes(&alone, payload);
        let told: Vec<(&str, Code)> = told.iter().map(|(at, code)| (&**at, *code)).collect();
        assert_eq!(told, expected, "{payload}");
    }
}

#[test]
fn items_must_differ_in_a_member_of_any_kind() {
    let (ty, _) = target("kinds/DoValues", "request", "body");
    let shape_of = |name: &str, field: &str| {
        let ty = kinds().ty(name).expect("a type of that name");
        let field = ty.field(field).expect("a field of that name");
        field.shape.clone()
    };
    for (shape, one, other) in [
        (shape_of("Inner", "id"), "1", "2"),
        (shape_of("Inner", "note"), "\"a\"", "\"b\""),
        (shape_of("Inner", "note"), "\"\\u0061\"", "\"\\u0062\""),
        (shape_of("Values", "colour"), "\"#1a2b3c\"", "\"#1a2b3d\""),
        (shape_of("Values", "mode"), "\"ONE\"", "\"Two\""),
        (shape_of("Advice", "flag"), "true", "false"),
        (shape_of("Values", "any number"), "0.5", "0.25"),
    ] {
        let ty = in_changed(&ty, |data| {
            field_in(type_in(data, "Inner"), "id").shape = shape;
        });
        for (first, second, third, expected) in [
            (one, other, one, Some("/inners/2/id")),
            (one, one, other, Some("/inners/1/id")),
            (one, other, "null", None),
        ] {
            // Items that begin with the member, and ones that do not.
            let payload = format!(
                r#"{{"must": "", "asked": 1, "maybe int": 1, "inners": [{{"id":{first}}},{{"note": "x", "id": {second}}},{{"id" :{third}}}]}}"#
            );
            let told: Vec<_> = codes(&ty, &payload)
                .into_iter()
                .filter(|(_, code)| *code == Code::UniqueItems)
                .map(|(pointer, _)| pointer)
                .collect();
            assert_eq!(told, Vec::from_iter(expected), "{payload}");
        }
    }
}

#[test]
fn input_beyond_the_limit_of_bytes_is_not_read() {
    let (ty, scope) = target("kinds/DoValues", "request", "body");
    let mut options = Options::default();
    options.limits.bytes = 4;
    for (text, is_read) in [
        ("{}", true),
        ("{  }", true),
        ("{   }", false),
        ("{      }", false),
    ] {
        let report = check_bytes(&ty, scope, text.as_bytes(), &options);
        assert_eq!(report.malformed.is_none(), is_read, "{text:?}");
    }
}

#[test]
fn a_violation_has_the_source_of_its_own_constraint() {
    let (ty, _) = target("kinds/DoValues", "request", "body");
    let scope = Scope::body(Direction::Request);
    let ty = changed(&ty, |ty| {
        // The rule asks for objects.
        ty.rules = [].into();
        let field = field_in(ty, "inners");
        field.info.cites = [
            ("max_items".into(), Cite::from("page#most")),
            ("min_items".into(), Cite::from("page#least")),
        ]
        .into();
        field.shape = Shape::List(Box::new(List {
            item: Shape::Any,
            min_items: Some(2),
            max_items: Some(3),
            unique: false,
        }));
    });
    let anchor = |items: &str| {
        let payload = format!(r#"{{"must": "", "asked": 1, "maybe int": 1, "inners": {items}}}"#);
        let report = check_bytes(&ty, scope, payload.as_bytes(), &Options::default());
        let first = report.violations.first().expect("a violation");
        assert_eq!(&*first.pointer, "/inners", "{payload}");
        assert_eq!(first.source(), kinds().sources().first());
        first.cite().and_then(|cite| cite.anchor.clone())
    };
    assert_eq!(anchor("[1]").as_deref(), Some("least"));
    assert_eq!(anchor("[1,2,3,4]").as_deref(), Some("most"));
    assert_eq!(anchor("true").as_deref(), Some("2"));
}

#[test]
fn the_default_is_told_of_a_member_that_a_rule_asks_for_and_not_of_a_value_that_a_rule_narrows() {
    let scope = Scope::body(Direction::Request);
    let default = Some(Json::Scalar(Literal::Int(3)));
    for (operation, payload, code, expected) in [
        (
            "kinds/DoDemands",
            r#"{"t": "x"}"#,
            Code::RequiredIf,
            default.clone(),
        ),
        (
            "kinds/DoAdvice",
            r#"{"mode": "B", "level": 9}"#,
            Code::AcceptedRange,
            None,
        ),
    ] {
        let (ty, _) = target(operation, "request", "body");
        let ty = altered(&ty, "level", |field| field.default = default.clone());
        let report = check_bytes(&ty, scope, payload.as_bytes(), &Options::default());
        let mut told = report.violations.iter();
        let told = told.find(|v| v.code == code && *v.pointer == *"/level");
        let told = told.unwrap_or_else(|| panic!("{code} in {:?}", report.violations));
        assert_eq!(told.expected().default, expected, "{payload}");
    }
}

#[test]
fn names_of_nothing_but_signs_of_pointers_are_escaped() {
    let (ty, _) = target("kinds/DoValues", "request", "body");
    for (name, pointer) in [
        ("~", "/~0"),
        ("/", "/~1"),
        ("~/", "/~0~1"),
        ("a", "/a"),
        ("~1", "/~01"),
        ("", "/"),
    ] {
        let told = codes(&ty, &format!("{{\"{name}\": 1}}"));
        let unknown = (pointer.to_owned(), Code::AdditionalProperties);
        assert!(told.contains(&unknown), "{name}: {told:?}");
    }
}

#[test]
fn places_in_sources_are_told_in_the_words_of_the_source() {
    let (ty, _) = target("kinds/DoValues", "request", "body");
    for (cite, place) in [
        ("page#9", Some("table 9")),
        ("page#Request body", Some("section Request body")),
        ("explorer#9", Some("9")),
        ("sdk#Layer", Some("Layer")),
        ("page", None),
    ] {
        let told = words::place(ty.service(), &Cite::from(cite));
        assert_eq!(told.as_deref(), place);
    }
    let kinds = [SourceKind::Page, SourceKind::ApiExplorer, SourceKind::Sdk];
    assert_eq!(
        kinds.map(words::source_kind),
        ["documentation page", "machine-readable definitions", "SDK"]
    );
    let required = [Required::No, Required::InRequests, Required::Always];
    assert_eq!(required.map(words::required), ["no", "in requests", "yes"]);
}

#[test]
fn a_conflict_says_what_its_source_has_instead() {
    let says = |says: &[(&str, &str)]| {
        let said = says
            .iter()
            .map(|(key, value)| ((*key).into(), (*value).into()));
        marked(&words::conflict_says(&Conflict {
            cite: fixtures::cite(),
            says: said.collect(),
            because: "The page wins.".into(),
            slip: false,
        }))
    };
    assert_eq!(says(&[("", "absent")]), "lacks it");
    assert_eq!(says(&[("", "other")]), "other");
    assert_eq!(says(&[("words", "It is a list.")]), "It is a list");
    assert_eq!(
        says(&[("max_chars", "64"), ("required", "true")]),
        "maximum length «64», required: «true»"
    );
}

#[test]
fn what_was_chosen_over_a_conflict_is_the_own_word_of_the_field() {
    let (ty, _) = target("kinds/DoValues", "request", "body");
    let target = altered(&ty, "must", |field| {
        field.info.default_note = Some("a default".into());
        field.no_effect = Some("nothing reads it".into());
        field.deprecated = Some("too old".into());
        field.info.unit = Some("s".into());
        field.info.example = Some(Json::Scalar("an example".into()));
    });
    let ty = target.ty();
    let field = ty.field("must").expect("a field of that name");
    for (key, chosen) in [
        ("default_note", Some("a default")),
        ("no_effect", Some("nothing reads it")),
        ("deprecated", Some("too old")),
        ("unit", Some("s")),
        ("required", Some("«true»")),
        ("example", None),
        ("max", None),
    ] {
        let told = words::chosen(ty, field, key).map(|phrase| marked(&phrase));
        assert_eq!(told.as_deref(), chosen, "{key}");
    }
}

#[test]
fn a_combination_with_a_sensitive_value_is_not_told() {
    let (ty, scope) = target("kinds/DoCombinations", "request", "body");
    let payload = r#"{"flag": true, "bare": "B", "mode": "C", "width": 1920}"#;
    let told = |ty: &Target| {
        let report = check_bytes(ty, scope, payload.as_bytes(), &Options::default());
        let mut rows = report.violations.iter().filter(|v| v.code == Code::Rows);
        rows.next().expect("a combination").message()
    };
    assert!(told(&ty).contains("1920 x \"B\""), "{}", told(&ty));
    let secret = altered(&ty, "width", |field| field.sensitive = true);
    assert!(!told(&secret).contains("1920 x \"B\""), "{}", told(&secret));
    assert!(
        told(&secret).contains("in a way that is not listed"),
        "{}",
        told(&secret)
    );
}

#[test]
fn a_text_that_a_rule_refuses_is_told_as_json() {
    let (ty, scope) = target("kinds/DoAdvice", "request", "body");
    let ty = altered(&ty, "bare", |field| {
        field.shape = Shape::Text(text());
        field.default = Some(Json::Scalar("say \"hi\"\u{200b}".into()));
    });
    let payload = r#"{"flag": true, "bare": "say \"hi\"\u200b", "mode": "A", "level": 1}"#;
    let report = check_bytes(&ty, scope, payload.as_bytes(), &Options::default());
    let found = report.violations.iter().find(|v| *v.pointer == *"/bare");
    let found = found.and_then(|v| v.found.as_deref());
    assert_eq!(found, Some(r#""say \"hi\"\u200b""#));
}
