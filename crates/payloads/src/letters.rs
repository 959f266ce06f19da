//! Texts without meaning.

use crate::dice::Dice;

/// Units that texts are put together from. What is more than one code point belongs together.
type Alphabet = &'static [&'static str];

/// What is plain text everywhere.
pub(crate) const PLAIN: Alphabet = &[
    "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "q", "r", "s",
    "t", "u", "v", "w", "x", "y", "z", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9",
];

/// What JSON escapes, and one to four bytes in UTF-8: lengths count code points.
pub(crate) const ODD: Alphabet = &["\"", "\\", " ", "\n", "&", "é", "ß", "数", "字", "🎬"];

/// Whatever has led programs astray.
#[cfg(feature = "proptest")]
pub(crate) const WILD: [Alphabet; 6] = [
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

/// Returns a text of exactly that many code points: of one alphabet, or of all of them one after another.
pub(crate) fn text(chars: usize, alphabets: &[Alphabet], dice: &mut Dice) -> String {
    let mixed = dice.once_in(4);
    let mut alphabet = dice.pick(alphabets);
    let mut out = String::new();
    let mut length = 0_usize;
    while length < chars {
        if mixed {
            alphabet = dice.pick(alphabets);
        }
        let unit = alphabet.and_then(|alphabet| dice.pick(alphabet));
        for c in unit
            .unwrap_or(&"a")
            .chars()
            .take(chars.saturating_sub(length))
        {
            out.push(c);
            length = length.saturating_add(1);
        }
    }
    out
}
