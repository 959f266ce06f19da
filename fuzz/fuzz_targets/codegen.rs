//! Hostile specs: what is rendered of one that loads is Rust, JSON, CSV and plain Markdown, and nothing else.
//!
//! A spec is a small one of the tests whose texts, numbers and names are replaced, or one that is made up, with fields of
//! every kind and rules between them. One kind of output is looked at each time, or the slowest would set the pace.
#![no_main]

use std::fmt::Write as _;
use std::sync::LazyLock;

use libfuzzer_sys::arbitrary::{Result, Unstructured};
use libfuzzer_sys::fuzz_target;
use mediaspec_codegen::rust::Place;
use mediaspec_codegen::{
    OutputSet, constraints_csv, corpus, json_schema, openapi, reference, rust,
};
use mediaspec_core::contract::{Catalog, Service};
use mediaspec_core::escape::is_active;
use mediaspec_core::node::Node;
use mediaspec_fuzz::{Files, seeds};
use pulldown_cmark::{Event, Options, Parser, Tag};

/// What a spec would need to become code, markup, a link or another file, and forms that patterns and formats take.
const HOSTILE: [&str; 51] = [
    "",
    " ",
    "*/",
    "\"#]",
    "r#\"\"#",
    "{}",
    "{{0}}",
    "\\",
    "\\u{41}",
    "\n",
    "\r\n",
    "\0",
    "\u{202e}",
    "\u{2028}",
    "\u{1b}[31m",
    "<script>alert(1)</script>",
    "<!-- ",
    "-->",
    "[a](javascript:b)",
    "![a](b)",
    "[a]: https://evil.example",
    "https://evil.example",
    "www.evil.example",
    "a@evil.example",
    "|",
    "`",
    "```",
    "# a",
    "- a",
    "> [!NOTE]",
    "---",
    "&lt;",
    "$x$",
    "=1+1",
    "../../a",
    "con",
    "self",
    "crate",
    "Self",
    "_",
    "type",
    "Option",
    "a b",
    "A",
    "1",
    "中文",
    "e\u{301}",
    "👩\u{200d}💻",
    "~1/~0",
    "[^,]",
    "true",
];

/// Patterns of the portable subset, and some that are not.
const PATTERNS: [&str; 12] = [
    "^[a-z]{1,3}$",
    "^(?:a|b)*$",
    "[^,]",
    "a{0,60}",
    "^(a?){9}a{9}$",
    "(((((((a)))))))",
    "^[\u{4e00}-\u{9fff}]+$",
    "^[^\\]\\/]*\"#$",
    "^$",
    "\u{202e}",
    "^https?://[^/]+/",
    "a{0,100000}",
];

/// Where representations end.
const NUMBERS: [&str; 22] = [
    "0",
    "-0",
    "-0.0",
    "1",
    "-1",
    "2",
    "0.1",
    "255",
    "65536",
    "2147483648",
    "4294967295",
    "4294967296",
    "9007199254740991",
    "9007199254740993",
    "9223372036854775807",
    "-9223372036854775808",
    "1e19",
    "1e308",
    "5e-324",
    "inf",
    "nan",
    "1.7976931348623157e308",
];

static SEEDS: LazyLock<Vec<Files>> = LazyLock::new(seeds);

/// A text of the input, or a hostile one, or both.
fn text(u: &mut Unstructured<'_>) -> Result<String> {
    let mut out = String::new();
    for _ in 0..u.int_in_range(1..=3)? {
        if u.ratio(2, 3)? {
            out.push_str(u.choose(&HOSTILE)?);
        } else {
            let length = u.int_in_range(0..=16)?;
            out.push_str(&String::from_utf8_lossy(u.bytes(length)?));
        }
    }
    Ok(out)
}

/// As TOML writes it.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A text that stands on one line and says something, as most texts of a spec must, or nothing of it would load.
fn line(u: &mut Unstructured<'_>) -> Result<String> {
    let text = text(u)?;
    if u.ratio(1, 16)? {
        return Ok(text);
    }
    let mut line: String = text.chars().filter(|c| !c.is_control()).take(150).collect();
    if line.trim().is_empty() {
        line.push('x');
    }
    Ok(line)
}

/// A sentence as TOML writes it, harmless half the time.
fn prose(u: &mut Unstructured<'_>) -> Result<String> {
    prose_of(u, "it")
}

/// A sentence about something, as TOML writes it, harmless half the time. Members of different names share none.
fn prose_of(u: &mut Unstructured<'_>, name: &str) -> Result<String> {
    let harmless = u.ratio(1, 2)?;
    Ok(quoted(&if harmless {
        format!(
            "Says what {} is.",
            name.chars().take(99).collect::<String>()
        )
    } else {
        line(u)?
    }))
}

fn number(u: &mut Unstructured<'_>) -> Result<String> {
    Ok(match u.int_in_range(0..=2)? {
        0 => u.choose(&NUMBERS)?.to_string(),
        1 => u.arbitrary::<i16>()?.to_string(),
        _ => format!("{:?}", f64::from(u.arbitrary::<i32>()?) / 8.0),
    })
}

// Specs of the tests, changed

/// A value of a TOML file: a text or a number.
struct Token {
    file: usize,
    from: usize,
    to: usize,
}

/// Every value of the files.
fn tokens(files: &Files) -> Vec<Token> {
    let mut out = Vec::new();
    for (file, (_, content)) in files.iter().enumerate() {
        let bytes = content.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let from = at;
            match bytes[at] {
                b'#' => {
                    at += bytes[at..]
                        .iter()
                        .take_while(|&&byte| byte != b'\n')
                        .count()
                }
                b'"' => {
                    at += 1;
                    while at < bytes.len() && bytes[at] != b'"' {
                        at += if bytes[at] == b'\\' { 2 } else { 1 };
                    }
                    at += 1;
                    out.push(Token { file, from, to: at });
                }
                b'0'..=b'9' | b'-' if from > 0 && matches!(bytes[from - 1], b' ' | b'[') => {
                    let inside =
                        |&&byte: &&u8| byte.is_ascii_alphanumeric() || b"-.+".contains(&byte);
                    at += bytes[at..].iter().take_while(inside).count();
                    out.push(Token { file, from, to: at });
                }
                _ => at += 1,
            }
        }
    }
    out
}

fn changed(u: &mut Unstructured<'_>) -> Result<Files> {
    let mut files = u.choose(&SEEDS)?.clone();
    for _ in 0..u.int_in_range(1..=3)? {
        let tokens = tokens(&files);
        let token = &tokens[u.choose_index(tokens.len())?];
        let old = files[token.file].1[token.from..token.to].to_owned();
        let new = if old.starts_with('"') {
            quoted(&line(u)?)
        } else {
            number(u)?
        };
        if old.starts_with('"') && u.ratio(1, 2)? {
            // A name, wherever it is used.
            for (_, content) in &mut files {
                *content = content.replace(&old, &new);
            }
        } else {
            files[token.file]
                .1
                .replace_range(token.from..token.to, &new);
        }
    }
    Ok(files)
}

// Specs that are made up

/// Two numbers, the smaller one first.
fn range(u: &mut Unstructured<'_>) -> Result<(i64, i64)> {
    let wide = u.ratio(1, 4)?;
    let mut one = || {
        if wide {
            u.arbitrary::<i64>()
        } else {
            u.arbitrary::<i16>().map(i64::from)
        }
    };
    let (a, b) = (one()?, one()?);
    Ok((a.min(b), a.max(b)))
}

/// The keys of a value: its kind, and what constrains it. `deeper` is a type that it may hold.
fn shape(u: &mut Unstructured<'_>, deeper: Option<&str>, levels: usize) -> Result<Vec<String>> {
    let mut keys = Vec::new();
    match u.int_in_range(0..=11)? {
        0 => {
            keys.push("kind = \"int\"".to_owned());
            if u.ratio(1, 4)? {
                keys.push("written = \"text\"".to_owned());
            }
            let (min, max) = range(u)?;
            if u.ratio(1, 4)? {
                keys.push(format!("multiple_of = {}", u.int_in_range(1..=9)?));
            }
            if u.arbitrary()? {
                keys.push(format!("min = {min}"));
                if max > min && u.arbitrary()? {
                    keys.push(format!("accepted = [{min}, {}]", max - 1));
                }
            }
            if u.arbitrary()? {
                keys.push(format!("max = {max}"));
            }
            if u.ratio(1, 3)? {
                keys.push(format!(
                    "special = [{{ value = {min}, summary = {} }}]",
                    prose(u)?
                ));
            }
        }
        1 => {
            keys.push("kind = \"number\"".to_owned());
            let (a, b) = (
                f64::from(u.arbitrary::<i16>()?) / 8.0,
                f64::from(u.arbitrary::<i16>()?) / 8.0,
            );
            let lower = u.choose(&["min", "above"])?;
            let upper = u.choose(&["max", "below"])?;
            keys.push(format!("{lower} = {:?}", a.min(b)));
            keys.push(format!("{upper} = {:?}", a.max(b)));
        }
        2 | 3 => {
            keys.push("kind = \"text\"".to_owned());
            let (least, more) = (u.int_in_range(0..=9)?, u.int_in_range(0..=40)?);
            match u.int_in_range(0..=6)? {
                0 => {
                    let own = u.ratio(1, 4)?;
                    let pattern = if own {
                        text(u)?
                    } else {
                        u.choose(&PATTERNS)?.to_string()
                    };
                    keys.push(format!("pattern = {}", quoted(&pattern)));
                    keys.push(format!("pattern_words = {}", prose(u)?));
                }
                1 => {
                    let formats = [
                        "rfc3339",
                        "basic-date-time",
                        "clock-time",
                        "https-url",
                        "http-url",
                        "oss-url",
                    ];
                    keys.push(format!("format = {:?}", u.choose(&formats)?));
                }
                2 => keys.push("encoding = \"base64\"".to_owned()),
                3 => keys.push(format!("max_bytes = {}", least + more)),
                4 => keys.push(format!("max_chars_without_markup = {}", least + more)),
                5 => match deeper {
                    Some(ty) if levels == 0 || u.arbitrary()? => {
                        keys.push(format!("json = {}", quoted(ty)));
                    }
                    Some(_) => {
                        let document = shape(u, deeper, levels - 1)?.join(", ");
                        keys.push(format!("json = {{ {document} }}"));
                    }
                    None => {
                        keys.push(format!(
                            "separator = {}",
                            quoted(u.choose(&[",", ";", "|", " "])?)
                        ));
                        keys.push("item = { kind = \"text\", min_chars = 1 }".to_owned());
                        keys.push(format!("max_items = {}", least + 1));
                    }
                },
                _ => {
                    keys.push(format!("min_chars = {least}"));
                    keys.push(format!("max_chars = {}", least + more));
                }
            }
        }
        4 => keys.push("kind = \"bool\"".to_owned()),
        5 => {
            keys.push("kind = \"enum\"".to_owned());
            let mut values = vec!["{ wire = \"ON\" }".to_owned()];
            for number in 0..u.int_in_range(0..=3)? {
                values.push(format!(
                    "{{ wire = {}, summary = {} }}",
                    quoted(&format!("{}{number}", line(u)?)),
                    prose(u)?
                ));
            }
            keys.push(format!("values = [{}]", values.join(", ")));
            if u.ratio(1, 4)? {
                keys.push("open = true".to_owned());
            }
            if u.ratio(1, 3)? {
                keys.push("any_case = true".to_owned());
            }
        }
        6 | 7 if levels > 0 => {
            keys.push("kind = \"list\"".to_owned());
            keys.push(format!(
                "item = {{ {} }}",
                shape(u, deeper, levels - 1)?.join(", ")
            ));
            if u.arbitrary()? {
                keys.push(format!("max_items = {}", u.int_in_range(1..=9)?));
            }
        }
        8 if levels > 0 => {
            keys.push("kind = \"map\"".to_owned());
            keys.push(format!(
                "item = {{ {} }}",
                shape(u, deeper, levels - 1)?.join(", ")
            ));
        }
        9 => {
            keys.push("kind = \"alternatives\"".to_owned());
            let item = match levels {
                0 => vec!["kind = \"bool\"".to_owned()],
                _ => shape(u, deeper, levels - 1)?,
            };
            let item = item.join(", ");
            let text = "{ kind = \"text\", min_chars = 2 }";
            keys.push(format!(
                "alternatives = [{{ kind = \"int\" }}, {text}, {{ kind = \"list\", item = {{ {item} }} }}]"
            ));
        }
        10 => keys.push("kind = \"any\"".to_owned()),
        _ => match deeper {
            Some(ty) => {
                keys.push("kind = \"object\"".to_owned());
                keys.push(format!("type = {}", quoted(ty)));
            }
            None => keys.push("kind = \"any\"".to_owned()),
        },
    }
    Ok(keys)
}

/// A type file. What follows holds in each: its first field is a choice, its second an integer, and where there is a
/// deeper type, its third holds that.
fn type_file(u: &mut Unstructured<'_>, name: &str, deeper: Option<&str>) -> Result<String> {
    let mut out = format!(
        "#:schema ../../meta/type.schema.json\n\n[type]\nname = {}\nsummary = {}\nsource = \"page#1\"\n",
        quoted(name),
        prose(u)?
    );
    if u.ratio(1, 3)? {
        let _ = writeln!(out, "notes = [{}]", prose(u)?);
    }
    let choice = line(u)?;
    let _ = writeln!(
        out,
        "\n[[field]]\nname = \"choice\"\nkind = \"enum\"\nvalues = [{{ wire = {} }}, {{ wire = \"B\" }}]\nsummary = {}\n",
        quoted(&choice),
        prose_of(u, "choice")?
    );
    let (min, max) = range(u)?;
    let _ = writeln!(
        out,
        "[[field]]\nname = \"size\"\nkind = \"int\"\nmin = {min}\nmax = {max}\nunit = {}\nsummary = {}",
        prose(u)?,
        prose_of(u, "size")?
    );
    if let Some(deeper) = deeper {
        let _ = writeln!(
            out,
            "\n[[field]]\nname = \"deeper\"\nkind = \"object\"\ntype = {}\nsummary = {}",
            quoted(deeper),
            prose_of(u, "deeper")?
        );
    }
    let mut names = Vec::new();
    for number in 0..u.int_in_range(0..=4)? {
        // Names that are told apart, whatever becomes of the rest.
        let name = if u.arbitrary()? {
            format!("{}{number}", line(u)?)
        } else {
            format!("f{number}")
        };
        let _ = writeln!(
            out,
            "\n[[field]]\nname = {}\nsummary = {}",
            quoted(&name),
            prose_of(u, &name)?
        );
        for key in shape(u, deeper, 3)? {
            let _ = writeln!(out, "{key}");
        }
        for keys in [
            &["required = true", "required = \"request\""][..],
            &["nullable = true"],
            &["sensitive = true"],
        ] {
            if u.ratio(1, 8)? {
                let _ = writeln!(out, "{}", u.choose(keys)?);
            }
        }
        for key in ["deprecated", "no_effect", "default_note", "unit"] {
            if u.ratio(1, 12)? {
                let _ = writeln!(out, "{key} = {}", prose(u)?);
            }
        }
        names.push(name);
    }
    let Some(other) = names.first() else {
        return Ok(out);
    };
    let field = quoted(other);
    let condition = format!("when = {{ field = \"choice\", is = {} }}", quoted(&choice));
    let rule = match u.int_in_range(0..=7)? {
        0 => format!("kind = \"required-if\"\n{condition}\nfields = [\"size\"]"),
        1 => format!("kind = \"required-unless\"\n{condition}\nfields = [{field}]"),
        2 => format!("kind = \"no-effect-if\"\n{condition}\nfields = [{field}]"),
        3 => format!("kind = \"at-most-one\"\nfields = [\"size\", {field}]"),
        4 => format!("kind = \"wins-over\"\nfields = [\"size\"]\nover = [{field}]"),
        5 => format!(
            "kind = \"one-of-rows\"\nfields = [\"choice\", \"size\"]\nrows = [[\"B\", {min}], [\"B\", {max}]]"
        ),
        6 => format!("kind = \"at-least-one\"\nfields = [\"size\", {field}]"),
        _ => return Ok(out),
    };
    let _ = writeln!(
        out,
        "\n[[rule]]\nid = \"rule\"\n{rule}\nsummary = {}",
        prose(u)?
    );
    Ok(out)
}

/// One operation, and a chain of types below its body.
fn made_up(u: &mut Unstructured<'_>) -> Result<Files> {
    let vendor = format!(
        "#:schema ../meta/vendor.schema.json\n\n[vendor]\nservice = \"demo\"\ntitle = {}\nsummary = {}\nstyle = \"rest\"\n\n\
         [[source]]\nname = \"page\"\nkind = \"page\"\ntitle = {}\nurl = \"https://example.com/a\"\nread = \"2026-11-20\"\n",
        prose(u)?,
        prose(u)?,
        prose(u)?
    );
    // Any kind of value can be a body.
    let body = shape(u, Some("Thing0"), 3)?.join("\n");
    let operation = format!(
        "#:schema ../../meta/operation.schema.json\n\n[operation]\nname = \"Send\"\nmethod = \"POST\"\npath = \"/send\"\n\
         tag = {}\nsummary = {}\nsource = \"page\"\n\n[[query]]\nname = \"q\"\nsummary = {}\n{}\n\n\
         [request]\ntype = \"Thing0\"\nrequired = true\n\n\
         [[response]]\nstatus = 200\ntype = \"Thing0\"\nsummary = {}\n\n\
         [[response]]\nstatus = 400\nsummary = {}\n{body}\n",
        prose(u)?,
        prose(u)?,
        prose_of(u, "q")?,
        u.choose(&[
            "kind = \"text\"",
            "kind = \"bool\"",
            "kind = \"int\"\nmin = 0"
        ])?,
        prose(u)?,
        prose(u)?,
    );
    let mut files = vec![
        ("demo/vendor.toml".to_owned(), vendor),
        ("demo/operations/send.toml".to_owned(), operation),
    ];
    let deepest = u.int_in_range(0..=3)?;
    for level in 0..=deepest {
        let deeper = (level < deepest).then(|| format!("Thing{}", level + 1));
        let content = type_file(u, &format!("Thing{level}"), deeper.as_deref())?;
        files.push((format!("demo/types/thing{level}.toml"), content));
    }
    Ok(files)
}

// What must hold of the output

fn render(catalog: &Catalog, which: u8) -> OutputSet {
    let mut out = OutputSet::default();
    match which % 6 {
        0 => rust::render(catalog, Place::SHIPPED, &mut out),
        1 => json_schema::render(catalog, &mut out),
        2 => openapi::render(catalog, &mut out),
        3 => check("constraints.csv", &constraints_csv(catalog)),
        4 => reference::render(catalog, &mut out),
        _ => {
            for (path, text) in corpus(catalog) {
                check(&path, &text);
            }
        }
    }
    out
}

/// The first name that stands twice in one object.
fn repeated(node: &Node) -> Option<&str> {
    match node {
        Node::Null | Node::Bool(_) | Node::Int(_) | Node::Number(_) | Node::Text(_) => None,
        Node::List(items) => items.iter().find_map(repeated),
        Node::Object(members) => {
            let mut names: Vec<&str> = members.iter().map(|(name, _)| name).collect();
            names.sort_unstable();
            let twice = names
                .windows(2)
                .find(|pair| pair[0] == pair[1])
                .map(|pair| pair[0]);
            twice.or_else(|| members.iter().find_map(|(_, value)| repeated(value)))
        }
    }
}

/// What a page must not have: HTML, pictures, and links that lead neither to a page nor to a source.
fn trouble(page: &str) -> Option<String> {
    // The first line is the comment that says where the page comes from.
    let (_, page) = page.split_once('\n')?;
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_GFM
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_MATH;
    Parser::new_ext(page, options).find_map(|event| match event {
        Event::Html(_) | Event::InlineHtml(_) | Event::FootnoteReference(_) => {
            Some(format!("{event:?}"))
        }
        Event::Start(Tag::HtmlBlock | Tag::Image { .. } | Tag::BlockQuote(_)) => {
            Some(format!("{event:?}"))
        }
        Event::InlineMath(_) | Event::DisplayMath(_) => Some(format!("{event:?}")),
        Event::Start(Tag::Link { ref dest_url, .. }) => {
            let inside = dest_url.starts_with('#') || dest_url.split('#').next()?.ends_with(".md");
            let outside = dest_url.starts_with("https://") || dest_url.starts_with("http://");
            (!inside && !outside).then(|| format!("{event:?}"))
        }
        _ => None,
    })
}

fn check(path: &str, text: &str) {
    // CSV has no escapes; names stand in it as they are.
    let acts = |c: char| c != '\n' && is_active(c);
    assert!(
        path.ends_with(".csv") || !text.contains(acts),
        "{path} holds a character that acts:\n{text}"
    );
    match path.rsplit_once('.').map(|(_, ending)| ending) {
        Some("rs") => {
            if let Err(error) = syn::parse_file(text) {
                panic!("{path} is no Rust: {error}\n{text}");
            }
        }
        Some("json") => {
            let json: Node = serde_json::from_str(text)
                .unwrap_or_else(|error| panic!("{path} is no JSON: {error}\n{text}"));
            assert_eq!(repeated(&json), None, "{path} has a name twice:\n{text}");
        }
        Some("csv") => {
            // The reader refuses lines of differing lengths.
            for line in csv::Reader::from_reader(text.as_bytes()).records() {
                assert!(line.is_ok(), "{path}: {line:?}\n{text}");
            }
        }
        Some("md") => assert_eq!(trouble(text), None, "{path}:\n{text}"),
        Some("yaml") => {}
        Some("jsonl") => {
            if let Err(error) = Service::read(text) {
                panic!("{path} is no contract file: {error}\n{text}");
            }
        }
        _ => panic!("{path} is of no known kind"),
    }
}

fuzz_target!(|data: &[u8]| {
    let Some((&which, rest)) = data.split_first() else {
        return;
    };
    let mut u = Unstructured::new(rest);
    let files = if which & 0x80 == 0 {
        made_up(&mut u)
    } else {
        changed(&mut u)
    };
    // An input that is used up gives zeroes, so that there is a spec of every input.
    let Ok(files) = files else { return };
    let catalog = match mediaspec_spec::load_files(&files) {
        Ok(catalog) => catalog,
        Err(problems) => {
            assert!(!problems.render(false, 100).is_empty());
            return;
        }
    };
    let out = render(&catalog, which);
    assert_eq!(out.refusals(), [], "{files:#?}");
    for (path, text) in out.iter() {
        check(path, text);
    }
});
