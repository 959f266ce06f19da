//! Lays a book of facts and the book of a contract side by side.

use std::collections::BTreeMap;

use serde_json::Value;

use super::book::{Book, Entry, Rule, same};
use super::stub;

/// What differs.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Difference {
    /// Where: message and pointer.
    pub(super) place: String,
    /// What of it: a key, or `rule`.
    pub(super) key: String,
    /// What the facts say, and where it was read.
    pub(super) fact: Option<(String, String)>,
    /// What the contract says.
    pub(super) contract: Option<String>,
    /// What would stand in `spec/` of a field as the facts have it.
    pub(super) stub: Option<String>,
}

impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}: ", self.place, self.key)?;
        match &self.fact {
            Some((says, read)) => write!(f, "{says} (read in {read})")?,
            None => write!(f, "nothing")?,
        }
        match &self.contract {
            Some(says) => write!(f, " in tests/facts, {says} in spec/"),
            None => write!(f, " in tests/facts, nothing in spec/"),
        }
    }
}

/// Everything in which two books differ.
pub(super) fn differences(facts: &Book<'_>, contract: &Book<'_>) -> Vec<Difference> {
    let mut out = Vec::new();
    let head = |book: &Book<'_>| Entry::of_contract(book.head.clone(), None);
    of_entry("the operation", &head(facts), &head(contract), &mut out);
    for (place, fact) in &facts.facts {
        let before = out.len();
        match contract.facts.get(place) {
            Some(entry) => of_entry(&place.to_string(), fact, entry, &mut out),
            None => out.push(Difference {
                place: place.to_string(),
                key: "field".to_owned(),
                fact: Some((super::book::line(&fact.keys), fact.read("type").to_owned())),
                contract: None,
                stub: None,
            }),
        }
        for difference in &mut out[before..] {
            difference.stub = stub::of(facts, place);
        }
    }
    for (place, entry) in &contract.facts {
        if !facts.facts.contains_key(place) {
            out.push(Difference {
                place: place.to_string(),
                key: "field".to_owned(),
                fact: None,
                contract: Some(super::book::line(&entry.keys)),
                stub: None,
            });
        }
    }
    of_rules(&facts.rules, &contract.rules, &mut out);
    out
}

/// What two entries differ in.
pub(super) fn of_entry(
    place: &str,
    fact: &Entry<'_>,
    contract: &Entry<'_>,
    out: &mut Vec<Difference>,
) {
    let keys: std::collections::BTreeSet<&String> =
        fact.keys.keys().chain(contract.keys.keys()).collect();
    // A pattern that the vendor gives in words is pinned by samples.
    let sampled = fact.keys.contains_key("refuses") && !fact.keys.contains_key("pattern");
    for key in keys {
        let says = fact.keys.get(key);
        let found = contract.keys.get(key);
        let agree = match (key.as_str(), says, found) {
            ("accepts" | "refuses", Some(samples), _) => {
                let wanted = key == "accepts";
                contract.pattern.is_some_and(|pattern| {
                    texts(samples).all(|text| pattern.automaton.matches(text) == wanted)
                })
            }
            ("pattern", None, Some(_)) => sampled,
            (_, Some(says), Some(found)) => same(says, found),
            (_, None, None) => true,
            (_, Some(_), None) | (_, None, Some(_)) => false,
        };
        if !agree {
            out.push(Difference {
                place: place.to_owned(),
                key: key.clone(),
                fact: says.map(|says| (says.to_string(), fact.read(key).to_owned())),
                contract: match key.as_str() {
                    "accepts" | "refuses" => contract.keys.get("pattern"),
                    _ => found,
                }
                .map(Value::to_string),
                stub: None,
            });
        }
    }
}

/// The texts of a list.
pub(super) fn texts(list: &Value) -> impl Iterator<Item = &str> {
    list.as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
}

/// The rules that only one of two sets has.
pub(super) fn of_rules(
    facts: &BTreeMap<Rule, String>,
    contract: &BTreeMap<Rule, String>,
    out: &mut Vec<Difference>,
) {
    for (rule, read) in facts {
        if !contract.contains_key(rule) {
            out.push(Difference {
                place: rule.place.to_string(),
                key: "rule".to_owned(),
                fact: Some((rule.says.clone(), read.clone())),
                contract: None,
                stub: None,
            });
        }
    }
    for (rule, id) in contract {
        if !facts.contains_key(rule) {
            out.push(Difference {
                place: rule.place.to_string(),
                key: "rule".to_owned(),
                fact: None,
                contract: Some(format!("{} ({id})", rule.says)),
                stub: None,
            });
        }
    }
}
