//! Checking messages: options, and the entry points of the three drivers.

use serde::{Deserializer, Serialize};

use crate::code::Code;
use crate::contract::{Context, Direction, Field, Part, Shape, TypeDef};
pub use crate::engine::memory::Memory;
use crate::engine::path::Path;
use crate::engine::{Engine, Expect};
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
pub enum Profile {
    /// As documented.
    #[default]
    Documented,
    /// In responses, lists of values, upper bounds, lengths and item counts only warn, since vendors widen them.
    Tolerant,
}

/// A code that shall only warn, everywhere or at one pointer.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Allow {
    /// The code.
    pub code: Code,
    /// The JSON Pointer; `None` for everywhere.
    pub pointer: Option<String>,
}

/// Bounds on what hostile input can make a check do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Limits {
    /// Deepest nesting of objects and lists, documents in strings included.
    pub depth: u32,
    /// How many errors, and apart from them how many warnings, a report lists.
    pub violations: usize,
    /// Largest input in bytes.
    pub bytes: usize,
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
pub struct Options {
    /// How strictly documented limits are taken.
    pub profile: Profile,
    /// Codes that shall only warn.
    pub allow: Vec<Allow>,
    /// Bounds on hostile input.
    pub limits: Limits,
}

/// Checks JSON text against a type. This is the fast path: it knows lines and columns, and never builds a tree.
#[must_use]
pub fn check_bytes<'t>(
    ty: &'t TypeDef<'t>,
    scope: Scope,
    input: &[u8],
    options: &Options,
) -> Report<'t> {
    check_bytes_with(&mut Memory::new(), ty, scope, input, options)
}

/// Checks JSON text as [`check_bytes`] does, with what earlier checks have left: payloads that are much alike are checked
/// faster one after the other. The report is the same whatever came before.
///
/// ```
/// # #![allow(dead_code)]
/// use mediaspec_core::check::{Memory, Options, Scope, check_bytes_with};
/// use mediaspec_core::contract::{Direction, TypeDef};
///
/// /// How many of the payloads are valid.
/// pub fn valid(ty: &TypeDef<'_>, payloads: &[Vec<u8>]) -> usize {
///     let (mut memory, options) = (Memory::new(), Options::default());
///     let scope = Scope::body(Direction::Response);
///     payloads
///         .iter()
///         .filter(|payload| check_bytes_with(&mut memory, ty, scope, payload, &options).is_valid())
///         .count()
/// }
/// ```
#[must_use]
pub fn check_bytes_with<'t>(
    memory: &mut Memory,
    ty: &'t TypeDef<'t>,
    scope: Scope,
    input: &[u8],
    options: &Options,
) -> Report<'t> {
    crate::json::check(ty, scope, input, options, memory)
}

/// Checks whatever serde can read, such as a `serde_json::Value`. Reports carry no lines and columns then.
///
/// # Errors
/// The error of the deserializer, when it fails for reasons of its own.
pub fn check_deserializer<'t, 'de, D: Deserializer<'de>>(
    ty: &'t TypeDef<'t>,
    scope: Scope,
    deserializer: D,
    options: &Options,
) -> Result<Report<'t>, D::Error> {
    crate::value::check(ty, scope, deserializer, options)
}

/// Checks a value that serde can write, such as a typed model. Reports carry no lines and columns then.
///
/// A value whose own `Serialize` fails is malformed.
#[must_use]
pub fn check_value<'t, T: Serialize + ?Sized>(
    ty: &'t TypeDef<'t>,
    scope: Scope,
    value: &T,
    options: &Options,
) -> Report<'t> {
    check_recorded(Expect::root(Shape::Object(ty)), scope, value, options)
}

/// Checks a value against one field alone: whether a default or an example is one that the field accepts.
#[must_use]
pub fn check_field<'t, T: Serialize + ?Sized>(
    field: &'t Field<'t>,
    scope: Scope,
    value: &T,
    options: &Options,
) -> Report<'t> {
    check_recorded(Expect::of_field(field), scope, value, options)
}

fn check_recorded<'t, T: Serialize + ?Sized>(
    expect: Expect<'t>,
    scope: Scope,
    value: &T,
    options: &Options,
) -> Report<'t> {
    let mut memory = Memory::new();
    let mut engine = Engine::new(scope, options, &mut memory);
    let checked = Tape::of(value).and_then(|tape| tape.check(&mut engine, &expect, &Path::ROOT));
    match checked {
        Ok(_) => engine.into_report(),
        Err(trouble) => crate::value::malformed(trouble),
    }
}

/// Checks parameters as they stand on the wire: decoded names and values, in order, a name again for each item of a list.
#[must_use]
pub fn check_parameters<'t, 'a>(
    ty: &'t TypeDef<'t>,
    scope: Scope,
    pairs: impl IntoIterator<Item = (&'a str, &'a str)>,
    options: &Options,
) -> Report<'t> {
    crate::parameters::check(ty, scope, pairs, options)
}
