//! Labels: the words with a colon that say what the words behind them are about.

use std::sync::LazyLock;

use regex::Regex;

use super::pattern;

/// What follows a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Label {
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
    Fewest,
    MostItems,
    Items,
}

impl Label {
    /// Whether what follows is a statement about the value, not prose.
    pub(super) fn states(self) -> bool {
        !matches!(
            self,
            Self::Meaning | Self::Limits | Self::Note | Self::Example
        )
    }
}

/// Each label with its English words and its Chinese ones, in simplified characters.
const LABELS: &[(Label, &str, &str)] = &[
    (
        Label::Meaning,
        "Definition|Details?|Explanation|Meaning|Description",
        "参数解释|参数说明|参数描述|参数含义|解释|含义|描述|定义",
    ),
    (
        Label::Limits,
        "Constraints?|Restrictions?|Limitations?",
        "约束限制|约束条件|约束|限制条件|限制说明|限制",
    ),
    (
        Label::Values,
        "Value [Rr]anges?|Ranges?|(?:Valid|Supported|Allowed) [Rr]anges?|Options|Choices|Allowed|Value [Oo]ptions?|(?:Valid|Possible|Allowed|Available|Supported|Optional|Accepted|Acceptable|Permitted|Enumerated|Enumeration|Enum) [Vv]alues?|Enumerations?|Enum|Values?",
        "取值范围|支持范围|允许范围|取值区间|值域|仅支持|只支持|可选项|合法取值|合法值|允许取值|允许值|枚举取值|可选值|枚举值|枚举类型|枚举|参数取值|可选取值|有效取值|有效值|可取值|取值|可选范围|有效范围|数值范围|范围",
    ),
    (
        Label::Default,
        "Default [Vv]alues?|Defaults?",
        "默认取值|默认值|缺省取值|缺省值|预设值|默认|缺省",
    ),
    (Label::Unit, "Units?", "单位"),
    (
        Label::Form,
        "(?:Time |Date |Value )?[Ff]ormat",
        "时间格式|日期格式|取值格式|格式",
    ),
    (
        Label::Note,
        "NOTES?|Notes?|NOTICE|Notice|CAUTION|Caution|IMPORTANT|Important|WARNING|Warning|Remarks?",
        "说明|注意事项|注意|备注|提示",
    ),
    (
        Label::Example,
        "Examples?|Example [Vv]alues?|For example|e\\.g\\.",
        "示例值|示例|例如|样例|举例",
    ),
    (
        Label::Shortest,
        "(?:Minimum|Min\\.?|Shortest) [Ll]ength",
        "最小长度|最短长度",
    ),
    (
        Label::Longest,
        "(?:Maximum|Max\\.?|Longest) [Ll]ength",
        "最大长度|最长长度",
    ),
    (
        Label::Least,
        "Minimum [Vv]alue|Minimum|Min\\. value|Min\\.?",
        "最小值|最小取值|下限",
    ),
    (
        Label::Most,
        "Maximum [Vv]alue|Maximum|Max\\. value|Max\\.?",
        "最大值|最大取值|上限",
    ),
    (
        Label::Length,
        "(?:Value |String |Character |Text )?[Ll]ength(?: [Rr]ange| [Ll]imit)?",
        "字符串长度|字符长度|字符数限制|长度要求|长度区间|字数限制|长度限定|文本长度|取值长度|长度范围|长度限制|长度|字符数",
    ),
    (
        Label::Fewest,
        "Minimum (?:[Nn]umber of )?(?:[Ii]tems|[Ee]lements|[Aa]rray [Ll]ength)",
        "最小数组长度|数组最小长度|最小个数|最少个数",
    ),
    (
        Label::MostItems,
        "Maximum (?:[Nn]umber of )?(?:[Ii]tems|[Ee]lements|[Aa]rray [Ll]ength)",
        "最大数组长度|数组最大长度|最大个数|最多个数",
    ),
    (
        Label::Items,
        "(?:Array|List) (?:[Ll]ength|[Ss]ize)|Number of (?:items|elements|array elements)|(?:Item|Element) count|Quantity(?: range)?",
        "数组长度|数组大小|数组个数|列表长度|元素个数|元素数量|个数范围|数量范围|个数",
    ),
];

static ANYWHERE: LazyLock<Regex> = LazyLock::new(|| {
    let all = |of: fn(&(Label, &'static str, &'static str)) -> &'static str| {
        LABELS.iter().map(of).collect::<Vec<_>>().join("|")
    };
    let (english, chinese) = (all(|label| label.1), all(|label| label.2));
    pattern(&format!(
        r"(?:^|[\s.;；。）)])((?:The )?(?:{english})\s*[:：])|(?:^|[\s，,。；;）)])((?:{chinese})\s*[:：])"
    ))
});

/// The words of each label alone.
static HEADS: LazyLock<Vec<(Label, Regex)>> = LazyLock::new(|| {
    let labels = LABELS.iter();
    labels
        .map(|(label, english, chinese)| {
            (
                *label,
                pattern(&format!("^(?:(?:The )?(?:{english})|{chinese})$")),
            )
        })
        .collect()
});

/// A line that is a label without a colon.
static ALONE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?:NOTES?|Notes?|NOTICE|CAUTION|说明|注意)$|^((?:说明|注意)\s)"));

/// Returns where labels begin in a text, from the first to the last.
pub(super) fn starts(text: &str) -> Vec<usize> {
    let mut out = Vec::new();
    let mut from = 0;
    while let Some(found) = ANYWHERE.captures_at(text, from) {
        let Some(label) = found.iter().skip(1).flatten().next() else {
            break;
        };
        out.push(label.start());
        from = label.end();
    }
    out
}

/// Splits off the label of a text.
pub(super) fn split(text: &str) -> (Option<Label>, &str) {
    let first = ANYWHERE.captures(text).and_then(|found| {
        let label = found.iter().skip(1).flatten().next()?;
        (label.start() == 0).then_some(label.end())
    });
    if let Some(end) = first {
        let (head, body) = text.split_at(end);
        let head = head.trim_end_matches([':', '：', ' ']).trim();
        let label = HEADS.iter().find(|(_, words)| words.is_match(head));
        return (label.map(|(label, _)| *label), body.trim());
    }
    match ALONE.captures(text) {
        Some(found) => {
            let end = found.get(1).or(found.get(0)).map_or(0, |head| head.end());
            (
                Some(Label::Note),
                text.get(end..).unwrap_or_default().trim(),
            )
        }
        None => (None, text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_label_is_known_by_its_own_words_alone() {
        for (text, label) in [
            ("Value range: 1-5", Label::Values),
            ("Range：1-5", Label::Values),
            ("Max.: 20.", Label::Most),
            ("Minimum length: 3", Label::Shortest),
            ("Length range: [2, 9]", Label::Length),
            ("缺省值：3", Label::Default),
            ("字符长度：3-4", Label::Length),
            ("最大值: 3", Label::Most),
            ("NOTE:", Label::Note),
            ("说明", Label::Note),
            ("Array length: 1-5", Label::Items),
        ] {
            assert_eq!(split(text).0, Some(label), "{text}");
        }
        for text in ["Lamp range: 1-5", "the value: 3", "夜班取值范围：3-4"] {
            assert_eq!(split(text).0, None, "{text}");
        }
        assert_eq!(starts("A. Unit: s Default value: 3"), [3, 11]);
        assert_eq!(starts("夜班取值范围：3-4，单位：秒").len(), 1);
    }
}
