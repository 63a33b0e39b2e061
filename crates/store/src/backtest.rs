//! Backtests: what was asked, how far each is, what it found, and the reading of the past in large pieces. What is replayed
//! and how is decided above.

use touchstone_domain::access::Place;
use touchstone_domain::backtest::{BacktestState, Late, LateChange};
use touchstone_domain::clock::Metric;
use touchstone_domain::event::EventKind;
use touchstone_domain::id::{BacktestId, EventId, Id, StandardId, TeamId, TicketId, UserId};
use touchstone_domain::time::Timestamp;

use crate::user::id_array;
use crate::{Locked, StoreError, Tx, record, sql, sql_list, sql_lock};

record! {
    /// A backtest, without the text it replays against.
    #[derive(PartialEq, Eq)]
    pub struct BacktestRow {
        pub id: BacktestId,
        pub standard: StandardId,
        /// The version of the document's text.
        pub standard_version: i64,
        pub period_from: Timestamp,
        /// Not included.
        pub period_to: Timestamp,
        /// Whose hours of the day are counted.
        pub zone: String,
        /// The last position of the log that is looked at.
        pub pos: i64,
        /// The instant whose clocks and calendars it sees.
        pub as_of: Timestamp,
        pub state: BacktestState,
        /// The last ticket it has replayed: its receipt and id.
        pub place_at: Timestamp,
        pub place_id: TicketId,
        pub done: i64,
        /// JSON.
        pub findings: String,
        pub asked_by: UserId,
        pub created_at: Timestamp,
        pub ended_at: Option<Timestamp>,
        pub problem: Option<String>,
        pub version: i64,
    }
}

record! {
    /// An entry of the log of some ticket.
    pub struct PastRow {
        pub ticket: TicketId,
        pub pos: i64,
        pub id: EventId,
        pub at: Timestamp,
        pub actor: String,
        pub kind: EventKind,
        pub body: String,
    }
}

record! {
    /// A promise that is late on one side only, and where its ticket stands now.
    #[derive(PartialEq, Eq)]
    pub struct ChangeRow {
        pub change: LateChange,
        pub ticket: TicketId,
        pub metric: Metric,
        pub instance: u32,
        pub due_before: Option<Timestamp>,
        pub due_after: Option<Timestamp>,
        pub met_at: Option<Timestamp>,
        pub number: i64,
        pub owner: Option<UserId>,
        pub assignee: Option<UserId>,
        pub team: Option<TeamId>,
        pub category: Option<String>,
    }
}

impl ChangeRow {
    /// Where its ticket stands among people.
    pub const fn place(&self) -> Place {
        Place {
            owner: self.owner,
            assignee: self.assignee,
            team: self.team,
        }
    }

    /// Its place in the list.
    pub const fn key(&self) -> ChangeKey {
        (self.ticket, self.metric, self.instance)
    }
}

/// Where in a list of changes one is.
pub type ChangeKey = (TicketId, Metric, u32);

/// Longest text kept of what went wrong.
const PROBLEM_CHARS: usize = 500;

macro_rules! columns {
    () => {
        "id, standard, standard_version, period_from, period_to, zone, pos, as_of, state, place_at, place_id, done, findings,
         asked_by, created_at, ended_at, problem, version"
    };
}

sql!(
    BACKTEST_INSERT = "INSERT INTO backtest (id, standard, standard_version, pack, period_from, period_to, zone, pos, as_of,
        state, under_way, place_at, place_id, done, findings, asked_by, created_at, version)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 'running', 1, ?10, ?11, 0, ?12, ?13, ?14, 1)"
);
sql!(BACKTEST_PACK = "SELECT pack FROM backtest WHERE id = ?1");
sql!(BACKTEST_BY_ID = concat!("SELECT ", columns!(), " FROM backtest WHERE id = ?1"));
sql_lock!(BACKTEST_LOCK = concat!("SELECT ", columns!(), " FROM backtest WHERE id = ?1"));
sql_list!(
    BACKTEST_LIST = concat!(
        "SELECT ",
        columns!(),
        " FROM backtest WHERE state <> 'removed' AND id < ?1 ORDER BY id DESC LIMIT ?2"
    )
);
sql_list!(
    BACKTEST_OF_STANDARD = concat!(
        "SELECT ",
        columns!(),
        " FROM backtest WHERE state <> 'removed' AND standard = ?3 AND id < ?1 ORDER BY id DESC LIMIT ?2"
    )
);
// The oldest first. What another process works on is passed over as long as it shows signs of life.
sql_list!(BACKTEST_UNDER_WAY = "SELECT id FROM backtest WHERE under_way = 1 AND id > 0 ORDER BY id LIMIT ?1");
sql!(
    BACKTEST_CLAIM = "UPDATE backtest SET holder = ?2, beat_at = ?3
     WHERE id = ?1 AND under_way = 1 AND (holder IS NULL OR holder = ?2 OR beat_at < ?4)"
);
sql!(
    BACKTEST_SAVE = "UPDATE backtest SET state = ?2, under_way = ?3, place_at = ?4, place_id = ?5, done = ?6, findings = ?7,
        ended_at = ?8, problem = ?9, version = ?10 WHERE id = ?1"
);
sql!(
    CHANGE_INSERT = "INSERT INTO backtest_change
        (backtest, change, ticket, metric, instance, due_before, due_after, met_at)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (backtest, change, ticket, metric, instance) DO NOTHING"
);
sql_list!(
    CHANGE_LIST = "SELECT c.change, c.ticket, c.metric, c.instance, c.due_before, c.due_after, c.met_at,
        t.number, t.owner, t.assignee, t.team, t.category
     FROM backtest_change c JOIN ticket t ON t.id = c.ticket
     WHERE c.backtest = ?1 AND c.change = ?2 AND (c.ticket, c.metric, c.instance) > (?3, ?4, ?5)
     ORDER BY c.ticket, c.metric, c.instance LIMIT ?6"
);
sql!(
    CHANGE_PURGE = "DELETE FROM backtest_change WHERE (backtest, change, ticket, metric, instance) IN
         (SELECT backtest, change, ticket, metric, instance FROM backtest_change WHERE backtest = ?1 LIMIT ?2)"
);
sql!(BACKTEST_DELETE = "DELETE FROM backtest WHERE id = ?1 AND state = 'removed'");
sql_list!(
    PAST_TICKETS = "SELECT id, created_at FROM ticket WHERE created_at < ?1 AND (created_at, id) > (?2, ?3)
     ORDER BY created_at, id LIMIT ?4"
);
sql!(PAST_EVENTS =
    sqlite "SELECT e.subject AS ticket, o.pos, e.id, e.at, e.actor, e.kind, e.body
        FROM event e JOIN event_order o ON o.event_id = e.id
        WHERE e.subject_kind = 'ticket' AND e.subject IN (SELECT value FROM json_each(?1)) AND o.pos <= ?2",
    postgres "SELECT e.subject AS ticket, o.pos, e.id, e.at, e.actor, e.kind, e.body
        FROM event e JOIN event_order o ON o.event_id = e.id
        WHERE e.subject_kind = 'ticket'
          AND e.subject = ANY (ARRAY(SELECT CAST(v AS BIGINT)
              FROM json_array_elements_text(CAST(CAST(?1 AS TEXT) AS JSON)) v))
          AND o.pos <= ?2");

/// What is asked.
#[derive(Debug, Clone)]
pub struct NewBacktest {
    pub id: BacktestId,
    pub standard: StandardId,
    pub standard_version: i64,
    pub pack: String,
    pub period_from: Timestamp,
    pub period_to: Timestamp,
    pub zone: String,
    pub pos: i64,
    /// JSON of nothing found yet.
    pub findings: String,
    pub asked_by: UserId,
}

/// Begins one; it sees the log as it is now.
pub fn backtest_insert(tx: &mut Tx<'_>, new: &NewBacktest, now: Timestamp) -> Result<(), StoreError> {
    let before_all = Timestamp::from_micros(new.period_from.as_micros() - 1);
    tx.execute(
        &BACKTEST_INSERT,
        &[
            &new.id,
            &new.standard,
            &new.standard_version,
            &new.pack,
            &new.period_from,
            &new.period_to,
            &new.zone,
            &new.pos,
            &now,
            &before_all,
            &i64::MAX,
            &new.findings,
            &new.asked_by,
            &now,
        ],
    )?;
    Ok(())
}

/// The text it replays against.
pub fn backtest_pack(tx: &mut Tx<'_>, id: BacktestId) -> Result<Option<String>, StoreError> {
    tx.query_one(&BACKTEST_PACK, &[&id], |row| row.get("pack"))
}

pub fn backtest_by_id(tx: &mut Tx<'_>, id: BacktestId) -> Result<Option<BacktestRow>, StoreError> {
    tx.query_one(&BACKTEST_BY_ID, &[&id], BacktestRow::from_row)
}

/// Holds one for a change.
pub fn backtest_lock(tx: &mut Tx<'_>, id: BacktestId) -> Result<Option<Locked<BacktestRow>>, StoreError> {
    Ok(tx
        .query_one(&BACKTEST_LOCK, &[&id], BacktestRow::from_row)?
        .map(Locked::new))
}

/// Those before one, newest first; of a version, or of all.
pub fn backtest_list(
    tx: &mut Tx<'_>,
    standard: Option<StandardId>,
    before: Option<BacktestId>,
    limit: u32,
) -> Result<Vec<BacktestRow>, StoreError> {
    let before = before.map_or(i64::MAX, Id::raw);
    match standard {
        Some(standard) => tx.query(
            &BACKTEST_OF_STANDARD,
            &[&before, &limit, &standard],
            BacktestRow::from_row,
        ),
        None => tx.query(&BACKTEST_LIST, &[&before, &limit], BacktestRow::from_row),
    }
}

/// Those with work to do, the oldest first.
pub fn backtests_under_way(tx: &mut Tx<'_>, limit: u32) -> Result<Vec<BacktestId>, StoreError> {
    tx.query(&BACKTEST_UNDER_WAY, &[&limit], |row| row.get("id"))
}

/// Makes this process the one that works on it. False while another does that has shown a sign of life since `silent_since`.
pub fn backtest_claim(
    tx: &mut Tx<'_>,
    id: BacktestId,
    holder: &str,
    now: Timestamp,
    silent_since: Timestamp,
) -> Result<bool, StoreError> {
    Ok(tx.execute(&BACKTEST_CLAIM, &[&id, &holder, &now, &silent_since])? == 1)
}

/// Saves how far it is and what it found. What is removed stays under way until its rows are gone.
pub fn backtest_save(tx: &mut Tx<'_>, row: &Locked<BacktestRow>) -> Result<(), StoreError> {
    let working = matches!(row.state, BacktestState::Running | BacktestState::Removed);
    let under_way = working.then_some(1_i64);
    let problem: Option<String> = row
        .problem
        .as_ref()
        .map(|problem| problem.chars().take(PROBLEM_CHARS).collect());
    tx.execute(
        &BACKTEST_SAVE,
        &[
            &row.id,
            &row.state,
            &under_way,
            &row.place_at,
            &row.place_id,
            &row.done,
            &row.findings,
            &row.ended_at,
            &problem,
            &row.version,
        ],
    )?;
    Ok(())
}

/// Keeps a promise that is late on one side only; once, however often a piece of work is done again.
pub fn change_insert(
    tx: &mut Tx<'_>,
    backtest: BacktestId,
    ticket: TicketId,
    late: &Late,
) -> Result<(), StoreError> {
    tx.execute(
        &CHANGE_INSERT,
        &[
            &backtest,
            &late.change,
            &ticket,
            &late.metric,
            &late.instance,
            &late.due_before,
            &late.due_after,
            &late.met_at,
        ],
    )?;
    Ok(())
}

/// Promises late on one side only, by ticket, behind a place.
pub fn change_list(
    tx: &mut Tx<'_>,
    backtest: BacktestId,
    change: LateChange,
    after: Option<ChangeKey>,
    limit: u32,
) -> Result<Vec<ChangeRow>, StoreError> {
    let (ticket, metric, instance) = match after {
        Some((ticket, metric, instance)) => (ticket.raw(), metric.as_str(), i64::from(instance)),
        None => (i64::MIN, "", 0),
    };
    tx.query(
        &CHANGE_LIST,
        &[&backtest, &change, &ticket, &metric, &instance, &limit],
        ChangeRow::from_row,
    )
}

/// Takes some rows of a removed one away; whether there may be more. In the end it is gone itself.
pub fn backtest_purge(tx: &mut Tx<'_>, id: BacktestId, limit: u32) -> Result<bool, StoreError> {
    if tx.execute(&CHANGE_PURGE, &[&id, &limit])? == u64::from(limit) {
        return Ok(true);
    }
    tx.execute(&BACKTEST_DELETE, &[&id])?;
    Ok(false)
}

/// Tickets by receipt, behind a place, received before `until`.
pub fn past_tickets(
    tx: &mut Tx<'_>,
    until: Timestamp,
    after: (Timestamp, TicketId),
    limit: u32,
) -> Result<Vec<(TicketId, Timestamp)>, StoreError> {
    tx.query(&PAST_TICKETS, &[&until, &after.0, &after.1, &limit], |row| {
        Ok((row.get("id")?, row.get("created_at")?))
    })
}

/// The logs of these tickets up to a position, in no order.
pub fn past_events(tx: &mut Tx<'_>, tickets: &[TicketId], pos: i64) -> Result<Vec<PastRow>, StoreError> {
    if tickets.is_empty() {
        return Ok(Vec::new());
    }
    tx.query(&PAST_EVENTS, &[&id_array(tickets), &pos], PastRow::from_row)
}
