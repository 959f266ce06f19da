//! Any spec folder: it loads, or its problems are told. Files are parted by lines that begin with `=== `, and a path.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let mut files: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        match (line.strip_prefix("=== "), files.last_mut()) {
            (Some(path), _) => files.push((path.to_owned(), String::new())),
            (None, Some((_, content))) => {
                content.push_str(line);
                content.push('\n');
            }
            (None, None) => {}
        }
    }
    if let Err(problems) = mediaspec_spec::load_files(&files) {
        let shown = problems.render(false, 100);
        assert!(!shown.is_empty());
        let acts = |c: char| c != '\n' && mediaspec_core::escape::is_active(c);
        assert!(!shown.contains(acts), "{shown:?}");
    }
});
