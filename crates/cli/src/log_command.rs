//! Commands that CI systems take from the log of a job.
//!
//! Whoever checks a payload in CI does so in a log that is read for commands: `::error::…` at the beginning of a line
//! (GitHub), `##[error]…` (GitHub, Azure), `##vso[…]` (Azure) and `##teamcity[…]` anywhere in it. Text of a payload or
//! the name of a file must not give one.

/// What stands for the second `#` of such a command, where it cannot be written as another escape.
const HASH: &str = "\\u{23}";

/// The text for a log, with every such command made unreadable.
pub(crate) fn without(text: String) -> String {
    let text = replace_hashes(text, HASH);
    if !text.contains("::") {
        return text;
    }
    let lines = text.split_inclusive('\n').map(|line| {
        let inside = line.trim_start();
        let margin = line.strip_suffix(inside).unwrap_or_default();
        match inside.strip_prefix("::") {
            Some(rest) => format!("{margin}:\\u{{3a}}{rest}"),
            None => line.to_owned(),
        }
    });
    lines.collect()
}

/// The JSON text with every such command written as an escape. A line of JSON text never begins with colons.
pub(super) fn without_in_json(json: String) -> String {
    replace_hashes(json, "\\u0023")
}

/// Puts `escape` in the place of the second of two `#` before a word and a bracket.
fn replace_hashes(text: String, escape: &str) -> String {
    if !text.contains("##") {
        return text;
    }
    let mut out = String::with_capacity(text.len().saturating_add(16));
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once('[') {
        let word = before.trim_end_matches(|c: char| c.is_ascii_alphanumeric());
        match word.strip_suffix("##") {
            Some(lead) => {
                out.push_str(lead);
                out.push('#');
                out.push_str(escape);
                out.push_str(before.get(word.len()..).unwrap_or_default());
            }
            None => out.push_str(before),
        }
        out.push('[');
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::{without, without_in_json};

    fn plain(text: &str) -> String {
        without(text.to_owned())
    }

    #[test]
    fn commands_become_unreadable() {
        assert_eq!(plain("a ##[error]b"), "a #\\u{23}[error]b");
        assert_eq!(plain("##vso[task.x]"), "#\\u{23}vso[task.x]");
        assert_eq!(plain("###teamcity[x]"), "##\\u{23}teamcity[x]");
        assert_eq!(plain("####[x] ##[y]"), "###\\u{23}[x] #\\u{23}[y]");
        assert_eq!(plain("a\n  ::error::b\n"), "a\n  :\\u{3a}error::b\n");
        assert_eq!(plain("::set-env::"), ":\\u{3a}set-env::");
    }

    #[test]
    fn other_text_stays_as_it_is() {
        for text in ["", "#", "##", "## Title [x]", "a ::b", "#[x]", "### #"] {
            assert_eq!(plain(text), text);
        }
    }

    #[test]
    fn json_reads_back_the_same() {
        let text = r####"{"a":"###vso[x] ##[y] ## z"}"####;
        let escaped = without_in_json(text.to_owned());
        assert!(!escaped.contains("##vso[") && !escaped.contains("##["));
        let read = |text: &str| serde_json::from_str::<serde_json::Value>(text).ok();
        assert_eq!(read(&escaped), read(text));
    }
}
