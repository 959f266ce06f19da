//! The driver for what serde can read: `serde_json::Value`, YAML, CBOR.

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::contract::Scope;
use crate::engine::scalar::{Num, Scalar, Span, Str};
use crate::engine::{DEEPEST, Engine, Enter, Expect, Member, Pairs, State};
use crate::path::Path;
use crate::report::{Malformed, MalformedCode, Report};
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

    fn stop<T, E: serde::de::Error>(self, trouble: Trouble) -> Result<T, E> {
        *self.trouble = Some(trouble);
        Err(E::custom(trouble))
    }

    /// Of alternatives, expects the one that takes the value.
    fn narrow(&mut self, json_type: &str) {
        if let Some(narrowed) = self.engine.narrowed(&self.expect, json_type) {
            self.expect = narrowed;
        }
    }

    fn levels(&self) -> u32 {
        self.engine
            .options
            .limits
            .depth
            .min(DEEPEST)
            .saturating_sub(self.engine.depth)
    }
}

impl<'de, 'c> DeserializeSeed<'de> for Seed<'_, 'c, '_, '_> {
    type Value = State;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<State, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, 'c> Visitor<'de> for Seed<'_, 'c, '_, '_> {
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
            None => self.stop(Trouble::Number),
        }
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<State, E> {
        self.scalar(Scalar::Text(Str::plain(value)))
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut seq: A) -> Result<State, A::Error> {
        if !self.engine.descend() {
            return self.stop(Trouble::Depth);
        }
        self.narrow("array");
        let outcome = match self.engine.enter_list(&self.expect, self.path, Span::NONE) {
            Enter::List(list) => {
                let mut items = self.engine.open_list(list, &self.expect, Span::NONE);
                let mut index = 0_usize;
                loop {
                    let path = self.path.index(index);
                    // The item is counted only once it is known to be there.
                    let seed = Seed {
                        expect: self.engine.peek_item(&items),
                        engine: &mut *self.engine,
                        trouble: &mut *self.trouble,
                        path: &path,
                    };
                    if seq.next_element_seed(seed)?.is_none() {
                        break;
                    }
                    self.engine.item(&mut items);
                    index = index.saturating_add(1);
                }
                self.engine.close_list(items, self.path)
            }
            Enter::Object(_) | Enter::Map(_) => State::Good,
            Enter::Skip(outcome) => {
                let levels = self.levels();
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
        if !self.engine.descend() {
            return self.stop(Trouble::Depth);
        }
        self.narrow("object");
        let levels = self.levels();
        let outcome = match self
            .engine
            .enter_object(&self.expect, self.path, Span::NONE)
        {
            Enter::Object(ty) => {
                let mut frame = self.engine.open(ty, self.expect.wanted(), Span::NONE);
                let mut expect = Expect::root(ty);
                let mut held: Vec<(Expect<'c>, Tape)> = Vec::new();
                while let Some(Name(name)) = map.next_key()? {
                    match self
                        .engine
                        .member(&mut frame, &name, self.path, Span::NONE, &mut expect)
                    {
                        Member::Check => {
                            let path = member_path(self.path, &expect);
                            let outcome = map.next_value_seed(Seed {
                                engine: &mut *self.engine,
                                trouble: &mut *self.trouble,
                                expect,
                                path: &path,
                            })?;
                            self.engine
                                .close_member(&mut frame, &expect, outcome, Span::NONE);
                        }
                        Member::Hold => {
                            let mut tape = Tape::default();
                            map.next_value_seed(Record {
                                tape: &mut tape,
                                levels,
                                trouble: &mut *self.trouble,
                            })?;
                            held.push((expect, tape));
                        }
                        Member::Skip => map.next_value_seed(Skip {
                            levels,
                            trouble: &mut *self.trouble,
                        })?,
                    }
                }
                for (expect, tape) in held {
                    let expect = self.engine.held(&frame, expect);
                    let path = member_path(self.path, &expect);
                    match tape.check(self.engine, &expect, &path) {
                        Ok(outcome) => {
                            self.engine
                                .close_member(&mut frame, &expect, outcome, Span::NONE);
                        }
                        Err(trouble) => return self.stop(trouble),
                    }
                }
                self.engine.close(&frame, self.path)
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
