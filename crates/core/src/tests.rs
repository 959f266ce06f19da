//! The engine against payloads with every kind of constraint, through each driver.
//!
//! The contract is `tests/specs/kinds`, as generated tables. `tests/tests/it/kinds.rs` writes the payloads and holds
//! their reports against the oracle; here the engine is built and tried without any other crate of ours.
//!
//! What is said of the contract in words, and the samples of it, are kept beside as texts to be looked at.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::LazyLock;

use serde_json::Value;

use crate::check::{
    Memory, Options, Scope, check_bytes, check_bytes_with, check_deserializer, check_parameters,
    check_value,
};
use crate::code::Code;
use crate::contract::{
    AuthGroup, Bound, Cite, Condition, Conflict, Context, Direction, Enum, EnumValue, Field, Info,
    Int, Json, List, Literal, Number, Part, Required, Rule, RuleKind, Severity, Shape, Shortcut,
    Shortcuts, Source, SourceKind, TypeDef, Unique, Watched,
};
use crate::fixtures::{TEXT, leaked};
use crate::generated_kinds::CATALOG;
use crate::report::{Detail, Report, Verdict, Violation};
use crate::sample::{SampleOptions, sample, sample_with};
use crate::words::{self, Mark, Phrase};

mod drivers;

/// A line of the file.
struct Kept {
    ty: &'static TypeDef<'static>,
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
            let (ty, scope) = target(&text("operation"), &text("message"), &text("in"));
            Kept {
                ty,
                scope,
                payload: text("payload"),
                violations: member("violations").as_array().expect("a list").clone(),
            }
        })
        .collect()
});

/// The type of a part of a message, and what the engine is told of it.
fn target(operation: &str, message: &str, part: &str) -> (&'static TypeDef<'static>, Scope) {
    let operation = CATALOG
        .services
        .iter()
        .flat_map(|service| service.operations)
        .find(|known| operation.ends_with(&format!("/{}", known.name)))
        .expect("an operation of the contract");
    let (ty, direction) = match (message, part) {
        ("request", "path") => (Some(operation.path_parameters), Direction::Request),
        ("request", "query") => (Some(operation.query), Direction::Request),
        ("request", "header") => (Some(operation.headers), Direction::Request),
        ("request", _) => (operation.request.map(|body| body.ty), Direction::Request),
        ("ended", _) => (
            operation.callbacks.first().map(|callback| callback.ty),
            Direction::Response,
        ),
        (_, "header") => (
            operation.responses.first().map(|response| response.headers),
            Direction::Response,
        ),
        _ => (
            operation
                .responses
                .first()
                .and_then(|response| response.body),
            Direction::Response,
        ),
    };
    let part = [Part::Body, Part::Path, Part::Query, Part::Header]
        .into_iter()
        .find(|known| known.as_str() == part)
        .expect("a part that there is");
    (
        ty.expect("a type for each message"),
        Scope::body(direction)
            .in_context(operation.context)
            .in_part(part),
    )
}

fn told(report: &Report<'_>) -> Vec<Value> {
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
    let (options, mut memory) = (Options::default(), Memory::new());
    for kept in KEPT.iter() {
        let payload = kept.payload.as_bytes();
        let report = check_bytes(kept.ty, kept.scope, payload, &options);
        assert_eq!(told(&report), kept.violations, "{}", kept.payload);
        assert_eq!(
            report.verdict(),
            verdict(&kept.violations),
            "{}",
            kept.payload
        );
        // What earlier payloads have left changes nothing.
        let again = check_bytes_with(&mut memory, kept.ty, kept.scope, payload, &options);
        assert_eq!(again, report, "{}", kept.payload);
    }
}

#[test]
fn positions_frame_a_bracket_or_a_whole_scalar() {
    let options = Options::default();
    for kept in KEPT.iter() {
        let report = check_bytes(kept.ty, kept.scope, kept.payload.as_bytes(), &options);
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
                && violation.rule.is_none()
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
        let report = check_deserializer(kept.ty, kept.scope, &mut deserializer, &options)
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
        let report = check_value(kept.ty, kept.scope, &value, &options);
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
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
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
        let report = check_parameters(kept.ty, kept.scope, pairs, &options);
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
fn types() -> Vec<&'static TypeDef<'static>> {
    let mut types = Vec::new();
    for service in CATALOG.services {
        types.extend(service.types);
        if let Some(operation) = service.operations.first() {
            types.extend([operation.path_parameters, operation.query]);
        }
    }
    types
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
fn field_in_words(out: &mut String, field: &Field<'_>) {
    let mut line = |what: &str, text: String| {
        if !text.is_empty() {
            writeln!(out, "  {what}: {text}").expect("a text takes what is written");
        }
    };
    line("kind", marked(&words::kind(&field.shape)));
    line("allowed", marked(&words::allowed_phrase(&field.shape)));
    if let Some(default) = words::default_words(field) {
        line("default", marked(&default));
    }
    line("source", words::cite(&field.info.cite));
    for key in KEYS {
        if let Some(chosen) = words::chosen(field, key) {
            line(words::constraint(key), marked(&chosen));
        }
    }
    for conflict in field.info.conflicts {
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
        for field in ty.fields {
            writeln!(out, "{}", field.name).expect("a text takes what is written");
            field_in_words(&mut out, field);
            if let Shape::List(list) = field.shape {
                let item = Shape::List(list);
                assert_eq!(
                    words::allowed(&item),
                    words::allowed_phrase(&item).to_string()
                );
            }
        }
        for rule in ty.rules {
            let (code, fields) = (words::rule_code(&rule.kind), words::rule_fields(rule));
            let names: Vec<&str> = fields
                .iter()
                .filter_map(|&index| ty.at(index))
                .map(|field| field.name)
                .collect();
            writeln!(
                out,
                "rule {}: {}\n  {}, {}",
                rule.id,
                marked(&words::rule_phrase(ty, rule)),
                code.map_or("no code", |code| code.as_str()),
                names.join(" and "),
            )
            .expect("a text takes what is written");
        }
    }
    out
}

fn samples() -> String {
    let mut out = String::new();
    let mut line = |ty: &TypeDef<'_>, scope: Scope, full, seed| {
        let made = sample(ty, scope, &SampleOptions { full, seed });
        let value: Value = serde_json::from_str(&made).expect("a sample is JSON");
        let pretty = serde_json::to_string_pretty(&value).expect("a value is JSON");
        // Members stand in the vendor's order, otherwise it is the usual form.
        assert_eq!(made.len(), pretty.len().saturating_add(1), "{made}");
        let (direction, part) = (scope.direction, scope.part.as_str());
        let made = compact(&made);
        writeln!(
            out,
            "{} {direction:?} {part} {full} {seed}: {made}",
            ty.name
        )
        .expect("a text takes what is written");
    };
    for ty in types() {
        let [request, response] = [Direction::Request, Direction::Response].map(Scope::body);
        for (full, seed) in [(false, 0), (true, 0), (false, 1), (true, 1), (true, 2)] {
            line(ty, request, full, seed);
            line(ty, response, full, seed);
        }
        for seed in 3..9 {
            line(ty, request, true, seed);
        }
        line(ty, request.in_part(Part::Query), true, 0);
        line(ty, request.in_context(Some(Context::Live2d)), true, 1);
    }
    for ty in types_of_numbers() {
        for seed in 0..6 {
            line(ty, Scope::body(Direction::Request), true, seed);
        }
    }
    out
}

/// Types with a number, an integer, and lists of as many of them as differ, in ranges of all kinds.
fn types_of_numbers() -> Vec<&'static TypeDef<'static>> {
    let (ty, _) = target("kinds/DoValues", "request", "body");
    let model = ty.fields.first().expect("a field");
    let bound = |value, exclusive| Some(Bound { value, exclusive });
    [
        (None, None),
        (bound(5.0, false), None),
        (bound(-2.5, true), None),
        (None, bound(7.0, false)),
        (None, bound(-1e6, true)),
        (bound(0.0, true), bound(1.0, true)),
        (bound(0.25, false), bound(0.375, false)),
        (bound(-40.0, false), bound(1000.0, false)),
        (bound(3.0, false), bound(5.0, true)),
    ]
    .into_iter()
    .map(|(lower, upper)| {
        let number = Shape::Number(leaked(Number {
            lower,
            upper,
            accepted: None,
            special: &[],
        }));
        #[allow(clippy::cast_possible_truncation)]
        let whole = |bound: Option<Bound>, step: i64| {
            let beside = |b: Bound| if b.exclusive { step } else { 0 };
            bound.map(|b| (b.value as i64).saturating_add(beside(b)))
        };
        let (min, max) = (whole(lower, 1), whole(upper, -1));
        let int = Shape::Int(leaked(Int {
            min: min.filter(|min| max.is_none_or(|max| *min <= max)),
            max,
            accepted: None,
            special: &[],
            unix_seconds: false,
        }));
        let list = |item| {
            Shape::List(leaked(List {
                item,
                min_items: Some(3),
                max_items: Some(6),
                unique: Unique::Items,
            }))
        };
        let shapes = [
            ("int", int),
            ("ints", list(int)),
            ("number", number),
            ("numbers", list(number)),
        ];
        let fields = shapes.map(|(name, shape)| Field {
            name,
            shape,
            ..*model
        });
        let fields = Vec::from(fields).leak();
        leaked(TypeDef {
            name: "Numbers",
            fields,
            by_name: &[0, 1, 2, 3],
            shortcuts: Shortcuts::new(fields, &[], &[]),
            rules: &[],
            slots: 0,
            ..*ty
        })
    })
    .collect()
}

/// A pretty sample in one line.
fn compact(pretty: &str) -> String {
    pretty.lines().map(str::trim_start).collect()
}

#[test]
fn every_kind_is_told_in_words() {
    assert_kept("words.txt", &in_words());
}

#[test]
fn samples_of_every_kind_are_the_same_for_a_seed() {
    assert_kept("samples.txt", &samples());
}

/// Compares line by line, so that the first difference is seen.
/// Holds a text against the one that is kept; with `UPDATE_KEPT=1` it is kept instead.
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
    let mut tell = |violation: &Violation<'_>| {
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
        let report = check_bytes(kept.ty, kept.scope, kept.payload.as_bytes(), &options);
        for violation in &report.violations {
            let allowed = (violation.part.as_str(), violation.code, violation.allowed());
            if told.insert((allowed, violation.embedded.len())) {
                tell(violation);
            }
        }
    }
    // What a request as a whole lacks is found by those who know its operation.
    let (values, scope) = target("kinds/DoValues", "request", "body");
    let cite = values.cite;
    let group = |scheme, headers| AuthGroup {
        scheme,
        headers,
        cite,
    };
    let groups = [
        group("token", &["X-Auth-Token"][..]),
        group("signature", &["X-Sdk-Date", "Authorization"]),
    ];
    for (part, code, detail) in [
        (Part::Header, Code::Authentication, Detail::Schemes(&groups)),
        (
            Part::Body,
            Code::UndocumentedStatus,
            Detail::Statuses(vec![200, 404]),
        ),
    ] {
        let mut violation = Violation::at_root(part, code, Severity::Error);
        violation.detail = detail;
        tell(&violation);
    }
    // More values than are listed, and ranges with one value.
    let (combinations, _) = target("kinds/DoCombinations", "request", "body");
    let many = altered(values, "mode", |field| {
        let value = |at: usize| EnumValue {
            wire: format!("V{at}").leak(),
            summary: "",
            deprecated: None,
        };
        field.shape = Shape::Enum(leaked(Enum {
            open: false,
            values: (0..13).map(value).collect::<Vec<_>>().leak(),
        }));
    });
    let single = altered(values, "asked", |field| {
        field.shape = Shape::Int(leaked(Int {
            min: Some(7),
            max: Some(7),
            accepted: None,
            special: &[],
            unix_seconds: false,
        }));
    });
    let rules: Vec<_> = combinations
        .rules
        .iter()
        .map(|rule| match rule.kind {
            RuleKind::Rows { fields, rows } => Rule {
                kind: RuleKind::Rows {
                    fields,
                    rows: rows.repeat(13).leak(),
                },
                ..*rule
            },
            _ => *rule,
        })
        .collect();
    let rows = leaked(TypeDef {
        rules: rules.leak(),
        ..*combinations
    });
    for (ty, payload) in [
        (values, "null"),
        (
            many,
            r#"{"must": "", "asked": 1, "maybe int": 1, "mode": "V13"}"#,
        ),
        (single, r#"{"must": "", "asked": 8, "maybe int": 1}"#),
        (
            rows,
            r#"{"flag": true, "bare": "B", "mode": "C", "width": 1920}"#,
        ),
    ] {
        let report = check_bytes(ty, scope, payload.as_bytes(), &options);
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
fn formats_are_compiled_from_their_own_patterns() {
    for ty in types() {
        for field in ty.fields {
            if let Shape::Text(text) = field.shape
                && let Some((format, pattern)) = text.format
            {
                assert_eq!(format.regex(), pattern.regex);
            }
        }
    }
}

#[test]
fn reports_of_several_parts_become_one() {
    let error = Violation::at_root(Part::Body, Code::Type, Severity::Error);
    let warning = Violation::at_root(Part::Path, Code::Deprecated, Severity::Warning);
    let mut report = Report {
        violations: vec![warning.clone()],
        warnings: 2,
        ..Report::default()
    };
    assert!(report.is_valid() && report.truncated());
    report.append(Report {
        violations: vec![error.clone()],
        errors: 1,
        ..Report::default()
    });
    assert_eq!((report.total(), report.verdict()), (3, Verdict::Invalid));
    assert_eq!(report.violations, [warning, error.clone()]);
    assert_eq!(report.errors().collect::<Vec<_>>(), [&error]);
    report.warnings = 1;
    assert!(!report.truncated());
    let (ty, scope) = target("kinds/DoValues", "request", "body");
    let malformed = check_bytes(ty, scope, b"{", &Options::default());
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
    let (ty, _) = target("kinds/DoValues", "request", "body");
    let field = ty.fields.first().expect("a field");
    let [own, other] = ["own", "other"].map(|anchor| Cite {
        anchor: Some(anchor),
        ..field.info.cite
    });
    let cites = [("max", other)];
    let info = Info {
        cite: own,
        cites: &cites,
        ..field.info
    };
    assert_eq!((info.cite_of("max"), info.cite_of("min")), (other, own));
}

#[test]
fn members_that_are_asked_for_are_in_a_sample() {
    let (ty, scope) = target("kinds/DoValues", "request", "header");
    let name = ty.fields.first().expect("a header").name;
    let made = sample_with(
        ty,
        scope,
        &SampleOptions::default(),
        &[&name.to_ascii_uppercase(), "no such header"],
    );
    let value: Value = serde_json::from_str(&made).expect("a sample is JSON");
    assert!(value.get(name).is_some(), "{made}");
    let (ty, scope) = target("kinds/DoValues", "request", "query");
    let made = sample_with(ty, scope, &SampleOptions::default(), &["LIMIT", "since"]);
    let value: Value = serde_json::from_str(&made).expect("a sample is JSON");
    assert!(
        value.get("limit").is_none() && value.get("until").is_some(),
        "{made}"
    );
}

#[test]
fn codes_are_found_by_their_names() {
    for code in Code::ALL {
        assert_eq!(Code::parse(code.as_str()), Some(code));
    }
    assert_eq!(Code::parse("Minimum"), None);
}

/// A type of the contract with a field changed.
fn altered(
    ty: &'static TypeDef<'static>,
    name: &str,
    change: impl FnOnce(&mut Field<'static>),
) -> &'static TypeDef<'static> {
    let mut fields = ty.fields.to_vec();
    let field = fields.iter_mut().find(|field| field.name == name);
    change(field.expect("a field of that name"));
    let shortcuts = (0..)
        .zip(&fields)
        .map(|(index, field)| Shortcut::of(field, index, ty.rules))
        .collect::<Vec<_>>();
    let watched = ty.rules.iter().map(Watched::of).collect::<Vec<_>>();
    let fields = fields.leak();
    leaked(TypeDef {
        shortcuts: Shortcuts::new(fields, shortcuts.leak(), watched.leak()),
        fields,
        ..*ty
    })
}

/// Pointers and codes of the violations of a request's body.
fn codes(ty: &'static TypeDef<'static>, payload: &str) -> Vec<(String, Code)> {
    let scope = Scope::body(Direction::Request);
    check_bytes(ty, scope, payload.as_bytes(), &Options::default())
        .violations
        .iter()
        .map(|violation| (violation.pointer.to_string(), violation.code))
        .collect()
}

#[test]
fn a_list_that_should_not_be_used_is_told_once_and_not_for_its_items() {
    let (ty, _) = target("kinds/DoValues", "request", "body");
    let ty = altered(ty, "names", |field| field.deprecated = Some("Use roi."));
    let told = codes(
        ty,
        r#"{"must": "", "asked": 1, "maybe int": 1, "names": ["a", "b"]}"#,
    );
    assert_eq!(told, [("/names".to_owned(), Code::Deprecated)]);
}

#[test]
fn defaults_of_all_kinds_are_told_with_what_is_wrong() {
    const ONE: Json<'static> = Json::Scalar(Literal::Int(1));
    const TEXT: Json<'static> = Json::Scalar(Literal::Text("a\u{7}b"));
    const LIST: Json<'static> = Json::List(&[ONE, TEXT]);
    const OBJECT: Json<'static> = Json::Object(&[("x y", ONE), ("z", LIST)]);
    for (default, told, written) in [
        (ONE, "1", "1"),
        (TEXT, r"a\u{7}b", r#""a\u0007b""#),
        (LIST, r"[1, a\u{7}b]", r#"[1, "a\u0007b"]"#),
        (
            OBJECT,
            r"{x y: 1, z: [1, a\u{7}b]}",
            r#"{"x y": 1, "z": [1, "a\u0007b"]}"#,
        ),
    ] {
        let (ty, scope) = target("kinds/DoValues", "request", "body");
        let ty = altered(ty, "size", |field| field.default = Some(default));
        let payload = br#"{"must": "", "asked": 1, "maybe int": 1, "size": 121}"#;
        let report = check_bytes(ty, scope, payload, &Options::default());
        let violation = report.violations.first().expect("a violation");
        assert_eq!(
            violation.message(),
            format!("121 is above 120 (0 to 120 allowed; {told} when absent)")
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
            let report = check_bytes(ty, scope, payload.as_bytes(), &Options::default());
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

/// The same type, of which nothing is known but what the contract says.
fn without_shortcuts(ty: &'static TypeDef<'static>) -> TypeDef<'static> {
    TypeDef {
        shortcuts: Shortcuts::new(ty.fields, &[], &[]),
        ..*ty
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
fn around(shape: &Shape<'_>) -> Vec<String> {
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
        Shape::Text(text) => [text.min_chars, text.max_chars, text.max_bytes]
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
            .flat_map(|value| [value.wire.to_owned(), format!("{}x", value.wire)])
            .map(|text| format!("\"{text}\""))
            .collect(),
        Shape::List(list) => {
            let item = around(&list.item).first().cloned();
            let item = item.unwrap_or_else(|| "\"a\"".to_owned());
            (0..5)
                .map(|count| format!("[{}]", vec![&*item; count].join(",")))
                .collect()
        }
        Shape::Bool | Shape::Object(_) | Shape::Any => Vec::new(),
    }
}

#[test]
fn shortcuts_change_no_report() {
    let options = Options::default();
    for ty in types() {
        let plain = without_shortcuts(ty);
        for field in ty.fields {
            let scope = Scope::body(Direction::Request);
            let tokens = TOKENS.map(str::to_owned).into_iter();
            for token in tokens.chain(around(&field.shape)) {
                let name = field.name;
                // What follows may be a quote, or a space.
                for payload in [
                    format!("{{\"{name}\":{token},\"must\":\"\",\"kind\":\"open\"}}"),
                    format!("{{ \"mode\" : \"B\", \"{name}\" : {token} }}"),
                ] {
                    let [with, without] = [ty, &plain].map(|ty| {
                        let report = check_bytes(ty, scope, payload.as_bytes(), &options);
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
            let report = check_bytes(kept.ty, kept.scope, &text, &options);
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
    let mut types: Vec<(&str, &str, &TypeDef<'_>)> = Vec::new();
    for ty in self::types().into_iter().filter(|ty| !ty.rules.is_empty()) {
        for field in ty.fields.iter().filter(|field| field.slot.is_some()) {
            if let Shape::Enum(_) = field.shape {
                let altered = altered(ty, field.name, |field| field.shape = Shape::Text(&TEXT));
                types.push((ty.name, field.name, altered));
            }
        }
    }
    for kept in KEPT.iter().filter(|kept| kept.scope.part == Part::Body) {
        for (_, name, ty) in types.iter().filter(|(name, ..)| *name == kept.ty.name) {
            let pointer = format!("/{name}");
            let is_listed = |v: &Value| v["pointer"] != *pointer || v["code"] != "enum";
            if !kept.violations.iter().all(is_listed) {
                continue;
            }
            let payload = kept.payload.as_bytes();
            let [text, list] = [*ty, kept.ty].map(|ty| {
                let report = check_bytes(ty, kept.scope, payload, &options);
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
                let report = check_bytes(ty, scope, text.as_bytes(), &Options::default());
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
fn type_of_names() -> &'static TypeDef<'static> {
    let (ty, _) = target("kinds/DoValues", "request", "body");
    let (_, model) = ty.field("any number").expect("a field of that name");
    let letters = "The quick brown fox jumps over the lazy dog, 0123456789 and so on";
    let fields: Vec<Field<'_>> = (1..=60)
        .map(|length| Field {
            name: letters.split_at(length).0,
            ..*model
        })
        .collect();
    let shortcuts = (0..)
        .zip(&fields)
        .map(|(index, field)| Shortcut::of(field, index, &[]))
        .collect::<Vec<_>>();
    let fields = fields.leak();
    leaked(TypeDef {
        shortcuts: Shortcuts::new(fields, shortcuts.leak(), &[]),
        fields,
        // A name that another begins with comes before it.
        by_name: (0..60).collect::<Vec<u16>>().leak(),
        rules: &[],
        slots: 0,
        ..*ty
    })
}

#[test]
fn names_are_known_whole_and_not_by_a_part() {
    let ty = type_of_names();
    let known = |name: &str| ty.field(name).is_some();
    for field in ty.fields {
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
        let mut memory = Memory::new();
        for name in names {
            let name = String::from_utf8(name).expect("ASCII");
            let padding = " ".repeat(64);
            let payloads = [name.as_str(), field.name].map(|name| {
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
                    check_bytes_with(&mut memory, ty, scope, payload, &options)
                });
                let mut told = report.violations.iter();
                let unknown = told.any(|one| one.code == Code::AdditionalProperties);
                assert_eq!(unknown, !known(&name), "{payload}");
            }
        }
    }
}

/// A type with as many members as one may have, and rules over those beyond the sixty-fourth.
fn wide_type() -> &'static TypeDef<'static> {
    let (ty, _) = target("kinds/DoCombinations", "request", "body");
    let (values, _) = target("kinds/DoValues", "request", "body");
    let (_, model) = values.field("any number").expect("a field of that name");
    let rule = ty.rules.first().expect("a rule");
    let rules: Vec<Rule<'_>> = vec![
        Rule {
            id: "high-asks",
            when: &[Condition::Present { field: 64 }],
            kind: RuleKind::RequiredIf { fields: &[127] },
            ..*rule
        },
        Rule {
            id: "low-asks",
            when: &[Condition::Present { field: 1 }],
            kind: RuleKind::RequiredIf { fields: &[2, 66] },
            ..*rule
        },
        Rule {
            id: "one-of-both",
            when: &[],
            kind: RuleKind::AtMostOne { fields: &[10, 80] },
            ..*rule
        },
    ];
    let fields: Vec<Field<'_>> = (0..128)
        .map(|index| Field {
            name: format!("f{index:03}").leak(),
            required: if matches!(index, 3 | 70) {
                Required::Always
            } else {
                Required::No
            },
            slot: Some(index % 64),
            ..*model
        })
        .collect();
    let shortcuts = (0..)
        .zip(&fields)
        .map(|(index, field)| Shortcut::of(field, index, &rules))
        .collect::<Vec<_>>();
    let watched = rules.iter().map(Watched::of).collect::<Vec<_>>();
    let fields = fields.leak();
    leaked(TypeDef {
        shortcuts: Shortcuts::new(fields, shortcuts.leak(), watched.leak()),
        fields,
        by_name: (0..128).collect::<Vec<u16>>().leak(),
        rules: rules.leak(),
        slots: 64,
        ..*ty
    })
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
            let mut told = codes(ty, &payload);
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
        let report = check_bytes(ty, scope, payload.as_bytes(), &Options::default());
        let told: Vec<&str> = report.violations.iter().map(|v| &*v.pointer).collect();
        assert_eq!(told, expected, "{payload}");
    }
}

#[test]
fn an_example_is_shown_of_a_member_that_must_be_there_though_it_should_not_be_used() {
    let (ty, scope) = target("kinds/DoValues", "request", "body");
    let changes: [fn(&mut Field<'static>); 2] = [
        |field| field.deprecated = Some("It is old."),
        |field| field.no_effect = Some("Nothing reads it."),
    ];
    for change in changes {
        let ty = altered(ty, "must", |field| {
            change(field);
            field.info.example = Some(Json::Scalar(Literal::Text("an example")));
        });
        let made = sample(ty, scope, &SampleOptions::default());
        let value: Value = serde_json::from_str(&made).expect("a sample is JSON");
        assert_eq!(
            value.get("must").and_then(Value::as_str),
            Some("an example")
        );
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
            r#"{"kind": "open", "any or else": {"x": 1}, "object of kind": {}}"#,
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
        let rules: Vec<_> = ty
            .rules
            .iter()
            .copied()
            .filter(|rule| rule.id == id)
            .collect();
        let fields: Vec<_> = ty
            .fields
            .iter()
            .map(|field| Field {
                selected_by: (id == "any-or-else" && field.name == "any or else").then_some(0),
                ..*field
            })
            .collect();
        let alone = leaked(TypeDef {
            rules: rules.leak(),
            fields: fields.leak(),
            ..*ty
        });
        let alone = altered(alone, tag, |field| field.shape = Shape::Text(&TEXT));
        let told = codes(alone, payload);
        let told: Vec<(&str, Code)> = told.iter().map(|(at, code)| (&**at, *code)).collect();
        assert_eq!(told, expected, "{payload}");
    }
}

#[test]
fn items_must_differ_in_a_member_of_any_kind() {
    let (ty, _) = target("kinds/DoValues", "request", "body");
    let (advice, _) = target("kinds/DoAdvice", "request", "body");
    let shape_of = |ty: &TypeDef<'static>, name: &str| {
        let field = ty.fields.iter().find(|field| field.name == name);
        field.expect("a field of that name").shape
    };
    let inner = match shape_of(ty, "inners") {
        Shape::List(list) => match list.item {
            Shape::Object(inner) => inner,
            _ => panic!("a list of objects"),
        },
        _ => panic!("a list"),
    };
    for (shape, one, other) in [
        (shape_of(inner, "id"), "1", "2"),
        (shape_of(inner, "note"), "\"a\"", "\"b\""),
        (shape_of(inner, "note"), "\"\\u0061\"", "\"\\u0062\""),
        (shape_of(ty, "colour"), "\"#1a2b3c\"", "\"#1a2b3d\""),
        (shape_of(ty, "mode"), "\"ONE\"", "\"Two\""),
        (shape_of(advice, "flag"), "true", "false"),
        (shape_of(ty, "any number"), "0.5", "0.25"),
    ] {
        let inner = altered(inner, "id", |field| field.shape = shape);
        let ty = altered(ty, "inners", |field| {
            field.shape = Shape::List(leaked(List {
                item: Shape::Object(inner),
                min_items: None,
                max_items: None,
                unique: Unique::By(0),
            }));
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
            let told: Vec<_> = codes(ty, &payload)
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
        let report = check_bytes(ty, scope, text.as_bytes(), &options);
        assert_eq!(report.malformed.is_none(), is_read, "{text:?}");
    }
}

#[test]
fn a_violation_has_the_source_of_its_own_constraint() {
    let (ty, _) = target("kinds/DoValues", "request", "body");
    let scope = Scope::body(Direction::Request);
    let own = |anchor, field: &Field<'static>| Cite {
        anchor: Some(anchor),
        ..field.info.cite
    };
    let ty = altered(ty, "inners", |field| {
        let (least, most) = (own("least", field), own("most", field));
        field.info.cites = vec![("min_items", least), ("max_items", most)].leak();
        field.shape = Shape::List(leaked(List {
            item: Shape::Any,
            min_items: Some(2),
            max_items: Some(3),
            unique: Unique::No,
        }));
    });
    let anchor = |items: &str| {
        let payload = format!(r#"{{"must": "", "asked": 1, "maybe int": 1, "inners": {items}}}"#);
        let report = check_bytes(ty, scope, payload.as_bytes(), &Options::default());
        let first = report.violations.first().expect("a violation");
        assert_eq!(&*first.pointer, "/inners", "{payload}");
        first.cite.expect("a source").anchor
    };
    assert_eq!(anchor("[1]"), Some("least"));
    assert_eq!(anchor("[1,2,3,4]"), Some("most"));
    assert_ne!(anchor("true"), Some("least"));
    assert_ne!(anchor("true"), Some("most"));
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
            default,
        ),
        (
            "kinds/DoAdvice",
            r#"{"mode": "B", "level": 9}"#,
            Code::AcceptedRange,
            None,
        ),
    ] {
        let (ty, _) = target(operation, "request", "body");
        let ty = altered(ty, "level", |field| field.default = default);
        let report = check_bytes(ty, scope, payload.as_bytes(), &Options::default());
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
        let told = codes(ty, &format!("{{\"{name}\": 1}}"));
        let unknown = (pointer.to_owned(), Code::AdditionalProperties);
        assert!(told.contains(&unknown), "{name}: {told:?}");
    }
}

#[test]
fn places_in_sources_are_told_in_the_words_of_the_source() {
    let (ty, _) = target("kinds/DoValues", "request", "body");
    let cite = |kind, anchor| {
        let source = leaked(Source {
            kind,
            ..*ty.cite.source
        });
        Cite { source, anchor }
    };
    for (kind, anchor, place) in [
        (SourceKind::Page, Some("9"), Some("table 9")),
        (
            SourceKind::Page,
            Some("Request body"),
            Some("section Request body"),
        ),
        (SourceKind::ApiExplorer, Some("9"), Some("9")),
        (SourceKind::Sdk, Some("Layer"), Some("Layer")),
        (SourceKind::Page, None, None),
    ] {
        let told = words::place(&cite(kind, anchor));
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
    let (ty, _) = target("kinds/DoValues", "request", "body");
    let says = |says: &'static [(&'static str, &'static str)]| {
        marked(&words::conflict_says(&Conflict {
            cite: ty.cite,
            says,
            because: "The page wins.",
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
    let ty = altered(ty, "must", |field| {
        field.info.default_note = Some("a default");
        field.no_effect = Some("nothing reads it");
        field.deprecated = Some("too old");
        field.info.unit = Some("s");
        field.info.example = Some(Json::Scalar(Literal::Text("an example")));
    });
    let field = ty.fields.iter().find(|field| field.name == "must");
    let field = field.expect("a field of that name");
    for (key, chosen) in [
        ("default_note", Some("a default")),
        ("no_effect", Some("nothing reads it")),
        ("deprecated", Some("too old")),
        ("unit", Some("s")),
        ("required", Some("«true»")),
        ("example", None),
        ("max", None),
    ] {
        let told = words::chosen(field, key).map(|phrase| marked(&phrase));
        assert_eq!(told.as_deref(), chosen, "{key}");
    }
}

#[test]
fn a_combination_with_a_sensitive_value_is_not_told() {
    let (ty, scope) = target("kinds/DoCombinations", "request", "body");
    let payload = r#"{"flag": true, "bare": "B", "mode": "C", "width": 1920}"#;
    let told = |ty| {
        let report = check_bytes(ty, scope, payload.as_bytes(), &Options::default());
        let mut rows = report.violations.iter().filter(|v| v.code == Code::Rows);
        rows.next().expect("a combination").message()
    };
    assert!(told(ty).contains("1920 x \"B\""), "{}", told(ty));
    let secret = altered(ty, "width", |field| field.sensitive = true);
    assert!(!told(secret).contains("1920 x \"B\""), "{}", told(secret));
    assert!(
        told(secret).contains("in a way that is not listed"),
        "{}",
        told(secret)
    );
}

#[test]
fn a_text_that_a_rule_refuses_is_told_as_json() {
    let (ty, scope) = target("kinds/DoAdvice", "request", "body");
    let ty = altered(ty, "bare", |field| {
        field.shape = Shape::Text(&TEXT);
        field.default = Some(Json::Scalar(Literal::Text("say \"hi\"\u{200b}")));
    });
    let payload = r#"{"flag": true, "bare": "say \"hi\"\u200b", "mode": "A", "level": 1}"#;
    let report = check_bytes(ty, scope, payload.as_bytes(), &Options::default());
    let found = report.violations.iter().find(|v| *v.pointer == *"/bare");
    let found = found.and_then(|v| v.found.as_deref());
    assert_eq!(found, Some(r#""say \"hi\"\u200b""#));
}
