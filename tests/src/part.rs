//! The part of the operations that takes part where all of them would take hours.

use std::collections::BTreeSet;
use std::sync::LazyLock;

/// The operations that were written by hand, from pages.
pub const READ: [&str; 7] = [
    "metastudio/Create2DDigitalHumanVideo",
    "metastudio/ListDigitalHumanVideo",
    "metastudio/ListSmartLiveJobs",
    "metastudio/Show2DDigitalHumanVideo",
    "metastudio/Show2dModelTrainingJob",
    "mts/QueryIProductionJob",
    "mts/SubmitIProductionJob",
];

/// Of the others it is every so many.
const STEP: usize = 16;

/// Returns whether an operation, such as `mts/SubmitJobs`, belongs to the part: those of [`READ`], and of all that ship every
/// sixteenth, in the order of their names. The part changes where operations come or go, and not by chance.
#[must_use]
pub fn has(operation: &str) -> bool {
    static PART: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
        let catalog = crate::shipped_spec();
        let services = catalog.services().iter();
        let all = services.flat_map(|service| {
            let operations = service.operations();
            operations.map(move |operation| format!("{}/{}", service.name(), operation.name))
        });
        let all: BTreeSet<String> = all.collect();
        let read = READ.map(str::to_owned);
        all.into_iter().step_by(STEP).chain(read).collect()
    });
    PART.contains(operation)
}
