//! Conditions over the tickets that are kept: whatever narrows the search, a condition holds there for exactly the tickets it
//! holds for by itself; and nobody counts what they may not see.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};
use touchstone_app::condition::{condition_count, condition_read};
use touchstone_app::ticket::{self, ListQuery};
use touchstone_app::{AppError, Call};
use touchstone_domain::condition::{Condition, Reading};
use touchstone_domain::id::TicketId;
use touchstone_store::ticket::{ticket_by_id, ticket_matching, ticket_text_by_id};
use touchstone_store::{Lane, Store};
use touchstone_testkit::both_engines;

use crate::support::code;
use crate::ticket_list::varied;
use crate::ticket_support::{Floor, request};

/// Random trees over every fact, with values that some of the tickets have.
fn tree(floor: &Floor) -> impl Strategy<Value = Value> + use<> {
    let (team, agent) = (floor.team.to_string(), floor.agent_id.to_string());
    let word = |words: &'static [&'static str]| prop::collection::vec(prop::sample::select(words), 1..3);
    let coded = |fact: &'static str, words| {
        (word(words), any::<bool>()).prop_map(move |(words, not)| {
            let operator = if not { "none_of" } else { "one_of" };
            json!({ fact: { operator: words } })
        })
    };
    let ranked = |fact: &'static str, words: &'static [&'static str]| {
        (prop::sample::select(words), any::<bool>()).prop_map(move |(word, up)| {
            let operator = if up { "at_least" } else { "at_most" };
            json!({ fact: { operator: word } })
        })
    };
    let set = |fact: &'static str| any::<bool>().prop_map(move |flag| json!({ fact: { "set": flag } }));
    let comparison = prop_oneof![
        coded("kind", &["general", "complaint", "after-sales"]),
        coded("channel", &["phone", "counter", "web"]),
        coded("language", &["en", "zh-CN"]),
        coded(
            "stage",
            &["received", "classified", "assigned", "in_progress", "archived"]
        ),
        coded("status", &["new", "open", "closed"]),
        coded("class", &["general", "major"]),
        coded("tag", &["t0", "t1"]),
        ranked("urgency", &["normal", "high", "urgent"]),
        ranked("impact", &["one_order", "one_person", "many"]),
        ranked("priority", &["2", "3", "4"]),
        ranked("tier", &["enterprise"]),
        prop_oneof![
            set("team"),
            set("assignee"),
            set("category"),
            set("order_no"),
            set("escalated")
        ],
        word(&["payment", "payment/refund-delay", "order", "logistics"])
            .prop_map(|under| json!({ "category": under })),
        Just(json!({ "team": team })),
        Just(json!({ "assignee": { "is_not": agent } })),
        (0_i64..14).prop_map(|minute| {
            let at = crate::support::START + touchstone_domain::time::Span::minutes(minute);
            json!({ "created": { "before": at.to_string() } })
        }),
    ];
    comparison.prop_recursive(3, 16, 3, |inner| {
        let several = || prop::collection::vec(inner.clone(), 1..4);
        prop_oneof![
            several().prop_map(|parts| json!({ "all": parts })),
            several().prop_map(|parts| json!({ "any": parts })),
            inner.clone().prop_map(|part| json!({ "not": part })),
        ]
    })
}

/// What the condition says of each ticket by itself.
async fn by_itself(floor: &Floor, ids: &[TicketId], when: &Condition) -> BTreeSet<TicketId> {
    let (ids, when) = (ids.to_vec(), when.clone());
    let found = floor.app().query(Lane::Fast, move |tx| {
        let mut holds = BTreeSet::new();
        for id in ids {
            let row = ticket_by_id(tx, id)?.expect("a ticket");
            let ordered = ticket_text_by_id(tx, id)?.expect("its text").order_no.is_some();
            if when.evaluate(&row.sheet(ordered)) {
                holds.insert(id);
            }
        }
        Ok(holds)
    });
    found.await.expect("tickets")
}

/// What the store finds.
async fn found(floor: &Floor, when: &Condition) -> BTreeSet<TicketId> {
    let when = when.clone();
    let walked = floor.app().query(Lane::Slow, move |tx| {
        let (mut all, mut from) = (BTreeSet::new(), Some(i64::MAX));
        while let Some(number) = from {
            let step = ticket_matching(tx, &when, number)?;
            all.extend(step.found.iter().map(|one| one.id));
            from = step.next;
        }
        Ok(all)
    });
    walked.await.expect("a walk")
}

async fn count(floor: &Floor, call: &Call, when: Value) -> u64 {
    let when = condition_read("when", &when).expect("a condition");
    let matches = condition_count(floor.app(), &call.caller, when)
        .await
        .expect("a count");
    assert!(matches.exact && !matches.late);
    matches.count
}

both_engines! {
    async fn the_store_finds_what_the_condition_holds_for(store: Store) {
        let floor = Floor::on(store).await;
        let mut ids = varied(&floor).await;
        let ordered = request(json!({"order_no": "A-1", "kind": "complaint"}));
        ids.push(floor.submit(ordered).await.unwrap().ticket);
        let mut runner = TestRunner::deterministic();
        let trees = tree(&floor);
        let mut some = 0;
        for _ in 0..150 {
            let json = trees.new_tree(&mut runner).unwrap().current();
            let when = Condition::from_json(&json, Reading::default()).expect("a condition");
            let wanted = by_itself(&floor, &ids, &when).await;
            assert_eq!(found(&floor, &when).await, wanted, "{json}");
            let query = ListQuery::parse([("when", json.to_string().as_str()), ("limit", "200")]).expect("a query");
            let page = ticket::list(floor.app(), &floor.admin.caller, query).await.expect("a page");
            assert_eq!(page.items.iter().map(|one| one.id).collect::<BTreeSet<_>>(), wanted, "{json}");
            some += usize::from(!wanted.is_empty() && wanted.len() < ids.len());
        }
        assert!(some > 50, "{some} of the conditions told tickets apart");
    }

    async fn nobody_counts_what_they_may_not_see(store: Store) {
        let floor = Floor::on(store).await;
        let ids = varied(&floor).await;
        let all = json!({"all": []});
        assert_eq!(count(&floor, &floor.admin, all.clone()).await, ids.len() as u64);
        let query = ListQuery::parse([("limit", "200")]).expect("a query");
        let seen = ticket::list(floor.app(), &floor.agent.caller, query).await.expect("a page").items.len();
        assert!(seen < ids.len());
        assert_eq!(count(&floor, &floor.agent, all).await, seen as u64);
        let nothing = json!({"all": [{"kind": "complaint"}, {"kind": "feedback"}]});
        assert_eq!(count(&floor, &floor.admin, nothing).await, 0);
        let wrong = condition_read("when", &json!({"any": [{"kind": "complaint"}, {"urgency": "soon"}]}));
        let Err(AppError::Validation(errors)) = &wrong else { panic!("{wrong:?}") };
        assert_eq!((errors[0].field.as_str(), errors[0].code), ("when.any[1].urgency", "condition_value"));
        let list = ListQuery::parse([("when", "{\"kind\":")]);
        assert_eq!(code(list), "validation_failed");
    }
}
