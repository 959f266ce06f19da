//! Samples validate: of every message of the shipped spec, and of a small spec with patterns and formats of each sort.

use mediaspec_core::check::{Options, Scope, Target, check_bytes};
use mediaspec_core::contract::{Catalog, Direction, Message, MessageKind, Part};
use mediaspec_payloads::sample::{SampleOptions, sample, sample_with};
use mediaspec_tests::{kinds_spec, load_folder, root, shipped_spec};

/// How many seeds are tried for each message.
const SEEDS: u64 = 200;

/// A part of a message: what it is called, its type, its scope, and members that are asked for.
struct Sampled {
    name: String,
    target: Target,
    scope: Scope,
    include: Vec<String>,
}

/// Every part of every message of a catalog; request headers once for each authentication scheme, too.
fn messages(catalog: &Catalog) -> Vec<Sampled> {
    catalog.messages().flat_map(of_message).collect()
}

fn of_message(message: Message<'_>) -> Vec<Sampled> {
    let target = Target::new(message.service, message.ty);
    let (operation, kind, part) = (message.operation.full_name(), message.kind, message.part);
    let sampled = |name: String, target: &Target, include: &[Box<str>]| Sampled {
        name,
        target: target.clone(),
        scope: message.scope(),
        include: include.iter().map(ToString::to_string).collect(),
    };
    let mut out = vec![sampled(format!("{operation} {kind} {part}"), &target, &[])];
    if (kind, part) == (MessageKind::Request, Part::Header) {
        let groups = message.service.auth(message.operation);
        let target = target.authenticated_by(groups);
        for group in groups {
            let name = format!("{operation} headers of {}", group.scheme);
            out.push(sampled(name, &target, &group.headers));
        }
    }
    out
}

impl Sampled {
    fn text(&self, options: &SampleOptions) -> String {
        let (service, ty) = (self.target.service(), self.target.ty());
        sample_with(service, ty, self.scope, options, &self.include).pretty()
    }
}

/// What the engine finds wrong with a sample, warnings too, each as a line.
fn found(sampled: &Sampled, full: bool, seed: u64) -> Vec<String> {
    let name = &sampled.name;
    let text = sampled.text(&SampleOptions { full, seed });
    let (target, options) = (&sampled.target, Options::default());
    let report = check_bytes(target, sampled.scope, text.as_bytes(), &options);
    let mut out: Vec<String> = report
        .violations
        .iter()
        .map(|v| {
            format!(
                "{name}, full {full}, seed {seed}: {}[{}] {}{}: {}",
                v.severity.as_str(),
                v.code,
                v.pointer,
                v.embedded.join(" "),
                v.message()
            )
        })
        .collect();
    if let Some(malformed) = report.malformed {
        out.push(format!("{name}: {malformed:?} in {text}"));
    }
    if serde_json::from_str::<serde_json::Value>(&text).is_err() {
        out.push(format!("{name}: serde_json refuses {text}"));
    }
    out
}

#[test]
fn samples_of_every_message_break_nothing() {
    let mut trouble = Vec::new();
    for message in messages(&shipped_spec()) {
        for full in [false, true] {
            for seed in 0..SEEDS {
                trouble.extend(found(&message, full, seed));
            }
        }
    }
    trouble.sort();
    trouble.truncate(40);
    assert!(trouble.is_empty(), "{}", trouble.join("\n"));
}

#[test]
fn samples_of_the_obstacle_spec_break_nothing() {
    let mut trouble = Vec::new();
    for message in messages(&load_folder(&root().join("tests/obstacle"))) {
        for full in [false, true] {
            for seed in 0..20 {
                trouble.extend(found(&message, full, seed));
            }
        }
    }
    trouble.truncate(40);
    assert!(trouble.is_empty(), "{}", trouble.join("\n"));
}

#[test]
fn samples_of_every_kind_of_constraint_break_nothing() {
    let mut trouble = Vec::new();
    for message in messages(&kinds_spec()) {
        for full in [false, true] {
            for seed in 0..50 {
                trouble.extend(found(&message, full, seed));
            }
        }
    }
    trouble.truncate(40);
    assert!(trouble.is_empty(), "{}", trouble.join("\n"));
}

#[test]
fn samples_hold_the_headers_that_a_scheme_asks_for() {
    let mut held = 0;
    for sampled in messages(&shipped_spec()) {
        let text = sampled.text(&SampleOptions::default());
        for header in &sampled.include {
            let member = format!("\"{header}\": ");
            assert!(text.contains(&member), "{}: {text}", sampled.name);
            held += 1;
        }
    }
    assert!(held > 0, "some operation has a scheme");
}

#[test]
fn full_samples_hold_every_member_that_counts() {
    let catalog = load_folder(&root().join("tests/specs/samples"));
    let service = &catalog.services()[0];
    let forms = service.ty("Forms").expect("the type");
    let text = sample(
        service,
        forms,
        Scope::body(Direction::Request),
        &SampleOptions {
            full: true,
            seed: 0,
        },
    )
    .pretty();
    for field in &forms.fields {
        assert!(
            text.contains(&format!("\n  \"{}\": ", field.name)),
            "{}: {text}",
            field.name
        );
    }
    assert!(text.contains("\"colour\": \"#1A2B3C\""), "{text}");
    assert!(
        text.contains("\"rfc3339\": \"2026-01-10T08:43:17Z\""),
        "{text}"
    );
}

#[test]
fn patterns_and_formats_are_met_by_every_seed() {
    let catalog = load_folder(&root().join("tests/specs/samples"));
    let mut trouble = Vec::new();
    for message in messages(&catalog) {
        for seed in 0..SEEDS {
            trouble.extend(found(&message, true, seed));
        }
    }
    trouble.truncate(40);
    assert!(trouble.is_empty(), "{}", trouble.join("\n"));
}
