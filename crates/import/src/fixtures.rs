//! A small spec folder for tests.

/// The `vendor.toml` of a service, `studio`, with the source of definitions.
pub(crate) const VENDOR: &str = r##"#:schema ../meta/vendor.schema.json

[vendor]
service = "studio"
title = "Example Studio"
summary = "Renders clips."
style = "rest"
error = "Problem"

[[source]]
name = "api-explorer"
kind = "api-explorer"
title = "Definitions"
url = "https://example.com/definitions"
read = "2026-03-13"
"##;

/// The type of the bodies of its errors.
pub(crate) const PROBLEM: &str = r##"#:schema ../../meta/type.schema.json

[type]
name = "Problem"
summary = "What went wrong."
source = "api-explorer"

[[field]]
name = "code"
kind = "text"
summary = "The error."
"##;
