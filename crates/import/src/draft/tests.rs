//! Drafts of made sheets, read by the loader of the spec.

use serde_json::{Value, json};

use super::{Difference, Draft, Scope, WhyNot, draft, name_sources};
use crate::fixtures::{PROBLEM, VENDOR};
use crate::{Days, Origin, Sheet, read};

/// A definition of one operation, `POST /v1/{project_id}/clips`.
fn definition(body: &Value, definitions: &Value) -> Vec<Sheet> {
    let document = json!({
        "operation": "CreateClip", "method": "POST", "path": "/v1/{project_id}/clips", "tags": ["Clips"],
        "consumes": ["application/json;charset=utf-8"],
        "parameters": [
            {"$ref": "#/parameters/Project-IdPath"},
            {"in": "query", "name": "limit", "type": "integer", "minimum": 1, "maximum": 100, "default": 10},
            {"in": "body", "name": "body", "required": true, "schema": body}
        ],
        "shared_parameters": {
            "Project-IdPath": {"in": "path", "name": "project_id", "required": true, "type": "string", "maxLength": 64}
        },
        "responses": {"200": {"schema": {"$ref": "#/definitions/Made"}}, "400": {"$ref": "#/responses/BadRequest"}},
        "definitions": definitions
    });
    let origin = Origin {
        read: Some("2026-03-13".to_owned()),
        ..Origin::default()
    };
    read(&document.to_string(), &origin, &Days::default()).expect("a definition")
}

/// Facts of an SDK about the same operation: the members of `Clip`, and those of the answer.
fn sdk(clip: &Value, answer: &Value) -> Vec<Sheet> {
    let document = json!({
        "operation": "CreateClip", "method": "POST", "path": "/v1/{project_id}/clips", "source": "studio 3",
        "parameters": [{"in": "query", "name": "limit", "type": "int"}],
        "request_body": {"type": "Clip", "required": false},
        "response_body": {"fields": answer},
        "types": {"Clip": {"fields": clip}}
    });
    let origin = Origin {
        name: Some("studio-sdk".to_owned()),
        url: Some("https://example.com/sdk".to_owned()),
        read: Some("2026-11-20".to_owned()),
        ..Origin::default()
    };
    read(&document.to_string(), &origin, &Days::default()).expect("facts")
}

fn clip() -> Value {
    json!({"$ref": "#/definitions/Clip"})
}

fn made() -> Value {
    json!({"properties": {"id": {"type": "string"}}})
}

fn folder() -> Vec<(String, String)> {
    let files = [
        ("studio/vendor.toml", VENDOR),
        ("studio/types/problem.toml", PROBLEM),
    ];
    files
        .map(|(path, text)| (path.to_owned(), text.to_owned()))
        .into()
}

fn scope() -> Scope {
    Scope {
        service: "studio".to_owned(),
        ..Scope::default()
    }
}

/// Puts a draft into a folder.
fn over(mut folder: Vec<(String, String)>, drafted: &Draft) -> Vec<(String, String)> {
    folder.retain(|(path, _)| !drafted.files.contains_key(path));
    let new = drafted.files.iter();
    folder.extend(new.map(|(path, text)| (path.clone(), text.clone())));
    folder
}

/// Drafts sheets into an empty service, and holds that the loader takes what comes of it, and that a second draft adds nothing.
fn drafted(sheets: &[Sheet]) -> Draft {
    let first = draft(&folder(), sheets, &scope()).expect("a draft");
    let whole = over(folder(), &first);
    if let Err(problems) = mediaspec_spec::load_files(&whole) {
        panic!("{problems}\n{}", problems.render(false, 100));
    }
    let second = draft(&whole, sheets, &scope()).expect("a draft");
    assert!(second.files.is_empty(), "{:?}", second.files.keys());
    assert_eq!(second.differences, first.differences);
    first
}

fn file<'d>(draft: &'d Draft, path: &str) -> &'d str {
    let found = draft.files.get(&format!("studio/{path}"));
    found.unwrap_or_else(|| panic!("no {path} among {:?}", draft.files.keys()))
}

/// The block of a field in a file: from its name to the next field.
fn field<'t>(text: &'t str, name: &str) -> &'t str {
    let begin = format!("[[field]]\nname = \"{name}\"\n");
    let from = text
        .find(&begin)
        .unwrap_or_else(|| panic!("no {name} in {text}"));
    let rest = &text[from + begin.len()..];
    rest.split("\n[[field]]").next().unwrap_or(rest).trim_end()
}

fn of_clip(properties: &Value, members: &Value) -> (String, Draft) {
    let clips = json!({"Clip": {"properties": properties}, "Made": made()});
    let mut sheets = definition(&clip(), &clips);
    sheets.extend(sdk(members, &json!([{"name": "id", "type": "str"}])));
    let draft = drafted(&sheets);
    (file(&draft, "types/clip.toml").to_owned(), draft)
}

fn differences(draft: &Draft) -> Vec<(WhyNot, &str, &str)> {
    let all = draft.differences.iter();
    all.map(|one: &Difference| (one.why, one.subject.as_str(), one.says.as_str()))
        .collect()
}

#[test]
fn an_operation_is_drafted_with_its_types_and_what_operations_share() {
    let (_, draft) = of_clip(&json!({"width": {"type": "integer"}}), &json!([]));
    assert_eq!(
        file(&draft, "operations/create_clip.toml"),
        r##"#:schema ../../meta/operation.schema.json

[operation]
name = "CreateClip"
method = "POST"
path = "/v1/{project_id}/clips"
tag = "Clips"
summary = false
source = "api-explorer#CreateClip"
path_types = ["ProjectIdPath"]
responses = ["BadRequest"]

[[query]]
name = "limit"
kind = "int"
summary = false
min = 1
max = 100
default = 10

[request]
type = "Clip"
required = true

[[response]]
status = 200
type = "Made"
summary = false
source = "api-explorer#CreateClip"
"##
    );
    assert_eq!(
        file(&draft, "types/project_id_path.toml"),
        r##"#:schema ../../meta/type.schema.json

[type]
name = "ProjectIdPath"
summary = false
source = "api-explorer"

[[field]]
name = "project_id"
kind = "text"
summary = false
required = true
max_chars = 64
"##
    );
    let vendor = file(&draft, "vendor.toml");
    assert!(vendor.starts_with(VENDOR), "{vendor}");
    assert!(
        vendor.ends_with("\n[response.BadRequest]\nstatus = 400\ntype = \"Problem\"\nsummary = false\nsource = \"api-explorer\"\n"),
        "{vendor}"
    );
    assert_eq!(differences(&draft), []);
}

#[test]
fn members_have_the_order_of_a_source_that_is_not_sorted() {
    let sorted = json!({"bitrate": {"type": "integer"}, "codec": {"type": "string"}, "width": {"type": "integer"}});
    let members = json!([{"name": "width", "type": "int"}, {"name": "codec", "type": "str"}, {"name": "speed", "type": "float"}]);
    let (clip, _) = of_clip(&sorted, &members);
    let names: Vec<&str> = clip
        .lines()
        .filter_map(|line| line.strip_prefix("name = "))
        .collect();
    assert_eq!(
        names,
        [
            "\"Clip\"",
            "\"width\"",
            "\"codec\"",
            "\"speed\"",
            "\"bitrate\""
        ]
    );
    assert_eq!(
        field(&clip, "speed"),
        "kind = \"number\"\nsummary = false\nsource = \"studio-sdk\""
    );
}

#[test]
fn what_several_sources_say_is_listed_and_what_one_says_otherwise_is_a_conflict() {
    let properties = json!({
        "mode": {"type": "string", "enum": ["A", "B"], "minLength": 0, "maxLength": 8},
        "size": {"type": "integer", "minimum": 1, "maximum": 100},
        "title": {"type": "string", "maxLength": 64}
    });
    let members = json!([
        {"name": "title", "type": "str", "from_text": {"length": [1, 64]}},
        {"name": "size", "type": "str"},
        {"name": "mode", "type": "str", "from_text": {"values": ["A", "B", "C"]}}
    ]);
    let (clip, draft) = of_clip(&properties, &members);
    assert_eq!(
        field(&clip, "title"),
        "kind = \"text\"\nsummary = false\nmin_chars = 1\nmax_chars = 64\nsources = { min_chars = \"studio-sdk-text\", max_chars = [\"api-explorer\", \"studio-sdk-text\"] }"
    );
    assert_eq!(
        field(&clip, "size"),
        "kind = \"int\"\nsummary = false\nmin = 1\nmax = 100\n\n[[field.conflict]]\nsource = \"studio-sdk\"\nsays = { kind = \"text\" }"
    );
    assert_eq!(
        field(&clip, "mode"),
        "kind = \"enum\"\nsummary = false\nvalues = [{ wire = \"A\" }, { wire = \"B\" }]\n\n[[field.conflict]]\nsource = \"api-explorer\"\nsays = { min_chars = 0, max_chars = 8 }\n\n[[field.conflict]]\nsource = \"studio-sdk-text\"\nsays = { values = [\"A\", \"B\", \"C\"] }"
    );
    let vendor = file(&draft, "vendor.toml");
    assert!(
        vendor.contains("name = \"studio-sdk-text\"\nkind = \"sdk-text\"\ntitle = \"studio 3, read out of its comments by a program\"\nurl = \"https://example.com/sdk\"\nread = \"2026-11-20\"\n"),
        "{vendor}"
    );
    assert_eq!(differences(&draft), []);
}

#[test]
fn mistakes_are_slips_with_their_direction() {
    let made = json!({"properties": {
        "ids": {"type": "array", "items": {"type": "string"}, "minItems": 1, "x-maxLength": 64},
        "state": {"type": "string", "enum": ["LONG"], "maxLength": 2},
        "count": {"type": "integer", "default": 5}
    }, "required": ["count", "nothing"]});
    let sheets = definition(
        &json!({"type": "array", "items": {"type": "string"}}),
        &json!({"Made": made}),
    );
    let draft = drafted(&sheets);
    let made = file(&draft, "types/made.toml");
    assert!(
        made.contains("\n[[conflict]]\nsource = \"api-explorer\"\nsays = { words = \"requires a member `nothing`, which it does not have\" }\n"),
        "{made}"
    );
    let slips = |name: &str| -> Vec<String> {
        let conflicts = field(made, name).split("\n[[field.conflict]]\n").skip(1);
        let line = |text: &str, key: &str| {
            text.lines()
                .find(|line| line.starts_with(key))
                .map(str::to_owned)
        };
        conflicts
            .map(|text| {
                format!(
                    "{} {}",
                    line(text, "says").expect("says"),
                    line(text, "slip").expect("a slip")
                )
            })
            .collect()
    };
    assert_eq!(
        slips("ids"),
        [
            "says = { max_chars = 64 } slip = true",
            "says = { min_items = 1 } slip = \"response\""
        ]
    );
    assert_eq!(slips("state"), ["says = { max_chars = 2 } slip = true"]);
    assert_eq!(slips("count"), ["says = { required = true } slip = true"]);
    assert!(field(made, "count").starts_with("kind = \"int\"\nsummary = false\ndefault = 5\n"));
    let request = file(&draft, "operations/create_clip.toml");
    assert!(
        request.contains("[request]\nkind = \"list\"\nitem = { kind = \"text\" }\nrequired = true\nsummary = false\n"),
        "{request}"
    );
}

#[test]
fn lists_that_have_a_name_are_types_and_objects_without_one_are_named_after_their_place() {
    let definitions = json!({
        "Clip": {"properties": {
            "language": {"$ref": "#/definitions/Language"},
            "layers": {"type": "array", "items": {"properties": {"index": {"type": "integer"}}}},
            "extra": {"type": "object"}
        }},
        "Language": {"type": "string", "enum": ["CN", "EN"], "default": "CN"},
        "Unused": {"properties": {"a": {"type": "string"}}},
        "Made": made()
    });
    let draft = drafted(&definition(&clip(), &definitions));
    let clip = file(&draft, "types/clip.toml");
    assert_eq!(
        field(clip, "language"),
        "kind = \"enum\"\ntype = \"Language\"\nsummary = false\ndefault = \"CN\""
    );
    assert_eq!(
        field(clip, "layers"),
        "kind = \"list\"\nsummary = false\nitem = { kind = \"object\", type = \"ClipLayers\" }"
    );
    assert_eq!(field(clip, "extra"), "kind = \"object\"\nsummary = false");
    assert!(
        file(&draft, "types/language.toml")
            .ends_with("source = \"api-explorer#Language\"\nkind = \"enum\"\nvalues = [{ wire = \"CN\" }, { wire = \"EN\" }]\n")
    );
    assert!(file(&draft, "types/clip_layers.toml").contains("name = \"index\""));
    assert!(!draft.files.contains_key("studio/types/unused.toml"));
}

#[test]
fn what_the_language_cannot_say_is_told() {
    let properties = json!({
        "size": {"type": "integer", "format": "int32"},
        "name": {"type": "string", "pattern_name": "NAMES"},
        "odd": {"type": "string", "x-odd": 1},
        "few": {"type": "integer", "enum": [1, 5]}
    });
    let (clip, draft) = of_clip(&properties, &json!([]));
    assert_eq!(
        field(&clip, "few"),
        "kind = \"int\"\nsummary = false\nmin = 1\nmax = 5"
    );
    assert_eq!(
        differences(&draft),
        [
            (WhyNot::Unsayable, "few", r#"{"enum":[1,5]}"#),
            (WhyNot::Unsayable, "name", r#"{"pattern_name":"NAMES"}"#),
            (WhyNot::Unsayable, "size", r#"{"format":"int32"}"#),
            (WhyNot::Unread, "odd", "1"),
        ]
    );
}

#[test]
fn labels_of_a_page_govern_and_its_sentences_stay_with_whoever_reviews() {
    let page = "# Making a clip - CreateClip

POST /v1/{project_id}/clips

Table 1 Request body parameters

| Parameter | Type | Description |
|---|---|---|
| clip | Clip object | Clip. |

Table 2 Clip

| Parameter | Type | Description |
|---|---|---|
| speed | Integer | Speed. Value range: 50-200 Default value: 100 If mode is SLOW, this parameter must be set. |
| pitch | Integer | Pitch. The value ranges from 50 to 200. |
| mode | String | Mode. Options: - SLOW: for those who look - FAST: for those who do not Default value: whatever the room has |
";
    let origin = Origin {
        url: Some("https://example.com/pages".to_owned()),
        read: Some("2026-11-20".to_owned()),
        ..Origin::default()
    };
    let clips = json!({
        "Clip": {"properties": {
            "speed": {"type": "integer", "minimum": 0, "maximum": 300},
            "pitch": {"type": "integer", "minimum": 0, "maximum": 300},
            "mode": {"type": "string"}
        }},
        "Made": made()
    });
    let mut sheets = definition(&clip(), &clips);
    sheets.extend(read(page, &origin, &Days::default()).expect("a page"));
    let draft = drafted(&sheets);
    let clip = file(&draft, "types/clip.toml");
    assert_eq!(
        field(clip, "speed"),
        "kind = \"int\"\nsummary = false\nmin = 50\nmax = 200\ndefault = 100\n\n[[field.conflict]]\nsource = \"api-explorer\"\nsays = { min = 0, max = 300 }"
    );
    // A guess does not.
    assert_eq!(
        field(clip, "pitch"),
        "kind = \"int\"\nsummary = false\nmin = 0\nmax = 300\nsources = { min = \"api-explorer\", max = \"api-explorer\" }\n\n[[field.conflict]]\nsource = \"page-text\"\nsays = { min = 50, max = 200 }"
    );
    assert_eq!(
        field(clip, "mode"),
        "kind = \"enum\"\nsummary = false\nvalues = [{ wire = \"SLOW\" }, { wire = \"FAST\" }]"
    );
    let left: Vec<_> = differences(&draft)
        .into_iter()
        .filter(|(why, ..)| *why == WhyNot::Unsayable)
        .map(|(_, _, says)| says.to_owned())
        .collect();
    assert_eq!(
        left,
        [
            r#"{"default_note":"whatever the room has"}"#,
            r#"{"when":"If mode is SLOW, this parameter must be set."}"#,
        ]
    );
    assert!(
        file(&draft, "vendor.toml").contains("read out of its sentences by a program"),
        "of sentences"
    );
}

#[test]
fn a_secret_is_marked_and_a_default_that_others_refuse_is_none() {
    let properties =
        json!({"access_token": {"type": "string"}, "size": {"type": "integer", "maximum": 5}});
    let members = json!([
        {"name": "size", "type": "int", "from_text": {"default": "7"}},
        {"name": "access_token", "type": "int", "from_text": {"default": "1"}}
    ]);
    let (clip, _) = of_clip(&properties, &members);
    assert!(
        field(&clip, "access_token")
            .ends_with("source = \"studio-sdk-text\"\nsays = { default = 1 }")
    );
    assert!(field(&clip, "access_token").contains("sensitive = true"));
    assert_eq!(
        field(&clip, "size"),
        "kind = \"int\"\nsummary = false\nmax = 5\n\n[[field.conflict]]\nsource = \"studio-sdk-text\"\nsays = { default = 7 }"
    );
}

#[test]
fn what_stands_in_the_folder_stays_byte_for_byte() {
    let written = r##"#:schema ../../meta/type.schema.json

# Written by hand.
[type]
name   = "Clip"
summary = "What to render."
source = "api-explorer#Clip"

[[field]] # the first
name = "width"
kind = "int"
summary = "How far it reaches to the side."
max = 3840   # as documented

# The last.
[[field]]
name = "mode"
kind = "enum"
values = [
  { wire = "A" }, # the only one
]
summary = "How."

[[rule]]
id = "a-needs-width"
kind = "required-if"
when = { field = "mode", is = "A" }
fields = ["width"]
summary = "A needs a width."
"##;
    let mut before = folder();
    before.push(("studio/types/clip.toml".to_owned(), written.to_owned()));
    let clips = json!({"Clip": {"properties": {
        "width": {"type": "integer", "maximum": 4096},
        "height": {"type": "integer"},
        "mode": {"type": "string", "enum": ["A", "B"]}
    }}, "Made": made()});
    let mut sheets = definition(&clip(), &clips);
    sheets.extend(sdk(
        &json!([{"name": "width", "type": "int"}, {"name": "height", "type": "int"}, {"name": "mode", "type": "str"}]),
        &json!([]),
    ));
    let draft = super::draft(&before, &sheets, &scope()).expect("a draft");
    let after = file(&draft, "types/clip.toml");
    let new = "\n[[field]]\nname = \"height\"\nkind = \"int\"\nsummary = false\n";
    let (above, below) = written.split_once("\n# The last.").expect("the last");
    assert_eq!(after, format!("{above}{new}\n# The last.{below}"));
    let whole = over(before, &draft);
    assert!(mediaspec_spec::load_files(&whole).is_ok());
    assert_eq!(
        differences(&draft),
        [
            (WhyNot::Differs, "mode", r#"{"values":["A","B"]}"#),
            (WhyNot::Differs, "width", r#"{"max":4096}"#),
        ]
    );
    // What is recorded is no difference.
    let recorded = after.replace(
        "max = 3840   # as documented\n",
        "max = 3840\n\n[[field.conflict]]\nsource = \"api-explorer\"\nsays = { max = 4096 }\n",
    );
    let whole: Vec<_> = whole
        .into_iter()
        .map(|(path, text)| match path.as_str() {
            "studio/types/clip.toml" => (path, recorded.clone()),
            _ => (path, text),
        })
        .collect();
    let again = super::draft(&whole, &sheets, &scope()).expect("a draft");
    assert_eq!(
        again.files.keys().collect::<Vec<_>>(),
        Vec::<&String>::new()
    );
    assert_eq!(
        differences(&again),
        [(WhyNot::Differs, "mode", r#"{"values":["A","B"]}"#)]
    );
}

#[test]
fn a_member_that_was_dropped_has_the_day_and_one_without_a_shape_is_told() {
    let days = Days::default()
        .with_dropped(
            r#"[{"type":"Clip","member":"title","dropped":"2025-07-11","operations":["CreateClip"]},
                {"type":"Clip","member":"gone","dropped":"2025-07-11","operations":["CreateClip"]}]"#,
        )
        .expect("days");
    let document = json!({
        "operation": "CreateClip", "method": "POST", "path": "/clips", "responses": {"200": {}},
        "parameters": [{"in": "body", "name": "body", "required": true, "schema": clip()}],
        "definitions": {"Clip": {"properties": {"size": {"type": "integer"}}}}
    });
    let origin = Origin {
        read: Some("2026-03-13".to_owned()),
        ..Origin::default()
    };
    let mut sheets = read(&document.to_string(), &origin, &days).expect("a definition");
    sheets.extend(sdk(&json!([{"name": "title", "type": "str"}]), &json!([])));
    // The paths differ, which is told.
    let draft = drafted(&sheets);
    assert_eq!(
        field(file(&draft, "types/clip.toml"), "title"),
        "kind = \"text\"\nsummary = false\nsource = \"studio-sdk\"\n\n[[field.conflict]]\nsource = \"api-explorer\"\nsays = { dropped = \"2025-07-11\" }"
    );
    assert!(differences(&draft).contains(&(
        WhyNot::Dropped,
        "gone",
        r#"{"dropped":"2025-07-11"}"#
    )));
    assert!(
        differences(&draft)
            .iter()
            .any(|(why, _, says)| *why == WhyNot::Name && says.contains("/v1/{project_id}/clips"))
    );
}

#[test]
fn what_is_added_to_a_field_stands_with_it_where_a_member_follows() {
    let days = Days::default()
        .with_dropped(r#"[{"type":"Clip","member":"title","dropped":"2025-07-11","operations":["CreateClip"]}]"#)
        .expect("days");
    let document = json!({
        "operation": "CreateClip", "method": "POST", "path": "/v1/{project_id}/clips", "responses": {"200": {}},
        "parameters": [{"in": "body", "name": "body", "required": true, "schema": clip()}],
        "definitions": {"Clip": {"properties": {"size": {"type": "integer"}}}}
    });
    let origin = Origin {
        read: Some("2026-03-13".to_owned()),
        ..Origin::default()
    };
    let mut sheets = read(&document.to_string(), &origin, &days).expect("a definition");
    sheets.extend(sdk(
        &json!([{"name": "title", "type": "str"}, {"name": "size", "type": "int"}]),
        &json!([]),
    ));
    let written = "#:schema ../../meta/type.schema.json\n\n[type]\nname = \"Clip\"\nsummary = \"A clip.\"\nsource = \"api-explorer\"\n\n[[field]]\nname = \"title\"\nkind = \"text\"\nsummary = \"Its name.\"";
    let mut folder = folder();
    folder.push(("studio/types/clip.toml".to_owned(), written.to_owned()));
    let draft = draft(&folder, &sheets, &scope()).expect("a draft");
    let conflict =
        "\n[[field.conflict]]\nsource = \"api-explorer\"\nsays = { dropped = \"2025-07-11\" }\n";
    let size = "\n[[field]]\nname = \"size\"\nkind = \"int\"\nsummary = false\n";
    assert_eq!(
        file(&draft, "types/clip.toml"),
        format!("{written}\n{conflict}{size}")
    );
}

#[test]
fn bodies_read_on_other_days_are_of_sources_of_their_own() {
    let days = Days::default()
        .with_types(r#"{"Clip":"2024-09-13"}"#)
        .expect("days");
    let document = json!({
        "operation": "CreateClip", "method": "POST", "path": "/clips", "responses": {"200": {}},
        "parameters": [{"in": "body", "name": "body", "required": true, "schema": clip()}],
        "definitions": {"Clip": {"properties": {"size": {"type": "integer"}}}}
    });
    let origin = Origin {
        read: Some("2026-03-13".to_owned()),
        ..Origin::default()
    };
    let sheets = read(&document.to_string(), &origin, &days).expect("a definition");
    let draft = drafted(&sheets);
    assert!(
        file(&draft, "types/clip.toml").contains("source = \"api-explorer-2024-09-13#Clip\"\n")
    );
    assert!(
        file(&draft, "operations/create_clip.toml")
            .contains("source = \"api-explorer#CreateClip\"\n")
    );
    let vendor = file(&draft, "vendor.toml");
    assert!(
        vendor.contains("title = \"Definitions, as of 2024-09-13\"\nurl = \"https://example.com/definitions\"\nread = \"2024-09-13\"\n"),
        "{vendor}"
    );
}

#[test]
fn a_scope_leaves_out_other_operations() {
    let sheets = definition(&clip(), &json!({"Clip": made(), "Made": made()}));
    let files = |scope: &Scope| {
        draft(&folder(), &sheets, scope)
            .expect("a draft")
            .files
            .len()
    };
    let named = |name: &str| Scope {
        operations: [name.to_owned()].into(),
        ..scope()
    };
    assert_eq!(files(&named("CreateClip")), files(&scope()));
    assert_eq!(files(&named("ListClips")), 0);
    let family = |name: &str| Scope {
        family: Some(name.to_owned()),
        ..scope()
    };
    assert_eq!(files(&family("Clips")), files(&scope()));
    assert_eq!(files(&family("Jobs")), 0);
}

const RPC: &str = r##"#:schema ../meta/vendor.schema.json

[vendor]
service = "studio"
title = "Example Studio"
summary = "Renders clips."
style = "rpc"
common = "Common"

[rpc]
action = "Action"
version = "Version"
source = "mts-metadata"

[[source]]
name = "mts-metadata"
kind = "metadata"
title = "Metadata"
url = "https://example.com/metadata"
read = "2026-04-21"
"##;

const COMMON: &str = r##"#:schema ../../meta/type.schema.json

[type]
name = "Common"
summary = "What every call takes."
source = "mts-metadata"

[[field]]
name = "Version"
kind = "enum"
summary = "The version of the API."
values = [{ wire = "2014-06-18" }]
"##;

/// Facts of an operation that is called by its name, and what it answers.
fn call(name: &str, parameters: &Value, answer: &Value) -> Vec<Sheet> {
    facts(&json!({
        "operation": name, "product": "mts", "method": "POST", "path": "/", "version": "2014-06-18",
        "sources": ["S26", "Z"], "parameters": parameters,
        "response": {"type": format!("{name}ResponseBody"), "fields": answer}
    }))
}

fn request_id() -> Value {
    json!([{"name": "RequestId", "type": "string"}])
}

fn facts(document: &Value) -> Vec<Sheet> {
    read(&document.to_string(), &Origin::default(), &Days::default()).expect("facts")
}

/// Drafts facts of calls into a service that is called by names.
fn of_calls(sheets: &[Sheet]) -> Draft {
    let files = [
        ("studio/vendor.toml", RPC),
        ("studio/types/common.toml", COMMON),
    ];
    let folder: Vec<_> = files
        .map(|(path, text)| (path.to_owned(), text.to_owned()))
        .into();
    let first = draft(&folder, sheets, &scope()).expect("a draft");
    let whole = over(folder, &first);
    if let Err(problems) = mediaspec_spec::load_files(&whole) {
        panic!("{problems}\n{}", problems.render(false, 100));
    }
    let second = draft(&whole, sheets, &scope()).expect("a draft");
    assert!(second.files.is_empty(), "{:?}", second.files.keys());
    assert_eq!(second.differences, first.differences);
    first
}

#[test]
fn what_a_text_holds_is_written_in_bodies_and_is_the_kind_of_a_parameter() {
    let parameters = json!([
        {"name": "Size", "type": "string", "holds": "integer", "minimum": 1, "default": "5", "source": ["Z", "S26"]},
        {"name": "Ids", "type": "string", "separator": ",", "max_items": 10, "item_max_length": 32, "source": ["Z", "S26"]},
        {"name": "Clip", "type": "string", "json_of": "Clip", "source": ["Z", "S26"]},
        {"name": "Clips", "type": "string", "json_of": "array<Clip>", "max_items": 3, "source": ["Z", "S26"]},
        {"name": "Instead", "type": "string", "json_of": "Instead", "source": ["Z", "S26"]}
    ]);
    let instead = json!({"name": "Instead", "kind": "object", "used_by": ["Make.Instead"], "sources": ["Z"], "fields": [
        {"name": "Clips", "type": "array", "items": "Clip", "source": ["Z"]},
        {"name": "*", "type": "object", "of": "Clip", "source": ["Z"]}
    ]});
    let clip = json!({"name": "Clip", "kind": "object", "used_by": ["Make.Clip"], "sources": ["D"], "fields": [
        {"name": "Rate", "type": "string", "holds": "integer", "minimum": 10, "maximum": 50, "default": "20", "source": ["D"]},
        {"name": "Mute", "type": "string", "holds": "boolean", "source": ["D"]},
        {"name": "Width", "type": "string", "forms": ["int 8..4096", "decimal (0,1)"], "source": ["D"]}
    ]});
    let mut sheets = call("Make", &parameters, &request_id());
    sheets.extend(facts(&clip));
    sheets.extend(facts(&instead));
    let draft = of_calls(&sheets);
    let operation = file(&draft, "operations/make.toml");
    assert!(
        operation.contains(
            "json = { kind = \"map\", item = { kind = \"alternatives\", alternatives = [{ kind = \"list\", item = { kind = \"object\", type = \"Clip\" } }, { kind = \"object\", type = \"Clip\" }] } }\n"
        ),
        "{operation}"
    );
    assert!(
        operation
            .contains("name = \"Size\"\nkind = \"int\"\nsummary = false\nmin = 1\ndefault = 5\n"),
        "{operation}"
    );
    assert!(
        operation.contains(
            "name = \"Ids\"\nkind = \"text\"\nsummary = false\nseparator = \",\"\nitem = { kind = \"text\", max_chars = 32 }\nmax_items = 10\n"
        ),
        "{operation}"
    );
    assert!(operation.contains("json = \"Clip\"\n"), "{operation}");
    assert!(
        operation.contains("json = { kind = \"list\", item = { kind = \"object\", type = \"Clip\" }, max_items = 3 }\n"),
        "{operation}"
    );
    let clip = file(&draft, "types/clip.toml");
    assert!(
        clip.contains("source = \"mts-docs#Clip\"\nopen = true\n"),
        "{clip}"
    );
    assert_eq!(
        field(clip, "Rate"),
        "kind = \"int\"\nsummary = false\nwritten = \"text\"\nmin = 10\nmax = 50\ndefault = \"20\""
    );
    assert_eq!(
        field(clip, "Mute"),
        "kind = \"bool\"\nsummary = false\nwritten = \"text\""
    );
    assert_eq!(
        field(clip, "Width"),
        "kind = \"alternatives\"\nsummary = false\nalternatives = [{ kind = \"int\", written = \"text\", min = 8, max = 4096 }, { kind = \"number\", written = \"text\", above = 0, below = 1 }]"
    );
}

#[test]
fn what_comments_say_of_answers_is_a_guess_and_equal_objects_are_one_type() {
    let job = json!({"name": "Job", "type": "object", "fields": [
        {"name": "State", "type": "string", "enum": ["Ready"], "fact_source": ["S26"]},
        {"name": "Input", "type": "object", "fields": [{"name": "Size", "type": "string", "holds": "integer"}]}
    ]});
    let answer = json!([{"name": "JobList", "type": "array", "items": "object", "fields": job["fields"].clone()}]);
    let mut sheets = call("AJob", &json!([]), &json!([job.clone()]));
    sheets.extend(call("BJobs", &json!([]), &answer));
    let draft = of_calls(&sheets);
    let types: Vec<&String> = draft
        .files
        .keys()
        .filter(|path| path.starts_with("studio/types/"))
        .collect();
    assert_eq!(
        types,
        [
            "studio/types/a_job_response_body.toml",
            "studio/types/a_job_response_body_job.toml",
            "studio/types/a_job_response_body_job_input.toml",
            "studio/types/b_jobs_response_body.toml"
        ]
    );
    let job = file(&draft, "types/a_job_response_body_job.toml");
    assert_eq!(
        field(job, "State"),
        "kind = \"enum\"\nsummary = false\nvalues = [{ wire = \"Ready\" }]\nopen = true\nsources = { values = \"alibaba-sdk-text\" }"
    );
    assert_eq!(
        field(job, "Input"),
        "kind = \"object\"\ntype = \"AJobResponseBodyJobInput\"\nsummary = false"
    );
    let input = file(&draft, "types/a_job_response_body_job_input.toml");
    assert_eq!(
        field(input, "Size"),
        "kind = \"text\"\nsummary = false\n\n[[field.conflict]]\nsource = \"alibaba-sdk-text\"\nsays = { kind = \"int\", written = \"text\" }"
    );
    assert!(
        file(&draft, "types/b_jobs_response_body.toml")
            .contains("item = { kind = \"object\", type = \"AJobResponseBodyJob\" }\n")
    );
}

#[test]
fn parameters_of_a_type_that_operations_share_are_not_written_again() {
    let owner = |name: &str| json!({"name": name, "type": "string", "source": ["S26"]});
    let first = of_calls(&call("Make", &json!([owner("OwnerId")]), &request_id()));
    let shared = r##"#:schema ../../meta/type.schema.json

[type]
name = "Owner"
summary = "Who pays for a call."
source = "mts-metadata"

[[field]]
name = "OwnerId"
kind = "text"
summary = "Account that pays."
"##;
    let make = file(&first, "operations/make.toml");
    let (head, rest) = make.split_once("\n[[query]]").expect("a parameter");
    let (_, rest) = rest.split_once("\n[[response]]").expect("a response");
    let folder: Vec<(String, String)> = [
        ("studio/vendor.toml", file(&first, "vendor.toml").to_owned()),
        ("studio/types/common.toml", COMMON.to_owned()),
        ("studio/types/owner.toml", shared.to_owned()),
        (
            "studio/types/make_response_body.toml",
            file(&first, "types/make_response_body.toml").to_owned(),
        ),
        (
            "studio/operations/make.toml",
            format!("{head}query_types = [\"Owner\"]\n\n[[response]]{rest}"),
        ),
    ]
    .map(|(path, text)| (path.to_owned(), text))
    .into();
    let parameters = json!([owner("OwnerId"), owner("Size")]);
    let mut sheets = call("Take", &parameters, &request_id());
    sheets.extend(call("Give", &json!([owner("Size")]), &request_id()));
    let draft = draft(&folder, &sheets, &scope()).expect("a draft");
    let take = file(&draft, "operations/take.toml");
    assert!(
        take.contains("query_types = [\"Owner\"]\n") && !take.contains("OwnerId"),
        "{take}"
    );
    assert!(!file(&draft, "operations/give.toml").contains("Owner"));
    let whole = over(folder, &draft);
    assert!(mediaspec_spec::load_files(&whole).is_ok());
}

#[test]
fn types_that_no_message_holds_are_told_and_drafted_where_they_are_named() {
    let definitions = json!({
        "Clip": made(), "Made": made(),
        "Other": {"properties": {"inner": {"$ref": "#/definitions/Inner"}}},
        "Inner": {"properties": {"a": {"type": "string"}}}
    });
    let sheets = definition(&clip(), &definitions);
    let whole = drafted(&sheets);
    let told = [
        (WhyNot::Unheld, "Inner", "\"Inner\""),
        (WhyNot::Unheld, "Other", "\"Other\""),
    ];
    assert_eq!(differences(&whole), told);
    let of_types = Scope {
        types: ["Other".to_owned()].into(),
        ..scope()
    };
    let folder = over(folder(), &whole);
    let more = draft(&folder, &sheets, &of_types).expect("a draft");
    let names: Vec<&String> = more.files.keys().collect();
    assert_eq!(
        names,
        ["studio/types/inner.toml", "studio/types/other.toml"]
    );
    assert_eq!(differences(&more), []);
}

#[test]
fn names_of_a_hostile_document_stay_inside_texts_and_file_names() {
    let evil = "x\"]\n[vendor]\nservice = \"evil\"\n#../../../y";
    let document = json!({
        "operation": evil, "method": "POST", "path": format!("/{{{evil}}}"), "tags": [evil],
        "parameters": [
            {"in": "query", "name": evil, "type": "string", "enum": [evil], "default": evil},
            {"in": "body", "name": "body", "schema": {"$ref": format!("#/definitions/{evil}")}}
        ],
        "responses": {"200": {}, "400": {"$ref": format!("#/responses/{evil}")}},
        "definitions": {evil: {"properties": {evil: {"type": "string", "pattern": evil}}}}
    });
    let origin = Origin {
        name: Some(evil.to_owned()),
        url: Some(evil.to_owned()),
        read: Some(evil.to_owned()),
        ..Origin::default()
    };
    let sheets = read(&document.to_string(), &origin, &Days::default()).expect("a definition");
    let draft = draft(&folder(), &sheets, &scope()).expect("a draft");
    assert!(draft.files.len() >= 2, "{:?}", draft.files.keys());
    for (path, text) in &draft.files {
        assert!(
            path.matches('/').count() <= 2 && !path.contains("..") && !path.contains('\n'),
            "{path}"
        );
        let table = toml_edit::Document::parse(text.as_str())
            .unwrap_or_else(|error| panic!("{error}\n{text}"));
        let vendor = table.as_table().get("vendor");
        let name = vendor.and_then(|vendor| vendor.get("service")?.as_str().map(str::to_owned));
        assert!(name.is_none_or(|name| name == "studio"), "{text}");
    }
}

#[test]
fn a_source_of_another_kind_is_told() {
    let page = VENDOR.replace("kind = \"api-explorer\"", "kind = \"page\"");
    let mut folder = folder();
    for (_, text) in folder
        .iter_mut()
        .filter(|(path, _)| path.ends_with("vendor.toml"))
    {
        text.clone_from(&page);
    }
    let sheets = definition(&clip(), &json!({"Clip": made(), "Made": made()}));
    let draft = draft(&folder, &sheets, &scope()).expect("a draft");
    let told: Vec<_> = draft
        .differences
        .iter()
        .map(|one| (&*one.file, &*one.says, one.spec.as_deref()))
        .collect();
    assert_eq!(
        told,
        [("vendor.toml", "\"api-explorer\"", Some("\"page\""))]
    );
}

#[test]
fn a_folder_without_a_vendor_and_a_source_without_a_day_are_errors() {
    let told = draft(&[], &[], &scope()).expect_err("no vendor.toml");
    assert!(told.contains("studio/vendor.toml"), "{told}");
    let told = draft(
        &[("studio/vendor.toml".to_owned(), "[".to_owned())],
        &[],
        &scope(),
    )
    .expect_err("no TOML");
    assert!(told.starts_with("studio/vendor.toml: "), "{told}");
    let mut sheets = sdk(&json!([{"name": "title", "type": "str"}]), &json!([]));
    for sheet in &mut sheets {
        sheet.source.read = None;
    }
    let told = draft(&folder(), &sheets, &scope()).expect_err("no day");
    assert!(
        told.contains("`studio-sdk`") && told.contains("--read"),
        "{told}"
    );
}

/// Differences of one type of a folder from what definitions and an SDK say of it.
fn told(fields: &str, properties: &Value, members: &Value) -> Vec<(WhyNot, String, String)> {
    let head = "#:schema ../../meta/type.schema.json\n\n[type]\nname = \"Clip\"\nsummary = \"What to render.\"\nsource = \"api-explorer\"\n";
    let definitions = json!({
        "Clip": {"properties": properties}, "Made": made(),
        "Language": {"type": "string", "enum": ["CN", "EN"]}
    });
    let language = "#:schema ../../meta/type.schema.json\n\n[type]\nname = \"Language\"\nsummary = \"A language.\"\nsource = \"api-explorer\"\nkind = \"enum\"\nvalues = [{ wire = \"CN\" }, { wire = \"EN\" }]\n";
    let older = "\n[[source]]\nname = \"api-explorer-2024-10-18\"\nkind = \"api-explorer\"\ntitle = \"Definitions of then\"\nurl = \"https://example.com/then\"\nread = \"2024-10-18\"\n";
    let mut folder = folder();
    folder[0].1.push_str(older);
    folder.push((
        "studio/types/clip.toml".to_owned(),
        format!("{head}{fields}"),
    ));
    folder.push(("studio/types/language.toml".to_owned(), language.to_owned()));
    let mut sheets = definition(&clip(), &definitions);
    sheets.extend(sdk(members, &json!([])));
    let draft = draft(&folder, &sheets, &scope()).expect("a draft");
    let of_clip = draft
        .differences
        .iter()
        .filter(|one| one.file.ends_with("clip.toml"));
    of_clip
        .map(|one| (one.why, one.subject.clone(), one.says.clone()))
        .collect()
}

#[test]
fn what_the_folder_says_in_other_keys_is_no_difference() {
    let field = |name: &str, keys: &str| {
        format!("\n[[field]]\nname = \"{name}\"\nsummary = \"What it is.\"\n{keys}\n")
    };
    let state = json!([{"name": "state", "type": "str", "from_text": {"values": ["A", "B"]}}]);
    let size = json!([{"name": "size", "type": "int", "from_text": {"range": [4, 120]}}]);
    let language = json!({"language": {"$ref": "#/definitions/Language"}});
    let area = json!({"area": {"type": "array", "items": {"type": "number"}, "maxItems": 2}});
    let name = json!({"name": {"type": "string", "maxLength": 8}});
    let (none, nobody) = (json!({}), json!([]));
    let pieces = |value: &str| {
        let item = format!(
            "{{ kind = \"enum\", values = [{{ wire = \"A\" }}, {{ wire = \"{value}\" }}] }}"
        );
        field(
            "state",
            &format!("kind = \"text\"\nseparator = \",\"\nitem = {item}"),
        )
    };
    let honoured = |from: &str| {
        field(
            "size",
            &format!("kind = \"int\"\nmin = 0\nmax = 200\naccepted = [{from}, 120]"),
        )
    };
    let listed = |value: &str| {
        field(
            "language",
            &format!("kind = \"enum\"\nvalues = [{{ wire = \"CN\" }}, {{ wire = \"{value}\" }}]"),
        )
    };
    let forms = |max: &str| {
        let list =
            format!("{{ kind = \"list\", item = {{ kind = \"number\" }}, max_items = {max} }}");
        field(
            "area",
            &format!(
                "kind = \"alternatives\"\nalternatives = [{list}, {{ kind = \"text\", json = {list} }}]"
            ),
        )
    };
    let of_day = |max: &str| {
        let says =
            format!("source = \"api-explorer-2024-10-18#Clip\"\nsays = {{ max_chars = {max} }}");
        field(
            "name",
            &format!("kind = \"text\"\nmax_chars = 16\n\n[[field.conflict]]\n{says}"),
        )
    };
    for (same, other, properties, members, difference) in [
        (
            pieces("B"),
            pieces("C"),
            &none,
            &state,
            r#"{"values":["A","B"]}"#,
        ),
        (honoured("4"), honoured("5"), &none, &size, r#"{"min":4}"#),
        (
            listed("EN"),
            listed("DE"),
            &language,
            &nobody,
            r#"{"type":"Language"}"#,
        ),
        (forms("2"), forms("3"), &area, &nobody, r#"{"max_items":2}"#),
        (
            of_day("8"),
            of_day("9"),
            &name,
            &nobody,
            r#"{"max_chars":8}"#,
        ),
    ] {
        assert_eq!(told(&same, properties, members), [], "{same}");
        let told = told(&other, properties, members);
        assert!(
            told.iter().any(|(_, _, says)| says == difference),
            "{told:?}"
        );
    }
}

#[test]
fn what_one_operation_asks_of_a_shared_header_is_recorded_with_the_operation() {
    let document = json!({
        "operation": "CreateClip", "method": "POST", "path": "/v1/clips", "tags": ["Clips"],
        "parameters": [{"in": "header", "name": "X-Token", "type": "string", "required": true}],
        "responses": {"200": {"description": "none"}}, "shared_parameters": {}, "definitions": {}
    });
    let origin = Origin {
        read: Some("2026-03-13".to_owned()),
        ..Origin::default()
    };
    let sheets = read(&document.to_string(), &origin, &Days::default()).expect("a definition");
    let headers = "#:schema ../../meta/type.schema.json\n\n[type]\nname = \"Headers\"\nsummary = \"What calls carry.\"\nsource = \"api-explorer\"\n\n[[field]]\nname = \"x-token\"\nkind = \"text\"\nsummary = \"Who calls.\"\nsensitive = true\n";
    let told = |conflict: &str| -> Vec<String> {
        let operation = format!(
            "#:schema ../../meta/operation.schema.json\n\n[operation]\nname = \"CreateClip\"\nmethod = \"POST\"\npath = \"/v1/clips\"\ntag = \"Clips\"\nsummary = \"Renders.\"\nsource = \"api-explorer\"\nheaders = \"Headers\"\n{conflict}\n[[response]]\nstatus = 200\nsummary = \"Made.\"\n"
        );
        let mut folder = folder();
        folder.push(("studio/types/headers.toml".to_owned(), headers.to_owned()));
        folder.push(("studio/operations/create_clip.toml".to_owned(), operation));
        let draft = draft(&folder, &sheets, &scope()).expect("a draft");
        draft
            .differences
            .iter()
            .map(|one| one.says.clone())
            .collect()
    };
    let says = |source: &str, words: &str| {
        format!("\n[[conflict]]\nsource = \"{source}\"\nsays = {{ words = \"{words}\" }}\n")
    };
    let required = [r#"{"required":true}"#];
    assert_eq!(told(&says("api-explorer", "X-Token is required")), [""; 0]);
    assert_eq!(told(""), required);
    assert_eq!(told(&says("api-explorer", "X-Day is required")), required);
    assert_eq!(told(&says("sdk", "X-Token is required")), required);
}

#[test]
fn what_every_call_takes_and_every_answer_has_is_held_against_the_folder() {
    let common = |version: &str, member: &str| {
        let document = json!({
            "container_codec": {}, "source": ["D"],
            "parameters": [
                {"name": "Action", "type": "string", "required": true, "source": ["D"]},
                {"name": "Version", "type": "string", "enum": [version], "source": ["D"]}
            ],
            "response": [{"name": member, "type": "string", "source": ["D"]}]
        });
        let mut sheets = call("Make", &json!([]), &request_id());
        sheets.extend(facts(&document));
        let draft = of_calls(&sheets);
        let told = draft
            .differences
            .iter()
            .filter(|one| one.why != WhyNot::Unread);
        told.map(|one| one.says.clone()).collect::<Vec<_>>()
    };
    assert_eq!(common("2014-06-18", "RequestId"), [""; 0]);
    assert_eq!(
        common("2018-01-01", "RequestId"),
        [r#"{"values":["2018-01-01"]}"#]
    );
    let lacks = r#"{"rows":["HostId"],"section":"response-body","shared":null}"#;
    assert_eq!(common("2014-06-18", "HostId"), [lacks]);
}

/// Whoever hands over the facts of the SDK again, without its name and its day, changes nothing of a folder that has it.
#[test]
fn the_only_source_of_a_kind_needs_no_name_and_an_answer_the_status_that_the_folder_has() {
    let clips = json!({"Clip": {"properties": {"a": {"type": "string"}}}, "Made": made()});
    let mut created = definition(&clip(), &clips);
    for table in created.iter_mut().flat_map(|sheet| &mut sheet.tables) {
        table.status = table
            .status
            .map(|status| if status == 200 { 201 } else { status });
    }
    let of_sdk = || {
        sdk(
            &json!([{"name": "a", "type": "str"}, {"name": "b", "type": "str"}]),
            &json!([{"name": "id", "type": "str"}]),
        )
    };
    let both: Vec<Sheet> = created.into_iter().chain(of_sdk()).collect();
    let whole = over(folder(), &drafted(&both));
    assert!(
        whole.iter().any(|(_, text)| text.contains("status = 201")),
        "{whole:?}"
    );

    let mut nameless = of_sdk();
    for sheet in &mut nameless {
        (sheet.source.name, sheet.source.read) = ("sdk".to_owned(), None);
    }
    name_sources(&whole, "studio", &mut nameless).expect("a folder");
    assert_eq!(nameless, of_sdk());
    let again = draft(&whole, &nameless, &scope()).expect("a draft");
    assert!(again.files.is_empty(), "{:?}", again.files);
    // Among several, or none, of the kind nothing is guessed.
    let mut other = nameless.clone();
    for sheet in &mut other {
        sheet.source.name = "sdk".to_owned();
    }
    let named = other.clone();
    name_sources(&folder(), "studio", &mut other).expect("a folder");
    assert_eq!(other, named);
}
