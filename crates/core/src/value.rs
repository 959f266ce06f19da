//! The driver for what serde can read: `serde_json::Value`, objects of Python, YAML, CBOR.

use serde::de::value::{
    BoolDeserializer, F64Deserializer, I64Deserializer, MapAccessDeserializer,
    SeqAccessDeserializer, StrDeserializer, U64Deserializer, UnitDeserializer,
};
use serde::de::{DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, SeqAccess, Visitor};

use crate::compiled::parts::Parts;
use crate::compiled::shortcut::{
    FIRST, Passes, Shortcut, is_of_texts, takes_count, takes_integer, takes_item,
};
use crate::compiled::{Entry, NO_FIELD, TypeId};
use crate::contract::{List, Scope, Shape};
use crate::engine::memory::Place;
use crate::engine::scalar::{Kept, Num, Scalar, Span, Str, is_same};
use crate::engine::{DEEPEST, Engine, Enter, Expect, Frame, Member, Pairs, Slot, State, Wanted};
use crate::path::Path;
use crate::report::{Malformed, MalformedCode, Report};
use crate::scan::{Digits, WINDOW, Window};
use crate::service::Target;
use crate::tape::{Name, Record, Tape, Trouble, num_of_u64};

/// Checks one value.
pub(crate) fn check<'c, 'de, D: Deserializer<'de>>(
    engine: &mut Engine<'c, '_>,
    target: &'c Target,
    deserializer: D,
) -> Result<Report, D::Error> {
    let scope = engine.scope;
    let mut trouble = None;
    let done = Seed {
        engine: &mut *engine,
        trouble: &mut trouble,
        expect: Expect::document(target.entry()),
        path: &Path::ROOT,
    }
    .deserialize(deserializer);
    match (done, trouble) {
        (_, Some(trouble)) => Ok(malformed(scope, trouble)),
        (Ok(_), None) => Ok(engine.finish()),
        (Err(error), None) => Err(error),
    }
}

/// The report on a value that cannot be checked to its end.
pub(crate) fn malformed(scope: Scope, trouble: Trouble) -> Report {
    let code = match trouble {
        Trouble::Depth => MalformedCode::Depth,
        Trouble::Size => MalformedCode::Size,
        Trouble::Number => MalformedCode::Number,
        Trouble::Key | Trouble::Custom => MalformedCode::Syntax,
    };
    Report::of_malformed(scope.part, Malformed::new(code, trouble.to_string()))
}

/// Goes one level deeper, unless that is too deep.
fn descend<E: serde::de::Error>(
    engine: &mut Engine<'_, '_>,
    trouble: &mut Option<Trouble>,
) -> Result<(), E> {
    if engine.descend() {
        return Ok(());
    }
    stop(trouble, Trouble::Depth)
}

#[cold]
fn stop<T, E: serde::de::Error>(place: &mut Option<Trouble>, trouble: Trouble) -> Result<T, E> {
    *place = Some(trouble);
    Err(E::custom(trouble))
}

/// How many levels there may be below the current one.
fn levels(engine: &Engine<'_, '_>) -> u32 {
    let most = engine.options.limits.depth.min(DEEPEST);
    most.saturating_sub(engine.depth)
}

/// Reads any value, and checks it.
struct Seed<'e, 'c, 'o, 'p> {
    engine: &'e mut Engine<'c, 'o>,
    trouble: &'e mut Option<Trouble>,
    expect: Expect<'c>,
    path: &'p Path<'p>,
}

impl<'c> Seed<'_, 'c, '_, '_> {
    fn scalar<E>(self, scalar: Scalar<'_>) -> Result<State, E> {
        Ok(self
            .engine
            .scalar(&self.expect, self.path, Span::NONE, scalar, None))
    }

    /// Of alternatives, expects the one that takes the value.
    fn narrow(&mut self, json_type: &str) {
        if let Some(narrowed) = self.engine.narrowed(&self.expect, json_type) {
            self.expect = narrowed;
        }
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_, '_, '_, '_> {
    type Value = State;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<State, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_, '_, '_, '_> {
    type Value = State;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<State, E> {
        self.scalar(Scalar::Null)
    }

    fn visit_none<E: serde::de::Error>(self) -> Result<State, E> {
        self.scalar(Scalar::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<State, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<State, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<State, E> {
        self.scalar(Scalar::Bool(value))
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<State, E> {
        self.scalar(Scalar::Number(Num::Int(value)))
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<State, E> {
        self.scalar(Scalar::Number(num_of_u64(value)))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<State, E> {
        match Num::from_f64(value) {
            Some(num) => self.scalar(Scalar::Number(num)),
            None => stop(self.trouble, Trouble::Number),
        }
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<State, E> {
        self.scalar(Scalar::Text(Str::plain(value)))
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut seq: A) -> Result<State, A::Error> {
        descend(self.engine, self.trouble)?;
        self.narrow("array");
        let outcome = match self.engine.enter_list(&self.expect, self.path, Span::NONE) {
            Enter::List(list) => items(
                self.engine,
                self.trouble,
                list,
                &self.expect,
                self.path,
                seq,
            )?,
            Enter::Object(_) | Enter::Map(_) => State::Good,
            Enter::Skip(outcome) => {
                let levels = levels(self.engine);
                while seq
                    .next_element_seed(Skip {
                        levels,
                        trouble: &mut *self.trouble,
                    })?
                    .is_some()
                {}
                outcome
            }
        };
        self.engine.ascend();
        Ok(outcome)
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<State, A::Error> {
        descend(self.engine, self.trouble)?;
        self.narrow("object");
        let outcome = match self
            .engine
            .enter_object(&self.expect, self.path, Span::NONE)
        {
            Enter::Object(ty) => {
                let wanted = self.expect.wanted();
                Object::open(self.engine, self.trouble, ty, wanted, self.path).read(map)?;
                State::Good
            }
            Enter::Map(of) => {
                let mut pairs = Pairs::of(of, &self.expect);
                while let Some(Name(name)) = map.next_key()? {
                    let expect = pairs.value(name.clone().into());
                    let path = self.path.key(&name, false);
                    map.next_value_seed(Seed {
                        engine: &mut *self.engine,
                        trouble: &mut *self.trouble,
                        expect,
                        path: &path,
                    })?;
                }
                State::Good
            }
            Enter::List(_) => State::Good,
            Enter::Skip(outcome) => {
                let levels = levels(self.engine);
                while map.next_key::<Name>()?.is_some() {
                    map.next_value_seed(Skip {
                        levels,
                        trouble: &mut *self.trouble,
                    })?;
                }
                outcome
            }
        };
        self.engine.ascend();
        Ok(outcome)
    }
}

/// Reads and checks the items of a list that has begun.
fn items<'de, 'c, A: SeqAccess<'de>>(
    engine: &mut Engine<'c, '_>,
    trouble: &mut Option<Trouble>,
    list: &'c List,
    expect: &Expect<'c>,
    path: &Path<'_>,
    mut seq: A,
) -> Result<State, A::Error> {
    let mut items = engine.open_list(list, expect, Span::NONE);
    let mut index = 0_usize;
    loop {
        let place = path.index(index);
        // The item is counted only once it is known to be there.
        let seed = Seed {
            expect: engine.peek_item(&items),
            engine: &mut *engine,
            trouble: &mut *trouble,
            path: &place,
        };
        if seq.next_element_seed(seed)?.is_none() {
            break;
        }
        engine.item(&mut items);
        index = index.saturating_add(1);
    }
    Ok(engine.close_list(items, path))
}

/// An object of a type while it is being read.
struct Object<'e, 'c, 'o, 'p> {
    engine: &'e mut Engine<'c, 'o>,
    trouble: &'e mut Option<Trouble>,
    frame: Frame<'c>,
    /// Where it stands in the order of members.
    place: Place,
    /// Members that wait for a sibling.
    held: Option<Vec<(Expect<'c>, Tape)>>,
    path: &'p Path<'p>,
}

impl<'e, 'c, 'o, 'p> Object<'e, 'c, 'o, 'p> {
    fn open(
        engine: &'e mut Engine<'c, 'o>,
        trouble: &'e mut Option<Trouble>,
        ty: &'c Entry,
        wanted: Wanted,
        path: &'p Path<'p>,
    ) -> Self {
        let frame = engine.open(ty, wanted, Span::NONE);
        let place = engine.memory.beginning(ty);
        Self {
            engine,
            trouble,
            frame,
            place,
            held: None,
            path,
        }
    }

    /// Reads and checks all members.
    fn read<'de, A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        while let Some(index) = map.next_key_seed(NameOf(&mut self))? {
            if index == NO_FIELD {
                let levels = levels(self.engine);
                map.next_value_seed(Skip {
                    levels,
                    trouble: &mut *self.trouble,
                })?;
            } else {
                self.place = self.place.behind(index);
                let object = &mut self;
                map.next_value_seed(ValueOf { object, index })?;
            }
        }
        if let Some(held) = self.held.take()
            && let Err(trouble) = self.check_held(held)
        {
            return stop(self.trouble, trouble);
        }
        self.engine.close(&self.frame, self.path);
        Ok(())
    }

    #[inline(never)]
    fn check_held(&mut self, held: Vec<(Expect<'c>, Tape)>) -> Result<(), Trouble> {
        for (expect, tape) in held {
            let expect = self.engine.held(&self.frame, expect);
            let path = member_path(self.path, &expect);
            let outcome = tape.check(self.engine, &expect, &path)?;
            self.close_member(&expect, outcome);
        }
        Ok(())
    }

    fn close_member(&mut self, expect: &Expect<'c>, outcome: State) {
        self.engine
            .close_member(&mut self.frame, expect, outcome, Span::NONE);
    }

    /// Returns the index of the member of a name; [`NO_FIELD`] if it is not documented, which is told.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn index_of(&mut self, name: &str) -> u16 {
        // Mostly it is the one that came next the last time.
        let guess = self.engine.memory.after(self.place);
        if self.has_name(guess, name) {
            return guess;
        }
        self.other_index_of(name)
    }

    #[inline(never)]
    fn other_index_of(&mut self, name: &str) -> u16 {
        // Where members come in one of two orders, the other one is the next to be tried.
        let other = self.engine.memory.before(self.place);
        let ty = self.frame.ty();
        let index = if self.has_name(other, name) {
            other
        } else if let Some((index, _)) = self.engine.find(ty, name) {
            index
        } else {
            self.engine.unknown(ty, name, self.path, Span::NONE);
            return NO_FIELD;
        };
        self.engine.memory.learn(self.place, index);
        index
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn has_name(&self, index: u16, name: &str) -> bool {
        let field = self.frame.field(index);
        field.is_some_and(|field| is_same(field.name.as_bytes(), name.as_bytes()))
    }
}

/// Reads a member's name, and returns the index of its field; see [`Object::index_of`].
struct NameOf<'a, 'e, 'c, 'o, 'p>(&'a mut Object<'e, 'c, 'o, 'p>);

impl<'de> DeserializeSeed<'de> for NameOf<'_, '_, '_, '_, '_> {
    type Value = u16;

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<u16, D::Error> {
        deserializer.deserialize_any(self)
    }
}

/// As [`Name`] is read, but without a copy.
impl Visitor<'_> for NameOf<'_, '_, '_, '_, '_> {
    type Value = u16;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a member's name")
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<u16, E> {
        Ok(self.0.index_of(value))
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<u16, E> {
        self.visit_str(&value.to_string())
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<u16, E> {
        self.visit_str(&value.to_string())
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<u16, E> {
        self.visit_str(&value.to_string())
    }
}

/// Reads the value of a documented member, and checks it: at first sight, if its shortcut lets it pass.
struct ValueOf<'a, 'e, 'c, 'o, 'p> {
    object: &'a mut Object<'e, 'c, 'o, 'p>,
    index: u16,
}

impl<'c> ValueOf<'_, '_, 'c, '_, '_> {
    /// The shortcut that may let the value pass, if there is one.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn shortcut(&self) -> Option<&'c Shortcut> {
        let frame = &self.object.frame;
        let shortcut = frame.shortcut(self.index);
        shortcut.filter(|_| frame.may_pass(self.index))
    }

    /// Lets a value pass.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn pass(self, shortcut: &Shortcut, slot: impl FnOnce() -> Slot<'c>) {
        let Object { engine, frame, .. } = self.object;
        engine.pass(frame, self.index, shortcut, slot);
    }

    /// Checks a value with all that is known of the member, or records it if it has to wait for a sibling.
    #[inline(never)]
    fn closely<'de, D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let Object {
            engine,
            trouble,
            frame,
            held,
            path,
            place: _,
        } = self.object;
        let levels = levels(engine);
        let member = frame.field(self.index).map(|field| {
            let mut expect = Expect::root(frame.ty());
            let member = engine.known_member(frame, self.index, field, &mut expect);
            (member, expect)
        });
        match member {
            Some((Member::Check, expect)) => {
                let path = member_path(path, &expect);
                let outcome = deserializer.deserialize_any(Seed {
                    engine,
                    trouble,
                    expect,
                    path: &path,
                })?;
                engine.close_member(frame, &expect, outcome, Span::NONE);
            }
            Some((Member::Hold, expect)) => {
                let mut tape = Tape::default();
                deserializer.deserialize_any(Record {
                    tape: &mut tape,
                    levels,
                    trouble,
                })?;
                held.get_or_insert_default().push((expect, tape));
            }
            Some((Member::Skip, _)) | None => {
                deserializer.deserialize_any(Skip { levels, trouble })?
            }
        }
        Ok(())
    }

    /// Checks an integer in which items of a list must differ, if its shortcut lets it pass.
    #[inline(never)]
    fn passes_distinct(&mut self, value: i64) -> bool {
        let Object { engine, frame, .. } = &mut *self.object;
        if !frame.is_distinct(self.index) {
            return false;
        }
        let Some(shortcut) = frame.shortcut(self.index) else {
            return false;
        };
        let passes = shortcut.passes == Passes::Integers
            && Digits::of_short(value).is_some_and(|digits| shortcut.lets_digits_pass(digits))
            && engine.is_new(frame, value);
        if passes {
            engine.pass(frame, self.index, shortcut, || {
                good(Kept::Number(Num::Int(value)))
            });
        }
        passes
    }
}

impl<'de> DeserializeSeed<'de> for ValueOf<'_, '_, '_, '_, '_> {
    type Value = ();

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ValueOf<'_, '_, '_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<(), E> {
        let Object { engine, frame, .. } = &mut *self.object;
        if let Some(field) = frame.field(self.index)
            && !matches!(field.shape, Shape::Any)
            && engine.is_absent_if_null(field)
            && frame.may_be_absent(self.index)
        {
            Engine::pass_absent(frame, self.index);
            return Ok(());
        }
        self.closely(UnitDeserializer::<E>::new())
    }

    fn visit_none<E: serde::de::Error>(self) -> Result<(), E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<(), E> {
        if let Some(shortcut) = self.shortcut()
            && shortcut.passes == Passes::Flags
        {
            self.pass(shortcut, || good(Kept::Bool(value)));
            return Ok(());
        }
        self.closely(BoolDeserializer::<E>::new(value))
    }

    fn visit_i64<E: serde::de::Error>(mut self, value: i64) -> Result<(), E> {
        if let Some(shortcut) = self.shortcut() {
            let passes = match shortcut.passes {
                Passes::Integers => match Digits::of_short(value) {
                    Some(digits) => shortcut.lets_digits_pass(digits),
                    None => {
                        let field = self.object.frame.field(self.index);
                        field.is_some_and(|field| takes_integer(field, value))
                    }
                },
                // Other doubles may not be what the integer is.
                Passes::Numbers => {
                    i32::try_from(value).is_ok_and(|value| shortcut.lets_number_pass(value.into()))
                }
                _ => false,
            };
            if passes {
                self.pass(shortcut, || good(Kept::Number(Num::Int(value))));
                return Ok(());
            }
        } else if self.passes_distinct(value) {
            return Ok(());
        }
        self.closely(I64Deserializer::<E>::new(value))
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<(), E> {
        match i64::try_from(value) {
            Ok(value) => self.visit_i64(value),
            Err(_) => self.closely(U64Deserializer::<E>::new(value)),
        }
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<(), E> {
        // What is not finite is within no range.
        if let Some(shortcut) = self.shortcut()
            && shortcut.passes == Passes::Numbers
            && shortcut.lets_number_pass(value)
        {
            self.pass(shortcut, || good(Kept::of_number(value)));
            return Ok(());
        }
        self.closely(F64Deserializer::<E>::new(value))
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<(), E> {
        let (index, frame) = (self.index, &self.object.frame);
        if let Some(shortcut) = self.shortcut() {
            let text = value.as_bytes();
            match shortcut.passes {
                Passes::Texts if shortcut.lets_text_pass(text, 0, text.len()) => {
                    self.pass(shortcut, || good(Kept::Text(None, Parts::NONE)));
                    return Ok(());
                }
                Passes::Forms
                    if shortcut.lets_text_pass(text, 0, text.len())
                        && frame.has_forms(index, value) =>
                {
                    self.pass(shortcut, || good(Kept::Text(None, Parts::NONE)));
                    return Ok(());
                }
                Passes::Values => {
                    let ty = frame.ty();
                    if let Some(window) = in_quotes(text)
                        && let Some((value, length)) = ty.shortcuts.value_in(shortcut, &window)
                        // A quote in the text is none behind it.
                        && length == text.len().wrapping_add(2)
                    {
                        let listed = || Kept::Text(ty.listed(index, value), Parts::NONE);
                        self.pass(shortcut, || good(listed()));
                        return Ok(());
                    }
                }
                _ => {}
            }
        }
        let text: StrDeserializer<'_, E> = value.into_deserializer();
        self.closely(text)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let (index, object) = (self.index, &mut *self.object);
        let ty = object.frame.ty();
        let shortcut = object.frame.shortcut(index);
        let shortcut = shortcut.filter(|_| object.frame.may_pass(index));
        let kind = shortcut.and_then(|shortcut| match shortcut.passes {
            Passes::Lists => Some(Items::Objects(shortcut.child)),
            _ if index < FIRST
                && ty
                    .at(index)
                    .is_some_and(|field| is_of_texts(field, &ty.link(index))) =>
            {
                Some(Items::Texts)
            }
            _ => None,
        });
        let (Some(shortcut), Some(kind), Some((field, list))) =
            (shortcut, kind, object.frame.list(index))
        else {
            return self.closely(SeqAccessDeserializer::new(seq));
        };
        let engine = &mut *object.engine;
        let path = object.path.member(ty, index, shortcut.sensitive);
        descend(engine, object.trouble)?;
        let state = if shortcut.differ {
            let expect = Expect::of_field(ty, index, field);
            items(engine, object.trouble, list, &expect, &path, seq)?
        } else {
            let mut count = 0_usize;
            loop {
                let place = path.index(count);
                let item = ItemOf {
                    engine: &mut *engine,
                    trouble: &mut *object.trouble,
                    owner: ty,
                    index,
                    kind,
                    path: &place,
                };
                if seq.next_element_seed(item)?.is_none() {
                    break;
                }
                count = count.wrapping_add(1);
            }
            let passes = match kind {
                Items::Objects(_) => shortcut.lets_count_pass(count),
                Items::Texts => takes_count(field, count),
            };
            if passes {
                State::Good
            } else {
                let expect = Expect::of_field(ty, index, field);
                let mut items = engine.open_list(list, &expect, Span::NONE);
                items.count = u64::try_from(count).unwrap_or(u64::MAX);
                engine.close_list(items, &path)
            }
        };
        engine.ascend();
        self.pass(shortcut, || Slot {
            state,
            ..good(Kept::Nothing)
        });
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        let Some(shortcut) = self.shortcut().filter(|one| one.passes == Passes::Objects) else {
            return self.closely(MapAccessDeserializer::new(map));
        };
        let object = &mut *self.object;
        let (around, engine) = (object.frame.ty(), &mut *object.engine);
        let path = object.path.member(around, self.index, shortcut.sensitive);
        descend(engine, object.trouble)?;
        let ty = engine.entry(shortcut.child);
        Object::open(engine, object.trouble, ty, Wanted::NOTHING, &path).read(map)?;
        engine.ascend();
        self.pass(shortcut, || good(Kept::Nothing));
        Ok(())
    }
}

/// What rules know of a member that passed.
const fn good(kept: Kept<'_>) -> Slot<'_> {
    Slot::good(kept, Span::NONE)
}

/// What the items of a list are, which need not differ.
#[derive(Debug, Clone, Copy)]
enum Items {
    /// Objects of a type.
    Objects(TypeId),
    /// See [`is_of_texts`].
    Texts,
}

/// Reads an item of a list, and checks it: at first sight, if it is what most are.
struct ItemOf<'e, 'c, 'o, 'p> {
    engine: &'e mut Engine<'c, 'o>,
    trouble: &'e mut Option<Trouble>,
    /// The type that has the list, …
    owner: &'c Entry,
    /// … and the list's index in it.
    index: u16,
    kind: Items,
    path: &'p Path<'p>,
}

impl ItemOf<'_, '_, '_, '_> {
    /// Checks an item with all that is known of it.
    #[cold]
    fn other<'de, D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let Some(field) = self.owner.at(self.index) else {
            return Ok(());
        };
        let Shape::List(list) = &field.shape else {
            return Ok(());
        };
        let expect = Expect::of_field(self.owner, self.index, field);
        let mut items = self.engine.open_list(list, &expect, Span::NONE);
        let expect = self.engine.item(&mut items);
        let seed = Seed {
            engine: self.engine,
            trouble: self.trouble,
            expect,
            path: self.path,
        };
        seed.deserialize(deserializer).map(|_| ())
    }
}

impl<'de> DeserializeSeed<'de> for ItemOf<'_, '_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ItemOf<'_, '_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<(), E> {
        self.other(UnitDeserializer::<E>::new())
    }

    fn visit_none<E: serde::de::Error>(self) -> Result<(), E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<(), E> {
        self.other(BoolDeserializer::<E>::new(value))
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<(), E> {
        self.other(I64Deserializer::<E>::new(value))
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<(), E> {
        self.other(U64Deserializer::<E>::new(value))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<(), E> {
        self.other(F64Deserializer::<E>::new(value))
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<(), E> {
        if let (Items::Texts, Some(field)) = (self.kind, self.owner.at(self.index))
            && takes_item(field, value)
        {
            return Ok(());
        }
        let text: StrDeserializer<'_, E> = value.into_deserializer();
        self.other(text)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<(), A::Error> {
        self.other(SeqAccessDeserializer::new(seq))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        let Items::Objects(ty) = self.kind else {
            return self.other(MapAccessDeserializer::new(map));
        };
        descend(self.engine, self.trouble)?;
        let ty = self.engine.entry(ty);
        Object::open(self.engine, self.trouble, ty, Wanted::NOTHING, self.path).read(map)?;
        self.engine.ascend();
        Ok(())
    }
}

/// A text as it stands in a window of JSON text, with its quotes; `None` of a longer one.
fn in_quotes(text: &[u8]) -> Option<Window> {
    let mut window = [0; WINDOW];
    let (first, rest) = window.split_first_mut()?;
    let (place, behind) = rest.split_at_mut_checked(text.len())?;
    place.copy_from_slice(text);
    (*first, *behind.first_mut()?) = (b'"', b'"');
    Some(window)
}

fn member_path<'p>(path: &'p Path<'p>, expect: &Expect<'p>) -> Path<'p> {
    let (name, sensitive) = expect
        .field
        .map_or(("", false), |f| (&*f.name, f.sensitive));
    path.key(name, sensitive)
}

/// Reads over a value, no deeper than allowed.
struct Skip<'a> {
    levels: u32,
    trouble: &'a mut Option<Trouble>,
}

impl Skip<'_> {
    fn inner<E: serde::de::Error>(&mut self) -> Result<Skip<'_>, E> {
        if self.levels == 0 {
            *self.trouble = Some(Trouble::Depth);
            return Err(E::custom(Trouble::Depth));
        }
        Ok(Skip {
            levels: self.levels.saturating_sub(1),
            trouble: self.trouble,
        })
    }
}

impl<'de> DeserializeSeed<'de> for Skip<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Skip<'_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_none<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E>(self, _value: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _value: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _value: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<(), E> {
        if value.is_finite() {
            return Ok(());
        }
        *self.trouble = Some(Trouble::Number);
        Err(E::custom(Trouble::Number))
    }

    fn visit_str<E>(self, _value: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut seq: A) -> Result<(), A::Error> {
        while seq.next_element_seed(self.inner()?)?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        // An object without members is a level too.
        self.inner::<A::Error>()?;
        while map.next_key::<Name>()?.is_some() {
            map.next_value_seed(self.inner()?)?;
        }
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects)]
mod tests {
    use super::*;
    use crate::contract::Field;

    /// Values that members may have, those that the contract lists among them.
    fn tokens(field: &Field) -> Vec<String> {
        let plain = [
            "null",
            "true",
            "0",
            "-1",
            "7",
            "7.5",
            "5e1",
            "12345678",
            "123456789",
            "1772971200000",
            "99999999999999999999",
            "\"\"",
            "\"a\"",
            "\"\\u0000\"",
            "\"7\"",
            "\"{}\"",
            "{}",
            "[]",
            "[[]]",
            "{\"a\": 1}",
        ];
        let mut tokens: Vec<String> = plain.map(str::to_owned).into();
        let shapes =
            std::iter::once(&field.shape).chain(field.votes.iter().map(|vote| &vote.shape));
        for shape in shapes.flat_map(Shape::nested) {
            if let Shape::Enum(listed) = shape {
                for value in &listed.values {
                    tokens.push(format!("{:?}", value.wire));
                    // A quote in a text ends no value.
                    tokens.push(format!("{:?}", format!("{}\"", value.wire)));
                }
            }
        }
        for (text, times) in [("x", 2), ("x", 40), ("中", 3), ("x", 3000)] {
            tokens.push(format!("{:?}", text.repeat(times)));
        }
        let lists = tokens.iter().map(|token| format!("[{token}]"));
        let twice = tokens.iter().map(|token| format!("[{token},{token}]"));
        let long = std::iter::once(format!("[{}\"a\"]", "\"a\",".repeat(200)));
        let lists: Vec<String> = lists.chain(twice).chain(long).collect();
        [tokens, lists].concat()
    }

    #[test]
    fn shortcuts_change_no_report_on_a_value() {
        use crate::check::check_deserializer;
        use crate::contract::Direction;

        let (options, kinds) = (crate::options::Options::default(), crate::tests::kinds());
        let plain = kinds.without_shortcuts();
        for ty in &kinds.to_data().types {
            let targets = [kinds, &plain].map(|service| Target::new(service, &ty.name));
            for field in &ty.fields {
                let name = &field.name;
                for token in tokens(field) {
                    for payload in [
                        format!("{{\"{name}\":{token},\"must\":\"\",\"kind\":\"open\"}}"),
                        format!("{{\"mode\":\"B\",\"{name}\":{token},\"{name}\":{token}}}"),
                    ] {
                        for direction in [Direction::Request, Direction::Response] {
                            let scope = Scope::body(direction);
                            let [with, without] = targets.each_ref().map(|target| {
                                let mut json = serde_json::Deserializer::from_str(&payload);
                                let report = check_deserializer(target, scope, &mut json, &options);
                                let report = report.expect("JSON");
                                let told = report.violations.into_iter();
                                let told = told
                                    .map(|v| (v.pointer, v.embedded, v.code, v.severity, v.found));
                                (told.collect::<Vec<_>>(), report.malformed)
                            });
                            assert_eq!(with, without, "{}: {payload}", ty.name);
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn a_text_stands_between_its_quotes_where_there_is_room() {
        for length in 0..2 * WINDOW {
            let text = "a".repeat(length);
            let begins = in_quotes(text.as_bytes()).map(|window| {
                let text = format!("\"{text}\"");
                window.starts_with(text.as_bytes())
            });
            assert_eq!(begins, (length + 2 <= WINDOW).then_some(true));
        }
    }
}
