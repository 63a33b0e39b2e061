//! Backtests at the front door: the past replayed under the version it was lived under is what was, and under another what
//! a count by hand says; stopped, gone on with and taken away; refused to those who may not.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::json;
use touchstone_app::Call;
use touchstone_app::backtest::{
    BacktestPeriod, BacktestView, Stride, backtest_begin, backtest_cancel, backtest_changes,
    backtest_changes_export, backtest_list, backtest_read, backtest_remove, backtest_resume, backtest_step,
    backtest_stride,
};
use touchstone_app::calendar::{self, CalendarInput};
use touchstone_app::correction::standard_correct;
use touchstone_app::standard::{standard_begin_draft, standard_current_text, standard_edit, standard_read};
use touchstone_domain::access::Role;
use touchstone_domain::backtest::{BacktestState, LateChange, Lived, PastEvent, Sides, Tally, replay};
use touchstone_domain::clock::{Clock, ClockBasis, ClockState, Metric};
use touchstone_domain::event::{EventKind, Subject};
use touchstone_domain::export::TableFormat;
use touchstone_domain::id::{Id, StandardId, TicketId};
use touchstone_domain::standard::Standard;
use touchstone_domain::time::Span;
use touchstone_store::backtest::{backtest_by_id, backtest_lock, backtest_save, past_events};
use touchstone_store::event::event_log_end;
use touchstone_store::ticket::ticket_by_id;
use touchstone_store::{Lane, Store, StoreError};
use touchstone_testkit::both_engines;

use crate::calendar::business;
use crate::correction::House;
use crate::month::{Dice, lived};
use crate::notify::placed;
use crate::support::{START, code, fields};
use crate::ticket_support::Floor;

/// What is kept of a ticket, by metric and instance.
async fn kept(floor: &Floor, id: TicketId) -> BTreeMap<(Metric, u32), Clock> {
    let app = floor.app().clone();
    let clocks = floor
        .app()
        .query(Lane::Slow, move |tx| app.standards.clocks(tx, id))
        .await
        .expect("clocks");
    clocks
        .into_iter()
        .map(|clock| ((clock.metric, clock.instance), clock))
        .collect()
}

/// The same, replayed from the log under the version the ticket names.
async fn replayed(floor: &Floor, id: TicketId) -> BTreeMap<(Metric, u32), Clock> {
    let (app, now) = (floor.app().clone(), floor.app().clock.now());
    let clocks = floor
        .app()
        .query(Lane::Slow, move |tx| {
            let row = ticket_by_id(tx, id)?.expect("a ticket");
            let standard = app.standards.get(tx, row.standard)?;
            let calendars = app.standards.calendars(tx)?;
            let end = event_log_end(tx)?;
            let mut rows = past_events(tx, &[id], end)?;
            rows.sort_by_key(|row| row.pos);
            let events: Vec<PastEvent> = rows.iter().map(past).collect();
            let lived = Lived::really(&standard);
            let replayed = replay(&events, |_| &lived, &calendars, now).expect("a life that can be replayed");
            assert_eq!(replayed.state.stage, row.state.stage);
            assert_eq!(replayed.state.facts, row.state.facts);
            assert_eq!(replayed.state.rests, row.state.rests);
            assert_eq!(replayed.state.place(), row.state.place());
            Ok(replayed.clocks)
        })
        .await
        .expect("a log");
    clocks
        .iter()
        .map(|clock| ((clock.metric, clock.instance), clock.clone()))
        .collect()
}

fn past(row: &touchstone_store::backtest::PastRow) -> PastEvent {
    PastEvent {
        at: row.at,
        by: touchstone_domain::event::ActorRef::from_text(&row.actor)
            .expect("an actor")
            .kind(),
        body: touchstone_domain::event::EventBody::from_json(&row.body).expect("an event"),
    }
}

/// A draft with this text.
async fn draft(floor: &Floor, text: &str) -> StandardId {
    let made = standard_begin_draft(floor.app(), &floor.admin, Some(StandardId::from_raw(1)))
        .await
        .expect("a draft");
    let edited = standard_edit(floor.app(), &floor.admin, made.id, text.to_owned()).await;
    edited.expect("an edited draft").id
}

fn month() -> BacktestPeriod {
    BacktestPeriod {
        from: START,
        to: START + Span::days(40),
    }
}

async fn backtested(floor: &Floor, standard: StandardId) -> BacktestView {
    let begun = backtest_begin(floor.app(), &floor.admin, standard, month())
        .await
        .expect("a backtest");
    assert_eq!((begun.state, begun.done), (BacktestState::Running, 0));
    finish(floor, &begun).await
}

async fn finish(floor: &Floor, begun: &BacktestView) -> BacktestView {
    while backtest_step(floor.app()).await.expect("a step") {}
    let done = backtest_read(floor.app(), &floor.admin.caller, begun.id)
        .await
        .expect("the backtest");
    assert_eq!(
        (done.state, done.percent),
        (BacktestState::Completed, 100),
        "{:?}",
        done.problem
    );
    done
}

/// Clocks counted by hand from what is kept.
async fn counted(floor: &Floor, ids: &[TicketId]) -> BTreeMap<Metric, (u64, u64)> {
    let mut all: BTreeMap<Metric, (u64, u64)> = BTreeMap::new();
    for &id in ids {
        for clock in kept(floor, id).await.values() {
            if clock.state != ClockState::Cancelled {
                let (clocks, late) = all.entry(clock.metric).or_default();
                *clocks += 1;
                *late += u64::from(clock.state == ClockState::Breached);
            }
        }
    }
    all
}

fn brief(
    metrics: &BTreeMap<Metric, Sides<Tally>>,
    side: impl Fn(&Sides<Tally>) -> Tally,
) -> BTreeMap<Metric, (u64, u64)> {
    let told = metrics.iter().map(|(metric, sides)| (*metric, side(sides)));
    told.filter(|(_, tally)| tally.clocks > 0)
        .map(|(metric, tally)| (metric, (tally.clocks, tally.late)))
        .collect()
}

both_engines! {
    async fn a_month_replayed_under_its_own_version_is_what_was(store: Store) {
        let floor = Arc::new(business(store).await);
        let ids = lived(&floor, &mut Dice(4_711)).await;
        placed(&floor).await;
        let (mut checked, mut late) = (0, 0);
        for &id in &ids {
            let (was, again) = (kept(&floor, id).await, replayed(&floor, id).await);
            assert_eq!(was, again, "{id}");
            checked += was.len();
            late += was.values().filter(|clock| clock.state == ClockState::Breached).count();
        }
        assert!(checked > 150 && late > 20, "{checked} clocks, {late} of them late");
    }

    async fn the_same_text_changes_nothing_and_counts_what_is_kept(store: Store) {
        let floor = Arc::new(business(store).await);
        lived(&floor, &mut Dice(815)).await;
        let ids = every(&floor).await;
        let current = standard_current_text(floor.app()).await.unwrap();
        let same = draft(&floor, &current.pack).await;
        let done = backtested(&floor, same).await;
        assert_eq!(done.findings.tickets.replayed, ids.len() as u64);
        assert!(done.findings.left_out.is_empty(), "{:?}", done.findings.left_out);
        let by_hand = counted(&floor, &ids).await;
        assert_eq!(brief(&done.findings.metrics, |sides| sides.before), by_hand);
        for (metric, sides) in &done.findings.metrics {
            assert_eq!(sides.before, sides.after, "{metric}");
        }
        for change in LateChange::ALL {
            let page = backtest_changes(floor.app(), &floor.admin.caller, done.id, *change, None, 200).await.unwrap();
            assert!(page.items.is_empty(), "{:?}", page.items);
        }
        assert_eq!(done.calendars, [("service-hours".to_owned(), 1)]);
    }

    async fn another_first_answer_is_late_where_a_count_by_hand_says_so(store: Store) {
        let floor = Arc::new(Floor::on(store).await);
        lived(&floor, &mut Dice(99)).await;
        let ids = every(&floor).await;
        let now = floor.app().clock.now();
        for (target, change) in [("PT2M", LateChange::NewlyLate), ("P3D", LateChange::NoLongerLate)] {
            let span: Span = target.parse().unwrap();
            let draft = first_answers(&floor, target).await;
            let done = backtested(&floor, draft).await;
            // By hand, from what is kept: how long the first answer took, or has taken by now.
            let mut by_hand = Vec::new();
            for &id in &ids {
                let clocks = kept(&floor, id).await;
                let Some(clock) = clocks.get(&(Metric::FirstResponse, 1)) else { continue };
                let (was, would) = (clock.state == ClockState::Breached, clock.elapsed(now) > span);
                let differs = if change == LateChange::NewlyLate { would && !was } else { was && !would };
                if clock.state != ClockState::Cancelled && differs {
                    by_hand.push(id);
                }
            }
            assert!(by_hand.len() > 1, "the month has such tickets: {target} {by_hand:?}");
            let sides = done.findings.metrics[&Metric::FirstResponse];
            assert_eq!(sides.after.late.abs_diff(sides.before.late), by_hand.len() as u64, "{target}");
            assert_eq!(sides.after.overrun > sides.before.overrun, change == LateChange::NewlyLate);
            let (mut found, mut cursor) = (Vec::new(), None::<String>);
            loop {
                let page = backtest_changes(
                    floor.app(), &floor.admin.caller, done.id, change, cursor.as_deref(), 3,
                ).await.unwrap();
                assert!(page.items.len() <= 3);
                found.extend(page.items.into_iter().filter(|one| one.metric == Metric::FirstResponse).map(|one| one.ticket));
                cursor = page.next_cursor;
                if cursor.is_none() { break }
            }
            by_hand.sort();
            assert_eq!(found, by_hand, "{target}");
            let hours: u64 = done.findings.hours.values().map(|sides| sides.before).sum();
            assert_eq!(hours, done.findings.promises().before.clocks, "every promise falls due in some hour");
            let file = backtest_changes_export(floor.app(), &floor.admin, done.id, change, TableFormat::Csv).await.unwrap();
            assert!(String::from_utf8_lossy(&file.bytes).contains(&by_hand[0].to_string()));
        }
    }

    async fn a_corrected_calendar_comes_out_as_it_was(store: Store) {
        let floor = Arc::new(business(store).await);
        let ids: Vec<TicketId> = {
            let mut ids = Vec::new();
            for _ in 0..6 {
                ids.push(floor.received().await.ticket);
                floor.passes(Span::hours(5)).await;
            }
            ids
        };
        // The office closes for a week and a half: what runs is to have the longer time, what is judged stays.
        let found = calendar::calendar_get(floor.app(), &floor.admin.caller, "service-hours").await.unwrap();
        let mut document = found.versions[0].document.clone();
        let mut exceptions = serde_json::to_value(&document).unwrap();
        let closed: Vec<_> = (1..=12).map(|day| json!({"date": format!("2026-06-{day:02}"), "segments": []})).collect();
        exceptions["exceptions"] = json!(closed);
        document = serde_json::from_value(exceptions).unwrap();
        let mut call = floor.admin.clone();
        call.expected_version = Some(1);
        let input = CalendarInput {
            name: found.name.clone(),
            document,
            note: "盘点停工".to_owned(),
            effective_from: None,
            reaches_running: true,
        };
        calendar::calendar_revise(floor.app(), &call, "service-hours", &input).await.unwrap();
        floor.passes(Span::minutes(1)).await;
        while calendar::calendar_step(floor.app()).await.unwrap() {}
        floor.passes(Span::days(3)).await;
        for _ in 0..3 {
            floor.received().await;
        }
        floor.passes(Span::days(10)).await;
        assert!(floor.count(ids[0], EventKind::TicketCorrected).await > 0);
        let current = standard_current_text(floor.app()).await.unwrap();
        let same = draft(&floor, &current.pack).await;
        let done = backtested(&floor, same).await;
        let all = every(&floor).await;
        assert_eq!(all.len(), 9);
        assert_eq!(brief(&done.findings.metrics, |sides| sides.before), counted(&floor, &all).await);
    }

    async fn a_corrected_standard_comes_out_as_it_was(store: Store) {
        let house = House::on(store).await;
        let (floor, app) = (&house.floor, house.floor.app());
        let (answered, open) = (house.complaint().await, house.complaint().await);
        floor.passes(Span::hours(20)).await;
        floor.reply(answered, "We are looking into it.").await;
        // From 36 hours on both are late by the version that reaches them, by the one they came under not before 48.
        let id = house.version("PT36H", Some(app.clock.now() + Span::hours(1))).await;
        standard_correct(app, &house.three, id, "The law has changed.").await.expect("a correction");
        floor.passes(Span::hours(2)).await;
        house.run().await;
        floor.passes(Span::hours(15)).await;
        assert_eq!(floor.count(open, EventKind::TicketRebound).await, 1);
        house.complaint().await;
        floor.passes(Span::minutes(1)).await;
        let resolution = |at: BTreeMap<(Metric, u32), Clock>| at[&(Metric::Resolution, 1)].state;
        assert_eq!(resolution(kept(floor, open).await), ClockState::Breached);

        let current = standard_current_text(app).await.unwrap();
        let same = draft(floor, &current.pack).await;
        let done = backtested(floor, same).await;
        let all = every(floor).await;
        assert_eq!(all.len(), 3);
        assert_eq!(brief(&done.findings.metrics, |sides| sides.before), counted(floor, &all).await);
    }

    async fn it_is_stopped_goes_on_and_is_taken_away(store: Store) {
        let floor = Arc::new(Floor::on(store).await);
        let ticket = floor.resolved().await.ticket;
        floor.passes(Span::hours(1)).await;
        let strict = first_answers(&floor, "PT2M").await;
        let app = floor.app();
        let begun = backtest_begin(app, &floor.admin, strict, month()).await.unwrap();
        let stopped = backtest_cancel(app, &floor.admin, begun.id).await.unwrap();
        assert_eq!(stopped.state, BacktestState::Cancelled);
        assert!(!backtest_step(app).await.unwrap(), "nothing is under way");
        assert_eq!(code(backtest_cancel(app, &floor.admin, begun.id).await), "backtest_ended");
        // The text is changed meanwhile: the backtest keeps to what it was asked about.
        let text = standard_read(app, &floor.admin.caller, strict).await.unwrap().pack;
        standard_edit(app, &floor.admin, strict, text.replace("PT2M", "PT3M")).await.unwrap();
        let resumed = backtest_resume(app, &floor.admin, begun.id).await.unwrap();
        assert!(resumed.standard_changed);
        // What came after it was begun is not its past.
        floor.received().await;
        let done = finish(&floor, &resumed).await;
        assert_eq!(done.findings.tickets.replayed, 1);
        assert_eq!(code(backtest_resume(app, &floor.admin, begun.id).await), "backtest_not_stopped");
        let kinds = floor.desk.kinds(Subject::Standard(strict)).await;
        for kind in [EventKind::BacktestBegun, EventKind::BacktestCancelled, EventKind::BacktestResumed, EventKind::BacktestFinished] {
            assert_eq!(kinds.iter().filter(|found| **found == kind).count(), 1, "{kind}: {kinds:?}");
        }
        assert!(kept(&floor, ticket).await.values().any(|clock| clock.basis == ClockBasis::Sla));
        backtest_remove(app, &floor.admin, done.id).await.unwrap();
        while backtest_step(app).await.unwrap() {}
        assert_eq!(code(backtest_read(app, &floor.admin.caller, done.id).await), "not_found");
        assert!(backtest_list(app, &floor.admin.caller, Some(strict), None, 10).await.unwrap().items.is_empty());
    }

    async fn whoever_goes_on_finds_what_one_alone_would_have_found(store: Store) {
        let floor = Arc::new(Floor::on(store).await);
        lived(&floor, &mut Dice(31)).await;
        let strict = first_answers(&floor, "PT2M").await;
        let whole = backtested(&floor, strict).await;
        let app = floor.app();
        let begun = backtest_begin(app, &floor.admin, strict, month()).await.unwrap();
        let small = Stride { tickets: 3, pieces: 2 };
        let mut steps = 0;
        loop {
            // What a process that died half-way had written already is written again, and counts once.
            let mut back = None;
            if steps == 2 {
                let row = app.query(Lane::Fast, move |tx| Ok(backtest_by_id(tx, begun.id)?)).await.unwrap();
                back = row;
            }
            let more = backtest_stride(app, small).await.unwrap();
            if let Some(before) = back {
                app.store.write::<_, StoreError, _>(move |tx| {
                    let mut row = backtest_lock(tx, before.id)?.expect("the backtest");
                    (row.place_at, row.place_id, row.done) = (before.place_at, before.place_id, before.done);
                    row.findings.clone_from(&before.findings);
                    backtest_save(tx, &row)
                }).await.unwrap();
            }
            steps += 1;
            if !more { break }
        }
        assert!(steps > 4, "{steps}");
        let pieced = backtest_read(app, &floor.admin.caller, begun.id).await.unwrap();
        assert_eq!(pieced.state, BacktestState::Completed);
        assert_eq!(pieced.findings, whole.findings);
        assert_eq!(pieced.done, whole.done);
        for change in LateChange::ALL {
            let list = |id| backtest_changes(app, &floor.admin.caller, id, *change, None, 200);
            assert_eq!(list(pieced.id).await.unwrap().items, list(whole.id).await.unwrap().items);
        }
    }

    async fn who_may_not_is_refused_and_sees_no_more_than_their_tickets(store: Store) {
        let floor = Arc::new(Floor::on(store).await);
        floor.received().await;
        floor.passes(Span::days(2)).await;
        let strict = first_answers(&floor, "PT2M").await;
        let app = floor.app();
        assert_eq!(code(backtest_begin(app, &floor.agent, strict, month()).await), "forbidden");
        assert_eq!(code(backtest_begin(app, &floor.lead, strict, month()).await), "forbidden");
        let quality = floor.desk.staff("quinn", Role::QualityManager, &[]).await;
        let wrong = BacktestPeriod { from: START + Span::days(9), to: START + Span::days(8) };
        assert_eq!(fields(backtest_begin(app, &quality, strict, wrong).await), ["to before_from", "from in_the_future"]);
        let begun = backtest_begin(app, &quality, strict, month()).await.unwrap();
        let done = finish(&floor, &begun).await;
        for who in [&floor.agent, &floor.lead] {
            assert_eq!(code(backtest_read(app, &who.caller, done.id).await), "forbidden");
            assert_eq!(code(backtest_list(app, &who.caller, None, None, 10).await.map(|_| ())), "forbidden");
            let changes = backtest_changes(app, &who.caller, done.id, LateChange::NewlyLate, None, 10).await;
            assert_eq!(code(changes.map(|_| ())), "forbidden");
        }
        // A role of the installation's own that may backtest, and reads the tickets of its teams only.
        let narrow = narrowed(&floor).await;
        let seen = backtest_changes(app, &narrow.caller, done.id, LateChange::NewlyLate, None, 10).await.unwrap();
        assert!(seen.items.is_empty(), "{:?}", seen.items);
    }
}

/// Somebody who may backtest and reads nothing but their own tickets.
async fn narrowed(floor: &Floor) -> Call {
    use touchstone_app::Actor;
    use touchstone_domain::access::{Grants, Permission, Scope};
    let mut call = floor.desk.staff("nora", Role::Agent, &[]).await;
    if let Actor::User(user) = &mut call.caller.actor {
        user.grants = Grants::new([
            (Permission::StandardBacktest, Scope::All),
            (Permission::TicketRead, Scope::Own),
        ]);
    }
    call
}

/// Every ticket there is, those that continue others too.
async fn every(floor: &Floor) -> Vec<TicketId> {
    let query = touchstone_app::ticket::ListQuery {
        limit: 200,
        ..Default::default()
    };
    let all = touchstone_app::ticket::list(floor.app(), &floor.admin.caller, query).await;
    all.expect("a list")
        .items
        .iter()
        .map(|ticket| ticket.id)
        .collect()
}

/// A draft of the shipped text in which every first answer is due after this time.
async fn first_answers(floor: &Floor, target: &str) -> StandardId {
    let mut text = String::new();
    for line in Standard::DEFAULT_PACK.lines() {
        // Without the figures beside it, which may not fit the target.
        if line.starts_with("first_response_") {
            continue;
        }
        let other = format!("first_response = \"{target}\"");
        let answers = line.starts_with("first_response =");
        text.push_str(if answers { &other } else { line });
        text.push('\n');
    }
    draft(floor, &text).await
}
