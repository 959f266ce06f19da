//! Any contract file: it is refused with one clear error, or it is written as it was read, and payloads are checked by it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mediaspec_core::check::{Options, Scope, Target, check_bytes};
use mediaspec_core::contract::{Direction, Part, Service};
use mediaspec_core::escape::is_active;

/// Payloads that say something about most types.
const PAYLOADS: [&[u8]; 4] = [
    b"{}",
    br#"{"a":1,"name":"x","children":[{"name":null},{"name":"x"}],"left":{"left":{}}}"#,
    br#"{"text":"","list":[1,1,"1",[]],"flag":true,"number":1e9}"#,
    b"[",
];

/// Whether a number has more digits than are read exactly, or an exponent.
fn has_long_number(text: &str) -> bool {
    let of_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E' | '+' | '-');
    let mut runs = text.split(|c| !of_number(c));
    runs.any(|run| {
        let digits = run.bytes().filter(u8::is_ascii_digit).count();
        let exponent = digits > 0 && run.contains(['e', 'E']);
        exponent || digits > 12 && run.contains('.')
    })
}

fuzz_target!(|text: &str| {
    let service = match Service::read(text) {
        Ok(service) => service,
        Err(error) => {
            let shown = error.to_string();
            assert!(error.line > 0 && !shown.is_empty());
            assert!(!shown.contains(is_active), "{shown:?}");
            return;
        }
    };
    let written = service.write();
    let again = Service::read(&written).expect("what is written can be read");
    // A parser without exact rounding may read a long number one bit off.
    if !has_long_number(text) {
        assert_eq!(again, service);
        assert_eq!(again.write(), written);
    }
    for ty in service.types() {
        let target = Target::new(&service, &ty.name);
        for direction in [Direction::Request, Direction::Response] {
            for part in [Part::Body, Part::Header] {
                let scope = Scope::body(direction).in_part(part);
                for payload in PAYLOADS {
                    let report = check_bytes(&target, scope, payload, &Options::default());
                    // Sentences are made when they are asked for.
                    let _ = report.to_string();
                }
            }
        }
    }
});
