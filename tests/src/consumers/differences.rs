//! Where a tool's verdict is known to differ from the engine's, beyond what the lossy list says of every schema.

/// A difference, with its reason.
#[derive(Debug)]
pub struct Difference {
    /// The tool's name.
    pub tool: &'static str,
    /// What the operation's name begins with; empty for each.
    pub operation: &'static str,
    /// The part of a message that is meant; `None` for each.
    pub part: Option<&'static str>,
    /// The names of the cases in the boundary corpus. Each must differ somewhere, or the entry is stale.
    pub cases: &'static [&'static str],
    /// What the tool says: `Some(valid)`, or `None` where it does not read the payload.
    pub verdict: Option<bool>,
    /// Why.
    pub because: &'static str,
}

impl Difference {
    /// Whether a verdict on a case of the corpus is this difference.
    #[must_use]
    pub fn explains(&self, operation: &str, part: &str, case: &str, verdict: Option<bool>) -> bool {
        self.verdict == verdict
            && operation.starts_with(self.operation)
            && self.part.is_none_or(|only| only == part)
            && self.cases.contains(&case)
    }
}

/// All that are known.
pub const DIFFERENCES: &[Difference] = &[
    Difference {
        tool: "@sourcemeta/jsonschema",
        operation: "",
        part: None,
        cases: &["beyond 64 bits"],
        verdict: None,
        because: "it does not read integers beyond 64 bits",
    },
    Difference {
        tool: "Prism, as a mock server",
        operation: "mts/",
        part: Some("query"),
        cases: &["absent", "empty object"],
        verdict: Some(false),
        because: "the document asks for Action and Version, which clients of the RPC style send",
    },
    Difference {
        tool: "Ajv, every strict mode",
        operation: "kinds/DoValues",
        part: Some("body"),
        cases: &[
            "least integer of 64 bits",
            "greatest integer of 64 bits",
            "below 64 bits",
            "beyond 64 bits",
        ],
        verdict: Some(true),
        because: "JavaScript has no integers beyond 2^53, and takes them for multiples",
    },
    Difference {
        tool: "fastjsonschema",
        operation: "kinds/DoValues",
        part: Some("body"),
        cases: &["below 64 bits", "beyond 64 bits"],
        verdict: Some(true),
        because: "it takes doubles beyond 2^53 for multiples",
    },
];
