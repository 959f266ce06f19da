//! Where violations come from: what is wrong with a value, and where it stands.

use std::fmt::Write as _;

use super::Engine;
use super::expect::{Expect, State};
use super::scalar::{Num, Scalar, Span};
use crate::code::Code;
use crate::compiled::Entry;
use crate::contract::{Direction, Dropped, Field, Poll, Severity};
use crate::path::Path;
use crate::report::{Detail, Subject, Violation};
use crate::shared::Block;

/// A value that is checked: what is expected of it, where it stands, and the scalar that was found.
#[derive(Clone, Copy)]
pub(super) struct Site<'a, 'c> {
    pub(super) expect: &'a Expect<'c>,
    pub(super) path: &'a Path<'a>,
    pub(super) span: Span,
    /// `None` for an object or a list, and for `null`.
    pub(super) found: Option<Found<'a>>,
    /// Whether it is about a piece of a separated text.
    pub(super) piece: bool,
}

/// A scalar, with its text in the input.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found<'a> {
    pub(super) value: Scalar<'a>,
    pub(super) token: Option<&'a str>,
}

/// The most characters of a value that a report shows.
const SHOWN: usize = 64;

impl Found<'_> {
    /// Appends the JSON text of the scalar, shortened.
    fn write(&self, out: &mut String) {
        if let Some(token) = self.token {
            let end = token
                .char_indices()
                .nth(SHOWN)
                .map_or(token.len(), |(at, _)| at);
            out.push_str(token.get(..end).unwrap_or_default());
            return;
        }
        // Writing to a string cannot fail.
        let _ = match self.value {
            Scalar::Null => write!(out, "null"),
            Scalar::Bool(bool) => write!(out, "{bool}"),
            Scalar::Number(Num::Int(int)) => write!(out, "{int}"),
            Scalar::Number(Num::Beyond(value) | Num::Float(value)) => write!(out, "{value}"),
            Scalar::Text(text) => {
                let mut quoted = String::from("\"");
                for c in text.chars().take(SHOWN) {
                    match c {
                        '"' => quoted.push_str("\\\""),
                        '\\' => quoted.push_str("\\\\"),
                        '\u{0}'..='\u{1f}' => {
                            let _ = write!(quoted, "\\u{:04x}", u32::from(c));
                        }
                        c => quoted.push(c),
                    }
                }
                quoted.push('"');
                out.extend(quoted.chars().take(SHOWN));
                Ok(())
            }
        };
    }
}

impl<'c> Engine<'c, '_> {
    /// Reports a duplicate key, and the warnings that do not depend on the value (no effect, deprecated).
    pub(super) fn notes(&mut self, site: &Site<'_, 'c>) {
        let Expect {
            inside, duplicate, ..
        } = *site.expect;
        let field = site.expect.field.filter(|_| !inside);
        let quiet = |field: &Field| {
            field.no_effect.is_none() && field.deprecated.is_none() && field.dropped.is_none()
        };
        if !duplicate && field.is_none_or(quiet) {
            return;
        }
        // They are about the member, not about its value.
        let site = &Site {
            found: None,
            ..*site
        };
        if duplicate {
            self.violation(site, Code::DuplicateKey, Detail::None);
        }
        let Some(field) = field else { return };
        for (code, note) in [
            (Code::NoEffect, &field.no_effect),
            (Code::Deprecated, &field.deprecated),
        ] {
            if let Some(note) = note {
                self.remark(site, code, note);
            }
        }
        // Who deprecated it says more than who has it no longer.
        if let Some(Dropped { cite, since }) = &field.dropped
            && field.deprecated.is_none()
            && self.scope.direction == Direction::Request
        {
            let (service, code) = (self.types.service(), Code::Deprecated);
            let (title, severity) = (&service.source(cite).title, code.default_severity());
            self.push(site, code, severity, |violation, texts| {
                let note = texts.write(|out| {
                    // Writing to a string cannot fail.
                    let _ = write!(out, "{title}: no longer there since {since}");
                });
                violation.detail = Detail::Note(note);
                violation.source = Some(Box::new(service.source(cite).clone()));
                violation.cite = Some(Box::new(cite.clone()));
            });
        }
    }

    /// Reports a value of another kind.
    #[cold]
    pub(super) fn wrong_type(&mut self, site: &Site<'_, 'c>, json_type: &'static str) -> State {
        self.violation(site, Code::Type, Detail::FoundType(json_type));
        State::Failed
    }

    /// Reports what is wrong with a value, and returns whether it is good all the same: sources are asked how much it counts.
    pub(super) fn violation(&mut self, site: &Site<'_, 'c>, code: Code, detail: Detail) -> bool {
        let Some((documented, severity)) = self.weight(site, code) else {
            return true;
        };
        self.push_as(site, code, severity, detail);
        documented == Severity::Warning
    }

    /// Reports what is wrong with a value, whatever sources say.
    pub(super) fn error(&mut self, site: &Site<'_, 'c>, code: Code, detail: Detail) {
        self.push_as(site, code, Severity::Error, detail);
    }

    /// Reports what is wrong with a value, and how much it counts.
    pub(super) fn push_as(
        &mut self,
        site: &Site<'_, 'c>,
        code: Code,
        severity: Severity,
        detail: Detail,
    ) {
        self.push(site, code, severity, |violation, _| {
            violation.detail = detail;
        });
    }

    /// Reports what is wrong with a value and does no harm, whatever is said of others with that code.
    pub(super) fn warning(&mut self, site: &Site<'_, 'c>, code: Code, detail: Detail) {
        self.push_as(site, code, Severity::Warning, detail);
    }

    /// Reports a remark of the contract about a value.
    pub(super) fn remark(&mut self, site: &Site<'_, 'c>, code: Code, note: &str) {
        let severity = code.default_severity();
        self.push(site, code, severity, |violation, texts| {
            violation.detail = Detail::Note(texts.keep(note));
        });
    }

    #[cold]
    fn push(
        &mut self,
        site: &Site<'_, 'c>,
        code: Code,
        severity: Severity,
        fill: impl FnOnce(&mut Violation, &mut Block),
    ) {
        let Site {
            expect,
            path,
            span,
            found,
            piece,
        } = *site;
        let subject = Subject {
            place: expect.place,
            selected: expect.selected(),
            piece,
            vote: expect.word.vote,
            poll: if code.is_weighed() || code == Code::Type {
                expect.word.poll
            } else {
                Poll::NOBODY
            },
            ..self.subject(expect.owner, expect.field.map(|_| expect.index))
        };
        self.sink.push(path, code, severity, span, |v, texts| {
            let shown = found.filter(|_| !path.sensitive);
            v.found = shown.map(|found| texts.write(|out| found.write(out)));
            v.subject = Some(subject);
            fill(v, texts);
        });
    }

    /// What a violation is about: a field of a type, or its objects as a whole.
    pub(super) fn subject(&self, ty: &Entry, field: Option<u16>) -> Subject {
        Subject {
            service: self.types.service().clone(),
            ty: ty.id,
            field,
            rule: None,
            place: 0,
            selected: false,
            piece: false,
            vote: Subject::NO_VOTE,
            poll: Poll::NOBODY,
        }
    }
}
