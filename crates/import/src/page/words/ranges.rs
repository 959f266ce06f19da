//! Ranges of numbers in all their spellings, and what they count.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::{Captures, Regex};
use serde_json::Number;

use super::units;
use super::{pattern, patterns};

patterns! {
    COMMA_PAIR: r"^([(\[【])\s*(PLAIN)\s*[,、]\s*(PLAIN)\s*([)\]】])(.*)$";
    WIDE_PAIR: r"^([(\[【])\s*(NUM)\s*(?:,\s+|\s*[~～–—-]\s*|\s+to\s+|\s*到\s*|\s*至\s*)(NUM)\s*([)\]】])(.*)$";
    SPAN: r"^(NUM)\s*%?\s*(-|–|—|~|～|〜|\.\.\.?|\bto\b|\bthrough\b|至|到)\s*(NUM)(.*)$";
    MEANT: r"^(NUM)\s*\([^()\d]{1,40}\)\s*(?:-|–|—|~|～|\bto\b|至|到)\s*(NUM)\s*\([^()\d]{1,40}\)(.*)$";
    WITHIN: r"(?i)\bwithin (NUM) (characters?|chars?|bytes?)\b|(NUM)\s*(个?(?:字符|字节)|位)(?:以内|之内)|^限(?:制)?(?:在|为)?\s*(NUM)\s*(个?(?:字符|字节)|位)$";
    UP_TO: r"(?i)\bfrom (NUM) up to (NUM)";
    INCLUSIVE: r"(?i)\s*\((?:包含|包括|含)\s*NUM\s*(?:和|与|及|、|,)\s*NUM\)|\s*\((?:including|inclusive of) (?:both )?NUM and NUM\)";
    BETWEEN: r"^(NUM)\s*(?:and|和|与|,)\s*(NUM)(.*)$";
    SIGN: r"^(>=|<=|>|<)\s*(NUM)(.*)$";
    SECOND: r"^\s*(?:,|,?\s*and|且|并且|并|&&)?\s*(>=|<=|>|<)\s*(NUM)(.*)$";
    AROUND: r"^(NUM)\s*(<=|<)\s*(?:the value|value|[A-Za-z]\w*|取值|值)?\s*(<=|<)\s*(NUM)(.*)$";
    APART: r"^\s*(?:,\s*)?(?:\bor\b|或者|或|∪|、|,)\s*(?:an? (?:value|integer) )?(?:ranging |in the range |in |within |between )?(?:from |of )?(.+)$";
    FIXED: r"(?i)^(?:(?:it|the value|the id|the [a-z_]+|this parameter|a|an)\s+)?(?:(?:is|has|must be|must have|should be|with|of)\s+)*(?:an?\s+)?(?:(?:fixed |exact )?(?:length (?:of|is|is fixed at|must be|is always)|length:)|string of|exactly|consists of|fixed (?:at|to))\s+(?:exactly\s+|fixed (?:at|to)\s+)?(\d+)(?:\s*(?:(characters?|chars?|digits)|(bytes?)))?(?: long| in length)?$|(?i)^(?:(?:it|the value|the id|the [a-z_]+|this parameter)\s+)?(?:is|must be|has|contains)\s+(?:exactly\s+)?(?:an?\s+)?(\d+)[- ](?:(?:hexadecimal |alphanumeric )?(characters?|digits?)|(bytes?))(?: long| in length|[- ]long| string)?$|^(?:字符串|字符|取值|值|ID)?(?:的)?(?:长度|固定长度)(?:固定)?(?:必须|需|须|应)?(?:为|是|:)\s*(\d+)\s*(?:个)?(?:(字符|位|个字|英文字符)|(字节|位元组))?$|^固定(?:长度)?(?:为|是)?\s*(\d+)\s*(?:个)?(?:(字符|位)|(字节|位元组))?$|^(\d+)\s*(?:(位)|(字节))(?:的)?字符串$|^由\s*(\d+)\s*(?:个)?(?:(位)|(字节))[^,。0-9]{0,16}组成$";
    ONE: r"^\{?(NUM)\}?(.*)$";
    AT_LEAST: r"(?i)\b(?:be |is |are )?(?:not |no )(?:be )?(?:less|smaller|lower|fewer|shorter) than\b|\b(?:greater|larger|more|higher) than or equal to\b|\bat least\b|\b(?:a |with a )?minimum of\b|\bcannot be (?:less|smaller|lower|fewer) than\b|大于或?等于|不小于|不低于|不少于|不得小于|不得低于|不得少于|不能小于|不能低于|不能少于|不可小于|至少为|至少|≥|>=|>＝|≧";
    AT_MOST: r"(?i)\b(?:be |is |are )?(?:not |no )(?:be )?(?:greater|more|larger|higher|longer) than\b|\b(?:less|smaller|fewer) than or equal to\b|\bat most\b|\b(?:a |with a )?maximum (?:length )?of\b|\bcannot be (?:greater|larger|more|higher|longer) than\b|\b(?:can ?not|must not|may not|should not|does not|not) exceed\b|\b(?:is |be )?limited to\b|\bup to\b|\bnot exceeding\b|\bno longer than\b|小于或?等于|不大于|不高于|不多于|不长于|不超过|不超出|不得大于|不得超过|不得多于|不能大于|不能超过|不能多于|不可超过|不可大于|最多不超过|最大不超过|最长不超过|最大支持|最多支持|支持最大|支持最多|最多可?包含|最多可?输入|最多为|最长为|最多|最长|≤|<=|≦";
    NEITHER: r"(?i)\b(?:be )?(?:can ?not|must not|should not|may not|not|neither) (?:be )?(?:less|smaller|lower|fewer) than (NUM),? n?or (?:greater|more|larger|higher) than (NUM)|(?:不能|不得|不可|不应)(?:小于|低于|少于)\s*(NUM)\s*(?:个)?(?:或者?|,?且?(?:不能|不得|不可|不应)|,|、|和)(?:大于|高于|多于|超过)\s*(NUM)";
    ABOVE: r"(?i)\b(?:greater|larger|more|higher|longer) than\b|大于|高于|多于";
    BELOW: r"(?i)\b(?:less|smaller|fewer|lower|shorter) than\b|小于|低于|少于";
    WORD: r"(?i)^(?:(?:the|this|its|it|an?|accepts?|allows?|total|parameter|field|values?|you|UTF-8|valid|allowed|any|that|which|number|integers?|positive|decimal|ranges?|ranging|is|are|be|must|can|should|shall|may|has|have|to|needs?|from|between|in|of|enter|specify|set|non-?negative|contains?|containing|consists?|long|lengths?|strings?|text|names?|content|note|description|title|token|key|url|path|remarks?|comment|label|id)\b|参数|字段|取值|数值|值|范围|允许|总数|可设置为?|可取|可以|可|必须|必需|须|需要|需|应该|应|支持|限制|介于|区间|从|在|为|是|整数|正整数|非负整数|输入|填写|请|有效|的|设置|字符串|字符|字元|长度|名称|内容|文本|总|该|此|包含|由|组成|数字|只能)[\s:]*";
    POSITIVE: r"(?i)\bpositive integer\b|正整数";
    NOT_NEGATIVE: r"(?i)\bnon-?negative integer\b|非负整数";
    IS_LENGTH: r"(?i)\blengths?\b|长度";
    IS_BETWEEN: r"(?i)\b(?:between)\b|介于|在";
    IS_OWN: r"(?i)\branges?\b|\branging\b|\bvalues?\b|\bfrom\b|\bbetween\b|\bmust\b|\bshould\b|\benter\b|\bcontains?\b|\blengths?\b|\bconsists?\b|\bis\b|\bbe\b|值|范围|可取|设置|必须|必需|需|应|介于|在|由|长度|区间|支持|包含|输入|字符|限制";
    FILLER: r"^\(?(?:之间|以内|区间)?(?:内)?(?:的)?(?:任意)?(?:整数|正整数|数字|数值|浮点数|小数|值)?\)?$|^[,(]?\s*(?:an? )?(?:integers?|inclusive|inclusively|含|包含|包含边界|含边界|包括边界|闭区间|整数)(?: only)?\)?$|^\((?:both )?(?:ends )?(?:included|inclusive)\)$";
    CHARS: r"^(?:个|位|-)?\s*(?:(?:(?:UTF-8|Unicode|ASCII|visible|Chinese|English)\s+)?(characters?|chars?)|(bytes?)|(?:英文|中文|可见)?(字符|字元|个字)|(字节|位元组|位元組))\s*(?:long|in length|in total)?\s*(?:之间|以内|以下|长度)?(?:组成)?\s*(?:,?\s*\(?UTF-8[- ]encoded\)?)?(?:\s*(?:is|are) (?:allowed|supported|required))?$";
    CHARS_AND_MORE: r"^(?:个|位)?\s*(?:(?:UTF-8|Unicode|ASCII|visible)\s+)?(?:(characters?|chars?|字符|字元|个字符)|(bytes?|字节|位元组))\s*(?:long|in length)?(?:\s*[,;(]|\s+(?:that|which|including|consisting|containing|starting|composed|and|only|with)\b|(?:且|并|由|支持|只|必须|不|以|可|包含|包括|仅))";
    MORE_LENGTHS: r"\d\s*(?:characters|bytes|个?字符|个?字节|位)|[<>]";
    ASIDE: r"^\([^()]*\)$";
    INNER_SPAN: r"\d\s*(?:-|~|–|to|到|至)\s*\d";
    PLACES: r"^位(?:之间|以内|以下)?$";
    MARKUP: r"^(?:characters?|字符|个字符),?\s*\(?(?:excluding|not (?:counting|including))(?: the)? (?:SSML|XML|HTML|markup)(?: tags?)?\)?$|^个?字符,?\s*\(?(?:不含|不包含|不包括|不计|除)\s*(?:SSML|XML|HTML)?\s*(?:标签|标记)(?:外)?\)?$";
}

/// A lowest and a highest number, and whether each of them is one that the value may have.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Range {
    pub(super) from: Option<(Number, bool)>,
    pub(super) to: Option<(Number, bool)>,
    /// Its parts, where numbers between the ends are left out.
    pub(super) parts: Vec<Range>,
}

/// What a range counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Of {
    /// The value, or its length where the value is a text.
    Value,
    /// The value, in a unit.
    Unit(String),
    Characters,
    Bytes,
    /// Characters or bytes: the words do not say which.
    Length,
    /// Characters without markup.
    WithoutMarkup,
}

/// A range, what it counts, and whether words follow that say more than that.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Statement {
    pub(super) range: Range,
    pub(super) of: Of,
    pub(super) has_more: bool,
}

/// Reads a statement that is a range from its first word to its last; behind a length, words on the characters may follow. Behind a
/// label, the range alone will do.
pub(super) fn statement(text: &str, is_labelled: bool) -> Option<Statement> {
    let text = end(text);
    if let Some(fixed) = fixed(text) {
        return Some(fixed);
    }
    let neither = NEITHER.replace(text, " >= $1$3 and <= $2$4");
    let up_to = UP_TO.replace(&neither, "from $1 to $2");
    let within = WITHIN.replace(&up_to, "<= $1$3$5 $2$4$6");
    let inclusive = INCLUSIVE.replace(&within, "");
    let text = signs(&inclusive);
    let mut rest: &str = text.trim_start();
    while let Some(word) = WORD.find(rest) {
        rest = rest.get(word.end()..)?;
    }
    let words = text.get(..text.len().checked_sub(rest.len())?)?;
    let is_own = is_labelled
        || IS_OWN.is_match(words)
        || rest.contains("之间")
        || rest.starts_with(['<', '>'])
        || AROUND.is_match(rest);
    let (range, behind) = if IS_BETWEEN.is_match(words)
        && let Some(found) = BETWEEN.captures(rest)
    {
        let range = between(bound(&found, 1)?, bound(&found, 2)?)?;
        (range, text_of(&found, 3))
    } else {
        whole(rest)?
    };
    let range = range.of_whole(words);
    let behind = end(behind);
    if MARKUP.is_match(behind) {
        return Some(Statement {
            range,
            of: Of::WithoutMarkup,
            has_more: false,
        });
    }
    let mut has_more = false;
    let of = if let Some(found) = CHARS.captures(behind) {
        if found.get(2).or(found.get(4)).is_some() {
            Of::Bytes
        } else {
            Of::Characters
        }
    } else if let Some(found) = CHARS_AND_MORE.captures(behind)
        && !MORE_LENGTHS.is_match(behind)
    {
        has_more = true;
        if found.get(2).is_some() {
            Of::Bytes
        } else {
            Of::Characters
        }
    } else if PLACES.is_match(behind) {
        if IS_LENGTH.is_match(words) {
            Of::Characters
        } else {
            Of::Length
        }
    } else if IS_LENGTH.is_match(words) && (behind.is_empty() || FILLER.is_match(behind)) {
        Of::Length
    } else if IS_LENGTH.is_match(words)
        && is_labelled
        && ASIDE.is_match(behind)
        && !behind.contains(|c: char| c.is_ascii_digit())
    {
        has_more = true;
        Of::Length
    } else if behind.is_empty() || FILLER.is_match(behind) {
        Of::Value
    } else if is_labelled && ASIDE.is_match(behind) && !INNER_SPAN.is_match(behind) {
        has_more = true;
        Of::Value
    } else if !range.parts.is_empty() && is_labelled && behind.starts_with(',') {
        // There may be more parts.
        has_more = true;
        Of::Value
    } else {
        Of::Unit(units::behind_number(behind)?)
    };
    // Characters are always those of the value.
    let is_own = is_own || matches!(of, Of::Characters | Of::Bytes);
    is_own.then_some(Statement {
        range,
        of,
        has_more,
    })
}

/// Reads a statement that a text is as long as one number says.
fn fixed(text: &str) -> Option<Statement> {
    let found = FIXED.captures(text)?;
    // Each form has three groups: the number, characters, bytes.
    let form = (1..found.len())
        .step_by(3)
        .find(|at| found.get(*at).is_some())?;
    let number = bound(&found, form)?;
    let is = |place: usize| found.get(form.saturating_add(place)).is_some();
    let of = match (is(1), is(2)) {
        (true, _) => Of::Characters,
        (_, true) => Of::Bytes,
        _ => Of::Length,
    };
    Some(Statement {
        range: Range {
            from: Some((number.clone(), true)),
            to: Some((number, true)),
            parts: Vec::new(),
        },
        of,
        has_more: false,
    })
}

/// Whether a word is a range, and no value.
pub(super) fn is_range(word: &str) -> bool {
    whole(word).is_some_and(|(_, rest)| end(rest).is_empty())
}

/// Reads a range, and returns what stands behind it.
fn whole(text: &str) -> Option<(Range, &str)> {
    let (first, rest) = one(text).or_else(|| single(text))?;
    let Some(next) = APART
        .captures(rest)
        .and_then(|found| found.get(1))
        .map(|next| next.as_str())
    else {
        return first.has_ends().then_some((first, rest));
    };
    match one(next).or_else(|| single(next)) {
        Some((second, rest)) if first.has_ends() || second.has_ends() => {
            Some((first.joined(second)?, rest))
        }
        _ => first.has_ends().then_some((first, rest)),
    }
}

fn single(text: &str) -> Option<(Range, &str)> {
    let found = ONE.captures(text)?;
    let number = bound(&found, 1)?;
    let range = Range {
        from: Some((number.clone(), true)),
        to: Some((number, true)),
        parts: Vec::new(),
    };
    Some((range, text_of(&found, 2)))
}

fn one(text: &str) -> Option<(Range, &str)> {
    if let Some(found) = COMMA_PAIR
        .captures(text)
        .or_else(|| WIDE_PAIR.captures(text))
    {
        let (from, to) = (bound(&found, 2)?, bound(&found, 3)?);
        let (opens, closes) = (text_of(&found, 1), text_of(&found, 4));
        // Round brackets around a span only set it apart.
        let is_apart = opens == "(" && closes == ")" && !COMMA_PAIR.is_match(text);
        let range = Range {
            from: Some((from, is_apart || opens != "(")),
            to: Some((to, is_apart || closes != ")")),
            parts: Vec::new(),
        };
        return range.is_ordered().then_some((range, text_of(&found, 5)));
    }
    if let Some(found) = AROUND.captures(text) {
        let range = Range {
            from: Some((bound(&found, 1)?, text_of(&found, 2) == "<=")),
            to: Some((bound(&found, 4)?, text_of(&found, 3) == "<=")),
            parts: Vec::new(),
        };
        return range.is_ordered().then_some((range, text_of(&found, 5)));
    }
    if let Some(found) = MEANT.captures(text) {
        // What the ends mean stands behind each of them.
        let range = between(bound(&found, 1)?, bound(&found, 2)?)?;
        return Some((range, text_of(&found, 3)));
    }
    if let Some(found) = SPAN.captures(text) {
        let range = between(bound(&found, 1)?, bound(&found, 3)?)?;
        return Some((range, text_of(&found, 4)));
    }
    let found = SIGN.captures(text)?;
    let first = side(text_of(&found, 1), bound(&found, 2)?);
    let rest = text_of(&found, 3);
    if let Some(found) = SECOND.captures(rest) {
        let second = side(text_of(&found, 1), bound(&found, 2)?);
        let range = match (first, second) {
            (Range { from, to: None, .. }, Range { from: None, to, .. })
            | (Range { from: None, to, .. }, Range { from, to: None, .. }) => Range {
                from,
                to,
                parts: Vec::new(),
            },
            _ => return None,
        };
        return range.is_ordered().then_some((range, text_of(&found, 3)));
    }
    Some((first, rest))
}

fn between(from: Number, to: Number) -> Option<Range> {
    let range = Range {
        from: Some((from, true)),
        to: Some((to, true)),
        parts: Vec::new(),
    };
    range.is_ordered().then_some(range)
}

fn side(sign: &str, number: Number) -> Range {
    let end = Some((number, sign.ends_with('=')));
    let (from, to) = if sign.starts_with('>') {
        (end, None)
    } else {
        (None, end)
    };
    Range {
        from,
        to,
        parts: Vec::new(),
    }
}

/// Returns the text with the words that compare numbers as signs.
fn signs(text: &str) -> Cow<'_, str> {
    let mut out = Cow::Borrowed(text);
    for (words, sign) in [
        (&*AT_LEAST, " >= "),
        (&*AT_MOST, " <= "),
        (&*ABOVE, " > "),
        (&*BELOW, " < "),
    ] {
        if words.is_match(&out) {
            out = Cow::Owned(words.replace_all(&out, sign).into_owned());
        }
    }
    out
}

impl Range {
    /// Returns the range of whole numbers that the words in front of it speak of, where it has no lowest one.
    fn of_whole(mut self, words: &str) -> Self {
        let least = if NOT_NEGATIVE.is_match(words) {
            Some(0)
        } else if POSITIVE.is_match(words) {
            Some(1)
        } else {
            None
        };
        self.from = self
            .from
            .or_else(|| least.map(|least| (Number::from(least), true)));
        self
    }

    fn is_ordered(&self) -> bool {
        let value = |bound: &Option<(Number, bool)>| bound.as_ref().and_then(|(of, _)| of.as_f64());
        match (value(&self.from), value(&self.to)) {
            (Some(from), Some(to)) => from <= to,
            _ => true,
        }
    }

    /// Whether it is more than one number.
    fn has_ends(&self) -> bool {
        self.from != self.to
    }

    /// Returns the range that holds both; what lies between them is left out.
    fn joined(self, other: Self) -> Option<Self> {
        let value = |bound: &Option<(Number, bool)>| bound.as_ref().and_then(|(of, _)| of.as_f64());
        let pick = |one: Option<(Number, bool)>, other: Option<(Number, bool)>, least: bool| match (
            value(&one),
            value(&other),
        ) {
            (Some(a), Some(b)) => Some(if (a < b) == least { one } else { other }),
            _ => None,
        };
        Some(Self {
            from: pick(self.from.clone(), other.from.clone(), true)?,
            to: pick(self.to.clone(), other.to.clone(), false)?,
            parts: vec![self, other],
        })
    }

    /// Returns the ends as counts; a half-open range of counts is none.
    pub(super) fn counts(&self) -> Option<(Option<u64>, Option<u64>)> {
        let count = |bound: &Option<(Number, bool)>| match bound {
            Some((bound, true)) => bound.as_u64().map(Some),
            Some((_, false)) => None,
            None => Some(None),
        };
        self.parts
            .is_empty()
            .then_some((count(&self.from)?, count(&self.to)?))
    }

    /// Whether a number lies between its ends.
    pub(super) fn holds(&self, number: &Number) -> bool {
        let Some(number) = number.as_f64() else {
            return false;
        };
        let end = |bound: &Option<(Number, bool)>| bound.as_ref().and_then(|(of, _)| of.as_f64());
        end(&self.from).is_none_or(|from| from <= number)
            && end(&self.to).is_none_or(|to| number <= to)
    }

    /// Whether its ends are whole.
    pub(super) fn is_whole(&self) -> bool {
        [&self.from, &self.to]
            .into_iter()
            .flatten()
            .all(|(bound, _)| !bound.is_f64())
    }

    /// Whether an end is below zero or broken, as no length is.
    pub(super) fn is_no_length(&self) -> bool {
        [&self.from, &self.to]
            .into_iter()
            .flatten()
            .any(|(bound, _)| bound.as_u64().is_none())
    }
}

/// A text without the signs and spaces at its end.
fn end(text: &str) -> &str {
    text.trim()
        .trim_end_matches(['.', '。', ';', ',', '、', '|', ' '])
}

fn text_of<'t>(found: &Captures<'t>, group: usize) -> &'t str {
    found.get(group).map_or("", |text| text.as_str())
}

fn bound(found: &Captures<'_>, group: usize) -> Option<Number> {
    number(text_of(found, group))
}

/// Returns a number in words of digits, with commas between thousands or without.
pub(super) fn number(text: &str) -> Option<Number> {
    serde_json::from_str(&text.trim().replace(',', "")).ok()
}
