//! Samples validate: of every message of the shipped spec, and of a small spec with patterns and formats of each sort.

use mediaspec_core::check::{Options, Scope, Target, check_bytes};
use mediaspec_core::contract::{Catalog, Direction, Message, MessageKind, Part};
use mediaspec_payloads::sample::{SampleOptions, sample, sample_with};
use mediaspec_tests::{kinds_spec, load, load_folder, root, shipped_spec};

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
    let catalog = load(&[
        ("demo/vendor.toml", VENDOR),
        ("demo/types/forms.toml", FORMS),
        ("demo/operations/send.toml", SEND),
    ]);
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
    let catalog = load(&[
        ("demo/vendor.toml", VENDOR),
        ("demo/types/forms.toml", FORMS),
        ("demo/operations/send.toml", SEND),
    ]);
    let mut trouble = Vec::new();
    for message in messages(&catalog) {
        for seed in 0..SEEDS {
            trouble.extend(found(&message, true, seed));
        }
    }
    trouble.truncate(40);
    assert!(trouble.is_empty(), "{}", trouble.join("\n"));
}

const VENDOR: &str = r##"#:schema ../meta/vendor.schema.json

[vendor]
service = "demo"
title = "Demo"
summary = "A service that does not exist."
style = "rest"

[[source]]
name = "page"
kind = "page"
title = "A page"
url = "https://example.com/page"
read = "2026-11-20"
"##;

const SEND: &str = r##"#:schema ../../meta/operation.schema.json

[operation]
name = "Send"
method = "POST"
path = "/send"
tag = "Demo"
summary = "Sends forms."
source = "page"

[request]
type = "Forms"
required = true
"##;

const FORMS: &str = r##"#:schema ../../meta/type.schema.json

[type]
name = "Forms"
summary = "Texts of each sort."
source = "page#1"

[[field]]
name = "colour"
kind = "text"
pattern = "^#[0-9A-Fa-f]{6}$"
pattern_words = "a colour such as #1A2B3C"
example = "#1A2B3C"
summary = "A colour."

[[field]]
name = "unanchored"
kind = "text"
pattern = "[0-9]{3}-[A-Z]"
pattern_words = "three digits, a hyphen and a letter somewhere"
min_chars = 20
max_chars = 24
summary = "Matches in the middle."

[[field]]
name = "md5"
kind = "text"
pattern = "^[0-9a-f]{32}$"
pattern_words = "32 hexadecimal digits"
summary = "A digest."

[[field]]
name = "words"
kind = "text"
pattern = "^[A-Z][a-z]*( [A-Z][a-z]*)*$"
pattern_words = "capitalised words"
min_chars = 10
max_chars = 40
summary = "Words."

[[field]]
name = "either"
kind = "text"
pattern = "^(?:[0-9]{8}|[a-z]{2}[_][A-Z]{2})?$"
pattern_words = "eight digits, a language or nothing"
summary = "One of several forms."

[[field]]
name = "han"
kind = "text"
pattern = "^[一-龥]+$"
pattern_words = "Han characters"
min_chars = 2
max_chars = 8
summary = "Nothing in ASCII matches."

[[field]]
name = "foreign"
kind = "text"
pattern = "^[^一-龥]*$"
pattern_words = "anything but Han characters"
max_chars = 8
summary = "Anything else."

[[field]]
name = "rfc3339"
kind = "text"
format = "rfc3339"
summary = "A time."

[[field]]
name = "with_fraction"
kind = "text"
format = "rfc3339"
min_chars = 24
max_chars = 24
summary = "A time with its milliseconds."

[[field]]
name = "basic"
kind = "text"
format = "basic-date-time"
summary = "A time."

[[field]]
name = "clock"
kind = "text"
format = "clock-time"
summary = "A time of day."

[[field]]
name = "https_address"
kind = "text"
format = "https-url"
min_chars = 60
max_chars = 80
summary = "A long address."

[[field]]
name = "short_address"
kind = "text"
format = "http-url"
max_chars = 10
summary = "A short address."

[[field]]
name = "object_address"
kind = "text"
format = "oss-url"
pattern = "[.]mp4$"
pattern_words = "the name of an MP4 file"
summary = "A form and a pattern at once."

[[field]]
name = "tags"
kind = "text"
separator = ","
item = { kind = "text", pattern = "^[a-z]+:[0-9]+$", pattern_words = "key:number" }
max_chars = 30
summary = "Several in one."

[[field]]
name = "digest"
kind = "text"
encoding = "base64"
min_chars = 24
max_chars = 24
summary = "Sixteen bytes."
"##;
