//! Values of which several JSON types are documented.

use mediaspec_schema::OneOf;

#[test]
fn a_value_of_any_json_type_is_read_and_written_as_it_stands() {
    type Read = OneOf<std::collections::BTreeMap<String, i64>, bool>;
    for text in ["true", "-7", "62.5", "\"a\"", "[true,false]", "{\"a\":1}"] {
        let read: Read = serde_json::from_str(text).expect("a value");
        assert_eq!(serde_json::to_string(&read).expect("JSON"), text);
    }
    let beyond: Read = serde_json::from_str("18446744073709551615").expect("a number");
    assert_eq!(beyond, OneOf::Number(18_446_744_073_709_551_615.0));
    for text in ["null", "[1]", "{\"a\":true}"] {
        assert!(serde_json::from_str::<Read>(text).is_err(), "{text}");
    }
}
