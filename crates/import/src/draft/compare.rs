//! What sources say of a field of the folder that neither the field nor one of its conflicts says.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::difference::{Differences, WhyNot};
use super::folder::{Field, Folder, Recorded, Type};
use super::keys::{Keys, Place};
use super::place::{Speaker, Statement, name_of_guesses, wires};

/// A key that a source states, what the field has of it, and whether that is the same.
struct Stated<'f> {
    key: &'static str,
    value: Value,
    ours: Option<&'f Value>,
    agrees: bool,
}

/// Tells what sources say of a field of the folder that neither the field nor one of its conflicts says. `elsewhere` are the
/// conflicts of the operation whose parameter it is: a parameter that operations share has none of its own for one of them.
pub(super) fn compare(
    field: &Field,
    subject: &str,
    statements: &[Statement<'_>],
    place: Place,
    folder: &Folder,
    elsewhere: &[Recorded],
    differences: &mut Differences<'_>,
) {
    let written = |one: &Statement<'_>| one.said.stated.own.contains_key("written");
    let is_written = statements.iter().any(written);
    for statement in statements {
        let said = &statement.said;
        let name = &statement.speaker.name;
        let at = &statement.row.at;
        for (at, value) in &said.unsayable {
            differences.add(WhyNot::Unsayable, subject, name, at, value);
        }
        for unread in &statement.row.unread {
            differences.add(WhyNot::Unread, subject, name, &unread.at, &unread.found);
        }
        let own: Vec<&Map<String, Value>> = field
            .conflicts
            .iter()
            .filter(|conflict| {
                let source = conflict.get("source").and_then(Value::as_str);
                is_of(source.unwrap_or_default(), &statement.speaker, folder)
            })
            .collect();
        if own
            .iter()
            .any(|conflict| conflict.get("says").and_then(Value::as_str) == Some("absent"))
        {
            differences.add(WhyNot::Absent, subject, name, at, &json!("present"));
            continue;
        }
        let mut stated = Vec::new();
        for keys in [&said.stated, &said.guessed] {
            let levels = Levels {
                folder,
                place,
                is_written,
            };
            levels.stated(keys, Some(&field.keys), &mut stated);
        }
        let beside = said.beside.iter().map(|(key, value)| (*key, value));
        let mistakes = said.mistakes.iter().map(|one| (one.key, &one.value));
        let required = said.required.map(Value::from);
        let required = required.iter().map(|required| ("required", required));
        for (key, value) in beside.chain(mistakes).chain(required) {
            let ours = field.find(key);
            stated.push(Stated {
                key,
                value: value.clone(),
                ours,
                agrees: match (key, ours) {
                    ("required", None) => *value == Value::Bool(false),
                    (_, None) => false,
                    (_, Some(ours)) => means_the_same(key, ours, value, folder),
                },
            });
        }
        for Stated {
            key,
            value,
            ours,
            agrees,
        } in stated
        {
            if agrees {
                let quoted = own.iter().filter_map(|one| one.get("says")?.get(key));
                for quoted in quoted.filter(|says| !means_the_same(key, says, &value, folder)) {
                    let (says, spec) = (json!({ key: value }), json!({ key: quoted }));
                    differences.against(WhyNot::Settled, subject, name, at, &says, Some(&spec));
                }
                continue;
            }
            let mut says = own.iter().filter_map(|conflict| conflict.get("says"));
            let recorded = says.any(|says| {
                let says = says.get(key);
                says.is_some_and(|says| means_the_same(key, says, &value, folder))
            });
            let mut told = elsewhere.iter().filter(|_| key == "required");
            let told = told.any(|one| {
                is_of(&one.source, &statement.speaker, folder) && one.words.contains(subject)
            });
            if recorded || told {
                continue;
            }
            let why = match ours {
                Some(_) if key == "type" => WhyNot::Name,
                Some(_) => WhyNot::Differs,
                None => WhyNot::Lacks,
            };
            let short = |value: &Value| match (key, value) {
                ("values", Value::Array(listed)) => wires(listed).into(),
                _ => value.clone(),
            };
            let ours = ours.map(short);
            let says = json!({ key: short(&value) });
            differences.against(why, subject, name, at, &says, ours.as_ref());
        }
    }
}

/// Walks the levels of a value: the value itself, its items, theirs.
struct Levels<'f> {
    folder: &'f Folder,
    place: Place,
    /// Whether a source says how the value is written in a text.
    is_written: bool,
}

impl Levels<'_> {
    fn stated<'f>(
        &self,
        keys: &Keys,
        ours: Option<&'f Map<String, Value>>,
        out: &mut Vec<Stated<'f>>,
    ) {
        if ours.is_some_and(|ours| self.is_a_form(keys, ours)) {
            return;
        }
        let here = |key: &str| ours.and_then(|ours| ours.get(key));
        // Of a text that it says nothing of what it holds is no difference, nor are words about a default.
        let bare = keys.is_bare_text() && (self.is_written || here("written").is_some());
        let counts = |key: &str| match key {
            "kind" => !bare,
            "written" => self.place == Place::Body,
            _ => key != "default_note",
        };
        for (key, value) in keys.own.iter().filter(|(key, _)| counts(key)) {
            let own = here(key);
            let agrees = match own {
                Some(own) => means_the_same(key, own, value, self.folder),
                None => false,
            };
            out.push(Stated {
                key,
                value: value.clone(),
                ours: own,
                agrees: agrees
                    || ours.is_some_and(|ours| otherwise_said(key, value, ours, self.folder)),
            });
        }
        if let Some(item) = &keys.item {
            let ours = here("item").and_then(Value::as_object);
            self.stated(item, ours, out);
        }
    }

    /// Whether what is said of a value is one of the forms that it has by the field.
    fn is_a_form(&self, keys: &Keys, ours: &Map<String, Value>) -> bool {
        let forms = ours.get("alternatives").and_then(Value::as_array);
        let Some(forms) = forms.filter(|_| !matches!(keys.kind(), None | Some("alternatives")))
        else {
            return false;
        };
        let any_text = forms.iter().any(|form| *form == json!({ "kind": "text" }));
        let mut said = keys.table();
        said.remove("default_note");
        for key in ["default", "unit"] {
            // These are the field's, whatever the form is.
            if said
                .get(key)
                .is_some_and(|said| ours.get(key) == Some(said))
            {
                said.remove(key);
            }
        }
        if any_text {
            // The values of a list beside which there can be any text are not all.
            said.remove("open");
        }
        let said = Value::Object(said);
        forms.iter().any(|form| holds(form, &said, self.folder))
    }
}

/// Whether the field says it in other keys: of the pieces of a text, as a range that is honoured, as the values of a list
/// that has a name.
fn otherwise_said(key: &str, value: &Value, ours: &Map<String, Value>, folder: &Folder) -> bool {
    match key {
        "min" | "max" => {
            let accepted = ours.get("accepted").and_then(Value::as_array);
            let end = accepted.and_then(|ends| {
                if key == "min" {
                    ends.first()
                } else {
                    ends.last()
                }
            });
            end == Some(value)
        }
        "values" | "open" | "any_case" if ours.contains_key("separator") => {
            let piece = ours.get("item").and_then(|piece| piece.get(key));
            piece.is_some_and(|piece| means_the_same(key, piece, value, folder))
        }
        "type" => {
            let named = value.as_str().and_then(|name| folder.types.get(name));
            let named = named.filter(|ty| ty.value.is_some());
            named.zip(ours.get("values")).is_some_and(|(ty, ours)| {
                means_the_same("values", ours, &listed(ty).into(), folder)
            })
        }
        _ => false,
    }
}

/// The values of a list that has a name.
pub(super) fn listed(ty: &Type) -> Vec<Value> {
    let values = ty.value.as_ref().and_then(|value| value.keys.get("values"));
    let values = values.and_then(Value::as_array);
    values.map(|values| wires(values)).unwrap_or_default()
}

/// Whether a conflict is of a source, or of what a program read out of its prose.
fn is_of(source: &str, speaker: &Speaker, folder: &Folder) -> bool {
    let source = source.split('#').next().unwrap_or_default();
    let day = folder.vendor.sources.get(source);
    let day = day.map_or("", |source| source.read.as_str());
    // The days of one source are those on which it was read.
    speaker.name == source
        || name_of_guesses(speaker).name == source
        || without_day(&speaker.name, &speaker.read) == without_day(source, day)
}

/// The name of a source without the day on which it was read.
fn without_day<'n>(name: &'n str, day: &str) -> &'n str {
    let stem = name.strip_suffix(day);
    let stem = stem.and_then(|stem| stem.strip_suffix('-'));
    stem.unwrap_or(name)
}

/// Whether two values of a key are the same to a reader of the spec.
fn means_the_same(key: &str, ours: &Value, theirs: &Value, folder: &Folder) -> bool {
    match (key, ours, theirs) {
        ("values", Value::Array(ours), Value::Array(theirs)) => {
            let set = |listed: &[Value]| -> BTreeSet<String> {
                wires(listed).iter().map(Value::to_string).collect()
            };
            set(ours) == set(theirs)
        }
        ("kind", Value::String(ours), Value::String(theirs)) => {
            let is_text = |kind: &str| matches!(kind, "text" | "enum");
            ours == theirs || is_text(ours) && is_text(theirs)
        }
        ("type", Value::String(ours), Value::String(theirs)) => {
            let wire = |name: &str| {
                folder
                    .types
                    .get(name)
                    .map_or(name.to_owned(), |ty| ty.wire.clone())
            };
            wire(ours) == wire(theirs)
        }
        ("required", Value::String(_), Value::Bool(required)) => *required,
        ("json" | "item", ours, theirs) => holds(ours, theirs, folder),
        _ => ours == theirs,
    }
}

/// Whether a value of the field is what is said of it, or one of its forms is. The name of a type alone is an object of it.
fn holds(ours: &Value, theirs: &Value, folder: &Folder) -> bool {
    let object = |value: &Value| match value {
        Value::String(name) => json!({ "kind": "object", "type": name }),
        other => other.clone(),
    };
    let (ours, theirs) = (object(ours), object(theirs));
    let forms = ours.get("alternatives").and_then(Value::as_array);
    if let Some(forms) = forms.filter(|_| theirs.get("alternatives").is_none()) {
        return forms.iter().any(|form| holds(form, &theirs, folder));
    }
    let mut said = theirs.as_object().into_iter().flatten();
    said.all(|(key, theirs)| {
        let ours = ours.get(key);
        ours.is_some_and(|ours| means_the_same(key, ours, theirs, folder))
    })
}
