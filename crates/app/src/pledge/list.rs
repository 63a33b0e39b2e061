//! Broken pledges, by what became of their remedies, the oldest first: those still owed are the list to work on.

use serde::{Deserialize, Serialize};
use touchstone_domain::access::Permission;
use touchstone_domain::clock::Metric;
use touchstone_domain::id::{Id, TeamId, TicketId, UserId};
use touchstone_domain::standard::pledge::RemedyState;
use touchstone_domain::time::Timestamp;
use touchstone_store::pledge::{PledgeBreachLine, PledgeKey, pledge_breaches};
use touchstone_store::{Lane, Tx};

use crate::core::{Actor, App, AppError, Caller, LIMIT_MAX, page_limit};
use crate::ticket::{Named, Names};

/// Rows looked at for one page at most; behind that it is short, and goes on where it stopped.
const WALK_MAX: usize = 10_000;

/// A pledge that was broken on a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BrokenPledge {
    pub ticket: TicketId,
    pub number: i64,
    pub pledge: String,
    /// In the words of the version that judges the request.
    pub title: String,
    pub metric: Metric,
    pub broken_at: Timestamp,
    pub state: RemedyState,
    pub decided_by: Option<Named<UserId>>,
    pub decided_at: Option<Timestamp>,
    pub assignee: Option<Named<UserId>>,
    pub team: Option<Named<TeamId>>,
}

/// A page of them.
#[derive(Debug, Clone)]
pub struct BrokenPledgePage {
    pub items: Vec<BrokenPledge>,
    pub next_cursor: Option<String>,
}

/// Which of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrokenPledgeQuery {
    pub state: RemedyState,
    pub after: PledgeKey,
    pub limit: u32,
}

impl BrokenPledgeQuery {
    /// Reads what was asked for; remedies that are owed without more.
    pub fn read(
        state: Option<RemedyState>,
        cursor: Option<&str>,
        limit: Option<u32>,
    ) -> Result<Self, AppError> {
        let start = PledgeKey {
            broken_at: Timestamp::MIN,
            ticket: TicketId::from_raw(0),
            pledge: String::new(),
        };
        Ok(Self {
            state: state.unwrap_or(RemedyState::Owed),
            after: cursor.map_or(Ok(start), key_of)?,
            limit: page_limit(limit)?,
        })
    }
}

/// Broken pledges on tickets the caller may see.
pub async fn pledge_breach_list(
    app: &App,
    caller: &Caller,
    query: BrokenPledgeQuery,
) -> Result<BrokenPledgePage, AppError> {
    let (handle, caller, now) = (app.clone(), caller.clone(), app.clock.now());
    app.query(Lane::Fast, move |tx| {
        let (_, standard) = handle.standards.in_force(tx, now)?;
        let title = |pledge: &str| {
            let known = standard.pledges().iter().find(|known| known.id == pledge);
            let words = known.map(|known| known.title.in_language(caller.language).to_owned());
            words.unwrap_or_else(|| pledge.to_owned())
        };
        let (rows, next) = walk(tx, &caller.actor, query)?;
        Ok(BrokenPledgePage {
            items: named(tx, rows, title)?,
            next_cursor: next.map(|key| cursor_of(&key)),
        })
    })
    .await
}

fn walk(
    tx: &mut Tx<'_>,
    actor: &Actor,
    query: BrokenPledgeQuery,
) -> Result<(Vec<PledgeBreachLine>, Option<PledgeKey>), AppError> {
    let (mut found, mut walked, mut after) = (Vec::new(), 0, query.after);
    while walked < WALK_MAX {
        let rows = pledge_breaches(tx, query.state, &after, LIMIT_MAX)?;
        let ended = rows.len() < LIMIT_MAX as usize;
        for row in rows {
            if found.len() == query.limit as usize {
                return Ok((found, Some(after)));
            }
            walked += 1;
            after = row.key();
            if actor.reaches(Permission::TicketRead, &row.place()) {
                found.push(row);
            }
        }
        if ended {
            return Ok((found, None));
        }
    }
    Ok((found, Some(after)))
}

fn named(
    tx: &mut Tx<'_>,
    rows: Vec<PledgeBreachLine>,
    title: impl Fn(&str) -> String,
) -> Result<Vec<BrokenPledge>, AppError> {
    let users = Names::of_users(tx, rows.iter().flat_map(|row| [row.assignee, row.decided_by]))?;
    let teams = Names::of_teams(tx, rows.iter().map(|row| row.team))?;
    let told = |row: PledgeBreachLine| BrokenPledge {
        title: title(&row.pledge),
        ticket: row.ticket,
        number: row.number,
        pledge: row.pledge,
        metric: row.metric,
        broken_at: row.broken_at,
        state: row.state,
        decided_by: users.named(row.decided_by),
        decided_at: row.decided_at,
        assignee: users.named(row.assignee),
        team: teams.named(row.team),
    };
    Ok(rows.into_iter().map(told).collect())
}

/// `instant.ticket.pledge`, as far as the list has come.
fn cursor_of(key: &PledgeKey) -> String {
    format!("{}.{}.{}", key.broken_at.as_micros(), key.ticket, key.pledge)
}

fn key_of(cursor: &str) -> Result<PledgeKey, AppError> {
    let read = || {
        let mut parts = cursor.splitn(3, '.');
        Some(PledgeKey {
            broken_at: Timestamp::from_micros(parts.next()?.parse().ok()?),
            ticket: parts.next()?.parse().ok()?,
            pledge: parts.next()?.to_owned(),
        })
    };
    read().ok_or_else(|| AppError::field("cursor", "malformed"))
}
