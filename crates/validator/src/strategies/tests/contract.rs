//! A contract with every kind of constraint, made by hand, and small types to look at one thing alone.

use mediaspec_core::automaton::Automaton;
use mediaspec_core::contract::{
    AuthGroup, Bound, Catalog, Cite, Condition, Content, Enum, EnumValue, Field, Format, Info, Int,
    Json, List, Literal, Number, Operation, Pattern, RequestBody, Required, Response, Rule,
    RuleKind, Service, Severity, Shape, Shortcuts, Source, SourceKind, Style, Text, TypeDef,
    Unique,
};

use crate::{MessageRef, Validator};

const SOURCE: Source<'static> = Source {
    name: "page",
    kind: SourceKind::Page,
    title: "A page",
    url: "https://example.com/",
    read: "2026-11-20",
};

const CITE: Cite<'static> = Cite {
    source: &SOURCE,
    anchor: None,
};

pub(in crate::strategies) const TEXT: Text<'static> = Text {
    min_chars: None,
    max_chars: None,
    max_bytes: None,
    max_chars_without_markup: None,
    pattern: None,
    format: None,
    content: Content::Plain,
};

pub(in crate::strategies) const INT: Int<'static> = Int {
    min: None,
    max: None,
    accepted: None,
    special: &[],
    unix_seconds: false,
};

pub(in crate::strategies) fn keep<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

pub(in crate::strategies) fn field(name: &'static str, shape: Shape<'static>) -> Field<'static> {
    Field {
        name,
        shape,
        required: Required::No,
        nullable: false,
        sensitive: false,
        deprecated: None,
        no_effect: None,
        slot: None,
        selected_by: None,
        default: None,
        info: Info {
            summary: "",
            unit: None,
            default_note: None,
            example: None,
            cite: CITE,
            cites: &[],
            conflicts: &[],
            notes: &[],
        },
    }
}

pub(in crate::strategies) fn required(field: Field<'static>) -> Field<'static> {
    Field {
        required: Required::Always,
        ..field
    }
}

pub(in crate::strategies) fn text_shape(text: Text<'static>) -> Shape<'static> {
    Shape::Text(keep(text))
}

/// A text of so many code points.
pub(in crate::strategies) fn text(name: &'static str, min: u32, max: u32) -> Field<'static> {
    field(
        name,
        text_shape(Text {
            min_chars: Some(min),
            max_chars: Some(max),
            ..TEXT
        }),
    )
}

pub(in crate::strategies) fn int(name: &'static str, min: i64, max: i64) -> Field<'static> {
    field(
        name,
        Shape::Int(keep(Int {
            min: Some(min),
            max: Some(max),
            ..INT
        })),
    )
}

/// One of several words; those that begin with `OLD` are deprecated.
pub(in crate::strategies) fn choice(name: &'static str, values: &[&'static str]) -> Field<'static> {
    let value = |&wire: &&'static str| EnumValue {
        wire,
        summary: "",
        deprecated: wire.starts_with("OLD").then_some("Too old."),
    };
    let values = values.iter().map(value).collect::<Vec<_>>().leak();
    field(
        name,
        Shape::Enum(keep(Enum {
            open: false,
            values,
        })),
    )
}

pub(in crate::strategies) fn list(
    name: &'static str,
    item: Shape<'static>,
    min: u32,
    max: u32,
    unique: Unique,
) -> Field<'static> {
    field(
        name,
        Shape::List(keep(List {
            item,
            min_items: Some(min),
            max_items: Some(max),
            unique,
        })),
    )
}

pub(in crate::strategies) fn rule(
    severity: Severity,
    when: Vec<Condition<'static>>,
    kind: RuleKind<'static>,
) -> Rule<'static> {
    Rule {
        id: "rule",
        summary: "A rule.",
        cite: CITE,
        severity,
        direction: None,
        when: when.leak(),
        kind,
        conflicts: &[],
    }
}

fn is(field: u16, value: &'static str) -> Condition<'static> {
    Condition::Is {
        field,
        values: vec![Literal::Text(value)].leak(),
    }
}

pub(in crate::strategies) fn ty(
    name: &'static str,
    mut fields: Vec<Field<'static>>,
    rules: Vec<Rule<'static>>,
) -> &'static TypeDef<'static> {
    for (slot, field) in (0..).zip(&mut fields) {
        field.slot = Some(slot);
    }
    for (at, rule) in (0..).zip(&rules) {
        if let RuleKind::SelectsType { field, .. } = rule.kind {
            fields[usize::from(field)].selected_by = Some(at);
        }
    }
    let mut by_name: Vec<u16> = (0..).take(fields.len()).collect();
    by_name.sort_by_key(|&at| fields[usize::from(at)].name);
    keep(TypeDef {
        name,
        wire: name,
        summary: "",
        cite: CITE,
        open: false,
        slots: u16::try_from(fields.len()).unwrap(),
        shortcuts: Shortcuts::new(&fields, &[], &[]),
        fields: fields.leak(),
        by_name: by_name.leak(),
        rules: rules.leak(),
        conflicts: &[],
        notes: &[],
    })
}

/// A pattern of one way alone: at each place the bytes that may stand there.
fn line(regex: &'static str, places: &[&[u8]]) -> Pattern<'static> {
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
        regex,
        words: "",
        automaton: Automaton {
            classes: classes.leak(),
            width: u16::try_from(signs.len()).unwrap(),
            next: next.leak(),
            accepting: accepting.leak(),
        },
    }
}

pub(in crate::strategies) fn colour() -> &'static Pattern<'static> {
    let hex: &[u8] = b"0123456789abcdefABCDEF";
    let places: &[&[u8]] = &[b"#", hex, hex, hex, hex, hex, hex];
    keep(line("^#[0-9A-Fa-f]{6}$", places))
}

pub(in crate::strategies) fn clock() -> (Format, &'static Pattern<'static>) {
    let (digit, sixty): (&[u8], &[u8]) = (b"0123456789", b"012345");
    let places: &[&[u8]] = &[
        digit, digit, b":", sixty, digit, b":", sixty, digit, b".", digit, digit, digit,
    ];
    let format = Format::ClockTime;
    (format, keep(line(format.regex(), places)))
}

/// Scalars, lists, texts of every sort, documents in texts.
pub(in crate::strategies) fn values() -> &'static TypeDef<'static> {
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
            field("inner", Shape::Object(inner)),
        ],
        vec![],
    );
    let bound = |value, exclusive| Some(Bound { value, exclusive });
    let number = |name, lower, upper, accepted| {
        let number = Number {
            lower,
            upper,
            accepted,
            special: &[],
        };
        field(name, Shape::Number(keep(number)))
    };
    ty(
        "Values",
        vec![
            required(text("name", 1, 8)),
            Field {
                nullable: true,
                ..text("note", 2, 100)
            },
            field(
                "speed",
                Shape::Int(keep(Int {
                    min: Some(50),
                    max: Some(200),
                    accepted: Some((60, 150)),
                    ..INT
                })),
            ),
            number(
                "share",
                bound(0.0, true),
                bound(1.0, true),
                Some((0.25, 0.75)),
            ),
            number("gain", bound(-1.0, false), bound(2.5, false), None),
            field("loop", Shape::Bool),
            choice("state", &["WAITING", "DONE", "OLD"]),
            field(
                "colour",
                text_shape(Text {
                    pattern: Some(colour()),
                    ..TEXT
                }),
            ),
            field(
                "at",
                text_shape(Text {
                    format: Some(clock()),
                    ..TEXT
                }),
            ),
            list("tags", text("", 1, 4).shape, 1, 3, Unique::Items),
            list("points", Shape::Object(point), 1, 4, Unique::By(0)),
            field(
                "blob",
                text_shape(Text {
                    content: Content::Base64,
                    ..TEXT
                }),
            ),
            field(
                "meta",
                text_shape(Text {
                    content: Content::Json(meta),
                    ..TEXT
                }),
            ),
            field(
                "words",
                text_shape(Text {
                    content: Content::Separated {
                        separator: ",",
                        item: keep(choice("", &["RED", "BLUE"]).shape),
                    },
                    ..TEXT
                }),
            ),
            field(
                "title",
                text_shape(Text {
                    max_bytes: Some(12),
                    ..TEXT
                }),
            ),
            field("more", Shape::Any),
            Field {
                sensitive: true,
                ..text("token", 1, 64)
            },
            Field {
                deprecated: Some("Use speed."),
                ..int("rate", 0, 9)
            },
            Field {
                no_effect: Some("Never read."),
                ..int("idle", 0, 9)
            },
        ],
        vec![],
    )
}

/// Rules between members.
pub(in crate::strategies) fn rules() -> &'static TypeDef<'static> {
    let error = Severity::Error;
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
                vec![is(0, "STRICT")],
                RuleKind::RequiredIf { fields: &[1] },
            ),
            rule(
                error,
                vec![is(0, "FREE")],
                RuleKind::NoEffectIf { fields: &[1] },
            ),
            rule(
                error,
                vec![Condition::Present { field: 7 }],
                RuleKind::RequiredIf { fields: &[6] },
            ),
            rule(error, vec![], RuleKind::AtMostOne { fields: &[2, 3] }),
            rule(
                error,
                vec![],
                RuleKind::Rows {
                    fields: &[4, 5],
                    rows: &[
                        &[Literal::Int(1), Literal::Int(4)],
                        &[Literal::Int(4), Literal::Int(1)],
                    ],
                },
            ),
            rule(
                error,
                vec![],
                RuleKind::Range {
                    field: 6,
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
pub(in crate::strategies) fn selections() -> &'static TypeDef<'static> {
    let flat = ty("Flat", vec![required(int("width", 1, 4))], vec![]);
    let deep = ty("Deep", vec![required(text("name", 2, 5))], vec![]);
    let selects = |field, otherwise| {
        let kind = RuleKind::SelectsType {
            tag: 0,
            field,
            cases: vec![("FLAT", flat), ("DEEP", deep)].leak(),
            otherwise,
        };
        rule(Severity::Error, vec![], kind)
    };
    ty(
        "Selections",
        vec![
            Field {
                default: Some(Json::Scalar(Literal::Text("FLAT"))),
                ..choice("kind", &["FLAT", "DEEP", "NONE"])
            },
            field("detail", Shape::Any),
            field("document", text_shape(TEXT)),
        ],
        vec![selects(1, None), selects(2, Some(deep))],
    )
}

const NOTHING: TypeDef<'static> = TypeDef {
    name: "Nothing",
    open: false,
    ..TypeDef::ANYTHING
};

/// A validator with one operation, whose request and response are of a type, and whose query takes its fields.
pub(in crate::strategies) fn validator(ty: &'static TypeDef<'static>) -> Validator<'static> {
    let headers = self::ty(
        "Headers",
        vec![text("X-Auth-Token", 1, 9), text("X-Request-Id", 1, 8)],
        vec![],
    );
    let group = AuthGroup {
        scheme: "token",
        headers: &["X-Auth-Token"],
        cite: CITE,
    };
    let answer = Response {
        status: 200,
        summary: "",
        body: Some(ty),
        headers: &NOTHING,
        error_code: None,
        cite: CITE,
    };
    let operation = keep(Operation {
        service: "studio",
        name: "Do",
        method: "POST",
        path: "/",
        summary: "",
        tag: "",
        context: None,
        cite: CITE,
        auth: vec![group].leak(),
        path_parameters: &NOTHING,
        query: &NOTHING,
        headers,
        request: Some(RequestBody { ty, required: true }),
        responses: vec![
            answer,
            Response {
                status: 204,
                body: None,
                ..answer
            },
        ]
        .leak(),
        callbacks: &[],
        conflicts: &[],
        notes: &[],
    });
    let service = keep(Service {
        name: "studio",
        title: "",
        summary: "",
        style: Style::Rest,
        endpoints: &[],
        sources: &[],
        operations: vec![operation].leak(),
        types: &[],
    });
    Validator::with_catalog(Catalog {
        services: vec![service].leak(),
    })
}

/// A part of a message of that operation.
pub(in crate::strategies) fn message(
    ty: &'static TypeDef<'static>,
    message: crate::Message<'_>,
    part: crate::Part,
) -> MessageRef<'static, 'static> {
    let validator = keep(validator(ty));
    let operation = validator.operation("Do").unwrap();
    operation.message(message, part).unwrap()
}

/// The body of its request.
pub(in crate::strategies) fn body(ty: &'static TypeDef<'static>) -> MessageRef<'static, 'static> {
    message(ty, crate::Message::Request, crate::Part::Body)
}
