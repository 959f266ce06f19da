//! What generated code calls. It is public for that reason alone, and may change with any release.

#[cfg(feature = "models")]
mod models;

#[cfg(feature = "models")]
pub use models::{
    EachModel, Hidden, Integers, enum_from, enum_from_str, enum_from_string, integers, present,
    present_integers,
};
