//! What OpenAPI has no keyword for, in members of our own.
//!
//! | member | where | what |
//! |---|---|---|
//! | `x-mediaspec-generated` | document | how it was made |
//! | `x-mediaspec-sources` | document | what was read, by the name that the others use |
//! | `x-mediaspec-source` | operation, parameter, schema, header, response | where it was read: `name#table or section` |
//! | `x-mediaspec-source-of` | parameter, schema, header | where single constraints were read, by key: a source, or a list of those that say the same |
//! | `x-mediaspec-conflicts` | operation, parameter, schema | what other sources say that no value breaks |
//! | `x-mediaspec-votes` | parameter, schema | what other sources say of the value; an error is what all refuse |
//! | `x-mediaspec-dropped` | parameter, schema | the source that no longer has it, and since when |
//! | `x-mediaspec-rules` | operation, schema | rules between members, those that only warn too |
//! | `x-mediaspec-sensitive` | parameter, schema | to be kept out of logs |
//! | `x-mediaspec-context` | operation | the service that its messages belong to |
//! | `x-mediaspec-state` | operation | why it should no longer be used, beside `deprecated` |
//! | `x-mediaspec-error-code` | response | the vendor's code that goes with the status |
//! | `x-mediaspec-schema` | security scheme | what the header must be |
//! | `x-mediaspec-rpc` | operation | how the request goes over the wire in RPC style |

use mediaspec_core::contract::{
    Cite, Conflict, Direction, Dropped, Field, FieldInfo, Info, Rule, Service, Source, SourceKind,
    TypeDef,
};
use mediaspec_core::node::{Members, Node};
use mediaspec_core::words;

/// What was read for a service, by name.
pub(super) fn sources(service: &Service) -> Members {
    let mut out = Members::new();
    for source in service.sources() {
        let Source {
            name,
            kind,
            title,
            url,
            read,
        } = source;
        let kind = match kind {
            SourceKind::Page => "page",
            SourceKind::ApiExplorer => "api-explorer",
            SourceKind::Metadata => "metadata",
            SourceKind::Sdk => "sdk",
            SourceKind::SdkText => "sdk-text",
            SourceKind::Help => "help",
            SourceKind::Archive => "archive",
        };
        let about = Members::new()
            .with("kind", kind)
            .with("title", &**title)
            .with("url", &**url)
            .with("read", &**read);
        out.push(&**name, about);
    }
    out
}

/// Where something was read.
pub(super) fn source(out: &mut Members, cite: &Cite) {
    out.push("x-mediaspec-source", cite.to_string());
}

/// What other sources say.
pub(super) fn conflicts(out: &mut Members, conflicts: &[Conflict]) {
    let listed = conflicts
        .iter()
        .map(|conflict| {
            Members::new()
                .with("source", conflict.cite.to_string())
                .with("says", words::conflict_says(conflict).to_string())
                .with("because", &*conflict.because)
                .into()
        })
        .collect();
    out.push_list("x-mediaspec-conflicts", listed);
}

/// Where a field was read, if not where its type was, and what else there is to know of it.
pub(super) fn field(out: &mut Members, field: &Field, of_type: Option<&Cite>) {
    let FieldInfo {
        summary: _,
        unit: _,
        default_note: _,
        example: _,
        cite,
        cites,
        conflicts,
        notes: _,
    } = &*field.info;
    if of_type != Some(cite) {
        source(out, cite);
    }
    if !cites.is_empty() {
        let mut by_key = Members::new();
        for of_key in cites.chunk_by(|(a, _), (b, _)| a == b) {
            match of_key {
                [] => {}
                [(key, only)] => by_key.push(&**key, only.to_string()),
                [(key, _), ..] => {
                    let all = of_key.iter().map(|(_, cite)| cite.to_string().into());
                    by_key.push(&**key, all.collect::<Vec<Node>>());
                }
            }
        }
        out.push("x-mediaspec-source-of", by_key);
    }
    self::conflicts(out, conflicts);
    let votes = field.votes.iter().filter_map(|vote| {
        let says = words::vote_says(field, vote).to_string();
        let vote = Members::new()
            .with("source", vote.cite.to_string())
            .with("says", says.as_str());
        (!says.is_empty()).then(|| vote.into())
    });
    out.push_list("x-mediaspec-votes", votes.collect());
    if let Some(Dropped { cite, since }) = &field.dropped {
        let dropped = Members::new()
            .with("source", cite.to_string())
            .with("since", &**since);
        out.push("x-mediaspec-dropped", dropped);
    }
    if field.sensitive {
        out.push("x-mediaspec-sensitive", true);
    }
}

/// The rules of a type that hold for messages of a direction.
pub(super) fn rules(service: &Service, ty: &TypeDef, direction: Direction) -> Vec<Members> {
    ty.rules
        .iter()
        .filter(|rule| rule.direction.is_none_or(|only| only == direction))
        .map(|rule| self::rule(service, ty, rule))
        .collect()
}

fn rule(service: &Service, ty: &TypeDef, rule: &Rule) -> Members {
    let Info {
        summary,
        cite,
        conflicts,
        notes: _,
    } = &*rule.info;
    let mut out = Members::new()
        .with("id", &*rule.id)
        .with("severity", rule.severity.as_str())
        .with("says", words::rule_sentence(service, ty, rule).to_string())
        .with("summary", &**summary)
        .with("source", cite.to_string());
    let mut others = Members::new();
    self::conflicts(&mut others, conflicts);
    if let Some(others) = others.get("x-mediaspec-conflicts") {
        out.push("conflicts", others.clone());
    }
    out
}

/// Appends rules, if there are any.
pub(super) fn push_rules(out: &mut Members, rules: Vec<Members>) {
    out.push_list(
        "x-mediaspec-rules",
        rules.into_iter().map(Node::from).collect(),
    );
}
