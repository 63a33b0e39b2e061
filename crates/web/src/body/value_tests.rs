use serde::Deserialize;
use serde_json::json;

use super::*;

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Order {
    subject: String,
    amount: Option<u32>,
    #[serde(default)]
    urgent: bool,
    kind: Option<Kind>,
    #[serde(default)]
    tags: Vec<String>,
    person: Option<Person>,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Person {
    name: String,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    General,
    Complaint,
    Other(u8),
}

fn wrong(value: Value) -> Vec<(String, &'static str)> {
    let errors = read_value::<Order>(value, Scalars::Typed).unwrap_err();
    errors
        .into_iter()
        .map(|error| (error.field, error.code))
        .collect()
}

#[test]
fn everything_wrong_is_told_at_once() {
    let told = wrong(json!({
        "subject": 7, "amount": "many", "colour": 1, "person": {"name": "x", "age": 3}, "kind": "odd",
        "tags": ["a", 2]
    }));
    for expected in [
        ("subject", "wrong_type"),
        ("amount", "wrong_type"),
        ("colour", "unknown_field"),
        ("person.age", "unknown_field"),
        ("kind", "unknown_value"),
        ("tags[1]", "wrong_type"),
    ] {
        assert!(
            told.iter()
                .any(|(field, code)| (field.as_str(), *code) == expected),
            "{expected:?} in {told:?}"
        );
    }
}

#[test]
fn a_wrong_field_is_not_called_missing_too() {
    assert_eq!(
        wrong(json!({"subject": 7})),
        [("subject".to_owned(), "wrong_type")]
    );
    assert_eq!(wrong(json!({})), [("subject".to_owned(), "required")]);
    assert_eq!(wrong(json!(["s"])), [(String::new(), "wrong_type")]);
}

#[test]
fn numbers_out_of_range_are_values_not_types() {
    let told = wrong(json!({"subject": "s", "amount": 99_999_999_999u64}));
    assert_eq!(told, [("amount".to_owned(), "malformed")]);
}

#[test]
fn typed_values_arrive() {
    let order: Order = read_value(
        json!({"subject": "s", "amount": 3, "urgent": true, "kind": {"other": 2}, "tags": ["a"],
               "person": {"name": "n"}}),
        Scalars::Typed,
    )
    .unwrap();
    assert_eq!(order.kind, Some(Kind::Other(2)));
    assert_eq!(order.amount, Some(3));
}

#[test]
fn text_stands_for_numbers_truths_lists_and_nothing() {
    let order: Order = read_value(
        json!({"subject": "s", "amount": "3", "urgent": "on", "kind": "complaint", "tags": "a, b", "person": ""}),
        Scalars::Text,
    )
    .unwrap();
    assert_eq!(order.amount, Some(3));
    assert!(order.urgent && order.person.is_none());
    assert_eq!(order.tags, ["a", "b"]);
}

#[test]
fn json_text_is_no_number() {
    assert_eq!(
        wrong(json!({"subject": "s", "amount": "3"})),
        [("amount".to_owned(), "wrong_type")]
    );
}

#[test]
fn nul_is_found_wherever_it_hides() {
    let fields = nul_fields(&json!({"a": ["x", "y\u{0}"], "b": {"c": "\u{0}"}, "d": "fine"}));
    let fields: Vec<_> = fields.into_iter().map(|error| error.field).collect();
    assert_eq!(fields, ["a[1]", "b.c"]);
}

proptest::proptest! {
    #[test]
    fn no_input_makes_reading_panic_or_hang(text in ".{0,200}") {
        if let Ok(value) = serde_json::from_str::<Value>(&text) {
            let _ = read_value::<Order>(value, Scalars::Typed);
        }
        let _ = read_value::<Order>(json!({ "subject": text, "kind": text }), Scalars::Text);
    }
}
