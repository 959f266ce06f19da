//! What a table is about, by its caption and by the headings above it; the page's title, and the call.

use std::sync::LazyLock;

use regex::Regex;

use super::{folded, pattern};
use crate::sheet::Section;

/// What a table of fields is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Subject {
    Section(Section),
    Type(String),
    /// The next table of this part; what it is about follows from those before it.
    Next(Part),
    /// A type of the body in this section; the page does not say which.
    TypeOf(Section),
}

static NUMBERED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?:Table|TABLE|表格?)\s*\d+(?:-\d+)?\s*[.:：、]?\s*(.*)$"));
static CALL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS)\s+(?:https?://[^\s/]+)?(/[^\s?]*)(?:\?\S*)?$",
    )
});
static STATUS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^(?:Status [Cc]ode|HTTP [Ss]tatus [Cc]ode|状态码)\s*[:：]\s*(\d{3})\b")
});
static TYPE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^([A-Za-z_][A-Za-z0-9_.]*)$|^([A-Za-z_][A-Za-z0-9_.]*)\s*(?:objects?|structure|parameters?|字段|参数|对象|数据结构|结构)(?:说明|描述|数据结构说明)?$|^(?:Parameters (?:in|of)|Fields (?:in|of)|Description of|Data structure of)(?: the)? ([A-Za-z_][A-Za-z0-9_.]*)(?: objects?| structure)?$",
    )
});

/// A part of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Path,
    Request,
    Response,
    /// Examples, codes and what else stands beside the fields.
    Beside,
}

/// Where on the page the reader is.
#[derive(Debug, Default)]
pub(super) struct Places {
    title: Option<String>,
    call: Option<(String, String)>,
    part: Option<Part>,
    status: Option<u16>,
    caption: String,
}

impl Places {
    pub(super) fn heading(&mut self, level: usize, text: &str) {
        if self.title.is_none() && level <= 2 {
            self.title = Some(text.to_owned());
        }
        self.line(text);
    }

    pub(super) fn line(&mut self, text: &str) {
        // A title may have lost its mark.
        if self.title.is_none() && self.part.is_none() && super::named(text).is_some() {
            self.title = Some(text.to_owned());
        }
        if let Some(part) = part(text) {
            self.part = Some(part);
            self.status = None;
        }
        if self.call.is_none()
            && self.part != Some(Part::Beside)
            && let Some(found) = CALL.captures(text)
            && let (Some(method), Some(path)) = (found.get(1), found.get(2))
        {
            self.call = Some((method.as_str().to_owned(), path.as_str().to_owned()));
        }
        if self.part != Some(Part::Beside)
            && let Some(status) = status(text)
        {
            self.status = Some(status);
            self.part = Some(Part::Response);
        }
        text.clone_into(&mut self.caption);
    }

    /// Takes the line above a table.
    pub(super) fn take_caption(&mut self) -> String {
        let caption = std::mem::take(&mut self.caption);
        let stripped = NUMBERED.captures(&caption).and_then(|found| found.get(1));
        stripped.map_or(caption.clone(), |rest| rest.as_str().trim().to_owned())
    }

    pub(super) fn status(&self) -> Option<u16> {
        self.status
    }

    pub(super) fn part(&self) -> Option<Part> {
        self.part
    }

    /// Returns the title and the call.
    pub(super) fn finish(self) -> (Option<String>, Option<(String, String)>) {
        (self.title, self.call)
    }

    /// Returns what a table with this caption is about, as far as the page says.
    pub(super) fn subject(&self, caption: &str) -> Option<Subject> {
        let folded = folded(caption);
        let words = folded.to_lowercase();
        let has = |all: &[&str]| all.iter().any(|word| words.contains(word));
        let is_response = has(&["response", "响应", "返回"])
            || self.part == Some(Part::Response) && !has(&["request", "请求"]);
        let is_about_fields = has(&[
            "parameter",
            "参数",
            "header",
            "消息头",
            "body",
            "字段",
            "field",
        ]);
        let section = if !is_about_fields {
            None
        } else if has(&["path", "uri", "路径"]) {
            Some(Section::Path)
        } else if has(&["query", "查询参数"]) {
            Some(Section::Query)
        } else if has(&["header", "消息头", "头参数"]) {
            Some(if is_response {
                Section::ResponseHeader
            } else {
                Section::Header
            })
        } else if has(&["form", "表单"]) && !has(&["format", "information"]) {
            Some(Section::Form)
        } else if has(&["body", "消息体", "体参数"]) {
            Some(if is_response {
                Section::ResponseBody
            } else {
                Section::RequestBody
            })
        } else {
            None
        };
        let is_general = |name: &str| {
            matches!(
                &*name.to_lowercase(),
                "request" | "response" | "uri" | "parameter" | "parameters" | "description"
            )
        };
        let found = TYPE.captures(&folded);
        let name = found.and_then(|found| {
            found
                .iter()
                .skip(1)
                .flatten()
                .next()
                .map(|name| name.as_str().to_owned())
        });
        let is_word = |name: &str| {
            matches!(
                &*name.to_lowercase(),
                "path" | "query" | "header" | "body" | "form"
            )
        };
        let name = name.filter(|name| !(is_general(name) || section.is_some() && is_word(name)));
        match (section, name, self.part) {
            (_, Some(name), _) => Some(Subject::Type(name)),
            (Some(section), None, _) => Some(Subject::Section(section)),
            (None, None, Some(part)) if part != Part::Beside => Some(Subject::Next(part)),
            (None, None, _) => None,
        }
    }
}

/// Whether a line of text ends a table that has no other end: it opens a part, an answer or another table.
pub(super) fn is_end(line: &str) -> bool {
    line.len() < 200 && (part(line).is_some() || is_caption(line) || status(line).is_some())
}

/// Whether a line is the caption of a table, with its number.
pub(super) fn is_caption(line: &str) -> bool {
    NUMBERED.is_match(line)
}

/// Returns the status that a line says the answer below it has.
fn status(line: &str) -> Option<u16> {
    let folded = folded(line);
    let found = STATUS.captures(&folded)?.get(1)?;
    found.as_str().parse().ok()
}

/// Returns the part of the page that a line opens.
pub(super) fn part(line: &str) -> Option<Part> {
    // The longest has this many characters; a longer line is none.
    if line.chars().count() > 64 {
        return None;
    }
    let words: String = folded(line)
        .to_lowercase()
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect();
    match words.trim_end_matches(['：', ':']) {
        "uri" | "url" | "requesturi" | "uriparameters" | "请求uri" | "uri参数" => {
            return Some(Part::Path);
        }
        "request" | "requestparameters" | "requestparameter" | "requestmessage"
        | "requestelements" | "请求" | "请求参数" | "请求消息" | "请求消息参数" | "请求元素" =>
        {
            return Some(Part::Request);
        }
        "response" | "responseparameters" | "responseparameter" | "responsemessage"
        | "responseelements" | "returnparameters" | "returnedparameters" | "returnvalues"
        | "responsedata" | "响应" | "响应参数" | "响应消息" | "响应消息参数" | "响应元素"
        | "返回参数" | "返回数据" | "返回结果" => return Some(Part::Response),
        _ => {}
    }
    // With a colon behind them, these are labels in a description.
    match &*words {
        "examples"
        | "examplerequest"
        | "examplerequests"
        | "requestexample"
        | "requestexamples"
        | "exampleresponse"
        | "exampleresponses"
        | "responseexample"
        | "responseexamples"
        | "samplerequest"
        | "samplerequests"
        | "sampleresponse"
        | "sampleresponses"
        | "samplesuccessresponses"
        | "sdksamplecode"
        | "samplecode"
        | "statuscode"
        | "statuscodes"
        | "errorcode"
        | "errorcodes"
        | "changehistory"
        | "feedback"
        | "示例"
        | "请求示例"
        | "请求样例"
        | "响应示例"
        | "响应样例"
        | "返回示例"
        | "正常返回示例"
        | "sdk代码示例"
        | "状态码"
        | "错误码"
        | "变更历史"
        | "修订记录"
        | "意见反馈" => Some(Part::Beside),
        _ => is_footer(&words).then_some(Part::Beside),
    }
}

/// Whether a line, without its spaces, leads away from the page.
fn is_footer(words: &str) -> bool {
    const LEADS: [&str; 10] = [
        "previoustopic",
        "nexttopic",
        "parenttopic",
        "wasthispagehelpful",
        "providefeedback",
        "父主题",
        "上一篇",
        "下一篇",
        "上一主题",
        "下一主题",
    ];
    LEADS.iter().any(|lead| words.starts_with(lead))
}
