//! What becomes of a small spec whose types contain themselves and whose operations are of two families.

use mediaspec_core::contract::Catalog;
use mediaspec_spec::load_files;

use super::{Place, render};
use crate::OutputSet;

const VENDOR: &str = r#"
[vendor]
service = "demo"
title = "Demo"
summary = "Shows."
style = "rest"

[[source]]
name = "page"
kind = "page"
title = "The page"
url = "https://example.com/page"
read = "2026-11-20"
"#;

const NODE: &str = r#"
[type]
name = "Node"
summary = "Where edges meet."
source = "page"

[[field]]
name = "child"
kind = "object"
type = "Node"
summary = "Another one."

[[field]]
name = "edge"
kind = "object"
type = "Edge"
required = true
summary = "What leads on."

[[field]]
name = "more"
kind = "list"
item = { kind = "object", type = "Node" }
summary = "Others."

[[field]]
name = "document"
kind = "text"
json = "Node"
summary = "Another one, written down."

[[field]]
name = "leaf"
kind = "object"
type = "Leaf"
summary = "What ends it."
"#;

const EDGE: &str = r#"
[type]
name = "Edge"
summary = "What leads from one to another."
source = "page"

[[field]]
name = "to"
kind = "object"
type = "Node"
required = "request"
nullable = true
summary = "Where it leads."

[[field]]
name = "required"
kind = "enum"
values = [{ wire = "yes" }, { wire = "no" }]
summary = "Whether it must be taken."
"#;

const LEAF: &str = r#"
[type]
name = "Leaf"
summary = "An end of the graph."
source = "page"

[[field]]
name = "type"
kind = "int"
deprecated = "It says nothing."
summary = "Its sort."

[[field]]
name = "note"
kind = "text"
nullable = true
summary = "What somebody wrote."
"#;

const HEADERS: &str = r#"
[type]
name = "Headers"
summary = "Headers of every request."
source = "page"

[[field]]
name = "X-Token"
kind = "text"
required = true
sensitive = true
summary = "Who asks."
"#;

fn operation(name: &str, more: &str) -> String {
    format!(
        "[operation]\nname = \"{name}\"\nmethod = \"POST\"\npath = \"/{name}\"\nsummary = \"Does it.\"\nsource = \"page\"\n{more}"
    )
}

fn catalog() -> Catalog {
    let send = operation(
        "Send",
        "tag = \"TreeManager\"\nheaders = \"Headers\"\n[request]\ntype = \"Node\"\nrequired = true\n[[response]]\nstatus = 200\nsummary = \"Done.\"\n",
    );
    let show = operation(
        "Show",
        "tag = \"leaf things\"\nheaders = \"Headers\"\n[[header]]\nname = \"X-Own\"\nkind = \"text\"\nsummary = \"What it alone takes.\"\n[[query]]\nname = \"limit\"\nkind = \"int\"\nsummary = \"How many.\"\n[[response]]\nstatus = 200\ntype = \"Leaf\"\nsummary = \"Done.\"\n",
    );
    let drop = operation(
        "Drop",
        "[[query]]\nname = \"id\"\nkind = \"text\"\nrequired = true\nsummary = \"Which one.\"\n[[response]]\nstatus = 200\nsummary = \"Done.\"\n",
    );
    let files = [
        ("vendor.toml", VENDOR),
        ("types/node.toml", NODE),
        ("types/edge.toml", EDGE),
        ("types/leaf.toml", LEAF),
        ("types/headers.toml", HEADERS),
        ("operations/send.toml", &send),
        ("operations/show.toml", &show),
        ("operations/drop.toml", &drop),
    ]
    .map(|(path, text)| {
        let schema = match path.split_once('/') {
            None => "../meta/vendor",
            Some(("types", _)) => "../../meta/type",
            Some(_) => "../../meta/operation",
        };
        let text = format!("#:schema {schema}.schema.json\n\n{}", text.trim_start());
        (format!("demo/{path}"), text)
    });
    load_files(&files).unwrap_or_else(|problems| panic!("{}", problems.render(false, 120)))
}

fn rendered(place: Place) -> OutputSet {
    let mut out = OutputSet::default();
    render(&catalog(), place, &mut out);
    assert_eq!(out.refusals(), []);
    out
}

/// A file of the service, every run of white space as one blank.
fn file(name: &str) -> String {
    file_of(&rendered(Place::SHIPPED), name)
}

fn file_of(out: &OutputSet, name: &str) -> String {
    let path = format!("{}/demo/{name}", Place::SHIPPED.code);
    let text = out
        .get(&path)
        .unwrap_or_else(|| panic!("{path} is not rendered"));
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn has(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "{part} is not in {text}");
    }
}

#[test]
fn members_by_which_a_type_contains_itself_stand_in_a_box_and_no_other() {
    has(
        &file("models/node.rs"),
        &[
            "pub child: Option<Box<super::Node>>,",
            "pub edge: Box<super::Edge>,",
            "pub more: Option<Vec<super::Node>>,",
            "pub document: Option<String>,",
            "pub leaf: Option<super::Leaf>,",
            "self.child = Some(Box::new(value.into()));",
            "self.leaf = Some(value.into());",
            "edge: Box::new(required.edge),",
        ],
    );
    has(
        &file("models/edge.rs"),
        &[
            "pub to: Option<Box<super::Node>>,",
            "to: required.to.map(Box::new),",
        ],
    );
}

#[test]
fn what_requests_must_have_is_given_by_name() {
    has(
        &file("models/node.rs"),
        &[
            "pub fn new(required: NodeRequired) -> Self",
            "pub struct NodeRequired { /// What leads on. pub edge: super::Edge, }",
            "pub fn with_child(mut self, value: impl Into<super::Node>) -> Self",
            "pub fn with_more(mut self, value: impl Into<Vec<super::Node>>) -> Self",
        ],
    );
    let leaf = file("models/leaf.rs");
    has(
        &leaf,
        &[
            "#[derive(Clone, Debug, Default, PartialEq,",
            "pub fn new() -> Self { Self::default() }",
            "#[deprecated(note = \"It says nothing.\")] #[must_use] pub fn with_type(mut self, value: impl Into<i64>)",
            "self.type_ = Some(value.into());",
            "self.note = Some(Some(value.into()));",
        ],
    );
    assert!(!leaf.contains("Required"), "{leaf}");
}

#[test]
fn the_struct_of_required_members_gives_way_to_the_vendors_name() {
    has(
        &file("models/edge.rs"),
        &[
            "pub fn new(required: EdgeRequired_) -> Self",
            "pub struct EdgeRequired_ {",
            "pub to: Option<super::Node>,",
            "pub enum EdgeRequired {",
        ],
    );
    has(
        &file("models/mod.rs"),
        &["pub use edge::{Edge, EdgeRequired_, EdgeRequired};"],
    );
}

#[test]
fn a_sensitive_member_is_hidden_wherever_it_stands() {
    let headers = file("models/headers.rs");
    assert_eq!(headers.matches("Sensitive values are left out").count(), 2);
    assert_eq!(headers.matches("support::Hidden").count(), 2);
    assert!(!headers.contains("derive(Clone, Debug"), "{headers}");
}

#[test]
fn shared_headers_are_one_model_and_an_operations_own_are_none() {
    let out = rendered(Place::SHIPPED);
    let folder = format!("{}/demo/models/", Place::SHIPPED.code);
    let models: Vec<&str> = out
        .iter()
        .filter_map(|(path, _)| path.strip_prefix(&folder))
        .collect();
    assert_eq!(
        models,
        [
            "drop_query.rs",
            "edge.rs",
            "headers.rs",
            "leaf.rs",
            "mod.rs",
            "node.rs",
            "show_query.rs"
        ]
    );
    has(
        &file("models/headers.rs"),
        &[
            "const NAME: &'static str = \"Headers\";",
            "Part = ::mediaspec_core::contract::Part::Header;",
        ],
    );
}

#[test]
fn a_model_is_compiled_with_every_family_that_uses_it() {
    has(
        &file("models/mod.rs"),
        &[
            "#[cfg(feature = \"models-demo-tree-manager\")] mod node;",
            "#[cfg(feature = \"models-demo-tree-manager\")] pub use node::{Node, NodeRequired};",
            "#[cfg(feature = \"models-demo-tree-manager\")] mod edge;",
            "#[cfg(feature = \"models-demo-leaf-things\")] mod show_query;",
            "#[cfg(feature = \"models-demo\")] mod drop_query;",
            "#[cfg(feature = \"models-demo\")] pub fn each_model",
            "#[cfg(any(feature = \"models-demo-leaf-things\", feature = \"models-demo-tree-manager\"))] mod leaf;",
        ],
    );
    let out = rendered(Place::SHIPPED);
    let blocks: Vec<(&str, &str)> = out.blocks().collect();
    let expected = r#"default = ["demo"]

# The contract of each service.
demo = []

# Models: all, those of a service, and those of each family of its operations with what their messages are made of.
models = ["models-demo"]
models-demo = ["demo", "models-demo-leaf-things", "models-demo-tree-manager"]
models-demo-leaf-things = ["demo"]
models-demo-tree-manager = ["demo"]
"#;
    let handed_on = r#"default = ["demo"]

# The contract of each service. Without any, a program brings its own (`Validator::from_contracts`).
demo = ["mediaspec-schema/demo"]

# Models: all, those of a service, and those of each family of its operations.
models = ["mediaspec-schema/models"]
models-demo = ["mediaspec-schema/models-demo"]
models-demo-leaf-things = ["mediaspec-schema/models-demo-leaf-things"]
models-demo-tree-manager = ["mediaspec-schema/models-demo-tree-manager"]
"#;
    assert_eq!(
        blocks,
        [
            ("crates/schema/Cargo.toml", expected),
            ("crates/validator/Cargo.toml", handed_on)
        ]
    );
}

#[test]
fn the_model_of_errors_is_compiled_with_every_family() {
    let mut data = catalog().services()[0].to_data();
    let error = mediaspec_core::contract::TypeDef {
        name: "Trouble".into(),
        wire: "Trouble".into(),
        ..data
            .types
            .iter()
            .find(|ty| *ty.name == *"Leaf")
            .expect("a type")
            .clone()
    };
    data.types.push(error);
    data.error = Some("Trouble".into());
    let service = mediaspec_core::contract::Service::new(data).expect("a contract");
    let catalog = Catalog::new([service]).expect("a catalog");
    let mut out = OutputSet::default();
    render(&catalog, Place::SHIPPED, &mut out);
    has(
        &file_of(&out, "models/mod.rs"),
        &[
            "#[cfg( any( feature = \"models-demo\", feature = \"models-demo-leaf-things\", feature = \"models-demo-tree-manager\" ) )] mod trouble;",
        ],
    );
}

#[test]
fn code_of_a_test_knows_no_features() {
    let out = rendered(Place::OBSTACLE);
    assert_eq!(out.blocks().count(), 0);
    for (path, text) in out.iter() {
        assert!(!text.contains("cfg("), "{path}: {text}");
    }
    let service = out.get("tests/src/generated_obstacle/demo/mod.rs");
    has(
        service.unwrap_or_default(),
        &["include_str!(\"../contracts/demo.jsonl\")"],
    );
    let contract = out.get("tests/src/generated_obstacle/contracts/demo.jsonl");
    assert_eq!(contract, Some(&*catalog().services()[0].write()));
}

#[test]
fn names_of_features_that_meet_are_refused() {
    for name in ["default", "models"] {
        let mut data = catalog().services()[0].to_data();
        data.name = name.into();
        for operation in &mut data.operations {
            operation.service = name.into();
        }
        let service = mediaspec_core::contract::Service::new(data).expect("a contract");
        let catalog = Catalog::new([service]).expect("a catalog");
        let mut out = OutputSet::default();
        render(&catalog, Place::SHIPPED, &mut out);
        let told: Vec<String> = out.refusals().iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            ["schema", "validator"].map(|package| format!(
                "\"crates/{package}/Cargo.toml\" cannot be generated: two features are called `{name}`"
            ))
        );
    }
}
