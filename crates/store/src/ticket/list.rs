//! Walking tickets in an order of a list, a chunk at a time.
//!
//! One leading index is walked; every further filter and the question who may see what are asked by the caller, row by
//! row. Keys of an order are pairs (key, id); a walk starts behind a pair and ends at a bound of the key.

use touchstone_domain::id::{Id, PersonId, TeamId, UserId};
use touchstone_domain::stage::Status;
use touchstone_domain::time::Timestamp;

use super::TicketRow;
use crate::{Row, Sql, StoreError, ToValue, Tx, sql_list};

/// What a walk is narrowed to by its index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lead {
    All,
    Status(Status),
    Assignee(UserId),
    Unassigned,
    Team(TeamId),
    NoTeam,
    /// Walked by `Created` only.
    Requester(PersonId),
    /// Walked by `Created` only.
    Tag(String),
}

/// Orders a list can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Newest first, by time of receipt.
    Created,
    /// Oldest first, by time of receipt.
    CreatedUp,
    /// Latest change first.
    Updated,
    /// Nearest breach first; tickets without a running clock last.
    Due,
    /// Open before closed, then highest priority, then oldest.
    Work,
}

impl Order {
    /// Whether keys fall along the walk.
    pub fn falls(self) -> bool {
        matches!(self, Self::Created | Self::Updated)
    }

    /// This order's key of a ticket.
    pub fn key(self, ticket: &TicketRow) -> i64 {
        match self {
            Self::Created | Self::CreatedUp => ticket.state.received_at.as_micros(),
            Self::Updated => ticket.updated_at.as_micros(),
            Self::Due => ticket.due_at.as_micros(),
            Self::Work => ticket.work_order(),
        }
    }
}

/// Where a walk stands: it goes on behind `(key, id)` and ends with the last key within `bound`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    pub key: i64,
    pub id: i64,
    pub bound: i64,
}

impl Position {
    /// The whole order, from its start.
    pub fn start(order: Order) -> Self {
        if order.falls() {
            Self {
                key: i64::MAX,
                id: i64::MAX,
                bound: i64::MIN,
            }
        } else {
            Self {
                key: i64::MIN,
                id: i64::MIN,
                bound: i64::MAX,
            }
        }
    }

    /// Behind a ticket.
    #[must_use]
    pub fn behind(self, order: Order, ticket: &TicketRow) -> Self {
        Self {
            key: order.key(ticket),
            id: ticket.id.raw(),
            bound: self.bound,
        }
    }
}

macro_rules! walk {
    (down $lead:literal, $key:literal) => {
        concat!(
            "SELECT ",
            columns!(),
            " FROM ticket WHERE ",
            $lead,
            $key,
            " >= ?1 AND (",
            $key,
            ", id) < (?2, ?3)
             ORDER BY ",
            $key,
            " DESC, id DESC LIMIT ?4"
        )
    };
    (up $lead:literal, $key:literal) => {
        concat!(
            "SELECT ",
            columns!(),
            " FROM ticket WHERE ",
            $lead,
            $key,
            " <= ?1 AND (",
            $key,
            ", id) > (?2, ?3)
             ORDER BY ",
            $key,
            ", id LIMIT ?4"
        )
    };
}

sql_list!(ALL_CREATED = walk!(down "", "created_at"));
sql_list!(ALL_CREATED_UP = walk!(up "", "created_at"));
sql_list!(ALL_UPDATED = walk!(down "", "updated_at"));
sql_list!(ALL_DUE = walk!(up "", "due_at"));
sql_list!(ALL_WORK = walk!(up "", "work_order"));
sql_list!(STATUS_CREATED = walk!(down "status = ?5 AND ", "created_at"));
sql_list!(STATUS_CREATED_UP = walk!(up "status = ?5 AND ", "created_at"));
sql_list!(STATUS_UPDATED = walk!(down "status = ?5 AND ", "updated_at"));
sql_list!(ASSIGNEE_CREATED = walk!(down "assignee = ?5 AND ", "created_at"));
sql_list!(ASSIGNEE_CREATED_UP = walk!(up "assignee = ?5 AND ", "created_at"));
sql_list!(ASSIGNEE_UPDATED = walk!(down "assignee = ?5 AND ", "updated_at"));
sql_list!(ASSIGNEE_DUE = walk!(up "assignee = ?5 AND ", "due_at"));
sql_list!(ASSIGNEE_WORK = walk!(up "assignee = ?5 AND ", "work_order"));
sql_list!(UNASSIGNED_CREATED = walk!(down "assignee IS NULL AND ", "created_at"));
sql_list!(UNASSIGNED_CREATED_UP = walk!(up "assignee IS NULL AND ", "created_at"));
sql_list!(UNASSIGNED_UPDATED = walk!(down "assignee IS NULL AND ", "updated_at"));
sql_list!(UNASSIGNED_DUE = walk!(up "assignee IS NULL AND ", "due_at"));
sql_list!(UNASSIGNED_WORK = walk!(up "assignee IS NULL AND ", "work_order"));
sql_list!(TEAM_CREATED = walk!(down "team = ?5 AND ", "created_at"));
sql_list!(TEAM_CREATED_UP = walk!(up "team = ?5 AND ", "created_at"));
sql_list!(TEAM_UPDATED = walk!(down "team = ?5 AND ", "updated_at"));
sql_list!(TEAM_DUE = walk!(up "team = ?5 AND ", "due_at"));
sql_list!(TEAM_WORK = walk!(up "team = ?5 AND ", "work_order"));
sql_list!(NO_TEAM_CREATED = walk!(down "team IS NULL AND ", "created_at"));
sql_list!(NO_TEAM_CREATED_UP = walk!(up "team IS NULL AND ", "created_at"));
sql_list!(NO_TEAM_UPDATED = walk!(down "team IS NULL AND ", "updated_at"));
sql_list!(NO_TEAM_DUE = walk!(up "team IS NULL AND ", "due_at"));
sql_list!(NO_TEAM_WORK = walk!(up "team IS NULL AND ", "work_order"));
sql_list!(REQUESTER_CREATED = walk!(down "requester = ?5 AND ", "created_at"));
sql_list!(REQUESTER_CREATED_UP = walk!(up "requester = ?5 AND ", "created_at"));
sql_list!(
    TAG_CREATED = concat!(
        "SELECT ",
        columns!(),
        " FROM ticket_tag g JOIN ticket ON ticket.id = g.ticket
     WHERE tag = ?5 AND received_at >= ?1 AND (received_at, g.ticket) < (?2, ?3)
     ORDER BY received_at DESC, g.ticket DESC LIMIT ?4"
    )
);
sql_list!(
    TAG_CREATED_UP = concat!(
        "SELECT ",
        columns!(),
        " FROM ticket_tag g JOIN ticket ON ticket.id = g.ticket
     WHERE tag = ?5 AND received_at <= ?1 AND (received_at, g.ticket) > (?2, ?3)
     ORDER BY received_at, g.ticket LIMIT ?4"
    )
);

/// The next tickets of a walk, or `None` when no index walks this lead in this order.
pub fn ticket_walk(
    tx: &mut Tx<'_>,
    lead: &Lead,
    order: Order,
    from: Position,
    limit: u32,
) -> Result<Option<Vec<TicketRow>>, StoreError> {
    let Some(sql) = statement(lead, order) else {
        return Ok(None);
    };
    let mut params: Vec<&dyn ToValue> = vec![&from.bound, &from.key, &from.id, &limit];
    match lead {
        Lead::All | Lead::Unassigned | Lead::NoTeam => {}
        Lead::Status(status) => params.push(status),
        Lead::Assignee(user) => params.push(user),
        Lead::Team(team) => params.push(team),
        Lead::Requester(person) => params.push(person),
        Lead::Tag(tag) => params.push(tag),
    }
    tx.query(sql, &params, TicketRow::from_row).map(Some)
}

/// Whether an index walks this lead in this order.
pub fn ticket_walkable(lead: &Lead, order: Order) -> bool {
    statement(lead, order).is_some()
}

fn statement(lead: &Lead, order: Order) -> Option<&'static Sql> {
    use Order::{Created, CreatedUp, Due, Updated, Work};
    Some(match (lead, order) {
        (Lead::All, Created) => &ALL_CREATED,
        (Lead::All, CreatedUp) => &ALL_CREATED_UP,
        (Lead::All, Updated) => &ALL_UPDATED,
        (Lead::All, Due) => &ALL_DUE,
        (Lead::All, Work) => &ALL_WORK,
        (Lead::Status(_), Created) => &STATUS_CREATED,
        (Lead::Status(_), CreatedUp) => &STATUS_CREATED_UP,
        (Lead::Status(_), Updated) => &STATUS_UPDATED,
        (Lead::Assignee(_), Created) => &ASSIGNEE_CREATED,
        (Lead::Assignee(_), CreatedUp) => &ASSIGNEE_CREATED_UP,
        (Lead::Assignee(_), Updated) => &ASSIGNEE_UPDATED,
        (Lead::Assignee(_), Due) => &ASSIGNEE_DUE,
        (Lead::Assignee(_), Work) => &ASSIGNEE_WORK,
        (Lead::Unassigned, Created) => &UNASSIGNED_CREATED,
        (Lead::Unassigned, CreatedUp) => &UNASSIGNED_CREATED_UP,
        (Lead::Unassigned, Updated) => &UNASSIGNED_UPDATED,
        (Lead::Unassigned, Due) => &UNASSIGNED_DUE,
        (Lead::Unassigned, Work) => &UNASSIGNED_WORK,
        (Lead::Team(_), Created) => &TEAM_CREATED,
        (Lead::Team(_), CreatedUp) => &TEAM_CREATED_UP,
        (Lead::Team(_), Updated) => &TEAM_UPDATED,
        (Lead::Team(_), Due) => &TEAM_DUE,
        (Lead::Team(_), Work) => &TEAM_WORK,
        (Lead::NoTeam, Created) => &NO_TEAM_CREATED,
        (Lead::NoTeam, CreatedUp) => &NO_TEAM_CREATED_UP,
        (Lead::NoTeam, Updated) => &NO_TEAM_UPDATED,
        (Lead::NoTeam, Due) => &NO_TEAM_DUE,
        (Lead::NoTeam, Work) => &NO_TEAM_WORK,
        (Lead::Requester(_), Created) => &REQUESTER_CREATED,
        (Lead::Requester(_), CreatedUp) => &REQUESTER_CREATED_UP,
        (Lead::Tag(_), Created) => &TAG_CREATED,
        (Lead::Tag(_), CreatedUp) => &TAG_CREATED_UP,
        (Lead::Status(_), Due | Work) | (Lead::Requester(_) | Lead::Tag(_), Updated | Due | Work) => {
            return None;
        }
    })
}

sql_list!(
    DUE_BETWEEN = "SELECT due_at FROM ticket WHERE due_at >= ?1 AND due_at < ?2 ORDER BY due_at, id LIMIT ?3"
);
sql_list!(
    TEAM_DUE_BETWEEN = "SELECT due_at FROM ticket WHERE team = ?4 AND due_at >= ?1 AND due_at < ?2 ORDER BY due_at, id LIMIT ?3"
);

/// When the nearest promises of tickets run out that do so in a period, of one team or of all; as many as `at_most`.
pub fn ticket_due_instants(
    tx: &mut Tx<'_>,
    team: Option<TeamId>,
    (from, to): (Timestamp, Timestamp),
    at_most: u32,
) -> Result<Vec<Timestamp>, StoreError> {
    let due = |row: &Row<'_>| row.get::<Timestamp>("due_at");
    match team {
        None => tx.query(&DUE_BETWEEN, &[&from, &to, &at_most], due),
        Some(team) => tx.query(&TEAM_DUE_BETWEEN, &[&from, &to, &at_most, &team], due),
    }
}
