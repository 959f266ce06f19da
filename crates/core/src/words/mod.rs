//! What a contract says, in words: the one place that words it for messages, reference pages, `mediaspec show`, the
//! documentation of models and the descriptions of schemas.
//!
//! Everything here is plain text. Names, values and types inside a sentence are marked ([`Mark`]), so that an emitter
//! can set them as code or link them; it also owes the escaping that its format asks for. Who wants text alone displays the
//! phrase, and for a terminal or a log takes [`Phrase::visible`].
//!
//! ```
//! use mediaspec_core::contract::{Int, Shape};
//! use mediaspec_core::words;
//!
//! let speed = Shape::Int(Int { min: Some(50), max: Some(200), ..Int::default() });
//! assert_eq!(words::allowed(&speed).to_string(), "50 to 200");
//! ```

mod allowed;
mod bodies;
mod close;
mod phrase;
mod rules;
mod sources;
#[cfg(test)]
mod tests;
mod value;

pub use allowed::{
    allowed, allowed_in, constraint, default_words, grammar, kind, meanings, range, values_in,
    when_absent,
};
pub(crate) use allowed::{article_of, constraint_listing, literals, other_alternatives, rows};
pub use bodies::{answer_sent_as, request_sent_as};
pub use close::closest;
pub(crate) use close::{close, is_one_slip};
pub use phrase::{Mark, Phrase, Piece};
pub(crate) use rules::texts_held;
pub use rules::{
    context, operation_state, removed_operation, required, rule_code, rule_fields, rule_sentence,
    rule_severity,
};
pub use sources::{chosen, cite, cite_in, conflict_says, key, place, source_kind, vote_says};
pub use value::{json, list, literal, names_list, quoted, text_value};
