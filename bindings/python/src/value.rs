//! Objects of Python as serde reads them: what `json.dumps` would write of them, without the text.
//!
//! No tree is built. A payload is untrusted, and so are its classes: their methods may do anything while a check runs.
//! References are held while anything can run, sizes are looked at again once something may have run, and the engine ends what
//! is nested too deeply, an object that contains itself too.

use std::fmt;
use std::ptr::NonNull;

use mediaspec_core::escape::shortened;
use mediaspec_core::node::push_token;
use pyo3::exceptions::PyUnicodeEncodeError;
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyList, PyMapping, PyString, PyTuple};
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;

/// How much of the name of a type or a member an error shows.
const SHOWN: usize = 80;

/// A value that is read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Value<'a, 'py>(Borrowed<'a, 'py, PyAny>);

impl<'a, 'py> Value<'a, 'py> {
    pub(crate) fn of(object: &'a Bound<'py, PyAny>) -> Self {
        Self(object.as_borrowed())
    }
}

/// Why a value could not be read to its end.
#[derive(Debug)]
pub(crate) struct Unreadable(Box<Trouble>);

/// As small as a pointer where it is handed on, which is at every value.
#[derive(Debug)]
struct Trouble {
    /// What is wrong.
    cause: Cause,
    /// The steps to the place, the last one first.
    steps: Vec<Step>,
}

/// What is wrong with a value.
#[derive(Debug)]
pub(crate) enum Cause {
    /// JSON has no form for an object of that class.
    Class(String),
    /// A member's name is an object of that class, and no text.
    Key(String),
    /// A text has half of a surrogate pair, which UTF-8 has no form for.
    Surrogate,
    /// A dict or a list was changed while it was read.
    Changed,
    /// A method of the payload's own class failed.
    Raised(PyErr),
    /// Whoever reads has stopped: the engine knows why.
    Stopped,
}

#[derive(Debug)]
enum Step {
    Name(String),
    Index(usize),
}

impl Unreadable {
    #[cold]
    fn of(cause: Cause) -> Self {
        Self(Box::new(Trouble {
            cause,
            steps: Vec::new(),
        }))
    }

    /// What is wrong.
    pub(crate) fn cause(self) -> Cause {
        self.0.cause
    }

    #[cold]
    fn below(mut self, step: Step) -> Self {
        // Beyond the engine's own depth nothing is read.
        self.0.steps.push(step);
        self
    }

    /// Returns the JSON Pointer to the place.
    pub(crate) fn pointer(&self) -> String {
        let mut pointer = String::new();
        for step in self.0.steps.iter().rev() {
            match step {
                Step::Name(name) => push_token(&mut pointer, name),
                Step::Index(index) => push_token(&mut pointer, &index.to_string()),
            }
        }
        shortened(&pointer, 400)
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pointer = self.pointer();
        let place = if pointer.is_empty() {
            "the payload"
        } else {
            &*pointer
        };
        match &self.0.cause {
            Cause::Class(class) => write!(
                f,
                "{place} is of the class {class}, for which JSON has no form; hand over dict, list, tuple, str, int, float, bool \
                 or None as they would be sent, or the JSON text as str or bytes"
            ),
            Cause::Key(class) => write!(
                f,
                "{place} has a member whose name is of the class {class}; names of members are str"
            ),
            Cause::Surrogate => write!(
                f,
                "a text has half of a surrogate pair, which cannot be sent as UTF-8"
            ),
            Cause::Changed => write!(f, "{place} was changed while it was checked"),
            Cause::Raised(error) => write!(f, "{place}: {error}"),
            Cause::Stopped => f.write_str("the check has ended"),
        }
    }
}

impl std::error::Error for Unreadable {}

impl serde::de::Error for Unreadable {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self::of(Cause::Stopped)
    }
}

impl From<PyErr> for Unreadable {
    fn from(error: PyErr) -> Self {
        Self::of(Cause::Raised(error))
    }
}

/// The name of an object's class, with its module where it is no built-in one.
fn class(object: &Bound<'_, PyAny>) -> String {
    let name = object.get_type().fully_qualified_name();
    let name = name.map_or_else(
        |_| "?".to_owned(),
        |name| name.to_string_lossy().into_owned(),
    );
    shortened(&name, SHOWN)
}

/// The text of a string.
#[cfg_attr(not(debug_assertions), inline(always))]
fn text<'a>(string: &'a Bound<'_, PyString>) -> Result<&'a str, Unreadable> {
    string.to_str().map_err(|error| not_a_text(string, error))
}

#[cold]
fn not_a_text(string: &Bound<'_, PyString>, error: PyErr) -> Unreadable {
    if error.is_instance_of::<PyUnicodeEncodeError>(string.py()) {
        Unreadable::of(Cause::Surrogate)
    } else {
        error.into()
    }
}

/// An integer as JSON text is read: as a 64-bit one where it is, and else as the nearest double.
#[allow(unsafe_code)]
fn integer<'de, V: Visitor<'de>>(
    integer: &Bound<'_, PyInt>,
    visitor: V,
) -> Result<V::Value, Unreadable> {
    let mut overflow = 0;
    // SAFETY: the interpreter is held, as `Bound` shows; the integer is one, so that nothing runs and no error is raised.
    let small = unsafe { ffi::PyLong_AsLongLongAndOverflow(integer.as_ptr(), &raw mut overflow) };
    if overflow == 0 {
        return visitor.visit_i64(small);
    }
    // What follows makes errors of Python, and with them anything may run.
    large(&integer.clone(), visitor)
}

/// An integer that 64 bits do not hold with a sign.
#[cold]
fn large<'de, V: Visitor<'de>>(
    integer: &Bound<'_, PyInt>,
    visitor: V,
) -> Result<V::Value, Unreadable> {
    if let Ok(positive) = integer.extract::<u64>() {
        return visitor.visit_u64(positive);
    }
    // Beyond what a double holds, Python raises OverflowError; so much is out of every range.
    let double = integer.extract::<f64>().unwrap_or(f64::INFINITY);
    visitor.visit_f64(double)
}

impl<'de> Deserializer<'de> for Value<'_, '_> {
    type Error = Unreadable;

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        let object = self.0;
        // What payloads are made of mostly, by the address of its class.
        if let Ok(string) = object.cast_exact::<PyString>() {
            return visitor.visit_str(text(&string)?);
        }
        if let Ok(dict) = object.cast_exact::<PyDict>() {
            return visitor.visit_map(Members::of(&dict));
        }
        if let Ok(number) = object.cast_exact::<PyInt>() {
            return integer(&number, visitor);
        }
        if let Ok(list) = object.cast_exact::<PyList>() {
            return visitor.visit_seq(Elements::of(&list));
        }
        if let Ok(boolean) = object.cast_exact::<PyBool>() {
            return visitor.visit_bool(boolean.is_true());
        }
        if object.is_none() {
            return visitor.visit_unit();
        }
        if let Ok(float) = object.cast_exact::<PyFloat>() {
            return visitor.visit_f64(float.value());
        }
        self.deserialize_derived(visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

impl Value<'_, '_> {
    /// Reads an object of a class that is derived from one that JSON has a form for, as `json.dumps` does: of a text, a number
    /// and a list the value itself, of a dict what its `items()` gives.
    #[cold]
    fn deserialize_derived<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        let object: &Bound<'_, PyAny> = &self.0;
        if let Ok(string) = object.cast::<PyString>() {
            return visitor.visit_str(text(string)?);
        }
        if let Ok(number) = object.cast::<PyInt>() {
            return integer(number, visitor);
        }
        if let Ok(float) = object.cast::<PyFloat>() {
            return visitor.visit_f64(float.value());
        }
        if object.is_instance_of::<PyDict>() {
            let items = object.cast::<PyMapping>().map_err(PyErr::from)?.items()?;
            return visitor.visit_map(Items {
                items: Elements::of(&items),
                value: None,
            });
        }
        if let Ok(list) = object.cast::<PyList>() {
            return visitor.visit_seq(Elements::of(list));
        }
        if let Ok(tuple) = object.cast::<PyTuple>() {
            // A tuple never changes.
            let list = tuple.to_list();
            return visitor.visit_seq(Elements::of(&list));
        }
        Err(Unreadable::of(Cause::Class(class(object))))
    }
}

/// Whether an object is of one of the classes of which a value holds no other object: reading it runs no code of the payload's.
#[cfg_attr(not(debug_assertions), inline(always))]
fn is_plain(object: Borrowed<'_, '_, PyAny>) -> bool {
    object.is_exact_instance_of::<PyString>()
        || object.is_exact_instance_of::<PyInt>()
        || object.is_exact_instance_of::<PyBool>()
        || object.is_none()
        || object.is_exact_instance_of::<PyFloat>()
}

/// The members of a dict, in its order.
///
/// Counting references takes as long as reading most values, so that the dict's own ones are used as long as nothing can run that
/// changes the dict: at names and at values that are plain.
struct Members<'a, 'py> {
    dict: &'a Bound<'py, PyDict>,
    /// How many members it had when reading began.
    size: usize,
    /// Where Python goes on.
    at: ffi::Py_ssize_t,
    /// Whether something has run since the dict was looked at that may have changed it.
    stale: bool,
    /// The member whose value has not been read: its name and its value, references of the dict.
    member: Option<[NonNull<ffi::PyObject>; 2]>,
}

impl<'a, 'py> Members<'a, 'py> {
    fn of(dict: &'a Bound<'py, PyDict>) -> Self {
        Self {
            dict,
            size: dict.len(),
            at: 0,
            stale: false,
            member: None,
        }
    }

    /// Goes on to the next member, and gives its name. The iterator of `PyO3` panics where the dict was changed meanwhile; this one
    /// tells.
    #[allow(unsafe_code)]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn advance(&mut self) -> Result<Option<NonNull<ffi::PyObject>>, Unreadable> {
        if self.stale {
            if self.dict.len() != self.size {
                return Err(Unreadable::of(Cause::Changed));
            }
            self.stale = false;
        }
        let (mut name, mut value) = (std::ptr::null_mut(), std::ptr::null_mut());
        // SAFETY: the interpreter is held, as `Bound` shows; the dict is one; `at` is 0 or what the last call left, which is all
        // that Python asks of it, whatever has become of the dict.
        let more = unsafe {
            ffi::PyDict_Next(
                self.dict.as_ptr(),
                &raw mut self.at,
                &raw mut name,
                &raw mut value,
            )
        };
        self.member = match (NonNull::new(name), NonNull::new(value)) {
            (Some(name), Some(value)) if more != 0 => Some([name, value]),
            _ => None,
        };
        Ok(self.member.map(|[name, _]| name))
    }
}

impl<'de> MapAccess<'de> for Members<'_, '_> {
    type Error = Unreadable;

    #[allow(unsafe_code)]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Unreadable> {
        let Some(name) = self.advance()? else {
            return Ok(None);
        };
        // SAFETY: the dict has just given the reference. It is used to read the text, which Python itself does, and the engine does
        // nothing with a text that Python could notice. Where Python fails to read it, it has handed the string to the error before
        // anything else runs, and it is not used afterwards.
        let name = unsafe { Borrowed::from_ptr(self.dict.py(), name.as_ptr()) };
        read_name(name, seed).map(Some)
    }

    #[allow(unsafe_code)]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn next_value_seed<V: DeserializeSeed<'de>>(
        &mut self,
        seed: V,
    ) -> Result<V::Value, Unreadable> {
        let Some([name, value]) = self.member.take() else {
            // A value is asked for before its name, which the engine does not do.
            return Err(Unreadable::of(Cause::Stopped));
        };
        let py = self.dict.py();
        // SAFETY: nothing has run since the dict gave the reference but the reading of a text, as above.
        let value = unsafe { Borrowed::from_ptr(py, value.as_ptr()) };
        if is_plain(value) {
            // As a name is read; numbers, truth values and None are read without an error and without anything that runs.
            return seed.deserialize(Value(value));
        }
        self.stale = true;
        // SAFETY: likewise. From here on, both are references of our own.
        let name = unsafe { Bound::from_borrowed_ptr(py, name.as_ptr()) };
        read_member(&name, &value.to_owned(), seed)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.size)
    }
}

/// The members of an object of a class that is derived from dict.
struct Items<'a, 'py> {
    items: Elements<'a, 'py>,
    /// The member's name, and its value.
    value: Option<(Bound<'py, PyAny>, Bound<'py, PyAny>)>,
}

impl<'de> MapAccess<'de> for Items<'_, '_> {
    type Error = Unreadable;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Unreadable> {
        let Some(item) = self.items.advance()? else {
            return Ok(None);
        };
        let pair = item.cast::<PyTuple>().map_err(PyErr::from)?;
        let (name, value) = (pair.get_item(0)?, pair.get_item(1)?);
        let read = read_name(name.as_borrowed(), seed);
        self.value = Some((name, value));
        read.map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(
        &mut self,
        seed: V,
    ) -> Result<V::Value, Unreadable> {
        let Some((name, value)) = self.value.take() else {
            return Err(Unreadable::of(Cause::Stopped));
        };
        read_member(&name, &value, seed)
    }
}

/// Reads a member's name.
#[cfg_attr(not(debug_assertions), inline(always))]
fn read_name<'de, K: DeserializeSeed<'de>>(
    name: Borrowed<'_, '_, PyAny>,
    seed: K,
) -> Result<K::Value, Unreadable> {
    let string = match name.cast_exact::<PyString>() {
        Ok(string) => string,
        Err(_) => match name.cast::<PyString>() {
            Ok(string) => string,
            Err(_) => return Err(Unreadable::of(Cause::Key(class(&name)))),
        },
    };
    seed.deserialize(Name(text(&string)?))
}

/// A member's name as serde reads it.
struct Name<'a>(&'a str);

impl<'de> Deserializer<'de> for Name<'_> {
    type Error = Unreadable;

    // As that of serde itself, which compilers do not always inline.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_str(self.0)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// Reads a member's value.
#[inline(never)]
fn read_member<'de, V: DeserializeSeed<'de>>(
    name: &Bound<'_, PyAny>,
    value: &Bound<'_, PyAny>,
    seed: V,
) -> Result<V::Value, Unreadable> {
    seed.deserialize(Value::of(value)).map_err(|error| {
        let name = name.cast::<PyString>().ok();
        let name = name.map(|name| name.to_string_lossy().into_owned());
        error.below(Step::Name(name.unwrap_or_default()))
    })
}

/// The items of a list.
struct Elements<'a, 'py> {
    list: &'a Bound<'py, PyList>,
    /// How many items it had when reading began.
    size: usize,
    at: usize,
}

impl<'a, 'py> Elements<'a, 'py> {
    fn of(list: &'a Bound<'py, PyList>) -> Self {
        Self {
            list,
            size: list.len(),
            at: 0,
        }
    }

    /// Returns the next item.
    fn advance(&mut self) -> Result<Option<Bound<'py, PyAny>>, Unreadable> {
        if self.list.len() != self.size {
            return Err(Unreadable::of(Cause::Changed));
        }
        if self.at >= self.size {
            return Ok(None);
        }
        let item = self.list.get_item(self.at)?;
        self.at = self.at.saturating_add(1);
        Ok(Some(item))
    }
}

impl<'de> SeqAccess<'de> for Elements<'_, '_> {
    type Error = Unreadable;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Unreadable> {
        let Some(item) = self.advance()? else {
            return Ok(None);
        };
        let at = self.at.saturating_sub(1);
        let read = seed.deserialize(Value::of(&item));
        read.map(Some).map_err(|error| error.below(Step::Index(at)))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.size.saturating_sub(self.at))
    }
}
