//! Everything that spans crates, in one binary.

/// Tests of hostile input ask how much memory it takes.
#[global_allocator]
static HEAP: mediaspec_tests::heap::Counting = mediaspec_tests::heap::Counting;

mod cli;
mod consumers;
mod contracts;
mod corpus;
mod differential;
mod drift;
mod facts;
mod fixes;
mod goldens;
mod hostile;
mod json_schema;
mod json_text;
mod kinds;
mod lints;
mod models;
mod modules;
mod mutation;
mod obstacle;
mod openapi;
mod output;
mod payloads;
mod places;
mod promises;
mod public_api;
mod published;
mod readme;
mod reference;
mod samples;
mod semantics;
mod sensitive;
mod sheets;
mod sources;
mod strategies;
mod suggestions;
