//! Edits of documents as edits of the input that they were read from.

use std::ops::Range;
use std::sync::Arc;

use mediaspec_validator::{Edit, Malformed, Position};

use crate::form::{self, Field};
use crate::place::{Source, Text};
use crate::token::Token;
use crate::yaml::{self, Scalar};
use crate::{Format, jsonc};

/// A document with the places of the input where it can be edited.
///
/// ```
/// use mediaspec_capture::{Editable, Format, Source};
/// use mediaspec_validator::Edit;
///
/// let source = Source::new(b"speed: \"100\" # fast\n".to_vec());
/// let document = Editable::read(Format::Yaml, &source)?.unwrap_or_default().remove(0);
/// let text = String::from_utf8_lossy(document.text().bytes());
/// assert_eq!(text, r#"{"speed": "100"}"#);
/// let edit = Edit::new(10, 5, "100");
/// let edit = document.edit(&edit).ok_or("it stands in the input")?;
/// assert_eq!((edit.offset, edit.length, &*edit.text), (7, 5, "100"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Editable {
    text: Text,
    places: Places,
}

/// How places of a document are found in its input.
#[derive(Debug, Clone)]
enum Places {
    /// They are the same.
    Same,
    /// The scalars of a YAML text.
    Yaml(Arc<[Scalar]>),
    /// The names and values of a form.
    Form(Vec<Field>),
}

impl Editable {
    /// Reads the documents of an input. `None` where inputs of that format hold none that can be edited in place.
    ///
    /// A form is an object of texts; a name that it has several times is a list of them.
    ///
    /// # Errors
    /// Where the input is not of that format.
    pub fn read(format: Format, source: &Arc<Source>) -> Result<Option<Vec<Self>>, Malformed> {
        let whole = 0..source.bytes().len();
        let same = |text| {
            vec![Self {
                text,
                places: Places::Same,
            }]
        };
        Ok(Some(match format {
            Format::Json => same(Text::plain(source, whole)),
            Format::Jsonc => same(jsonc::read(source)),
            Format::Yaml => {
                let texts = yaml::read(source)?;
                let scalars: Arc<[Scalar]> = yaml::scalars(source)?.into();
                let documents = texts.into_iter().map(|text| Self {
                    text,
                    places: Places::Yaml(Arc::clone(&scalars)),
                });
                documents.collect()
            }
            Format::Form => {
                let (text, fields) = form::document(source);
                vec![Self {
                    text,
                    places: Places::Form(fields),
                }]
            }
            Format::Har | Format::Curl | Format::Http | Format::Log => return Ok(None),
        }))
    }

    /// Returns the document as JSON.
    #[must_use]
    pub const fn text(&self) -> &Text {
        &self.text
    }

    /// Returns the edit of the input that an edit of the document is. `None` where the input would have to be written anew
    /// for it: at an alias of YAML and at what it names, in a text of several lines.
    #[must_use]
    pub fn edit(&self, edit: &Edit) -> Option<Edit> {
        match &self.places {
            Places::Same => Some(edit.clone()),
            Places::Yaml(scalars) => {
                let (token, at) = self.text.run_around(edit.offset)?;
                let index = scalars.partition_point(|scalar| scalar.at.start < at);
                let scalar = scalars.get(index).filter(|scalar| scalar.at.start == at)?;
                let token = Token::of(&self.text, token, edit)?;
                scalar.edit(self.text.source(), &token)
            }
            Places::Form(fields) => {
                let index = fields.partition_point(|field| field.token.end <= edit.offset);
                let field = fields.get(index)?;
                let token = Token::of(&self.text, field.token.clone(), edit)?;
                field.edit(self.text.source(), &token)
            }
        }
    }

    /// Returns the place in the input of a part of the document.
    #[must_use]
    pub fn position(&self, part: Range<usize>) -> Position {
        match &self.places {
            Places::Same | Places::Yaml(_) => self.text.position(part),
            Places::Form(fields) => {
                let index = fields.partition_point(|field| field.token.end <= part.start);
                let at = fields.get(index).map_or(0..0, |field| field.at.clone());
                self.text.source().position(&at)
            }
        }
    }
}
