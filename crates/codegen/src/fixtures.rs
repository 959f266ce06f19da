//! A small spec for unit tests: types that contain themselves, pieces of texts, headers that operations share, rules of
//! one service context.

use mediaspec_core::contract::Catalog;

const VENDOR: &str = r#"
[vendor]
service = "forest"
title = "Forest"
summary = "A service that does not exist."
style = "rest"

[[source]]
name = "page"
kind = "page"
title = "A page"
url = "https://example.com/page"
read = "2026-11-20"

[[auth]]
scheme = "token"
headers = ["X-Token"]
source = "page#1"
"#;

const HEADERS: &str = r#"
[type]
name = "Headers"
summary = "Headers of every request."
source = "page#1"

[[field]]
name = "X-Token"
kind = "text"
max_chars = 8
sensitive = true
summary = "Who asks."
"#;

/// A type that contains itself in a list, in a document, and through another.
const TREE: &str = r#"
[type]
name = "Tree"
summary = "A plant with a trunk."
source = "page#2"

[[field]]
name = "size"
kind = "int"
min = 1
max = 9
summary = "How high it is."

[[field]]
name = "branches"
kind = "list"
item = { kind = "object", type = "Tree" }
max_items = 2
summary = "Smaller trees."

[[field]]
name = "seed"
kind = "text"
json = "Tree"
summary = "What grows of it."

[[field]]
name = "nest"
kind = "object"
type = "Nest"
summary = "Who lives in it."

[[field]]
name = "marks"
kind = "text"
separator = ","
item = { kind = "enum", values = [{ wire = "red", summary = "To be felled." }, { wire = "blue", deprecated = "Nobody sees it." }] }
summary = "Paint on its bark."

[[field]]
name = "owners"
kind = "text"
separator = ";"
item = { kind = "text", max_bytes = 6, format = "https-url" }
summary = "Who may fell it."

[[rule]]
id = "high-trees"
kind = "range"
when = { context = "live_2d" }
field = "size"
min = 5
severity = "error"
summary = "Only high trees go live."
"#;

const NEST: &str = r#"
[type]
name = "Nest"
summary = "Where birds live."
source = "page#3"

[[field]]
name = "tree"
kind = "object"
type = "Tree"
summary = "Where it was built."
"#;

const PLANT: &str = r#"
[operation]
name = "Plant"
method = "POST"
path = "/plant"
tag = "Trees"
summary = "Plants a tree."
source = "page#4"
headers = "Headers"

[request]
type = "Tree"
required = true

[[response]]
status = 200
type = "Tree"
summary = "Done."
source = "page#4"
"#;

const SHOW: &str = r#"
[operation]
name = "Show"
method = "GET"
path = "/show/{name}"
tag = "Trees"
context = "live_2d"
summary = "Shows a tree."
source = "page#5"
headers = "Headers"

[[path]]
name = "name"
kind = "text"
required = true
max_chars = 4
summary = "=Which one"
source = "page#5"

[[response]]
status = 200
type = "Tree"
summary = "Done."
source = "page#5"
"#;

/// Returns the catalog of the spec.
pub(crate) fn forest() -> Catalog {
    let files = [
        ("vendor", "../meta/vendor", VENDOR),
        ("types/headers", "../../meta/type", HEADERS),
        ("types/tree", "../../meta/type", TREE),
        ("types/nest", "../../meta/type", NEST),
        ("operations/plant", "../../meta/operation", PLANT),
        ("operations/show", "../../meta/operation", SHOW),
    ];
    let files = files.map(|(path, schema, text)| {
        let text = format!("#:schema {schema}.schema.json\n{text}");
        (format!("forest/{path}.toml"), text)
    });
    mediaspec_spec::load_files(&files).expect("a spec without problems")
}
