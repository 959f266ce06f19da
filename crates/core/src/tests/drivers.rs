//! What the drivers that are not fed with text alone answer for: everything that serde can say, depth, limits, profiles.

use std::collections::BTreeMap;

use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{Deserializer, IntoDeserializer, Visitor};
use serde::ser::{
    Serialize, SerializeStruct as _, SerializeStructVariant as _, SerializeTupleStruct as _,
    SerializeTupleVariant as _, Serializer,
};
use serde_json::Value;

use super::{KEPT, altered, set, target, told, without_text};
use crate::check::{
    Allow, Limits, Options, Profile, Scope, Target, check_bytes, check_deserializer,
    check_parameters, check_value,
};
use crate::code::Code;
use crate::contract::{Direction, Part, Severity, Shape};
use crate::report::{MalformedCode, Report, Verdict};

/// A value as a format would give it that has options and newtypes.
#[derive(Clone, Copy)]
struct Wrapped<'a>(&'a Value);

impl<'de> Deserializer<'de> for Wrapped<'_> {
    type Error = serde::de::value::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        match self.0 {
            Value::Null => visitor.visit_none(),
            Value::String(_) | Value::Bool(_) => visitor.visit_some(Bare(self.0)),
            Value::Number(_) | Value::Array(_) | Value::Object(_) => {
                visitor.visit_newtype_struct(Bare(self.0))
            }
        }
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

impl<'de> IntoDeserializer<'de> for Wrapped<'_> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

/// The value itself, whose parts are wrapped again.
struct Bare<'a>(&'a Value);

impl<'de> Deserializer<'de> for Bare<'_> {
    type Error = serde::de::value::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(bool) => visitor.visit_bool(*bool),
            Value::Number(number) => match (number.as_i64(), number.as_u64()) {
                (Some(int), _) => visitor.visit_i64(int),
                (None, Some(int)) => visitor.visit_u64(int),
                (None, None) => visitor.visit_f64(number.as_f64().unwrap_or_default()),
            },
            Value::String(text) => visitor.visit_str(text),
            Value::Array(items) => {
                visitor.visit_seq(SeqDeserializer::new(items.iter().map(Wrapped)))
            }
            Value::Object(members) => visitor.visit_map(MapDeserializer::new(
                members
                    .iter()
                    .map(|(name, value)| (name.as_str(), Wrapped(value))),
            )),
        }
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

#[test]
fn options_and_newtypes_are_what_they_hold() {
    let options = Options::default();
    for kept in KEPT.iter() {
        let value: Value = serde_json::from_str(&kept.payload).expect("a payload is JSON");
        let bare = check_deserializer(&kept.target, kept.scope, &value, &options);
        let wrapped = check_deserializer(&kept.target, kept.scope, Wrapped(&value), &options);
        assert_eq!(
            wrapped.expect("a value can be read"),
            bare.expect("a value can be read"),
            "{}",
            kept.payload
        );
    }
}

fn values() -> (Target, Scope) {
    target("kinds/DoValues", "200", "body")
}

/// Checks pairs of a name and a value, whatever the name is.
fn pairs<'de, K>(pairs: Vec<(K, f64)>) -> Result<Report, serde::de::value::Error>
where
    K: IntoDeserializer<'de, serde::de::value::Error>,
{
    let (ty, _) = values();
    let pairs = MapDeserializer::new(pairs.into_iter());
    check_deserializer(
        &ty,
        Scope::body(Direction::Request),
        pairs,
        &Options::default(),
    )
}

#[test]
fn names_that_are_no_texts_are_written_out() {
    let pointers = |report: Result<Report, serde::de::value::Error>| {
        let report = report.expect("it can be read");
        let first = report.violations.first().expect("a violation");
        (first.pointer.to_string(), first.code)
    };
    let unknown = |pointer: &str| (pointer.to_owned(), Code::AdditionalProperties);
    assert_eq!(pointers(pairs(vec![(true, 1.0)])), unknown("/true"));
    assert_eq!(pointers(pairs(vec![(-7_i64, 1.0)])), unknown("/-7"));
    assert_eq!(pointers(pairs(vec![(7_u64, 1.0)])), unknown("/7"));
    let refused = pairs(vec![(1.5, 1.0)]).map(|report| report.verdict());
    let said = refused.map_err(|error| error.to_string());
    assert!(
        said.clone()
            .is_err_and(|said| said.contains("a member's name")),
        "{said:?}"
    );
}

#[test]
fn numbers_that_json_does_not_have_are_malformed_wherever_they_stand() {
    for name in ["ratio", "anything", "unknown"] {
        for number in [f64::NAN, f64::INFINITY] {
            let report = pairs(vec![(name, number)]).expect("it can be read");
            let malformed = report.malformed.expect("it is malformed");
            assert_eq!(malformed.code, MalformedCode::Number, "{name}");
            assert_eq!(malformed.message, "a number is infinite or not a number");
            let written = BTreeMap::from([(name, number)]);
            let (ty, scope) = values();
            let report = check_value(&ty, scope, &written, &Options::default());
            assert_eq!(
                report.malformed.map(|m| m.code),
                Some(MalformedCode::Number)
            );
        }
        let report = pairs(vec![(name, 0.5)]).expect("it can be read");
        assert_eq!(report.verdict(), Verdict::Invalid, "members are missing");
    }
}

/// Everything that serde can be told.
enum Written {
    UnitStruct,
    UnitVariant,
    Newtype(i8),
    NewtypeVariant(u8),
    TupleStruct,
    TupleVariant,
    Struct,
    StructVariant,
    Bytes(&'static [u8]),
    Fails,
}

impl Serialize for Written {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::UnitStruct => serializer.serialize_unit_struct("T"),
            Self::UnitVariant => serializer.serialize_unit_variant("T", 0, "unit"),
            Self::Newtype(value) => serializer.serialize_newtype_struct("T", value),
            Self::NewtypeVariant(value) => {
                serializer.serialize_newtype_variant("T", 1, "newtype", value)
            }
            Self::TupleStruct => {
                let mut out = serializer.serialize_tuple_struct("T", 2)?;
                out.serialize_field(&1_i16)?;
                out.serialize_field("b")?;
                out.end()
            }
            Self::TupleVariant => {
                let mut out = serializer.serialize_tuple_variant("T", 2, "names", 2)?;
                out.serialize_field(&1_u16)?;
                out.serialize_field(&'b')?;
                out.end()
            }
            Self::Struct => {
                let mut out = serializer.serialize_struct("T", 1)?;
                out.serialize_field("a", &Some(1_u32))?;
                out.end()
            }
            Self::StructVariant => {
                let mut out = serializer.serialize_struct_variant("T", 3, "inner", 2)?;
                out.serialize_field("note", &None::<i32>)?;
                out.serialize_field("id", &1_i32)?;
                out.end()
            }
            Self::Bytes(bytes) => serializer.serialize_bytes(bytes),
            Self::Fails => Err(serde::ser::Error::custom("it fails")),
        }
    }
}

/// A value, or what stands behind it.
enum Either<'a, T> {
    Value(&'a T),
    Behind,
}

impl<T: Serialize> Serialize for Either<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Value(value) => value.serialize(serializer),
            Self::Behind => serializer.serialize_i64(1),
        }
    }
}

/// Asserts that a value is written as its JSON is read: as the whole document, and in the place of every member, whatever is
/// wrong with it there, and what stands behind it, too.
fn same_as_json<T: Serialize>(value: &T) {
    let (ty, _) = values();
    let scope = Scope::body(Direction::Request);
    let options = Options::default();
    let json = serde_json::to_value(value).expect("it is JSON");
    assert_eq!(
        check_value(&ty, scope, value, &options),
        check_value(&ty, scope, &json, &options),
        "{json}"
    );
    for field in &ty.ty().fields {
        let name = &*field.name;
        let written = BTreeMap::from([(name, Either::Value(value)), ("~", Either::Behind)]);
        let read = BTreeMap::from([(name, Either::Value(&json)), ("~", Either::Behind)]);
        assert_eq!(
            check_value(&ty, scope, &written, &options),
            check_value(&ty, scope, &read, &options),
            "{}: {json}",
            field.name
        );
    }
}

#[test]
fn whatever_serde_can_be_told_is_checked_as_the_json_that_it_becomes() {
    macro_rules! each {
        ($($value:expr),* $(,)?) => { $(same_as_json(&$value);)* };
    }
    each![
        1_i8,
        -1_i16,
        7_i32,
        1_i64 << 40,
        1_u8,
        300_u16,
        7_u32,
        7_u64,
        u64::MAX
    ];
    each![
        0.5_f32,
        2.0_f64,
        '中',
        "ab",
        true,
        (),
        Some("ab"),
        None::<u8>
    ];
    each![vec!["a", "a"], ("a", "b", "a"), (1, 0.25, [true; 2])];
    each![
        BTreeMap::from([("id", "a")]),
        BTreeMap::from([(1, BTreeMap::from([(true, 'x')]))]),
    ];
    for value in [
        Written::UnitStruct,
        Written::UnitVariant,
        Written::Newtype(3),
        Written::NewtypeVariant(4),
        Written::TupleStruct,
        Written::TupleVariant,
        Written::Struct,
        Written::StructVariant,
        Written::Bytes(b"ab"),
    ] {
        same_as_json(&value);
        same_as_json(&vec![&value]);
        same_as_json(&BTreeMap::from([("id", &value)]));
    }
}

#[test]
fn what_cannot_be_written_is_malformed() {
    let (ty, scope) = values();
    let said = |report: Report| report.malformed.map(|m| (m.code, m.message.into_owned()));
    let options = Options::default();
    assert_eq!(
        said(check_value(&ty, scope, &Written::Fails, &options)),
        Some((
            MalformedCode::Syntax,
            "the value cannot be serialized".to_owned()
        ))
    );
    let keys = BTreeMap::from([((), 1)]);
    assert_eq!(
        said(check_value(&ty, scope, &keys, &options)),
        Some((
            MalformedCode::Syntax,
            "a member's name is no text".to_owned()
        ))
    );
}

#[test]
fn the_drivers_count_levels_alike() {
    for depth in 0..7 {
        let limits = Limits {
            depth,
            ..Limits::default()
        };
        let options = Options {
            limits,
            ..Options::default()
        };
        let mut deep = 0;
        for kept in KEPT.iter() {
            let value: Value = serde_json::from_str(&kept.payload).expect("a payload is JSON");
            let mut text = serde_json::Deserializer::from_str(&kept.payload);
            let bytes = check_bytes(&kept.target, kept.scope, kept.payload.as_bytes(), &options);
            let code = bytes.malformed.map(|malformed| malformed.code);
            deep += u32::from(code == Some(MalformedCode::Depth));
            let read = check_deserializer(&kept.target, kept.scope, &mut text, &options);
            let read = read.expect("a payload is JSON").malformed;
            assert_eq!(read.map(|m| m.code), code, "{depth}: {}", kept.payload);
            if kept.loses_members_as_a_value() {
                continue;
            }
            let written = check_value(&kept.target, kept.scope, &value, &options).malformed;
            assert_eq!(written.map(|m| m.code), code, "{depth}: {}", kept.payload);
        }
        assert_eq!(deep > 0, depth < 6, "{depth}");
    }
}

#[test]
fn levels_of_what_nobody_reads_are_counted_too() {
    let (ty, scope) = values();
    for depth in 1..6 {
        let options = Options {
            limits: Limits {
                depth,
                ..Limits::default()
            },
            ..Options::default()
        };
        for (value, levels) in [
            ("1", 1),
            ("[]", 2),
            ("{}", 2),
            ("[1,2]", 2),
            ("[[],[],{}]", 3),
            ("[[1],2]", 3),
            ("{\"a\":{},\"b\":1,\"c\":[]}", 3),
            ("[1,{\"a\":[]}]", 4),
            ("{\"a\":{},\"b\":{\"c\":{}}}", 4),
            ("[[[[]]],1]", 5),
        ] {
            // Unknown, of any kind, and of another kind.
            for name in ["unknown", "anything", "flag"] {
                let text = format!("{{\"{name}\":{value}}}");
                let value: Value = serde_json::from_str(&text).expect("it is JSON");
                let expected = (levels > depth).then_some(MalformedCode::Depth);
                for (driver, report) in [
                    ("text", check_bytes(&ty, scope, text.as_bytes(), &options)),
                    ("writer", check_value(&ty, scope, &value, &options)),
                    (
                        "reader",
                        check_deserializer(&ty, scope, &value, &options).expect("a value"),
                    ),
                ] {
                    let code = report.malformed.map(|malformed| malformed.code);
                    assert_eq!(code, expected, "{driver}, {depth} levels: {text}");
                }
            }
        }
    }
}

#[test]
fn the_limit_holds_for_errors_and_for_warnings() {
    for kept in KEPT.iter() {
        let all = check_bytes(
            &kept.target,
            kept.scope,
            kept.payload.as_bytes(),
            &Options::default(),
        );
        let options = Options {
            limits: Limits {
                violations: 1,
                ..Limits::default()
            },
            ..Options::default()
        };
        let cut = check_bytes(&kept.target, kept.scope, kept.payload.as_bytes(), &options);
        assert_eq!(
            (cut.error_count, cut.warning_count),
            (all.error_count, all.warning_count)
        );
        let first = |severity| all.violations.iter().find(move |v| v.severity == severity);
        let mut expected: Vec<_> = [Severity::Error, Severity::Warning]
            .into_iter()
            .filter_map(first)
            .collect();
        expected.sort_by_key(|one| all.violations.iter().position(|other| other == *one));
        assert_eq!(
            cut.violations.iter().collect::<Vec<_>>(),
            expected,
            "{}",
            kept.payload
        );
    }
}

#[test]
fn the_tolerant_profile_takes_back_what_vendors_widen_in_what_they_send() {
    const WIDENED: [Code; 9] = [
        Code::Enum,
        Code::Maximum,
        Code::ExclusiveMaximum,
        Code::MinLength,
        Code::MaxLength,
        Code::MaxBytes,
        Code::MinItems,
        Code::MaxItems,
        Code::Format,
    ];
    let options = Options {
        profile: Profile::Tolerant,
        ..Options::default()
    };
    for kept in KEPT.iter() {
        let payload = kept.payload.as_bytes();
        let strict = check_bytes(&kept.target, kept.scope, payload, &Options::default());
        let tolerant = check_bytes(&kept.target, kept.scope, payload, &options);
        for (strict, tolerant) in strict.violations.iter().zip(&tolerant.violations) {
            let widened = kept.scope.direction == Direction::Response
                && WIDENED.contains(&strict.code)
                || strict.severity == Severity::Warning;
            assert_eq!(tolerant.severity == Severity::Warning, widened);
            assert_eq!(
                (&strict.pointer, strict.code),
                (&tolerant.pointer, tolerant.code)
            );
        }
        assert_eq!(strict.total(), tolerant.total(), "{}", kept.payload);
    }
}

#[test]
fn what_is_allowed_only_warns_everywhere_or_at_its_pointer() {
    for kept in KEPT.iter().filter(|kept| !kept.violations.is_empty()) {
        let payload = kept.payload.as_bytes();
        let strict = check_bytes(&kept.target, kept.scope, payload, &Options::default());
        let first = strict.violations.first().expect("a violation");
        for pointer in [None, Some(first.pointer.to_string())] {
            let options = Options {
                allow: vec![Allow {
                    code: first.code,
                    pointer: pointer.clone(),
                }],
                ..Options::default()
            };
            let allowed = check_bytes(&kept.target, kept.scope, payload, &options);
            // An error becomes a warning, and a warning is not told.
            let expected = strict.violations.iter().filter_map(|strict| {
                let here = pointer.as_ref().is_none_or(|at| strict.pointer == *at);
                let told = (strict.pointer.to_string(), strict.code);
                match (strict.code == first.code && here, strict.severity) {
                    (true, Severity::Warning) => None,
                    (true, Severity::Error) => Some((told, Severity::Warning, true)),
                    (false, severity) => Some((told, severity, false)),
                }
            });
            let found = allowed.violations.iter().map(|found| {
                let told = (found.pointer.to_string(), found.code);
                (told, found.severity, found.allowed)
            });
            let (found, expected): (Vec<_>, Vec<_>) = (found.collect(), expected.collect());
            assert_eq!(found, expected, "{}", kept.payload);
            assert_eq!(allowed.allowed(), [0], "{}", kept.payload);
        }
    }
}

#[test]
fn parameters_are_lists_and_truth_values_where_they_are_asked_for() {
    let (ty, scope) = target("kinds/DoAdvice", "request", "query");
    let ty = altered(&ty, "since", |field| field.shape = Shape::Bool);
    let check = |pairs: &[(&str, &str)]| -> Vec<(String, Code)> {
        let report = check_parameters(&ty, scope, pairs.iter().copied(), &Options::default());
        report
            .violations
            .iter()
            .map(|violation| (violation.pointer.to_string(), violation.code))
            .collect()
    };
    let until = ("until", "x");
    assert_eq!(check(&[("since", "true"), until]), []);
    assert_eq!(check(&[("since", "false"), until]), []);
    assert_eq!(
        check(&[("since", "1"), until]),
        [("/since".to_owned(), Code::Type)]
    );
    // The items of a list may stand apart, and are counted together.
    let items = ["a", "b", "c", "d"].map(|item| ("fields", item));
    let [a, b, c, d] = items;
    assert_eq!(check(&[a, ("limit", "5"), b, c]), []);
    assert_eq!(
        check(&[a, b, ("limit", "0"), c, d]),
        [
            ("/fields".to_owned(), Code::MaxItems),
            ("/limit".to_owned(), Code::Minimum)
        ]
    );
    assert_eq!(
        check(&[("limit", "1"), ("limit", "2")]),
        [("/limit".to_owned(), Code::DuplicateKey)]
    );
    assert_eq!(
        check(&[("limit", "five")]),
        [("/limit".to_owned(), Code::Type)]
    );
    assert_eq!(ty.ty().fields.len(), 7);
    assert_eq!(scope.part, Part::Query);
}

#[test]
fn a_value_is_told_as_its_text_is() {
    let options = Options::default();
    let (ty, scope) = values();
    let text = r#"{"must": 1, "size": 500, "names": [], "unknown": {"a": [1]}}"#;
    let value: Value = serde_json::from_str(text).expect("it is JSON");
    let bytes = check_bytes(&ty, scope, text.as_bytes(), &options);
    let read = check_deserializer(&ty, scope, &value, &options).expect("a value");
    assert_eq!(
        set(&without_text(&told(&bytes))),
        set(&without_text(&told(&read)))
    );
    assert!(bytes.violations.iter().all(|v| v.position.is_some()));
    assert!(read.violations.iter().all(|v| v.position.is_none()));
}

#[test]
fn a_value_that_waits_for_its_sibling_is_kept_whole() {
    let options = Options::default();
    let (ty, scope) = target("kinds/DoSelections", "request", "body");
    for value in [
        "null",
        "true",
        "-1",
        "0",
        "18446744073709551615",
        "0.5",
        "\"中\"",
        "[[true],false]",
        r#"{"a":false,"b":[{}]}"#,
    ] {
        // Under `inner` each is another mistake of two members; under `open` the members are unknown, whatever they hold.
        for kind in ["inner", "open"] {
            let text = format!(
                r#"{{"of kind":{{"id":{value},"note":{value}}},"object of kind":{{"id":{value}}},"kind":"{kind}"}}"#
            );
            let bytes = told(&check_bytes(&ty, scope, text.as_bytes(), &options));
            // A value would have its members in the order of their names.
            let mut read = serde_json::Deserializer::from_str(&text);
            let read = check_deserializer(&ty, scope, &mut read, &options).expect("JSON");
            assert_eq!(without_text(&bytes), without_text(&told(&read)), "{text}");
            let unknown = |one: &Value| {
                (one["code"].as_str(), one["severity"].as_str())
                    == (Some("additionalProperties"), Some("warning"))
            };
            assert_eq!(bytes.iter().all(unknown), kind == "open", "{text}");
            assert!(!bytes.is_empty(), "{text}");
        }
    }
}

#[test]
fn what_no_json_can_say_is_an_error_of_the_deserializer_that_says_what_was_expected() {
    let options = Options::default();
    let (selections, scope) = target("kinds/DoSelections", "request", "body");
    let (values, _) = values();
    // One waits for its sibling, another is read as it comes, and nobody reads the last.
    for (ty, name) in [
        (&selections, "of bare"),
        (&values, "names"),
        (&values, "no such member"),
    ] {
        for form in [Form::Bare, Form::Some, Form::Newtype] {
            let map = MapDeserializer::new(std::iter::once((name, Bytes(form))));
            let error = check_deserializer(ty, scope, map, &options).expect_err("no JSON");
            let told = error.to_string();
            assert!(told.contains("byte array, expected a value"), "{told}");
        }
    }
}

/// How a format hands a value over.
#[derive(Clone, Copy)]
enum Form {
    Bare,
    Some,
    Newtype,
}

/// Bytes where a value is.
struct Bytes(Form);

impl<'de> Deserializer<'de> for Bytes {
    type Error = serde::de::value::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        match self.0 {
            Form::Bare => visitor.visit_bytes(b"\0"),
            Form::Some => visitor.visit_some(Self(Form::Bare)),
            Form::Newtype => visitor.visit_newtype_struct(Self(Form::Bare)),
        }
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

impl IntoDeserializer<'_> for Bytes {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}
