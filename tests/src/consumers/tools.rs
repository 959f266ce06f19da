//! The tools, in the order of the table.

/// A dialect of JSON Schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// That of the documents.
    Draft202012,
    /// That of the mirror.
    Draft07,
}

impl Dialect {
    /// Its short name, which is also that of its folder.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft202012 => "2020-12",
            Self::Draft07 => "draft-07",
        }
    }
}

/// A package of a registry.
#[derive(Debug, Clone, Copy)]
pub enum Package {
    /// Of npm.
    Npm(&'static str),
    /// Of PyPI.
    PyPi(&'static str),
}

/// What a tool is given to do.
#[derive(Debug, Clone, Copy)]
pub enum Job {
    /// Check every payload against every document of these dialects.
    Validate(&'static [Dialect]),
    /// Make types of every document, which a compiler or an interpreter then takes.
    Types(&'static [Dialect]),
    /// Read the OpenAPI documents.
    OpenApi,
    /// Serve the OpenAPI documents.
    Mock,
}

impl Job {
    /// Whether the tool says of payloads whether they are valid.
    #[must_use]
    pub const fn has_verdicts(self) -> bool {
        match self {
            Self::Validate(_) | Self::Mock => true,
            Self::Types(_) | Self::OpenApi => false,
        }
    }
}

/// A tool that people have.
#[derive(Debug)]
pub struct Tool {
    /// What it is called.
    pub name: &'static str,
    /// What is installed for it; the first is the tool itself.
    pub packages: &'static [Package],
    /// What it reads, in words.
    pub reads: &'static str,
    /// Its script in `tests/consumers`, and what comes first among the arguments.
    pub script: &'static [&'static str],
    /// What it does.
    pub job: Job,
}

const BOTH: &[Dialect] = &[Dialect::Draft202012, Dialect::Draft07];
const BOTH_IN_WORDS: &str = "JSON Schema 2020-12 and draft-07";

/// Every tool.
pub const TOOLS: &[Tool] = &[
    Tool {
        name: "Ajv, every strict mode",
        packages: &[Package::Npm("ajv")],
        reads: BOTH_IN_WORDS,
        script: &["ajv.mjs"],
        job: Job::Validate(BOTH),
    },
    Tool {
        name: "@sourcemeta/jsonschema",
        packages: &[Package::Npm("@sourcemeta/jsonschema")],
        reads: BOTH_IN_WORDS,
        script: &["sourcemeta.mjs"],
        job: Job::Validate(BOTH),
    },
    Tool {
        name: "check-jsonschema",
        packages: &[Package::PyPi("check-jsonschema")],
        reads: BOTH_IN_WORDS,
        script: &["check_jsonschema_cli.py"],
        job: Job::Validate(BOTH),
    },
    Tool {
        name: "jsonschema for Python",
        packages: &[Package::PyPi("jsonschema")],
        reads: BOTH_IN_WORDS,
        script: &["validators.py", "jsonschema"],
        job: Job::Validate(BOTH),
    },
    Tool {
        name: "jsonschema-rs",
        packages: &[Package::PyPi("jsonschema-rs")],
        reads: BOTH_IN_WORDS,
        script: &["validators.py", "jsonschema-rs"],
        job: Job::Validate(BOTH),
    },
    Tool {
        name: "fastjsonschema",
        packages: &[Package::PyPi("fastjsonschema")],
        reads: "JSON Schema draft-07",
        script: &["validators.py", "fastjsonschema"],
        job: Job::Validate(&[Dialect::Draft07]),
    },
    Tool {
        name: "json-schema-to-typescript, tsc",
        packages: &[
            Package::Npm("json-schema-to-typescript"),
            Package::Npm("typescript"),
        ],
        reads: BOTH_IN_WORDS,
        script: &["json_schema_to_typescript.mjs"],
        job: Job::Types(BOTH),
    },
    Tool {
        name: "datamodel-code-generator, Pydantic",
        packages: &[
            Package::PyPi("datamodel-code-generator"),
            Package::PyPi("pydantic"),
        ],
        reads: BOTH_IN_WORDS,
        script: &["models.py"],
        job: Job::Types(BOTH),
    },
    Tool {
        name: "quicktype to TypeScript, Java, C# and Go",
        packages: &[Package::Npm("quicktype")],
        reads: BOTH_IN_WORDS,
        script: &["quicktype.mjs"],
        job: Job::Types(BOTH),
    },
    Tool {
        name: "Redocly CLI, recommended rules",
        packages: &[Package::Npm("@redocly/cli")],
        reads: "OpenAPI 3.1, with the exceptions that `redocly.yaml` names",
        script: &["redocly.mjs"],
        job: Job::OpenApi,
    },
    Tool {
        name: "Spectral, its rules for OpenAPI",
        packages: &[Package::Npm("@stoplight/spectral-cli")],
        reads: "OpenAPI 3.1",
        script: &["spectral.mjs"],
        job: Job::OpenApi,
    },
    Tool {
        name: "openapi-spec-validator",
        packages: &[Package::PyPi("openapi-spec-validator")],
        reads: "OpenAPI 3.1",
        script: &["openapi_spec_validator_library.py"],
        job: Job::OpenApi,
    },
    Tool {
        name: "openapi-typescript, tsc",
        packages: &[
            Package::Npm("openapi-typescript"),
            Package::Npm("typescript"),
        ],
        reads: "OpenAPI 3.1",
        script: &["openapi_typescript.mjs"],
        job: Job::OpenApi,
    },
    Tool {
        name: "Prism, as a mock server",
        packages: &[Package::Npm("@stoplight/prism-cli")],
        reads: "OpenAPI 3.1",
        script: &["prism.mjs"],
        job: Job::Mock,
    },
];
