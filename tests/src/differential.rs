//! Four implementations, one verdict: the engine on bytes, the engine on a value, typed models, JSON Schemas.
//!
//! Payloads come from the strategies of `mediaspec-validator`, with what must be reported of each. What a JSON Schema or
//! a model cannot tell is known beforehand (the lossy list; what decoding drops); any other difference is a mistake in
//! one of the four, or in the oracle.

mod models;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use mediaspec_core::check::Scope;
use mediaspec_core::code::Code;
use mediaspec_core::contract::{Catalog, Part, Service, Severity, TypeDef};
use mediaspec_core::node::Node;
use mediaspec_core::report::{Report, Verdict};
use mediaspec_json_schema::{Loss, Lossy, content_is_visible, lossy};
use mediaspec_payloads::oracle::{Asked, Found, violations};
use mediaspec_validator::strategies::{Payload, Payloads, payloads};
use mediaspec_validator::{Message, MessageRef, Validator};
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The parts of messages of a catalog, each with everything that gives verdicts on it.
pub struct Comparisons {
    parts: Vec<Comparison>,
    lossy: Vec<Lossy>,
}

/// One part of one message, with everything that gives verdicts on it.
pub struct Comparison {
    /// `service/Operation`.
    pub operation: String,
    /// `request`, the status, or the callback's name.
    pub message: String,
    /// The part of it.
    pub part: Part,
    /// The text of its JSON Schema.
    pub schema_text: String,
    checked: MessageRef,
    strategy: Payloads,
    schema: jsonschema::Validator,
    model: Option<models::Decode>,
}

/// What was counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Payloads.
    pub cases: u64,
    /// Those that are valid.
    pub valid: u64,
    /// Those with two mistakes or more.
    pub several: u64,
    /// Verdicts of models.
    pub models: u64,
    /// Verdicts of JSON Schemas that were as they had to be.
    pub schemas: u64,
    /// Payloads that a JSON Schema lets through, as the lossy list says.
    pub lossy: u64,
}

impl Counts {
    /// Adds other counts.
    pub const fn add(&mut self, other: &Self) {
        self.cases += other.cases;
        self.valid += other.valid;
        self.several += other.several;
        self.models += other.models;
        self.schemas += other.schemas;
        self.lossy += other.lossy;
    }
}

/// A payload on which two implementations differ. Kept as a file, it is looked at again by every run of the tests.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Difference {
    /// `service/Operation`.
    pub operation: String,
    /// `request`, the status, or the callback's name.
    pub message: String,
    /// `body`, `path`, `query` or `header`.
    #[serde(rename = "in")]
    pub part: String,
    /// The seed of the case.
    pub seed: u64,
    /// Who differs, and how.
    pub what: String,
    /// The payload.
    pub text: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "seed {}: {} {} {}: {}\n{}",
            self.seed,
            self.operation,
            self.message,
            self.part,
            self.what,
            mediaspec_core::escape::visible(&self.text)
        )
    }
}

impl Comparisons {
    /// Prepares every part of every message of a catalog. JSON Schemas are rendered from it; models are those of
    /// `mediaspec-schema`, where the catalog is the one that is shipped.
    ///
    /// # Panics
    /// If the catalog and what is rendered of it do not fit together.
    #[must_use]
    pub fn of(catalog: &Catalog) -> Self {
        let out = mediaspec_codegen::render(catalog);
        let index: Value =
            serde_json::from_str(out.get("crates/schema/index.json").expect("an index"))
                .expect("the index is JSON");
        let validator = Validator::from_catalog(catalog.clone());
        let models = models::Models::of(catalog);
        let text = |entry: &Value, key: &str| entry[key].as_str().expect("a text").to_owned();
        let mut documents: BTreeMap<String, Value> = BTreeMap::new();
        let mut parts = Vec::new();
        for entry in index["messages"].as_array().expect("a list of messages") {
            let (operation, message) = (text(entry, "operation"), text(entry, "message"));
            let part: Part = text(entry, "in").parse().expect("a part that there is");
            let found = validator.operation(&operation).expect("an operation");
            let checked = found.message(named(&message), part).expect("a message");
            let file = text(entry, "file");
            let schema_text = out
                .get(&format!("crates/schema/{file}"))
                .expect("a file of the index");
            let document = documents
                .entry(file)
                .or_insert_with(|| serde_json::from_str(schema_text).expect("a schema is JSON"));
            let ty = checked.ty().expect("a type for each message");
            let model = models.decoder(checked.service(), &ty.name);
            parts.push(Comparison {
                strategy: payloads(&checked).expect("a type for each message"),
                schema: jsonschema::draft202012::new(document).expect("a schema"),
                schema_text: schema_text.to_owned(),
                model,
                operation,
                message,
                part,
                checked,
            });
        }
        Self {
            parts,
            lossy: lossy(catalog),
        }
    }

    /// Returns the parts of messages.
    #[must_use]
    pub fn parts(&self) -> &[Comparison] {
        &self.parts
    }

    /// Keeps some of the messages' parts: payloads are drawn from these alone.
    pub fn retain(&mut self, keep: impl FnMut(&Comparison) -> bool) {
        self.parts.retain(keep);
    }

    /// The payload of a seed, and where it belongs.
    ///
    /// # Panics
    /// If there are no messages, or none was found for one.
    #[must_use]
    pub fn payload(&self, seed: u64) -> (&Comparison, Payload) {
        // Small seeds would take the messages one after another; these digits are mixed.
        let mixed = crate::random::Random::new(seed, "differential").below(self.parts.len());
        let part = &self.parts[mixed];
        let tree = part.strategy.new_tree(&mut runner(seed));
        let tree = tree.unwrap_or_else(|why| panic!("{}: {why}", part.name()));
        (part, tree.current())
    }

    /// Compares what everyone says of the payload of a seed.
    ///
    /// # Errors
    /// The difference, with a payload that is as small as it gets.
    pub fn compare(&self, seed: u64, counts: &mut Counts) -> Result<(), Box<Difference>> {
        let (part, payload) = self.payload(seed);
        counts.cases += 1;
        counts.valid += u64::from(payload.is_valid());
        counts.several += u64::from(payload.mistakes() >= 2);
        part.compare(&part.case(&payload), &self.lossy, counts)
            .map_err(|_| Box::new(self.smallest(seed)))
    }

    /// The difference of a seed, with a payload that is as small as it gets.
    fn smallest(&self, seed: u64) -> Difference {
        let (part, payload) = self.payload(seed);
        let mut tree = part
            .strategy
            .new_tree(&mut runner(seed))
            .expect("it was made before");
        let differs = |payload: &Payload| {
            let mut nothing = Counts::default();
            part.compare(&part.case(payload), &self.lossy, &mut nothing)
                .err()
        };
        let (mut what, mut smallest) = (String::new(), payload);
        loop {
            let payload = tree.current();
            let further = match differs(&payload) {
                Some(found) => {
                    (what, smallest) = (found, payload);
                    tree.simplify()
                }
                None => tree.complicate(),
            };
            if !further {
                break;
            }
        }
        Difference {
            operation: part.operation.clone(),
            message: part.message.clone(),
            part: part.part.as_str().to_owned(),
            seed,
            what,
            text: smallest.text().to_owned(),
        }
    }

    /// Compares what everyone says of a payload that was kept.
    ///
    /// # Errors
    /// What the difference is.
    pub fn compare_kept(&self, kept: &Difference) -> Result<(), String> {
        let part = self
            .parts
            .iter()
            .find(|part| {
                part.operation == kept.operation
                    && part.message == kept.message
                    && part.part.as_str() == kept.part
            })
            .ok_or("there is no such message any more: delete the file")?;
        let node: Node = serde_json::from_str(&kept.text).map_err(|error| error.to_string())?;
        let case = Case::new(&kept.text, &node, part.expected(&node));
        part.compare(&case, &self.lossy, &mut Counts::default())
    }
}

/// What an implementation tells: pointer, way on, code, severity.
type Told = BTreeSet<(String, Vec<String>, Code, Severity)>;

/// A payload that is compared.
struct Case<'a> {
    text: &'a str,
    node: &'a Node,
    /// `None` where names stand twice: a value has no place for both. Documents in texts keep theirs.
    value: Option<Value>,
    found: Vec<Found>,
    expected: Told,
}

impl<'a> Case<'a> {
    fn new(text: &'a str, node: &'a Node, found: Vec<Found>) -> Self {
        let twice = found
            .iter()
            .any(|found| found.code == Code::DuplicateKey && found.embedded.is_empty());
        Self {
            text,
            node,
            value: (!twice).then(|| serde_json::to_value(node).expect("a tree is a value")),
            expected: found
                .iter()
                .map(|found| {
                    (
                        found.pointer.clone(),
                        found.embedded.clone(),
                        found.code,
                        found.severity,
                    )
                })
                .collect(),
            found,
        }
    }

    fn errors(&self) -> impl Iterator<Item = &Found> {
        self.found
            .iter()
            .filter(|found| found.severity == Severity::Error)
    }

    fn has(&self, code: Code) -> bool {
        self.errors().any(|found| found.code == code)
    }
}

impl Comparison {
    /// Operation, message, part.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{} {} {}", self.operation, self.message, self.part.as_str())
    }

    /// The payload as a value, and whether a JSON Schema must let it pass. `None` where something is lost before a
    /// schema is asked: members with one name, and names of headers in another case.
    #[must_use]
    pub fn for_schema(&self, payload: &Payload) -> Option<(Value, bool)> {
        let case = self.case(payload);
        let accepted = !case.errors().any(|found| found.visible);
        (!self.is_recased(payload.node())).then_some((case.value?, accepted))
    }

    /// Returns what checks the part.
    #[must_use]
    pub const fn checked(&self) -> &MessageRef {
        &self.checked
    }

    /// Returns the service of the operation.
    #[must_use]
    pub const fn service(&self) -> &Service {
        self.checked.service()
    }

    /// Returns the type of the part.
    ///
    /// # Panics
    /// Never: messages without a type are not compared.
    #[must_use]
    pub fn ty(&self) -> &TypeDef {
        self.checked.ty().expect("a type for each message")
    }

    /// Returns what the engine is told of the part.
    #[must_use]
    pub const fn scope(&self) -> Scope {
        self.checked.scope()
    }

    /// What must be reported of a payload.
    ///
    /// # Errors
    /// If it is not JSON.
    pub fn expected_of(&self, text: &str) -> Result<Vec<Found>, serde_json::Error> {
        Ok(self.expected(&serde_json::from_str(text)?))
    }

    /// What the engine reports of a payload.
    #[must_use]
    pub fn report(&self, text: &str) -> Report {
        self.checked.check(text.as_bytes())
    }

    /// The message.
    #[must_use]
    pub fn named(&self) -> Message {
        named(&self.message)
    }

    fn expected(&self, node: &Node) -> Vec<Found> {
        let operation = self.checked.operation();
        let asked = Asked {
            auth: match (self.part, self.named()) {
                (Part::Header, Message::Request) => self.service().auth(operation.contract()),
                _ => &[],
            },
            content_is_visible,
            ..Asked::of_type(self.service(), self.ty(), self.scope())
        };
        violations(&asked, node)
    }

    fn case<'a>(&self, payload: &'a Payload) -> Case<'a> {
        Case::new(
            payload.text(),
            payload.node(),
            self.expected(payload.node()),
        )
    }

    /// Whether a header's name is written in another case than the contract has it.
    fn is_recased(&self, node: &Node) -> bool {
        let fields = &self.ty().fields;
        match node {
            Node::Object(members) if self.part == Part::Header => {
                members.iter().any(|(name, _)| {
                    fields
                        .iter()
                        .any(|field| *field.name != *name && field.name.eq_ignore_ascii_case(name))
                })
            }
            Node::Null
            | Node::Bool(_)
            | Node::Int(_)
            | Node::Number(_)
            | Node::Text(_)
            | Node::List(_)
            | Node::Object(_) => false,
        }
    }

    fn compare(&self, case: &Case<'_>, lossy: &[Lossy], counts: &mut Counts) -> Result<(), String> {
        let report = self.checked.check(case.text.as_bytes());
        same("engine on bytes", &report, &case.expected)?;
        if report.total() == 0
            && self.checked.fix(case.text.as_bytes()).payload != case.text.as_bytes()
        {
            return Err("nothing is wrong with it, and it is mended".to_owned());
        }
        let Some(value) = &case.value else {
            return Ok(());
        };
        let report = self.checked.check_value(value);
        same("engine on a value", &report, &case.expected)?;
        self.compare_schema(case, value, lossy, counts)?;
        self.compare_model(case, counts)
    }

    fn compare_schema(
        &self,
        case: &Case<'_>,
        value: &Value,
        lossy: &[Lossy],
        counts: &mut Counts,
    ) -> Result<(), String> {
        if self.is_recased(case.node) {
            return Ok(());
        }
        let must = !case.errors().any(|found| found.visible);
        let accepted = self.schema.is_valid(value);
        if accepted != must {
            let verdict = if accepted { "accepts" } else { "refuses" };
            return Err(format!(
                "JSON Schema {verdict}; expected {:?}",
                case.expected
            ));
        }
        counts.schemas += 1;
        if accepted && case.errors().next().is_some() {
            counts.lossy += 1;
            let unlisted = case
                .errors()
                .map(|found| loss(found, value))
                .find(|loss| !self.is_listed(*loss, lossy));
            if let Some(loss) = unlisted {
                return Err(format!(
                    "JSON Schema accepts for a reason that is not on the lossy list: {}",
                    loss.as_str()
                ));
            }
        }
        Ok(())
    }

    fn is_listed(&self, loss: Loss, lossy: &[Lossy]) -> bool {
        let is = |pattern: &str, name: &str| pattern == "*" || pattern == name;
        lossy.iter().any(|entry| {
            entry.what == loss
                && is(&entry.operation, &self.operation)
                && is(&entry.message, &self.message)
                && is(entry.part, self.part.as_str())
        })
    }

    /// A model drops unknown members and reads `null` as absent; what it cannot hold does not decode. A header whose name is
    /// written in another case is an unknown member to it.
    fn compare_model(&self, case: &Case<'_>, counts: &mut Counts) -> Result<(), String> {
        let Some(decode) = self.model else {
            return Ok(());
        };
        if self.is_recased(case.node) {
            return Ok(());
        }
        // Types that a model cannot hold, and nulls, which it takes for absent members.
        let kinds = [Code::Type, Code::Null, Code::Placeholder];
        let vague = kinds.into_iter().any(|code| case.has(code));
        let beyond = case.found.iter().any(|found| {
            matches!(found.code, Code::Minimum | Code::Maximum) && found.embedded.is_empty()
        });
        let report = match decode(case.text, self.checked.scope()) {
            Ok(report) => report,
            // Members that every request has are no options, and integers are those of `i64`.
            Err(_) if vague || beyond || case.has(Code::Required) => return Ok(()),
            // A text that should be a number or a truth value is none.
            Err(error)
                if case.has(Code::Format) && error.to_string().contains("written as text") =>
            {
                return Ok(());
            }
            Err(error) => return Err(format!("model does not decode: {error}")),
        };
        counts.models += 1;
        if vague {
            return Ok(());
        }
        // Members that are not documented are lost.
        let kept: Told = case
            .expected
            .iter()
            .filter(|(_, embedded, code, _)| {
                let of_unknown = matches!(code, Code::AdditionalProperties | Code::Unrecognized);
                !of_unknown || !embedded.is_empty()
            })
            .filter(|(_, _, code, _)| *code != Code::Authentication)
            .cloned()
            .collect();
        same("model", &report, &kept)
    }
}

fn same(who: &str, report: &Report, expected: &Told) -> Result<(), String> {
    let told: Told = report
        .violations
        .iter()
        .map(|violation| {
            (
                violation.pointer.to_string(),
                violation.embedded.iter().map(ToString::to_string).collect(),
                violation.code,
                violation.severity,
            )
        })
        .collect();
    let invalid = expected
        .iter()
        .any(|(.., severity)| *severity == Severity::Error);
    let verdict = if invalid {
        Verdict::Invalid
    } else {
        Verdict::Valid
    };
    if told == *expected && report.verdict() == verdict {
        return Ok(());
    }
    let more: Vec<_> = told.difference(expected).collect();
    let fewer: Vec<_> = expected.difference(&told).collect();
    Err(format!(
        "{who}: {}; tells {more:?}, does not tell {fewer:?}{}",
        report.verdict().as_str(),
        report
            .malformed
            .as_ref()
            .map_or_else(String::new, |why| format!(" ({})", why.message)),
    ))
}

/// Why a JSON Schema cannot tell of a violation that it cannot see.
fn loss(found: &Found, payload: &Value) -> Loss {
    const EDGE: f64 = 9_223_372_036_854_775_808.0;
    let number = payload.pointer(&found.pointer).and_then(Value::as_f64);
    let is_beyond_64_bits = number.is_some_and(|number| !(-EDGE..EDGE).contains(&number));
    if !found.embedded.is_empty() {
        return Loss::JsonInText;
    }
    match found.code {
        // No schema says it, whether sources agree or not.
        Code::MaxBytes => Loss::MaxBytes,
        _ if found.disputed => Loss::Sources,
        Code::MaxLength if !found.visible => Loss::MaxCharsWithoutMarkup,
        // What is required and is a text holds the document null, which is no value.
        Code::ContentMediaType | Code::Required => Loss::JsonInText,
        Code::RequiredIf
        | Code::NoEffect
        | Code::AtMostOne
        | Code::AtLeastOne
        | Code::Rows
        | Code::AcceptedRange => Loss::RuleOnDocument,
        Code::UniqueItems => Loss::UniqueByMember,
        Code::DuplicateKey => Loss::DuplicateKeys,
        Code::Placeholder => Loss::Parameters,
        Code::Minimum | Code::Maximum if is_beyond_64_bits => Loss::BigIntegers,
        Code::Minimum | Code::Maximum | Code::ExclusiveMinimum | Code::ExclusiveMaximum => {
            Loss::WrittenNumbers
        }
        _ => Loss::SeparatedItems,
    }
}

/// The message of that name.
fn named(name: &str) -> Message {
    name.parse().expect("a message that there can be")
}

/// A runner whose choices are those of a seed.
fn runner(seed: u64) -> TestRunner {
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    // Not all may be zero.
    bytes[8..].copy_from_slice(&(!seed).to_le_bytes());
    let config = Config {
        failure_persistence: None,
        ..Config::default()
    };
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::XorShift, &bytes))
}

/// The folder of payloads on which implementations differed once.
#[must_use]
pub fn folder() -> std::path::PathBuf {
    crate::root().join("tests/differences")
}

/// Every payload that was kept, with its file.
///
/// # Panics
/// If a file cannot be read.
#[must_use]
pub fn kept() -> Vec<(std::path::PathBuf, Difference)> {
    let mut files: Vec<_> = std::fs::read_dir(folder())
        .expect("the folder of differences")
        .map(|entry| entry.expect("the folder can be read").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
        .collect();
    files.sort();
    files
        .into_iter()
        .map(|file| {
            let text = std::fs::read_to_string(&file).expect("a file can be read");
            let kept = serde_json::from_str(&text)
                .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
            (file, kept)
        })
        .collect()
}
