//! A made change of each class in each direction is found exactly, with a payload that shows it.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::*;
use crate::draft::{Scope, draft};
use crate::fixtures::{PROBLEM, VENDOR};
use crate::{Days, Origin, Sheet, read};

/// A definition with something of everything: `POST /v1/{id}/clips`.
fn definition() -> Value {
    serde_json::from_str(include_str!("clip.json")).expect("JSON")
}

fn edition(definition: &Value) -> Vec<Sheet> {
    let origin = Origin {
        read: Some("2026-03-13".into()),
        ..Origin::default()
    };
    read(&definition.to_string(), &origin, &Days::default()).expect("a definition")
}

/// A member of a finding, as the command writes it.
fn told(finding: &Finding) -> Vec<String> {
    let line = serde_json::to_value(finding).expect("JSON");
    let mut out = Vec::new();
    for key in [
        "direction",
        "part",
        "status",
        "pointer",
        "class",
        "constraint",
        "severity",
    ] {
        if let Some(text) = line.get(key).and_then(Value::as_str) {
            out.push(if text.is_empty() {
                "\"\"".to_owned()
            } else {
                text.to_owned()
            });
        }
    }
    if finding.vacuous {
        out.push("vacuous".into());
    }
    out.extend(finding.renamed_to.clone());
    out.push(match (&finding.witness, &finding.why) {
        (Witness::Payload(_), None) => "shown".into(),
        (Witness::Missing, Some(_)) => "not shown".into(),
        (Witness::Unasked, None) => return out,
        other => format!("{other:?}"),
    });
    out
}

/// Changes a definition at JSON Pointers, `null` takes away, and returns what is told of it.
fn changes(changes: &[(&str, Value)]) -> [Vec<String>; 2] {
    let before = definition();
    let mut after = before.clone();
    for (pointer, value) in changes {
        let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
        let name = name.replace("~1", "/");
        match after.pointer_mut(parent).expect("a parent") {
            Value::Object(members) if value.is_null() => {
                members.remove(&name);
            }
            Value::Object(members) => {
                members.insert(name, value.clone());
            }
            Value::Array(items) if name == "-" => items.push(value.clone()),
            Value::Array(items) => {
                items.remove(name.parse().expect("an index"));
            }
            _ => panic!("{parent} holds nothing"),
        }
    }
    let options = Options {
        positions: true,
        whole: true,
    };
    let (before, after) = (edition(&before).into(), edition(&after).into());
    [(&before, &after), (&after, &before)].map(|(old, new)| {
        let drift = compare(old, new, options);
        assert!(drift.is_whole);
        let findings = drift.findings.iter();
        findings.map(|finding| told(finding).join(" ")).collect()
    })
}

const CLIP: &str = "/definitions/Clip/properties";

/// What is told of a change of the type that is sent and answered, forwards and backwards.
fn of_member(member: &str, value: Value) -> [Vec<String>; 2] {
    changes(&[(&format!("{CLIP}/{member}"), value)])
}

#[test]
fn nothing_moved_where_nothing_changed() {
    assert_eq!(changes(&[]), [const { Vec::<String>::new() }; 2]);
}

#[test]
fn bounds_break_by_less_in_requests_and_by_more_in_answers() {
    assert_eq!(
        of_member("width/maximum", json!(1280)),
        [
            [
                "request body /width bound-narrowed maximum breaks-callers shown",
                "response body 200 /width bound-narrowed maximum compatible",
            ],
            [
                "request body /width bound-widened maximum compatible",
                "response body 200 /width bound-widened maximum breaks-readers shown",
            ]
        ]
    );
    assert_eq!(
        of_member("name/maxLength", Value::Null),
        [
            [
                "request body /name bound-dropped maxLength compatible",
                "response body 200 /name bound-dropped maxLength breaks-readers shown",
            ],
            [
                "request body /name bound-added maxLength breaks-callers shown",
                "response body 200 /name bound-added maxLength compatible",
            ]
        ]
    );
    assert_eq!(
        of_member("ratio/exclusiveMinimum", Value::Null),
        [
            [
                "request body /ratio bound-widened exclusiveMinimum compatible",
                "response body 200 /ratio bound-widened exclusiveMinimum breaks-readers shown",
            ],
            [
                "request body /ratio bound-narrowed exclusiveMinimum breaks-callers shown",
                "response body 200 /ratio bound-narrowed exclusiveMinimum compatible",
            ]
        ]
    );
    assert_eq!(
        of_member("tags/items/maxLength", json!(4))[0],
        [
            "request body /tags/* bound-narrowed maxLength breaks-callers shown",
            "response body 200 /tags/* bound-narrowed maxLength compatible",
        ]
    );
    assert_eq!(
        of_member("tags/minItems", json!(1))[0],
        [
            "request body /tags bound-added minItems breaks-callers shown",
            "response body 200 /tags bound-added minItems compatible",
        ]
    );
}

#[test]
fn what_refuses_nothing_is_vacuous() {
    let both = |word: &str, vacuous: [&str; 2]| {
        vacuous.map(|class| {
            let request = format!("request body /{word} {class} compatible vacuous");
            let response = format!("response body 200 /{word} {class} compatible vacuous");
            vec![request, response]
        })
    };
    assert_eq!(
        of_member("title/minLength", json!(0)),
        both(
            "title",
            ["bound-added minLength", "bound-dropped minLength"]
        )
    );
    // A length of a list, a length that no listed value reaches, one that the pattern refuses anyway.
    assert_eq!(
        of_member("tags/maxLength", json!(9)),
        both("tags", ["bound-added maxLength", "bound-dropped maxLength"])
    );
    assert_eq!(
        of_member("codec/maxLength", json!(8)),
        both(
            "codec",
            ["bound-narrowed maxLength", "bound-widened maxLength"]
        )
    );
    assert_eq!(
        of_member("colour/maxLength", json!(12)),
        both(
            "colour",
            ["bound-added maxLength", "bound-dropped maxLength"]
        )
    );
}

#[test]
fn lists_of_values() {
    assert_eq!(
        of_member("codec/enum/-", json!("AV1")),
        [
            [
                "request body /codec enum-value-added compatible",
                "response body 200 /codec enum-value-added breaks-readers shown",
            ],
            [
                "request body /codec enum-value-removed breaks-callers shown",
                "response body 200 /codec enum-value-removed compatible",
            ]
        ]
    );
    assert_eq!(
        of_member("codec/enum", Value::Null),
        [
            [
                "request body /codec enum-dropped compatible",
                "response body 200 /codec enum-dropped breaks-readers shown",
            ],
            [
                "request body /codec enum-added breaks-callers shown",
                "response body 200 /codec enum-added compatible",
            ]
        ]
    );
}

#[test]
fn patterns_by_the_texts_that_they_match() {
    assert_eq!(
        of_member("colour/pattern", json!("^#[0-9a-fA-F]{6}$")),
        [
            [
                "request body /colour pattern-changed pattern compatible",
                "response body 200 /colour pattern-changed pattern breaks-readers shown",
            ],
            [
                "request body /colour pattern-changed pattern breaks-callers shown",
                "response body 200 /colour pattern-changed pattern compatible",
            ]
        ]
    );
    assert_eq!(
        of_member("title/pattern", json!("^[a-z]*$"))[0],
        [
            "request body /title pattern-added pattern breaks-callers shown",
            "response body 200 /title pattern-added pattern compatible",
        ]
    );
    assert_eq!(
        of_member("odd/pattern_name", json!("EVEN"))[0],
        [
            "request body /odd pattern-changed pattern_name breaks-callers not shown",
            "response body 200 /odd pattern-changed pattern_name breaks-readers not shown",
        ]
    );
    assert_eq!(
        of_member("odd/pattern_name", Value::Null)[0],
        [
            "request body /odd pattern-dropped pattern_name compatible",
            "response body 200 /odd pattern-dropped pattern_name breaks-readers not shown",
        ]
    );
}

#[test]
fn members_and_what_is_required() {
    assert_eq!(
        of_member("length", json!({"type": "integer"})),
        [
            [
                "request body /length field-added compatible",
                "response body 200 /length field-added compatible",
            ],
            [
                "request body /length field-removed breaks-callers shown",
                "response body 200 /length field-removed breaks-readers not shown",
            ]
        ]
    );
    assert_eq!(
        changes(&[("/definitions/Clip/required/-", json!("title"))]),
        [
            [
                "request body /title required-added breaks-callers shown",
                "response body 200 /title required-added compatible",
            ],
            [
                "request body /title required-removed compatible",
                "response body 200 /title required-removed breaks-readers shown",
            ]
        ]
    );
    let required = [
        (format!("{CLIP}/length"), json!({"type": "integer"})),
        ("/definitions/Clip/required/-".to_owned(), json!("length")),
    ];
    let required = required.map(|(pointer, value)| (pointer, value));
    let required: Vec<(&str, Value)> = required
        .iter()
        .map(|(pointer, value)| (&**pointer, value.clone()))
        .collect();
    assert_eq!(
        changes(&required),
        [
            [
                "request body /length field-added breaks-callers shown",
                "response body 200 /length field-added compatible",
            ],
            [
                "request body /length field-removed breaks-callers shown",
                "response body 200 /length field-removed breaks-readers shown",
            ]
        ]
    );
}

#[test]
fn types_end_the_comparison() {
    assert_eq!(
        of_member("width", json!({"type": "number", "minimum": 5}))[0],
        [
            "request body /width type-changed compatible",
            "response body 200 /width type-changed breaks-readers shown",
        ]
    );
    assert_eq!(
        of_member("layers", json!({"type": "string", "maxLength": 3})),
        [[
            "request body /layers type-changed breaks-callers shown",
            "response body 200 /layers type-changed breaks-readers shown",
        ]; 2]
    );
    // Items that become known, and no longer.
    assert_eq!(
        of_member("any/items", json!({"type": "string"})),
        [
            [
                "request body /any/* type-changed breaks-callers shown",
                "response body 200 /any/* type-changed compatible",
            ],
            [
                "request body /any/* type-changed compatible",
                "response body 200 /any/* type-changed breaks-readers shown",
            ]
        ]
    );
}

#[test]
fn flags_of_values() {
    let both = |member: &str, class: &str, narrows: bool| {
        let [wider, narrower] = [
            [
                format!("request body {member} {class} compatible"),
                format!("response body 200 {member} {class} breaks-readers shown"),
            ],
            [
                format!("request body {member} {class} breaks-callers shown"),
                format!("response body 200 {member} {class} compatible"),
            ],
        ];
        if narrows {
            [narrower, wider]
        } else {
            [wider, narrower]
        }
    };
    assert_eq!(
        of_member("tags/uniqueItems", json!(true)),
        both("/tags", "unique-changed", true)
    );
    // In an answer `null` is taken for nothing, where nothing has to be.
    assert_eq!(
        of_member("title/x-nullable", json!(true)),
        [
            [
                "request body /title nullable-changed compatible",
                "response body 200 /title nullable-changed breaks-readers not shown",
            ],
            [
                "request body /title nullable-changed breaks-callers shown",
                "response body 200 /title nullable-changed compatible",
            ]
        ]
    );
    assert_eq!(
        of_member("name/x-nullable", json!(true)),
        both("/name", "nullable-changed", false)
    );
    // Readers pass over members that they do not know.
    assert_eq!(
        of_member("free/additionalProperties", Value::Null),
        [
            [
                "request body /free open-changed breaks-callers shown",
                "response body 200 /free open-changed compatible",
            ],
            [
                "request body /free open-changed compatible",
                "response body 200 /free open-changed breaks-readers not shown",
            ]
        ]
    );
    assert_eq!(
        of_member("free/properties/b", json!({"type": "string"}))[1],
        [
            "request body /free/b field-removed compatible",
            "response body 200 /free/b field-removed compatible",
        ],
        "whoever may send anything may send it still"
    );
    for (pointer, value, class) in [
        ("codec/default", json!("VP8"), "default-changed"),
        ("codec/default", Value::Null, "default-dropped"),
        ("title/default", json!("a"), "default-added"),
        ("width/format", json!("int64"), "format-changed"),
        ("title/deprecated", json!(true), "deprecated-changed"),
    ] {
        let member = pointer.split('/').next().unwrap_or_default();
        assert_eq!(
            of_member(pointer, value)[0],
            [
                format!("request body /{member} {class} compatible"),
                format!("response body 200 /{member} {class} compatible"),
            ]
        );
    }
}

#[test]
fn parameters_and_headers() {
    assert_eq!(
        changes(&[("/parameters/1/maximum", json!(50))])[0],
        ["request query /limit bound-narrowed maximum breaks-callers shown"]
    );
    assert_eq!(
        changes(&[("/parameters/1", Value::Null)])[0],
        ["request query /limit parameter-removed breaks-callers shown"]
    );
    let header = json!({"in": "header", "name": "X-New", "type": "string", "required": true});
    assert_eq!(
        changes(&[("/parameters/-", header)]),
        [
            ["request header /x-new parameter-added breaks-callers shown"],
            ["request header /x-new parameter-removed breaks-callers not shown"]
        ]
    );
    assert_eq!(
        changes(&[("/parameters/1/required", json!(true))])[0],
        ["request query /limit required-added breaks-callers shown"]
    );
    assert_eq!(
        changes(&[("/responses/200/headers/X-More", json!({"type": "string"}))]),
        [
            ["response header 200 /x-more header-added compatible"],
            ["response header 200 /x-more header-removed breaks-readers not shown"]
        ]
    );
}

#[test]
fn operations_media_types_and_answers() {
    for (pointer, value, expected) in [
        (
            "/method",
            json!("PUT"),
            "operation method-changed breaks-callers not shown",
        ),
        (
            "/path",
            json!("/v2/{id}/clips"),
            "operation path-changed breaks-callers not shown",
        ),
        (
            "/deprecated",
            json!(true),
            "operation deprecated-changed compatible",
        ),
        (
            "/consumes/-",
            json!("text/plain"),
            "request consumes-added compatible",
        ),
        (
            "/consumes/0",
            Value::Null,
            "request consumes-removed breaks-callers not shown",
        ),
        (
            "/produces/-",
            json!("text/plain"),
            "response produces-added compatible",
        ),
        (
            "/produces/0",
            Value::Null,
            "response produces-removed breaks-readers not shown",
        ),
        (
            "/responses/500",
            json!({}),
            "response 500 response-added compatible",
        ),
        (
            "/responses/404",
            Value::Null,
            "response 404 response-removed compatible",
        ),
        (
            "/responses/200",
            Value::Null,
            "response 200 response-removed breaks-readers not shown",
        ),
        (
            "/responses/400",
            json!({"schema": {"$ref": "#/definitions/Layer"}}),
            "response 400 response-changed compatible",
        ),
        (
            "/parameters/3/required",
            json!(false),
            "request body \"\" required-removed compatible",
        ),
        (
            "/parameters/3",
            Value::Null,
            "request body \"\" body-removed breaks-callers not shown",
        ),
        (
            "/responses/200/schema",
            Value::Null,
            "response body 200 \"\" body-removed breaks-readers not shown",
        ),
        (
            "/responses/404/schema",
            json!({"type": "string"}),
            "response body 404 \"\" body-added compatible",
        ),
    ] {
        assert_eq!(changes(&[(pointer, value)])[0], [expected], "{pointer}");
    }
}

#[test]
fn a_removed_operation_with_a_twin_is_renamed() {
    let before = edition(&definition());
    let mut twin = definition();
    twin["operation"] = json!("MakeClip");
    twin["path"] = json!("/v1/{clip}/clips");
    twin["parameters"][0]["name"] = json!("clip");
    let mut other = definition();
    other["operation"] = json!("Other");
    other["path"] = json!("/v1/others");
    let told = |after: Vec<Sheet>, whole: bool| -> Vec<String> {
        let options = Options {
            positions: false,
            whole,
        };
        let drift = compare(&before.clone().into(), &after.into(), options);
        drift
            .findings
            .iter()
            .map(|one| told(one).join(" "))
            .collect()
    };
    assert_eq!(
        told(edition(&twin), true),
        [
            "operation operation-removed compatible MakeClip",
            "operation operation-added compatible"
        ]
    );
    assert_eq!(
        told(edition(&other), true),
        [
            "operation operation-removed breaks-callers not shown",
            "operation operation-added compatible"
        ]
    );
    assert_eq!(
        told(edition(&other), false),
        ["operation operation-added compatible"]
    );
}

#[test]
fn one_change_of_a_shared_type_is_one_finding() {
    let mut edit = definition();
    let layer = json!({"type": "array", "items": {"$ref": "#/definitions/Layer"}});
    edit["definitions"]["Clip"]["properties"]["others"] = layer;
    let mut after = edit.clone();
    after["definitions"]["Layer"]["properties"]["kind"]["maxLength"] = json!(3);
    let found = |positions| {
        let options = Options {
            positions,
            whole: true,
        };
        compare(&edition(&edit).into(), &edition(&after).into(), options).findings
    };
    let folded = found(false);
    assert_eq!(folded.len(), 2, "one a direction: {folded:?}");
    assert_eq!(folded[0].at.as_deref(), Some("Layer.kind"));
    assert_eq!(folded[0].operations, ["CreateClip"]);
    let pointers: Vec<String> = found(true)
        .into_iter()
        .filter_map(|one| one.pointer)
        .collect();
    // A type that stands inside itself is gone through once.
    assert_eq!(pointers, ["/layers/*/kind", "/others/*/kind"].repeat(2));
}

#[test]
fn chains_circles_and_crowds_of_types_end() {
    // A default breaks nobody, so that no payloads are looked for.
    let crowd = |count: usize, default: &str| {
        let mut definitions = serde_json::Map::new();
        for index in 0..count {
            let next = format!("#/definitions/T{}", (index + 1) % count);
            let properties = json!({
                "a": {"$ref": next}, "b": {"$ref": next}, "c": {"type": "string", "default": default}
            });
            definitions.insert(format!("T{index}"), json!({ "properties": properties }));
        }
        let body = json!({"in": "body", "name": "body", "schema": {"$ref": "#/definitions/T0"}});
        edition(&json!({
            "operation": "CreateClip", "method": "POST", "path": "/clips", "parameters": [body],
            "responses": {"200": {}}, "definitions": definitions
        }))
    };
    let options = |positions| Options {
        positions,
        whole: true,
    };
    let (before, after) = (crowd(2_000, "a").into(), crowd(2_000, "b").into());
    let folded = compare(&before, &after, options(false));
    // Each type at its first place, down to the last level that is told.
    assert_eq!((folded.findings.len(), folded.is_whole), (128, false));
    // Ways double with each level: what is told ends.
    let (before, after) = (crowd(20, "a").into(), crowd(20, "b").into());
    let each = compare(&before, &after, options(true));
    assert_eq!((each.findings.len(), each.is_whole), (MAX_FINDINGS, false));
}

#[test]
fn lists_that_ask_for_more_than_can_be_made_end() {
    let deep = json!({"type": "array", "minItems": 4_000_000_000_u64, "items": {
        "type": "array", "minItems": 4_000_000_000_u64, "items": {"type": "string", "minLength": 4_000_000_000_u64}
    }});
    let mut before = definition();
    before["definitions"]["Clip"]["properties"]["deep"] = deep;
    before["definitions"]["Clip"]["required"] = json!(["name", "deep"]);
    let mut after = before.clone();
    after["definitions"]["Clip"]["properties"]["width"]["maximum"] = json!(5);
    let drift = compare(
        &edition(&before).into(),
        &edition(&after).into(),
        Options::default(),
    );
    let breaks = drift
        .findings
        .iter()
        .filter(|one| one.severity != Severity::Compatible);
    let whys: Vec<_> = breaks.filter_map(|one| one.why.as_deref()).collect();
    assert_eq!(whys, ["its shortest payloads may be too long to be made"]);
}

#[test]
fn each_class_is_tried() {
    // Those of contract files alone have no words in a definition.
    let source = include_str!("tests.rs");
    for class in Class::ALL {
        assert!(source.contains(class.as_str()), "no test has {class}");
    }
}

/// Returns a spec that is drafted from sheets.
fn spec_of(kept: &[Sheet]) -> Vec<(String, String)> {
    let mut spec = BTreeMap::from([
        ("studio/vendor.toml".to_owned(), VENDOR.to_owned()),
        ("studio/types/problem.toml".to_owned(), PROBLEM.to_owned()),
    ]);
    let scope = Scope {
        service: "studio".to_owned(),
        ..Scope::default()
    };
    let files: Vec<_> = spec.clone().into_iter().collect();
    spec.extend(draft(&files, kept, &scope).expect("a draft").files);
    spec.into_iter().collect()
}

/// Returns what a change of the definition, read a day later, means for the spec.
fn revised(change: impl FnOnce(&mut Value), spec: impl FnOnce(&mut String)) -> Revision {
    let kept = edition(&definition());
    let mut files = spec_of(&kept);
    let clip = files
        .iter_mut()
        .find(|(path, _)| path == "studio/types/clip.toml");
    spec(&mut clip.expect("a file").1);
    let mut after = definition();
    change(&mut after);
    let mut new = edition(&after);
    for sheet in &mut new {
        sheet.source.read = Some("2026-12-01".into());
    }
    revise(&files, "studio", &kept, new, Options::default()).expect("a revision")
}

#[test]
fn what_a_source_alone_is_followed_in_is_written_with_the_new_day() {
    let change = |after: &mut Value| {
        let members = &mut after["definitions"]["Clip"]["properties"];
        members["width"]["maximum"] = json!(3840);
        members["length"] = json!({"type": "integer", "minimum": 0});
    };
    let told = revised(change, |_| {});
    assert_eq!(told.drift.findings.len(), 4);
    let width = told
        .drift
        .findings
        .iter()
        .find(|one| one.constraint.is_some());
    let advice = &width.expect("a bound").spec;
    assert_eq!(advice.len(), 1, "{advice:#?}");
    assert_eq!(advice[0].is.as_deref(), Some("max = 1920\n"));
    assert_eq!(advice[0].becomes, "max = 3840\n");
    let clip = &told.files["studio/types/clip.toml"];
    assert!(
        clip.contains("api-explorer-2026-12-01#Clip") && clip.contains("name = \"length\""),
        "{clip}"
    );
    assert!(told.files["studio/vendor.toml"].contains("name = \"api-explorer-2026-12-01\""));
    assert_eq!(
        (told.quiet, told.settled.len(), told.undecided.len()),
        (0, 0, 0)
    );
    // Once that is written, nothing is left to tell.
    let kept = edition(&definition());
    let mut files: BTreeMap<String, String> = spec_of(&kept).into_iter().collect();
    files.extend(told.files);
    let files: Vec<_> = files.into_iter().collect();
    let again = revise(
        &files,
        "studio",
        &told.sheets,
        told.sheets.clone(),
        Options::default(),
    );
    let again = again.expect("a revision");
    assert!(again.drift.findings.is_empty() && again.files.is_empty());
}

/// A page whose request has these fields, read on a day.
fn page(day: &str, rows: &[&str]) -> Vec<Sheet> {
    let text = format!(
        "# Making a clip - CreateClip\n\n## URI\n\nPOST /v1/clips\n\n## Request Parameters\n\nTable 1 Request body parameters\n\n\
         | Parameter | Mandatory | Type | Description |\n|---|---|---|---|\n{}\n\n## Response Parameters\n\nStatus code: 200\n\n\
         Table 2 Response body parameters\n\n| Parameter | Type | Description |\n|---|---|---|\n| clip_id | String | Clip. |\n",
        rows.join("\n")
    );
    let origin = Origin {
        read: Some(day.into()),
        url: Some("https://example.com/clips".into()),
        ..Origin::default()
    };
    read(&text, &origin, &Days::default()).expect("a page")
}

#[test]
fn one_bound_one_value_and_one_row_of_a_page_are_three_findings() {
    let before = [
        "| width | No | Integer | Width. Value range: 1-1920. Default value: 640. |",
        "| mode | No | String | Mode. Options: <br>- FAST: at once<br>- SLOW: at night |",
        "| title | Yes | String | Title. The value contains 1 to 64 characters. |",
    ];
    let after = [
        &before[0].replace("1920", "3840"),
        &before[1].replace("SLOW: at night", "SLOW: at night<br>- LATE: tomorrow"),
        before[2],
        "| rate | No | Integer | Rate. Value range: 1-60. |",
    ];
    let kept = page("2026-03-13", &before);
    let files = spec_of(&kept);
    let told = |rows: &[&str]| {
        let new = page("2026-12-01", rows);
        revise(&files, "studio", &kept, new, Options::default()).expect("a revision")
    };
    let unchanged = told(&before);
    assert_eq!(unchanged.drift.findings, []);
    assert_eq!((unchanged.settled.len(), unchanged.undecided.len()), (0, 0));
    let moved = told(&after);
    let found: Vec<_> = moved
        .drift
        .findings
        .iter()
        .map(|one| (one.pointer.as_deref().unwrap_or_default(), one.class))
        .collect();
    assert_eq!(
        found,
        [
            ("/mode", Class::EnumValueAdded),
            ("/rate", Class::FieldAdded),
            ("/width", Class::BoundWidened),
        ],
        "{:#?}",
        moved.drift
    );
    assert_eq!((moved.settled.len(), moved.undecided.len()), (0, 0));
    // Each is written into the spec that was drafted from the first edition.
    let written: String = moved.files.values().cloned().collect();
    for line in ["max = 3840\n", "\"LATE\"", "name = \"rate\"\n"] {
        assert!(written.contains(line), "{line} in {written}");
    }
}

#[test]
fn where_another_source_is_followed_a_conflict_is_recorded() {
    let other = |clip: &mut String| {
        *clip = clip.replace("max = 1920\n", "max = 1920\nsource = \"page\"\n");
    };
    let told = revised(
        |after| after["definitions"]["Clip"]["properties"]["width"]["maximum"] = json!(3840),
        other,
    );
    let clip = &told.files["studio/types/clip.toml"];
    let conflict =
        "[[field.conflict]]\nsource = \"api-explorer-2026-12-01\"\nsays = { max = 3840 }\n";
    assert!(clip.contains(conflict), "{clip}");
    assert_eq!(told.drift.findings.len(), 2);
}

#[test]
fn what_the_spec_has_on_record_is_quiet_and_what_no_longer_differs_is_told() {
    let recorded = |clip: &mut String| {
        let conflict = "\n[[field.conflict]]\nsource = \"api-explorer\"\nsays = { max = 3840 }\n";
        *clip = clip.replace(
            "max = 1920\n",
            &format!("max = 1920\nsource = \"page\"\n{conflict}"),
        );
    };
    let width = |most: u32| {
        move |after: &mut Value| {
            after["definitions"]["Clip"]["properties"]["width"]["maximum"] = json!(most)
        }
    };
    let told = revised(width(3840), recorded);
    assert_eq!(
        (told.drift.findings.len(), told.quiet),
        (0, 2),
        "{:#?}",
        told.drift.findings
    );
    // The page is followed, and says what the definition says now.
    let settled = |clip: &mut String| {
        recorded(clip);
        *clip = clip
            .replace("max = 1920\n", "max = 2560\n")
            .replace("max = 3840", "max = 1920");
    };
    let told = revised(width(2560), settled);
    assert_eq!(told.settled.len(), 1, "{told:#?}");
    assert_eq!(told.settled[0].subject, "width");
}

#[test]
fn what_is_gone_is_recorded_with_its_day() {
    let gone = |after: &mut Value| {
        let members = after["definitions"]["Clip"]["properties"].as_object_mut();
        members.expect("members").remove("title");
    };
    let told = revised(gone, |_| {});
    let clip = &told.files["studio/types/clip.toml"];
    assert!(
        clip.contains("says = { dropped = \"2026-12-01\" }"),
        "{clip}"
    );
    assert_eq!(told.sheets[0].dropped.len(), 1);
}

#[test]
fn a_source_of_no_day_is_refused() {
    let mut new = edition(&definition());
    new[0].source.read = None;
    let error = revise(&[], "studio", &[], new, Options::default()).expect_err("no day");
    assert!(error.contains("--read"), "{error}");
}
