//! Reports as values of Rust: as errors, as text, as JSON, and for people who debug.

use serde_json::{Value, json};

use super::{KEPT, target};
use crate::check::{
    Limits, Options, Scope, check_bytes, check_deserializer, check_parameters, check_value,
};
use crate::code::Code;
use crate::contract::{Direction, Part, Severity};
use crate::report::{Malformed, MalformedCode, Report, Verdict, Violation};

fn of(text: &[u8], options: &Options) -> Report {
    let (target, scope) = target("kinds/DoValues", "request", "body");
    check_bytes(&target, scope, text, options)
}

#[test]
fn malformed_input_is_one_violation() {
    let bounded = |limits: Limits| Options::default().limits(limits);
    let usual = Options::default();
    let cases: [(&[u8], Options, MalformedCode, &str); 5] = [
        (
            b"{\"size\": 500,\n \"mode\" 1}",
            usual.clone(),
            MalformedCode::Syntax,
            "2:9: error[malformed]: a colon is expected here",
        ),
        (
            b"{\"size\": 500, \"\xff\": 1}",
            usual.clone(),
            MalformedCode::Utf8,
            "1:16: error[malformed]: the input is not UTF-8",
        ),
        (
            b"{\"size\": 1e400}",
            usual,
            MalformedCode::Number,
            "1:10: error[malformed]: ",
        ),
        (
            b"{\"size\": 500, \"roi\": [[1]]}",
            bounded(Limits::default().depth(2)),
            MalformedCode::Depth,
            "1:23: error[malformed]: objects and lists are nested more than 2 levels deep",
        ),
        (
            b"{\"size\": 500}",
            bounded(Limits::default().bytes(5)),
            MalformedCode::Size,
            "1:1: error[malformed]: the input has 13 bytes, more than the 5 that are allowed",
        ),
    ];
    for (text, options, code, shown) in cases {
        let report = of(text, &options);
        let said = format!("{code}: {report}");
        assert_eq!(report.verdict(), Verdict::Malformed, "{said}");
        // Nothing of what was found before is told.
        let [violation] = &*report.violations else {
            panic!("{said}");
        };
        let malformed = report.malformed.as_ref().expect("it is malformed");
        assert_eq!(malformed.code, code, "{said}");
        assert_eq!(violation.code, Code::Malformed, "{said}");
        assert_eq!(violation.severity, Severity::Error, "{said}");
        assert_eq!(violation.position, malformed.position, "{said}");
        assert_eq!(violation.pointer, "", "{said}");
        assert_eq!((report.error_count, report.warning_count), (1, 0), "{said}");
        assert!(!report.truncated(), "{said}");
        assert_eq!(report.errors().count(), 1, "{said}");
        assert_eq!(report.warnings().count(), 0, "{said}");
        // As text it is one line.
        assert!(report.to_string().starts_with(shown), "{said}");
        assert_eq!(report.to_string(), violation.to_string());
        assert!(violation.title().starts_with(&*malformed.message), "{said}");
        let own = malformed.to_string();
        assert_eq!(own, report.to_string().replace("malformed", code.as_str()));
        // As JSON it is told apart from what is wrong with a payload.
        let position = malformed.position.expect("text has positions");
        assert_eq!(
            serde_json::to_value(&report).expect("a report is a value"),
            json!({
                "verdict": "malformed",
                "truncated": false,
                "total": 0,
                "violations": [],
                "error": {
                    "code": code.as_str(),
                    "message": malformed.message,
                    "line": position.line,
                    "column": position.column,
                    "offset": position.offset,
                },
            })
        );
        assert_eq!(report.clone().into_result(), Err(report));
    }
}

#[test]
fn malformed_values_are_one_violation_without_a_place() {
    let (target, scope) = target("kinds/DoValues", "request", "body");
    let options = Options::default().limits(Limits::default().depth(2));
    let value = json!({"size": 500, "roi": [[1]]});
    let read = check_deserializer(&target, scope, &value, &options).expect("it can be read");
    let written = check_value(&target, scope, &value, &options);
    assert_eq!(read, written);
    assert_eq!(
        read.to_string(),
        "error[malformed]: objects and lists are nested too deeply"
    );
    let shown = serde_json::to_value(&read).expect("a report is a value");
    let error = json!({
        "code": "depth",
        "message": "objects and lists are nested too deeply",
        "line": null,
        "column": null,
        "offset": null,
    });
    assert_eq!(shown.get("error"), Some(&error));
    assert_eq!(shown.get("violations"), Some(&json!([])));
}

#[test]
fn a_report_has_a_line_for_each_violation_and_one_for_those_that_are_not_listed() {
    let text = b"{\"must\": \"\", \"asked\": 1,\n \"maybe int\": 1, \"size\": 500, \"old\": \"x\", \"unknown\": 1}";
    let report = of(text, &Options::default());
    assert_eq!(
        report.to_string(),
        "2:26: error[maximum] /size: 500 is above 120 (0 to 120 allowed; 54 when absent)\n\
         2:38: warning[deprecated] /old: is deprecated: Nobody needs it.\n\
         2:43: error[additionalProperties] /unknown: unknown is not a documented member"
    );
    let lines: Vec<String> = (&report).into_iter().map(Violation::to_string).collect();
    assert_eq!(lines.join("\n"), report.to_string());
    let cut = of(
        text,
        &Options::default().limits(Limits::default().violations(1)),
    );
    assert_eq!(
        cut.to_string(),
        "2:26: error[maximum] /size: 500 is above 120 (0 to 120 allowed; 54 when absent)\n\
         2:38: warning[deprecated] /old: is deprecated: Nobody needs it.\n\
         … 3 violations in all"
    );
    let none = of(
        text,
        &Options::default().limits(Limits::default().violations(0)),
    );
    assert_eq!(none.to_string(), "\n… 3 violations in all");
    assert_eq!(Report::default().to_string(), "valid");
    assert_eq!(Report::default().into_result(), Ok(()));
}

#[test]
fn a_report_is_json_as_the_command_writes_it() {
    let report = of(
        b"{\"must\": \"\", \"asked\": 1, \"maybe int\": 1, \"size\": 500}",
        &Options::default(),
    );
    let told: Vec<Value> = report
        .violations
        .iter()
        .map(|violation| serde_json::to_value(violation).expect("a violation is a value"))
        .collect();
    assert_eq!(told.len(), 1);
    assert_eq!(
        serde_json::to_value(&report).expect("a report is a value"),
        json!({
            "verdict": "invalid",
            "truncated": false,
            "total": 1,
            "violations": told,
            "error": null,
        })
    );
    assert_eq!(
        serde_json::to_string(&Report::default()).expect("a report is JSON"),
        r#"{"verdict":"valid","truncated":false,"total":0,"violations":[],"error":null}"#
    );
}

#[test]
fn parameters_are_named_with_their_part() {
    let (target, scope) = target("kinds/DoAdvice", "request", "query");
    let report = check_parameters(&target, scope, [("limit", "11")], &Options::default());
    assert_eq!(
        report.to_string(),
        "error[maximum] query /limit: 11 is above 10 (1 to 10 allowed; 5 when absent)"
    );
    let malformed = Malformed::new(MalformedCode::Unreadable, "no such file");
    let report = Report::of_malformed(Part::Query, malformed);
    assert_eq!(report.to_string(), "error[malformed] query: no such file");
}

#[test]
fn a_violation_is_shown_in_short_to_those_who_debug() {
    let (options, mut shown) = (Options::default(), 0);
    for kept in KEPT.iter() {
        let report = check_bytes(&kept.target, kept.scope, kept.payload.as_bytes(), &options);
        for violation in &report.violations {
            let text = format!("{violation:?}");
            assert!(text.len() < 800, "{} bytes: {text}", text.len());
            let code = format!("code: {:?}", violation.code);
            let pointer = format!("pointer: {:?}", &*violation.pointer);
            assert!(text.contains(&code) && text.contains(&pointer), "{text}");
            let rule = violation.rule().map(|rule| format!("{:?}", rule.id));
            assert!(rule.is_none_or(|rule| text.contains(&rule)), "{text}");
            let cite = violation.cite().map(|cite| format!("\"{cite}\""));
            assert!(cite.is_none_or(|cite| text.contains(&cite)), "{text}");
            shown += 1;
        }
    }
    assert!(shown > 1_000, "{shown} violations");
    // What a violation refers to is not written out with it.
    let (target, _) = target("kinds/DoValues", "request", "body");
    let scope = Scope::body(Direction::Request);
    assert!(format!("{target:?}{scope:?}").len() < 800);
}
