//! The keys of fields and of items: one list, with the kinds that each key is for.

use std::borrow::Cow;
use std::fmt;
use std::num::NonZeroU32;
use std::ops::Range;

use mediaspec_core::contract;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor, value::MapAccessDeserializer};

use super::value::{At, Entries, Num, OneOrMany, Required, Summary, Value};
use super::{Conflict, Encoding, EnumValue, Format, Kind, Special, WrittenAs};

/// A key as it occurs in a field or an item.
pub(crate) struct KeyUse {
    /// The key.
    pub(crate) name: &'static str,
    /// Where its value stands.
    pub(crate) span: Range<usize>,
    /// The kinds that it is for; empty: all.
    pub(crate) kinds: &'static [Kind],
    /// Its value as a literal.
    pub(crate) value: Value,
}

impl KeyUse {
    fn of(
        name: &'static str,
        at: &Option<At<impl Literal>>,
        kinds: &'static [Kind],
    ) -> Option<Self> {
        Some(Self {
            name,
            span: at.as_ref()?.span.clone(),
            kinds,
            value: at.literal()?,
        })
    }
}

/// What can be written as a literal, to compare it with what another source says; `None` where it is not there, or says
/// nothing that sources disagree about.
pub(crate) trait Literal {
    fn literal(&self) -> Option<Value>;
}

impl Literal for String {
    fn literal(&self) -> Option<Value> {
        Some(Value::Text(self.clone()))
    }
}

impl Literal for bool {
    fn literal(&self) -> Option<Value> {
        Some(Value::Bool(*self))
    }
}

impl Literal for u32 {
    fn literal(&self) -> Option<Value> {
        Some(Value::Int(i64::from(*self)))
    }
}

impl Literal for Num {
    fn literal(&self) -> Option<Value> {
        Some(self.to_value())
    }
}

impl Literal for Value {
    fn literal(&self) -> Option<Value> {
        Some(self.clone())
    }
}

impl Literal for Required {
    fn literal(&self) -> Option<Value> {
        Some(match self.0 {
            contract::Required::No => Value::Bool(false),
            contract::Required::InRequests => Value::Text("request".to_owned()),
            contract::Required::Always => Value::Bool(true),
        })
    }
}

impl Literal for Summary {
    fn literal(&self) -> Option<Value> {
        Some(match &self.0 {
            Some(sentence) => Value::Text(sentence.clone()),
            None => Value::Bool(false),
        })
    }
}

impl Literal for Kind {
    fn literal(&self) -> Option<Value> {
        Some(Value::Text(self.as_str().to_owned()))
    }
}

impl Literal for Format {
    fn literal(&self) -> Option<Value> {
        Some(Value::Text(self.as_str().to_owned()))
    }
}

impl Literal for Encoding {
    fn literal(&self) -> Option<Value> {
        match self {
            Self::Base64 => Some(Value::Text("base64".to_owned())),
        }
    }
}

impl Literal for NonZeroU32 {
    fn literal(&self) -> Option<Value> {
        Some(Value::Int(self.get().into()))
    }
}

impl Literal for WrittenAs {
    fn literal(&self) -> Option<Value> {
        match self {
            Self::Text => Some(Value::Text("text".to_owned())),
        }
    }
}

impl Literal for [Num; 2] {
    fn literal(&self) -> Option<Value> {
        Some(Value::List(self.map(Num::to_value).into()))
    }
}

impl Literal for EnumValue {
    fn literal(&self) -> Option<Value> {
        self.wire.literal()
    }
}

impl Literal for Special {
    fn literal(&self) -> Option<Value> {
        self.value.literal()
    }
}

impl<T: Literal> Literal for Vec<T> {
    fn literal(&self) -> Option<Value> {
        Some(Value::List(self.iter().filter_map(T::literal).collect()))
    }
}

impl<T: Literal> Literal for Option<T> {
    fn literal(&self) -> Option<Value> {
        self.as_ref()?.literal()
    }
}

impl<T: Literal> Literal for At<T> {
    fn literal(&self) -> Option<Value> {
        self.value.literal()
    }
}

impl<T: Literal> Literal for Box<T> {
    fn literal(&self) -> Option<Value> {
        T::literal(self)
    }
}

impl Literal for Entries<String> {
    fn literal(&self) -> Option<Value> {
        let members = self.0.iter();
        let members = members.map(|(key, value)| (key.value.clone(), value.literal()));
        Some(table(members))
    }
}

/// Where constraints were read is nothing that sources disagree about.
impl Literal for Entries<OneOrMany<String>> {
    fn literal(&self) -> Option<Value> {
        None
    }
}

impl Literal for Item {
    fn literal(&self) -> Option<Value> {
        let keys = self.keys().into_iter();
        Some(table(
            keys.map(|key| (key.name.to_owned(), Some(key.value))),
        ))
    }
}

impl Literal for Document {
    fn literal(&self) -> Option<Value> {
        match &*self.0.keys() {
            // As it is mostly written.
            [kind, ty] if kind.name == "kind" && ty.name == "type" => Some(ty.value.clone()),
            _ => self.0.literal(),
        }
    }
}

/// A table, sorted by name.
fn table(members: impl Iterator<Item = (String, Option<Value>)>) -> Value {
    let there = members.filter_map(|(name, value)| Some((name, value?)));
    let mut there: Vec<(String, Value)> = there.collect();
    there.sort_by(|(a, _), (b, _)| a.cmp(b));
    Value::Table(there)
}

/// Hands the keys that say what a value is, but for `kind`, to a macro that makes structs with them.
macro_rules! with_keys_of_values {
    ($make:ident! { $($args:tt)* }) => {
        $make! {
            {
                /// For an object: name of the type; absent where nothing is documented of its members. For a text or an enum: name of the type that is this value.
                ty as "type": String => Object | Text | Enum,
                /// For a list: what each item is. For a map: what the value of each member is. For a text with a separator: what each piece is, a text without json, separator and item, or an enum.
                item as "item": Box<Item> => List | Map | Text,
                /// For alternatives: the kinds or forms that a value may have, the vendor's usual one first.
                alternatives as "alternatives": Vec<At<Item>> => Alternatives,
                /// For a list, or a text with a separator: least number of items.
                min_items as "min_items": u32 => List | Text,
                /// For a list, or a text with a separator: greatest number of items.
                max_items as "max_items": u32 => List | Text,
                /// For a list of scalars: equal items are refused.
                unique_items as "unique_items": bool => List,
                /// For an int, a number or a bool: it is written as text, `"500"` or `"true"`.
                written as "written": WrittenAs => Int | Number | Bool,
                /// For an int or a number: least value.
                min as "min": Num => Int | Number,
                /// For an int or a number: greatest value.
                max as "max": Num => Int | Number,
                /// For a number: lower bound that is itself refused.
                above as "above": Num => Number,
                /// For a number: upper bound that is itself refused.
                below as "below": Num => Number,
                /// For an int or a number: the narrower range that is honoured, from and to.
                accepted as "accepted": [Num; 2] => Int | Number,
                /// For an int: what it must be a multiple of.
                multiple_of as "multiple_of": NonZeroU32 => Int,
                /// For an int or a number: values with a meaning of their own.
                special as "special": Vec<At<Special>> => Int | Number,
                /// For a text: least length in code points.
                min_chars as "min_chars": u32 => Text,
                /// For a text: greatest length in code points.
                max_chars as "max_chars": u32 => Text,
                /// For a text: greatest length in UTF-8 bytes.
                max_bytes as "max_bytes": u32 => Text,
                /// For a text: greatest length in code points, tags from < to > not counted.
                max_chars_without_markup as "max_chars_without_markup": u32 => Text,
                /// For a text: regular expression of the portable subset; unanchored unless it says otherwise.
                pattern as "pattern": String => Text,
                /// For a text with a pattern: what it asks for, to follow "must be".
                pattern_words as "pattern_words": String => Text,
                /// For a text or an int: a named format.
                format as "format": Format => Text | Int,
                /// For a text: how it encodes bytes.
                encoding as "encoding": Encoding => Text,
                /// For a text: it is a JSON document; the name of the type of its object, or the keys of the value that it is.
                json as "json": Document => Text,
                /// For a text: what stands between the pieces in it.
                separator as "separator": String => Text,
                /// For an enum: the values, in the vendor's order.
                values as "values": Vec<At<EnumValue>> => Enum,
                /// For an enum: further values are expected, and are warnings. For a type of objects: further members are expected, and
                /// are warnings in requests.
                open as "open": bool => Enum,
                /// For an enum: letters of ASCII may be in either case.
                any_case as "any_case": bool => Enum,
            }
            $($args)*
        }
    };
}

/// Makes the structs of an item and of a field, which has keys of its own.
macro_rules! keyed {
    (
        { $($(#[$shape_meta:meta])* $shape:ident as $shape_text:literal: $shape_type:ty $(=> $kind:ident $(| $more:ident)*)?,)* }
        $(#[$item_meta:meta])* $item:ident
        $(#[$field_meta:meta])* $field:ident { $($(#[$key_meta:meta])* $key:ident as $text:literal: $type:ty,)* }
    ) => {
        $(#[$item_meta])*
        #[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub(crate) struct $item {
            #[serde(rename = "(incomplete)", default)]
            pub(crate) incomplete: bool,
            /// What values it takes.
            #[schemars(required)]
            pub(crate) kind: Option<At<Kind>>,
            $($(#[$shape_meta])* #[serde(rename = $shape_text)] pub(crate) $shape: Option<At<$shape_type>>,)*
        }

        impl $item {
            /// Every key that there could be beside `kind`, with the kinds that it is for.
            pub(crate) const KINDS: &'static [(&'static str, &'static [Kind])] = &[
                $(($shape_text, &[$(Kind::$kind $(, Kind::$more)*)?]),)*
            ];

            /// The keys that are there, in the order of spec/README.md.
            pub(crate) fn keys(&self) -> Vec<KeyUse> {
                let mut keys = Vec::from_iter(KeyUse::of("kind", &self.kind, &[]));
                $(keys.extend(KeyUse::of($shape_text, &self.$shape, &[$(Kind::$kind $(, Kind::$more)*)?]));)*
                keys
            }
        }

        $(#[$field_meta])*
        #[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
        #[serde(from = "Written")]
        pub(crate) struct $field {
            pub(crate) incomplete: bool,
            pub(crate) conflict: Vec<At<Conflict>>,
            $(pub(crate) $key: Option<At<$type>>,)*
            /// What values it takes.
            pub(crate) shape: $item,
        }

        impl $field {
            /// The keys that are there, in the order of spec/README.md.
            pub(crate) fn keys(&self) -> Vec<KeyUse> {
                let mut keys = Vec::new();
                $(keys.extend(KeyUse::of($text, &self.$key, &[]));)*
                keys.extend(self.shape.keys());
                keys
            }

            /// Every key that there could be.
            pub(crate) const KEYS: &'static [&'static str] = &[$($text,)* "kind", $($shape_text,)*];
        }

        /// A field as it is written: one table with the keys of both.
        #[derive(Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        struct Written {
            #[serde(rename = "(incomplete)", default)]
            incomplete: bool,
            /// Disagreements.
            #[serde(default)]
            conflict: Vec<At<Conflict>>,
            $($(#[$key_meta])* #[serde(rename = $text)] $key: Option<At<$type>>,)*
            /// What values it takes.
            #[schemars(required)]
            kind: Option<At<Kind>>,
            $($(#[$shape_meta])* #[serde(rename = $shape_text)] $shape: Option<At<$shape_type>>,)*
        }

        impl From<Written> for $field {
            fn from(written: Written) -> Self {
                let Written { incomplete, conflict, $($key,)* kind, $($shape,)* } = written;
                let shape = $item { incomplete, kind, $($shape,)* };
                Self { incomplete, conflict, $($key,)* shape }
            }
        }
    };
}

/// The name of the field that a body which is no object is taken for.
const BODY: &str = "body";

/// Makes the struct of a message, which has keys of its own beside those of its body; or of a type, beside those of a value.
macro_rules! message {
    (
        { $($(#[$shape_meta:meta])* $shape:ident as $shape_text:literal: $shape_type:ty $(=> $kind:ident $(| $more:ident)*)?,)* }
        $(#[$meta:meta])* $message:ident as $name:literal from $written:ident
        { $($(#[$key_meta:meta])* $key:ident: $type:ty,)* }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Deserialize, JsonSchema)]
        #[serde(from = $name)]
        pub(crate) struct $message {
            $(pub(crate) $key: Option<At<$type>>,)*
            /// The body, or the value, as a field that is always there. It stands where its kind does, and was read where the
            /// whole was.
            pub(crate) body: At<Field>,
        }

        /// It as it is written: one table with its keys and those of its body.
        #[derive(Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        struct $written {
            #[serde(rename = "(incomplete)", default)]
            incomplete: bool,
            $($(#[$key_meta])* $key: Option<At<$type>>,)*
            /// What values it takes, where they are no objects. Of a response: a file.
            kind: Option<At<Kind>>,
            $($(#[$shape_meta])* #[serde(rename = $shape_text)] $shape: Option<At<$shape_type>>,)*
            /// Of what is no object: a value of our own that the constraints accept.
            example: Option<At<Value>>,
            /// Of what is no object: where single constraints were read, by key.
            sources: Option<At<Entries<OneOrMany<String>>>>,
            /// Of what is no object: disagreements.
            #[serde(default)]
            conflict: Vec<At<Conflict>>,
        }

        impl From<$written> for $message {
            fn from(written: $written) -> Self {
                let $written { incomplete, $($key,)* kind, $($shape,)* example, sources, conflict } = written;
                let mut message = Self { $($key,)* body: At { span: 0..0, value: Field::default() } };
                let span = kind.as_ref().map_or(0..0, |kind| kind.span.clone());
                let written = |value| At { span: span.clone(), value };
                message.body = At {
                    span: span.clone(),
                    value: Field {
                        incomplete,
                        conflict,
                        name: Some(At { span: span.clone(), value: BODY.to_owned() }),
                        required: Some(written(Required(contract::Required::Always))),
                        example,
                        sources,
                        summary: message.summary.clone(),
                        shape: Item { incomplete, kind, $($shape,)* },
                        ..Field::default()
                    },
                };
                message
            }
        }
    };
}

impl Item {
    /// Whether it can be an object of a type alone: no other kind is written.
    pub(crate) fn is_object(&self) -> bool {
        match self.kind.as_ref().map(|kind| kind.value) {
            None => true,
            Some(Kind::Object) => self.ty.is_some(),
            Some(_) => false,
        }
    }

    /// Whether it is a file.
    pub(crate) fn is_file(&self) -> bool {
        self.kind
            .as_ref()
            .is_some_and(|kind| kind.value == Kind::File)
    }

    /// Itself, what it holds (items, pieces, a document), what those hold, and so on.
    pub(crate) fn nested(&self) -> impl Iterator<Item = &Self> {
        let mut pending = vec![self];
        std::iter::from_fn(move || {
            let next = pending.pop()?;
            let alternatives = next.alternatives.iter();
            pending.extend(alternatives.flat_map(|all| all.iter().rev().map(|one| &one.value)));
            pending.extend(next.json.iter().map(|json| &*json.value.0));
            pending.extend(next.item.iter().map(|item| &*item.value));
            Some(next)
        })
    }
}

/// The value that a JSON document in a text is. The name of a type stands for an object of that type.
#[derive(Debug, Clone)]
pub(crate) struct Document(pub(crate) Box<Item>);

impl<'de> Deserialize<'de> for Document {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Value;

        impl<'de> Visitor<'de> for Value {
            type Value = Result<String, Box<Item>>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the name of a type or the keys of a value")
            }

            fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
                Ok(Ok(name.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                Box::deserialize(MapAccessDeserializer::new(map)).map(Err)
            }
        }

        /// What was written, before it is known where.
        struct Written(Result<String, Box<Item>>);

        impl<'de> Deserialize<'de> for Written {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_any(Value).map(Self)
            }
        }

        let At { span, value } = At::<Written>::deserialize(deserializer)?;
        Ok(Self(value.0.map_or_else(
            |item| item,
            |name| {
                Box::new(Item {
                    kind: Some(At {
                        span: span.clone(),
                        value: Kind::Object,
                    }),
                    ty: Some(At { span, value: name }),
                    ..Item::default()
                })
            },
        )))
    }
}

impl JsonSchema for Document {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Document".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let value = generator.subschema_for::<Item>();
        json_schema!({ "anyOf": [{ "type": "string" }, value] })
    }
}

with_keys_of_values! { keyed! {
    /// What each item of a list, or each piece of a text with a separator, is.
    Item
    /// A field of a type, a parameter, or a header.
    Field
    {
        /// The vendor's spelling.
        #[schemars(required)]
        name as "name": String,
        /// What it is, in one sentence of our own; false where no source explains it.
        #[schemars(required)]
        summary as "summary": Summary,
        /// Present in every message (true), in requests alone ("request"), or optional.
        required as "required": Required,
        /// null is a documented value.
        nullable as "nullable": bool,
        /// Its value is never shown: tokens, keys, signed URLs.
        sensitive as "sensitive": bool,
        /// Why it should no longer be used, and what to use instead.
        deprecated as "deprecated": String,
        /// Why setting it changes nothing, in every service.
        no_effect as "no_effect": String,
        /// The literal value that counts when it is absent.
        default as "default": Value,
        /// What happens when it is absent, where that is no literal.
        default_note as "default_note": String,
        /// A value of our own that the constraints accept.
        example as "example": Value,
        /// Its unit, such as px, s, kbit/s.
        unit as "unit": String,
        /// Remarks for people.
        notes as "notes": Vec<At<String>>,
        /// Where it was read, if not where the type was.
        source as "source": String,
        /// Where single constraints were read, by key: one source, or each that says so, the one that governs first.
        sources as "sources": Entries<OneOrMany<String>>,
    }
} }

with_keys_of_values! { message! {
    /// The type.
    TypeHead as "WrittenTypeHead" from WrittenTypeHead
    {
        /// Our name, UpperCamelCase, unique in the service.
        #[schemars(required)]
        name: String,
        /// The vendor's name, where ours is a variant of it.
        wire: String,
        /// What it is, in one sentence of our own; false where no source explains it.
        #[schemars(required)]
        summary: Summary,
        /// Source name, then `#` and the table's number or the section's name.
        #[schemars(required)]
        source: String,
        /// Remarks for people.
        notes: Vec<At<String>>,
    }
} }

with_keys_of_values! { message! {
    /// The request body.
    Request as "WrittenRequest" from WrittenRequest
    {
        /// Whether a request without a body is a mistake.
        required: bool,
        /// What it may be sent as, application/json where the key is absent; a form is multipart/form-data or application/x-www-form-urlencoded.
        media_types: Vec<At<String>>,
        /// Of a body that is no object: what it is, in one sentence of our own; false where no source explains it.
        summary: Summary,
        /// Where the body was read, if not where the operation was.
        source: String,
    }
} }

with_keys_of_values! { message! {
    /// A documented response.
    Response as "WrittenResponse" from WrittenResponse
    {
        /// HTTP status.
        #[schemars(required)]
        status: i64,
        /// What the body is sent as, application/json where the key is absent; for a file, anything.
        media_types: Vec<At<String>>,
        /// A type whose fields are the response headers.
        headers: String,
        /// When it comes, in one sentence of our own; false where no source explains it.
        #[schemars(required)]
        summary: Summary,
        /// The vendor's code that goes with an error status.
        error_code: String,
        /// Where it was read, if not where the operation was.
        source: String,
    }
} }

with_keys_of_values! { message! {
    /// A message that the vendor sends to the caller's own address.
    Callback as "WrittenCallback" from WrittenCallback
    {
        /// Our name for it, kebab-case.
        #[schemars(required)]
        name: String,
        /// When it comes, in one sentence of our own; false where no source explains it.
        #[schemars(required)]
        summary: Summary,
        /// The text of the operation's own request that names the address: `body#/callback_config/url`, `query#/NotifyUrl`.
        address: String,
        /// Where it was read, if not where the operation was.
        source: String,
    }
} }
