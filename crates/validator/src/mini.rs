//! A catalog of two small services for unit tests.

use mediaspec_core::contract::{
    AuthGroup, Catalog, Cite, Content, Enum, EnumValue, Field, Info, Int, Operation, RequestBody,
    Required, Response, Service, Shape, Shortcuts, Source, SourceKind, Style, Text, TypeDef,
};

static PAGE: Source<'static> = Source {
    name: "studio-page",
    kind: SourceKind::Page,
    title: "Studio",
    url: "https://docs.example.com/studio",
    read: "2026-11-20",
};

const CITE: Cite<'static> = Cite {
    source: &PAGE,
    anchor: Some("4"),
};

const fn field(name: &'static str, shape: Shape<'static>, required: Required) -> Field<'static> {
    Field {
        name,
        shape,
        required,
        nullable: false,
        sensitive: false,
        deprecated: None,
        no_effect: None,
        slot: None,
        selected_by: None,
        default: None,
        info: Info {
            summary: "A field.",
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

const fn ty(
    name: &'static str,
    fields: &'static [Field<'static>],
    by_name: &'static [u16],
) -> TypeDef<'static> {
    TypeDef {
        name,
        wire: name,
        summary: "A type.",
        cite: CITE,
        open: false,
        fields,
        by_name,
        shortcuts: Shortcuts::new(fields, &[], &[]),
        slots: 0,
        rules: &[],
        conflicts: &[],
        notes: &[],
    }
}

const fn text(min_chars: u32, max_chars: u32) -> Text<'static> {
    Text {
        min_chars: Some(min_chars),
        max_chars: Some(max_chars),
        max_bytes: None,
        max_chars_without_markup: None,
        pattern: None,
        format: None,
        content: Content::Plain,
    }
}

static ID: Text<'static> = text(1, 8);
static TOKEN: Text<'static> = text(1, 64);
const fn between(min: i64, max: i64) -> Int<'static> {
    Int {
        min: Some(min),
        max: Some(max),
        accepted: None,
        special: &[],
        unix_seconds: false,
    }
}

static BETWEEN_1_AND_100: Int<'static> = between(1, 100);
static BETWEEN_50_AND_200: Int<'static> = between(50, 200);
static NO_FIELDS: TypeDef<'static> = ty("None", &[], &[]);
static PROJECT: TypeDef<'static> = ty(
    "Path",
    &[field("project_id", Shape::Text(&ID), Required::Always)],
    &[0],
);
static PROJECT_AND_JOB: TypeDef<'static> = ty(
    "JobPath",
    &[
        field("project_id", Shape::Text(&ID), Required::Always),
        field("job_id", Shape::Text(&ID), Required::Always),
    ],
    &[1, 0],
);
static LIST_QUERY: TypeDef<'static> = ty(
    "Query",
    &[
        field("limit", Shape::Int(&BETWEEN_1_AND_100), Required::No),
        field("state", Shape::Enum(&STATE), Required::No),
    ],
    &[0, 1],
);
static STATE: Enum<'static> = Enum {
    open: false,
    values: &[
        EnumValue {
            wire: "WAITING",
            summary: "",
            deprecated: None,
        },
        EnumValue {
            wire: "DONE",
            summary: "",
            deprecated: None,
        },
    ],
};
static HEADERS: TypeDef<'static> = ty(
    "Headers",
    &[
        Field {
            sensitive: true,
            ..field("X-Auth-Token", Shape::Text(&TOKEN), Required::No)
        },
        field("X-Request-Id", Shape::Text(&ID), Required::No),
    ],
    &[0, 1],
);
static CREATE: TypeDef<'static> = ty(
    "CreateVideo",
    &[
        field("name", Shape::Text(&ID), Required::Always),
        field("speed", Shape::Int(&BETWEEN_50_AND_200), Required::No),
    ],
    &[0, 1],
);
static VIDEO: TypeDef<'static> = ty(
    "Video",
    &[field("job_id", Shape::Text(&ID), Required::Always)],
    &[0],
);

const OK: Response<'static> = Response {
    status: 200,
    summary: "Done.",
    body: Some(&VIDEO),
    headers: &NO_FIELDS,
    error_code: None,
    cite: CITE,
};

const GET: Operation<'static> = Operation {
    service: "studio",
    name: "",
    method: "GET",
    path: "",
    summary: "An operation.",
    tag: "Videos",
    context: None,
    cite: CITE,
    auth: &[
        AuthGroup {
            scheme: "token",
            headers: &["X-Auth-Token"],
            cite: CITE,
        },
        AuthGroup {
            scheme: "aksk",
            headers: &["X-Sdk-Date", "Authorization"],
            cite: CITE,
        },
    ],
    path_parameters: &PROJECT,
    query: &NO_FIELDS,
    headers: &HEADERS,
    request: None,
    responses: &[OK],
    callbacks: &[],
    conflicts: &[],
    notes: &[],
};

const COPY: Operation<'static> = Operation {
    method: "POST",
    path: "/v1/{project_id}/copies",
    request: Some(RequestBody {
        ty: &CREATE,
        required: false,
    }),
    ..GET
};

static STUDIO: Service<'static> = Service {
    name: "studio",
    title: "Studio",
    summary: "Videos.",
    style: Style::Rest,
    endpoints: &[],
    sources: &[&PAGE],
    operations: &[
        &Operation {
            name: "CopyByInfo",
            ..COPY
        },
        &Operation {
            name: "CopybyInfo",
            ..COPY
        },
        &Operation {
            name: "CreateVideo",
            method: "POST",
            path: "/v1/{project_id}/videos",
            request: Some(RequestBody {
                ty: &CREATE,
                required: true,
            }),
            responses: &[
                OK,
                Response {
                    status: 204,
                    body: None,
                    ..OK
                },
            ],
            ..GET
        },
        &Operation {
            name: "ListVideos",
            path: "/v1/{project_id}/videos",
            query: &LIST_QUERY,
            ..GET
        },
        &Operation {
            name: "ShowLatestVideo",
            path: "/v1/{project_id}/videos/latest",
            ..GET
        },
        &Operation {
            name: "ShowVideo",
            path: "/v1/{project_id}/videos/{job_id}",
            path_parameters: &PROJECT_AND_JOB,
            ..GET
        },
    ],
    types: &[],
};

static MEDIA: Service<'static> = Service {
    name: "media",
    title: "Media",
    summary: "Jobs.",
    style: Style::Rpc {
        action: "Action",
        version: "2020-01-01",
        common: &["Version", "Format"],
        cite: CITE,
    },
    endpoints: &[],
    sources: &[&PAGE],
    operations: &[&Operation {
        service: "media",
        name: "QueryJob",
        method: "POST",
        path: "/",
        auth: &[],
        path_parameters: &NO_FIELDS,
        query: &JOB_QUERY,
        headers: &NO_FIELDS,
        ..GET
    }],
    types: &[],
};
static JOB_QUERY: TypeDef<'static> = ty(
    "JobQuery",
    &[field("JobId", Shape::Text(&ID), Required::Always)],
    &[0],
);

/// Two services, one of each style.
pub(crate) static CATALOG: Catalog<'static> = Catalog {
    services: &[&MEDIA, &STUDIO],
};
