//! The sentences that reports show people.

use std::borrow::Cow;

use super::expected::{Asked, Expectation, Expected};
use super::{Detail, Violation};
use crate::code::Code;
use crate::contract::{Constraint, Part, Rule};
use crate::escape::{shortened, visible};
use crate::words::{self, Phrase};

/// How many values or rows a sentence lists before it says how many more there are.
const LISTED: usize = 12;

/// How much of a member's name a sentence shows.
const NAME: usize = 80;

/// What a violation says, in words and as data, made from one look at the constraint that it breaks.
///
/// [`Violation::message`], [`Violation::title`] and the others make one for themselves; whoever needs several of them takes
/// [`Violation::explanation`].
#[derive(Debug, Clone)]
pub struct Explanation<'v> {
    violation: &'v Violation,
    expectation: Expectation<'v>,
}

/// What is wrong, in the form that a sentence is made of.
enum Problem {
    /// A sentence by itself: `the body is missing`.
    Sentence(String),
    /// What is said of a member by its name: `is missing`.
    OfMember(String),
    /// What is said of a value that is told first: `above 200`.
    Judged(String),
    /// What is said of a value, told or not: `is a string`.
    OfValue(String),
    /// What is said where the value was found: `has 4 items, more than allowed`.
    OfPlace(String),
}

impl Violation {
    /// Returns what it says, for whoever needs more than one part of it.
    #[must_use]
    pub fn explanation(&self) -> Explanation<'_> {
        Explanation {
            violation: self,
            expectation: Expectation::of(self),
        }
    }

    /// What was found and what is allowed, in one sentence; control and bidi characters of the payload are escaped.
    ///
    /// `300 is above 200 (50 to 200 allowed; 100 when absent)`
    #[must_use]
    pub fn message(&self) -> String {
        self.explanation().message()
    }

    /// What was found, and where: the title of a report to people.
    ///
    /// `/voice_config/speed is 300, above 200`
    #[must_use]
    pub fn title(&self) -> String {
        self.explanation().title()
    }

    /// What is allowed, and what counts when the member is absent: `50 to 200 allowed; 100 when absent`.
    #[must_use]
    pub fn allowed(&self) -> Option<String> {
        self.explanation().allowed()
    }

    /// Returns what would be allowed, as far as the violated constraint and its neighbours say.
    #[must_use]
    pub fn expected(&self) -> Expected {
        self.explanation().into_expected()
    }

    /// The same violation as the source that governs would have it, where that allows what another refuses.
    fn by_governing(&self) -> Option<Self> {
        Some(Self {
            subject: Some(self.subject.as_ref()?.by_governing()?),
            ..self.clone()
        })
    }

    /// The pointer as people read it: with the part where it is not the body, and the way on inside documents in strings.
    #[must_use]
    pub fn place(&self) -> String {
        let mut out = match self.part {
            Part::Body => String::new(),
            Part::Path | Part::Query | Part::Header => format!("{} ", self.part),
        };
        if self.pointer.is_empty() {
            out.push_str(match self.part {
                Part::Body => "the whole document",
                Part::Path | Part::Query | Part::Header => "the whole set",
            });
        } else {
            out.push_str(&shortened(&self.pointer, 200));
        }
        for inner in &self.embedded {
            out.push_str(" -> ");
            out.push_str(&if inner.is_empty() {
                "its document".to_owned()
            } else {
                shortened(inner, 200)
            });
        }
        out
    }

    /// `member`, or `parameter`.
    const fn noun(&self) -> &'static str {
        match self.part {
            // Of a document in a parameter, too.
            _ if !self.embedded.is_empty() => "member",
            Part::Body => "member",
            Part::Path | Part::Query => "parameter",
            Part::Header => "header",
        }
    }
}

impl Explanation<'_> {
    /// What [`Violation::message`] returns.
    #[must_use]
    pub fn message(&self) -> String {
        let found = || {
            let found = self.violation.found.as_deref();
            found.unwrap_or("the value")
        };
        let problem = match self.problem() {
            Problem::Sentence(said) | Problem::OfPlace(said) => said,
            Problem::OfMember(said) => format!("{} {said}", self.member()),
            Problem::Judged(said) => format!("{} is {said}", found()),
            Problem::OfValue(said) => format!("{} {said}", found()),
        };
        let problem = visible(&problem);
        match self.allowed() {
            Some(allowed) => format!("{problem} ({allowed})"),
            None => problem,
        }
    }

    /// What [`Violation::title`] returns.
    #[must_use]
    pub fn title(&self) -> String {
        let place = self.violation.place();
        visible(&match (self.problem(), &self.violation.found) {
            (Problem::Sentence(said), _) => said,
            (Problem::Judged(said), Some(found)) => {
                format!("{place} is {found}, {said}")
            }
            (Problem::Judged(said), None) => format!("{place} is {said}"),
            (Problem::OfMember(said) | Problem::OfValue(said) | Problem::OfPlace(said), _) => {
                format!("{place} {said}")
            }
        })
    }

    /// What [`Violation::allowed`] returns.
    #[must_use]
    pub fn allowed(&self) -> Option<String> {
        let violation = self.violation;
        let others = self.expectation.others.iter().copied();
        let mut parts = vec![self.asked(), words::other_alternatives(others, LISTED)];
        // A default never stands in for a member that is required.
        let offers_default = !matches!(
            violation.code,
            Code::Required
                | Code::RequiredIf
                | Code::NoEffect
                | Code::Deprecated
                | Code::DuplicateKey
        );
        if let Some(field) = self.expectation.default_of.filter(|_| offers_default) {
            parts.extend(words::when_absent(field));
        }
        if let (
            Code::RequiredIf
            | Code::AtLeastOne
            | Code::Rows
            | Code::AtMostOne
            | Code::Pattern
            | Code::AcceptedRange,
            Some(rule),
        ) = (violation.code, violation.rule())
        {
            parts.push(Phrase::words(rule.info.summary.trim_end_matches('.')));
        }
        parts.push(self.opinions());
        let all = Phrase::parts(parts);
        (!all.is_empty()).then(|| all.visible())
    }

    /// Returns the rule that was broken, where it is one, and whether title or [`Explanation::allowed`] tell its summary.
    #[must_use]
    pub fn rule(&self) -> Option<(&Rule, bool)> {
        let told = matches!(
            self.violation.code,
            Code::RequiredIf
                | Code::AtLeastOne
                | Code::Rows
                | Code::AtMostOne
                | Code::Pattern
                | Code::AcceptedRange
                | Code::NoEffect
        );
        Some((self.violation.rule()?, told))
    }

    /// Returns what [`Violation::expected`] does.
    #[must_use]
    pub fn into_expected(self) -> Expected {
        match self.violation.by_governing() {
            Some(violation) => Expectation::of(&violation).into_expected(),
            None => self.expectation.into_expected(),
        }
    }

    /// Who refuses the value and who allows it, where sources do not agree.
    fn opinions(&self) -> Phrase<'_> {
        let all: Vec<(&str, bool)> = self.violation.opinions();
        if all.is_empty() {
            return Phrase::default();
        }
        let names = |refuses: bool| {
            let those = all.iter().filter(|(_, other)| *other == refuses);
            let names = those.map(|(name, _)| Phrase::words(*name));
            Phrase::join(names, ", ", " and ")
        };
        let refused = Phrase::words("refused by ").with(names(true));
        refused.then(", allowed by ").with(names(false))
    }

    /// What the constraint asks, in words.
    fn asked(&self) -> Phrase<'_> {
        match &self.expectation.asked {
            Asked::Nothing => Phrase::default(),
            // Of a missing member that is known to programs alone.
            Asked::Type(_) if self.violation.code == Code::Required => Phrase::default(),
            Asked::Type("boolean") if self.is_unread_parameter() => {
                Phrase::words("true or false expected")
            }
            Asked::Type(json_type) => Phrase::words(article(json_type)).then(" expected"),
            Asked::Written(written) => words::article_of(written).then(" expected"),
            Asked::Honoured(values) => words::literals(values, LISTED).then(" honoured"),
            // The problem says it.
            Asked::Holding(_) => Phrase::default(),
            Asked::Rows(_, rows) => words::rows(rows, LISTED).then(" allowed"),
            Asked::Of(constraint) => {
                let said = words::constraint_listing(constraint, LISTED);
                match constraint {
                    Constraint::Bounds(_)
                    | Constraint::Chars(_)
                    | Constraint::Bytes(_)
                    | Constraint::CharsWithoutMarkup(_)
                    | Constraint::Values(_)
                    | Constraint::OneOf(_)
                    | Constraint::MultipleOf(_)
                    | Constraint::Items(_) => said.then(" allowed"),
                    Constraint::Accepted(_)
                    | Constraint::Pattern(_)
                    | Constraint::Format(_)
                    | Constraint::Written(_) => said,
                    // The problem says it.
                    Constraint::Base64 | Constraint::Unique(_) => Phrase::default(),
                    // Nothing breaks these as a whole.
                    Constraint::Special(_, _)
                    | Constraint::UnixSeconds
                    | Constraint::Separator(_)
                    | Constraint::Document(_)
                    | Constraint::Each(_) => Phrase::default(),
                }
            }
        }
    }

    /// Whether it is about a parameter whose text is not of the type that is asked for.
    fn is_unread_parameter(&self) -> bool {
        let on_the_wire = self.violation.part != Part::Body && self.violation.embedded.is_empty();
        let is_text = matches!(self.violation.detail, Detail::FoundType("string"));
        let is_read = matches!(
            self.expectation.asked,
            Asked::Type("integer" | "number" | "boolean")
        );
        on_the_wire && is_text && is_read
    }

    /// The name of the member that the violation is about.
    fn member(&self) -> String {
        match &self.violation.detail {
            Detail::Member(name) => shortened(name, NAME),
            Detail::Members(names) if self.violation.code == Code::AtLeastOne => names
                .first()
                .map_or_else(String::new, |name| shortened(name, NAME)),
            _ => format!("a {}", self.violation.noun()),
        }
    }

    fn problem(&self) -> Problem {
        let Violation {
            pointer,
            code,
            detail,
            subject,
            ..
        } = self.violation;
        let piece = subject.as_ref().is_some_and(|subject| subject.piece);
        let of_value = |said: String| {
            if piece {
                Problem::OfPlace(format!("has a piece that {said}"))
            } else {
                Problem::OfValue(said)
            }
        };
        match code {
            Code::Malformed => Problem::Sentence(match detail {
                Detail::Syntax(why) => why.to_string(),
                _ => "the input cannot be read to its end".to_owned(),
            }),
            Code::Required if pointer.is_empty() => {
                Problem::Sentence("the body is missing".to_owned())
            }
            Code::AdditionalProperties if pointer.is_empty() => {
                Problem::Sentence("there is a body, and none is documented".to_owned())
            }
            Code::Required | Code::RequiredIf => Problem::OfMember("is missing".to_owned()),
            Code::AdditionalProperties => {
                Problem::OfMember(format!("is not a documented {}", self.violation.noun()))
            }
            // A parameter is a text on the wire, whatever it says.
            Code::Type if self.is_unread_parameter() => {
                Problem::Judged(match &self.expectation.asked {
                    Asked::Type(json_type) => format!("no {json_type}"),
                    _ => "of the wrong type".to_owned(),
                })
            }
            Code::Type => Problem::OfValue(match (detail, &self.expectation.asked) {
                (Detail::FoundType("number"), Asked::Type("integer")) => "is no integer".to_owned(),
                (Detail::FoundType(found), _) => format!("is {}", article(found)),
                _ => "has the wrong type".to_owned(),
            }),
            Code::Enum if piece => of_value("is not one of the listed values".to_owned()),
            Code::Enum => Problem::Judged("not one of the listed values".to_owned()),
            Code::Minimum => Problem::Judged(format!("below {}", self.end())),
            Code::Maximum => Problem::Judged(format!("above {}", self.end())),
            Code::ExclusiveMinimum => Problem::Judged(format!("not above {}", self.end())),
            Code::ExclusiveMaximum => Problem::Judged(format!("not below {}", self.end())),
            Code::MultipleOf => Problem::Judged("between two multiples".to_owned()),
            Code::AcceptedRange => Problem::Judged("outside what is honoured".to_owned()),
            Code::MinLength => size(detail, piece, "fewer", "character"),
            Code::MaxLength => size(detail, piece, "more", "character"),
            Code::MaxBytes => size(detail, piece, "more", "byte"),
            Code::MinItems => size(detail, piece, "fewer", "item"),
            Code::MaxItems => size(detail, piece, "more", "item"),
            Code::UniqueItems => Problem::OfValue("occurs before in the list".to_owned()),
            Code::Pattern if let Asked::Holding(texts) = self.expectation.asked => {
                Problem::OfPlace(format!("does not hold {}", words::texts_held(texts)))
            }
            Code::Pattern => of_value("does not have the documented form".to_owned()),
            Code::Format => of_value("does not have the documented format".to_owned()),
            Code::ContentEncoding => {
                let said = format!("is not {}", words::constraint(&Constraint::Base64));
                Problem::OfPlace(if piece {
                    format!("has a piece that {said}")
                } else {
                    said
                })
            }
            Code::ContentMediaType => Problem::OfPlace(match detail {
                Detail::Syntax(why) => format!("is not a JSON document: {why}"),
                _ => "is not a JSON document".to_owned(),
            }),
            Code::Null => Problem::OfPlace("is null".to_owned()),
            Code::DuplicateKey => {
                Problem::OfPlace("stands more than once in its object".to_owned())
            }
            Code::Rows => {
                let fields = match self.expectation.asked {
                    Asked::Rows(fields, _) => fields.join(" and "),
                    _ => "values".to_owned(),
                };
                Problem::OfPlace(match detail {
                    Detail::Combination(found) => {
                        format!("combines {fields} into {found}, which is not listed")
                    }
                    _ => format!("combines {fields} in a way that is not listed"),
                })
            }
            Code::AtMostOne => Problem::OfPlace(match detail {
                Detail::Members(names) => {
                    format!("has {}, which exclude each other", names.join(" and "))
                }
                _ => "has members that exclude each other".to_owned(),
            }),
            Code::AtLeastOne => Problem::OfMember(match detail {
                Detail::Members(names) => match names.get(1..).unwrap_or_default() {
                    [other] => format!("is missing, and so is {other}"),
                    others => format!("is missing, and so are {}", words::list(others, "and")),
                },
                _ => "is missing".to_owned(),
            }),
            Code::NoEffect => Problem::OfPlace(match detail {
                Detail::Note(note) => format!("has no effect: {note}"),
                _ => "has no effect".to_owned(),
            }),
            // Of a whole message nothing but its operation can be.
            Code::Deprecated if pointer.is_empty() => Problem::Sentence(match detail {
                Detail::Note(state) => format!("the operation is {state}"),
                _ => "the operation is deprecated".to_owned(),
            }),
            Code::Deprecated => Problem::OfPlace(match detail {
                Detail::Note(note) => format!("is deprecated: {note}"),
                _ => "is deprecated".to_owned(),
            }),
            Code::Authentication => Problem::Sentence(match detail {
                Detail::Schemes(groups) => {
                    let ways = groups
                        .iter()
                        .map(|g| format!("{} ({})", words::list(&g.headers, "and"), g.scheme));
                    let ways = Vec::from_iter(ways).join(", or ");
                    format!("no complete authentication: send {ways}")
                }
                _ => "no complete authentication".to_owned(),
            }),
            Code::MediaType => Problem::Sentence(match (detail, &self.violation.found) {
                (Detail::MediaTypes(documented), Some(found)) => {
                    format!("the body is sent as {found}, and is documented as {documented}")
                }
                _ => "the body is of another media type than is documented".to_owned(),
            }),
            Code::OtherApi => Problem::Sentence(match (detail, &self.violation.found) {
                (
                    Detail::Version {
                        parameter,
                        documented,
                    },
                    found,
                ) => match found {
                    Some(found) => format!(
                        "the request is written for another API: {parameter} is {found}, and {documented} is documented"
                    ),
                    None => format!(
                        "the request does not say which API it is written for: {parameter} is missing, and {documented} is documented"
                    ),
                },
                (Detail::Host { api, documented }, Some(found)) => {
                    let own = match &**documented {
                        [] => String::new(),
                        own => format!(
                            ", and requests of this one go to {}",
                            words::list(own, "or")
                        ),
                    };
                    format!(
                        "the request is written for another API: {found} is a host of {api}{own}"
                    )
                }
                _ => "the request is written for another API".to_owned(),
            }),
            Code::Unrecognized => Problem::Sentence(match detail {
                Detail::Error(error) => {
                    format!("this is no such message but an error of the service ({error})")
                }
                _ => "no member that is documented stands in the object: it is probably another message".to_owned(),
            }),
            Code::Placeholder => Problem::Judged("still its template".to_owned()),
            Code::Mismatch => Problem::Judged(match detail {
                Detail::Other { part, name, value } => {
                    format!("not the same as {name} in the {part}, which is {value}")
                }
                _ => "not the same as in another place".to_owned(),
            }),
            Code::UnknownOperation => Problem::Sentence(match detail {
                Detail::Note(note) => note.to_string(),
                _ => "no operation has that method and path".to_owned(),
            }),
            Code::UndocumentedStatus => Problem::Sentence(match detail {
                Detail::Statuses(statuses) => {
                    let statuses = Vec::from_iter(statuses.iter().map(u16::to_string)).join(", ");
                    format!("no page documents this status; documented: {statuses}")
                }
                _ => "no page documents this status".to_owned(),
            }),
        }
    }

    /// The end of the range that a number lies beyond.
    fn end(&self) -> Cow<'_, str> {
        let end = self.expectation.end(self.violation.code);
        end.map_or("what is allowed".into(), words::literal)
    }
}

/// What is said of a size that was found.
fn size(detail: &Detail, piece: bool, than: &str, noun: &str) -> Problem {
    let whose = if piece { "has a piece with" } else { "has" };
    let nouns = |n: u64| {
        if n == 1 {
            noun.to_owned()
        } else {
            format!("{noun}s")
        }
    };
    Problem::OfPlace(match *detail {
        Detail::Count(n) => format!("{whose} {n} {}, {than} than allowed", nouns(n)),
        Detail::CountWithoutMarkup(n) => {
            format!(
                "{whose} {n} {} without markup, {than} than allowed",
                nouns(n)
            )
        }
        _ => format!("{whose} {than} {noun}s than allowed"),
    })
}

fn article(json_type: &str) -> String {
    match json_type {
        "null" => "null".to_owned(),
        "integer" | "array" | "object" => format!("an {json_type}"),
        _ => format!("a {json_type}"),
    }
}
