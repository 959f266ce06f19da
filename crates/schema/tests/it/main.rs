//! Tests of what is generated, and of what generated code calls. They stand outside of the library, which would otherwise
//! be compiled twice with all its models.
#![allow(missing_docs)]

mod contracts;
mod one_of;
mod support;
