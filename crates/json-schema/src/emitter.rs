//! Schemas of values, and references to types.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::num::NonZeroU32;

use mediaspec_core::check::Scope;
use mediaspec_core::contract::{
    Alternatives, Bound, Bounds, Content, Direction, Enum, Field, Form, Int, List, Map, Number,
    Service, Shape, Text, TypeDef, TypeName, Unique,
};
use mediaspec_core::node::{Members, Node, push_token};
use mediaspec_core::words::Phrase;

use super::asked::typed;
use super::pattern::{in_any_case, patterns};
use super::prose;

/// The media type of a file, of which nothing is known.
pub const BYTES: &str = "application/octet-stream";

/// Who reads the schemas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Readers {
    /// Validators: one mistake is one finding. So no keyword fails where another has failed already, and no alternative
    /// stands beside what a value is meant to be.
    Validators,
    /// Generators of code and pages: what a value is stands where they look for it.
    Generators,
}

/// Writes schemas for messages of one scope, and remembers the types that they refer to.
///
/// Types are always referred to and never written in place, so that a type may contain itself.
#[derive(Debug)]
pub struct Emitter<'c> {
    service: &'c Service,
    scope: Scope,
    /// Where definitions lie, such as `#/$defs/`.
    prefix: &'static str,
    readers: Readers,
    /// Whether descriptions say what keywords say, too, and where it was read.
    in_full: bool,
    /// How descriptions are written.
    prose: fn(&Phrase<'_>) -> String,
    /// Types that were referred to, by name.
    wanted: BTreeMap<&'c str, &'c TypeDef>,
    /// Those of them that no definition was written of yet.
    pending: Vec<&'c TypeDef>,
}

impl<'c> Emitter<'c> {
    /// Makes an emitter for messages of a scope, whose references begin with `prefix` (`#/$defs/`).
    #[must_use]
    pub const fn new(service: &'c Service, scope: Scope, prefix: &'static str) -> Self {
        Self {
            service,
            scope,
            prefix,
            readers: Readers::Validators,
            in_full: false,
            prose: plain,
            wanted: BTreeMap::new(),
            pending: Vec::new(),
        }
    }

    /// The same for generators of code and pages, which want to read the JSON type beside a list of values and `null` as an
    /// alternative; descriptions are written by `prose`.
    #[must_use]
    pub fn for_generators(self, prose: fn(&Phrase<'_>) -> String) -> Self {
        Self {
            readers: Readers::Generators,
            prose,
            ..self
        }
    }

    /// The same for readers who see descriptions and no keywords: these say what a value may be and where it was read, too.
    #[must_use]
    pub(crate) const fn in_full(mut self) -> Self {
        self.in_full = true;
        self
    }

    /// What a type is, as whoever reads the schemas needs it.
    pub(crate) fn prose_of_type(&self, ty: &'c TypeDef) -> Phrase<'c> {
        match self.in_full {
            true => prose::of_type_in_full(self.service, ty),
            false => prose::of_type(ty),
        }
    }

    /// What a member is, as whoever reads the schemas needs it.
    pub(crate) fn prose_of_field(&self, ty: &'c TypeDef, field: &'c Field) -> Phrase<'c> {
        match self.in_full {
            true => prose::of_field_in_full(self.service, ty, field),
            false => prose::of_field(ty, field),
        }
    }

    /// Whether definitions of types take `null`, and references say where it is wrong: in answers it may stand for most
    /// objects. Where it may, a mistake inside of the object is told once, and not for the object and for `null`.
    pub(crate) fn definitions_take_null(&self) -> bool {
        self.readers == Readers::Validators && self.scope.direction == Direction::Response
    }

    /// Appends a description to a schema, unless it is empty.
    pub fn describe(&self, schema: &mut Members, description: &Phrase<'_>) {
        if !description.is_empty() {
            schema.push("description", (self.prose)(description));
        }
    }

    /// The service whose types are referred to.
    #[must_use]
    pub const fn service(&self) -> &'c Service {
        self.service
    }

    /// The scope of the messages that schemas are written for.
    #[must_use]
    pub const fn scope(&self) -> Scope {
        self.scope
    }

    /// The types that were referred to so far, by name.
    pub fn wanted(&self) -> impl Iterator<Item = &'c TypeDef> {
        self.wanted.values().copied()
    }

    /// A type that was referred to and that no definition was written of yet.
    pub(crate) fn next_pending(&mut self) -> Option<&'c TypeDef> {
        self.pending.pop()
    }

    /// The schema of a field's value.
    pub fn value(&mut self, ty: &TypeDef, field: &Field, null: bool) -> Members {
        match &*field.admitted(self.service, self.scope) {
            // A rule can ask more of the items than the list does.
            Shape::List(list) => self.list(list, ty.unique_in(field), null),
            shape => self.shape(shape, null),
        }
    }

    fn shape(&mut self, shape: &Shape, null: bool) -> Members {
        match shape {
            // Beside `null`, the value itself is written: so that no mistake is told twice, for each of two alternatives.
            Shape::Text(Text {
                form: Form {
                    named: Some(name), ..
                },
                content: _,
            })
            | Shape::Enum(Enum {
                named: Some(name), ..
            }) if !null => Members::new().with("$ref", self.refer(name)),
            Shape::Int(int) => integer(int, null),
            Shape::Number(number) => float(number, null),
            Shape::Text(text) => self.text(text, null),
            Shape::Bool => Members::new().with("type", typed("boolean", null)),
            Shape::Enum(values) => self.choice(values, null),
            Shape::List(list) => self.list(list, list.own_unique(), null),
            Shape::Map(map) => self.map(map, null),
            Shape::Alternatives(Alternatives { shapes }) => self.one_of(shapes, null),
            Shape::Object(name) => self.object_value(name, null),
            Shape::Any => Members::new(),
        }
    }

    /// The schema of an object of a type: a reference.
    pub fn object_value(&mut self, name: &TypeName, null: bool) -> Members {
        let target = self.refer(name);
        let own = Members::new().with("$ref", target);
        let nothing = Members::new().with("type", "null");
        match (null, self.definitions_take_null()) {
            (true, true) | (false, false) => own,
            (false, true) => own.with("not", nothing),
            (true, false) => Members::new().with("anyOf", vec![own.into(), nothing.into()]),
        }
    }

    fn refer(&mut self, name: &TypeName) -> String {
        let ty = self.service.resolve(name);
        if self.wanted.insert(&ty.name, ty).is_none() {
            self.pending.push(ty);
        }
        reference(self.prefix, &ty.name)
    }

    fn text(&mut self, text: &Text, null: bool) -> Members {
        let Text { form, content } = text;
        let Form {
            named: _,
            min_chars,
            max_chars,
            // No keyword says these; they are on the lossy list.
            max_bytes: _,
            max_chars_without_markup: _,
            // These are patterns.
            pattern: _,
            format: _,
            base64,
        } = form;
        let mut out = Members::new().with("type", typed("string", null));
        out.push_some("minLength", *min_chars);
        out.push_some("maxLength", *max_chars);
        patterns(text).push_to(&mut out);
        if *base64 {
            // An annotation: a pattern decides.
            out.push("contentEncoding", "base64");
        }
        match content {
            Content::Plain | Content::Separated(_) => {}
            // What should be written as text and is not is no error.
            Content::Written(written) => {
                return self.by_type(written.json_type(), Members::new(), out);
            }
            // An annotation, of what the part of the form holds; its name stands for it.
            Content::File => out.push("contentMediaType", BYTES),
            Content::Json(document) => {
                // Annotations too.
                out.push("contentMediaType", "application/json");
                let schema = self.shape(document, false);
                out.push("contentSchema", schema);
            }
        }
        out
    }

    fn list(&mut self, list: &List, unique: Unique<'_>, null: bool) -> Members {
        let List {
            item,
            min_items,
            max_items,
            unique: _,
        } = list;
        let mut out = Members::new().with("type", typed("array", null));
        out.push_some("minItems", *min_items);
        out.push_some("maxItems", *max_items);
        match unique {
            Unique::Items => out.push("uniqueItems", true),
            // A schema compares whole items only.
            Unique::No | Unique::By(_) => {}
        }
        out.push("items", self.item(item));
        out
    }

    /// The schema of each item of a list, or of each value of a map.
    fn item(&mut self, shape: &Shape) -> Members {
        let mut out = Members::new();
        self.describe(&mut out, &prose::of_item(shape));
        out.extend(self.shape(shape, false));
        out
    }

    /// The schema of alternatives: the JSON type of a value says which of them it is held against, so that one mistake is told
    /// once. Where several are of one JSON type, the value must meet any of them.
    fn one_of(&mut self, shapes: &[Shape], null: bool) -> Members {
        let types = ["boolean", "number", "string", "array", "object"];
        let mut out: Option<Members> = None;
        for json_type in types.into_iter().rev() {
            let mut choices: Vec<Members> = Vec::new();
            // The last of all JSON types says that `null` will do.
            let null = null && out.is_none();
            let these = || shapes.iter().filter(|shape| shape.takes(json_type));
            let tolerated = || shapes.iter().any(|shape| shape.tolerates(json_type));
            let only = match (these().next(), these().nth(1)) {
                // Such a value is told of, and is no error.
                (None, _) if tolerated() => {
                    let others = out.take().unwrap_or_else(never);
                    out = Some(self.by_type(json_type, Members::new(), others));
                    continue;
                }
                (None, _) => continue,
                (Some(only), None) => Some(only),
                (Some(_), Some(_)) => None,
            };
            let schema = match (only, out.take()) {
                (Some(only), None) => self.shape(only, null),
                (Some(only), Some(others)) => {
                    let own = self.shape(only, false);
                    self.by_type(json_type, own, others)
                }
                (None, others) => {
                    for shape in these() {
                        let choice = self.shape(shape, false);
                        // What no schema can tell apart is said once.
                        if !choices.contains(&choice) {
                            choices.push(choice);
                        }
                    }
                    let any = match <[Members; 1]>::try_from(choices) {
                        Ok([only]) => only,
                        Err(choices) => {
                            let choices: Vec<Node> = choices.into_iter().map(Node::from).collect();
                            Members::new().with("anyOf", choices)
                        }
                    };
                    let none = || Members::new().with("type", typed(json_type, null));
                    self.by_type(json_type, any, others.unwrap_or_else(none))
                }
            };
            out = Some(schema);
        }
        out.unwrap_or_else(never)
    }

    /// What values of a JSON type must meet, and all others. Viewers show the titles of the two.
    fn by_type(&self, json_type: &str, these: Members, others: Members) -> Members {
        let mut asked = Members::new();
        let mut other = Members::new();
        if self.in_full || self.readers == Readers::Generators {
            asked.push("title", format!("JSON type {json_type}"));
            if others.get("title").is_none() {
                other.push("title", "Any other JSON type");
            }
        }
        asked.push("type", json_type);
        if json_type == "array" {
            // Linters of OpenAPI documents want to see what the items are.
            asked.push("items", Members::new());
        }
        other.extend(others);
        Members::new()
            .with("if", asked)
            .with("then", these)
            .with("else", other)
    }

    fn choice(&self, values: &Enum, null: bool) -> Members {
        let Enum {
            named: _,
            open,
            any_case,
            values,
        } = values;
        let wires: Vec<&str> = values.iter().map(|value| &*value.wire).collect();
        let mut listed: Vec<Node> = wires.iter().map(|&wire| wire.into()).collect();
        let is_closed = !open && !any_case;
        let mut out = Members::new();
        if !is_closed || self.readers == Readers::Generators || listed.is_empty() {
            out.push("type", typed("string", null));
        }
        if !is_closed {
            if !open {
                in_any_case(&wires).push_to(&mut out);
            }
            out.push_list("examples", listed);
            return out;
        }
        let listed_wires = listed.len();
        if null {
            listed.push(Node::Null);
        }
        if self.in_full && values.iter().any(|value| !value.summary.is_empty()) {
            let said = values
                .iter()
                .map(|value| Node::from(prose::of_listed(value)));
            let nulls = listed.iter().skip(listed_wires).map(|_| Node::from(""));
            out.push_list("enumDescriptions", said.chain(nulls).collect());
        }
        if wires.is_empty() {
            out.extend(never());
        } else {
            out.push("enum", listed);
        }
        out
    }

    fn map(&mut self, map: &Map, null: bool) -> Members {
        let Map { value } = map;
        let mut out = Members::new().with("type", typed("object", null));
        let value = self.item(value);
        if !value.is_empty() {
            out.push("additionalProperties", value);
        }
        out
    }
}

fn plain(phrase: &Phrase<'_>) -> String {
    phrase.to_string()
}

/// A reference to the definition of that name, where definitions lie below `prefix` (`#/$defs/`).
#[must_use]
pub fn reference(prefix: &str, name: &str) -> String {
    let mut out = prefix.to_owned();
    let mut token = String::new();
    push_token(&mut token, name);
    push_encoded(&mut out, token.trim_start_matches('/'));
    out
}

/// Appends a text in which all but letters, digits and `-._~` is percent-encoded.
pub(crate) fn push_encoded(out: &mut String, text: &str) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(byte.into());
        } else {
            // Writing to a `String` cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
}

/// What no value meets; `enum` and `anyOf` may not be empty.
pub(crate) fn never() -> Members {
    Members::new().with("not", Members::new())
}

/// Writes both ends of a range.
pub(crate) fn range(out: &mut Members, Bounds { lower, upper }: Bounds) {
    let ends = [
        (lower, "minimum", "exclusiveMinimum"),
        (upper, "maximum", "exclusiveMaximum"),
    ];
    for (bound, included, excluded) in ends {
        if let Some(Bound { value, exclusive }) = bound {
            let keyword = if exclusive { excluded } else { included };
            out.push(keyword, Node::number(value));
        }
    }
}

fn integer(int: &Int, null: bool) -> Members {
    let Int {
        min,
        max,
        // These never make a value invalid.
        accepted: _,
        special: _,
        multiple_of,
        unix_seconds: _,
    } = int;
    // The bounds of what a machine can hold are no bounds of the contract, and on the lossy list.
    let mut out = Members::new().with("type", typed("integer", null));
    out.push_some("minimum", *min);
    out.push_some("maximum", *max);
    out.push_some("multipleOf", multiple_of.map(NonZeroU32::get));
    out
}

fn float(number: &Number, null: bool) -> Members {
    let Number {
        lower,
        upper,
        // These never make a value invalid.
        accepted: _,
        special: _,
    } = number;
    let mut out = Members::new().with("type", typed("number", null));
    range(&mut out, Bounds::new(*lower, *upper));
    out
}

#[cfg(test)]
#[allow(clippy::indexing_slicing)]
mod tests {
    use mediaspec_core::contract::Direction;
    use serde_json::{Value, json};

    use super::*;
    use crate::fixtures::{field, list, object, rule, service, text, ty, with};

    /// The schemas of the fields of a type, by name, in bodies of requests.
    fn properties(lines: &[Value]) -> Value {
        let service = service(lines);
        let ty = service.types().next().expect("a type");
        let scope = Scope::body(Direction::Request);
        let mut emitter = Emitter::new(&service, scope, "#/$defs/");
        let mut properties = Members::new();
        for field in &ty.fields {
            let mut schema = emitter.value(ty, field, field.nullable);
            schema.remove("description");
            properties.push(&*field.name, schema);
        }
        serde_json::to_value(Node::from(properties)).expect("JSON")
    }

    #[test]
    fn references_are_uri_fragments() {
        assert_eq!(reference("#/$defs/", "VideoConfig"), "#/$defs/VideoConfig");
        assert_eq!(reference("#/$defs/", "a/b %"), "#/$defs/a~1b%20%25");
    }

    #[test]
    fn items_differ_where_the_list_or_a_rule_says_so() {
        let unique = json!({"list": {"item": {"text": {}}, "unique": true}});
        let properties = properties(&[
            ty("Job"),
            field("free", list(text())),
            field("inner", list(unique.clone())),
            field("own", unique),
            field("by_rule", list(text())),
            field("by_member", list(object("Job"))),
            rule(json!({"unique": {"list": "by_rule"}})),
            with(
                rule(json!({"unique": {"list": "by_member", "by": "own"}})),
                json!({"id": "other"}),
            ),
        ]);
        let differ = |name: &str| properties[name].get("uniqueItems").is_some();
        let names = ["free", "inner", "own", "by_rule", "by_member"];
        assert_eq!(names.map(differ), [false, false, true, true, false]);
        assert_eq!(properties["inner"]["items"]["uniqueItems"], true);
    }

    #[test]
    fn the_form_of_a_text_and_what_it_holds_stand_side_by_side() {
        let separated = json!({"separator": ",", "piece": {"enum": {"values": [{"wire": "a"}]}}});
        let form = json!({"max_chars": 9, "format": "https-url", "base64": true});
        let properties = properties(&[
            ty("Job"),
            field(
                "json",
                json!({"text": {"form": form, "content": {"json": object("Job")}}}),
            ),
            field(
                "list",
                json!({"text": {"form": form, "content": {"separated": separated}}}),
            ),
        ]);
        let url = mediaspec_core::contract::Format::HttpsUrl.regex();
        let base64 = super::super::pattern::BASE64;
        assert_eq!(
            properties["json"],
            json!({
                "type": "string",
                "maxLength": 9,
                "pattern": url,
                "allOf": [{"pattern": base64}],
                "not": {"type": "string", "pattern": "\\n$"},
                "contentEncoding": "base64",
                "contentMediaType": "application/json",
                "contentSchema": {"$ref": "#/$defs/Job"},
            })
        );
        assert_eq!(
            properties["list"]["allOf"],
            json!([{"pattern": base64}, {"pattern": "^(?:a)(?:,(?:a))*$"}])
        );
    }
}
