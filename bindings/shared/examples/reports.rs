//! What the engine says of the boundary corpus of all operations, for the packages' tests to compare with what they say.
//!
//! Writes a JSON value a line: `[operation, message, part, payload, of the text, of the value]`. The payload is JSON text; the
//! two reports are those of the library on the text itself, and on what serde reads of it without lines and columns. The
//! last is null where serde cannot read the text.
//!
//! The first line is the payload with the mistakes that the README tells. A number as an argument takes every so many cases.

use std::io::{self, BufWriter, Write as _};

use mediaspec_payloads::cases::{Visited, cases};
use mediaspec_payloads::oracle::Asked;
use mediaspec_validator::{Message, MessageRef, Part, Report, Validator};

/// The payload of the README.
const MISTAKES: &str = include_str!("../../../tests/payloads/show-2d-video.response.json");

fn text(report: &Report) -> String {
    serde_json::to_string(report).unwrap_or_default()
}

/// The line of a payload; `asked` are the names of operation, message and part.
fn line(asked: [&str; 3], checked: &MessageRef, payload: &str) -> serde_json::Value {
    let mut read = serde_json::Deserializer::from_str(payload);
    let of_value = checked.check_deserializer(&mut read).ok();
    let of_text = text(&checked.check(payload.as_bytes()));
    let [operation, message, part] = asked;
    serde_json::json!([
        operation,
        message,
        part,
        payload,
        of_text,
        of_value.as_ref().map(text),
    ])
}

fn main() -> io::Result<()> {
    let step: usize = std::env::args()
        .nth(1)
        .and_then(|step| step.parse().ok())
        .unwrap_or(1);
    let mut out = BufWriter::new(io::stdout().lock());
    let validator = Validator::new();
    let asked = ["metastudio/Show2DDigitalHumanVideo", "200", "body"];
    let show = validator.operation(asked[0]).map_err(io::Error::other)?;
    let show = show
        .message(Message::Response(200), Part::Body)
        .map_err(io::Error::other)?;
    writeln!(out, "{}", line(asked, &show, MISTAKES))?;
    let mut count = 0_usize;
    for service in validator.catalog().services() {
        let mut visited = Visited::default();
        for operation in service.operations() {
            let name = operation.full_name();
            for message in service.messages_of(operation) {
                let (kind, part) = (message.kind.to_string(), message.part);
                let checked = validator.operation(&name).map_err(io::Error::other)?;
                let checked = kind
                    .parse()
                    .and_then(|kind| checked.message(kind, part))
                    .map_err(io::Error::other)?;
                let (base, groups) = cases(&Asked::of(&message), &mut visited);
                for group in groups {
                    for case in &group.cases {
                        count = count.wrapping_add(1);
                        if !count.is_multiple_of(step) {
                            continue;
                        }
                        let mut payload = base.clone();
                        let done = group.before.iter().chain(&case.patch);
                        let done: Option<Vec<()>> = done.map(|op| op.apply(&mut payload)).collect();
                        done.ok_or_else(|| io::Error::other(format!("{name}: {}", case.name)))?;
                        let payload = payload.compact();
                        let line = line([&name, &kind, part.as_str()], &checked, &payload);
                        writeln!(out, "{line}")?;
                    }
                }
            }
        }
    }
    out.flush()
}
