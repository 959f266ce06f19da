//! The files of the corpus.

use super::*;
use crate::fixtures::forest;

#[test]
fn the_files_are_json_and_the_page_describes_them() {
    let files = corpus(&forest());
    let paths: Vec<&str> = files.keys().map(String::as_str).collect();
    assert_eq!(
        paths,
        ["README.md", "forest/plant.json", "forest/show.json"]
    );
    let plant: Node = serde_json::from_str(&files["forest/plant.json"]).expect("JSON");
    let Node::Object(plant) = plant else {
        panic!("{plant:?}");
    };
    assert_eq!(plant.get("operation"), Some(&"forest/Plant".into()));
    let Some(Node::List(messages)) = plant.get("messages") else {
        panic!("{plant:?}");
    };
    assert_eq!(messages.len(), 3);
}
