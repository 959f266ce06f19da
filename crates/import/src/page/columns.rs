//! Which column of a table is which, and what the cells of the name, type and mandatory columns say.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::LazyLock;

use super::folded;
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
    "参数值类型",
    "值类型",
];
const MANDATORY: &[&str] = &[
    "mandatory",
    "mandatory/optional",
    "required",
    "requiredornot",
    "required?",
    "isrequired",
    "mandatoryornot",
    "mandatory?",
    "optional/mandatory",
    "mandatory(yes/no)",
    "required(yes/no)",
    "required/optional",
    "optional/required",
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
    "是否必要",
    "必选/非必选",
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
    "参数含义",
    "描述信息",
    "详细描述",
    "参数解释",
    "字段描述",
    "字段含义",
    "具体说明",
];
/// Header words of columns that show a value.
const EXAMPLE: &[&str] = &[
    "example",
    "examples",
    "examplevalue",
    "samplevalue",
    "sample",
    "示例",
    "示例值",
    "样例",
    "样例值",
    "样本值",
    "取值样例",
    "参数示例",
    "范例",
    "范例值",
];
/// Header words of columns whose cells are read as if the description said them behind the word and a colon.
const LABELS: &[&str] = &[
    "defaultvalue",
    "default",
    "valuerange",
    "range",
    "options",
    "unit",
    "默认值",
    "缺省值",
    "默认取值",
    "取值范围",
    "可选值",
    "枚举值",
    "单位",
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
    "operation",
    "api",
    "tag",
    "errormessage",
    "httpstatus",
    "changedat",
    "codec",
    "操作",
    "变更时间",
    "http状态码",
    "http返回码",
    "标签",
    "错误代码",
    "编码格式",
];
/// Header words of other languages, by what the column holds.
const FOREIGN: &[(&str, [&[&str]; 4])] = &[
    (
        "French",
        [
            &["paramètre", "paramètres", "nom", "champ"],
            &["typededonnées"],
            &["obligatoire"],
            &["ladescription"],
        ],
    ),
    (
        "German",
        [
            &["parametername/-typ", "feld"],
            &["typ", "datentyp"],
            &["pflicht", "pflichtfeld", "erforderlich"],
            &["beschreibung"],
        ],
    ),
    (
        "Portuguese",
        [
            &["parâmetro", "parâmetros"],
            &["tipodedados"],
            &["obrigatório"],
            &["descrição"],
        ],
    ),
    (
        "Spanish",
        [
            &["parámetro", "parámetros"],
            &["tipodedatos"],
            &["obligatorio"],
            &["descripción"],
        ],
    ),
    (
        "Turkish",
        [&["parametre"], &["tür"], &["zorunlu"], &["açıklama"]],
    ),
    (
        "Italian",
        [
            &["parametro", "parametri"],
            &["tipodidati"],
            &["obbligatorio"],
            &["descrizione"],
        ],
    ),
    (
        "Indonesian",
        [&["namaparameter"], &["tipe"], &["wajib"], &["deskripsi"]],
    ),
    (
        "Japanese",
        [
            &["パラメーター", "パラメータ", "名前", "フィールド"],
            &["タイプ", "データ型", "型"],
            &["必須", "必須項目", "必須かどうか"],
            &["説明", "説明文"],
        ],
    ),
    (
        "Korean",
        [
            &["매개변수", "파라미터", "이름", "필드"],
            &["유형", "타입"],
            &["필수", "필수여부"],
            &["설명"],
        ],
    ),
    (
        "Russian or another language in Cyrillic letters",
        [
            &["параметр", "имя", "поле"],
            &["тип", "типданных"],
            &["обязательный", "обязательно"],
            &["описание"],
        ],
    ),
    (
        "Thai",
        [
            &["พารามิเตอร์", "ชื่อ"],
            &["ประเภท", "ชนิด"],
            &["บังคับ", "จำเป็น"],
            &["คำอธิบาย"],
        ],
    ),
];
/// Words for types that several of them share, and that alone are of no language.
const SHARED: &[&str] = &["tipo", "type"];

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Name,
    Type,
    Mandatory,
    Description,
    Example,
    /// What the description may say as well, behind a label.
    Label,
    /// Something that no reader looks at.
    Other,
}

/// Where the columns of a table of fields are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Columns {
    pub(super) roles: Vec<Role>,
    pub(super) name: usize,
    pub(super) kind: Option<usize>,
    pub(super) mandatory: Option<usize>,
    pub(super) description: usize,
}

impl Columns {
    /// Returns what a column holds.
    pub(super) fn role(&self, index: usize) -> Role {
        self.roles.get(index).copied().unwrap_or(Role::Other)
    }
}

/// What a table is about, as its header says.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    folded(&letters.collect::<String>()).to_lowercase()
}

/// What each header word says that its column holds.
static ROLES: LazyLock<HashMap<&'static str, Role>> = LazyLock::new(|| {
    let known = [
        (NAME, Role::Name),
        (TYPE, Role::Type),
        (MANDATORY, Role::Mandatory),
        (DESCRIPTION, Role::Description),
        (EXAMPLE, Role::Example),
        (LABELS, Role::Label),
        (SHARED, Role::Type),
    ];
    let foreign = FOREIGN.iter().flat_map(|(_, columns)| {
        let roles = [Role::Name, Role::Type, Role::Mandatory, Role::Description];
        columns.iter().copied().zip(roles)
    });
    // Of a word that stands twice, the first counts.
    let mut roles = HashMap::new();
    for (words, role) in known.into_iter().chain(foreign) {
        for word in words {
            roles.entry(*word).or_insert(role);
        }
    }
    roles
});
/// The first two letters of the words of English and Chinese headers.
static BEGINS: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let all = [NAME, TYPE, MANDATORY, DESCRIPTION, EXAMPLE, LABELS];
    let words = all.into_iter().flatten();
    words.map(|word| word.chars().take(2).collect()).collect()
});

/// Returns what a header word says that its column holds. The text is plain already.
fn role(text: &str) -> Role {
    ROLES.get(text).copied().unwrap_or(Role::Other)
}

/// Whether a text is the header of a column that readers know.
pub(super) fn is_header(text: &str) -> bool {
    text.len() <= 80 && role(&plain(text)) != Role::Other
}

/// Returns what a table is about.
pub(super) fn about(header: &[String]) -> About {
    let header: Vec<String> = header.iter().map(|text| plain(text)).collect();
    if header
        .first()
        .is_some_and(|first| OTHER.contains(&first.as_str()))
    {
        return About::Other;
    }
    let roles: Vec<Role> = header.iter().map(|text| role(text)).collect();
    columns(roles).map_or(About::Unknown, About::Fields)
}

/// Returns the columns of a table of fields, if it has the two that make one.
fn columns(mut roles: Vec<Role>) -> Option<Columns> {
    let find = |roles: &[Role], role| roles.iter().position(|one| *one == role);
    // Where there are two, the first names the field; a second "type" or "mandatory" is no such column.
    for role in [Role::Name, Role::Type, Role::Mandatory] {
        if let Some(first) = find(&roles, role) {
            for one in roles.iter_mut().skip(first.saturating_add(1)) {
                if *one == role {
                    *one = Role::Other;
                }
            }
        }
    }
    Some(Columns {
        name: find(&roles, Role::Name)?,
        kind: find(&roles, Role::Type),
        mandatory: find(&roles, Role::Mandatory),
        description: find(&roles, Role::Description)?,
        roles,
    })
}

/// Returns the header cells of a line that is nothing but header words of a table of fields, with or without spaces between them.
pub(super) fn header_line(line: &str) -> Option<Vec<String>> {
    // The longest header has a few words.
    if line.len() > 240 {
        return None;
    }
    // Most lines begin with no such word, which is soon seen.
    let small = plain(line);
    let folded: Vec<char> = small.chars().collect();
    let begin: String = folded.iter().take(2).collect();
    let is_apart = |c: &char| !c.is_whitespace() && *c != '*';
    let letters: Vec<char> = line.chars().filter(is_apart).collect();
    if !BEGINS.contains(&begin) || letters.len() != folded.len() {
        return None;
    }
    let mut ends = Vec::new();
    let roles = cut(&folded, 0, &mut Vec::new(), &mut ends, &mut 2000)?;
    columns(roles)?;
    let mut cells = Vec::new();
    let mut from = 0;
    for to in ends {
        cells.push(letters.get(from..to)?.iter().collect());
        from = to;
    }
    Some(cells)
}

/// Cuts letters into header words of which no two name, type, mark or describe; `steps` bounds the search.
fn cut(
    letters: &[char],
    from: usize,
    roles: &mut Vec<Role>,
    ends: &mut Vec<usize>,
    steps: &mut usize,
) -> Option<Vec<Role>> {
    if from == letters.len() {
        let has = |role| roles.contains(&role);
        return (has(Role::Name) && has(Role::Description)).then(|| roles.clone());
    }
    if roles.len() == 8 {
        return None;
    }
    let mut word = String::new();
    for (index, letter) in letters.iter().enumerate().skip(from).take(24) {
        *steps = steps.checked_sub(1)?;
        word.push(*letter);
        let is = role(&word);
        if is == Role::Other || roles.contains(&is) {
            continue;
        }
        roles.push(is);
        ends.push(index + 1);
        if let Some(found) = cut(letters, index + 1, roles, ends, steps) {
            return Some(found);
        }
        roles.pop();
        ends.pop();
    }
    None
}

/// Returns the columns that no reader looks at, with their headers.
pub(super) fn others(columns: &Columns, header: &[String]) -> Vec<(usize, String)> {
    let all = header.iter().cloned().enumerate();
    all.filter(|(index, _)| columns.role(*index) == Role::Other)
        .collect()
}

/// Returns what the cells of a row say of the values of a field, as one text.
pub(super) fn description(columns: &Columns, header: &[String], cells: &[String]) -> String {
    let mut text = String::new();
    for (index, cell) in cells
        .iter()
        .enumerate()
        .filter(|(_, cell)| !cell.is_empty())
    {
        let label = match columns.role(index) {
            Role::Description => None,
            Role::Label if !matches!(cell.as_str(), "-" | "--" | "/") => header.get(index),
            _ => continue,
        };
        if !text.is_empty() {
            text.push('\n');
        }
        if let Some(label) = label {
            text.push_str(label);
            text.push_str(": ");
        }
        text.push_str(cell);
    }
    text
}

/// Whether a cell says whether a field has to be there.
pub(super) fn is_mandatory(cell: &str) -> bool {
    cell.len() <= 40 && marked(cell).is_some()
}

/// Whether a cell is the type of a field.
pub(super) fn is_type(cell: &str) -> bool {
    cell.len() <= 200 && of(cell, &BTreeSet::new(), 0).is_some()
}

/// Returns the type that a cell of the type column names, itself or that of items.
pub(super) fn reference(cell: &str) -> Option<String> {
    let row = of(cell, &BTreeSet::new(), 0)?;
    let all = std::iter::once(&row).chain(row.inner());
    let mut named = all.flat_map(|row| &row.unread);
    named.find_map(|unread| unread.found.as_str().map(str::to_owned))
}

/// Whether a text may be the name of a field: no words, no sentence.
pub(super) fn is_name(text: &str) -> bool {
    let mut chars = text.chars();
    chars
        .next()
        .is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '_' | '$'))
        && text.len() <= 128
        && chars.all(|c| c.is_ascii_alphanumeric() || "_-.[]{}$*/".contains(c))
        && !text.ends_with('.')
}

/// Returns the language of a header that is neither English nor Chinese.
pub(super) fn foreign(header: &[String]) -> Option<&'static str> {
    let header: Vec<String> = header.iter().map(|text| plain(text)).collect();
    let speaks = |columns: &[&[&str]; 4]| {
        let mut words = columns.iter().flat_map(|words| words.iter());
        words.any(|word| header.iter().any(|text| text == word))
    };
    FOREIGN
        .iter()
        .find(|(_, columns)| speaks(columns))
        .map(|(language, _)| *language)
}

/// Returns what a cell of the mandatory column says.
fn marked(cell: &str) -> Option<bool> {
    match plain(cell).trim_end_matches(['.', '。']) {
        "yes" | "y" | "true" | "mandatory" | "required" | "m" | "是" | "必选" | "必填" | "必须"
        | "必需" | "sí" | "si" | "oui" | "ja" | "sim" | "evet" | "da" | "да" | "はい" | "예"
        | "ya" => Some(true),
        "no" | "n" | "false" | "optional" | "o" | "否" | "可选" | "选填" | "非必选" | "非必填"
        | "非必须" | "non" | "nein" | "não" | "hayır" | "нет" | "いいえ" | "아니요" | "tidak" => {
            Some(false)
        }
        _ => None,
    }
}

/// Reads a cell of the mandatory column.
pub(super) fn mandatory(row: &mut Row, cell: &str) {
    row.mandatory = marked(cell);
    if row.mandatory.is_none() && !matches!(cell.trim(), "" | "-" | "--" | "/") {
        refuse(row, Cause::Shape, cell);
    }
}

/// Reads a cell of the type column. Types that have a table on the page are `known`.
pub(super) fn typed(row: &mut Row, cell: &str, known: &BTreeSet<String>) {
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
fn of(words: &str, known: &BTreeSet<String>, depth: usize) -> Option<Row> {
    if depth > 8 {
        return None;
    }
    let words = words.trim();
    let small = folded(words).to_lowercase();
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
    if known.contains(name) {
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
