//! A catalog of two small services for unit tests.

use std::sync::LazyLock;

use mediaspec_core::contract::{
    AuthGroup, CallHeaders, Catalog, Cite, Content, Endpoint, Enum, EnumValue, Field, FieldInfo,
    Form, Info, Int, Late, MediaTypes, Operation, OperationState, OtherApi, RemovedOperation,
    RemovedRoute, RequestBody, Required, Response, Service, ServiceData, Shape, Source, SourceKind,
    Style, Text, TypeDef, TypeName,
};

fn cite() -> Cite {
    Cite::from("studio-page#4")
}

fn info(summary: &str) -> Late<Info> {
    Info {
        summary: summary.into(),
        cite: cite(),
        conflicts: [].into(),
        notes: [].into(),
    }
    .into()
}

/// An optional field.
fn field(name: &str, shape: Shape) -> Field {
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
            summary: "A field.".into(),
            unit: None,
            default_note: None,
            example: None,
            cite: cite(),
            cites: [].into(),
            conflicts: [].into(),
            notes: [].into(),
        }
        .into(),
    }
}

fn required(field: Field) -> Field {
    Field {
        required: Required::Always,
        ..field
    }
}

/// A type without rules.
fn ty(name: &str, fields: Vec<Field>) -> TypeDef {
    TypeDef {
        name: name.into(),
        wire: name.into(),
        includes: [].into(),
        open: false,
        transparent: false,
        parameters_of: None,
        info: info("A type."),
        fields: fields.into(),
        rules: [].into(),
    }
}

/// The same for the parameters of an operation.
fn parameters(of: &str, name: &str, fields: Vec<Field>) -> TypeDef {
    TypeDef {
        parameters_of: Some(of.into()),
        ..ty(name, fields)
    }
}

/// A text of so many code points.
fn text(min_chars: u32, max_chars: u32) -> Shape {
    Shape::Text(Text {
        form: Form {
            min_chars: Some(min_chars),
            max_chars: Some(max_chars),
            ..Form::default()
        },
        content: Content::Plain,
    })
}

fn int(min: i64, max: i64) -> Shape {
    Shape::Int(Int {
        min: Some(min),
        max: Some(max),
        ..Int::default()
    })
}

fn choice(wires: &[&str]) -> Shape {
    let value = |wire: &&str| EnumValue {
        wire: (*wire).into(),
        summary: "".into(),
        deprecated: None,
    };
    Shape::Enum(Enum {
        named: None,
        open: false,
        any_case: false,
        values: wires.iter().map(value).collect(),
    })
}

fn id(name: &str) -> Field {
    field(name, text(1, 8))
}

/// An answer that all went well, with a body or without.
fn answer(status: u16, body: Option<&str>) -> Response {
    Response {
        status,
        summary: "Done.".into(),
        body: body.map(TypeName::from),
        file: false,
        media_types: MediaTypes::default(),
        headers: None,
        error_code: None,
        cite: cite(),
    }
}

/// What authenticates a request of `studio`.
fn auth() -> Vec<AuthGroup> {
    let group = |scheme: &str, headers: &[&str]| AuthGroup {
        scheme: scheme.into(),
        headers: headers.iter().map(|&name| name.into()).collect(),
        cite: cite(),
    };
    vec![
        group("token", &["X-Auth-Token"]),
        group("aksk", &["X-Sdk-Date", "Authorization"]),
    ]
}

/// An operation of `studio` that takes a project, and answers with a video.
fn operation(name: &str, method: &str, path: &str) -> Operation {
    Operation {
        service: "studio".into(),
        name: name.into(),
        method: method.into(),
        path: path.into(),
        tag: "Videos".into(),
        context: None,
        state: OperationState::Current,
        auth: None,
        path_parameters: Some("Path".into()),
        query: None,
        headers: Some("Headers".into()),
        request: None,
        responses: [answer(200, Some("Video"))].into(),
        callbacks: [].into(),
        info: info("An operation."),
    }
}

fn body(required: bool) -> Option<RequestBody> {
    Some(RequestBody {
        ty: "CreateVideo".into(),
        required,
        media_types: MediaTypes::default(),
    })
}

/// The data of a service that was read on one page, without types and operations.
fn service(name: &str, title: &str, summary: &str) -> ServiceData {
    ServiceData {
        name: name.into(),
        title: title.into(),
        summary: summary.into(),
        style: Style::Rest,
        common: None,
        error: None,
        endpoints: Vec::new(),
        other_apis: Vec::new(),
        agreements: Vec::new(),
        removed: Vec::new(),
        auth: Vec::new(),
        sources: vec![Source {
            name: "studio-page".into(),
            kind: SourceKind::Page,
            title: "Studio".into(),
            url: "https://docs.example.com/studio".into(),
            read: "2026-11-20".into(),
        }],
        types: Vec::new(),
        operations: Vec::new(),
    }
}

fn studio() -> ServiceData {
    let copy = |name: &str| Operation {
        request: body(false),
        ..operation(name, "POST", "/v1/{project_id}/copies")
    };
    ServiceData {
        auth: auth(),
        types: vec![
            ty(
                "CreateVideo",
                vec![required(id("name")), field("speed", int(50, 200))],
            ),
            ty(
                "Headers",
                vec![
                    Field {
                        sensitive: true,
                        ..field("X-Auth-Token", text(1, 64))
                    },
                    field("X-Sdk-Date", text(1, 64)),
                    Field {
                        sensitive: true,
                        ..field("Authorization", text(1, 64))
                    },
                    id("X-Request-Id"),
                ],
            ),
            parameters(
                "ShowVideo",
                "JobPath",
                vec![required(id("project_id")), required(id("job_id"))],
            ),
            parameters("CreateVideo", "Path", vec![required(id("project_id"))]),
            parameters(
                "ListVideos",
                "Query",
                vec![
                    field("limit", int(1, 100)),
                    field("state", choice(&["WAITING", "DONE"])),
                ],
            ),
            ty("Video", vec![required(id("job_id"))]),
        ],
        operations: vec![
            copy("CopyByInfo"),
            copy("CopybyInfo"),
            Operation {
                request: body(true),
                responses: [answer(200, Some("Video")), answer(204, None)].into(),
                ..operation("CreateVideo", "POST", "/v1/{project_id}/videos")
            },
            Operation {
                query: Some("Query".into()),
                ..operation("ListVideos", "GET", "/v1/{project_id}/videos")
            },
            operation("ShowLatestVideo", "GET", "/v1/{project_id}/videos/latest"),
            Operation {
                path_parameters: Some("JobPath".into()),
                ..operation("ShowVideo", "GET", "/v1/{project_id}/videos/{job_id}")
            },
        ],
        removed: vec![
            RemovedOperation {
                route: Some(RemovedRoute {
                    method: "POST".into(),
                    path: "/v1/{project_id}/films".into(),
                }),
                ..removed("CreateFilm", None)
            },
            removed("CreateVideos", Some("CreateVideo")),
            removed("ShowFilm", Some("ShowPicture")),
        ],
        ..service("studio", "Studio", "Videos.")
    }
}

fn removed(name: &str, renamed_to: Option<&str>) -> RemovedOperation {
    RemovedOperation {
        name: name.into(),
        last_listed: "2025-11-07".into(),
        renamed_to: renamed_to.map(Into::into),
        route: None,
        cite: cite(),
    }
}

fn endpoint(host: &str) -> Endpoint {
    Endpoint {
        host: host.into(),
        cite: cite(),
    }
}

fn media() -> ServiceData {
    ServiceData {
        style: Style::Rpc {
            action: "Action".into(),
            version: "Version".into(),
            headers: Some(CallHeaders {
                action: "x-acs-action".into(),
                version: "x-acs-version".into(),
            }),
            cite: cite(),
        },
        common: Some("Common".into()),
        endpoints: vec![endpoint("media.{region}.example")],
        other_apis: vec![OtherApi {
            title: "Other Media".into(),
            endpoint: endpoint("other.{region}.example"),
        }],
        types: vec![
            ty(
                "Common",
                vec![
                    field("Version", choice(&["2020-01-01"])),
                    id("Format"),
                    Field {
                        sensitive: true,
                        ..id("Signature")
                    },
                ],
            ),
            TypeDef {
                includes: ["Common".into()].into(),
                ..parameters(
                    "QueryJob",
                    "JobQuery",
                    vec![
                        field("Action", choice(&["QueryJob"])),
                        required(id("JobId")),
                    ],
                )
            },
            ty("Video", vec![required(id("job_id"))]),
        ],
        operations: vec![Operation {
            service: "media".into(),
            path_parameters: None,
            query: Some("JobQuery".into()),
            headers: None,
            ..operation("QueryJob", "POST", "/")
        }],
        removed: vec![removed("ListFilms", None)],
        ..service("media", "Media", "Jobs.")
    }
}

/// Two services, one of each style.
pub(crate) fn catalog() -> Catalog {
    static CATALOG: LazyLock<Catalog> = LazyLock::new(|| {
        let services = [media(), studio()].map(|data| Service::new(data).expect("a sound service"));
        Catalog::new(services).expect("services of two names")
    });
    CATALOG.clone()
}
