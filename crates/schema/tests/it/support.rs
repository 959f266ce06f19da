//! How models are read and written.

use mediaspec_schema::OpenEnum;
use mediaspec_schema::support::{Hidden, Integers, Written, integers, write_as_text, written};

/// Reads a text, and the value that it is.
fn read<T: Integers + PartialEq>(json: &str) -> Result<T, serde_json::Error> {
    let read = integers(&mut serde_json::Deserializer::from_str(json));
    let value: serde_json::Value = serde_json::from_str(json)?;
    let of_value = integers::<T, _>(value);
    assert!(of_value.as_ref().ok() == read.as_ref().ok(), "{json}");
    read
}

#[test]
fn an_integer_may_be_written_as_a_number() {
    for (json, expected) in [
        ("50", 50),
        ("50.0", 50),
        ("5e1", 50),
        ("-0.0", 0),
        ("9223372036854775807", i64::MAX),
        ("-9223372036854775808", i64::MIN),
        ("-9223372036854775808.0", i64::MIN),
    ] {
        assert_eq!(read::<i64>(json).ok(), Some(expected), "{json}");
    }
    for json in [
        "50.5",
        "9223372036854775808",
        "1e300",
        "9223372036854775807.0",
        "\"50\"",
        "true",
        "null",
    ] {
        assert!(read::<i64>(json).is_err(), "{json}");
    }
}

#[test]
fn lists_and_absent_integers_are_read_alike() {
    assert_eq!(read::<Option<i64>>("null").ok(), Some(None));
    assert_eq!(read::<Option<i64>>("1.0").ok(), Some(Some(1)));
    assert_eq!(
        read::<Vec<Vec<i64>>>("[[1.0],[2]]").ok(),
        Some(vec![vec![1], vec![2]])
    );
    assert_eq!(read::<Option<Vec<i64>>>("[3e0]").ok(), Some(Some(vec![3])));
}

#[test]
fn numbers_and_truth_values_are_read_and_written_as_text() {
    fn of<T: Written>(json: &str) -> Option<String> {
        let value: T = written(&mut serde_json::Deserializer::from_str(json)).ok()?;
        let mut out = Vec::new();
        write_as_text(&value, &mut serde_json::Serializer::new(&mut out)).ok()?;
        String::from_utf8(out).ok()
    }
    let same = |json: &str| Some(json.to_owned());
    assert_eq!(of::<i64>("\"-500\""), same("\"-500\""));
    assert_eq!(of::<i64>("\"007\""), same("\"7\""));
    assert_eq!(of::<f64>("\"0.50\""), same("\"0.5\""));
    assert_eq!(of::<bool>("\"true\""), same("\"true\""));
    // What is not written as text is let pass where it is of the right kind.
    for json in ["500", "500.0", "5e2"] {
        assert_eq!(of::<i64>(json), same("\"500\""), "{json}");
        assert_eq!(of::<f64>(json), same("\"500\""), "{json}");
    }
    assert_eq!(of::<bool>("true"), same("\"true\""));
    assert_eq!(of::<Option<i64>>("null"), same("null"));
    assert_eq!(
        of::<Vec<Vec<f64>>>(r#"[["1","2.5"]]"#),
        same(r#"[["1","2.5"]]"#)
    );
    for json in [
        "0.5",
        "true",
        "9223372036854775808",
        "\"+5\"",
        "\"5.0\"",
        "\"\"",
        "\"9223372036854775808\"",
        "null",
    ] {
        assert_eq!(of::<i64>(json), None, "{json}");
    }
    for json in ["true", "\"1e3\"", "\"inf\"", "\".5\""] {
        assert_eq!(of::<f64>(json), None, "{json}");
    }
    for json in ["1", "\"True\"", "\"1\""] {
        assert_eq!(of::<bool>(json), None, "{json}");
    }
}

#[test]
#[allow(unreachable_pub, reason = "the macro is for public enums")]
fn values_in_any_case_are_written_as_they_are_documented() {
    #[derive(Debug, PartialEq)]
    enum Container {
        Mp4,
        Ts,
        Other(String),
    }
    mediaspec_schema::open_enum!(Container in any case { Mp4 = "MP4", Ts = "ts", });
    for (text, value) in [
        ("MP4", Container::Mp4),
        ("mp4", Container::Mp4),
        ("TS", Container::Ts),
        ("flv", Container::Other("flv".to_owned())),
    ] {
        assert_eq!(Container::from(text), value, "{text}");
        assert_eq!(value.is_documented(), text != "flv");
    }
    assert_eq!(Container::from("mp4").as_str(), "MP4");
}

#[test]
fn a_hidden_value_shows_nothing() {
    assert_eq!(format!("{:?}", Some(Hidden)), "Some(<hidden>)");
}
