//! Splitting: messages become a ticket of their own, stand in both, and nobody reads more than before.

use serde_json::{Value, json};
use touchstone_app::search::{SearchRequest, search};
use touchstone_app::ticket::{self, Message, Stretch, Ticket};
use touchstone_app::{AppError, Call};
use touchstone_domain::access::Role;
use touchstone_domain::clock::{ClockState, Metric};
use touchstone_domain::event::EventKind;
use touchstone_domain::id::{MessageId, TicketId};
use touchstone_domain::ticket::Relation;
use touchstone_domain::time::Span;
use touchstone_store::Store;
use touchstone_testkit::both_engines;

use crate::support::{code, fields as refused};
use crate::ticket_support::{Floor, clock, fields, request};

impl Floor {
    async fn splits(&self, id: TicketId, messages: &[MessageId], more: Value) -> Result<Ticket, AppError> {
        let ids: Vec<_> = messages.iter().map(ToString::to_string).collect();
        let mut body = json!({"messages": ids});
        for (name, value) in more.as_object().unwrap() {
            body[name] = value.clone();
        }
        self.act(&self.agent, id, "split", body).await
    }

    async fn conversation(&self, call: &Call, id: TicketId) -> Vec<Message> {
        let found = ticket::messages(self.app(), &call.caller, id, Stretch::default()).await;
        found.unwrap().items
    }

    async fn bodies(&self, call: &Call, id: TicketId) -> Vec<String> {
        let found = self.conversation(call, id).await;
        found.into_iter().filter_map(|message| message.body).collect()
    }

    /// The tickets found, and whether a message or a file of theirs was shown.
    async fn search(&self, call: &Call, query: &str) -> Vec<(TicketId, bool)> {
        let request = SearchRequest {
            query: query.into(),
            ..SearchRequest::default()
        };
        let found = search(self.app(), &call.caller, request).await.unwrap().items;
        let shown = found.into_iter().map(|found| {
            (
                found.ticket.id,
                found.texts.iter().any(|text| text.message.is_some()),
            )
        });
        shown.collect()
    }

    async fn related(&self, id: TicketId) -> Vec<(Relation, TicketId)> {
        let found = ticket::links(self.app(), &self.agent.caller, id).await.unwrap();
        found.into_iter().map(|link| (link.relation, link.id)).collect()
    }
}

both_engines! {
    async fn split_messages_stand_in_both_tickets_with_their_files(store: Store) {
        let floor = Floor::on(store).await;
        let source = floor.in_progress().await.ticket;
        floor.desk.wait(Span::minutes(5));
        let requester = floor.requester(source).await;
        let file = floor.upload(&requester, "invoice.txt", b"wrong title").await.unwrap();
        let body = json!({"body": "另外发票抬头开错了", "attachments": [file.id.to_string()]});
        let asked = ticket::write(floor.app(), &requester, source, fields(body)).await.unwrap().message;
        let note = json!({"body": "发票归财务", "visibility": "internal"});
        let note = ticket::reply(floor.app(), &floor.agent, source, fields(note)).await.unwrap().message;

        let made = floor.splits(source, &[note, asked], json!({"subject": "发票抬头"})).await.unwrap();
        assert_ne!(made.id, source);
        assert_eq!(made.subject.as_deref(), Some("发票抬头"));
        let old = floor.read(source).await;
        assert_eq!((made.requester.id, made.team), (old.requester.id, old.team));
        assert_eq!(floor.bodies(&floor.agent, made.id).await, ["另外发票抬头开错了", "发票归财务"]);
        assert_eq!(floor.bodies(&floor.agent, source).await.len(), 3, "nothing was moved");
        let shown = floor.conversation(&floor.agent, made.id).await;
        assert_eq!(shown[0].files.len(), 1);
        assert!(shown.iter().all(|message| message.split_from.as_ref().map(|from| from.number) == Some(old.number)));
        let marked = floor.conversation(&floor.agent, source).await;
        let marks: Vec<_> = marked.iter().map(|message| message.split_into.len()).collect();
        assert_eq!(marks, [0, 1, 1]);
        let theirs = floor.requester(made.id).await;
        assert_eq!(floor.bodies(&theirs, made.id).await, ["另外发票抬头开错了"], "notes stay inside");
        assert_eq!(floor.related(made.id).await, [(Relation::SplitFrom, source)]);
        assert_eq!(floor.related(source).await, [(Relation::SplitInto, made.id)]);
        assert_eq!(floor.count(source, EventKind::TicketSplit).await, 1);
        assert_eq!(floor.count(made.id, EventKind::TicketSplitFrom).await, 1);
        assert_eq!(ticket::queues_rebuild(floor.app()).await.unwrap(), 0);

        // What is written to either goes on there alone.
        floor.writes(made.id, "请尽快重开").await;
        assert_eq!(floor.bodies(&floor.agent, made.id).await.len(), 3);
        assert_eq!(floor.bodies(&floor.agent, source).await.len(), 3);
        // Page by page it is the same conversation.
        let first = Stretch { limit: 1, ..Stretch::default() };
        let page = ticket::messages(floor.app(), &floor.agent.caller, made.id, first).await.unwrap();
        let rest = Stretch { limit: 5, cursor: page.next_cursor, newest: false };
        let rest = ticket::messages(floor.app(), &floor.agent.caller, made.id, rest).await.unwrap();
        assert_eq!((page.items.len(), rest.items.len()), (1, 2));
    }

    async fn split_messages_are_found_in_both_tickets(store: Store) {
        let floor = Floor::on(store).await;
        let source = floor.in_progress().await.ticket;
        let requester = floor.requester(source).await;
        let file = floor.upload(&requester, "invoice.txt", b"wrong title").await.unwrap();
        let body = json!({"body": "另外发票抬头开错了", "attachments": [file.id.to_string()]});
        let asked = ticket::write(floor.app(), &requester, source, fields(body)).await.unwrap().message;
        let made = floor.splits(source, &[asked], json!({})).await.unwrap().id;
        floor.act(&floor.lead, source, "assign", json!({"team": floor.team.to_string()})).await.unwrap();
        floor.act(&floor.lead, made, "assign", json!({"team": floor.other_team.to_string()})).await.unwrap();
        let neighbour = floor.desk.staff("neighbour", Role::Agent, &[floor.other_team]).await;
        for query in ["发票抬头", "invoice", "发票 开错"] {
            let all = floor.search(&floor.admin, query).await;
            assert_eq!(all, [(made, true), (source, true)], "{query}");
            assert_eq!(floor.search(&neighbour, query).await, [(made, true)], "{query}");
        }
    }

    async fn the_time_of_what_was_split_begins_when_it_was_asked(store: Store) {
        let floor = Floor::on(store).await;
        let source = floor.in_progress().await.ticket;
        floor.desk.wait(Span::minutes(5));
        let asked = floor.writes(source, "另外发票抬头开错了").await.message;
        let asked_at = floor.desk.app.clock.now();
        floor.desk.wait(Span::minutes(10));
        let early = floor.splits(source, &[asked], json!({})).await.unwrap();
        assert_eq!((early.created_at, clock(&early, Metric::FirstResponse)), (asked_at, Some(ClockState::Running)));
        assert_eq!(early.subject.as_deref(), Some("退款一直没有到账"), "without another subject it is the same");
        floor.reply(source, "两件事都收到了").await;
        floor.desk.wait(Span::minutes(10));
        let late = floor.splits(source, &[asked], json!({"category": "payment/refund-delay", "assignee": "me"})).await.unwrap();
        assert_eq!((late.created_at, clock(&late, Metric::FirstResponse)), (asked_at, Some(ClockState::Met)));
        assert!(late.awaits_answer, "the matter still waits");
        assert_eq!(late.assignee.map(|user| user.id), Some(floor.agent_id));
        let second = floor.reply(source, "内部先看").await.message;
        let desks = floor.splits(source, &[second], json!({})).await.unwrap();
        assert_eq!(desks.created_at, floor.desk.app.clock.now(), "nothing was asked in it");
    }

    async fn merging_back_is_the_way_back(store: Store) {
        let floor = Floor::on(store).await;
        let source = floor.in_progress().await.ticket;
        let asked = floor.writes(source, "另外发票抬头开错了").await.message;
        let made = floor.splits(source, &[asked], json!({})).await.unwrap().id;
        floor.reply(made, "已重开").await;
        floor.act(&floor.lead, made, "merge", json!({"into": source.to_string()})).await.unwrap();
        let all = floor.bodies(&floor.agent, source).await;
        assert_eq!(all, ["上周退的货,钱还没有收到。", "另外发票抬头开错了", "已重开"], "each once");
        floor.act(&floor.lead, made, "restore", json!({})).await.unwrap();
        assert_eq!(floor.bodies(&floor.agent, made).await, ["另外发票抬头开错了", "已重开"]);
        // What was split off may be split again.
        let again = floor.splits(made, &[asked], json!({})).await.unwrap();
        assert_eq!(floor.bodies(&floor.agent, again.id).await, ["另外发票抬头开错了"]);
    }

    async fn what_cannot_be_split_says_why(store: Store) {
        let floor = Floor::on(store).await;
        let source = floor.in_progress().await.ticket;
        let own = floor.conversation(&floor.agent, source).await[0].id;
        let other = request(json!({"requester": {"name": "李雷", "email": "li@example.com"}, "body": "我的也没到"}));
        let other = floor.submit(other).await.unwrap();
        assert_eq!(refused(floor.splits(source, &[other.message], json!({})).await), ["messages[0] not_found"]);
        floor.act(&floor.lead, other.ticket, "merge", json!({"into": source.to_string(), "other_requester": true})).await.unwrap();
        assert_eq!(refused(floor.splits(source, &[own, other.message], json!({})).await), ["messages[1] split_other_requester"]);
        assert_eq!(refused(floor.splits(source, &[], json!({})).await), ["messages required"]);
        assert_eq!(refused(floor.splits(source, &[own], json!({"assignee": "me"})).await), ["category required"]);
        let stranger = floor.desk.staff("stranger", Role::Agent, &[floor.other_team]).await;
        floor.act(&floor.lead, source, "assign", json!({"team": floor.team.to_string()})).await.unwrap();
        let body = json!({"messages": [own.to_string()]});
        assert_eq!(code(floor.act(&stranger, source, "split", body.clone()).await), "not_found");
        let reader = floor.desk.staff("reader", Role::QualityManager, &[]).await;
        assert_eq!(code(floor.act(&reader, source, "split", body).await), "forbidden");
        floor.act(&floor.lead, source, "close", json!({"reason": "重复"})).await.unwrap();
        assert_eq!(code(floor.splits(source, &[own], json!({})).await), "split_archived");
    }
}
