//! A small spec for the tests of this crate.

use mediaspec_core::contract::{Catalog, Service};

use crate::{Problems, load_files};

pub(crate) const VENDOR: &str = r##"#:schema ../meta/vendor.schema.json
[vendor]
service = "studio"
title = "Example Studio"
summary = "Renders clips."
style = "rest"

[[source]]
name = "sdk"
kind = "sdk"
title = "SDK"
url = "https://example.com/sdk"
read = "2026-11-20"

[[source]]
name = "explorer"
kind = "api-explorer"
title = "API Explorer"
url = "https://example.com/explorer"
read = "2026-11-20"

[[source]]
name = "page"
kind = "page"
title = "Page"
url = "https://example.com/page"
read = "2026-11-20"

[[auth]]
scheme = "token"
headers = ["X-Auth-Token"]
source = "page#3"

[[auth]]
scheme = "aksk"
headers = ["Authorization", "X-Sdk-Date"]
source = "page"
"##;

pub(crate) const HEADERS: &str = r##"#:schema ../../meta/type.schema.json
[type]
name = "RequestHeaders"
summary = "Headers of every request."
source = "page#3"

[[field]]
name = "X-Auth-Token"
kind = "text"
sensitive = true
summary = "Who asks."

[[field]]
name = "Authorization"
kind = "text"
sensitive = true
summary = "Signature of the request."

[[field]]
name = "X-Sdk-Date"
kind = "text"
format = "basic-date-time"
summary = "When it was signed."

[[rule]]
id = "date-with-signature"
kind = "required-if"
when = { auth = "aksk" }
fields = ["X-Sdk-Date"]
summary = "A signature needs its date."
"##;

pub(crate) const LAYER: &str = r##"#:schema ../../meta/type.schema.json
[type]
name = "Layer"
wire = "LayerConfig"
summary = "One layer."
source = "page#7"
open = true
notes = ["Layers may overlap."]

[[field]]
name = "index"
kind = "int"
required = true
summary = "Order of layers."

[[field]]
name = "speed"
kind = "number"
above = 0
max = 2.5
default = 1.0
summary = "Speed of the layer."
"##;

pub(crate) const CLIP: &str = r##"#:schema ../../meta/type.schema.json
[type]
name = "Clip"
summary = "What to render."
source = "page#1"

[[field]]
name = "width"
kind = "int"
required = "request"
min = 0
max = 3840
unit = "px"
sources = { max = "sdk", kind = "page#2" }
summary = "Output width."
[[field.conflict]]
source = "sdk"
says = { min = 1, example = "SUCCESS", words = "Even numbers." }
because = "The page governs."
[[field.conflict]]
source = "sdk#x"
says = "absent"
because = "It is new."

[[field]]
name = "mode"
kind = "enum"
values = [{ wire = "RESIZE", summary = "All of it." }, { wire = "CROP", deprecated = "Use RESIZE." }]
default = "RESIZE"
summary = "How the picture is fitted."

[[field]]
name = "layers"
kind = "list"
max_items = 4
item = { kind = "object", type = "Layer" }
summary = "What lies on top of what."

[[field]]
name = "params"
kind = "text"
summary = "Parameters of the mode."

[[field]]
name = "states"
kind = "text"
separator = ","
item = { kind = "enum", values = [{ wire = "A" }, { wire = "B" }] }
max_items = 3
example = "A,B"
summary = "States to look for."

[[field]]
name = "answer"
kind = "text"
json = "Layer"
summary = "A layer as text."

[[rule]]
id = "layers-differ"
kind = "unique"
field = "layers"
by = "index"
summary = "No two layers share an index."

[[rule]]
id = "params-by-mode"
kind = "selects-type"
tag = "mode"
field = "params"
cases = { CROP = "Layer" }
otherwise = "any"
summary = "The mode says what the parameters are."

[[rule]]
id = "live-width"
kind = "range"
when = [{ context = ["live_2d", "photo"] }, { field = "mode", in = ["CROP", "RESIZE"] }]
field = "width"
max = 1920
direction = "request"
summary = "Livestreams are narrower."
source = "sdk"
"##;

pub(crate) const OPERATION: &str = r##"#:schema ../../meta/operation.schema.json
[operation]
name = "CreateClip"
method = "POST"
path = "/v1/{project_id}/clips"
context = "live_2d"
summary = "Renders a clip."
source = "page"
headers = "RequestHeaders"

[[path]]
name = "project_id"
kind = "text"
required = true
summary = "Whose clips they are."

[[query]]
name = "limit"
kind = "int"
summary = "How many."

[[query]]
name = "offset"
kind = "int"
summary = "From where."

[[header]]
name = "X-Project-Id"
kind = "text"
summary = "Who pays for it."

[request]
type = "Clip"

[[response]]
status = 400
summary = "The request is wrong."
error_code = "S.1"

[[response]]
status = 202
type = "Layer"
headers = "RequestHeaders"
summary = "Rendering has begun."

[[callback]]
name = "clip-done"
type = "Layer"
summary = "Rendering has ended."
source = "sdk"

[[rule]]
id = "one-of-both"
in = "query"
kind = "at-most-one"
fields = ["offset", "limit"]
summary = "Not both."

[[rule]]
id = "project-with-token"
in = "header"
kind = "required-if"
when = { field = "X-Auth-Token", present = true }
fields = ["X-Project-Id"]
summary = "A token does not name the project."
"##;

/// An operation that has a body and nothing else.
pub(crate) const PLAIN_OPERATION: &str = r##"#:schema ../../meta/operation.schema.json
[operation]
name = "CreateClip"
method = "POST"
path = "/v1/clips"
summary = "Renders a clip."
source = "page"
headers = "RequestHeaders"

[request]
type = "Clip"
"##;

pub(crate) fn load(files: &[(&str, &str)]) -> Result<Catalog, Problems> {
    let files: Vec<(String, String)> = files
        .iter()
        .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
        .collect();
    load_files(&files)
}

/// The service `studio` with that operation and these types, by the names of their files. `RequestHeaders` is there.
pub(crate) fn studio(operation: &str, types: &[(&str, &str)]) -> Result<Service, Problems> {
    let paths: Vec<String> = types
        .iter()
        .map(|(name, _)| format!("studio/types/{name}.toml"))
        .collect();
    let mut files = vec![
        ("studio/vendor.toml", VENDOR),
        ("studio/types/request_headers.toml", HEADERS),
        ("studio/operations/create_clip.toml", operation),
    ];
    for (path, (_, text)) in paths.iter().zip(types) {
        files.push((path, text));
    }
    let catalog = load(&files)?;
    Ok(catalog.service("studio").expect("a service").clone())
}

/// A type `name`, of which `keys` are the fields and rules.
pub(crate) fn type_of(name: &str, keys: &str) -> String {
    let head = "#:schema ../../meta/type.schema.json\n[type]";
    format!("{head}\nname = \"{name}\"\nsummary = \"What it is.\"\nsource = \"page\"\n{keys}")
}

/// A field, of which `keys` say what it is.
pub(crate) fn field_of(name: &str, keys: &str) -> String {
    format!("\n[[field]]\nname = \"{name}\"\nsummary = \"What `{name}` holds.\"\n{keys}\n")
}

/// The problems on a line each, without their count.
pub(crate) fn lines(problems: &Problems) -> Vec<String> {
    problems.iter().map(ToString::to_string).collect()
}
