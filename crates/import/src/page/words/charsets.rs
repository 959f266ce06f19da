//! The characters of a text.

use std::sync::LazyLock;

use regex::Regex;

use super::{pattern, patterns};

patterns! {
    LEAD: r"(?i)^(?:(?:and|it|they|the|this|its|which|that)\s+)*(?:(?:name|value|id|text|content|title|key|password|string|parameter|field)s?\s+)?(?:(?:can|may|must|should)\s+)?(?:only\s+)?(?:contains?|consists? of|be composed of|is composed of|composed of|includes?|comprises?|including|consisting of|containing|supports?)\s+(?:only\s+)?(?:the following characters:\s+)?";
    LEAD_ZH: r"^(?:且|并且|并)?(?:名称|内容|文本|该值|取值|值|参数|密码|标题|字符串)?(?:只能|仅能|必须|可以|可|仅|只|须)*(?:由|包含|包括|为|是|使用|含|填写|输入|支持|限)*";
    ONLY: r"(?i)^only\s+|\bonly\b|只|仅";
    TAIL: r"(?i)\s*(?:(?:is|are) (?:allowed|supported|permitted|accepted)|only|等?组成|等?构成|等?组合|等)$";
    APART: r"(?i)\s*(?:、|,\s*(?:and|or)\s+|,|/|\s+and\s+|\s+or\s+|以及|和|及|与|或)\s*";
    CLASS: r#"(?i)^(?:(?:upper-?case|lower-?case|english|chinese|latin|special|visible|ascii|arabic|upper-? ?(?:and|or) lower-?case|case-sensitive)\s+)*(?:letters?|digits?|numbers?|numerals?|underscores?|hyphens?|dashes|periods?|dots?|spaces?|characters?|symbols?|punctuation(?: marks)?|colons?|slashes|chinese|english|uppercase|lowercase)(?:\s*\([^()]{1,16}\))?$|^(?:大小写|大写|小写|英文|中文|阿拉伯|特殊|半角|可见)*(?:字母|数字|英文|中文|中英文|汉字|字符|下划线|中划线|短横线|短划线|横线|连字符|减号|空格|点号?|句点|符号|标点符号?|星号|斜线|冒号|大写|小写)(?:\s*\([^()]{1,16}\)|\s*["“‘]?[-_.*/:@#]["”’]?)?$|^["“‘(]*[-_.*/:@#$%+=~]{1,8}["”’)]*$"#;
    TELLING: r"(?i)letters|digits|underscore|hyphen|字母|数字|下划线|划线|字符|横线";
}

/// Whether a clause only says which characters a text has.
pub(super) fn is_charset(text: &str) -> bool {
    let text = text.trim().trim_end_matches(['.', '。', ';', ',']);
    let is_only = ONLY.is_match(text);
    let rest = LEAD
        .find(text)
        .or_else(|| LEAD_ZH.find(text))
        .map_or(0, |lead| lead.end());
    let rest = text.get(rest..).unwrap_or_default();
    let rest = rest
        .strip_prefix("Only ")
        .or_else(|| rest.strip_prefix("only "))
        .unwrap_or(rest);
    let has_lead = rest.len() < text.len();
    let rest = TAIL.replace(rest, "");
    let has_tail = rest.len() < text.len() && TAIL.is_match(text);
    let parts: Vec<&str> = APART
        .split(&rest)
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    (has_lead || has_tail)
        && (parts.len() > 1 || parts.len() == 1 && is_only)
        && parts.len() <= 24
        && parts.iter().all(|part| CLASS.is_match(part))
        && TELLING.is_match(&rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_text_consists_of_is_known() {
        for text in [
            "can contain letters, digits, and underscores (_)",
            "Only letters, digits, hyphens (-), and underscores (_) are allowed.",
            "The name can contain only uppercase letters and digits",
            "The value consists of digits and lowercase letters.",
            "由字母和数字组成",
            "只能包含中文、英文字母、数字、下划线(_)和短横线(-)",
            "仅支持中英文、数字、下划线",
            "只能为数字",
            "支持大小写字母、数字、“-”、“_”",
        ] {
            assert!(is_charset(text), "{text}");
        }
        for text in [
            "letters, digits",
            "The yard contains letters and parcels",
            "支持中文、英文",
            "Supports Chinese and English",
            "不能包含特殊字符",
            "The value can contain 2 to 9 characters",
            "包含字母的说明",
        ] {
            assert!(!is_charset(text), "{text}");
        }
    }
}
