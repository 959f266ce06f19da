//! The value of every member that a contract marks as sensitive: it is in no report, in no format, in no `Debug`.

use std::collections::BTreeSet;

use mediaspec_core::contract::{Catalog, Content, Part, RuleKind, Shape, TypeDef};
use mediaspec_core::sample::{SampleOptions, sample};
use mediaspec_oracle::node::{Members, Node};
use mediaspec_tests::command::{formats, mediaspec};
use mediaspec_tests::differential::{Target, Targets};
use mediaspec_tests::{load_folder, root, shipped_spec};
use mediaspec_validator::Validator;

/// What must not be seen. It is no word of any contract, and no part of one.
const SECRET: &str = "zqjx7secret";

/// The same as a number.
const NUMBER: i64 = 73_319_157_331;

/// Values that give the secret away: one that may be good, and ones that are wrong in all the ways there are.
fn secrets() -> Vec<Node> {
    vec![
        SECRET.into(),
        format!("https://example.com/a?signature={SECRET}&key={SECRET}").into(),
        format!("{SECRET} \u{1b}]0;{SECRET}\u{7}\n").into(),
        format!("{{\"token\":\"{SECRET}\"}}").into(),
        SECRET.repeat(3_000).into(),
        NUMBER.into(),
        Node::Number(0.731_913_733_1),
        vec![Node::from(SECRET), NUMBER.into()].into(),
        Members::new().with("token", SECRET).into(),
    ]
}

/// Whether a text gives the secret away, whole or cut.
fn tells(text: &str) -> bool {
    let cut = SECRET.get(..7).expect("it is longer");
    text.contains(cut) || text.contains("7331915733") || text.contains("7319137331")
}

/// Puts a value in the place of every sensitive one of a payload; names the members.
fn plant(ty: &TypeDef<'_>, payload: &mut Node, value: &Node, planted: &mut BTreeSet<String>) {
    let Node::Object(members) = payload else {
        return;
    };
    for field in ty.fields {
        if field.sensitive {
            members.set(field.name, value.clone());
            planted.insert(format!("{}.{}", ty.name, field.name));
            continue;
        }
        // A sample leaves out what another member excludes.
        if matches!(field.shape, Shape::Object(_)) && members.get(field.name).is_none() {
            members.push(field.name, Members::new());
        }
        if let Some(inner) = members.get_mut(field.name) {
            plant_in(&field.shape, inner, value, planted);
        }
    }
    for rule in ty.rules {
        if let RuleKind::SelectsType { field, cases, .. } = rule.kind
            && let Some(field) = ty.at(field)
            && let Some(inner) = members.get_mut(field.name)
        {
            for (_, ty) in cases {
                plant_in(&Shape::Object(ty), inner, value, planted);
            }
        }
    }
}

fn plant_in(shape: &Shape<'_>, inner: &mut Node, value: &Node, planted: &mut BTreeSet<String>) {
    match (shape, inner) {
        (Shape::Object(ty), Node::Text(text)) => document(ty, text, value, planted),
        (Shape::Object(ty), inner) => plant(ty, inner, value, planted),
        (Shape::List(list), Node::List(items)) => {
            for item in items {
                plant_in(&list.item, item, value, planted);
            }
        }
        (Shape::Text(text), Node::Text(inner)) => match text.content {
            Content::Json(ty) => document(ty, inner, value, planted),
            Content::Plain | Content::Base64 | Content::Separated { .. } => {}
        },
        (
            Shape::Int(_)
            | Shape::Number(_)
            | Shape::Bool
            | Shape::Enum(_)
            | Shape::Any
            | Shape::Text(_)
            | Shape::List(_),
            _,
        ) => {}
    }
}

fn document(ty: &TypeDef<'_>, text: &mut String, value: &Node, planted: &mut BTreeSet<String>) {
    if let Ok(mut inner) = serde_json::from_str::<Node>(text) {
        plant(ty, &mut inner, value, planted);
        *text = inner.compact();
    }
}

/// Every sensitive member of the types of a catalog that messages lead to.
fn sensitive(targets: &Targets<'_>) -> BTreeSet<String> {
    fn walk(ty: &TypeDef<'_>, out: &mut BTreeSet<String>) {
        for field in ty.fields {
            if field.sensitive {
                out.insert(format!("{}.{}", ty.name, field.name));
            } else {
                shape(&field.shape, out);
            }
        }
        for rule in ty.rules {
            if let RuleKind::SelectsType { cases, .. } = rule.kind {
                cases.iter().for_each(|(_, ty)| walk(ty, out));
            }
        }
    }
    fn shape(of: &Shape<'_>, out: &mut BTreeSet<String>) {
        match of {
            Shape::Object(ty) => walk(ty, out),
            Shape::List(list) => shape(&list.item, out),
            Shape::Text(text) => match text.content {
                Content::Json(ty) => walk(ty, out),
                Content::Plain | Content::Base64 | Content::Separated { .. } => {}
            },
            Shape::Int(_) | Shape::Number(_) | Shape::Bool | Shape::Enum(_) | Shape::Any => {}
        }
    }
    let mut out = BTreeSet::new();
    for target in targets.targets() {
        walk(target.ty(), &mut out);
    }
    out
}

/// The arguments that check one part of a message.
fn arguments<'a>(target: &'a Target<'_>, format: &'a str) -> Vec<&'a str> {
    let mut out = vec!["check", "--op", &target.operation, "--format", format];
    match target.message.as_str() {
        "request" => out.push("--request"),
        status if status.parse::<u16>().is_ok() => out.extend(["--response", status]),
        name => out.extend(["--callback", name]),
    }
    if target.part != Part::Body {
        out.extend(["--in", target.part.as_str()]);
    }
    out.push("-");
    out
}

/// Payloads of each message, full of secrets.
fn each_payload(targets: &Targets<'_>, mut see: impl FnMut(&Target<'_>, &str)) {
    let mut planted = BTreeSet::new();
    for target in targets.targets() {
        let options = SampleOptions {
            full: true,
            seed: 0,
        };
        let text = sample(target.ty(), target.scope(), &options);
        for secret in secrets() {
            let mut payload: Node = serde_json::from_str(&text).expect("a sample is JSON");
            let mut here = BTreeSet::new();
            plant(target.ty(), &mut payload, &secret, &mut here);
            if here.is_empty() {
                break;
            }
            planted.append(&mut here);
            see(target, &payload.compact());
        }
    }
    let all = sensitive(targets);
    let missed: Vec<_> = all.difference(&planted).collect();
    assert!(!all.is_empty() && missed.is_empty(), "{missed:?}");
}

#[test]
fn no_report_and_no_debug_of_one_tells_a_secret() {
    for catalog in [shipped_spec(), kinds()] {
        let targets = Targets::of(catalog);
        let validator = Validator::with_catalog(catalog);
        each_payload(&targets, |target, text| {
            let value: serde_json::Value = serde_json::from_str(text).expect("it is JSON");
            let operation = validator
                .operation(&target.operation)
                .expect("an operation");
            let message = operation
                .message(target.named(), target.part)
                .expect("a message");
            for report in [message.check(text.as_bytes()), message.check_value(&value)] {
                let written = serde_json::to_string(&report.violations).expect("it is JSON");
                let debug = format!("{report:?}");
                for shown in [written, debug] {
                    assert!(!tells(&shown), "{}: {shown}\n{text}", target.name());
                }
                for violation in &report.violations {
                    let shown = format!("{} {}", violation.message(), violation.title());
                    assert!(!tells(&shown), "{}: {shown}\n{text}", target.name());
                }
            }
        });
    }
}

fn kinds() -> Catalog<'static> {
    load_folder(&root().join("tests/specs/kinds"))
}

#[test]
fn no_format_of_the_command_tells_a_secret() {
    let formats = formats();
    assert!(formats.len() >= 3, "{formats:?}");
    let targets = Targets::of(shipped_spec());
    each_payload(&targets, |target, text| {
        // Malformed as well: what cannot be read to its end is not shown either.
        let cut = text.len() - 1;
        for format in &formats {
            for payload in [text, &text[..cut]] {
                let (out, err) = mediaspec(&arguments(target, format), payload.as_bytes());
                for shown in [out, err] {
                    assert!(!tells(&shown), "{} {format}: {shown}", target.name());
                }
            }
        }
    });
}
