//! Sentences of our own making, each with what it says.

use serde_json::{Value, json};

use super::*;
use crate::page::columns;
use crate::sheet::{LengthUnit, Row};

/// Reads the description of a field of this type.
fn field(kind: &str, description: &str) -> Row {
    let mut row = Row::default();
    columns::typed(&mut row, kind, &["Lamp".to_owned()].into());
    read(&mut row, description);
    row
}

/// Returns what a row says, without its type and place.
fn said(kind: &str, description: &str) -> Value {
    fn only(row: &mut Value) {
        let members = row.as_object_mut().expect("an object");
        for key in ["type", "ref", "at", "guesses"] {
            members.remove(key);
        }
        for shape in members
            .get_mut("alternatives")
            .and_then(Value::as_array_mut)
            .into_iter()
            .flatten()
        {
            only(shape);
        }
        for unread in members
            .get_mut("unread")
            .and_then(Value::as_array_mut)
            .into_iter()
            .flatten()
        {
            *unread = unread["found"].clone();
        }
        if let Some(item) = members.get_mut("item") {
            only(item);
            if item.as_object().is_some_and(serde_json::Map::is_empty) {
                members.remove("item");
            }
        }
    }
    let mut row = serde_json::to_value(field(kind, description)).expect("JSON");
    only(&mut row);
    row
}

fn assert_said(kind: &str, all: &[(&str, Value)]) {
    let mut differences = Vec::new();
    for (description, expected) in all {
        let said = said(kind, description);
        if said != *expected {
            differences.push(format!(
                "{kind}: {description}\n  said     {said}\n  expected {expected}"
            ));
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// Asserts that each of the sentences is listed as it stands, and nothing is read of it.
fn assert_unread(kind: &str, all: &[&str]) {
    for text in all {
        let described = format!("Lamp. {text}");
        assert_said(kind, &[(&described, json!({ "unread": [text] }))]);
    }
}

#[test]
fn every_pattern_compiles() {
    let all = [
        defaults::ALL,
        pieces::ALL,
        ranges::ALL,
        reader::ALL,
        charsets::ALL,
        clauses::ALL,
        row::ALL,
        separators::ALL,
        sentences::ALL,
        units::ALL,
        values::ALL,
    ];
    for one in all.into_iter().flatten() {
        assert!(!one.as_str().is_empty());
    }
}

#[test]
fn ranges_of_numbers() {
    let two = |least: i64, most: i64| json!({"minimum": least, "maximum": most});
    assert_said(
        "Integer",
        &[
            ("Width. Value range: 3-7", two(3, 7)),
            ("Width. Value range: 3–7", two(3, 7)),
            ("Width. Value range: 3 — 7.", two(3, 7)),
            ("Width. Value range: 3~7", two(3, 7)),
            ("Width. Value range: 3 to 7", two(3, 7)),
            ("Width. Value range: -1920-3840", two(-1920, 3840)),
            ("Width. Value range: -20--10", two(-20, -10)),
            ("Width. Value range: 1 - 1,500.", two(1, 1500)),
            ("Width. Value range: [1000, 8000]", two(1000, 8000)),
            ("Width. Value range: (3-7)", two(3, 7)),
            ("Width. Value range: 1-100 (inclusive)", two(1, 100)),
            ("Width. Range:\n0-2147483647", two(0, 2147483647)),
            ("Width. Valid values: 0 to 7.", two(0, 7)),
            ("Width. Options: 1 to 7", two(1, 7)),
            ("Width. The value ranges from 4 to 8.", two(4, 8)),
            ("Width. It ranges from 4 to 8", two(4, 8)),
            ("Width. The value range is 4 to 8.", two(4, 8)),
            ("Width. The value range is [4, 8].", two(4, 8)),
            ("Width. The value must be between 4 and 8.", two(4, 8)),
            ("Width. The value is an integer from 4 to 8.", two(4, 8)),
            (
                "Width. The value must be an integer between 4 and 8.",
                two(4, 8),
            ),
            ("Width. Enter an integer from 4 to 8.", two(4, 8)),
            ("Width. The value is in the range of 4 to 8.", two(4, 8)),
            ("Width. Must be between 4 and 8.", two(4, 8)),
            ("Width. Value range: ≥4 and ≤8", two(4, 8)),
            ("Width. Value range: 4 ≤ value ≤ 8", two(4, 8)),
            (
                "Width. The value must be greater than or equal to 4 and less than or equal to 8.",
                two(4, 8),
            ),
            (
                "Width. The minimum value is 4. The maximum value is 8.",
                two(4, 8),
            ),
            (
                "Width. The minimum value is 4 and the maximum value is 8.",
                two(4, 8),
            ),
            ("Width. Minimum: 4 Maximum: 8", two(4, 8)),
            ("Width. Minimum value: 4\nMaximum value: 8", two(4, 8)),
            ("Width. Min.: 4. Max.: 8.", two(4, 8)),
            (
                "Width. Value range: [-4, 9)",
                json!({"minimum": -4, "exclusive_maximum": 9}),
            ),
            (
                "Width. Value range: (0,4096]",
                json!({"exclusive_minimum": 0, "maximum": 4096}),
            ),
            ("Width. Value range: ≥6", json!({"minimum": 6})),
            ("Width. Value range: >= 6", json!({"minimum": 6})),
            ("Width. Value range: > 6", json!({"exclusive_minimum": 6})),
            ("Width. The value is at least 6.", json!({"minimum": 6})),
            (
                "Width. The value must not be less than 6.",
                json!({"minimum": 6}),
            ),
            (
                "Width. The value cannot be less than 6.",
                json!({"minimum": 6}),
            ),
            ("Width. No less than 6.", json!({"minimum": 6})),
            (
                "Width. The value must be greater than 6.",
                json!({"exclusive_minimum": 6}),
            ),
            ("Width. The value cannot exceed 6.", json!({"maximum": 6})),
            ("Width. It cannot exceed 6.", json!({"maximum": 6})),
            (
                "Width. The value must be less than 6.",
                json!({"exclusive_maximum": 6}),
            ),
            ("Width. At most 6.", json!({"maximum": 6})),
            ("Width. The maximum value is 6.", json!({"maximum": 6})),
            (
                "Width. The value ranges from 4 to 8. The default value is 5.",
                json!({"minimum": 4, "maximum": 8, "default": 5}),
            ),
            (
                "Width. The value defaults to 7 and ranges from 1 to 9.",
                json!({"default": 7, "minimum": 1, "maximum": 9}),
            ),
            (
                "Width. The value ranges from 1 to 9 and defaults to 7.",
                json!({"default": 7, "minimum": 1, "maximum": 9}),
            ),
            (
                "Width. The value ranges from 1 to 9, and the default value is 7.",
                json!({"default": 7, "minimum": 1, "maximum": 9}),
            ),
            (
                "Width. Value range is [50,170], in kbps.",
                json!({"minimum": 50, "maximum": 170, "unit": "kbps"}),
            ),
            (
                "Width. Value range: 1-5 pixels",
                json!({"minimum": 1, "maximum": 5, "unit": "pixels"}),
            ),
            (
                "Width. The value must be a multiple of 4.",
                json!({"multiple_of": 4}),
            ),
            (
                "Width. Value range: 4-80, a multiple of 4",
                json!({"minimum": 4, "maximum": 80, "multiple_of": 4}),
            ),
            // The numbers between are not allowed.
            (
                "Width. Value range: 0 or [20,30]",
                json!({"minimum": 0, "maximum": 30, "alternatives": [{"minimum": 0, "maximum": 0}, {"minimum": 20, "maximum": 30}]}),
            ),
            (
                "Width. Value range: -1 or 1-30",
                json!({"minimum": -1, "maximum": 30, "alternatives": [{"minimum": -1, "maximum": -1}, {"minimum": 1, "maximum": 30}]}),
            ),
            // A second one differs.
            (
                "Width. Value range: 1-5. Value range: 2-6",
                json!({"minimum": 1, "maximum": 5, "unread": ["Value range: 2-6"]}),
            ),
            // The label has the word.
            (
                "Width. The value ranges from 1 to 5. Value range: 2-6",
                json!({"minimum": 2, "maximum": 6, "unread": ["The value ranges from 1 to 5."]}),
            ),
            ("宽度。取值范围：3-7", two(3, 7)),
            ("宽度。取值范围：3～7。", two(3, 7)),
            ("宽度。取值范围：３～７", two(3, 7)),
            ("宽度。取值范围：[3,7]", two(3, 7)),
            ("宽度。取值范围：［3，7］。", two(3, 7)),
            ("宽度。取值范围：3到7", two(3, 7)),
            ("宽度。取值范围：3至7之间的整数。", two(3, 7)),
            ("宽度。取值范围为3~8。", two(3, 8)),
            ("宽度。取值范围是3-8。", two(3, 8)),
            ("宽度。取值：0~999。", two(0, 999)),
            ("宽度。可取8-128。", two(8, 128)),
            ("宽度。必须在8和15之间。", two(8, 15)),
            ("宽度，取值范围：3-7", two(3, 7)),
            ("宽度。最小32，最大131。", two(32, 131)),
            ("宽度。最小值：32，最大值：131", two(32, 131)),
            ("宽度。大于等于3且小于等于9。", two(3, 9)),
            (
                "宽度。取值范围：大于0小于等于9",
                json!({"exclusive_minimum": 0, "maximum": 9}),
            ),
            (
                "宽度。取值范围：（2，9］。",
                json!({"exclusive_minimum": 2, "maximum": 9}),
            ),
            ("宽度。取值范围：<=100", json!({"maximum": 100})),
            ("宽度。取值范围：≥2", json!({"minimum": 2})),
            ("宽度。不能小于3。", json!({"minimum": 3})),
            ("宽度。不小于3。", json!({"minimum": 3})),
            ("宽度。必须大于等于3。", json!({"minimum": 3})),
            ("宽度。必须大于3。", json!({"exclusive_minimum": 3})),
            ("宽度。不超过100。", json!({"maximum": 100})),
            ("宽度。最大值为500。", json!({"maximum": 500})),
            (
                "宽度。取值范围：1-121，单位：秒",
                json!({"minimum": 1, "maximum": 121, "unit": "秒"}),
            ),
            (
                "宽度。取值范围为[10,69]，单位kbps。",
                json!({"minimum": 10, "maximum": 69, "unit": "kbps"}),
            ),
            (
                "宽度。取值范围：1-9，默认值：3。",
                json!({"minimum": 1, "maximum": 9, "default": 3}),
            ),
            (
                "宽度。取值范围：1-9。默认取值：不涉及",
                json!({"minimum": 1, "maximum": 9}),
            ),
            (
                "寬度。取值範圍：1-9。預設值：3",
                json!({"minimum": 1, "maximum": 9, "default": 3}),
            ),
            ("寬度。最大值為9。", json!({"maximum": 9})),
            ("寬度。取值必須大於等於3。", json!({"minimum": 3})),
            (
                "宽度。取值范围：0或[32,4096]，0表示自适应。",
                json!({"minimum": 0, "maximum": 4096, "alternatives": [{"minimum": 0, "maximum": 0}, {"minimum": 32, "maximum": 4096}], "unread": ["取值范围：0或[32,4096]，0表示自适应。"]}),
            ),
            (
                "宽度。取值范围：32-3840，必须为2的倍数。",
                json!({"minimum": 32, "maximum": 3840, "multiple_of": 2}),
            ),
        ],
    );
    assert_said(
        "Double",
        &[
            (
                "Share. Value range: [0.5,2]",
                json!({"minimum": 0.5, "maximum": 2}),
            ),
            (
                "Share. Value range: 0.1-2.5",
                json!({"minimum": 0.1, "maximum": 2.5}),
            ),
            (
                "Share. Value range: (0,1)",
                json!({"exclusive_minimum": 0, "exclusive_maximum": 1}),
            ),
            ("Share. Default value: 1.0", json!({"default": 1.0})),
        ],
    );
    assert_said(
        "Boolean",
        &[(
            "On. Value range: 0-1",
            json!({"unread": ["Value range: 0-1"]}),
        )],
    );
}

#[test]
fn what_only_looks_like_a_bound_is_none() {
    assert_unread(
        "Integer",
        &[
            "Up to 3 times faster.",
            "The lamp is up to 3 times brighter.",
            "Supported since version 2-3.",
            "Value range: 9-2",
            "Value range: 1-5 lamps",
            "Lamps are counted 4 times.",
            "The layout is 1920 x 1080 in landscape and 1080 x 1920 in portrait.",
            "The resolution is 1080*1920.",
            "The resolution can be 1920*1080 or 1080*1920.",
            "The value 100 indicates the normal speed of a room, which is about 150 lamps.",
            "Error 400-499 is returned to the caller.",
            "The true value range is 7 to 95.",
            "The outer value ranges from 2 to 95.",
            "The number of rooms must be between 2 and 4.",
            "The link is valid within 24 hours.",
            "The value of lamp ranges from 3 to 44.",
            "Call https://lamps.example/list?limit=1-100 for all of them.",
            "Each batch holds 2 to 4 lamps.",
            "亮度最高提升3倍。",
            "2.3-2.5版本支持。",
            "支持2-3个房间。",
            "0表示关，1表示开。",
            "50表示半速，100表示常速，200表示两倍速。",
            "错误码400-499。",
            "链接24小时内有效。",
            "房间数取值范围为2-4。",
            "接口的取值范围为0-200，实际使用的取值范围为4-200。",
        ],
    );
    assert_said(
        "Integer",
        &[
            ("Width. For example, 5 to 7.", json!({})),
            ("Width. Example: 5-7", json!({})),
            ("Width. For example, 2021-01-10T08:43:17Z.", json!({})),
            ("宽度。例如：5-7。", json!({})),
            (
                "Switch. 0: off; 1: on",
                json!({"enum": [0, 1], "labels": {"0": "off", "1": "on"}}),
            ),
            (
                "Switch. Options: 0: off; 1: on",
                json!({"enum": [0, 1], "labels": {"0": "off", "1": "on"}}),
            ),
        ],
    );
}

#[test]
fn lengths_of_texts() {
    let two = |least: u64, most: u64| json!({"min_length": least, "max_length": most, "length_unit": "characters"});
    let bare = |least: u64, most: u64| json!({"min_length": least, "max_length": most});
    let most = |most: u64| json!({"max_length": most, "length_unit": "characters"});
    assert_said(
        "String",
        &[
            (
                "Name. The value contains 2 to 1,024 characters.",
                two(2, 1024),
            ),
            (
                "Name. Options: The value contains 2 to 9 characters.",
                two(2, 9),
            ),
            ("Name. The length is 2-9 characters", two(2, 9)),
            ("Name. Enter 2 to 9 characters.", two(2, 9)),
            ("Name. It is 2 to 9 characters long.", two(2, 9)),
            ("Name. The value can contain 2 to 9 characters.", two(2, 9)),
            (
                "Name. The name must be 2 to 9 characters in length.",
                two(2, 9),
            ),
            ("Name. Value range: 2-9 characters", two(2, 9)),
            ("Name. Range: Length: 2 to 9 characters", two(2, 9)),
            ("Name. Value range: 2-9", bare(2, 9)),
            ("Name. Value range: [2, 9]", bare(2, 9)),
            ("Name. Length: 2-9", bare(2, 9)),
            ("Name. Length range: [2, 9]", bare(2, 9)),
            ("Name. The length ranges from 2 to 9.", bare(2, 9)),
            ("Name. Minimum length: 2 Maximum length: 9", bare(2, 9)),
            (
                "Name. Minimum length: 2 characters Maximum length: 9 characters",
                two(2, 9),
            ),
            ("Name. Minimum: 2 Maximum: 9", bare(2, 9)),
            ("Name. The maximum length is 9.", json!({"max_length": 9})),
            (
                "Name. The value can contain a maximum of 9 characters.",
                most(9),
            ),
            ("Name. Up to 9 characters.", most(9)),
            ("Name. It cannot exceed 9 characters.", most(9)),
            ("Name. A maximum of 9 characters are allowed.", most(9)),
            (
                "Name. The value can contain up to 9 bytes.",
                json!({"max_length": 9, "length_unit": "bytes"}),
            ),
            (
                "Name. The note can be up to 9 bytes in length.",
                json!({"max_length": 9, "length_unit": "bytes"}),
            ),
            (
                "Name. It cannot exceed 9 bytes, UTF-8 encoded.",
                json!({"max_length": 9, "length_unit": "bytes"}),
            ),
            (
                "Name. It can contain at most 90 characters, excluding SSML tags.",
                json!({"max_length_without_markup": 90}),
            ),
            (
                "Name. Constraints: It can contain at most 90 characters, excluding SSML tags. Options: The value contains 0 to 900 characters.",
                json!({"max_length_without_markup": 90, "min_length": 0, "max_length": 900, "length_unit": "characters"}),
            ),
            ("名称。长度为2-9个字符。", two(2, 9)),
            ("名称。长度为2～9个字符。", two(2, 9)),
            ("名称。长度：[2,9]", bare(2, 9)),
            ("名称。长度范围：2-9", bare(2, 9)),
            ("名称。取值范围：2-9", bare(2, 9)),
            ("名称。取值范围：2-9个字符", two(2, 9)),
            ("名称。取值范围：字符长度2-9位", two(2, 9)),
            ("名称。最小长度：2，最大长度：9。", bare(2, 9)),
            ("名称。最多9个字符。", most(9)),
            ("名称。长度不超过9个字符。", most(9)),
            ("名称。长度不超过9。", json!({"max_length": 9})),
            ("名称。不能超过9个字符。", most(9)),
            (
                "名称。长度不超过9个字节。",
                json!({"max_length": 9, "length_unit": "bytes"}),
            ),
            ("名稱。長度為2-9個字元。", two(2, 9)),
            // Numbers in a text.
            (
                "Time. Unit: second. Value range: 2-9",
                json!({"unit": "second", "holds": "integer", "minimum": 2, "maximum": 9}),
            ),
            (
                "Time. Value range: 2-9 seconds",
                json!({"unit": "seconds", "holds": "integer", "minimum": 2, "maximum": 9}),
            ),
            (
                "速率。取值范围：[10,50]，单位：px。",
                json!({"unit": "px", "holds": "integer", "minimum": 10, "maximum": 50}),
            ),
            (
                "Share. Value range: [0.5,2]",
                json!({"holds": "number", "minimum": 0.5, "maximum": 2}),
            ),
            (
                "Shift. Value range: [-50,50]",
                json!({"holds": "integer", "minimum": -50, "maximum": 50}),
            ),
            // A length is not half open.
            (
                "Share. Value range: (0,1)",
                json!({"unread": ["Value range: (0,1)"]}),
            ),
        ],
    );
    assert_unread(
        "String",
        &[
            "Each name can contain up to 9 bytes.",
            "A maximum of 5 lamps.",
            "The prefix can contain up to 10 characters.",
            "Files of up to 20 MB can be uploaded.",
            "The file cannot exceed 5 MB.",
            "A password contains 3 of the 4 kinds of characters.",
            "文件大小不超过20MB。",
            "每个名称不超过9个字节。",
        ],
    );
}

#[test]
fn counts_of_lists_and_lengths_of_items() {
    assert_said(
        "Array of strings",
        &[
            (
                "Names. A maximum of 5 names are supported.",
                json!({"max_items": 5}),
            ),
            (
                "Names. A maximum of 5 of them can be given at a time.",
                json!({"max_items": 5}),
            ),
            (
                "Names. A maximum of 5 names can be queried at a time.",
                json!({"max_items": 5}),
            ),
            (
                "Names. Up to 5 names can be specified.",
                json!({"max_items": 5}),
            ),
            (
                "Names. Array length: 1 - 5",
                json!({"min_items": 1, "max_items": 5}),
            ),
            (
                "Names. Number of items: 1-5",
                json!({"min_items": 1, "max_items": 5}),
            ),
            (
                "Names. The array contains 1 to 5 items.",
                json!({"min_items": 1, "max_items": 5}),
            ),
            (
                "Names. Each name can contain up to 9 bytes. A maximum of 16 names.",
                json!({"max_items": 16, "item": {"max_length": 9, "length_unit": "bytes"}}),
            ),
            (
                "Names. Value range: 1-5",
                json!({"items_or_length": [1, 5]}),
            ),
            (
                "Names. The value contains 2 to 9 characters.",
                json!({"item": {"min_length": 2, "max_length": 9, "length_unit": "characters"}}),
            ),
            (
                "Names. Default value: [a,b]",
                json!({"default": ["a", "b"]}),
            ),
            ("名称。最多支持5个。", json!({"max_items": 5})),
            ("名称。一次最多查询5个。", json!({"max_items": 5})),
            (
                "名称。数组长度：1-5",
                json!({"min_items": 1, "max_items": 5}),
            ),
            (
                "名称。每个名称长度不超过9个字符。",
                json!({"item": {"max_length": 9, "length_unit": "characters"}}),
            ),
            (
                "Names. Up to 5 rooms have a lamp each.",
                json!({"unread": ["Up to 5 rooms have a lamp each."]}),
            ),
        ],
    );
    assert_unread(
        "Array of strings",
        &[
            "Up to 3 times faster.",
            "Up to 5 seconds.",
            "Up to 5 MB are stored.",
        ],
    );
    assert_said(
        "Array of integers",
        &[(
            "Sizes. Value range: 1-5",
            json!({"unread": ["Value range: 1-5"]}),
        )],
    );
}

#[test]
fn lists_of_values() {
    let on_off = json!({"enum": ["ON", "OFF"], "labels": {"ON": "lit", "OFF": "dark"}});
    let bare = json!({"enum": ["ON", "OFF"]});
    assert_said(
        "String",
        &[
            ("Mode. Options: - ON: lit - OFF: dark", on_off.clone()),
            ("Mode. Options:\n- ON: lit\n- OFF: dark", on_off.clone()),
            ("Mode. Options:\n• ON: lit\n• OFF: dark", on_off.clone()),
            ("Mode.\n- ON: lit\n- OFF: dark", on_off.clone()),
            ("Mode. Options:\nON: lit\nOFF: dark", on_off.clone()),
            ("Mode. Options: ON: lit OFF: dark", on_off.clone()),
            ("Mode. Values: ON: lit. OFF: dark.", on_off.clone()),
            ("Mode. Options:\n- lit: ON\n- dark: OFF", on_off.clone()),
            (
                "Mode. Possible values are:\n- filled to the brim: ON\n- kept dry: OFF",
                json!({"enum": ["ON", "OFF"], "labels": {"ON": "filled to the brim", "OFF": "kept dry"}}),
            ),
            ("Mode. Options:\n- ON (lit)\n- OFF (dark)", on_off.clone()),
            (
                "Mode. Currently, only the following options are supported: ON: lit OFF: dark",
                on_off.clone(),
            ),
            ("Mode. Options:\n- ON\n- OFF", bare.clone()),
            ("Mode. Options:\n- `ON`\n- **OFF**", bare.clone()),
            (
                "Mode. The following modes are supported:\n- ON\n- OFF",
                bare.clone(),
            ),
            (
                "Mode. The value can be one of the following:\n- ON\n- OFF",
                bare.clone(),
            ),
            (
                "Mode. The options are as follows: - ON - OFF OFF is used by default.",
                json!({"enum": ["ON", "OFF"], "default": "OFF"}),
            ),
            (
                "Mode. Options:\n- ON (default)\n- OFF",
                json!({"enum": ["ON", "OFF"], "default": "ON"}),
            ),
            (
                "Mode. Options:\n- ON: lit (default)\n- OFF: dark",
                json!({"enum": ["ON", "OFF"], "labels": {"ON": "lit", "OFF": "dark"}, "default": "ON"}),
            ),
            (
                "Mode. Options:\n- ON\n- OFF\n- Default value: OFF.",
                json!({"enum": ["ON", "OFF"], "default": "OFF"}),
            ),
            (
                "Mode. Options:\n- ON: lit\n  - in fine weather\n  - for two\n- OFF: dark",
                json!({"enum": ["ON", "OFF"], "labels": {"ON": "lit", "OFF": "dark"}}),
            ),
            (
                "Mode. Options:\n- none: no lamp\n- one: a lamp\nDefault value: none",
                json!({"enum": ["none", "one"], "labels": {"none": "no lamp", "one": "a lamp"}, "default": "none"}),
            ),
            (
                "Mode. Options:\n- ON: lit\n- OFF: dark\n- Others: reserved",
                json!({"enum": ["ON", "OFF"], "labels": {"ON": "lit", "OFF": "dark"}, "open": true}),
            ),
            (
                "Mode. Options:\n- ON: lit\n- custom: a name of your own",
                json!({"enum": ["ON", "custom"], "labels": {"ON": "lit", "custom": "a name of your own"}, "open": true}),
            ),
            (
                "Codec. Options:\n- H. 264\n- H. 265\nDefault value: H. 264",
                json!({"enum": ["H. 264", "H. 265"], "default": "H. 264"}),
            ),
            (
                "Codec. Options:\n- 16:9: wide\n- 9:16: tall",
                json!({"enum": ["16:9", "9:16"], "labels": {"16:9": "wide", "9:16": "tall"}}),
            ),
            (
                "Mode. The value can be ON, DIM, or OFF.",
                json!({"enum": ["ON", "DIM", "OFF"]}),
            ),
            ("Mode. The value can be ON or OFF.", bare.clone()),
            ("Mode. The value is either ON or OFF.", bare.clone()),
            ("Mode. Value range: ON, OFF", bare.clone()),
            ("Mode. Optional values: ON, OFF.", bare.clone()),
            (
                "Mode. Options: ON, OFF, etc.",
                json!({"enum": ["ON", "OFF"], "open": true}),
            ),
            (
                "Mode. Currently, only ON_LIT is supported.",
                json!({"enum": ["ON_LIT"]}),
            ),
            (
                "模式。枚举值：\n- ON：亮（默认值）\n- OFF：暗",
                json!({"enum": ["ON", "OFF"], "labels": {"ON": "亮", "OFF": "暗"}, "default": "ON"}),
            ),
            ("模式。取值如下：\n- ON\n- OFF", bare.clone()),
            ("模式。包含如下取值：\n- ON\n- OFF", bare.clone()),
            ("模式。目前包括：\n- ON\n- OFF", bare.clone()),
            ("模式。当前支持：\n- ON\n- OFF", bare.clone()),
            (
                "模式。可选值：\n- 亮：ON\n- 暗：OFF",
                json!({"enum": ["ON", "OFF"], "labels": {"ON": "亮", "OFF": "暗"}}),
            ),
            (
                "模式。取值范围：\nON: 亮\nOFF: 暗\n默认ON。",
                json!({"enum": ["ON", "OFF"], "labels": {"ON": "亮", "OFF": "暗"}, "default": "ON"}),
            ),
            (
                "模式。取值：ON（亮）、OFF（暗）。",
                json!({"enum": ["ON", "OFF"], "labels": {"ON": "亮", "OFF": "暗"}}),
            ),
            (
                "模式。支持ON、DIM和OFF。",
                json!({"enum": ["ON", "DIM", "OFF"]}),
            ),
            ("模式。取值为ON或OFF。", bare.clone()),
            (
                "模式。取值：ON、OFF等。",
                json!({"enum": ["ON", "OFF"], "open": true}),
            ),
            ("模式。目前只支持ON_LIT。", json!({"enum": ["ON_LIT"]})),
            // Free text beside a list.
            (
                "Mode. The following modes are supported:\n- ON: lit\n- OFF: dark\nOptions: The value contains 0 to 64 characters.",
                json!({"enum": ["ON", "OFF"], "labels": {"ON": "lit", "OFF": "dark"}, "min_length": 0, "max_length": 64, "length_unit": "characters", "open": true}),
            ),
            // Kinds of characters, languages, files,
            (
                "Mode. The value can be letters, digits, and underscores.",
                json!({"unread": ["The value can be letters, digits, and underscores."]}),
            ),
            (
                "Mode. The value can be Chinese or English.",
                json!({"unread": ["The value can be Chinese or English."]}),
            ),
            (
                "图片。支持PNG、JPG。",
                json!({"unread": ["支持PNG、JPG。"]}),
            ),
            (
                "文本。支持中文和英文。",
                json!({"unread": ["支持中文和英文。"]}),
            ),
            // a range beside a number,
            (
                "Mode. Options: 0 or [4,9)",
                json!({"unread": ["Options: 0 or [4,9)"]}),
            ),
            // parts of an object, rules, examples, and values among sentences are no list.
            (
                "Mode. A JSON object:\n- Room: its name.\n- Lamp: its mark.",
                json!({"unread": ["A JSON object:\n- Room: its name.\n- Lamp: its mark."]}),
            ),
            (
                "模式。约束限制：\n- 名称不能重复。",
                json!({"unread": ["名称不能重复。"]}),
            ),
            ("Mode. For example:\n- ON\n- OFF", json!({})),
            (
                "Mode. Options: - ON - what the room has",
                json!({"unread": ["Options:\n- ON\n- what the room has"]}),
            ),
            (
                "Mode. The value of state can be ON or OFF.",
                json!({"unread": ["The value of state can be ON or OFF."]}),
            ),
            // A list elsewhere, and one that the page lost.
            (
                "Mode. Options: See the list of fonts.",
                json!({"unread": ["Options: See the list of fonts."]}),
            ),
            ("Mode. Options:", json!({"unread": ["Options:"]})),
            (
                "Mode. The options are as follows:\ndim is used by default.",
                json!({"default": "dim", "unread": ["The options are as follows:"]}),
            ),
        ],
    );
    assert_said(
        "Integer",
        &[
            ("Rate. 支持16、22和44。", json!({"enum": [16, 22, 44]})),
            (
                "Rate. The value can be 16, 22, or 44.",
                json!({"enum": [16, 22, 44]}),
            ),
            (
                "Rate. Options:\n- 1: low\n- 2: high",
                json!({"enum": [1, 2], "labels": {"1": "low", "2": "high"}}),
            ),
            (
                "Rate. Value range: 16, 22",
                json!({"unread": ["Value range: 16, 22"]}),
            ),
            // Special values of a range.
            (
                "Rate. Options:\n- 0: no\n- -1: yes\nValue range: -1-100",
                json!({"minimum": -1, "maximum": 100, "unread": ["0: no\n-1: yes"]}),
            ),
            (
                "次数。其中：\n- 0：不\n- -1：是\n取值范围：-1-100",
                json!({"minimum": -1, "maximum": 100, "unread": ["其中：\n- 0：不\n- -1：是"]}),
            ),
        ],
    );
    assert_said(
        "Boolean",
        &[
            ("On. Options: - true - false", json!({})),
            (
                "On. Value range:\n- true: lit\n- false: dark\nDefault value:\nfalse",
                json!({"default": false}),
            ),
            ("On. Value range:", json!({})),
        ],
    );
    assert_said(
        "Array of strings",
        &[
            (
                "Modes. Options: - ON - OFF",
                json!({"item": {"enum": ["ON", "OFF"]}}),
            ),
            (
                "Modes. Options: - ON - OFF Default value: ON",
                json!({"default": "ON", "item": {"enum": ["ON", "OFF"]}}),
            ),
        ],
    );
}

#[test]
fn defaults() {
    assert_said(
        "String",
        &[
            ("Mode. Default value: dim", json!({"default": "dim"})),
            ("Mode. Default value:\ndim", json!({"default": "dim"})),
            ("Mode. Default: dim", json!({"default": "dim"})),
            ("Mode. Default value: V3.2", json!({"default": "V3.2"})),
            (
                "Mode. Default value: #FFFFFF",
                json!({"default": "#FFFFFF"}),
            ),
            ("Mode. Default value: \"dim\"", json!({"default": "dim"})),
            (
                "Mode. Default value: dim (not bright)",
                json!({"default": "dim"}),
            ),
            ("Mode. The default value is dim.", json!({"default": "dim"})),
            ("Mode. The default is dim.", json!({"default": "dim"})),
            (
                "Mode. The value defaults to dim.",
                json!({"default": "dim"}),
            ),
            ("Mode. It defaults to dim.", json!({"default": "dim"})),
            ("Mode. By default, dim is used.", json!({"default": "dim"})),
            ("Mode. dim is used by default.", json!({"default": "dim"})),
            (
                "Mode. If this parameter is not specified, dim is used by default.",
                json!({"default": "dim"}),
            ),
            (
                "Mode. If this parameter is not set, the default value dim is used.",
                json!({"default": "dim"}),
            ),
            (
                "Mode. If it is left blank, dim is used.",
                json!({"default": "dim"}),
            ),
            (
                "Mode. If not specified, the default value is dim.",
                json!({"default": "dim"}),
            ),
            (
                "Mode. When this parameter is not specified, dim is used.",
                json!({"default": "dim"}),
            ),
            ("Mode. If omitted, dim is used.", json!({"default": "dim"})),
            (
                "Mode.\ndim is used if this parameter is left blank.",
                json!({"default": "dim"}),
            ),
            (
                "Mode. The default value dim is used when this parameter is not set.",
                json!({"default": "dim"}),
            ),
            ("模式。如不填写，则默认为dim。", json!({"default": "dim"})),
            ("模式。缺省时取dim。", json!({"default": "dim"})),
            ("模式。默认取值：dim", json!({"default": "dim"})),
            ("模式。缺省值：dim", json!({"default": "dim"})),
            ("模式。默认为dim。", json!({"default": "dim"})),
            ("模式。默认dim。", json!({"default": "dim"})),
            ("模式。缺省为dim。", json!({"default": "dim"})),
            ("模式。默认值是dim。", json!({"default": "dim"})),
            ("模式。不填写时默认使用dim。", json!({"default": "dim"})),
            ("模式。不传时默认为dim。", json!({"default": "dim"})),
            ("模式。该参数不填则默认为dim。", json!({"default": "dim"})),
            ("模式。預設值：dim", json!({"default": "dim"})),
            ("Mode. Default value: N/A", json!({})),
            ("Mode. Default value: None", json!({})),
            ("模式。默认取值：不涉及", json!({})),
            ("模式。默认值：无", json!({})),
            (
                "Mode. Default value: the name of the room",
                json!({"default_note": "the name of the room"}),
            ),
            // The label has the word.
            (
                "Mode. The default value is dim2. Value range: 0-64 Default value: dim3",
                json!({"default": "dim3", "min_length": 0, "max_length": 64, "unread": ["The default value is dim2."]}),
            ),
            // Defaults of other things.
            (
                "Mode. By default, all modes are selected.",
                json!({"unread": ["By default, all modes are selected."]}),
            ),
            ("模式。默认不开启。", json!({"unread": ["默认不开启。"]})),
            (
                "模式。gate为ON时，子字段hinge默认取7。",
                json!({"when": ["gate为ON时，子字段hinge默认取7。"]}),
            ),
            (
                "Mode. When gate is ON, the nested field hinge uses 7 by default.",
                json!({"when": ["When gate is ON, the nested field hinge uses 7 by default."]}),
            ),
            (
                "Mode. If the room is not carried, LIT is subscribed by default.",
                json!({"when": ["If the room is not carried, LIT is subscribed by default."]}),
            ),
        ],
    );
    assert_said(
        "Integer",
        &[
            ("Width. Default value: 10 seconds", json!({"default": 10})),
            ("Width. Default value: -1", json!({"default": -1})),
            ("宽度。默认值：10秒", json!({"default": 10})),
            (
                "Width. Default value: wide",
                json!({"default_note": "wide"}),
            ),
            (
                "Width. The default value is 10, in seconds.",
                json!({"default": 10, "unit": "seconds"}),
            ),
        ],
    );
}

#[test]
fn units_forms_and_encodings() {
    assert_said(
        "String",
        &[
            ("Time. Unit: second", json!({"unit": "second"})),
            ("Time. The unit is second.", json!({"unit": "second"})),
            ("时间。单位：秒。", json!({"unit": "秒"})),
            ("时间，单位为秒。", json!({"unit": "秒"})),
            (
                "Time. The format is YYYY-MM-DD.",
                json!({"format": "YYYY-MM-DD"}),
            ),
            (
                "Time. Format: HH:MM:SS.mmm.",
                json!({"format": "HH:MM:SS.mmm"}),
            ),
            (
                "Time. The format is YYYYMMDD'T'HHMMSS'Z'.",
                json!({"format": "YYYYMMDD'T'HHMMSS'Z'"}),
            ),
            (
                "Time. The format follows RFC 3339, for example, 2020-07-30T10:43:17Z.",
                json!({"format": "date-time"}),
            ),
            ("时间。格式为YYYY-MM-DD。", json!({"format": "YYYY-MM-DD"})),
            (
                "时间。格式遵循RFC 3339，例如：2020-07-30T10:43:17Z。",
                json!({"format": "date-time"}),
            ),
            (
                "Photo, which must be encoded using Base64.",
                json!({"encoding": "base64"}),
            ),
            ("文本。需要使用Base64编码。", json!({"encoding": "base64"})),
        ],
    );
    assert_said(
        "Float",
        &[
            (
                "How long the lamp is lit, in seconds.",
                json!({"unit": "seconds"}),
            ),
            ("Width (in pixels) of a lamp.", json!({"unit": "pixels"})),
        ],
    );
}

#[test]
fn what_is_said_under_a_condition_stands_apart() {
    let when = |text: &'static str| (text, json!({"when": [text]}));
    assert_said(
        "Integer",
        &[
            when("This parameter is valid only when lamp is ON."),
            when("This parameter is mandatory when lamp is set to ON."),
            when("If lamp is ON, this parameter must be set."),
            when("If this parameter is set to 3, lamp is mandatory."),
            when("If lamp is set to ON, the value ranges from 2 to 5."),
            when("When lamp is ON, the value can be 1, 2, or 3."),
            when("This parameter is mandatory for guests."),
            when("This parameter does not take effect for night shifts."),
            when("Range when the lamp is in use: [3, 119]."),
            when("Bitrate range for lamps: [1000, 8000]."),
            when("lamp为ON时，该参数必填。"),
            when("当lamp取值为ON时必选。"),
            when("仅当lamp为ON时有效。"),
            when("lamp为ON时，取值范围为0-120。"),
            when("夜班场景取值范围：[11,1006]。"),
            when("该参数对夜班不生效。"),
        ],
    );
    assert_said(
        "Integer",
        &[
            (
                "Width.\n- H264: value range 32-3840, a multiple of 2\n- H265: value range 320-3840, a multiple of 4",
                json!({"when": ["- H264: value range 32-3840, a multiple of 2", "- H265: value range 320-3840, a multiple of 4"]}),
            ),
            (
                "宽度。\n- H264 取值范围：32-3840，必须为2的倍数。\n- H265 取值范围：320-3840，必须为4的倍数。",
                json!({"when": ["- H264 取值范围：32-3840，必须为2的倍数。", "- H265 取值范围：320-3840，必须为4的倍数。"]}),
            ),
            (
                "Count.\nConstraints:\n- Range when the kiln is in use: [3, 119].\nValue range:\n0-120\nDefault value: 0",
                json!({"minimum": 0, "maximum": 120, "default": 0, "when": ["Range when the kiln is in use: [3, 119]."]}),
            ),
        ],
    );
    let two_forms = "值有两种形式：\n- 整数型：像素值，范围：[8,4096]，单位：px。\n- 小数型：占宽度的比率，范围：(0,1)。";
    assert_said(
        "String",
        &[
            (two_forms, json!({"when": [two_forms]})),
            (
                "宽度。约束限制：不涉及 默认取值：dim",
                json!({"default": "dim"}),
            ),
        ],
    );
}

#[test]
fn parts_of_an_object_are_no_values_and_a_first_sentence_may_hold_a_condition() {
    let parts = "- Bucket: the crate\n- Object: the path";
    for head in [
        "A JSON object.",
        "JSON对象，包含：",
        "The object has these members:",
    ] {
        let said = said("String", &format!("Place. {head}\n{parts}"));
        assert_eq!(said.get("enum"), None, "{head}");
        let unread = said["unread"].as_array().expect("a list");
        assert!(
            unread
                .iter()
                .any(|found| found.to_string().contains("Bucket")),
            "{head}"
        );
    }
    assert_eq!(
        said("String", "Type of the object.\n- BOX: a box\n- BAG: a bag")["enum"],
        json!(["BOX", "BAG"])
    );
    for text in [
        "If hinge_mode is CEDAR, set this parameter.",
        "当hinge_mode为CEDAR时填写。",
        "若为夜班则填写。",
    ] {
        assert_eq!(said("String", text), json!({"when": [text]}), "{text}");
    }
}

#[test]
fn what_is_given_up_now_is_deprecated_and_what_is_announced_is_listed() {
    for text in [
        "Mode. NOTE: - This parameter is no longer maintained.",
        "Mode. NOTE:\n- This parameter has been discarded. Another is used.",
        "Mode. Note\n- This parameter is no longer maintained.",
        "Mode. This parameter is deprecated.",
        "Mode. (Deprecated)",
        "模式。（废弃）",
        "模式。该参数已废弃，请使用灯列表。",
        "模式。此字段已废弃。",
        "模式。注意：该字段已不再维护。",
        "模式。該參數已廢棄。",
    ] {
        assert_eq!(field("String", text).deprecated, Some(true), "{text}");
    }
    for text in [
        "This parameter will be discarded.",
        "This field will be deprecated soon.",
        "该参数即将废弃。",
        "该字段后续将废弃，请使用灯列表。",
    ] {
        let described = format!("Lamp. {text}");
        assert_eq!(
            said("String", &described),
            json!({"announced": text}),
            "{text}"
        );
    }
    for text in ["(Deprecated) Mode of the lamp.", "（已废弃）模式。"] {
        assert_eq!(said("String", text), json!({"deprecated": true}), "{text}");
    }
}

#[test]
fn plain_description_is_left_out_and_nothing_else() {
    for text in [
        "The name of the lamp.",
        "Name of a lamp, which can be queried from the list of lamps. Written down by the night watch.",
        "Room. For details about how to get one, see Getting a Room.",
        "Time when the lamp is lit.",
        "灯的名称。由看守登记。",
        "Definition: Name of the lamp. Constraints: N/A Range: N/A Default Value: N/A",
        "参数解释：\n名称。\n约束限制：\n不涉及\n取值范围：\n不涉及\n默认取值：\n不涉及",
        "",
        " - ",
    ] {
        assert_eq!(said("String", text), json!({}), "{text}");
    }
    assert_unread(
        "String",
        &[
            "The sequence number of a lamp must be unique.",
            "This field is reserved and is not used in the background.",
            "Multiple statuses can be queried.",
            "Put commas (,) between several of them, such as ON,OFF.",
            "Third-party user ID, which must not hold Chinese characters.",
        ],
    );
}

#[test]
fn labels_state_and_prose_is_a_guess() {
    let guesses = |kind: &str, text: &str| field(kind, text).guesses;
    let none: [&str; 0] = [];
    for text in [
        "Width. Value range: 1-9 Default value: 3 Unit: pixel",
        "Width. Minimum: 1 Maximum: 9",
        "宽度。取值范围：1-9。默认值：3",
        "Width. Options:\n- 1: low\n- 2: high",
        "Width. Definition: Width. Range: The value ranges from 1 to 9.",
    ] {
        assert_eq!(guesses("Integer", text), none, "{text}");
    }
    assert_eq!(
        guesses(
            "Integer",
            "Width. The value ranges from 1 to 9. The default value is 3."
        ),
        ["default", "minimum", "maximum"]
    );
    assert_eq!(guesses("String", "Mode.\n- ON: lit\n- OFF: dark"), ["enum"]);
    assert_eq!(
        guesses("String", "Mode. The options are as follows:\n- ON\n- OFF"),
        none
    );
    assert_eq!(
        guesses("String", "Name. The value contains 2 to 9 characters."),
        ["min_length", "max_length"]
    );
    assert_eq!(
        guesses(
            "String",
            "Name. Range: The value contains 2 to 9 characters."
        ),
        none
    );
    // A sentence that says the same is no guess any more.
    assert_eq!(
        guesses(
            "Integer",
            "Width. The value ranges from 1 to 9. Value range: 1-9"
        ),
        none
    );
    let row = field(
        "Array of strings",
        "Modes. Names. The value can be ON or OFF.",
    );
    assert_eq!(row.item.expect("an item").guesses, ["enum"]);
    assert_eq!(
        field("String", "Name. The value contains 2 to 4 bytes.").length_unit,
        Some(LengthUnit::Bytes)
    );
}

#[test]
fn sentences_that_say_more_than_one_thing() {
    let kept = |text: &'static str, mut said: Value| {
        said["unread"] = json!([text]);
        (text, said)
    };
    let two = json!({"min_length": 1, "max_length": 64, "length_unit": "characters"});
    let made_of = |characters: &str| {
        let mut said = two.clone();
        said["characters"] = characters.into();
        said
    };
    assert_said(
        "String",
        &[
            (
                "The value can contain 1 to 64 characters, including letters, digits, and underscores (_).",
                made_of("including letters, digits, and underscores (_)"),
            ),
            kept(
                "The value is a string of 1 to 64 characters that must start with a letter.",
                two.clone(),
            ),
            (
                "The value must be 1 to 64 characters in length and can contain letters and digits.",
                made_of("can contain letters and digits"),
            ),
            (
                "Name. Only letters and digits are allowed, and the length must be 1 to 64 characters.",
                made_of("Only letters and digits are allowed"),
            ),
            kept(
                "It must start with a letter and contain 1 to 64 characters.",
                two.clone(),
            ),
            kept(
                "The value contains 1 to 64 characters (letters and digits).",
                two.clone(),
            ),
            (
                "名称。长度为1-64个字符，支持中文、字母和数字。",
                made_of("支持中文、字母和数字"),
            ),
            kept("由1-64个字符组成，不能以数字开头。", two.clone()),
            (
                "名称。只能由字母、数字组成，长度为1-64个字符。",
                made_of("只能由字母、数字组成"),
            ),
            (
                "Name. The value must be 1 to 64 characters in length. It must be encoded in UTF-8.",
                json!({"min_length": 1, "max_length": 64, "length_unit": "characters", "unread": ["It must be encoded in UTF-8."]}),
            ),
            ("名称。由1-64个字符组成。", two.clone()),
            kept(
                "The value contains 1 to 64 characters, 128 characters for guests.",
                json!({}),
            ),
            kept(
                "The value can be ON or OFF, and AUTO in the evening.",
                json!({}),
            ),
        ],
    );
    assert_said(
        "Integer",
        &[
            (
                "Rank. The value ranges from 0 to 100, and a larger value means more light.",
                json!({"minimum": 0, "maximum": 100, "unread": ["The value ranges from 0 to 100, and a larger value means more light."]}),
            ),
            (
                "Rank. The value ranges from 0 to 100, 0 to 200 for guests.",
                json!({"unread": ["The value ranges from 0 to 100, 0 to 200 for guests."]}),
            ),
            (
                "Rank. Value range: 0-100 (default: 50)",
                json!({"minimum": 0, "maximum": 100, "default": 50}),
            ),
            (
                "等级。取值范围：0-100（默认50）",
                json!({"minimum": 0, "maximum": 100, "default": 50}),
            ),
            (
                "等级。取值范围：0-100，默认50。",
                json!({"minimum": 0, "maximum": 100, "default": 50}),
            ),
            (
                "开关。取值： 0：关 1：开",
                json!({"enum": [0, 1], "labels": {"0": "关", "1": "开"}}),
            ),
            (
                "开关。取值：0：关，1：开。",
                json!({"enum": [0, 1], "labels": {"0": "关", "1": "开"}}),
            ),
            (
                "开关。取值：\n- 0-关\n- 1-开",
                json!({"enum": [0, 1], "labels": {"0": "关", "1": "开"}}),
            ),
            (
                "Switch. The value can be 0 (off) or 1 (on).",
                json!({"enum": [0, 1], "labels": {"0": "off", "1": "on"}}),
            ),
            ("Switch. Options: [1, 2, 3]", json!({"enum": [1, 2, 3]})),
            (
                "Page. Pages start from page 1. Valid values: 10 to 100. Default value: 10.",
                json!({"minimum": 10, "maximum": 100, "default": 10, "unread": ["Pages start from page 1."]}),
            ),
        ],
    );
    assert_said(
        "String",
        &[
            (
                "Mode. Valid values:\n- true: lit. This is the default value.\n- false: dark.",
                json!({"enum": ["true", "false"], "labels": {"true": "lit", "false": "dark"}, "default": "true"}),
            ),
            (
                "模式。取值：\n- ON（默认值）：亮。\n- OFF：暗。",
                json!({"enum": ["ON", "OFF"], "labels": {"ON": "亮", "OFF": "暗"}, "default": "ON"}),
            ),
            (
                "Codec. 取值：H.264或H.265。",
                json!({"enum": ["H.264", "H.265"]}),
            ),
            (
                "Time. Format: yyyy-MM-dd HH:mm:ss",
                json!({"format": "yyyy-MM-dd HH:mm:ss"}),
            ),
            (
                "IDs. You can specify up to 10 IDs.",
                json!({"unread": ["You can specify up to 10 IDs."]}),
            ),
        ],
    );
    assert_said(
        "Array of strings",
        &[(
            "IDs. You can specify up to 10 IDs.",
            json!({"max_items": 10}),
        )],
    );
}

#[test]
fn what_a_field_means_may_stand_in_front_of_what_it_may_be() {
    assert_said(
        "Integer",
        &[
            (
                "页的大小，取值范围[1,100]，默认值10。",
                json!({"minimum": 1, "maximum": 100, "default": 10}),
            ),
            (
                "页的大小，取值范围 1~100，缺省 10",
                json!({"minimum": 1, "maximum": 100, "default": 10}),
            ),
            (
                "等级。数值越大越亮，范围为1-10，默认为6。",
                json!({"minimum": 1, "maximum": 10, "default": 6}),
            ),
            (
                "超时时间，单位秒，默认60秒，最大3600秒。",
                json!({"unit": "秒", "default": 60, "maximum": 3600}),
            ),
            (
                "数量，必须为偶数，取值范围2-100。",
                json!({"minimum": 2, "maximum": 100, "multiple_of": 2}),
            ),
            (
                "时长（单位：秒）。最小值5，最大值3600。",
                json!({"minimum": 5, "maximum": 3600, "unit": "秒"}),
            ),
            (
                "Timeout, in seconds. The default value is 60, and the maximum value is 3600.",
                json!({"default": 60, "maximum": 3600, "unit": "seconds"}),
            ),
            (
                "Rate. Value: 0 or a value ranging from 5 to 30.",
                json!({"minimum": 0, "maximum": 30, "alternatives": [{"minimum": 0, "maximum": 0}, {"minimum": 5, "maximum": 30}]}),
            ),
            (
                "Port. Value range: 1-65535, excluding 22.",
                json!({"minimum": 1, "maximum": 65535, "unread": ["Value range: 1-65535, excluding 22."]}),
            ),
            (
                "Port. Value range: 1-65535 (22 is reserved).",
                json!({"minimum": 1, "maximum": 65535, "unread": ["Value range: 1-65535 (22 is reserved)."]}),
            ),
            (
                "Size. Value range: 1-1000 Default value: 20 Maximum: 1000",
                json!({"minimum": 1, "maximum": 1000, "default": 20}),
            ),
            (
                "房间数，每个房间1-5盏灯。",
                json!({"unread": ["房间数，每个房间1-5盏灯。"]}),
            ),
            (
                "Lamps of a room, 1 to 5 on average.",
                json!({"unread": ["Lamps of a room, 1 to 5 on average."]}),
            ),
        ],
    );
    assert_said(
        "String",
        &[
            (
                "Name, 1-64 characters.",
                json!({"min_length": 1, "max_length": 64, "length_unit": "characters"}),
            ),
            (
                "名称，最大长度为128字节。",
                json!({"max_length": 128, "length_unit": "bytes"}),
            ),
            (
                "Time, in the format YYYY-MM-DD.",
                json!({"format": "YYYY-MM-DD"}),
            ),
            (
                "时间。格式为yyyy-mm-ddThh:mm:ssZ，必须为UTC时间。",
                json!({"format": "yyyy-mm-ddThh:mm:ssZ", "unread": ["格式为yyyy-mm-ddThh:mm:ssZ，必须为UTC时间。"]}),
            ),
            (
                "码率。\n- 单位：Kbps。\n- 取值范围：[10,50000]。",
                json!({"unit": "Kbps", "holds": "integer", "minimum": 10, "maximum": 50000}),
            ),
            (
                "宽度。\n- 单位：px。\n- 默认值：视频原始宽度。",
                json!({"unit": "px", "default_note": "视频原始宽度"}),
            ),
            (
                "状态。\nINIT：初始化\nDONE：完成",
                json!({"enum": ["INIT", "DONE"], "labels": {"INIT": "初始化", "DONE": "完成"}}),
            ),
            ("状态。\nINIT：初始化", json!({"unread": ["INIT：初始化"]})),
            (
                "Sharpness. Enum: LOW/SD/HD",
                json!({"enum": ["LOW", "SD", "HD"]}),
            ),
            ("Lamp asset ID, which can be queried or deleted.", json!({})),
            (
                "Date range, 2020-2021.",
                json!({"unread": ["Date range, 2020-2021."]}),
            ),
            (
                "语言。zh_CN：中文，en_US：英文。",
                json!({"unread": ["zh_CN：中文，en_US：英文。"]}),
            ),
        ],
    );
    assert_said(
        "Array of strings",
        &[(
            "标签列表，最多16个标签，单个标签不超过24个字节。",
            json!({"max_items": 16, "item": {"max_length": 24, "length_unit": "bytes"}}),
        )],
    );
}

#[test]
fn nothing_that_a_description_holds_stops_the_reader() {
    let texts = [
        "- v ".repeat(5_000),
        "- Note: ".repeat(2_000),
        "Value range: ".repeat(2_000),
        "1-".repeat(5_000),
        "[(".repeat(5_000),
        "a, ".repeat(5_000),
        "If a, b. ".repeat(2_000),
        "Options: A: b ".repeat(1_000),
        "The value ranges from 1 to 2, ".repeat(1_000),
        "取值范围：1-2，".repeat(1_000),
        "默认".repeat(5_000),
        format!("Options:{}", "\n- A: b".repeat(2_000)),
        format!("Options: {}", "A, ".repeat(2_000)),
        "为".repeat(5_000),
    ];
    for kind in ["String", "Integer", "Array of strings"] {
        for text in &texts {
            let _ = field(kind, text);
        }
    }
    let text = "Mode. Options:\n- ON: lit（默认值）\n取值范围：[3,7]，单位：px。If a is b, c.";
    for (end, _) in text.char_indices() {
        let _ = field("String", &text[..end]);
        let _ = field("Integer", &text[end..]);
    }
}

#[test]
fn separated_texts_fixed_lengths_and_values_that_follow_each_other() {
    let separated = |rest: Value| {
        let mut said = json!({"separator": ","});
        for (key, value) in rest.as_object().expect("an object") {
            said[key] = value.clone();
        }
        said
    };
    let long =
        |count: u64| json!({"min_length": count, "max_length": count, "length_unit": "characters"});
    assert_said(
        "String",
        &[
            (
                "Lamps. Separate multiple IDs with commas (,). You can specify up to 10 IDs at a time.",
                separated(json!({"max_items": 10})),
            ),
            (
                "Lamps. Use commas (,) to separate them, for example, 12,15. Each tag can contain up to 24 bytes.",
                separated(json!({"item": {"max_length": 24, "length_unit": "bytes"}})),
            ),
            (
                "灯。多个值使用英文逗号分割，例如12,15,20。",
                separated(json!({})),
            ),
            (
                "灯。多个ID之间用半角逗号（,）分隔，一次最多支持10个。",
                separated(json!({"max_items": 10})),
            ),
            (
                "Lamps. Options: OAK, ELM, or ASH. Separate multiple values with commas (,).",
                separated(json!({"item": {"enum": ["OAK", "ELM", "ASH"]}})),
            ),
            (
                "Lamp. The ID has a fixed length of 36 characters.",
                long(36),
            ),
            ("Lamp. It is a string of 32 characters.", long(32)),
            ("灯。长度为32个字符。", long(32)),
            ("燈。固定長度36位。", long(36)),
            (
                "Order of lamps. asc indicates ascending, and desc indicates descending. asc is used by default.",
                json!({"default": "asc", "unread": ["Order of lamps. asc indicates ascending, and desc indicates descending."]}),
            ),
            (
                "灯。枚举值：OAK：做门 ELM：铺地板 ash：做桌子",
                json!({"enum": ["OAK", "ELM", "ash"], "labels": {"OAK": "做门", "ELM": "铺地板", "ash": "做桌子"}}),
            ),
            (
                "Lamp. Options: oak: for doors elm: for floors",
                json!({"unread": ["Options: oak: for doors elm: for floors"]}),
            ),
            (
                "灯。格式为：yyyy-MM-ddTHH:mm:ssZ（UTC时间）。",
                json!({"format": "yyyy-MM-ddTHH:mm:ssZ"}),
            ),
        ],
    );
    assert_said(
        "Integer",
        &[
            (
                "Width. 50 <= value <= 200.",
                json!({"minimum": 50, "maximum": 200}),
            ),
            (
                "灯的状态，取值0（关闭）、1（打开）、2（半开）。",
                json!({"enum": [0, 1, 2], "labels": {"0": "关闭", "1": "打开", "2": "半开"}}),
            ),
            ("燈。預設值：3", json!({"default": 3})),
            ("燈。預設為3。", json!({"default": 3})),
        ],
    );
}

#[test]
fn a_default_stands_beside_what_the_value_may_be() {
    let of = |least: i64, most: i64, default: i64| json!({"minimum": least, "maximum": most, "default": default});
    assert_said(
        "Integer",
        &[
            (
                "Lamps. Value range: 1 ~ 100 (100 by default)",
                of(1, 100, 100),
            ),
            (
                "Lamps. It ranges from 2 to 9, with 4 as the default value.",
                of(2, 9, 4),
            ),
            (
                "Lamps. Should be no greater than 9; the default is 3",
                json!({"maximum": 9, "default": 3}),
            ),
            (
                "Lamps. It cannot be greater than 9 and is 1 by default.",
                json!({"maximum": 9, "default": 1}),
            ),
            (
                "Lamps. Defaults to 6 if not specified.",
                json!({"default": 6}),
            ),
            (
                "Lamps. You can enter 1 to 24. If you leave this parameter empty, 12 is used.",
                of(1, 24, 12),
            ),
            ("0 (default) or 1", json!({"enum": [0, 1], "default": 0})),
            ("灯。默认：5（范围：1到9）", of(1, 9, 5)),
            ("取值为1～9之间的整数，若不填，默认为1", of(1, 9, 1)),
            ("灯数，取值1~9；不填则为3", of(1, 9, 3)),
            (
                "取值为0或1，默认为0。",
                json!({"enum": [0, 1], "default": 0}),
            ),
            ("預設為 5，介於 1 與 9 之間", of(1, 9, 5)),
        ],
    );
    assert_said(
        "String",
        &[
            (
                "One of: oak, elm, ash (default: elm).",
                json!({"enum": ["oak", "elm", "ash"], "default": "elm"}),
            ),
            (
                "可选值有 oak / elm，默认 elm",
                json!({"enum": ["oak", "elm"], "default": "elm"}),
            ),
            (
                "仅支持：oak、elm，缺省为elm",
                json!({"enum": ["oak", "elm"], "default": "elm"}),
            ),
            (
                "可選值：oak、elm（預設）",
                json!({"enum": ["oak", "elm"], "default": "elm"}),
            ),
            (
                "木。Select one. ELM is the default.",
                json!({"default": "ELM"}),
            ),
        ],
    );
    assert_said(
        "Boolean",
        &[(
            "Whether it burns. true (default): it does. false: it does not.",
            json!({"default": true}),
        )],
    );
}

#[test]
fn bounds_steps_and_lengths_in_further_words() {
    let of = |least: i64, most: i64| json!({"minimum": least, "maximum": most});
    assert_said(
        "Integer",
        &[
            ("1–9", of(1, 9)),
            ("灯的进度，0~9", of(0, 9)),
            (
                "The value cannot be less than 5 or greater than 9.",
                of(5, 9),
            ),
            ("不能小于5或大于9", of(5, 9)),
            ("The value is from 1 (dark) to 9 (bright).", of(1, 9)),
            ("The value is an integer that ranges from 1 to 9.", of(1, 9)),
            ("The minimum interval is 3 and the maximum is 9.", of(3, 9)),
            ("上限9，下限1", of(1, 9)),
            ("Lower limit: 1. Upper limit: 9.", of(1, 9)),
            ("Positive integer, not greater than 9", of(1, 9)),
            ("正整数，不超过9", of(1, 9)),
            ("The place, which starts from 0.", json!({"minimum": 0})),
            (
                "It must be an even number between 2 and 8.",
                json!({"minimum": 2, "maximum": 8, "multiple_of": 2}),
            ),
            ("Set this parameter to 1 or 2.", json!({"enum": [1, 2]})),
            (
                "状态。0：灭，1：亮",
                json!({"enum": [0, 1], "labels": {"0": "灭", "1": "亮"}}),
            ),
            (
                "灯。50：暗，100：亮",
                json!({"unread": ["50：暗，100：亮"]}),
            ),
        ],
    );
    let length = |least: u64, most: u64| json!({"min_length": least, "max_length": most});
    let characters = |least: u64, most: u64| json!({"min_length": least, "max_length": most, "length_unit": "characters"});
    assert_said(
        "String",
        &[
            ("The badge is fixed to 8 characters.", characters(8, 8)),
            ("It contains 8 hexadecimal characters.", characters(8, 8)),
            ("由8位小写字母和数字组成", characters(8, 8)),
            (
                "Not exceeding 8 characters in length",
                json!({"max_length": 8, "length_unit": "characters"}),
            ),
            (
                "Must be within 8 characters.",
                json!({"max_length": 8, "length_unit": "characters"}),
            ),
            (
                "8个字符以内",
                json!({"max_length": 8, "length_unit": "characters"}),
            ),
            ("字符数限制：1~8", length(1, 8)),
            ("口令，不少于6位，不多于8位", length(6, 8)),
            ("允许输入1-8个字符", characters(1, 8)),
            ("Must be set to `OAK`.", json!({"enum": ["OAK"]})),
            ("固定为“oak”", json!({"enum": ["oak"]})),
            ("Only OAK is supported.", json!({"enum": ["OAK"]})),
            (
                "Only letters are supported.",
                json!({"characters": "Only letters are supported"}),
            ),
            (
                "状态：\n- LIT：亮\n- DARK：灭",
                json!({"enum": ["LIT", "DARK"], "labels": {"LIT": "亮", "DARK": "灭"}}),
            ),
            (
                "状态：\n- lampWidth：宽\n- lampHeight：高",
                json!({"unread": ["状态：\n- lampWidth：宽\n- lampHeight：高"]}),
            ),
        ],
    );
    let items = |least: u64, most: u64| json!({"min_items": least, "max_items": most});
    assert_said(
        "Array of strings",
        &[
            ("The number of lamps must be between 1 and 9.", items(1, 9)),
            ("最多可传入9个灯", json!({"max_items": 9})),
            (
                "列表长度不超过9，每个元素不超过8字符",
                json!({"max_items": 9, "item": {"max_length": 8, "length_unit": "characters"}}),
            ),
            (
                "Up to 9 lamps, each up to 8 characters",
                json!({"max_items": 9, "item": {"max_length": 8, "length_unit": "characters"}}),
            ),
        ],
    );
}

#[test]
fn what_stands_in_one_sentence_is_read_apart() {
    assert_said(
        "Integer",
        &[
            (
                "The value must be a multiple of 2 and range from 4 to 8.",
                json!({"minimum": 4, "maximum": 8, "multiple_of": 2}),
            ),
            (
                "灯高，单位：像素，必须为2的倍数，取值范围：4~8。",
                json!({"minimum": 4, "maximum": 8, "multiple_of": 2, "unit": "像素"}),
            ),
            (
                "Value range: 1~9, default: 1, unit: MB",
                json!({"minimum": 1, "maximum": 9, "default": 1, "unit": "MB"}),
            ),
            ("Min. 1, max. 9", json!({"minimum": 1, "maximum": 9})),
            ("From 1 up to 9", json!({"minimum": 1, "maximum": 9})),
            ("Must not be negative.", json!({"minimum": 0})),
        ],
    );
    assert_said(
        "String",
        &[
            // A number that is written as text, as its default is.
            (
                "How many lamps. Maximum value: 90. Default value: 10.",
                json!({"holds": "integer", "maximum": 90, "default": "10"}),
            ),
            (
                "是否亮，取值：on/off，默认off。",
                json!({"enum": ["on", "off"], "default": "off"}),
            ),
            (
                "LIT：亮；DARK：灭",
                json!({"enum": ["LIT", "DARK"], "labels": {"LIT": "亮", "DARK": "灭"}}),
            ),
            (
                "The lamp_a name must be 3 to 9 characters in length.",
                json!({"unread": ["The lamp_a name must be 3 to 9 characters in length."]}),
            ),
        ],
    );
    assert_said(
        "Array of strings",
        &[
            ("List of lamps (max. 9)", json!({"max_items": 9})),
            ("灯列表（最多9个）", json!({"max_items": 9})),
            ("每次请求最多9个灯", json!({"max_items": 9})),
        ],
    );
}

#[test]
fn sentences_of_many_clauses_end() {
    for (clause, count) in [
        (", defaults to 1", 5_000),
        (", 7 by default", 5_000),
        (" (default 1)", 5_000),
        ("; 0: a", 5_000),
    ] {
        for label in ["", "Value range: "] {
            let text = format!("{label}1-5{}", clause.repeat(count));
            let row = field("Integer", &text);
            let told = row.unread.len() + row.when.len();
            assert!(told > 0, "{label}{clause} is dropped");
        }
    }
}
