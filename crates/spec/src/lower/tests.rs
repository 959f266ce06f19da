//! What files become in the contract.

use bumpalo::Bump;
use mediaspec_core::contract::{
    Catalog, Condition, Content, Context, Direction, Json, Literal, Required, RuleKind, Severity,
    Shape, SourceKind, Style, TypeDef, Unique,
};

use crate::load_files;

const VENDOR: &str = r##"#:schema ../meta/vendor.schema.json
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

const HEADERS: &str = r##"#:schema ../../meta/type.schema.json
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

const LAYER: &str = r##"#:schema ../../meta/type.schema.json
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

const CLIP: &str = r##"#:schema ../../meta/type.schema.json
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
summary = "Layers."

[[field]]
name = "params"
kind = "text"
summary = "Parameters of the mode."

[[field]]
name = "states"
kind = "text"
separator = ","
item = { kind = "enum", values = [{ wire = "A" }, { wire = "B" }] }
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

const OPERATION: &str = r##"#:schema ../../meta/operation.schema.json
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
summary = "The project."

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
summary = "The project."

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
summary = "It is rendered."
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

fn catalog(arena: &Bump) -> Catalog<'_> {
    let files = [
        ("studio/vendor.toml", VENDOR),
        ("studio/types/request_headers.toml", HEADERS),
        ("studio/types/layer.toml", LAYER),
        ("studio/types/clip.toml", CLIP),
        ("studio/operations/create_clip.toml", OPERATION),
    ];
    let files = files.map(|(path, text)| (path.to_owned(), text.to_owned()));
    match load_files(&files, arena) {
        Ok(api) => api.catalog(),
        Err(problems) => panic!("{}", problems.render(false, 120)),
    }
}

fn ty<'t>(catalog: Catalog<'t>, name: &str) -> &'t TypeDef<'t> {
    let types = catalog.services.iter().flat_map(|service| service.types);
    types.copied().find(|ty| ty.name == name).expect("a type")
}

#[test]
fn services_types_and_sources_are_in_their_order() {
    let arena = Bump::new();
    let catalog = catalog(&arena);
    let service = catalog.services.first().expect("a service");
    assert_eq!(
        (service.name, service.title, service.style),
        ("studio", "Example Studio", Style::Rest)
    );
    let sources: Vec<_> = service
        .sources
        .iter()
        .map(|source| (source.name, source.kind))
        .collect();
    assert_eq!(
        sources,
        [("page", SourceKind::Page), ("sdk", SourceKind::Sdk)]
    );
    let types: Vec<_> = service
        .types
        .iter()
        .map(|ty| (ty.name, ty.wire, ty.open))
        .collect();
    assert_eq!(
        types,
        [
            ("Clip", "Clip", false),
            ("Layer", "LayerConfig", true),
            ("RequestHeaders", "RequestHeaders", false)
        ]
    );
}

#[test]
fn fields_keep_their_order_and_are_found_by_name() {
    let arena = Bump::new();
    let clip = ty(catalog(&arena), "Clip");
    let names: Vec<_> = clip.fields.iter().map(|field| field.name).collect();
    assert_eq!(
        names,
        ["width", "mode", "layers", "params", "states", "answer"]
    );
    for (at, field) in clip.fields.iter().enumerate() {
        assert_eq!(
            clip.field(field.name).map(|(found, _)| usize::from(found)),
            Some(at)
        );
    }
}

#[test]
fn fields_that_rules_read_have_slots_and_no_others_do() {
    let arena = Bump::new();
    let catalog = catalog(&arena);
    let slots = |ty: &TypeDef<'_>| ty.fields.iter().map(|field| field.slot).collect::<Vec<_>>();
    let clip = ty(catalog, "Clip");
    assert_eq!(
        (slots(clip), clip.slots),
        (vec![Some(0), Some(1), None, Some(2), None, None], 3)
    );
    // The list's rule tells items apart by their index.
    let layer = ty(catalog, "Layer");
    assert_eq!((slots(layer), layer.slots), (vec![Some(0), None], 1));
}

#[test]
fn shapes_say_what_the_keys_say() {
    let arena = Bump::new();
    let catalog = catalog(&arena);
    let (clip, layer) = (ty(catalog, "Clip"), ty(catalog, "Layer"));
    let shape = |name: &str| {
        clip.field(name)
            .map(|(_, field)| field.shape)
            .expect("a field")
    };
    let Shape::Int(int) = shape("width") else {
        panic!("an int")
    };
    assert_eq!((int.min, int.max), (Some(0), Some(3840)));
    let Shape::List(list) = shape("layers") else {
        panic!("a list")
    };
    assert_eq!(
        (list.max_items, list.unique, list.item),
        (Some(4), Unique::By(0), Shape::Object(layer))
    );
    let Shape::Text(text) = shape("states") else {
        panic!("a text")
    };
    let Content::Separated {
        separator,
        item: Shape::Enum(item),
    } = text.content
    else {
        panic!("separated")
    };
    assert_eq!((separator, item.values.len()), (",", 2));
    let Shape::Text(text) = shape("answer") else {
        panic!("a text")
    };
    assert_eq!(text.content, Content::Json(layer));
    let Some((_, speed)) = layer.field("speed") else {
        panic!("a field")
    };
    let Shape::Number(number) = speed.shape else {
        panic!("a number")
    };
    assert_eq!(
        number.lower.map(|bound| (bound.value, bound.exclusive)),
        Some((0.0, true))
    );
    assert_eq!(
        number.upper.map(|bound| (bound.value, bound.exclusive)),
        Some((2.5, false))
    );
    // 1.0 is the integer that it is.
    assert_eq!(speed.default, Some(Json::Scalar(Literal::Int(1))));
}

#[test]
fn provenance_is_resolved_and_conflicts_are_in_words() {
    let arena = Bump::new();
    let clip = ty(catalog(&arena), "Clip");
    let (_, width) = clip.field("width").expect("a field");
    assert_eq!(width.required, Required::InRequests);
    assert_eq!(
        (width.info.cite.source.name, width.info.cite.anchor),
        ("page", Some("1"))
    );
    let cites: Vec<_> = width
        .info
        .cites
        .iter()
        .map(|(key, cite)| (*key, cite.source.name, cite.anchor))
        .collect();
    assert_eq!(cites, [("kind", "page", Some("2")), ("max", "sdk", None)]);
    let says: Vec<_> = width
        .info
        .conflicts
        .iter()
        .map(|conflict| conflict.says.to_vec())
        .collect();
    assert_eq!(
        says,
        [
            vec![
                ("min", "1"),
                ("example", "\"SUCCESS\""),
                ("words", "Even numbers.")
            ],
            vec![("", "absent")]
        ]
    );
}

#[test]
fn rules_name_fields_by_index_and_have_the_severity_of_their_kind() {
    let arena = Bump::new();
    let clip = ty(catalog(&arena), "Clip");
    let [unique, selects, range] = clip.rules else {
        panic!("three rules")
    };
    assert_eq!(
        (unique.kind, unique.severity),
        (
            RuleKind::Unique {
                list: 2,
                by: Some("index")
            },
            Severity::Error
        )
    );
    let RuleKind::SelectsType {
        tag: 1,
        field: 3,
        cases: [("CROP", layer)],
        otherwise: None,
    } = selects.kind
    else {
        panic!("{:?}", selects.kind)
    };
    assert_eq!(layer.name, "Layer");
    assert_eq!(clip.at(3).and_then(|field| field.selected_by), Some(1));
    assert_eq!(
        (range.severity, range.direction),
        (Severity::Warning, Some(Direction::Request))
    );
    assert_eq!(range.cite.source.name, "sdk");
    assert_eq!(
        range.when,
        [
            Condition::Context(&[Context::Live2d, Context::Photo]),
            Condition::Is {
                field: 1,
                values: &[Literal::Text("CROP"), Literal::Text("RESIZE")]
            }
        ]
    );
}

#[test]
fn parameters_become_types_of_the_operation() {
    let arena = Bump::new();
    let catalog = catalog(&arena);
    let service = catalog.services.first().expect("a service");
    let operation = service.operations.first().expect("an operation");
    assert_eq!(
        (operation.service, operation.context),
        ("studio", Some(Context::Live2d))
    );
    assert_eq!(operation.path_parameters.name, "CreateClipPath");
    assert_eq!(operation.query.name, "CreateClipQuery");
    assert_eq!(operation.query.slots, 2);
    // Shared headers come first, with their rules; slots are numbered for the whole.
    let headers = operation.headers;
    let names: Vec<_> = headers
        .fields
        .iter()
        .map(|field| (field.name, field.slot))
        .collect();
    assert_eq!(
        names,
        [
            ("X-Auth-Token", Some(0)),
            ("Authorization", Some(1)),
            ("X-Sdk-Date", Some(2)),
            ("X-Project-Id", Some(3))
        ]
    );
    let rules: Vec<_> = headers
        .rules
        .iter()
        .map(|rule| (rule.id, rule.when))
        .collect();
    assert_eq!(
        rules,
        [
            (
                "date-with-signature",
                &[Condition::Present { field: 1 }][..]
            ),
            ("project-with-token", &[Condition::Present { field: 0 }][..])
        ]
    );
    let auth: Vec<_> = operation
        .auth
        .iter()
        .map(|group| (group.scheme, group.headers.len()))
        .collect();
    assert_eq!(auth, [("token", 1), ("aksk", 2)]);
}

#[test]
fn responses_are_in_order_of_status_and_have_headers_of_their_own() {
    let arena = Bump::new();
    let catalog = catalog(&arena);
    let operation = catalog
        .services
        .first()
        .and_then(|service| service.operations.first())
        .expect("an operation");
    let responses: Vec<_> = operation
        .responses
        .iter()
        .map(|r| {
            (
                r.status,
                r.body.map(|ty| ty.name),
                r.headers.name,
                r.headers.fields.len(),
                r.error_code,
            )
        })
        .collect();
    assert_eq!(
        responses,
        [
            (202, Some("Layer"), "CreateClipResponse202Headers", 3, None),
            (400, None, "CreateClipResponse400Headers", 0, Some("S.1"))
        ]
    );
    assert_eq!(
        operation.request.map(|body| (body.ty.name, body.required)),
        Some(("Clip", false))
    );
    let callback = operation.callbacks.first().expect("a callback");
    assert_eq!(
        (callback.name, callback.ty.name, callback.cite.source.name),
        ("clip-done", "Layer", "sdk")
    );
}

#[test]
fn loading_twice_builds_the_same() {
    let (one, two) = (Bump::new(), Bump::new());
    assert_eq!(
        format!("{:?}", catalog(&one)),
        format!("{:?}", catalog(&two))
    );
}
