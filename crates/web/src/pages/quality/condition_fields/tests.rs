//! What is shown, sent back, changed by buttons, and refused.

use super::*;
use serde_json::json;
use touchstone_domain::standard::Standard;

fn tree() -> CategoryTree {
    Standard::default_pack().unwrap().categories().clone()
}

fn condition(json: serde_json::Value) -> Condition {
    Condition::from_json(&json, Reading::default()).unwrap()
}

/// The pairs a browser would send for a tree.
fn sent(field: &ConditionField, pairs: &mut Vec<(String, String)>) {
    let mut put = |name: &str, value: &str| pairs.push((format!("{name}_{}", field.path), value.to_owned()));
    if field.fact.is_empty() {
        put("mode", &field.mode);
        for part in &field.parts {
            sent(part, pairs);
        }
    } else {
        put("fact", &field.fact);
        put("operator", &field.operator);
        for value in &field.chosen {
            put("value", value);
        }
    }
}

#[test]
fn what_is_shown_and_sent_back_is_the_same_condition() {
    for one in [
        json!({ "all": [] }),
        json!({ "all": [{ "kind": "complaint" }, { "category": "payment/payment-anomaly" }] }),
        json!({ "any": [{ "all": [{ "urgency": { "at_least": "high" } }, { "priority": [1, 2] }] }, { "tier": "premium" }] }),
        json!({ "not": { "all": [{ "kind": "complaint" }, { "category": { "set": false } }] } }),
        json!({ "not": { "any": [{ "kind": "complaint" }] } }),
    ] {
        let wanted = condition(one);
        let mut pairs = Vec::new();
        sent(&Node::of(&wanted).view(), &mut pairs);
        let back = Node::typed(&pairs).condition(&tree(), Extent::Rule);
        assert_eq!(back.unwrap(), wanted);
    }
}

#[test]
fn buttons_add_group_and_remove_where_they_stand() {
    let mut node = Node::of(&condition(
        json!({ "all": [{ "kind": "complaint" }, { "any": [{ "tier": "premium" }] }] }),
    ));
    node.edit("add:r-1");
    node.edit("group:r");
    node.edit("remove:r-0");
    let Node::Group { parts, .. } = &node else {
        panic!()
    };
    assert_eq!(parts.len(), 2);
    assert!(matches!(&parts[0], Node::Group { parts, .. } if parts.len() == 2));
    let unfinished = node.condition(&tree(), Extent::Rule).unwrap_err();
    let told: Vec<_> = unfinished
        .iter()
        .map(|error| (error.field.as_str(), error.code))
        .collect();
    assert_eq!(
        told,
        [("r-0-1", "condition_missing"), ("r-1-0", "condition_missing")]
    );
    let before = node.clone();
    for nonsense in [
        "",
        "add",
        "add:x",
        "remove:r",
        "remove:r-9",
        "add:r-0-0",
        "burn:r",
        "add:r-99999999999999999999",
    ] {
        node.edit(nonsense);
    }
    assert_eq!(node, before);
}

#[test]
fn another_fact_lets_go_of_the_values_of_the_one_before() {
    let pairs: Vec<_> = [
        ("mode_r", "all"),
        ("fact_r-0", "tier"),
        ("operator_r-0", "under"),
        ("value_r-0", "complaint"),
        ("value_r-0", "premium"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .to_vec();
    let Node::Group { parts, .. } = Node::typed(&pairs) else {
        panic!()
    };
    let kept = Node::Compared {
        fact: Fact::Tier,
        operator: Operator::OneOf,
        values: vec!["premium".to_owned()],
    };
    assert_eq!(parts, [kept]);
}

#[test]
fn a_form_without_end_is_cut() {
    let deep = (0..40)
        .map(|n| (format!("mode_r{}", "-0".repeat(n)), "all".to_owned()))
        .collect::<Vec<_>>();
    let wide = (0..1000).map(|n| (format!("fact_r-{n}"), "kind".to_owned()));
    let mut pairs = deep;
    pairs.extend(wide);
    assert!(Node::typed(&pairs).condition(&tree(), Extent::Rule).is_err());
}
