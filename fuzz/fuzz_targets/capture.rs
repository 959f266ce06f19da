//! Any bytes as a capture of any format: no reader panics, and what it gives stands within the capture.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mediaspec_capture::{Body, Format, Item, Source, Text, envelope};

const FORMATS: [Format; 8] = [
    Format::Json,
    Format::Jsonc,
    Format::Yaml,
    Format::Har,
    Format::Curl,
    Format::Http,
    Format::Log,
    Format::Form,
];

/// Every place of a text is one of the capture, and places follow each other as the bytes do.
fn holds(capture: &[u8], text: &Text) {
    let length = text.bytes().len();
    let mut last = 0;
    for at in (0..=length).step_by(1 + length / 64) {
        let place = text.position(at..length.min(at + 1));
        assert!(
            place.offset <= capture.len(),
            "{place:?} of {}",
            capture.len()
        );
        assert!(place.offset >= last, "{place:?} behind {last}");
        let lines = capture[..place.offset]
            .iter()
            .filter(|byte| **byte == b'\n')
            .count();
        assert_eq!(place.line, lines as u64 + 1);
        last = place.offset;
    }
    let _ = envelope::open(text);
    let _ = envelope::wrapped(text.bytes());
    for item in mediaspec_capture::each(text).unwrap_or_default() {
        assert!(item.position(0..0).offset <= capture.len());
    }
    if let Ok(inner) = mediaspec_capture::body_at(text, "/request/body") {
        assert!(inner.position(0..inner.bytes().len()).offset <= capture.len());
    }
}

fuzz_target!(|data: &[u8]| {
    let Some((choice, capture)) = data.split_first() else {
        return;
    };
    let _ = mediaspec_capture::explained(capture);
    let _ = mediaspec_capture::explain_document(capture);
    let found = Format::detect(capture);
    let format = FORMATS.get(usize::from(*choice)).copied().unwrap_or(found);
    let source = Source::new(capture.to_vec());
    let Ok(items) = mediaspec_capture::read(format, &source) else {
        return;
    };
    for item in items {
        match item {
            // JSON of another format has places of its own, which need not follow each other: joined data of a command.
            Item::Exchange(call) => {
                let bodies = [
                    Some(call.body()),
                    call.answer.as_ref().map(|answer| answer.body()),
                ];
                for body in bodies.into_iter().flatten() {
                    if let Body::Text(text) = body {
                        let place = text.position(0..text.bytes().len());
                        assert!(place.offset <= capture.len());
                    }
                }
                assert!(!call.path().contains('?'));
            }
            Item::Document(_, text) if format == Format::Yaml => {
                assert!(text.position(0..text.bytes().len()).offset <= capture.len());
            }
            Item::Document(_, text) => holds(capture, &text),
            _ => {}
        }
    }
});
