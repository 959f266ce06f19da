//! A type that contains itself: however deep a payload goes, what is wrong is told where it stands, and what is too deep
//! is refused.

use std::sync::LazyLock;

use serde::ser::{Serialize, SerializeMap as _, Serializer};
use serde_json::{Value, json};

use crate::check::{Limits, Options, Scope, Target, check_bytes, check_deserializer, check_value};
use crate::code::Code;
use crate::contract::{Content, Direction, Form, RuleKind, Severity, Shape, Text};
use crate::engine::DEEPEST;
use crate::fixtures::{self, field, list, object, one_of, rule, text};
use crate::report::{MalformedCode, Report};

/// A tree: it holds itself as a member, as items, as what a tag selects, and as a document in a text.
fn tree() -> &'static Target {
    static TREE: LazyLock<Target> = LazyLock::new(|| {
        let name = Shape::Text(Text {
            form: Form {
                min_chars: Some(1),
                max_chars: Some(8),
                ..Form::default()
            },
            content: Content::Plain,
        });
        let document = Shape::Text(Text {
            content: Content::Json(Box::new(Shape::Object("Tree".into()))),
            ..text()
        });
        let fields = vec![
            field("name", name),
            field("children", list(object("Tree"))),
            field("left", object("Tree")),
            field("picked", Shape::Any),
            field("kind", Shape::Enum(one_of(&["tree"]))),
            field("document", document),
        ];
        let picked = RuleKind::SelectsType {
            tag: "kind".into(),
            field: "picked".into(),
            cases: [("tree".into(), "Tree".into())].into(),
            otherwise: None,
        };
        let mut differ = rule(
            Severity::Error,
            Vec::new(),
            RuleKind::Unique {
                list: "children".into(),
                by: Some("name".into()),
            },
        );
        differ.id = "children-differ".into();
        let rules = vec![rule(Severity::Error, Vec::new(), picked), differ];
        let service = fixtures::service(vec![fixtures::ty("Tree", fields, rules)]);
        Target::new(&service, &"Tree".into())
    });
    &TREE
}

/// How an object of the tree holds another.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Way {
    /// As a member.
    Left,
    /// As the second item of a list: two levels.
    Child,
    /// As what a tag selects that stands behind it: it is held back, and read when the tag is known.
    Picked,
}

impl Way {
    const ALL: [Self; 3] = [Self::Left, Self::Child, Self::Picked];

    const fn levels(self) -> usize {
        match self {
            Self::Left | Self::Picked => 1,
            Self::Child => 2,
        }
    }

    const fn pointer(self) -> &'static str {
        match self {
            Self::Left => "/left",
            Self::Child => "/children/1",
            Self::Picked => "/picked",
        }
    }

    /// What stands before and behind the inner object.
    const fn around(self) -> (&'static str, &'static str) {
        match self {
            Self::Left => (r#"{"name":"a","left":"#, "}"),
            Self::Child => (r#"{"children":[{},"#, r#"],"name":"a"}"#),
            Self::Picked => (r#"{"picked":"#, r#","kind":"tree"}"#),
        }
    }

    fn value_around(self, inner: Value) -> Value {
        match self {
            Self::Left => json!({"name": "a", "left": inner}),
            Self::Child => json!({"name": "a", "children": [{}, inner]}),
            Self::Picked => json!({"picked": inner, "kind": "tree"}),
        }
    }
}

/// The ways from the root to an object that stands at a level: of all kinds by turns, or of one.
fn ways(level: usize, only: Option<Way>) -> Vec<Way> {
    let (mut ways, mut left) = (Vec::new(), level.saturating_sub(1));
    let mut by_turns = Way::ALL.into_iter().cycle();
    while left > 0 {
        let way = by_turns.next().filter(|way| way.levels() <= left);
        let way = only.filter(|way| way.levels() <= left).or(way);
        let way = way.unwrap_or(Way::Left);
        left = left.saturating_sub(way.levels());
        ways.push(way);
    }
    ways
}

/// Writes the members of the objects on the ways in the order in which the text has them.
struct Nested<'a>(&'a [Way], &'a Value);

impl Serialize for Nested<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Some((way, rest)) = self.0.split_first() else {
            return self.1.serialize(serializer);
        };
        let inner = Nested(rest, self.1);
        let mut out = serializer.serialize_map(None)?;
        match way {
            Way::Left => {
                out.serialize_entry("name", "a")?;
                out.serialize_entry("left", &inner)?;
            }
            Way::Child => {
                out.serialize_entry("children", &(json!({}), inner))?;
                out.serialize_entry("name", "a")?;
            }
            Way::Picked => {
                out.serialize_entry("picked", &inner)?;
                out.serialize_entry("kind", "tree")?;
            }
        }
        out.end()
    }
}

/// A payload in the forms that the drivers read.
struct Payload {
    ways: Vec<Way>,
    deepest: Value,
    text: String,
    /// Its members stand in the order of their names.
    value: Value,
}

impl Payload {
    /// One whose deepest object stands at the end of the ways.
    fn new(ways: Vec<Way>, deepest: Value) -> Self {
        let (mut text, mut behind) = (String::new(), String::new());
        for way in &ways {
            let (before, after) = way.around();
            text.push_str(before);
            behind.insert_str(0, after);
        }
        text.push_str(&deepest.to_string());
        text.push_str(&behind);
        let outwards = ways.iter().rev();
        let value = outwards.fold(deepest.clone(), |inner, way| way.value_around(inner));
        Self {
            ways,
            deepest,
            text,
            value,
        }
    }

    /// The reports of the drivers on the text and on values.
    fn reports_without_parser(&self, options: &Options) -> Vec<(&'static str, Report)> {
        let (target, scope) = (tree(), Scope::body(Direction::Request));
        let written = Nested(&self.ways, &self.deepest);
        let value = check_deserializer(target, scope, &self.value, options);
        vec![
            (
                "text",
                check_bytes(target, scope, self.text.as_bytes(), options),
            ),
            ("reader of a value", value.expect("it can be read")),
            ("writer", check_value(target, scope, &written, options)),
        ]
    }

    /// The same, and the report on what another parser reads.
    fn reports(&self, options: &Options) -> Vec<(&'static str, Report)> {
        let (target, scope) = (tree(), Scope::body(Direction::Request));
        let mut reports = self.reports_without_parser(options);
        let mut text = serde_json::Deserializer::from_str(&self.text);
        match check_deserializer(target, scope, &mut text, options) {
            Ok(report) => reports.push(("reader of text", report)),
            // The parser has a limit of its own.
            Err(error) => {
                assert!(error.to_string().contains("recursion limit"), "{error}");
                let levels: usize = self.ways.iter().map(|way| way.levels()).sum();
                assert!(levels > 124, "{levels}: {error}");
            }
        }
        reports
    }
}

/// What is told, by pointer and code.
fn told(report: &Report) -> Vec<(&str, Code)> {
    let violations = report.violations.iter();
    violations.map(|v| (&*v.pointer, v.code)).collect()
}

/// Options with another greatest depth.
fn to_depth(depth: u32) -> Options {
    Options::default().limits(Limits::default().depth(depth))
}

#[test]
fn what_is_wrong_is_told_at_any_depth() {
    for level in [1, 2, 3, 50, 120, 127, 128] {
        for only in Way::ALL.map(Some).into_iter().chain([None]) {
            let ways = ways(level, only);
            let pointer: String = ways.iter().map(|way| way.pointer()).collect();
            // One member that breaks its form, one that is of another kind, and one that is not documented.
            let deepest = json!({"children": 1, "name": "", "right": 1});
            let [children, name, right] =
                ["children", "name", "right"].map(|name| format!("{pointer}/{name}"));
            let expected = [
                (&*children, Code::Type),
                (&*name, Code::MinLength),
                (&*right, Code::AdditionalProperties),
            ];
            let payload = Payload::new(ways, deepest);
            for (driver, report) in payload.reports(&Options::default()) {
                assert_eq!(report.malformed, None, "{driver}: {level} by {only:?}");
                assert_eq!(told(&report), expected, "{driver}: {level} by {only:?}");
                let ty = report.violations.iter().filter_map(|v| v.ty());
                assert!(ty.map(|ty| &*ty.name).eq(["Tree"; 3]), "{driver}");
            }
        }
    }
}

#[test]
fn what_is_nested_beyond_the_limit_is_malformed() {
    for depth in [1, 2, 5, 50, 128] {
        for only in Way::ALL.map(Some).into_iter().chain([None]) {
            let options = to_depth(depth);
            let level = usize::try_from(depth).expect("a small number");
            let payload = Payload::new(ways(level, only), json!({"name": "a"}));
            for (driver, report) in payload.reports(&options) {
                assert!(report.is_valid(), "{driver}: {depth} by {only:?}: {report}");
            }
            // One object more, or one list.
            for deepest in [json!({"left": {}}), json!({"children": []})] {
                let payload = Payload::new(ways(level, only), deepest);
                for (driver, report) in payload.reports(&options) {
                    let code = report.malformed.as_ref().map(|malformed| malformed.code);
                    let said = format!("{driver}: {depth} by {only:?}");
                    assert_eq!(code, Some(MalformedCode::Depth), "{said}");
                    assert_eq!(told(&report), [("", Code::Malformed)], "{said}");
                }
            }
        }
    }
}

#[test]
fn no_more_than_the_deepest_nesting_of_all_can_be_asked_for() {
    let level = usize::try_from(DEEPEST).expect("a small number");
    let thread = std::thread::Builder::new()
        .stack_size(32 << 20)
        .spawn(move || {
            let code = |level| {
                let payload = Payload::new(ways(level, None), json!({"left": 1}));
                let reports = payload.reports(&to_depth(u32::MAX)).into_iter();
                let told = reports.map(|(_, report)| {
                    let code = report.malformed.map(|malformed| malformed.code);
                    (code, report.error_count)
                });
                told.collect::<Vec<_>>()
            };
            (code(level), code(level + 1))
        })
        .expect("a thread");
    let (within, beyond) = thread.join().expect("no panic");
    assert_eq!(within, [(None, 1); 3]);
    assert_eq!(beyond, [(Some(MalformedCode::Depth), 1); 3]);
}

#[test]
fn the_usual_depth_takes_little_of_a_stack() {
    // Less than a quarter of what a thread has that asks for nothing: the system lends no such stack to this one.
    const SMALL: usize = 496 << 10;
    let deepest = json!({"name": ""});
    for only in Way::ALL.map(Some) {
        for level in [128, 129] {
            let payload = Payload::new(ways(level, only), deepest.clone());
            let reports = std::thread::scope(|scope| {
                std::thread::Builder::new()
                    .stack_size(SMALL)
                    .spawn_scoped(scope, || {
                        payload.reports_without_parser(&Options::default())
                    })
                    .expect("a thread")
                    .join()
                    .expect("no panic")
            });
            for (driver, report) in reports {
                let code = report.violations.first().map(|violation| violation.code);
                let expected = if level == 128 {
                    Code::MinLength
                } else {
                    Code::Malformed
                };
                assert_eq!(code, Some(expected), "{driver}: {level} by {only:?}");
            }
        }
    }
}

#[test]
fn documents_in_texts_of_documents_are_checked_and_counted_as_levels() {
    let mut value = json!({"name": ""});
    for level in 1..=8_usize {
        let payload = Payload::new(Vec::new(), value);
        let (text, reports) = (&payload.text, payload.reports(&Options::default()));
        let ((_, report), others) = reports.split_first().expect("some drivers");
        let violation = report.violations.first().expect("a violation");
        assert_eq!(violation.code, Code::MinLength, "{text}");
        // The way leads through each document.
        let way: Vec<&str> = std::iter::once(&violation.pointer)
            .chain(&violation.embedded)
            .map(|pointer| &**pointer)
            .collect();
        let (last, before) = way.split_last().expect("a pointer at least");
        assert_eq!(*last, "/name");
        assert_eq!(before, vec!["/document"; level - 1]);
        for (driver, other) in others {
            let other = other.violations.first().expect("a violation");
            assert_eq!(other.embedded, violation.embedded, "{driver}: {text}");
        }
        // What is too deep in a document makes the text that holds it no document.
        let depth = u32::try_from(level).expect("a small number");
        for (driver, report) in payload.reports(&to_depth(depth)) {
            assert_eq!(report.malformed, None, "{driver}: {text}");
            assert_eq!(report.violations.len(), 1, "{driver}: {text}");
        }
        if level > 1 {
            for (driver, report) in payload.reports(&to_depth(depth - 1)) {
                let codes: Vec<Code> = report.violations.iter().map(|v| v.code).collect();
                assert_eq!(codes, [Code::ContentMediaType], "{driver}: {text}");
            }
        }
        value = json!({"document": text});
    }
}

#[test]
fn items_differ_within_their_own_list_however_the_lists_are_nested() {
    // Inner lists stand between the names of an outer one, before and behind the member that must differ.
    let value = json!({"children": [
        {"name": "a", "children": [{"name": "a"}, {"name": "b"}, {"name": "a"}]},
        {"children": [{"name": "c"}, {"children": [{"name": "c"}]}, {"name": "c"}], "name": "b"},
        {"left": {"children": [{"name": "a"}]}, "name": "a"},
    ]});
    let expected = [
        "/children/0/children/2/name",
        "/children/1/children/2/name",
        "/children/2/name",
    ]
    .map(|pointer| (pointer, Code::UniqueItems));
    for (driver, report) in Payload::new(Vec::new(), value).reports(&Options::default()) {
        assert_eq!(told(&report), expected, "{driver}");
    }
}

#[test]
fn a_document_that_is_cut_off_leaves_nothing_behind() {
    // More levels are open at the ends of these documents than there may be in all.
    let cut = r#"{"picked":{"kind":"tree"},"children":[{"name":"b"},{"name":"c","left":{"kind":"#;
    let names = (0..100).map(|index| format!("n{index}"));
    let items = names.map(|name| json!({"document": cut, "name": name}));
    let items: Vec<Value> = items.chain([json!({"name": "b"})]).collect();
    let mut again = items.clone();
    again.push(json!({"document": cut, "kind": "tree", "name": "n7", "picked": {"name": ""}}));
    let told_of = |items: Vec<Value>| {
        let count = items.len();
        let payload = Payload::new(Vec::new(), json!({"children": items}));
        let reports = payload.reports(&Options::default()).into_iter();
        let told = reports.map(|(driver, report)| {
            assert_eq!(report.malformed, None, "{driver}");
            let documents = report.violations.iter();
            let documents = documents.filter(|v| v.code == Code::ContentMediaType);
            assert_eq!(documents.count(), count - 1, "{driver}");
            let others = report.violations.iter();
            let others = others.filter(|v| v.code != Code::ContentMediaType);
            others.map(|v| v.to_string()).collect::<Vec<_>>()
        });
        told.map(|told| told.join("; ")).collect::<Vec<_>>()
    };
    for told in told_of(items) {
        assert_eq!(told, "");
    }
    for told in told_of(again) {
        assert!(
            told.contains("[uniqueItems] /children/101/name: "),
            "{told}"
        );
        assert!(
            told.contains("[minLength] /children/101/picked/name: "),
            "{told}"
        );
        assert_eq!(told.split("; ").count(), 2, "{told}");
    }
}
