//! Pages of breaches, newest first. The index of breaches is walked; every row is held against the filter.

use serde::{Deserialize, Serialize};
use touchstone_domain::access::Permission;
use touchstone_domain::clock::{BreachCause, Charge, ClockBasis, Metric};
use touchstone_domain::id::{TeamId, TicketId, UserId};
use touchstone_domain::stage::Stage;
use touchstone_domain::time::Timestamp;
use touchstone_store::breach::{BreachKey, BreachRow, breach_list as breaches_from};
use touchstone_store::{Lane, Tx};

use super::query::{BreachFilter, BreachQuery};
use crate::board::zone;
use crate::core::{App, AppError, Caller, LIMIT_MAX};
use crate::ticket::{Charged, Named, Names};

/// Breaches looked at for one page at most; what a rare filter has not found by then is on the next page.
const WALK_MAX: usize = 10_000;

/// A promise that was not kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Breach {
    pub ticket: TicketId,
    pub number: i64,
    pub metric: Metric,
    pub instance: u32,
    pub basis: ClockBasis,
    /// When it ran out.
    pub breached_at: Timestamp,
    /// When what it measures happened after all.
    pub met_at: Option<Timestamp>,
    /// The stage the ticket was in.
    pub breached_in: Option<Stage>,
    pub cause: BreachCause,
    pub charged: Option<Charged>,
    pub assignee: Option<Named<UserId>>,
    pub team: Option<Named<TeamId>>,
    /// Whether the reader may open the ticket.
    pub readable: bool,
}

/// A page of them.
#[derive(Debug, Clone)]
pub struct BreachPage {
    pub items: Vec<Breach>,
    pub next_cursor: Option<String>,
}

/// Breaches of a period, newest first.
pub async fn breach_list(app: &App, caller: &Caller, query: BreachQuery) -> Result<BreachPage, AppError> {
    caller.actor.holds(Permission::BoardRead)?;
    let (from, before) = query.filter.days.instants(&zone(app)?)?;
    let place = match &query.cursor {
        None => start(before),
        Some(cursor) => key_of(cursor)?,
    };
    let actor = caller.actor.clone();
    app.query(Lane::Fast, move |tx| {
        let walked = walk(tx, &query.filter, from, place, query.limit as usize)?;
        let readable = |row: &BreachRow| actor.reaches(Permission::TicketRead, &row.place());
        Ok(BreachPage {
            items: named(tx, walked.0, readable)?,
            next_cursor: walked.1.map(cursor_of),
        })
    })
    .await
}

/// The place before everything that ran out before this instant.
fn start(before: Timestamp) -> BreachKey {
    BreachKey {
        breached_at: before,
        ticket: touchstone_domain::id::Id::from_raw(0),
        metric: Metric::Accepted,
        instance: 0,
    }
}

fn walk(
    tx: &mut Tx<'_>,
    filter: &BreachFilter,
    from: Timestamp,
    mut place: BreachKey,
    limit: usize,
) -> Result<(Vec<BreachRow>, Option<BreachKey>), AppError> {
    let (mut found, mut walked) = (Vec::new(), 0);
    while walked < WALK_MAX {
        let rows = breaches_from(tx, from, &place, LIMIT_MAX)?;
        let ended = rows.len() < LIMIT_MAX as usize;
        for row in rows {
            if found.len() == limit {
                return Ok((found, Some(place)));
            }
            walked += 1;
            place = row.key();
            if filter.holds(&row) {
                found.push(row);
            }
        }
        if ended {
            return Ok((found, None));
        }
    }
    Ok((found, Some(place)))
}

fn named(
    tx: &mut Tx<'_>,
    rows: Vec<BreachRow>,
    readable: impl Fn(&BreachRow) -> bool,
) -> Result<Vec<Breach>, AppError> {
    let charges = || rows.iter().map(|row| row.charge.as_ref());
    let charged_users = charges().map(|charge| charge.and_then(Charge::user));
    let charged_teams = charges().map(|charge| charge.and_then(Charge::team));
    let users = Names::of_users(tx, rows.iter().map(|row| row.assignee).chain(charged_users))?;
    let teams = Names::of_teams(tx, rows.iter().map(|row| row.team).chain(charged_teams))?;
    let told = |row: &BreachRow| Breach {
        ticket: row.ticket,
        number: row.number,
        metric: row.metric,
        instance: row.instance,
        basis: row.basis,
        breached_at: row.breached_at,
        met_at: row.met_at,
        breached_in: row.breached_in,
        cause: row.cause,
        charged: row
            .charge
            .as_ref()
            .map(|charge| Charged::named(charge, &users, &teams)),
        assignee: users.named(row.assignee),
        team: teams.named(row.team),
        readable: readable(row),
    };
    Ok(rows.iter().map(told).collect())
}

/// `instant.ticket.metric.instance`, as far as the list has come.
fn cursor_of(key: BreachKey) -> String {
    let at = key.breached_at.as_micros();
    format!("{at}.{}.{}.{}", key.ticket, key.metric, key.instance)
}

fn key_of(cursor: &str) -> Result<BreachKey, AppError> {
    let read = || {
        let mut parts = cursor.split('.');
        let key = BreachKey {
            breached_at: Timestamp::from_micros(parts.next()?.parse().ok()?),
            ticket: parts.next()?.parse().ok()?,
            metric: parts.next()?.parse().ok()?,
            instance: parts.next()?.parse().ok()?,
        };
        parts.next().is_none().then_some(key)
    };
    read().ok_or_else(|| AppError::field("cursor", "malformed"))
}
