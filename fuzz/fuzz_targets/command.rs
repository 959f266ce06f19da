//! Any command line and any input: it ends with one of its statuses, and writes nothing that acts on a terminal.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mediaspec_cli::{Terminal, run};

fuzz_target!(|data: &[u8]| {
    let mut parts = data.split(|byte| *byte == 0);
    let arguments = parts.next().unwrap_or_default();
    let stdin = parts.next().unwrap_or_default();
    let Ok(arguments) = std::str::from_utf8(arguments) else {
        return;
    };
    let words: Vec<&str> = arguments.split('\n').collect();
    // No file or folder of the machine is read, and completions are for shells, not for people.
    let outside = |word: &&str| {
        (word.contains('/') && !word.starts_with("metastudio/") && !word.starts_with("mts/"))
            || word.contains("spec")
            || word.starts_with('.')
            || word.contains(['*', '?', '@'])
            || word.contains("completions")
    };
    if words.iter().any(outside) {
        return;
    }
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let all = std::iter::once("mediaspec").chain(words.iter().copied());
    let stdin = std::io::Cursor::new(stdin.to_vec());
    run(all, stdin, &mut out, &mut err, Terminal::default());
    // `--color always` was asked for where it was.
    if words
        .iter()
        .any(|word| word.contains("color") || *word == "always")
    {
        return;
    }
    for written in [out, err] {
        let text = String::from_utf8(written).expect("output is UTF-8");
        let acts = |c: char| c != '\n' && c != '\t' && mediaspec_core::escape::is_active(c);
        assert!(!text.contains(acts), "{text:?}");
    }
});
