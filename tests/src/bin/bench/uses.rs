//! `--uses`: what else is checked, beside the answers that the payloads are: small requests, a list of 100 jobs, documents in
//! the texts of parameters, a whole request, and how long contracts take to read.

use mediaspec_core::contract::{MessageKind, Service};
use mediaspec_core::node::{Members, Node};
use mediaspec_json_schema::document;
use mediaspec_payloads::sample::{SampleOptions, sample};
use mediaspec_tests::heap;
use mediaspec_validator::{Message, MessageRef, Part, Request, Validator};
use serde::de::IgnoredAny;
use serde_json::Value;

use crate::engines::{Answer, Engine, IGNORED_ANY, Ignored, JSONSCHEMA, Reused, answer};
use crate::measure::{Plan, Task, interleaved};
use crate::table::{Output, Row};
use crate::{Arguments, Trouble};

/// How many jobs the list has.
const JOBS: u64 = 100;

/// Something that is checked, and the ways to do so.
struct Used {
    name: &'static str,
    text: String,
    ways: Vec<Box<dyn Engine>>,
}

/// Measures all of them.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Trouble> {
    let plan = arguments.plan();
    let mut output = Output::new(arguments.format);
    for mut used in all()? {
        for way in &mut used.ways {
            let answer = way.check(used.text.as_bytes());
            if !matches!(answer, Answer::Json | Answer::Valid) {
                let (way, name) = (way.name(), used.name);
                let message = format!("{way} says {answer:?} of {name}, which is valid");
                return Err(Trouble::Disagreement(message));
            }
        }
        let bytes = used.text.len();
        output.group(rows(&mut used, &plan), bytes);
    }
    output.finish();
    Ok(())
}

fn rows(used: &mut Used, plan: &Plan) -> Vec<Row> {
    let payload = used.text.as_bytes();
    let tasks = used.ways.iter_mut().map(|way| Task {
        engine: way.as_mut(),
        payload,
    });
    let times = interleaved(tasks.collect(), plan);
    let mut named = used.ways.iter().map(|way| way.name()).zip(&times);
    let ignored_any = named.clone().find(|(name, _)| *name == IGNORED_ANY);
    let jsonschema = named.find(|(name, _)| *name == JSONSCHEMA);
    let times = times.iter();
    let ways = used.ways.iter_mut().zip(times);
    ways.map(|(way, time)| {
        let ((), allocations) = heap::count(|| {
            way.check(payload);
        });
        Row {
            payload: used.name.to_owned(),
            engine: way.name().to_owned(),
            ns: *time,
            x_ignored_any: ignored_any.map(|(_, reference)| reference / time),
            x_jsonschema: jsonschema.map(|(_, reference)| reference / time),
            allocations: Some(allocations.calls),
            instructions: None,
            beside: None,
        }
    })
    .collect()
}

fn all() -> Result<Vec<Used>, Trouble> {
    let create = "metastudio/Create2DDigitalHumanVideo";
    let list = "metastudio/ListSmartLiveJobs";
    let submit = "mts/SubmitJobs";
    let mut all = vec![
        body("request", create, Message::Request, |message| {
            sampled(message, false, 0).compact()
        })?,
        body("request-full", create, Message::Request, |message| {
            sampled(message, true, 0).compact()
        })?,
        body("100-jobs", list, Message::Response(200), jobs)?,
    ];
    let parameters = message(submit, Message::Request, Part::Query)?;
    all.push(Used {
        name: "documents",
        text: sampled(&parameters, true, 0).compact(),
        ways: vec![Box::new(Ignored), Box::new(Reused(parameters))],
    });
    all.push(Used {
        name: "whole-request",
        text: String::new(),
        ways: vec![Box::new(Whole(Validator::new()))],
    });
    for service in mediaspec_schema::catalog().services() {
        let name = match service.name() {
            "metastudio" => "read-metastudio",
            _ => "read-mts",
        };
        all.push(Used {
            name,
            text: service.write(),
            ways: vec![Box::new(IgnoredLines), Box::new(Read)],
        });
    }
    Ok(all)
}

/// A body with the ways to check it.
fn body(
    name: &'static str,
    operation: &'static str,
    kind: Message,
    text: impl FnOnce(&MessageRef) -> String,
) -> Result<Used, Trouble> {
    let found = message(operation, kind.clone(), Part::Body)?;
    Ok(Used {
        name,
        text: text(&found),
        ways: vec![
            Box::new(Ignored),
            Box::new(Runtime::new(&found)?),
            Box::new(Fresh { operation, kind }),
            Box::new(Reused(found)),
        ],
    })
}

fn message(operation: &str, kind: Message, part: Part) -> Result<MessageRef, Trouble> {
    let operation = Validator::new().operation(operation);
    let operation = operation.map_err(|error| Trouble::Other(error.to_string()))?;
    let message = operation.message(kind, part);
    message.map_err(|error| Trouble::Other(error.to_string()))
}

fn sampled(message: &MessageRef, full: bool, seed: u64) -> Node {
    let options = SampleOptions { full, seed };
    match message.ty() {
        Some(ty) => sample(message.service(), ty, message.scope(), &options),
        None => Node::Null,
    }
}

/// An answer with a hundred jobs, each another one.
fn jobs(message: &MessageRef) -> String {
    let list = "smart_live_jobs";
    let jobs = (1..=JOBS).filter_map(|seed| match sampled(message, true, seed).member(list) {
        Some(Node::List(jobs)) => jobs.first().cloned(),
        _ => None,
    });
    let count = i64::try_from(JOBS).unwrap_or(i64::MAX);
    let members = Members::new().with("count", Node::Int(count));
    let members = members.with(list, Node::List(jobs.collect()));
    Node::from(members).compact()
}

/// mediaspec as it is used once: the validator is made, and the operation found, for this check alone.
struct Fresh {
    operation: &'static str,
    kind: Message,
}

impl Engine for Fresh {
    fn name(&self) -> &'static str {
        "mediaspec"
    }

    fn check(&mut self, payload: &[u8]) -> Answer {
        let operation = Validator::new().operation(self.operation);
        let Ok(operation) = operation else {
            return Answer::Malformed;
        };
        match self.kind {
            Message::Response(status) => answer(&operation.response_body(status, payload)),
            _ => answer(&operation.request_body(payload)),
        }
    }
}

/// mediaspec finds the operation of a request, and checks its path, its query and its headers.
struct Whole(Validator);

impl Engine for Whole {
    fn name(&self) -> &'static str {
        "mediaspec-reused"
    }

    fn check(&mut self, _payload: &[u8]) -> Answer {
        let checked = self.0.check_request(&Request {
            method: "GET",
            url: "https://metastudio.example.com/v1/0a1b2c/digital-human-videos?limit=50&offset=0",
            headers: Some(&[("X-Auth-Token", "0a1b2c"), ("Accept", "*/*")]),
            body: None,
        });
        checked.map_or(Answer::Malformed, |checked| answer(&checked.report))
    }
}

/// mediaspec reads a contract file whole, and checks it.
struct Read;

impl Engine for Read {
    fn name(&self) -> &'static str {
        "mediaspec"
    }

    fn check(&mut self, payload: &[u8]) -> Answer {
        match str::from_utf8(payload).map(Service::read) {
            Ok(Ok(_)) => Answer::Valid,
            Ok(Err(_)) | Err(_) => Answer::Malformed,
        }
    }
}

/// serde_json reads over a value a line.
struct IgnoredLines;

impl Engine for IgnoredLines {
    fn name(&self) -> &'static str {
        IGNORED_ANY
    }

    fn check(&mut self, payload: &[u8]) -> Answer {
        let values = serde_json::Deserializer::from_slice(payload).into_iter::<IgnoredAny>();
        match values.collect::<Result<Vec<_>, _>>() {
            Ok(_) => Answer::Json,
            Err(_) => Answer::Malformed,
        }
    }
}

/// The `jsonschema` crate with the schema of a body.
struct Runtime(jsonschema::Validator);

impl Runtime {
    fn new(message: &MessageRef) -> Result<Self, Trouble> {
        let kind = message.message();
        let (service, operation) = (message.service(), message.operation().contract());
        let schema = document(service, operation, MessageKind::from(&kind), Part::Body)
            .and_then(|document| serde_json::from_str::<Value>(&document.text(None)).ok())
            .ok_or_else(|| Trouble::Other("the body has no schema".to_owned()))?;
        let validator = jsonschema::validator_for(&schema);
        validator
            .map(Self)
            .map_err(|error| Trouble::Other(error.to_string()))
    }
}

impl Engine for Runtime {
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
