//! The strategies: what they promise of the payloads that they yield.

use std::collections::BTreeSet;

use mediaspec_core::code::Code;
use mediaspec_core::contract::{
    Content, Form, Int, List, Number, Rule, RuleKind, Service, Shape, Text, TypeDef,
};
use mediaspec_core::node::Node;
use mediaspec_tests::differential::{Comparison, Comparisons};
use mediaspec_tests::{kinds_spec, shipped_spec};
use mediaspec_validator::strategies::{self, Payload};
use mediaspec_validator::{Message, Part, Validator};
use proptest::strategy::{Strategy, ValueTree as _};
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};

/// Payloads of every message of the spec, and of one with every kind of constraint.
fn each_payload(cases: u64, see: impl FnMut(&Comparison, &Payload)) {
    each_payload_of(cases, |_| true, see);
}

/// Payloads of the messages that a test is about.
fn each_payload_of(
    cases: u64,
    keep: impl Fn(&Comparison) -> bool,
    mut see: impl FnMut(&Comparison, &Payload),
) {
    for catalog in [shipped_spec(), kinds_spec()] {
        let mut comparisons = Comparisons::of(&catalog);
        comparisons.retain(&keep);
        for seed in 0..cases {
            let (part, payload) = comparisons.payload(seed);
            see(part, &payload);
        }
    }
}

/// Values that have a documented bound, and how many of them lie within 1 of one.
#[derive(Debug, Default)]
struct Near {
    bounded: usize,
    near: usize,
}

impl Near {
    fn note(&mut self, value: f64, bounds: &[Option<f64>]) {
        if bounds.iter().flatten().next().is_none() {
            return;
        }
        self.bounded += 1;
        let near = |bound: &f64| (value - bound).abs() <= 1.0;
        self.near += usize::from(bounds.iter().flatten().any(near));
    }

    fn object(&mut self, service: &Service, ty: &TypeDef, payload: &Node) {
        let Node::Object(members) = payload else {
            return;
        };
        for (name, value) in members.iter() {
            if let Some(field) = ty.field(name) {
                self.value(service, &field.shape, value);
            }
        }
    }

    fn value(&mut self, service: &Service, shape: &Shape, value: &Node) {
        let number = |value: &Node| match *value {
            Node::Int(int) => Some(int as f64),
            Node::Number(number) => Some(number),
            Node::Null | Node::Bool(_) | Node::Text(_) | Node::List(_) | Node::Object(_) => None,
        };
        match (shape, value) {
            (Shape::Int(int), value) => {
                let Int {
                    min,
                    max,
                    accepted,
                    special: _,
                    multiple_of: _,
                    unix_seconds: _,
                } = *int;
                let accepted = accepted.map_or([None, None], |(from, to)| [Some(from), Some(to)]);
                let bounds = [min, max, accepted[0], accepted[1]].map(|v| v.map(|v| v as f64));
                if let Some(value) = number(value) {
                    self.note(value, &bounds);
                }
            }
            (Shape::Number(number_shape), value) => {
                let Number {
                    lower,
                    upper,
                    accepted,
                    special: _,
                } = *number_shape;
                let bounds = [
                    lower.map(|bound| bound.value),
                    upper.map(|bound| bound.value),
                    accepted.map(|(from, _)| from),
                    accepted.map(|(_, to)| to),
                ];
                if let Some(value) = number(value) {
                    self.note(value, &bounds);
                }
            }
            (Shape::Text(text), Node::Text(value)) => {
                let Text { form, content } = text;
                let Form {
                    named: _,
                    min_chars,
                    max_chars,
                    max_bytes: _,
                    max_chars_without_markup: _,
                    pattern: _,
                    format: _,
                    base64: _,
                } = form;
                let bounds = [min_chars, max_chars].map(|v| v.map(f64::from));
                self.note(value.chars().count() as f64, &bounds);
                if let Content::Json(inner) = content
                    && let Ok(document) = serde_json::from_str(value)
                {
                    self.value(service, inner, &document);
                }
            }
            (Shape::List(list), Node::List(items)) => {
                let List {
                    item,
                    min_items,
                    max_items,
                    unique: _,
                } = &**list;
                let bounds = [min_items, max_items].map(|v| v.map(f64::from));
                self.note(items.len() as f64, &bounds);
                for value in items {
                    self.value(service, item, value);
                }
            }
            (Shape::Object(ty), value) => self.object(service, service.resolve(ty), value),
            (Shape::Alternatives(alternatives), value) => {
                for shape in &alternatives.shapes {
                    self.value(service, shape, value);
                }
            }
            (Shape::Map(map), Node::Object(members)) => {
                for (_, value) in members.iter() {
                    self.value(service, &map.value, value);
                }
            }
            (
                Shape::Text(_)
                | Shape::List(_)
                | Shape::Map(_)
                | Shape::Bool
                | Shape::Enum(_)
                | Shape::Any,
                _,
            ) => {}
        }
    }
}

#[test]
fn forty_percent_of_bounded_values_lie_within_one_of_a_bound() {
    let mut near = Near::default();
    each_payload(3_000, |part, payload| {
        near.object(part.service(), part.ty(), payload.node());
    });
    assert!(near.bounded > 10_000, "{near:?}");
    assert!(near.near * 100 >= near.bounded * 40, "{near:?}");
}

#[test]
fn thirty_percent_of_payloads_have_two_mistakes_or_more() {
    let (mut all, mut several, mut valid) = (0_usize, 0_usize, 0_usize);
    each_payload(3_000, |_, payload| {
        all += 1;
        several += usize::from(payload.mistakes() >= 2);
        valid += usize::from(payload.is_valid());
    });
    assert!(several * 100 >= all * 30, "{several} of {all}");
    assert!(valid * 100 >= all * 30, "{valid} of {all}");
}

/// How often which members stand twice.
#[derive(Debug, Default)]
struct Twice {
    /// In the payload itself.
    plain: usize,
    /// In a document in a text.
    embedded: usize,
    /// A tag that selects the type of a sibling, with such a sibling in the payload.
    tags: usize,
    /// A sibling whose type a tag selects, with the tag in the payload.
    siblings: usize,
}

impl Twice {
    fn note(&mut self, ty: &TypeDef, payload: &Payload) {
        let has = |name: &str| matches!(payload.node(), Node::Object(members) if members.get(name).is_some());
        let twice = payload
            .expected()
            .iter()
            .filter(|one| one.code == Code::DuplicateKey);
        for one in twice {
            self.embedded += usize::from(!one.embedded.is_empty());
            self.plain += usize::from(one.embedded.is_empty());
            let at_root = |name: &str| one.embedded.is_empty() && one.pointer == format!("/{name}");
            for rule in &ty.rules {
                let RuleKind::SelectsType { tag, field, .. } = &rule.kind else {
                    continue;
                };
                self.tags += usize::from(at_root(tag) && has(field));
                self.siblings += usize::from(at_root(field) && has(tag));
            }
        }
    }
}

/// What is expected of them is held against the engine by `four_implementations_give_one_verdict` and
/// `every_kind_of_constraint_gets_one_verdict`.
#[test]
fn members_stand_twice_in_documents_in_texts_and_as_tags_and_their_siblings() {
    let mut twice = Twice::default();
    // Of hundreds of messages few have a tag or a document in a text.
    let has_some = |part: &Comparison| {
        let ty = part.ty();
        let selects = |rule: &Rule| matches!(rule.kind, RuleKind::SelectsType { .. });
        let mut documents = ty.fields.iter().map(|field| &field.shape);
        let is_document = |shape: &Shape| match shape {
            Shape::Text(text) => matches!(text.content, Content::Json(_)),
            _ => false,
        };
        ty.rules.iter().any(selects) || documents.any(is_document)
    };
    each_payload_of(6_000, has_some, |part, payload| {
        twice.note(part.ty(), payload)
    });
    assert!(twice.plain > 1_000, "{twice:?}");
    assert!(twice.embedded > 20, "{twice:?}");
    assert!(twice.tags > 20, "{twice:?}");
    assert!(twice.siblings > 20, "{twice:?}");
}

#[test]
fn every_code_is_expected_somewhere() {
    let mut seen = BTreeSet::new();
    each_payload(10_000, |_, payload| {
        seen.extend(payload.expected().iter().map(|one| one.code));
    });
    for code in Code::ALL {
        // Statuses and media types are no payloads, and every payload is JSON.
        let hidden = matches!(
            code,
            Code::UndocumentedStatus
                | Code::MediaType
                | Code::OtherApi
                | Code::Mismatch
                | Code::UnknownOperation
                | Code::Malformed
        );
        assert_eq!(seen.contains(&code), !hidden, "{code}");
    }
}

#[test]
fn texts_are_of_every_script_and_in_every_spelling() {
    let (mut raw, mut decoded) = (String::new(), String::new());
    each_payload(1_500, |_, payload| {
        raw.push_str(payload.text());
        collect(payload.node(), &mut decoded);
    });
    for (what, sign) in [
        ("ASCII", "Z"),
        ("Chinese", "中"),
        ("a character beyond the basic plane", "𠮷"),
        ("a combining mark", "\u{301}"),
        ("emoji", "🎬"),
        ("a joined emoji", "👩\u{200d}💻"),
        ("a quotation mark", "\""),
        ("a backslash", "\\"),
        ("a line break", "\n"),
        ("NUL", "\0"),
        ("a line separator", "\u{2028}"),
        ("a bidirectional mark", "\u{202e}"),
        ("an escape sequence", "\u{1b}"),
    ] {
        assert!(decoded.contains(sign), "{what}");
    }
    for (what, spelling) in [
        ("a short escape", "\\n"),
        ("an escaped solidus", "\\/"),
        ("a code unit in lower case", "\\u001f"),
        ("a code unit in upper case", "\\u001F"),
        ("a surrogate pair", "\\ud83c\\udfac"),
        ("a fraction of zero", "1.0"),
        ("an exponent", "1e0"),
        ("a signed exponent", "E+00"),
        ("a negative exponent", "0e-1"),
        ("minus zero", "-0"),
        ("white space before a colon", " :"),
        ("a line break between tokens", ",\n"),
    ] {
        assert!(raw.contains(spelling), "{what}");
    }
}

fn collect(node: &Node, out: &mut String) {
    match node {
        Node::Null | Node::Bool(_) | Node::Int(_) | Node::Number(_) => {}
        Node::Text(text) => out.push_str(text),
        Node::List(items) => items.iter().for_each(|item| collect(item, out)),
        Node::Object(members) => members.iter().for_each(|(_, value)| collect(value, out)),
    }
}

/// The body of a request with room for many mistakes.
fn create(see: impl FnOnce(&mediaspec_validator::MessageRef)) {
    let validator = Validator::new();
    let operation = validator
        .operation("metastudio/Create2DDigitalHumanVideo")
        .expect("it is shipped");
    let body = operation.message(Message::Request, Part::Body);
    see(&body.expect("it has a body"));
}

#[test]
fn as_many_mistakes_are_made_as_were_asked_for() {
    create(|body| {
        let mut runner = TestRunner::deterministic();
        let any = strategies::payloads(body).expect("a body");
        for wanted in 1..=6 {
            let strategy = any.with_mistakes(wanted..=wanted);
            let mut exact = 0;
            for _ in 0..100 {
                let payload = strategy.new_tree(&mut runner).expect("a payload").current();
                assert!((1..=wanted).contains(&payload.mistakes()), "{payload:?}");
                exact += usize::from(payload.mistakes() == wanted);
            }
            assert!(exact >= 90, "{exact} of 100 with {wanted} mistakes");
        }
        let valid = strategies::valid(body).expect("a body");
        for _ in 0..100 {
            let payload = valid.new_tree(&mut runner).expect("a payload").current();
            assert!(payload.is_valid(), "{payload:?}");
        }
    });
}

#[test]
fn valid_payloads_are_minimal_full_and_in_between() {
    create(|body| {
        let mut runner = TestRunner::deterministic();
        let valid = strategies::valid(body).expect("a body");
        let members: BTreeSet<usize> = (0..300)
            .map(|_| valid.new_tree(&mut runner).expect("a payload").current())
            .map(|payload| match payload.node() {
                Node::Object(members) => members.iter().count(),
                other => panic!("{other:?} is no object"),
            })
            .collect();
        let ty = body.ty().expect("a type");
        let required = ty
            .fields
            .iter()
            .filter(|field| field.required.holds(body.scope().direction))
            .count();
        assert!(members.contains(&required) || members.contains(&(required + 1)));
        assert!(members.len() >= 6, "{members:?}");
        assert!(members.last() >= Some(&8), "{members:?}");
    });
}

#[test]
fn a_failing_payload_shrinks_to_what_fails() {
    create(|body| {
        let strategy = strategies::invalid(body, 2..=5).expect("a body");
        let speed = |payload: &Payload| {
            payload
                .expected()
                .iter()
                .any(|one| one.pointer == "/voice_config/speed" && one.code == Code::Maximum)
        };
        let config = Config {
            cases: 20_000,
            failure_persistence: None,
            ..Config::default()
        };
        let rng = TestRng::deterministic_rng(RngAlgorithm::XorShift);
        // A test that fails whenever the speech is too fast.
        let failed =
            TestRunner::new_with_rng(config, rng).run(&strategy, |payload| match speed(&payload) {
                true => Err(TestCaseError::fail("too fast")),
                false => Ok(()),
            });
        match failed {
            Err(TestError::Fail(_, payload)) => {
                assert!(speed(&payload), "{payload:?}");
                let text = payload.text();
                assert!(text.starts_with(r#"{"voice_config":{"speed":"#), "{text}");
            }
            other => panic!("{other:?}"),
        }
    });
}

#[test]
fn every_message_has_invalid_payloads_however_small_it_is() {
    let catalog = shipped_spec();
    let comparisons = Comparisons::of(&catalog);
    // Large ones have many, and a generator that always says the most makes megabytes of them: one in thirty will do.
    let is_small = |part: &Comparison| {
        let all = part.checked().service().described_in(part.ty());
        all.iter().map(|ty| ty.fields.len()).sum::<usize>() <= 8
    };
    let parts = comparisons.parts().iter().enumerate();
    let tried: Vec<&Comparison> = parts
        .filter(|(index, part)| is_small(part) || index % 30 == 0)
        .map(|(_, part)| part)
        .collect();
    assert!(tried.len() > 300, "{}", tried.len());
    for part in tried {
        let strategy = strategies::invalid(part.checked(), 1..=1).expect("a type");
        // A generator that always says the same leaves nothing to chance.
        for byte in [0x00, 0x11, 0xff] {
            let rng = TestRng::from_seed(RngAlgorithm::PassThrough, &[byte; 64]);
            let mut runner = TestRunner::new_with_rng(Config::default(), rng);
            let tree = strategy.new_tree(&mut runner);
            let payload = tree.unwrap_or_else(|why| panic!("{}: {why}", part.name()));
            assert_eq!(payload.current().mistakes(), 1, "{}", part.name());
        }
    }
}

#[test]
fn a_message_that_is_not_documented_has_no_payloads() {
    let validator = Validator::new();
    let operation = validator
        .operation("metastudio/ListDigitalHumanVideo")
        .expect("it is shipped");
    let body = operation
        .message(Message::Request, Part::Body)
        .expect("a part");
    assert!(strategies::payloads(&body).is_none());
}
