//! Self-contained documents: of one message on demand, or one for each distinct message of many.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use mediaspec_core::contract::{
    AuthGroup, Cite, Conflict, Context, Direction, Field, Message, MessageKind, Operation, Part,
    Rule, Service, Source, TypeDef,
};
use mediaspec_core::node::{Members, Node};
use mediaspec_core::words::Phrase;

use super::emitter::{Emitter, push_encoded};
use super::prose;

/// The dialect of every document.
pub(crate) const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// The `$id` of every document begins with this; the name of what it describes follows.
pub(crate) const BASE: &str = "urn:mediaspec:";

/// Where the definitions of a document lie.
const DEFINITIONS: &str = "#/$defs/";

/// A schema document.
#[derive(Debug, Clone)]
pub struct Document<'c> {
    /// Its `$id`: `urn:mediaspec:<service>:<operation>:<message>`, and the part behind it where that is not the body.
    pub id: String,
    /// What was read for it, by name.
    pub sources: Vec<&'c Source>,
    /// The document without its `$schema` and `$id`.
    content: Members,
}

/// A document as one file, and the messages that it describes.
#[derive(Debug, Clone)]
pub struct DocumentFile<'c> {
    /// Its path: the service's folder, then the name, such as `metastudio/error_response.response.json`.
    pub file: String,
    /// The document.
    pub document: Document<'c>,
    /// The messages that it describes, in the order in which they were given.
    pub messages: Vec<Message<'c>>,
}

impl<'c> DocumentFile<'c> {
    /// Returns the document as readers need it who see descriptions and no keywords, such as those of types that are made of it: what a
    /// value may be and where it was read stands in its description, too.
    #[must_use]
    pub fn in_full(&self) -> Option<Document<'c>> {
        Some(Document {
            content: content(self.messages.first()?, true),
            ..self.document.clone()
        })
    }
}

impl Document<'_> {
    /// Returns the text of the document, newline-ended. A remark, such as how the text was made, goes in front of what
    /// the document's `$comment` says anyway.
    #[must_use]
    pub fn text(&self, remark: Option<&str>) -> String {
        let mut out = Members::new()
            .with("$schema", DIALECT)
            .with("$id", &*self.id);
        out.extend(self.content.clone());
        if let (Some(remark), Some(Node::Text(comment))) = (remark, out.get_mut("$comment")) {
            *comment = format!("{remark} {comment}");
        }
        Node::from(out).folded()
    }
}

/// Renders the document of one part of a message; `None` when the operation has no such message, or it no such part.
///
/// ```
/// use mediaspec_core::contract::{MessageKind, Part, Service};
/// use mediaspec_json_schema::document;
///
/// /// The JSON Schema of the body that a request of an operation has.
/// pub fn request_schema(service: &Service, operation: &str) -> Option<String> {
///     let operation = service.operation(operation)?;
///     let document = document(service, operation, MessageKind::Request, Part::Body)?;
///     Some(document.text(None))
/// }
/// # let _ = request_schema;
/// ```
#[must_use]
pub fn document<'c>(
    service: &'c Service,
    operation: &'c Operation,
    message: MessageKind<'_>,
    part: Part,
) -> Option<Document<'c>> {
    rendered(service, operation, message, part, false)
}

/// Does the same for readers who see descriptions and no keywords, as editors show them: descriptions say what is allowed and where
/// that was read, too, and each listed value has its own (`enumDescriptions`, as Visual Studio Code takes it).
#[must_use]
pub fn document_in_full<'c>(
    service: &'c Service,
    operation: &'c Operation,
    message: MessageKind<'_>,
    part: Part,
) -> Option<Document<'c>> {
    rendered(service, operation, message, part, true)
}

fn rendered<'c>(
    service: &'c Service,
    operation: &'c Operation,
    message: MessageKind<'_>,
    part: Part,
    in_full: bool,
) -> Option<Document<'c>> {
    let mut messages = service.messages_of(operation);
    let message = messages.find(|one| one.kind == message && one.part == part)?;
    Some(Document {
        id: Name::of_message(&message).id(),
        sources: sources(&message),
        content: content(&message, in_full),
    })
}

/// Renders documents for messages: those that read alike share one. `stem` gives the form that a name has in names of
/// files.
#[must_use]
pub fn documents<'c>(
    messages: impl IntoIterator<Item = Message<'c>>,
    stem: impl Fn(&str) -> String,
) -> Vec<DocumentFile<'c>> {
    struct Group<'c> {
        content: Members,
        messages: Vec<Message<'c>>,
    }
    let mut groups: Vec<Group<'c>> = Vec::new();
    let mut by_content: BTreeMap<(&'c str, String), usize> = BTreeMap::new();
    let mut rendered: BTreeMap<Key<'c>, usize> = BTreeMap::new();
    for message in messages {
        let key = Key::of(&message);
        let known = rendered.get(&key).copied();
        let group = known.unwrap_or_else(|| {
            let content = content(&message, false);
            let text = Node::from(content.clone()).compact();
            let by_content = by_content.entry((message.service.name(), text));
            let group = *by_content.or_insert(groups.len());
            if group == groups.len() {
                groups.push(Group {
                    content,
                    messages: Vec::new(),
                });
            }
            rendered.insert(key, group);
            group
        });
        if let Some(group) = groups.get_mut(group) {
            group.messages.push(message);
        }
    }
    // Shared documents choose their names first: an operation's own name is longer, and can give way.
    let mut taken = Taken::default();
    let mut names: Vec<Option<(String, String)>> = groups.iter().map(|_| None).collect();
    for shared in [true, false] {
        for (group, name) in groups.iter().zip(&mut names) {
            if (group.messages.len() > 1) == shared {
                *name = taken.take(candidates(&group.messages), &stem);
            }
        }
    }
    groups
        .into_iter()
        .zip(names)
        .filter_map(|(group, name)| {
            let (file, id) = name?;
            Some(DocumentFile {
                file,
                document: Document {
                    id,
                    sources: sources(group.messages.first()?),
                    content: group.content,
                },
                messages: group.messages,
            })
        })
        .collect()
}

/// Everything that a document is made of: messages of one key have one document.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Key<'c> {
    service: &'c str,
    ty: &'c str,
    direction: Direction,
    part: Part,
    context: Option<Context>,
    /// The operation, where its requests are authenticated in a way of its own.
    authenticates: Option<&'c str>,
}

impl<'c> Key<'c> {
    fn of(message: &Message<'c>) -> Self {
        let operation = message.operation;
        Self {
            service: message.service.name(),
            ty: message.ty,
            direction: message.kind.direction(),
            part: message.part,
            context: operation.context,
            authenticates: operation.auth.is_some().then_some(&*operation.name),
        }
    }
}

/// What a document is called: in the name of its file, and in its `$id`.
#[derive(Debug, Clone)]
struct Name<'c> {
    service: &'c str,
    owner: Owner<'c>,
    message: Described<'c>,
    part: Part,
    context: Option<Context>,
    /// Tells documents apart that would have one name otherwise.
    number: Option<u32>,
}

/// Whose name a document has.
#[derive(Debug, Clone)]
enum Owner<'c> {
    /// An operation, or a type.
    Named(&'c str),
    /// Parameters.
    Fields(&'c [Field]),
}

/// What a document describes.
#[derive(Debug, Clone, Copy)]
enum Described<'c> {
    /// One message.
    One(MessageKind<'c>),
    /// Messages of one direction.
    Any(Direction),
}

impl<'c> Name<'c> {
    fn of_message(message: &Message<'c>) -> Self {
        Self {
            service: message.service.name(),
            owner: Owner::Named(&message.operation.name),
            message: Described::One(message.kind),
            part: message.part,
            context: None,
            number: None,
        }
    }

    fn file(&self, stem: impl Fn(&str) -> String) -> String {
        let owner = self.owner.written(stem);
        let message = match self.message {
            Described::One(kind) => kind.slug(),
            Described::Any(direction) => direction.to_string(),
        };
        let mut out = format!("{}/{owner}.{message}", self.service);
        let words = [self.part(), self.context.map(Context::as_str)];
        for word in words.into_iter().flatten() {
            out.push('.');
            out.push_str(word);
        }
        if let Some(number) = self.number {
            // Writing to a `String` cannot fail.
            let _ = write!(out, "-{number}");
        }
        out.push_str(".json");
        out
    }

    fn id(&self) -> String {
        let owner = self.owner.written(str::to_owned);
        let message = match self.message {
            Described::One(kind) => kind.to_string(),
            Described::Any(direction) => direction.to_string(),
        };
        let number = self.number.map(|number| number.to_string());
        let words = [
            Some(self.service),
            Some(&*owner),
            Some(&*message),
            self.part(),
            self.context.map(Context::as_str),
            number.as_deref(),
        ];
        let mut out = BASE.to_owned();
        for (at, word) in words.into_iter().flatten().enumerate() {
            if at > 0 {
                out.push(':');
            }
            push_encoded(&mut out, word);
        }
        out
    }

    /// The part, where it must be said.
    const fn part(&self) -> Option<&'static str> {
        match self.part {
            Part::Body => None,
            Part::Path | Part::Query | Part::Header => Some(self.part.as_str()),
        }
    }
}

impl Owner<'_> {
    fn written(&self, form: impl Fn(&str) -> String) -> String {
        match self {
            Self::Named(name) => form(name),
            Self::Fields([]) => form(""),
            Self::Fields([only]) => form(&only.name),
            Self::Fields([one, two]) => format!("{}-{}", form(&one.name), form(&two.name)),
            Self::Fields([first, rest @ ..]) => {
                format!("{}-and-{}-more", form(&first.name), rest.len())
            }
        }
    }
}

/// The names that documents have.
#[derive(Default)]
struct Taken {
    files: BTreeSet<String>,
    ids: BTreeSet<String>,
}

impl Taken {
    /// Takes the first name that is free, a numbered one if none is: for the file, and for the document.
    fn take(
        &mut self,
        candidates: Vec<Name<'_>>,
        stem: impl Fn(&str) -> String,
    ) -> Option<(String, String)> {
        let last = candidates.last()?.clone();
        let numbered = (2_u32..).map(|number| Name {
            number: Some(number),
            ..last.clone()
        });
        let mut names = candidates.iter().cloned().chain(numbered);
        names.find_map(|name| {
            let (file, id) = (name.file(&stem), name.id());
            if self.files.contains(&file) || self.ids.contains(&id) {
                return None;
            }
            self.files.insert(file.clone());
            self.ids.insert(id.clone());
            Some((file, id))
        })
    }
}

fn candidates<'c>(messages: &[Message<'c>]) -> Vec<Name<'c>> {
    let Some(first) = messages.first() else {
        return Vec::new();
    };
    if let [only] = messages {
        return vec![Name::of_message(only)];
    }
    let name = Name {
        service: first.service.name(),
        owner: shared_owner(first, messages),
        message: Described::Any(first.kind.direction()),
        part: first.part,
        context: None,
        number: None,
    };
    let mut out = vec![name.clone()];
    if let Some(context) = first.operation.context {
        out.push(Name {
            context: Some(context),
            ..name
        });
    }
    out
}

/// Whose name a document has that several messages share: their type, or where each operation has parameters of its own
/// that read like the others', the parameters.
fn shared_owner<'c>(first: &Message<'c>, messages: &[Message<'c>]) -> Owner<'c> {
    if messages.iter().all(|message| message.ty == first.ty) {
        Owner::Named(first.ty)
    } else {
        Owner::Fields(&first.type_def().fields)
    }
}

/// The document without its `$schema` and `$id`. It must not name the operation: others may say the same.
fn content(message: &Message<'_>, in_full: bool) -> Members {
    let ty = message.type_def();
    let mut emitter = Emitter::new(message.service, message.scope(), DEFINITIONS);
    if in_full {
        emitter = emitter.in_full();
    }
    let mut comment = String::new();
    if is_vendors(ty) {
        comment.push_str(&prose::provenance_of_type(ty));
        comment.push(' ');
    }
    if let Some(whole) = ty.transparent_field()
        && let Some(provenance) = prose::provenance_of_field(whole, None)
    {
        comment.push_str(&provenance);
        comment.push(' ');
    }
    comment.push_str("Sources: ");
    let sources: Vec<String> = sources(message).into_iter().map(prose::of_source).collect();
    comment.push_str(&sources.join("; "));
    comment.push('.');

    let mut out = Members::new().with("title", title(message));
    let description = match message.part {
        Part::Body => emitter.prose_of_type(ty),
        Part::Path | Part::Query => Phrase::words("The parsed values, as members of one object."),
        Part::Header => Phrase::words(
            "The headers as members of one object, in the spelling of the table; on the wire their names may stand in any case.",
        ),
    };
    emitter.describe(&mut out, &description);
    out.push("$comment", comment);
    if contains_itself(message.service, ty) {
        // Its own definition is needed anyway: written once, it is one type to whoever reads types out of schemas.
        out.extend(emitter.object_value(&ty.name, false));
    } else {
        out.extend(emitter.body(ty));
    }
    out.push_list("anyOf", message.auth().iter().map(authentication).collect());
    let definitions = emitter.definitions();
    if !definitions.is_empty() {
        out.push("$defs", definitions);
    }
    out
}

/// Whether an object of a type may hold another, however deep.
fn contains_itself(service: &Service, ty: &TypeDef) -> bool {
    let mut references = service
        .reachable(ty)
        .into_iter()
        .flat_map(TypeDef::references);
    references.any(|name| *name == ty.name)
}

/// Whether the type is the vendor's; parameters are types that their operation gives its name to.
const fn is_vendors(ty: &TypeDef) -> bool {
    ty.parameters_of.is_none()
}

fn title<'c>(message: &Message<'c>) -> &'c str {
    match (message.part, message.kind.direction()) {
        (Part::Body, _) => &message.type_def().wire,
        (Part::Path, _) => "Path parameters",
        (Part::Query, _) => "Query parameters",
        (Part::Header, Direction::Request) => "Request headers",
        (Part::Header, Direction::Response) => "Response headers",
    }
}

fn authentication(group: &AuthGroup) -> Node {
    let AuthGroup {
        scheme,
        headers,
        cite,
    } = group;
    let mut properties = Members::new();
    for header in headers {
        properties.push(&**header, Members::new());
    }
    let required: Vec<Node> = headers.iter().map(|header| (&**header).into()).collect();
    Members::new()
        .with(
            "$comment",
            format!("Authentication by {scheme}. Source: {cite}."),
        )
        .with("properties", properties)
        .with("required", required)
        .into()
}

/// What was read for a message, by name.
fn sources<'c>(message: &Message<'c>) -> Vec<&'c Source> {
    let service = message.service;
    let mut cites: Vec<&Cite> = Vec::new();
    for ty in service.reachable(message.type_def()) {
        // Where the operation was read is not where its parameters were.
        if is_vendors(ty) {
            cites.push(&ty.info.cite);
            cites.extend(of_conflicts(&ty.info.conflicts));
        }
        for Field { info, .. } in &ty.fields {
            cites.push(&info.cite);
            cites.extend(info.cites.iter().map(|(_, cite)| cite));
            cites.extend(of_conflicts(&info.conflicts));
        }
        for Rule { info, .. } in &ty.rules {
            cites.push(&info.cite);
            cites.extend(of_conflicts(&info.conflicts));
        }
    }
    cites.extend(message.auth().iter().map(|group| &group.cite));
    let found: BTreeMap<&str, &Source> = cites
        .into_iter()
        .map(|cite| service.source(cite))
        .map(|source| (&*source.name, source))
        .collect();
    found.into_values().collect()
}

fn of_conflicts(conflicts: &[Conflict]) -> impl Iterator<Item = &Cite> {
    conflicts.iter().map(|conflict| &conflict.cite)
}

#[cfg(test)]
#[allow(clippy::indexing_slicing)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::draft07;
    use crate::fixtures::{
        field, list, object, operation, parameters, response, service, service_with, text, ty, with,
    };

    fn parsed(document: &Document<'_>) -> Value {
        serde_json::from_str(&document.text(None)).expect("JSON")
    }

    /// Paths and `$id`s of the documents, with how many messages each describes.
    fn named(service: &Service) -> Vec<(String, String, usize)> {
        documents(service.messages(), str::to_lowercase)
            .into_iter()
            .map(|file| (file.file, file.document.id, file.messages.len()))
            .collect()
    }

    fn names(expected: &[(&str, &str, usize)]) -> Vec<(String, String, usize)> {
        let owned = |(file, id, count): &(&str, &str, usize)| {
            (
                format!("studio/{file}.json"),
                format!("urn:mediaspec:studio:{id}"),
                *count,
            )
        };
        expected.iter().map(owned).collect()
    }

    /// Folders in folders: a type that holds a list of itself.
    fn folders() -> Service {
        service(&[
            ty("Folder"),
            with(field("name", text()), json!({"required": "always"})),
            field("folders", list(object("Folder"))),
            operation(
                "MakeFolder",
                json!({"request": {"ty": "Folder", "required": true}}),
            ),
        ])
    }

    fn document_of<'c>(service: &'c Service, name: &str, part: Part) -> Document<'c> {
        let operation = service.operation(name).expect("an operation");
        document(service, operation, MessageKind::Request, part).expect("a message")
    }

    #[test]
    fn a_type_that_contains_itself_is_referred_to_and_written_once() {
        let service = folders();
        let document = parsed(&document_of(&service, "MakeFolder", Part::Body));
        assert_eq!(document["$ref"], "#/$defs/Folder");
        assert_eq!(document["title"], "Folder");
        assert_eq!(document.get("properties"), None);
        let defined: Vec<&String> = document["$defs"]
            .as_object()
            .expect("a map")
            .keys()
            .collect();
        assert_eq!(defined, ["Folder"]);
        assert_eq!(
            document["$defs"]["Folder"]["properties"]["folders"]["items"]["$ref"],
            "#/$defs/Folder"
        );
    }

    #[test]
    fn a_type_that_contains_itself_is_checked_at_every_depth() {
        let service = folders();
        let document = document_of(&service, "MakeFolder", Part::Body);
        let mirror = draft07(&document.text(None)).expect("a document of ours");
        let mirror: Value = serde_json::from_str(&mirror).expect("JSON");
        assert_eq!(mirror["allOf"], json!([{"$ref": "#/definitions/Folder"}]));
        let inside = |innermost: Value| {
            (0..20).fold(
                innermost,
                |inner, depth| json!({"name": depth.to_string(), "folders": [inner]}),
            )
        };
        for schema in [parsed(&document), mirror] {
            let schema = jsonschema::validator_for(&schema).expect("a schema");
            assert!(schema.is_valid(&inside(json!({"name": "x", "folders": []}))));
            assert!(!schema.is_valid(&inside(json!({"name": 1}))));
            assert!(!schema.is_valid(&inside(json!({"folders": []}))));
            assert!(!schema.is_valid(&inside(json!({"name": "x", "files": []}))));
        }
    }

    #[test]
    fn types_that_contain_each_other_are_defined_once_each() {
        let service = service(&[
            ty("Branch"),
            field("leaves", list(object("Leaf"))),
            ty("Leaf"),
            field("grows_to", object("Branch")),
            ty("Tree"),
            field("branch", object("Branch")),
            operation(
                "Plant",
                json!({"request": {"ty": "Tree", "required": true}}),
            ),
        ]);
        let document = parsed(&document_of(&service, "Plant", Part::Body));
        // The tree is in no other, and is written in place.
        assert_eq!(document["properties"]["branch"]["$ref"], "#/$defs/Branch");
        let defined: Vec<&String> = document["$defs"]
            .as_object()
            .expect("a map")
            .keys()
            .collect();
        assert_eq!(defined, ["Branch", "Leaf"]);
        let schema = jsonschema::draft202012::new(&document).expect("a schema");
        let tree = |grown: Value| json!({"branch": {"leaves": [{"grows_to": grown}]}});
        assert!(schema.is_valid(&tree(json!({"leaves": [{}]}))));
        assert!(!schema.is_valid(&tree(json!({"leaves": [{"grows_to": 1}]}))));
    }

    #[test]
    fn messages_that_read_alike_share_a_document_that_is_called_like_their_type() {
        let fails = json!({"responses": [response(400, "Failure"), response(500, "Failure")]});
        let service = service(&[
            ty("Failure"),
            field("code", text()),
            ty("Job"),
            field("id", text()),
            operation(
                "Make",
                with_member(&fails, "request", json!({"ty": "Job", "required": true})),
            ),
            operation("Stop", with_member(&fails, "context", json!("live_2d"))),
        ]);
        assert_eq!(
            named(&service),
            names(&[
                ("make.request", "Make:request", 1),
                ("failure.response", "Failure:response", 4),
            ])
        );
    }

    fn with_member(members: &Value, name: &str, value: Value) -> Value {
        let mut members = members.clone();
        members[name] = value;
        members
    }

    #[test]
    fn a_document_in_full_says_bounds_units_defaults_and_sources() {
        let service = service(&[
            ty("Ask"),
            with(
                field("speed", json!({"int": {"min": 50, "max": 200}})),
                json!({
                    "required": "in_requests",
                    "default": 100,
                    "info": {"summary": "How fast.", "unit": "percent", "cite": "page#1"},
                }),
            ),
            operation("Make", json!({"request": {"ty": "Ask", "required": true}})),
        ]);
        let documents = documents(service.messages(), str::to_owned);
        let text = |document: &Document<'_>| document.text(None);
        let full = documents[0].in_full().expect("it has a message");
        let told = "How fast. Required in requests; 50 to 200 percent; 100 when absent. Source: page, table 1, read 2026-11-20.";
        assert!(text(&full).contains(told), "{}", text(&full));
        assert!(!text(&documents[0].document).contains("50 to 200"));
    }

    #[test]
    fn a_type_that_reads_otherwise_in_a_context_has_a_document_for_each() {
        let in_live = json!({
            "id": "limit",
            "severity": "error",
            "when": [{"context": ["live_2d"]}],
            "kind": {"values": {"field": "code", "values": ["E1"]}},
            "info": {"summary": "A rule.", "cite": "page#1"},
        });
        let fails = |context: &str| {
            json!({
                "context": context,
                "responses": [response(400, "Failure"), response(500, "Failure")],
            })
        };
        let service = service(&[
            ty("Failure"),
            field("code", text()),
            json!({"rule": in_live}),
            operation("Make", fails("live_2d")),
            operation("Stop", fails("photo")),
        ]);
        assert_eq!(
            named(&service),
            names(&[
                ("failure.response", "Failure:response", 2),
                ("failure.response.photo", "Failure:response:photo", 2),
            ])
        );
    }

    #[test]
    fn parameters_that_read_alike_share_a_document_that_is_called_like_them() {
        let service = service(&[
            parameters("MakePath", "Make"),
            field("project_id", text()),
            field("job_id", text()),
            parameters("StopPath", "Stop"),
            field("project_id", text()),
            field("job_id", text()),
            operation("Make", json!({"path_parameters": "MakePath"})),
            operation("Stop", json!({"path_parameters": "StopPath"})),
        ]);
        assert_eq!(
            named(&service),
            names(&[(
                "project_id-job_id.request.path",
                "project_id-job_id:request:path",
                2
            )])
        );
        let document = parsed(&document_of(&service, "Make", Part::Path));
        assert_eq!(document["title"], "Path parameters");
        // A field of a list of parameters says where it was read: others may have the list from elsewhere.
        let described = &document["properties"]["job_id"];
        assert_eq!(described["$comment"], "Source: page#1.");
    }

    #[test]
    fn headers_that_operations_share_are_one_document_with_the_authentication() {
        let head = json!({"auth": [
            {"scheme": "token", "headers": ["X-Token"], "cite": "page#1"},
            {"scheme": "key", "headers": ["X-Key"], "cite": "page#1"},
        ]});
        let lines = [
            ty("Headers"),
            field("X-Key", text()),
            field("X-Token", text()),
            operation("Make", json!({"headers": "Headers"})),
            operation("Open", json!({"headers": "Headers", "auth": []})),
            operation("Stop", json!({"headers": "Headers"})),
        ];
        let service = service_with(&head, &lines);
        assert_eq!(
            named(&service),
            names(&[
                ("headers.request.header", "Headers:request:header", 2),
                ("open.request.header", "Open:request:header", 1),
            ])
        );
        let document = parsed(&document_of(&service, "Make", Part::Header));
        let schema = jsonschema::draft202012::new(&document).expect("a schema");
        assert!(schema.is_valid(&json!({"X-Key": "k"})));
        assert!(schema.is_valid(&json!({"X-Token": "t", "Via": "proxy"})));
        assert!(!schema.is_valid(&json!({"Via": "proxy"})));
        let open = parsed(&document_of(&service, "Open", Part::Header));
        assert_eq!(open.get("anyOf"), None);
    }

    #[test]
    fn names_that_are_taken_are_numbered() {
        let done = json!({"name": "request", "summary": "", "ty": "Task", "cite": "page#1"});
        let service = service(&[
            ty("Job"),
            ty("Task"),
            operation("MAKE", json!({"request": {"ty": "Job", "required": true}})),
            operation(
                "Make",
                json!({"request": {"ty": "Task", "required": true}, "callbacks": [done]}),
            ),
        ]);
        assert_eq!(
            named(&service),
            names(&[
                ("make.request", "MAKE:request", 1),
                // Another operation has the name of the file.
                ("make.request-2", "Make:request:2", 1),
                ("make.callback-request", "Make:request", 1),
            ])
        );
    }

    #[test]
    fn a_document_on_demand_is_that_of_the_file_with_the_name_of_its_message() {
        let service = service(&[
            ty("Failure"),
            field("code", text()),
            operation(
                "Make",
                json!({"responses": [response(400, "Failure"), response(500, "Failure")]}),
            ),
        ]);
        let shared = documents(service.messages(), str::to_lowercase);
        let [shared] = shared.as_slice() else {
            panic!("{shared:?}");
        };
        let operation = service.operation("Make").expect("an operation");
        let one = |kind, part| document(&service, operation, kind, part);
        let alone = one(MessageKind::Response(500), Part::Body).expect("a message");
        assert_eq!(alone.id, "urn:mediaspec:studio:Make:500");
        assert_eq!(
            alone.text(Some("By a test.")),
            shared
                .document
                .text(Some("By a test."))
                .replace(&shared.document.id, &alone.id)
        );
        assert_eq!(
            parsed(&alone)["$comment"],
            "Source: page#1. Sources: page = https://example.com/ (read 2026-11-20)."
        );
        assert!(one(MessageKind::Response(404), Part::Body).is_none());
        assert!(one(MessageKind::Response(500), Part::Header).is_none());
        assert!(one(MessageKind::Callback("done"), Part::Body).is_none());
    }

    #[test]
    fn what_a_name_holds_does_not_break_the_id() {
        let service = service(&[
            ty("Job"),
            operation(
                "Make:all jobs/é",
                json!({"request": {"ty": "Job", "required": true}}),
            ),
        ]);
        let document = document_of(&service, "Make:all jobs/é", Part::Body);
        assert_eq!(
            document.id,
            "urn:mediaspec:studio:Make%3Aall%20jobs%2F%C3%A9:request"
        );
    }
}
