//! Time acting on tickets: what falls due happens, in its order, once, whoever looks and however late.

use std::sync::Arc;

use serde_json::json;
use touchstone_app::clockwork::{clockwork_drive, clockwork_replay, clockwork_step};
use touchstone_app::ticket;
use touchstone_domain::clock::{BreachCause, ClockChangeKind, ClockState, Metric};
use touchstone_domain::event::{EventBody, EventKind, Subject};
use touchstone_domain::stage::Stage;
use touchstone_domain::time::Span;
use touchstone_store::{Lane, Store};
use touchstone_testkit::both_engines;

use crate::support::code;
use crate::ticket_support::{Floor, clock, request};

both_engines! {
    async fn a_clock_warns_twice_and_breaches_once(store: Store) {
        let floor = Floor::on(store).await;
        let id = floor.submit(request(json!({"kind": "feedback"}))).await.unwrap().ticket;
        floor.does(id, "take", json!({})).await;
        floor.does(id, "start", json!({})).await;
        for hours in [11, 1, 7, 1, 4, 1] {
            floor.passes(Span::hours(hours)).await;
        }
        let ticket = floor.read(id).await;
        let first = ticket.clocks.iter().find(|clock| clock.metric == Metric::FirstResponse).unwrap();
        assert_eq!((first.state, first.cause), (ClockState::Breached, Some(BreachCause::Unset)));
        assert_eq!(first.breached_at, Some(first.due_at));
        assert_eq!(first.breached_in, Some(Stage::InProgress), "chargeable to the stage it was in");
        let told: Vec<_> = floor.desk.history(Subject::Ticket(id)).await.into_iter().filter_map(|body| match body {
            EventBody::ClockWarned { clock } | EventBody::ClockBreached { clock, .. }
                if clock.metric == Metric::FirstResponse => Some((clock.change, clock.level)),
            _ => None,
        }).collect();
        assert_eq!(told, [
            (ClockChangeKind::Warned, Some(1)), (ClockChangeKind::Warned, Some(2)), (ClockChangeKind::Breached, None),
        ]);
        floor.reply(id, "抱歉,久等了").await;
        let late = floor.read(id).await;
        assert_eq!(clock(&late, Metric::FirstResponse), Some(ClockState::Breached), "late is late");
        assert!(late.clocks.iter().find(|clock| clock.metric == Metric::FirstResponse).unwrap().met_at.is_some());
    }

    async fn a_breach_learns_its_cause_from_a_person(store: Store) {
        let floor = Floor::on(store).await;
        let id = floor.in_progress().await.ticket;
        let early = json!({"metric": "first_response", "instance": 1, "cause": "carrier"});
        let refused = floor.act(&floor.agent, id, "note_cause", early.clone()).await;
        assert_eq!(crate::support::fields(refused), ["metric not_breached"]);
        floor.passes(Span::minutes(16)).await;
        let ticket = floor.does(id, "note_cause", early).await;
        let first = ticket.clocks.iter().find(|clock| clock.metric == Metric::FirstResponse).unwrap();
        assert_eq!((first.state, first.cause), (ClockState::Breached, Some(BreachCause::Carrier)));
        assert!(floor.count(id, EventKind::ClockCauseNoted).await == 1);
    }

    async fn waiting_for_the_requester_stops_every_promise(store: Store) {
        let floor = Floor::on(store).await;
        let id = floor.in_progress().await.ticket;
        floor.reply(id, "请补充照片").await;
        floor.passes(Span::hours(10)).await;
        let before = floor.read(id).await;
        floor.does(id, "wait", json!({"on": "requester"})).await;
        floor.passes(Span::hours(20)).await;
        assert_eq!(clock(&floor.read(id).await, Metric::Resolution), Some(ClockState::Paused));
        floor.writes(id, "照片见附件").await;
        let after = floor.read(id).await;
        let due = |ticket: &ticket::Ticket| {
            ticket.clocks.iter().find(|clock| clock.metric == Metric::Resolution).unwrap().due_at
        };
        assert_eq!(due(&after), due(&before) + Span::hours(20), "the time on hold is added");
    }

    async fn what_was_slept_through_happens_once_and_in_order(store: Store) {
        let floor = Floor::on(store).await;
        let id = floor.resolved().await.ticket;
        assert!(floor.passes(Span::days(400)).await >= 1);
        use EventKind as K;
        let kinds = floor.kinds(id).await;
        let ends: Vec<_> = kinds.into_iter().filter(|kind| matches!(kind, K::TicketConfirmed | K::TicketArchived)).collect();
        assert!(ends.starts_with(&[K::TicketConfirmed]), "{ends:?}");
        floor.passes(Span::days(400)).await;
        assert_eq!(floor.count(id, K::TicketConfirmed).await, 1);
        assert_eq!(floor.count(id, K::TicketArchived).await, 1);
        assert_eq!(clockwork_step(floor.app()).await.unwrap().fired, 0, "the archive has no timer");
    }

    async fn several_reconcilers_fire_each_timer_once(store: Store) {
        let floor = Arc::new(Floor::on(store).await);
        let mut ids = Vec::new();
        for _ in 0..30 {
            ids.push(floor.resolved().await.ticket);
        }
        floor.desk.wait(Span::hours(72));
        let racing = (0..4).map(|_| {
            let floor = Arc::clone(&floor);
            tokio::spawn(async move { clockwork_drive(floor.app()).await.unwrap() })
        });
        for race in racing.collect::<Vec<_>>() {
            race.await.unwrap();
        }
        for id in ids {
            assert_eq!(floor.count(id, EventKind::TicketConfirmed).await, 1);
            assert_eq!(floor.read(id).await.stage, Stage::Confirmed);
        }
    }

    async fn a_timer_and_a_person_at_the_same_moment_do_not_both_win(store: Store) {
        let floor = Arc::new(Floor::on(store).await);
        for _ in 0..8 {
            let id = floor.resolved().await.ticket;
            let requester = floor.requester(id).await;
            floor.desk.wait(Span::hours(72));
            let (other, call) = (Arc::clone(&floor), requester);
            let confirmed = tokio::spawn(async move { ticket::confirm(other.app(), &call, id).await });
            clockwork_drive(floor.app()).await.unwrap();
            let confirmed = confirmed.await.unwrap();
            assert_eq!(floor.count(id, EventKind::TicketConfirmed).await, 1);
            if confirmed.is_err() {
                assert_eq!(code(confirmed), "invalid_transition");
            }
        }
    }

    async fn a_ticket_has_one_timer_at_its_next_instant(store: Store) {
        let floor = Floor::on(store).await;
        let id = floor.received().await.ticket;
        let next = |floor: &Floor| {
            let app = floor.app().clone();
            async move { app.query(Lane::Fast, |tx| Ok(touchstone_store::timer::timer_next(tx)?)).await.unwrap() }
        };
        let received = floor.read(id).await.created_at;
        assert_eq!(next(&floor).await, Some(received + Span::seconds(450)), "half of the first 15 minutes");
        floor.does(id, "take", json!({})).await;
        floor.does(id, "start", json!({})).await;
        floor.reply(id, "您好").await;
        floor.does(id, "wait", json!({"on": "requester"})).await;
        assert_eq!(next(&floor).await, Some(received + Span::hours(24)), "the first reminder");
        floor.act(&floor.lead, id, "spam", json!({})).await.unwrap();
        assert_eq!(next(&floor).await, None);
    }

    async fn history_is_replayed_at_its_own_instants(store: Store) {
        let floor = Floor::on(store).await;
        let id = floor.resolved().await.ticket;
        let resolved = floor.read(id).await.resolved_at.unwrap();
        floor.desk.wait(Span::days(100));
        clockwork_replay(floor.app()).await.unwrap();
        let ticket = floor.read(id).await;
        assert_eq!(ticket.confirmed_at, Some(resolved + Span::hours(72)), "not when somebody looked");
        assert_eq!(ticket.archived_at, Some(resolved + Span::hours(72) + Span::days(7)));
    }
}
