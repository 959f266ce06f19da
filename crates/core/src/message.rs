//! The sentences that reports show people.

use crate::code::Code;
use crate::contract::{Json, Literal};
use crate::escape::{shortened, visible};
use crate::report::{Detail, Expected, Violation};

/// How many values or rows a sentence lists before it says how many more there are.
const LISTED: usize = 12;

/// How much of a member's name a sentence shows.
const NAME: usize = 80;

impl Violation {
    /// What was found and what is allowed, in one sentence; control and bidi characters of the payload are escaped.
    ///
    /// `300 is above 200 (50 to 200 allowed; 100 when absent)`
    #[must_use]
    pub fn message(&self) -> String {
        let subject = self
            .found
            .as_deref()
            .map_or("the value".to_owned(), visible);
        let problem = self.problem(&subject);
        match self.allowed() {
            Some(allowed) => format!("{problem} ({allowed})"),
            None => problem,
        }
    }

    /// What was found, and where: the title of a report to people.
    ///
    /// `/voice_config/speed is 300, above 200`
    #[must_use]
    pub fn title(&self) -> String {
        let mut place = self.place();
        match (self.code, &self.found) {
            (
                Code::Minimum
                | Code::Maximum
                | Code::ExclusiveMinimum
                | Code::ExclusiveMaximum
                | Code::Enum
                | Code::AcceptedRange,
                Some(found),
            ) => {
                let problem = self.problem("");
                let problem = problem.trim_start().trim_start_matches("is ");
                if self.subject.as_ref().is_some_and(|subject| subject.piece) {
                    return format!("{place} {problem}");
                }
                format!("{place} is {}, {problem}", visible(found))
            }
            (Code::Required | Code::AdditionalProperties, _) if self.pointer.is_empty() => {
                self.problem("")
            }
            (Code::Required | Code::RequiredIf, _) => format!("{place} is missing"),
            (Code::AtLeastOne, _) => match &self.detail {
                Detail::Members(names) => {
                    let others = names.get(1..).unwrap_or_default();
                    let are = if others.len() == 1 { "is" } else { "are" };
                    format!("{place} is missing, and so {are} {}", others.join(" and "))
                }
                _ => format!("{place} is missing"),
            },
            (Code::AdditionalProperties, _) => {
                format!("{place} is not a documented {}", self.noun())
            }
            (Code::Malformed | Code::Authentication | Code::UndocumentedStatus, _) => {
                self.problem("")
            }
            _ => {
                place.push(' ');
                let problem = self.problem("");
                place.push_str(problem.trim_start());
                place
            }
        }
    }

    /// The pointer as people read it: with the part where it is not the body, and the way on inside documents in strings.
    #[must_use]
    pub fn place(&self) -> String {
        let mut out = String::new();
        if self.part != crate::contract::Part::Body {
            out.push_str(self.part.as_str());
            out.push(' ');
        }
        if self.pointer.is_empty() {
            out.push_str("the whole ");
            out.push_str(match self.part {
                crate::contract::Part::Body => "document",
                crate::contract::Part::Path
                | crate::contract::Part::Query
                | crate::contract::Part::Header => "set",
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

    /// What is allowed, and what counts when the member is absent: `50 to 200 allowed; 100 when absent`.
    #[must_use]
    pub fn allowed(&self) -> Option<String> {
        let mut parts = Vec::new();
        let e = &self.expected();
        match self.code {
            Code::Type | Code::Null => {
                parts.extend(e.json_type.map(|t| format!("{} expected", article(t))));
            }
            Code::Enum => parts.extend(one_of(&e.values)),
            Code::Minimum | Code::Maximum | Code::ExclusiveMinimum | Code::ExclusiveMaximum => {
                parts.extend(range(e).map(|r| format!("{r} allowed")));
            }
            Code::AcceptedRange => {
                parts.extend(range(e).map(|r| format!("{r} honoured")));
                parts.extend(one_of(&e.values));
            }
            Code::MinLength | Code::MaxLength => {
                parts.extend(
                    counts(e.min_length, e.max_length).map(|r| format!("{r} characters allowed")),
                );
            }
            Code::MaxBytes => {
                parts.extend(e.max_bytes.map(|n| format!("at most {n} bytes allowed")))
            }
            Code::MinItems | Code::MaxItems => {
                parts
                    .extend(counts(e.min_items, e.max_items).map(|r| format!("{r} items allowed")));
            }
            Code::Pattern => parts.extend(
                e.pattern_words
                    .as_ref()
                    .filter(|words| !words.is_empty())
                    .map(|words| format!("{words} expected"))
                    .or_else(|| e.pattern.as_ref().map(|p| format!("must match {p}"))),
            ),
            Code::Format => parts.extend(e.format.map(|f| format!("{} expected", f.words()))),
            Code::Rows => {
                let row = |row: &[Literal]| row.iter().map(literal).collect::<Vec<_>>().join(" x ");
                let text = format!("{}: {}", e.columns.join(" x "), listed(&e.rows, |r| row(r)));
                parts.push(text);
            }
            _ => {}
        }
        if !matches!(
            self.code,
            Code::NoEffect | Code::Deprecated | Code::DuplicateKey
        ) && let Some(default) = &e.default
        {
            parts.push(format!("{} when absent", json(default)));
        }
        if let Some(rule) = self.rule()
            && matches!(
                self.code,
                Code::RequiredIf
                    | Code::AtLeastOne
                    | Code::Rows
                    | Code::AtMostOne
                    | Code::AcceptedRange
            )
        {
            parts.push(rule.info.summary.trim_end_matches('.').to_owned());
        }
        (!parts.is_empty()).then(|| parts.join("; "))
    }

    /// `member`, or `parameter`.
    fn noun(&self) -> &'static str {
        match self.part {
            crate::contract::Part::Body => "member",
            crate::contract::Part::Path | crate::contract::Part::Query => "parameter",
            crate::contract::Part::Header => "header",
        }
    }

    fn problem(&self, subject: &str) -> String {
        let e = &self.expected();
        let piece = self.subject.as_ref().is_some_and(|subject| subject.piece);
        let subject = if piece { "a piece" } else { subject };
        // What has a length: the value, which the place names, or a piece of it.
        let whose = if piece { "has a piece with" } else { "has" };
        let end = |bound: &Option<Literal>| bound.as_ref().map(literal).unwrap_or_default();
        match self.code {
            Code::Malformed => match &self.detail {
                Detail::Syntax(why) => visible(why),
                _ => "the input cannot be read to its end".to_owned(),
            },
            Code::Required if self.pointer.is_empty() => "the body is missing".to_owned(),
            Code::AdditionalProperties if self.pointer.is_empty() => {
                "there is a body, and none is documented".to_owned()
            }
            Code::Type => match &self.detail {
                Detail::FoundType(t) => match e.json_type {
                    Some("integer") if *t == "number" => format!("{subject} is no integer"),
                    _ => format!("{subject} is {}", article(t)),
                },
                _ => format!("{subject} has the wrong type"),
            },
            Code::Required | Code::RequiredIf => match &self.detail {
                Detail::Member(name) => format!("{} is missing", shortened(name, NAME)),
                _ => "a member is missing".to_owned(),
            },
            Code::Enum if piece => "has a piece that is not one of the listed values".to_owned(),
            Code::Enum => format!("{subject} is not one of the listed values"),
            Code::Minimum => format!("{subject} is below {}", end(&e.minimum)),
            Code::Maximum => format!("{subject} is above {}", end(&e.maximum)),
            Code::ExclusiveMinimum => {
                format!(
                    "{subject} is not greater than {}",
                    end(&e.exclusive_minimum)
                )
            }
            Code::ExclusiveMaximum => {
                format!("{subject} is not less than {}", end(&e.exclusive_maximum))
            }
            Code::MinLength | Code::MaxLength => {
                let bound = if self.code == Code::MinLength {
                    "fewer"
                } else {
                    "more"
                };
                match self.detail {
                    Detail::Count(n) => format!("{whose} {n} characters, {bound} than allowed"),
                    Detail::CountWithoutMarkup(n) => {
                        format!("{whose} {n} characters without markup, {bound} than allowed")
                    }
                    _ => format!("{whose} {bound} characters than allowed"),
                }
            }
            Code::MaxBytes => match self.detail {
                Detail::Count(n) => format!("{whose} {n} bytes, more than allowed"),
                _ => format!("{whose} more bytes than allowed"),
            },
            Code::MinItems | Code::MaxItems => {
                let bound = if self.code == Code::MinItems {
                    "fewer"
                } else {
                    "more"
                };
                match self.detail {
                    Detail::Count(n) => format!("has {n} items, {bound} than allowed"),
                    _ => format!("has {bound} items than allowed"),
                }
            }
            Code::UniqueItems => format!("{subject} occurs before in the list"),
            Code::Pattern if piece => {
                "has a piece that does not have the documented form".to_owned()
            }
            Code::Pattern => format!("{subject} does not have the documented form"),
            Code::Format if piece => {
                "has a piece that does not have the documented format".to_owned()
            }
            Code::Format => format!("{subject} does not have the documented format"),
            Code::AdditionalProperties => match &self.detail {
                Detail::Member(name) => format!(
                    "{} is not a documented {}",
                    shortened(name, NAME),
                    self.noun()
                ),
                _ => format!("an undocumented {}", self.noun()),
            },
            Code::ContentEncoding if piece => {
                "has a piece that is not base64 (RFC 4648 section 4, padded)".to_owned()
            }
            Code::ContentEncoding => "is not base64 (RFC 4648 section 4, padded)".to_owned(),
            Code::ContentMediaType => match &self.detail {
                Detail::Syntax(why) => format!("is not a JSON document: {}", visible(why)),
                _ => "is not a JSON document".to_owned(),
            },
            Code::Null => "is null".to_owned(),
            Code::DuplicateKey => "stands more than once in its object".to_owned(),
            Code::Rows => match &self.detail {
                Detail::Combination(found) => {
                    format!(
                        "combines {} into {found}, which is not listed",
                        e.columns.join(" and ")
                    )
                }
                _ => format!(
                    "combines {} in a way that is not listed",
                    e.columns.join(" and ")
                ),
            },
            Code::AtMostOne => match &self.detail {
                Detail::Members(names) => {
                    format!("has {}, which exclude each other", names.join(" and "))
                }
                _ => "has members that exclude each other".to_owned(),
            },
            Code::AtLeastOne => match &self.detail {
                Detail::Members(names) => {
                    format!("none of {} is present", names.join(" and "))
                }
                _ => "none of several members is present".to_owned(),
            },
            Code::NoEffect => match &self.detail {
                Detail::Note(note) => format!("has no effect: {note}"),
                _ => "has no effect".to_owned(),
            },
            Code::AcceptedRange => format!("{subject} is outside what is honoured"),
            Code::Deprecated => match &self.detail {
                Detail::Note(note) => format!("is deprecated: {note}"),
                _ => "is deprecated".to_owned(),
            },
            Code::Authentication => match &self.detail {
                Detail::Schemes(groups) => {
                    let ways: Vec<String> = groups
                        .iter()
                        .map(|g| format!("{} ({})", g.headers.join(" with "), g.scheme))
                        .collect();
                    format!("no complete authentication: send {}", ways.join(", or "))
                }
                _ => "no complete authentication".to_owned(),
            },
            Code::UndocumentedStatus => match &self.detail {
                Detail::Statuses(statuses) => {
                    let list: Vec<String> = statuses.iter().map(u16::to_string).collect();
                    format!(
                        "no page documents this status; documented: {}",
                        list.join(", ")
                    )
                }
                _ => "no page documents this status".to_owned(),
            },
        }
    }
}

fn article(json_type: &str) -> String {
    match json_type {
        "null" => "null".to_owned(),
        "integer" | "array" | "object" => format!("an {json_type}"),
        _ => format!("a {json_type}"),
    }
}

fn literal(literal: &Literal) -> String {
    match literal {
        Literal::Text(text) => visible(text),
        Literal::Int(int) => int.to_string(),
        Literal::Number(number) => number.to_string(),
        Literal::Bool(bool) => bool.to_string(),
    }
}

fn json(value: &Json) -> String {
    match value {
        Json::Scalar(scalar) => literal(scalar),
        Json::List(items) => {
            let items: Vec<String> = items.iter().map(json).collect();
            format!("[{}]", items.join(", "))
        }
        Json::Object(members) => {
            let members: Vec<String> = members
                .iter()
                .map(|(name, value)| format!("{}: {}", visible(name), json(value)))
                .collect();
            format!("{{{}}}", members.join(", "))
        }
    }
}

fn one_of(values: &[Literal]) -> Option<String> {
    if values.is_empty() {
        return None;
    }
    Some(listed(values, literal))
}

/// The first of them, and how many more are allowed.
fn listed<T>(allowed: &[T], show: impl Fn(&T) -> String) -> String {
    let shown: Vec<String> = allowed.iter().take(LISTED).map(show).collect();
    let text = shown.join(", ");
    match allowed.len().saturating_sub(shown.len()) {
        0 => format!("{text} allowed"),
        more => format!("{text} and {more} more allowed"),
    }
}

fn range(e: &Expected) -> Option<String> {
    let lower = e
        .minimum
        .as_ref()
        .map(|l| (literal(l), false))
        .or_else(|| e.exclusive_minimum.as_ref().map(|l| (literal(l), true)));
    let upper = e
        .maximum
        .as_ref()
        .map(|l| (literal(l), false))
        .or_else(|| e.exclusive_maximum.as_ref().map(|l| (literal(l), true)));
    match (lower, upper) {
        (Some((from, false)), Some((to, false))) if from == to => Some(format!("only {from}")),
        (Some((from, false)), Some((to, false))) => Some(format!("{from} to {to}")),
        (None, None) => None,
        (lower, upper) => {
            let mut parts = Vec::new();
            if let Some((from, exclusive)) = lower {
                parts.push(format!(
                    "{} {from}",
                    if exclusive { "above" } else { "at least" }
                ));
            }
            if let Some((to, exclusive)) = upper {
                parts.push(format!(
                    "{} {to}",
                    if exclusive { "below" } else { "at most" }
                ));
            }
            Some(parts.join(" and "))
        }
    }
}

fn counts(min: Option<u32>, max: Option<u32>) -> Option<String> {
    match (min, max) {
        (Some(min), Some(max)) if min == max => Some(format!("exactly {min}")),
        (Some(min), Some(max)) => Some(format!("{min} to {max}")),
        (Some(min), None) => Some(format!("at least {min}")),
        (None, Some(max)) => Some(format!("at most {max}")),
        (None, None) => None,
    }
}
