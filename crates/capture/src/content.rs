//! Bodies of an HTTP archive, which are unpacked once they are asked for.

use std::ops::Range;
use std::sync::Arc;

use mediaspec_core::json_text;

use crate::body::Body;
use crate::place::{Source, Text};
use crate::{form, unpack};

/// What an entry says of a body.
#[derive(Debug, Clone)]
pub(crate) struct Content {
    pub(crate) source: Arc<Source>,
    /// The object that says it.
    pub(crate) at: Range<usize>,
    pub(crate) text: Option<Range<usize>>,
    pub(crate) is_base64: bool,
    /// The fields of a form.
    pub(crate) params: Option<Range<usize>>,
    pub(crate) media_type: Option<String>,
    pub(crate) encodings: Option<String>,
    /// Whether there was something that is not in the archive.
    pub(crate) is_left_out: bool,
}

impl Content {
    /// The body itself.
    pub(crate) fn body(&self) -> Body {
        let broken = |why: String| Body::broken(&self.source, &self.at, why);
        if let Some(text) = &self.text {
            let said = Text::json_string(&self.source, text.clone());
            let is_plain = !self.is_base64 && self.encodings.is_none();
            if said.bytes().is_empty() {
                return self.form().unwrap_or_else(|| self.nothing());
            }
            if is_plain {
                return match said.bytes().len() > unpack::MAX_BODY {
                    true => broken(format!(
                        "the body has more than {} MiB",
                        unpack::MAX_BODY >> 20
                    )),
                    false => Body::Text(said),
                };
            }
            let bytes = match self.is_base64 {
                false => said.bytes().to_vec(),
                true => match unpack::base64(said.bytes()) {
                    Some(bytes) => bytes,
                    None => return broken("the body is said to be base64, and is not".to_owned()),
                },
            };
            let encodings = self.encodings.as_deref().unwrap_or_default();
            return match unpack::content(bytes, encodings) {
                Ok(bytes) if bytes == said.bytes() => Body::Text(said),
                Ok(bytes) => Body::Text(Text::decoded(&self.source, text.clone(), bytes)),
                Err(why) => broken(why),
            };
        }
        self.form().unwrap_or_else(|| self.nothing())
    }

    fn nothing(&self) -> Body {
        match self.is_left_out {
            true => Body::not_taken(&self.source, &self.at, "the archive does not have the body"),
            false => Body::Absent,
        }
    }

    /// The form that is kept field by field.
    fn form(&self) -> Option<Body> {
        let params = self.params.clone()?;
        let text = self.source.bytes();
        let mut fields = Vec::new();
        for param in json_text::inside(text, params.start) {
            let param = match param {
                Ok(param) => param.value,
                Err(broken) => return Some(Body::broken(&self.source, &self.at, broken.why)),
            };
            let said = |name: &str| {
                let found = json_text::member(text, param.start, name).ok().flatten()?;
                let is_text = text.get(found.start) == Some(&b'"');
                is_text.then(|| Text::json_string(&self.source, found).bytes().to_vec())
            };
            fields.push((
                said("name").unwrap_or_default(),
                said("value").unwrap_or_default(),
                said("fileName"),
            ));
        }
        if fields.is_empty() {
            return None;
        }
        let media_type = self.media_type.as_deref().unwrap_or_default();
        let is_multipart = media_type.trim_start().starts_with("multipart/");
        let body = match is_multipart {
            true => form::multipart(&fields, media_type),
            false => form::url_encoded(fields.iter().map(|(name, value, _)| (&**name, &**value))),
        };
        Some(Body::Text(Text::decoded(&self.source, params, body)))
    }
}
