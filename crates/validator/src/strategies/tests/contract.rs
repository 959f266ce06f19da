//! A contract with every kind of constraint, made by hand, and small types to look at one thing alone.

use mediaspec_core::automaton::Automaton;
use mediaspec_core::contract::{
    AuthGroup, Bound, Catalog, Condition, Content, Enum, EnumValue, Field, Form, Format, Int, Json,
    List, Literal, Number, Operation, OperationState, Pattern, Piece, RequestBody, Rule, RuleKind,
    Separated, Service, ServiceData, Severity, Shape, Text, TypeDef,
};

use crate::mini::{self, answer, cite, info};
pub(in crate::strategies) use crate::mini::{field, required};
use crate::{MessageRef, Validator};

/// A type, and the types that it names.
#[derive(Debug, Clone)]
pub(in crate::strategies) struct Kind {
    pub(in crate::strategies) ty: TypeDef,
    others: Vec<TypeDef>,
}

impl Kind {
    /// The same with another type that it names.
    pub(in crate::strategies) fn with(mut self, other: Self) -> Self {
        self.others.push(other.ty);
        self.others.extend(other.others);
        self
    }

    /// An object of it.
    pub(in crate::strategies) fn object(&self) -> Shape {
        Shape::Object(self.ty.name.clone())
    }

    /// A text with a document of it.
    pub(in crate::strategies) fn document(&self) -> Shape {
        Shape::Text(Text {
            form: Form::default(),
            content: Content::Json(self.ty.name.clone()),
        })
    }

    /// A service with one operation, whose request and answer are of the type.
    fn service(self) -> Service {
        let headers = mini::ty(
            "Headers",
            vec![text("X-Auth-Token", 1, 9), text("X-Request-Id", 1, 8)],
        );
        let name = self.ty.name.clone();
        let operation = Operation {
            service: "studio".into(),
            name: "Do".into(),
            method: "POST".into(),
            path: "/".into(),
            tag: "".into(),
            context: None,
            state: OperationState::Current,
            auth: None,
            path_parameters: None,
            query: None,
            headers: Some(headers.name.clone()),
            request: Some(RequestBody {
                ty: name.clone(),
                required: true,
            }),
            responses: [answer(200, Some(&name)), answer(204, None)].into(),
            callbacks: [].into(),
            info: info(""),
        };
        let mut types = vec![headers, self.ty];
        types.extend(self.others);
        let data = ServiceData {
            auth: vec![AuthGroup {
                scheme: "token".into(),
                headers: ["X-Auth-Token".into()].into(),
                cite: cite(),
            }],
            types,
            operations: vec![operation],
            ..mini::service("studio", "Studio", "Whatever a test asks for.")
        };
        Service::new(data).unwrap()
    }
}

pub(in crate::strategies) fn text_shape(form: Form) -> Shape {
    Shape::Text(Text {
        form,
        content: Content::Plain,
    })
}

/// A text of so many code points.
pub(in crate::strategies) fn text(name: &str, min: u32, max: u32) -> Field {
    field(name, mini::text(min, max))
}

pub(in crate::strategies) fn int(name: &str, min: i64, max: i64) -> Field {
    field(name, mini::int(min, max))
}

/// One of several words; those that begin with `OLD` are deprecated.
fn words(wires: &[&str]) -> Enum {
    let value = |wire: &&str| EnumValue {
        wire: (*wire).into(),
        summary: "".into(),
        deprecated: wire.starts_with("OLD").then(|| "Too old.".into()),
    };
    Enum {
        open: false,
        values: wires.iter().map(value).collect(),
    }
}

pub(in crate::strategies) fn choice(name: &str, wires: &[&str]) -> Field {
    field(name, Shape::Enum(words(wires)))
}

/// Pieces with a comma between two of them.
pub(in crate::strategies) fn pieces(name: &str, piece: Piece) -> Field {
    let separated = Separated {
        separator: ",".into(),
        piece,
    };
    let text = Text {
        form: Form::default(),
        content: Content::Separated(Box::new(separated)),
    };
    field(name, Shape::Text(text))
}

pub(in crate::strategies) fn list(name: &str, item: Shape, min: u32, max: u32) -> Field {
    field(
        name,
        Shape::List(Box::new(List {
            item,
            min_items: Some(min),
            max_items: Some(max),
            unique: false,
        })),
    )
}

/// A list of scalars that differ.
pub(in crate::strategies) fn set_of(name: &str, item: Shape, min: u32, max: u32) -> Field {
    let mut field = list(name, item, min, max);
    if let Shape::List(list) = &mut field.shape {
        list.unique = true;
    }
    field
}

/// The items of a list differ in a member.
pub(in crate::strategies) fn unique_by(list: &str, member: &str) -> Rule {
    let kind = RuleKind::Unique {
        list: list.into(),
        by: Some(member.into()),
    };
    rule(Severity::Error, vec![], kind)
}

pub(in crate::strategies) fn rule(
    severity: Severity,
    when: Vec<Condition>,
    kind: RuleKind,
) -> Rule {
    Rule {
        id: "rule".into(),
        severity,
        direction: None,
        when: when.into(),
        kind,
        info: info("A rule."),
    }
}

pub(in crate::strategies) fn names(names: &[&str]) -> Box<[Box<str>]> {
    names.iter().map(|&name| name.into()).collect()
}

fn is(field: &str, value: &str) -> Condition {
    Condition::Is {
        field: field.into(),
        values: [value.into()].into(),
    }
}

pub(in crate::strategies) fn ty(name: &str, fields: Vec<Field>, mut rules: Vec<Rule>) -> Kind {
    for (at, rule) in rules.iter_mut().enumerate() {
        rule.id = format!("rule-{at}").into();
    }
    Kind {
        ty: TypeDef {
            rules: rules.into(),
            ..mini::ty(name, fields)
        },
        others: Vec::new(),
    }
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
            signs.len() - 1
        });
        classes.push(u8::try_from(class).unwrap());
    }
    let mut next = Vec::new();
    for (state, place) in (1..).zip(places) {
        let kind = kinds.iter().position(|kind| kind == place).unwrap();
        next.extend(signs.iter().map(|sign| match sign[kind] {
            true => state,
            false => Automaton::DEAD,
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
            width: u16::try_from(signs.len()).unwrap(),
            next: next.into(),
            accepting: accepting.into(),
        },
    }
}

/// Texts such as `#00ff7f`.
pub(in crate::strategies) fn colour() -> Form {
    let hex: &[u8] = b"0123456789abcdefABCDEF";
    let places: &[&[u8]] = &[b"#", hex, hex, hex, hex, hex, hex];
    Form {
        pattern: Some(Box::new(line("^#[0-9A-Fa-f]{6}$", places))),
        ..Form::default()
    }
}

/// Texts such as `00:01:02.500`.
pub(in crate::strategies) fn clock() -> Form {
    Form {
        format: Some(Format::ClockTime),
        ..Form::default()
    }
}

/// Bytes in base64.
pub(in crate::strategies) fn base64() -> Form {
    Form {
        base64: true,
        ..Form::default()
    }
}

/// Scalars, lists, texts of every sort, documents in texts.
pub(in crate::strategies) fn values() -> Kind {
    let point = ty(
        "Point",
        vec![required(int("id", 1, 9)), text("label", 0, 3)],
        vec![],
    );
    let inner = ty("Inner", vec![int("depth", 1, 3)], vec![]);
    let meta = ty(
        "Meta",
        vec![
            required(int("depth", 1, 3)),
            text("title", 1, 4),
            field("inner", inner.object()),
        ],
        vec![],
    );
    let bound = |value, exclusive| Some(Bound { value, exclusive });
    let number = |name, lower, upper, accepted| {
        let number = Number {
            lower,
            upper,
            accepted,
            special: [].into(),
        };
        field(name, Shape::Number(number))
    };
    let speed = Int {
        min: Some(50),
        max: Some(200),
        accepted: Some((60, 150)),
        ..Int::default()
    };
    let title = Form {
        max_bytes: Some(12),
        ..Form::default()
    };
    ty(
        "Values",
        vec![
            required(text("name", 1, 8)),
            Field {
                nullable: true,
                ..text("note", 2, 100)
            },
            field("speed", Shape::Int(speed)),
            number(
                "share",
                bound(0.0, true),
                bound(1.0, true),
                Some((0.25, 0.75)),
            ),
            number("gain", bound(-1.0, false), bound(2.5, false), None),
            field("loop", Shape::Bool),
            choice("state", &["WAITING", "DONE", "OLD"]),
            field("colour", text_shape(colour())),
            field("at", text_shape(clock())),
            set_of("tags", mini::text(1, 4), 1, 3),
            list("points", point.object(), 1, 4),
            field("blob", text_shape(base64())),
            field("meta", meta.document()),
            pieces("words", Piece::Enum(words(&["RED", "BLUE"]))),
            field("title", text_shape(title)),
            field("more", Shape::Any),
            Field {
                sensitive: true,
                ..text("token", 1, 64)
            },
            Field {
                deprecated: Some("Use speed.".into()),
                ..int("rate", 0, 9)
            },
            Field {
                no_effect: Some("Never read.".into()),
                ..int("idle", 0, 9)
            },
        ],
        vec![unique_by("points", "id")],
    )
    .with(point)
    .with(inner)
    .with(meta)
}

/// Texts of several pieces, one for each thing that can be asked of a piece.
pub(in crate::strategies) fn separated() -> Kind {
    let none = Form::default;
    let text = |name, form| pieces(name, Piece::Text(form));
    ty(
        "Separated",
        vec![
            text(
                "long",
                Form {
                    min_chars: Some(2),
                    max_chars: Some(4),
                    ..none()
                },
            ),
            text(
                "large",
                Form {
                    max_bytes: Some(6),
                    ..none()
                },
            ),
            text(
                "marked",
                Form {
                    max_chars_without_markup: Some(3),
                    ..none()
                },
            ),
            text("colours", colour()),
            text("times", clock()),
            text("blobs", base64()),
            pieces("words", Piece::Enum(words(&["RED", "BLUE", "OLD"]))),
        ],
        vec![],
    )
}

/// A type that contains itself: in a list, as an object, and as a document in a text.
pub(in crate::strategies) fn tree() -> Kind {
    let node = ty("Node", vec![], vec![]);
    ty(
        "Node",
        vec![
            required(text("name", 1, 4)),
            list("children", node.object(), 0, 3),
            field("twin", node.object()),
            field("note", node.document()),
        ],
        vec![unique_by("children", "name")],
    )
}

/// Rules between members.
pub(in crate::strategies) fn rules() -> Kind {
    let error = Severity::Error;
    let row = |a, b| -> Box<[Literal]> { [Literal::Int(a), Literal::Int(b)].into() };
    ty(
        "Rules",
        vec![
            required(choice("mode", &["FREE", "STRICT"])),
            int("limit", 1, 100),
            text("first", 1, 4),
            text("second", 1, 4),
            required(int("width", 1, 4)),
            required(int("height", 1, 4)),
            int("count", 0, 20),
            text("by_id", 1, 4),
        ],
        vec![
            rule(
                error,
                vec![is("mode", "STRICT")],
                RuleKind::RequiredIf {
                    fields: names(&["limit"]),
                },
            ),
            rule(
                error,
                vec![is("mode", "FREE")],
                RuleKind::NoEffectIf {
                    fields: names(&["limit"]),
                },
            ),
            rule(
                error,
                vec![Condition::Present {
                    field: "by_id".into(),
                }],
                RuleKind::RequiredIf {
                    fields: names(&["count"]),
                },
            ),
            rule(
                error,
                vec![],
                RuleKind::AtMostOne {
                    fields: names(&["first", "second"]),
                },
            ),
            rule(
                error,
                vec![],
                RuleKind::Rows {
                    fields: names(&["width", "height"]),
                    rows: [row(1, 4), row(4, 1)].into(),
                },
            ),
            rule(
                error,
                vec![],
                RuleKind::Range {
                    field: "count".into(),
                    lower: None,
                    upper: Some(Bound {
                        value: 10.0,
                        exclusive: false,
                    }),
                },
            ),
        ],
    )
}

/// Members whose type a tag selects: an object, and a document in a text.
pub(in crate::strategies) fn selections() -> Kind {
    let flat = ty("Flat", vec![required(int("width", 1, 4))], vec![]);
    let deep = ty("Deep", vec![required(text("name", 2, 5))], vec![]);
    let selects = |field: &str, otherwise: Option<&Kind>| {
        let kind = RuleKind::SelectsType {
            tag: "kind".into(),
            field: field.into(),
            cases: [
                ("FLAT".into(), flat.ty.name.clone()),
                ("DEEP".into(), deep.ty.name.clone()),
            ]
            .into(),
            otherwise: otherwise.map(|kind| kind.ty.name.clone()),
        };
        rule(Severity::Error, vec![], kind)
    };
    let rules = vec![selects("detail", None), selects("document", Some(&deep))];
    ty(
        "Selections",
        vec![
            Field {
                default: Some(Json::Scalar("FLAT".into())),
                ..choice("kind", &["FLAT", "DEEP", "NONE"])
            },
            field("detail", Shape::Any),
            field("document", text_shape(Form::default())),
        ],
        rules,
    )
    .with(flat)
    .with(deep)
}

/// A part of a message of an operation whose request and answer are of a type.
pub(in crate::strategies) fn message(
    kind: Kind,
    message: crate::Message,
    part: crate::Part,
) -> MessageRef {
    let catalog = Catalog::new([kind.service()]).unwrap();
    let operation = Validator::from_catalog(catalog).operation("Do").unwrap();
    operation.message(message, part).unwrap()
}

/// The body of its request.
pub(in crate::strategies) fn body(kind: Kind) -> MessageRef {
    message(kind, crate::Message::Request, crate::Part::Body)
}
