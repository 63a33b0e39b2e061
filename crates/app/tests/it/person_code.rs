//! One-time codes and the tracking sessions they open.

use std::sync::{Arc, Mutex};

use touchstone_app::person::code::{CODE_GAP, CODE_LIFE, CODE_TRIES, CodeDraft};
use touchstone_app::person::{
    self, CodeChecked, CodeSent, RequesterInput, TRACK_IDLE, TrackOpened, TrackedBy, actor_from_track,
    code_check, code_send,
};
use touchstone_app::{Actor, AppError, Call};
use touchstone_domain::contact::ContactKind;
use touchstone_domain::event::{EventKind, Subject};
use touchstone_domain::id::{Id, PersonId, TicketId};
use touchstone_domain::time::Span;
use touchstone_store::{Lane, Store, StoreError, sql};
use touchstone_testkit::both_engines;

use crate::support::{Desk, fields, public, system};

sql!(EVERY_CODE = "SELECT code_mac FROM otp");
sql!(EVERY_TRACK = "SELECT mac FROM track_session");

fn ticket(n: i64) -> TicketId {
    TicketId::from_raw(n)
}

fn anyone() -> Call {
    public("203.0.113.7")
}

async fn requester(desk: &Desk, call: &Call, email: &str) -> PersonId {
    let input = RequesterInput {
        email: Some(email.to_owned()),
        ..RequesterInput::default()
    };
    let draft = person::person_draft(&desk.app, call, "", &input).unwrap();
    desk.app
        .command(call, move |cx| {
            person::person_for_request(cx, &draft).map(|requester| requester.id)
        })
        .await
        .unwrap()
}

/// Sends a code and reads it where the outbox would have it.
async fn send(
    desk: &Desk,
    ticket: TicketId,
    person: PersonId,
) -> Result<(CodeSent, Option<String>), AppError> {
    let draft = CodeDraft::new(ticket, person, ContactKind::Email);
    let digits = draft.digits().to_owned();
    let outbox = Arc::new(Mutex::new(None));
    let posted = Arc::clone(&outbox);
    let sent = code_send(&desk.app, &anyone(), draft, move |_, _| {
        *posted.lock().unwrap() = Some(digits.clone());
        Ok(())
    })
    .await?;
    let posted = outbox.lock().unwrap().clone();
    Ok((sent, posted))
}

async fn sent(desk: &Desk, ticket: TicketId, person: PersonId) -> String {
    send(desk, ticket, person)
        .await
        .unwrap()
        .1
        .expect("a code in the outbox")
}

async fn check(desk: &Desk, ticket: TicketId, typed: &str) -> CodeChecked {
    code_check(&desk.app, &anyone(), ticket, typed).await.unwrap()
}

async fn opened(desk: &Desk, ticket: TicketId, typed: &str) -> TrackOpened {
    match check(desk, ticket, typed).await {
        CodeChecked::Right(opened) => opened,
        other => panic!("the code is right: {other:?}"),
    }
}

/// A code that is not this one.
fn other_than(code: &str) -> String {
    format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000)
}

async fn tracked(desk: &Desk, opened: &TrackOpened) -> Option<TrackedBy> {
    actor_from_track(&desk.app, opened.token.reveal()).await.unwrap()
}

both_engines! {
    async fn a_right_code_verifies_the_contact_and_opens_one_ticket(store: Store) {
        let desk = Desk::on(store);
        let person = requester(&desk, &anyone(), "wang@example.com").await;
        let code = sent(&desk, ticket(1), person).await;
        let opened = opened(&desk, ticket(1), &format!(" {} {} ", &code[..3], &code[3..])).await;
        assert!(opened.token.reveal().starts_with("trk_"));
        let by = tracked(&desk, &opened).await.unwrap();
        assert_eq!((by.actor.person, by.actor.ticket, by.contact), (person, ticket(1), Some(ContactKind::Email)));
        let shown = person::person_get(&desk.app, &system(), person).await.unwrap().person;
        assert!(shown.email_verified);
        assert_eq!(
            desk.kinds(Subject::Ticket(ticket(1))).await,
            [EventKind::OwnershipCodeSent, EventKind::OwnershipShown]
        );
    }

    async fn a_code_works_once(store: Store) {
        let desk = Desk::on(store);
        let person = requester(&desk, &anyone(), "wang@example.com").await;
        let code = sent(&desk, ticket(1), person).await;
        opened(&desk, ticket(1), &code).await;
        assert!(matches!(check(&desk, ticket(1), &code).await, CodeChecked::Expired));
    }

    async fn a_code_is_for_its_ticket_only(store: Store) {
        let desk = Desk::on(store);
        let person = requester(&desk, &anyone(), "wang@example.com").await;
        let code = sent(&desk, ticket(1), person).await;
        assert!(matches!(check(&desk, ticket(2), &code).await, CodeChecked::Expired));
        sent(&desk, ticket(2), person).await;
        assert!(matches!(check(&desk, ticket(2), &code).await, CodeChecked::Wrong { .. }));
    }

    async fn a_code_ends_after_ten_minutes(store: Store) {
        let desk = Desk::on(store);
        let person = requester(&desk, &anyone(), "wang@example.com").await;
        let code = sent(&desk, ticket(1), person).await;
        desk.wait(CODE_LIFE);
        assert!(matches!(check(&desk, ticket(1), &code).await, CodeChecked::Expired));
    }

    async fn five_wrong_tries_end_a_code(store: Store) {
        let desk = Desk::on(store);
        let person = requester(&desk, &anyone(), "wang@example.com").await;
        let code = sent(&desk, ticket(1), person).await;
        for left in (0..CODE_TRIES).rev() {
            let wrong = check(&desk, ticket(1), &other_than(&code)).await;
            assert!(matches!(wrong, CodeChecked::Wrong { tries_left } if tries_left == left));
        }
        assert!(matches!(check(&desk, ticket(1), &code).await, CodeChecked::Expired));
        let kinds = desk.kinds(Subject::Ticket(ticket(1))).await;
        assert_eq!(kinds.iter().filter(|kind| **kind == EventKind::OwnershipRefused).count(), 5);
    }

    async fn tries_made_at_once_are_all_counted(store: Store) {
        let desk = Desk::on(store);
        let person = requester(&desk, &anyone(), "wang@example.com").await;
        let code = sent(&desk, ticket(1), person).await;
        let wrong = other_than(&code);
        let outcomes = futures::future::join_all((0..12).map(|_| check(&desk, ticket(1), &wrong))).await;
        let tried = outcomes.iter().filter(|outcome| matches!(outcome, CodeChecked::Wrong { .. })).count();
        assert_eq!(tried, 5);
        assert!(matches!(check(&desk, ticket(1), &code).await, CodeChecked::Expired));
    }

    async fn of_two_right_tries_at_once_one_opens(store: Store) {
        let desk = Desk::on(store);
        let person = requester(&desk, &anyone(), "wang@example.com").await;
        let code = sent(&desk, ticket(1), person).await;
        let outcomes = futures::future::join_all((0..2).map(|_| check(&desk, ticket(1), &code))).await;
        assert_eq!(outcomes.iter().filter(|outcome| matches!(outcome, CodeChecked::Right(_))).count(), 1);
    }

    async fn a_newer_code_replaces_the_older(store: Store) {
        let desk = Desk::on(store);
        let person = requester(&desk, &anyone(), "wang@example.com").await;
        let older = sent(&desk, ticket(1), person).await;
        desk.wait(CODE_GAP);
        let newer = sent(&desk, ticket(1), person).await;
        if older != newer {
            assert!(matches!(check(&desk, ticket(1), &older).await, CodeChecked::Wrong { .. }));
        }
        opened(&desk, ticket(1), &newer).await;
    }

    async fn codes_are_sent_slowly_to_a_ticket(store: Store) {
        let desk = Desk::on(store);
        let person = requester(&desk, &anyone(), "wang@example.com").await;
        sent(&desk, ticket(1), person).await;
        let (soon, posted) = send(&desk, ticket(1), person).await.unwrap();
        assert_eq!((soon, posted), (CodeSent::Wait { until: desk.app.clock.now() + CODE_GAP }, None));
        for _ in 0..4 {
            desk.wait(CODE_GAP);
            sent(&desk, ticket(1), person).await;
        }
        let locked_at = desk.app.clock.now();
        desk.wait(CODE_GAP);
        let (refused, posted) = send(&desk, ticket(1), person).await.unwrap();
        assert_eq!((refused, posted), (CodeSent::Wait { until: locked_at + Span::hours(1) }, None));
    }

    async fn nobody_s_mailbox_is_flooded_through_many_tickets(store: Store) {
        let desk = Desk::on(store);
        let mut posted = 0;
        for n in 0..8 {
            let person = requester(&desk, &anyone(), "victim@example.com").await;
            posted += usize::from(send(&desk, ticket(n), person).await.unwrap().1.is_some());
        }
        assert_eq!(posted, 5);
    }

    async fn there_is_no_code_without_a_contact(store: Store) {
        let desk = Desk::on(store);
        let person = requester(&desk, &anyone(), "wang@example.com").await;
        let draft = CodeDraft::new(ticket(1), person, ContactKind::Phone);
        assert_eq!(fields(code_send(&desk.app, &anyone(), draft, |_, _| Ok(())).await), ["way unknown"]);
        assert!(matches!(check(&desk, ticket(1), "000000").await, CodeChecked::Expired));
    }

    async fn a_tracking_session_ends_by_rest_and_by_age(store: Store) {
        let desk = Desk::on(store);
        let person = requester(&desk, &anyone(), "wang@example.com").await;
        let code = sent(&desk, ticket(1), person).await;
        let track = opened(&desk, ticket(1), &code).await;
        for _ in 0..23 {
            desk.wait(Span::hours(1));
            assert!(tracked(&desk, &track).await.is_some(), "in use");
        }
        desk.wait(Span::hours(1));
        assert!(tracked(&desk, &track).await.is_none(), "too old");
        let code = sent(&desk, ticket(1), person).await;
        let track = opened(&desk, ticket(1), &code).await;
        desk.wait(TRACK_IDLE);
        assert!(tracked(&desk, &track).await.is_none(), "not used");
    }

    async fn a_tracking_session_is_ended_by_its_holder(store: Store) {
        let desk = Desk::on(store);
        let person = requester(&desk, &anyone(), "wang@example.com").await;
        let code = sent(&desk, ticket(1), person).await;
        let track = opened(&desk, ticket(1), &code).await;
        person::track_end(&desk.app, track.token.reveal()).await.unwrap();
        assert!(tracked(&desk, &track).await.is_none());
        for token in ["", "trk_", "trk_x", "tsk_x", &"trk_".repeat(1000)] {
            assert!(actor_from_track(&desk.app, token).await.unwrap().is_none());
        }
    }

    async fn no_code_and_no_token_is_readable_in_the_database(store: Store) {
        let desk = Desk::on(store);
        let person = requester(&desk, &anyone(), "wang@example.com").await;
        let code = sent(&desk, ticket(1), person).await;
        let track = opened(&desk, ticket(1), &code).await;
        let read = desk.app.store.read(Lane::Fast, |tx| {
            let mut kept = tx.query(&EVERY_CODE, &[], |row| row.get::<Vec<u8>>("code_mac"))?;
            kept.extend(tx.query(&EVERY_TRACK, &[], |row| row.get::<Vec<u8>>("mac"))?);
            Ok::<_, StoreError>(kept.concat())
        });
        let kept = read.await.unwrap();
        for secret in [code.as_bytes(), track.token.reveal().as_bytes()] {
            assert!(!kept.windows(secret.len()).any(|bytes| bytes == secret));
        }
    }

    async fn who_showed_a_contact_is_known_again_through_their_session_only(store: Store) {
        let desk = Desk::on(store);
        let wang = requester(&desk, &anyone(), "wang@example.com").await;
        let code = sent(&desk, ticket(1), wang).await;
        let track = opened(&desk, ticket(1), &code).await;
        let mut in_session = anyone();
        in_session.caller.actor = Actor::Requester(tracked(&desk, &track).await.unwrap().actor);
        assert_eq!(requester(&desk, &in_session, "Wang@example.com").await, wang, "shown before, from the session");
        let claimed = requester(&desk, &anyone(), "wang@example.com").await;
        assert_ne!(claimed, wang, "anybody can type an address");
        let other = requester(&desk, &in_session, "other@example.com").await;
        assert_ne!(other, wang, "another address is a claim, whoever types it");
    }

    async fn two_who_show_the_same_contact_are_suggested_as_proved(store: Store) {
        let desk = Desk::on(store);
        let first = requester(&desk, &anyone(), "wang@example.com").await;
        let second = requester(&desk, &anyone(), "wang@example.com").await;
        let code = sent(&desk, ticket(1), first).await;
        opened(&desk, ticket(1), &code).await;
        let proved = async || {
            let view = person::person_get(&desk.app, &system(), second).await.unwrap();
            view.suggestions.iter().map(|other| (other.person.id, other.proved)).collect::<Vec<_>>()
        };
        assert_eq!(proved().await, [(first, false)]);
        let code = sent(&desk, ticket(2), second).await;
        opened(&desk, ticket(2), &code).await;
        assert_eq!(proved().await, [(first, true)]);
    }

    async fn ended_codes_and_sessions_are_cleared_away(store: Store) {
        let desk = Desk::on(store);
        let person = requester(&desk, &anyone(), "wang@example.com").await;
        let code = sent(&desk, ticket(1), person).await;
        opened(&desk, ticket(1), &code).await;
        assert_eq!(person::person_prune(&desk.app).await.unwrap(), 0);
        desk.wait(TRACK_IDLE);
        assert_eq!(person::person_prune(&desk.app).await.unwrap(), 1, "the session");
        desk.wait(Span::hours(24));
        assert_eq!(person::person_prune(&desk.app).await.unwrap(), 1, "the code");
    }
}
