//! A month of random desk life under working-time promises, on both engines: in the end every clock shows what an account
//! kept from the history alone, hour by hour, says it should.

use std::sync::Arc;

use serde_json::{Value, json};
use touchstone_app::ticket;
use touchstone_domain::clock::{ClockBasis, ClockState, Metric};
use touchstone_domain::event::Subject;
use touchstone_domain::id::TicketId;
use touchstone_domain::stage::Stage;
use touchstone_domain::time::{Span, Timestamp};
use touchstone_store::event::{HistoryOrder, event_history};
use touchstone_store::{Lane, Store};
use touchstone_testkit::both_engines;

use crate::calendar::business;
use crate::support::START;
use crate::ticket_support::{Floor, fields, request};

const DAY: i64 = 86_400_000_000;
const MINUTE: i64 = 60_000_000;
/// Shanghai is eight hours ahead.
const AHEAD: i64 = 8 * 60 * MINUTE;
/// Dragon Boat Festival 2026: 19 to 21 June, of which the Friday was a weekday.
const HOLIDAY: i64 = 20_623;

/// Numbers that look random and are the same each time.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// The office's hours between two instants, by hand: 9 to 12 and 13:30 to 18 on weekdays.
fn worked(from: Timestamp, to: Timestamp) -> Span {
    let (from, to) = (from.as_micros() + AHEAD, to.as_micros() + AHEAD);
    let mut total = 0;
    for day in from.div_euclid(DAY)..=to.div_euclid(DAY) {
        // The first of January 1970 was a Thursday.
        if (day + 3).rem_euclid(7) > 4 || day == HOLIDAY {
            continue;
        }
        for (opens, closes) in [(9 * 60, 12 * 60), (13 * 60 + 30, 18 * 60)] {
            let (opens, closes) = (day * DAY + opens * MINUTE, day * DAY + closes * MINUTE);
            total += (closes.min(to) - opens.max(from)).max(0);
        }
    }
    Span::from_micros(total)
}

/// Said anew here, not taken from the code under test.
fn counts(metric: Metric, stage: Stage) -> bool {
    match stage {
        Stage::WaitingRequester => false,
        Stage::WaitingThirdParty => metric != Metric::AgentWork,
        Stage::Resolved => !matches!(metric, Metric::Resolution | Metric::Closed),
        _ => true,
    }
}

/// When the ticket came to each stage, as its history tells.
async fn stages(floor: &Floor, id: TicketId) -> Vec<(Stage, Timestamp)> {
    let rows = floor
        .app()
        .store
        .read::<_, touchstone_app::AppError, _>(Lane::Slow, move |tx| {
            Ok(event_history(
                tx,
                Subject::Ticket(id),
                HistoryOrder::OldestFirst,
                None,
                1_000,
            )?)
        });
    let mut passed = Vec::new();
    for row in rows.await.expect("a history") {
        let body: Value = serde_json::to_value(row.parsed().expect("an event")).expect("JSON");
        for stage in body["stages"].as_array().into_iter().flatten() {
            passed.push((stage.as_str().unwrap().parse().unwrap(), row.at));
        }
    }
    passed
}

/// One random act; what is not possible now is refused, and that is part of life.
async fn act(floor: &Floor, id: TicketId, dice: &mut Dice) {
    let words = json!({"body": "您好,我们正在核实"});
    match dice.roll(9) {
        0 => drop(floor.act(&floor.agent, id, "take", json!({})).await),
        1 => drop(floor.act(&floor.agent, id, "start", json!({})).await),
        2 => drop(
            floor
                .act(&floor.agent, id, "wait", json!({"on": "requester"}))
                .await,
        ),
        3 => drop(
            floor
                .act(&floor.agent, id, "wait", json!({"on": "third_party"}))
                .await,
        ),
        4 => drop(floor.act(&floor.agent, id, "resume", json!({})).await),
        5 => drop(
            floor
                .act(&floor.agent, id, "resolve", json!({"solution": "已处理"}))
                .await,
        ),
        6 => {
            let call = floor.requester(id).await;
            drop(ticket::write(floor.app(), &call, id, fields(words)).await);
        }
        7 => {
            let judged = json!({"category": "payment/refund-delay", "class": if dice.roll(2) == 0 { "complex" } else { "general" },
                "reason": "复杂", "urgency": "normal", "impact": "one_order"});
            drop(floor.act(&floor.agent, id, "classify", judged).await);
        }
        _ => {
            let mut reply = words;
            reply["visibility"] = json!("public");
            drop(ticket::reply(floor.app(), &floor.agent, id, fields(reply)).await);
        }
    }
}

async fn agrees_with_the_history(floor: &Floor, id: TicketId) -> usize {
    let passed = stages(floor, id).await;
    let now = floor.app().clock.now();
    let ends = passed.iter().skip(1).map(|(_, at)| *at).chain([now]);
    let stretches: Vec<_> = passed
        .iter()
        .zip(ends)
        .map(|(&(stage, from), to)| (stage, from, to))
        .collect();
    let clocks = ticket::clocks(floor.app(), &floor.lead.caller, id)
        .await
        .expect("clocks");
    for explained in &clocks {
        let clock = &explained.clock;
        let counted = |until: Timestamp| {
            let mut total = Span::ZERO;
            for &(stage, from, to) in &stretches {
                let (from, to) = (from.max(clock.started_at), to.min(until));
                if from < to && counts(clock.metric, stage) {
                    total += worked(from, to);
                }
            }
            total
        };
        match clock.state {
            ClockState::Running | ClockState::Paused => {
                assert_eq!(explained.elapsed, counted(now), "{clock:?}")
            }
            ClockState::Met => {
                let until = clock.met_at.expect("when it was met");
                assert_eq!(explained.elapsed, counted(until), "{clock:?}");
                assert!(until <= clock.due_at, "{clock:?}");
            }
            ClockState::Breached => assert_eq!(counted(clock.due_at), clock.target, "{clock:?}"),
            ClockState::Cancelled => {}
        }
        if clock.state == ClockState::Running {
            assert!(clock.due_at > now, "time has acted: {clock:?}");
            assert_eq!(
                explained.elapsed + worked(now, clock.due_at),
                clock.target,
                "{clock:?}"
            );
        }
        assert!(clock.basis == ClockBasis::Stage || explained.calendar.is_some());
    }
    clocks.len()
}

/// A month of it: 24 tickets, some hundred acts.
pub async fn lived(floor: &Arc<Floor>, dice: &mut Dice) -> Vec<TicketId> {
    let mut ids = Vec::new();
    while floor.app().clock.now() < START + Span::days(31) {
        if ids.len() < 24 && dice.roll(4) == 0 {
            let kind =
                ["general", "complaint", "after-sales", "feedback"][usize::try_from(dice.roll(4)).unwrap()];
            ids.push(floor.submit(request(json!({"kind": kind}))).await.unwrap().ticket);
        }
        for _ in 0..dice.roll(4) {
            if !ids.is_empty() {
                let id = ids[usize::try_from(dice.roll(ids.len() as u64)).unwrap()];
                act(floor, id, dice).await;
            }
        }
        floor
            .passes(Span::minutes(i64::try_from(dice.roll(400)).unwrap() + 1))
            .await;
    }
    ids
}

both_engines! {
    async fn every_clock_agrees_with_the_history_after_a_month(store: Store) {
        let floor = Arc::new(business(store).await);
        let ids = lived(&floor, &mut Dice(20_261_122)).await;
        let mut checked = 0;
        for &id in &ids {
            checked += agrees_with_the_history(&floor, id).await;
        }
        assert!(ids.len() == 24 && checked > 150, "{checked} clocks of {} tickets", ids.len());
    }
}
