//! Input that was made to do harm: none of it ends in a panic, an overflow of the stack, or time beyond its size.

use std::time::Duration;

use cpu_time::ThreadTime;
use mediaspec_core::check::{Options, Target, check_bytes, check_deserializer, check_value};
use mediaspec_core::code::Code;
use mediaspec_core::report::{MalformedCode, Report, Verdict};
use mediaspec_tests::heap::count;
use mediaspec_tests::{all, kinds_spec};
use mediaspec_validator::{Message, MessageRef, Part, Validator};
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap as _, SerializeSeq as _, Serializer};

/// Levels, elements, members: as many as nobody sends by mistake.
const MILLION: usize = 1_000_000;

/// The response body of an operation with fields of every kind.
fn body() -> MessageRef {
    let validator = Validator::from_catalog(kinds_spec());
    let operation = validator.operation("kinds/DoValues").expect("an operation");
    let body = operation.message(Message::Response(200), Part::Body);
    body.expect("a message")
}

/// The same for the engine alone.
fn target(body: &MessageRef) -> Target {
    let ty = body.ty().expect("a type");
    Target::new(body.service(), &ty.name)
}

fn check(text: impl AsRef<[u8]>) -> Report {
    body().check(text.as_ref())
}

/// Does something on a stack of that many bytes.
fn on_stack<T: Send + 'static>(bytes: usize, work: impl FnOnce() -> T + Send + 'static) -> T {
    std::thread::Builder::new()
        .stack_size(bytes)
        .spawn(work)
        .expect("a thread")
        .join()
        .expect("it neither panics nor overflows")
}

fn depth(report: &Report) {
    let malformed = report.malformed.as_ref().expect("it is too deep");
    assert_eq!(malformed.code, MalformedCode::Depth);
    assert_eq!(all(report), [(String::new(), Code::Malformed)]);
}

#[test]
fn a_million_levels_of_text_end_with_depth_on_a_stack_of_64_kibibytes() {
    for (member, open, close) in [
        ("anything", "[", "]"),
        ("undescribed", "[", "]"),
        ("inners", "[", "]"),
        ("anything", "{\"a\":", "}"),
        ("roi", "[{\"a\":", "}]"),
    ] {
        for closed in [true, false] {
            let mut text = format!("{{\"{member}\":{}1", open.repeat(MILLION));
            if closed {
                text.push_str(&close.repeat(MILLION));
                text.push('}');
            }
            let body = body();
            let (target, scope) = (target(&body), body.scope());
            depth(&on_stack(64 << 10, move || {
                check_bytes(&target, scope, text.as_bytes(), &Options::default())
            }));
        }
    }
}

/// Lists in lists, that many levels deep, without any memory for them.
struct Lists(usize);

impl Serialize for Lists {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.checked_sub(1) {
            None => serializer.serialize_i64(1),
            Some(less) => {
                let mut list = serializer.serialize_seq(None)?;
                list.serialize_element(&Lists(less))?;
                list.end()
            }
        }
    }
}

impl<'de> Deserializer<'de> for Lists {
    type Error = serde::de::value::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        match self.0.checked_sub(1) {
            None => visitor.visit_i64(1),
            Some(less) => visitor.visit_seq(One(Some(Lists(less)))),
        }
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// The only item, or the value of the only member.
struct One(Option<Lists>);

impl<'de> SeqAccess<'de> for One {
    type Error = serde::de::value::Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Self::Error> {
        self.0.take().map(|item| seed.deserialize(item)).transpose()
    }
}

/// An object with one member.
struct Object(&'static str, usize);

impl Serialize for Object {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry(self.0, &Lists(self.1))?;
        map.end()
    }
}

impl<'de> Deserializer<'de> for Object {
    type Error = serde::de::value::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_map(Members(Some(self.0), One(Some(Lists(self.1)))))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

struct Members(Option<&'static str>, One);

impl<'de> MapAccess<'de> for Members {
    type Error = serde::de::value::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Self::Error> {
        let name = self.0.take();
        name.map(|name| seed.deserialize(serde::de::value::StrDeserializer::new(name)))
            .transpose()
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(
        &mut self,
        seed: V,
    ) -> Result<V::Value, Self::Error> {
        self.1
            .next_element_seed(seed)?
            .ok_or_else(|| serde::de::Error::custom("a value for each name"))
    }
}

#[test]
fn a_million_levels_through_serde_end_with_depth_on_a_stack_of_a_mebibyte() {
    for member in ["anything", "undescribed", "inners", "roi"] {
        let body = body();
        let (target, scope) = (target(&body), body.scope());
        let (written, read) = on_stack(1 << 20, move || {
            let options = Options::default();
            let payload = Object(member, MILLION);
            let written = check_value(&target, scope, &payload, &options);
            let read = check_deserializer(&target, scope, payload, &options);
            (
                written,
                read.expect("the deserializer has no errors of its own"),
            )
        });
        depth(&written);
        depth(&read);
    }
}

#[test]
fn a_million_items_are_checked_one_by_one() {
    let text = format!(
        "{{\"must\":\"a\",\"maybe int\":1,\"all of it\":[{}1]}}",
        "1,".repeat(MILLION)
    );
    assert_eq!(check(text).verdict(), Verdict::Valid);
    let text = format!(
        "{{\"must\":\"a\",\"maybe int\":1,\"undescribed\":[{}0]}}",
        "0,".repeat(MILLION)
    );
    assert_eq!(check(text).verdict(), Verdict::Valid);
}

#[test]
fn a_hundred_thousand_violations_are_counted_and_a_thousand_are_listed() {
    let items = vec!["{\"id\":0}"; 100_000].join(",");
    let report = check(format!(
        "{{\"must\":\"a\",\"maybe int\":1,\"inners\":[{items}]}}"
    ));
    assert!(report.truncated());
    assert_eq!(report.violations.len(), 1000);
    // One for the number of items.
    assert_eq!(report.total(), 100_001);
    assert_eq!(report.verdict(), Verdict::Invalid);
}

#[test]
fn members_that_stand_a_hundred_thousand_times_are_told_each_time() {
    let members = vec!["\"must\":\"a\""; 100_000].join(",");
    let report = check(format!("{{{members}}}"));
    // One for the member that is missing.
    assert_eq!(report.total(), 100_000);
    let first = all(&report).into_iter().next();
    assert_eq!(first, Some(("/must".to_owned(), Code::DuplicateKey)));
}

#[test]
fn the_names_that_serde_json_uses_for_itself_are_names_like_others() {
    for name in [
        "$serde_json::private::Number",
        "$serde_json::private::RawValue",
    ] {
        let text = format!(
            "{{\"must\":\"a\",\"maybe int\":1,\"free int\":{{\"{name}\":\"100\"}},\"{name}\":\"100\"}}"
        );
        let value: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
        let body = body();
        for report in [body.check(text.as_bytes()), body.check_value(&value)] {
            let told = all(&report);
            assert_eq!(told, [("/free int".to_owned(), Code::Type)], "{text}");
        }
    }
}

/// Inputs that grow with a number, each in something that could cost more with every repetition.
type Make = fn(usize) -> String;
const GROWING: [(&str, Make); 14] = [
    ("a member again and again", |n| {
        format!("{{{}\"must\":\"a\"}}", "\"must\":\"a\",".repeat(n))
    }),
    ("unknown members", |n| {
        let members: Vec<String> = (0..n).map(|at| format!("\"u{at}\":0")).collect();
        format!("{{{}}}", members.join(","))
    }),
    ("violations", |n| {
        format!("{{\"inners\":[{}{{}}]}}", "{\"id\":0},".repeat(n))
    }),
    ("items that must differ", |n| {
        let items: Vec<String> = (0..n).map(|at| format!("{{\"id\":{}}}", at + 1)).collect();
        format!("{{\"inners\":[{}]}}", items.join(","))
    }),
    ("texts that must differ", |n| {
        let items: Vec<String> = (0..n).map(|at| format!("\"a{at}\"")).collect();
        format!("{{\"different names\":[{}]}}", items.join(","))
    }),
    ("items that nobody reads", |n| {
        format!("{{\"undescribed\":[{}0]}}", "{\"a\":[0]},".repeat(n))
    }),
    ("digits", |n| {
        format!("{{\"any number\":0.{}}}", "1".repeat(n * 8))
    }),
    ("a long text", |n| {
        format!("{{\"anything\":\"{}\"}}", "中 a".repeat(n * 8))
    }),
    ("a long name", |n| {
        format!("{{\"{}\":0}}", "n".repeat(n * 8))
    }),
    ("a value that is no choice", |n| {
        format!("{{\"mode\":\"{}\"}}", "\\u0041b".repeat(n))
    }),
    ("escapes", |n| {
        format!("{{\"long\":\"{}\"}}", "\\ud83c\\udfac".repeat(n))
    }),
    ("documents in texts that break off, full of mistakes", |n| {
        let document = "\\\"id\\\":0,".repeat(400);
        format!(
            "{{{}\"must\":1}}",
            format!("\"document\":\"{{{document}\",").repeat(n / 400)
        )
    }),
    ("unclosed markup", |n| {
        format!("{{\"marked\":\"{}\"}}", "<a".repeat(n * 4))
    }),
    ("lines before a violation", |n| {
        format!(
            "{{{}\"inners\":[{}{{}}]}}",
            "\n".repeat(n),
            "\n{\"id\":0},".repeat(n)
        )
    }),
];

/// The least time of a few runs, of this thread's own on a processor: others share the machine.
fn least_time(text: &str) -> Duration {
    let body = body();
    (0..3)
        .map(|_| {
            let begun = ThreadTime::now();
            std::hint::black_box(body.check(text.as_bytes()));
            begun.elapsed()
        })
        .min()
        .expect("some runs")
}

#[test]
fn time_grows_with_the_input_and_not_faster() {
    for (what, make) in GROWING {
        let (small, large) = (least_time(&make(4_000)), least_time(&make(256_000)));
        // 64 times the input, which no cache holds any more; what is quadratic takes 4,096 times as long.
        let most = small.max(Duration::from_micros(50)) * 1_500;
        assert!(large < most, "{what}: {small:?}, then {large:?}");
    }
}

#[test]
fn memory_does_not_grow_with_the_input() {
    let body = body();
    for (what, make) in GROWING {
        for n in [4_000, 256_000] {
            let text = make(n);
            // A list whose items must differ remembers them: a short text takes ten times its size while the set grows.
            let kept = if what.ends_with("must differ") {
                text.len() as u64 * 10
            } else {
                0
            };
            let heap = count(|| body.check(text.as_bytes())).1.peak;
            // A thousand errors and a thousand warnings with all that is said of them; the larger inputs have two megabytes and
            // more.
            assert!(heap < kept + (1 << 20), "{what}, {n}: {heap} bytes");
        }
    }
}
