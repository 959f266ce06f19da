//! `mediaspec sample`.

use mediaspec_core::check::Scope;
use mediaspec_core::contract::{Direction, Operation, Part, TypeDef};
use mediaspec_core::sample::{SampleOptions, sample_with};
use mediaspec_validator::Validator;

use super::target;
use crate::arguments::SampleArguments;
use crate::session::{Session, Stop};
use crate::{Status, contract};

pub(super) fn run(arguments: &SampleArguments, session: &mut Session<'_>) -> Result<Status, Stop> {
    let of = &arguments.of;
    contract::with(of.spec.as_deref(), session, |catalog, session| {
        let validator = Validator::with_catalog(catalog);
        let operation = validator.operation(&of.op).map_err(Stop::because)?;
        let (ty, scope) = target(&operation, of.message.message(), of.part.into())?;
        let options = SampleOptions {
            full: arguments.full,
            seed: arguments.seed,
        };
        let include = match scope {
            Scope {
                direction: Direction::Request,
                part: Part::Header,
                ..
            } => authenticating(operation.contract(), ty),
            _ => &[],
        };
        session.print(&sample_with(ty, scope, &options, include))?;
        Ok(Status::Valid)
    })
}

/// The headers of a scheme that the documented headers make complete: without one, a request does not validate.
fn authenticating<'t>(operation: &Operation<'t>, headers: &TypeDef<'t>) -> &'t [&'t str] {
    let is_documented = |name: &&str| {
        headers
            .fields
            .iter()
            .any(|f| f.name.eq_ignore_ascii_case(name))
    };
    let group = operation
        .auth
        .iter()
        .find(|group| group.headers.iter().all(is_documented));
    group.map_or(&[], |group| group.headers)
}
