//! What a sentence is: a condition, an example, a remark on the field's life, or plain description.

use std::sync::LazyLock;

use regex::Regex;

use super::{pattern, patterns};

patterns! {
    NOTHING: r"^(?i:N/A|n\.a\.|none|null|nil|not applicable|not involved|no constraints?|no limits?|-+|/)$|^(?:不涉及|无|暂无|没有|无限制|不限制|空)$";
    EXAMPLE: r"^(?:For example|For instance|E\.g\.|e\.g\.|Example|例如|比如|譬如|如:|如：|示例|样例)";
    CONDITION: r"\b(?:[Ii]f|[Ww]hen|[Uu]nless|[Ww]henever|[Oo]therwise|in case|provided that|as long as|only (?:for|when|if|in|on)|(?:mandatory|required|valid|available|optional|invalid) (?:for|in|only)|(?:takes?|take) effect|range (?:for|in|when)|[Ii]n [A-Za-z_ ]{1,40} (?:mode|scenarios?)|[Oo]nly [a-z]+ supports?)\b|^[A-Z][A-Z0-9_.]+\s*:?\s*(?:[Vv]alue range|[Rr]ange|取值范围|范围)|\b[Ff]or [^.,]+, (?:the|this) (?:value|parameter)|时[,，、:：]|时(?:有效|生效|可用|必填|必选|必须|才|需|不)|当[^前].*时(?:[^间长区刻钟]|$)|[^因作成称认]为[^，。,]+时(?:[^间长区刻钟]|$)|若|如果|仅在|仅当|仅限|只有|除非|否则|.+(?:场景|模式)(?:下|取值|的|,)|对.+(?:不生效|生效|有效|无效)";
    STRONG: r"(?i)\b(?:if|unless|deprecated|discontinued|obsolete|abandoned|phased out|must|only|at least|at most|up to|maximum|minimum|ranges?|default|defaults|mandatory|required|cannot|exceed|characters?|bytes?|length|unique|no longer|reserved|ignored|not supported|separated|takes? effect|the values? (?:can|may|is|are|must))\b|必须|不能|不可|不得|禁止|仅|只|默认|缺省|最大|最小|最多|最少|至少|不超过|范围|取值|长度|字符|字节|唯一|重复|逗号|若|如果|必填|必选|倍数|生效|无效|废弃|分割|分隔";
    WEAK: r"(?i)\b(?:can|may|should|shall|need|needs|not|no|allowed|allow|allows|support|supports|supported|unsupported|optional|format|digits?|letters?|commas?|effect|valid|invalid|values?|empty|null|blank|case|starts?|starting|ends?|prefix|contains?|includes?|less|greater|between|fixed|multiple|encoded|base64|unit|instead|use|used|do|never|same|equal|integer|either|following|until|compatible|advised|recommended|indicates?|means|discarded|removed)\b|可|应|须|需|支持|允许|格式|为空|可选|选填|整数|枚举|如下|以下|以内|请|单位|编码|前缀|开头|结尾|大小写|预留|保留|有效|不|表示";
    NUMBER: r"(?:^|[^A-Za-z0-9_./])\d+(?:[^A-Za-z0-9_]|$)";
    NAME: r"^[A-Z][A-Z0-9_]+\s*:|[A-Za-z0-9]_[A-Za-z0-9]|`|[{}<>=]";
    SEE: r"^(?:For (?:details|more (?:details|information))|For the (?:details|format)|See |You can (?:obtain|query|call|view|get|find|log) |详情|详细信息|更多信息|具体(?:信息|请)|请参[见考阅]|参见)";
    DEPRECATED: r"(?i)^[\[(【]?(?:deprecated|discarded|obsolete)[\])】]?$|^(?:this (?:parameter|field)|the (?:parameter|field)|it) (?:is|has been|was) (?:no longer (?:in use|maintained|used|supported|available|recommended)|deprecated|discarded|abandoned|obsolete)(?: and .*)?$|^no longer (?:in use|used|maintained|supported|available)$";
    DEPRECATED_ZH: r"^[\[(【]?(?:已经?)?(?:废弃|弃用|作废|停用|下线)[\])】]?(?:字段|参数)?(?:,.*)?$|^(?:该|此|本)?(?:参数|字段)(?:已经?|目前已)?(?:被)?(?:废弃|不再维护|不再使用|不再支持|弃用|作废|停用|下线)(?:,.*)?$";
    ANNOUNCED: r"(?i)^(?:this|the|it) ?(?:parameter|field|value)? ?(?:will|is going to|is about to|is to|is planned to)(?: soon| later)? be (?:deprecated|discarded|removed|discontinued|abandoned|retired|phased out|unavailable|taken offline|brought offline)\b[^.]*$|^to be (?:deprecated|discarded|removed)(?: soon)?$|^[\[(【]?(?:该|此|本)?(?:参数|字段|取值)?(?:即将|将要?|后续(?:会|将)?(?:被)?|计划|未来(?:会|将)?|不久(?:后)?(?:会|将)?|待)(?:被)?(?:废弃|弃用|下线|移除|停用|作废|不再支持|不再维护)[\])】]?(?:,.*)?$";
    ANY_CASE: r"(?i)^(?:(?:the )?(?:value|it|this parameter|values) (?:is|are) )?(?:case[- ]insensitive|not case[- ]sensitive)$|^(?:取值)?(?:不区分|忽略)(?:字母)?大小写$";
    MEANS: r"(?i)\b(?:indicates?|means|stands for|represents)\b|表示|代表";
}

/// Whether words say that there is nothing to say.
pub(super) fn is_nothing(text: &str) -> bool {
    NOTHING.is_match(text.trim().trim_end_matches(['.', '。', ';', ',']))
}

pub(super) fn is_example(text: &str) -> bool {
    EXAMPLE.is_match(text)
}

/// Whether a sentence is an example, and limits nothing.
pub(super) fn is_mere_example(text: &str) -> bool {
    is_example(text) && !STRONG.is_match(text)
}

/// Whether a sentence speaks of some uses or values of other fields alone.
pub(super) fn is_conditional(text: &str) -> bool {
    CONDITION.is_match(text)
}

/// Whether a sentence says that the field should no longer be used. One that will be given up can still be.
pub(super) fn is_deprecation(text: &str) -> bool {
    let text = text.trim().trim_end_matches(['.', '。']);
    let inside = text
        .strip_prefix('(')
        .and_then(|text| text.strip_suffix(')'));
    let text = inside.unwrap_or(text);
    DEPRECATED.is_match(text) || DEPRECATED_ZH.is_match(text)
}

/// Whether a sentence says that letters may be in either case.
pub(super) fn is_any_case(text: &str) -> bool {
    ANY_CASE.is_match(text)
}

/// Whether a sentence says that the field will be given up: it can still be used.
pub(super) fn is_announcement(text: &str) -> bool {
    ANNOUNCED.is_match(text.trim().trim_end_matches(['.', '。']))
}

/// Whether a sentence can say nothing that a program could check. The first sentence says what the field means, and may use more words.
pub(super) fn is_plain(text: &str, is_meaning: bool) -> bool {
    // What two values mean each is said of values.
    if STRONG.is_match(text) || NUMBER.is_match(text) || MEANS.find_iter(text).count() > 1 {
        return false;
    }
    // A name of code may be another field's.
    let has_name = NAME.is_match(text);
    SEE.is_match(text) || !has_name && (is_meaning || !WEAK.is_match(text))
}
