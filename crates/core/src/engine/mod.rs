//! The one place that knows what the constraints of a contract mean.
//!
//! A driver walks an input, owns the recursion, and knows nothing of constraints: it tells the engine of each member
//! and each scalar, and does with a value what the engine asks (check, hold back, skip).

mod alternatives;
mod choice;
mod expect;
mod frame;
pub(crate) mod inner;
mod list;
mod map;
pub(crate) mod memory;
mod number;
mod parameter;
mod report;
mod rules;
pub(crate) mod scalar;
pub(crate) mod sink;
mod stack;
mod text;
mod unique;
mod value;
pub(crate) mod weigh;

use std::borrow::Cow;

use crate::code::Code;
use crate::compiled::{Entry, TypeId};
use crate::contract::{AuthGroup, List, Map, Part, Scope, Severity};
use crate::options::Options;
use crate::path::Path;
use crate::report::{Detail, Report};
use crate::service::{Entries, Target};
pub(crate) use expect::{Expect, State, Wanted};
pub(crate) use frame::{Frame, Member, Slot};
use inner::Watcher;
pub(crate) use list::Items;
pub(crate) use map::Pairs;
use memory::Memory;
use report::Site;
use scalar::Span;
use sink::Sink;
use stack::Stack;
use unique::Seen;

/// Deepest nesting that can be asked for with [`Limits::depth`](crate::check::Limits::depth). A type may contain itself, so that
/// every level can take a frame of the stack: this many fit the two MiB of a thread in any profile.
pub(crate) const DEEPEST: u32 = 512;

/// The state of one check.
pub(crate) struct Engine<'c, 'o> {
    /// The types that are asked for.
    types: Entries<'c>,
    pub(crate) scope: Scope,
    pub(crate) options: &'o Options,
    pub(crate) sink: Sink<'o>,
    /// Whether texts are those of parameters, or of a form.
    pub(crate) on_the_wire: bool,
    /// What is known of undocumented members at the root of an answer.
    strangers: Strangers,
    /// Header groups of which the message must have one.
    auth: Option<&'c [AuthGroup]>,
    /// What earlier checks have left, for drivers that guess names.
    pub(crate) memory: &'o mut Memory,
    /// Levels of nesting around the current value.
    pub(crate) depth: u32,
    /// The most that there may be.
    deepest: u32,
    /// What rules read, for all objects that are open; each frame knows where its own begin.
    slots: Stack<Slot<'c>, 16>,
    /// Values seen in the lists that are open and ask for uniqueness.
    seen: Stack<Seen, 1>,
    /// Objects whose rules want something of the values that are being read, the outermost first.
    watchers: Stack<Option<Watcher<'c>>, 4>,
    /// What reads the documents inside texts.
    documents: &'static dyn Documents,
}

/// Reads JSON documents that stand inside texts. The engine asks for it where the contract says that a text holds one.
pub(crate) trait Documents: Sync {
    /// Checks the document against what is expected of its root, and returns what came of the root. Everything in it stands
    /// at `path`, and at `span`, where the text does.
    ///
    /// # Errors
    /// Why the text is no JSON document; what was reported of it so far does not count then.
    fn check<'c>(
        &self,
        engine: &mut Engine<'c, '_>,
        expect: &Expect<'c>,
        text: &str,
        path: &Path<'_>,
        span: Span,
    ) -> Result<State, Cow<'static, str>>;
}

impl<'c, 'o> Engine<'c, 'o> {
    // Inlined, so that it is made where it is used: its scratch is a thousand bytes that need not be moved.
    #[inline]
    pub(crate) fn new(
        target: &'c Target,
        scope: Scope,
        options: &'o Options,
        memory: &'o mut Memory,
        documents: &'static dyn Documents,
    ) -> Self {
        Self {
            types: target.service.entries(),
            scope,
            options,
            memory,
            on_the_wire: !matches!(scope.part, Part::Body),
            strangers: Strangers::None,
            auth: target.auth.as_deref(),
            sink: Sink::new(scope, options),
            depth: 0,
            deepest: options.limits.depth.min(DEEPEST),
            slots: Stack::new(Slot::EMPTY),
            seen: Stack::new(Seen::NONE),
            watchers: Stack::new(None),
            documents,
        }
    }

    /// The type of an id.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn entry(&self, id: TypeId) -> &'c Entry {
        self.types.get(id)
    }

    /// Ends the check, and returns what it found.
    pub(crate) fn finish(&mut self) -> Report {
        if let Some(groups) = self.auth {
            self.unauthenticated(groups);
        }
        self.sink.take_report()
    }

    #[cold]
    fn unauthenticated(&mut self, groups: &[AuthGroup]) {
        let (error, at, service) = (Severity::Error, &Path::ROOT, self.types.service());
        self.sink
            .push(at, Code::Authentication, error, Span::NONE, |v, _| {
                v.detail = Detail::Schemes(groups.into());
                if let Some(AuthGroup { cite, .. }) = groups.first() {
                    v.source = Some(Box::new(service.source(cite).clone()));
                    v.cite = Some(Box::new(cite.clone()));
                }
            });
    }

    /// Whether the headers of an object hold one of the groups that authenticate.
    #[cold]
    fn is_authenticated(frame: &Frame<'c>, groups: &[AuthGroup]) -> bool {
        let has = |name: &str| {
            let mut fields = (0_u16..).zip(&frame.ty.def.fields);
            fields.any(|(index, field)| {
                field.name.eq_ignore_ascii_case(name) && frame.named.has(index)
            })
        };
        groups
            .iter()
            .any(|group| group.headers.iter().all(|name| has(name)))
    }

    /// Goes one level deeper; `false` when that is too deep.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn descend(&mut self) -> bool {
        if self.depth >= self.deepest {
            return false;
        }
        self.depth = self.depth.wrapping_add(1);
        true
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn ascend(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    /// An object or a list begins; `fits` says what to do with it, unless something else is expected.
    fn enter(
        &mut self,
        expect: &Expect<'c>,
        path: &Path<'_>,
        span: Span,
        json_type: &'static str,
        fits: Option<Enter<'c>>,
    ) -> Enter<'c> {
        let site = Site {
            expect,
            path,
            span,
            found: None,
            piece: false,
        };
        if expect.asks_of_kind() {
            self.weigh_kind(&site, json_type);
        }
        let enter = fits.unwrap_or_else(|| Enter::Skip(self.wrong_type(&site, json_type)));
        self.notes(&site);
        enter
    }
}

/// Undocumented members at the root of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Strangers {
    None,
    /// There are some.
    Some,
    /// There are some, and an error of the service has one of them.
    OfError,
}

/// What a driver shall do with an object or a list.
pub(crate) enum Enter<'c> {
    /// Check its members: [`Engine::open`].
    Object(&'c Entry),
    /// Check its items: [`Engine::open_list`].
    List(&'c List),
    /// Check the values of its members, whatever their names: [`Pairs::of`].
    Map(&'c Map),
    /// Skip it; this is the outcome.
    Skip(State),
}

fn to_usize(index: u32) -> usize {
    usize::try_from(index).unwrap_or(usize::MAX)
}
