//! What the lints say of whole services.

use crate::fixtures::{HEADERS, PLAIN_OPERATION, VENDOR, field_of, lines, load, studio, type_of};

/// The problems of the service with that operation and these types.
fn problems_of(operation: &str, types: &[(&str, &str)]) -> Vec<String> {
    match studio(operation, types) {
        Ok(_) => Vec::new(),
        Err(problems) => lines(&problems),
    }
}

/// A type with one field, which holds another type.
fn holder(name: &str, keys: &str) -> String {
    type_of(name, &field_of("inner", keys))
}

#[test]
fn a_type_that_requires_itself_is_told_at_the_reference() {
    for (keys, column) in [
        ("required = true\nkind = \"object\"\ntype = \"Clip\"", 8),
        (
            "required = \"request\"\nkind = \"text\"\njson = \"Clip\"",
            8,
        ),
        (
            "required = true\nmin_items = 1\nkind = \"list\"\nitem = { kind = \"object\", type = \"Clip\" }",
            34,
        ),
    ] {
        let line = 9_usize.saturating_add(keys.lines().count());
        assert_eq!(
            problems_of(PLAIN_OPERATION, &[("clip", &holder("Clip", keys))]),
            [format!(
                "studio/types/clip.toml:{line}:{column}: MS2103: `Clip` requires itself"
            )]
        );
    }
}

#[test]
fn types_that_require_each_other_are_told_once() {
    let required = |name: &str| format!("kind = \"object\"\ntype = \"{name}\"\nrequired = true");
    let clip = holder("Clip", &required("Layer"));
    let layer = holder("Layer", &required("Mask"));
    let mask = holder("Mask", &required("Layer"));
    assert_eq!(
        problems_of(
            PLAIN_OPERATION,
            &[("clip", &clip), ("layer", &layer), ("mask", &mask)]
        ),
        ["studio/types/layer.toml:11:8: MS2103: `Layer` requires itself through `Mask`"]
    );
}

#[test]
fn a_type_that_merely_contains_itself_is_no_problem() {
    for keys in [
        "kind = \"object\"\ntype = \"Clip\"",
        "kind = \"object\"\ntype = \"Clip\"\nrequired = true\nnullable = true",
        "kind = \"text\"\njson = \"Clip\"",
        "kind = \"list\"\nitem = { kind = \"object\", type = \"Clip\" }\nrequired = true",
        "kind = \"list\"\nitem = { kind = \"object\", type = \"Clip\" }\nmin_items = 1",
    ] {
        let found = problems_of(PLAIN_OPERATION, &[("clip", &holder("Clip", keys))]);
        assert!(found.is_empty(), "{keys}: {found:?}");
    }
}

/// `Clip` holds `T0`, which holds `T1`, and so on; the last one holds `last`.
fn chain(length: usize, last: &str, keys: &str) -> Vec<(String, String)> {
    let mut types = vec![(
        "clip".to_owned(),
        holder("Clip", "kind = \"object\"\ntype = \"T0\""),
    )];
    for at in 0..length {
        let next = at.saturating_add(1);
        let inner = if next == length {
            last.to_owned()
        } else {
            format!("T{next}")
        };
        let keys = format!("kind = \"object\"\ntype = \"{inner}\"\n{keys}");
        types.push((format!("t{at}"), holder(&format!("T{at}"), &keys)));
    }
    types
}

fn problems_of_chain(types: &[(String, String)]) -> Vec<String> {
    let types: Vec<(&str, &str)> = types
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    problems_of(PLAIN_OPERATION, &types)
}

#[test]
fn circles_of_any_length_are_followed_to_their_end() {
    // All of them are one circle, of which nobody knows how deep messages nest.
    assert!(problems_of_chain(&chain(3000, "Clip", "")).is_empty());
    assert_eq!(
        problems_of_chain(&chain(3000, "T0", "required = true")),
        ["studio/types/t0.toml:11:8: MS2103: `T0` requires itself through `T1`"]
    );
}

#[test]
fn nesting_below_a_circle_is_measured() {
    let mut types = chain(32, "Leaf", "");
    let leaf = holder("Leaf", "kind = \"object\"\ntype = \"Leaf\"");
    types.push(("leaf".to_owned(), leaf));
    assert_eq!(
        problems_of_chain(&types),
        ["studio/types/t0.toml:3:8: MS2105: `T0` nests 33 levels, more than 32"]
    );
    let types = chain(31, "Clip", "");
    assert!(problems_of_chain(&types).is_empty());
}

#[test]
fn the_address_of_a_callback_may_lead_through_a_type_again_and_again() {
    let mut clip = field_of("next", "kind = \"object\"\ntype = \"Clip\"");
    clip.push_str(&field_of("url", "kind = \"text\""));
    let clip = type_of("Clip", &clip);
    let operation = |address: &str| {
        format!(
            "{PLAIN_OPERATION}\n[[callback]]\nname = \"done\"\ntype = \"Clip\"\nsummary = \"Rendering has ended.\"\naddress = \"{address}\"\n"
        )
    };
    let deep = "/next".repeat(3000);
    let good = operation(&format!("body#{deep}/url"));
    assert!(problems_of(&good, &[("clip", &clip)]).is_empty());
    for bad in [
        "body#",
        "body#/",
        "body#/next",
        "body#/url/url",
        "query#/url",
        "url",
    ] {
        let found = problems_of(&operation(bad), &[("clip", &clip)]);
        assert!(
            matches!(found.as_slice(), [only] if only.contains("MS2413")),
            "{bad}: {found:?}"
        );
    }
}

#[test]
fn problems_of_shared_headers_are_told_once() {
    let headers = HEADERS.replace(
        "summary = \"When it was signed.\"",
        "summary = \"When it was signed.\"\nexample = \"yesterday\"",
    );
    let own = "\n[[header]]\nname = \"X-Clip\"\nkind = \"text\"\nsummary = \"What is moved.\"\n";
    let second = PLAIN_OPERATION
        .replace("CreateClip", "MoveClip")
        .replace("/clips", "/moves");
    let clip = holder("Clip", "kind = \"text\"");
    let files = [
        ("studio/vendor.toml", VENDOR),
        ("studio/types/request_headers.toml", &headers),
        ("studio/types/clip.toml", &clip),
        ("studio/operations/create_clip.toml", PLAIN_OPERATION),
        (
            "studio/operations/move_clip.toml",
            &format!("{second}{own}"),
        ),
    ];
    let found = lines(&load(&files).expect_err("an example that is refused"));
    assert!(
        matches!(found.as_slice(), [only] if only.starts_with("studio/types/request_headers.toml:") && only.contains("MS2008")),
        "{found:?}"
    );
}

#[test]
fn own_headers_are_held_against_the_shared_ones() {
    let clip = holder("Clip", "kind = \"text\"");
    let own = |name: &str| {
        format!(
            "{PLAIN_OPERATION}\n[[header]]\nname = \"{name}\"\nkind = \"text\"\nsensitive = true\nsummary = \"Who asks, once more.\"\n"
        )
    };
    for (name, code) in [("X-Auth-Token", "MS2014"), ("x-auth-token", "MS2406")] {
        let found = problems_of(&own(name), &[("clip", &clip)]);
        assert!(
            matches!(found.as_slice(), [only] if only.contains(code)),
            "{name}: {found:?}"
        );
    }
}

#[test]
fn parameters_that_would_take_the_name_of_a_type_are_a_collision_and_nothing_else() {
    let query =
        "\n[[query]]\nname = \"inner\"\nkind = \"int\"\nexample = 1\nsummary = \"A number.\"\n";
    let clip = holder("Clip", "kind = \"object\"\ntype = \"CreateClipQuery\"");
    let taken = holder("CreateClipQuery", "kind = \"text\"\nexample = \"a\"");
    let found = problems_of(
        &format!("{PLAIN_OPERATION}{query}"),
        &[("clip", &clip), ("create_clip_query", &taken)],
    );
    assert!(
        !found.is_empty() && found.iter().all(|line| line.contains("MS2104")),
        "{found:?}"
    );
}

#[test]
fn what_is_no_single_value_is_told_in_rules_too() {
    let fields = field_of("inner", "kind = \"int\"");
    for rule in [
        "kind = \"values\"\nfield = \"inner\"\nvalues = [1, [2]]",
        "kind = \"one-of-rows\"\nfields = [\"inner\"]\nrows = [[1], [{ a = 2 }]]",
    ] {
        let rule = format!("\n[[rule]]\nid = \"r\"\nsummary = \"A rule.\"\n{rule}\n");
        let clip = type_of("Clip", &format!("{fields}{rule}"));
        let found = problems_of(PLAIN_OPERATION, &[("clip", &clip)]);
        assert!(
            matches!(found.as_slice(), [only] if only.contains("MS2208") && only.contains("no single value")),
            "{found:?}"
        );
    }
}

#[test]
fn a_type_with_more_fields_than_can_be_counted_is_told() {
    let names: Vec<String> = (0..66_000_u32)
        .map(|at| {
            let end = if at % 1000 == 0 { "\n" } else { "" };
            format!("{{name=\"{at:x}\"}},{end}")
        })
        .collect();
    let head = type_of("Clip", "");
    let (schema, rest) = head.split_once('\n').expect("lines");
    let clip = format!("{schema}\nfield = [\n{}]\n{rest}", names.concat());
    let found = studio(PLAIN_OPERATION, &[("clip", &clip)]).expect_err("too many");
    assert!(
        found.total() > 2 * 66_000,
        "a kind and a summary are missing everywhere: {found}"
    );
}
