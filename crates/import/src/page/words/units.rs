//! Units, forms and encodings.

use std::sync::LazyLock;

use regex::Regex;

use super::{pattern, patterns};

patterns! {
    BEHIND: r"^,?\s*\(?(?:in |unit:?\s*|单位\s*[:为是]?\s*)?(?:the )?(UNIT)\)?$";
    UNIT_IS: r"^(?:The )?(?:default )?unit (?:is|of measurement is)\s*:?\s*(?:the )?([A-Za-z%°][A-Za-z/%° ]{0,31}?)$|^(?:(?:measured|expressed|counted|given) )?in (UNIT)$|^单位\s*(?:为|是)?\s*(\S{1,16}?)$";
    IN_UNIT: r"(?:,\s*|\s+\(?)in (UNIT)\)?$|\(\s*(?:in\s+|unit:\s*|单位\s*[:为]?\s*)(UNIT)\s*\)|[,，]\s*单位\s*[:为]?\s*(UNIT)$";
    FORM_IS: r"(?i)^(?:the |its )?(?:(?:time|date|value) )?format (?:is|must be|should be|complies with|conforms to|follows)\s+(.+)$|^(?:时间|日期|取值)?格式\s*(?:为|是|遵循|符合|满足|须符合)?\s*[:]?\s*(.+)$|^(?:the )?(?:value|time) (?:is|must be) in (?:the )?(.+?) format$";
    IN_FORM: r"(?:, |\()in (?:the )?(?:format|form)(?: of)?:?\s+([^\s,()]+)\)?$|(?:, |\()格式(?:为|是|:)?\s*([^\s,()]+)\)?$";
    CLOCK: r"^[yYMdDhHmsSZTz:/.,' +-]+$";
    ASIDE: r"\s*\((?:[^()]*\p{Han}[^()]*|(?i:UTC|in UTC|UTC time))\)$";
    RFC: r"(?i)^(?:the )?(?:RFC ?3339|ISO ?8601)(?: UTC)?(?: format| standard|格式|标准)?$|^遵循RFC ?3339.*$";
    EXAMPLE: r"(?i),?\s*(?:for example|e\.g\.|such as|例如|如)[,:]?\s.*$|,?\s*(?:例如|如)[:：].*$";
    BASE64: r"(?i)\b(?:must be|is|are|should be) (?:encoded (?:using|in|with|by) base64|base64[- ]encoded)\b|(?:使用|采用|需要?|必须|须|经过?|进行|为)\s*base64\s*(?:方式)?(?:编码|加密)";
}

/// Units of numbers as one pattern.
pub(super) const UNIT: &str = r"(?i:seconds?|s|sec|milliseconds?|ms|microseconds?|minutes?|min|hours?|h|days?|pixels?|px|kbit/s|kbps|mbit/s|mbps|bit/s|bps|fps|frames? per second|frames?|hz|khz|%|percent|dB|degrees?|°|kb|mb|gb|tb|bytes?|points?|秒|毫秒|分钟|小时|天|像素|帧/秒|帧|度|百分比|字节)";

/// Returns the unit that stands behind a number, where nothing else does.
pub(super) fn behind_number(text: &str) -> Option<String> {
    group(&BEHIND, text)
}

/// Reads a sentence that only names the unit.
pub(super) fn sentence(text: &str) -> Option<String> {
    group(&UNIT_IS, text)
}

/// Returns the unit that a sentence names beside what it says.
pub(super) fn inside(text: &str) -> Option<String> {
    group(&IN_UNIT, text)
}

/// Returns the form that a sentence names beside what it says.
pub(super) fn form_inside(text: &str) -> Option<String> {
    named_form(&group(&IN_FORM, text)?)
}

/// Reads a sentence that names the form of a text.
pub(super) fn form(text: &str) -> Option<String> {
    named_form(&group(&FORM_IS, text)?)
}

/// Returns the name of a form: one word, without its example.
pub(super) fn named_form(text: &str) -> Option<String> {
    let text = EXAMPLE.replace(text.trim(), "");
    let text = ASIDE.replace(text.trim(), "");
    let text = text.trim().trim_end_matches(['.', '。', ',']).trim();
    if RFC.is_match(text) {
        return Some("date-time".to_owned());
    }
    let is_short = !text.is_empty() && text.len() <= 64;
    let is_one = !text.contains(char::is_whitespace) || CLOCK.is_match(text);
    (is_short && is_one).then(|| text.to_owned())
}

/// Whether a sentence says that the text is encoded as Base64.
pub(super) fn is_base64(text: &str) -> bool {
    BASE64.is_match(text)
}

fn group(of: &Regex, text: &str) -> Option<String> {
    let found = of.captures(text)?;
    let group = found.iter().skip(1).flatten().next()?;
    Some(group.as_str().trim().to_owned())
}
