//! `mediaspec sample`.

use mediaspec_core::node::Node;
use mediaspec_payloads::sample::{SampleOptions, sample_with};
use mediaspec_validator::contract::{Operation, TypeDef};
use mediaspec_validator::{Direction, Message, OperationRef, Part, Scope};

use super::{Undocumented, undocumented};
use crate::arguments::SampleArguments;
use crate::output::harmless;
use crate::session::{Session, Stop};
use crate::{Status, contract};

pub(super) fn run(arguments: &SampleArguments, session: &mut Session<'_>) -> Result<Status, Stop> {
    let of = &arguments.of;
    let validator = contract::validator(&of.contract, session)?;
    let operation = contract::operation(&validator, &of.op)?;
    let message = of.message.message();
    let options = SampleOptions {
        full: arguments.full,
        seed: arguments.seed,
    };
    let sample = sample(&operation, &message, of.part.into(), &options).map_err(Stop::because)?;
    session.print(&harmless(sample.pretty()))?;
    Ok(Status::Valid)
}

/// Returns a payload of a part of a message that validates: what `mediaspec sample` writes.
///
/// # Errors
/// [`Undocumented`] where the contract does not say what the part is, or the operation has no such message.
pub fn sample(
    operation: &OperationRef,
    message: &Message,
    part: Part,
    options: &SampleOptions,
) -> Result<Node, Undocumented> {
    let found = operation.message(message.clone(), part)?;
    let Some(ty) = found.ty() else {
        return Err(undocumented(operation, message, found.is_documented()));
    };
    let include = match found.scope() {
        Scope {
            direction: Direction::Request,
            part: Part::Header,
            context: _,
        } => authenticating(operation, ty),
        _ => Vec::new(),
    };
    Ok(sample_with(
        found.service(),
        ty,
        found.scope(),
        options,
        &include,
    ))
}

/// The headers of a scheme that the documented headers make complete: without one, a request does not validate.
fn authenticating<'c>(operation: &'c OperationRef, headers: &TypeDef) -> Vec<&'c str> {
    let is_documented = |name: &str| {
        let mut fields = headers.fields.iter();
        fields.any(|field| field.name.eq_ignore_ascii_case(name))
    };
    let contract: &Operation = operation.contract();
    let mut groups = operation.service().auth(contract).iter();
    let group = groups.find(|group| group.headers.iter().all(|name| is_documented(name)));
    group.map_or_else(Vec::new, |group| {
        group.headers.iter().map(|name| &**name).collect()
    })
}
