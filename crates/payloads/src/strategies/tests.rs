//! What the strategies promise, tried with a contract made by hand: small enough to be run again for every change of a line.

pub(super) mod contract;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use mediaspec_core::contract::{Content, Direction, Field, Form, RuleKind, Severity, Shape, Text};
use mediaspec_core::node::{Members, Node};
use proptest::strategy::{Strategy as _, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use self::contract::{
    Kind, Message, base64, body, choice, clock, colour, field, headers, int, list, message,
    required, rule, rules, selections, separated, set_of, text, tree, ty, unique_by, values,
};
use super::menu::{Menus, lengths};
use super::place::{What, places};
use super::spelling::spell;
use super::*;
use crate::letters::{self, WILD};
use crate::patch::{Op, Place, Value};
use crate::slot::Slot;

/// A generator that yields the same in every run.
pub(super) fn rng() -> TestRng {
    TestRng::deterministic_rng(RngAlgorithm::XorShift)
}

fn runner() -> TestRunner {
    TestRunner::new_with_rng(Config::default(), rng())
}

/// A generator that yields these numbers, and then zeros.
fn script(numbers: &[u64]) -> TestRng {
    let bytes: Vec<u8> = numbers.iter().flat_map(|n| n.to_le_bytes()).collect();
    TestRng::from_seed(RngAlgorithm::PassThrough, &bytes)
}

pub(super) fn node(json: &str) -> Node {
    serde_json::from_str(json).unwrap()
}

fn valid(message: &Message) -> Payloads {
    super::valid(&message.target, message.scope)
}

fn invalid(message: &Message, mistakes: RangeInclusive<usize>) -> Payloads {
    super::invalid(&message.target, message.scope, mistakes)
}

fn payloads(message: &Message) -> Payloads {
    super::payloads(&message.target, message.scope)
}

/// So many payloads of a strategy.
fn draw(strategy: &Payloads, cases: usize) -> Vec<Payload> {
    let mut runner = runner();
    (0..cases)
        .map(|_| strategy.new_tree(&mut runner).unwrap().current())
        .collect()
}

/// What the engine reports.
fn told(message: &Message, payload: &str) -> BTreeSet<Expected> {
    let report = message.check(payload);
    assert_eq!(report.malformed, None, "{payload}");
    let told = report.violations.iter().map(|violation| Expected {
        pointer: violation.pointer.to_string(),
        embedded: violation.embedded.iter().map(ToString::to_string).collect(),
        code: violation.code,
        severity: violation.severity,
    });
    told.collect()
}

/// Payloads of requests and responses of each type, and of headers.
struct Drawn {
    message: Message,
    payloads: Vec<Payload>,
}

static DRAWN: LazyLock<Vec<Drawn>> = LazyLock::new(|| {
    let mut drawn = Vec::new();
    for (kind, cases) in [
        (values(), 160),
        (rules(), 120),
        (selections(), 160),
        (separated(), 120),
        (tree(), 120),
    ] {
        for side in [Direction::Request, Direction::Response] {
            drawn.push((message(kind.clone(), side), cases));
        }
    }
    drawn.push((headers(), 60));
    let drawn = drawn.into_iter().map(|(message, cases)| Drawn {
        payloads: draw(&payloads(&message), cases),
        message,
    });
    drawn.collect()
});

fn each(mut see: impl FnMut(&Drawn, &Payload)) {
    for drawn in DRAWN.iter() {
        for payload in &drawn.payloads {
            see(drawn, payload);
        }
    }
}

/// The payloads of the request body whose type has that name.
fn requests(name: &str) -> impl Iterator<Item = &'static Payload> {
    let drawn = DRAWN
        .iter()
        .find(|drawn| drawn.message.target.ty().name.as_str() == name);
    drawn.unwrap().payloads.iter()
}

fn member<'n>(payload: &'n Payload, name: &str) -> Option<&'n Node> {
    match payload.node() {
        Node::Object(members) => members.get(name),
        other => panic!("{other:?} is no object"),
    }
}

fn names(payload: &Payload) -> Vec<&str> {
    match payload.node() {
        Node::Object(members) => members.iter().map(|(name, _)| name).collect(),
        other => panic!("{other:?} is no object"),
    }
}

fn set<'a>(all: &[&'a str]) -> BTreeSet<&'a str> {
    all.iter().copied().collect()
}

/// Whether at least so many of a hundred are.
fn share(part: usize, all: usize, percent: usize) -> bool {
    part * 100 >= all * percent
}

// Payloads

#[test]
fn the_engine_reports_exactly_what_is_expected() {
    each(|drawn, payload| {
        let told = told(&drawn.message, payload.text());
        assert_eq!(&told, payload.expected(), "{payload:?}");
        let errors = told.iter().filter(|one| one.severity == Severity::Error);
        assert_eq!(payload.mistakes(), errors.count(), "{payload:?}");
        assert_eq!(payload.is_valid(), payload.mistakes() == 0, "{payload:?}");
    });
}

#[test]
fn text_tree_and_value_of_a_payload_are_the_same() {
    each(|_, payload| {
        let read = node(payload.text());
        assert!(same(&read, payload.node()), "{payload:?}");
        let value: serde_json::Value = serde_json::from_str(payload.text()).unwrap();
        let known = payload.value();
        let (known, value) = (node(&known.to_string()), node(&value.to_string()));
        assert!(same(&known, &value), "{payload:?}");
    });
}

/// Equality with numbers by value.
fn same(a: &Node, b: &Node) -> bool {
    let number = |node: &Node| match *node {
        Node::Int(int) => Some(int as f64),
        Node::Number(number) => Some(number),
        _ => None,
    };
    match (a, b) {
        (Node::List(a), Node::List(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Node::Object(a), Node::Object(b)) => {
            a.len() == b.len()
                && a.iter()
                    .zip(b.iter())
                    .all(|((a, one), (b, other))| a == b && same(one, other))
        }
        _ => a == b || number(a).is_some_and(|a| number(b) == Some(a)),
    }
}

#[test]
fn mistakes_are_of_every_kind() {
    let mut seen: BTreeSet<Code> = BTreeSet::new();
    each(|_, payload| seen.extend(payload.expected().iter().map(|one| one.code)));
    for code in Code::ALL {
        // Statuses and media types are no payloads, and payloads are JSON.
        let wanted = !matches!(
            code,
            Code::UndocumentedStatus
                | Code::MediaType
                | Code::OtherApi
                | Code::Mismatch
                | Code::UnknownOperation
                | Code::Malformed
        );
        assert_eq!(seen.contains(&code), wanted, "{code}");
    }
}

#[test]
fn mistakes_of_pieces_are_of_every_kind() {
    let mut seen = BTreeSet::new();
    for payload in requests("Separated") {
        for one in payload.expected() {
            seen.insert(format!("{} {}", one.pointer, one.code));
        }
    }
    for known in [
        "/long minLength",
        "/long maxLength",
        "/large maxBytes",
        "/marked maxLength",
        "/colours pattern",
        "/times format",
        "/blobs contentEncoding",
        "/words enum",
        "/words deprecated",
    ] {
        assert!(seen.contains(known), "{known}: {seen:?}");
    }
}

/// How many objects of a tree stand in each other.
fn depth(node: &Node) -> usize {
    match node {
        Node::Null | Node::Bool(_) | Node::Int(_) | Node::Number(_) => 0,
        // Documents stand in texts.
        Node::Text(text) => match serde_json::from_str(text) {
            Ok(document @ Node::Object(_)) => depth(&document),
            _ => 0,
        },
        Node::List(items) => items.iter().map(depth).max().unwrap_or(0),
        Node::Object(members) => 1 + members.iter().map(|(_, v)| depth(v)).max().unwrap_or(0),
    }
}

#[test]
fn payloads_of_a_type_that_contains_itself_come_to_an_end() {
    let payloads: Vec<&Payload> = requests("Node").collect();
    let depths: BTreeSet<usize> = payloads.iter().map(|one| depth(one.node())).collect();
    assert!(depths.contains(&1) && depths.contains(&3), "{depths:?}");
    assert!(depths.iter().all(|depth| *depth <= 8), "{depths:?}");
    let largest = payloads.iter().map(|one| one.text().len()).max();
    assert!(largest < Some(100_000), "{largest:?}");
    // Mistakes stand in inner objects too: in items, in objects, in documents.
    let all = || payloads.iter().flat_map(|one| one.expected());
    for inner in ["/children/0/children", "/children/1/", "/twin/"] {
        assert!(all().any(|one| one.pointer.starts_with(inner)), "{inner}");
    }
    let ways: BTreeSet<usize> = all().map(|one| one.embedded.len()).collect();
    assert!(ways.contains(&1), "{ways:?}");
}

#[test]
fn as_many_mistakes_are_made_as_are_asked_for() {
    for kind in [values(), rules(), selections(), separated(), tree()] {
        let name = kind.ty.name.clone();
        let any = payloads(&body(kind));
        for wanted in [1, 3] {
            let drawn = draw(&any.with_mistakes(wanted..=wanted), 40);
            let few = drawn.iter().filter(|payload| payload.mistakes() < wanted);
            assert!(few.count() <= 4, "{name} {wanted}");
            for payload in &drawn {
                assert!((1..=wanted).contains(&payload.mistakes()), "{payload:?}");
            }
        }
    }
}

#[test]
fn the_number_of_mistakes_is_drawn_from_its_range() {
    let drawn = draw(&invalid(&body(rules()), 1..=3), 60);
    let seen: BTreeSet<usize> = drawn.iter().map(Payload::mistakes).collect();
    assert_eq!(seen, BTreeSet::from([1, 2, 3]));
    // Nobody asks for no mistake at all, and gets one.
    let drawn = draw(&invalid(&body(rules()), 0..=0), 10);
    assert!(drawn.iter().all(|payload| payload.mistakes() == 1));
}

#[test]
fn valid_payloads_are_valid() {
    for kind in [values(), rules(), selections(), separated(), tree()] {
        let message = body(kind);
        for payload in draw(&valid(&message), 60) {
            assert!(payload.is_valid(), "{payload:?}");
            assert!(message.check(payload.text()).is_valid());
        }
    }
}

#[test]
fn payloads_are_valid_have_one_mistake_or_several() {
    let (mut all, mut valid, mut one, mut several) = (0, 0, 0, 0);
    each(|_, payload| {
        all += 1;
        match payload.mistakes() {
            0 => valid += 1,
            1 => one += 1,
            _ => several += 1,
        }
    });
    assert!(share(valid, all, 30), "{valid} of {all}");
    assert!(share(several, all, 30), "{several} of {all}");
    assert!(share(one, all, 6), "{one} of {all}");
    let most: BTreeSet<usize> = requests("Values").map(Payload::mistakes).collect();
    assert_eq!(most, (0..=6).collect());
}

#[test]
fn a_mistake_can_be_any_one_of_those_that_a_field_has_room_for() {
    let message = body(ty(
        "T",
        vec![
            required(text("name", 2, 3)),
            set_of("tags", text("x", 1, 2).shape, 1, 2),
        ],
        vec![],
    ));
    let mut seen = BTreeSet::new();
    for payload in draw(&invalid(&message, 1..=1), 700) {
        for one in payload.expected() {
            let pointer = if one.code == Code::AdditionalProperties {
                "?"
            } else {
                &one.pointer
            };
            seen.insert(format!("{pointer} {}", one.code));
        }
    }
    let known = set(&[
        "/name duplicate-key",
        "/name maxLength",
        "/name minLength",
        "/name null",
        "/name required",
        "/name type",
        "/tags duplicate-key",
        "/tags maxItems",
        "/tags minItems",
        "/tags null",
        "/tags type",
        "/tags/0 maxLength",
        "/tags/0 minLength",
        "/tags/0 null",
        "/tags/0 type",
        "/tags/1 uniqueItems",
        "? additionalProperties",
    ]);
    let seen: BTreeSet<&str> = seen.iter().map(String::as_str).collect();
    let missing: Vec<_> = known.difference(&seen).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn a_message_that_nothing_can_be_wrong_with_has_valid_payloads_alone() {
    let mut open = ty("Open", vec![], vec![]);
    open.ty.open = true;
    let message = body(open);
    let any = payloads(&message);
    let payload = draw(&any, 40);
    assert!(payload.iter().all(|payload| payload.text().trim() == "{}"));
    let strategy = invalid(&message, 1..=2);
    let refused = strategy.new_tree(&mut runner()).map(|_| ()).unwrap_err();
    assert_eq!(refused.to_string(), "no invalid payload of Open was found");
}

#[test]
fn a_small_message_has_invalid_payloads_whatever_the_generator_says() {
    let message = body(ty("Small", vec![int("x", 1, 9)], vec![]));
    let strategy = invalid(&message, 1..=1);
    for byte in [0x00, 0x11, 0xff] {
        let rng = TestRng::from_seed(RngAlgorithm::PassThrough, &[byte; 64]);
        let mut runner = TestRunner::new_with_rng(Config::default(), rng);
        let payload = strategy.new_tree(&mut runner).unwrap().current();
        assert_eq!(payload.mistakes(), 1, "{payload:?}");
    }
}

#[test]
fn payloads_and_strategies_tell_what_they_are() {
    let message = body(values());
    let strategy = invalid(&message, 1..=2);
    assert_eq!(
        format!("{strategy:?}"),
        r#"Payloads { type: "Values", mix: Invalid(1..=2) }"#
    );
    let generator = Generator::new(&message.target, message.scope);
    let tell = |text: &str| format!("{:?}", generator.payload(text.to_owned(), node(text)));
    assert_eq!(
        tell(r#"{"name":"a"}"#),
        "{\"name\":\"a\"}\nnothing is expected"
    );
    assert_eq!(
        tell(r#"{"rate":1,"meta":"{\"depth\":4}"}"#),
        r#"{"rate":1,"meta":"{\"depth\":4}"}
expected:
  error[maximum] at "/meta" then "/depth"
  error[required] at "/name"
  warning[deprecated] at "/rate""#
    );
}

// Shares

/// Payloads of a type with four members that may all be absent.
fn of_optional_members(side: Direction) -> Vec<Payload> {
    let fields = ["aa", "bb", "cc", "dd"].map(|name| int(name, 1, 1_000));
    let kind = ty("Optional", fields.to_vec(), vec![]);
    draw(&valid(&message(kind, side)), 300)
}

#[test]
fn valid_payloads_are_minimal_full_and_anything_between() {
    let drawn = of_optional_members(Direction::Request);
    let of = |count| {
        let such = drawn.iter().filter(|payload| names(payload).len() == count);
        such.count()
    };
    assert!(share(of(0), 300, 5), "{}", of(0));
    assert!(share(of(4), 300, 30), "{}", of(4));
    let between = of(1) + of(2) + of(3);
    assert!(share(between, 300, 15), "{between}");
    let sets: BTreeSet<BTreeSet<&str>> = drawn
        .iter()
        .map(|payload| names(payload).into_iter().collect())
        .collect();
    assert_eq!(sets.len(), 16);
}

#[test]
fn null_stands_where_it_is_allowed() {
    let fields = vec![
        required(Field {
            nullable: true,
            ..int("aa", 1, 9)
        }),
        int("bb", 1, 9),
        required(int("cc", 1, 9)),
    ];
    let kind = ty("T", fields, vec![]);
    let nulls = |side| -> BTreeSet<&str> {
        let drawn = draw(&valid(&message(kind.clone(), side)), 80);
        let is_null = |name: &&str| {
            let null = |payload: &&Payload| member(payload, name) == Some(&Node::Null);
            share(drawn.iter().filter(null).count(), 80, 1)
        };
        let nulls = ["aa", "bb", "cc"].into_iter().filter(is_null);
        nulls.collect()
    };
    assert_eq!(nulls(Direction::Request), set(&["aa"]));
    assert_eq!(nulls(Direction::Response), set(&["aa", "bb"]));
    // Elsewhere numbers are more frequent.
    let drawn = draw(&valid(&body(kind)), 80);
    let null = |payload: &&Payload| member(payload, "aa") == Some(&Node::Null);
    assert!(!share(drawn.iter().filter(null).count(), 80, 30));
}

#[test]
fn members_stand_in_the_order_of_the_contract_and_in_others() {
    let drawn = of_optional_members(Direction::Request);
    let full = drawn.iter().map(names).filter(|names| names.len() == 4);
    let full: Vec<Vec<&str>> = full.collect();
    let plain = full.iter().filter(|names| names.is_sorted()).count();
    assert!(share(plain, full.len(), 40), "{plain} of {}", full.len());
    let orders: BTreeSet<_> = full.iter().collect();
    assert!(orders.len() > 12, "{}", orders.len());
}

#[test]
fn members_of_valid_bodies_are_the_documented_ones_and_in_answers_others() {
    let known = |name: &&str| ["aa", "bb", "cc", "dd"].contains(name);
    for payload in of_optional_members(Direction::Request) {
        assert!(names(&payload).iter().all(known), "{payload:?}");
    }
    let drawn = of_optional_members(Direction::Response);
    let others = |payload: &&Payload| !names(payload).iter().all(known);
    assert!(share(drawn.iter().filter(others).count(), drawn.len(), 5));
    let alone = |payload: &&Payload| {
        let names = names(payload);
        !names.is_empty() && !names.iter().any(known)
    };
    assert!(share(drawn.iter().filter(alone).count(), drawn.len(), 2));
}

#[test]
fn headers_are_spelled_as_the_contract_spells_them_and_in_other_cases() {
    let message = headers();
    let drawn = draw(&valid(&message), 80);
    let known = ["X-Auth-Token", "X-Request-Id"];
    let plain = |payload: &&Payload| names(payload).iter().all(|name| known.contains(name));
    let plain = drawn.iter().filter(plain).count();
    assert!(share(plain, 80, 50), "{plain}");
    assert!(share(80 - plain, 80, 10), "{plain}");
    for payload in &drawn {
        for name in names(payload) {
            let is = |known: &&str| known.eq_ignore_ascii_case(name);
            assert!(known.iter().any(is), "{payload:?}");
        }
    }
}

#[test]
fn values_lie_at_bounds_beside_them_and_between() {
    let drawn: Vec<i64> = of_optional_members(Direction::Request)
        .iter()
        .filter_map(|payload| match member(payload, "aa") {
            Some(Node::Int(int)) => Some(*int),
            Some(Node::Number(number)) => Some(*number as i64),
            _ => None,
        })
        .collect();
    let near = |value: &&i64| [1, 2, 999, 1_000].contains(*value);
    let near = drawn.iter().filter(near).count();
    assert!(share(near, drawn.len(), 40), "{near} of {}", drawn.len());
    let far = drawn.len() - near;
    assert!(share(far, drawn.len(), 5), "{far} of {}", drawn.len());
    for bound in [1, 2, 999, 1_000] {
        assert!(drawn.contains(&bound), "{bound}");
    }
}

#[test]
fn forty_percent_of_bounded_values_lie_within_one_of_a_bound() {
    let (mut all, mut near) = (0, 0);
    let mut note = |value: f64, bounds: &[f64]| {
        all += 1;
        let is_near = |bound: &f64| (value - bound).abs() <= 1.0;
        near += usize::from(bounds.iter().any(is_near));
    };
    for payload in requests("Values") {
        if let Some(Node::Text(name)) = member(payload, "name") {
            note(name.chars().count() as f64, &[1.0, 8.0]);
        }
        if let Some(Node::Text(note_)) = member(payload, "note") {
            note(note_.chars().count() as f64, &[2.0, 100.0]);
        }
        match member(payload, "speed") {
            Some(Node::Int(speed)) => note(*speed as f64, &[50.0, 200.0, 60.0, 150.0]),
            Some(Node::Number(speed)) => note(*speed, &[50.0, 200.0, 60.0, 150.0]),
            _ => {}
        }
        if let Some(Node::List(tags)) = member(payload, "tags") {
            note(tags.len() as f64, &[1.0, 3.0]);
        }
    }
    assert!(all > 200, "{all}");
    assert!(share(near, all, 40), "{near} of {all}");
}

#[test]
fn bounds_are_met_and_missed_by_one() {
    let message = body(ty(
        "T",
        vec![
            text("name", 1, 8),
            int("speed", 50, 200),
            list("tags", Shape::Bool, 1, 3),
        ],
        vec![],
    ));
    let drawn = draw(&invalid(&message, 1..=2), 300);
    let seen = |name: &str| -> BTreeSet<String> {
        let of = drawn.iter().filter_map(|payload| member(payload, name));
        of.map(|value| match value {
            Node::Text(text) => text.chars().count().to_string(),
            Node::List(items) => items.len().to_string(),
            other => other.compact(),
        })
        .collect()
    };
    for (name, wanted) in [
        ("name", &["0", "1", "2", "7", "8", "9"][..]),
        ("speed", &["49", "50", "51", "199", "200", "201"]),
        ("tags", &["0", "1", "2", "3", "4"]),
    ] {
        let seen = seen(name);
        for wanted in wanted {
            assert!(seen.contains(*wanted), "{name} {wanted} {seen:?}");
        }
    }
}

#[test]
fn texts_are_of_every_script() {
    let mut all = String::new();
    each(|_, payload| collect(payload.node(), &mut all));
    for sign in [
        "Z",
        "中",
        "𠮷",
        "\u{301}",
        "🎬",
        "👩\u{200d}💻",
        "\"",
        "\\",
        "\n",
        "\0",
        "\u{2028}",
        "\u{202e}",
        "\u{1b}",
    ] {
        assert!(all.contains(sign), "{sign:?}");
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

// Choices

#[test]
fn choices_follow_the_generator() {
    let mut dice = Dice::from(script(&[7, 25, 25, 3, 4, 6, 9, 49, 50, 150, 4]));
    assert_eq!(dice.any(), 7);
    assert_eq!(dice.below(10), 5);
    assert_eq!(dice.below(0), 0);
    assert_eq!(dice.within(&(10..=12)), 10);
    assert_eq!(dice.within(&(10..=12)), 11);
    assert!(dice.once_in(3));
    assert!(!dice.once_in(4));
    assert!(dice.percent(50));
    assert!(!dice.percent(50));
    assert!(!dice.percent(50));
    assert_eq!(dice.pick(&["a", "b", "c"]), Some(&"b"));
    assert_eq!(dice.pick::<u8>(&[]), None);
    // The range has no numbers.
    #[allow(clippy::reversed_empty_ranges)]
    let empty = 5..=2;
    assert_eq!(dice.within(&empty), 5);
}

#[test]
fn every_order_of_a_list_is_as_likely() {
    let mut dice = Dice::from(rng());
    let mut seen = std::collections::BTreeMap::new();
    for _ in 0..600 {
        let mut list = [1, 2, 3];
        dice.shuffle(&mut list);
        *seen.entry(list).or_insert(0) += 1;
    }
    assert_eq!(seen.len(), 6);
    assert!(seen.values().all(|&times| times > 60), "{seen:?}");
}

// Texts

#[test]
fn a_text_has_exactly_as_many_code_points_as_asked_for() {
    let mut dice = Dice::from(rng());
    for chars in (0..40).chain([300]) {
        assert_eq!(
            letters::text(chars, &WILD, &mut dice).chars().count(),
            chars
        );
    }
}

#[test]
fn a_text_is_of_one_script_or_of_several() {
    let mut dice = Dice::from(rng());
    let (mut ascii, mut chinese, mut both) = (0, 0, 0);
    for _ in 0..200 {
        let text = letters::text(30, &WILD, &mut dice);
        let has_z = text.contains(['z', 'Z', 'b', 'A']);
        let has_han = text.contains(['中', '文', '数', '字']);
        match (has_z, has_han) {
            (true, true) => both += 1,
            (true, false) => ascii += 1,
            (false, true) => chinese += 1,
            (false, false) => {}
        }
    }
    assert!(
        ascii > 10 && chinese > 10 && both > 10,
        "{ascii} {chinese} {both}"
    );
}

// Places

fn shown(kind: Kind, payload: &str) -> Vec<String> {
    shown_of(&body(kind), payload)
}

fn shown_of(message: &Message, payload: &str) -> Vec<String> {
    let places = places(&message.target, message.scope, &node(payload));
    let shown = places.iter().map(|(place, what)| {
        let within: String = place.within.iter().map(|at| format!("{at} > ")).collect();
        let what = match what {
            What::Object(ty) => format!("is {}", ty.name),
            What::Member(slot) => format!("has {}", slot.ty.name),
            What::Absent(slot) => format!("lacks {}", slot.ty.name),
            What::Item(slot) => format!("item {}", slot.shape.kind()),
        };
        format!("{within}{} {what}", place.pointer)
    });
    shown.collect()
}

fn nested() -> Kind {
    let inner = ty("Inner", vec![int("x", 1, 9)], vec![]);
    let middle = ty("Middle", vec![field("text", inner.document())], vec![]);
    ty(
        "Outer",
        vec![
            field("text", middle.document()),
            field("object", inner.object()),
            list("list", inner.object(), 0, 9),
            field("a/b~c", Shape::Bool),
        ],
        vec![],
    )
    .with(inner)
    .with(middle)
}

#[test]
fn every_place_that_the_contract_knows_is_found() {
    assert_eq!(
        shown(nested(), "{}"),
        [
            " is Outer",
            "/text lacks Outer",
            "/object lacks Outer",
            "/list lacks Outer",
            "/a~1b~0c lacks Outer"
        ]
    );
    let payload = r#"{"list":[{"x":1},{}],"object":{"x":2},"a/b~c":true,"more":1,
        "text":"{\"text\":\"{\\\"x\\\":3}\"}"}"#;
    assert_eq!(
        shown(nested(), payload),
        [
            " is Outer",
            "/text has Outer",
            "/text >  is Middle",
            "/text > /text has Middle",
            "/text > /text >  is Inner",
            "/text > /text > /x has Inner",
            "/object has Outer",
            "/object is Inner",
            "/object/x has Inner",
            "/list has Outer",
            "/list/0 item object",
            "/list/0 is Inner",
            "/list/0/x has Inner",
            "/list/1 item object",
            "/list/1 is Inner",
            "/list/1/x lacks Inner",
            "/a~1b~0c has Outer",
        ]
    );
}

#[test]
fn what_is_of_another_type_has_no_places_within() {
    let payload = r#"{"text":"{","object":1,"list":{},"a/b~c":[1]}"#;
    assert_eq!(
        shown(nested(), payload),
        [
            " is Outer",
            "/text has Outer",
            "/object has Outer",
            "/list has Outer",
            "/a~1b~0c has Outer"
        ]
    );
    assert_eq!(shown(nested(), "[]"), [" is Outer"]);
}

#[test]
fn of_long_lists_the_beginning_is_enough() {
    let kind = ty("T", vec![list("l", Shape::Bool, 0, 99)], vec![]);
    let found = shown(kind, "{\"l\":[1,1,1,1,1,1,1,1,1,1,1,1]}");
    assert_eq!(found.last().map(String::as_str), Some("/l/7 item bool"));
}

#[test]
fn members_that_a_tag_selects_are_of_the_type_that_it_says() {
    let kinds = |payload: &str| -> Vec<String> {
        let shown = shown(selections(), payload).into_iter();
        shown.filter(|place| place.contains(" is ")).collect()
    };
    let payload = |kind: &str| format!(r#"{{{kind}"detail":{{}},"document":"{{}}"}}"#);
    let cases = |kind: &str| kinds(&payload(kind));
    let flat = [" is Selections", "/detail is Flat", "/document >  is Flat"];
    let deep = [" is Selections", "/detail is Deep", "/document >  is Deep"];
    assert_eq!(cases(r#""kind":"FLAT","#), flat);
    assert_eq!(cases(r#""kind":"DEEP","#), deep);
    // The default.
    assert_eq!(cases(""), flat);
    // Another type than those of the cases, for one of the two.
    let otherwise = [" is Selections", "/document >  is Deep"];
    assert_eq!(cases(r#""kind":"NONE","#), otherwise);
    // A tag that is no text says nothing.
    assert_eq!(cases(r#""kind":1,"#), [" is Selections"]);
    // The value must be what is selected.
    assert_eq!(
        kinds(r#"{"detail":1,"document":"1"}"#),
        [" is Selections", "/document >  is Flat"]
    );
}

#[test]
fn headers_are_found_in_any_case_and_other_members_are_not() {
    let headers = headers();
    assert_eq!(
        shown_of(&headers, r#"{"More":1,"x-request-ID":"a"}"#),
        [
            " is Headers",
            "/X-Auth-Token lacks Headers",
            "/x-request-ID has Headers"
        ]
    );
    let kind = ty("T", vec![int("x", 1, 9), int("y", 1, 9)], vec![]);
    assert_eq!(
        shown(kind, r#"{"X":1,"y":2}"#),
        [" is T", "/x lacks T", "/y has T"]
    );
}

#[test]
fn a_place_says_how_it_is_changed() {
    let message = body(nested());
    let payload = node(r#"{"text":"{}"}"#);
    let places = places(&message.target, message.scope, &payload);
    let op = |value| Op {
        place: Place {
            within: vec!["/text".to_owned()],
            pointer: "/text".to_owned(),
        },
        value,
    };
    let (absent, _) = places
        .iter()
        .find(|(place, _)| place.pointer == "/text" && !place.within.is_empty())
        .unwrap();
    let one = || Value::Plain(Node::Int(1));
    assert_eq!(absent.set(one()), op(Some(one())));
    assert_eq!(absent.remove(), op(None));
    let (object, _) = places
        .iter()
        .find(|(_, what)| matches!(what, What::Object(ty) if *ty.name == *"Middle"))
        .unwrap();
    let set = object.child("a/b").set(one());
    let mut changed = payload.clone();
    set.apply(&mut changed).unwrap();
    assert_eq!(changed.compact(), r#"{"text":"{\"a/b\":1}"}"#);
}

// Menus

/// What a menu has to choose from, as far as chance shows it.
fn choices(field: &Field, draws: usize) -> (Vec<Node>, Vec<Node>) {
    choices_of(ty("T", vec![field.clone()], vec![]), draws)
}

/// The same for the first field of a type.
fn choices_of(kind: Kind, draws: usize) -> (Vec<Node>, Vec<Node>) {
    let message = body(kind);
    let ty = message.target.ty();
    let menus = Menus::of(&message.target, message.scope);
    let menu = menus.get(Slot::of(ty, &ty.fields[0])).unwrap();
    let mut dice = Dice::from(rng());
    let mut draw = |good: bool| -> Vec<Node> {
        let mut one = || {
            if good {
                menu.good(&mut dice)
            } else {
                menu.bad(&mut dice)
            }
        };
        (0..draws)
            .filter_map(|_| one().map(Value::expand))
            .collect()
    };
    (draw(true), draw(false))
}

fn compact(nodes: &[Node]) -> BTreeSet<String> {
    nodes.iter().map(Node::compact).collect()
}

#[test]
fn a_menu_tells_good_values_from_bad_ones() {
    let (good, bad) = choices(&int("x", 1, 9), 100);
    let of = |all: &[&str]| -> BTreeSet<String> { all.iter().map(ToString::to_string).collect() };
    assert_eq!(compact(&good), of(&["1", "2", "8", "9", "1.0"]));
    assert_eq!(compact(&bad), of(&["0", "10", "1.5"]));
    // What brings a warning alone is good.
    let (good, bad) = choices(&choice("x", &["A", "OLD"]), 100);
    assert_eq!(compact(&good), of(&["\"A\"", "\"OLD\""]));
    assert_eq!(
        compact(&bad),
        of(&["\"a\"", "\"A \"", "\"mediaspec-undocumented\""])
    );
}

#[test]
fn what_a_field_asks_beyond_its_shape_does_not_make_a_value_bad() {
    let odd = Field {
        required: mediaspec_core::contract::Required::Always,
        deprecated: Some("Too old.".into()),
        no_effect: Some("Never read.".into()),
        sensitive: true,
        ..int("x", 1, 9)
    };
    let (good, bad) = choices(&odd, 100);
    assert_eq!(compact(&good).len(), 5);
    assert_eq!(compact(&bad).len(), 3);
}

#[test]
fn a_menu_has_a_value_of_another_type() {
    let message = body(ty(
        "T",
        vec![int("x", 1, 9), field("y", Shape::Any)],
        vec![],
    ));
    let ty = message.target.ty();
    let menus = Menus::of(&message.target, message.scope);
    let other = |at: usize| {
        menus
            .get(Slot::of(ty, &ty.fields[at]))
            .unwrap()
            .other_type
            .clone()
    };
    assert_eq!(other(0), Some(Value::Plain("1".into())));
    assert_eq!(other(1), None);
}

/// The bad values of a field that a type of a message's service has.
fn bad(message: &Message, ty: &str, field: &str) -> BTreeSet<String> {
    let service = message.target.service();
    let menus = Menus::of(&message.target, message.scope);
    let ty = service.ty(ty).unwrap();
    let menu = menus.get(Slot::of(ty, ty.field(field).unwrap())).unwrap();
    let mut dice = Dice::from(rng());
    let bad: Vec<Node> = (0..60)
        .filter_map(|_| menu.bad(&mut dice).map(Value::expand))
        .collect();
    compact(&bad)
}

#[test]
fn every_shape_that_a_type_leads_to_has_a_menu_of_its_own() {
    let x = |name, least| int(name, least, 9);
    let inner = ty("Inner", vec![x("x", 2)], vec![]);
    let name = || inner.ty.name.clone();
    let selects = |cases: &[&str], otherwise| RuleKind::SelectsType {
        tag: "kind".into(),
        field: "y".into(),
        cases: cases.iter().map(|&case| (case.into(), name())).collect(),
        otherwise,
    };
    let selected = |kind| {
        let fields = vec![choice("kind", &["A"]), field("y", Shape::Any)];
        ty("T", fields, vec![rule(Severity::Error, vec![], kind)])
    };
    for outer in [
        ty("T", vec![field("y", inner.object())], vec![]),
        ty("T", vec![field("y", inner.document())], vec![]),
        ty("T", vec![list("y", inner.object(), 0, 9)], vec![]),
        selected(selects(&["A"], None)),
        selected(selects(&[], Some(name()))),
    ] {
        let message = body(outer.with(inner.clone()));
        assert!(bad(&message, "Inner", "x").contains("1"));
    }
    let two = body(ty("T", vec![x("x", 3), x("y", 4)], vec![]));
    assert!(bad(&two, "T", "x").contains("2"));
    assert!(bad(&two, "T", "y").contains("3"));
}

#[test]
fn a_menu_knows_what_a_rule_asks_of_the_list_of_a_field() {
    let item = ty("Item", vec![int("id", 1, 9)], vec![]);
    let fields = vec![list("x", item.object(), 2, 3)];
    let twice = r#"[{},{}]"#;
    let free = ty("T", fields.clone(), vec![]).with(item.clone());
    let (good, _) = choices_of(free, 100);
    assert!(compact(&good).contains(twice));
    // With the rule, items have numbers of their own.
    let ruled = ty("T", fields, vec![unique_by("x", "id")]).with(item);
    let (good, bad) = choices_of(ruled, 100);
    let of = |all: &[&str]| -> BTreeSet<String> { all.iter().map(ToString::to_string).collect() };
    let good_ones = [r#"[{"id":1},{"id":2}]"#, r#"[{"id":1},{"id":2},{"id":3}]"#];
    assert_eq!(compact(&good), of(&good_ones));
    assert!(compact(&bad).contains(r#"[{"id":1},{"id":1}]"#));
}

#[test]
fn a_menu_has_good_and_bad_pieces_for_whatever_is_asked_of_them() {
    let message = body(separated());
    let ty = message.target.ty();
    let menus = Menus::of(&message.target, message.scope);
    let mut dice = Dice::from(rng());
    for field in &ty.fields {
        let menu = menus.get(Slot::of(ty, field)).unwrap();
        let mut several = 0;
        for _ in 0..200 {
            let good = menu.good(&mut dice).unwrap().expand();
            let payload = Members::new().with(&*field.name, good.clone());
            let report = message.check(&Node::from(payload).compact());
            assert!(report.is_valid(), "{} {good:?}", field.name);
            several += usize::from(good.compact().contains(','));
            let bad = menu.bad(&mut dice).unwrap().expand();
            let payload = Members::new().with(&*field.name, bad.clone());
            let report = message.check(&Node::from(payload).compact());
            assert!(!report.is_valid(), "{} {bad:?}", field.name);
        }
        assert!(several > 0, "{}", field.name);
    }
}

#[test]
fn large_values_are_chosen_seldom() {
    let large = |nodes: &[Node]| {
        let large = |node: &&Node| node.compact().len() > 2_002;
        nodes.iter().filter(large).count()
    };
    // The bad ones have 3001 letters, or as many Chinese characters.
    let (_, bad) = choices(&text("x", 1, 3_000), 1_500);
    assert!((1..=40).contains(&large(&bad)), "{}", large(&bad));
    assert!(bad.iter().any(|node| node.compact() == "\"\""));
    // Of the bad ones here, that of 2000 letters is not large yet, and that of as many Chinese characters is.
    let (_, bad) = choices(&text("x", 0, 1_999), 300);
    let at_limit = bad.iter().filter(|node| node.compact().len() == 2_002);
    assert!(at_limit.count() > 250);
    // Lists and objects are as large as what is in them.
    let item = ty("Item", vec![required(text("name", 300, 400))], vec![]);
    let objects = ty("T", vec![list("x", item.object(), 2, 40)], vec![]);
    let (good, _) = choices_of(objects.with(item), 600);
    assert!((1..=40).contains(&large(&good)), "{}", large(&good));
}

#[test]
fn a_menu_of_large_values_alone_offers_one_of_them_seldom() {
    // Its good items are too long, whatever their number.
    let item = text("x", 2_001, 2_100).shape;
    let (good, bad) = choices(&list("x", item, 1, 1), 1_500);
    assert!((1..=40).contains(&good.len()), "{}", good.len());
    assert!(bad.iter().any(|node| node.compact() == "[]"));
}

#[test]
fn a_text_is_made_of_letters_within_all_of_its_bounds() {
    let plain = |form: Form| Text {
        form,
        content: Content::Plain,
    };
    assert_eq!(lengths(&Text::default()), Some((0, None)));
    let form = Form {
        min_chars: Some(3),
        max_chars: Some(9),
        ..Form::default()
    };
    assert_eq!(lengths(&plain(form.clone())), Some((3, Some(9))));
    let markup = Form {
        max_chars_without_markup: Some(7),
        ..form.clone()
    };
    assert_eq!(lengths(&plain(markup)), Some((3, Some(7))));
    // A letter may take four bytes.
    let bytes = Form {
        max_bytes: Some(23),
        ..form
    };
    assert_eq!(lengths(&plain(bytes)), Some((3, Some(5))));
    let fields = separated().ty.fields;
    let mut texts = vec![plain(colour()), plain(clock()), plain(base64())];
    for shape in [
        rules().document(),
        fields[0].shape.clone(),
        fields[6].shape.clone(),
    ] {
        let Shape::Text(text) = shape else {
            panic!("{shape:?} is no text");
        };
        texts.push(text);
    }
    for text in texts {
        assert_eq!(lengths(&text), None, "{text:?}");
    }
}

// Spelling

/// The ways in which a value is spelled within a list, white space left out.
fn spellings(value: &Node) -> BTreeSet<String> {
    let mut dice = Dice::from(rng());
    let mut seen = BTreeSet::new();
    for _ in 0..600 {
        let text = spell(&Node::List(vec![value.clone()]), &mut dice);
        assert!(
            same(&node(&text), &Node::List(vec![value.clone()])),
            "{text}"
        );
        let text = text.trim().strip_prefix('[').unwrap();
        seen.insert(text.strip_suffix(']').unwrap().trim().to_owned());
    }
    seen
}

#[test]
fn numbers_are_spelled_in_every_way_that_means_the_same() {
    let ways = |node: Node, all: &[&str]| {
        let all: BTreeSet<String> = all.iter().map(ToString::to_string).collect();
        assert_eq!(spellings(&node), all, "{node:?}");
    };
    ways(
        Node::Int(7),
        &["7", "7.0", "7e0", "7.000E+00", "70e-1", "700.0E-02", "7.00"],
    );
    ways(
        Node::Int(-20),
        &[
            "-20",
            "-20.0",
            "-20e0",
            "-20.000E+00",
            "-200e-1",
            "-2000.0E-02",
            "-2e1",
        ],
    );
    ways(
        Node::Int(0),
        &["0", "0.0", "0e0", "0.000E+00", "-0", "0.00"],
    );
    ways(Node::Number(0.5), &["0.5", "5e-1", "5E-1", "0.5000"]);
    ways(
        Node::Number(1e19),
        &["10000000000000000000", "1e19", "1E19"],
    );
    // From 2^53 on doubles are too coarse for anything else.
    for int in [1 << 53, -(1 << 53), i64::MAX, i64::MIN] {
        ways(Node::Int(int), &[&int.to_string()]);
    }
}

#[test]
fn texts_are_spelled_with_escapes_of_every_kind() {
    let ways = |text: &str, all: &[&str]| {
        let all: BTreeSet<String> = all.iter().map(|way| format!("\"{way}\"")).collect();
        assert_eq!(spellings(&text.into()), all, "{text:?}");
    };
    ways("k", &["k", "\\u006b", "\\u006B"]);
    ways(" ", &[" ", "\\u0020"]);
    ways("/", &["/", "\\/", "\\u002f", "\\u002F"]);
    ways("\"", &["\\\"", "\\u0022"]);
    ways("\\", &["\\\\", "\\u005c", "\\u005C"]);
    ways("\u{8}", &["\\b", "\\u0008"]);
    ways("\u{c}", &["\\f", "\\u000c", "\\u000C"]);
    ways("\n", &["\\n", "\\u000a", "\\u000A"]);
    ways("\r", &["\\r", "\\u000d", "\\u000D"]);
    ways("\t", &["\\t", "\\u0009"]);
    ways("\u{1f}", &["\\u001f", "\\u001F"]);
    ways("\u{7f}", &["\u{7f}", "\\u007f", "\\u007F"]);
    ways("🎬", &["🎬", "\\ud83c\\udfac", "\\uD83C\\uDFAC"]);
}

#[test]
fn a_text_is_spelled_plainly_or_with_liberties_of_one_kind_or_several() {
    let tree = node(
        r#"{"s":["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","\"\\\n\"\\\n\"\\\n\"\\\n\"\\\n"],
            "n":[1,2,3,4,5,6,7,8,9,1,2,3],"m":[0.5,0.5,0.5,0.5,0.5,0.5,0.5],"l":[null,true,false]}"#,
    );
    let compact = tree.compact();
    let plain_numbers = compact.split_once("\"n\"").unwrap().1;
    let mut dice = Dice::from(rng());
    let (mut plain, mut spaced, mut escaped, mut numbers) = (0, 0, 0, 0);
    for _ in 0..200 {
        let text = spell(&tree, &mut dice);
        assert!(same(&node(&text), &tree), "{text}");
        // White space stands between tokens alone: none of the texts has any.
        let close: String = text.split_whitespace().collect();
        let is_spaced = close != text;
        let is_escaped = close.contains("\\u0061");
        let is_numbers = !close.ends_with(plain_numbers);
        assert_eq!(!is_spaced && !is_escaped && !is_numbers, text == compact);
        plain += usize::from(text == compact);
        spaced += usize::from(is_spaced && !is_escaped && !is_numbers);
        escaped += usize::from(is_escaped && !is_spaced && !is_numbers);
        numbers += usize::from(is_numbers && !is_spaced && !is_escaped);
        if is_escaped {
            // Some are left as they are, and some escapes are short all the same.
            let short = ["\\\"", "\\\\", "\\n"];
            assert!(close.contains('a'), "{text}");
            assert!(short.iter().any(|short| close.contains(short)), "{text}");
        }
        if is_spaced {
            assert!(text.len() - close.len() < 300, "{text}");
        }
    }
    // A quarter, an eighth and so on.
    assert!((25..=80).contains(&plain), "{plain}");
    assert!((5..=40).contains(&spaced), "{spaced}");
    assert!((10..=50).contains(&escaped), "{escaped}");
    assert!((25..=80).contains(&numbers), "{numbers}");
}

#[test]
fn white_space_of_every_kind_stands_wherever_it_may() {
    let tree = node(r#"{"a":[1,2]}"#);
    let mut dice = Dice::from(rng());
    let all: Vec<String> = (0..300).map(|_| spell(&tree, &mut dice)).collect();
    for place in [
        " {", "{ ", "\" :", ": [", "[ ", " ,", ", ", " ]", " }", "} ", "\n", "\t", "\r\n",
    ] {
        assert!(all.iter().any(|text| text.contains(place)), "{place:?}");
    }
}

// Shrinking

/// The smallest payload that still fails, found as a test runner finds it.
fn shrunk(tree: &mut Shrinking, fails: impl Fn(&Payload) -> bool) -> Payload {
    let mut smallest = tree.current();
    assert!(fails(&smallest));
    for _ in 0..3_000 {
        let current = tree.current();
        let more = if fails(&current) {
            smallest = current;
            tree.simplify()
        } else {
            tree.complicate()
        };
        if !more {
            return smallest;
        }
    }
    panic!("it takes too long: {smallest:?}");
}

fn start(message: &Message, text: &str) -> Shrinking {
    let generator = Arc::new(Generator::new(&message.target, message.scope));
    let made = generator.payload(text.to_owned(), node(text));
    Shrinking::new(generator, made)
}

#[test]
fn a_payload_is_spelled_plainly_first() {
    let odd = r#" {"name" : "\u0061\/", "speed": 6e1}"#;
    let plain = node(odd).compact();
    let mut tree = start(&body(values()), odd);
    assert_eq!(tree.current().text(), odd);
    assert!(!tree.complicate());
    assert!(tree.simplify());
    assert_eq!(tree.current().text(), plain);
    assert_eq!(tree.current().node(), &node(odd));
    assert!(tree.complicate());
    assert_eq!(tree.current().text(), odd);
    assert!(!tree.complicate());
    // Later steps are spelled plainly nevertheless.
    assert!(tree.simplify());
    assert_eq!(tree.current().text(), r#"{"name":"a/"}"#);
}

#[test]
fn a_valid_payload_shrinks_to_what_must_be_there() {
    let message = body(values());
    let strategy = valid(&message);
    let mut runner = runner();
    for _ in 0..5 {
        let mut tree = strategy.new_tree(&mut runner).unwrap();
        let least = shrunk(&mut tree, |payload| {
            assert!(payload.is_valid(), "{payload:?}");
            assert_eq!(told(&message, payload.text()), *payload.expected());
            true
        });
        assert_eq!(names(&least), ["name"]);
        let Some(Node::Text(name)) = member(&least, "name") else {
            panic!("{least:?}");
        };
        assert_eq!(name.chars().count(), 1);
    }
}

#[test]
fn an_invalid_payload_stays_invalid_and_shrinks_to_what_fails() {
    let point = ty("Point", vec![required(int("id", 1, 9))], vec![]);
    let kind = ty(
        "T",
        vec![
            required(text("name", 1, 8)),
            int("speed", 50, 200),
            set_of("tags", text("x", 1, 4).shape, 1, 3),
            list("points", point.object(), 1, 4),
        ],
        vec![unique_by("points", "id")],
    );
    let message = body(kind.with(point));
    let strategy = invalid(&message, 2..=4);
    let mut runner = runner();
    let has = |payload: &Payload, pointer: &str, code: Code| {
        let is = |one: &Expected| one.pointer == pointer && one.code == code;
        payload.expected().iter().any(is)
    };
    let mut seen = BTreeSet::new();
    for _ in 0..150 {
        let mut tree = strategy.new_tree(&mut runner).unwrap();
        for (pointer, code) in [
            ("/speed", Code::Maximum),
            ("/tags/0", Code::MaxLength),
            ("/points/0/id", Code::Maximum),
        ] {
            if !has(&tree.current(), pointer, code) || !seen.insert(pointer) {
                continue;
            }
            let before = tree.current().text().len();
            let least = shrunk(&mut tree, |payload| {
                assert!(!payload.is_valid(), "{payload:?}");
                has(payload, pointer, code)
            });
            assert_eq!(told(&message, least.text()), *least.expected());
            assert!(least.text().len() < before);
            assert_eq!(least.text(), least.node().compact());
            let [name] = names(&least)[..] else {
                panic!("{least:?}")
            };
            assert!(pointer.starts_with(&format!("/{name}")), "{least:?}");
        }
    }
    assert_eq!(seen, set(&["/points/0/id", "/speed", "/tags/0"]));
}

#[test]
fn members_items_and_halves_of_texts_are_taken_away() {
    let fields = ["name", "tags", "more"].map(|name| field(name, Shape::Any));
    let message = body(ty("T", fields.to_vec(), vec![]));
    let text =
        r#"{"name":"aaaaaaaabbbb","tags":["x","yyyyy","x"],"more":{"a":[1,"bbbbbb",3],"c":0}}"#;
    let least = |wanted: &str| {
        let mut tree = start(&message, text);
        let least = shrunk(&mut tree, |payload| payload.text().contains(wanted));
        least.text().to_owned()
    };
    assert_eq!(least("aaaa"), r#"{"name":"aaaaaa"}"#);
    assert_eq!(least("y"), r#"{"tags":["y"]}"#);
    assert_eq!(least("3"), r#"{"more":{"a":[3]}}"#);
    assert_eq!(least("b\""), r#"{"more":{"a":["b"]}}"#);
    assert_eq!(least("ab"), r#"{"name":"aaaaaaaabbbb"}"#);
    assert_eq!(least("more"), r#"{"more":{}}"#);
    assert_eq!(least(""), "{}");
}

#[test]
fn an_empty_payload_does_not_shrink() {
    let mut tree = start(&body(selections()), "{}");
    assert!(tree.simplify());
    assert!(!tree.simplify());
    assert_eq!(tree.current().text(), "{}");
    let members = Members::new().with("detail", "");
    let text = Node::from(members).compact();
    let mut tree = start(
        &body(ty("T", vec![required(field("detail", Shape::Any))], vec![])),
        &text,
    );
    assert_eq!(shrunk(&mut tree, |_| true).text(), text);
}
