//! Traditional characters as simplified ones, so that the words of both are known by one spelling.

/// Pairs of a traditional character and the simplified one of the same length in UTF-8.
const PAIRS: &[(char, char)] = &[
    ('參', '参'),
    ('數', '数'),
    ('稱', '称'),
    ('屬', '属'),
    ('類', '类'),
    ('說', '说'),
    ('須', '须'),
    ('選', '选'),
    ('項', '项'),
    ('義', '义'),
    ('體', '体'),
    ('頭', '头'),
    ('狀', '状'),
    ('態', '态'),
    ('碼', '码'),
    ('請', '请'),
    ('響', '响'),
    ('應', '应'),
    ('徑', '径'),
    ('詢', '询'),
    ('標', '标'),
    ('單', '单'),
    ('認', '认'),
    ('預', '预'),
    ('設', '设'),
    ('範', '范'),
    ('圍', '围'),
    ('長', '长'),
    ('個', '个'),
    ('節', '节'),
    ('廢', '废'),
    ('棄', '弃'),
    ('僅', '仅'),
    ('當', '当'),
    ('時', '时'),
    ('為', '为'),
    ('無', '无'),
    ('約', '约'),
    ('釋', '释'),
    ('於', '于'),
    ('過', '过'),
    ('種', '种'),
    ('舉', '举'),
    ('間', '间'),
    ('對', '对'),
    ('組', '组'),
    ('爲', '为'),
    ('該', '该'),
    ('傳', '传'),
    ('啟', '启'),
    ('雙', '双'),
    ('點', '点'),
    ('爾', '尔'),
    ('兩', '两'),
    ('從', '从'),
    ('錯', '错'),
    ('誤', '误'),
    ('權', '权'),
    ('級', '级'),
    ('別', '别'),
    ('資', '资'),
    ('輯', '辑'),
    ('據', '据'),
    ('條', '条'),
    ('後', '后'),
    ('實', '实'),
    ('際', '际'),
    ('準', '准'),
    ('復', '复'),
    ('處', '处'),
    ('與', '与'),
    ('結', '结'),
    ('構', '构'),
    ('欄', '栏'),
    ('變', '变'),
    ('動', '动'),
    ('則', '则'),
];

/// Returns the text with simplified characters; every character stays at its place.
pub(super) fn simplified(text: &str) -> String {
    let one = |c: char| {
        let pair = PAIRS.iter().find(|(traditional, _)| *traditional == c);
        pair.map_or(c, |(_, simplified)| *simplified)
    };
    text.chars().map(one).collect()
}

/// Whether a character is a Chinese one.
pub(super) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_stays_at_its_place() {
        for (traditional, simplified) in PAIRS {
            assert_eq!(
                traditional.len_utf8(),
                simplified.len_utf8(),
                "{traditional}"
            );
        }
        assert_eq!(simplified("是否必須 a 參數"), "是否必须 a 参数");
    }
}
