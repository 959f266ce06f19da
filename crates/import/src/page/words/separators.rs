//! What stands between the pieces of a text.

use std::sync::LazyLock;

use regex::Regex;

use super::{group, pattern, patterns};

patterns! {
    ENGLISH: r"(?i)^(?:(?:you can )?(?:use|using)|separated (?:by|with|using)|(?:you can )?separate (?:multiple |several |the |them|different )?(?:[a-z_ ]{0,40}?)(?:with|by|using)|(?:multiple |several |the )?[a-z_ ]{0,40}?(?:are|is|must be|should be|can be|need to be) separated (?:by|with|using)|(?:multiple|several) [a-z_ ]{1,40}?,? separated (?:by|with|using))\s+(?:a |an )?(?:half-width |english )?(commas?|semicolons?|vertical bars?|spaces?|colons?|slash(?:es)?|hyphens?)(?:\s*\([^()]{1,5}\))?(?: to separate (?:multiple |several |the |them|different )?[a-z_ ]{0,40}?| between (?:them|values|ids))?$";
    CHINESE: r"^(?:支持)?(?:可以?|可同时)?(?:传入|指定|填写|设置|输入|查询)?(?:支持)?(?:如有)?(?:多个|多种|多条|不同|各|每个|两个)?[^,。0-9]{0,12}?(?:之间)?,?\s*(?:请)?(?:可以?|需要?|须|应)?(?:使用|用|以|通过|采用|按|由)(?:半角|半形|英文|英文半角|半角英文)*(?:的)?(逗号|分号|竖线|空格|冒号|斜线|斜杠|顿号)(?:\s*\([^()]{1,5}\)|[“”,;|]{0,3})?(?:来)?(?:进行)?(?:分隔|分割|隔开|分开|间隔|区分)(?:开)?(?:多个[^,。0-9]{0,8})?$";
    EXAMPLE: r"(?i),?\s*(?:\(?(?:for example|e\.g\.|such as)|例如|比如|如)[,:]?.*$";
}

/// Returns what a sentence says stands between pieces.
pub(super) fn sentence(text: &str) -> Option<&'static str> {
    let text = EXAMPLE.replace(text.trim(), "");
    let text = text.trim().trim_end_matches(['.', '。', ',', ';']);
    let found = ENGLISH.captures(text).or_else(|| CHINESE.captures(text))?;
    let small = group(&found).to_ascii_lowercase();
    Some(match small.trim_end_matches('s') {
        "comma" | "逗号" => ",",
        "semicolon" | "分号" => ";",
        "vertical bar" | "竖线" => "|",
        "space" | "空格" => " ",
        "colon" | "冒号" => ":",
        "slashe" | "slash" | "sla" | "斜线" | "斜杠" => "/",
        "hyphen" => "-",
        "顿号" => "、",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_are_known_by_their_names() {
        for text in [
            "Use commas (,) to separate kinds such as OAK,ELM.",
            "Separate multiple IDs with commas (,).",
            "Multiple values are separated by commas",
            "Several tags, separated by commas (,)",
            "多个ID之间用半角逗号(,)分隔。",
            "支持多个, 以英文逗号分隔",
            "使用逗号分割多个状态",
            "多个之间使用英文逗号隔开, 例如: a,b",
        ] {
            assert_eq!(sentence(text), Some(","), "{text}");
        }
        assert_eq!(sentence("多个标签用分号隔开"), Some(";"));
        assert_eq!(sentence("Separate them with slashes."), Some("/"));
        for text in [
            "The yard is separated by a fence.",
            "Commas (,) are not allowed.",
            "不能包含逗号",
        ] {
            assert_eq!(sentence(text), None, "{text}");
        }
    }
}
