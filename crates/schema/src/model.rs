//! What all models have in common.

use mediaspec_core::check::{Options, Scope, Target, check_value};
use mediaspec_core::contract::{Part, Service, TypeDef, TypeName};
use mediaspec_core::report::Report;
use serde::Serialize;

/// A struct that is generated for a documented type.
pub trait Model: Serialize {
    /// The name of its type in the contract.
    const NAME: &'static str;

    /// The part of a message that it is.
    const PART: Part = Part::Body;

    /// Returns the contract of the service that it belongs to.
    fn service() -> &'static Service;

    /// Returns what the vendor documents of it: its members with their bounds and sources, and the rules between them.
    ///
    /// ```
    /// # #[cfg(feature = "models")] {
    /// use mediaspec_schema::Model as _;
    /// use mediaspec_schema::metastudio::VoiceConfig;
    ///
    /// let speed = VoiceConfig::contract().field("speed").expect("a documented member");
    /// assert_eq!(speed.info.unit.as_deref(), Some("%"));
    /// # }
    /// ```
    #[must_use]
    fn contract() -> &'static TypeDef {
        let service = Self::service();
        service
            .ty(Self::NAME)
            .unwrap_or_else(|| service.resolve(&TypeName::from(Self::NAME)))
    }

    /// Checks it as a message of that direction, and in a service context where rules of one service shall run:
    /// `Direction::Request`, `(Direction::Request, Context::Live2d)`.
    ///
    /// Models can hold values that the vendor refuses; nothing is checked before this is called.
    ///
    /// ```
    /// # #[cfg(feature = "models")] {
    /// use mediaspec_schema::metastudio::{VoiceConfig, VoiceConfigRequired};
    /// use mediaspec_schema::{Direction, Model as _};
    ///
    /// let voice = VoiceConfig::new(VoiceConfigRequired {
    ///     voice_asset_id: "c20d9e8b47f1436fa5e3b1d07c694a82".into(),
    /// });
    /// assert!(voice.validate(Direction::Request).is_valid());
    /// assert!(!voice.with_speed(300).validate(Direction::Request).is_valid());
    /// # }
    /// ```
    #[must_use]
    fn validate(&self, scope: impl Into<Scope>) -> Report {
        self.validate_with(scope, &Options::default())
    }

    /// Checks it with options of your own.
    #[must_use]
    fn validate_with(&self, scope: impl Into<Scope>, options: &Options) -> Report {
        let target = Target::new(Self::service(), &Self::contract().name);
        check_value(&target, scope.into().in_part(Self::PART), self, options)
    }
}

/// An enum of documented values, with room for others: vendors add values.
///
/// Make one with `From` (or by decoding), which turns a documented text into its own variant.
///
/// ```
/// # #[cfg(feature = "models")] {
/// use mediaspec_schema::OpenEnum as _;
/// use mediaspec_schema::metastudio::VideoConfigCodec;
///
/// assert_eq!(VideoConfigCodec::from("H264"), VideoConfigCodec::H264);
/// assert!(VideoConfigCodec::H264.is_documented());
/// assert_eq!(VideoConfigCodec::from("AV2").as_str(), "AV2");
/// # }
/// ```
pub trait OpenEnum: Sized {
    /// Returns the documented value of that text.
    fn documented(text: &str) -> Option<Self>;

    /// Returns a value that is not documented.
    fn other(text: String) -> Self;

    /// Returns the value as it stands in messages.
    fn as_str(&self) -> &str;

    /// Returns whether the vendor documents the value.
    fn is_documented(&self) -> bool {
        Self::documented(self.as_str()).is_some()
    }
}
