//! The value of every member that a contract marks as sensitive: it is in no report, in no format, in no `Debug`.

use std::collections::BTreeSet;

use mediaspec_core::contract::{Content, Part, RuleKind, Service, Shape, Text, TypeDef, TypeName};
use mediaspec_core::node::{Members, Node};
use mediaspec_payloads::sample::{SampleOptions, sample};
use mediaspec_tests::command::{formats, mediaspec};
use mediaspec_tests::differential::{Comparison, Comparisons};
use mediaspec_tests::{kinds_spec, shipped_spec};
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

/// Puts a value in the place of every sensitive one of a payload.
struct Planter<'c> {
    service: &'c Service,
    value: &'c Node,
    /// The members that have got it.
    planted: BTreeSet<String>,
    /// The types of the objects that are looked through: one of them again would never end.
    open: Vec<&'c str>,
}

impl<'c> Planter<'c> {
    fn plant(&mut self, ty: &'c TypeDef, payload: &mut Node) {
        let Node::Object(members) = payload else {
            return;
        };
        self.open.push(&ty.name);
        for field in &ty.fields {
            if field.sensitive {
                members.set(&field.name, self.value.clone());
                self.planted.insert(format!("{}.{}", ty.name, field.name));
                continue;
            }
            // A sample leaves out what another member excludes.
            if let Shape::Object(ty) = &field.shape
                && !self.open.contains(&ty.as_str())
                && members.get(&field.name).is_none()
            {
                members.push(&*field.name, Members::new());
            }
            if let Some(inner) = members.get_mut(&field.name) {
                self.plant_in(&field.shape, inner);
            }
        }
        for rule in &ty.rules {
            if let RuleKind::SelectsType {
                tag: _,
                field,
                cases,
                otherwise,
            } = &rule.kind
                && let Some(inner) = members.get_mut(field)
            {
                for ty in cases.iter().map(|(_, ty)| ty).chain(otherwise) {
                    self.object(ty, inner);
                }
            }
        }
        self.open.pop();
    }

    fn plant_in(&mut self, shape: &'c Shape, inner: &mut Node) {
        match (shape, inner) {
            (Shape::Object(ty), inner) => self.object(ty, inner),
            (Shape::List(list), Node::List(items)) => {
                for item in items {
                    self.plant_in(&list.item, item);
                }
            }
            (Shape::Alternatives(alternatives), inner) => {
                for shape in &alternatives.shapes {
                    self.plant_in(shape, inner);
                }
            }
            (Shape::Map(map), Node::Object(members)) => {
                for (_, value) in members.iter_mut() {
                    self.plant_in(&map.value, value);
                }
            }
            (Shape::Text(Text { form: _, content }), Node::Text(text)) => match content {
                Content::Json(shape) => {
                    if let Ok(mut document) = serde_json::from_str(text) {
                        self.plant_in(shape, &mut document);
                        *text = document.compact();
                    }
                }
                Content::Plain | Content::Separated(_) | Content::Written(_) | Content::File => {}
            },
            (
                Shape::Int(_)
                | Shape::Number(_)
                | Shape::Bool
                | Shape::Enum(_)
                | Shape::Any
                | Shape::Text(_)
                | Shape::List(_)
                | Shape::Map(_),
                _,
            ) => {}
        }
    }

    /// Plants in an object, or in a document in a text.
    fn object(&mut self, ty: &'c TypeName, inner: &mut Node) {
        let ty = self.service.resolve(ty);
        let Node::Text(text) = inner else {
            return self.plant(ty, inner);
        };
        if let Ok(mut document) = serde_json::from_str::<Node>(text) {
            self.plant(ty, &mut document);
            *text = document.compact();
        }
    }
}

/// Every sensitive member of the types of a catalog that messages lead to.
fn sensitive(comparisons: &Comparisons) -> BTreeSet<String> {
    let parts = comparisons.parts().iter();
    let types = parts.flat_map(|part| part.service().reachable(part.ty()));
    types
        .flat_map(|ty| {
            let fields = ty.fields.iter().filter(|field| field.sensitive);
            fields.map(|field| format!("{}.{}", ty.name, field.name))
        })
        .collect()
}

/// The arguments that check one part of a message.
fn arguments<'a>(part: &'a Comparison, format: &'a str) -> Vec<&'a str> {
    let mut out = vec!["check", "--op", &part.operation, "--format", format];
    match part.message.as_str() {
        "request" => out.push("--request"),
        status if status.parse::<u16>().is_ok() => out.extend(["--response", status]),
        name => out.extend(["--callback", name]),
    }
    if part.part != Part::Body {
        out.extend(["--in", part.part.as_str()]);
    }
    out.push("-");
    out
}

/// Payloads of each message, full of secrets.
fn each_payload(comparisons: &Comparisons, mut see: impl FnMut(&Comparison, &str)) {
    let mut planted = BTreeSet::new();
    for part in comparisons.parts() {
        let options = SampleOptions {
            full: true,
            seed: 0,
        };
        let sample = sample(part.service(), part.ty(), part.scope(), &options);
        for secret in secrets() {
            let mut payload = sample.clone();
            let mut planter = Planter {
                service: part.service(),
                value: &secret,
                planted: BTreeSet::new(),
                open: Vec::new(),
            };
            planter.plant(part.ty(), &mut payload);
            if planter.planted.is_empty() {
                break;
            }
            planted.append(&mut planter.planted);
            see(part, &payload.compact());
        }
    }
    let all = sensitive(comparisons);
    let missed: Vec<_> = all.difference(&planted).collect();
    assert!(!all.is_empty() && missed.is_empty(), "{missed:?}");
}

#[test]
fn no_report_and_no_debug_of_one_tells_a_secret() {
    for catalog in [shipped_spec(), kinds_spec()] {
        let comparisons = Comparisons::of(&catalog);
        let validator = Validator::from_catalog(catalog);
        each_payload(&comparisons, |part, text| {
            let value: serde_json::Value = serde_json::from_str(text).expect("it is JSON");
            let operation = validator.operation(&part.operation).expect("an operation");
            let message = operation
                .message(part.named(), part.part)
                .expect("a message");
            for report in [message.check(text.as_bytes()), message.check_value(&value)] {
                let written = serde_json::to_string(&report.violations).expect("it is JSON");
                let debug = format!("{report:?}");
                for shown in [written, debug] {
                    assert!(!tells(&shown), "{}: {shown}\n{text}", part.name());
                }
                for violation in &report.violations {
                    let shown = format!("{} {}", violation.message(), violation.title());
                    assert!(!tells(&shown), "{}: {shown}\n{text}", part.name());
                }
            }
        });
    }
}

#[test]
fn no_format_of_the_command_tells_a_secret() {
    let formats = formats();
    assert!(formats.len() >= 3, "{formats:?}");
    let comparisons = Comparisons::of(&shipped_spec());
    each_payload(&comparisons, |part, text| {
        // Malformed as well: what cannot be read to its end is not shown either.
        let cut = text.len() - 1;
        for format in &formats {
            for payload in [text, &text[..cut]] {
                let (out, err) = mediaspec(&arguments(part, format), payload.as_bytes());
                for shown in [out, err] {
                    assert!(!tells(&shown), "{} {format}: {shown}", part.name());
                }
            }
        }
    });
}
