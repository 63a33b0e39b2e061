//! Actions on many tickets: what is done to which, what is refused and why, ending, taking back, going on after a stop.

use serde_json::{Value, json};
use touchstone_app::bulk::{
    Bulk, BulkRequest, Selection, bulk, bulk_begin, bulk_cancel, bulk_count, bulk_step, bulk_tickets,
    bulk_undo, bulks,
};
use touchstone_app::ticket::{self, ListQuery, Stretch, Ticket};
use touchstone_app::{AppError, Call};
use touchstone_domain::bulk::{BulkOutcome, BulkState};
use touchstone_domain::clock::{ClockState, Metric};
use touchstone_domain::event::EventKind;
use touchstone_domain::id::{BulkId, TicketId};
use touchstone_domain::stage::Stage;
use touchstone_domain::ticket::{CloseReason, Urgency};
use touchstone_store::Store;
use touchstone_testkit::both_engines;

use crate::support::{code, fields as refused};
use crate::ticket_support::{Floor, clock, fields, request};

impl Floor {
    async fn bulk_by(&self, call: &Call, tickets: &[TicketId], body: Value) -> Result<Bulk, AppError> {
        let mut input = fields(body);
        let request = BulkRequest::read(&mut input)?;
        input.finish()?;
        bulk_begin(self.app(), call, Selection::These(tickets.to_vec()), request).await
    }

    async fn bulk(&self, tickets: &[TicketId], body: Value) -> Bulk {
        self.bulk_by(&self.lead, tickets, body).await.expect("a job")
    }

    async fn outcomes(&self, id: BulkId) -> Vec<(TicketId, BulkOutcome, Option<String>)> {
        let found = bulk_tickets(self.app(), &self.lead.caller, id, None, None, 200)
            .await
            .unwrap();
        found
            .into_iter()
            .map(|one| (one.ticket, one.outcome, one.why))
            .collect()
    }

    async fn many(&self, n: usize) -> Vec<TicketId> {
        let mut made = Vec::new();
        for at in 0..n {
            let body = request(json!({"order_no": format!("N-{at}")}));
            made.push(self.submit(body).await.expect("a request").ticket);
        }
        made
    }

    /// Lets the background work until it has nothing more to do.
    async fn drives(&self) {
        while bulk_step(self.app()).await.expect("a step") {}
    }
}

/// What an assignment changes of a ticket.
fn standing(ticket: &Ticket) -> impl PartialEq + std::fmt::Debug + use<> {
    let clocks: Vec<_> = ticket
        .clocks
        .iter()
        .filter(|clock| clock.state != ClockState::Cancelled)
        .map(|clock| (clock.metric, clock.state, clock.due_at, clock.met_at))
        .collect();
    (
        ticket.stage,
        ticket.stage_since,
        ticket.assignee.clone(),
        ticket.owner.clone(),
        ticket.team.clone(),
        clocks,
    )
}

both_engines! {
    async fn a_few_tickets_are_changed_at_once_and_the_rest_is_told_why_not(store: Store) {
        let floor = Floor::on(store).await;
        let ids = floor.many(4).await;
        floor.act(&floor.lead, ids[1], "spam", json!({})).await.unwrap();
        floor.act(&floor.lead, ids[2], "assign", json!({"assignee": floor.agent_id.to_string()})).await.unwrap();
        let assign = json!({"action": "assign", "assignee": floor.agent_id.to_string()});
        let done = floor.bulk(&ids, assign).await;
        assert_eq!((done.state, done.total, done.changed, done.unchanged, done.refused), (BulkState::Done, 4, 2, 1, 1));
        use BulkOutcome::{Changed, Refused, Unchanged};
        let refused_why = Some("error-invalid_transition".to_owned());
        assert_eq!(floor.outcomes(done.id).await, [
            (ids[0], Changed, None), (ids[1], Refused, refused_why), (ids[2], Unchanged, None), (ids[3], Changed, None),
        ]);
        assert_eq!(floor.read(ids[3]).await.assignee.unwrap().id, floor.agent_id);
        assert_eq!(floor.count(ids[2], EventKind::TicketAssigned).await, 1, "what was so is not told again");

        // Every action, and what each needs.
        let urgent = floor.bulk(&ids[..1], json!({"action": "urgency", "urgency": "urgent"})).await;
        assert_eq!((urgent.changed, floor.read(ids[0]).await.urgency), (1, Urgency::Urgent));
        floor.bulk(&ids[..1], json!({"action": "tag_add", "tag": "双十一"})).await;
        let again = floor.bulk(&ids[..1], json!({"action": "tag_add", "tag": "双十一"})).await;
        assert_eq!((again.unchanged, floor.read(ids[0]).await.tags), (1, vec!["双十一".to_owned()]));
        floor.bulk(&ids[..1], json!({"action": "tag_remove", "tag": "双十一"})).await;
        assert!(floor.read(ids[0]).await.tags.is_empty());
        floor.bulk(&ids[..1], json!({"action": "note", "body": "仓库今天盘点"})).await;
        floor.bulk(&ids[..1], json!({"action": "reply", "body": "我们正在**加急**处理"})).await;
        let said = ticket::messages(floor.app(), &floor.lead.caller, ids[0], Stretch::default()).await.unwrap();
        assert_eq!(said.items.len(), 3);
        floor.bulk(&ids[..1], json!({"action": "close", "reason": "重复"})).await;
        assert_eq!(floor.read(ids[0]).await.close_reason, Some(CloseReason::Closed));
        for (body, told) in [
            (json!({"action": "assign"}), "assignee required"), (json!({"action": "close"}), "reason required"),
            (json!({"action": "tag_add"}), "tag required"), (json!({"action": "reply"}), "body required"),
            (json!({"action": "urgency"}), "urgency required"), (json!({}), "action required"),
            (json!({"action": "spam", "reason": "x"}), "reason unknown_field"),
        ] {
            assert_eq!(refused(floor.bulk_by(&floor.lead, &ids, body).await), [told]);
        }
        assert_eq!(refused(floor.bulk_by(&floor.lead, &[], json!({"action": "spam"})).await), ["tickets required"]);
    }

    async fn each_does_in_bulk_what_they_may_do_alone(store: Store) {
        let floor = Floor::on(store).await;
        let ids = floor.many(2).await;
        floor.act(&floor.agent, ids[0], "take", json!({})).await.unwrap();
        // An agent ends only what is theirs.
        let close = json!({"action": "close", "reason": "重复"});
        let done = floor.bulk_by(&floor.agent, &ids, close.clone()).await.unwrap();
        assert_eq!((done.changed, done.refused), (1, 1));
        let found = bulk_tickets(floor.app(), &floor.agent.caller, done.id, Some(BulkOutcome::Refused), None, 10).await;
        assert_eq!(found.unwrap()[0].why.as_deref(), Some("error-forbidden"));
        // What is out of reach is not even named.
        floor.act(&floor.admin, ids[1], "assign", json!({"team": floor.other_team.to_string()})).await.unwrap();
        assert_eq!(refused(floor.bulk_by(&floor.agent, &ids, close).await), ["tickets not_found"]);
        // A job is its author's.
        assert_eq!(code(bulk(floor.app(), &floor.colleague.caller, done.id).await), "not_found");
        assert_eq!(code(bulk_undo(floor.app(), &floor.colleague, done.id).await), "not_found");
        assert_eq!(code(bulk_undo(floor.app(), &floor.admin, done.id).await), "forbidden");
        assert!(bulks(floor.app(), &floor.colleague.caller, None, 10).await.unwrap().is_empty());
        assert_eq!(bulks(floor.app(), &floor.agent.caller, None, 10).await.unwrap().len(), 1);
    }

    async fn all_that_a_list_shows_is_done_in_the_background_and_goes_on_after_a_stop(store: Store) {
        let floor = Floor::on(store).await;
        let ids = floor.many(60).await;
        floor.act(&floor.lead, ids[0], "spam", json!({})).await.unwrap();
        let list = || Selection::All(Box::new(ListQuery::parse([("status", "new"), ("sort", "due")]).unwrap()));
        let counted = bulk_count(floor.app(), &floor.lead.caller, list()).await.unwrap();
        assert_eq!((counted.tickets, counted.more), (59, false));
        let tag = || BulkRequest::TagAdd { tag: "节日".to_owned() };
        let begun = bulk_begin(floor.app(), &floor.lead, list(), tag()).await.unwrap();
        assert_eq!((begun.state, begun.total, begun.changed), (BulkState::UnderWay, 59, 0));
        // Two processes at once, as after one was thought dead: each ticket is reached once.
        let (one, two) = tokio::join!(bulk_step(floor.app()), bulk_step(floor.app()));
        assert!(one.unwrap() && two.unwrap());
        floor.drives().await;
        let done = bulk(floor.app(), &floor.lead.caller, begun.id).await.unwrap();
        assert_eq!((done.state, done.changed, done.refused), (BulkState::Done, 59, 0));
        for id in &ids[1..] {
            assert_eq!(floor.count(*id, EventKind::TicketUpdated).await, 1);
        }
        // Ended before it was through; what was not reached stays.
        let begun = bulk_begin(floor.app(), &floor.lead, list(), BulkRequest::Spam).await.unwrap();
        let ended = bulk_cancel(floor.app(), &floor.lead, begun.id).await.unwrap();
        assert_eq!(ended.state, BulkState::Cancelled);
        floor.drives().await;
        assert_eq!(bulk(floor.app(), &floor.lead.caller, begun.id).await.unwrap().changed, 0);
        assert_eq!(code(bulk_cancel(floor.app(), &floor.lead, begun.id).await), "bulk_ended");
        assert_eq!(code(bulk_undo(floor.app(), &floor.lead, begun.id).await), "bulk_not_undoable");
    }

    async fn a_job_is_taken_back_where_nothing_has_changed_since(store: Store) {
        let floor = Floor::on(store).await;
        let ids = floor.many(3).await;
        floor.does(ids[2], "take", json!({})).await;
        floor.does(ids[2], "start", json!({})).await;
        let before = [floor.read(ids[0]).await, floor.read(ids[2]).await];
        let assign = json!({"action": "assign", "assignee": floor.colleague_id.to_string(), "team": floor.team.to_string()});
        let done = floor.bulk(&ids, assign).await;
        assert_eq!(done.changed, 3);
        assert_eq!(clock(&floor.read(ids[0]).await, Metric::Accepted), clock(&before[0], Metric::Accepted).map(|_| ClockState::Met));
        floor.reply_by(&floor.colleague, ids[1]).await;
        let undone = bulk_undo(floor.app(), &floor.lead, done.id).await.unwrap();
        assert_eq!((undone.state, undone.restored, undone.kept), (BulkState::Undone, 2, 1));
        for (was, id) in before.iter().zip([ids[0], ids[2]]) {
            assert_eq!(standing(&floor.read(id).await), standing(was));
        }
        assert_eq!(floor.read(ids[1]).await.stage, Stage::InProgress);
        assert_eq!(floor.outcomes(done.id).await[1],
            (ids[1], BulkOutcome::Kept, Some("bulk-why-changed_since".to_owned())));
        assert_eq!(floor.count(ids[0], EventKind::TicketAssignmentUndone).await, 1);
        assert_eq!(code(bulk_undo(floor.app(), &floor.lead, done.id).await), "bulk_not_undoable");
        // What was set back can be worked on as ever.
        floor.does(ids[0], "take", json!({})).await;

        let closed = floor.bulk(&ids[..2], json!({"action": "close", "reason": "误操作"})).await;
        bulk_undo(floor.app(), &floor.lead, closed.id).await.unwrap();
        assert_eq!(floor.read(ids[0]).await.stage, Stage::Assigned);
        let urgent = floor.bulk(&ids[..2], json!({"action": "urgency", "urgency": "high"})).await;
        bulk_undo(floor.app(), &floor.lead, urgent.id).await.unwrap();
        assert_eq!(floor.read(ids[0]).await.urgency, Urgency::Normal);
        let said = floor.bulk(&ids[..1], json!({"action": "reply", "body": "已收到"})).await;
        assert_eq!(code(bulk_undo(floor.app(), &floor.lead, said.id).await), "bulk_not_undoable");
    }
}

impl Floor {
    async fn reply_by(&self, call: &Call, id: TicketId) {
        let input = json!({"body": "我来处理", "visibility": "public"});
        ticket::reply(self.app(), call, id, fields(input))
            .await
            .expect("a reply");
    }
}
