//! Output is safe in every format: nothing of a payload acts on a terminal, or on who reads the log of a CI job.

use mediaspec_core::escape::is_active;
use mediaspec_tests::command::{formats, mediaspec};

const CHECK: [&str; 4] = [
    "check",
    "--op",
    "metastudio/Create2DDigitalHumanVideo",
    "--request",
];

/// Text that does something to terminals, editors and the logs of CI services.
const ACTING: [&str; 10] = [
    "\u{1b}[2J\u{1b}]0;title\u{7}",
    "\u{9b}31m\u{9d}0;title\u{9c}",
    "\u{202e}reversed\u{202c}\u{2066}isolated\u{2069}",
    "\u{200b}\u{feff}\u{ad}\u{2060}\u{e0041}",
    "\n::error file=a,line=1::gotcha",
    "\r\n::set-output name=a::b",
    "\n##vso[task.setvariable variable=a]b",
    "\n##[error]gotcha",
    "\u{2028}::warning::gotcha\u{2029}",
    "\0\u{7f}\u{85}::add-mask::a",
];

/// What acts is what Unicode says: controls, marks that reorder or join what stands beside them, ends of lines.
#[test]
fn whatever_unicode_counts_as_control_format_or_separator_is_escaped() {
    use unicode_general_category::{GeneralCategory as Category, get_general_category};
    // Format characters that are seen, or stand in scripts that cannot be written without them.
    let harmless = |c: char| {
        matches!(c,
            '\u{600}'..='\u{605}' | '\u{6dd}' | '\u{70f}' | '\u{890}'..='\u{891}' | '\u{8e2}'
            | '\u{110bd}' | '\u{110cd}' | '\u{13430}'..='\u{1343f}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}')
    };
    for c in '\0'..=char::MAX {
        let acts = match get_general_category(c) {
            Category::Control | Category::LineSeparator | Category::ParagraphSeparator => true,
            Category::Format => !harmless(c),
            _ => continue,
        };
        assert_eq!(is_active(c), acts, "{:?}", c.escape_unicode().to_string());
    }
}

fn check(format: &str, payload: &str) -> [String; 2] {
    let arguments: Vec<&str> = CHECK.into_iter().chain(["--format", format, "-"]).collect();
    let (out, err) = mediaspec(&arguments, payload.as_bytes());
    [out, err]
}

/// Payloads with a text as value, as unknown name, where another type is expected, in a document, and behind the end.
fn payloads(text: &str) -> Vec<String> {
    let text = serde_json::Value::from(text).to_string();
    let raw: String = text.chars().filter(|c| *c != '\\').collect();
    vec![
        format!("{{\"video_config\":{{\"codec\":{text}}}}}"),
        format!("{{{text}:1,\"video_config\":{{{text}:{{{text}:1}}}}}}"),
        format!("{{\"voice_config\":{{\"speed\":{text}}},\"shoot_scripts\":{text}}}"),
        format!("{{\"script_id\":{text}}} {text}"),
        format!("{{\"script_id\":{raw}"),
        text.clone(),
    ]
}

#[test]
fn no_character_of_a_payload_acts_in_any_format() {
    let formats = formats();
    assert!(formats.len() >= 3, "{formats:?}");
    for format in &formats {
        for text in ACTING {
            for payload in payloads(text) {
                for shown in check(format, &payload) {
                    let acts = shown.chars().find(|&c| c != '\n' && is_active(c));
                    assert_eq!(acts, None, "{format}: {shown}");
                    for line in shown.lines() {
                        let command = ["::", "##"]
                            .into_iter()
                            .find(|sign| line.trim_start().starts_with(sign));
                        // Annotations of our own say whose they are, ahead of everything that a payload holds.
                        let own = format == "github"
                            && line.strip_prefix("::").is_some_and(|rest| {
                                let head = rest.split("::").next().unwrap_or("");
                                head.contains("title=mediaspec")
                            });
                        assert!(command.is_none() || own, "{format}: {line}");
                    }
                }
            }
        }
    }
}

#[test]
fn long_values_and_names_do_not_flood_any_format() {
    let long = "x".repeat(1 << 20);
    for format in formats() {
        for payload in [
            format!("{{\"video_config\":{{\"codec\":\"{long}\"}}}}"),
            format!("{{\"voice_config\":{{\"speed\":\"{long}\"}}}}"),
            format!(
                "{{\"voice_config\":{{\"speed\":0.{}}}}}",
                "1".repeat(1 << 20)
            ),
            format!("[\"{long}\"]"),
        ] {
            for shown in check(&format, &payload) {
                assert!(shown.len() < 100_000, "{format}: {} bytes", shown.len());
            }
        }
        // Programs get names whole, since pointers are exact: SARIF as the place, and among what JSON has.
        // People do not.
        let whole = match format.as_str() {
            "json" | "ndjson" => 1,
            "sarif" => 2,
            _ => 0,
        };
        let payload = format!("{{\"video_config\":{{\"{long}\":1}}}}");
        for shown in check(&format, &payload) {
            let most = (whole << 20) + 100_000;
            assert!(shown.len() < most, "{format}: {} bytes", shown.len());
        }
    }
}
