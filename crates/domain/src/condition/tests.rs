//! Conditions held against random tickets, and what reading refuses.

use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::*;
use crate::category::CategoryPath;
use crate::codes::Code;
use crate::id::Id;
use crate::ticket::{Channel, Class, Impact, Kind, Tier, Urgency};

const CATEGORIES: [&str; 4] = [
    "payment",
    "payment/refund-delay",
    "payment/overcharge",
    "delivery",
];

fn code<C: Code>() -> impl Strategy<Value = C> {
    prop::sample::select(C::VALUES)
}

fn facts() -> impl Strategy<Value = Facts> {
    let category = prop::option::of(prop::sample::select(&CATEGORIES[..]));
    (
        code::<Kind>(),
        category,
        code::<Urgency>(),
        code::<Impact>(),
        code::<Class>(),
        code::<Tier>(),
        code::<Channel>(),
    )
        .prop_map(|(kind, category, urgency, impact, class, tier, channel)| Facts {
            kind,
            category: category.map(|path| path.parse::<CategoryPath>().unwrap()),
            urgency,
            impact,
            class,
            tier,
            channel,
        })
}

#[derive(Clone, Debug)]
struct Owned {
    facts: Facts,
    rest: (u8, Language, Stage, Option<i64>, Option<i64>, i64, bool, bool),
    tags: Vec<String>,
}

impl Owned {
    fn sheet(&self) -> Sheet<'_> {
        let (priority, language, stage, team, user, created, order_no, escalated) = self.rest;
        Sheet {
            facts: &self.facts,
            priority,
            language,
            stage,
            team: team.map(TeamId::from_raw),
            owner: user.map(UserId::from_raw),
            assignee: user.map(UserId::from_raw),
            created: Timestamp::from_micros(created),
            order_no,
            escalated,
            tags: &self.tags,
        }
    }
}

fn owned() -> impl Strategy<Value = Owned> {
    let id = || prop::option::of(1_i64..4);
    let rest = (
        1_u8..=5,
        code::<Language>(),
        code::<Stage>(),
        id(),
        id(),
        0_i64..6_000_000,
        any::<bool>(),
        any::<bool>(),
    );
    (facts(), rest, prop::collection::vec("[ab]", 0..2)).prop_map(|(facts, rest, tags)| Owned {
        facts,
        rest,
        tags,
    })
}

fn word(fact: Fact) -> BoxedStrategy<String> {
    match fact {
        Fact::Category => prop::sample::select(&CATEGORIES[..])
            .prop_map(str::to_owned)
            .boxed(),
        Fact::Team => (1_i64..4).prop_map(|id| TeamId::from_raw(id).to_string()).boxed(),
        Fact::Owner | Fact::Assignee => (1_i64..4).prop_map(|id| UserId::from_raw(id).to_string()).boxed(),
        Fact::Created => (0_i64..6)
            .prop_map(|s| Timestamp::from_micros(s * 1_000_000).to_string())
            .boxed(),
        Fact::Tag => "[abc]".boxed(),
        Fact::OrderNo | Fact::Escalated => Just(String::new()).boxed(),
        _ => prop::sample::select(fact.choices())
            .prop_map(str::to_owned)
            .boxed(),
    }
}

fn comparison() -> impl Strategy<Value = Comparison> {
    code::<Fact>()
        .prop_flat_map(|fact| (Just(fact), prop::sample::select(fact.operators())))
        .prop_flat_map(|(fact, operator)| {
            let (least, most) = operator.arity();
            (
                Just(fact),
                Just(operator),
                prop::collection::vec(word(fact), least..=most.min(3)),
            )
        })
        .prop_map(|(fact, operator, words)| Comparison::new(fact, operator, &words, None).unwrap())
}

fn condition() -> impl Strategy<Value = Condition> {
    comparison()
        .prop_map(Condition::Is)
        .prop_recursive(4, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Condition::All),
                prop::collection::vec(inner.clone(), 1..4).prop_map(Condition::Any),
                inner.prop_map(|part| Condition::Not(Box::new(part))),
            ]
        })
}

proptest! {
    #[test]
    fn what_is_written_reads_back_the_same_in_both_formats(tree in condition()) {
        prop_assert_eq!(Condition::from_json(&tree.to_json(), Reading::default()).unwrap(), tree.clone());
        let toml: toml::Table = format!("when = {}", tree.to_toml()).parse().unwrap();
        prop_assert_eq!(Condition::from_toml(&toml["when"], Reading::default()).unwrap(), tree.clone());
        let json = serde_json::to_string(&tree).unwrap();
        prop_assert_eq!(serde_json::from_str::<Condition>(&json).unwrap(), tree);
    }

    #[test]
    fn nothing_that_holds_lies_outside_its_box(tree in condition(), ticket in owned()) {
        let (sheet, cover) = (ticket.sheet(), Cover::of(&tree));
        if tree.evaluate(&sheet) {
            prop_assert!(cover.admits(&sheet), "{tree:?} {cover:?}");
            prop_assert!(!cover.is_empty());
        }
        let negated = Condition::Not(Box::new(tree.clone()));
        prop_assert_ne!(tree.evaluate(&sheet), negated.evaluate(&sheet));
    }
}

fn read(value: Json) -> Result<Condition, ConditionError> {
    Condition::from_json(&value, Reading::default())
}

fn wrong(value: Json) -> (String, &'static str) {
    let error = read(value).unwrap_err();
    (error.key, error.problem.code())
}

#[test]
fn a_bare_category_means_all_below_it_and_is_means_itself() {
    let facts = Facts {
        category: Some("payment/refund-delay".parse().unwrap()),
        ..Facts::default()
    };
    let ticket = Owned {
        facts,
        rest: (3, Language::En, Stage::Received, None, None, 0, false, false),
        tags: Vec::new(),
    };
    let holds = |value| read(value).unwrap().evaluate(&ticket.sheet());
    assert!(holds(json!({ "category": "payment" })));
    assert!(!holds(json!({ "category": { "is": "payment" } })));
    assert!(holds(json!({ "category": { "is_not": "payment" } })));
    assert!(holds(json!({ "team": { "set": false } })));
    assert!(!holds(json!({ "order_no": true })));
    assert!(holds(json!({ "priority": { "at_most": 3 } })));
    assert!(holds(json!({ "all": [] })));
}

#[test]
fn what_is_wrong_is_named_with_its_place() {
    assert_eq!(
        wrong(json!({ "all": [{ "kind": "complaint" }, { "mood": "bad" }] })).0,
        "all[1].mood"
    );
    assert_eq!(
        wrong(json!({ "urgency": { "at_least": "soon" } })),
        ("urgency.at_least".into(), "condition_value")
    );
    assert_eq!(
        wrong(json!({ "kind": { "at_least": "complaint" } })).1,
        "condition_operator"
    );
    assert_eq!(
        wrong(json!({ "kind": { "like": "complaint" } })).1,
        "condition_operator"
    );
    assert_eq!(wrong(json!({ "any": [] })), ("any".into(), "condition_empty"));
    assert_eq!(wrong(json!({ "kind": [] })).1, "condition_missing");
    assert_eq!(
        wrong(json!({ "kind": "complaint", "tier": "premium" })).1,
        "condition_shape"
    );
    assert_eq!(wrong(json!({})).1, "condition_shape");
    assert_eq!(wrong(json!({ "priority": 0 })).1, "condition_value");
    assert_eq!(wrong(json!({ "order_no": "A1" })).1, "condition_shape");
}

#[test]
fn a_tree_is_bounded_in_depth_size_and_values() {
    let mut deep = json!({ "kind": "complaint" });
    for _ in 0..DEPTH_MAX {
        deep = json!({ "not": deep });
    }
    assert_eq!(wrong(deep).1, "condition_deep");
    let many: Vec<_> = (0..NODES_MAX).map(|_| json!({ "kind": "complaint" })).collect();
    assert_eq!(wrong(json!({ "any": many })).1, "condition_large");
    let tags: Vec<_> = (0..=VALUES_MAX).map(|n| n.to_string()).collect();
    assert_eq!(wrong(json!({ "tag": tags })).1, "too_many");
}

#[test]
fn a_rule_looks_only_at_what_counts_its_clocks_anew() {
    let of_rule = Reading {
        measured: true,
        ..Reading::default()
    };
    let read = |value| Condition::from_json(&value, of_rule);
    assert_eq!(
        read(json!({ "stage": "received" })).unwrap_err().problem,
        ConditionProblem::Scope(Fact::Stage)
    );
    assert!(read(json!({ "priority": [1, 2] })).is_ok());
}
