//! What every command on a ticket promises: all or nothing, once per key, based on what was seen, by who may.

use serde_json::json;
use touchstone_app::core::IdempotencyKey;
use touchstone_app::ticket::{self, Stretch};
use touchstone_app::{AppError, Call};
use touchstone_domain::access::Role;
use touchstone_domain::event::{ActorRef, EventKind, Origin};
use touchstone_domain::id::TicketId;
use touchstone_domain::stage::Stage;
use touchstone_domain::ticket::{AuthorKind, Visibility};
use touchstone_store::Store;
use touchstone_testkit::both_engines;

use crate::support::{code, public};
use crate::ticket_support::{Floor, fields, request};

fn keyed(call: &Call, key: &str, body: u8) -> Call {
    let idempotency = Some(IdempotencyKey {
        key: key.to_owned(),
        body_hash: [body; 32],
    });
    Call {
        idempotency,
        ..call.clone()
    }
}

both_engines! {
    async fn a_repeated_call_gets_the_first_answer(store: Store) {
        let floor = Floor::on(store).await;
        let call = keyed(&public("198.51.100.9"), "k1", 1);
        let body = || fields(request(json!({})));
        let first = ticket::submit(floor.app(), &call, body()).await.unwrap();
        let again = ticket::submit(floor.app(), &call, body()).await.unwrap();
        assert_eq!(first, again);
        let other = keyed(&call, "k1", 2);
        assert_eq!(code(ticket::submit(floor.app(), &other, body()).await), "idempotency_conflict");
        let elsewhere = keyed(&public("198.51.100.10"), "k1", 1);
        let third = ticket::submit(floor.app(), &elsewhere, body()).await.unwrap();
        assert_ne!(first.ticket, third.ticket, "keys of others never meet");

        let act = keyed(&floor.agent, "k2", 1);
        let taken = floor.act(&act, first.ticket, "take", json!({})).await.unwrap();
        floor.does(first.ticket, "start", json!({})).await;
        let again = floor.act(&act, first.ticket, "take", json!({})).await.unwrap();
        assert_eq!((again.stage, again.version), (Stage::Assigned, taken.version), "the very same answer");
        assert_eq!(floor.count(first.ticket, EventKind::TicketAssigned).await, 1);
    }

    async fn a_change_based_on_an_old_version_is_refused(store: Store) {
        let floor = Floor::on(store).await;
        let ticket = floor.read(floor.received().await.ticket).await;
        let seen = floor.agent.clone().expecting(ticket.version);
        let patched = json!({"subject": "退款未到账", "tags": ["退款"]});
        let first = ticket::patch(floor.app(), &seen, ticket.id, fields(patched.clone())).await.unwrap();
        assert_eq!((first.subject.as_deref(), first.version), (Some("退款未到账"), ticket.version + 1));
        let stale = ticket::patch(floor.app(), &seen, ticket.id, fields(patched)).await;
        assert!(matches!(stale, Err(AppError::VersionConflict { current }) if current == first.version));
        let stale = floor.act(&seen, ticket.id, "take", json!({})).await;
        assert_eq!(code(stale), "version_conflict");
        let fresh = floor.agent.clone().expecting(first.version);
        floor.act(&fresh, ticket.id, "take", json!({})).await.unwrap();
    }

    async fn a_command_that_fails_or_panics_leaves_nothing(store: Store) {
        let floor = Floor::on(store).await;
        let id = floor.received().await.ticket;
        let before = floor.read(id).await;
        let act = ticket::Act::Take;
        let (failing, panicking) = (act.clone(), act.clone());
        let failed: Result<(), AppError> = floor.app().command(&floor.agent, move |cx| {
            ticket::ticket_act(cx, id, &failing)?;
            Err(AppError::Busy)
        }).await;
        assert_eq!(code(failed), "busy");
        let panicked: Result<(), AppError> = floor.app().command(&floor.agent, move |cx| {
            ticket::ticket_act(cx, id, &panicking)?;
            panic!("on purpose")
        }).await;
        assert_eq!(code(panicked), "internal");
        let file = floor.act(&floor.agent, id, "resolve", json!({"solution": "x", "attachments": ["fil_0000000000001"]})).await;
        assert_eq!(code(file), "invalid_transition");
        floor.does(id, "take", json!({})).await;
        let missing = floor.act(&floor.agent, id, "resolve", json!({"solution": "x", "attachments": ["fil_0000000000001"]})).await;
        assert_eq!(crate::support::fields(missing), ["attachments[0] not_found"]);
        let after = floor.read(id).await;
        assert_eq!((after.stage, after.version), (Stage::Assigned, before.version + 1));
        assert_eq!(floor.kinds(id).await, [EventKind::TicketReceived, EventKind::TicketAssigned]);
        assert_eq!(ticket::queues_rebuild(floor.app()).await.unwrap(), 0, "no counter moved either");
    }

    async fn everything_wrong_is_told_and_nothing_stored(store: Store) {
        let floor = Floor::on(store).await;
        let wrong = json!({
            "subject": "s".repeat(201), "body": "", "kind": "complain", "impact": 3, "category": "payment/none",
            "requester": {"email": "not an address", "phone": "12", "age": 30},
            "attachments": ["nothing"], "custom": {}, "claimed_urgency": "now",
        });
        let refused = crate::support::fields(floor.submit(wrong).await);
        for told in [
            "subject too_long", "body required", "kind unknown_value", "impact unknown_value",
            "claimed_urgency unknown_value", "requester.email invalid_email", "requester.phone invalid_phone",
            "requester.age unknown_field", "attachments[0] malformed", "custom unknown_field",
        ] {
            assert!(refused.iter().any(|found| found == told), "{told} in {refused:?}");
        }
        let category = floor.submit(request(json!({"category": "payment/none"}))).await;
        assert_eq!(crate::support::fields(category), ["category unknown_value"]);
        let nul = floor.submit(request(json!({"body": "a\u{0}b"}))).await;
        assert_eq!(crate::support::fields(nul), ["body control_character"]);
        let all = ticket::list(floor.app(), &floor.lead.caller, Default::default()).await.unwrap();
        assert!(all.items.is_empty());
    }

    async fn inputs_of_other_actions_are_refused(store: Store) {
        let floor = Floor::on(store).await;
        let id = floor.received().await.ticket;
        let refused = floor.act(&floor.agent, id, "take", json!({"solution": "x"})).await;
        assert_eq!(crate::support::fields(refused), ["solution unknown_field"]);
        let refused = floor.act(&floor.agent, id, "assign", json!({})).await;
        assert_eq!(crate::support::fields(refused), ["assignee required"]);
        let nobody = json!({"assignee": "usr_0000000000001"});
        assert_eq!(crate::support::fields(floor.act(&floor.agent, id, "assign", nobody).await), ["assignee not_found"]);
        let nowhere = json!({"team": "tem_0000000000001"});
        assert_eq!(crate::support::fields(floor.act(&floor.agent, id, "assign", nowhere).await), ["team not_found"]);
        let none = floor.act(&floor.agent, id, "wait", json!({})).await;
        assert_eq!(crate::support::fields(none), ["on required"]);
        let unknown: TicketId = "tkt_0000000000001".parse().unwrap();
        assert_eq!(code(floor.act(&floor.agent, unknown, "take", json!({})).await), "not_found");
    }

    async fn what_is_not_visible_does_not_exist(store: Store) {
        let floor = Floor::on(store).await;
        let id = floor.received().await.ticket;
        floor.act(&floor.lead, id, "assign", json!({"team": floor.other_team})).await.unwrap();
        for (action, body) in [("take", json!({})), ("classify", json!({"urgency": "high"})), ("spam", json!({}))] {
            assert_eq!(code(floor.act(&floor.agent, id, action, body).await), "not_found");
        }
        assert_eq!(code(ticket::read(floor.app(), &floor.agent.caller, id).await), "not_found");
        assert_eq!(code(ticket::history(floor.app(), &floor.agent.caller, id, Stretch::default()).await), "not_found");
        assert_eq!(code(ticket::messages(floor.app(), &floor.agent.caller, id, Stretch::default()).await), "not_found");
        let draft = || fields(json!({"body": "x", "visibility": "internal"}));
        assert_eq!(code(ticket::reply(floor.app(), &floor.agent, id, draft()).await), "not_found");
        let anyone = public("198.51.100.9");
        assert_eq!(code(ticket::read(floor.app(), &anyone.caller, id).await), "unauthenticated");
        assert_eq!(code(floor.act(&anyone, id, "take", json!({})).await), "unauthenticated");

        let executive = floor.desk.staff("executive", Role::Executive, &[]).await;
        assert!(ticket::read(floor.app(), &executive.caller, id).await.unwrap().actions.is_empty());
        assert_eq!(code(floor.act(&executive, id, "take", json!({})).await), "forbidden");
        assert_eq!(code(ticket::reply(floor.app(), &executive, id, draft()).await), "forbidden");
        let quality = floor.desk.staff("quality", Role::QualityManager, &[]).await;
        ticket::reply(floor.app(), &quality, id, draft()).await.unwrap();
        let public_reply = fields(json!({"body": "x", "visibility": "public"}));
        assert_eq!(code(ticket::reply(floor.app(), &quality, id, public_reply).await), "forbidden");
    }

    async fn a_requester_acts_on_their_own_ticket_only(store: Store) {
        let floor = Floor::on(store).await;
        let (mine, other) = (floor.resolved().await.ticket, floor.resolved().await.ticket);
        let requester = floor.requester(mine).await;
        assert_eq!(code(ticket::confirm(floor.app(), &requester, other).await), "not_found");
        assert_eq!(code(ticket::write(floor.app(), &requester, other, fields(json!({"body": "x"}))).await), "not_found");
        assert_eq!(code(ticket::read(floor.app(), &requester.caller, other).await), "not_found");
        assert_eq!(code(floor.act(&requester, mine, "spam", json!({})).await), "not_found");
        assert_eq!(code(ticket::confirm(floor.app(), &floor.agent, mine).await), "unauthenticated");
        ticket::confirm(floor.app(), &requester, mine).await.unwrap();
    }

    async fn a_reply_that_crosses_another_is_marked(store: Store) {
        let floor = Floor::on(store).await;
        let id = floor.in_progress().await.ticket;
        let seen = floor.read(id).await.version;
        let reply = |based_on: i64, visibility: &str| {
            fields(json!({"body": "您好", "visibility": visibility, "based_on": based_on}))
        };
        let first = ticket::reply(floor.app(), &floor.agent, id, reply(seen, "public")).await.unwrap();
        assert!(!first.crossed);
        let crossed = ticket::reply(floor.app(), &floor.lead, id, reply(seen, "public")).await.unwrap();
        assert!(crossed.crossed);
        let note = ticket::reply(floor.app(), &floor.lead, id, reply(crossed.version, "internal")).await.unwrap();
        let after_note = ticket::reply(floor.app(), &floor.agent, id, reply(crossed.version, "public")).await.unwrap();
        assert!(!after_note.crossed, "a note of {} is not a public message", note.version);
        let marks: Vec<_> = ticket::messages(floor.app(), &floor.agent.caller, id, Stretch::default()).await.unwrap()
            .items.iter().map(|message| message.crossed).collect();
        assert_eq!(marks, [false, false, true, false, false]);
    }

    async fn the_conversation_shows_each_side_its_part(store: Store) {
        let floor = Floor::on(store).await;
        let id = floor.in_progress().await.ticket;
        let note = json!({"body": "客户很急", "visibility": "internal"});
        ticket::reply(floor.app(), &floor.agent, id, fields(note)).await.unwrap();
        floor.reply(id, "<b>您好</b>").await;
        floor.writes(id, "谢谢").await;
        let desk = ticket::messages(floor.app(), &floor.agent.caller, id, Stretch::default()).await.unwrap();
        assert_eq!(desk.items.len(), 4);
        assert_eq!(desk.items[2].body.as_deref(), Some("<b>您好</b>"), "kept as it was written");
        let requester = floor.requester(id).await;
        let own = ticket::messages(floor.app(), &requester.caller, id, Stretch::default()).await.unwrap();
        assert!(own.items.iter().all(|message| message.visibility == Visibility::Public) && own.items.len() == 3);
        let newest = Stretch { limit: 2, newest: true, cursor: None };
        let page = ticket::messages(floor.app(), &floor.agent.caller, id, newest.clone()).await.unwrap();
        assert_eq!(page.items[1].body.as_deref(), Some("谢谢"));
        let earlier = Stretch { cursor: page.next_cursor, ..newest };
        let page = ticket::messages(floor.app(), &floor.agent.caller, id, earlier).await.unwrap();
        assert_eq!((page.items.len(), page.next_cursor), (2, None));
        assert_eq!(page.items[1].body.as_deref(), Some("客户很急"));
        assert!(matches!(page.items[1].author, ticket::Author::Agent { ref name, .. } if name == "agent"));
        assert_eq!(AuthorKind::ALL.len(), 3);
    }

    async fn the_history_tells_who_when_and_from_where(store: Store) {
        let floor = Floor::on(store).await;
        let id = floor.received().await.ticket;
        floor.does(id, "assign", json!({"assignee": floor.colleague_id})).await;
        let history = ticket::history(floor.app(), &floor.agent.caller, id, Stretch::default()).await.unwrap().items;
        let (received, assigned) = (&history[0], &history[1]);
        assert_eq!((received.actor.actor, received.origin), (ActorRef::Public, Origin::PublicForm));
        assert_eq!(received.address.as_deref(), Some("198.51.100.9"));
        assert_eq!(assigned.actor.name.as_deref(), Some("agent"));
        assert_eq!((assigned.origin, assigned.address.as_deref()), (Origin::Desk, Some("203.0.113.7")));
        assert_eq!(assigned.agent.as_deref(), Some("a test"));
        assert_eq!(assigned.assignee.as_ref().unwrap().name, "colleague");
        assert_eq!(assigned.team.as_ref().unwrap().name, "售后组");
        let newest = Stretch { limit: 1, newest: true, cursor: None };
        let last = ticket::history(floor.app(), &floor.agent.caller, id, newest).await.unwrap();
        assert_eq!(last.items[0].id, assigned.id);
        assert!(last.next_cursor.is_some());
    }
}
