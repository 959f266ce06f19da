//! Models against the tables: what validates decodes, and is encoded to what validates.

use std::fmt::Debug;

use mediaspec_core::check::{Options, Scope, Target, check_bytes, check_value};
use mediaspec_core::contract::{Direction, Part};
use mediaspec_payloads::sample::{SampleOptions, sample};
use mediaspec_schema::metastudio::{
    ListDigitalHumanVideoInfo, ListDigitalHumanVideoQuery, RTCRoomInfoList, VideoConfig,
    VideoConfigCodec, VideoConfigRequired, VoiceConfig, VoiceConfigRequired,
};
use mediaspec_schema::support::EachModel;
use mediaspec_schema::{Model, OpenEnum as _};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// Seeds of the samples that each model is tried with.
const SEEDS: std::ops::Range<u64> = 0..8;

/// Calls a function for each model and each sample of it that validates.
struct Samples<F>(F);

impl<F: FnMut(&Target, Scope, &str, &dyn RoundTrip)> EachModel for Samples<F> {
    fn model<M: Model + DeserializeOwned + Clone + PartialEq + Debug>(&mut self) {
        let (service, ty) = (M::service(), M::contract());
        let target = Target::new(service, &ty.name);
        for direction in [Direction::Request, Direction::Response] {
            let scope = Scope::body(direction).in_part(M::PART);
            if M::PART != Part::Body && direction == Direction::Response {
                continue;
            }
            for (full, seed) in SEEDS.flat_map(|seed| [(true, seed), (false, seed)]) {
                let text = sample(service, ty, scope, &SampleOptions { full, seed }).pretty();
                self.0(&target, scope, &text, &Trip::<M>(std::marker::PhantomData));
            }
        }
    }
}

/// Decoding and encoding with a model, without its type. It is done with texts alone: each further form would be compiled
/// for each of some thousand models.
trait RoundTrip {
    /// The text decoded; `Err` where it does not decode.
    fn encode(&self, text: &str) -> Result<Value, String>;
    /// The report of the model's own `validate`.
    fn is_valid(&self, text: &str, scope: Scope) -> bool;
}

struct Trip<M>(std::marker::PhantomData<M>);

impl<M: Model + DeserializeOwned + Clone + PartialEq + Debug> RoundTrip for Trip<M> {
    fn encode(&self, text: &str) -> Result<Value, String> {
        let model: M = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let written = serde_json::to_string(&model).map_err(|error| error.to_string())?;
        let again: M = serde_json::from_str(&written).map_err(|error| error.to_string())?;
        assert!(again == model, "{model:?} is read back as {again:?}");
        assert!(again.clone() == again);
        serde_json::from_str(&written).map_err(|error| error.to_string())
    }

    fn is_valid(&self, text: &str, scope: Scope) -> bool {
        let model: M = serde_json::from_str(text).expect("it has been read before");
        model.validate(scope).is_valid()
    }
}

#[test]
fn what_validates_decodes_and_is_encoded_to_what_validates() {
    let options = Options::default();
    let mut tried = 0_u32;
    mediaspec_schema::each_model(&mut Samples(
        |target: &Target, scope: Scope, text: &str, trip: &dyn RoundTrip| {
            if !check_bytes(target, scope, text.as_bytes(), &options).is_valid() {
                // Samples of a type that only the vendor sends need not be requests.
                return;
            }
            tried += 1;
            let value = trip
                .encode(text)
                .unwrap_or_else(|error| panic!("{}: {error}\n{text}", target.ty().name));
            let report = check_value(target, scope, &value, &options);
            assert!(
                report.is_valid(),
                "{}: {:?}\n{text}\n{value:#}",
                target.ty().name,
                report.violations
            );
            assert!(trip.is_valid(text, scope), "{}\n{text}", target.ty().name);
            let sent: Value = serde_json::from_str(text).expect("a sample is JSON");
            assert_eq!(
                numbers_as_floats(value),
                numbers_as_floats(sent),
                "{}: nothing is lost",
                target.ty().name
            );
        },
    ));
    assert!(tried > 1000, "{tried} samples are too few to mean anything");
}

/// `50` and `50.0` are one number to everyone but `Value`; and so they are in texts of which models have the number.
fn numbers_as_floats(value: Value) -> Value {
    match value {
        Value::Number(number) => json!(number.as_f64()),
        Value::String(text) => match text.parse::<f64>() {
            Ok(number) if number.is_finite() => json!(number.to_string()),
            _ => Value::String(text),
        },
        Value::Array(items) => items.into_iter().map(numbers_as_floats).collect(),
        Value::Object(members) => Value::Object(
            members
                .into_iter()
                .map(|(name, value)| (name, numbers_as_floats(value)))
                .collect(),
        ),
        other @ (Value::Null | Value::Bool(_)) => other,
    }
}

#[test]
fn integers_written_as_numbers_decode_in_every_model() {
    let options = Options::default();
    mediaspec_schema::each_model(&mut Samples(
        |target: &Target, scope: Scope, text: &str, trip: &dyn RoundTrip| {
            let value: Value = serde_json::from_str(text).expect("a sample is JSON");
            let text = with_fractions(&value).to_string();
            if check_bytes(target, scope, text.as_bytes(), &options).is_valid() {
                trip.encode(&text)
                    .unwrap_or_else(|error| panic!("{}: {error}\n{text}", target.ty().name));
            }
        },
    ));
}

/// The value with `.0` at each integer that stays the same number with it.
fn with_fractions(value: &Value) -> Value {
    match value {
        Value::Number(number) => match number.as_i64() {
            Some(integer) if integer.unsigned_abs() < 1 << 53 => json!(integer as f64),
            Some(_) | None => value.clone(),
        },
        Value::Array(items) => items.iter().map(with_fractions).collect(),
        Value::Object(members) => Value::Object(
            members
                .iter()
                .map(|(name, value)| (name.clone(), with_fractions(value)))
                .collect(),
        ),
        Value::Null | Value::Bool(_) | Value::String(_) => value.clone(),
    }
}

#[test]
fn null_in_an_answer_is_read_and_what_is_written_validates() {
    let options = Options::default();
    let mut tried = 0_u32;
    mediaspec_schema::each_model(&mut Samples(
        |target: &Target, scope: Scope, text: &str, trip: &dyn RoundTrip| {
            // What is transparent has no members; its value is that of its only field.
            if scope.direction == Direction::Request || target.ty().transparent {
                return;
            }
            for field in &target.ty().fields {
                let mut value: Value = serde_json::from_str(text).expect("a sample is JSON");
                value[&*field.name] = Value::Null;
                let text = value.to_string();
                if !check_bytes(target, scope, text.as_bytes(), &options).is_valid() {
                    continue;
                }
                tried += 1;
                let written = trip
                    .encode(&text)
                    .unwrap_or_else(|error| panic!("{}: {error}\n{text}", target.ty().name));
                let report = check_value(target, scope, &written, &options);
                assert!(
                    report.is_valid(),
                    "{}: {:?}\n{text}",
                    target.ty().name,
                    report.violations
                );
            }
        },
    ));
    assert!(tried > 500, "{tried} samples are too few to mean anything");
}

#[test]
fn null_for_an_optional_member_of_a_response_means_absent() {
    let page: ListDigitalHumanVideoInfo =
        serde_json::from_value(json!({ "jobs": null, "count": 7.0 })).expect("a thin answer");
    assert_eq!(
        serde_json::to_value(&page).expect("JSON"),
        json!({ "count": 7 })
    );
}

#[test]
fn an_unknown_member_and_an_unknown_value_decode() {
    let text = json!({
        "bitrate": 4000, "width": 1920, "height": 1080,
        "codec": "AV2", "tomorrow": { "deep": [1] },
    });
    let config: VideoConfig = serde_json::from_value(text).expect("vendors add things");
    let codec = config.codec.expect("it was there");
    assert_eq!(codec, VideoConfigCodec::Other("AV2".to_owned()));
    assert!(!codec.is_documented());
    assert_eq!(codec.to_string(), "AV2");
}

#[test]
fn new_takes_what_a_request_requires_and_writes_nothing_else() {
    let voice = VoiceConfig::new(VoiceConfigRequired {
        voice_asset_id: "a".into(),
    });
    assert_eq!(
        serde_json::to_value(&voice).expect("JSON"),
        json!({ "voice_asset_id": "a" })
    );
    let video = VideoConfig::new(VideoConfigRequired {
        bitrate: 4000,
        width: 1080,
        height: 1920,
    });
    let report = video.validate(Direction::Request);
    assert!(report.is_valid(), "{:?}", report.violations);
}

#[test]
fn a_model_tells_what_the_vendor_would_refuse() {
    let mut voice = VoiceConfig::new(VoiceConfigRequired {
        voice_asset_id: "a".into(),
    });
    voice.speed = Some(300);
    let told = mediaspec_tests::errors(&voice.validate(Direction::Request));
    assert_eq!(
        told,
        [("/speed".to_owned(), mediaspec_core::code::Code::Maximum)]
    );
}

#[test]
fn query_parameters_are_checked_as_query_parameters() {
    let mut query = ListDigitalHumanVideoQuery::new();
    query.limit = Some(0);
    let report = query.validate(Direction::Request);
    assert_eq!(ListDigitalHumanVideoQuery::PART, Part::Query);
    assert!(
        report
            .violations
            .iter()
            .all(|violation| violation.part == Part::Query),
        "{report:?}"
    );
    assert_eq!(mediaspec_tests::errors(&report).len(), 1);
}

#[test]
fn debug_leaves_sensitive_values_out() {
    let mut shown = Vec::new();
    mediaspec_schema::each_model(&mut Secrets(&mut shown));
    assert!(shown.len() > 5, "{shown:?}");
    let list = RTCRoomInfoList::default();
    assert!(format!("{list:?}").starts_with("RTCRoomInfoList {"));
}

/// Fills each sensitive text with a secret, and looks for it in `Debug`.
struct Secrets<'a>(&'a mut Vec<&'static str>);

impl EachModel for Secrets<'_> {
    fn model<M: Model + DeserializeOwned + Clone + PartialEq + Debug>(&mut self) {
        let scope = Scope::body(Direction::Request);
        let sample = sample(
            M::service(),
            M::contract(),
            scope,
            &SampleOptions {
                full: true,
                seed: 0,
            },
        );
        let mut value = serde_json::to_value(sample).expect("a sample is JSON");
        let mut planted = false;
        for field in M::contract().fields.iter().filter(|field| field.sensitive) {
            if let Some(Value::String(text)) = value.get_mut(&*field.name) {
                *text = "hunter2".to_owned();
                planted = true;
            }
        }
        if planted {
            let model: M = serde_json::from_str(&value.to_string()).expect("texts stay texts");
            let debug = format!("{model:?}");
            assert!(
                !debug.contains("hunter2") && debug.contains("<hidden>"),
                "{debug}"
            );
            self.0.push(M::NAME);
        }
    }
}
