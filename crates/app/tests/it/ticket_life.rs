//! A request from receipt to archive, along every way there is.

use serde_json::json;
use touchstone_app::ticket;
use touchstone_domain::clock::{ClockBasis, ClockState, Metric};
use touchstone_domain::event::{EventBody, EventKind, Subject};
use touchstone_domain::stage::{Stage, Status};
use touchstone_domain::ticket::{CloseReason, ConfirmedBy, Impact, Urgency, Visibility};
use touchstone_domain::time::Span;
use touchstone_store::Store;
use touchstone_testkit::both_engines;

use crate::support::code;
use crate::ticket_support::{Floor, clock, fields, request};

both_engines! {
    async fn a_request_goes_from_receipt_to_archive(store: Store) {
        let floor = Floor::on(store).await;
        let receipt = floor.received().await;
        let id = receipt.ticket;
        assert_eq!((receipt.status, receipt.stage, receipt.number > 0), (Status::New, Stage::Received, true));
        assert!(receipt.clocks.iter().any(|clock| clock.metric == Metric::FirstResponse));

        let taken = floor.does(id, "take", json!({})).await;
        assert_eq!(taken.stage, Stage::Assigned);
        assert_eq!(taken.owner.as_ref().unwrap().id, floor.agent_id);
        assert_eq!(taken.team.as_ref().unwrap().name, "售后组", "a ticket of no team follows its assignee");
        floor.does(id, "start", json!({})).await;
        floor.reply(id, "您好,我在查。").await;
        let waiting = floor.does(id, "wait", json!({"on": "requester"})).await;
        assert_eq!((waiting.stage, waiting.status), (Stage::WaitingRequester, Status::Waiting));
        floor.writes(id, "卡号尾号 1234").await;
        assert_eq!(floor.read(id).await.stage, Stage::InProgress);
        let resolved = floor.does(id, "resolve", json!({"solution": "已退款"})).await;
        assert_eq!((resolved.stage, clock(&resolved, Metric::Resolution)), (Stage::Resolved, Some(ClockState::Paused)));
        floor.confirms(id).await;
        let confirmed = floor.read(id).await;
        assert_eq!((confirmed.stage, confirmed.status), (Stage::Confirmed, Status::Closed));
        assert_eq!(confirmed.confirmed_by, Some(ConfirmedBy::Requester));
        assert_eq!(clock(&confirmed, Metric::Resolution), Some(ClockState::Met));
        floor.passes(Span::days(7)).await;
        let archived = floor.read(id).await;
        assert_eq!((archived.stage, archived.close_reason), (Stage::Archived, Some(CloseReason::Completed)));

        use EventKind as K;
        assert_eq!(floor.kinds(id).await, [
            K::TicketReceived, K::TicketAssigned, K::TicketStarted, K::MessageAdded, K::TicketWaiting,
            K::MessageAdded, K::TicketResolved, K::TicketConfirmed, K::TicketArchived,
        ]);
        let mut passed = Vec::new();
        for body in floor.desk.history(Subject::Ticket(id)).await {
            let stages = serde_json::to_value(&body).unwrap()["stages"].clone();
            passed.extend(serde_json::from_value::<Vec<Stage>>(stages).unwrap_or_default());
        }
        assert_eq!(passed, [
            Stage::Received, Stage::Classified, Stage::Assigned, Stage::InProgress, Stage::WaitingRequester,
            Stage::InProgress, Stage::Resolved, Stage::Confirmed, Stage::Archived,
        ], "no stage is skipped in the history");
    }

    async fn what_the_public_claims_is_kept_as_a_claim(store: Store) {
        let floor = Floor::on(store).await;
        let body = request(json!({"claimed_urgency": "urgent", "impact": "platform"}));
        let ticket = floor.read(floor.submit(body).await.unwrap().ticket).await;
        assert_eq!((ticket.urgency, ticket.claimed_urgency), (Urgency::Normal, Some(Urgency::Urgent)));
        assert_eq!((ticket.impact, ticket.claimed_impact), (Impact::OnePerson, Some(Impact::Platform)));
        assert_eq!(ticket.priority, 3);
        let judged = json!({"category": "payment-anomaly", "urgency": "urgent", "impact": "many"});
        let judged = floor.does(ticket.id, "classify", judged).await;
        assert_eq!((judged.stage, judged.priority), (Stage::Classified, 1));
        assert_eq!(judged.category.as_deref(), Some("payment/payment-anomaly"));
        assert!(clock(&judged, Metric::EmergencyStart).is_some(), "the urgent SLA applies now");
    }

    async fn classifying_and_assigning_is_one_action(store: Store) {
        let floor = Floor::on(store).await;
        let body = request(json!({"category": null}));
        let id = floor.submit(body).await.unwrap().ticket;
        let refused = floor.act(&floor.agent, id, "take", json!({})).await;
        assert_eq!(code(refused), "invalid_transition", "nobody takes what is not known");
        let both = json!({"assignee": floor.colleague_id, "category": "refund-delay"});
        let ticket = floor.does(id, "assign", both).await;
        assert_eq!((ticket.stage, ticket.assignee.unwrap().id), (Stage::Assigned, floor.colleague_id));
        assert_eq!(floor.kinds(id).await[1..], [EventKind::TicketClassified, EventKind::TicketAssigned]);
    }

    async fn an_agent_takes_a_request_down(store: Store) {
        let floor = Floor::on(store).await;
        let body = request(json!({
            "channel": "phone", "urgency": "high", "assignee": floor.agent_id, "tags": ["VIP", "退款", "vip"],
            "order_no": "A-1", "demand": "退款",
        }));
        let ticket = ticket::create(floor.app(), &floor.agent, fields(body)).await.unwrap();
        assert_eq!((ticket.stage, ticket.tags.len()), (Stage::Assigned, 2));
        assert_eq!(ticket.order_no.as_deref(), Some("A-1"));
        let again = request(json!({"requester": null, "requester_id": ticket.requester.id, "channel": "counter"}));
        let second = ticket::create(floor.app(), &floor.agent, fields(again)).await.unwrap();
        assert_eq!((second.requester.id, second.stage), (ticket.requester.id, Stage::Classified));
        let nobody = request(json!({"requester": null, "requester_id": "per_0000000000001"}));
        let refused = ticket::create(floor.app(), &floor.agent, fields(nobody)).await;
        assert_eq!(crate::support::fields(refused), ["requester_id not_found"]);
    }

    async fn an_objection_goes_back_to_the_owner_and_counts(store: Store) {
        let floor = Floor::on(store).await;
        let id = floor.in_progress().await.ticket;
        floor.does(id, "assign", json!({"assignee": floor.colleague_id})).await;
        floor.does(id, "resolve", json!({"solution": "这样就好了"})).await;
        let requester = floor.requester(id).await;
        for round in 1..=2 {
            ticket::object(floor.app(), &requester, id, fields(json!({"reason": "没有解决"}))).await.unwrap();
            let ticket = floor.read(id).await;
            assert_eq!((ticket.stage, ticket.objections), (Stage::InProgress, round));
            assert_eq!(ticket.assignee.unwrap().id, floor.agent_id, "the first-contact owner has it again");
            floor.does(id, "resolve", json!({"solution": "再看一次"})).await;
        }
        let again = ticket::object(floor.app(), &requester, id, fields(json!({"reason": " "}))).await;
        assert_eq!(crate::support::fields(again), ["reason required"]);
    }

    async fn silence_confirms_once_and_archives_once(store: Store) {
        let floor = Floor::on(store).await;
        let id = floor.resolved().await.ticket;
        assert_eq!(floor.passes(Span::hours(71)).await, 0, "nothing is due before its time");
        floor.passes(Span::hours(1)).await;
        let ticket = floor.read(id).await;
        assert_eq!((ticket.stage, ticket.confirmed_by), (Stage::Confirmed, Some(ConfirmedBy::Silence)));
        floor.passes(Span::ZERO).await;
        floor.passes(Span::days(30)).await;
        floor.passes(Span::days(30)).await;
        assert_eq!(floor.read(id).await.stage, Stage::Archived);
        assert_eq!(floor.count(id, EventKind::TicketConfirmed).await, 1);
        assert_eq!(floor.count(id, EventKind::TicketArchived).await, 1);
    }

    async fn a_requester_who_never_answers_is_given_up_on(store: Store) {
        let floor = Floor::on(store).await;
        let id = floor.in_progress().await.ticket;
        floor.does(id, "wait", json!({"on": "requester"})).await;
        floor.passes(Span::hours(24)).await;
        floor.passes(Span::hours(24)).await;
        assert_eq!(floor.count(id, EventKind::ReminderSent).await, 2);
        floor.passes(Span::hours(24)).await;
        let ticket = floor.read(id).await;
        assert_eq!((ticket.stage, ticket.close_reason), (Stage::Archived, Some(CloseReason::NoAnswer)));
    }

    async fn a_message_reopens_until_the_window_closes(store: Store) {
        let floor = Floor::on(store).await;
        let id = floor.resolved().await.ticket;
        floor.confirms(id).await;
        floor.desk.wait(Span::days(7));
        let said = floor.writes(id, "又坏了").await;
        assert_eq!((said.ticket, said.opened), (id, None), "to the last instant of the window");
        let ticket = floor.read(id).await;
        assert_eq!((ticket.stage, ticket.reopened), (Stage::InProgress, 1));
        let resolutions = ticket.clocks.iter().filter(|clock| clock.metric == Metric::Resolution).count();
        assert_eq!(resolutions, 2, "a new instance with the full target");
        assert_eq!(floor.count(id, EventKind::TicketReopened).await, 1);

        floor.does(id, "resolve", json!({"solution": "换了新的"})).await;
        floor.confirms(id).await;
        floor.desk.wait(Span::days(7) + Span::from_micros(1));
        let said = floor.writes(id, "再次损坏").await;
        let opened = said.opened.expect("later it opens a linked new ticket");
        assert_ne!(opened.ticket, id);
        let follower = floor.read(opened.ticket).await;
        assert_eq!((follower.follows, follower.stage), (Some(id), Stage::Received));
        assert_eq!(follower.subject.as_deref(), Some("退款一直没有到账"));
        assert_eq!(floor.count(id, EventKind::TicketLinked).await, 1);
        let next = floor.writes(id, "图片在这里").await;
        assert_eq!((next.ticket, next.opened), (opened.ticket, None), "the next one joins it");
    }

    async fn the_desk_reopens_with_a_reason(store: Store) {
        let floor = Floor::on(store).await;
        let id = floor.resolved().await.ticket;
        assert_eq!(code(floor.act(&floor.agent, id, "reopen", json!({"reason": "x"})).await), "invalid_transition");
        floor.confirms(id).await;
        let ticket = floor.does(id, "reopen", json!({"reason": "发现同类问题"})).await;
        assert_eq!((ticket.stage, ticket.reopened), (Stage::InProgress, 1));
        let messages = ticket::messages(floor.app(), &floor.agent.caller, id, Default::default()).await.unwrap();
        let note = messages.items.last().unwrap();
        assert_eq!((note.visibility, note.body.as_deref()), (Visibility::Internal, Some("发现同类问题")));
        assert!(floor.desk.history(Subject::Ticket(id)).await.iter().all(|body| {
            !serde_json::to_string(body).unwrap().contains("同类")
        }), "the event log carries no words of people");
    }

    async fn a_request_can_end_in_other_ways(store: Store) {
        let floor = Floor::on(store).await;
        for (action, body, reason) in [
            ("spam", json!({}), CloseReason::Spam),
            ("withdraw", json!({}), CloseReason::Withdrawn),
            ("close", json!({"reason": "重复"}), CloseReason::Closed),
        ] {
            let id = floor.received().await.ticket;
            let ticket = floor.act(&floor.lead, id, action, body).await.unwrap();
            assert_eq!((ticket.stage, ticket.close_reason), (Stage::Archived, Some(reason)));
            let promised = ticket.clocks.iter().filter(|clock| clock.basis != ClockBasis::Stage);
            assert!(promised.clone().all(|clock| clock.state == ClockState::Cancelled), "what ran is cancelled");
            let told = floor.kinds(id).await;
            floor.passes(Span::days(100)).await;
            assert_eq!(floor.kinds(id).await, told, "nothing can fall due any more");
            let written = floor.writes(id, "还在吗?").await;
            assert!(written.opened.is_some());
        }
    }

    async fn waiting_for_others_moves_between_parties(store: Store) {
        let floor = Floor::on(store).await;
        let id = floor.in_progress().await.ticket;
        let third = floor.does(id, "wait", json!({"on": "third_party"})).await;
        assert_eq!(third.stage, Stage::WaitingThirdParty);
        assert_eq!(clock(&third, Metric::Resolution), Some(ClockState::Running), "others' delay is our delay");
        let requester = floor.does(id, "wait", json!({"on": "requester"})).await;
        assert_eq!(clock(&requester, Metric::Resolution), Some(ClockState::Paused));
        let resumed = floor.does(id, "resume", json!({})).await;
        assert_eq!((resumed.stage, clock(&resumed, Metric::Resolution)), (Stage::InProgress, Some(ClockState::Running)));
        let past = floor.desk.app.clock.now() - Span::hours(1);
        let refused = floor.act(&floor.agent, id, "wait", json!({"on": "requester", "until": past})).await;
        assert_eq!(crate::support::fields(refused), ["until in_the_past"]);
    }

    async fn an_illegal_action_tells_what_is_allowed(store: Store) {
        let floor = Floor::on(store).await;
        let id = floor.received().await.ticket;
        let before = floor.read(id).await;
        for (action, body) in [
            ("start", json!({})), ("resume", json!({})), ("resolve", json!({"solution": "x"})),
            ("wait", json!({"on": "requester"})), ("reopen", json!({"reason": "x"})),
        ] {
            match floor.act(&floor.lead, id, action, body).await {
                Err(touchstone_app::AppError::InvalidTransition { action: told, stage, allowed }) => {
                    assert_eq!((told.as_str(), stage), (action, Stage::Received));
                    assert_eq!(allowed, ["classify", "assign", "withdraw", "merge", "spam", "close"]);
                }
                other => panic!("{action}: {other:?}"),
            }
        }
        let after = floor.read(id).await;
        assert_eq!((after.version, after.updated_at), (before.version, before.updated_at));
        assert_eq!(floor.kinds(id).await, [EventKind::TicketReceived]);
        let requester = floor.requester(id).await;
        assert_eq!(code(ticket::confirm(floor.app(), &requester, id).await), "invalid_transition");
    }

    async fn a_class_wants_a_reason(store: Store) {
        let floor = Floor::on(store).await;
        let id = floor.in_progress().await.ticket;
        let refused = floor.act(&floor.agent, id, "classify", json!({"class": "complex"})).await;
        assert_eq!(crate::support::fields(refused), ["reason required"]);
        let given = json!({"class": "complex", "reason": "涉及三个商家", "kind": "after-sales"});
        let ticket = floor.does(id, "classify", given).await;
        assert_eq!(ticket.class_reason.as_deref(), Some("涉及三个商家"));
        let target = ticket.clocks.iter().find(|clock| clock.metric == Metric::Resolution).unwrap().target;
        assert_eq!(target, Span::hours(72), "complex requests have their own figure");
        let events = floor.desk.history(Subject::Ticket(id)).await;
        let last = events.last().unwrap();
        assert!(matches!(last, EventBody::TicketClassified { fields, .. } if fields.len() == 2), "{last:?}");
    }
}
