//! The pages of types that contain themselves, of shared headers, and of texts that hold several pieces.

use super::*;
use crate::fixtures::forest;

/// Renders the page of that path.
fn page(path: &str) -> String {
    let mut out = OutputSet::default();
    render(&forest(), &mut out);
    assert!(out.refusals().is_empty(), "{:?}", out.refusals());
    let path = format!("{FOLDER}/forest/{path}");
    out.get(&path).expect("a page").to_owned()
}

/// The lines of a page between the heading of that text and the next heading.
fn section<'p>(page: &'p str, heading: &str) -> Vec<&'p str> {
    let mut lines = page.lines().skip_while(|line| *line != heading).skip(1);
    lines
        .by_ref()
        .take_while(|line| !line.starts_with('#'))
        .collect()
}

#[test]
fn a_type_that_contains_itself_links_to_itself() {
    let tree = page("types/tree.md");
    assert!(tree.contains("list of [`Tree`](tree.md)"), "{tree}");
    assert!(
        tree.contains("string with JSON of [`Tree`](tree.md)"),
        "{tree}"
    );
    let users = section(&tree, "## Used by");
    for user in [
        "- [Plant](../operations/plant.md), request",
        "- [Plant](../operations/plant.md), response 200",
        "- [Show](../operations/show.md), response 200",
        "- [Nest](nest.md), `tree`",
        "- [Tree](tree.md), `branches`",
        "- [Tree](tree.md), `seed`",
    ] {
        assert!(users.contains(&user), "{user}: {users:?}");
    }
}

#[test]
fn shared_headers_are_described_on_the_page_of_their_type() {
    let plant = page("operations/plant.md");
    assert_eq!(
        section(&plant, "## Request headers"),
        [
            "",
            "[`Headers`](../types/headers.md). Headers of every request.",
            "",
            "| Name | Type | Required | Allowed | Summary | Source |",
            "| --- | --- | --- | --- | --- | --- |",
            "| [`X-Token`](../types/headers.md#x-token) | string | no | at most 8 characters | Who asks. | [table 1][page] |",
            "",
        ]
    );
    let users = page("types/headers.md");
    let users = section(&users, "## Used by");
    assert!(users.contains(&"- [Plant](../operations/plant.md), request headers"));
    assert!(users.contains(&"- [Show](../operations/show.md), request headers"));
}

#[test]
fn parameters_of_one_operation_have_no_page_of_their_own() {
    let mut out = OutputSet::default();
    render(&forest(), &mut out);
    let types = format!("{FOLDER}/forest/types/");
    let pages: Vec<&str> = out
        .iter()
        .filter_map(|(path, _)| path.strip_prefix(&types))
        .collect();
    assert_eq!(pages, ["headers.md", "nest.md", "tree.md"]);
    let show = page("operations/show.md");
    assert!(show.contains("\n### `name`\n"), "{show}");
}

#[test]
fn what_pieces_of_a_text_must_be_is_told_like_that_of_a_text() {
    let tree = page("types/tree.md");
    let owners = section(&tree, "### `owners`");
    assert!(
        owners.contains(
            &"- **Allowed:** items separated by `\";\"`; each at most 6 bytes in UTF-8; a URL that begins with `https://`"
        ),
        "{owners:?}"
    );
    let marks = section(&tree, "### `marks`");
    assert!(
        marks.contains(&"| `red` | To be felled. |")
            && marks.contains(&"| `blue` | Deprecated: Nobody sees it. |"),
        "{marks:?}"
    );
}
