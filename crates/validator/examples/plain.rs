//! Checks a payload, and shows what is wrong with it.
//!
//! ```text
//! cargo run --example plain
//! ```

use std::process::ExitCode;

use mediaspec_validator::{Report, UnknownOperation, Validator};

const PAYLOAD: &str = r#"{
  "model_asset_id": "6d0a1c5be2f94d8c",
  "voice_config": {
    "voice_asset_id": "b81f3a7c",
    "speed": 300
  }
}"#;

/// Checks the body of a request.
fn check(body: &str) -> Result<Report, UnknownOperation> {
    let create = Validator::new().operation("metastudio/Create2DDigitalHumanVideo")?;
    Ok(create.request_body(body.as_bytes()))
}

fn main() -> ExitCode {
    match check(PAYLOAD) {
        Ok(report) => {
            // One line for each violation, with its place in the payload.
            println!("{report}");
            for violation in report.errors() {
                if let Some(source) = violation.source() {
                    println!("{} is documented on {}", violation.pointer, source.url);
                }
            }
            ExitCode::from(u8::from(!report.is_valid()))
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

#[test]
fn the_payload_is_refused_for_its_speed() {
    let report = check(PAYLOAD).expect("the operation is shipped");
    let lines = report.to_string();
    assert!(
        lines.contains("5:14: error[maximum] /voice_config/speed: 300 is above 200"),
        "{lines}"
    );
}
