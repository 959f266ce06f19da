//! The facts of `tests/facts`, written down from the vendors' pages and not from `spec/`, against the spec folder and
//! against the published JSON Schemas. A bound that is wrong in `spec/` is wrong in everything that is generated from
//! it; only what was read a second time can tell.

mod book;
mod compare;
mod contract;
mod schemas;
mod stub;

use std::collections::BTreeSet;

use mediaspec_core::contract::{Catalog, SourceKind};
use mediaspec_tests::part::READ;
use mediaspec_tests::shipped_spec;
use serde_json::Value;

use book::{Book, Entry, Keys, Place, settled, settled_rules};
use compare::{Difference, differences, of_entry, of_rules};
use schemas::{Found, Schemas};

/// What differs between each book and the spec folder.
fn all_differences(catalog: &Catalog) -> Vec<(String, Difference)> {
    let mut out = Vec::new();
    for book in book::books() {
        let (service, operation) = contract::find(catalog, &book.operation)
            .unwrap_or_else(|| panic!("spec/ has no operation {}", book.operation));
        let contract = contract::book(service, operation);
        out.extend(
            differences(&book, &contract)
                .into_iter()
                .map(|difference| (book.file.clone(), difference)),
        );
    }
    out
}

/// What the schemas of an operation refuse where sources do not agree. That the contract has what each of them says is
/// another test's.
struct Refused<'t> {
    all: Book<'t>,
    refused: Book<'t>,
}

impl<'t> Refused<'t> {
    fn of(catalog: &'t Catalog, operation: &str) -> Self {
        let (service, operation) = contract::find(catalog, operation)
            .unwrap_or_else(|| panic!("spec/ has no operation {operation}"));
        Self {
            all: contract::book(service, operation),
            refused: contract::refused(service, operation),
        }
    }

    /// What is refused at a place; `None` where that is all that the contract says.
    fn of_fact(&self, place: &Place) -> Option<&Entry<'t>> {
        let (all, refused) = (self.all.facts.get(place)?, self.refused.facts.get(place)?);
        (all.keys != refused.keys).then_some(refused)
    }
}

fn assert_none(told: &[String], advice: &str) {
    assert!(
        told.is_empty(),
        "{} differences\n{}\n{advice}",
        told.len(),
        told.join("\n")
    );
}

#[test]
fn every_operation_that_has_a_page_has_a_book_of_facts() {
    let catalog = shipped_spec();
    let have: BTreeSet<String> = book::books()
        .into_iter()
        .map(|book| book.operation)
        .collect();
    assert!(
        READ.iter().all(|&operation| have.contains(operation)),
        "{have:?}"
    );
    for service in catalog.services() {
        for operation in service.operations() {
            let name = operation.full_name();
            let page = service.source(&operation.info.cite).kind == SourceKind::Page;
            assert!(
                !page || have.contains(&name),
                "{name} has a page, and tests/facts does not know it"
            );
        }
    }
}

#[test]
fn every_source_that_the_facts_name_is_a_source_of_the_service() {
    let catalog = shipped_spec();
    for book in book::books() {
        let (service, _) = contract::find(&catalog, &book.operation).expect("an operation");
        for source in &book.sources {
            assert!(
                service
                    .sources()
                    .iter()
                    .any(|known| *known.name == **source),
                "{}: {source:?} is not in spec/{}/vendor.toml",
                book.file,
                service.name()
            );
        }
    }
}

#[test]
fn every_fact_stands_in_the_spec() {
    let mut told = Vec::new();
    let mut stubs = BTreeSet::new();
    for (file, difference) in all_differences(&shipped_spec()) {
        if difference.fact.is_some() {
            told.push(format!("{file}: {difference}"));
            stubs.extend(
                difference
                    .stub
                    .map(|stub| format!("{}\n{stub}", difference.place)),
            );
        }
    }
    let stubs: Vec<String> = stubs.into_iter().collect();
    assert_none(
        &told,
        &format!(
            "read the source again: either spec/ or tests/facts is wrong. As the facts have it:\n\n{}",
            stubs.join("\n")
        ),
    );
}

/// Whoever has to add a field, or to mend one, is shown it in the spec's language.
#[test]
fn a_fact_is_told_as_the_lines_that_would_stand_in_the_spec() {
    let books = book::books();
    let stub = |operation: &str, message: &str, pointer: &str| {
        let book = books.iter().find(|book| book.operation == operation);
        let place = Place {
            message: message.to_owned(),
            pointer: pointer.to_owned(),
        };
        stub::of(book.expect("a book"), &place)
    };
    let create = "metastudio/Create2DDigitalHumanVideo";
    assert_eq!(
        stub(create, "request", "/voice_config/speed").as_deref(),
        Some(
            "[[field]]\nname = \"speed\"\nkind = \"int\"\nsummary = false\nmin = 50\nmax = 200\ndefault = 100\nsource = \"show-2d-video\"\n"
        )
    );
    let mut told = 0_usize;
    for (book, place) in books
        .iter()
        .flat_map(|book| book.facts.keys().map(move |place| (book, place)))
    {
        let Some(text) = stub::of(book, place) else {
            assert!(
                place.pointer.contains(['?', '|', '!', '*']) || place.pointer.is_empty(),
                "{place}"
            );
            continue;
        };
        let read: toml::Table = text
            .parse()
            .unwrap_or_else(|error| panic!("{place}: {error}\n{text}"));
        let (_, fields) = read.iter().next().expect("a block");
        let name = fields[0]["name"].as_str().expect("a name");
        assert!(
            place.pointer.contains(&format!("/{name}")),
            "{place}: {text}"
        );
        told += 1;
    }
    assert!(told > 300, "{told}");
    // A fact that the contract lacks comes with its lines, and one that it says otherwise too.
    let book = books
        .iter()
        .find(|book| book.operation == create)
        .expect("a book");
    let catalog = shipped_spec();
    let (service, operation) = contract::find(&catalog, create).expect("an operation");
    let place = Place {
        message: "request".to_owned(),
        pointer: "/voice_config/speed".to_owned(),
    };
    let mut lacking = contract::book(service, operation);
    let entry = lacking.facts.remove(&place).expect("the contract has it");
    let mut other = lacking.clone();
    let mut keys = entry.keys;
    keys.insert("max".to_owned(), 300.into());
    other
        .facts
        .insert(place.clone(), Entry::of_contract(keys, None));
    for contract in [lacking, other] {
        let found = differences(book, &contract);
        assert!(
            matches!(&*found, [one] if one.stub == stub::of(book, &place) && one.stub.is_some()),
            "{found:?}"
        );
    }
}

#[test]
fn everything_that_the_spec_asks_is_among_the_facts() {
    let told: Vec<String> = all_differences(&shipped_spec())
        .into_iter()
        .filter(|(_, difference)| difference.fact.is_none())
        .map(|(file, difference)| format!("{file}: {difference}"))
        .collect();
    assert_none(
        &told,
        "what spec/ asks must have been read twice: add it to tests/facts from its source, never from spec/",
    );
}

#[test]
fn every_field_fact_reads_back_from_the_published_schemas() {
    let schemas = Schemas::on_disk();
    let mut told = Vec::new();
    let catalog = shipped_spec();
    for book in book::books() {
        let said = Refused::of(&catalog, &book.operation);
        for (place, fact) in &book.facts {
            let fact = said.of_fact(place).unwrap_or(fact);
            let say = |what: String| format!("{}: {place}: {what}", book.file);
            match schemas.find(&book, place, fact) {
                Found::There(what) => told.extend(what.into_iter().map(say)),
                Found::WithinText => match list_in_text(&book, place) {
                    Some((list, separator)) => {
                        told.extend(
                            schemas
                                .separated(&book, &list, &separator, fact)
                                .into_iter()
                                .map(say),
                        );
                    }
                    // The type of a document in a text that a sibling selects: no schema can say it.
                    None => assert!(
                        place.pointer.contains('?') && place.pointer.contains('!'),
                        "{place} was not looked up"
                    ),
                },
            }
        }
    }
    assert_none(&told, "after a change of spec/: cargo xtask codegen");
}

/// A fact that is changed no longer reads back, for each key that a schema can carry.
#[test]
fn a_changed_fact_does_not_read_back_from_the_schemas() {
    // Advice, and what needs a look into the text, have no keyword.
    const BEYOND_SCHEMAS: [&str; 9] = [
        "accepted",
        "special",
        "max_bytes",
        "max_chars_without_markup",
        "deprecated_values",
        "no_effect",
        "nullable",
        "accepts",
        "refuses",
    ];
    let schemas = Schemas::on_disk();
    let mut tried = 0_usize;
    let catalog = shipped_spec();
    for book in book::books() {
        let said = Refused::of(&catalog, &book.operation);
        for (place, fact) in &book.facts {
            let fact = said.of_fact(place).unwrap_or(fact);
            if schemas.find(&book, place, fact) == Found::WithinText {
                continue;
            }
            for (key, value) in &fact.keys {
                // Where any item will do, no keyword says what separates them.
                let items = Place {
                    message: place.message.clone(),
                    pointer: format!("{}/*", place.pointer),
                };
                let any_item = || {
                    let items = book.facts.get(&items);
                    items.is_some_and(|items| items.keys.get("open") == Some(&true.into()))
                };
                let beyond = BEYOND_SCHEMAS.contains(&key.as_str())
                    || (key == "separator" && any_item())
                    || value == "unix-seconds"
                    || (fact.keys["type"] == "object" && key == "open");
                if beyond {
                    continue;
                }
                for other in changed(value) {
                    let mut keys = fact.keys.clone();
                    keys.insert(key.clone(), other.clone());
                    let changed = Entry::of_contract(keys, None);
                    assert_ne!(
                        schemas.find(&book, place, &changed),
                        Found::There(Vec::new()),
                        "{}: {place}: {key} {value} as {other} reads back",
                        book.file
                    );
                    tried += 1;
                }
            }
        }
    }
    assert!(tried > 2_000, "only {tried} changes were tried");
}

/// The text whose items a place names, and what separates them.
fn list_in_text(book: &Book<'_>, place: &Place) -> Option<(Place, String)> {
    let list = Place {
        message: place.message.clone(),
        pointer: place.pointer.strip_suffix("/*")?.to_owned(),
    };
    let separator = book.facts.get(&list)?.keys.get("separator")?.as_str()?;
    Some((list.clone(), separator.to_owned()))
}

/// Every value that differs from this one in one place: a number by one either way, a text by a letter, a list by an
/// item.
fn changed(value: &Value) -> Vec<Value> {
    match value {
        Value::Null => vec![Value::from("something")],
        Value::Bool(bool) => vec![Value::from(!bool)],
        Value::Number(number) => match number.as_i64() {
            Some(number) => vec![(number + 1).into(), (number - 1).into()],
            None => number
                .as_f64()
                .map(|n| (n + 0.5).into())
                .into_iter()
                .collect(),
        },
        Value::String(text) => vec![Value::from(format!("{text}x"))],
        Value::Array(items) => {
            let mut out = Vec::new();
            for (at, item) in items.iter().enumerate() {
                let mut fewer = items.clone();
                fewer.remove(at);
                out.push(fewer.into());
                for item in changed(item) {
                    let mut other = items.clone();
                    other[at] = item;
                    out.push(other.into());
                }
            }
            out
        }
        Value::Object(members) => {
            let mut out = Vec::new();
            for (name, member) in members {
                let mut fewer = members.clone();
                fewer.remove(name);
                out.push(fewer.into());
                for member in changed(member) {
                    let mut other = members.clone();
                    other.insert(name.clone(), member);
                    out.push(other.into());
                }
            }
            out
        }
    }
}

/// The comparison must not be able to pass in silence: whatever is changed in a book is reported, at its place.
#[test]
fn a_change_of_any_value_of_a_field_is_reported() {
    let mut tried = 0_usize;
    for book in book::books() {
        for (place, fact) in &book.facts {
            for (key, value) in &fact.keys {
                if matches!(key.as_str(), "accepts" | "refuses") {
                    continue;
                }
                let others = changed(value).into_iter().map(Some).chain([None]);
                for other in others {
                    let mut keys: Keys = fact.keys.clone();
                    match &other {
                        Some(other) => keys.insert(key.clone(), other.clone()),
                        None => keys.remove(key),
                    };
                    let mut told = Vec::new();
                    let changed = Entry::of_contract(settled(keys), None);
                    let plain = Entry::of_contract(without_samples(&fact.keys), None);
                    let changed = Entry::of_contract(without_samples(&changed.keys), None);
                    of_entry("here", &plain, &changed, &mut told);
                    assert!(
                        told.iter().any(|difference| difference.key == *key),
                        "{}: {place}: {key} {value} as {other:?} is not noticed",
                        book.file
                    );
                    tried += 1;
                }
            }
        }
    }
    assert!(tried > 4_000, "only {tried} changes were tried");
}

fn without_samples(keys: &Keys) -> Keys {
    let mut keys = keys.clone();
    keys.retain(|key, _| !matches!(key.as_str(), "accepts" | "refuses"));
    keys
}

#[test]
fn a_change_of_any_value_of_a_rule_is_reported() {
    let mut tried = 0_usize;
    for book in book::books() {
        for rule in &book.rules_as_written {
            let own = settled_rules(rule, &book.file);
            let own: std::collections::BTreeMap<_, _> =
                own.into_iter().map(|rule| (rule, String::new())).collect();
            for (key, value) in rule.as_object().expect("an object") {
                if key == "read" {
                    continue;
                }
                for other in changed(value) {
                    let mut rule = rule.clone();
                    rule[key] = other.clone();
                    let changed = settled_rules(&rule, &book.file)
                        .into_iter()
                        .map(|rule| (rule, String::new()))
                        .collect();
                    let mut told = Vec::new();
                    of_rules(&own, &changed, &mut told);
                    assert!(
                        !told.is_empty(),
                        "{}: {key} {value} as {other} is not noticed",
                        book.file
                    );
                    tried += 1;
                }
            }
        }
    }
    assert!(tried > 300, "only {tried} changes were tried");
}

/// The other way about: a contract that asks one thing more, or one less, is noticed as a whole.
#[test]
fn a_field_or_a_rule_that_only_one_side_has_is_reported() {
    let catalog = shipped_spec();
    for book in book::books() {
        let (service, operation) = contract::find(&catalog, &book.operation).expect("an operation");
        let whole = contract::book(service, operation);
        let mut fewer = whole.clone();
        for place in whole.facts.keys() {
            let (place, entry) = fewer.facts.remove_entry(place).expect("a copy");
            assert_eq!(differences(&fewer, &whole).len(), 1, "{place}");
            assert_eq!(differences(&whole, &fewer).len(), 1, "{place}");
            fewer.facts.insert(place, entry);
        }
        for rule in whole.rules.keys() {
            let (rule, id) = fewer.rules.remove_entry(rule).expect("a copy");
            assert_eq!(differences(&fewer, &whole).len(), 1, "{rule:?}");
            assert_eq!(differences(&whole, &fewer).len(), 1, "{rule:?}");
            fewer.rules.insert(rule, id);
        }
    }
}
