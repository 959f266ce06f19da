//! JSON trees, and references between their parts.

use std::fmt::Write as _;

pub(crate) use mediaspec_oracle::node::{Members, Node, push_token};

/// A reference to a definition of the same document.
pub(crate) fn reference(prefix: &str, name: &str) -> String {
    let mut out = prefix.to_owned();
    let mut token = String::new();
    push_token(&mut token, name);
    for byte in token.trim_start_matches('/').bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(byte.into());
        } else {
            // A fragment of a URI; writing to a `String` cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_uri_fragments() {
        assert_eq!(reference("#/$defs/", "VideoConfig"), "#/$defs/VideoConfig");
        assert_eq!(reference("#/$defs/", "a/b %"), "#/$defs/a~1b%20%25");
    }
}
