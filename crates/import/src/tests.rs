//! Definitions and facts of our own making, each with one thing that readers meet.

use serde_json::{Value, json};

use crate::sheet::{Cause, Direction, Dropped, Kind, Row, Section, Sheet, Slip, Table, Why};
use crate::{Days, MAX_BYTES, Origin, ReadError, read};

fn sheets(document: &Value) -> Vec<Sheet> {
    let sheets = read(&document.to_string(), &Origin::default(), &Days::default());
    sheets.expect("a known shape")
}

fn only(document: &Value) -> Sheet {
    let mut sheets = sheets(document);
    assert_eq!(sheets.len(), 1);
    sheets.remove(0)
}

/// The definition of an operation with these definitions, parameters and responses.
fn definition(definitions: Value, parameters: Value, responses: Value) -> Sheet {
    only(&json!({
        "operation": "MakeClip", "method": "POST", "path": "/v1/clips", "version": "v1", "tags": ["Clips"],
        "consumes": ["application/json"], "produces": [], "definitions": definitions, "parameters": parameters,
        "shared_parameters": {"Limit": {"in": "query", "name": "limit", "type": "integer", "required": false}},
        "responses": responses,
    }))
}

/// Reads a property of a type, which the answer holds.
fn property(schema: Value) -> Row {
    let sheet = definition(
        json!({"Other": {"type": "object"}, "Clip": {"properties": {"p": schema}}}),
        json!([]),
        json!({"200": {"schema": {"$ref": "#/definitions/Clip"}}}),
    );
    table(&sheet, "Clip").rows[0].clone()
}

fn table<'s>(sheet: &'s Sheet, name: &str) -> &'s Table {
    let mut tables = sheet.tables.iter();
    let table = tables.find(|table| table.type_name.as_deref() == Some(name));
    table.unwrap_or_else(|| panic!("a table {name}"))
}

fn section(sheet: &Sheet, section: Section) -> &Table {
    let mut tables = sheet.tables.iter();
    let table = tables.find(|table| table.section == Some(section));
    table.unwrap_or_else(|| panic!("a table {section:?}"))
}

fn slip(key: &str, why: Why) -> Slip {
    Slip {
        key: key.to_owned(),
        name: None,
        why,
        direction: None,
    }
}

fn unread(row: &Row) -> Vec<(Cause, &str, &Value)> {
    let unread = row.unread.iter();
    unread
        .map(|unread| (unread.cause, unread.at.as_str(), &unread.found))
        .collect()
}

#[test]
fn a_definition_tells_how_its_operation_is_called() {
    let sheet = definition(json!({}), json!([]), json!({}));
    let operation = sheet.operation.expect("an operation");
    assert_eq!(operation.name, "MakeClip");
    assert_eq!(operation.method.as_deref(), Some("POST"));
    assert_eq!(operation.path.as_deref(), Some("/v1/clips"));
    assert_eq!(operation.tags, ["Clips"]);
    assert_eq!(operation.consumes, ["application/json"]);
    assert!(operation.produces.is_empty());
    assert!(sheet.unread.is_empty(), "{:?}", sheet.unread);
}

#[test]
fn every_constraint_of_a_property_is_in_its_row_with_its_place() {
    let row = property(json!({
        "type": "string", "minLength": 1, "maxLength": 9, "enum": ["a", "b"], "default": "a", "pattern": "^[a-z]$",
        "pattern_name": "NAME", "x-nullable": true, "deprecated": true, "text_length": 8,
    }));
    let expected = Row {
        name: Some("p".into()),
        kind: Some(Kind::String),
        min_length: Some(1),
        max_length: Some(9),
        max_length_without_markup: Some(8),
        values: vec!["a".into(), "b".into()],
        default: Some("a".into()),
        pattern: Some("^[a-z]$".into()),
        pattern_name: Some("NAME".into()),
        nullable: Some(true),
        deprecated: Some(true),
        at: "/definitions/Clip/properties/p".into(),
        ..Row::default()
    };
    assert_eq!(row, expected);
    let row = property(json!({
        "type": "integer", "minimum": -1, "maximum": 9_223_372_036_854_775_807_i64, "multipleOf": 2, "format": "int64",
    }));
    let expected = Row {
        name: Some("p".into()),
        kind: Some(Kind::Integer),
        minimum: Some((-1).into()),
        maximum: Some(i64::MAX.into()),
        multiple_of: Some(2.into()),
        format: Some("int64".into()),
        at: "/definitions/Clip/properties/p".into(),
        ..Row::default()
    };
    assert_eq!(row, expected);
    let row = property(
        json!({"type": "number", "minimum": 0, "exclusiveMinimum": true, "maximum": 1, "exclusiveMaximum": true}),
    );
    assert_eq!(row.exclusive_minimum, Some(0.into()));
    assert_eq!(row.exclusive_maximum, Some(1.into()));
    assert_eq!((row.minimum, row.maximum), (None, None));
}

#[test]
fn lists_maps_files_and_objects_without_a_name_are_told_apart() {
    let list = property(json!({
        "type": "array", "items": {"type": "array", "items": {"type": "string", "maxLength": 3}}, "maxItems": 2,
        "uniqueItems": true, "items_not_null": true,
    }));
    assert_eq!(
        (list.kind, list.max_items, list.unique_items),
        (Some(Kind::Array), Some(2), Some(true))
    );
    let inner = list.item.expect("an item");
    assert_eq!(
        (inner.kind, inner.nullable),
        (Some(Kind::Array), Some(false))
    );
    let text = inner.item.expect("an item of the item");
    assert_eq!(
        (text.max_length, text.at.as_str()),
        (Some(3), "/definitions/Clip/properties/p/items/items")
    );

    let map = property(
        json!({"type": "object", "additionalProperties": {"type": "integer", "minimum": 1}}),
    );
    assert_eq!(map.kind, Some(Kind::Map));
    assert_eq!(map.entry.expect("a value").minimum, Some(1.into()));
    let any = property(json!({"additionalProperties": true}));
    assert_eq!(any.entry.expect("a value").kind, Some(Kind::Any));

    let object = property(
        json!({"properties": {"w": {"type": "integer"}, "h": {"type": "integer"}}, "required": ["w"]}),
    );
    assert_eq!(object.kind, Some(Kind::Object));
    let members: Vec<_> = object
        .rows
        .iter()
        .map(|row| (row.name.as_deref(), row.mandatory))
        .collect();
    assert_eq!(members, [(Some("h"), None), (Some("w"), Some(true))]);

    let nothing = property(json!({"type": "object"}));
    assert_eq!(nothing.kind, Some(Kind::Object));
    assert!(nothing.rows.is_empty());

    let named = property(json!({"$ref": "#/definitions/Other", "description": "A sentence."}));
    assert_eq!(named.type_name.as_deref(), Some("Other"));
    assert!(named.unread.is_empty());
}

#[test]
fn what_is_not_understood_is_listed_with_its_place_and_cause() {
    let place = |key: &str| format!("/definitions/Clip/properties/p/{key}");
    for (schema, key, cause) in [
        (
            json!({"type": "string", "x-odd": {"a": 1}}),
            "x-odd",
            Cause::Key,
        ),
        (json!({"type": "string", "not": {}}), "not", Cause::Key),
        (
            json!({"type": "string", "maxLength": "9"}),
            "maxLength",
            Cause::Shape,
        ),
        (
            json!({"type": "string", "maxLength": -1}),
            "maxLength",
            Cause::Shape,
        ),
        (
            json!({"type": "string", "text_length": true}),
            "text_length",
            Cause::Shape,
        ),
        (
            json!({"$ref": "#/definitions/Nowhere"}),
            "$ref",
            Cause::Reference,
        ),
        (json!({"type": "text"}), "type", Cause::Type),
        (
            json!({"type": "string", "format": "int64"}),
            "format",
            Cause::Format,
        ),
        (
            json!({"type": "string", "format": "string"}),
            "format",
            Cause::Format,
        ),
        (
            json!({"type": "string", "pattern": "^\\d+$"}),
            "pattern",
            Cause::Pattern,
        ),
        (
            json!({"type": "string", "maxLength": 3, "x-maxLength": 4}),
            "x-maxLength",
            Cause::Twice,
        ),
        (
            json!({"type": "array", "items": {}, "collectionFormat": "multi"}),
            "collectionFormat",
            Cause::Key,
        ),
        (
            json!({"type": "object", "additionalProperties": false}),
            "additionalProperties",
            Cause::Key,
        ),
    ] {
        let row = property(schema.clone());
        let told = unread(&row);
        assert_eq!(
            told,
            [(cause, place(key).as_str(), &schema[key])],
            "{schema}"
        );
    }
    let row = property(json!("no object"));
    assert_eq!(unread(&row)[0].0, Cause::Shape);
}

#[test]
fn characters_that_a_pattern_gives_by_number_are_written_out() {
    let row = property(json!({"type": "string", "pattern": "^[\\u4e00-\\u9fa5a-z\\x41\\-]+$"}));
    assert_eq!(
        row.pattern.as_deref(),
        Some("^[\u{4e00}-\u{9fa5}a-zA\\-]+$")
    );
    let syntax = property(json!({"type": "string", "pattern": "^\\x5b$"}));
    assert_eq!(
        unread(&syntax)[0].0,
        Cause::Pattern,
        "a bracket would be read as syntax"
    );
    let cut = property(json!({"type": "string", "pattern": "\\u4e"}));
    assert_eq!(unread(&cut)[0].0, Cause::Pattern);
}

#[test]
fn prose_and_examples_are_read_past() {
    let row = property(json!({
        "type": "string", "description": "d", "title": "t", "example": "e", "x-request-examples-1": {},
    }));
    assert!(row.unread.is_empty(), "{:?}", row.unread);
}

#[test]
fn parts_of_a_type_are_put_together() {
    let sheet = definition(
        json!({
            "Base": {"properties": {"a": {"type": "string", "maxLength": 5, "minLength": 1}}, "required": ["a"]},
            "Clip": {"allOf": [
                {"$ref": "#/definitions/Base"},
                {"type": "object", "properties": {"a": {"type": "string", "maxLength": 9}, "b": {"type": "boolean"}}},
            ], "required": ["b"]},
        }),
        json!([]),
        json!({}),
    );
    let clip = table(&sheet, "Clip");
    let [a, b] = clip.rows.as_slice() else {
        panic!("two members: {:?}", clip.rows);
    };
    assert_eq!((a.mandatory, b.mandatory), (Some(true), Some(true)));
    assert_eq!((a.min_length, a.max_length), (Some(1), Some(9)));
    assert_eq!(a.at, "/definitions/Clip/allOf/1/properties/a");
    let place = "/definitions/Base/properties/a/maxLength";
    assert_eq!(unread(a), [(Cause::Twice, place, &json!(5))]);
    assert!(clip.unread.is_empty() && clip.value.is_none(), "{clip:?}");
}

#[test]
fn parts_that_hold_themselves_or_grow_without_end_are_cut() {
    let mut definitions = json!({
        "Own": {"allOf": [{"$ref": "#/definitions/Own"}]},
        "T0": {"properties": {"a": {}}},
    });
    for level in 1..20 {
        let part = json!({"$ref": format!("#/definitions/T{}", level - 1)});
        definitions[format!("T{level}")] = json!({"allOf": [part, part]});
    }
    let sheet = definition(definitions, json!([]), json!({}));
    let own = &table(&sheet, "Own").unread;
    assert_eq!((own.len(), own[0].cause), (1, Cause::Parts));
    let wide = &table(&sheet, "T19").unread;
    assert!(wide.iter().any(|unread| unread.cause == Cause::Parts));
    assert!(wide.len() < 1000, "{}", wide.len());
}

#[test]
fn a_named_value_has_no_members() {
    let sheet = definition(
        json!({"Language": {"type": "string", "enum": ["CN", "EN"], "default": "CN"}, "Open": {"properties": {}}}),
        json!([]),
        json!({}),
    );
    let language = table(&sheet, "Language").value.as_deref().expect("a value");
    assert_eq!(
        (language.values.len(), language.default.as_ref()),
        (2, Some(&json!("CN")))
    );
    let open = table(&sheet, "Open").value.as_deref().expect("a value");
    assert_eq!(open.kind, Some(Kind::Object));
}

#[test]
fn parameters_stand_in_the_table_of_their_place() {
    let sheet = definition(
        json!({"Clip": {"properties": {}}}),
        json!([
            {"$ref": "#/parameters/Limit"},
            {"$ref": "#/parameters/Nowhere"},
            {"in": "path", "name": "id", "type": "string", "required": true},
            {"in": "header", "name": "X-Token", "type": "string", "required": false},
            {"in": "query", "name": "ids", "type": "array", "items": {"type": "string"}, "collectionFormat": "csv"},
            {"in": "query", "name": "group", "type": "string", "allowEmptyValue": true},
            {"in": "body", "name": "Body", "required": true, "items_not_null": true,
             "schema": {"type": "array", "minItems": 1, "items": {"type": "string"}}},
            {"in": "cookie", "name": "c", "type": "string"},
        ]),
        json!({}),
    );
    let query = section(&sheet, Section::Query);
    let [limit, ids, group] = query.rows.as_slice() else {
        panic!("three parameters: {:?}", query.rows);
    };
    assert_eq!(limit.shared.as_deref(), Some("Limit"));
    assert_eq!(limit.at, "/shared_parameters/Limit");
    assert_eq!(ids.separator.as_deref(), Some(","));
    assert_eq!(group.allow_empty, Some(true));
    assert_eq!(section(&sheet, Section::Path).rows[0].mandatory, Some(true));
    assert_eq!(
        section(&sheet, Section::Header).rows[0].mandatory,
        Some(false)
    );
    let body = section(&sheet, Section::RequestBody)
        .value
        .as_deref()
        .expect("a body");
    assert_eq!(
        (body.name.as_deref(), body.mandatory, body.min_items),
        (Some("Body"), Some(true), Some(1))
    );
    assert_eq!(body.item.as_ref().expect("an item").nullable, Some(false));
    assert!(body.slips.is_empty(), "a request may ask for an item");
    let causes: Vec<_> = sheet
        .unread
        .iter()
        .map(|unread| (unread.cause, unread.at.as_str()))
        .collect();
    assert_eq!(
        causes,
        [
            (Cause::Reference, "/parameters/1/$ref"),
            (Cause::Shape, "/parameters/7")
        ]
    );
}

#[test]
fn forms_and_files_are_told() {
    let sheet = definition(
        json!({}),
        json!([{"in": "formData", "name": "file", "type": "file", "required": true}]),
        json!({"200": {"schema": {"type": "file"}}}),
    );
    let file = &section(&sheet, Section::Form).rows[0];
    assert_eq!((file.kind, file.mandatory), (Some(Kind::File), Some(true)));
    let body = section(&sheet, Section::ResponseBody);
    assert_eq!(body.value.as_ref().expect("a body").kind, Some(Kind::File));
}

#[test]
fn answers_have_a_status_a_body_headers_or_a_shared_name() {
    let sheet = definition(
        json!({"Clip": {"properties": {}}}),
        json!([]),
        json!({
            "200": {"schema": {"type": "array", "items": {"$ref": "#/definitions/Clip"}},
                    "headers": {"X-Request-Id": {"type": "string"}}},
            "202": {}, "400": {"$ref": "#/responses/BadRequest"}, "default": {},
        }),
    );
    let answers: Vec<_> = sheet
        .tables
        .iter()
        .filter(|table| table.type_name.is_none())
        .collect();
    let told: Vec<_> = answers
        .iter()
        .map(|t| (t.section, t.status, t.shared.as_deref()))
        .collect();
    let (body, headers) = (Some(Section::ResponseBody), Some(Section::ResponseHeader));
    assert_eq!(
        told,
        [
            (body, Some(200), None),
            (headers, Some(200), None),
            (body, Some(202), None),
            (body, Some(400), Some("BadRequest")),
            (body, None, None),
        ]
    );
    assert_eq!(answers[1].rows[0].name.as_deref(), Some("X-Request-Id"));
    assert!(answers[2].value.is_none());
    assert_eq!(sheet.unread[0].at, "/responses/default");
}

#[test]
fn slips_are_marked_and_stay_in_their_rows() {
    let short = property(
        json!({"type": "string", "enum": ["INTELLIGENT"], "minLength": 20, "maxLength": 4}),
    );
    let why = Why::LengthRefusesValue;
    assert_eq!(
        short.slips,
        [slip("min_length", why), slip("max_length", why)]
    );
    assert_eq!(short.max_length, Some(4));

    let list = property(
        json!({"type": "array", "items": {"type": "string"}, "minItems": 1, "text_length_max": 100}),
    );
    let answer = Slip {
        direction: Some(Direction::Response),
        ..slip("min_items", Why::ItemsOfAnswer)
    };
    assert_eq!(list.slips, [slip("max_length", Why::LengthOfList), answer]);
    let pair = property(
        json!({"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}),
    );
    assert!(pair.slips.is_empty(), "a list of one length is a point");

    for (schema, refused) in [
        (json!({"type": "integer", "minimum": 1, "default": 0}), true),
        (
            json!({"type": "integer", "minimum": 1, "default": 1}),
            false,
        ),
        (json!({"type": "integer", "default": 1.5}), true),
        (json!({"type": "integer", "default": 1.0}), false),
        (
            json!({"type": "number", "maximum": 1, "exclusiveMaximum": true, "default": 1}),
            true,
        ),
        (
            json!({"type": "string", "enum": ["a"], "default": "b"}),
            true,
        ),
        (
            json!({"type": "string", "maxLength": 1, "default": "ab"}),
            true,
        ),
        (
            json!({"type": "string", "maxLength": 1, "enum": ["ab"], "default": "ab"}),
            false,
        ),
        (
            json!({"type": "string", "pattern": "^a$", "default": "b"}),
            true,
        ),
        (
            json!({"type": "string", "pattern": "^a$", "default": "a"}),
            false,
        ),
        (json!({"type": "boolean", "default": "true"}), true),
        (
            json!({"type": "boolean", "enum": [true, false], "default": true}),
            false,
        ),
    ] {
        let slips = property(schema.clone()).slips;
        let marked = slips.contains(&slip("default", Why::DefaultRefused));
        assert_eq!(marked, refused, "{schema}: {slips:?}");
    }

    let sheet = definition(
        json!({"Clip": {"properties": {"a": {"type": "integer", "default": 0}}, "required": ["a", "gone"]}}),
        json!([]),
        json!({}),
    );
    let clip = table(&sheet, "Clip");
    assert_eq!(
        clip.rows[0].slips,
        [slip("mandatory", Why::RequiredWithDefault)]
    );
    let gone = Slip {
        name: Some("gone".into()),
        ..slip("mandatory", Why::RequiredWithoutMember)
    };
    assert_eq!(clip.slips, [gone]);
}

#[test]
fn lists_are_slips_in_types_that_answers_reach_and_nowhere_else() {
    let sheet = definition(
        json!({
            "Asked": {"properties": {"ids": {"type": "array", "items": {"type": "string"}, "minItems": 1}}},
            "Answer": {"properties": {"inner": {"type": "array", "items": {"$ref": "#/definitions/Inner"}}}},
            "Inner": {"properties": {"ids": {"type": "array", "items": {"type": "string"}, "minItems": 1}}},
        }),
        json!([{"in": "body", "name": "b", "schema": {"$ref": "#/definitions/Asked"}}]),
        json!({"200": {"schema": {"$ref": "#/definitions/Answer"}}}),
    );
    assert!(table(&sheet, "Asked").rows[0].slips.is_empty());
    assert_eq!(table(&sheet, "Inner").rows[0].slips.len(), 1);
}

#[test]
fn a_whole_document_gives_a_sheet_for_each_operation_with_the_types_it_uses() {
    let sheets = sheets(&json!({
        "swagger": "2.0", "info": {"title": "t"}, "host": "h", "basePath": "/v2/", "consumes": ["application/json"],
        "paths": {"/clips": {
            "parameters": [{"in": "query", "name": "all", "type": "boolean"}],
            "get": {"operationId": "ListClips", "responses": {"200": {"schema": {"$ref": "#/definitions/Clips"}}}},
            "post": {"operationId": "MakeClip", "summary": "s", "x-odd": 1, "consumes": ["multipart/form-data"], "responses": {}},
        }},
        "definitions": {
            "Clips": {"properties": {"clips": {"type": "array", "items": {"$ref": "#/definitions/Clip"}}}},
            "Clip": {"properties": {}}, "Unused": {"properties": {}},
        },
        "responses": {"BadRequest": {"schema": {"type": "object"}}}, "x-service": 1,
    }));
    let [list, make, rest] = sheets.as_slice() else {
        panic!("three sheets: {sheets:?}");
    };
    let types = |sheet: &Sheet| -> Vec<String> {
        let tables = sheet.tables.iter();
        tables.filter_map(|table| table.type_name.clone()).collect()
    };
    let operation = list.operation.as_ref().expect("an operation");
    assert_eq!(
        (operation.name.as_str(), operation.path.as_deref()),
        ("ListClips", Some("/v2/clips"))
    );
    assert_eq!(operation.consumes, ["application/json"]);
    assert_eq!(types(list), ["Clip", "Clips"]);
    assert_eq!(
        section(list, Section::Query).rows[0].at,
        "/paths/~1clips/parameters/0"
    );
    assert_eq!(
        make.operation.as_ref().expect("an operation").consumes,
        ["multipart/form-data"]
    );
    assert_eq!(make.unread[0].at, "/paths/~1clips/post/x-odd");
    assert_eq!(types(rest), ["Unused"]);
    assert_eq!(rest.tables[0].shared.as_deref(), Some("BadRequest"));
    assert_eq!(rest.unread[0].at, "/x-service");
}

#[test]
fn days_and_what_was_dropped_go_into_the_sheets() {
    let days = Days::default()
        .with_operations(r#"{"MakeClip":{"first_listed":"2024-01-11","last_read":"2026-03-13","state":"removed",
            "unlisted_since":"2026-03-20","renamed_to":"CreateClip"}}"#)
        .and_then(|days| days.with_types(r#"{"Clip":"2025-08-26","Size":"2026-03-13"}"#))
        .and_then(|days| {
            days.with_dropped(r#"[{"type":"Clip","member":"title","dropped":"2025-07-11","operations":["MakeClip"]},
                {"type":"Clip","member":"other","dropped":"2025-07-11","operations":["ShowClip"]},
                {"parameter":"limit","in":"query","dropped":"2025-08-01"}]"#)
        })
        .expect("days");
    let document = json!({
        "operation": "MakeClip", "definitions": {"Clip": {}, "Size": {}, "Old": {}},
        "refreshed": {"Old": ["ShowClip", "2024-10-18"]},
    });
    let origin = Origin {
        name: Some("definitions".into()),
        url: Some("https://api.example/doc?api={operation}".into()),
        read: Some("2020-01-01".into()),
        ..Origin::default()
    };
    let sheets = read(&document.to_string(), &origin, &days).expect("a sheet");
    let sheet = &sheets[0];
    assert_eq!(sheet.source.name, "definitions");
    assert_eq!(
        sheet.source.url.as_deref(),
        Some("https://api.example/doc?api=MakeClip")
    );
    assert_eq!(sheet.source.read.as_deref(), Some("2026-03-13"));
    let state = sheet
        .operation
        .as_ref()
        .and_then(|o| o.state.clone())
        .expect("a state");
    assert_eq!(
        (state.name.as_str(), state.renamed_to.as_deref()),
        ("removed", Some("CreateClip"))
    );
    assert_eq!(table(sheet, "Clip").as_of.as_deref(), Some("2025-08-26"));
    assert_eq!(table(sheet, "Size").as_of, None, "the day of the source");
    assert_eq!(table(sheet, "Old").as_of.as_deref(), Some("2024-10-18"));
    let title = Dropped {
        type_name: Some("Clip".into()),
        section: None,
        name: "title".into(),
        day: "2025-07-11".into(),
    };
    assert_eq!(sheet.dropped, [title]);
    let limit = Dropped {
        type_name: None,
        section: Some(Section::Query),
        name: "limit".into(),
        day: "2025-08-01".into(),
    };
    let rest = days.sheet(&origin).expect("a parameter of no operation");
    assert_eq!(
        (rest.source.name.as_str(), rest.dropped),
        ("definitions", vec![limit])
    );
    assert!(Days::default().sheet(&origin).is_none());
    let error = Days::default()
        .with_types("{\"Clip\":1}")
        .expect_err("no day");
    assert!(error.contains("line 1"), "{error}");
}

/// The facts of an SDK with these parameters, and with one type of these fields.
fn sdk(parameters: Value, fields: Value) -> Sheet {
    only(&json!({
        "operation": "MakeClip", "method": "POST", "path": "/v1/clips", "consumes": ["application/json"],
        "source": "clips-sdk 1.2", "parameters": parameters, "response_headers": ["X-Request-Id"],
        "request_body": {"required": false, "type": "list[Clip]"}, "response_body": {"stream": true},
        "types": {"Clip": {"fields": fields}, "Language": {"enum": ["CN", "EN"]}},
    }))
}

#[test]
fn the_code_of_an_sdk_is_read() {
    let sheet = sdk(
        json!([
            {"in": "query", "name": "limit", "type": "int"},
            {"in": "path", "name": "id", "type": "str", "required": true},
            {"in": "query", "name": "ids", "type": "list[str]", "collection_format": "csv"},
            {"in": "formData", "name": "file", "type": "file"},
        ]),
        json!([{"name": "a", "type": "list[list[float]]"}, {"name": "l", "type": "Language", "required": true}, {"name": "n", "type": "Nowhere"}]),
    );
    assert_eq!(sheet.source.edition.as_deref(), Some("clips-sdk 1.2"));
    let places: Vec<_> = sheet
        .tables
        .iter()
        .filter_map(|table| table.section)
        .collect();
    assert_eq!(
        places,
        [
            Section::Path,
            Section::Query,
            Section::Form,
            Section::RequestBody,
            Section::ResponseBody,
            Section::ResponseHeader
        ]
    );
    assert_eq!(
        section(&sheet, Section::Query).rows[1].separator.as_deref(),
        Some(",")
    );
    let body = section(&sheet, Section::RequestBody)
        .value
        .as_deref()
        .expect("a body");
    assert_eq!(
        (body.kind, body.mandatory),
        (Some(Kind::Array), Some(false))
    );
    assert_eq!(
        body.item
            .as_ref()
            .and_then(|item| item.type_name.as_deref()),
        Some("Clip")
    );
    let answer = section(&sheet, Section::ResponseBody)
        .value
        .as_deref()
        .expect("a body");
    assert_eq!(answer.kind, Some(Kind::File));
    assert_eq!(
        section(&sheet, Section::ResponseHeader).rows[0]
            .name
            .as_deref(),
        Some("X-Request-Id")
    );
    let [a, l, n] = table(&sheet, "Clip").rows.as_slice() else {
        panic!("three fields");
    };
    let inner = a
        .item
        .as_ref()
        .and_then(|item| item.item.as_ref())
        .expect("two lists");
    assert_eq!(inner.kind, Some(Kind::Number));
    assert_eq!(
        (l.type_name.as_deref(), l.mandatory),
        (Some("Language"), Some(true))
    );
    assert_eq!(
        unread(n),
        [(
            Cause::Reference,
            "/types/Clip/fields/2/type",
            &json!("Nowhere")
        )]
    );
    let language = table(&sheet, "Language").value.as_deref().expect("a value");
    assert_eq!(
        (language.kind, language.values.len()),
        (Some(Kind::String), 2)
    );
    assert!(language.guesses.is_empty(), "the code lists them");
}

#[test]
fn what_was_read_out_of_comments_is_a_guess() {
    let field = |kind: &str, text: Value| {
        let sheet = sdk(
            json!([]),
            json!([{"name": "a", "type": kind, "from_text": text}]),
        );
        table(&sheet, "Clip").rows[0].clone()
    };
    let row = field(
        "int",
        json!({"default": "5", "range": [0, 10], "unit": "s", "values": ["1", "5"]}),
    );
    assert_eq!(
        (row.default.as_ref(), row.unit.as_deref()),
        (Some(&json!(5)), Some("s"))
    );
    assert_eq!(
        (row.minimum.clone(), row.maximum.clone()),
        (Some(0.into()), Some(10.into()))
    );
    assert_eq!(row.values, [json!(1), json!(5)]);
    assert_eq!(
        row.guesses,
        ["default", "minimum", "maximum", "unit", "enum"]
    );

    let row = field("str", json!({"length": [1, 64], "default": "true"}));
    assert_eq!(
        (row.min_length, row.max_length, row.default),
        (Some(1), Some(64), Some(json!("true")))
    );

    let row = field("list[str]", json!({"length": [1, 64], "values": ["a"]}));
    assert_eq!(row.items_or_length, Some([1, 64]));
    assert_eq!((row.min_items, row.min_length), (None, None));
    assert_eq!(row.guesses, ["items_or_length"]);
    let item = row.item.expect("an item");
    assert_eq!(
        (item.values, item.guesses),
        (vec![json!("a")], vec!["enum".to_owned()])
    );

    for (kind, text) in [
        ("int", json!({"default": "500ms"})),
        ("bool", json!({"default": "maybe"})),
        ("list[str]", json!({"default": "a"})),
        ("str", json!({"length": [1]})),
        ("str", json!({"length": "64"})),
        ("str", json!({"colour": "red"})),
    ] {
        let row = field(kind, text.clone());
        assert_eq!(row.unread.len(), 1, "{kind} {text}");
        assert!(row.guesses.is_empty(), "{kind} {text}");
    }
}

#[test]
fn a_document_that_cannot_be_read_says_why() {
    let told = |text: &str| {
        let error = read(text, &Origin::default(), &Days::default());
        error.expect_err("no document").to_string()
    };
    assert!(told("{").contains("neither JSON"));
    assert!(
        told(&"[".repeat(1000)).contains("neither JSON"),
        "depth is bounded"
    );
    assert!(told("{\"a\":1}").contains("shape is not known"));
    let long = " ".repeat(MAX_BYTES + 1);
    let error = read(&long, &Origin::default(), &Days::default());
    assert!(matches!(error, Err(ReadError::TooLarge)));
}

#[test]
fn a_sheet_is_read_back_as_it_was_written_and_an_unknown_key_refused() {
    let sheet = definition(
        json!({"Clip": {"properties": {"a": {"type": "string", "maxLength": 9, "x-odd": 1}}, "required": ["gone"]}}),
        json!([]),
        json!({"200": {"schema": {"$ref": "#/definitions/Clip"}}}),
    );
    let text = sheet.to_json();
    let back: Sheet = serde_json::from_str(&text).expect("the form of sheets");
    assert_eq!((back.to_json(), &back), (text.clone(), &sheet));
    let odd = text.replacen("\"max_length\"", "\"max_lenght\"", 1);
    assert!(serde_json::from_str::<Sheet>(&odd).is_err());
}

/// The facts of a call of MTS with one parameter, by the name of the source.
fn parameter(facts: &Value) -> Vec<(String, Row)> {
    let mut parameter = json!({
        "name": "P", "in": "query", "type": "string", "required": false, "json_of": null, "source": ["Z", "S26"],
    });
    let added = facts.as_object().expect("keys").clone();
    parameter.as_object_mut().expect("keys").extend(added);
    let sheets = sheets(&json!({
        "operation": "MakeClip", "product": "mts", "method": "POST", "methods_allowed": ["GET", "POST"], "path": "/",
        "version": "2014-06-18", "qps_per_user": 10, "deprecated": false, "parameters": [parameter],
        "response": {"type": "MakeClipResponseBody", "fields": []}, "sources": ["S26", "Z", "E", "S25"],
    }));
    let rows = sheets.into_iter().filter_map(|sheet| {
        let mut tables = sheet.tables.into_iter();
        let query = tables.find(|table| table.section == Some(Section::Query))?;
        Some((sheet.source.name, query.rows.into_iter().next()?))
    });
    rows.collect()
}

/// What the metadata says of a parameter with these facts.
fn in_metadata(facts: &Value) -> Row {
    let (name, row) = parameter(facts).remove(0);
    assert_eq!(name, "mts-metadata");
    row
}

#[test]
fn each_source_has_a_sheet_with_what_it_states() {
    let sheets = sheets(&json!({
        "operation": "MakeClip", "product": "mts", "method": "POST", "methods_allowed": ["GET", "POST"], "path": "/",
        "version": "2014-06-18", "qps_per_user": 10, "deprecated": false,
        "parameters": [
            {"name": "A", "in": "query", "type": "string", "required": true, "max_length": 9, "fact_source": ["Z", "D"], "source": ["Z", "S26"]},
            {"name": "B", "in": "query", "type": "integer", "format": "int64", "required": false, "source": ["S26"]},
        ],
        "response": {"type": "MakeClipResponseBody", "fields": [
            {"name": "Clip", "type": "object", "fields": [
                {"name": "State", "type": "string", "enum": ["Done"], "source": ["S25"]},
                {"name": "Id", "type": "string"},
            ]},
            {"name": "Clips", "type": "array", "items": "object", "fields": [{"name": "Id", "type": "string"}]},
        ]},
        "sources": ["S26", "Z", "E", "S25"],
    }));
    let names: Vec<&str> = sheets
        .iter()
        .map(|sheet| sheet.source.name.as_str())
        .collect();
    assert_eq!(
        names,
        [
            "mts-metadata",
            "alibaba-sdk",
            "alibaba-sdk-2025",
            "mts-docs"
        ]
    );
    let rows = |sheet: usize| -> Vec<(Option<&str>, Option<bool>, Option<u64>)> {
        let tables = sheets[sheet].tables.iter();
        let query = tables.filter(|table| table.section == Some(Section::Query));
        let rows = query.flat_map(|table| &table.rows);
        rows.map(|row| (row.name.as_deref(), row.mandatory, row.max_length))
            .collect()
    };
    assert_eq!(rows(0), [(Some("A"), Some(true), Some(9))]);
    assert_eq!(
        rows(1),
        [
            (Some("A"), Some(true), None),
            (Some("B"), Some(false), None)
        ]
    );
    assert_eq!(rows(3), [(Some("A"), None, Some(9))]);
    let operation = sheets[0].operation.as_ref().expect("an operation");
    assert_eq!(
        (operation.calls_per_second, operation.methods.len()),
        (Some(10), 2)
    );
    assert_eq!(
        sheets[3]
            .operation
            .as_ref()
            .and_then(|operation| operation.path.clone()),
        None
    );
    let answer = |sheet: usize| section(&sheets[sheet], Section::ResponseBody).rows.clone();
    let [clip, clips] = answer(1).try_into().expect("two members");
    assert_eq!((clip.rows.len(), clip.rows[0].values.len()), (2, 0));
    assert_eq!(clips.item.expect("an item").rows.len(), 1);
    let [clip] = answer(2).try_into().expect("one member");
    assert_eq!((clip.rows.len(), clip.rows[0].values.len()), (1, 1));
    assert!(
        sheets.iter().all(|sheet| sheet.all_unread().is_empty()),
        "{sheets:?}"
    );
}

#[test]
fn facts_of_texts_are_read() {
    let row = in_metadata(&json!({
        "min_length": 1, "max_length": 64, "length_unit": "bytes", "chars": "a-z", "case": "insensitive",
        "known_values": ["a"], "labels": {"a": "first"}, "default": "a", "default_note": "the first", "unit": "s",
        "placeholders": ["Count"], "when": "B is given", "note": "unique", "format": "uuid32",
    }));
    assert_eq!(
        (row.min_length, row.max_length, row.length_unit),
        (Some(1), Some(64), Some(crate::sheet::LengthUnit::Bytes))
    );
    assert_eq!(
        (row.characters.as_deref(), row.any_case, row.open),
        (Some("a-z"), Some(true), Some(true))
    );
    assert_eq!((row.values.len(), row.labels["a"].as_str()), (1, "first"));
    assert_eq!(
        (row.default_note.as_deref(), row.unit.as_deref()),
        (Some("the first"), Some("s"))
    );
    assert_eq!(
        (row.placeholders, row.when, row.notes),
        (
            vec!["Count".to_owned()],
            vec!["B is given".to_owned()],
            vec!["unique".to_owned()]
        )
    );
    assert_eq!(row.format.as_deref(), Some("uuid32"));
    assert!(row.slips.is_empty() && row.unread.is_empty());

    let row = in_metadata(&json!({"format": "regex ^[a-z]+$"}));
    assert_eq!(
        (row.pattern.as_deref(), row.format),
        (Some("^[a-z]+$"), None)
    );
    let row = in_metadata(&json!({"format": "base64"}));
    assert_eq!(
        (row.encoding.as_deref(), row.format),
        (Some("base64"), None)
    );
    let row = in_metadata(&json!({"format": ["oss-uri", "http-url"]}));
    assert_eq!(row.alternatives.len(), 2);

    let row = in_metadata(
        &json!({"holds": "integer", "minimum": 8, "exclusive_maximum": 20, "default": "0"}),
    );
    assert_eq!(
        (row.kind, row.holds),
        (Some(Kind::String), Some(Kind::Integer))
    );
    assert_eq!(
        (row.minimum.clone(), row.exclusive_maximum.clone()),
        (Some(8.into()), Some(20.into()))
    );
    assert_eq!(row.slips, [slip("default", Why::DefaultRefused)]);
}

#[test]
fn pieces_and_documents_in_texts_have_rows_of_their_own() {
    let row = in_metadata(&json!({
        "separator": ",", "max_items": 5, "item_max_length": 32, "item_length_unit": "bytes", "enum": ["a", "b"], "default": "a,c",
    }));
    assert_eq!(
        (row.separator.as_deref(), row.max_items, row.values.len()),
        (Some(","), Some(5), 0)
    );
    let piece = row.item.as_ref().expect("a piece");
    assert_eq!(
        (piece.kind, piece.max_length, piece.values.len()),
        (Some(Kind::String), Some(32), 2)
    );
    assert_eq!(row.slips, [slip("default", Why::DefaultRefused)]);

    let row = in_metadata(&json!({"json_of": "Output"}));
    assert_eq!(
        row.json_of.expect("a document").type_name.as_deref(),
        Some("Output")
    );
    let row = in_metadata(&json!({"json_of": "array<Output>", "max_items": 30}));
    let list = row.json_of.expect("a document");
    assert_eq!(
        (list.kind, list.max_items, row.max_items),
        (Some(Kind::Array), Some(30), None)
    );
    assert_eq!(
        list.item.expect("an item").type_name.as_deref(),
        Some("Output")
    );
    let row = in_metadata(&json!({"json_of": "array<string>", "enum": ["a", "b"]}));
    let list = row.json_of.expect("a document");
    assert_eq!(
        (list.item.expect("an item").values.len(), row.values.len()),
        (2, 0)
    );
    let row = in_metadata(&json!({"json_of": "unknown"}));
    assert_eq!(row.json_of.expect("a document").kind, Some(Kind::Any));
    let row = in_metadata(&json!({"json_of": ["A", "B"]}));
    assert_eq!(row.json_of.expect("a document").alternatives.len(), 2);
    let row =
        in_metadata(&json!({"holds": "array<array<number>>", "max_items": 2, "item_length": 4}));
    let list = row.json_of.expect("a document");
    let inner = list.item.expect("an item");
    assert_eq!(
        (list.max_items, inner.min_items, inner.max_items),
        (Some(2), Some(4), Some(4))
    );
}

#[test]
fn forms_of_a_text_are_alternatives_where_they_are_understood() {
    let row = in_metadata(&json!({
        "forms": ["int 8..4096 px", "decimal (0,1) of the width", "full", "hh:mm:ss[.SSS]", "number of seconds", "int many"],
        "default": "7",
    }));
    let [int, decimal, word, picture] = row.alternatives.as_slice() else {
        panic!("four forms: {:?}", row.alternatives);
    };
    assert_eq!(
        (int.holds, int.minimum.clone(), int.unit.as_deref()),
        (Some(Kind::Integer), Some(8.into()), Some("px"))
    );
    assert_eq!(
        (decimal.holds, decimal.exclusive_maximum.clone()),
        (Some(Kind::Number), Some(1.into()))
    );
    assert_eq!(decimal.notes, ["of the width"]);
    assert_eq!(word.values, [json!("full")]);
    assert_eq!(picture.format.as_deref(), Some("hh:mm:ss[.SSS]"));
    let words: Vec<_> = row
        .unread
        .iter()
        .map(|unread| (unread.cause, unread.at.as_str()))
        .collect();
    assert_eq!(
        words,
        [
            (Cause::Words, "/parameters/0/forms/4"),
            (Cause::Words, "/parameters/0/forms/5")
        ]
    );
    assert!(
        row.slips.is_empty(),
        "a form that was not understood may allow the default"
    );
    let row = in_metadata(&json!({"forms": ["int 8..4096", "full"], "default": "7"}));
    assert_eq!(row.slips, [slip("default", Why::DefaultRefused)]);
}

#[test]
fn what_sources_say_differently_goes_to_each_of_them() {
    let of = |facts: Value| parameter(&facts);
    let rows = of(json!({"disagree": ["D: required"]}));
    let told: Vec<_> = rows
        .iter()
        .map(|(name, row)| (name.as_str(), row.mandatory))
        .collect();
    let expected = [
        ("mts-metadata", Some(false)),
        ("alibaba-sdk", Some(false)),
        ("mts-docs", Some(true)),
    ];
    assert_eq!(told, expected);
    assert!(rows.iter().all(|(_, row)| row.unread.is_empty()));

    let rows =
        of(json!({"disagree": ["S26 not marked required"], "required": true, "max_length": 9}));
    let told: Vec<_> = rows
        .iter()
        .map(|(_, row)| (row.mandatory, row.max_length))
        .collect();
    assert_eq!(told, [(Some(true), Some(9)), (Some(false), Some(9))]);

    let rows = of(json!({"disagree": ["H (170216): required, the only parameter"]}));
    let (name, row) = &rows[2];
    assert_eq!(
        (name.as_str(), row.mandatory, row.unread.len()),
        ("mts-help", Some(true), 1)
    );

    let rows = of(json!({"disagree": ["S26: default B"], "default": "A", "max_length": 9}));
    let told: Vec<_> = rows
        .iter()
        .map(|(_, row)| (row.default.clone(), row.max_length))
        .collect();
    assert_eq!(
        told,
        [(Some(json!("A")), Some(9)), (Some(json!("B")), Some(9))]
    );

    let rows = of(json!({"disagree": ["S26 and D: first, second"], "enum": ["first"]}));
    let told: Vec<_> = rows
        .iter()
        .map(|(_, row)| (row.values.len(), row.unread.len()))
        .collect();
    assert_eq!(told, [(1, 0), (0, 1), (0, 1)]);

    let rows = of(json!({"disagree": ["Z: first, second", "S26: third"], "enum": ["first"]}));
    let told: Vec<_> = rows
        .iter()
        .map(|(_, row)| (row.values.len(), row.unread.len()))
        .collect();
    assert_eq!(told, [(1, 1), (1, 1)], "somebody lists it");

    let rows = of(
        json!({"disagree": ["an older page (D) says 3", "an example has another case"], "max_length": 9}),
    );
    let told: Vec<_> = rows
        .iter()
        .map(|(name, row)| (name.as_str(), row.unread.len()))
        .collect();
    assert_eq!(
        told,
        [("mts-metadata", 1), ("alibaba-sdk", 1), ("mts-docs", 1)]
    );
}

#[test]
fn what_mts_facts_hold_beyond_the_form_is_not_understood() {
    for (facts, key, cause) in [
        (json!({"special": "ALL"}), "special", Cause::Key),
        (json!({"in": "header"}), "in", Cause::Shape),
        (json!({"type": "text"}), "type", Cause::Type),
        (json!({"case": "upper"}), "case", Cause::Shape),
        (json!({"length_unit": "words"}), "length_unit", Cause::Shape),
        (json!({"json_of": 1}), "json_of", Cause::Shape),
        (json!({"format": "regex (?=a)"}), "format", Cause::Pattern),
    ] {
        let row = in_metadata(&facts);
        let place = format!("/parameters/0/{key}");
        assert_eq!(
            unread(&row),
            [(cause, place.as_str(), &facts[key])],
            "{facts}"
        );
    }
    let rows = parameter(&json!({"source": ["Z", "Q"]}));
    assert_eq!(
        unread(&rows[0].1),
        [(Cause::Reference, "/parameters/0/source", &json!("Q"))]
    );
}

#[test]
fn documents_inside_texts_are_types() {
    let of = |kind: &str, fields: Value| {
        let sheet = only(&json!({
            "name": "Box", "kind": kind, "used_by": ["Clip.Box"], "fields": fields, "sources": ["D"], "note": "n", "example": {"W": "1"},
        }));
        assert_eq!(sheet.source.name, "mts-docs");
        table(&sheet, "Box").clone()
    };
    let object = of(
        "object",
        json!([{"name": "W", "type": "object", "of": "Size", "required": true, "source": ["D"]}]),
    );
    assert_eq!(
        (object.used_by, object.notes, object.value),
        (vec!["Clip.Box".to_owned()], vec!["n".to_owned()], None)
    );
    assert_eq!(
        (
            object.rows[0].type_name.as_deref(),
            object.rows[0].mandatory
        ),
        (Some("Size"), Some(true))
    );
    assert!(object.unread.is_empty());
    let map = of(
        "object",
        json!([{"name": "W", "type": "map", "of": "Size", "source": ["D"]}]),
    );
    let entry = map.rows[0].entry.as_ref().expect("a value");
    assert_eq!(
        (map.rows[0].type_name.as_deref(), entry.type_name.as_deref()),
        (None, Some("Size"))
    );
    let array = of(
        "array",
        json!([{"name": "[]", "type": "string", "max_length": 3, "source": ["D"]}]),
    );
    let value = array.value.expect("a value");
    assert_eq!(
        (value.kind, value.item.expect("an item").max_length),
        (Some(Kind::Array), Some(3))
    );
    let map = of(
        "map",
        json!([{"name": "*", "type": "array", "items": "Box", "source": ["D"]}]),
    );
    let value = map.value.expect("a value");
    assert_eq!(
        (value.kind, value.entry.expect("a value").kind),
        (Some(Kind::Map), Some(Kind::Array))
    );
    let mixed = of(
        "object",
        json!([{"name": "W", "type": "array", "items": "Size", "source": ["D"]}, {"name": "*", "type": "object", "of": "Size", "source": ["D"]}]),
    );
    let value = mixed.value.expect("a value");
    let values = value.entry.expect("a value").alternatives;
    let kinds: Vec<_> = values.iter().map(|row| (row.kind, &row.name)).collect();
    assert_eq!(
        (mixed.rows.len(), value.kind, kinds),
        (
            0,
            Some(Kind::Map),
            vec![(Some(Kind::Array), &None), (Some(Kind::Object), &None)]
        )
    );
    let union = of("union", json!([]));
    assert_eq!(union.value.expect("a value").kind, Some(Kind::Any));
    let odd = of(
        "heap",
        json!([{"name": "W", "type": "string", "source": ["D"]}]),
    );
    assert_eq!((odd.rows.len(), odd.unread[0].cause), (1, Cause::Type));
}

#[test]
fn rules_of_a_call_are_told_to_their_sources() {
    let rules = json!([
        {"kind": "at_least_one_of", "params": ["A", "B"], "source": ["Z"]},
        {"kind": "at_most_one_of", "params": ["A", "B"], "source": ["Z"]},
        {"kind": "required_by_value", "selector": "A=x", "params": ["B"], "source": ["Z"]},
        {"kind": "overrides", "by": "A", "param": "B", "note": "B changes nothing", "source": ["Z"]},
        {"kind": "shape_by_value", "selector": "A", "param": "B", "types": "Of<A>", "source": ["Z"]},
        {"kind": "placeholder_required", "param": "A", "placeholder": "{Count}", "when": "several", "source": ["Z"]},
        {"kind": "required_by_value", "selector": "some input", "params": ["B"], "source": ["Z"]},
        {"kind": "at_least_one_of", "params": ["A"], "odd": 1, "source": ["Z"]},
        {"kind": "retention", "value": 1, "unit": "year", "source": ["D"]},
    ]);
    let sheets = sheets(
        &json!({"operation": "MakeClip", "product": "mts", "parameters": [], "rules": rules, "sources": ["Z"]}),
    );
    use crate::sheet::RuleKind::{
        AtLeastOne, AtMostOne, Contains, RequiredIf, SelectsType, WinsOver,
    };
    let told: Vec<_> = sheets[0]
        .rules
        .iter()
        .map(|rule| (rule.kind, rule.members.join(" "), rule.by.as_deref()))
        .collect();
    assert_eq!(
        told,
        [
            (AtLeastOne, "A B".to_owned(), None),
            (AtMostOne, "A B".to_owned(), None),
            (RequiredIf, "B".to_owned(), Some("A")),
            (WinsOver, "B".to_owned(), Some("A")),
            (SelectsType, "B".to_owned(), Some("A")),
            (Contains, "A".to_owned(), None),
        ]
    );
    assert_eq!(sheets[0].rules[2].when.as_deref(), Some("x"));
    assert_eq!(sheets[0].rules[4].text.as_deref(), Some("Of<A>"));
    assert_eq!(sheets[0].rules[5].text.as_deref(), Some("{Count}"));
    let places: Vec<_> = sheets[0]
        .unread
        .iter()
        .map(|unread| (unread.cause, unread.at.as_str()))
        .collect();
    assert_eq!(
        places,
        [(Cause::Rule, "/rules/6"), (Cause::Rule, "/rules/7")]
    );
    assert_eq!(
        (
            sheets[1].source.name.as_str(),
            sheets[1].unread[0].at.as_str()
        ),
        ("mts-docs", "/rules/8")
    );
}

#[test]
fn common_parameters_and_functions_are_read() {
    let sheet = only(&json!({
        "parameters": [{"name": "Version", "required": true, "enum": ["2014-06-18"]}],
        "response": [{"name": "RequestId", "type": "string"}], "container_codec": {"mp4": {}}, "source": ["D"],
    }));
    assert!(sheet.operation.is_none());
    let version = &section(&sheet, Section::Query).rows[0];
    assert_eq!((version.mandatory, version.values.len()), (Some(true), 1));
    assert_eq!(
        section(&sheet, Section::ResponseBody).rows[0].kind,
        Some(Kind::String)
    );
    assert_eq!(sheet.unread[0].at, "/container_codec");

    let sheet = only(&json!([
        {"function": "Cover", "params": "CoverParams", "input": "video", "source": ["H"]},
        {"function": "Denoise", "params": null, "source": ["H"]},
    ]));
    let rule = &sheet.rules[0];
    assert_eq!(
        (rule.when.as_deref(), rule.text.as_deref()),
        (Some("Cover"), Some("CoverParams"))
    );
    let places: Vec<_> = sheet
        .unread
        .iter()
        .map(|unread| unread.at.as_str())
        .collect();
    assert_eq!(places, ["/0/input", "/1"]);
}

#[test]
fn lists_of_values_without_a_field_are_named_values() {
    for (facts, name) in [
        (
            json!({"codes": [{"code": "A.B", "group": "job"}, {"code": "C"}], "source": ["D"], "note": "n"}),
            "ErrorCode",
        ),
        (
            json!({"templates": [{"id": "A.B", "width": 1}, {"id": "C"}], "source": ["D"], "note": "n"}),
            "PresetTemplate",
        ),
    ] {
        let sheet = only(&facts);
        let table = table(&sheet, name);
        let row = table.value.as_ref().expect("a value");
        assert_eq!(
            (row.values.as_slice(), row.open, row.unread.len()),
            ([json!("A.B"), json!("C")].as_slice(), Some(true), 1)
        );
        assert_eq!(table.unread[0].at, "/note");
    }
    let sheet = only(&json!({"templates": [{"id": "A", "name": "a"}], "source": ["D"]}));
    let row = table(&sheet, "PresetTemplate").value.as_ref();
    assert_eq!(row.expect("a value").labels["A"], "a");
}

#[test]
fn a_sheet_is_read_as_what_it_is() {
    let sheet = definition(
        json!({"Clip": {"properties": {"width": {"type": "integer"}}}}),
        json!([]),
        json!({"200": {"schema": {"$ref": "#/definitions/Clip"}}}),
    );
    let again = read(&sheet.to_json(), &Origin::default(), &Days::default()).expect("a sheet");
    assert_eq!(again, [sheet]);
    let text = json!({"source": {"kind": "page", "name": "a"}, "table": []}).to_string();
    let told = read(&text, &Origin::default(), &Days::default()).expect_err("no sheet");
    assert!(
        matches!(told, ReadError::Sheet(_)) && told.to_string().contains("`table`"),
        "{told}"
    );
}
