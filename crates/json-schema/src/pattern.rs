//! Texts as patterns: base64, and several items in one string.
//!
//! All patterns stay in the subset that ECMA-262 (with its `u` flag) and the regex crate read alike. Other readers agree
//! but for one thing: to Python, Java, .NET and Perl `$` also stands before a line break that ends the text. What that
//! lets through is refused once more, by a `not` that everybody reads alike.

use mediaspec_core::automaton::Automaton;
use mediaspec_core::code::Code;
use mediaspec_core::contract::{Content, Enum, Form, Piece, Separated, Text};
use mediaspec_core::escape::escaped_in_pattern;
use mediaspec_core::node::Members;

use super::written;

/// RFC 4648 section 4, padded.
pub(crate) const BASE64: &str = "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$";

/// A text that ends in a line break.
const LINE_BREAK_AT_END: &str = "\\n$";

/// The longest piece whose length goes into a pattern. Beyond it, validators that compile patterns to automata may refuse.
const LONGEST: u32 = 512;

/// The patterns of a text.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Patterns {
    /// Those that it must match, all of them.
    pub(crate) all_of: Vec<String>,
    /// Those that it must not match.
    pub(crate) none_of: Vec<String>,
    /// Whether readers whose `$` stands before a line break at the end take texts that ECMA-262 does not.
    pub(crate) loose_end: bool,
}

impl Patterns {
    /// Writes them into the schema of a text.
    pub(crate) fn push_to(self, out: &mut Members) {
        let Self {
            all_of,
            none_of,
            loose_end: _,
        } = self;
        let mut all_of = all_of.into_iter();
        out.push_some("pattern", all_of.next());
        out.push_list(
            "allOf",
            all_of
                .map(|pattern| Members::new().with("pattern", pattern).into())
                .collect(),
        );
        if !none_of.is_empty() {
            // With its type: `null`, which no pattern applies to, would meet the pattern alone.
            let never = Members::new()
                .with("type", "string")
                .with("pattern", none_of.join("|"));
            out.push("not", never);
        }
    }
}

/// The patterns that a text must match, and those that it must not.
pub(crate) fn patterns(text: &Text) -> Patterns {
    let Text { form, content } = text;
    let Form {
        // A reference.
        named: _,
        // Keywords of their own, or on the lossy list.
        min_chars,
        max_chars: _,
        max_bytes: _,
        max_chars_without_markup: _,
        pattern,
        format,
        base64,
    } = form;
    let mut all_of = Vec::new();
    let mut none_of = Vec::new();
    let mut ends = Vec::new();
    let pattern = pattern.as_deref();
    let pattern = pattern.map(|pattern| (&*pattern.regex, &pattern.automaton));
    let format = format.map(|format| (format.regex(), format.automaton()));
    for (regex, automaton) in pattern.into_iter().chain(format) {
        let end = End::of(automaton);
        // Where nothing is a documented length, an empty text has every form.
        if *min_chars == Some(0) && !automaton.matches("") {
            all_of.push(format!("^$|{regex}"));
            // Some readers take a line break for the end of an empty text.
            ends.push(match end {
                End::NoLineBreak => end,
                End::AnyLineBreak | End::SomeLineBreaks => End::SomeLineBreaks,
            });
        } else {
            all_of.push(regex.to_owned());
            ends.push(end);
        }
    }
    if *base64 {
        all_of.push(BASE64.to_owned());
        ends.push(End::NoLineBreak);
    }
    match content {
        Content::Plain | Content::File | Content::Json(_) => {}
        Content::Written(written) => {
            all_of.push(written::pattern(written));
            ends.push(End::NoLineBreak);
        }
        Content::Separated(separated) => {
            let pieces = pieces(separated);
            if pieces.pattern.is_some() {
                ends.push(pieces.end);
            }
            all_of.extend(pieces.pattern);
            none_of.extend(pieces.never);
            let Counts {
                few,
                many,
                exact: _,
            } = counts(separated);
            all_of.extend(few);
            none_of.extend(many);
        }
    }
    // One that takes no line break at the end settles it for all.
    let settled = ends.contains(&End::NoLineBreak);
    if settled {
        none_of.push(LINE_BREAK_AT_END.to_owned());
    }
    Patterns {
        all_of,
        none_of,
        loose_end: !settled && ends.contains(&End::SomeLineBreaks),
    }
}

/// What a pattern says of texts that end in a line break.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// No text that matches does.
    NoLineBreak,
    /// What matches still does with a line break behind it: there is nothing that readers can differ in.
    AnyLineBreak,
    /// Some texts match with a line break behind them, and some do not.
    SomeLineBreaks,
}

impl End {
    fn of(automaton: &Automaton) -> Self {
        let accepts = |state| {
            state == Automaton::MATCHED || (state != Automaton::DEAD && automaton.accepts_at(state))
        };
        let (mut no, mut any) = (true, true);
        let mut seen = vec![false; automaton.accepting.len()];
        let mut pending = vec![0_u16];
        while let Some(state) = pending.pop() {
            match seen.get_mut(usize::from(state)) {
                Some(seen) if !*seen => *seen = true,
                Some(_) | None => continue,
            }
            let with_line_break = accepts(automaton.step(state, b'\n'));
            no &= !with_line_break;
            any &= with_line_break || !accepts(state);
            for byte in 0..=u8::MAX {
                match automaton.step(state, byte) {
                    Automaton::DEAD => {}
                    // Whatever follows matches, line breaks too.
                    Automaton::MATCHED => no = false,
                    to => pending.push(to),
                }
            }
        }
        match (no, any) {
            (true, _) => Self::NoLineBreak,
            (false, true) => Self::AnyLineBreak,
            (false, false) => Self::SomeLineBreaks,
        }
    }
}

/// What patterns can say of each piece of a text of several.
struct Pieces {
    /// The pattern that it must match; `None` when it would say nothing.
    pattern: Option<String>,
    /// A pattern that it must not match.
    never: Option<String>,
    /// What the pattern says of line breaks at the end.
    end: End,
    /// Whether the patterns say all that the contract says.
    exact: bool,
}

impl Pieces {
    /// Nothing is said.
    const fn nothing(exact: bool) -> Self {
        Self {
            pattern: None,
            never: None,
            end: End::AnyLineBreak,
            exact,
        }
    }
}

/// Returns whether the patterns of a text refuse every text whose content, as a piece of it, breaks the constraint that a
/// code speaks of.
#[must_use]
pub fn content_is_visible(content: &Content, code: Code) -> bool {
    match content {
        Content::Plain | Content::File | Content::Json(_) => true,
        Content::Separated(separated) => piece_is_visible(separated, code),
        Content::Written(written) => written::is_visible(written, code),
    }
}

fn piece_is_visible(separated: &Separated, code: Code) -> bool {
    let said = pieces(separated);
    match (code, &separated.piece) {
        (Code::MinItems, _) => counts(separated).few.is_some(),
        (Code::MaxItems, _) => counts(separated).many.is_some(),
        (_, Piece::Enum(_)) => said.exact,
        (Code::MinLength, Piece::Text(_)) => said.pattern.is_some(),
        (Code::MaxLength, Piece::Text(_)) => said.never.is_some(),
        (_, Piece::Text(_)) => false,
    }
}

/// Returns whether the patterns of a text that holds several pieces say all that the contract says of the pieces.
pub(crate) fn is_exact(separated: &Separated) -> bool {
    pieces(separated).exact && counts(separated).exact
}

/// What patterns can say of the number of pieces.
#[derive(Debug, PartialEq)]
struct Counts {
    /// The pattern that a text must match, so as not to have too few.
    few: Option<String>,
    /// The pattern that it must not match, so as not to have too many.
    many: Option<String>,
    /// Whether the patterns say all that the contract says.
    exact: bool,
}

fn counts(separated: &Separated) -> Counts {
    let Separated {
        separator,
        min_items,
        max_items,
        piece: _,
    } = separated;
    // Every text has one piece, and a separator for each further one.
    let least = min_items.map_or(0, |min| min.saturating_sub(1));
    let has_any = least > 0 || max_items.is_some();
    let (Some(other), true) = (
        other_than(separator),
        has_any && least.max(max_items.unwrap_or(0)) <= LONGEST,
    ) else {
        return Counts {
            few: None,
            many: None,
            exact: !has_any,
        };
    };
    let separator = escaped_in_pattern(separator);
    Counts {
        few: (least > 0).then(|| format!("^(?:{other}*{separator}){{{least}}}")),
        many: max_items.map(|max| format!("(?:{separator}{other}*){{{max}}}")),
        exact: true,
    }
}

/// The class of all characters but the separator, where that is one character: "anything but this sequence" is not regular
/// enough for a readable pattern.
fn other_than(separator: &str) -> Option<String> {
    let mut chars = separator.chars();
    let (Some(only), None) = (chars.next(), chars.next()) else {
        return None;
    };
    let escape = if matches!(only, '\\' | ']' | '[' | '^' | '-') {
        "\\"
    } else {
        ""
    };
    Some(format!("[^{escape}{only}]"))
}

/// The patterns of what each piece of a text must be.
fn pieces(separated: &Separated) -> Pieces {
    let Separated {
        separator,
        // Patterns of their own say these.
        min_items: _,
        max_items: _,
        piece,
    } = separated;
    match piece {
        Piece::Enum(values) => choices(separator, values),
        Piece::Text(form) => texts(separator, form),
    }
}

fn choices(separator: &str, values: &Enum) -> Pieces {
    let Enum {
        named: _,
        open,
        any_case,
        values,
    } = values;
    if *open {
        return Pieces::nothing(true);
    }
    let wires: Vec<&str> = values.iter().map(|value| &*value.wire).collect();
    // The engine splits at the first separator that it finds: a value must end where the separator behind it begins.
    let splits = |wire: &str| {
        let spelt = |text: &str| match any_case {
            true => text.to_ascii_lowercase(),
            false => text.to_owned(),
        };
        let (wire, separator) = (spelt(wire), spelt(separator));
        format!("{wire}{separator}").find(&separator) == Some(wire.len())
    };
    Pieces {
        pattern: Some(repeated(&one_of(&wires, *any_case), separator)),
        never: None,
        end: end_of(&wires),
        exact: values.iter().all(|value| splits(&value.wire)),
    }
}

fn texts(separator: &str, form: &Form) -> Pieces {
    let Form {
        named: _,
        min_chars,
        max_chars,
        max_bytes,
        max_chars_without_markup,
        pattern,
        format,
        base64,
    } = form;
    // Of a piece, patterns can say how long it is, and no more.
    let lengths_alone = max_bytes.is_none()
        && max_chars_without_markup.is_none()
        && pattern.is_none()
        && format.is_none()
        && !base64;
    let (min, max) = (min_chars.unwrap_or(0), *max_chars);
    if min == 0 && max.is_none() {
        return Pieces::nothing(lengths_alone);
    }
    let Some(one) = other_than(separator) else {
        return Pieces::nothing(false);
    };
    if min > LONGEST || max.is_some_and(|max| max > LONGEST) {
        return Pieces::nothing(false);
    }
    Pieces {
        pattern: (min > 0).then(|| repeated(&format!("{one}{{{min},}}"), separator)),
        // Said so, and not as the upper bound of a repetition, it does not depend on where `$` stands.
        never: max.map(|max| format!("{one}{{{}}}", max.saturating_add(1))),
        end: if separator == "\n" {
            End::SomeLineBreaks
        } else {
            End::AnyLineBreak
        },
        exact: lengths_alone,
    }
}

fn repeated(one: &str, separator: &str) -> String {
    format!("^{one}(?:{}{one})*$", escaped_in_pattern(separator))
}

/// The patterns of a text that is one of several in any case, as far as ASCII goes.
pub(crate) fn in_any_case(texts: &[&str]) -> Patterns {
    let end = end_of(texts);
    Patterns {
        all_of: vec![format!("^{}$", one_of(texts, true))],
        none_of: match end {
            End::NoLineBreak => vec![LINE_BREAK_AT_END.to_owned()],
            End::AnyLineBreak | End::SomeLineBreaks => Vec::new(),
        },
        loose_end: end == End::SomeLineBreaks,
    }
}

/// A group that matches each of the texts.
fn one_of(texts: &[&str], any_case: bool) -> String {
    let in_any_case = |text: &str| {
        let mut out = String::new();
        for c in escaped_in_pattern(text).chars() {
            if c.is_ascii_alphabetic() {
                out.extend(['[', c.to_ascii_uppercase(), c.to_ascii_lowercase(), ']']);
            } else {
                out.push(c);
            }
        }
        out
    };
    let each = texts.iter().map(|text| match any_case {
        true => in_any_case(text),
        false => escaped_in_pattern(text),
    });
    format!("(?:{})", Vec::from_iter(each).join("|"))
}

/// What a pattern of these texts says of line breaks at the end.
fn end_of(texts: &[&str]) -> End {
    match texts.iter().any(|text| text.ends_with('\n')) {
        true => End::SomeLineBreaks,
        false => End::NoLineBreak,
    }
}

#[cfg(test)]
mod tests {
    use mediaspec_core::contract::{EnumValue, Format, Pattern};

    use super::*;

    const DEAD: u16 = Automaton::DEAD;
    const MATCHED: u16 = Automaton::MATCHED;

    /// An automaton: for each state whether a text may end there, the next state after a line break, and the next after
    /// any other byte.
    fn automaton(states: &[(bool, u16, u16)]) -> Automaton {
        let classes = (0..=u8::MAX).map(|byte| u8::from(byte != b'\n'));
        let next = states
            .iter()
            .flat_map(|(_, line_break, other)| [*line_break, *other]);
        Automaton {
            classes: classes.collect(),
            width: 2,
            next: next.collect(),
            accepting: states.iter().map(|(accepting, _, _)| *accepting).collect(),
        }
    }

    #[test]
    fn what_a_pattern_says_of_line_breaks_at_the_end_is_read_from_its_automaton() {
        // One character that is no line break.
        let one = automaton(&[(false, DEAD, 1), (true, DEAD, DEAD)]);
        assert_eq!(End::of(&one), End::NoLineBreak);
        // No character.
        assert_eq!(End::of(&automaton(&[(true, DEAD, DEAD)])), End::NoLineBreak);
        // Any characters.
        assert_eq!(End::of(&automaton(&[(true, 0, 0)])), End::AnyLineBreak);
        // One character that is no line break, and whatever follows.
        let begins = automaton(&[(false, DEAD, MATCHED)]);
        assert_eq!(End::of(&begins), End::AnyLineBreak);
        // One or two characters.
        let two = automaton(&[(false, 1, 1), (true, 2, 2), (true, DEAD, DEAD)]);
        assert_eq!(End::of(&two), End::SomeLineBreaks);
        // What no text reaches says nothing.
        let unreached = automaton(&[(true, DEAD, DEAD), (true, 1, 1)]);
        assert_eq!(End::of(&unreached), End::NoLineBreak);
        assert_eq!(End::of(&Automaton::default()), End::NoLineBreak);
    }

    #[test]
    fn formats_that_end_somewhere_take_no_line_break_there() {
        for format in Format::ALL {
            let expected = if format.regex().ends_with('$') {
                End::NoLineBreak
            } else {
                End::AnyLineBreak
            };
            assert_eq!(End::of(format.automaton()), expected, "{format}");
        }
    }

    fn of(separator: &str, piece: Piece) -> Pieces {
        pieces(&Separated {
            separator: separator.into(),
            min_items: None,
            max_items: None,
            piece,
        })
    }

    fn one_of(values: &[&str]) -> Piece {
        let value = |wire: &&str| EnumValue {
            wire: (*wire).into(),
            summary: "".into(),
            deprecated: None,
        };
        Piece::Enum(Enum {
            named: None,
            open: false,
            any_case: false,
            values: values.iter().map(value).collect(),
        })
    }

    #[test]
    fn listed_pieces_are_escaped_and_repeated() {
        let found = of(",", one_of(&["A.B", "C"]));
        assert_eq!(
            found.pattern.as_deref(),
            Some(r"^(?:A\.B|C)(?:,(?:A\.B|C))*$")
        );
        assert!(found.exact);
    }

    #[test]
    fn listed_pieces_are_exact_where_the_engine_splits_as_the_pattern_does() {
        assert!(!of("B", one_of(&["A.B", "C"])).exact);
        assert!(of("--", one_of(&["a", "-b"])).exact);
        // The first separator in `a---b` is found one character early.
        assert!(!of("--", one_of(&["a-", "b"])).exact);
    }

    #[test]
    fn of_open_lists_nothing_is_said() {
        let Piece::Enum(values) = one_of(&["A"]) else {
            unreachable!("a list of values");
        };
        let found = of(
            ",",
            Piece::Enum(Enum {
                open: true,
                any_case: false,
                ..values
            }),
        );
        assert_eq!(
            (found.pattern, found.never, found.exact),
            (None, None, true)
        );
    }

    #[test]
    fn lengths_of_pieces_go_into_the_pattern_where_the_separator_is_one_character() {
        let form = Form {
            min_chars: Some(1),
            max_chars: Some(16),
            ..Form::default()
        };
        let found = of("-", Piece::Text(form.clone()));
        assert_eq!(
            found.pattern.as_deref(),
            Some(r"^[^\-]{1,}(?:-[^\-]{1,})*$")
        );
        assert_eq!(found.never.as_deref(), Some(r"[^\-]{17}"));
        assert!(found.exact);
        assert!(!of("--", Piece::Text(form)).exact);
        let long = Form {
            max_chars: Some(LONGEST.saturating_add(1)),
            ..Form::default()
        };
        assert!(!of("-", Piece::Text(long)).exact);
        assert!(of("--", Piece::Text(Form::default())).exact);
    }

    #[test]
    fn the_number_of_pieces_is_said_where_the_separator_is_one_character() {
        let of = |separator: &str, min_items, max_items| {
            let separated = Separated {
                separator: separator.into(),
                min_items,
                max_items,
                piece: Piece::Text(Form::default()),
            };
            let Counts { few, many, exact } = counts(&separated);
            let seen =
                [Code::MinItems, Code::MaxItems].map(|code| piece_is_visible(&separated, code));
            assert_eq!(seen, [few.is_some(), many.is_some()]);
            assert_eq!(is_exact(&separated), exact);
            (few.unwrap_or_default(), many.unwrap_or_default(), exact)
        };
        let said = |few: &str, many: &str, exact| (few.to_owned(), many.to_owned(), exact);
        assert_eq!(of(",", None, None), said("", "", true));
        // Every text has one piece.
        assert_eq!(of("::", Some(1), None), said("", "", true));
        assert_eq!(
            of("-", Some(2), Some(4)),
            said(r"^(?:[^\-]*-){1}", r"(?:-[^\-]*){4}", true)
        );
        assert_eq!(of("|", Some(1), Some(2)), said("", r"(?:\|[^|]*){2}", true));
        assert_eq!(of("::", Some(2), None), said("", "", false));
        assert_eq!(of("::", None, Some(2)), said("", "", false));
        let long = LONGEST.saturating_add(1);
        assert_eq!(of(",", None, Some(long)), said("", "", false));
    }

    #[test]
    fn a_schema_sees_of_a_piece_what_its_patterns_say() {
        let visible = |separator: &str, piece: &Piece| {
            let separated = Separated {
                separator: separator.into(),
                min_items: None,
                max_items: None,
                piece: piece.clone(),
            };
            [Code::Enum, Code::MinLength, Code::MaxLength, Code::Format]
                .map(|code| piece_is_visible(&separated, code))
        };
        let form = Piece::Text(Form {
            min_chars: Some(1),
            max_chars: Some(4),
            format: Some(Format::HttpsUrl),
            ..Form::default()
        });
        assert_eq!(visible("-", &form), [false, true, true, false]);
        assert_eq!(visible("--", &form), [false; 4]);
        let values = one_of(&["A", "B"]);
        assert!(visible("-", &values)[0]);
        assert!(!visible("B", &values)[0]);
    }

    #[test]
    fn whatever_else_a_piece_must_be_is_not_said_to_be_exact() {
        let pattern = Pattern {
            regex: "^a$".into(),
            words: "an a".into(),
            automaton: Automaton::default(),
        };
        let forms = [
            Form {
                max_bytes: Some(2),
                ..Form::default()
            },
            Form {
                max_chars_without_markup: Some(2),
                ..Form::default()
            },
            Form {
                pattern: Some(Box::new(pattern)),
                ..Form::default()
            },
            Form {
                format: Some(Format::HttpsUrl),
                ..Form::default()
            },
            Form {
                base64: true,
                ..Form::default()
            },
        ];
        for form in forms {
            let with_length = Form {
                max_chars: Some(8),
                ..form.clone()
            };
            for form in [form, with_length] {
                let found = of("-", Piece::Text(form.clone()));
                assert!(!found.exact, "{form:?}");
                // A length is said all the same.
                assert_eq!(found.never.is_some(), form.max_chars.is_some());
            }
        }
    }
}
