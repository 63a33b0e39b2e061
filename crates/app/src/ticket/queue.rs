//! Queues: what waits for whom, with counts that are kept as tickets move and never counted.
//!
//! A ticket counts once under its place (team, status, whether somebody has it) and once under its assignee. Every queue
//! is a sum of such counters that do not overlap.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use touchstone_domain::access::{Permission, Scope};
use touchstone_domain::id::{Id, TeamId, UserId};
use touchstone_domain::stage::Status;
use touchstone_store::counter::counter_sums;
use touchstone_store::team::team_names;
use touchstone_store::ticket::{TicketRow, ticket_places};
use touchstone_store::{Lane, Tx};

use crate::core::{Actor, App, AppError, Caller, UserActor};

/// Keys of counters by place: `ticket:place:<team or 0>:<status>:<held|free>`.
const PLACE: &str = "ticket:place:";
/// Keys of counters by assignee: `ticket:user:<user>:<status>`.
const USER: &str = "ticket:user:";
/// What still needs the desk or waits for somebody.
const LIVE: [Status; 3] = [Status::New, Status::Open, Status::Waiting];

/// One queue of a user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Queue {
    /// `mine`, `mine_resolved`, `unassigned`, `team`, `no_team`, `all`, `new`, `open`, `waiting`, `resolved`, `closed`.
    pub code: String,
    /// For `team`: which one.
    pub team: Option<TeamId>,
    pub team_name: Option<String>,
    pub count: u64,
    /// The filter of the list behind it, as query pairs.
    pub filter: Vec<(String, String)>,
}

fn place_key(team: Option<TeamId>, status: Status, held: bool) -> String {
    let team = team.map_or(0, Id::raw);
    format!("{PLACE}{team}:{status}:{}", if held { "held" } else { "free" })
}

fn user_key(user: UserId, status: Status) -> String {
    format!("{USER}{}:{status}", user.raw())
}

/// Moves a ticket from its old counters to its new ones.
pub(super) fn queue_adjust(tx: &mut Tx<'_>, before: Option<&TicketRow>, after: &TicketRow) {
    let counted = |row: &TicketRow| (row.state.team, row.state.status(), row.state.assignee);
    let (old, new) = (before.map(counted), counted(after));
    if old == Some(new) {
        return;
    }
    for ((team, status, assignee), delta) in old.map(|old| (old, -1)).into_iter().chain([(new, 1)]) {
        tx.counter_add(&place_key(team, status, assignee.is_some()), delta);
        if let Some(user) = assignee {
            tx.counter_add(&user_key(user, status), delta);
        }
    }
}

/// Tickets of a team that are not closed, as the counters have it.
pub(crate) fn team_open(tx: &mut Tx<'_>, team: TeamId) -> Result<u64, AppError> {
    let counted = counter_sums(tx, &format!("{PLACE}{}:", team.raw()))?;
    let closed = format!(":{}:", Status::Closed);
    Ok(sum(counted
        .iter()
        .filter(|(key, _)| !key.contains(&closed))
        .map(|(_, n)| *n)))
}

/// Tickets that are not closed, of one team or of all, as the counters have it.
pub(crate) fn open_count(tx: &mut Tx<'_>, team: Option<TeamId>) -> Result<u64, AppError> {
    if let Some(team) = team {
        return team_open(tx, team);
    }
    let closed = format!(":{}:", Status::Closed);
    let counted = counter_sums(tx, PLACE)?;
    Ok(sum(counted
        .iter()
        .filter(|(key, _)| !key.contains(&closed))
        .map(|(_, n)| *n)))
}

/// Takes a ticket that is removed out of its counters.
pub(crate) fn queue_leave(tx: &mut Tx<'_>, row: &TicketRow) {
    let (status, assignee) = (row.state.status(), row.state.assignee);
    tx.counter_add(&place_key(row.state.team, status, assignee.is_some()), -1);
    if let Some(user) = assignee {
        tx.counter_add(&user_key(user, status), -1);
    }
}

/// The queues of whoever asks, with their counts.
pub async fn queues(app: &App, caller: &Caller) -> Result<Vec<Queue>, AppError> {
    caller.actor.holds(Permission::TicketRead)?;
    let Actor::User(user) = caller.actor.clone() else {
        return Ok(Vec::new());
    };
    app.query(Lane::Fast, move |tx| queues_of(tx, &user)).await
}

fn queues_of(tx: &mut Tx<'_>, user: &UserActor) -> Result<Vec<Queue>, AppError> {
    let places = Places::read(tx)?;
    let mine = counter_sums(tx, &format!("{USER}{}:", user.id.raw()))?;
    let mine = |statuses: &[Status]| {
        let wanted: Vec<_> = statuses.iter().map(|status| user_key(user.id, *status)).collect();
        sum(mine
            .iter()
            .filter(|(key, _)| wanted.contains(key))
            .map(|(_, n)| *n))
    };
    let scope = user.grants.scope(Permission::TicketRead);
    let all = scope == Some(Scope::All);
    let names: BTreeMap<_, _> = team_names(tx, &user.reach.teams)?.into_iter().collect();
    let live = |pairs: &[(&str, &str)]| filter(&LIVE, pairs);
    let mut queues = vec![
        Queue::new("mine", mine(&LIVE), live(&[("assignee", "me")])),
        Queue::new(
            "mine_resolved",
            mine(&[Status::Resolved]),
            filter(&[Status::Resolved], &[("assignee", "me")]),
        ),
    ];
    if scope == Some(Scope::Own) {
        return Ok(queues);
    }
    let reached = |team: Option<TeamId>| all || team.is_none_or(|team| user.reach.teams.contains(&team));
    let free = places.sum(|team, status, held| reached(team) && LIVE.contains(&status) && !held);
    queues.push(Queue::new("unassigned", free, live(&[("assignee", "none")])));
    for team in &user.reach.teams {
        let count = places.sum(|of, status, _| of == Some(*team) && LIVE.contains(&status));
        let queue = Queue::new("team", count, live(&[("team", &team.to_string())]));
        queues.push(Queue {
            team: Some(*team),
            team_name: names.get(team).cloned(),
            ..queue
        });
    }
    let nobodys = places.sum(|of, status, _| of.is_none() && LIVE.contains(&status));
    queues.push(Queue::new("no_team", nobodys, live(&[("team", "none")])));
    if all {
        queues.push(Queue::new(
            "all",
            places.sum(|_, status, _| LIVE.contains(&status)),
            live(&[]),
        ));
        for &status in Status::ALL {
            let count = places.sum(|_, of, _| of == status);
            queues.push(Queue::new(status.as_str(), count, filter(&[status], &[])));
        }
    }
    Ok(queues)
}

impl Queue {
    fn new(code: &str, count: u64, filter: Vec<(String, String)>) -> Self {
        Self {
            code: code.to_owned(),
            team: None,
            team_name: None,
            count,
            filter,
        }
    }
}

fn filter(statuses: &[Status], pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    let statuses: Vec<_> = statuses.iter().map(|status| status.as_str()).collect();
    let status = ("status", statuses.join(","));
    let pairs = pairs.iter().map(|(name, value)| (*name, (*value).to_owned()));
    [status]
        .into_iter()
        .chain(pairs)
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

fn sum(counts: impl Iterator<Item = i64>) -> u64 {
    u64::try_from(counts.sum::<i64>()).unwrap_or(0)
}

/// Counters by place.
struct Places(Vec<(Option<TeamId>, Status, bool, i64)>);

impl Places {
    fn read(tx: &mut Tx<'_>) -> Result<Self, AppError> {
        let read = |(key, count): (String, i64)| {
            let mut parts = key.strip_prefix(PLACE)?.split(':');
            let team: i64 = parts.next()?.parse().ok()?;
            let status = parts.next()?.parse().ok()?;
            let held = parts.next()? == "held";
            Some(((team != 0).then(|| TeamId::from_raw(team)), status, held, count))
        };
        Ok(Self(
            counter_sums(tx, PLACE)?.into_iter().filter_map(read).collect(),
        ))
    }

    fn sum(&self, wanted: impl Fn(Option<TeamId>, Status, bool) -> bool) -> u64 {
        sum(self
            .0
            .iter()
            .filter(|(team, status, held, _)| wanted(*team, *status, *held))
            .map(|(.., n)| *n))
    }
}

/// Counts every ticket and corrects the counters that differ; answers how many did. For an operator on a desk at rest:
/// tickets that move meanwhile may be counted twice.
pub async fn queues_rebuild(app: &App) -> Result<usize, AppError> {
    app.store.write(queues_rebuild_in).await
}

fn queues_rebuild_in(tx: &mut Tx<'_>) -> Result<usize, AppError> {
    let mut wrong: BTreeMap<String, i64> = BTreeMap::new();
    for prefix in [PLACE, USER] {
        for (key, kept) in counter_sums(tx, prefix)? {
            *wrong.entry(key).or_default() -= kept;
        }
    }
    for place in ticket_places(tx)? {
        *wrong
            .entry(place_key(place.team, place.status, place.assignee.is_some()))
            .or_default() += place.tickets;
        if let Some(user) = place.assignee {
            *wrong.entry(user_key(user, place.status)).or_default() += place.tickets;
        }
    }
    wrong.retain(|_, difference| *difference != 0);
    for (key, difference) in &wrong {
        tx.counter_add(key, *difference);
    }
    Ok(wrong.len())
}
