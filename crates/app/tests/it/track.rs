//! What the holder of a tracking code sees and does, without and with proof that the request is theirs.

use serde_json::json;
use touchstone_app::notify::{OutboxQuery, outbox_open};
use touchstone_app::person::{self, CodeChecked, CodeSent};
use touchstone_app::ticket::{self, RATING_CHANGEABLE};
use touchstone_app::{Actor, Call};
use touchstone_domain::clock::ClockBasis;
use touchstone_domain::contact::ContactKind;
use touchstone_domain::event::EventKind;
use touchstone_domain::rating::Dimension;
use touchstone_domain::stage::{Stage, Turn};
use touchstone_domain::time::Span;
use touchstone_store::Store;
use touchstone_testkit::both_engines;

use crate::support::{code, public};
use crate::ticket_support::{Floor, fields};

/// The digits of the newest one-time code, as the requester's mailbox would show them.
pub(crate) async fn digits(floor: &Floor) -> String {
    let page = outbox_open(floor.app(), OutboxQuery::default()).await.unwrap();
    let letter = page
        .entries
        .into_iter()
        .find(|entry| entry.template == "one_time_code")
        .expect("a code was sent");
    let text = letter.letter.expect("an open outbox").1;
    let digits: Vec<_> = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|word| word.len() == 6)
        .collect();
    digits[0].to_owned()
}

/// The requester after showing that a ticket is theirs, through the front door.
async fn proven(floor: &Floor, tracking_code: &str) -> Call {
    let call = public("198.51.100.9");
    ticket::track_code_send(floor.app(), &call, tracking_code, ContactKind::Email)
        .await
        .unwrap();
    let typed = digits(floor).await;
    match ticket::track_code_check(floor.app(), &call, tracking_code, &typed)
        .await
        .unwrap()
    {
        CodeChecked::Right(opened) => {
            let tracked = person::actor_from_track(floor.app(), opened.token.reveal())
                .await
                .unwrap()
                .unwrap();
            let mut call = call;
            call.caller.actor = Actor::Requester(tracked.actor);
            call
        }
        other => panic!("{other:?}"),
    }
}

both_engines! {
    async fn a_code_shows_progress_and_no_words(store: Store) {
        let floor = Floor::on(store).await;
        let receipt = floor.resolved().await;
        let anyone = public("198.51.100.9");
        let typed = receipt.tracking_code.to_lowercase().replace('-', " ");
        let track = ticket::track(floor.app(), &anyone.caller, &typed).await.unwrap();
        assert_eq!((track.number, track.stage, track.turn), (receipt.number, Stage::Resolved, Turn::Requester));
        let stages: Vec<_> = track.steps.iter().map(|step| step.stage).collect();
        assert_eq!(stages, [Stage::Received, Stage::Classified, Stage::Assigned, Stage::InProgress, Stage::Resolved]);
        assert!(track.content.is_none());
        assert_eq!(track.ways, [(ContactKind::Email, "w***@example.com".to_owned())]);
        assert_eq!(track.silence_confirms_at, Some(track.updated_at + Span::hours(72)));
        assert!(track.clocks.iter().all(|clock| clock.basis != ClockBasis::Stage));
        assert!(!format!("{track:?}").contains("退款一直"), "nothing anybody wrote");
        for wrong in ["", "00000-00000-00000-00000", "not a code", &track.code[..22]] {
            let refused = ticket::track(floor.app(), &anyone.caller, wrong).await;
            assert_eq!(code(refused.map(|_| ())), "not_found", "{wrong}");
        }
    }

    async fn proof_opens_the_conversation(store: Store) {
        let floor = Floor::on(store).await;
        let receipt = floor.resolved().await;
        let requester = proven(&floor, &receipt.tracking_code).await;
        let track = ticket::track(floor.app(), &requester.caller, &receipt.tracking_code).await.unwrap();
        let content = track.content.unwrap();
        assert_eq!(content.subject.as_deref(), Some("退款一直没有到账"));
        assert_eq!(content.messages.len(), 2);
        assert!(content.may_confirm && content.may_object && !content.may_rate);
        assert!(content.requester.email_verified);
        ticket::object(floor.app(), &requester, receipt.ticket, fields(json!({"reason": "没有到账"}))).await.unwrap();
        assert_eq!(floor.read(receipt.ticket).await.stage, Stage::InProgress);

        let other = floor.received().await;
        let foreign = ticket::track(floor.app(), &requester.caller, &other.tracking_code).await.unwrap();
        assert!(foreign.content.is_none(), "a session opens one ticket");
        let shown = [EventKind::OwnershipCodeSent, EventKind::OwnershipShown];
        let kinds = floor.kinds(receipt.ticket).await;
        assert!(shown.iter().all(|kind| kinds.contains(kind)));
        assert!(track.history.iter().all(|event| !shown.contains(&event.kind)));
    }

    async fn a_wrong_code_opens_nothing(store: Store) {
        let floor = Floor::on(store).await;
        let receipt = floor.received().await;
        let call = public("198.51.100.9");
        let sent = ticket::track_code_send(floor.app(), &call, &receipt.tracking_code, ContactKind::Email).await.unwrap();
        assert!(matches!(sent, CodeSent::Sent { .. }));
        let right = digits(&floor).await;
        let wrong = if right == "000000" { "000001" } else { "000000" };
        let checked = ticket::track_code_check(floor.app(), &call, &receipt.tracking_code, wrong).await.unwrap();
        assert!(matches!(checked, CodeChecked::Wrong { .. }));
        let other = floor.received().await;
        let elsewhere = ticket::track_code_check(floor.app(), &call, &other.tracking_code, &right).await.unwrap();
        assert!(matches!(elsewhere, CodeChecked::Expired), "a code is for one ticket");
        let phone = ticket::track_code_send(floor.app(), &call, &other.tracking_code, ContactKind::Phone).await;
        assert_eq!(code(phone), "validation_failed");
    }

    async fn a_request_is_rated_once_it_is_closed(store: Store) {
        let floor = Floor::on(store).await;
        let id = floor.resolved().await.ticket;
        let requester = floor.requester(id).await;
        let rate = |body: serde_json::Value| ticket::rate(floor.app(), &requester, id, fields(body));
        assert_eq!(code(rate(json!({"score": 5})).await), "not_ratable");
        floor.confirms(id).await;
        assert_eq!(crate::support::fields(rate(json!({"score": 6, "dimensions": {"speed": 0}})).await), [
            "score out_of_range", "dimensions.speed out_of_range",
        ]);
        let given = rate(json!({"score": 2, "dimensions": {"speed": 5, "attitude": 4}, "comment": "慢"})).await.unwrap();
        assert_eq!(given.dimensions, [(Dimension::Speed, 5), (Dimension::Attitude, 4)]);
        assert_eq!((given.agent, given.team), (Some(floor.agent_id), Some(floor.team)));
        floor.does(id, "reopen", json!({"reason": "再看"})).await;
        floor.does(id, "assign", json!({"assignee": floor.colleague_id})).await;
        floor.does(id, "resolve", json!({"solution": "好了"})).await;
        floor.confirms(id).await;
        floor.desk.wait(RATING_CHANGEABLE - Span::from_micros(1));
        let changed = rate(json!({"score": 5})).await.unwrap();
        assert_eq!((changed.score, changed.comment.as_deref(), changed.agent), (5, None, Some(floor.agent_id)));
        floor.desk.wait(Span::from_micros(1));
        assert_eq!(code(rate(json!({"score": 1})).await), "rating_final");
        let seen = ticket::rating(floor.app(), &floor.agent.caller, id).await.unwrap().unwrap();
        assert_eq!(seen.score, 5);
        assert_eq!(floor.count(id, EventKind::RatingGiven).await, 2);

        let spam = floor.received().await.ticket;
        floor.act(&floor.lead, spam, "spam", json!({})).await.unwrap();
        let sender = floor.requester(spam).await;
        let refused = ticket::rate(floor.app(), &sender, spam, fields(json!({"score": 1}))).await;
        assert_eq!(code(refused), "not_ratable");
    }

    async fn a_follow_up_is_found_from_the_closed_request(store: Store) {
        let floor = Floor::on(store).await;
        let receipt = floor.resolved().await;
        floor.confirms(receipt.ticket).await;
        floor.passes(Span::days(30)).await;
        let opened = floor.writes(receipt.ticket, "又来了").await.opened.unwrap();
        let anyone = public("198.51.100.9");
        let closed = ticket::track(floor.app(), &anyone.caller, &receipt.tracking_code).await.unwrap();
        assert!(closed.content.is_none(), "the way on is shown to its owner only");
        let requester = floor.requester(receipt.ticket).await;
        let own = ticket::track(floor.app(), &requester.caller, &receipt.tracking_code).await.unwrap();
        assert_eq!(own.content.unwrap().followed_by, Some(opened.tracking_code.clone()));
        let next = ticket::track(floor.app(), &requester.caller, &opened.tracking_code).await.unwrap();
        assert!(next.content.is_none(), "and shown there only after proof");
    }
}
