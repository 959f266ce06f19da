//! What loads is checked: every kind of constraint at every place where the loader accepts it, with a payload that breaks it.
//!
//! Constraints are written as the keys of `spec/` say, one spec for each pair of a constraint and a place. Where the loader
//! takes the pair, the engine and the oracle must both report the value that breaks it, and nothing of one that does not.

use std::collections::BTreeSet;

use mediaspec_core::check::{Options, Target, check_parameters};
use mediaspec_core::code::Code;
use mediaspec_core::contract::{Catalog, Part};
use mediaspec_core::node::Node;
use mediaspec_core::report::Report;
use mediaspec_tests::differential::Comparisons;
use mediaspec_tests::root;
use mediaspec_validator::{Message, Validator};
use serde_json::{Value, json};

/// A constraint on a value, with a value that it lets pass and one that breaks it.
struct Constraint {
    /// Keys of an item in `spec/`, as an inline table has them.
    keys: &'static str,
    good: Value,
    bad: Value,
    code: Code,
}

fn constraint(keys: &'static str, good: Value, bad: Value, code: Code) -> Constraint {
    Constraint {
        keys,
        good,
        bad,
        code,
    }
}

/// Every kind of constraint that the language has on a value.
fn constraints() -> Vec<Constraint> {
    let enumeration =
        "kind = 'enum', values = [{ wire = 'A' }, { wire = 'B', deprecated = 'Too old.' }]";
    let open = "kind = 'enum', open = true, values = [{ wire = 'A' }, { wire = 'B', deprecated = 'Too old.' }]";
    let any_case = "kind = 'enum', any_case = true, values = [{ wire = 'A' }, { wire = 'B', deprecated = 'Too old.' }]";
    vec![
        constraint("kind = 'int'", json!(1), json!(true), Code::Type),
        constraint("kind = 'int', min = 2", json!(2), json!(1), Code::Minimum),
        constraint("kind = 'int', max = 2", json!(2), json!(3), Code::Maximum),
        constraint(
            "kind = 'int', accepted = [2, 5]",
            json!(2),
            json!(1),
            Code::AcceptedRange,
        ),
        constraint(
            "kind = 'int', multiple_of = 4",
            json!(-8),
            json!(6),
            Code::MultipleOf,
        ),
        constraint(
            "kind = 'int', special = [{ value = -1, summary = 'Endless.' }], format = 'unix-seconds'",
            json!(-1),
            json!("x"),
            Code::Type,
        ),
        constraint(
            "kind = 'number', min = 2",
            json!(2.0),
            json!(1.5),
            Code::Minimum,
        ),
        constraint(
            "kind = 'number', max = 2",
            json!(2.0),
            json!(2.5),
            Code::Maximum,
        ),
        constraint(
            "kind = 'number', above = 2",
            json!(2.5),
            json!(2),
            Code::ExclusiveMinimum,
        ),
        constraint(
            "kind = 'number', below = 2",
            json!(1.5),
            json!(2),
            Code::ExclusiveMaximum,
        ),
        constraint(
            "kind = 'number', accepted = [2, 5]",
            json!(2.0),
            json!(1.5),
            Code::AcceptedRange,
        ),
        constraint("kind = 'bool'", json!(true), json!(7), Code::Type),
        constraint(
            "kind = 'int', written = 'text', min = 2",
            json!("2"),
            json!("1"),
            Code::Minimum,
        ),
        constraint(
            "kind = 'int', written = 'text', max = 2, accepted = [0, 1]",
            json!("1"),
            json!("2"),
            Code::AcceptedRange,
        ),
        constraint(
            "kind = 'number', written = 'text', below = 2",
            json!("1.5"),
            json!("2.0"),
            Code::ExclusiveMaximum,
        ),
        constraint(
            "kind = 'number', written = 'text'",
            json!("1.5"),
            json!("1,5"),
            Code::Format,
        ),
        constraint(
            "kind = 'bool', written = 'text'",
            json!("true"),
            json!("yes"),
            Code::Format,
        ),
        constraint(
            "kind = 'bool', written = 'text'",
            json!("true"),
            json!(7),
            Code::Type,
        ),
        constraint("kind = 'text'", json!("a"), json!(null), Code::Null),
        constraint(
            "kind = 'text', min_chars = 2",
            json!("ab"),
            json!("a"),
            Code::MinLength,
        ),
        constraint(
            "kind = 'text', max_chars = 2",
            json!("中文"),
            json!("abc"),
            Code::MaxLength,
        ),
        constraint(
            "kind = 'text', max_bytes = 4",
            json!("abcd"),
            json!("中文"),
            Code::MaxBytes,
        ),
        constraint(
            "kind = 'text', max_chars_without_markup = 2",
            json!("<b>ab</b>"),
            json!("abc"),
            Code::MaxLength,
        ),
        constraint(
            "kind = 'text', pattern = '^[0-9]+$', pattern_words = 'digits'",
            json!("12"),
            json!("1a"),
            Code::Pattern,
        ),
        constraint(
            "kind = 'text', format = 'https-url'",
            json!("https://a"),
            json!("a"),
            Code::Format,
        ),
        constraint(
            "kind = 'text', encoding = 'base64'",
            json!("QQ=="),
            json!("Q"),
            Code::ContentEncoding,
        ),
        constraint(
            "kind = 'text', json = 'Other'",
            json!("{\"r\":1}"),
            json!("{"),
            Code::ContentMediaType,
        ),
        constraint(
            "kind = 'text', json = 'Other'",
            json!("{\"r\":1}"),
            json!("{}"),
            Code::Required,
        ),
        constraint(
            "kind = 'text', json = { kind = 'list', item = { kind = 'int' }, max_items = 1 }",
            json!("[1]"),
            json!("[1,2]"),
            Code::MaxItems,
        ),
        constraint(
            "kind = 'text', json = { kind = 'list', item = { kind = 'object', type = 'Other' } }",
            json!("[{\"r\":1}]"),
            json!("[{\"r\":true}]"),
            Code::Type,
        ),
        constraint(
            "kind = 'text', separator = ':', item = { kind = 'text', max_chars = 1 }",
            json!("a:b"),
            json!("a:bc"),
            Code::MaxLength,
        ),
        constraint(
            "kind = 'text', separator = ':', item = { kind = 'text' }, min_items = 2",
            json!("a:b"),
            json!("ab"),
            Code::MinItems,
        ),
        constraint(
            "kind = 'text', separator = '::', item = { kind = 'enum', values = [{ wire = 'A' }] }, max_items = 2",
            json!("A::A"),
            json!("A::A::A"),
            Code::MaxItems,
        ),
        constraint(enumeration, json!("A"), json!("C"), Code::Enum),
        constraint(enumeration, json!("A"), json!("B"), Code::Deprecated),
        constraint(open, json!("A"), json!("B"), Code::Deprecated),
        constraint(open, json!("A"), json!("C"), Code::Enum),
        constraint(any_case, json!("a"), json!("c"), Code::Enum),
        constraint(any_case, json!("a"), json!("b"), Code::Deprecated),
        constraint(
            "kind = 'list', item = { kind = 'int' }, min_items = 1",
            json!([1]),
            json!([]),
            Code::MinItems,
        ),
        constraint(
            "kind = 'list', item = { kind = 'int' }, max_items = 1",
            json!([1]),
            json!([1, 2]),
            Code::MaxItems,
        ),
        constraint(
            "kind = 'list', item = { kind = 'int' }, unique_items = true",
            json!([1, 2]),
            json!([1, 1]),
            Code::UniqueItems,
        ),
        constraint(
            "kind = 'object', type = 'Other'",
            json!({"r": 1}),
            json!({}),
            Code::Required,
        ),
        constraint(
            "kind = 'object', type = 'Other'",
            json!({"r": 1}),
            json!([]),
            Code::Type,
        ),
        constraint(
            "kind = 'object'",
            json!({"a": [{"b": null}]}),
            json!([]),
            Code::Type,
        ),
        constraint(
            "kind = 'map', item = { kind = 'int', max = 2 }",
            json!({"a/b": 1, "": 2}),
            json!({"a/b": 3}),
            Code::Maximum,
        ),
        constraint(
            "kind = 'map', item = { kind = 'object', type = 'Other' }",
            json!({"a": {"r": 1}}),
            json!({"a": {"r": 1}, "b": {}}),
            Code::Required,
        ),
        constraint(
            "kind = 'alternatives', alternatives = [{ kind = 'int', min = 8 }, { kind = 'number', below = 1 }]",
            json!(0.5),
            json!(5),
            Code::Minimum,
        ),
        constraint(
            "kind = 'alternatives', alternatives = [{ kind = 'text', format = 'https-url' }, { kind = 'text', max_chars = 2 }]",
            json!("ab"),
            json!("abc"),
            Code::Format,
        ),
        constraint(
            "kind = 'alternatives', alternatives = [{ kind = 'object', type = 'Other' }, { kind = 'text', json = 'Other' }]",
            json!("{\"r\":1}"),
            json!({}),
            Code::Required,
        ),
        constraint(
            "kind = 'alternatives', alternatives = [{ kind = 'list', item = { kind = 'int' }, unique_items = true }, { kind = 'bool' }]",
            json!(true),
            json!([1, 1]),
            Code::UniqueItems,
        ),
        constraint(
            "kind = 'alternatives', alternatives = [{ kind = 'int' }, { kind = 'bool' }]",
            json!(7),
            json!("7"),
            Code::Type,
        ),
        constraint("kind = 'file'", json!("a.txt"), json!(null), Code::Null),
        constraint("kind = 'any'", json!([{}]), json!([{}]), Code::Malformed),
    ]
}

/// A rule between the members `a`, `b` and `c` of a type, with members that keep it and members that break it.
struct Between {
    keys: &'static str,
    good: Value,
    bad: Value,
    code: Code,
}

fn between(keys: &'static str, good: Value, bad: Value, code: Code) -> Between {
    Between {
        keys,
        good,
        bad,
        code,
    }
}

/// Every kind of rule. `a` is an enum of A and B, `b` an integer, `c` a text.
fn rules() -> Vec<Between> {
    vec![
        between(
            "kind = 'required-if'\nwhen = { field = 'a', is = 'A' }\nfields = ['b']",
            json!({"a": "A", "b": 1}),
            json!({"a": "A"}),
            Code::RequiredIf,
        ),
        between(
            "kind = 'required-unless'\nwhen = { field = 'a', present = true }\nfields = ['b']",
            json!({"a": "A"}),
            json!({}),
            Code::RequiredIf,
        ),
        between(
            "kind = 'no-effect-if'\nwhen = { field = 'a', is = 'A' }\nfields = ['b']",
            json!({"a": "B", "b": 1}),
            json!({"a": "A", "b": 1}),
            Code::NoEffect,
        ),
        between(
            "kind = 'no-effect-unless'\nwhen = { field = 'a', is = 'A' }\nfields = ['b']",
            json!({"a": "A", "b": 1}),
            json!({"a": "B", "b": 1}),
            Code::NoEffect,
        ),
        between(
            "kind = 'at-most-one'\nfields = ['a', 'b']",
            json!({"a": "A"}),
            json!({"a": "A", "b": 1}),
            Code::AtMostOne,
        ),
        between(
            "kind = 'at-least-one'\nfields = ['a', 'b']",
            json!({"b": 1}),
            json!({}),
            Code::AtLeastOne,
        ),
        between(
            "kind = 'wins-over'\nfields = ['a']\nover = ['b']",
            json!({"a": "A"}),
            json!({"a": "A", "b": 1}),
            Code::NoEffect,
        ),
        between(
            "kind = 'one-of-rows'\nfields = ['a', 'b']\nrows = [['A', 1], ['B', 2]]",
            json!({"a": "A", "b": 1}),
            json!({"a": "A", "b": 2}),
            Code::Rows,
        ),
        between(
            "kind = 'selects-sibling'\ntag = 'a'\ncases = { A = 'b', B = 'c' }",
            json!({"a": "A", "b": 1}),
            json!({"a": "A", "c": "x"}),
            Code::NoEffect,
        ),
        between(
            "kind = 'range'\nfield = 'b'\nmin = 1\nmax = 2",
            json!({"b": 1}),
            json!({"b": 3}),
            Code::AcceptedRange,
        ),
        between(
            "kind = 'contains'\nfield = 'c'\ntexts = ['{n}', '%7Bn%7D']",
            json!({"c": "a-%7Bn%7D.jpg"}),
            json!({"c": "a-n.jpg"}),
            Code::Pattern,
        ),
        between(
            "kind = 'values'\nfield = 'c'\nvalues = ['x']",
            json!({"c": "x"}),
            json!({"c": "y"}),
            Code::AcceptedRange,
        ),
    ]
}

/// Where the value `v` of a constraint can be, and what then leads to it.
struct Place {
    name: &'static str,
    part: Part,
    message: Message,
    /// The type `Root`, where it has more than the field `x`: `@` is where the constraint's keys go.
    root: &'static str,
    /// Further types.
    types: &'static str,
    /// Parameters of the operation.
    operation: &'static str,
    /// The payload around a value.
    around: fn(Value) -> Value,
    /// Pointer, and the way on in a document.
    pointer: &'static str,
    embedded: &'static [&'static str],
}

/// The place in a form, where values are texts on the wire.
const FORM: &str = "field of a form";

const BODY: &str = "[[field]]\nname = 'x'\nsummary = 'A value.'\n@\n";

fn places() -> Vec<Place> {
    let place = |name, root, types, around, pointer, embedded| Place {
        name,
        part: Part::Body,
        message: Message::Request,
        root,
        types,
        operation: "",
        around,
        pointer,
        embedded,
    };
    let inner = "Inner";
    let parameter = |name, part, operation, around| Place {
        name,
        part,
        message: Message::Request,
        root: "[[field]]\nname = 'o'\nkind = 'any'\nsummary = 'Anything.'\n",
        types: "",
        operation,
        around,
        pointer: "/x",
        embedded: &[],
    };
    vec![
        place("member", BODY, "", |v| json!({"x": v}), "/x", &[]),
        Place {
            message: Message::Response(200),
            ..place(
                "member of a response",
                BODY,
                "",
                |v| json!({"x": v}),
                "/x",
                &[],
            )
        },
        place(
            "item",
            "[[field]]\nname = 'x'\nkind = 'list'\nsummary = 'Values.'\nitem = { % }\n",
            "",
            |v| json!({"x": [v]}),
            "/x/0",
            &[],
        ),
        place(
            "item of an item",
            "[[field]]\nname = 'x'\nkind = 'list'\nsummary = 'Values.'\nitem = { kind = 'list', item = { % } }\n",
            "",
            |v| json!({"x": [[v]]}),
            "/x/0/0",
            &[],
        ),
        place(
            "value of a map",
            "[[field]]\nname = 'x'\nkind = 'map'\nsummary = 'Values.'\nitem = { % }\n",
            "",
            |v| json!({"x": {"~": v}}),
            "/x/~0",
            &[],
        ),
        place(
            "piece",
            "[[field]]\nname = 'x'\nkind = 'text'\nseparator = ';'\nsummary = 'Values.'\nitem = { % }\n",
            "",
            |v| json!({"x": v}),
            "/x",
            &[],
        ),
        place(
            "member of an object",
            "[[field]]\nname = 'o'\nkind = 'object'\ntype = 'Inner'\nsummary = 'An object.'\n",
            inner,
            |v| json!({"o": {"x": v}}),
            "/o/x",
            &[],
        ),
        place(
            "member of an item",
            "[[field]]\nname = 'o'\nkind = 'list'\nitem = { kind = 'object', type = 'Inner' }\nsummary = 'Objects.'\n",
            inner,
            |v| json!({"o": [{"x": v}]}),
            "/o/0/x",
            &[],
        ),
        place(
            "member of a document in a text",
            "[[field]]\nname = 'd'\nkind = 'text'\njson = 'Inner'\nsummary = 'A document.'\n",
            inner,
            |v| json!({"d": json!({"x": v}).to_string()}),
            "/d",
            &["/x"],
        ),
        place(
            "root of a document in a text",
            "[[field]]\nname = 'd'\nkind = 'text'\njson = { % }\nsummary = 'A document.'\n",
            "",
            |v| json!({"d": v.to_string()}),
            "/d",
            &[""],
        ),
        place(
            "item of a document in an item",
            "[[field]]\nname = 'd'\nkind = 'list'\nsummary = 'Documents.'\nitem = { kind = 'text', json = { kind = 'list', item = { % } } }\n",
            "",
            |v| json!({"d": [json!([v]).to_string()]}),
            "/d/0",
            &["/0"],
        ),
        place(
            "member of a selected object",
            "[[field]]\nname = 't'\nkind = 'enum'\nvalues = [{ wire = 'I' }]\nsummary = 'A tag.'\n\
             [[field]]\nname = 's'\nkind = 'any'\nsummary = 'An object.'\n\
             [[rule]]\nid = 'by-tag'\nkind = 'selects-type'\ntag = 't'\nfield = 's'\ncases = { I = 'Inner' }\nsummary = 'The tag says what it is.'\n",
            inner,
            |v| json!({"s": {"x": v}, "t": "I"}),
            "/s/x",
            &[],
        ),
        place(
            "member of an object selected from outside",
            "[[field]]\nname = 't'\nkind = 'enum'\nvalues = [{ wire = 'I' }]\nsummary = 'A tag.'\n\
             [[field]]\nname = 's'\nkind = 'any'\nsummary = 'An object.'\n\
             [[field]]\nname = 'o'\nkind = 'object'\ntype = 'Root'\nsummary = 'Another one.'\n\
             [[rule]]\nid = 'by-tag'\nkind = 'selects-type'\ntag = 't'\nfield = 'o/s'\ncases = { I = 'Inner' }\nsummary = 'The tag says what it is.'\n",
            inner,
            |v| json!({"o": {"s": {"x": v}}, "t": "I"}),
            "/o/s/x",
            &[],
        ),
        place(
            "member of the type itself",
            "[[field]]\nname = 'o'\nkind = 'object'\ntype = 'Root'\nsummary = 'Another one.'\n\
             [[field]]\nname = 'x'\nsummary = 'A value.'\n@\n",
            "",
            |v| json!({"o": {"o": {"x": v}}}),
            "/o/o/x",
            &[],
        ),
        place(
            "named value",
            "[[field]]\nname = 'x'\nkind = '&'\ntype = 'Named'\nsummary = 'A value.'\n",
            "Named",
            |v| json!({"x": v}),
            "/x",
            &[],
        ),
        place(
            "piece that is a named value",
            "[[field]]\nname = 'x'\nkind = 'text'\nseparator = ';'\nsummary = 'Values.'\nitem = { kind = '&', type = 'Named' }\n",
            "Named",
            |v| json!({"x": v}),
            "/x",
            &[],
        ),
        Place {
            pointer: "",
            ..parameter(
                "request body",
                Part::Body,
                "[request]\nrequired = true\nsummary = 'A value.'\n@\n",
                |v| v,
            )
        },
        Place {
            pointer: "",
            message: Message::Response(200),
            ..parameter(
                "body of a response",
                Part::Body,
                "[[response]]\nstatus = 200\nsummary = 'A value.'\n@\n",
                |v| v,
            )
        },
        Place {
            operation: "[request]\ntype = 'Root'\nrequired = true\nmedia_types = ['multipart/form-data']\n\
                        [[response]]\nstatus = 204\nsummary = 'Done.'\n",
            ..place(FORM, BODY, "", |v| json!({"x": v}), "/x", &[])
        },
        parameter(
            "query parameter",
            Part::Query,
            "[[query]]\nname = 'x'\nsummary = 'A value.'\n@\n",
            |v| json!({"x": v}),
        ),
        parameter(
            "header",
            Part::Header,
            "[[header]]\nname = 'x'\nsummary = 'A value.'\n@\n",
            |v| json!({"x": v}),
        ),
        parameter(
            "path parameter",
            Part::Path,
            "[[path]]\nname = 'x'\nsummary = 'A value.'\nrequired = true\n@\n",
            |v| json!({"x": v}),
        ),
        Place {
            types: inner,
            ..parameter(
                "shared query parameter",
                Part::Query,
                "query_types = ['Inner']\n",
                |v| json!({"x": v}),
            )
        },
        Place {
            types: inner,
            ..parameter(
                "shared header",
                Part::Header,
                "headers = 'Inner'\n",
                |v| json!({"x": v}),
            )
        },
        Place {
            types: inner,
            ..parameter(
                "shared path parameter",
                Part::Path,
                "path_types = ['Inner']\n",
                |v| json!({"x": v}),
            )
        },
    ]
}

/// The keys of a constraint on lines of their own.
fn lines(keys: &str) -> String {
    // No comma inside brackets or quotes parts two keys.
    let (mut out, mut depth, mut quoted) = (String::new(), 0, false);
    for c in keys.chars() {
        match c {
            '\'' => quoted = !quoted,
            '[' | '{' if !quoted => depth += 1,
            ']' | '}' if !quoted => depth -= 1,
            ',' if !quoted && depth == 0 => {
                out.push('\n');
                continue;
            }
            _ => {}
        }
        out.push(c);
    }
    out.lines()
        .map(|line| format!("{}\n", line.trim()))
        .collect()
}

/// A spec with one operation.
fn load(root: &str, inner: &str, operation: &str, path: &str) -> Result<Catalog, BTreeSet<String>> {
    let vendor = "[vendor]\nservice = 'places'\ntitle = 'Places'\nstyle = 'rest'\n\
        summary = 'A service that does not exist: one constraint at one place.'\n\
        [[source]]\nname = 'page'\nkind = 'page'\ntitle = 'A page'\nurl = 'https://example.com/'\nread = '2026-11-20'\n";
    let head =
        |name: &str| format!("[type]\nname = '{name}'\nsummary = 'Something.'\nsource = 'page'\n");
    let mut operation = format!(
        "[operation]\nname = 'DoIt'\nmethod = 'POST'\npath = '{path}'\ntag = 'All'\nsummary = 'Does something.'\nsource = 'page'\n\
         {operation}\n"
    );
    for (message, body) in [
        ("[request]", "type = 'Root'\nrequired = true\n"),
        (
            "[[response]]",
            "status = 200\ntype = 'Root'\nsummary = 'Done.'\n",
        ),
    ] {
        if !operation.contains(message) {
            operation.push_str(&format!("{message}\n{body}"));
        }
    }
    let mut files = vec![
        ("vendor", vendor.to_owned()),
        ("types/root", head("Root") + root),
        ("operations/do_it", operation),
    ];
    if inner.contains("[[field]]") {
        files.push(("types/inner", head("Inner") + inner));
    } else if !inner.is_empty() {
        files.push(("types/named", head("Named") + inner));
    }
    if [root, inner, &files[2].1]
        .iter()
        .any(|text| text.contains("'Other'"))
    {
        let other = "[[field]]\nname = 'r'\nkind = 'int'\nrequired = true\nsummary = 'A number.'\n";
        files.push(("types/other", head("Other") + other));
    }
    let files: Vec<(String, String)> = files
        .into_iter()
        .map(|(name, text)| {
            let schema = match name.split_once('/') {
                None => "../meta/vendor",
                Some(("types", _)) => "../../meta/type",
                Some(_) => "../../meta/operation",
            };
            let text = format!("#:schema {schema}.schema.json\n\n{text}");
            (format!("places/{name}.toml"), text)
        })
        .collect();
    match mediaspec_spec::load_files(&files) {
        Ok(catalog) => Ok(catalog),
        Err(problems) => Err(problems
            .iter()
            .map(|problem| problem.code().code.to_owned())
            .collect()),
    }
}

/// Parameters as names and values, where the payload can be written so.
fn on_the_wire(place: &Place, payload: &Value) -> Option<Vec<(String, String)>> {
    if place.part == Part::Body && place.name != FORM {
        return None;
    }
    let mut pairs = Vec::new();
    for (name, value) in payload.as_object()? {
        let values = match value {
            Value::Array(items) if items.is_empty() => return None,
            Value::Array(items) => items.iter().collect(),
            one => vec![one],
        };
        for value in values {
            let text = match value {
                Value::String(text) => text.clone(),
                Value::Number(_) | Value::Bool(_) => value.to_string(),
                Value::Null | Value::Array(_) | Value::Object(_) => return None,
            };
            pairs.push((name.clone(), text));
        }
    }
    Some(pairs)
}

/// Pointer, way on and code of each violation.
type Told = BTreeSet<(String, Vec<String>, Code)>;

/// What the engine reports, and what the oracle does. Parameters are checked on the wire, too.
fn told(catalog: &Catalog, place: &Place, payload: &Value) -> [Told; 2] {
    let validator = Validator::from_catalog(catalog.clone());
    let operation = validator.operation("places/DoIt").expect("the operation");
    let message = operation
        .message(place.message.clone(), place.part)
        .expect("the message");
    let text = payload.to_string();
    let report = message.check(text.as_bytes());
    let of = |report: &Report| -> Told {
        let violations = report.violations.iter().map(|violation| {
            let embedded = violation.embedded.iter().map(ToString::to_string).collect();
            (violation.pointer.to_string(), embedded, violation.code)
        });
        violations.collect()
    };
    let by_engine = of(&report);
    if let Some(pairs) = on_the_wire(place, payload) {
        let ty = message.ty().expect("a type");
        let target = Target::new(message.service(), &ty.name);
        let pairs = pairs
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        let report = check_parameters(&target, message.scope(), pairs, &Options::default());
        assert_eq!(of(&report), by_engine, "{payload} on the wire");
    }
    // What the oracle says of the same.
    let comparisons = Comparisons::of(catalog);
    let name = place.message.to_string();
    let mut parts = comparisons.parts().iter();
    let part = parts
        .find(|part| part.named().to_string() == name && part.part == place.part)
        .expect("the part");
    let node: Result<Node, _> = serde_json::from_str(&text);
    assert!(node.is_ok());
    let found = part.expected_of(&text).expect("a payload is JSON");
    let by_oracle = found
        .into_iter()
        .map(|found| (found.pointer, found.embedded, found.code));
    [by_engine, by_oracle.collect()]
}

fn check(catalog: &Catalog, place: &Place, good: Value, bad: Value, code: Code, what: &str) {
    let payload = (place.around)(good);
    let [engine, oracle] = told(catalog, place, &payload);
    assert_eq!(
        (&engine, &oracle),
        (&BTreeSet::new(), &BTreeSet::new()),
        "{what}: {payload}"
    );
    if code == Code::Malformed {
        // Nothing can be wrong with anything.
        return;
    }
    // A text whose document is `null` holds none.
    let holds_none = place.embedded == [""] && bad.is_null();
    let payload = (place.around)(bad);
    let [engine, oracle] = told(catalog, place, &payload);
    assert_eq!(engine, oracle, "{what}: {payload}");
    if holds_none {
        assert_eq!(engine, BTreeSet::new(), "{what}: {payload}");
        return;
    }
    // A whole document that is `null` is of the wrong type.
    let whole = place.pointer.is_empty();
    let code = match code {
        Code::Null if whole => Code::Type,
        code => code,
    };
    if code == Code::Null && place.message != Message::Request {
        // In a response it says that an optional member is absent.
        assert_eq!(engine, BTreeSet::new(), "{what}: {payload}");
        return;
    }
    let way = |(pointer, embedded, _): &(String, Vec<String>, Code)| {
        pointer.starts_with(place.pointer)
            && embedded
                .iter()
                .zip(place.embedded)
                .all(|(a, b)| a.starts_with(b))
    };
    let mut all = engine.iter();
    assert!(
        all.any(|found| found.2 == code && way(found)),
        "{what}: {payload}: {engine:?}"
    );
}

/// Whether the keys say what a value with a name can be: a text that holds no other values, or one of a list.
fn can_be_named(keys: &str) -> bool {
    let holds = ["json = ", "separator = "];
    let kinds = ["kind = 'text'", "kind = 'enum'"];
    kinds.iter().any(|kind| keys.starts_with(kind)) && !holds.iter().any(|key| keys.contains(key))
}

/// The code with which the loader refuses a constraint at a place; `None` where it takes it, as it does almost everywhere.
fn refusal(place: &Place, keys: &str) -> Option<&'static str> {
    let one_of = |kinds: &[&str]| {
        let mut kinds = kinds.iter();
        kinds.any(|kind| keys.starts_with(&format!("kind = '{kind}'")))
    };
    let within = ["json = ", "separator = "]
        .iter()
        .any(|key| keys.contains(key));
    if one_of(&["file"]) {
        let whole = place.pointer.is_empty() && place.message != Message::Request;
        return (place.name != FORM && !whole).then_some("MS2419");
    }
    match place.part {
        // A piece is a text or one of a list of texts.
        Part::Body if place.name == "piece" => {
            (!one_of(&["text", "enum"]) || within).then_some("MS2021")
        }
        // Of an object nothing but its type is written beside a message.
        Part::Body if place.pointer.is_empty() => {
            let names_type = keys.starts_with("kind = 'object', type = ");
            (names_type && place.message == Message::Request).then_some("MS2416")
        }
        Part::Body if place.name != FORM => None,
        // A parameter is text, whatever the alternatives are.
        _ if one_of(&["alternatives"]) => {
            let texts =
                keys.matches("{ kind = ").count() == keys.matches("{ kind = 'text'").count();
            (!texts).then_some("MS2405")
        }
        // A parameter is text, and a path has no room for several.
        _ if keys.contains("written = ") => Some("MS2405"),
        Part::Body | Part::Query | Part::Header => {
            one_of(&["object", "map", "any"]).then_some("MS2405")
        }
        Part::Path => one_of(&["object", "map", "any", "list"]).then_some("MS2405"),
    }
}

#[test]
fn every_constraint_is_checked_at_every_place_where_it_loads() {
    for place in places() {
        let inner = match (place.types, place.part) {
            ("", _) => String::new(),
            ("Named", _) => "@\n".to_owned(),
            (_, Part::Path) => format!("{BODY}required = true\n"),
            (_, Part::Body | Part::Query | Part::Header) => BODY.to_owned(),
        };
        for constraint in constraints() {
            let fill = |text: &str| {
                let lines = lines(constraint.keys);
                let kind = constraint.keys.split('\'').nth(1).expect("a kind");
                let text = text.replace('@', &lines).replace('%', constraint.keys);
                text.replace('&', kind)
            };
            let path = match place.part {
                Part::Path => "/v1/{x}",
                Part::Body | Part::Query | Part::Header => "/v1",
            };
            let what = format!("{} as {}", constraint.keys, place.name);
            let loaded = load(
                &fill(place.root),
                &fill(&inner),
                &fill(place.operation),
                path,
            );
            if place.types == "Named" && !can_be_named(constraint.keys) {
                let refused = loaded.expect_err(&what);
                assert!(refused.contains("MS2025"), "{what}: {refused:?}");
                continue;
            }
            let refusal =
                refusal(&place, constraint.keys).map(|code| BTreeSet::from([code.to_owned()]));
            assert_eq!(loaded.as_ref().err(), refusal.as_ref(), "{what}");
            if let Ok(catalog) = loaded {
                if constraint.keys == "kind = 'file'" && place.name != FORM {
                    let answer = Validator::from_catalog(catalog).operation("DoIt");
                    let answer = answer.expect("the operation");
                    assert_eq!(answer.response_body(200, b"\xff"), Report::default());
                    continue;
                }
                let Constraint {
                    keys: _,
                    good,
                    bad,
                    code,
                } = constraint;
                check(&catalog, &place, good, bad, code, &what);
            }
        }
    }
}

#[test]
fn every_rule_is_checked_at_every_place_where_it_loads() {
    let fields = |table: &str| {
        format!(
            "[[{table}]]\nname = 'a'\nkind = 'enum'\nvalues = [{{ wire = 'A' }}, {{ wire = 'B' }}]\nsummary = 'A letter.'\n\
             [[{table}]]\nname = 'b'\nkind = 'int'\nsummary = 'A number.'\n\
             [[{table}]]\nname = 'c'\nkind = 'text'\nsummary = 'A text.'\n"
        )
    };
    let mut tried = 0;
    for place in places() {
        let table = match place.part {
            Part::Query if place.types.is_empty() => "query",
            Part::Header if place.types.is_empty() => "header",
            Part::Query | Part::Header => "field",
            Part::Body
                if [
                    "member",
                    "member of an object",
                    "member of an item",
                    "member of a document in a text",
                    "member of a selected object",
                    "member of an object selected from outside",
                    FORM,
                ]
                .contains(&place.name) =>
            {
                "field"
            }
            _ => continue,
        };
        for rule in rules() {
            let part = if table == "field" {
                String::new()
            } else {
                format!("in = '{table}'\n")
            };
            let written = format!(
                "{}[[rule]]\n{part}id = 'the-rule'\nsummary = 'They go together.'\nsource = 'page'\n{}\n",
                fields(table),
                rule.keys
            );
            // The same rule in the type that holds the object, where a way leads to its members.
            let ways = match place.name {
                "member of an object" => Some("o"),
                "member of a document in a text" => Some("d"),
                _ => None,
            };
            let from_outside = ways.map(|way| {
                let names = ["a", "b", "c"].into_iter();
                let keys = names.fold(rule.keys.to_owned(), |keys, name| {
                    keys.replace(&format!("'{name}'"), &format!("'{way}/{name}'"))
                });
                let rule = format!(
                    "[[rule]]\nid = 'the-rule'\nsummary = 'They go together.'\nsource = 'page'\n{keys}\n"
                );
                (format!("{}{rule}", place.root), fields(table), String::new())
            });
            let inside = match (table, place.types) {
                ("field", "") => (written.clone(), String::new(), String::new()),
                ("field", _) => (
                    place.root.to_owned(),
                    written.clone(),
                    place.operation.to_owned(),
                ),
                _ => (place.root.to_owned(), String::new(), written.clone()),
            };
            for (root, inner, operation) in std::iter::once(inside).chain(from_outside) {
                let catalog = load(&root, &inner, &operation, "/v1");
                let catalog = catalog
                    .unwrap_or_else(|codes| panic!("{} as {}: {codes:?}", rule.keys, place.name));
                tried += 1;
                // The members stand where a value would stand in the member `x`.
                let around = |members: &Value| {
                    let text = (place.around)(json!("@")).to_string();
                    let escaped = text.contains("\\\"x\\\"");
                    let members = if escaped {
                        let quoted = Value::String(members.to_string()).to_string();
                        quoted[1..quoted.len() - 1].to_owned()
                    } else {
                        members.to_string()
                    };
                    let text = text
                        .replace("{\\\"x\\\":\\\"@\\\"}", &members)
                        .replace("{\"x\":\"@\"}", &members);
                    serde_json::from_str::<Value>(&text).expect("a payload")
                };
                let what = format!("{} as {}", rule.keys, place.name);
                let [engine, oracle] = told(&catalog, &place, &around(&rule.good));
                assert_eq!(
                    (&engine, &oracle),
                    (&BTreeSet::new(), &BTreeSet::new()),
                    "{what}"
                );
                let [engine, oracle] = told(&catalog, &place, &around(&rule.bad));
                assert_eq!(engine, oracle, "{what}");
                assert!(
                    engine.iter().any(|found| found.2 == rule.code),
                    "{what}: {engine:?}"
                );
            }
        }
    }
    assert_eq!(
        tried,
        rules().len() * 13,
        "every rule at eleven places, and from outside at two"
    );
}

#[test]
fn every_key_of_a_value_is_tried() {
    let schema = std::fs::read_to_string(root().join("spec/meta/type.schema.json"))
        .expect("a file of the repository");
    let schema: Value = serde_json::from_str(&schema).expect("a schema is JSON");
    let keys = schema["definitions"]["Item"]["properties"]
        .as_object()
        .expect("an item has keys");
    let tried: String = constraints()
        .iter()
        .map(|constraint| constraint.keys)
        .collect::<Vec<_>>()
        .join(" ");
    for key in keys.keys() {
        assert!(
            tried.contains(&format!("{key} = ")),
            "no constraint has the key `{key}`"
        );
    }
    let kinds = schema["definitions"]["Rule"]["properties"]["kind"]["oneOf"].clone();
    let kinds = kinds.as_array().expect("a rule has kinds");
    let tried: String = rules().iter().map(|rule| rule.keys).collect();
    let tried = tried + &places().iter().map(|place| place.root).collect::<String>();
    for kind in kinds {
        let kind = kind["const"].as_str().expect("a kind is a text");
        // Uniqueness by a member is a matter of the list, and tried with the corpus of `tests/specs/kinds`.
        let is_tried = kind == "unique" || tried.contains(&format!("'{kind}'"));
        assert!(is_tried, "no rule is of the kind `{kind}`");
    }
}
