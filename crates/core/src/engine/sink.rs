//! Where violations go: severity, limits, and the report.

use std::cell::OnceCell;

use crate::code::Code;
use crate::contract::Scope;
use crate::contract::{Direction, Severity};
use crate::engine::scalar::Span;
use crate::options::{Options, Profile};
use crate::path::Path;
use crate::report::{Position, Report, Violation};
use crate::shared::Block;

pub(crate) struct Sink<'o> {
    options: &'o Options,
    scope: Scope,
    report: Report,
    /// The texts of the violations.
    block: Block,
    shown_errors: usize,
    shown_warnings: usize,
    /// Whether violations are counted, and not kept.
    trial: bool,
    /// Where everything is said to stand, in a document inside a string.
    place: Option<Span>,
}

/// What a trial found. Fewer errors are better than more, and with equally many errors fewer warnings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Faults {
    pub(crate) errors: u64,
    pub(crate) warnings: u64,
}

impl Faults {
    pub(crate) const NONE: Self = Self {
        errors: 0,
        warnings: 0,
    };
}

/// A state to go back to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mark {
    length: usize,
    texts: usize,
    errors: u64,
    warnings: u64,
    shown_errors: usize,
    shown_warnings: usize,
    allowed: usize,
}

impl<'o> Sink<'o> {
    #[inline]
    pub(crate) fn new(scope: Scope, options: &'o Options) -> Self {
        Self {
            options,
            scope,
            report: Report::default(),
            block: Block::default(),
            shown_errors: 0,
            shown_warnings: 0,
            trial: false,
            place: None,
        }
    }

    /// A document inside a string begins: all of it is said to stand where the outermost string does. Gives what
    /// [`Sink::leave_text`] takes.
    pub(crate) fn enter_text(&mut self, span: Span) -> Option<Span> {
        let around = self.place;
        self.place = around.or(Some(span));
        around
    }

    /// Where everything is said to stand, in a document inside a string.
    pub(crate) const fn place(&self) -> Option<Span> {
        self.place
    }

    pub(crate) fn leave_text(&mut self, around: Option<Span>) {
        self.place = around;
    }

    /// Returns whether violations are counted and not kept.
    pub(crate) const fn is_trial(&self) -> bool {
        self.trial
    }

    /// From here on violations are counted alone. Gives what [`Sink::end_trial`] takes.
    pub(crate) fn begin_trial(&mut self) -> (Mark, bool) {
        (self.mark(), std::mem::replace(&mut self.trial, true))
    }

    /// Ends a trial, forgets what was counted in it, and returns that.
    pub(crate) fn end_trial(&mut self, (mark, outer): (Mark, bool)) -> Faults {
        let faults = Faults {
            errors: self.report.error_count.saturating_sub(mark.errors),
            warnings: self.report.warning_count.saturating_sub(mark.warnings),
        };
        self.rewind(mark);
        self.trial = outer;
        faults
    }

    pub(crate) fn mark(&self) -> Mark {
        Mark {
            length: self.report.violations.len(),
            texts: self.block.len(),
            errors: self.report.error_count,
            warnings: self.report.warning_count,
            shown_errors: self.shown_errors,
            shown_warnings: self.shown_warnings,
            allowed: self.report.allowed().len(),
        }
    }

    /// Returns whether anything was told since the mark.
    pub(crate) const fn has_told_since(&self, mark: Mark) -> bool {
        let Report {
            error_count,
            warning_count,
            ..
        } = &self.report;
        *error_count != mark.errors || *warning_count != mark.warnings
    }

    /// Forgets everything since the mark.
    pub(crate) fn rewind(&mut self, mark: Mark) {
        self.report.violations.truncate(mark.length);
        self.block.truncate(mark.texts);
        self.report.error_count = mark.errors;
        self.report.warning_count = mark.warnings;
        self.shown_errors = mark.shown_errors;
        self.shown_warnings = mark.shown_warnings;
        self.report.forget_met(mark.allowed);
    }

    /// Counts a violation, and lets `fill` complete it if the limit leaves room.
    #[cold]
    pub(crate) fn push(
        &mut self,
        path: &Path<'_>,
        code: Code,
        documented: Severity,
        span: Span,
        fill: impl FnOnce(&mut Violation, &mut Block),
    ) {
        // Which alternative counts is a question to the contract, not to the options.
        let (severity, allowed) = match self.trial {
            true => (documented, false),
            false => match self.counts(path, code, documented) {
                Some(counts) => counts,
                None => return,
            },
        };
        let (total, shown) = match severity {
            Severity::Error => (&mut self.report.error_count, &mut self.shown_errors),
            Severity::Warning => (&mut self.report.warning_count, &mut self.shown_warnings),
        };
        *total = total.saturating_add(1);
        if self.trial || *shown >= self.options.limits.violations {
            return;
        }
        *shown = shown.saturating_add(1);
        let span = self.place.unwrap_or(span);
        let (pointer, embedded) = self.block.keep_path(path);
        let mut violation = Violation {
            pointer,
            embedded,
            position: (span != Span::NONE).then_some(Position {
                line: 0,
                column: 0,
                offset: span.offset,
                length: span.length,
            }),
            allowed,
            ..Violation::at_root(self.scope.part, code, severity)
        };
        fill(&mut violation, &mut self.block);
        if self.report.violations.is_empty() {
            // Many reports have one violation.
            self.report.violations.reserve_exact(1);
        }
        self.report.violations.push(violation);
    }

    /// Does the same for what is said of the message as a whole, before all else.
    #[cold]
    pub(crate) fn push_first(
        &mut self,
        path: &Path<'_>,
        code: Code,
        documented: Severity,
        span: Span,
        fill: impl FnOnce(&mut Violation, &mut Block),
    ) {
        let before = self.report.violations.len();
        self.push(path, code, documented, span, fill);
        if self.report.violations.len() > before {
            self.report.violations.rotate_right(1);
        }
    }

    /// Returns how much a violation counts, and whether that is because it is allowed; `None` where it is not told.
    fn counts(
        &mut self,
        path: &Path<'_>,
        code: Code,
        documented: Severity,
    ) -> Option<(Severity, bool)> {
        let severity = match self.tolerates(code) {
            true => Severity::Warning,
            false => documented,
        };
        let pointer = OnceCell::new();
        let written = || {
            let (mut out, mut begins) = (String::new(), Vec::new());
            path.write(&mut out, &mut begins);
            out.truncate(begins.first().copied().unwrap_or(out.len()));
            out
        };
        let allowing = self.options.allowing(code, || pointer.get_or_init(written));
        let Some(entry) = allowing else {
            return Some((severity, false));
        };
        self.report.meet(entry);
        (severity == Severity::Error).then_some((Severity::Warning, true))
    }

    /// Vendors widen lists of values, upper bounds, lengths, counts and formats of what they send.
    fn tolerates(&self, code: Code) -> bool {
        self.options.profile == Profile::Tolerant
            && self.scope.direction == Direction::Response
            && matches!(
                code,
                Code::Enum
                    | Code::Maximum
                    | Code::ExclusiveMaximum
                    | Code::MinLength
                    | Code::MaxLength
                    | Code::MaxBytes
                    | Code::MinItems
                    | Code::MaxItems
                    | Code::Format
            )
    }

    /// Gives the report away; nothing is told any more.
    #[inline]
    pub(crate) fn take_report(&mut self) -> Report {
        let mut report = std::mem::take(&mut self.report);
        if self.block.len() > 0 {
            let block = std::mem::take(&mut self.block).share();
            for violation in &mut report.violations {
                violation.texts_mut().for_each(|text| text.bind(&block));
            }
        }
        report
    }
}
