//! Defaults in prose.

use std::sync::LazyLock;

use regex::Regex;

use super::{pattern, patterns};

/// How many clauses a sentence on what counts when the field is absent may have.
const MAX_BEHIND: usize = 3;

patterns! {
    IS: r"(?i)^(true|false|\d+) by default$|^(?:the )?(?:default value|default)(?: value)?(?: of (?:this|the) (?:parameter|field))?\s*(?: is|:)\s*VALUE$|^(?:(?:the|this|its) )?(?:value|parameter|field|it)? ?defaults to\s+VALUE$|^by default, (?:the value is )?VALUE(?: is used)?$|^VALUE (?:is|will be) used by default$|^(?:is )?([^\s,;()]+) by default$|^VALUE is the default(?: value)?$|^with VALUE as (?:the |its )?default(?: value)?$|^default(?: value)? (NUM|true|false)$|^by default, (?:the (?:value|parameter) )?(?:is |is set to |defaults to )VALUE$|^(?:(?:the|this) )?(?:value|parameter|field|it) is VALUE by default$";
    IS_ZH: r"^(?:默认值|缺省值|默认取值|预设值|默认|缺省)(?:情况下|时)?(?:取值)?\s*(?:取值为|设置为|使用|采用|为|是|取|:)?\s*VALUE$";
    ABSENT: r"(?i)^if you (?:leave (?:this parameter|it|this field) (?:empty|blank|unspecified)|(?:do not|don't) (?:specify|set|configure|enter|pass) (?:this parameter|it|this field)), (?:the )?(?:default )?(?:value )?VALUE (?:is|will be) used(?: by default)?$|^(?:it |the value |this parameter )?(?:defaults to|(?:the )?default(?: value)? is)\s+VALUE (?:if|when) (?:(?:it|this parameter|this field) (?:is )?)?(?:not|left) (?:specified|set|passed|provided|configured|given|sent|empty|blank|unspecified)$|^(?:if|when) (?:this parameter|this field|the parameter|the field|the value|it|this value)? ?(?:is )?(?:not|left|omitted|empty|absent) ?(?:specified|set|passed|provided|carried|entered|configured|given|sent|empty|blank|present|filled in|out|unspecified)?(?: or (?:is )?(?:left )?(?:empty|blank))?, ?(?:the )?(?:system uses )?(?:default )?(?:value )?VALUE (?:is|will be) used(?: by default)?$|^(?:if|when) (?:this parameter|this field|it|the parameter)? ?(?:is )?(?:not|left|omitted|empty|absent) ?(?:specified|set|passed|provided|carried|entered|configured|given|sent|empty|blank|present|out)?, (?:the default value is|the default is|it defaults to|the value defaults to|the value is)\s*VALUE(?: by default)?$|^(?:the )?(?:default )?(?:value )?VALUE (?:is|will be) used (?:by default )?(?:if|when) (?:this parameter|this field|the parameter|the field|it|no value) ?(?:is )?(?:not|left|omitted|empty|absent)? ?(?:specified|set|passed|provided|carried|entered|configured|given|sent|empty|blank|present|out)?$";
    ABSENT_ZH: r"^(?:如果|若|如|当)?(?:该|此|本)?(?:参数|字段|值)?(?:不填写?|不传入?|不设置|未填写?|未传入?|未设置|未指定|不指定|不携带|为空|缺省)(?:该|此|本)?(?:参数|字段)?(?:时)?(?:则|,)*\s*(?:则)?(?:系统)?(?:默认|缺省|取|使用|为|视为)(?:值|取值)?\s*(?:使用|为|取|是|值为|采用)?\s*VALUE$";
    BESIDE: r"(?i)^(.+?)\s*\(\s*((?:by )?default[^()]*|[^\s()]+ by default|[^()]*默认[^()]*|缺省[^()]*|预设[^()]*)\)$";
    BOOLEAN: r"(?i)\b(true|false)\s*\((?:the )?(?:default|默认|缺省|预设)(?: value|值)?\)";
    MEANING: r"\s+\([^()]*\)$|\([^()]*[\p{Han}\s][^()]*\)$";
}

/// The value that counts when the field is absent, as a sentence has it; it is one word.
pub(super) fn sentence(text: &str) -> Option<&str> {
    let text = text.trim().trim_end_matches(['.', '。', ';', ',']);
    [&*IS, &*IS_ZH, &*ABSENT, &*ABSENT_ZH]
        .into_iter()
        .find_map(|of| {
            let found = of.captures(text)?;
            let value = found.iter().skip(1).flatten().next()?;
            Some(value.as_str())
        })
}

/// Returns the truth value that is marked as the default, where one alone is.
pub(super) fn marked(text: &str) -> Option<&str> {
    let mut all = BOOLEAN.captures_iter(text);
    let only = all.next()?.get(1)?;
    all.next().is_none().then_some(only.as_str())
}

/// Splits a sentence whose last clause says what counts when the field is absent: what stands in front of it, and the value.
pub(super) fn behind(text: &str) -> Option<(&str, &str)> {
    let text = text.trim().trim_end_matches(['.', '。', ';', ',']);
    // Of a long text, the last clauses are enough: what counts in its place is one word.
    let starts = text.rmatch_indices([',', ';']).take(MAX_BEHIND);
    let starts = starts.filter_map(|(at, _)| {
        let (front, clause) = text.split_at_checked(at)?;
        let clause = clause.trim_start_matches([',', ';', ' ']);
        let clause = clause.strip_prefix("and ").unwrap_or(clause);
        let front = front.trim();
        (!front.is_empty()).then_some((front, clause))
    });
    starts
        .filter_map(|(front, clause)| Some((front, sentence(clause)?)))
        .last()
}

/// Returns a value without what stands in brackets behind it.
pub(super) fn without_meaning(text: &str) -> &str {
    let end = MEANING.find(text).map_or(text.len(), |found| found.start());
    match text.get(..end) {
        Some(value) if !value.is_empty() => value,
        _ => text,
    }
}

/// Splits off a default that stands in brackets behind a statement.
pub(super) fn beside(text: &str) -> Option<(&str, &str)> {
    let found = BESIDE.captures(text)?;
    Some((found.get(1)?.as_str(), found.get(2)?.as_str()))
}
