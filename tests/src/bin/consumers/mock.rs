//! Requests to a mock server that knows nothing but the OpenAPI documents: samples that it must accept and answer in a way
//! that the engine accepts, and requests that it must refuse.

use std::collections::BTreeMap;
use std::path::Path;

use mediaspec_core::contract::{Operation, Part, Service, Style};
use mediaspec_core::report::Verdict;
use mediaspec_tests::consumers::{UNSEEN, What};
use mediaspec_tests::corpus::{self, Cases};
use mediaspec_tests::{part, root};
use mediaspec_validator::{Message, OperationRef, Validator};
use serde_json::{Map, Value, json};

use crate::Trouble;
use crate::batch::Case;
use crate::matrix::{Met, Row};
use crate::runner::{Answer, Told};

/// The folder of the documents.
pub(crate) const FOLDER: &str = "crates/schema/openapi";

/// What authenticates where the contract has no example.
const TOKEN: &str = "mediaspec";

/// The codes of what a request can say on the wire: there, `1` in place of a text is a text.
const ON_THE_WIRE: [&str; 10] = [
    "enum",
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "pattern",
    "format",
    "required",
];

/// A request, and what must become of it.
#[derive(Debug)]
pub(crate) struct Exchange {
    id: String,
    artefact: String,
    operation: String,
    /// What is sent, as the script reads it.
    line: Value,
    /// The case of the corpus that one part of it is.
    case: Case,
    /// What of it is not seen, where that changes the verdict.
    unseen: Option<What>,
}

/// The parts of a request.
#[derive(Debug, Clone, Default)]
struct Parts {
    path: Value,
    query: Value,
    header: Value,
    body: Option<Value>,
}

impl Parts {
    fn set(&mut self, part: Part, value: Value) {
        match part {
            Part::Path => self.path = value,
            Part::Query => self.query = value,
            Part::Header => self.header = value,
            Part::Body => self.body = Some(value),
        }
    }
}

/// The names of the documents.
pub(crate) fn documents() -> Vec<String> {
    let validator = Validator::new();
    let services = validator.catalog().services().iter();
    services.map(|service| file(service.name())).collect()
}

fn file(service: &str) -> String {
    format!("{service}.openapi.json")
}

/// Every request, of all operations or of the part that is tried each time: for each operation its sample, then each case of its body, or of its query where that has a form on the wire.
pub(crate) fn exchanges(all: bool) -> Result<Vec<Exchange>, Trouble> {
    let validator = Validator::new();
    let mut read: BTreeMap<String, Value> = BTreeMap::new();
    let mut out = Vec::new();
    let taken = corpus::shipped().iter();
    for found in taken.filter(|found| all || part::has(&found.operation)) {
        let operation = validator
            .operation(&found.operation)
            .map_err(|error| Trouble(error.to_string()))?;
        let document = read
            .entry(file(operation.service().name()))
            .or_insert_with_key(|name| {
                let path = root().join(FOLDER).join(name);
                let text = std::fs::read_to_string(path).expect("a document a service");
                serde_json::from_str(&text).expect("a document is JSON")
            });
        let requests: Vec<&Cases> = found
            .messages
            .iter()
            .filter(|cases| cases.message == "request")
            .collect();
        let mut sample = Parts {
            path: json!({}),
            query: json!({}),
            header: json!({}),
            body: None,
        };
        for cases in &requests {
            sample.set(cases.part(), cases.base.clone());
        }
        let endpoint = endpoint(operation.service(), operation.contract(), document);
        let mut refused = 0_usize;
        for cases in &requests {
            let part = cases.part();
            for (at, (case, payload)) in cases.payloads().enumerate() {
                // The first is the sample itself.
                if at > 0 && !endpoint.on_the_wire(part, case, &payload) {
                    continue;
                }
                let mut parts = sample.clone();
                parts.set(part, payload.clone());
                let valid = !case.expect.iter().any(|found| found.severity == "error");
                let by_schema = valid != case.lossy;
                let unseen = unseen(&operation, part, &payload)
                    .and_then(|(what, left)| (left != by_schema).then_some(what));
                let lossy = case.lossy != unseen.is_some();
                refused += usize::from(valid == lossy);
                let id = format!("{} {} {at}", found.operation, part.as_str());
                let case = Case {
                    message: format!("{} request", found.operation),
                    part: cases.part.clone(),
                    name: case.name.clone(),
                    payload,
                    valid,
                    lossy,
                };
                out.push(Exchange {
                    unseen,
                    ..endpoint.exchange(id, &parts, case)
                });
            }
        }
        if refused == 0 {
            // Nothing that the wire can say is wrong in it: then nobody may send it unauthenticated.
            let name = "without authentication".to_owned();
            let case = Case {
                message: format!("{} request", found.operation),
                part: Part::Header.as_str().to_owned(),
                name: name.clone(),
                payload: Value::Null,
                valid: false,
                lossy: false,
            };
            let mut exchange =
                endpoint.exchange(format!("{} {name}", found.operation), &sample, case);
            exchange.line["headers"] = json!({});
            exchange.line["query"] = json!([]);
            out.push(exchange);
        }
    }
    Ok(out)
}

/// Returns what of a request is not seen, as [`UNSEEN`] says, and whether the engine accepts what is left of it: what it finds in
/// documents in texts no schema of a parameter says.
fn unseen(operation: &OperationRef, part: Part, payload: &Value) -> Option<(What, bool)> {
    match part {
        Part::Body => {
            let request = operation.contract().request.as_ref();
            let may_be_absent = request.is_some_and(|request| !request.required);
            (payload.is_null() && may_be_absent).then_some((What::NullBody, true))
        }
        Part::Query => {
            let Value::Object(members) = payload else {
                return None;
            };
            let mut left = members.clone();
            left.retain(|_, value| value != "");
            let lacks = left.len() < members.len();
            let message = operation.message(Message::Request, part).ok()?;
            let report = message.check_value(&Value::Object(left));
            let is_of_rule = report.errors().any(|error| error.rule().is_some());
            let left = !report
                .errors()
                .any(|error| error.rule().is_none() && error.embedded.is_empty());
            match (lacks, is_of_rule) {
                (true, _) => Some((What::EmptyParameter, left)),
                (false, true) => Some((What::RuleBetweenParameters, left)),
                (false, false) => None,
            }
        }
        Part::Path | Part::Header => None,
    }
}

/// Where an operation is served, and who may call it.
struct Endpoint<'c> {
    operation: &'c Operation,
    path: String,
    /// What the query of every request has.
    query: Vec<[String; 2]>,
    /// Headers that authenticate; a sample's own come first.
    headers: Vec<String>,
}

fn endpoint<'c>(service: &Service, operation: &'c Operation, document: &Value) -> Endpoint<'c> {
    let path = match service.style() {
        Style::Rpc { .. } => format!("/{}", operation.name),
        _ => operation.path.to_string(),
    };
    let written = &document["paths"][&path][operation.method.to_lowercase()];
    let mut query = Vec::new();
    for parameter in written["parameters"].as_array().into_iter().flatten() {
        let target = parameter["$ref"].as_str().and_then(|r| r.strip_prefix('#'));
        let parameter = target
            .and_then(|target| document.pointer(target))
            .unwrap_or(parameter);
        // What names the operation in RPC style: no part of its own parameters.
        if let (Some(name), Some(value)) = (
            parameter["name"].as_str(),
            parameter["schema"]["const"].as_str(),
        ) {
            query.push([name.to_owned(), value.to_owned()]);
        }
    }
    let mut headers = Vec::new();
    for name in written["security"][0]
        .as_object()
        .into_iter()
        .flat_map(Map::keys)
    {
        let scheme = &document["components"]["securitySchemes"][name];
        let parameter = scheme["name"].as_str().expect("a name").to_owned();
        if scheme["in"] == "query" {
            query.push([parameter, TOKEN.to_owned()]);
        } else {
            headers.push(parameter);
        }
    }
    Endpoint {
        operation,
        path,
        query,
        headers,
    }
}

impl Endpoint<'_> {
    /// Whether a case has a form on the wire that means the same.
    fn on_the_wire(&self, part: Part, case: &corpus::Case, payload: &Value) -> bool {
        let is_text = match part {
            Part::Body => self.is_form(),
            Part::Query => true,
            // Clients and servers normalize these.
            Part::Path | Part::Header => return false,
        };
        let plain = |value: &Value| !value.is_null() && !value.is_object();
        let says = |found: &corpus::Expected| ON_THE_WIRE.contains(&found.code.as_str());
        !is_text
            || (payload.as_object().is_some_and(|o| o.values().all(plain))
                && case.expect.iter().all(says))
    }

    /// Whether the body is a form, whose fields are texts.
    fn is_form(&self) -> bool {
        let request = self.operation.request.as_ref();
        request.is_some_and(|request| request.media_types.are_forms())
    }

    fn exchange(&self, id: String, parts: &Parts, case: Case) -> Exchange {
        let mut headers: Map<String, Value> = self
            .headers
            .iter()
            .map(|name| (name.clone(), TOKEN.into()))
            .collect();
        headers.extend(
            members(&parts.header).map(|(name, value)| (name.to_owned(), text(value).into())),
        );
        let mut query = self.query.clone();
        for (name, value) in members(&parts.query) {
            match value {
                Value::Array(items) => {
                    query.extend(items.iter().map(|item| [name.to_owned(), text(item)]));
                }
                value => query.push([name.to_owned(), text(value)]),
            }
        }
        let parameters: Map<String, Value> = members(&parts.path)
            .map(|(name, value)| (name.to_owned(), text(value).into()))
            .collect();
        let artefact = file(&self.operation.service);
        Exchange {
            operation: self.operation.full_name(),
            line: json!({
                "artefact": artefact,
                "id": id,
                "method": self.operation.method,
                "path": self.path,
                "parameters": parameters,
                "query": query,
                "headers": headers,
                "body": parts.body.as_ref().map(Value::to_string),
                "form": self.is_form(),
            }),
            id,
            artefact,
            case,
            unseen: None,
        }
    }
}

fn members(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let members = value.as_object().into_iter().flatten();
    members.map(|(name, value)| (name.as_str(), value))
}

/// A value as a parameter is written.
fn text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// Writes the requests for the script.
pub(crate) fn write(exchanges: &[Exchange], path: &Path) -> Result<(), Trouble> {
    let lines: String = exchanges.iter().map(|e| format!("{}\n", e.line)).collect();
    crate::write(path, &lines)
}

/// Compares what the server made of the requests.
pub(crate) fn compare(
    row: &mut Row,
    exchanges: &[Exchange],
    told: &BTreeMap<String, Told>,
    met: &mut Met,
) {
    let validator = Validator::new();
    for artefact in documents() {
        row.artefact(&artefact, told.get(&artefact));
    }
    let answers: BTreeMap<&str, &Answer> = told
        .values()
        .flat_map(|told| told.answers.iter().flatten())
        .map(|answer| (answer.id.as_str(), answer))
        .collect();
    for exchange in exchanges {
        let Some(answer) = answers.get(exchange.id.as_str()) else {
            row.verdicts += 1;
            row.problem(format!(
                "{}: no answer ({})",
                exchange.id, exchange.artefact
            ));
            continue;
        };
        let verdict = match answer.status {
            200..=299 => Some(true),
            400..=499 => Some(false),
            _ => None,
        };
        row.verdict(&exchange.case, verdict, met);
        let of_tool = UNSEEN.iter().filter(|unseen| unseen.tool == row.tool);
        let unseen = of_tool.filter(|unseen| exchange.unseen == Some(unseen.what));
        if verdict == Some(exchange.case.by_schema()) {
            met.extend(unseen.map(|unseen| (row.tool.clone(), unseen.because.to_owned())));
        }
        if verdict == Some(true) {
            check_answer(row, &validator, exchange, answer);
        }
    }
}

/// An answer to what was accepted must be what the contract says.
fn check_answer(row: &mut Row, validator: &Validator, exchange: &Exchange, answer: &Answer) {
    let operation = validator
        .operation(&exchange.operation)
        .expect("an operation of the catalog");
    let message = Message::Response(answer.status);
    let mut parts = vec![(Part::Header, answer.headers.to_string())];
    if !answer.body.is_empty() {
        parts.push((Part::Body, answer.body.clone()));
    }
    for (part, bytes) in parts {
        match operation.check(message.clone(), part, bytes.as_bytes()) {
            Ok(report) if report.verdict() == Verdict::Valid => {}
            Ok(report) => row.problem(format!(
                "{}: the answer's {} is {:?}: {bytes}",
                exchange.id,
                part.as_str(),
                report.verdict()
            )),
            Err(error) => row.problem(format!("{}: {error}", exchange.id)),
        }
    }
}
