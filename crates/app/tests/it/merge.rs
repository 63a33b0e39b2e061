//! Merging tickets, taking endings back, and links: what goes on where, what whom is shown, and what comes back.

use serde_json::json;
use touchstone_app::ticket::{self, Stretch, Ticket, TicketRef};
use touchstone_app::{AppError, Call};
use touchstone_domain::clock::{ClockState, Metric};
use touchstone_domain::event::EventKind;
use touchstone_domain::id::TicketId;
use touchstone_domain::stage::Stage;
use touchstone_domain::ticket::{CloseReason, Relation, TicketLink};
use touchstone_domain::time::Span;
use touchstone_store::Store;
use touchstone_testkit::both_engines;

use crate::support::{code, fields as refused};
use crate::ticket_support::{Floor, clock, fields};

impl Floor {
    /// Another request of whoever sent this one in.
    async fn again(&self, like: TicketId, body: &str) -> TicketId {
        let person = self.read(like).await.requester.id.to_string();
        let input = json!({
            "subject": "还是没有退款", "body": body, "category": "payment/refund-delay", "requester_id": person,
        });
        ticket::create(self.app(), &self.lead, fields(input))
            .await
            .expect("a ticket")
            .id
    }

    async fn merges(&self, from: TicketId, into: TicketId) -> Ticket {
        self.does(from, "merge", json!({"into": into.to_string()})).await
    }

    /// What is read in a ticket, with the number of the ticket that a message came from.
    async fn said(&self, call: &Call, id: TicketId) -> Vec<(String, Option<i64>)> {
        let found = ticket::messages(self.app(), &call.caller, id, Stretch::default())
            .await
            .unwrap();
        let line = |said: ticket::Message| {
            (
                said.body.unwrap_or_default(),
                said.merged_from.map(|from| from.number),
            )
        };
        found.items.into_iter().map(line).collect()
    }

    async fn relations(&self, id: TicketId) -> Vec<(Relation, TicketId)> {
        let found = ticket::links(self.app(), &self.agent.caller, id).await.unwrap();
        found.into_iter().map(|link| (link.relation, link.id)).collect()
    }
}

both_engines! {
    async fn a_merged_request_goes_on_in_the_other_one(store: Store) {
        let floor = Floor::on(store).await;
        let one = floor.in_progress().await.ticket;
        floor.desk.wait(Span::minutes(1));
        let two = floor.again(one, "请尽快处理").await;
        let number = floor.read(two).await.number;
        let merged = floor.merges(two, one).await;
        assert_eq!((merged.stage, merged.close_reason, merged.merged_into),
            (Stage::Archived, Some(CloseReason::Merged), Some(one)));
        assert_eq!(clock(&merged, Metric::FirstResponse), Some(ClockState::Cancelled));
        let said = floor.said(&floor.agent, one).await;
        assert_eq!(said, [
            ("上周退的货,钱还没有收到。".into(), None), ("请尽快处理".into(), Some(number)),
        ]);
        assert_eq!(floor.said(&floor.agent, two).await, [("请尽快处理".into(), None)], "it stays where it was written");
        assert_eq!(floor.count(one, EventKind::TicketMergedIn).await, 1);

        // What the requester writes to the merged one arrives at the other one, through a chain too.
        floor.desk.wait(Span::minutes(1));
        let three = floor.again(one, "第三次了").await;
        floor.merges(one, three).await;
        floor.desk.wait(Span::minutes(1));
        let written = floor.writes(two, "补充一下订单号").await;
        assert_eq!(written.ticket, three);
        let bodies: Vec<_> = floor.said(&floor.agent, three).await.into_iter().map(|(body, _)| body).collect();
        assert_eq!(bodies, ["上周退的货,钱还没有收到。", "请尽快处理", "第三次了", "补充一下订单号"]);
        assert_eq!(floor.relations(three).await, [(Relation::MergedFrom, one), (Relation::MergedFrom, two)]);
        // A stretch of it is a stretch of all of it.
        let page = Stretch { limit: 2, newest: true, ..Stretch::default() };
        let page = ticket::messages(floor.app(), &floor.agent.caller, three, page).await.unwrap();
        let last: Vec<_> = page.items.iter().filter_map(|said| said.body.as_deref()).collect();
        assert_eq!(last, ["第三次了", "补充一下订单号"]);
        let earlier = Stretch { limit: 2, newest: true, cursor: page.next_cursor };
        let earlier = ticket::messages(floor.app(), &floor.agent.caller, three, earlier).await.unwrap();
        assert_eq!((earlier.items.len(), earlier.next_cursor), (2, None));
    }

    async fn a_merge_that_makes_no_sense_is_refused(store: Store) {
        let floor = Floor::on(store).await;
        let one = floor.in_progress().await.ticket;
        let two = floor.again(one, "请尽快处理").await;
        let other = floor.received().await.ticket;
        let to = async |into: String| floor.act(&floor.agent, two, "merge", json!({"into": into})).await;
        assert_eq!(refused(to(two.to_string()).await), ["into merge_itself"]);
        assert_eq!(refused(to("999999".into()).await), ["into not_found"]);
        assert_eq!(refused(to("nothing".into()).await), ["into malformed"]);
        assert_eq!(refused(floor.act(&floor.agent, two, "merge", json!({})).await), ["into required"]);
        assert_eq!(refused(to(other.to_string()).await), ["other_requester merge_other_requester"]);
        floor.act(&floor.lead, other, "spam", json!({})).await.unwrap();
        assert_eq!(refused(to(other.to_string()).await), ["into merge_closed"]);
        floor.merges(two, one).await;
        assert_eq!(refused(floor.act(&floor.agent, one, "merge", json!({"into": two.to_string()})).await),
            ["into merge_closed"], "no circle closes");
        // Neither end may be out of reach.
        let foreign = floor.again(one, "支付问题").await;
        floor.act(&floor.admin, foreign, "assign", json!({"team": floor.other_team.to_string()})).await.unwrap();
        assert_eq!(refused(floor.act(&floor.agent, one, "merge", json!({"into": foreign.to_string()})).await),
            ["into not_found"]);
        assert_eq!(code(floor.act(&floor.agent, foreign, "merge", json!({"into": one.to_string()})).await), "not_found");
        let stale = floor.agent.clone().expecting(1);
        assert_eq!(code(floor.act(&stale, one, "merge", json!({"into": other.to_string()})).await), "version_conflict");
    }

    async fn nobody_is_shown_what_another_person_wrote(store: Store) {
        let floor = Floor::on(store).await;
        let (mine, theirs) = (floor.in_progress().await, floor.received().await);
        let agreed = json!({"into": mine.ticket.to_string(), "other_requester": true});
        floor.does(theirs.ticket, "merge", agreed).await;
        floor.reply(mine.ticket, "王女士,您的退款已到账。").await;
        let (me, them) = (floor.requester(mine.ticket).await, floor.requester(theirs.ticket).await);
        // They write on; the desk reads it in the one ticket, the other requester nowhere.
        let written = floor.writes(theirs.ticket, "我的银行卡尾号 1234").await;
        assert_eq!(written.ticket, theirs.ticket, "it stays with whose it is");
        let desk = floor.said(&floor.agent, mine.ticket).await;
        assert!(desk.iter().any(|(body, from)| body.contains("1234") && *from == Some(theirs.number)));
        assert!(floor.read(mine.ticket).await.awaits_answer);
        assert!(floor.said(&me, mine.ticket).await.iter().all(|(body, from)| !body.contains("1234") && from.is_none()));
        assert!(floor.said(&them, theirs.ticket).await.iter().any(|(body, _)| body.contains("1234")));
        assert!(floor.said(&them, theirs.ticket).await.iter().all(|(body, _)| !body.contains("王女士")));
        assert_eq!(code(ticket::messages(floor.app(), &them.caller, mine.ticket, Stretch::default()).await), "not_found");
        let track = ticket::track(floor.app(), &them.caller, &theirs.tracking_code).await.unwrap();
        let merged = track.merged.unwrap();
        assert_eq!((merged.stage, merged.code), (Stage::InProgress, None));
        assert!(track.content.is_some_and(|own| own.messages.iter().all(|said| said.merged_from.is_none())));

        // Once that matter is over, theirs goes on from their own ticket, never from the other one.
        floor.does(mine.ticket, "resolve", json!({"solution": "已退款"})).await;
        floor.confirms(mine.ticket).await;
        floor.passes(Span::days(8)).await;
        let opened = floor.writes(theirs.ticket, "我的还没有到账").await;
        let new = floor.read(opened.ticket).await;
        assert_eq!((new.requester.id, new.follows), (floor.read(theirs.ticket).await.requester.id, Some(theirs.ticket)));
        assert_eq!(floor.writes(theirs.ticket, "还在等").await.ticket, opened.ticket);
    }

    async fn the_tracking_code_of_a_merged_request_leads_on(store: Store) {
        let floor = Floor::on(store).await;
        let one = floor.in_progress().await;
        let two = floor.again(one.ticket, "请尽快处理").await;
        floor.merges(two, one.ticket).await;
        let code = floor.read(two).await.tracking_code.unwrap();
        let stranger = ticket::track(floor.app(), &crate::support::public("198.51.100.7").caller, &code).await.unwrap();
        let merged = stranger.merged.unwrap();
        assert_eq!((merged.stage, merged.code), (Stage::InProgress, None), "progress, and nothing to go further with");
        let own = floor.requester(two).await;
        let own = ticket::track(floor.app(), &own.caller, &code).await.unwrap();
        assert_eq!(own.merged.unwrap().code, Some(one.tracking_code));
    }

    async fn an_ending_is_taken_back_exactly(store: Store) {
        let floor = Floor::on(store).await;
        let one = floor.in_progress().await.ticket;
        let two = floor.again(one, "请尽快处理").await;
        floor.act(&floor.agent, two, "take", json!({})).await.unwrap();
        floor.does(two, "start", json!({})).await;
        floor.does(two, "wait", json!({"on": "requester"})).await;
        let before = floor.read(two).await;
        floor.desk.wait(Span::minutes(7));
        let merged = floor.merges(two, one).await;
        assert!(merged.actions.iter().any(|action| action.as_str() == "restore"));
        floor.desk.wait(Span::minutes(7));
        let back = floor.does(two, "restore", json!({})).await;
        let same = |ticket: &Ticket| {
            let clocks: Vec<_> = ticket.clocks.iter()
                .map(|clock| (clock.metric, clock.state, clock.due_at, clock.paused_at, clock.met_at)).collect();
            (ticket.stage, ticket.stage_since, ticket.assignee.clone(), ticket.awaits_answer, clocks)
        };
        assert_eq!(same(&back), same(&before));
        assert_eq!((back.close_reason, back.merged_into, back.restorable_until), (None, None, None));
        assert!(floor.said(&floor.agent, one).await.iter().all(|(_, from)| from.is_none()));
        assert_eq!(floor.count(two, EventKind::TicketRestored).await, 1);
        assert_eq!(floor.count(one, EventKind::TicketMergeUndone).await, 1);
        assert_eq!(code(floor.act(&floor.agent, two, "restore", json!({})).await), "nothing_to_restore");
        // Its timer is armed again: what runs out, runs out.
        floor.does(two, "resume", json!({})).await;
        floor.passes(Span::days(3)).await;
        assert_eq!(clock(&floor.read(two).await, Metric::Resolution), Some(ClockState::Breached));
    }

    async fn what_cannot_be_taken_back_says_why(store: Store) {
        let floor = Floor::on(store).await;
        let one = floor.in_progress().await.ticket;
        let two = floor.again(one, "请尽快处理").await;
        floor.merges(two, one).await;
        floor.does(one, "resolve", json!({"solution": "已退款"})).await;
        floor.confirms(one).await;
        assert_eq!(code(floor.act(&floor.agent, two, "restore", json!({})).await), "merge_target_closed");

        let spam = floor.received().await.ticket;
        floor.act(&floor.lead, spam, "spam", json!({})).await.unwrap();
        assert_eq!(code(floor.act(&floor.agent, spam, "restore", json!({})).await), "forbidden",
            "who may not end it so may not take it back");
        let back = floor.act(&floor.lead, spam, "restore", json!({})).await.unwrap();
        assert_eq!(back.stage, Stage::Received);
        floor.act(&floor.lead, spam, "spam", json!({})).await.unwrap();
        floor.passes(Span::hours(24)).await;
        let late = floor.act(&floor.lead, spam, "restore", json!({})).await;
        assert_eq!(code(late), "restore_too_late");
        assert_eq!(ticket::endings_prune(floor.app()).await.unwrap(), 2);
    }

    async fn tickets_are_linked_from_both_ends(store: Store) {
        let floor = Floor::on(store).await;
        let (one, two) = (floor.received().await, floor.received().await);
        let add = async |call: &Call, from: TicketId, kind, to: TicketRef| {
            ticket::link_add(floor.app(), call, from, kind, to).await
        };
        add(&floor.agent, one.ticket, TicketLink::CausedBy, TicketRef::Number(two.number)).await.unwrap();
        add(&floor.agent, two.ticket, TicketLink::Related, TicketRef::Id(one.ticket)).await.unwrap();
        add(&floor.agent, one.ticket, TicketLink::Related, TicketRef::Id(two.ticket)).await.unwrap();
        let mut seen = (floor.relations(one.ticket).await, floor.relations(two.ticket).await);
        seen.0.sort_unstable();
        seen.1.sort_unstable();
        assert_eq!(seen.0, [(Relation::Related, two.ticket), (Relation::CausedBy, two.ticket)]);
        assert_eq!(seen.1, [(Relation::Related, one.ticket), (Relation::Causes, one.ticket)]);
        assert_eq!(floor.count(one.ticket, EventKind::TicketLinkAdded).await, 2, "a mutual link stands once");

        let itself = add(&floor.agent, one.ticket, TicketLink::Related, TicketRef::Id(one.ticket)).await;
        assert_eq!(refused(itself), ["to link_itself"]);
        let left = ticket::link_remove(floor.app(), &floor.agent, two.ticket, Relation::Causes, one.ticket).await;
        assert_eq!(left.unwrap().len(), 1);
        let again = ticket::link_remove(floor.app(), &floor.agent, two.ticket, Relation::Causes, one.ticket).await;
        assert!(matches!(again, Err(AppError::NotFound { .. })));

        // What is out of reach is not told of.
        floor.act(&floor.admin, two.ticket, "assign", json!({"team": floor.other_team.to_string()})).await.unwrap();
        assert!(floor.relations(one.ticket).await.is_empty());
        let hidden = add(&floor.agent, one.ticket, TicketLink::DuplicateOf, TicketRef::Id(two.ticket)).await;
        assert_eq!(refused(hidden), ["to not_found"]);
    }
}
