//! Markdown, for pages, documentation comments and descriptions: the one place where it is written and escaped.
//!
//! Emitters make [`Line`]s and never write markup themselves. What comes from a spec is words or code in them, and nothing of
//! it acts: no link, no HTML, no block, no character that turns the direction of the text around it. What Markdown, its GitHub
//! dialect or HTML would read as markup is escaped, and what no escape keeps from acting becomes code.

mod escape;
mod line;
mod page;
mod sources;

pub(crate) use escape::at_line_start;
pub use line::Line;
pub(crate) use line::Target;
pub use page::Document;
pub(crate) use sources::{address, source};
