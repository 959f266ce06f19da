//! Small pages of our own making, each with one thing that the reader meets; and made pages with what has to be read of them.

use std::path::Path;

use serde_json::{Value, json};

use crate::sheet::{Cause, Kind, Row, Section, Sheet, SourceKind, Table};
use crate::{Days, Origin, PageError, ReadError, read};

fn page(text: &str) -> Sheet {
    let mut sheets = read(text, &Origin::default(), &Days::default()).expect("a page");
    assert_eq!(sheets.len(), 1);
    sheets.remove(0)
}

const WHOLE: &str = "# Setting a lamp - SetLamp
#### URI
POST /v1/{room_id}/lamps
Table 1Path Parameters
| **Parameter** | **Mandatory** | **Type** | **Description** |
|:---|---|---|---|
| room_id | Yes | String | Room. |

#### Request Parameters
Table 2 Request header parameters

| Type | Description | Element | Required |
|---|---|---|---|
| String | Token. | X-Token | Optional |

Table 3 Request body parameters
| Parameter | Mandatory | Type | Description |
|---|---|---|---|
| shade | No | Shade object | Shade. |
| bulbs | Yes | Array of Bulb objects | Bulbs. |
| names | Maybe | Array of strings | Names. |
| other | No | Array of Nail objects | Nails. |

Table 4 Shade
| Parameter | Type | Description | Since |
|---|---|---|---|
| width | Integer | Width. | 2.1 |

Table 5 Bulb
| Parameter | Type | Description |
|---|---|---|
| watts | Float | Watts. |

#### Response Parameters
**Status code: 201**
Table 6Response header parameters
| Parameter | Type | Description |
|---|---|---|
| X-Id | String | Number. |

Table 7 Response body parameters
| Parameter | Type | Description |
|---|---|---|
| shade | Shade object | Shade. |

Table 8 Bulb
| Parameter | Type | Description |
|---|---|---|
| watts | Float | Watts. |

#### Status Codes
| Status Code | Description |
|---|---|
| 201 | Set. |

#### Change History
| Person | Reason |
|---|---|
| A | B |
";

#[test]
fn captions_say_what_each_table_is_about() {
    let sheet = page(WHOLE);
    assert_eq!(sheet.source.kind, SourceKind::Page);
    let operation = sheet.operation.as_ref().expect("an operation");
    assert_eq!(operation.name, "SetLamp");
    assert_eq!(operation.method.as_deref(), Some("POST"));
    assert_eq!(operation.path.as_deref(), Some("/v1/{room_id}/lamps"));
    let subject = |table: &Table| (table.section, table.status, table.type_name.clone());
    let subjects: Vec<_> = sheet.tables.iter().map(subject).collect();
    assert_eq!(
        subjects,
        [
            (Some(Section::Path), None, None),
            (Some(Section::Header), None, None),
            (Some(Section::RequestBody), None, None),
            (Some(Section::ResponseHeader), Some(201), None),
            (Some(Section::ResponseBody), Some(201), None),
            (None, None, Some("Bulb".to_owned())),
            (None, None, Some("Shade".to_owned())),
        ]
    );
    assert_eq!(sheet.tables[0].at, "line 5");
    assert_eq!(sheet.tables[0].rows[0].at, "line 7");
    assert_eq!(
        sheet.unread.len(),
        1,
        "codes are no fields: {:?}",
        sheet.unread
    );
    assert_eq!(sheet.unread[0].found["rows"], json!([["A", "B"]]));
}

#[test]
fn columns_are_known_by_their_headers() {
    let sheet = page(WHOLE);
    let header = &sheet.tables[1].rows[0];
    assert_eq!(header.name.as_deref(), Some("X-Token"));
    assert_eq!(header.mandatory, Some(false));
    let body = &sheet.tables[2].rows;
    assert_eq!(body[0].type_name.as_deref(), Some("Shade"));
    let item = body[1].item.as_deref().expect("an item");
    assert_eq!(
        (body[1].kind, item.type_name.as_deref()),
        (Some(Kind::Array), Some("Bulb"))
    );
    assert_eq!(
        (body[2].mandatory, body[2].unread[0].found.clone()),
        (None, json!("Maybe"))
    );
    assert_eq!(body[3].unread[0].cause, Cause::Reference);
    let shade = &sheet.tables[6].rows[0];
    assert_eq!(shade.unread[0].found, json!({"Since": "2.1"}));
}

#[test]
fn both_ways_of_writing_chinese_are_read() {
    let of = |name: &str, mandatory: &str, kind: &str, description: &str| {
        let sheet = page(&format!(
            "# 檯燈\n\nGET /v1/lamps\n\n表1 Query參數\n\n| {name} | {mandatory} | {kind} | {description} |\n|---|---|---|---|\n| a | 是 | Integer | 亮度。取值範圍：1-9。預設值：3 |\n"
        ));
        assert_eq!(sheet.operation.expect("an operation").name, "檯燈");
        sheet.tables[0].rows[0].clone()
    };
    for row in [
        of("參數", "是否必選", "類型", "說明"),
        of("参数名称", "必填项", "参数类型", "描述"),
    ] {
        assert_eq!(row.mandatory, Some(true));
        assert_eq!((row.minimum, row.maximum), (Some(1.into()), Some(9.into())));
        assert_eq!(row.default, Some(json!(3)));
        assert_eq!(row.guesses, Vec::<String>::new(), "labels state");
        assert_eq!(row.unread, []);
    }
}

#[test]
fn pages_of_other_languages_are_refused_by_name() {
    let refused = |text: &str| match read(text, &Origin::default(), &Days::default()) {
        Err(ReadError::Page(PageError::Language(language))) => language,
        other => panic!("{other:?}"),
    };
    assert_eq!(refused("# ランプの一覧\n\nGET /v1/lamps\n"), "Japanese");
    assert_eq!(refused("# 램프 목록\n\nGET /v1/lamps\n"), "Korean");
    let french = "# Lampes\n\n| Paramètre | Obligatoire | Description |\n|---|---|---|\n| a | Oui | Nom. |\n";
    assert_eq!(refused(french), "French");
    let error = read(french, &Origin::default(), &Days::default())
        .expect_err("French")
        .to_string();
    assert!(error.contains("English and Chinese"), "{error}");
}

#[test]
fn a_page_that_describes_nothing_is_refused_with_what_it_has() {
    let text = "# Prices\n\n| Lamp | Price |\n|---|---|\n| a | 3 |\n";
    let error = read(text, &Origin::default(), &Days::default())
        .expect_err("no fields")
        .to_string();
    assert!(error.contains("begin with Lamp | Price"), "{error}");
}

#[test]
fn nothing_that_a_page_holds_stops_the_reader() {
    let deep = format!(
        "| Parameter | Type | Description |\n|---|---|---|\n| a | {} | b |\n",
        "Array of ".repeat(5000)
    );
    let texts = [
        "#".repeat(100_000),
        "| ".repeat(100_000),
        "# a\n|a|\n|-|\n|".to_owned(),
        format!("# a\nGET /\nTable 1 Query parameters\n{deep}"),
        format!("# a\n{}", "> ".repeat(50_000)),
        format!(
            "# a\nGET /\n\nTable 1 Query parameters\n\n| Field | Type | Description |\n|---|---|---|\n| a | String | Options: {}|\n",
            "- v ".repeat(50_000)
        ),
        format!(
            "# a\nGET /\n\nTable 1 Query parameters\n\n| Field | Type | Description |\n|---|---|---|\n| a | String | NOTE: {}|\n",
            "- Note: ".repeat(20_000)
        ),
        WHOLE.chars().rev().collect(),
    ];
    for text in texts {
        let _ = read(&text, &Origin::default(), &Days::default());
    }
    for (end, _) in WHOLE.char_indices() {
        let _ = read(&WHOLE[..end], &Origin::default(), &Days::default());
    }
}

/// Whether what was read is one of the values that are expected; null is "absent", `*` anything.
fn is_expected(expected: &Value, read: &Value) -> bool {
    let number = |value: &Value| value.as_f64();
    match expected {
        Value::Object(one) if one.contains_key("either") => {
            let either = one["either"].as_array().expect("a list");
            either.iter().any(|one| is_expected(one, read))
        }
        Value::String(any) if any == "*" => true,
        Value::Number(_) => number(expected) == number(read),
        _ => expected == read,
    }
}

/// The type of a made page in the words of a sheet.
fn kind_of(words: &str) -> Value {
    let scalar = |words: &str| match words {
        "String" | "strings" => Some("string"),
        "Integer" | "integers" | "Long" => Some("integer"),
        "Float" | "Double" => Some("number"),
        "Boolean" => Some("boolean"),
        _ => None,
    };
    let one = |words: &str| match scalar(words) {
        Some(kind) => json!({"type": kind}),
        None => json!({"ref": words.split(' ').next()}),
    };
    match words.strip_prefix("Array of ") {
        Some(item) => json!({"type": "array", "item": one(item)}),
        None => one(words),
    }
}

/// Returns what was read at the keys that made pages speak of.
fn at_key(row: &Row, key: &str) -> Value {
    let value = serde_json::to_value(row).expect("JSON");
    let only = |value: &Value| {
        let mut out = json!({});
        for key in ["type", "ref"] {
            if let Some(said) = value.get(key) {
                out[key] = said.clone();
            }
        }
        out
    };
    match key {
        "type" => {
            let mut out = only(&value);
            if let Some(item) = value.get("item") {
                out["item"] = only(item);
            }
            out
        }
        "enum" if row.item.is_some() => value["item"]["enum"].clone(),
        // The made pages have one key for both kinds of bounds.
        "minimum" if row.minimum.is_none() => value["exclusive_minimum"].clone(),
        "maximum" if row.maximum.is_none() => value["exclusive_maximum"].clone(),
        _ => value[key].clone(),
    }
}

/// Compares a made page with what has to be read of it: how many keys there are to read, and those that differ.
fn compare(folder: &Path, name: &str, differences: &mut Vec<String>) -> usize {
    let text = std::fs::read_to_string(folder.join(name).with_extension("md")).expect("a page");
    let expected = std::fs::read_to_string(folder.join(format!("{name}.expected.json")))
        .expect("what is expected");
    let expected: Value = serde_json::from_str(&expected).expect("JSON");
    let sheet = page(&text);
    let mut count = 0;
    let mut differs = |place: &str, expected: &Value, read: &Value| {
        count += 1;
        if !is_expected(expected, read) {
            differences.push(format!("{name} {place}: {read} is no {expected}"));
        }
    };
    let operation = serde_json::to_value(&sheet.operation).expect("JSON");
    for key in ["method", "path"] {
        differs(key, &expected["operation"][key], &operation[key]);
    }
    // A title that is no name in the vendor's spelling stands for an absent one.
    let title = operation["name"].as_str().expect("a name");
    let is_name = title.chars().all(|c| c.is_ascii_alphanumeric());
    let read_name = if is_name { title.into() } else { Value::Null };
    differs("name", &expected["operation"]["name"], &read_name);
    differs(
        "unread",
        &expected["unread"],
        &serde_json::to_value(&sheet.unread).expect("JSON"),
    );
    let tables = expected["tables"].as_array().expect("tables");
    differs("tables", &tables.len().into(), &sheet.tables.len().into());
    for table in tables {
        let of_type = table["type"].as_str();
        let status = table["status"]
            .as_str()
            .and_then(|status| status.parse::<u16>().ok());
        let is_it = |one: &&Table| match of_type {
            Some(name) => one.type_name.as_deref() == Some(name),
            None => {
                one.type_name.is_none()
                    && one.status == status
                    && serde_json::to_value(one.section).expect("JSON") == table["section"]
            }
        };
        let read = sheet.tables.iter().find(is_it);
        let rows = table["rows"].as_array().expect("rows");
        let place = format!("{} {}", table["section"], table["type"]);
        differs(
            &place,
            &rows.len().into(),
            &read.map_or(0, |read| read.rows.len()).into(),
        );
        for row in rows {
            let name = row["name"].as_str().expect("a name");
            let found = read.and_then(|read| {
                read.rows
                    .iter()
                    .find(|one| one.name.as_deref() == Some(name))
            });
            let Some(found) = found else {
                differs(&format!("{place} {name}"), row, &Value::Null);
                continue;
            };
            let text = serde_json::to_string(found).expect("JSON");
            for kept in row["keep"].as_array().into_iter().flatten() {
                let kept = kept.as_str().expect("a text");
                differs(
                    &format!("{place} {name} keeps {kept}"),
                    &true.into(),
                    &text.contains(kept).into(),
                );
            }
            differs(
                &format!("{place} {name} type"),
                &kind_of(row["type"].as_str().expect("a type")),
                &at_key(found, "type"),
            );
            // What is not expected must not be read.
            for key in [
                "mandatory",
                "minimum",
                "maximum",
                "min_length",
                "max_length",
                "enum",
                "default",
                "deprecated",
            ] {
                differs(
                    &format!("{place} {name} {key}"),
                    &row[key],
                    &at_key(found, key),
                );
            }
        }
    }
    count
}

#[test]
fn made_pages_are_read_as_expected() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/practice/pages");
    if !folder.is_dir() {
        eprintln!("skipped: the made pages are not there");
        return;
    }
    let mut differences = Vec::new();
    let mut count = 0;
    for name in ["en-000", "en-001", "zh-000", "zh-001"] {
        count += compare(&folder, &format!("made-md-pipe-{name}"), &mut differences);
    }
    eprintln!("{} of {count} keys", count - differences.len());
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}
