//! A flat recording of a value that came through serde: for values that wait for a sibling, and for typed models.

use serde::de::{Deserialize, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{self, Serialize, Serializer};

use crate::engine::scalar::{Num, Scalar, Span, Str};
use crate::engine::{DEEPEST, Engine, Enter, Expect, Frame, Items, Member, Pairs, State};
use crate::path::Path;

/// The most tokens that are recorded.
const MOST: usize = 1 << 22;

/// A recorded value.
#[derive(Debug, Default)]
pub(crate) struct Tape {
    tokens: Vec<Token>,
    depth: u32,
}

#[derive(Debug)]
enum Token {
    Null,
    Bool(bool),
    Number(Num),
    Text(String),
    /// A map begins; names and values follow in turn.
    Map,
    Seq,
    End,
}

/// Why a value cannot be recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trouble {
    Depth,
    Size,
    Number,
    /// A map whose keys are no strings.
    Key,
    /// The value's own `Serialize` failed.
    Custom,
}

impl std::fmt::Display for Trouble {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Depth => "objects and lists are nested too deeply",
            Self::Size => "the value is too large",
            Self::Number => "a number is infinite or not a number",
            Self::Key => "a member's name is no text",
            Self::Custom => "the value cannot be serialized",
        })
    }
}

impl std::error::Error for Trouble {}

impl ser::Error for Trouble {
    fn custom<T: std::fmt::Display>(_message: T) -> Self {
        Self::Custom
    }
}

impl Tape {
    fn push(&mut self, token: Token) -> Result<(), Trouble> {
        if self.tokens.len() >= MOST {
            return Err(Trouble::Size);
        }
        match token {
            Token::Map | Token::Seq => {
                if self.depth >= DEEPEST {
                    return Err(Trouble::Depth);
                }
                self.depth = self.depth.saturating_add(1);
            }
            Token::End => self.depth = self.depth.saturating_sub(1),
            Token::Null | Token::Bool(_) | Token::Number(_) | Token::Text(_) => {}
        }
        self.tokens.push(token);
        Ok(())
    }

    fn float(&mut self, value: f64) -> Result<(), Trouble> {
        self.push(Token::Number(Num::from_f64(value).ok_or(Trouble::Number)?))
    }

    /// Records what a value writes.
    pub(crate) fn of<T: Serialize + ?Sized>(value: &T) -> Result<Self, Trouble> {
        let mut tape = Self::default();
        value.serialize(Recorder(&mut tape))?;
        Ok(tape)
    }

    /// Checks the recorded value.
    pub(crate) fn check<'c>(
        &self,
        engine: &mut Engine<'c, '_>,
        expect: &Expect<'c>,
        path: &Path<'_>,
    ) -> Result<State, Trouble> {
        Player {
            tokens: &self.tokens,
        }
        .value(engine, expect, path)
    }
}

/// Reads a recorded value to the engine.
struct Player<'a> {
    tokens: &'a [Token],
}

impl<'a> Player<'a> {
    fn take(&mut self) -> Option<&'a Token> {
        let (token, rest) = self.tokens.split_first()?;
        self.tokens = rest;
        Some(token)
    }

    fn value<'c>(
        &mut self,
        engine: &mut Engine<'c, '_>,
        expect: &Expect<'c>,
        path: &Path<'_>,
    ) -> Result<State, Trouble> {
        let token = self.take();
        let narrowed = match token {
            Some(Token::Map) => engine.narrowed(expect, "object"),
            Some(Token::Seq) => engine.narrowed(expect, "array"),
            _ => None,
        };
        let expect = narrowed.as_ref().unwrap_or(expect);
        let enter = match token {
            None | Some(Token::End) => return Ok(State::Good),
            Some(Token::Map) => engine.enter_object(expect, path, Span::NONE),
            Some(Token::Seq) => engine.enter_list(expect, path, Span::NONE),
            Some(scalar @ (Token::Null | Token::Bool(_) | Token::Number(_) | Token::Text(_))) => {
                let scalar = match scalar {
                    Token::Bool(bool) => Scalar::Bool(*bool),
                    Token::Number(num) => Scalar::Number(*num),
                    Token::Text(text) => Scalar::Text(Str::plain(text)),
                    Token::Null | Token::Map | Token::Seq | Token::End => Scalar::Null,
                };
                return Ok(engine.scalar(expect, path, Span::NONE, scalar, None));
            }
        };
        let around = engine.depth;
        if !engine.descend() {
            return Err(Trouble::Depth);
        }
        let outcome = match enter {
            Enter::Object(ty) => {
                let frame = engine.open(ty, expect.wanted(), Span::NONE);
                self.object(engine, frame, path)?
            }
            Enter::List(list) => {
                let items = engine.open_list(list, expect, Span::NONE);
                self.list(engine, items, path)?
            }
            Enter::Map(map) => self.map(engine, Pairs::of(map, expect), path)?,
            Enter::Skip(outcome) => {
                self.skip_rest(engine, around)?;
                outcome
            }
        };
        engine.ascend();
        Ok(outcome)
    }

    fn object<'c>(
        &mut self,
        engine: &mut Engine<'c, '_>,
        mut frame: Frame<'c>,
        path: &Path<'_>,
    ) -> Result<State, Trouble> {
        let mut expect = Expect::root(frame.ty());
        let mut held: Vec<(Expect<'c>, &'a [Token])> = Vec::new();
        while let Some(Token::Text(name)) = self.take() {
            match engine.member(&mut frame, name, path, Span::NONE, &mut expect) {
                Member::Check => {
                    self.member(engine, &mut frame, &expect, path)?;
                }
                Member::Hold => {
                    held.push((expect, self.tokens));
                    self.skip(engine)?;
                }
                Member::Skip => self.skip(engine)?,
            }
        }
        for (expect, tokens) in held {
            let expect = engine.held(&frame, expect);
            Player { tokens }.member(engine, &mut frame, &expect, path)?;
        }
        Ok(engine.close(&frame, path))
    }

    fn member<'c>(
        &mut self,
        engine: &mut Engine<'c, '_>,
        frame: &mut Frame<'c>,
        expect: &Expect<'c>,
        path: &Path<'_>,
    ) -> Result<(), Trouble> {
        let (name, sensitive) = expect
            .field
            .map_or(("", false), |f| (&*f.name, f.sensitive));
        let outcome = self.value(engine, expect, &path.key(name, sensitive))?;
        engine.close_member(frame, expect, outcome, Span::NONE);
        Ok(())
    }

    fn list<'c>(
        &mut self,
        engine: &mut Engine<'c, '_>,
        mut items: Items<'_, 'c>,
        path: &Path<'_>,
    ) -> Result<State, Trouble> {
        let mut index = 0_usize;
        loop {
            match self.tokens.first() {
                None => break,
                Some(Token::End) => {
                    self.take();
                    break;
                }
                Some(_) => {
                    let expect = engine.item(&mut items);
                    self.value(engine, &expect, &path.index(index))?;
                    index = index.saturating_add(1);
                }
            }
        }
        Ok(engine.close_list(items, path))
    }

    fn map<'c>(
        &mut self,
        engine: &mut Engine<'c, '_>,
        mut pairs: Pairs<'a, 'c>,
        path: &Path<'_>,
    ) -> Result<State, Trouble> {
        while let Some(Token::Text(name)) = self.take() {
            let expect = pairs.value(name.into());
            self.value(engine, &expect, &path.key(name, false))?;
        }
        Ok(State::Good)
    }

    /// Reads over one value.
    fn skip(&mut self, engine: &Engine<'_, '_>) -> Result<(), Trouble> {
        match self.take() {
            Some(Token::Map | Token::Seq) => self.skip_rest(engine, engine.depth),
            _ => Ok(()),
        }
    }

    /// Reads over what is left of a map or a sequence that has begun, with so many levels open around it.
    fn skip_rest(&mut self, engine: &Engine<'_, '_>, around: u32) -> Result<(), Trouble> {
        let limit = engine.options.limits.depth.min(DEEPEST);
        let mut open = 1_u32;
        while open > 0 {
            if around.saturating_add(open) > limit {
                return Err(Trouble::Depth);
            }
            match self.take() {
                None => break,
                Some(Token::End) => open = open.saturating_sub(1),
                Some(Token::Map | Token::Seq) => open = open.saturating_add(1),
                Some(Token::Null | Token::Bool(_) | Token::Number(_) | Token::Text(_)) => {}
            }
        }
        Ok(())
    }
}

// Recording what a deserializer holds

/// Records one value.
pub(crate) struct Record<'a> {
    pub(crate) tape: &'a mut Tape,
    /// Levels that may still be opened.
    pub(crate) levels: u32,
    /// Why recording failed, if it did.
    pub(crate) trouble: &'a mut Option<Trouble>,
}

impl Record<'_> {
    fn token<E: serde::de::Error>(self, token: Token) -> Result<(), E> {
        let done = self.tape.push(token);
        self.done(done)
    }

    fn done<E: serde::de::Error>(self, done: Result<(), Trouble>) -> Result<(), E> {
        done.map_err(|trouble| {
            *self.trouble = Some(trouble);
            E::custom(trouble)
        })
    }

    fn inner(&mut self) -> Record<'_> {
        Record {
            tape: self.tape,
            levels: self.levels.saturating_sub(1),
            trouble: self.trouble,
        }
    }

    fn open<E: serde::de::Error>(&mut self, token: Token) -> Result<(), E> {
        if self.levels == 0 {
            return self.inner().done(Err(Trouble::Depth));
        }
        let done = self.tape.push(token);
        self.inner().done(done)
    }
}

impl<'de> DeserializeSeed<'de> for Record<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Record<'_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<(), E> {
        self.token(Token::Null)
    }

    fn visit_none<E: serde::de::Error>(self) -> Result<(), E> {
        self.token(Token::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<(), E> {
        self.token(Token::Bool(value))
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<(), E> {
        self.token(Token::Number(Num::Int(value)))
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<(), E> {
        self.token(Token::Number(num_of_u64(value)))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<(), E> {
        let done = self.tape.float(value);
        self.done(done)
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<(), E> {
        self.token(Token::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut seq: A) -> Result<(), A::Error> {
        self.open(Token::Seq)?;
        while seq.next_element_seed(self.inner())?.is_some() {}
        self.token(Token::End)
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        self.open(Token::Map)?;
        while let Some(name) = map.next_key::<Name>()? {
            self.inner().token(Token::Text(name.0))?;
            map.next_value_seed(self.inner())?;
        }
        self.token(Token::End)
    }
}

/// A member's name; formats with other keys than texts have them written out.
pub(crate) struct Name(pub(crate) String);

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl Visitor<'_> for Text {
            type Value = String;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a member's name")
            }
            fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<String, E> {
                Ok(value.to_owned())
            }
            fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<String, E> {
                Ok(value.to_string())
            }
            fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<String, E> {
                Ok(value.to_string())
            }
            fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<String, E> {
                Ok(value.to_string())
            }
        }
        deserializer.deserialize_any(Text).map(Name)
    }
}

pub(crate) fn num_of_u64(value: u64) -> Num {
    #[allow(clippy::cast_precision_loss)]
    i64::try_from(value).map_or(Num::Beyond(value as f64), Num::Int)
}

// Recording what a value serializes to

struct Recorder<'a>(&'a mut Tape);

/// A map or a sequence that is being recorded; `ends` more of them close with it.
struct Open<'a> {
    tape: &'a mut Tape,
    ends: u8,
}

impl Open<'_> {
    fn name(&mut self, name: &str) -> Result<(), Trouble> {
        self.tape.push(Token::Text(name.to_owned()))
    }

    fn value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Trouble> {
        value.serialize(Recorder(self.tape))
    }

    fn close(self) -> Result<(), Trouble> {
        (0..self.ends).try_for_each(|_| self.tape.push(Token::End))
    }
}

impl<'a> Recorder<'a> {
    fn open(self, token: Token) -> Result<Open<'a>, Trouble> {
        self.0.push(token)?;
        Ok(Open {
            tape: self.0,
            ends: 1,
        })
    }

    /// An enum's variant with content: `{"variant": content}`.
    fn variant(self, variant: &str, token: Token) -> Result<Open<'a>, Trouble> {
        self.0.push(Token::Map)?;
        self.0.push(Token::Text(variant.to_owned()))?;
        self.0.push(token)?;
        Ok(Open {
            tape: self.0,
            ends: 2,
        })
    }
}

impl<'a> Serializer for Recorder<'a> {
    type Ok = ();
    type Error = Trouble;
    type SerializeSeq = Open<'a>;
    type SerializeTuple = Open<'a>;
    type SerializeTupleStruct = Open<'a>;
    type SerializeTupleVariant = Open<'a>;
    type SerializeMap = Open<'a>;
    type SerializeStruct = Open<'a>;
    type SerializeStructVariant = Open<'a>;

    fn serialize_bool(self, value: bool) -> Result<(), Trouble> {
        self.0.push(Token::Bool(value))
    }
    fn serialize_i8(self, value: i8) -> Result<(), Trouble> {
        self.serialize_i64(value.into())
    }
    fn serialize_i16(self, value: i16) -> Result<(), Trouble> {
        self.serialize_i64(value.into())
    }
    fn serialize_i32(self, value: i32) -> Result<(), Trouble> {
        self.serialize_i64(value.into())
    }
    fn serialize_i64(self, value: i64) -> Result<(), Trouble> {
        self.0.push(Token::Number(Num::Int(value)))
    }
    fn serialize_u8(self, value: u8) -> Result<(), Trouble> {
        self.serialize_i64(value.into())
    }
    fn serialize_u16(self, value: u16) -> Result<(), Trouble> {
        self.serialize_i64(value.into())
    }
    fn serialize_u32(self, value: u32) -> Result<(), Trouble> {
        self.serialize_i64(value.into())
    }
    fn serialize_u64(self, value: u64) -> Result<(), Trouble> {
        self.0.push(Token::Number(num_of_u64(value)))
    }
    fn serialize_f32(self, value: f32) -> Result<(), Trouble> {
        self.0.float(value.into())
    }
    fn serialize_f64(self, value: f64) -> Result<(), Trouble> {
        self.0.float(value)
    }
    fn serialize_char(self, value: char) -> Result<(), Trouble> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }
    fn serialize_str(self, value: &str) -> Result<(), Trouble> {
        self.0.push(Token::Text(value.to_owned()))
    }
    fn serialize_bytes(self, value: &[u8]) -> Result<(), Trouble> {
        let mut seq = self.open(Token::Seq)?;
        value.iter().try_for_each(|byte| seq.value(byte))?;
        seq.close()
    }
    fn serialize_none(self) -> Result<(), Trouble> {
        self.serialize_unit()
    }
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Trouble> {
        value.serialize(self)
    }
    fn serialize_unit(self) -> Result<(), Trouble> {
        self.0.push(Token::Null)
    }
    fn serialize_unit_struct(self, _name: &'static str) -> Result<(), Trouble> {
        self.serialize_unit()
    }
    fn serialize_unit_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
    ) -> Result<(), Trouble> {
        self.serialize_str(variant)
    }
    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        value: &T,
    ) -> Result<(), Trouble> {
        value.serialize(self)
    }
    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Trouble> {
        let mut map = self.open(Token::Map)?;
        map.name(variant)?;
        map.value(value)?;
        map.close()
    }
    fn serialize_seq(self, _len: Option<usize>) -> Result<Open<'a>, Trouble> {
        self.open(Token::Seq)
    }
    fn serialize_tuple(self, _len: usize) -> Result<Open<'a>, Trouble> {
        self.open(Token::Seq)
    }
    fn serialize_tuple_struct(self, _name: &'static str, _len: usize) -> Result<Open<'a>, Trouble> {
        self.open(Token::Seq)
    }
    fn serialize_tuple_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        _len: usize,
    ) -> Result<Open<'a>, Trouble> {
        self.variant(variant, Token::Seq)
    }
    fn serialize_map(self, _len: Option<usize>) -> Result<Open<'a>, Trouble> {
        self.open(Token::Map)
    }
    fn serialize_struct(self, _name: &'static str, _len: usize) -> Result<Open<'a>, Trouble> {
        self.open(Token::Map)
    }
    fn serialize_struct_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        _len: usize,
    ) -> Result<Open<'a>, Trouble> {
        self.variant(variant, Token::Map)
    }
}

impl ser::SerializeSeq for Open<'_> {
    type Ok = ();
    type Error = Trouble;
    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Trouble> {
        self.value(value)
    }
    fn end(self) -> Result<(), Trouble> {
        self.close()
    }
}

impl ser::SerializeTuple for Open<'_> {
    type Ok = ();
    type Error = Trouble;
    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Trouble> {
        self.value(value)
    }
    fn end(self) -> Result<(), Trouble> {
        self.close()
    }
}

impl ser::SerializeTupleStruct for Open<'_> {
    type Ok = ();
    type Error = Trouble;
    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Trouble> {
        self.value(value)
    }
    fn end(self) -> Result<(), Trouble> {
        self.close()
    }
}

impl ser::SerializeTupleVariant for Open<'_> {
    type Ok = ();
    type Error = Trouble;
    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Trouble> {
        self.value(value)
    }
    fn end(self) -> Result<(), Trouble> {
        self.close()
    }
}

impl ser::SerializeMap for Open<'_> {
    type Ok = ();
    type Error = Trouble;
    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Trouble> {
        let mut name = Tape::default();
        key.serialize(Recorder(&mut name))?;
        match name.tokens.as_slice() {
            [Token::Text(name)] => self.name(name),
            [Token::Number(Num::Int(int))] => self.name(&int.to_string()),
            [Token::Bool(bool)] => self.name(&bool.to_string()),
            _ => Err(Trouble::Key),
        }
    }
    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Trouble> {
        self.value(value)
    }
    fn end(self) -> Result<(), Trouble> {
        self.close()
    }
}

impl ser::SerializeStruct for Open<'_> {
    type Ok = ();
    type Error = Trouble;
    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Trouble> {
        self.name(name)?;
        self.value(value)
    }
    fn end(self) -> Result<(), Trouble> {
        self.close()
    }
}

impl ser::SerializeStructVariant for Open<'_> {
    type Ok = ();
    type Error = Trouble;
    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Trouble> {
        self.name(name)?;
        self.value(value)
    }
    fn end(self) -> Result<(), Trouble> {
        self.close()
    }
}
