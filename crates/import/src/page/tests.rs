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
        format!(
            "<html><table>{}",
            "<tr><td colspan=1000000000>a<td rowspan=1000000000>b".repeat(500)
        ),
        format!("<html>{}", "<table><tr><td>".repeat(5000)),
        format!("<html><table><tr><td>{}", "a<em>".repeat(5000)),
        format!(
            ".. table:: a\n\n+---+---+\n{}",
            "| a | b |\n|   +---+\n".repeat(500)
        ),
        format!("Name Type Description {}", "a_b String c. ".repeat(2000)),
        "Name\n\nType\n\nDescription\n\n".repeat(500),
        "NameTypeDescription\n".repeat(500),
        "--|--\n".repeat(5000),
        "Name |\nDescription |\n---|---|\n".repeat(500),
        "| 参数 |\n".repeat(2000),
    ];
    for text in texts {
        let _ = read(&text, &Origin::default(), &Days::default());
    }
    for (end, _) in WHOLE.char_indices() {
        let _ = read(&WHOLE[..end], &Origin::default(), &Days::default());
    }
}

/// The tables of a page that is written in each form below: what is above each, its header and its rows.
type Written = [(
    &'static [&'static str],
    &'static [&'static str],
    &'static [&'static [&'static str]],
)];

const WRITTEN: &Written = &[
    (
        &["URI", "GET /v1/{room_id}/lamps"],
        &["Parameter", "Mandatory", "Type", "Description"],
        &[&["room_id", "Yes", "String", "Room of the lamp."]],
    ),
    (
        &[],
        &["Parameter", "Mandatory", "Type", "Description"],
        &[
            &[
                "limit",
                "No",
                "Integer",
                "Lamps at a time.\nValue range: 1-100",
            ],
            &[
                "shade_kind",
                "No",
                "String",
                "Kind of the shade.\nOptions:\n- ROUND: a ball\n- LONG: a tube",
            ],
            &["names", "Yes", "Array of strings", "Names of lamps."],
        ],
    ),
    (
        &["Response Parameters", "Status code: 200"],
        &["Parameter", "Type", "Description"],
        &[
            &["count", "Integer", "How many there are."],
            &["lamps", "Array of Lamp objects", "The lamps."],
        ],
    ),
    (
        &[],
        &["Parameter", "Type", "Description"],
        &[
            &[
                "lamp_name",
                "String",
                "Name of the lamp.\nDefault value: dim",
            ],
            &["is_lit", "Boolean", "Whether it is lit."],
        ],
    ),
];

/// Writes the page with a function for its tables.
fn written(line: &str, table: impl Fn(&[&str], &[&[&str]]) -> String) -> String {
    let mut out = format!("Listing lamps - ListLamps{line}Function{line}Lists lamps.{line}");
    for (above, header, rows) in WRITTEN {
        for words in *above {
            out.push_str(words);
            out.push_str(line);
        }
        out.push_str(&table(header, rows));
        out.push_str(line);
    }
    out.push_str(&format!(
        "Example Requests{line}GET https://example.com/v1/1/lamps{line}"
    ));
    out
}

fn rows_of<'a>(
    header: &'a [&'a str],
    rows: &'a [&'a [&'a str]],
) -> impl Iterator<Item = &'a [&'a str]> {
    std::iter::once(header).chain(rows.iter().copied())
}

/// Writes a table in Markdown, with a row a line.
fn in_pipes(header: &[&str], rows: &[&[&str]]) -> String {
    let mut out = String::from("\n");
    for (index, row) in rows_of(header, rows).enumerate() {
        out.push_str(&format!("| {} |\n", row.join(" | ").replace('\n', "<br>")));
        if index == 0 {
            out.push_str(&format!("|{}\n", "---|".repeat(header.len())));
        }
    }
    out
}

fn in_tags(header: &[&str], rows: &[&[&str]]) -> String {
    let mut out = String::from("<table class=x>\n");
    for (index, row) in rows_of(header, rows).enumerate() {
        out.push_str("<tr>");
        let name = if index == 0 { "th" } else { "td" };
        for cell in row {
            out.push_str(&format!("<{name}>"));
            for line in cell.lines() {
                match line.strip_prefix("- ") {
                    Some(point) => out.push_str(&format!("<ul><li><p>{point}</p></li></ul>")),
                    None => out.push_str(&format!("<p>{}</p>\n\n", line.replace(' ', "&#32;"))),
                }
            }
        }
        out.push('\n');
    }
    out.push_str("</table>\n");
    out
}

/// Writes a table of values with commas between them, its header as an option or as its first row.
fn in_commas(is_option: bool) -> impl Fn(&[&str], &[&[&str]]) -> String {
    move |header, rows| {
        let line = |row: &[&str]| {
            let cells = row.iter().map(|cell| {
                let lines = cell.replace('"', "\"\"").replace('\n', "\n\n      ");
                format!("\"{lines}\"")
            });
            cells.collect::<Vec<_>>().join(", ")
        };
        let mut out = String::from(".. csv-table::\n");
        if is_option {
            out.push_str(&format!(
                "   :header: {}\n   :widths: auto\n\n",
                line(header)
            ));
        } else {
            out.push_str(&format!("   :header-rows: 1\n\n   {}\n", line(header)));
        }
        for row in rows {
            out.push_str(&format!("   {}\n", line(row)));
        }
        out.push('\n');
        out
    }
}

/// Writes a table as a list of lists.
fn in_lists(header: &[&str], rows: &[&[&str]]) -> String {
    let mut out = String::from(".. list-table::\n   :header-rows: 1\n\n");
    for row in rows_of(header, rows) {
        for (index, cell) in row.iter().enumerate() {
            let mark = if index == 0 { "* -" } else { "  -" };
            let lines = cell.replace('\n', "\n\n       ");
            out.push_str(&format!("   {mark} {lines}\n"));
        }
    }
    out.push('\n');
    out
}

fn in_grid(header: &[&str], rows: &[&[&str]]) -> String {
    let width = 40;
    let border = |c: &str| {
        format!(
            "   {}+\n",
            format!("+{}", c.repeat(width)).repeat(header.len())
        )
    };
    let mut out = format!(".. table:: \n\n{}", border("-"));
    for (index, row) in rows_of(header, rows).enumerate() {
        let cells: Vec<Vec<String>> = row
            .iter()
            .map(|cell| {
                cell.lines()
                    .flat_map(|line| [line.replace('_', "\\_"), String::new()])
                    .collect()
            })
            .collect();
        let height = cells.iter().map(Vec::len).max().unwrap_or(0);
        for line in 0..height {
            out.push_str("   ");
            for cell in &cells {
                out.push_str(&format!(
                    "| {:1$}",
                    cell.get(line).map_or("", String::as_str),
                    width - 1
                ));
            }
            out.push_str("|\n");
        }
        out.push_str(&border(if index == 0 { "=" } else { "-" }));
    }
    out + "\n"
}

fn in_columns(header: &[&str], rows: &[&[&str]]) -> String {
    let width = 24;
    let border = format!(
        "{}\n",
        format!("{} ", "=".repeat(width))
            .repeat(header.len())
            .trim_end()
    );
    let mut out = border.clone();
    for (index, row) in rows_of(header, rows).enumerate() {
        let height = row
            .iter()
            .map(|cell| cell.lines().count())
            .max()
            .unwrap_or(0);
        for line in 0..height {
            if line > 0 {
                out.push('\n');
            }
            let cells = row
                .iter()
                .map(|cell| format!("{:width$} ", cell.lines().nth(line).unwrap_or_default()));
            out.push_str(cells.collect::<String>().trim_end());
            out.push('\n');
        }
        if index == 0 {
            out.push_str(&border);
        }
    }
    format!("{out}{border}\n")
}

/// Writes a table whose cells each stand on lines of their own, with something in front of each row, in front of each cell and behind it.
fn in_cells(
    row: &str,
    front: &str,
    behind: &str,
    dashes: &str,
) -> impl Fn(&[&str], &[&[&str]]) -> String {
    move |header, rows| {
        let mut out = String::new();
        for (index, cells) in rows_of(header, rows).enumerate() {
            out.push_str(row);
            for cell in cells {
                out.push_str(&format!("{front}{cell}{behind}\n"));
            }
            if index == 0 && !dashes.is_empty() {
                out.push_str(&format!("{dashes}{}\n", "---|".repeat(header.len())));
            }
        }
        out
    }
}

/// Writes a table whose first cells stand on one line, with something between them, and the description behind or below them.
fn in_lines(between: &str, before: &str, dashes: bool) -> impl Fn(&[&str], &[&[&str]]) -> String {
    move |header, rows| {
        let mut out = format!("{}\n", header.join(between));
        if dashes {
            out.push_str(&format!("{}\n", "---|".repeat(header.len())));
        }
        for row in rows {
            let (last, first) = row.split_last().expect("cells");
            out.push_str(&format!("{}{before}{last}\n", first.join(between)));
        }
        out
    }
}

#[test]
fn a_page_says_the_same_in_every_form() {
    let pages = [
        ("pipes", written("\n\n", in_pipes)),
        (
            "HTML in Markdown",
            format!("# {}", written("\n\n", in_tags)),
        ),
        (
            "HTML",
            format!("<html><body><h1>{}", written("</h1><p>\n", in_tags)),
        ),
        ("grid", written("\n\n", in_grid)),
        ("simple", written("\n\n", in_columns)),
        ("commas", written("\n\n", in_commas(true))),
        (
            "commas, the header in the first row",
            written("\n\n", in_commas(false)),
        ),
        ("lists", written("\n\n", in_lists)),
        (
            "bars behind",
            written("\n", in_cells("", "", " |", "|")).replace("\n|---", "\n---"),
        ),
        (
            "bars in front and behind",
            written("\n", in_cells("|\n", "", " |", "|")),
        ),
        ("bars in front", written("\n", in_cells("", "| ", "", "|"))),
        (
            "bars on both sides",
            written("\n", in_cells("", "| ", " |", "|")),
        ),
        (
            "bars without dashes",
            written("\n", in_cells("", "", " |", "")),
        ),
        ("bars in lines", written("\n", in_lines(" | ", " | ", true))),
        (
            "bars in lines without dashes",
            written("\n", in_lines(" | ", " | ", false)),
        ),
        (
            "paragraphs",
            written("\n\n", in_cells("", "", "\n", "")).replace("\n- ", "\n  • "),
        ),
        ("lines", written("\n", in_cells("", "", "", ""))),
        ("spaces", written("\n", in_lines(" ", " ", false))),
        (
            "spaces, the description below",
            written("\n", in_lines(" ", "\n", false)),
        ),
        ("one line of bars", {
            let text = written("\n", in_cells("", "", " |", "|")).replace("\n|---", "\n---");
            text.replace('\n', " ")
        }),
        (
            "one line of rows in bars",
            written("\n\n", in_pipes)
                .replace("<br>", " ")
                .replace('\n', " "),
        ),
        (
            "one line",
            written("\n", in_lines(" ", " ", false)).replace('\n', " "),
        ),
        ("tabs", written("\n", in_lines("\t", "\t", false))),
    ];
    let said = |text: &str| {
        let sheet = page(text);
        let operation = serde_json::to_value(&sheet.operation).expect("JSON");
        let tables: Vec<Value> = sheet
            .tables
            .iter()
            .map(|table| {
                let rows: Vec<_> = table.rows.iter().map(Row::without_places).collect();
                json!({"section": table.section, "status": table.status, "type": table.type_name, "rows": rows,
                    "unread": table.rows.iter().map(|row| row.unread.len()).sum::<usize>()})
            })
            .collect();
        json!({"operation": operation, "tables": tables})
    };
    let expected = said(&pages[0].1);
    let tables = expected["tables"].as_array().expect("tables");
    let subjects: Vec<_> = tables
        .iter()
        .map(|table| json!([table["section"], table["type"]]))
        .collect();
    assert_eq!(
        json!(subjects),
        json!([
            ["path", null],
            ["query", null],
            ["response-body", null],
            [null, "Lamp"]
        ])
    );
    assert_eq!(tables[1]["rows"][1]["enum"], json!(["ROUND", "LONG"]));
    let mut differences = Vec::new();
    for (form, text) in &pages {
        let read = said(text);
        if read != expected {
            differences.push(format!("{form}: {read:#}\n{text}"));
        }
    }
    assert!(
        differences.is_empty(),
        "{}\nno {expected:#}",
        differences.join("\n")
    );
}

/// Returns the rows of the only table of a page.
fn rows_below(table: &str) -> Value {
    let page = page(&format!(
        "# A - SetLamp\n\n## Request parameters\n\n{table}"
    ));
    assert_eq!(page.tables.len(), 1, "{table}");
    let rows = page.tables[0].rows.iter().map(Row::without_places);
    rows.map(|row| serde_json::to_value(row).expect("JSON"))
        .collect()
}

#[test]
fn members_stand_in_their_object() {
    let bucket = json!({"name": "Bucket", "type": "string", "max_length": 9});
    let size =
        json!({"name": "Size", "type": "object", "rows": [{"name": "Width", "type": "integer"}]});
    let expected = json!([
        {"name": "Input", "type": "string", "json_of": {"type": "object", "rows": [bucket, size]}},
        {"name": "Lamps", "type": "array", "item": {"type": "object", "rows": [{"name": "Id", "type": "string"}]}},
        {"name": "Tag.1.Key", "type": "string"},
        {"name": "Other.Name", "type": "string"},
    ]);
    for names in [
        ["Input.Bucket", "Input.Size", "Input.Size.Width", "Lamps.Id"],
        ["> Bucket", "> Size", ">> Width", "> Id"],
        ["└Bucket", "└Size", "└└Width", "└ Id"],
        ["├─ Bucket", "├─ Size", "│ └─ Width", "└─ Id"],
        ["- Bucket", "- Size", "-- Width", "- Id"],
    ] {
        let [bucket, size, width, id] = names.map(|name| name.replace('>', "&gt;"));
        let table = format!(
            "| Name | Type | Description |\n|---|---|---|\n| Input | string | Where. |\n| {bucket} | string | Crate. Maximum length: 9. |\n\
             | {size} | object | Size. |\n| {width} | integer | Width. |\n| Lamps | array | Lamps. |\n| {id} | string | Id. |\n\
             | Tag.1.Key | string | Key. |\n| Other.Name | string | Name. |\n"
        );
        assert_eq!(rows_below(&table), expected, "{table}");
    }
    // A number has no members.
    let table = "| Name | Type | Description |\n|---|---|---|\n| Rate | integer | Rate. |\n| Rate.Top | integer | Top. |\n";
    assert_eq!(rows_below(table)[1]["name"], "Rate.Top");
}

#[test]
fn members_that_go_on_without_end_are_read() {
    let rows: String = (1..200)
        .map(|depth| format!("| {} a | object | A. |\n", "&gt;".repeat(depth)))
        .collect();
    let table =
        format!("| Name | Type | Description |\n|---|---|---|\n| a | object | A. |\n{rows}");
    assert!(!rows_below(&table).as_array().expect("a list").is_empty());
}

#[test]
fn a_name_that_spans_rows_is_one_field() {
    let table = "<table><tr><th>Name</th><th>Type</th><th>Description</th></tr>\n\
        <tr><td rowspan=2>rate</td><td rowspan=2>Integer</td><td>Rate.</td></tr>\n\
        <tr><td>Value range: 1-9</td></tr>\n\
        <tr><td>mode</td><td>String</td><td>Mode.</td></tr></table>\n";
    assert_eq!(
        rows_below(table),
        json!([
            {"name": "rate", "type": "integer", "minimum": 1, "maximum": 9},
            {"name": "mode", "type": "string"},
        ])
    );
}

#[test]
fn rows_that_run_over_lines_may_go_on_in_any_cell_and_end_where_a_heading_lost_its_mark() {
    let table = "| Name | Type | Description | Example |\n|---|---|---|---|\n| rate | Integer | Rate.\n> Value range: 1-9 | 3 |\n\
        | mode | String | Mode. Options:\n- DAY\n- NIGHT | DAY |\nExample Requests\n";
    assert_eq!(
        rows_below(table),
        json!([
            {"name": "rate", "type": "integer", "minimum": 1, "maximum": 9},
            {"name": "mode", "type": "string", "enum": ["DAY", "NIGHT"]},
        ])
    );
}

#[test]
fn traditional_marks_and_types_of_several_words_begin_rows_without_separators() {
    let rows = |text: &str| {
        let page = page(text);
        let rows = page.tables[0].rows.iter();
        rows.map(|row| (row.name.clone().unwrap_or_default(), row.mandatory))
            .collect::<Vec<_>>()
    };
    let expected = [
        ("LampMode".to_owned(), Some(true)),
        ("LampIds".to_owned(), Some(false)),
    ];
    for text in [
        "SetLamp - 設置\n請求參數\n參數 參數類型 必填 示例 描述\nLampMode string 必選 12\n模式。\nLampIds Array of strings 可選 a\n編號。\n",
        "SetLamp - 設置\n請求參數\n名稱類型必填描述示例值\nLampModestring必選\n\n模式。\n\n12\nLampIdsArray of strings可選\n\n編號。\n\na\n",
    ] {
        assert_eq!(rows(text), expected, "{text}");
    }
    // Of a list of what a table describes, the first word parts the type from the name.
    let listed = page(
        "A - ShowLamp\nURI\nGET /v1/lamps\n返回参数\n名称类型描述\nlamp_infoArray of Lamp objects\n\n灯。\n\nwidthInteger\n\n宽度。\n",
    );
    assert_eq!(listed.tables[0].rows[0].name.as_deref(), Some("lamp_info"));
}

#[test]
fn pages_of_other_languages_can_be_read_for_their_tables_alone() {
    let text = "# Luces\n\nGET /v1/lamps\n\nTable 1 Query parameters\n\n| Parámetro | Obligatorio | Tipo | Descripción |\n|---|---|---|---|\n| a | Sí | Integer | Value range: 1-9 |\n";
    let any = Origin {
        any_language: true,
        ..Origin::default()
    };
    let sheets = read(text, &any, &Days::default()).expect("a page");
    let row = &sheets[0].tables[0].rows[0];
    assert_eq!(
        (row.kind, row.mandatory, row.maximum.clone()),
        (Some(Kind::Integer), Some(true), None)
    );
    assert_eq!(row.unread[0].found, json!("Value range: 1-9"));
    assert_eq!(sheets[0].unread[0].found["language"], json!("Spanish"));
}

#[test]
fn names_that_are_not_shown_as_they_are_written_are_refused() {
    let rows = |name: &str| {
        let sheet = page(&format!(
            "# A - ListA\n\nGET /v1/a\n\nTable 1 Query parameters\n\n| Name | Type | Description |\n|---|---|---|\n| {name} | String | A. |\n"
        ));
        sheet.tables[0].rows[0].clone()
    };
    assert_eq!(rows("a_b").name.as_deref(), Some("a_b"));
    for hidden in ["a\u{202e}b", "a\u{200b}b", "a\u{7}b", "a\u{2066}b"] {
        let row = rows(hidden);
        assert_eq!((row.name, row.unread.len()), (None, 1), "{hidden:?}");
    }
}

#[test]
fn tables_that_describe_no_fields_are_left_aside() {
    let sheet = page(
        "# A - ListA\n\n## Request Parameters\n\n| 参数 | 是否必选 | 描述 |\n|---|---|---|\n| 无 | 无 | 无 |\n\n## Authorization information\n\n| Operation | Access level | Resource type |\n|---|---|---|\n| a:b | get | * |\n\n| Tag | Description | Example |\n|---|---|---|\n| p | A pause. | x |\n\n## Response Parameters\n\n| Name | Description |\n|---|---|\n| a | A. |\n\n## Error Codes\n\n| Error Code | Description |\n|---|---|\n| 1 | B. |\n",
    );
    let sections: Vec<_> = sheet.tables.iter().map(|table| table.section).collect();
    assert_eq!(sections, [Some(Section::ResponseBody)]);
    assert_eq!(sheet.unread, []);
}

#[test]
fn markup_in_cells_of_html_is_read() {
    let sheet = page(
        "<html><h1>A - ListA</h1>URI<p>GET /v1/a</p><p>Table 1 Query Parameters</p><table>\
         <tr><th>Name<th>Mandatory<th>Type<th>Description</tr>\
         <tr><td colspan=4>Group of fields</td></tr>\
         <tr><td>a<em>b</em>c<td rowspan=2>No<td>String<td>Options:<ul><li><p>X&amp;Y: one</p><ul><li>inner</li></ul></li><li>Z: two</li></ul>\
         <tr><td>d<td>Integer<td>Value range: 1&ndash;9<table><tr><td>9<td>only with c</table></table>",
    );
    let table = &sheet.tables[0];
    assert_eq!(table.notes, ["Group of fields"]);
    assert_eq!(table.rows[0].name.as_deref(), Some("a_b_c"));
    assert_eq!(table.rows[1].mandatory, Some(false));
    let said = serde_json::to_string(&table.rows).expect("JSON");
    for kept in ["X&Y", "inner", "9 | only with c"] {
        assert!(said.contains(kept), "{kept} in {said}");
    }
}

#[test]
fn cells_that_the_text_lost_are_no_statements() {
    let rows = |text: &str| {
        let page = page(&format!(
            "A - ListA\nURI\nGET /v1/a\nRequest Parameters\n{text}"
        ));
        let rows = page.tables[0].rows.iter();
        rows.map(|row| {
            (
                row.name.clone().unwrap_or_default(),
                row.mandatory,
                row.kind,
            )
        })
        .collect::<Vec<_>>()
    };
    let expected = [
        ("a_b".to_owned(), Some(true), None),
        ("c_d".to_owned(), None, Some(Kind::String)),
        ("e_f".to_owned(), Some(false), Some(Kind::Integer)),
    ];
    let bars = "Name |\nMandatory |\nType |\nDescription |\n---|---|---|---|\na_b |\nYes |\nOne. |\n|\nc_d |\nString |\nTwo. |\ne_f |\nNo |\nInteger |\nThree. |\n";
    assert_eq!(rows(bars), expected);
    let lines = "Name\n\nMandatory\n\nType\n\nDescription\n\na_b\n\nYes\n\nOne.\n\nc_d\n\nString\n\nTwo.\n\ne_f\n\nNo\n\nInteger\n\nThree.\n";
    assert_eq!(rows(lines), expected);
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
fn kind_of(words: &Value) -> Value {
    let Some(words) = words.as_str() else {
        return "*".into();
    };
    let scalar = |words: &str| match &*words.to_lowercase() {
        "string" | "strings" => Some("string"),
        "integer" | "integers" | "long" => Some("integer"),
        "float" | "double" => Some("number"),
        "boolean" => Some("boolean"),
        "list" | "array" => Some("array"),
        "object" => Some("object"),
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
            // Of items without a type there may be values alone; pieces of a text are texts.
            if let Some(item) = value
                .get("item")
                .map(only)
                .filter(|item| row.separator.is_none() && *item != json!({}))
            {
                out["item"] = item;
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

/// How many keys of made pages are as expected: those of rows and tables, and those of constraints.
#[derive(Debug, Default)]
struct Figures {
    right: [usize; 2],
    all: [usize; 2],
    /// What differs in rows and tables, and what in constraints.
    differences: [Vec<String>; 2],
}

impl Figures {
    fn differs(&mut self, which: usize, place: &str, expected: &Value, read: &Value) {
        self.all[which] += 1;
        if is_expected(expected, read) {
            self.right[which] += 1;
        } else {
            self.differences[which].push(format!("{place}: {read} is no {expected}"));
        }
    }
}

/// Compares a made page with what has to be read of it.
fn compare(folder: &Path, name: &str, figures: &mut Figures) {
    let file = ["md", "txt", "html"]
        .iter()
        .map(|ending| folder.join(name).with_extension(ending))
        .find(|path| path.is_file())
        .expect("a page");
    let text = std::fs::read_to_string(file).expect("a page");
    let expected = std::fs::read_to_string(folder.join(format!("{name}.expected.json")))
        .expect("what is expected");
    let expected: Value = serde_json::from_str(&expected).expect("JSON");
    let sheet = page(&text);
    assert_eq!(
        page(&sheet.to_json()),
        sheet,
        "a sheet is read as it is written"
    );
    let operation = serde_json::to_value(&sheet.operation).expect("JSON");
    for key in ["method", "path"] {
        figures.differs(
            0,
            &format!("{name} {key}"),
            &expected["operation"][key],
            &operation[key],
        );
    }
    // A title that is no name in the vendor's spelling stands for an absent one.
    let title = operation["name"].as_str().expect("a name");
    let is_name = title.chars().all(|c| c.is_ascii_alphanumeric());
    let read_name = if is_name { title.into() } else { Value::Null };
    figures.differs(
        0,
        &format!("{name} name"),
        &expected["operation"]["name"],
        &read_name,
    );
    figures.differs(
        0,
        &format!("{name} unread"),
        &expected["unread"],
        &serde_json::to_value(&sheet.unread).expect("JSON"),
    );
    let tables = expected["tables"].as_array().expect("tables");
    figures.differs(
        0,
        &format!("{name} tables"),
        &tables.len().into(),
        &sheet.tables.len().into(),
    );
    let names = |table: &Table| -> Vec<Value> {
        let names = table.rows.iter().map(|row| row.name.clone());
        names.map(Into::into).collect()
    };
    for table in tables {
        let of_type = table["type"].as_str();
        let status = table["status"]
            .as_str()
            .and_then(|status| status.parse::<u16>().ok());
        let rows = table["rows"].as_array().expect("rows");
        let expected_names: Vec<Value> = rows.iter().map(|row| row["name"].clone()).collect();
        let is_it = |one: &&Table| match of_type {
            Some(name) => one.type_name.as_deref() == Some(name),
            None => {
                let section = serde_json::to_value(one.section).expect("JSON");
                let is_here = is_expected(&table["section"], &section) && one.status == status;
                // Where the page has no captions, a type follows from the order of the tables.
                is_here && one.type_name.is_none() || one.type_name.is_some()
            }
        };
        let read = sheet
            .tables
            .iter()
            .filter(is_it)
            .max_by_key(|one| usize::from(names(one) == expected_names));
        let place = format!("{name} {} {}", table["section"], table["type"]);
        figures.differs(
            0,
            &place,
            &expected_names.into(),
            &read.map_or(Value::Null, |read| names(read).into()),
        );
        for row in rows {
            let name = row["name"].as_str().expect("a name");
            let found = read.and_then(|read| {
                read.rows
                    .iter()
                    .find(|one| one.name.as_deref() == Some(name))
            });
            let Some(found) = found else {
                figures.differs(0, &format!("{place} {name}"), row, &Value::Null);
                continue;
            };
            let text = serde_json::to_string(found).expect("JSON");
            for kept in row["keep"].as_array().into_iter().flatten() {
                let kept = kept.as_str().expect("a text");
                figures.differs(
                    1,
                    &format!("{place} {name} keeps {kept}"),
                    &true.into(),
                    &text.contains(kept).into(),
                );
            }
            figures.differs(
                0,
                &format!("{place} {name} type"),
                &kind_of(&row["type"]),
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
                figures.differs(
                    usize::from(key != "mandatory"),
                    &format!("{place} {name} {key}"),
                    &row[key],
                    &at_key(found, key),
                );
            }
        }
    }
}

/// The folder of made pages, where it is there.
fn made() -> Option<std::path::PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/practice/pages");
    if !folder.is_dir() {
        eprintln!("skipped: the made pages are not there");
        return None;
    }
    Some(folder)
}

/// Compares the made pages of a form with what has to be read of them.
fn compare_form(form: &str) {
    let Some(folder) = made() else {
        return;
    };
    let mut figures = Figures::default();
    for name in ["en-000", "en-001", "zh-000", "zh-001"] {
        compare(&folder, &format!("made-{form}-{name}"), &mut figures);
    }
    let Figures {
        right,
        all,
        differences,
    } = figures;
    eprintln!(
        "{form}: rows {} of {}, constraints {} of {}",
        right[0], all[0], right[1], all[1]
    );
    let [rows, constraints] = differences;
    assert!(rows.is_empty(), "{}", rows.join("\n"));
    assert!(constraints.is_empty(), "{}", constraints.join("\n"));
}

#[test]
fn made_pages_in_pipe_markdown_are_read_as_expected() {
    compare_form("md-pipe");
}

#[test]
fn made_pages_in_markdown_of_rows_over_lines_are_read_as_expected() {
    compare_form("md-rows");
}

#[test]
fn made_pages_in_html_are_read_as_expected() {
    compare_form("html");
}

#[test]
fn made_pages_with_bars_behind_cells_are_read_as_expected() {
    compare_form("bar");
}

#[test]
fn made_pages_with_bars_in_front_are_read_as_expected() {
    compare_form("bar-lead");
}

#[test]
fn made_pages_of_a_cell_a_paragraph_are_read_as_expected() {
    compare_form("para");
}

#[test]
fn made_pages_whose_cells_run_together_are_read_as_expected() {
    compare_form("run");
}

/// The parts of a file of facts that stand in tables, each with its section, status and type.
fn of_facts(facts: &Value) -> Vec<(&'static str, Option<u16>, Option<&str>, &Value)> {
    let mut out = Vec::new();
    for (key, section) in [
        ("path_params", "path"),
        ("query_params", "query"),
        ("header_params", "header"),
    ] {
        if facts[key].is_array() {
            out.push((section, None, None, &facts[key]));
        }
    }
    let answer = &facts["responses"]["200"];
    if answer["headers"]
        .as_array()
        .is_some_and(|all| !all.is_empty())
    {
        out.push(("response-header", Some(200), None, &answer["headers"]));
    }
    for (name, fields) in facts["types"].as_object().into_iter().flatten() {
        let is_body = answer["body"] == name.as_str();
        let status = (is_body && facts["vendor"] == "huaweicloud").then_some(200);
        let name = (!is_body).then_some(name.as_str());
        out.push(("response-body", status, name, &fields["fields"]));
    }
    out
}

/// Compares what is read of a vendor's page with the facts that people took from it.
fn compare_facts(name: &str, sheet: &Sheet, facts: &Value, figures: &mut Figures) {
    for (section, status, of_type, fields) in of_facts(facts) {
        let of_page: Vec<&Value> = fields
            .as_array()
            .expect("fields")
            .iter()
            .filter(|field| {
                field["source"]
                    .as_str()
                    .is_some_and(|source| source.starts_with("page"))
            })
            .collect();
        let names: Vec<Value> = of_page.iter().map(|field| field["name"].clone()).collect();
        let of = |table: &Table| -> Vec<Value> {
            let names = table.rows.iter().map(|row| row.name.clone());
            names.map(Into::into).collect()
        };
        let read = sheet.tables.iter().find(|table| match of_type {
            // The page lost the cell with the name of this one.
            Some("InferenceEyeCorrectionMarkInfo") => of(table) == names,
            // This page shows no such type but in answers of other statuses.
            Some("ErrorResponse") if name.starts_with("002") => table.status == Some(400),
            Some(of_type) => table.type_name.as_deref() == Some(of_type),
            None => {
                table.type_name.is_none()
                    && table.status == status
                    && serde_json::to_value(table.section).expect("JSON") == section
            }
        });
        let place = format!("{name} {section} {of_type:?}");
        figures.differs(
            0,
            &place,
            &names.clone().into(),
            &read.map_or(Value::Null, |read| of(read).into()),
        );
        for field in of_page {
            let name = field["name"].as_str().expect("a name");
            let row = read.and_then(|read| {
                let mut rows = read.rows.iter();
                rows.find(|row| row.name.as_deref() == Some(name))
            });
            let Some(row) = row else {
                figures.differs(0, &format!("{place} {name}"), field, &Value::Null);
                continue;
            };
            let kind = if field.get("type_source").is_some() {
                json!({})
            } else {
                kind_of(&field["type"])
            };
            figures.differs(
                0,
                &format!("{place} {name} type"),
                &kind,
                &at_key(row, "type"),
            );
            figures.differs(
                0,
                &format!("{place} {name} mandatory"),
                &field["required"],
                &at_key(row, "mandatory"),
            );
            // `page 001` is another page, and what is put together of examples is no list of this one.
            let is_this_page = |source: &Value| {
                matches!(
                    source.as_str(),
                    Some("page" | "page (single value in prose)")
                )
            };
            let is_listed = field["enum_source"]
                .as_array()
                .is_some_and(|sources| sources.iter().any(is_this_page));
            let values = if is_listed {
                field["enum"].clone()
            } else {
                Value::Null
            };
            for (key, expected) in [
                ("minimum", &field["range"][0]),
                ("maximum", &field["range"][1]),
                ("min_length", &field["length"][0]),
                ("max_length", &field["length"][1]),
                ("default", &field["default"]),
                ("deprecated", &field["deprecated"]),
                ("enum", &values),
            ] {
                figures.differs(
                    1,
                    &format!("{place} {name} {key}"),
                    expected,
                    &at_key(row, key),
                );
            }
        }
    }
}

#[test]
fn pages_of_vendors_give_what_people_found_in_them() {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let mut figures = Figures::default();
    let mut count = 0;
    for file in std::fs::read_dir(shared.join("facts/pages"))
        .into_iter()
        .flatten()
    {
        let path = file.expect("a file").path();
        let facts = std::fs::read_to_string(&path).expect("facts");
        let facts: Value = serde_json::from_str(&facts).expect("JSON");
        let Some(source) = facts["page_file"].as_str() else {
            continue;
        };
        let text = std::fs::read_to_string(shared.join("sources").join(source)).expect("a page");
        let sheet = page(&text);
        let operation = serde_json::to_value(&sheet.operation).expect("JSON");
        for key in ["method", "path"] {
            figures.differs(0, &format!("{source} {key}"), &facts[key], &operation[key]);
        }
        compare_facts(source, &sheet, &facts, &mut figures);
        count += 1;
    }
    if count == 0 {
        eprintln!("skipped: the pages of vendors are not there");
        return;
    }
    let [rows, constraints] = figures.differences;
    eprintln!(
        "vendors: rows {} of {}, constraints {} of {}",
        figures.right[0], figures.all[0], figures.right[1], figures.all[1]
    );
    assert!(rows.is_empty(), "{}", rows.join("\n"));
    assert!(constraints.is_empty(), "{}", constraints.join("\n"));
}
