//! Checking messages: options, and the entry points of the three drivers.

use std::sync::Arc;

use serde::{Deserializer, Serialize};

use crate::code::Code;
use crate::contract::{AuthGroup, Context, Direction, Part, Service, TypeDef, TypeName};
use crate::engine::compiled::{Entry, TypeId};
use crate::engine::memory::Memory;
use crate::engine::path::Path;
use crate::engine::{Engine, Expect};
use crate::json::JsonText;
use crate::report::Report;
use crate::tape::Tape;

/// What is checked: which way the message goes, which part of it, and the service it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Scope {
    /// Which way the message goes.
    pub direction: Direction,
    /// The part of the message.
    pub part: Part,
    /// The service, where rules of one service only shall run.
    pub context: Option<Context>,
}

impl Scope {
    /// The body of a message of that direction, in no particular service.
    #[must_use]
    pub const fn body(direction: Direction) -> Self {
        Self {
            direction,
            part: Part::Body,
            context: None,
        }
    }

    /// The same scope in a service context.
    #[must_use]
    pub const fn in_context(self, context: Option<Context>) -> Self {
        Self { context, ..self }
    }

    /// The same scope for another part of the message.
    #[must_use]
    pub const fn in_part(self, part: Part) -> Self {
        Self { part, ..self }
    }
}

impl From<Direction> for Scope {
    fn from(direction: Direction) -> Self {
        Self::body(direction)
    }
}

impl From<(Direction, Context)> for Scope {
    fn from((direction, context): (Direction, Context)) -> Self {
        Self::body(direction).in_context(Some(context))
    }
}

/// How strictly documented limits are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
#[non_exhaustive]
pub enum Profile {
    /// As documented.
    #[default]
    Documented,
    /// In responses, lists of values, upper bounds, lengths and item counts only warn, since vendors widen them.
    Tolerant,
}

/// A code that shall only warn, everywhere or at one pointer.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Allow {
    /// The code.
    pub code: Code,
    /// The JSON Pointer; `None` for everywhere.
    pub pointer: Option<String>,
}

/// Bounds on what hostile input can make a check do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Limits {
    /// Deepest nesting of objects and lists, documents in strings included.
    pub depth: u32,
    /// How many errors, and apart from them how many warnings, a report lists.
    pub violations: usize,
    /// Largest input in bytes.
    pub bytes: usize,
}

impl Allow {
    /// The code shall only warn, wherever it is found.
    #[must_use]
    pub const fn everywhere(code: Code) -> Self {
        Self {
            code,
            pointer: None,
        }
    }

    /// The code shall only warn at a JSON Pointer.
    #[must_use]
    pub fn at(code: Code, pointer: impl Into<String>) -> Self {
        Self {
            code,
            pointer: Some(pointer.into()),
        }
    }
}

impl Limits {
    /// The same limits with another greatest depth.
    #[must_use]
    pub const fn depth(self, depth: u32) -> Self {
        Self { depth, ..self }
    }

    /// The same limits with another number of violations that a report lists.
    #[must_use]
    pub const fn violations(self, violations: usize) -> Self {
        Self { violations, ..self }
    }

    /// The same limits with another greatest size of the input.
    #[must_use]
    pub const fn bytes(self, bytes: usize) -> Self {
        Self { bytes, ..self }
    }
}

impl Default for Limits {
    /// 128 levels, 1,000 violations, no bound on bytes.
    fn default() -> Self {
        Self {
            depth: 128,
            violations: 1000,
            bytes: usize::MAX,
        }
    }
}

/// How to check.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Options {
    /// How strictly documented limits are taken.
    pub profile: Profile,
    /// Codes that shall only warn.
    pub allow: Vec<Allow>,
    /// Bounds on hostile input.
    pub limits: Limits,
}

impl Options {
    /// The same options with another profile.
    #[must_use]
    pub fn profile(self, profile: Profile) -> Self {
        Self { profile, ..self }
    }

    /// The same options with one more code that shall only warn.
    #[must_use]
    pub fn allow(mut self, allow: Allow) -> Self {
        self.allow.push(allow);
        self
    }

    /// The same options with other limits.
    #[must_use]
    pub fn limits(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }
}

/// What a payload is checked against: a type of a service. Cheap to clone.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    pub(crate) service: Service,
    pub(crate) ty: TypeId,
    /// Header groups of which request headers must have one.
    pub(crate) auth: Option<Arc<[AuthGroup]>>,
}

impl Target {
    /// A type of a service, by its name. A name that the service does not have stands for a type of which nothing is known.
    #[must_use]
    pub fn new(service: &Service, name: &TypeName) -> Self {
        Self::of(service, service.type_id(name).unwrap_or(TypeId::ANYTHING))
    }

    /// A type without members: for a part of which nothing is documented.
    #[must_use]
    pub fn nothing(service: &Service) -> Self {
        Self::of(service, TypeId::NOTHING)
    }

    /// A type of which nothing is known: any JSON object will do.
    #[must_use]
    pub fn anything(service: &Service) -> Self {
        Self::of(service, TypeId::ANYTHING)
    }

    fn of(service: &Service, ty: TypeId) -> Self {
        Self {
            service: service.clone(),
            ty,
            auth: None,
        }
    }

    /// The same target, which must also hold the headers of one of the groups.
    #[must_use]
    pub fn authenticated_by(mut self, groups: &[AuthGroup]) -> Self {
        self.auth = (!groups.is_empty()).then(|| groups.into());
        self
    }

    /// The service.
    #[must_use]
    pub const fn service(&self) -> &Service {
        &self.service
    }

    /// The type.
    #[must_use]
    pub fn ty(&self) -> &TypeDef {
        &self.entry().def
    }

    /// Header groups of which it must hold one; empty for anything but request headers.
    #[must_use]
    pub fn auth(&self) -> &[AuthGroup] {
        self.auth.as_deref().unwrap_or_default()
    }

    pub(crate) fn entry(&self) -> &Entry {
        self.service.entry(self.ty)
    }
}

/// Checks JSON text. This is the fast path: it knows lines and columns, and never builds a tree.
///
/// A thread remembers in which order the members of each type came last, and guesses the next name from it: payloads that
/// are much alike are checked faster one after the other. Reports are the same whatever came before.
#[must_use]
pub fn check_bytes(target: &Target, scope: Scope, input: &[u8], options: &Options) -> Report {
    with_engine(target, scope, options, |engine| {
        crate::json::check(engine, target, input, options)
    })
}

/// Checks whatever serde can read, such as a `serde_json::Value`. Reports carry no lines and columns then.
///
/// # Errors
/// The error of the deserializer, when it fails for reasons of its own.
pub fn check_deserializer<'de, D: Deserializer<'de>>(
    target: &Target,
    scope: Scope,
    deserializer: D,
    options: &Options,
) -> Result<Report, D::Error> {
    with_engine(target, scope, options, |engine| {
        crate::value::check(engine, target, deserializer)
    })
}

/// Checks a value that serde can write, such as a typed model. Reports carry no lines and columns then.
///
/// A value whose own `Serialize` fails is malformed.
#[must_use]
pub fn check_value<T: Serialize + ?Sized>(
    target: &Target,
    scope: Scope,
    value: &T,
    options: &Options,
) -> Report {
    let expect = Expect::root(target.entry());
    check_recorded(target, expect, scope, value, options)
}

/// Checks a value against one field alone: whether a default or an example is one that the field accepts.
///
/// Nothing is said of a field that the type does not have.
#[must_use]
pub fn check_field<T: Serialize + ?Sized>(
    service: &Service,
    ty: &TypeDef,
    field: &str,
    scope: Scope,
    value: &T,
    options: &Options,
) -> Report {
    let target = Target::new(service, &ty.name);
    let entry = target.entry();
    let Some((index, field)) = entry.find(field) else {
        return Report::default();
    };
    let expect = Expect::of_field(entry, index, field);
    check_recorded(&target, expect, scope, value, options)
}

fn check_recorded<'c, T: Serialize + ?Sized>(
    target: &'c Target,
    expect: Expect<'c>,
    scope: Scope,
    value: &T,
    options: &Options,
) -> Report {
    let tape = match Tape::of(value) {
        Ok(tape) => tape,
        Err(trouble) => return crate::value::malformed(scope, trouble),
    };
    with_engine(target, scope, options, |mut engine| {
        match tape.check(&mut engine, &expect, &Path::ROOT) {
            Ok(_) => engine.into_report(),
            Err(trouble) => crate::value::malformed(scope, trouble),
        }
    })
}

/// Checks parameters as they stand on the wire: decoded names and values, in order, a name again for each item of a list.
#[must_use]
pub fn check_parameters<'a>(
    target: &Target,
    scope: Scope,
    pairs: impl IntoIterator<Item = (&'a str, &'a str)>,
    options: &Options,
) -> Report {
    let pairs: Vec<(&str, &str)> = pairs.into_iter().collect();
    with_engine(target, scope, options, |engine| {
        crate::parameters::check(engine, target, &pairs)
    })
}

/// Begins a check: with an engine that knows what earlier checks of the thread have left.
fn with_engine<'c, R>(
    target: &'c Target,
    scope: Scope,
    options: &Options,
    check: impl for<'o> FnOnce(Engine<'c, 'o>) -> R,
) -> R {
    Memory::of_thread(|memory| check(Engine::new(target, scope, options, memory, &JsonText)))
}
