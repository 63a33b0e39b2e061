//! The index against the texts themselves: whatever is written, changed, erased or made again, a search finds exactly what a look
//! at every text finds, on both engines.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::json;
use touchstone_app::search::{SearchRequest, search, search_index_step, search_rebuild};
use touchstone_app::ticket;
use touchstone_domain::id::TicketId;
use touchstone_domain::search::{Phrase, Query, tokens};
use touchstone_domain::time::Span;
use touchstone_store::{Store, Tx, sql};
use touchstone_testkit::both_engines;

use crate::ticket_support::{Floor, fields};

sql!(INDEX_LOST = "DELETE FROM search_fts");

/// A ticket and every text of it.
struct Written {
    id: TicketId,
    texts: Vec<String>,
}

fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[退款到账货]{1,4}",
        "[返金お届け]{1,3}",
        "[환불요청]{1,3}",
        "(refund|Refunds|late|ＴＶ|no1)",
        "[0-9]{1,3}",
        "[ ，。\n-]{1,2}",
    ];
    proptest::collection::vec(piece, 1..7).prop_map(|pieces| format!("甲{}", pieces.concat()))
}

fn queries() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        "[退款到账货]{2,3}",
        "[返金お届け]{2}",
        "[환불요청]{2}",
        "(refund|ref|late|tv|no1|no)",
        "[0-9]{2,3}",
        "\"[退款到账]{2,3}\"",
    ];
    proptest::collection::vec(word, 1..3).prop_map(|words| words.join(" "))
}

async fn found(floor: &Floor, query: &str, limit: u32) -> Vec<TicketId> {
    let (mut all, mut cursor) = (Vec::new(), None);
    loop {
        let request = SearchRequest {
            query: query.to_owned(),
            limit,
            cursor,
        };
        let page = search(floor.app(), &floor.admin.caller, request)
            .await
            .expect("a page");
        all.extend(page.items.iter().map(|found| found.ticket.id));
        match page.next_cursor {
            Some(next) => cursor = Some(next),
            None => return all,
        }
    }
}

/// What a look at every text finds. A number of a ticket finds it too, whatever is in it.
fn expected(written: &[Written], query: &str) -> BTreeSet<TicketId> {
    let phrases = Query::parse(query).expect("a query").phrases;
    let has = |texts: &[String], phrase: &Phrase| texts.iter().any(|text| phrase.is_in(&tokens(text)));
    let hits = written
        .iter()
        .filter(|one| phrases.iter().all(|phrase| has(&one.texts, phrase)));
    hits.map(|one| one.id).collect()
}

async fn compare(floor: &Floor, written: &[Written], runner: &mut TestRunner, when: &str) {
    for _ in 0..25 {
        let query = queries().new_tree(runner).expect("a query").current();
        if query.chars().all(|c| c.is_ascii_digit()) {
            continue;
        }
        let all = found(floor, &query, 3).await;
        let once: BTreeSet<TicketId> = all.iter().copied().collect();
        assert_eq!(once.len(), all.len(), "each once: {query} {when}");
        assert_eq!(once, expected(written, &query), "{query} {when}");
    }
}

async fn write(floor: &Floor, runner: &mut TestRunner, tickets: usize) -> Vec<Written> {
    let mut written = Vec::new();
    for n in 0..tickets {
        let mut draw = || text().new_tree(runner).expect("a text").current();
        let (subject, body, reply) = (draw(), draw(), draw());
        let request = json!({
            "subject": subject, "body": body, "channel": "phone", "category": "refund-delay",
            "requester": {"name": "Wang", "language": "zh-CN"},
        });
        let made = ticket::create(floor.app(), &floor.admin, fields(request))
            .await
            .expect("a ticket");
        let mut texts = vec![subject, body];
        if n % 2 == 0 {
            let visibility = if n % 4 == 0 { "internal" } else { "public" };
            let words = fields(json!({"body": reply, "visibility": visibility}));
            let said = ticket::reply(floor.app(), &floor.admin, made.id, words)
                .await
                .expect("a message");
            texts.push(reply.clone());
            if n % 6 == 0 {
                // It stands in a ticket of its own as well.
                let subject = draw();
                let part = json!({"messages": [said.message.to_string()], "subject": subject});
                let part = floor.act(&floor.admin, made.id, "split", part).await;
                let id = part.expect("a part").id;
                let texts = vec![subject, reply];
                written.push(Written { id, texts });
            }
        }
        written.push(Written { id: made.id, texts });
        floor.desk.wait(Span::seconds(1));
    }
    written
}

both_engines! {
    async fn a_search_finds_what_a_look_at_every_text_finds(store: Store) {
        let floor = Floor::on(store).await;
        let mut runner = TestRunner::deterministic();
        let written = write(&floor, &mut runner, 40).await;
        compare(&floor, &written, &mut runner, "as they were written").await;
        while search_index_step(floor.app()).await.expect("a step") {}
        compare(&floor, &written, &mut runner, "made again").await;
    }

    async fn an_index_that_stayed_behind_is_made_from_the_beginning(store: Store) {
        let floor = Floor::on(store).await;
        let mut runner = TestRunner::deterministic();
        let written = write(&floor, &mut runner, 60).await;
        // As after a restore, which carries how far the making was and not what was made.
        for steps in [1, 10] {
            for _ in 0..steps {
                search_index_step(floor.app()).await.expect("a step");
            }
            let lose = |tx: &mut Tx<'_>| tx.execute(&INDEX_LOST, &[]).map(drop);
            floor.app().store.write(lose).await.expect("lost");
            let request = SearchRequest { query: "甲".repeat(2), ..SearchRequest::default() };
            let page = search(floor.app(), &floor.admin.caller, request).await.expect("a page");
            assert!(!page.index.ready);
        }
        while search_index_step(floor.app()).await.expect("a step") {}
        compare(&floor, &written, &mut runner, "after the index was lost").await;
    }

    async fn a_process_that_dies_while_it_makes_the_index_is_followed_by_another(store: Store) {
        let floor = Floor::on(store).await;
        let mut runner = TestRunner::deterministic();
        let mut written = write(&floor, &mut runner, 60).await;
        while search_index_step(floor.app()).await.expect("a step") {}
        search_rebuild(floor.app(), &floor.admin).await.expect("asked for");
        assert!(search_index_step(floor.app()).await.expect("a step"));
        // It dies in the middle of a transaction, and the desk works on.
        let dying = floor.app().clone();
        let step = tokio::spawn(async move { search_index_step(&dying).await });
        tokio::task::yield_now().await;
        step.abort();
        let _ = step.await;
        written.extend(write(&floor, &mut runner, 5).await);
        floor.desk.wait(Span::minutes(2));
        while search_index_step(floor.app()).await.expect("a step") {}
        compare(&floor, &written, &mut runner, "after the end").await;
    }
}
