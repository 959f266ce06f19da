//! Any text as a page of documentation: it is read or refused, in time that goes with its length, and no name of what is read holds what is not
//! shown.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mediaspec_import::{Days, Origin, read};

fuzz_target!(|text: &str| {
    let any = Origin {
        any_language: true,
        ..Origin::default()
    };
    for origin in [&Origin::default(), &any] {
        let Ok(sheets) = read(text, origin, &Days::default()) else {
            continue;
        };
        // A document that is a sheet itself holds what it holds.
        if text.trim_start().starts_with('{') {
            continue;
        }
        for sheet in &sheets {
            let rows = sheet.tables.iter().flat_map(|table| &table.rows);
            for name in rows.filter_map(|row| row.name.as_deref()) {
                assert!(!name.chars().any(char::is_control), "{name:?}");
            }
            assert_eq!(
                read(&sheet.to_json(), origin, &Days::default())
                    .ok()
                    .as_ref(),
                Some(&sheets)
            );
        }
    }
});
