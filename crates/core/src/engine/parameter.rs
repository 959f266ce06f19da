//! Parameters: texts on the wire, which may say a number or a truth value, or still be the template that they were made of.

use super::Engine;
use super::expect::{Expect, State};
use super::report::{Found, Site};
use super::scalar::{Num, Scalar, Span, Str, truth};
use crate::code::Code;
use crate::compiled::View;
use crate::contract::Part;
use crate::path::Path;
use crate::report::Detail;

impl<'c> Engine<'c, '_> {
    /// Returns whether values are those of parameters or of a form, and do not stand in a document inside of one.
    #[inline]
    pub(super) const fn is_at_parameters(&self) -> bool {
        self.on_the_wire && self.sink.place().is_none()
    }

    /// Checks the text of a parameter.
    #[cold]
    pub(super) fn parameter(
        &mut self,
        expect: &Expect<'c>,
        path: &Path<'_>,
        span: Span,
        text: Str<'_>,
        token: Option<&str>,
    ) -> State {
        let mut scratch = String::new();
        let said = text.decode(&mut scratch);
        let name = expect.field.map_or("", |field| &*field.name);
        if is_template(said, name, self.scope.part) {
            let value = Scalar::Text(text);
            let site = &Site {
                expect,
                path,
                span,
                found: Some(Found { value, token }),
                piece: false,
            };
            self.violation(site, Code::Placeholder, Detail::None);
            self.notes(site);
            return State::Failed;
        }
        let read = match expect.view {
            View::Int(_) => Num::integer(said).map(Scalar::Number),
            View::Number(_) => Num::number(said).map(Scalar::Number),
            View::Bool => truth(said).map(Scalar::Bool),
            View::Text(_)
            | View::Enum(_)
            | View::List(_)
            | View::Map(_)
            | View::Object(_)
            | View::Alternatives(_)
            | View::Any => None,
        };
        let value = read.unwrap_or(Scalar::Text(text));
        self.by_sources(expect, path, span, value, token)
    }
}

/// Returns whether a text is a template that nobody filled in: a name in braces or angle brackets, or behind a colon or a dollar
/// sign. In a path,
/// where no braces are expected, any name in braces is one, and otherwise the parameter's own name in any spelling.
fn is_template(text: &str, name: &str, part: Part) -> bool {
    let variable = text.strip_prefix('$');
    let text = variable.unwrap_or(text);
    let between = |open: &str, close: &str| text.strip_prefix(open)?.strip_suffix(close);
    let in_braces = between("{{", "}}").or_else(|| between("{", "}"));
    let inside = in_braces
        .or_else(|| between("<", ">"))
        .or_else(|| text.strip_prefix(':'))
        .or(variable);
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let Some(inside) = inside
        .map(str::trim)
        .filter(|inside| !inside.is_empty() && inside.chars().all(is_name))
    else {
        return false;
    };
    let letters = |name: &str| -> String {
        let letters = name.chars().filter(char::is_ascii_alphanumeric);
        letters.map(|c| c.to_ascii_lowercase()).collect()
    };
    (part == Part::Path && in_braces.is_some()) || letters(inside) == letters(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_the_name_of_its_parameter_or_in_a_path_any_name_in_braces() {
        let own = [
            "{project_id}",
            "{{project_id}}",
            "${projectId}",
            "<Project-ID>",
            ":project_id",
            "$PROJECT_ID",
            "{ project_id }",
        ];
        for text in own {
            for part in [Part::Path, Part::Query, Part::Header] {
                assert!(is_template(text, "project_id", part), "{text} {part}");
            }
        }
        for text in ["{id}", "{{id}}", "${id}"] {
            assert!(is_template(text, "project_id", Part::Path), "{text}");
            assert!(!is_template(text, "project_id", Part::Query), "{text}");
        }
        let others = [
            "project_id",
            "{project_id",
            "project_id}",
            "{}",
            "{{}}",
            "",
            ":",
            "{a b}",
            "{\"a\":1}",
            "<b>",
            ":id",
            "a{project_id}",
        ];
        for text in others {
            assert!(!is_template(text, "project_id", Part::Path), "{text}");
        }
    }
}
