//! Which column of a table is which, and what the cells of the name, type and mandatory columns say.

use super::chinese::simplified;
use crate::sheet::{Cause, Kind, Row, Unread};

/// The header words of each column, without spaces, in small letters and simplified characters.
const NAME: &[&str] = &[
    "parameter",
    "parameters",
    "parametername",
    "field",
    "fields",
    "fieldname",
    "name",
    "element",
    "elementname",
    "attribute",
    "attributename",
    "property",
    "header",
    "headername",
    "参数",
    "参数名",
    "参数名称",
    "名称",
    "字段",
    "字段名",
    "字段名称",
    "元素",
    "元素名称",
    "属性",
    "属性名称",
    "栏位",
    "栏位名称",
    "消息头",
    "消息头名称",
];
const TYPE: &[&str] = &[
    "type",
    "datatype",
    "parametertype",
    "fieldtype",
    "valuetype",
    "类型",
    "参数类型",
    "数据类型",
    "字段类型",
    "资料类型",
];
const MANDATORY: &[&str] = &[
    "mandatory",
    "mandatory/optional",
    "required",
    "requiredornot",
    "required?",
    "isrequired",
    "mandatoryornot",
    "是否必选",
    "是否必填",
    "是否必须",
    "必选",
    "必填",
    "必须",
    "必填项",
    "必选/可选",
    "是否为必选",
    "是否必需",
    "必需",
    "必选项",
];
const DESCRIPTION: &[&str] = &[
    "description",
    "descriptions",
    "meaning",
    "remarks",
    "remark",
    "explanation",
    "parameterdescription",
    "描述",
    "说明",
    "参数说明",
    "参数描述",
    "含义",
    "备注",
    "字段说明",
    "解释",
    "意义",
];
/// Header words of the first column of tables that describe no fields.
const OTHER: &[&str] = &[
    "statuscode",
    "errorcode",
    "httpstatuscode",
    "returncode",
    "returnedvalue",
    "action",
    "permission",
    "date",
    "releasedon",
    "releasedate",
    "changehistory",
    "code",
    "status",
    "状态码",
    "错误码",
    "返回值",
    "授权项",
    "权限",
    "发布日期",
    "日期",
    "返回码",
    "修订记录",
    "编码",
];
/// Header words of other languages that are written in Latin letters.
const FOREIGN: &[(&str, &[&str])] = &[
    (
        "French",
        &["paramètre", "paramètres", "obligatoire", "nom", "champ"],
    ),
    (
        "German",
        &[
            "parametername/-typ",
            "pflicht",
            "pflichtfeld",
            "erforderlich",
            "beschreibung",
            "feld",
        ],
    ),
    (
        "Portuguese",
        &["parâmetro", "parâmetros", "obrigatório", "descrição"],
    ),
    (
        "Spanish",
        &["parámetro", "parámetros", "obligatorio", "descripción"],
    ),
    ("Turkish", &["parametre", "zorunlu", "açıklama"]),
    (
        "Italian",
        &["parametro", "parametri", "obbligatorio", "descrizione"],
    ),
    ("Indonesian", &["wajib", "deskripsi"]),
];

/// Where the columns of a table of fields are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Columns {
    pub(super) name: usize,
    pub(super) kind: Option<usize>,
    pub(super) mandatory: Option<usize>,
    pub(super) description: usize,
}

/// What a table is about, as its header says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum About {
    /// Fields; which columns are which.
    Fields(Columns),
    /// Codes, permissions, dates.
    Other,
    /// Nothing that is known.
    Unknown,
}

fn plain(header: &str) -> String {
    let letters = header.chars().filter(|c| !c.is_whitespace() && *c != '*');
    simplified(&letters.collect::<String>()).to_lowercase()
}

/// Returns what a table is about.
pub(super) fn about(header: &[String]) -> About {
    let header: Vec<String> = header.iter().map(|text| plain(text)).collect();
    let find = |words: &[&str]| {
        header
            .iter()
            .position(|text| words.contains(&text.as_str()))
    };
    if header
        .first()
        .is_some_and(|first| OTHER.contains(&first.as_str()))
    {
        return About::Other;
    }
    match (find(NAME), find(DESCRIPTION)) {
        (Some(name), Some(description)) => About::Fields(Columns {
            name,
            kind: find(TYPE),
            mandatory: find(MANDATORY),
            description,
        }),
        _ => About::Unknown,
    }
}

/// Returns the columns that no reader looks at, with their headers.
pub(super) fn others(columns: &Columns, header: &[String]) -> Vec<(usize, String)> {
    let Columns {
        name,
        kind,
        mandatory,
        description,
    } = *columns;
    let known = [Some(name), kind, mandatory, Some(description)];
    let all = header.iter().cloned().enumerate();
    all.filter(|(index, _)| !known.contains(&Some(*index)))
        .collect()
}

/// Returns the language of a header that is neither English nor Chinese.
pub(super) fn foreign(header: &[String]) -> Option<&'static str> {
    let header: Vec<String> = header.iter().map(|text| plain(text)).collect();
    let speaks = |words: &[&str]| header.iter().any(|text| words.contains(&text.as_str()));
    FOREIGN
        .iter()
        .find(|(_, words)| speaks(words))
        .map(|(language, _)| *language)
}

/// Reads a cell of the mandatory column.
pub(super) fn mandatory(row: &mut Row, cell: &str) {
    row.mandatory = match plain(cell).trim_end_matches(['.', '。']) {
        "yes" | "y" | "true" | "mandatory" | "required" | "是" | "必选" | "必填" | "必须"
        | "必需" => Some(true),
        "no" | "n" | "false" | "optional" | "否" | "可选" | "选填" | "非必选" | "非必填"
        | "非必须" => Some(false),
        "" | "-" | "--" | "/" => None,
        _ => {
            refuse(row, Cause::Shape, cell);
            None
        }
    };
}

/// Reads a cell of the type column. Types that have a table on the page are `known`.
pub(super) fn typed(row: &mut Row, cell: &str, known: &[String]) {
    let cell = cell.trim();
    if cell.is_empty() || cell == "-" {
        return;
    }
    let Some(value) = of(cell, known, 0) else {
        let is_name = cell.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        refuse(
            row,
            if is_name {
                Cause::Reference
            } else {
                Cause::Type
            },
            cell,
        );
        return;
    };
    if value.inner().any(|inner| !inner.unread.is_empty()) || !value.unread.is_empty() {
        refuse(row, Cause::Reference, cell);
    }
    row.kind = value.kind;
    row.type_name = value.type_name;
    row.item = value.item;
    row.entry = value.entry;
    let at = row.at.clone();
    place(row, &at);
}

/// Gives the inner rows the place of their row, and leaves what was not understood to the outer one.
fn place(row: &mut Row, at: &str) {
    for inner in row.inner_mut() {
        at.clone_into(&mut inner.at);
        inner.unread.clear();
        place(inner, at);
    }
}

/// Returns what a type's words say; a type without a table on the page has the mark of a reference that was not found.
fn of(words: &str, known: &[String], depth: usize) -> Option<Row> {
    if depth > 8 {
        return None;
    }
    let words = words.trim();
    let small = simplified(words).to_lowercase();
    let row = |kind| Row {
        kind: Some(kind),
        ..Row::default()
    };
    let list = |item: Option<Row>| Row {
        item: item.map(Box::new),
        ..row(Kind::Array)
    };
    let scalar = match small.as_str() {
        "string" | "strings" | "str" | "text" | "字符串" => Some(Kind::String),
        "integer" | "integers" | "int" | "long" | "longs" | "short" | "int32" | "int64"
        | "整型" | "整数" | "长整型" => Some(Kind::Integer),
        "float" | "floats" | "double" | "doubles" | "number" | "numbers" | "decimal" | "浮点型"
        | "浮点数" => Some(Kind::Number),
        "boolean" | "booleans" | "bool" | "布尔" | "布尔值" | "布尔型" => {
            Some(Kind::Boolean)
        }
        "object" | "objects" | "json object" | "对象" => Some(Kind::Object),
        "file" | "文件" => Some(Kind::File),
        "map" => Some(Kind::Map),
        "array" | "list" | "数组" | "列表" => Some(Kind::Array),
        "any" => Some(Kind::Any),
        _ => None,
    };
    if let Some(scalar) = scalar {
        return Some(row(scalar));
    }
    for start in ["array of ", "list of "] {
        if small.starts_with(start) {
            return of(words.get(start.len()..)?, known, depth + 1).map(|item| list(Some(item)));
        }
    }
    for start in ["array<", "list<"] {
        if small.starts_with(start) && small.ends_with('>') {
            let inner = words.get(start.len()..words.len().checked_sub(1)?)?;
            return of(inner, known, depth + 1).map(|item| list(Some(item)));
        }
    }
    if small.starts_with("map<") && small.ends_with('>') {
        let inner = words.get("map<".len()..words.len().checked_sub(1)?)?;
        let (key, value) = inner.split_once([',', '，'])?;
        let is_text = of(key, known, depth + 1)?.kind == Some(Kind::String);
        let entry = of(value, known, depth + 1)?;
        return is_text.then(|| Row {
            entry: Some(Box::new(entry)),
            ..row(Kind::Map)
        });
    }
    for end in ["[]", " array", "数组"] {
        if small.ends_with(end) {
            let inner = words.get(..words.len().checked_sub(end.len())?)?;
            return of(inner, known, depth + 1).map(|item| list(Some(item)));
        }
    }
    let mut name = words;
    for end in [" objects", " object", " structure", "对象", "對象"] {
        name = name.strip_suffix(end).unwrap_or(name).trim_end();
    }
    if known.iter().any(|known| known == name) {
        return Some(Row {
            type_name: Some(name.to_owned()),
            ..Row::default()
        });
    }
    (name != words).then(|| Row {
        unread: vec![Unread {
            at: String::new(),
            cause: Cause::Reference,
            found: name.into(),
        }],
        ..row(Kind::Object)
    })
}

fn refuse(row: &mut Row, cause: Cause, found: &str) {
    let at = row.at.clone();
    row.unread.push(Unread {
        at,
        cause,
        found: found.into(),
    });
}
