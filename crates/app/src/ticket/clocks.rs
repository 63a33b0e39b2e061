//! The clocks of one ticket, each with what it stands at and why: the rule, the calendar, the pauses.

use serde::{Deserialize, Serialize};
use touchstone_domain::calendar::CalendarVersion;
use touchstone_domain::clock::{Charge, Clock, Rest};
use touchstone_domain::id::TicketId;
use touchstone_domain::standard::{AppliedRule, Plan, Standard};
use touchstone_domain::time::{Span, Timestamp};
use touchstone_store::ticket::TicketRow;
use touchstone_store::{Lane, Tx};

use super::read::visible;
use super::view::{Charged, Names, TicketClock, clocks_sorted};
use crate::core::{App, AppError, Caller};

/// A clock and its account.
#[derive(Debug, Clone)]
pub struct ExplainedClock {
    pub clock: TicketClock,
    /// The time that has counted.
    pub elapsed: Span,
    /// What it was given beyond its target.
    pub extended: Span,
    /// Time in pauses that are over, by the clock on the wall.
    pub held: Span,
    /// The pauses that are over.
    pub rests: Vec<Rest>,
    /// Name and version of the calendar it counts by; none when every minute counts.
    pub calendar: Option<ClockCalendar>,
    /// The rule that gives it its target now; none for stages' limits, and for judged clocks that a rule gave no more.
    pub rule: Option<AppliedRule>,
}

/// The version of a calendar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockCalendar {
    pub code: String,
    pub number: u32,
    pub zone: String,
    /// Years between the clock's start and its due time whose public holidays the calendar does not know.
    pub unknown_years: Vec<i16>,
}

/// The clocks of a ticket that the caller may see, those that run first.
pub async fn clocks(app: &App, caller: &Caller, id: TicketId) -> Result<Vec<ExplainedClock>, AppError> {
    let (handle, actor, now) = (app.clone(), caller.actor.clone(), app.clock.now());
    app.query(Lane::Fast, move |tx| {
        let row = visible(tx, &actor, id)?;
        let standard = handle.standards.get(tx, row.standard)?;
        let clocks = handle.standards.clocks(tx, id)?;
        clocks_of(tx, &standard, &row, clocks, now)
    })
    .await
}

pub(super) fn clocks_of(
    tx: &mut Tx<'_>,
    standard: &Standard,
    row: &TicketRow,
    mut clocks: Vec<Clock>,
    now: Timestamp,
) -> Result<Vec<ExplainedClock>, AppError> {
    let plan = standard.plan(&row.state.facts);
    clocks_sorted(&mut clocks);
    let charges = || clocks.iter().filter_map(|clock| clock.charge.as_ref());
    let users = Names::of_users(tx, charges().map(Charge::user))?;
    let teams = Names::of_teams(tx, charges().map(Charge::team))?;
    let explained = clocks.iter().map(|clock| {
        let mut told = explain(clock, &row.state.rests, standard, &plan, now);
        let charge = clock.charge.as_ref();
        told.clock.charged = charge.map(|charge| Charged::named(charge, &users, &teams));
        told
    });
    Ok(explained.collect())
}

/// Years counted by the week alone. A clock beyond what the calendar can count has none to tell.
fn unknown_years(version: &CalendarVersion, clock: &Clock) -> Vec<i16> {
    let until = clock.met_at.map_or(clock.due_at, |met| met.max(clock.due_at));
    let counted = version.calendar.elapsed(clock.started_at, until);
    counted.map_or_else(
        |_| Vec::new(),
        |counted| counted.unknown_years.into_iter().collect(),
    )
}

fn explain(
    clock: &Clock,
    rests: &[Rest],
    standard: &Standard,
    plan: &Plan,
    now: Timestamp,
) -> ExplainedClock {
    let target = plan.target(clock.metric);
    let gives = target.filter(|target| target.basis == clock.basis && target.span == clock.target);
    let until = clock.met_at.unwrap_or(now);
    ExplainedClock {
        clock: TicketClock::at(clock, now),
        elapsed: clock.elapsed(now),
        extended: clock.extended,
        held: clock.held,
        rests: Rest::of(rests, clock.metric, clock.started_at)
            .filter(|rest| rest.from < until)
            .collect(),
        calendar: clock.time.calendar().map(|version| ClockCalendar {
            code: version.code.clone(),
            number: version.number,
            zone: version.calendar.zone().iana_name().unwrap_or("UTC").to_owned(),
            unknown_years: unknown_years(version, clock),
        }),
        rule: gives.and_then(|target| standard.applied_rule(target.basis, target.rule)),
    }
}
