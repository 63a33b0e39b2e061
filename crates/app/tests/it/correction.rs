//! Corrections that reach running work: a version of the standard for what the one before it judged, and facts in bulk.

use serde_json::json;
use touchstone_app::correction::{
    FactsInput, FactsWanted, correction, correction_cancel, correction_step, correction_tickets, corrections,
    facts_correct, standard_correct,
};
use touchstone_app::standard::{
    standard_approve, standard_begin_draft, standard_edit, standard_schedule, standard_submit,
};
use touchstone_app::ticket::TicketClock;
use touchstone_app::{AppError, Call};
use touchstone_domain::access::Role;
use touchstone_domain::clock::{ClockState, Metric};
use touchstone_domain::correction::{CorrectionOutcome, CorrectionState, FactsCorrection};
use touchstone_domain::event::EventKind;
use touchstone_domain::id::{StandardId, TicketId};
use touchstone_domain::standard::Standard;
use touchstone_domain::ticket::Urgency;
use touchstone_domain::time::{Span, Timestamp};
use touchstone_store::Store;
use touchstone_testkit::both_engines;

use crate::support::code;
use crate::ticket_support::{Floor, request};

/// The promise of the shipped pack that the tests change.
const FROM: &str = "resolution = \"PT48H\"           # completion target";

/// A floor with three who may approve a standard.
pub struct House {
    pub floor: Floor,
    one: Call,
    two: Call,
    pub three: Call,
}

impl House {
    pub async fn on(store: Store) -> Self {
        let floor = Floor::on(store).await;
        let manager = async |name| floor.desk.staff(name, Role::QualityManager, &[]).await;
        let (one, two, three) = (manager("one").await, manager("two").await, manager("three").await);
        Self {
            floor,
            one,
            two,
            three,
        }
    }

    /// A version in which complaints are to be solved in this time, approved and scheduled.
    pub async fn version(&self, resolution: &str, from: Option<Timestamp>) -> StandardId {
        let app = self.floor.app();
        let draft = standard_begin_draft(app, &self.one, None).await.expect("a draft");
        assert!(Standard::DEFAULT_PACK.contains(FROM));
        let text = Standard::DEFAULT_PACK.replacen(
            FROM,
            &format!("resolution = \"{resolution}\"   # completion target"),
            1,
        );
        let call = self.one.clone().expecting(draft.version);
        standard_edit(app, &call, draft.id, text).await.expect("an edit");
        standard_submit(app, &self.one, draft.id)
            .await
            .expect("submitted");
        for by in [&self.two, &self.three] {
            standard_approve(app, by, draft.id, None).await.expect("approved");
        }
        standard_schedule(app, &self.two, draft.id, from)
            .await
            .expect("scheduled");
        draft.id
    }

    pub async fn complaint(&self) -> TicketId {
        let receipt = self.floor.submit(request(json!({"kind": "complaint"}))).await;
        receipt.expect("a complaint").ticket
    }

    /// Has all corrections reach what they can reach now.
    pub async fn run(&self) {
        while correction_step(self.floor.app()).await.expect("a step") {}
    }
}

async fn clock_of(floor: &Floor, id: TicketId, metric: Metric) -> TicketClock {
    let clocks = floor.read(id).await.clocks;
    clocks
        .into_iter()
        .find(|clock| clock.metric == metric)
        .expect("the clock")
}

both_engines! {
    async fn a_version_that_corrects_reaches_what_the_one_before_judges(store: Store) {
        let house = House::on(store).await;
        let (floor, app) = (&house.floor, house.floor.app());
        let open = house.complaint().await;
        let late = house.complaint().await;
        let closed = house.complaint().await;
        floor.act(&floor.lead, closed, "spam", json!({})).await.expect("spam");
        floor.desk.wait(Span::hours(20));
        touchstone_app::clockwork::clockwork_drive(app).await.expect("timers");
        let before = floor.read(open).await;
        let from = app.clock.now() + Span::hours(10);
        let id = house.version("PT36H", Some(from)).await;
        let begun = standard_correct(app, &house.three, id, "The law has changed.").await.expect("a correction");
        assert_eq!((begun.total, begun.waits), (2, true));
        assert_eq!(code(standard_correct(app, &house.two, id, "Again.").await), "correction_exists");
        house.run().await;
        assert_eq!(clock_of(floor, open, Metric::Resolution).await.target, Span::hours(48), "it is not in force yet");

        floor.desk.wait(Span::hours(10));
        house.run().await;
        let after = floor.read(open).await;
        let resolution = clock_of(floor, open, Metric::Resolution).await;
        assert_eq!(resolution.target, Span::hours(36));
        assert_eq!(resolution.due_at, before.created_at + Span::hours(36), "counted anew from the start");
        assert_eq!(after.version, before.version, "nobody's edit is refused for it");
        assert_eq!(floor.count(open, EventKind::TicketRebound).await, 1);
        assert_eq!(floor.count(late, EventKind::TicketRebound).await, 1);
        assert_eq!(floor.count(closed, EventKind::TicketRebound).await, 0, "what is closed keeps what it was judged by");
        let first = clock_of(floor, open, Metric::FirstResponse).await;
        assert_eq!(first.state, ClockState::Breached, "what was judged stays judged");
        let under_way = correction(app, &house.one.caller, begun.id).await.expect("the correction");
        assert_eq!((under_way.state, under_way.reached), (CorrectionState::UnderWay, 2), "another process may be late");
        floor.desk.wait(Span::minutes(1));
        house.run().await;
        let done = correction(app, &house.one.caller, begun.id).await.expect("the correction");
        assert_eq!((done.state, done.reached, done.total), (CorrectionState::Done, 2, 2));
        floor.desk.wait(Span::hours(7));
        touchstone_app::clockwork::clockwork_drive(app).await.expect("timers");
        let breached = clock_of(floor, open, Metric::Resolution).await;
        assert_eq!(breached.breached_at, Some(before.created_at + Span::hours(36)), "the timer follows");
    }

    async fn a_correction_needs_somebody_else_a_reason_and_something_to_replace(store: Store) {
        let house = House::on(store).await;
        let app = house.floor.app();
        let shipped = corrections(app, &house.one.caller, None, 10).await.expect("a list");
        assert!(shipped.is_empty());
        let id = house.version("PT36H", None).await;
        assert_eq!(code(standard_correct(app, &house.one, id, "Mine.").await), "standard_only_author");
        assert_eq!(code(standard_correct(app, &house.two, id, " ").await), "validation_failed");
        assert_eq!(code(standard_correct(app, &house.floor.agent, id, "Please.").await), "forbidden");
        let first = touchstone_domain::id::Id::from_raw(1);
        assert_eq!(code(standard_correct(app, &house.two, first, "Old.").await), "standard_state");
        let ticket = house.complaint().await;
        let begun = standard_correct(app, &house.two, id, "Corrected.").await.expect("a correction");
        correction_cancel(app, &house.three, begun.id).await.expect("cancelled");
        house.run().await;
        assert_eq!(house.floor.count(ticket, EventKind::TicketRebound).await, 0);
        assert_eq!(code(correction_cancel(app, &house.three, begun.id).await), "correction_ended");
    }

    async fn a_withdrawn_version_corrects_nothing(store: Store) {
        let house = House::on(store).await;
        let app = house.floor.app();
        let ticket = house.complaint().await;
        let id = house.version("PT36H", Some(app.clock.now() + Span::hours(2))).await;
        let begun = standard_correct(app, &house.two, id, "Corrected.").await.expect("a correction");
        touchstone_app::standard::standard_withdraw(app, &house.two, id, None).await.expect("withdrawn");
        house.floor.desk.wait(Span::hours(3));
        house.run().await;
        let ended = correction(app, &house.one.caller, begun.id).await.expect("the correction");
        assert_eq!(ended.state, CorrectionState::Cancelled);
        assert_eq!(house.floor.count(ticket, EventKind::TicketRebound).await, 0);
    }

    async fn facts_are_corrected_for_every_open_ticket_that_matches(store: Store) {
        let house = House::on(store).await;
        let (floor, app) = (&house.floor, house.floor.app());
        let mut matching = Vec::new();
        for _ in 0..3 {
            matching.push(house.complaint().await);
        }
        let urgent = house.complaint().await;
        floor.act(&floor.lead, urgent, "classify", json!({"category": "order", "urgency": "urgent"})).await.expect("urgent");
        let other = floor.submit(request(json!({"kind": "feedback"}))).await.unwrap().ticket;
        let closed = house.complaint().await;
        floor.act(&floor.lead, closed, "spam", json!({})).await.expect("spam");
        let input = |change: FactsWanted| FactsInput {
            when: json!({"kind": "complaint"}),
            change,
            reason: "A recall of the maker.".to_owned(),
        };
        let wanted = FactsWanted {
            facts: FactsCorrection { urgency: Some(Urgency::Urgent), ..FactsCorrection::default() },
            category: None,
        };
        let nothing = facts_correct(app, &house.one, &input(FactsWanted::default())).await;
        assert_eq!(code(nothing), "validation_failed");
        assert_eq!(code(facts_correct(app, &floor.lead, &input(wanted.clone())).await), "forbidden");
        let unknown = FactsWanted { category: Some("no-such-thing".to_owned()), ..FactsWanted::default() };
        let Err(AppError::Validation(errors)) = facts_correct(app, &house.one, &input(unknown)).await else { panic!() };
        assert_eq!(errors[0].field, "change.category");
        let begun = facts_correct(app, &house.one, &input(wanted)).await.expect("a correction");
        assert_eq!(begun.total, 4, "what is closed is left alone");
        let arrives = house.complaint().await;
        house.run().await;
        let done = correction(app, &house.one.caller, begun.id).await.expect("the correction");
        assert_eq!((done.state, done.reached, done.changed), (CorrectionState::Done, 4, 3));
        let results = correction_tickets(app, &house.one.caller, begun.id, None, 50).await.expect("results");
        let of = |id: TicketId| results.iter().find(|one| one.ticket == id).map(|one| one.outcome);
        for id in matching {
            assert_eq!(floor.read(id).await.urgency, Urgency::Urgent);
            assert_eq!(of(id), Some(CorrectionOutcome::Changed));
            assert_eq!(floor.count(id, EventKind::TicketUpdated).await, 1);
        }
        assert_eq!(of(urgent), Some(CorrectionOutcome::Unchanged));
        for untouched in [other, closed, arrives] {
            assert_eq!(of(untouched), None);
            assert_ne!(floor.read(untouched).await.urgency, Urgency::Urgent);
        }
    }
}
