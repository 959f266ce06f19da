//! What a description says about values: bounds, lengths, counts, lists, defaults, units, forms.
//!
//! A sentence counts where it is one of the known forms from its first word to its last. Any other sentence is not understood, and
//! stands in the row as such; only what a field means, and examples, are left out. All that is read here is marked as a guess.

use std::sync::LazyLock;

use regex::{Captures, Regex};
use serde_json::{Number, Value};

use super::chinese::{is_han, simplified};
use crate::sheet::{Cause, Kind, LengthUnit, Row, Unread};

/// Labels with a colon behind them, by what follows.
const LABELS: &[(Label, &str, &str)] = &[
    (
        Label::Meaning,
        "Definition|Details|Explanation|Meaning|Description",
        "参数解释|参数说明|参数描述|解释|含义",
    ),
    (Label::Limits, "Constraints?|Restrictions?", "约束限制|约束"),
    (
        Label::Values,
        "Value [Rr]ange|Range|Options|Value options|Valid values|Possible values|Enumerated values|Enumeration values?|Enum values|Values?",
        "取值范围|可选值|枚举值|取值|可选范围",
    ),
    (
        Label::Default,
        "Default [Vv]alue|Default",
        "默认取值|默认值|缺省值|预设值|默认",
    ),
    (Label::Unit, "Unit", "单位"),
    (Label::Form, "Format", "格式"),
    (
        Label::Note,
        "NOTES?|Notes?|NOTICE|Notice|CAUTION",
        "说明|注意|备注",
    ),
    (
        Label::Example,
        "Examples?|Example value|For example",
        "示例|例如|样例",
    ),
    (Label::Least, "Minimum value|Minimum", "最小值"),
    (Label::Most, "Maximum value|Maximum", "最大值"),
    (Label::Shortest, "Minimum length", "最小长度"),
    (Label::Longest, "Maximum length", "最大长度"),
    (Label::Length, "Length|Value length", "字符长度|长度"),
    (
        Label::Items,
        "Array [Ll]ength|Array size",
        "数组长度|列表长度",
    ),
];

/// The most values of a list in words.
const MAX_VALUES: usize = 1024;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Label {
    Meaning,
    Limits,
    Values,
    Default,
    Unit,
    Form,
    Note,
    Example,
    Least,
    Most,
    Shortest,
    Longest,
    Length,
    Items,
}

const NUMBER: &str = r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?";
const TO: &str = r"\s*(?:-|–|—|~|～|\bto\b|\band\b|至|到)\s*";
const UNIT: &str = r"characters?|bytes?|个?字符|个?字节";

fn pattern(text: &str) -> Regex {
    let text = text
        .replace("NUM", NUMBER)
        .replace("TO", TO)
        .replace("UNIT", UNIT);
    // The tests compile every one of them.
    #[expect(clippy::expect_used, reason = "the patterns stand in this file")]
    Regex::new(&text).expect("a pattern of this file")
}

macro_rules! patterns {
    ($($name:ident: $text:expr;)*) => {
        $(static $name: LazyLock<Regex> = LazyLock::new(|| pattern($text));)*
        #[cfg(test)]
        const ALL: &[&LazyLock<Regex>] = &[$(&$name),*];
    };
}

patterns! {
    BULLET: r"(?:^|[\s:：])((?:[-*])\s+\S)";
    STARTS: r"\s((?:This (?:parameter|field|value)|The (?:default|value|maximum|minimum)|If [a-z_]|When [a-z_]|A maximum|Up to|At most|Each [a-z]|\S+ is used by default))";
    ENDS: r#"([^.\s]{2}[.!?]|[^.\s]\)[.!?])\s+[A-Z0-9"'(\[\x{4e00}-\x{9fff}]"#;
    NOTHING: r"^(?:N/A|n/a|None|none|不涉及|无|-|--)[.。]?$";
    LISTED: r"^(?:The )?(?:options|values|following|valid values|possible values|following (?:values|options))(?: are| can be)?(?: as follows| supported| available)[:：]$|^The following (?:values |options )?are supported[:：]$|^(?:参数)?(?:包含如下取值|取值如下|有如下取值|支持如下取值|取值包括|取值为|可选值有|取值有)[:：]$";
    VALUE: r"^([A-Za-z0-9_][A-Za-z0-9_.+/-]*)\s*(\((?:default|default value)\)|[（(](?:默认|默认值|缺省值)[）)])?\s*(?:[:：]\s*(.*?)\s*(\((?:default|default value)\)|[（(](?:默认|默认值|缺省值)[）)])?)?[.。;；,，]?$";
    INLINE: r"^(?:The (?:parameter )?value (?:can be|is|must be|can only be)(?: one of| either)?|It can be|Value is one of|支持|取值为|取值可以为|可以为|可取值为|取值)\s*(.+?)[.。]?$";
    COMMAS: r"\s*(?:、|,|，|\bor\b|\band\b|或者|或|和)\s*";
    BRACKETS: r"^[（(\[［【]\s*(-?\d+(?:\.\d+)?)\s*[,，~～–-]\s*(-?\d+(?:\.\d+)?)\s*[）)\]］】](.*)$";
    ZERO_OR: r"^(-?\d+)\s*(?:or|或)\s*[\[［]\s*(-?\d+(?:\.\d+)?)\s*[,，]\s*(-?\d+(?:\.\d+)?)\s*[\]］][.。]?$";
    SPAN: r"^(NUM)TO(NUM)(.*)$";
    SIGN: r"^(>=|≥|≤|<=|>|<|大于等于|小于等于|大于|小于)\s*(NUM)(.*)$";
    RANGES: r"^(?:The )?(?:value )?(?:ranges|is|must be|range is|value range is)?\s*(?:from|between|in the range of)\s+(.+?)[.。]?$|^(?:参数)?(?:取值)?范围(?:为|是|在)?\s*(.+?)[.。]?$|^The value ranges from (.+?)[.。]?$|^The value range is (?:from )?(.+?)[.。]?$";
    LEAST: r"^(?:(?:The )?(?:value|It) (?:is at least|must be at least|must be greater than or equal to|must not be less than|cannot be less than)|The minimum value is|(?:取值|值|参数值)?(?:必须|需|需要|应|须)?(?:大于等于|大于或等于|不小于|不能小于|至少为)|最小值(?:为|是))\s*(NUM)\s*[.。]?$";
    MOST: r"^(?:(?:The )?(?:value|It) (?:is at most|must be at most|must be less than or equal to|must not be greater than|must not exceed|cannot exceed|cannot be greater than)|The maximum value is|(?:取值|值|参数值)?(?:必须|需|需要|应|须)?(?:小于等于|小于或等于|不大于|不能大于|不超过|不能超过)|最大值(?:为|是))\s*(NUM)\s*[.。]?$";
    LENGTHS: r"^(?:(?:The |Its )?(?:value|name|content|string|text|length|value length|string length)\s+|It\s+|The parameter (?:value )?)?(?:can |must |should )?(?:contains?|is|be|ranges?|has|have|consists? of)?\s*(?:from |between )?(NUM)TO(NUM)\s*(UNIT)(?: long| in length)?[.。]?$|^(?:参数|取值)?(?:字符串|字符)?(?:长度)?(?:范围)?(?:为|是|限制为|支持|包含|可包含|取值范围为|取值范围是)?\s*(NUM)TO(NUM)\s*(UNIT)(?:之间)?[.。]?$";
    LONGEST: r"^(?:(?:The |Its )?(?:value|name|content|string|text|length|value length)\s+|It\s+)?(?:can |must |should |cannot |may )?(?:contain|be|is|has|have|exceed|not exceed|contains)?\s*(?:a maximum of |up to |at most |no more than |a maximum length of )?(NUM)\s*(UNIT)(?: long| at most| in length)?[.。]?$|^(?:A maximum of|Up to|At most) (NUM) (UNIT)(?: (?:are|is) (?:allowed|supported))?[.。]?$|^(?:参数|取值)?(?:字符串|字符)?(?:长度)?(?:不超过|不能超过|不得超过|最大为|最大|最长为|最长|最多|最多支持|最多包含|小于等于|支持最大)\s*(NUM)\s*(UNIT)[.。]?$";
    ITEMS: r"^(?:A maximum of|Up to|At most) (NUM) \w+(?: \w+)?(?: (?:can be (?:specified|set|passed|entered)|(?:are|is) (?:supported|allowed)))?[.。]?$|^(?:最多|最多支持|最多包含|最多可传|最多可以传|支持最多|最多可设置)\s*(NUM)\s*(?:个|条|项)(?:元素|值|成员)?[.。]?$";
    DEFAULT_IS: r"^(?:The )?(?:default value|default) (?:value )?is (\S+?)[.。]?$|^(?:The value )?defaults to (\S+?)[.。]?$|^(\S+) is used by default[.。]?$|^(?:默认值|缺省值|默认取值|预设值|默认)(?:为|是)\s*(\S+?)[.。]?$";
    DEFAULT_AND_RANGE: r"^The value defaults to (\S+) and ranges from (.+?)[.。]?$";
    UNIT_IS: r"^(?:The )?unit is (?:the )?([\w/% -]{1,32})[.。]?$|^单位(?:为|是)\s*(\S{1,16}?)[.。]?$";
    FORM_IS: r"^(?:The )?(?:time )?format is (\S+?)[.。]?$|^(?:时间)?格式(?:为|是)\s*(\S+?)[.。]?$";
    DEPRECATED: r"^[（(]?(?:已)?废弃[）)]?[.。]?$|^[（(]?[Dd]eprecated[)）]?[.。]?$|^(?:This (?:parameter|field)|It) (?:is|has been|will be) (?:no longer (?:maintained|used|supported)|deprecated|discarded)[.。]?$|^(?:该|此|本)(?:参数|字段)(?:已经?|即将|将)?(?:被)?(?:废弃|不再维护|不再使用|弃用)[.。]?$";
    CONDITION: r"\b(?:[Ii]f|[Ww]hen|[Uu]nless|only when|in case)\b|时[，,]|当.*时|为.*时|若|如果|仅在";
    OF_ITSELF: r"[Tt]his (?:parameter|field)|(?:该|此|本)(?:参数|字段)";
    EXAMPLE: r"^(?:For example|For instance|e\.g\.|Example|例如|如[:：]|示例)";
    CLASS: r"[\[\](){}（）［］<>]|^(?i:(?:uppercase|lowercase|capital|letters?|digits?|numbers?|numerals|underscores?|hyphens?|dots?|dashes|spaces?|periods?|slashes|commas?|colons?|characters?|symbols?|texts?|strings?|names?|empty|others?|etc|more))$";
    LITERAL: r#"^["“'`]?([^\s"“”'`]+)["”'`]?[.。]?$"#;
}

static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    let all = |of: fn(&(Label, &'static str, &'static str)) -> &'static str| {
        LABELS.iter().map(of).collect::<Vec<_>>().join("|")
    };
    let (english, chinese) = (all(|label| label.1), all(|label| label.2));
    pattern(&format!(
        r"(?:^|\s)((?:{english})\s*[:：])|(?:^|[\s。；;）)])((?:{chinese})\s*[:：])"
    ))
});

/// The words of each label alone.
static HEADS: LazyLock<Vec<(Label, Regex)>> = LazyLock::new(|| {
    let labels = LABELS.iter();
    labels
        .map(|(label, english, chinese)| (*label, pattern(&format!("^(?:{english}|{chinese})$"))))
        .collect()
});

/// A piece of a description: a sentence, a label with what follows it, or a point of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Piece {
    /// In simplified characters.
    text: String,
    /// As it stands on the page.
    original: String,
    is_point: bool,
}

/// Reads a description into its row, whose type is known.
pub(super) fn read(row: &mut Row, description: &str) {
    let mut reader = Reader { row, range: None };
    let pieces = pieces(description);
    let mut label = None;
    let mut index = 0;
    while let Some(piece) = pieces.get(index) {
        let points = if piece.is_point {
            0
        } else {
            pieces
                .iter()
                .skip(index + 1)
                .take_while(|piece| piece.is_point)
                .count()
        };
        let (named, body) = labelled(&piece.text);
        if !piece.is_point {
            label = named;
        }
        let list = pieces.get(index..=index + points).unwrap_or_default();
        let is_head = body.is_empty() || body.ends_with([':', '：']);
        let is_meaning = matches!(named, Some(Label::Meaning)) || (index == 0 && named.is_none());
        if points > 0 && is_head {
            let asks =
                matches!(named, Some(Label::Values)) && body.is_empty() || LISTED.is_match(body);
            if asks && reader.listed(list) {
                index += points;
            } else if asks || !matches!(label, Some(Label::Note | Label::Limits)) {
                reader.unread(list);
                index += points;
            }
        } else if body.is_empty()
            || NOTHING.is_match(body)
            || matches!(named, Some(Label::Example))
            || EXAMPLE.is_match(body)
        {
            // Says nothing of values.
        } else if !(reader.sentence(named, body, piece) || is_meaning && says_no_limit(body)) {
            reader.unread(std::slice::from_ref(piece));
        }
        index += 1;
    }
    reader.finish();
}

/// Whether the sentence that tells what a field means can hold nothing else.
fn says_no_limit(body: &str) -> bool {
    !body.contains(|c: char| c.is_ascii_digit()) && !CONDITION.is_match(body)
}

/// Splits off the label of a piece.
fn labelled(text: &str) -> (Option<Label>, &str) {
    let Some(end) = LABEL
        .find(text)
        .filter(|found| found.start() == 0)
        .map(|found| found.end())
    else {
        return (None, text);
    };
    let (head, body) = text.split_at(end);
    let head = head.trim_end_matches([':', '：', ' ']).trim();
    let label = HEADS.iter().find(|(_, words)| words.is_match(head));
    (label.map(|(label, _)| *label), body.trim())
}

/// Cuts a description into its pieces.
fn pieces(description: &str) -> Vec<Piece> {
    let folded = simplified(description);
    let mut cuts: Vec<usize> = vec![0, folded.len()];
    cuts.extend(folded.match_indices('\n').map(|(at, _)| at));
    cuts.extend(folded.match_indices("  ").map(|(at, _)| at));
    cuts.extend(
        folded
            .match_indices(['。', '！', '；'])
            .map(|(at, end)| at + end.len()),
    );
    for (at, _) in folded.match_indices("N/A") {
        cuts.push(at + "N/A".len());
    }
    for (found, is_points) in [(&*LABEL, false), (&*STARTS, false), (&*BULLET, true)] {
        let mut from = 0;
        while let Some(captures) = found.captures_at(&folded, from) {
            let Some(group) = captures.iter().skip(1).flatten().next() else {
                break;
            };
            if !(is_points && is_span(&folded, group.start())) {
                cuts.push(group.start());
            }
            // A point may begin behind the mark of one without words.
            from = if is_points {
                group.start() + 1
            } else {
                group.end()
            };
        }
    }
    let mut from = 0;
    while let Some(end) = ENDS
        .captures_at(&folded, from)
        .and_then(|captures| captures.get(1))
    {
        cuts.push(end.end());
        from = end.end();
    }
    cuts.sort_unstable();
    cuts.dedup();
    let mut out: Vec<Piece> = Vec::new();
    for (from, to) in cuts.iter().zip(cuts.iter().skip(1)) {
        let (Some(text), Some(original)) = (folded.get(*from..*to), description.get(*from..*to))
        else {
            continue;
        };
        let (text, original) = (text.trim(), original.trim());
        let is_point = ["- ", "* "].iter().any(|mark| text.starts_with(mark));
        let text = if is_point {
            text.trim_start_matches(['-', '*']).trim_start()
        } else {
            text
        };
        if text
            .chars()
            .all(|c| matches!(c, '.' | '。' | ';' | '；' | '-'))
        {
            continue;
        }
        out.push(Piece {
            text: text.to_owned(),
            original: original.to_owned(),
            is_point,
        });
    }
    out
}

/// Whether a dash stands between two numbers.
fn is_span(text: &str, at: usize) -> bool {
    let (before, after) = text.split_at(at);
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let after = after.trim_start_matches(['-', ' ']);
    digit(before.trim_end().chars().next_back()) && digit(after.chars().next())
}

/// A lowest and a highest number, and whether each of them is one that the value may have.
#[derive(Debug, Clone, PartialEq)]
struct Range {
    from: Option<(Number, bool)>,
    to: Option<(Number, bool)>,
}

struct Reader<'r> {
    row: &'r mut Row,
    /// A range that may be of numbers or of lengths, as the rest of the description tells; and its piece.
    range: Option<(Range, Piece)>,
}

impl Reader<'_> {
    fn unread(&mut self, pieces: &[Piece]) {
        let at = self.row.at.clone();
        let words: Vec<&str> = pieces.iter().map(|piece| piece.original.as_str()).collect();
        self.row.unread.push(Unread {
            at,
            cause: Cause::Words,
            found: words.join("\n").into(),
        });
    }

    /// Reads a sentence, and returns whether it was understood.
    fn sentence(&mut self, label: Option<Label>, body: &str, piece: &Piece) -> bool {
        if CONDITION.is_match(body) {
            if OF_ITSELF.is_match(body) {
                self.row.when.push(piece.original.clone());
            }
            return OF_ITSELF.is_match(body);
        }
        if DEPRECATED.is_match(body) {
            self.row.deprecated = Some(true);
            self.guess("deprecated");
            return true;
        }
        match label {
            Some(Label::Default) => return self.default_or_note(body),
            Some(Label::Unit) => return self.unit(body.trim_end_matches(['.', '。'])),
            Some(Label::Form) => return self.form(body.trim_end_matches(['。'])),
            Some(Label::Least | Label::Most) => return self.one_bound(label, body, piece),
            Some(Label::Shortest | Label::Longest) => return self.one_length(label, body),
            Some(Label::Length) => {
                return self.lengths(&format!("length is {body}")) || self.length_span(body);
            }
            Some(Label::Items) => return self.items_span(body),
            Some(Label::Values) if self.range(body, piece) || self.inline(body) => return true,
            _ => {}
        }
        if let Some(found) = DEFAULT_AND_RANGE.captures(body) {
            let (default, range) = (
                group(&found),
                found.get(2).map_or("", |range| range.as_str()),
            );
            return self.range(range, piece) && self.default(default);
        }
        if let Some(found) = DEFAULT_IS.captures(body) {
            return self.default(group(&found));
        }
        if let Some(found) = UNIT_IS.captures(body) {
            return self.unit(group(&found));
        }
        if let Some(found) = FORM_IS.captures(body) {
            return self.form(group(&found));
        }
        if let Some(found) = LEAST.captures(body) {
            return self.one_bound(Some(Label::Least), group(&found), piece);
        }
        if let Some(found) = MOST.captures(body) {
            return self.one_bound(Some(Label::Most), group(&found), piece);
        }
        if self.lengths(body) {
            return true;
        }
        if self.row.kind == Some(Kind::Array)
            && let Some(most) = ITEMS.captures(body).and_then(|found| whole(group(&found)))
        {
            self.row.max_items = Some(most);
            self.guess("max_items");
            return true;
        }
        if let Some(found) = RANGES.captures(body) {
            return self.range(group(&found), piece);
        }
        match INLINE.captures(body) {
            Some(found) => self.inline(group(&found)),
            None => false,
        }
    }

    fn guess(&mut self, key: &str) {
        if !self.row.guesses.iter().any(|guess| guess == key) {
            self.row.guesses.push(key.to_owned());
        }
    }

    /// Takes a default that is one value of the row's type.
    fn default(&mut self, text: &str) -> bool {
        if NOTHING.is_match(text) {
            return true;
        }
        let Some(text) = LITERAL.captures(text).map(|found| group(&found).to_owned()) else {
            return false;
        };
        let kind = match (self.row.kind, &self.row.item) {
            (Some(Kind::Array), Some(item)) => item.kind,
            (kind, _) => kind,
        };
        let Some(value) = literal(kind, &text) else {
            return false;
        };
        let is_same = self
            .row
            .default
            .as_ref()
            .is_none_or(|known| *known == value);
        if is_same {
            self.row.default = Some(value);
            self.guess("default");
        }
        is_same
    }

    /// Takes a default behind its label: a value, or what counts in words.
    fn default_or_note(&mut self, text: &str) -> bool {
        if self.default(text) {
            return true;
        }
        let is_free = self.row.default_note.is_none() && self.row.default.is_none();
        if is_free {
            self.row.default_note = Some(text.to_owned());
            self.guess("default_note");
        }
        is_free
    }

    fn unit(&mut self, text: &str) -> bool {
        let is_free = self.row.unit.is_none() && text.chars().count() <= 32;
        if is_free {
            self.row.unit = Some(text.to_owned());
            self.guess("unit");
        }
        is_free
    }

    /// Takes the form of a text; that of a number says nothing.
    fn form(&mut self, text: &str) -> bool {
        let is_text = matches!(self.row.kind, Some(Kind::String) | None);
        let fits = is_text && self.row.format.is_none() && !text.contains(char::is_whitespace);
        if fits {
            self.row.format = Some(text.to_owned());
            self.guess("format");
        }
        fits
    }

    fn lengths(&mut self, body: &str) -> bool {
        if !matches!(self.row.kind, Some(Kind::String) | None) {
            return false;
        }
        let (found, has_least) = match (LENGTHS.captures(body), LONGEST.captures(body)) {
            (Some(found), _) => (found, true),
            (None, Some(found)) => (found, false),
            (None, None) => return false,
        };
        let mut groups = found.iter().skip(1).flatten().map(|group| group.as_str());
        let least = if has_least {
            groups.next().map(whole)
        } else {
            None
        };
        let most = groups.next().and_then(whole);
        let unit = groups.next().unwrap_or_default();
        if least == Some(None) || most.is_none() {
            return false;
        }
        self.length(least.flatten(), most, Some(unit))
    }

    fn length(&mut self, least: Option<u64>, most: Option<u64>, unit: Option<&str>) -> bool {
        let differs =
            |known: Option<u64>, now: Option<u64>| known.is_some() && now.is_some() && known != now;
        if differs(self.row.min_length, least)
            || differs(self.row.max_length, most)
            || least > most.or(Some(u64::MAX))
        {
            return false;
        }
        if least.is_some() {
            self.row.min_length = least;
            self.guess("min_length");
        }
        if most.is_some() {
            self.row.max_length = most;
            self.guess("max_length");
        }
        self.row.length_unit = self.row.length_unit.or(unit.map(|unit| {
            if unit.contains("byte") || unit.contains("字节") {
                LengthUnit::Bytes
            } else {
                LengthUnit::Characters
            }
        }));
        true
    }

    fn length_span(&mut self, body: &str) -> bool {
        let span = SPAN
            .captures(body)
            .filter(|found| found.get(3).is_none_or(|rest| is_end(rest.as_str())));
        let Some(found) = span else { return false };
        let (least, most) = (
            whole(group(&found)),
            found.get(2).and_then(|most| whole(most.as_str())),
        );
        self.row.kind == Some(Kind::String)
            && least.is_some()
            && most.is_some()
            && self.length(least, most, None)
    }

    fn items_span(&mut self, body: &str) -> bool {
        let span = SPAN
            .captures(body)
            .filter(|found| found.get(3).is_none_or(|rest| is_end(rest.as_str())));
        let Some(found) = span.filter(|_| self.row.kind == Some(Kind::Array)) else {
            return false;
        };
        let (least, most) = (
            whole(group(&found)),
            found.get(2).and_then(|most| whole(most.as_str())),
        );
        let fits = least.is_some() && most.is_some() && least <= most;
        if fits {
            (self.row.min_items, self.row.max_items) = (least, most);
            self.guess("min_items");
            self.guess("max_items");
        }
        fits
    }

    fn one_length(&mut self, label: Option<Label>, body: &str) -> bool {
        let Some(length) = whole(body.trim_end_matches(['.', '。'])) else {
            return false;
        };
        if self.row.kind != Some(Kind::String) {
            return false;
        }
        match label {
            Some(Label::Shortest) => self.length(Some(length), None, None),
            _ => self.length(None, Some(length), None),
        }
    }

    fn one_bound(&mut self, label: Option<Label>, body: &str, piece: &Piece) -> bool {
        let Some(bound) = number(body.trim_end_matches(['.', '。'])) else {
            return false;
        };
        let range = match label {
            Some(Label::Least) => Range {
                from: Some((bound, true)),
                to: None,
            },
            _ => Range {
                from: None,
                to: Some((bound, true)),
            },
        };
        self.keep(range, piece)
    }

    /// Takes a range: in brackets, from one number to another, or on one side of a number.
    fn range(&mut self, body: &str, piece: &Piece) -> bool {
        let bound = |found: &Captures<'_>, at| found.get(at).and_then(|text| number(text.as_str()));
        if let Some(found) = ZERO_OR.captures(body) {
            let (Some(alone), Some(from), Some(to)) =
                (bound(&found, 1), bound(&found, 2), bound(&found, 3))
            else {
                return false;
            };
            let least = if alone.as_f64() < from.as_f64() {
                alone
            } else {
                from
            };
            self.keep(
                Range {
                    from: Some((least, true)),
                    to: Some((to, true)),
                },
                piece,
            );
            // The numbers between are not all allowed, which a row cannot say.
            return false;
        }
        if let Some(found) = BRACKETS.captures(body) {
            let rest = found.get(3).map_or("", |rest| rest.as_str());
            let (Some(from), Some(to)) = (bound(&found, 1), bound(&found, 2)) else {
                return false;
            };
            let is_open = |text: &str| text.starts_with(['(', '（']);
            let closes = body.strip_suffix(rest).unwrap_or(body);
            let range = Range {
                from: Some((from, !is_open(body))),
                to: Some((to, !closes.ends_with([')', '）']))),
            };
            return self.tail(rest, range, piece);
        }
        if let Some(found) = SPAN.captures(body) {
            let rest = found.get(3).map_or("", |rest| rest.as_str());
            let (Some(from), Some(to)) = (bound(&found, 1), bound(&found, 2)) else {
                return false;
            };
            return self.tail(
                rest,
                Range {
                    from: Some((from, true)),
                    to: Some((to, true)),
                },
                piece,
            );
        }
        let Some(found) = SIGN.captures(body) else {
            return false;
        };
        let Some(limit) = bound(&found, 2) else {
            return false;
        };
        let sign = group(&found);
        let limit = Some((
            limit,
            sign.contains('=') || sign.contains(['≥', '≤']) || sign.contains("等于"),
        ));
        let range = if sign.starts_with(['>', '≥', '大']) {
            Range {
                from: limit,
                to: None,
            }
        } else {
            Range {
                from: None,
                to: limit,
            }
        };
        self.tail(found.get(3).map_or("", |rest| rest.as_str()), range, piece)
    }

    /// Takes a range by what stands behind it: nothing, or what is counted.
    fn tail(&mut self, rest: &str, range: Range, piece: &Piece) -> bool {
        let unit = rest.trim().trim_end_matches(['.', '。']).trim_end();
        if is_end(unit) {
            return self.keep(range, piece);
        }
        let whole =
            |bound: &Option<(Number, bool)>| bound.as_ref().and_then(|(bound, _)| bound.as_u64());
        let is_length = matches!(
            unit,
            "character" | "characters" | "byte" | "bytes" | "字符" | "个字符" | "字节" | "个字节"
        );
        is_length
            && matches!(self.row.kind, Some(Kind::String) | None)
            && (range.from.is_none() || whole(&range.from).is_some())
            && (range.to.is_none() || whole(&range.to).is_some())
            && self.length(whole(&range.from), whole(&range.to), Some(unit))
    }

    /// Keeps a range until the whole description is read. A second one has to say the same, or the other side.
    fn keep(&mut self, range: Range, piece: &Piece) -> bool {
        let value =
            |bound: &Option<(Number, bool)>| bound.as_ref().and_then(|(bound, _)| bound.as_f64());
        if let (Some(from), Some(to)) = (value(&range.from), value(&range.to))
            && from > to
        {
            return false;
        }
        match &mut self.range {
            None => self.range = Some((range, piece.clone())),
            Some((known, _)) if *known == range => {}
            Some((known, _)) if known.from.is_none() && range.to.is_none() => {
                known.from = range.from
            }
            Some((known, _)) if known.to.is_none() && range.from.is_none() => known.to = range.to,
            Some(_) => return false,
        }
        true
    }

    /// Puts the range where it belongs: numbers, lengths of a text, or numbers that are written as text.
    fn finish(&mut self) {
        let Some((range, piece)) = self.range.take() else {
            return;
        };
        let whole = |bound: &Option<(Number, bool)>| match bound {
            Some((bound, true)) => bound.as_u64().map(Some),
            Some((_, false)) => None,
            None => Some(None),
        };
        let kind = self.row.kind;
        let (least, most) = (whole(&range.from), whole(&range.to));
        match kind {
            Some(Kind::Integer | Kind::Number) => self.bounds(range),
            Some(Kind::String) if self.row.unit.is_some() => {
                let is_whole = |bound: &Option<(Number, bool)>| {
                    bound.as_ref().is_none_or(|(bound, _)| !bound.is_f64())
                };
                let held = if is_whole(&range.from) && is_whole(&range.to) {
                    Kind::Integer
                } else {
                    Kind::Number
                };
                self.row.holds = Some(held);
                self.guess("holds");
                self.bounds(range);
            }
            Some(Kind::String) if let (Some(least), Some(most)) = (least, most) => {
                if !self.length(least, most, None) {
                    self.unread(&[piece]);
                }
            }
            Some(Kind::Array) if let (Some(Some(least)), Some(Some(most))) = (least, most) => {
                self.row.items_or_length = Some([least, most]);
                self.guess("items_or_length");
            }
            _ => self.unread(&[piece]),
        }
    }

    fn bounds(&mut self, range: Range) {
        match range.from {
            Some((least, true)) => {
                self.row.minimum = Some(least);
                self.guess("minimum");
            }
            Some((below, false)) => {
                self.row.exclusive_minimum = Some(below);
                self.guess("exclusive_minimum");
            }
            None => {}
        }
        match range.to {
            Some((most, true)) => {
                self.row.maximum = Some(most);
                self.guess("maximum");
            }
            Some((above, false)) => {
                self.row.exclusive_maximum = Some(above);
                self.guess("exclusive_maximum");
            }
            None => {}
        }
    }

    /// Takes the values that stand in one line.
    fn inline(&mut self, body: &str) -> bool {
        let words = COMMAS
            .split(body.trim_end_matches(['.', '。']))
            .map(str::trim);
        let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
        let is_one = |word: &&str| {
            LITERAL.is_match(word) && !word.contains(is_han) && !word.contains([':', '：'])
        };
        // Kinds of characters are no values.
        let is_class = |word: &&str| CLASS.is_match(word);
        // Two numbers may be the ends of a range.
        let are_numbers = words.iter().all(|word| number(word).is_some());
        if words.len() < if are_numbers { 3 } else { 2 }
            || !words.iter().all(is_one)
            || words.iter().any(is_class)
        {
            return false;
        }
        let words = words
            .iter()
            .filter_map(|word| Some(LITERAL.captures(word)?.get(1)?.as_str().to_owned()));
        self.values(&words.collect::<Vec<_>>())
    }

    /// Takes the values that stand in points below a head.
    fn listed(&mut self, list: &[Piece]) -> bool {
        let mut words = Vec::new();
        let mut default = None;
        let mut labels = Vec::new();
        for point in list.iter().skip(1) {
            let Some(found) = VALUE.captures(&point.text) else {
                return false;
            };
            let value = group(&found).to_owned();
            if found.get(2).or(found.get(4)).is_some() {
                default = Some(value.clone());
            }
            if let Some(label) = found
                .get(3)
                .map(|label| label.as_str().trim())
                .filter(|label| !label.is_empty())
            {
                labels.push((value.clone(), label.to_owned()));
            }
            words.push(value);
        }
        if !self.values(&words) {
            return false;
        }
        let of = match &mut self.row.item {
            Some(item) if self.row.kind == Some(Kind::Array) => item.as_mut(),
            _ => &mut *self.row,
        };
        of.labels.extend(labels);
        default.is_none_or(|default| self.default(&default))
    }

    /// Takes listed values; those of a list are values of its items. True and false are what a truth value is, and no list.
    fn values(&mut self, words: &[String]) -> bool {
        let of = match &mut self.row.item {
            Some(item) if self.row.kind == Some(Kind::Array) => item.as_mut(),
            _ => &mut *self.row,
        };
        let values: Option<Vec<Value>> = words.iter().map(|word| literal(of.kind, word)).collect();
        let Some(mut values) = values else {
            return false;
        };
        if of.kind == Some(Kind::Boolean) {
            return true;
        }
        if values.is_empty() || values.len() > MAX_VALUES || !of.values.is_empty() {
            return false;
        }
        let mut seen = Vec::new();
        values.retain(|value| {
            let is_new = !seen.contains(value);
            seen.push(value.clone());
            is_new
        });
        of.values = values;
        of.guesses.push("enum".to_owned());
        true
    }
}

/// Whether nothing is left of a sentence but its full stop.
fn is_end(rest: &str) -> bool {
    rest.trim()
        .trim_end_matches(['.', '。', ';', '；'])
        .is_empty()
}

/// Returns the first group that took part.
fn group<'t>(found: &Captures<'t>) -> &'t str {
    found
        .iter()
        .skip(1)
        .flatten()
        .next()
        .map_or("", |group| group.as_str())
}

fn number(text: &str) -> Option<Number> {
    serde_json::from_str(&text.trim().replace(',', "")).ok()
}

fn whole(text: &str) -> Option<u64> {
    number(text)?.as_u64()
}

/// Returns a word as a value of a type.
fn literal(kind: Option<Kind>, word: &str) -> Option<Value> {
    match kind {
        Some(Kind::Integer) => number(word)
            .filter(|number| !number.is_f64())
            .map(Value::from),
        Some(Kind::Number) => number(word).map(Value::from),
        Some(Kind::Boolean) => word
            .to_ascii_lowercase()
            .parse::<bool>()
            .ok()
            .map(Value::from),
        Some(Kind::String) => Some(word.into()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_compiles() {
        for one in ALL.iter().chain([&&LABEL]) {
            assert!(!one.as_str().is_empty());
        }
    }
}
