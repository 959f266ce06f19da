//! The text of what a draft writes: blocks of TOML in the manner of the spec folder.

use serde_json::{Map, Value};
use toml_edit::Value as Toml;

use super::keys::{Keys, ORDER};
use super::place::{Conflict, Weighed};

/// The widest line on which a table or a list stands as a whole.
const WIDTH: usize = 140;

/// The first line of a `vendor.toml`, of a file of a type, and of one of an operation.
pub(super) const OF_VENDOR: &str = "#:schema ../meta/vendor.schema.json\n";
pub(super) const OF_TYPE: &str = "#:schema ../../meta/type.schema.json\n";
pub(super) const OF_OPERATION: &str = "#:schema ../../meta/operation.schema.json\n";

/// A block: a header such as `[[field]]`, and lines.
#[derive(Debug, Clone)]
pub(super) struct Block {
    lines: Vec<String>,
}

impl Block {
    pub(super) fn new(header: &str) -> Self {
        Self {
            lines: vec![header.to_owned()],
        }
    }

    pub(super) fn key(&mut self, key: &str, value: &Value) {
        self.lines.push(format!("{key} = {}", top(key, value)));
    }

    pub(super) fn text(&mut self, key: &str, text: &str) {
        self.key(key, &text.into());
    }

    /// Marks that no source explains what it is for.
    pub(super) fn unexplained(&mut self) {
        self.key("summary", &false.into());
    }

    /// Writes what a value is that has no name: a body, or a type.
    pub(super) fn value(&mut self, keys: &Keys) {
        let table = keys.table();
        let of_fields = ["default", "default_note", "unit"];
        for key in ORDER.iter().filter(|key| !of_fields.contains(key)) {
            if let Some(value) = table.get(*key) {
                self.key(key, value);
            }
        }
    }

    pub(super) fn notes(&mut self, notes: &[String]) {
        if !notes.is_empty() {
            self.key("notes", &notes.into());
        }
    }

    pub(super) fn finish(self) -> String {
        let mut out = self.lines.join("\n");
        out.push('\n');
        out
    }
}

/// Returns the text of a named place, a field or a parameter, with what sources say otherwise. `parent` is the source of the
/// table that it stands in.
pub(super) fn of_field(
    section: &str,
    name: &str,
    weighed: &Weighed,
    sensitive: bool,
    parent: &str,
) -> String {
    let Weighed {
        keys,
        required,
        nullable,
        deprecated,
        source,
        sources: _,
        conflicts: _,
        notes,
    } = weighed;
    let mut block = Block::new(&format!("[[{section}]]"));
    block.text("name", name);
    let table = keys.table();
    let mut rest = ORDER.into_iter();
    for key in rest.by_ref().take(2) {
        if let Some(value) = table.get(key) {
            block.key(key, value);
        }
    }
    block.unexplained();
    for (key, is_on) in [
        ("required", *required),
        ("nullable", *nullable),
        ("sensitive", sensitive),
    ] {
        if is_on {
            block.key(key, &true.into());
        }
    }
    if let Some(why) = deprecated {
        block.text("deprecated", why);
    }
    for key in rest {
        if let Some(value) = table.get(key) {
            block.key(key, value);
        }
    }
    if source != parent {
        block.text("source", source);
    }
    sources(&mut block, weighed);
    block.notes(notes);
    let mut out = block.finish();
    out.push_str(&conflicts(
        &format!("{section}.conflict"),
        &weighed.conflicts,
    ));
    out
}

/// Writes where single keys were read.
pub(super) fn sources(block: &mut Block, weighed: &Weighed) {
    let one = |by: &Vec<String>| match by.as_slice() {
        [one] => Value::from(one.as_str()),
        _ => by.as_slice().into(),
    };
    let sources: Map<String, Value> = weighed
        .sources
        .iter()
        .map(|(key, by)| ((*key).to_owned(), one(by)))
        .collect();
    if !sources.is_empty() {
        block.key("sources", &sources.into());
    }
}

/// Returns the text of conflicts, each after an empty line.
pub(super) fn conflicts(header: &str, conflicts: &[Conflict]) -> String {
    let mut out = String::new();
    for conflict in conflicts {
        let Conflict {
            source,
            says,
            slip,
            because,
        } = conflict;
        let mut block = Block::new(&format!("[[{header}]]"));
        block.text("source", source);
        block.key("says", &says.clone().into());
        if let Some(slip) = slip {
            block.key("slip", &slip.value());
        }
        if let Some(because) = because {
            block.text("because", because);
        }
        out.push('\n');
        out.push_str(&block.finish());
    }
    out
}

/// Returns the names of types in a text that was written here.
pub(super) fn names_of_types(text: &str) -> impl Iterator<Item = &str> {
    let lines = text.lines().filter(|line| !line.starts_with("name = "));
    let quoted = lines.flat_map(|line| line.split('"').skip(1).step_by(2));
    quoted.filter(|word| word.starts_with(|c: char| c.is_ascii_alphanumeric()))
}

/// A value at the right of a key: on one line where that is short, else with a line for each listed value.
fn top(key: &str, value: &Value) -> String {
    let line = inline(value);
    match value {
        Value::Array(items) if key.len() + line.len() > WIDTH => broken(items),
        Value::Object(_) if key.len() + line.len() > WIDTH => wide(value),
        _ => line,
    }
}

/// A table whose lists are broken into lines. The table itself stays on one line, as TOML asks.
fn wide(value: &Value) -> String {
    let Value::Object(table) = value else {
        return inline(value);
    };
    let members = ordered(table).into_iter().map(|(key, value)| {
        let value = match value {
            Value::Array(items) if items.len() > 3 => broken(items),
            Value::Object(_) => wide(value),
            _ => inline(value),
        };
        format!("{} = {value}", self::key(key))
    });
    format!("{{ {} }}", members.collect::<Vec<_>>().join(", "))
}

fn broken(items: &[Value]) -> String {
    let mut out = String::from("[\n");
    let mut line = String::new();
    for item in items {
        let item = inline(item);
        let tables = item.starts_with('{');
        if !line.is_empty() && (tables || line.len() + item.len() > WIDTH) {
            out.push_str(&format!("  {}\n", line.trim_end()));
            line.clear();
        }
        line.push_str(&item);
        line.push_str(", ");
    }
    if !line.is_empty() {
        out.push_str(&format!("  {}\n", line.trim_end()));
    }
    out.push(']');
    out
}

fn inline(value: &Value) -> String {
    match value {
        Value::Null => "\"\"".to_owned(),
        Value::Bool(is) => is.to_string(),
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(int), _) => int.to_string(),
            (None, Some(float)) => Toml::from(float).to_string(),
            (None, None) => number.to_string(),
        },
        Value::String(text) => Toml::from(text.as_str()).to_string(),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(inline).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(table) => {
            let members = ordered(table)
                .into_iter()
                .map(|(key, value)| format!("{} = {}", self::key(key), inline(value)));
            format!("{{ {} }}", members.collect::<Vec<_>>().join(", "))
        }
    }
}

/// Returns the members of a table in the order in which keys are written, the others by name.
fn ordered(table: &Map<String, Value>) -> Vec<(&String, &Value)> {
    let mut members: Vec<_> = table.iter().collect();
    let place = |key: &str| ORDER.iter().position(|known| *known == key);
    members.sort_by_key(|(key, _)| (place(key).is_none(), place(key), key.as_str() != "wire"));
    members
}

/// A key as TOML has it, in quotes where it needs them.
pub(super) fn key(key: &str) -> String {
    toml_edit::Key::new(key).to_string()
}
