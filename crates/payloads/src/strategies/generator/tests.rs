//! The steps by which payloads are varied and spoiled, each by itself.

use mediaspec_core::contract::{Condition, Field, Literal, RuleKind};

use super::super::tests::contract::{
    Message, body, clock, field, headers, int, list, message, names, required, rule, selections,
    text, text_of, ty,
};
use super::super::tests::{node, rng};
use super::*;

fn generator_of(message: &Message) -> Generator {
    Generator::new(&message.target, message.scope)
}

fn generator(fields: Vec<Field>, rules: Vec<RuleKind>) -> Generator {
    let rules = rules.into_iter();
    let rules = rules.map(|kind| rule(Severity::Error, vec![], kind));
    generator_of(&body(ty("T", fields, rules.collect())))
}

/// What so many runs with one generator yield.
fn often<T>(times: usize, mut run: impl FnMut(&mut Dice) -> T) -> Vec<T> {
    let mut dice = Dice::from(rng());
    (0..times).map(|_| run(&mut dice)).collect()
}

fn set(all: &[&str]) -> BTreeSet<String> {
    all.iter().map(ToString::to_string).collect()
}

// What stays valid

fn kept(generator: &Generator, before: &str, changes: &[(&str, Option<&str>)]) -> String {
    let mut changed = node(before);
    let changes = changes.iter().map(|&(pointer, value)| Op {
        place: Place {
            pointer: pointer.to_owned(),
            ..Place::default()
        },
        value: value.map(|json| Value::Plain(node(json))),
    });
    generator.keep_what_is_valid(&mut changed, changes.collect());
    changed.compact()
}

#[test]
fn changes_that_make_no_mistake_are_kept() {
    let generator = generator(vec![int("a", 1, 9), int("b", 1, 9), int("c", 1, 9)], vec![]);
    let before = r#"{"a":1,"b":1,"c":1}"#;
    let kept = |changes: &[_]| kept(&generator, before, changes);
    assert_eq!(kept(&[]), before);
    let all = [("/a", Some("2")), ("/b", Some("3")), ("/c", None)];
    assert_eq!(kept(&all), r#"{"a":2,"b":3}"#);
    let some = [("/a", Some("2")), ("/b", Some("0")), ("/c", None)];
    assert_eq!(kept(&some), r#"{"a":2,"b":1}"#);
    assert_eq!(kept(&[("/b", Some("0"))]), before);
}

#[test]
fn a_change_goes_if_its_mistake_is_told_of_what_is_in_it_or_around_it() {
    let inner = ty("Inner", vec![required(int("x", 1, 9))], vec![]);
    let exclude = RuleKind::AtMostOne {
        fields: names(&["x", "y"]),
    };
    let exclude = vec![rule(Severity::Error, vec![], exclude)];
    let pair = ty("Pair", vec![int("x", 1, 9), int("y", 1, 9)], exclude);
    let fields = vec![
        list("list", inner.object(), 1, 9),
        field("pair", pair.object()),
        int("c", 1, 9),
    ];
    let generator = generator_of(&body(ty("T", fields, vec![]).with(inner).with(pair)));
    let before = r#"{"list":[{"x":1}],"pair":{"x":1},"c":1}"#;
    let kept = |changes: &[_]| kept(&generator, before, changes);
    // Within: the mistake is an item of the list that was set.
    let within = [("/list", Some(r#"[{"x":1},{"x":0}]"#)), ("/c", Some("2"))];
    assert_eq!(kept(&within), before.replace("\"c\":1", "\"c\":2"));
    // Around: the mistake is told of the pair in which a member was set.
    let around = [("/pair/y", Some("1")), ("/c", Some("2"))];
    assert_eq!(kept(&around), before.replace("\"c\":1", "\"c\":2"));
}

#[test]
fn of_changes_that_do_not_go_together_those_go_that_the_mistake_is_told_of() {
    // If the width is 2, the height must be there.
    let rows = RuleKind::RequiredUnless {
        fields: names(&["height"]),
    };
    let one = Condition::Is {
        field: "width".into(),
        values: [Literal::Int(1)].into(),
    };
    let fields = vec![required(int("width", 1, 2)), int("height", 1, 2)];
    let rule = rule(Severity::Error, vec![one], rows);
    let generator = generator_of(&body(ty("T", fields, vec![rule])));
    let before = r#"{"width":1,"height":1}"#;
    // It is told of the height, whichever is changed first.
    let width = ("/width", Some("2"));
    let height = ("/height", None);
    for changes in [[width, height], [height, width]] {
        assert_eq!(
            kept(&generator, before, &changes),
            r#"{"width":2,"height":1}"#
        );
    }
}

#[test]
fn halves_are_tried_where_mistakes_stand_elsewhere() {
    let generator = generator_of(&body(selections()));
    let before = r#"{"kind":"FLAT","detail":{"width":1},"document":"{\"width\":1}"}"#;
    // The mistake is what is in the sibling; each change is looked at by itself in the end.
    let tag = ("/kind", Some("\"DEEP\""));
    let gone = ("/document", None);
    for changes in [[tag, gone], [gone, tag]] {
        let kept = kept(&generator, before, &changes);
        assert_eq!(kept, r#"{"kind":"FLAT","detail":{"width":1}}"#);
    }
}

#[test]
fn values_are_near_bounds_and_lists_and_free_values_mostly_left_alone() {
    let inner = ty("Inner", vec![], vec![]);
    let fields = vec![
        int("int", 1, 90),
        list("list", Shape::Bool, 1, 3),
        field("any", Shape::Any),
        field("object", inner.object()),
        text("text", 2, 90),
        field("clock", text_of(clock())),
    ];
    let generator = generator_of(&body(ty("T", fields, vec![]).with(inner)));
    let fields = &generator.ty().fields;
    let values = |at: usize| {
        often(300, |dice| {
            generator.near_bound(Slot::of(generator.ty(), &fields[at]), dice)
        })
    };
    let some = |at: usize| -> BTreeSet<String> {
        let values = values(at).into_iter().flatten();
        values.map(|value| value.expand().compact()).collect()
    };
    assert_eq!(some(0), set(&["1", "2", "89", "90", "1.0"]));
    let lists = ["[true]", "[true,true]", "[true,true,true]"];
    assert_eq!(some(1), set(&lists));
    assert_eq!(some(3), set(&[]));
    assert!(some(5).contains("\"99:59:59.999\""));
    for at in [1, 2] {
        let none = values(at).iter().filter(|value| value.is_none()).count();
        assert!((150..=250).contains(&none), "{none}");
    }
    for at in [0, 4, 5] {
        assert!(values(at).iter().all(Option::is_some));
    }
}

#[test]
fn lengths_of_texts_are_near_bounds_and_seldom_large() {
    let lengths = |min, max| -> Vec<usize> {
        often(400, |dice| letters_within(min, max, dice).chars().count())
    };
    let count = |all: &[usize], of: &dyn Fn(usize) -> bool| {
        all.iter().filter(|&&length| of(length)).count()
    };
    let short = lengths(2, Some(100));
    assert!(short.iter().all(|length| (2..=100).contains(length)));
    let low = count(&short, &|length| length <= 3);
    let high = count(&short, &|length| length >= 99);
    assert!(low > 120, "{low}");
    assert!(high > 80, "{high}");
    assert!(low + high < 380, "{low} {high}");
    for length in [2, 3, 99, 100] {
        assert!(short.contains(&length), "{length}");
    }
    // Up to 300 that is so.
    assert!(count(&lengths(0, Some(300)), &|length| length >= 299) > 80);
    assert!(count(&lengths(0, Some(301)), &|length| length >= 300) < 10);
    // Other bounds than the lower one are kept in any case.
    assert!(lengths(3, Some(3)).iter().all(|&length| length == 3));
    assert!(lengths(0, None).contains(&0));
}

// Mistakes

/// What becomes of a payload by mistakes at one place, which is named by its pointer.
fn mistaken(generator: &Generator, payload: &str, pointer: &str, times: usize) -> BTreeSet<String> {
    let before = node(payload);
    let known = generator.places(&before);
    let (place, what) = known
        .iter()
        .rfind(|(place, _)| place.pointer == pointer)
        .unwrap();
    let after = often(times, |dice| {
        let mut changed = before.clone();
        generator.mistake(&mut changed, place, *what, dice)?;
        Some(changed.compact())
    });
    after.into_iter().flatten().collect()
}

#[test]
fn a_member_gets_what_it_may_be_and_what_it_may_not_be_goes_or_comes_twice() {
    let generator = generator(vec![int("x", 1, 9)], vec![]);
    let seen = mistaken(&generator, r#"{"x":5}"#, "/x", 2_500);
    let value = |json: &str| format!(r#"{{"x":{json}}}"#);
    let mut known: BTreeSet<String> =
        ["1", "2", "8", "9", "1.0", "0", "10", "1.5", "null", "\"1\""]
            .map(value)
            .into();
    known.insert("{}".to_owned());
    for again in ["5", "null", "1", "2", "8", "9", "1.0"] {
        known.insert(format!(r#"{{"x":5,"x":{again}}}"#));
        known.insert(format!(r#"{{"x":{again},"x":5}}"#));
    }
    assert_eq!(seen, known);
}

#[test]
fn a_member_that_is_not_there_comes_good_or_bad_or_null() {
    let generator = generator(vec![int("x", 1, 9)], vec![]);
    let seen = mistaken(&generator, "{}", "/x", 200);
    let value = |json| format!(r#"{{"x":{json}}}"#);
    let known = ["1", "2", "8", "9", "1.0", "0", "10", "1.5", "null"];
    assert_eq!(seen, known.map(value).into());
}

#[test]
fn an_item_becomes_bad_or_null_or_of_another_type() {
    let generator = generator(vec![list("l", int("x", 1, 9).shape, 0, 9)], vec![]);
    let seen = mistaken(&generator, r#"{"l":[5]}"#, "/l/0", 200);
    let value = |json| format!(r#"{{"l":[{json}]}}"#);
    let known = ["0", "10", "1.5", "null", "\"1\""];
    assert_eq!(seen, known.map(value).into());
}

#[test]
fn an_object_gets_an_unknown_member_where_that_is_a_mistake() {
    let of = |message: Message| mistaken(&generator_of(&message), r#"{"one":1}"#, "", 60);
    let kind = || ty("T", vec![int("one", 1, 9)], vec![]);
    let unknown = of(body(kind()));
    assert!(unknown.len() > 20, "{unknown:?}");
    for after in unknown {
        assert!(after.starts_with(r#"{"one":1,""#), "{after}");
    }
    assert_eq!(of(message(kind(), Direction::Response)), set(&[]));
    assert_eq!(of(headers()), set(&[]));
}

#[test]
fn a_member_in_a_document_in_a_text_comes_twice_too() {
    let inner = ty("Inner", vec![int("x", 1, 9)], vec![]);
    let fields = vec![field("t", inner.document())];
    let generator = generator_of(&body(ty("T", fields, vec![]).with(inner)));
    let seen = mistaken(&generator, r#"{"t":"{\"x\":5}"}"#, "/x", 800);
    assert!(seen.contains(r#"{"t":"{\"x\":5,\"x\":5}"}"#), "{seen:?}");
    assert!(seen.contains(r#"{"t":"{}"}"#), "{seen:?}");
}

#[test]
fn unknown_names_are_near_known_ones_or_far() {
    let one = ty("T", vec![int("one", 1, 9)], vec![]).ty;
    let seen: BTreeSet<String> = often(300, |dice| unknown_name(&one, dice))
        .into_iter()
        .flatten()
        .collect();
    for name in ["ONE", "ones", "one/~0", "one\u{202e}\n", "mediaspecUnknown"] {
        assert!(seen.contains(name), "{name}");
    }
    // The others are of letters.
    assert!(seen.len() > 15, "{seen:?}");
    // A type without members lends no name.
    let empty = ty("Empty", vec![], vec![]).ty;
    let seen = often(100, |dice| unknown_name(&empty, dice));
    assert!(seen.contains(&Some("ids".to_owned())));
    // None of them is a name of the type.
    let fields = ["one", "ones", "ONE"].map(|name| int(name, 1, 9));
    let odd = ty("Odd", fields.into(), vec![]).ty;
    for name in often(300, |dice| unknown_name(&odd, dice))
        .into_iter()
        .flatten()
    {
        assert!(odd.field(&name).is_none(), "{name}");
    }
}

#[test]
fn unknown_values_are_of_several_types() {
    let seen: BTreeSet<&str> = often(60, unknown_value)
        .iter()
        .map(|value| match value {
            Node::Null => "null",
            Node::Text(text) => match text.chars().count() {
                3 => "text of three",
                _ => "text",
            },
            Node::List(items) if items.len() == 2 => "list of two",
            Node::Object(members) if members.len() == 1 => "object of one",
            _ => "other",
        })
        .collect();
    let known = ["null", "text of three", "list of two", "object of one"];
    assert_eq!(seen, known.into());
}

#[test]
fn names_of_headers_are_written_in_any_case() {
    let seen: BTreeSet<String> = often(60, |dice| other_case("aB-", dice))
        .into_iter()
        .collect();
    assert_eq!(seen, set(&["ab-", "aB-", "Ab-", "AB-"]));
}

#[test]
fn one_mistake_changes_one_place() {
    let generator = generator(
        vec![
            int("a", 1, 9),
            int("b", 1, 9),
            int("c", 1, 9),
            int("d", 1, 9),
        ],
        vec![],
    );
    let before = r#"{"a":5,"b":5,"c":5,"d":5}"#;
    for payload in often(100, |dice| {
        let mut spoiled = node(before);
        generator.spoil(&mut spoiled, 1, dice);
        spoiled
    }) {
        assert_eq!(generator.errors(&payload).len(), 1, "{payload:?}");
        // The other three are as they were, and what is new is one thing.
        let text = payload.compact();
        let members = text.matches(":5").count();
        assert!((3..=5).contains(&members), "{text}");
        let Node::Object(members) = payload else {
            panic!("{text}");
        };
        assert!((4..=5).contains(&members.len()), "{text}");
    }
}

#[test]
fn a_mistake_is_made_somewhere_and_no_second_one() {
    let exclude = RuleKind::AtMostOne {
        fields: names(&["a", "b"]),
    };
    let generator = generator(
        vec![int("a", 1, 9), int("b", 1, 9), field("c", Shape::Any)],
        vec![exclude],
    );
    let seen: BTreeSet<String> = often(60, |dice| {
        let mut spoiled = node(r#"{"a":5}"#);
        let places = generator.places(&spoiled);
        generator.spoil_somewhere(&mut spoiled, places, dice);
        spoiled.compact()
    })
    .into_iter()
    .collect();
    assert_eq!(seen, set(&[r#"{"a":"1"}"#]));
}

// Order

#[test]
fn members_come_in_every_order_at_every_level() {
    let seen: BTreeSet<String> = often(60, |dice| {
        let mut shuffled = node(r#"{"l":[{"a":1,"b":2}],"x":3}"#);
        shuffle(&mut shuffled, dice);
        shuffled.compact()
    })
    .into_iter()
    .collect();
    let known = [
        r#"{"l":[{"a":1,"b":2}],"x":3}"#,
        r#"{"l":[{"b":2,"a":1}],"x":3}"#,
        r#"{"x":3,"l":[{"a":1,"b":2}]}"#,
        r#"{"x":3,"l":[{"b":2,"a":1}]}"#,
    ];
    assert_eq!(seen, set(&known));
}

#[test]
fn an_order_that_makes_or_takes_mistakes_is_not_taken() {
    let generator = generator_of(&body(selections()));
    // The tag stands twice: what is between is read by the first, and what is behind by none.
    let before = node(r#"{"kind":"FLAT","detail":{"width":0},"kind":"FLAT","document":"{}"}"#);
    let errors = generator.errors(&before);
    let any = often(60, |dice| {
        let mut shuffled = before.clone();
        shuffle(&mut shuffled, dice);
        generator.errors(&shuffled)
    });
    assert!(any.iter().any(|other| *other != errors));
    let seen: BTreeSet<String> = often(60, |dice| {
        let mut shuffled = before.clone();
        generator.shuffle(&mut shuffled, dice);
        assert_eq!(generator.errors(&shuffled), errors);
        shuffled.compact()
    })
    .into_iter()
    .collect();
    assert!(seen.len() > 1, "{seen:?}");
}
