//! The one place where Rust names, module names and file stems are computed from the vendor's names.
//!
//! Every function is total and pure: any text, hostile ones too, becomes an identifier of `[A-Za-z0-9_]` that is
//! neither a keyword nor a name that would shadow something generated code needs. Two wire names may become the same
//! identifier; the loader refuses such a spec and names both origins.
//!
//! | wire | [`type_name`] | [`field_name`] |
//! |---|---|---|
//! | `RTCRoomInfoList` | `RTCRoomInfoList` | `rtc_room_info_list` |
//! | `Show2DDigitalHumanVideo` | `Show2DDigitalHumanVideo` | `show2_d_digital_human_video` |
//! | `2D_DIGITAL_HUMAN_VIDEO` | `N2dDigitalHumanVideo` | `n2_d_digital_human_video` |
//! | `X-Auth-Token` | `XAuthToken` | `x_auth_token` |
//! | `type` | `Type` | `type_` |

use std::fmt::Write as _;

/// The longest identifier that is handed out; longer ones end in a hash of the wire name.
pub const MAX_IDENTIFIER: usize = 64;

/// The folder of a spec that holds the schemas of its files, and no service.
pub const META: &str = "meta";

/// The longest name of a service, a type or an operation.
pub const MAX_NAME: usize = 150;

/// Keywords of every edition, the reserved ones and the weak ones too.
const KEYWORDS: [&str; 53] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate",
    "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl",
    "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref",
    "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "union", "unsafe", "unsized", "use", "virtual", "where", "while", "yield", "safe",
];

/// Type names that generated code needs to mean what the prelude means by them.
const PRELUDE: [&str; 33] = [
    "AsMut",
    "AsRef",
    "Box",
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "DoubleEndedIterator",
    "Drop",
    "Eq",
    "Err",
    "ExactSizeIterator",
    "Extend",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "Future",
    "Hash",
    "Into",
    "Iterator",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Result",
    "Self",
    "Some",
    "String",
    "ToOwned",
    "Vec",
];

/// Enum variants that generated code has a use of its own for: `Other` holds undocumented values.
const VARIANTS: [&str; 2] = ["Other", "Self"];

/// Modules that generated code has a use of its own for, and file names that Windows reserves.
const MODULES: [&str; 27] = [
    "aux", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "con", "core",
    "alloc", "lib", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9", "main",
    "nul", "prn", "std",
];

/// The name of a struct or an enum, `UpperCamelCase`. Words that the vendor writes with lower-case letters in them
/// keep their capitals (`RTCRoomInfoList`).
///
/// ```
/// use mediaspec_spec::names::type_name;
///
/// assert_eq!(type_name("VideoLayerConfig"), "VideoLayerConfig");
/// assert_eq!(type_name("Result"), "Result_");
/// ```
#[must_use]
pub fn type_name(wire: &str) -> String {
    guard(camel(wire), &PRELUDE)
}

/// The name of the Rust enum for a field of kind `enum` (or a list of them): the owner's name, then the field's.
///
/// ```
/// use mediaspec_spec::names::enum_name;
///
/// assert_eq!(enum_name("VideoConfig", "clip_mode"), "VideoConfigClipMode");
/// ```
#[must_use]
pub fn enum_name(owner: &str, field: &str) -> String {
    let joined = format!("{}{}", camel(owner), camel(field));
    guard(
        shorten_camel(joined, &format!("{owner}\0{field}")),
        &PRELUDE,
    )
}

/// The name of an enum's variant, `UpperCamelCase`.
///
/// ```
/// use mediaspec_spec::names::variant_name;
///
/// assert_eq!(variant_name("2D_DIGITAL_HUMAN_VIDEO"), "N2dDigitalHumanVideo");
/// assert_eq!(variant_name("V3.2"), "V3_2");
/// assert_eq!(variant_name("24"), "N24");
/// assert_eq!(variant_name("OTHER"), "Other_");
/// ```
#[must_use]
pub fn variant_name(wire: &str) -> String {
    guard(camel(wire), &VARIANTS)
}

/// The name of a struct's field, `snake_case`.
///
/// ```
/// use mediaspec_spec::names::field_name;
///
/// assert_eq!(field_name("FunctionName"), "function_name");
/// assert_eq!(field_name("type"), "type_");
/// ```
#[must_use]
pub fn field_name(wire: &str) -> String {
    guard(snake(wire), &KEYWORDS)
}

/// The name of the method that sets a member of a model.
///
/// ```
/// use mediaspec_spec::names::setter_name;
///
/// assert_eq!(setter_name("speed"), "with_speed");
/// assert_eq!(setter_name("type"), "with_type");
/// ```
#[must_use]
pub fn setter_name(wire: &str) -> String {
    format!("with_{}", snake(wire))
}

/// The name of the struct of those members of a type that every request must have.
///
/// ```
/// use mediaspec_spec::names::required_name;
///
/// assert_eq!(required_name("VideoConfig"), "VideoConfigRequired");
/// assert_eq!(required_name("Result"), "ResultRequired");
/// ```
#[must_use]
pub fn required_name(ty: &str) -> String {
    shorten_camel(format!("{}Required", camel(ty)), &format!("{ty}\0"))
}

/// The name of a cargo feature, or a part of one, `kebab-case`.
///
/// ```
/// use mediaspec_spec::names::feature_name;
///
/// assert_eq!(feature_name("DigitalHumanVideoManager"), "digital-human-video-manager");
/// assert_eq!(feature_name("smart-live-rooms"), "smart-live-rooms");
/// ```
#[must_use]
pub fn feature_name(name: &str) -> String {
    words(name).join("-")
}

/// The name of a module, and of its file without `.rs`.
///
/// ```
/// use mediaspec_spec::names::module_name;
///
/// assert_eq!(module_name("RTCRoomInfoList"), "rtc_room_info_list");
/// assert_eq!(module_name("Match"), "match_");
/// ```
#[must_use]
pub fn module_name(name: &str) -> String {
    guard(guard(snake(name), &KEYWORDS), &MODULES)
}

/// The name of a file in `spec/` without `.toml`: the type's or operation's name in `snake_case`, neither shortened nor
/// guarded against keywords.
///
/// ```
/// use mediaspec_spec::names::file_stem;
///
/// assert_eq!(file_stem("Show2dModelTrainingJob"), "show2d_model_training_job");
/// assert_eq!(file_stem("Match"), "match");
/// ```
#[must_use]
pub fn file_stem(name: &str) -> String {
    join_snake(&words(name))
}

/// Whether a text can be the name of a type or an operation: ASCII letters, digits, `_`, `-` and `.`, a letter or a digit first, no
/// more than [`MAX_NAME`] of them.
///
/// ```
/// use mediaspec_spec::names::can_be_name;
///
/// assert!(can_be_name("Show2dModelTrainingJob"));
/// assert!(!can_be_name("../clips"));
/// ```
#[must_use]
pub fn can_be_name(text: &str) -> bool {
    text.len() <= MAX_NAME
        && text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'))
}

/// Whether a text can be the name of a service, and of its folder: as [`can_be_name`] says, without capitals and `.`, and not [`META`].
///
/// ```
/// use mediaspec_spec::names::can_be_service;
///
/// assert!(can_be_service("metastudio"));
/// assert!(!can_be_service("MetaStudio"));
/// ```
#[must_use]
pub fn can_be_service(text: &str) -> bool {
    can_be_name(text)
        && !text.contains(|c: char| c.is_ascii_uppercase() || c == '.')
        && text != META
}

/// The part of a member's name that speaks of a secret: whoever describes the member decides whether its value may be shown.
///
/// ```
/// use mediaspec_spec::names::secret_word;
///
/// assert_eq!(secret_word("X-Auth-Token"), Some("token"));
/// assert_eq!(secret_word("callback_url"), Some("callback"));
/// assert_eq!(secret_word("preview_url"), None);
/// ```
#[must_use]
pub fn secret_word(name: &str) -> Option<&'static str> {
    const ANYWHERE: [&str; 7] = [
        "secret",
        "token",
        "password",
        "passwd",
        "signature",
        "credential",
        "authorization",
    ];
    const BEFORE_URL: [&str; 5] = ["download", "upload", "callback", "signed", "presigned"];
    let stem = file_stem(name);
    let words: Vec<&str> = stem.split('_').collect();
    if let Some(word) = ANYWHERE.into_iter().find(|word| words.contains(word)) {
        return Some(word);
    }
    match words.as_slice() {
        // The key to sort by is no secret.
        [.., "sort", "key"] => None,
        [.., "key"] => Some("key"),
        [before @ .., "url" | "urls"] => BEFORE_URL.into_iter().find(|word| before.contains(word)),
        _ => None,
    }
}

/// A trailing underscore says "the same name, but free": it works for `self` and `Self` too, which cannot be raw.
fn guard(name: String, taken: &[&str]) -> String {
    if taken.contains(&name.as_str()) {
        format!("{name}_")
    } else {
        name
    }
}

fn snake(wire: &str) -> String {
    let mut name = join_snake(&words(wire));
    if name.starts_with(|c: char| c.is_ascii_digit()) {
        name.insert(0, 'n');
    }
    if name.len() > MAX_IDENTIFIER {
        name.truncate(MAX_IDENTIFIER.saturating_sub(10));
        // Two underscores in a row are no snake case.
        name.truncate(name.trim_end_matches('_').len());
        let _ = write!(name, "_h{:08x}", hash(wire));
    }
    name
}

fn camel(wire: &str) -> String {
    let mut name = String::new();
    for chunk in chunks(wire) {
        // `V3.2` must not become `V32`.
        let digits_meet = name.ends_with(|c: char| c.is_ascii_digit())
            && chunk.starts_with(|c: char| c.is_ascii_digit());
        if digits_meet {
            name.push('_');
        }
        let shouted = !chunk.contains(|c: char| c.is_ascii_lowercase());
        for (at, c) in chunk.chars().enumerate() {
            name.push(match at {
                0 => c.to_ascii_uppercase(),
                _ if shouted => c.to_ascii_lowercase(),
                _ => c,
            });
        }
    }
    if name.starts_with(|c: char| c.is_ascii_digit()) {
        // What follows the first digits is the first word still: `2D` is `N2d`.
        name.insert(0, 'N');
    }
    shorten_camel(name, wire)
}

fn shorten_camel(mut name: String, origin: &str) -> String {
    if name.len() > MAX_IDENTIFIER {
        name.truncate(MAX_IDENTIFIER.saturating_sub(9));
        let _ = write!(name, "H{:08x}", hash(origin));
    }
    name
}

fn join_snake(words: &[String]) -> String {
    words.join("_")
}

/// Letters and digits between separators. Text beyond ASCII is spelt in code points (`u4f60`), and so is a name that
/// consists of symbols alone, because nothing would be left of it.
fn chunks(wire: &str) -> Vec<String> {
    let mut chunks = vec![String::new()];
    let mut rest = wire;
    if let Some(after) = wire.strip_prefix('-')
        && after.starts_with(|c: char| c.is_ascii_digit())
    {
        // `-1` and `1` are both plausible values of one enum.
        chunks.push("minus".to_owned());
        chunks.push(String::new());
        rest = after;
    }
    let symbols_only = !wire
        .chars()
        .any(|c| c.is_ascii_alphanumeric() || !c.is_ascii());
    for c in rest.chars() {
        if c.is_ascii_alphanumeric() {
            if let Some(last) = chunks.last_mut() {
                last.push(c);
            }
        } else if c.is_ascii() && !symbols_only {
            chunks.push(String::new());
        } else {
            chunks.push(format!("u{:x}", u32::from(c)));
            chunks.push(String::new());
        }
    }
    chunks.retain(|chunk| !chunk.is_empty());
    if chunks.is_empty() {
        chunks.push("empty".to_owned());
    }
    chunks
}

/// Lower-case words. An upper-case letter after a lower-case letter or a digit starts a word, and so does the last
/// upper-case letter of a run that a lower-case letter follows.
fn words(wire: &str) -> Vec<String> {
    let mut words = Vec::new();
    for chunk in chunks(wire) {
        let chars: Vec<char> = chunk.chars().collect();
        let mut word = String::new();
        for (at, &c) in chars.iter().enumerate() {
            let before = at.checked_sub(1).and_then(|i| chars.get(i));
            let after = chars.get(at.saturating_add(1));
            let starts = c.is_ascii_uppercase()
                && before.is_some_and(|b| {
                    b.is_ascii_lowercase()
                        || b.is_ascii_digit()
                        || (b.is_ascii_uppercase() && after.is_some_and(char::is_ascii_lowercase))
                });
            if starts {
                words.push(std::mem::take(&mut word));
            }
            word.push(c.to_ascii_lowercase());
        }
        words.push(word);
    }
    words
}

/// FNV-1a, folded to 32 bits: stable across releases and machines, which `std`'s hashers are not.
fn hash(text: &str) -> u32 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for &byte in text.as_bytes() {
        hash ^= u64::from(byte);
        hash = hash.wrapping_mul(0x0000_0100_0000_01b3);
    }
    let [a, b, c, d, e, f, g, h] = hash.to_be_bytes();
    u32::from_be_bytes([a, b, c, d]) ^ u32::from_be_bytes([e, f, g, h])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vendor_spellings_become_snake_case() {
        for (wire, expected) in [
            ("RTCRoomInfoList", "rtc_room_info_list"),
            ("Show2DDigitalHumanVideo", "show2_d_digital_human_video"),
            ("Show2dModelTrainingJob", "show2d_model_training_job"),
            (
                "CreateAssetByReplicationInfo",
                "create_asset_by_replication_info",
            ),
            (
                "CreateAssetbyReplicationInfo",
                "create_assetby_replication_info",
            ),
            ("QueryIProductionJob", "query_i_production_job"),
            ("X-Sdk-Date", "x_sdk_date"),
            ("USER_CREATE_JOD", "user_create_jod"),
        ] {
            assert_eq!(file_stem(wire), expected);
            assert_eq!(field_name(wire), expected);
        }
    }

    #[test]
    fn vendor_spellings_become_variants() {
        for (wire, expected) in [
            ("RESIZE", "Resize"),
            ("H264", "H264"),
            ("VP8", "Vp8"),
            ("zh_CN", "ZhCn"),
            ("V3.2", "V3_2"),
            ("24", "N24"),
            ("-1", "Minus1"),
            ("1", "N1"),
            ("1080x1920", "N1080x1920"),
            ("self", "Self_"),
            ("other", "Other_"),
            ("", "Empty"),
            ("你好", "U4f60U597d"),
            ("+", "U2b"),
            ("Success", "Success"),
        ] {
            assert_eq!(variant_name(wire), expected);
        }
    }

    #[test]
    fn keywords_get_a_trailing_underscore() {
        for wire in ["type", "match", "self", "Self", "async", "gen"] {
            assert!(field_name(wire).ends_with('_'), "{wire}");
        }
        assert_eq!(type_name("self"), "Self_");
        assert_eq!(module_name("con"), "con_");
    }

    #[test]
    fn every_text_becomes_a_short_identifier() {
        let long = "a_very_long_name".repeat(30);
        let longer = format!("{long}_");
        for wire in [
            "", " ", "\u{202e}", "9", "_", "__", "a b", "🎬", "\0", &long, &longer, "é", "ÀB",
            "--1", "-",
        ] {
            for name in [
                type_name(wire),
                variant_name(wire),
                field_name(wire),
                module_name(wire),
                enum_name(wire, wire),
                required_name(wire),
            ] {
                assert!(
                    name.len() <= MAX_IDENTIFIER.saturating_add(1),
                    "{wire:?} {name}"
                );
                assert!(
                    name.starts_with(|c: char| c.is_ascii_alphabetic()),
                    "{wire:?} {name}"
                );
                assert!(
                    name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'),
                    "{wire:?} {name}"
                );
            }
        }
        assert_ne!(field_name(&long), field_name(&longer));
        assert_ne!(required_name(&long), required_name(&longer));
    }

    #[test]
    fn a_setter_is_named_as_its_member_is() {
        for wire in ["type", "X-Auth-Token", "2D_x", "*/", "", "Self", "with"] {
            let member = field_name(wire);
            let member = member.trim_end_matches('_');
            assert_eq!(setter_name(wire), format!("with_{member}"));
        }
    }

    #[test]
    fn feature_names_are_those_that_cargo_takes() {
        for (name, expected) in [
            (
                "DigitalHumanVideoManagerFor2D",
                "digital-human-video-manager-for2-d",
            ),
            ("Ttsc", "ttsc"),
            ("TTSA", "ttsa"),
            ("smart-live-rooms", "smart-live-rooms"),
            ("*/ \"tag\"", "tag"),
            ("", "empty"),
        ] {
            assert_eq!(feature_name(name), expected);
        }
    }

    #[test]
    fn a_long_name_that_is_cut_between_words_has_one_underscore_there() {
        // The cut lies behind the ninth word and its underscore.
        let long = "abcde_".repeat(20);
        let name = field_name(&long);
        assert!(
            name.starts_with("abcde_abcde_") && name.contains("abcde_h"),
            "{name}"
        );
        assert!(
            !name.contains("__") && name.len() <= MAX_IDENTIFIER,
            "{name}"
        );
    }

    #[test]
    fn the_lists_of_taken_names_hold_no_name_twice() {
        for list in [&KEYWORDS[..], &PRELUDE[..], &VARIANTS[..], &MODULES[..]] {
            let mut sorted = list.to_vec();
            sorted.sort_unstable();
            sorted.dedup();
            assert_eq!(sorted.len(), list.len());
        }
    }

    #[test]
    fn names_of_secrets_are_known_by_their_parts() {
        for (name, word) in [
            ("X-Auth-Token", Some("token")),
            ("Authorization", Some("authorization")),
            ("app_key", Some("key")),
            ("authKey", Some("key")),
            ("sort_key", None),
            ("keyword", None),
            ("key_id", None),
            ("sample_download_url", Some("download")),
            ("callback_url", Some("callback")),
            ("preview_url", None),
            ("max_tokens", None),
            ("video_asset_id", None),
        ] {
            assert_eq!(secret_word(name), word, "{name}");
        }
    }
}
