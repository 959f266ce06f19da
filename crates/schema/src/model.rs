//! What all models have in common.

use mediaspec_core::check::{Options, Scope, check_value};
use mediaspec_core::contract::{Part, TypeDef};
use mediaspec_core::report::Report;
use serde::Serialize;

/// A struct that is generated for a documented type.
pub trait Model: Serialize {
    /// What the vendor documents of it.
    const TYPE: &'static TypeDef<'static>;

    /// The part of a message that it is.
    const PART: Part = Part::Body;

    /// Checks it as a message of that direction, and in a service context where rules of one service shall run:
    /// `Direction::Request`, `(Direction::Request, Context::Live2d)`.
    ///
    /// Models can hold values that the vendor refuses; nothing is checked before this is called.
    ///
    /// ```
    /// use mediaspec_schema::metastudio::VoiceConfig;
    /// use mediaspec_schema::{Direction, Model as _};
    ///
    /// let voice = VoiceConfig::new("c20d9e8b47f1436fa5e3b1d07c694a82");
    /// assert!(voice.validate(Direction::Request).is_valid());
    /// ```
    #[must_use]
    fn validate(&self, scope: impl Into<Scope>) -> Report<'static> {
        self.validate_with(scope, &Options::default())
    }

    /// Checks it with options of your own.
    #[must_use]
    fn validate_with(&self, scope: impl Into<Scope>, options: &Options) -> Report<'static> {
        check_value(Self::TYPE, scope.into().in_part(Self::PART), self, options)
    }
}

/// An enum of documented values, with room for others: vendors add values.
///
/// Make one with `From` (or by decoding), which turns a documented text into its own variant.
///
/// ```
/// use mediaspec_schema::OpenEnum as _;
/// use mediaspec_schema::metastudio::VideoConfigCodec;
///
/// assert_eq!(VideoConfigCodec::from("H264"), VideoConfigCodec::H264);
/// assert!(VideoConfigCodec::H264.is_documented());
/// assert_eq!(VideoConfigCodec::from("AV2").as_str(), "AV2");
/// ```
pub trait OpenEnum: Sized {
    /// The documented value of that text.
    fn documented(text: &str) -> Option<Self>;

    /// A value that is not documented.
    fn other(text: String) -> Self;

    /// The value as it stands in messages.
    fn as_str(&self) -> &str;

    /// Whether the vendor documents the value.
    fn is_documented(&self) -> bool {
        Self::documented(self.as_str()).is_some()
    }
}
