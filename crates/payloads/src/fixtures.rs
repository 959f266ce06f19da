//! Contracts for unit tests.

use std::sync::LazyLock;

use mediaspec_core::automaton::Automaton;
use mediaspec_core::contract::{
    Cite, Condition, Content, Enum, EnumValue, Field, FieldInfo, Form, Info, Int, Late, List,
    Pattern, Piece, Required, Rule, RuleKind, Separated, Service, ServiceData, Severity, Shape,
    Source, SourceKind, Style, Text, TypeDef,
};

/// The service with every kind of field, rule and condition that the language has: `tests/specs/kinds`.
pub(crate) fn kinds() -> &'static Service {
    static KINDS: LazyLock<Service> = LazyLock::new(|| {
        let contract = include_str!("../../core/src/tests/kinds.jsonl");
        Service::read(contract).expect("a contract file")
    });
    &KINDS
}

fn info() -> Late<Info> {
    Info {
        summary: "It is here to be tested.".into(),
        cite: Cite::from("page"),
        conflicts: [].into(),
        notes: [].into(),
    }
    .into()
}

/// An optional field.
pub(crate) fn field(name: &str, shape: Shape) -> Field {
    Field {
        name: name.into(),
        shape,
        required: Required::No,
        nullable: false,
        sensitive: false,
        deprecated: None,
        no_effect: None,
        default: None,
        votes: [].into(),
        dropped: None,
        info: FieldInfo {
            summary: "It is here to be tested.".into(),
            unit: None,
            default_note: None,
            example: None,
            cite: Cite::from("page"),
            cites: [].into(),
            conflicts: [].into(),
            notes: [].into(),
        }
        .into(),
    }
}

pub(crate) fn required(field: Field) -> Field {
    Field {
        required: Required::Always,
        ..field
    }
}

pub(crate) fn int(min: i64, max: i64) -> Shape {
    Shape::Int(Int {
        min: Some(min),
        max: Some(max),
        ..Int::default()
    })
}

pub(crate) fn text(form: Form) -> Shape {
    Shape::Text(Text {
        form,
        content: Content::Plain,
    })
}

/// One of several words; those that begin with `OLD`, in any case, are deprecated.
pub(crate) fn words(wires: &[&str]) -> Enum {
    let is_old = |wire: &str| wire.to_ascii_uppercase().starts_with("OLD");
    let value = |wire: &&str| EnumValue {
        wire: (*wire).into(),
        summary: "".into(),
        deprecated: is_old(wire).then(|| "Too old.".into()),
    };
    Enum {
        named: None,
        open: false,
        any_case: false,
        values: wires.iter().map(value).collect(),
    }
}

/// Pieces with a comma between two of them.
pub(crate) fn pieces(form: Form, piece: Piece) -> Shape {
    let separated = Separated {
        separator: ",".into(),
        min_items: None,
        max_items: None,
        piece,
    };
    Shape::Text(Text {
        form,
        content: Content::Separated(Box::new(separated)),
    })
}

/// An object of a type.
pub(crate) fn object(name: &str) -> Shape {
    Shape::Object(name.into())
}

/// A list of any length.
pub(crate) fn list(item: Shape) -> Shape {
    Shape::List(Box::new(List {
        item,
        min_items: None,
        max_items: None,
        unique: false,
    }))
}

/// Lower-case letters, one at least.
pub(crate) fn letters() -> Box<Pattern> {
    let automaton = r#"{"classes":[[97,122,1]],"next":[[-1,1],[-1,1]],"accepting":[1]}"#;
    Box::new(Pattern {
        regex: "^[a-z]+$".into(),
        words: "lower-case letters".into(),
        automaton: serde_json::from_str(automaton).expect("an automaton"),
    })
}

/// A pattern of one way alone: at each place the bytes that may stand there.
fn line(regex: &str, places: &[&[u8]]) -> Pattern {
    let mut kinds: Vec<&[u8]> = places.to_vec();
    kinds.sort_unstable();
    kinds.dedup();
    // Bytes are of one class if the same places take them.
    let mut signs: Vec<Vec<bool>> = vec![vec![false; kinds.len()]];
    let mut classes = Vec::new();
    for byte in 0..=u8::MAX {
        let sign: Vec<bool> = kinds.iter().map(|kind| kind.contains(&byte)).collect();
        let class = signs.iter().position(|known| *known == sign);
        let class = class.unwrap_or_else(|| {
            signs.push(sign);
            signs.len().saturating_sub(1)
        });
        classes.push(u8::try_from(class).expect("few classes"));
    }
    let mut next = Vec::new();
    for (state, place) in (1..).zip(places) {
        let kind = kinds
            .iter()
            .position(|kind| kind == place)
            .expect("one of them");
        next.extend(signs.iter().map(|sign| match sign.get(kind) {
            Some(true) => state,
            Some(false) | None => Automaton::DEAD,
        }));
    }
    next.extend(signs.iter().map(|_| Automaton::DEAD));
    let mut accepting = vec![false; places.len()];
    accepting.push(true);
    Pattern {
        regex: regex.into(),
        words: "".into(),
        automaton: Automaton {
            classes: classes.into(),
            width: u16::try_from(signs.len()).expect("few classes"),
            next: next.into(),
            accepting: accepting.into(),
        },
    }
}

/// Texts such as `#00ff7f`.
pub(crate) fn colour() -> Pattern {
    let hex: &[u8] = b"0123456789abcdefABCDEF";
    let places: &[&[u8]] = &[b"#", hex, hex, hex, hex, hex, hex];
    line("^#[0-9A-Fa-f]{6}$", places)
}

/// Names of fields.
pub(crate) fn names(names: &[&str]) -> Box<[Box<str>]> {
    names.iter().map(|name| (*name).into()).collect()
}

/// A rule of severity error.
pub(crate) fn rule(when: Vec<Condition>, kind: RuleKind) -> Rule {
    Rule {
        id: "rule".into(),
        severity: Severity::Error,
        direction: None,
        when: when.into(),
        kind,
        info: info(),
    }
}

pub(crate) fn ty(name: &str, fields: Vec<Field>, rules: Vec<Rule>) -> TypeDef {
    TypeDef {
        name: name.into(),
        wire: name.into(),
        includes: [].into(),
        open: false,
        transparent: false,
        parameters_of: None,
        info: info(),
        fields: fields.into(),
        rules: rules.into(),
    }
}

pub(crate) fn service(types: Vec<TypeDef>) -> Service {
    Service::new(ServiceData {
        name: "studio".into(),
        title: "Studio".into(),
        summary: "A service that does not exist.".into(),
        style: Style::Rest,
        common: None,
        error: None,
        endpoints: Vec::new(),
        other_apis: Vec::new(),
        agreements: Vec::new(),
        removed: Vec::new(),
        auth: Vec::new(),
        sources: vec![Source {
            name: "page".into(),
            kind: SourceKind::Page,
            title: "A page".into(),
            url: "https://example.com/".into(),
            read: "2026-11-20".into(),
        }],
        types,
        operations: Vec::new(),
    })
    .expect("a contract that can be relied on")
}

/// A service with one type `T` that has one field `f`.
pub(crate) fn service_of(shape: Shape) -> Service {
    service(vec![ty("T", vec![field("f", shape)], vec![])])
}

/// A type that contains itself: in a list, as an object, and as a document in a text.
pub(crate) fn tree() -> Service {
    let node = || Shape::Object("Node".into());
    let document = Shape::Text(Text {
        form: Form::default(),
        content: Content::Json(Box::new(Shape::Object("Node".into()))),
    });
    let fields = vec![
        required(field(
            "name",
            text(Form {
                min_chars: Some(1),
                max_chars: Some(8),
                ..Form::default()
            }),
        )),
        field("children", list(node())),
        field("twin", node()),
        field("note", document),
    ];
    service(vec![ty("Node", fields, vec![])])
}
