//! The boundary corpus: for each constraint, payloads at the bound, inside and outside, with what must be reported.
//!
//! What is expected is not asked of the engine: `mediaspec_payloads::oracle` says it, from the same contract.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use mediaspec_core::contract::{Catalog, Message, Operation, Service, Severity};
use mediaspec_core::escape::visible_json;
use mediaspec_core::node::{Members, Node};
use mediaspec_json_schema::content_is_visible;
use mediaspec_payloads::cases::{Case, Group, Visited, cases};
use mediaspec_payloads::oracle::Asked;
use mediaspec_payloads::patch::Op;
use mediaspec_spec::names::file_stem;

/// What readers of the corpus need to know.
const README: &str = r#"# The boundary corpus

For each constraint of each message: payloads at the bound, inside and outside, with what a check must report of them.
One file an operation. What a type that several messages share refuses is shown in one of them.

```json
{"operation": "demo/DoThing", "messages": [
  {"message": "request", "in": "body", "type": "Thing",
   "base": {"count": 50, "names": ["a"]},
   "groups": [
     {"before": [{"set": "/inner", "value": {}}],
      "cases": [
        {"name": "one above the maximum",
         "patch": [{"set": "/count", "value": 201}],
         "expect": [{"code": "maximum", "pointer": "/count"}]},
        {"name": "absent", "patch": [{"remove": "/names"}]}
      ]}
   ]}
]}
```

- `message` is `request`, the status of a response, or the name of a callback; `in` is `body`, `path`, `query` or `header`.
- A payload is the `base` with the changes of `before`, then those of `patch`. Pointers are JSON Pointers.
  `set` adds or replaces, in a list also behind the last item; `remove` takes away, and may find nothing.
- Besides `value` there are `"repeat": ["ab", 3]` for the text `ababab`, and `"items": [{"no": 0}, 3]` for a list of three such
  items; `"number": ["/no", 1]` beside it numbers that place in each item from 1 on (behind a text: `a1`, `a2`, `a3`).
- `"within": ["/a", "/b"]`: the change is made inside of a JSON document that is a text: that of `/b` in that of `/a`.
- `expect` lists everything that must be reported, in no particular order; without it nothing is. A violation is an error
  unless `"severity": "warning"` says otherwise. `embedded` is the way on inside documents in texts.
- `"lossy": true`: the JSON Schema of the message cannot tell, and gives the other verdict.
"#;

/// Returns the boundary corpus of a catalog: its files by their paths, such as `metastudio/list_smart_live_jobs.json`,
/// and a `README.md` that describes their form.
///
/// There is one file for each operation. What a type that several messages share has been shown to refuse in one of them
/// is not shown again. Of a type that contains itself there are cases for one value inside another.
#[must_use]
pub fn corpus(catalog: &Catalog) -> BTreeMap<String, String> {
    let mut out = BTreeMap::from([("README.md".to_owned(), README.to_owned())]);
    for service in catalog.services() {
        let mut visited = Visited::default();
        for operation in service.operations() {
            let path = format!("{}/{}.json", service.name(), file_stem(&operation.name));
            out.insert(path, file(service, operation, &mut visited));
        }
    }
    out
}

/// Returns the file of an operation: JSON with a case a line.
fn file<'c>(service: &'c Service, operation: &'c Operation, visited: &mut Visited<'c>) -> String {
    let comment = format!("Generated from spec/{}.", service.name());
    let mut out = format!(
        "{{\n\"$comment\": {},\n\"operation\": {},\n\"messages\": [\n",
        Node::from(comment).compact(),
        Node::from(operation.full_name()).compact(),
    );
    for (at, message) in service.messages_of(operation).enumerate() {
        if at > 0 {
            out.push_str(",\n");
        }
        of_message(&message, visited, &mut out);
    }
    out.push_str("\n]\n}\n");
    visible_json(out)
}

/// Appends the cases of a part of a message.
fn of_message<'c>(message: &Message<'c>, visited: &mut Visited<'c>, out: &mut String) {
    let asked = Asked {
        content_is_visible,
        ..Asked::of(message)
    };
    let (base, groups) = cases(&asked, visited);
    let head = [
        ("message", Node::from(message.kind.to_string())),
        ("in", message.part.as_str().into()),
        ("type", message.ty.as_str().into()),
        ("base", base),
    ];
    out.push_str("{\n");
    for (name, value) in head {
        out.push_str(&format!("\"{name}\": {},\n", value.compact()));
    }
    out.push_str("\"groups\": [\n");
    let groups: Vec<String> = groups.iter().map(group).collect();
    out.push_str(&groups.join(",\n"));
    out.push_str("\n]\n}");
}

fn group(group: &Group) -> String {
    let lines: Vec<String> = group.cases.iter().map(line).collect();
    format!(
        "{{\n\"before\": {},\n\"cases\": [\n{}\n]\n}}",
        Node::from(changes(&group.before)).compact(),
        lines.join(",\n"),
    )
}

fn changes(ops: &[Op]) -> Vec<Node> {
    ops.iter().map(Op::node).collect()
}

fn line(case: &Case) -> String {
    let expect: Vec<Node> = case
        .expect
        .iter()
        .map(|found| {
            let mut members = Members::new().with("code", found.code.as_str());
            members.push("pointer", found.pointer.as_str());
            members.push_list(
                "embedded",
                found.embedded.iter().map(|at| at.as_str().into()).collect(),
            );
            if found.severity == Severity::Warning {
                members.push("severity", found.severity.as_str());
            }
            members.into()
        })
        .collect();
    let mut members = Members::new().with("name", case.name.as_str());
    members.push_list("patch", changes(&case.patch));
    members.push_list("expect", expect);
    if case.lossy {
        members.push("lossy", true);
    }
    Node::from(members).compact()
}
