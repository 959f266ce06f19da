//! Any two editions of a definition, parted by a line `===`: what moved is told, and ends; nothing in it acts on a terminal but as JSON
//! writes it; and nothing moved between an edition and itself.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mediaspec_import::drift::{Edition, Options, compare};
use mediaspec_import::{Days, Origin, read};

fuzz_target!(|text: &str| {
    let Some((before, after)) = text.split_once("\n===\n") else {
        return;
    };
    let edition = |text: &str| read(text, &Origin::default(), &Days::default()).map(Edition::from);
    let (Ok(before), Ok(after)) = (edition(before), edition(after)) else {
        return;
    };
    let options = Options {
        positions: text.len() % 2 == 0,
        whole: true,
    };
    let there = compare(&before, &after, options);
    let back = compare(&after, &before, options);
    assert_eq!(there.findings.is_empty(), back.findings.is_empty());
    assert!(compare(&after, &after, options).findings.is_empty());
});
