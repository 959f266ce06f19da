//! What a tool does not see of requests, whatever the operation. What it must say of such a request is what the engine says of what is
//! left of it.

/// A class of requests that a tool takes for others.
#[derive(Debug)]
pub struct Unseen {
    /// The tool's name.
    pub tool: &'static str,
    /// What it does not see. Some request must be taken for another one by it, or the entry is stale.
    pub what: What,
    /// How it takes it, and why.
    pub because: &'static str,
}

/// What there can be in a request that is not seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// A parameter of the query that is an empty text.
    EmptyParameter,
    /// A body that is `null`, where a request may have none.
    NullBody,
    /// A rule that ties parameters together.
    RuleBetweenParameters,
}

/// All that is known.
pub const UNSEEN: &[Unseen] = &[
    Unseen {
        tool: "Prism, as a mock server",
        what: What::EmptyParameter,
        because: "it takes an empty query parameter for one that is absent",
    },
    Unseen {
        tool: "Prism, as a mock server",
        what: What::NullBody,
        because: "it takes a body that is `null` for none",
    },
    Unseen {
        tool: "Prism, as a mock server",
        what: What::RuleBetweenParameters,
        because: "no document of OpenAPI says what parameters ask of each other",
    },
];
