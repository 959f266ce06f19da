//! Checking messages: the entry points of the drivers.

use serde::{Deserializer, Serialize};

use crate::contract::TypeDef;
use crate::engine::memory::Memory;
use crate::engine::{Engine, Expect};
use crate::json::JsonText;
use crate::path::Path;
use crate::report::Report;
use crate::service::Service;
use crate::tape::Tape;

pub use crate::contract::Scope;
pub use crate::options::{Allow, Limits, Options, Profile};
pub use crate::service::Target;

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
    let expect = Expect::document(target.entry());
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
    with_engine(target, scope, options, |engine| {
        match tape.check(engine, &expect, &Path::ROOT) {
            Ok(_) => engine.finish(),
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
    check: impl for<'o> FnOnce(&mut Engine<'c, 'o>) -> R,
) -> R {
    Memory::of_thread(|memory| check(&mut Engine::new(target, scope, options, memory, &JsonText)))
}
