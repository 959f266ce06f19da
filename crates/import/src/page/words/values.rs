//! Lists of values: points, lines, words in one line; what values mean, which one is the default, and whether there are more.

use std::sync::LazyLock;

use regex::Regex;

use super::labels::Label;
use super::pieces::Piece;
use super::{pattern, patterns, ranges};
use crate::page::chinese::is_han;

/// The most values of a list.
const MAX_VALUES: usize = 1024;

patterns! {
    POINT: r#"^[*"'`“‘\s]*(TOKEN|SPACED)["'`”’*]*\s*(\(DEFAULT\))?(?:\s*\(([^()]*)\)|\s*(?::|=|\s[-–—]+\s|表示|代表|\s(?:indicates?|means|stands for|represents)\s)\s*(.*?)|[-–—](\p{Han}.*?))?\s*(\(DEFAULT\))?[.。;,，]?$"#;
    REVERSED: r#"^(.+?)\s*:\s*["'`“]?(TOKEN)["'`”]?[.。;,]?$"#;
    OPEN: r"^(?i:others?|other values?|etc\.?|and so on|\.{3,6}|…+|custom(?:ized)?|customized values?|custom values?|user[- ]defined(?: values?)?)(?:\s*[:(].*)?[.]?$|^(?:自定义|其他|其它|其余|用户自定义|等)(?:.{0,6})(?:[:(].*)?[.。]?$|^…+$";
    ENDLESS: r"(?i)(?:,?\s*(?:etc\.?|and so on|and more|\.\.\.))$|\s*等(?:等|值|取值)?$|…+$";
    DEFAULT_END: r"(?i)(?:^|[.。,;，(（]\s*)(?:this is the default(?: value)?|it is the default(?: value)?|the default value|default(?: value)?|默认值?|默认取值|缺省值?|预设值?|此为默认值)[)）]?[.。]?$";
    OR: r"\bor\b|或|、";
    NUMBERS: r"(?:^|[\s,;])(-?\d{1,4})\s*[:=]\s*[^\d\s]";
    CODE: r"[0-9_]|^[A-Z]{2,}$|[a-z][A-Z]";
    CAPITALS: r"^[A-Z0-9_]+$";
    SEPARATOR: r"\s+/\s+|\s*(?:、|,|;|\||\bor\b|\band\b|或者|或|以及|和|及)\s*";
    RUN: r"(?:^|\s)([A-Z][A-Z0-9]*_?[A-Z0-9_]+|[0-9]+[A-Z]*_[A-Z0-9_]+)\s*:\s|(?:^|[\s;,])([A-Za-z0-9][A-Za-z0-9_.-]*)\s*:\s*\p{Han}";
    OTHER_VALUE: r"\s[A-Za-z0-9_][A-Za-z0-9_.-]*\s*:\s*\S";
    HEAD: r"(?i)^(?:set|choose|select|specify|enter)(?: it| this parameter| the value)?(?: to| as| from)? (?:one of )?the following(?: values| options)?:$|^(?:currently, )?(?:only )?(?:the )?(?:(?:valid|possible|available|supported|allowed|enumerated|optional|enum(?:eration)?) )?(?:value )?(?:options?|values?|enumerations?)(?: (?:are|is|can be|include|includes))?(?: (?:as follows|one of the following|the following|listed below|as listed below|described as follows))?(?: values| options)?(?: are supported)?:$|^(?:currently, )?(?:only )?(?:the )?following(?: [a-z]+)? (?:are|is|can be) (?:supported|available|allowed|used)(?: currently)?:$|^(?:the )?(?:parameter )?(?:value|it|which) (?:can be|is|must be|should be)(?: one of)?(?: the following)?(?: values| options)?:$|^(?:this parameter )?supports? the following(?: values| options)?:$|^including:$";
    OBJECT: r"(?i)\bjson\b|JSON|^an? (?:[a-z]+ )?object\b|\bobject (?:has|holds|contains|with|consists)\b|\b(?:members|parts|fields)\b|对象[,.。:]|对象$|对象包含|结构体";
    HEAD_ZH: r"^(?:参数|目前|当前|仅|只|包含|包括|支持|可以|可|为|有|取值|说明|可取|可选|可选值|枚举值|枚举|值|选项|如下|以下|下列|是|的|几种|类型|范围)+:$";
    HEAD_ZH_WORD: r"值|支持|包含|包括|选项|枚举|可选";
    IS_ONE_OF: r"(?i)^(?:the )?(?:parameter )?values? (?:can be|is|must be|should be|can only be|may be|are|includes?|can be set to|must be set to)(?: one of)?(?: the following)?(?: values)?(?: either)?:?\s+(.+)$|^it (?:can|must|should) be (?:set to )?(?:either |one of )?(.+)$|^(?:(?:the )?value is |must be )?(?:any )?one of:? (.+)$|^(?:set this parameter to|enter|choose|specify|set it to) (?:either )?(.+)$|^(?:it |this parameter |the value )?can be set to (.+)$|^(?:the )?(?:options|(?:possible|valid|optional|allowed|available|supported|acceptable|permitted|enumerated) values) (?:are|include) (.+)$|^either (.+ or .+)$|^(?:目前|当前)?(?:参数)?(?:的)?(?:取值|值|可选值|枚举值)?(?:可以|只能|必须|范围)?(?:取值)?(?:为|是|包括|包含|有)\s*:?\s*(.+)$|^(?:取值|可选值|可取|可选|可填|可选填|可以?(?:设置?|配置)为|可传)\s*:?\s*(.+)$";
    NAMED: r"^[^:()]{1,24}:\s*(.+)$";
    MARKED: r"\(DEFAULT\)";
    SUPPORTS: r"^(?:目前|当前)?(?:仅|只)?支持\s*(.+)$|(?i)^(?:currently, )?(.+) (?:are|is) supported$";
    ONLY: r"^Currently,? (?:only )?VALUE(?: only)? is supported$|^[Oo]nly VALUE is (?:currently )?supported(?: currently)?$|^(?:目前|当前|暂时)(?:仅|只)支持\s*VALUE$";
    SET: r#"(?i)^fixed value:? VALUE$|^固定值\s*(?::|为|是)\s*VALUE$|^set (?:the value|it|this parameter|this field) to VALUE$|^(?:the value |this parameter |this field |it )?(?:must be set to|can only be set to|is always|is fixed (?:to|as)|is fixed at)\s+VALUE$|^(?:取值|值|该参数)?(?:固定|恒|总是|必须)(?:取值|取|值)?(?:为|是)\s*["“'‘`]([^\s"”'’`]+)["”'’`]$|^(?:取值|值|该参数)?固定(?:取值|取|值)?(?:为|是)\s*([A-Za-z][A-Za-z0-9_-]*)$"#;
    LISTED: r"^[^()]{0,40}\(([^()]+)\)$";
    KIND: r"(?i)^(?:the )?(?:[a-z]+ ){0,2}(?:status|state|type|mode|level|method|policy|result)(?:es|s)?:$|^[^0-9:,。]{0,8}(?:状态|类型|模式|方式|级别|策略|结果|方法):$";
    NO_VALUE: r"(?i)^(?:uppercase|lowercase|capital|letters?|digits?|numbers?|numerals?|underscores?|hyphens?|dots?|dashes|spaces?|periods?|slashes|commas?|colons?|characters?|symbols?|texts?|strings?|names?|empty|blank|null|zero|positive|negative|any|others?|etc|more|the|an)$|^(?-i:a)$";
    LANGUAGE: r"(?i)^(?:chinese|english|http|https|utf-8|ascii)$";
    SLASHED: r"^[A-Z0-9_.]+(?:/[A-Z0-9_.]+)+$|^(?:on/off|off/on|yes/no|no/yes|asc/desc|desc/asc|enabled?/disabled?|open/closed?)$";
    FILE: r"(?i)^(?:chinese|english|utf-8|ascii|png|jpe?g|bmp|gif|webp|svg|mp4|mov|avi|mkv|flv|wav|mp3|m4a|aac|webm|pdf|pptx?|docx?|xlsx?|zip|csv|txt|json|xml|http|https|rtmp)$";
}

/// The values that a list names.
#[derive(Debug, Default)]
pub(super) struct Listed {
    /// Each value with what it means.
    pub(super) values: Vec<(String, Option<String>)>,
    pub(super) default: Option<String>,
    /// Whether there are more.
    pub(super) is_open: bool,
}

/// Whether a text names a kind of values, and the points below it are some in capital letters, each with what it means.
pub(super) fn is_kind(text: &str, points: &[Piece]) -> bool {
    KIND.is_match(text)
        && points.len() > 1
        && points.iter().all(|point| {
            point.label.is_none()
                && value(&point.body).is_some_and(|(value, meaning, _)| {
                    meaning.is_some() && CAPITALS.is_match(&value)
                })
        })
}

/// Whether a text is the head of a list of values.
pub(super) fn is_head(text: &str) -> bool {
    let last = text.rsplit_once(", ").map_or(text, |(_, last)| last).trim();
    let asks = [text, last]
        .into_iter()
        .any(|text| HEAD.is_match(text) || HEAD_ZH.is_match(text) && HEAD_ZH_WORD.is_match(text));
    asks && !is_object(text)
}

/// Whether a sentence says that the value is an object: points below it are its parts.
pub(super) fn is_object(text: &str) -> bool {
    OBJECT.is_match(text)
}

/// Returns what stands behind the head of a list in one sentence.
pub(super) fn behind_head(text: &str) -> Option<&str> {
    let at = text.find(':')?.checked_add(1)?;
    let (head, rest) = text.split_at_checked(at)?;
    (is_head(head) && !rest.trim().is_empty()).then(|| rest.trim())
}

/// Reads points below a head. `asks` tells that the head asks for values; without, only what looks like code is taken.
/// Returns the list, and the points that are remarks on the value in front of them.
pub(super) fn points(list: &[Piece], asks: bool) -> Option<(Listed, Vec<&Piece>)> {
    if let Some(reversed) = reversed(list) {
        return Some((reversed, Vec::new()));
    }
    let mut out = Listed::default();
    let mut remarks = Vec::new();
    let outer = list.first().map_or(0, |first| first.indent);
    for point in list {
        if point.indent > outer.saturating_add(1) && !out.values.is_empty() {
            remarks.push(point);
            continue;
        }
        match point.label {
            Some(Label::Default) => {
                out.default = Some(bare(&point.body).to_owned());
                continue;
            }
            Some(_) if point.is_point => {
                remarks.push(point);
                continue;
            }
            Some(_) | None => {}
        }
        if let Some((value, meaning, is_default)) = value(&point.body) {
            out.is_open |= OPEN.is_match(&point.body) && value.eq_ignore_ascii_case("custom");
            if OPEN.is_match(&point.body) && !value.eq_ignore_ascii_case("custom") {
                out.is_open = true;
                continue;
            }
            if is_default {
                out.default = Some(value.clone());
            }
            out.values.push((value, meaning));
        } else if OPEN.is_match(&point.body) {
            out.is_open = true;
        } else {
            if out.values.is_empty() {
                return None;
            }
            remarks.push(point);
        }
    }
    let is_remarked = remarks
        .iter()
        .any(|point| point.indent <= outer.saturating_add(1));
    let all_mean = out.values.iter().all(|(_, meaning)| meaning.is_some());
    let fits = if asks {
        !is_remarked || all_mean
    } else {
        let is_code =
            |(value, meaning): &(String, Option<String>)| meaning.is_some() || CODE.is_match(value);
        out.values.len() > 1 && !is_remarked && out.values.iter().all(is_code)
    };
    let count = out.values.len();
    (fits && count > 0 && count <= MAX_VALUES).then_some((out, remarks))
}

/// Reads points that say what a value means before they name it.
fn reversed(list: &[Piece]) -> Option<Listed> {
    let mut out = Listed::default();
    let mut forward = 0_usize;
    for point in list {
        if point.label == Some(Label::Default) {
            out.default = Some(bare(&point.body).to_owned());
            continue;
        }
        let found = REVERSED.captures(&point.body)?;
        let (meaning, value) = (found.get(1)?.as_str(), found.get(2)?.as_str());
        let is_word = !meaning.contains(is_han) && !meaning.contains(' ');
        if point.label.is_some()
            || is_word && (!CAPITALS.is_match(value) || CAPITALS.is_match(meaning))
            || value.chars().all(|c| c.is_ascii_digit()) && is_word
        {
            return None;
        }
        forward = forward.saturating_add(usize::from(is_word && CODE.is_match(meaning)));
        out.values
            .push((value.to_owned(), Some(meaning.to_owned())));
    }
    (out.values.len() > 1 && forward == 0 && out.values.len() <= MAX_VALUES).then_some(out)
}

/// Reads a value with what it means: whether it is the default.
pub(super) fn value(text: &str) -> Option<(String, Option<String>, bool)> {
    let found = POINT.captures(text.trim())?;
    let value = found.get(1)?.as_str();
    let value = value.trim_end_matches(['.', '-']);
    let meaning = found
        .get(3)
        .or(found.get(4))
        .or(found.get(5))
        .map(|meaning| meaning.as_str().trim());
    let is_default = found.get(2).or(found.get(6)).is_some()
        || meaning.is_some_and(|meaning| DEFAULT_END.is_match(meaning));
    let meaning = meaning
        .map(|meaning| DEFAULT_END.replace(meaning, "").into_owned())
        .filter(|meaning| !meaning.is_empty());
    let is_value =
        !value.is_empty() && !ranges::is_range(value) && ranges::statement(text, true).is_none();
    // A time of day is not what its hours and minutes mean.
    let is_time = value.contains(':')
        && meaning
            .as_deref()
            .is_some_and(|meaning| meaning.starts_with(|c: char| c.is_ascii_digit()));
    // A kind with its own range is no value.
    let is_kind = meaning
        .as_deref()
        .is_some_and(|meaning| ranges::statement(meaning, false).is_some());
    (is_value && !is_kind && !is_time).then(|| (value.to_owned(), meaning, is_default))
}

/// Whether a line is a value that looks like code, with what it means.
pub(super) fn is_explained_code(text: &str) -> bool {
    value(text).is_some_and(|(value, meaning, _)| {
        meaning.is_some()
            && CODE.is_match(&value)
            && !value.starts_with(|c: char| c.is_ascii_digit())
    })
}

/// Whether a line is a value with what it means.
pub(super) fn is_explained(text: &str) -> bool {
    value(text).is_some_and(|(_, meaning, _)| meaning.is_some())
}

/// Reads values that stand in one line. Prose names more than values: `asks` tells that there is a label.
pub(super) fn inline(text: &str, asks: bool) -> Option<Listed> {
    let text = text.trim().trim_end_matches(['.', '。', ';', ',']);
    let text = text.strip_prefix("either ").unwrap_or(text);
    let inside = |open: char, close: char| text.strip_prefix(open)?.strip_suffix(close);
    let text = inside('[', ']')
        .or_else(|| inside('{', '}'))
        .unwrap_or(text);
    let rest = ENDLESS.replace(text, "");
    let mut out = Listed {
        is_open: rest.len() < text.len(),
        ..Listed::default()
    };
    let words: Vec<&str> = if asks && SLASHED.is_match(&rest) {
        rest.split('/').collect()
    } else {
        apart(&rest)
    };
    for word in &words {
        if OPEN.is_match(word) && !word.eq_ignore_ascii_case("custom") {
            out.is_open = true;
            continue;
        }
        let (value, meaning, is_default) = value(word)?;
        let is_prose = value.contains(' ') || LANGUAGE.is_match(&value);
        if NO_VALUE.is_match(&value) || is_prose && !asks {
            return None;
        }
        if is_default {
            out.default = Some(value.clone());
        }
        out.values.push((value, meaning));
    }
    let explained = out.values.iter().filter(|(_, meaning)| meaning.is_some());
    let explained = explained.count();
    if explained > 0 && explained < out.values.len() {
        return None;
    }
    // Two numbers may be the ends of a range.
    let are_numbers = out
        .values
        .iter()
        .all(|(value, _)| ranges::number(value).is_some());
    let least = match (are_numbers, explained) {
        (true, 0) if !OR.is_match(&rest) => 3,
        _ => 2,
    };
    (out.values.len() >= least && out.values.len() <= MAX_VALUES).then_some(out)
}

/// Whether a clause names values.
pub(super) fn is_sentence(text: &str) -> bool {
    sentence(text).is_some()
}

/// Reads a sentence that names the values.
pub(super) fn sentence(text: &str) -> Option<Listed> {
    let text = text.trim().trim_end_matches(['.', '。', ';']);
    for (of, may_be_file) in [(&ONLY, false), (&SET, true)] {
        let Some(found) = of.captures(text) else {
            continue;
        };
        let value = found.iter().skip(1).flatten().next()?.as_str();
        let is_file = !may_be_file && FILE.is_match(value);
        let is_value = !value.contains(is_han) && !NO_VALUE.is_match(value) && !is_file;
        return is_value.then(|| Listed {
            values: vec![(value.to_owned(), None)],
            ..Listed::default()
        });
    }
    if OR.is_match(text)
        && MARKED.is_match(text)
        && let Some(listed) = inline(text, false)
    {
        return Some(listed);
    }
    if let Some(found) = NAMED.captures(text) {
        // Values in capital letters behind what the field is, each with what it means.
        let named = found.get(1)?.as_str();
        let is_value = |(value, meaning): &(String, Option<String>)| {
            meaning.is_some() && CAPITALS.is_match(value)
        };
        if let Some(listed) = inline(named, false)
            && listed.values.iter().all(is_value)
        {
            return Some(listed);
        }
    }
    if let Some(found) = LISTED.captures(text) {
        // What each of several values means, in brackets behind what the field is.
        let listed = inline(found.get(1)?.as_str(), false)?;
        let all_mean = listed.values.iter().all(|(_, meaning)| meaning.is_some());
        return all_mean.then_some(listed);
    }
    if let Some(found) = SUPPORTS.captures(text) {
        let listed = inline(found.iter().skip(1).flatten().next()?.as_str(), false)?;
        let is_file = |(value, _): &(String, Option<String>)| FILE.is_match(value);
        return (!listed.values.iter().any(is_file)).then_some(listed);
    }
    let found = IS_ONE_OF.captures(text)?;
    inline(found.iter().skip(1).flatten().next()?.as_str(), false)
}

/// Whether what a value means names another value: the list goes on, and nothing tells where.
pub(super) fn goes_on(text: &str) -> bool {
    value(text)
        .and_then(|(_, meaning, _)| meaning)
        .is_some_and(|meaning| OTHER_VALUE.is_match(&meaning))
}

/// Reads values in capital letters, or with a meaning in Chinese, that follow each other in one line.
pub(super) fn run(text: &str) -> Option<Listed> {
    run_of(&RUN, text)
}

/// Reads values in capital letters that follow each other in one line, each with what it means.
pub(super) fn capitals(text: &str) -> Option<Listed> {
    let listed = run(text)?;
    let is_value = |(value, meaning): &(String, Option<String>)| {
        meaning.is_some()
            && value.len() > 1
            && CAPITALS.is_match(value)
            && !value.starts_with(|c: char| c.is_ascii_digit())
    };
    listed.values.iter().all(is_value).then_some(listed)
}

/// Reads numbers that follow each other in one line, each with what it means.
pub(super) fn numbers(text: &str) -> Option<Listed> {
    run_of(&NUMBERS, text)
}

/// Reads numbers that count from 0 or 1, each with what it means, where no label says that they are all. Others may be points of a
/// range.
pub(super) fn counted(text: &str) -> Option<Listed> {
    let listed = numbers(text)?;
    let mut numbers = listed
        .values
        .iter()
        .map(|(value, _)| value.parse::<usize>());
    let first = numbers.next()?.ok().filter(|first| *first < 2)?;
    let mut counts = (first..).skip(1).zip(numbers);
    counts
        .all(|(at, number)| number == Ok(at))
        .then_some(listed)
}

fn run_of(of: &Regex, text: &str) -> Option<Listed> {
    let mut starts = Vec::new();
    let mut from = 0;
    while let Some(found) = of.captures_at(text, from) {
        let value = found.iter().skip(1).flatten().next()?;
        starts.push((value.start(), value.end()));
        from = value.end();
    }
    if starts.len() < 2 || starts.len() > MAX_VALUES || starts.first()?.0 != 0 {
        return None;
    }
    let ends = starts.iter().skip(1).map(|(start, _)| *start);
    let ends: Vec<usize> = ends.chain([text.len()]).collect();
    let values = starts.iter().zip(ends).map(|((start, middle), end)| {
        let value = text.get(*start..*middle).unwrap_or_default();
        let meaning = text.get(*middle..end).unwrap_or_default();
        let meaning = meaning.trim().trim_start_matches([':', '=']).trim();
        let meaning = meaning.trim_end_matches([',', ';']);
        (
            value.to_owned(),
            (!meaning.is_empty()).then(|| meaning.to_owned()),
        )
    });
    Some(Listed {
        values: values.collect(),
        ..Listed::default()
    })
}

/// A word without what may stand around it.
pub(super) fn bare(word: &str) -> &str {
    word.trim()
        .trim_end_matches(['.', '。', ';', ',', '|'])
        .trim_matches(['"', '\'', '`', '“', '”', '‘', '’', '*'])
        .trim()
}

/// Splits a line at what stands between its values, outside of brackets.
fn apart(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let (mut from, mut seen, mut depth) = (0, 0, 0_usize);
    for found in SEPARATOR.find_iter(text) {
        for c in text.get(seen..found.start()).unwrap_or_default().chars() {
            match c {
                '(' | '[' | '【' => depth = depth.saturating_add(1),
                ')' | ']' | '】' => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        seen = found.start();
        if depth == 0 {
            out.push(text.get(from..found.start()).unwrap_or_default());
            from = found.end();
        }
    }
    out.push(text.get(from..).unwrap_or_default());
    out.into_iter()
        .map(str::trim)
        .filter(|word| !word.is_empty())
        .collect()
}
