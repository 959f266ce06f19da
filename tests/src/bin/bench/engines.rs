//! What is measured: ways to get from a payload's bytes to a verdict.

use garde::Validate as _;
use mediaspec_core::check::{Options, Scope, Target, check_bytes};
use mediaspec_core::contract::{Direction, MessageKind};
use mediaspec_core::report::{Report, Verdict};
use mediaspec_json_schema::document;
use mediaspec_tests::payloads::OPERATION;
use mediaspec_validator::{Message, MessageRef, Part, Validator};
use serde::de::IgnoredAny;
use serde_json::Value;

use crate::structs::Video;

/// The row that says how fast JSON can be skipped.
pub(crate) const IGNORED_ANY: &str = "ignored_any";

/// The row of the validator that others use.
pub(crate) const JSONSCHEMA: &str = "jsonschema";

/// What an engine says of a payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    /// It is JSON; more was not looked at.
    Json,
    /// It is valid.
    Valid,
    /// It is not; of engines that go on, how many violations there are.
    Invalid(Option<u64>),
    /// It could not be read.
    Malformed,
}

/// A way to check a payload. Whatever is made of the payload is given back before the answer.
pub(crate) trait Engine {
    /// What its rows are called.
    fn name(&self) -> &'static str;

    /// From bytes to the answer.
    fn check(&mut self, payload: &[u8]) -> Answer;
}

/// Makes an engine.
type Make = fn() -> Box<dyn Engine>;

/// Every engine with its name, in the order of a table's rows.
pub(crate) const ALL: [(&str, Make); 11] = [
    (IGNORED_ANY, || Box::new(Ignored)),
    ("value", || Box::new(Tree)),
    ("sonic-rs", || Box::new(Sonic)),
    ("simd-json", || Box::new(SimdJson::default())),
    (JSONSCHEMA, || Box::new(JsonSchema::new())),
    ("jsonschema-built", || Box::new(Built)),
    ("boon", || Box::new(Boon::new())),
    ("garde", || Box::new(Structs)),
    ("mediaspec-tokens", || Box::new(Tokens::new())),
    ("mediaspec", || Box::new(Fresh)),
    ("mediaspec-reused", || Box::new(Reused::new())),
];

/// The JSON Schema of the payloads.
pub(crate) fn schema() -> Value {
    let operation = Validator::new()
        .operation(OPERATION)
        .expect("it is shipped");
    let message = MessageKind::Response(200);
    let document = document(
        operation.service(),
        operation.contract(),
        message,
        Part::Body,
    )
    .expect("the response has a body");
    serde_json::from_str(&document.text(None)).expect("a schema is JSON")
}

/// What a report says.
pub(crate) fn answer(report: &Report) -> Answer {
    match report.verdict() {
        Verdict::Valid => Answer::Valid,
        Verdict::Invalid => Answer::Invalid(Some(report.total())),
        _ => Answer::Malformed,
    }
}

/// mediaspec with a contract that documents no member: what reading every token costs, and all that a contract can add or,
/// with names that are guessed, save.
struct Tokens(Target);

impl Tokens {
    fn new() -> Self {
        let operation = Validator::new()
            .operation(OPERATION)
            .expect("it is shipped");
        Self(Target::anything(operation.service()))
    }
}

impl Engine for Tokens {
    fn name(&self) -> &'static str {
        "mediaspec-tokens"
    }

    fn check(&mut self, payload: &[u8]) -> Answer {
        let scope = Scope::body(Direction::Response);
        match check_bytes(&self.0, scope, payload, &Options::default()).verdict() {
            Verdict::Valid | Verdict::Invalid => Answer::Json,
            _ => Answer::Malformed,
        }
    }
}

/// mediaspec as it is used once: the validator is made, and the operation found, for this check alone. All violations are
/// collected.
struct Fresh;

impl Engine for Fresh {
    fn name(&self) -> &'static str {
        "mediaspec"
    }

    fn check(&mut self, payload: &[u8]) -> Answer {
        let validator = Validator::new();
        let operation = validator.operation(OPERATION).expect("it is shipped");
        answer(&operation.response_body(200, payload))
    }
}

/// mediaspec as it is used for one payload after the other. All violations are collected.
pub(crate) struct Reused(pub(crate) MessageRef);

impl Reused {
    fn new() -> Self {
        let operation = Validator::new()
            .operation(OPERATION)
            .expect("it is shipped");
        let message = operation.message(Message::Response(200), Part::Body);
        Self(message.expect("it has a body"))
    }
}

impl Engine for Reused {
    fn name(&self) -> &'static str {
        "mediaspec-reused"
    }

    fn check(&mut self, payload: &[u8]) -> Answer {
        answer(&self.0.check(payload))
    }
}

/// serde_json reads over everything.
pub(crate) struct Ignored;

impl Engine for Ignored {
    fn name(&self) -> &'static str {
        IGNORED_ANY
    }

    fn check(&mut self, payload: &[u8]) -> Answer {
        match serde_json::from_slice::<IgnoredAny>(payload) {
            Ok(_) => Answer::Json,
            Err(_) => Answer::Malformed,
        }
    }
}

/// serde_json builds a tree.
struct Tree;

impl Engine for Tree {
    fn name(&self) -> &'static str {
        "value"
    }

    fn check(&mut self, payload: &[u8]) -> Answer {
        match serde_json::from_slice::<Value>(payload) {
            Ok(_) => Answer::Json,
            Err(_) => Answer::Malformed,
        }
    }
}

/// sonic-rs builds a tree.
struct Sonic;

impl Engine for Sonic {
    fn name(&self) -> &'static str {
        "sonic-rs"
    }

    fn check(&mut self, payload: &[u8]) -> Answer {
        match sonic_rs::from_slice::<sonic_rs::Value>(payload) {
            Ok(_) => Answer::Json,
            Err(_) => Answer::Malformed,
        }
    }
}

/// simd-json builds a tree of what it borrows from a copy of the payload, which it writes to.
#[derive(Default)]
struct SimdJson {
    copy: Vec<u8>,
    buffers: simd_json::Buffers,
}

impl Engine for SimdJson {
    fn name(&self) -> &'static str {
        "simd-json"
    }

    fn check(&mut self, payload: &[u8]) -> Answer {
        self.copy.clear();
        self.copy.extend_from_slice(payload);
        match simd_json::to_borrowed_value_with_buffers(&mut self.copy, &mut self.buffers) {
            Ok(_) => Answer::Json,
            Err(_) => Answer::Malformed,
        }
    }
}

/// The validator that the `jsonschema` crate generates when this program is compiled: a tree, then `is_valid`.
struct Built;

#[jsonschema::validator(
    path = "../crates/schema/json-schema/metastudio/show2_d_digital_human_video.response-200.json"
)]
struct BuiltSchema;

impl Engine for Built {
    fn name(&self) -> &'static str {
        "jsonschema-built"
    }

    fn check(&mut self, payload: &[u8]) -> Answer {
        match serde_json::from_slice(payload) {
            Ok(value) if BuiltSchema::is_valid(&value) => Answer::Valid,
            Ok(_) => Answer::Invalid(None),
            Err(_) => Answer::Malformed,
        }
    }
}

/// The `jsonschema` crate: a tree, then `is_valid`, which stops at the first violation.
struct JsonSchema(jsonschema::Validator);

impl JsonSchema {
    fn new() -> Self {
        Self(jsonschema::validator_for(&schema()).expect("the schema compiles"))
    }
}

impl Engine for JsonSchema {
    fn name(&self) -> &'static str {
        JSONSCHEMA
    }

    fn check(&mut self, payload: &[u8]) -> Answer {
        match serde_json::from_slice(payload) {
            Ok(value) if self.0.is_valid(&value) => Answer::Valid,
            Ok(_) => Answer::Invalid(None),
            Err(_) => Answer::Malformed,
        }
    }
}

/// The `boon` crate: a tree, then `validate`, which collects the violations.
struct Boon {
    schemas: boon::Schemas,
    schema: boon::SchemaIndex,
}

impl Boon {
    fn new() -> Self {
        const PLACE: &str = "https://schema.example.com/response.json";
        let mut schemas = boon::Schemas::new();
        let mut compiler = boon::Compiler::new();
        compiler
            .add_resource(PLACE, schema())
            .expect("the schema is one");
        let schema = compiler
            .compile(PLACE, &mut schemas)
            .expect("the schema compiles");
        Self { schemas, schema }
    }
}

impl Engine for Boon {
    fn name(&self) -> &'static str {
        "boon"
    }

    fn check(&mut self, payload: &[u8]) -> Answer {
        match serde_json::from_slice(payload) {
            Ok(value) if self.schemas.validate(&value, self.schema).is_ok() => Answer::Valid,
            Ok(_) => Answer::Invalid(None),
            Err(_) => Answer::Malformed,
        }
    }
}

/// Structs that serde fills in, where a wrong type or enum value ends it, and garde's rules on them.
struct Structs;

impl Engine for Structs {
    fn name(&self) -> &'static str {
        "garde"
    }

    fn check(&mut self, payload: &[u8]) -> Answer {
        match serde_json::from_slice::<Video>(payload) {
            Ok(video) if video.validate().is_ok() => Answer::Valid,
            // A value of another type is a syntax error to serde_json where an enum should stand.
            Ok(_) | Err(_) => Answer::Invalid(None),
        }
    }
}
