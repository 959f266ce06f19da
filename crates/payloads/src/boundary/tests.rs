//! Values around the bounds of one field.

use mediaspec_core::contract::{Direction, Rule, RuleKind, Severity};

use super::*;
use crate::fixtures::{
    field, int, letters, list, pieces, required, rule, service, service_of, text, tree, ty, words,
};
use crate::oracle::{Asked, violations};
use crate::sample::{SampleOptions, sample};

const REQUEST: Scope = Scope::body(Direction::Request);

/// The names of values of the field `f` of the type `T`, by whether the field accepts them.
fn sides(service: &Service) -> (Vec<String>, Vec<String>) {
    let ty = service.ty("T").expect("a type");
    let field = ty.field("f").expect("a field");
    let all = around_bounds(service, ty, field, REQUEST).into_iter();
    let (good, bad): (Vec<Named>, Vec<Named>) =
        all.partition(|(_, value)| is_good(service, value.expand()));
    let names = |all: Vec<Named>| all.into_iter().map(|(name, _)| name).collect();
    (names(good), names(bad))
}

fn is_good(service: &Service, value: Node) -> bool {
    let asked = Asked::of_type(service, service.ty("T").expect("a type"), REQUEST);
    let payload = Members::new().with("f", value).into();
    let found = violations(&asked, &payload);
    found
        .iter()
        .all(|found| found.severity == Severity::Warning)
}

fn has(names: &[String], all: &[&str]) {
    for name in all {
        assert!(names.iter().any(|known| known == name), "{name}: {names:?}");
    }
}

fn good_field(service: &Service) -> Node {
    let ty = service.ty("T").expect("a type");
    good(
        service,
        Slot::of(ty, ty.field("f").expect("a field")),
        REQUEST,
    )
}

#[test]
fn a_piece_has_values_on_both_sides_of_each_constraint() {
    let none = Form::default;
    for (form, inside, outside) in [
        (
            Form {
                min_chars: Some(2),
                ..none()
            },
            &["one item: 2 characters", "two items"][..],
            &["one item: 1 characters", "one item: empty text"][..],
        ),
        (
            Form {
                max_chars: Some(3),
                ..none()
            },
            &["one item: 3 characters", "one item: 3 emoji", "two items"],
            &["one item: 4 characters", "one item: 4 Chinese characters"],
        ),
        (
            Form {
                max_bytes: Some(6),
                ..none()
            },
            &["one item: 6 bytes", "one item: 2 characters of three bytes"],
            &["one item: 7 bytes", "one item: 3 characters of three bytes"],
        ),
        (
            Form {
                max_chars_without_markup: Some(2),
                ..none()
            },
            &[
                "one item: 2 characters without markup",
                "one item: 2 characters, each with a tag",
            ],
            &[
                "one item: 3 characters without markup",
                "one item: 3 characters, each with a tag",
                "one item: unclosed tags, which count",
            ],
        ),
        (
            Form {
                pattern: Some(letters()),
                ..none()
            },
            &["one item: of the right form", "two items"],
            &["one item: a symbol", "an undocumented item at the end"],
        ),
        (
            Form {
                format: Some(Format::ClockTime),
                ..none()
            },
            &["one item: of the right form", "two items"],
            &["one item: near the format", "one item: a symbol"],
        ),
        (
            Form {
                base64: true,
                ..none()
            },
            &["one item: base64", "two items"],
            &["one item: not base64", "an undocumented item at the end"],
        ),
    ] {
        let service = service_of(pieces(none(), Piece::Text(form)));
        let (good, bad) = sides(&service);
        has(&good, inside);
        has(&bad, outside);
        let one = good_field(&service);
        assert!(is_good(&service, one.clone()), "{one:?}");
    }
}

#[test]
fn a_piece_of_an_enum_is_listed_unlisted_or_deprecated() {
    let service = service_of(pieces(Form::default(), Piece::Enum(words(&["OLD", "RED"]))));
    let (good, bad) = sides(&service);
    has(
        &good,
        &[
            "one item: documented value",
            "two items",
            "a deprecated item behind another",
            "two deprecated items",
        ],
    );
    has(
        &bad,
        &[
            "one item: undocumented value",
            "one item: documented value in another case",
            "an empty item at the end",
            "a deprecated item before an undocumented one",
        ],
    );
    assert_eq!(good_field(&service), "RED".into());
}

#[test]
fn pieces_are_without_the_separator() {
    let form = Form {
        min_chars: Some(3),
        max_chars_without_markup: Some(3),
        ..Form::default()
    };
    let of = |separator: &str, piece| {
        service_of(Shape::Text(Text {
            form: Form::default(),
            content: Content::Separated(Box::new(Separated {
                separator: separator.into(),
                min_items: None,
                max_items: None,
                piece,
            })),
        }))
    };
    assert_eq!(good_field(&of("f", Piece::Text(form))), "abc".into());
    let pattern = Form {
        pattern: Some(letters()),
        ..Form::default()
    };
    assert_eq!(good_field(&of("f", Piece::Text(pattern))), "a".into());
    let values = Piece::Enum(words(&["A-B", "OLD", "C"]));
    assert_eq!(good_field(&of("-", values)), "C".into());
    let values = Piece::Enum(words(&["A-B", "OLD"]));
    assert_eq!(good_field(&of("-", values)), "OLD".into());
}

#[test]
fn a_good_text_has_its_whole_form() {
    let form = Form {
        min_chars: Some(6),
        base64: true,
        ..Form::default()
    };
    let both = Form {
        pattern: Some(letters()),
        ..form.clone()
    };
    for form in [form, both] {
        let service = service_of(text(form));
        let found = good_field(&service);
        assert!(is_good(&service, found.clone()), "{found:?}");
    }
}

#[test]
fn items_differ_where_the_list_or_a_rule_says_so() {
    let item = |shape| ty("Item", vec![field("id", shape)], vec![]);
    let unique = |by: Option<&str>| -> Vec<Rule> {
        let kind = RuleKind::Unique {
            list: "f".into(),
            by: by.map(Into::into),
        };
        vec![rule(vec![], kind)]
    };
    let bounded = |item| {
        Shape::List(Box::new(List {
            item,
            min_items: Some(2),
            max_items: Some(3),
            unique: false,
        }))
    };
    let objects = || bounded(Shape::Object("Item".into()));
    for (shape, rules) in [
        (int(1, 9), unique(Some("id"))),
        (
            Shape::Enum(words(&["A", "B", "C", "D"])),
            unique(Some("id")),
        ),
    ] {
        let service = service(vec![
            item(shape),
            ty("T", vec![field("f", objects())], rules),
        ]);
        let (good, bad) = sides(&service);
        assert_eq!(good, ["2 items", "3 items"]);
        has(&bad, &["1 items", "4 items", "the same item twice"]);
        assert!(is_good(&service, good_field(&service)));
    }
    let numbers = service(vec![ty(
        "T",
        vec![field("f", bounded(int(1, 9)))],
        unique(None),
    )]);
    let (good, _) = sides(&numbers);
    assert_eq!(good, ["2 items", "3 items"]);
    // Without the rule, equal items are good. Objects may be equal anyhow.
    let (good, _) = sides(&service_of(list(int(1, 9))));
    assert!(good.contains(&"the same item twice".to_owned()));
    let objects = service(vec![
        item(int(1, 9)),
        ty("T", vec![field("f", objects())], vec![]),
    ]);
    let (good, bad) = sides(&objects);
    let twice = |all: &[String]| all.contains(&"the same item twice".to_owned());
    assert!(!twice(&good) && !twice(&bad));
}

#[test]
fn values_of_a_type_that_contains_itself_come_to_an_end() {
    let service = tree();
    let node = service.ty("Node").expect("a type");
    for full in [false, true] {
        let made = sample(&service, node, REQUEST, &SampleOptions { full, seed: 0 });
        let asked = Asked::of_type(&service, node, REQUEST);
        assert_eq!(violations(&asked, &made), []);
        assert!(made.compact().len() < 2_000, "{}", made.compact());
        assert_eq!(full, made.compact().contains("twin"));
    }
    for field in &node.fields {
        let good = good(&service, Slot::of(node, field), REQUEST);
        assert!(good.compact().len() < 2_000, "{}", good.compact());
        for (name, value) in around_bounds(&service, node, field, REQUEST) {
            let length = value.expand().compact().len();
            assert!(length < 20_000, "{name} of {}: {length}", field.name);
        }
    }
    // One that must have itself in it can't be; one that may need not.
    let leaf = required(field("leaf", Shape::Object("Leaf".into())));
    let itself = field("more", list(Shape::Object("Branch".into())));
    let service = crate::fixtures::service(vec![
        ty("Branch", vec![leaf, itself], vec![]),
        ty(
            "Leaf",
            vec![field("branch", Shape::Object("Branch".into()))],
            vec![],
        ),
    ]);
    let branch = service.ty("Branch").expect("a type");
    let least = sample(&service, branch, REQUEST, &SampleOptions::default());
    assert_eq!(least.compact(), r#"{"leaf":{}}"#);
}
