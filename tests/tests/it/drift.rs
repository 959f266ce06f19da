//! What moved between two editions: the findings against those of an independent comparison, and what breaks, or does not, against
//! what other validators say of the JSON Schemas of both editions.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use jsonschema::canonical::Containment;
use jsonschema::canonicalize;
use mediaspec_import::drift::{
    Class, Direction, Edition, Finding, Part as OfMessage, Severity, Witness, compare,
};
use mediaspec_tests::editions::{EACH, clip, edition, schema, variants};
use mediaspec_tests::root;
use serde_json::Value;

/// Returns the steps that there are to practise on, beside the repository; none where they are not there.
fn steps() -> Vec<PathBuf> {
    let folder = root().join("../shared/practice/drift");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        eprintln!(
            "not run: there is no {}, with steps to compare",
            folder.display()
        );
        return Vec::new();
    };
    let mut steps: Vec<PathBuf> = entries.map(|entry| entry.expect("listed").path()).collect();
    steps.retain(|path| path.is_dir());
    steps.sort();
    steps
}

fn documents(folder: &Path) -> Vec<Value> {
    let files = std::fs::read_dir(folder).expect("a folder");
    let files = files.map(|file| std::fs::read_to_string(file.expect("listed").path()));
    files
        .map(|text| serde_json::from_str(&text.expect("a file")).expect("JSON"))
        .collect()
}

/// Where and what: all that two comparisons have to have in common.
fn key(finding: &Value) -> Vec<String> {
    let keys = [
        "operation",
        "direction",
        "part",
        "status",
        "pointer",
        "class",
        "severity",
        "before",
        "after",
    ];
    let text = |key: &&str| match finding.get(*key) {
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
        None => "-".to_owned(),
    };
    keys.iter().map(text).collect()
}

#[test]
fn real_steps_have_the_findings_of_an_independent_comparison() {
    for step in steps() {
        let (old, new) = (
            edition(&documents(&step.join("old"))),
            edition(&documents(&step.join("new"))),
        );
        let found = compare(&old, &new, EACH).findings;
        let found: BTreeSet<_> = found
            .iter()
            .map(|one| key(&serde_json::to_value(one).expect("JSON")))
            .collect();
        let expected = std::fs::read_to_string(step.join("findings.jsonl")).expect("findings");
        let expected: BTreeSet<_> = expected
            .lines()
            .map(|line| key(&serde_json::from_str(line).expect("JSON")))
            .collect();
        assert!(!expected.is_empty());
        assert_eq!(found, expected, "{}", step.display());
    }
}

/// Returns the class of a change the other way round.
fn back(class: Class) -> Class {
    let pairs = [
        (Class::OperationAdded, Class::OperationRemoved),
        (Class::FieldAdded, Class::FieldRemoved),
        (Class::ParameterAdded, Class::ParameterRemoved),
        (Class::RequiredAdded, Class::RequiredRemoved),
        (Class::EnumAdded, Class::EnumDropped),
        (Class::EnumValueAdded, Class::EnumValueRemoved),
        (Class::BoundAdded, Class::BoundDropped),
        (Class::BoundNarrowed, Class::BoundWidened),
        (Class::PatternAdded, Class::PatternDropped),
        (Class::DefaultAdded, Class::DefaultDropped),
    ];
    for (one, other) in pairs {
        if class == one {
            return other;
        }
        if class == other {
            return one;
        }
    }
    class
}

#[test]
fn a_step_backwards_has_the_same_places_and_the_other_classes() {
    let place = |one: &Finding| {
        let place = (
            one.operation.clone(),
            one.direction,
            one.part,
            one.status.clone(),
            one.pointer.clone(),
        );
        (
            place,
            one.before.as_ref().map(Value::to_string),
            one.after.as_ref().map(Value::to_string),
        )
    };
    for step in steps() {
        let (old, new) = (
            edition(&documents(&step.join("old"))),
            edition(&documents(&step.join("new"))),
        );
        let forwards: BTreeSet<_> = compare(&old, &new, EACH)
            .findings
            .iter()
            .map(|one| (place(one), one.class))
            .collect();
        let backwards: BTreeSet<_> = compare(&new, &old, EACH)
            .findings
            .iter()
            .map(|one| {
                let (at, before, after) = place(one);
                ((at, after, before), back(one.class))
            })
            .collect();
        assert_eq!(forwards, backwards, "{}", step.display());
    }
}

/// What was seen of the findings of two editions.
#[derive(Debug, Default)]
struct Seen {
    /// Breaks whose payload one schema accepts and the other one refuses, by class and direction.
    shown: BTreeMap<(Class, Direction), usize>,
    /// Bodies in which nothing breaks, and the schema that has to accept more provably does.
    covered: usize,
}

fn read(schema: String) -> Value {
    serde_json::from_str(&schema).expect("JSON")
}

/// Holds the findings of a change against the schemas of both editions.
fn hold(old: &Edition, new: &Edition, seen: &mut Seen) {
    let findings = compare(old, new, EACH).findings;
    let mut bodies: BTreeMap<(&str, Direction), bool> = BTreeMap::new();
    for finding in &findings {
        if finding.part != Some(OfMessage::Body)
            || !matches!(finding.status.as_deref(), None | Some("200"))
        {
            continue;
        }
        let (operation, direction) = (&*finding.operation, finding.direction);
        let breaks = finding.severity != Severity::Compatible;
        *bodies.entry((operation, direction)).or_default() |= breaks;
        let Witness::Payload(payload) = &finding.witness else {
            continue;
        };
        let valid = [old, new].map(|edition| {
            let schema = read(schema(edition, operation, direction).expect("a schema"));
            let validator = jsonschema::draft202012::new(&schema).expect("a schema");
            validator.is_valid(payload)
        });
        let expected = match direction {
            Direction::Response => [false, true],
            Direction::Request | Direction::Operation => [true, false],
        };
        assert_eq!(valid, expected, "{finding:?}");
        *seen.shown.entry((finding.class, direction)).or_default() += 1;
    }
    for ((operation, direction), breaks) in bodies {
        let schemas = [old, new].map(|edition| schema(edition, operation, direction).map(read));
        let ([Some(was), Some(is)], false) = (schemas, breaks) else {
            continue;
        };
        let [wider, narrower] = match direction {
            Direction::Response => [was, is],
            Direction::Request | Direction::Operation => [is, was],
        };
        let (Ok(outer), Ok(inner)) = (canonicalize(&wider), canonicalize(&narrower)) else {
            continue;
        };
        match outer.covers(&inner) {
            Ok(Containment::No) => panic!(
                "{operation} {direction:?} breaks, and is told to break nobody: {findings:#?}"
            ),
            Ok(Containment::Yes) => seen.covered += 1,
            _ => {}
        }
    }
}

#[test]
fn breaks_and_what_breaks_nobody_are_so_by_the_schemas_of_both_editions() {
    let definition = clip();
    let old = edition(std::slice::from_ref(&definition));
    let mut seen = Seen::default();
    for variant in variants(&definition) {
        let new = edition(&[variant]);
        hold(&old, &new, &mut seen);
        hold(&new, &old, &mut seen);
    }
    for step in steps() {
        let (old, new) = (
            edition(&documents(&step.join("old"))),
            edition(&documents(&step.join("new"))),
        );
        hold(&old, &new, &mut seen);
        hold(&new, &old, &mut seen);
    }
    for (class, directions) in [
        (Class::FieldRemoved, vec![Direction::Request]),
        (Class::RequiredAdded, vec![Direction::Request]),
        (Class::RequiredRemoved, vec![Direction::Response]),
        (
            Class::TypeChanged,
            vec![Direction::Request, Direction::Response],
        ),
        (Class::BoundNarrowed, vec![Direction::Request]),
        (Class::BoundWidened, vec![Direction::Response]),
        (Class::BoundAdded, vec![Direction::Request]),
        (Class::BoundDropped, vec![Direction::Response]),
        (Class::EnumAdded, vec![Direction::Request]),
        (Class::EnumDropped, vec![Direction::Response]),
        (Class::EnumValueAdded, vec![Direction::Response]),
        (Class::EnumValueRemoved, vec![Direction::Request]),
        (Class::PatternAdded, vec![Direction::Request]),
        (Class::PatternDropped, vec![Direction::Response]),
    ] {
        for direction in directions {
            assert!(
                seen.shown.contains_key(&(class, direction)),
                "no {class} {direction:?} was shown"
            );
        }
    }
    assert!(seen.covered > 0, "{seen:?}");
}
