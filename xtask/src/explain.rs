//! `cargo xtask explain`: what a code means.

use clap::Args;
use mediaspec_core::code::Code;
use mediaspec_core::escape::shortened;
use mediaspec_spec::codes::{self, LintCode};

use crate::{Status, console};

/// Explain a code of the spec linter (MS2003) or of a report (maximum).
///
/// Exit status: 0 explained; 2 no such code.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cargo xtask explain MS2003        a problem that codegen tells of a spec
  cargo xtask explain maximum       a violation that a check tells of a payload")]
pub(crate) struct Explain {
    /// The code.
    code: String,
}

pub(crate) fn run(command: &Explain) -> Status {
    match explanation(&command.code) {
        Ok(text) => {
            console::line(text);
            Status::Fine
        }
        Err(message) => {
            eprintln!("error: {message}");
            Status::Trouble
        }
    }
}

/// What a code means, or what to say where there is none.
fn explanation(code: &str) -> Result<String, String> {
    if let Some(lint) = codes::explain(code) {
        return Ok(of_lint(lint));
    }
    let known = Code::ALL
        .into_iter()
        .find(|known| known.as_str().eq_ignore_ascii_case(code));
    if let Some(known) = known {
        return Ok(format!(
            "{}\n\n{}\n{}",
            known.as_str(),
            known.meaning(),
            known.advice()
        ));
    }
    let close = close_codes(code);
    let hint = if close.is_empty() {
        "codes look like MS2003 or maxLength".to_owned()
    } else {
        format!("did you mean {}?", close.join(", "))
    };
    Err(format!("there is no code {}; {hint}", shortened(code, 40)))
}

fn of_lint(lint: &LintCode) -> String {
    let LintCode {
        code,
        title,
        help,
        explanation,
    } = lint;
    format!("{code}: {title}\n\n{help}\n\n{}", explanation.trim_end())
}

/// Codes that are spelt alike, the closest first.
fn close_codes(code: &str) -> Vec<&'static str> {
    let wanted = code.to_ascii_lowercase();
    let lints = codes::ALL.iter().map(|lint| lint.code);
    let mut close: Vec<(usize, &str)> = lints
        .chain(Code::ALL.into_iter().map(Code::as_str))
        .map(|known| {
            (
                strsim::damerau_levenshtein(&known.to_ascii_lowercase(), &wanted),
                known,
            )
        })
        .filter(|(distance, known)| *distance <= known.len() / 3)
        .collect();
    close.sort_unstable();
    close.into_iter().map(|(_, known)| known).take(5).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_explained_in_whatever_case() {
        for lint in codes::ALL {
            let text = explanation(&lint.code.to_ascii_lowercase()).expect("a known code");
            assert!(text.starts_with(lint.code), "{text}");
        }
        for code in Code::ALL {
            let text = explanation(&code.as_str().to_ascii_uppercase()).expect("a known code");
            assert!(text.starts_with(code.as_str()), "{text}");
        }
    }

    #[test]
    fn an_unknown_code_lists_close_ones() {
        let message = explanation("maxLenght").expect_err("misspelt");
        assert!(message.contains("maxLength"), "{message}");
        let message = explanation("MS2993").expect_err("unknown");
        assert!(message.contains("MS2"), "{message}");
        let message = explanation("\u{1b}[31m").expect_err("no code");
        assert!(!message.contains('\u{1b}'), "{message}");
    }
}
