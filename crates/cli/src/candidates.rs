//! What shells complete words to.

use clap_complete::engine::CompletionCandidate;
use mediaspec_validator::Validator;

use crate::topic::Topic;

/// The operations: the bare name where it is unique, with the service in front of it otherwise.
pub(crate) fn operations() -> Vec<CompletionCandidate> {
    let validator = Validator::new();
    let all = validator.operations().map(|operation| {
        let name = operation.name();
        let bare = name.rsplit('/').next().unwrap_or(&name);
        let is_unique = validator
            .operation(bare)
            .is_ok_and(|found| found == operation);
        let summary = operation.contract().info.summary.to_string();
        CompletionCandidate::new(if is_unique { bare } else { &*name }).help(Some(summary.into()))
    });
    all.collect()
}

/// The codes of findings.
pub(crate) fn codes() -> Vec<CompletionCandidate> {
    let all = Topic::all()
        .map(|topic| CompletionCandidate::new(topic.name()).help(Some(topic.meaning().into())));
    all.collect()
}

#[cfg(test)]
mod tests {
    use mediaspec_validator::Validator;

    #[test]
    fn every_operation_can_be_completed_to() {
        let names: Vec<String> = super::operations()
            .iter()
            .map(|one| one.get_value().to_string_lossy().into_owned())
            .collect();
        let validator = Validator::new();
        assert_eq!(names.len(), validator.operations().count());
        for name in names {
            assert!(validator.operation(&name).is_ok(), "{name}");
        }
    }
}
