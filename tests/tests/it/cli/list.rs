//! `mediaspec list`, with which people find their way.

use std::fs;

use mediaspec_cli::{Status, Terminal};

use super::{Outcome, at, studio, with_stdin};

fn list(arguments: &str) -> Outcome {
    with_stdin(&format!("list {arguments}"), &["--spec", &studio()], b"")
}

/// What is shown on a terminal of 80 columns.
fn seen(arguments: &str, spec: &str) -> String {
    let mut terminal = Terminal::default();
    terminal.width = Some(80);
    let outcome = at(
        terminal,
        &format!("list {arguments}"),
        &["--spec", spec],
        b"",
    );
    assert_eq!((outcome.status, &*outcome.err), (Status::Valid, ""));
    outcome.out
}

/// The names of the operations that are listed.
fn names(arguments: &str) -> Vec<String> {
    let json = list(&format!("{arguments} --format json")).json();
    let operations = json["operations"].as_array().expect("a list");
    let name = |one: &serde_json::Value| one["operation"].as_str().unwrap_or("?").to_owned();
    operations.iter().map(name).collect()
}

/// A spec folder with a service of so many operations, in families of seven.
fn many(number: usize) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let from = mediaspec_tests::root().join("tests/specs/studio/studio");
    let to = folder.path().join("studio");
    for part in ["operations", "types"] {
        fs::create_dir_all(to.join(part)).expect("a folder");
        for file in fs::read_dir(from.join(part)).expect("a folder") {
            let file = file.expect("an entry");
            fs::copy(file.path(), to.join(part).join(file.file_name())).expect("a copy");
        }
    }
    fs::copy(from.join("vendor.toml"), to.join("vendor.toml")).expect("a copy");
    let pattern = fs::read_to_string(from.join("operations/delete_video.toml")).expect("a file");
    for at in 0..number {
        let text = pattern
            .replace("\"DeleteVideo\"", &format!("\"Erase{at:03}\""))
            .replace("/videos/", &format!("/kind-{at}/"))
            .replace("\"Videos\"", &format!("\"Family{:02}\"", at / 7));
        fs::write(to.join(format!("operations/erase{at:03}.toml")), text).expect("a file");
    }
    folder
}

#[test]
fn a_pipe_gets_one_operation_a_line() {
    insta::assert_snapshot!(list("--service studio").out, @r#"
    studio/CreateVideo  POST    /v1/{project_id}/videos             Creates a video.
    studio/DeleteVideo  DELETE  /v1/{project_id}/videos/{video_id}  Deletes a video.
    studio/ListVideos   GET     /v1/{project_id}/videos             Lists the videos of a project.
    studio/ShowVideo    GET     /v1/{project_id}/videos/{video_id}  Tells how a video stands.
    "#);
    let json = list("--format json").json();
    assert_eq!(json["schema_version"], 1);
    assert_eq!(json["operations"][0]["operation"], "media/QueryJob");
}

#[test]
fn words_find_operations_by_name_summary_path_and_family() {
    assert_eq!(names("delete"), ["studio/DeleteVideo"]);
    assert_eq!(names("PROJECT. lists"), ["studio/ListVideos"]);
    assert_eq!(names("{video_id} show"), ["studio/ShowVideo"]);
    assert_eq!(names("videos").len(), 4);
    assert_eq!(names("query job --service media"), ["media/QueryJob"]);
}

#[test]
fn a_family_is_found_in_any_case() {
    assert_eq!(names("--family videos").len(), 4);
    assert_eq!(names("--family VIDEOS delete"), ["studio/DeleteVideo"]);
    let outcome = list("--family video");
    assert_eq!(outcome.status, Status::Trouble);
    assert_eq!(
        outcome.err,
        "error: there is no family `video`; did you mean `Videos`?\n"
    );
    let outcome = list("--family coffee");
    assert_eq!(
        outcome.err,
        "error: there is no family `coffee`; `mediaspec list` shows the families\n"
    );
}

#[test]
fn words_that_find_nothing_are_answered_with_a_close_one() {
    let covered = "5 operations in 2 families are covered; `mediaspec list` shows them\n";
    for (words, said) in [
        (
            "delet viedo",
            "no operation has the word `viedo`; did you mean `video`?",
        ),
        ("coffee", "no operation has the word `coffee`"),
        (
            "delete lists",
            "no operation has all of the words `delete` and `lists`",
        ),
    ] {
        let outcome = list(words);
        assert_eq!(outcome.status, Status::Trouble, "{words}");
        assert_eq!(outcome.err, format!("error: {said}\n{covered}"), "{words}");
    }
}

#[test]
fn removed_operations_are_listed_by_themselves_and_where_words_find_them() {
    let removed = "studio/CopyVideo  (removed by the vendor: last listed 2025-11-07)\n\
         studio/MakeVideo  (removed by the vendor: last listed 2024-06-07; renamed to CreateVideo)\n";
    assert_eq!(list("--removed").out, removed);
    let (copied, made) = removed.split_at(removed.find("studio/Make").expect("two lines"));
    assert_eq!(list("copyvideo").out, copied);
    assert_eq!(list("--removed make").out, made);
    let json = list("--format json").json();
    assert_eq!(json["removed"][1]["renamed_to"], "CreateVideo");
    assert_eq!(json["removed"][0]["last_listed"], "2025-11-07");
    assert!(list("").out.lines().all(|line| !line.contains("removed")));
}

#[test]
fn a_terminal_shows_operations_by_family() {
    insta::assert_snapshot!(seen("--service studio", &studio()));
    insta::assert_snapshot!(seen("copy", &studio()));
}

#[test]
fn a_terminal_shows_the_families_of_many_operations() {
    let folder = many(404);
    let spec = folder.path().to_str().expect("a plain name");
    let shown = seen("", spec);
    // 58 families and one beside, a line or two each.
    assert!(shown.lines().count() < 130, "{shown}");
    let some: Vec<&str> = shown
        .lines()
        .take(5)
        .chain(shown.lines().rev().take(4))
        .collect();
    insta::assert_snapshot!(some.join("\n"));
    let family = seen("--family family07", spec);
    assert!(
        family.starts_with("Studio, Family07: 7 operations\n  studio/Erase049  DELETE"),
        "{family}"
    );
    assert!(family.lines().count() < 20, "{family}");
}
