//! A contract with every kind of constraint, made by hand, and small types to look at one thing alone.

use std::num::NonZeroU32;

use mediaspec_core::check::{Options, Scope, Target, check_bytes};
use mediaspec_core::contract::{
    AuthGroup, Bound, Cite, Condition, Content, Direction, Field, Form, Format, Int, Json, List,
    Literal, Number, Part, Piece, Rule, RuleKind, Severity, Shape, Text, TypeDef,
};
use mediaspec_core::report::Report;

use crate::fixtures::{self, words};
pub(in crate::strategies) use crate::fixtures::{field, names, required, text as text_of};

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
            content: Content::Json(Box::new(self.object())),
        })
    }
}

/// A part of a message.
#[derive(Debug, Clone)]
pub(in crate::strategies) struct Message {
    pub(in crate::strategies) target: Target,
    pub(in crate::strategies) scope: Scope,
}

impl Message {
    /// The report of the engine.
    pub(in crate::strategies) fn check(&self, payload: &str) -> Report {
        let options = Options::default();
        check_bytes(&self.target, self.scope, payload.as_bytes(), &options)
    }
}

/// The body of a request or an answer of a type.
pub(in crate::strategies) fn message(kind: Kind, direction: Direction) -> Message {
    let name = kind.ty.name.clone();
    let mut types = vec![kind.ty];
    types.extend(kind.others);
    Message {
        target: Target::new(&fixtures::service(types), &name),
        scope: Scope::body(direction),
    }
}

/// The body of a request.
pub(in crate::strategies) fn body(kind: Kind) -> Message {
    message(kind, Direction::Request)
}

/// The headers of a request.
pub(in crate::strategies) fn headers() -> Message {
    let fields = vec![text("X-Auth-Token", 1, 9), text("X-Request-Id", 1, 8)];
    let body = body(ty("Headers", fields, vec![]));
    let group = AuthGroup {
        scheme: "token".into(),
        headers: ["X-Auth-Token".into()].into(),
        cite: Cite::from("page"),
    };
    Message {
        target: body.target.authenticated_by(&[group]),
        scope: body.scope.in_part(Part::Header),
    }
}

/// A text of so many code points.
fn text_of_length(min: u32, max: u32) -> Shape {
    text_of(Form {
        min_chars: Some(min),
        max_chars: Some(max),
        ..Form::default()
    })
}

/// The same as a field.
pub(in crate::strategies) fn text(name: &str, min: u32, max: u32) -> Field {
    field(name, text_of_length(min, max))
}

pub(in crate::strategies) fn int(name: &str, min: i64, max: i64) -> Field {
    field(name, fixtures::int(min, max))
}

pub(in crate::strategies) fn choice(name: &str, wires: &[&str]) -> Field {
    field(name, Shape::Enum(words(wires)))
}

/// Pieces with a comma between two of them.
pub(in crate::strategies) fn pieces(name: &str, piece: Piece) -> Field {
    field(name, fixtures::pieces(Form::default(), piece))
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
        severity,
        ..fixtures::rule(when, kind)
    }
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
        ty: fixtures::ty(name, fields, rules),
        others: Vec::new(),
    }
}

/// Texts such as `#00ff7f`.
pub(in crate::strategies) fn colour() -> Form {
    Form {
        pattern: Some(Box::new(fixtures::colour())),
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
        multiple_of: NonZeroU32::new(5),
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
            field("colour", text_of(colour())),
            field("at", text_of(clock())),
            set_of("tags", text_of_length(1, 4), 1, 3),
            list("points", point.object(), 1, 4),
            field("blob", text_of(base64())),
            field("meta", meta.document()),
            pieces("words", Piece::Enum(words(&["RED", "BLUE"]))),
            field("title", text_of(title)),
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
                vec![is("mode", "STRICT")],
                RuleKind::AtLeastOne {
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
            field("document", text_of(Form::default())),
        ],
        rules,
    )
    .with(flat)
    .with(deep)
}
