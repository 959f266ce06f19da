//! Texts of the characters that programs get wrong.

use crate::dice::Dice;

/// Units that texts are put together from. What is more than one code point belongs together.
const ALPHABETS: [&[&str]; 6] = [
    // ASCII.
    &[
        "a", "b", "z", "A", "Z", "0", "9", " ", "-", "_", ".", ":", "/", "@", "<", ">", "&", "%",
        "~", "'",
    ],
    // Chinese, with the full-width forms, and one character beyond the basic plane.
    &["中", "文", "数", "字", "人", "，", "。", "Ａ", "１", "𠮷"],
    // Letters with marks of their own, and marks that combine.
    &[
        "é", "ß", "ñ", "e", "\u{301}", "a", "\u{308}", "\u{302}", "ệ", "क", "\u{93f}",
    ],
    // Emoji: in one code point, with a modifier, joined, flags.
    &[
        "🎬",
        "😀",
        "👍\u{1f3fd}",
        "👩\u{200d}💻",
        "🇨🇳",
        "❤\u{fe0f}",
        "\u{200d}",
    ],
    // What JSON must escape, or may, and what ends lines.
    &[
        "\"", "\\", "/", "\u{8}", "\u{c}", "\n", "\r", "\t", "\0", "\u{1f}", "\u{7f}", "\u{2028}",
        "\u{2029}", "\u{feff}",
    ],
    // What acts on terminals and in logs.
    &[
        "\u{1b}",
        "\u{9b}",
        "\u{202e}",
        "\u{2066}",
        "\u{200b}",
        "::error::",
        "##vso[",
        "\u{e0041}",
    ],
];

/// A text of exactly that many code points.
pub(super) fn text(chars: usize, dice: &mut Dice) -> String {
    let mixed = dice.once_in(4);
    let mut alphabet = alphabet(dice);
    let mut out = String::new();
    let mut length = 0_usize;
    while length < chars {
        if mixed {
            alphabet = self::alphabet(dice);
        }
        let unit = dice.pick(alphabet).copied().unwrap_or("a");
        for c in unit.chars().take(chars.saturating_sub(length)) {
            out.push(c);
            length = length.saturating_add(1);
        }
    }
    out
}

fn alphabet(dice: &mut Dice) -> &'static [&'static str] {
    dice.pick(&ALPHABETS).copied().unwrap_or(&["a"])
}
