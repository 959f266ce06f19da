//! Samples of every kind of constraint, kept as a text to be looked at. The contract is `tests/specs/kinds`.

use std::fmt::Write as _;

use mediaspec_core::check::Scope;
use mediaspec_core::contract::{
    Bound, Context, Direction, Int, List, Number, Part, Service, Shape, TypeDef,
};

use super::super::{SampleOptions, sample, sample_with};
use crate::fixtures::{field, kinds, required, service, ty};

/// Its types, parameters among them.
fn types() -> Vec<&'static TypeDef> {
    let operation = kinds().operations().next().expect("an operation");
    let parameters = [Part::Path, Part::Query].map(|part| kinds().request_part(operation, part));
    kinds().own_types().chain(parameters).collect()
}

fn samples() -> String {
    let mut out = String::new();
    let mut line = |service: &Service, ty: &TypeDef, scope: Scope, full, seed| {
        let made = sample(service, ty, scope, &SampleOptions { full, seed }).compact();
        let (name, direction, part) = (&ty.name, scope.direction, scope.part);
        writeln!(out, "{name} {direction:?} {part} {full} {seed}: {made}").unwrap();
    };
    for ty in types() {
        let [request, response] = [Direction::Request, Direction::Response].map(Scope::body);
        for (full, seed) in [(false, 0), (true, 0), (false, 1), (true, 1), (true, 2)] {
            line(kinds(), ty, request, full, seed);
            line(kinds(), ty, response, full, seed);
        }
        for seed in 3..9 {
            line(kinds(), ty, request, true, seed);
        }
        line(kinds(), ty, request.in_part(Part::Query), true, 0);
        line(
            kinds(),
            ty,
            request.in_context(Some(Context::Live2d)),
            true,
            1,
        );
    }
    for service in services_of_numbers() {
        let ty = service.ty("Numbers").expect("the type of numbers");
        for seed in 0..6 {
            line(&service, ty, Scope::body(Direction::Request), true, seed);
        }
    }
    out
}

/// Services with one type: a number, an integer, and lists of as many of them as differ, in ranges of all kinds.
fn services_of_numbers() -> Vec<Service> {
    let bound = |value, exclusive| Some(Bound { value, exclusive });
    [
        (None, None),
        (bound(5.0, false), None),
        (bound(-2.5, true), None),
        (None, bound(7.0, false)),
        (None, bound(-1e6, true)),
        (bound(0.0, true), bound(1.0, true)),
        (bound(0.25, false), bound(0.375, false)),
        (bound(-40.0, false), bound(1000.0, false)),
        (bound(3.0, false), bound(5.0, true)),
    ]
    .into_iter()
    .map(|(lower, upper)| {
        let number = Shape::Number(Number {
            lower,
            upper,
            ..Number::default()
        });
        #[allow(clippy::cast_possible_truncation)]
        let whole = |bound: Option<Bound>, step: i64| {
            let beside = |b: Bound| if b.exclusive { step } else { 0 };
            bound.map(|b| (b.value as i64).saturating_add(beside(b)))
        };
        let (min, max) = (whole(lower, 1), whole(upper, -1));
        let int = Shape::Int(Int {
            min: min.filter(|min| max.is_none_or(|max| *min <= max)),
            max,
            ..Int::default()
        });
        let list = |item: &Shape| {
            Shape::List(Box::new(List {
                item: item.clone(),
                min_items: Some(3),
                max_items: Some(6),
                unique: true,
            }))
        };
        let shapes = [
            ("int", int.clone()),
            ("ints", list(&int)),
            ("number", number.clone()),
            ("numbers", list(&number)),
        ];
        let fields = shapes.map(|(name, shape)| required(field(name, shape)));
        service(vec![ty("Numbers", fields.into(), Vec::new())])
    })
    .collect()
}

#[test]
fn samples_of_every_kind_are_the_same_for_a_seed() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/src/sample/tests/kinds.txt");
    let new = samples();
    if std::env::var_os("UPDATE_KEPT").is_some() {
        std::fs::write(file, &new).unwrap();
    }
    let kept = std::fs::read_to_string(file).unwrap();
    // Line by line, so that the first difference is seen.
    for (new, kept) in new.lines().zip(kept.lines()) {
        assert_eq!(new, kept);
    }
    assert_eq!(new.lines().count(), kept.lines().count());
}

#[test]
fn members_that_are_asked_for_are_in_a_sample() {
    let operation = kinds().operation("DoValues").unwrap();
    let made = |part: Part, include: &[&str]| {
        let scope = Scope::body(Direction::Request).in_part(part);
        let ty = kinds().request_part(operation, part);
        sample_with(kinds(), ty, scope, &SampleOptions::default(), include)
    };
    let headers = kinds().request_part(operation, Part::Header);
    let name = &*headers.fields.first().unwrap().name;
    let sample = made(
        Part::Header,
        &[&name.to_ascii_uppercase(), "no such header"],
    );
    assert!(sample.member(name).is_some(), "{sample:?}");
    let sample = made(Part::Query, &["LIMIT", "since"]);
    assert!(sample.member("limit").is_none(), "{sample:?}");
    assert!(sample.member("until").is_some(), "{sample:?}");
}
