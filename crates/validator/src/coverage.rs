//! What of a contract payloads have touched.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt;

use mediaspec_core::code::Code;
use mediaspec_core::contract::{Field, Part, Rule, Scope, Service, Shape, TypeDef};
use mediaspec_core::node::{Members, Node};
use mediaspec_core::report::Report;
use mediaspec_core::report::coverage::{
    JsonBound as WrittenBound, JsonCoverage as Written, JsonMember as WrittenMember,
    JsonMessage as WrittenMessage, JsonOperation as WrittenOperation, JsonRule as WrittenRule,
    JsonTotals as Totals, JsonType as WrittenType, JsonValues as WrittenValues,
};
use mediaspec_core::words;
use serde::Serialize;
use serde::ser::Serializer;

use crate::form::Pairs;
use crate::operation::{Message, MessageRef};
use crate::request::{Request, Sent};
use crate::validator::Validator;
use crate::walk::{Visitor, Walk, tree};

/// How many members and items of one payload are looked at.
const MOST: usize = 1_000_000;

/// The codes of bounds: of numbers, of lengths, of how many items there are.
const BOUNDS: [Code; 9] = [
    Code::Minimum,
    Code::Maximum,
    Code::ExclusiveMinimum,
    Code::ExclusiveMaximum,
    Code::MinLength,
    Code::MaxLength,
    Code::MaxBytes,
    Code::MinItems,
    Code::MaxItems,
];

/// What of a contract payloads have touched: operations, their messages, members, values of lists, the two sides of bounds, and
/// rules.
///
/// Members, values, bounds and rules are those of the types that the touched messages can hold: of an operation that nobody has
/// called it is said that it was not touched, and nothing else. A bound has two sides: values within, and values that it
/// refuses. A rule is touched where one of its members stands, and broken where it finds something. Values are named where the
/// contract lists them, and never otherwise, so that nothing of a payload is told.
///
/// Of a payload of more than 64 MiB only the message is counted.
///
/// It is serialized as `mediaspec check --coverage` writes it, and displayed as a few lines of numbers.
///
/// ```
/// use mediaspec_validator::{Coverage, Message, Part, Validator};
///
/// let validator = Validator::new();
/// let mut coverage = Coverage::new(&validator);
/// let create = validator.operation("metastudio/Create2DDigitalHumanVideo")?;
/// let request = create.message(Message::Request, Part::Body)?;
/// let payload = br#"{"voice_config": {"voice_asset_id": "b81f3a7c", "speed": 300}}"#;
/// coverage.note(&request, payload, &request.check(payload));
/// let numbers = coverage.to_string();
/// assert!(numbers.starts_with("1 of "), "{numbers}");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Coverage {
    validator: Validator,
    /// How many payloads each message of each operation had.
    messages: BTreeMap<String, BTreeMap<Message, u64>>,
    /// The parts of messages whose types are among those that are to be touched.
    opened: HashSet<(String, Message, Part)>,
    /// The types that the touched messages can hold, by service and name, with what was seen of them.
    types: BTreeMap<(String, String), Seen>,
    /// How many payloads could not be read.
    malformed: u64,
}

/// What was seen of a type.
#[derive(Debug, Clone, Default)]
struct Seen {
    fields: HashMap<String, SeenField>,
    /// The rules that can speak in one of the messages.
    rules: BTreeMap<String, SeenRule>,
}

#[derive(Debug, Clone, Default)]
struct SeenField {
    count: u64,
    values: HashSet<String>,
    within: BTreeSet<Code>,
    beyond: BTreeSet<Code>,
}

#[derive(Debug, Clone, Copy, Default)]
struct SeenRule {
    read: bool,
    broken: bool,
}

/// What a payload adds.
struct Noting<'s> {
    service: &'s str,
    scope: Scope,
    types: &'s mut BTreeMap<(String, String), Seen>,
    /// The bounds that are broken, by type and field.
    broken: HashSet<(String, String, Code)>,
}

impl Noting<'_> {
    fn seen(&mut self, ty: &TypeDef) -> &mut Seen {
        let key = (self.service.to_owned(), ty.name.to_string());
        self.types.entry(key).or_default()
    }
}

impl<'c> Visitor<'c> for Noting<'_> {
    fn object(&mut self, ty: &'c TypeDef, members: &Members) {
        let scope = self.scope;
        let reads = |rule: &&Rule| {
            let fields = words::rule_fields(rule);
            let mut heads = fields.iter().map(|field| field.split('/').next());
            rule.can_speak_in(scope)
                && heads.any(|head| head.is_some_and(|head| members.get(head).is_some()))
        };
        let read: Vec<&Rule> = ty.rules.iter().filter(reads).collect();
        if read.is_empty() {
            return;
        }
        let seen = self.seen(ty);
        for rule in read {
            seen.rules.entry(rule.id.to_string()).or_default().read = true;
        }
    }

    fn member(&mut self, ty: &'c TypeDef, field: &'c Field) {
        let seen = self.seen(ty).fields.entry(field.name.to_string());
        let seen = seen.or_default();
        seen.count = seen.count.saturating_add(1);
    }

    fn stranger(&mut self) {}

    fn value(&mut self, ty: &'c TypeDef, field: &'c Field, shape: &'c Shape, value: &Node) {
        let listed = match (shape, value) {
            (Shape::Enum(all), Node::Text(text)) => {
                all.find(text).map(|value| value.wire.to_string())
            }
            _ => None,
        };
        let bounds: Vec<Code> = bounds_of(shape)
            .filter(|code| {
                let key = (ty.name.to_string(), field.name.to_string(), *code);
                !self.broken.contains(&key)
            })
            .collect();
        let is_bounded = !matches!(value, Node::Null);
        let seen = self.seen(ty).fields.entry(field.name.to_string());
        let seen = seen.or_default();
        seen.values.extend(listed);
        if is_bounded {
            seen.within.extend(bounds);
        }
    }
}

/// The codes of the bounds of a shape: those of its own, that is, and not those of what it holds.
fn bounds_of(shape: &Shape) -> impl Iterator<Item = Code> {
    let (low, high) = match shape {
        Shape::Int(int) => (
            int.min.map(|_| Code::Minimum),
            int.max.map(|_| Code::Maximum),
        ),
        Shape::Number(number) => {
            let low = number.lower.as_ref().map(|bound| match bound.exclusive {
                true => Code::ExclusiveMinimum,
                false => Code::Minimum,
            });
            let high = number.upper.as_ref().map(|bound| match bound.exclusive {
                true => Code::ExclusiveMaximum,
                false => Code::Maximum,
            });
            (low, high)
        }
        Shape::Text(text) => {
            let form = &text.form;
            let high = form.max_chars.or(form.max_chars_without_markup);
            let high = high.map(|_| Code::MaxLength);
            let bytes = form.max_bytes.map(|_| Code::MaxBytes);
            (form.min_chars.map(|_| Code::MinLength), high.or(bytes))
        }
        Shape::List(list) => (
            list.min_items.map(|_| Code::MinItems),
            list.max_items.map(|_| Code::MaxItems),
        ),
        _ => (None, None),
    };
    low.into_iter().chain(high)
}

impl Coverage {
    /// Returns what no payload has touched yet.
    #[must_use]
    pub fn new(validator: &Validator) -> Self {
        Self {
            validator: validator.clone(),
            messages: BTreeMap::new(),
            opened: HashSet::new(),
            types: BTreeMap::new(),
            malformed: 0,
        }
    }

    /// Takes note of a payload and of the report on it.
    pub fn note(&mut self, message: &MessageRef, payload: &[u8], report: &Report) {
        if self.count(&message.operation().name(), message.message(), report) {
            self.look_at(message, tree(payload), report);
        }
    }

    /// Takes note of a whole request, its path, query, headers and body, and of the report on it. Nothing is noted of one of
    /// which no operation is known.
    ///
    /// ```
    /// use mediaspec_validator::{Coverage, Request, Validator};
    ///
    /// let validator = Validator::new();
    /// let mut coverage = Coverage::new(&validator);
    /// let request = Request { url: "/v1/0a1b/digital-human-videos?limit=500", ..Request::default() };
    /// let checked = validator.check_request(&request)?;
    /// coverage.note_request(&request, &checked.report);
    /// assert!(coverage.to_string().contains("1 of "));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn note_request(&mut self, request: &Request<'_>, report: &Report) {
        let Some((operation, parts)) = self.validator.parts(request) else {
            return;
        };
        if !self.count(&operation.name(), Message::Request, report) {
            return;
        }
        for sent in parts {
            let part = match &sent {
                Sent::Pairs(part, _) => *part,
                Sent::Body(_) => Part::Body,
            };
            let Ok(message) = operation.message(Message::Request, part) else {
                continue;
            };
            let node = match &sent {
                Sent::Pairs(_, pairs) => message.ty().map(|ty| of_texts(ty, part, pairs)),
                Sent::Body(body) => tree(body),
            };
            self.look_at(&message, node, report);
        }
    }

    /// Counts a payload. Returns whether there is more to be seen of it.
    fn count(&mut self, operation: &str, message: Message, report: &Report) -> bool {
        if report.malformed.is_some() {
            self.malformed = self.malformed.saturating_add(1);
            return false;
        }
        let counts = self.messages.entry(operation.to_owned()).or_default();
        let count = counts.entry(message).or_default();
        *count = count.saturating_add(1);
        true
    }

    /// Takes note of what stands in a part of a message, and of what was found in that part.
    fn look_at(&mut self, message: &MessageRef, node: Option<Node>, report: &Report) {
        let Some(ty) = message.ty() else {
            return;
        };
        let (service, scope) = (message.service(), message.scope());
        let key = (message.operation().name(), message.message(), scope.part);
        if self.opened.insert(key) {
            self.open(service, ty, scope);
        }
        let found = || {
            let all = report.violations.iter();
            all.filter(|violation| violation.part == scope.part)
        };
        let broken = found().filter_map(|violation| {
            let (ty, field) = (violation.ty()?, violation.field()?);
            Some((ty.name.to_string(), field.name.to_string(), violation.code))
        });
        let mut noting = Noting {
            service: service.name(),
            scope,
            types: &mut self.types,
            broken: broken.collect(),
        };
        if let Some(node) = node {
            Walk::new(service, &mut noting, MOST).over(ty, &node);
        }
        for violation in found() {
            let Some(ty) = violation.ty() else { continue };
            let seen = noting.seen(ty);
            if let Some(rule) = violation.rule() {
                seen.rules.entry(rule.id.to_string()).or_default().broken = true;
            } else if let Some(field) = violation
                .field()
                .filter(|_| BOUNDS.contains(&violation.code))
            {
                let seen = seen.fields.entry(field.name.to_string()).or_default();
                seen.beyond.insert(violation.code);
            }
        }
    }

    /// Everything that a message can hold is to be touched from now on.
    fn open(&mut self, service: &Service, ty: &TypeDef, scope: Scope) {
        for ty in service.reachable(ty) {
            let key = (service.name().to_owned(), ty.name.to_string());
            let seen = self.types.entry(key).or_default();
            for rule in ty.rules.iter().filter(|rule| is_of_findings(rule, scope)) {
                seen.rules.entry(rule.id.to_string()).or_default();
            }
        }
    }

    /// The report in numbers and names.
    fn written(&self) -> Written {
        let mut totals = Totals::default();
        let operations = self.validator.operations().map(|operation| {
            let name = operation.name();
            let seen = self.messages.get(&name);
            let known = operation.contract();
            let documented = std::iter::once(Message::Request)
                .chain(
                    known
                        .responses
                        .iter()
                        .map(|one| Message::Response(one.status)),
                )
                .chain(
                    known
                        .callbacks
                        .iter()
                        .map(|one| Message::Callback(one.name.clone())),
                );
            let documented: BTreeSet<Message> = documented.collect();
            totals.operations.count(seen.is_some());
            let undocumented = seen.into_iter().flat_map(BTreeMap::keys);
            let all: BTreeSet<Message> = documented.iter().chain(undocumented).cloned().collect();
            let messages = all.into_iter().map(|message| {
                let payloads = seen.and_then(|seen| seen.get(&message)).copied();
                if seen.is_some() && documented.contains(&message) {
                    totals.messages.count(payloads.is_some());
                }
                WrittenMessage {
                    message: message.to_string(),
                    documented: documented.contains(&message),
                    payloads: payloads.unwrap_or(0),
                }
            });
            WrittenOperation {
                operation: name,
                touched: seen.is_some(),
                messages: messages.collect(),
            }
        });
        let operations = operations.collect();
        let types = self.types.iter().filter_map(|((service, name), seen)| {
            let service = self.validator.catalog().service(service)?;
            Some(written_type(service, service.ty(name)?, seen, &mut totals))
        });
        let types = types.collect();
        Written {
            schema_version: Written::VERSION,
            malformed: self.malformed,
            summary: totals,
            operations,
            types,
        }
    }
}

/// Names and texts as an object: a list where one is documented, and the first text of a name otherwise.
fn of_texts(ty: &TypeDef, part: Part, pairs: &Pairs<'_>) -> Node {
    let mut members = Members::new();
    for (name, value) in pairs {
        let is_named = |field: &&Field| match part {
            Part::Header => field.name.eq_ignore_ascii_case(name),
            Part::Body | Part::Path | Part::Query => *field.name == **name,
        };
        let Some(field) = ty.fields.iter().find(is_named) else {
            continue;
        };
        let text = Node::from(&**value);
        let is_list = matches!(field.shape, Shape::List(_));
        match members.get_mut(&field.name) {
            Some(Node::List(items)) => items.push(text),
            Some(_) => {}
            None if is_list => members.push(&*field.name, vec![text]),
            None => members.push(&*field.name, text),
        }
    }
    members.into()
}

/// Whether a rule can find anything in a message.
fn is_of_findings(rule: &Rule, scope: Scope) -> bool {
    words::rule_code(&rule.kind).is_some() && rule.can_speak_in(scope)
}

impl Serialize for Coverage {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.written().serialize(serializer)
    }
}

impl fmt::Display for Coverage {
    /// A line for each sort of thing: `1 of 404 operations`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Totals {
            operations,
            messages,
            members,
            values,
            bound_sides,
            rules,
            rules_broken,
        } = self.written().summary;
        write!(
            f,
            "{operations} operations were touched; of these, and of what their messages can hold:"
        )?;
        for (share, what) in [
            (messages, "messages"),
            (members, "members"),
            (values, "listed values"),
            (bound_sides, "sides of bounds"),
            (rules, "rules read"),
            (rules_broken, "rules broken"),
        ] {
            write!(f, "\n  {share} {what}")?;
        }
        Ok(())
    }
}

/// What of a type was touched.
fn written_type(service: &Service, ty: &TypeDef, seen: &Seen, totals: &mut Totals) -> WrittenType {
    let members = ty.fields.iter().map(|field| {
        let nothing = SeenField::default();
        let seen = seen.fields.get(&*field.name).unwrap_or(&nothing);
        totals.members.count(seen.count > 0);
        let all = field.shape.nested();
        let listed = all.filter_map(|shape| match shape {
            Shape::Enum(all) => Some(all.values.iter().map(|value| &*value.wire)),
            _ => None,
        });
        let listed: BTreeSet<&str> = listed.flatten().collect();
        let values = (!listed.is_empty()).then(|| {
            let (touched, untouched): (Vec<&str>, Vec<&str>) = listed
                .into_iter()
                .partition(|value| seen.values.contains(*value));
            for _ in &touched {
                totals.values.count(true);
            }
            for _ in &untouched {
                totals.values.count(false);
            }
            let owned = |all: Vec<&str>| all.into_iter().map(str::to_owned).collect();
            WrittenValues {
                touched: owned(touched),
                untouched: owned(untouched),
            }
        });
        let bounds: BTreeSet<Code> = field.shape.nested().flat_map(bounds_of).collect();
        let bounds = bounds.into_iter().map(|code| {
            let (within, beyond) = (seen.within.contains(&code), seen.beyond.contains(&code));
            totals.bound_sides.count(within);
            totals.bound_sides.count(beyond);
            WrittenBound {
                code: code.as_str(),
                within,
                beyond,
            }
        });
        WrittenMember {
            name: field.name.to_string(),
            count: seen.count,
            bounds: bounds.collect(),
            values,
        }
    });
    let members = members.collect();
    let rules = seen.rules.iter().map(|(rule, seen)| {
        totals.rules.count(seen.read);
        totals.rules_broken.count(seen.broken);
        WrittenRule {
            rule: rule.clone(),
            read: seen.read,
            broken: seen.broken,
        }
    });
    let rules = rules.collect();
    WrittenType {
        r#type: format!("{}/{}", service.name(), ty.name),
        members,
        rules,
    }
}

#[cfg(test)]
#[allow(clippy::indexing_slicing, reason = "a test may panic")]
mod tests {
    use serde_json::{Value, json};

    use super::Coverage;
    use crate::{Message, Part, Validator};

    fn of(payloads: &[&str]) -> Value {
        let validator = Validator::new();
        let create = validator.operation("metastudio/Create2DDigitalHumanVideo");
        let create = create.expect("it is shipped");
        let request = create
            .message(Message::Request, Part::Body)
            .expect("it has one");
        let mut coverage = Coverage::new(&validator);
        for payload in payloads {
            coverage.note(
                &request,
                payload.as_bytes(),
                &request.check(payload.as_bytes()),
            );
        }
        serde_json::to_value(&coverage).expect("it is JSON")
    }

    fn member<'v>(coverage: &'v Value, ty: &str, name: &str) -> &'v Value {
        let find = |list: &'v Value, key: &str, name: &str| {
            let mut all = list.as_array().expect("a list").iter();
            all.find(|one| one[key] == *name).unwrap_or(&Value::Null)
        };
        find(
            &find(&coverage["types"], "type", ty)["members"],
            "name",
            name,
        )
    }

    #[test]
    fn both_sides_of_a_bound_have_to_be_touched() {
        let voice = "metastudio/VoiceConfig";
        let within = of(&[r#"{"voice_config": {"voice_asset_id": "a", "speed": 100}}"#]);
        let speed = member(&within, voice, "speed");
        assert_eq!(speed["count"], 1);
        assert_eq!(
            speed["bounds"],
            json!([{"code": "minimum", "within": true, "beyond": false}, {"code": "maximum", "within": true, "beyond": false}])
        );
        let beyond = of(&[r#"{"voice_config": {"voice_asset_id": "a", "speed": 300}}"#]);
        assert_eq!(
            member(&beyond, voice, "speed")["bounds"],
            json!([{"code": "minimum", "within": true, "beyond": false}, {"code": "maximum", "within": false, "beyond": true}])
        );
        assert_eq!(member(&beyond, voice, "pitch")["count"], 0);
    }

    #[test]
    fn listed_values_are_named_and_no_others() {
        let coverage = of(&[
            r#"{"video_config": {"codec": "H264"}}"#,
            r#"{"video_config": {"codec": "my-secret"}}"#,
        ]);
        let types = coverage["types"].as_array().expect("a list");
        let mut members = types
            .iter()
            .flat_map(|ty| ty["members"].as_array().expect("a list"));
        let codec = members.find(|one| one["name"] == "codec" && one["count"] == 2);
        let codec = codec.expect("it stood twice");
        assert_eq!(codec["values"]["touched"], json!(["H264"]));
        assert!(!coverage.to_string().contains("my-secret"));
    }

    #[test]
    fn operations_and_messages_are_counted() {
        let coverage = of(&["{}", "{"]);
        assert_eq!(coverage["malformed"], 1);
        assert_eq!(coverage["summary"]["operations"]["touched"], 1);
        let operations = coverage["operations"].as_array().expect("a list");
        let created = operations
            .iter()
            .find(|one| one["operation"] == "metastudio/Create2DDigitalHumanVideo");
        let created = created.expect("all are listed");
        assert_eq!(
            created["messages"][0],
            json!({"message": "request", "documented": true, "payloads": 1})
        );
        assert_eq!(coverage["summary"]["messages"]["touched"], 1);
    }

    #[test]
    fn rules_are_read_and_broken() {
        let coverage =
            of(&[r#"{"video_config": {"width": 1921, "height": 1080, "clip_mode": "RESIZE"}}"#]);
        let text = coverage["types"].to_string();
        assert!(text.contains(r#""read":true"#), "{text}");
        let rules = &coverage["summary"]["rules_broken"];
        assert!(rules["touched"].as_u64() > Some(0), "{rules}");
    }

    #[test]
    fn of_a_whole_request_every_part_is_noted() {
        use crate::Request;

        let validator = Validator::new();
        let mut coverage = Coverage::new(&validator);
        let request = Request {
            url: "/v1/0a1b/digital-human-videos?limit=500&state=SUCCEED",
            headers: Some(&[("x-auth-token", "my-secret")]),
            ..Request::default()
        };
        let checked = validator.check_request(&request).expect("it is known");
        coverage.note_request(&request, &checked.report);
        let written = serde_json::to_value(&coverage).expect("JSON");
        assert_eq!(written["summary"]["messages"]["touched"], 1);
        let types = written["types"].as_array().expect("a list");
        let member = |name: &str| {
            let mut all = types
                .iter()
                .flat_map(|ty| ty["members"].as_array().expect("a list"));
            let found = all.find(|one| one["name"] == *name && one["count"] == 1);
            found.unwrap_or_else(|| panic!("{name} is not noted: {written}"))
        };
        assert_eq!(
            member("limit")["bounds"],
            json!([{"code": "minimum", "within": true, "beyond": false}, {"code": "maximum", "within": false, "beyond": true}])
        );
        for name in ["state", "X-Auth-Token", "project_id"] {
            assert_eq!(member(name)["count"], 1);
        }
        assert!(!written.to_string().contains("my-secret"));
    }

    #[test]
    fn nothing_of_a_payload_that_nobody_documents_is_told() {
        let coverage = of(&[r#"{"secret_member": {"a": 1}, "voice_config": {"other": 2}}"#]);
        assert!(!coverage.to_string().contains("secret_member"));
    }
}
