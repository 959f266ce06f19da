//! Hostile text in a spec that is good otherwise: what is rendered of it is Rust, JSON and nothing else.
#![no_main]

use bumpalo::Bump;
use libfuzzer_sys::fuzz_target;

/// The small spec of the tests.
const MINI: [(&str, &str); 7] = [
    ("studio/vendor.toml", include_str!("../../tests/mini/studio/vendor.toml")),
    ("studio/operations/create_clip.toml", include_str!("../../tests/mini/studio/operations/create_clip.toml")),
    ("studio/types/clip.toml", include_str!("../../tests/mini/studio/types/clip.toml")),
    ("studio/types/job.toml", include_str!("../../tests/mini/studio/types/job.toml")),
    ("studio/types/layer.toml", include_str!("../../tests/mini/studio/types/layer.toml")),
    ("studio/types/problem.toml", include_str!("../../tests/mini/studio/types/problem.toml")),
    ("studio/types/text_content.toml", include_str!("../../tests/mini/studio/types/text_content.toml")),
];

fuzz_target!(|input: (u8, u16, u16, &str)| {
    let (file, from, length, text) = input;
    let mut files: Vec<(String, String)> = MINI
        .iter()
        .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
        .collect();
    // A piece of one file is replaced by the text.
    let count = files.len();
    let (_, content) = &mut files[usize::from(file) % count];
    let chars: Vec<char> = content.chars().collect();
    let from = usize::from(from) % chars.len();
    let to = (from + usize::from(length % 64)).min(chars.len());
    *content = chars[..from]
        .iter()
        .copied()
        .chain(text.chars())
        .chain(chars[to..].iter().copied())
        .collect();
    let arena = Bump::new();
    let Ok(api) = mediaspec_spec::load_files(&files, &arena) else {
        return;
    };
    let out = mediaspec_codegen::render(api.catalog());
    for (path, text) in out.iter() {
        if path.ends_with(".rs") {
            assert!(syn::parse_file(text).is_ok(), "{path} is no Rust:\n{text}");
        } else if path.ends_with(".json") {
            let json = serde_json::from_str::<serde_json::Value>(text);
            assert!(json.is_ok(), "{path} is no JSON:\n{text}");
        }
    }
});
