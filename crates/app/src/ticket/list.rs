//! Lists of tickets. An index is walked in the order asked for; every row is held against the filter and against the same
//! question a single read asks, whether the actor may see it.

use std::collections::HashSet;

use touchstone_domain::access::Permission;
use touchstone_domain::id::{Id, TicketId};
use touchstone_domain::time::Timestamp;
use touchstone_store::reference::reference_tickets;
use touchstone_store::ticket::{
    Lead, Order, Position, TicketRow, ticket_by_id, ticket_ordered, ticket_walk, ticket_walkable,
};
use touchstone_store::{Lane, Tx};

use super::cursor::Cursor;
use super::filter::ListQuery;
use super::view::{Ticket, tickets_compose};
use crate::core::{Actor, App, AppError, Caller};

/// Rows looked at for one page at most; what a rare filter has not found by then is on the next page.
const WALK_MAX: usize = 10_000;
/// Rows looked at for all pages of a list together at most.
const SCAN_MAX: usize = 1_000_000;
/// Rows read at once, after the first chunk.
const CHUNK_MAX: u32 = 1_000;

/// One page of a list.
#[derive(Debug, Clone)]
pub struct TicketPage {
    pub items: Vec<Ticket>,
    /// Where the list goes on, if it does.
    pub next_cursor: Option<String>,
    /// The walk ended before the page was full: there may be more behind `next_cursor`.
    pub partial: bool,
}

/// What a walk found.
struct Walked {
    rows: Vec<TicketRow>,
    next: Option<(i64, TicketId)>,
    partial: bool,
}

/// A page of the tickets the caller may see.
pub async fn list(app: &App, caller: &Caller, query: ListQuery) -> Result<TicketPage, AppError> {
    caller.actor.holds(Permission::TicketRead)?;
    let (handle, actor) = (app.clone(), caller.actor.clone());
    let now = app.clock.now();
    app.query(Lane::Fast, move |tx| list_in(tx, &handle, &actor, &query, now))
        .await
}

/// The rows of a page, for who shows them beside something else.
pub(super) fn rows_in(tx: &mut Tx<'_>, actor: &Actor, query: &ListQuery) -> Result<Vec<TicketRow>, AppError> {
    Ok(walk(tx, query, actor, WALK_MAX)?.rows)
}

fn list_in(
    tx: &mut Tx<'_>,
    app: &App,
    actor: &Actor,
    query: &ListQuery,
    now: Timestamp,
) -> Result<TicketPage, AppError> {
    let walked = walk(tx, query, actor, WALK_MAX)?;
    let list = query.fingerprint();
    Ok(TicketPage {
        items: tickets_compose(tx, app, walked.rows, actor, now)?,
        next_cursor: walked.next.map(|(key, id)| {
            Cursor {
                list,
                key,
                id: id.raw(),
            }
            .to_string()
        }),
        partial: walked.partial,
    })
}

/// The rows of one page.
fn walk(tx: &mut Tx<'_>, query: &ListQuery, actor: &Actor, most: usize) -> Result<Walked, AppError> {
    if let Some(number) = &query.filter.former_number {
        return of_former_number(tx, query, actor, number);
    }
    let (lead, order) = (query.filter.lead(query.sort, actor), query.sort.order());
    let from = start(query, order);
    if ticket_walkable(&lead, order) {
        walk_index(tx, query, (actor, most), &lead, from)
    } else {
        sort_whole(tx, query, actor, &lead, from)
    }
}

/// The tickets that had a number in the tools they came from: few, whatever the size of the desk.
fn of_former_number(
    tx: &mut Tx<'_>,
    query: &ListQuery,
    actor: &Actor,
    number: &str,
) -> Result<Walked, AppError> {
    let mut rows = Vec::new();
    for id in reference_tickets(tx, number, query.limit)? {
        let row: Vec<_> = ticket_by_id(tx, id)?.into_iter().collect();
        let ordered = ordered(tx, query, &row)?;
        rows.extend(row.into_iter().filter(|row| visible(row, &ordered, query, actor)));
    }
    Ok(Walked {
        rows,
        next: None,
        partial: false,
    })
}

/// Where the walk begins and which bound ends it: bounds of the filter that lie on the order's own key save rows.
fn start(query: &ListQuery, order: Order) -> Position {
    let (mut at, filter) = (Position::start(order), &query.filter);
    let micros = |bound: Timestamp| bound.as_micros();
    match order {
        Order::Created => {
            at.key = filter.created_to.map_or(at.key, micros);
            at.id = filter.created_to.map_or(at.id, |_| i64::MIN);
            at.bound = filter.created_from.map_or(at.bound, micros);
        }
        Order::CreatedUp => {
            at.key = filter.created_from.map_or(at.key, micros);
            at.bound = filter.created_to.map_or(at.bound, |bound| bound.as_micros() - 1);
        }
        Order::Updated => at.bound = filter.updated_from.map_or(at.bound, micros),
        Order::Due => at.bound = filter.due_before.map_or(at.bound, |bound| bound.as_micros() - 1),
        Order::Work => {}
    }
    if let Some(cursor) = &query.cursor {
        (at.key, at.id) = (cursor.key, cursor.id);
    }
    at
}

fn walk_index(
    tx: &mut Tx<'_>,
    query: &ListQuery,
    (actor, most): (&Actor, usize),
    lead: &Lead,
    mut at: Position,
) -> Result<Walked, AppError> {
    let order = query.sort.order();
    let limit = usize::try_from(query.limit).unwrap_or(usize::MAX);
    let (mut rows, mut seen, mut chunk) = (Vec::new(), 0, query.limit + 1);
    loop {
        let found = ticket_walk(tx, lead, order, at, chunk)?.unwrap_or_default();
        let ended = found.len() < usize::try_from(chunk).unwrap_or(usize::MAX);
        let ordered = ordered(tx, query, &found)?;
        for row in found {
            seen += 1;
            at = at.behind(order, &row);
            if visible(&row, &ordered, query, actor) {
                rows.push(row);
                if rows.len() > limit {
                    return Ok(page(rows, limit, order));
                }
            }
        }
        if ended {
            return Ok(Walked {
                rows,
                next: None,
                partial: false,
            });
        }
        if seen >= most {
            return Ok(Walked {
                rows,
                next: Some((at.key, TicketId::from_raw(at.id))),
                partial: true,
            });
        }
        chunk = (chunk * 2).min(CHUNK_MAX);
    }
}

/// For a lead too narrow to deserve an index in every order (one person's tickets): reads all of it and sorts.
fn sort_whole(
    tx: &mut Tx<'_>,
    query: &ListQuery,
    actor: &Actor,
    lead: &Lead,
    from: Position,
) -> Result<Walked, AppError> {
    let order = query.sort.order();
    let limit = usize::try_from(query.limit).unwrap_or(usize::MAX);
    let most = u32::try_from(WALK_MAX).unwrap_or(u32::MAX);
    let all =
        ticket_walk(tx, lead, Order::Created, Position::start(Order::Created), most)?.unwrap_or_default();
    let behind = |row: &TicketRow| {
        let (place, start) = ((order.key(row), row.id.raw()), (from.key, from.id));
        if order.falls() {
            place < start
        } else {
            place > start
        }
    };
    let ordered = ordered(tx, query, &all)?;
    let mut rows: Vec<_> = all
        .into_iter()
        .filter(|row| behind(row) && visible(row, &ordered, query, actor))
        .collect();
    rows.sort_unstable_by_key(|row| (order.key(row), row.id));
    if order.falls() {
        rows.reverse();
    }
    Ok(page(rows, limit, order))
}

fn page(mut rows: Vec<TicketRow>, limit: usize, order: Order) -> Walked {
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows
        .last()
        .filter(|_| more)
        .map(|last| (order.key(last), last.id));
    Walked {
        rows,
        next,
        partial: false,
    }
}

/// The tickets among these that have an order number, where the filter looks at that.
fn ordered(tx: &mut Tx<'_>, query: &ListQuery, rows: &[TicketRow]) -> Result<HashSet<TicketId>, AppError> {
    if !query.filter.looks_at_orders() {
        return Ok(HashSet::new());
    }
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    Ok(ticket_ordered(tx, &ids)?)
}

/// The filter, and the same question a read asks.
fn visible(row: &TicketRow, ordered: &HashSet<TicketId>, query: &ListQuery, actor: &Actor) -> bool {
    query.filter.holds(row, ordered.contains(&row.id), actor)
        && actor.reaches(Permission::TicketRead, &row.state.place())
}

/// The ids of all tickets a list shows, on all of its pages, `most` of them at most; whether there are more. However rare
/// they are, no more than [`SCAN_MAX`] rows are looked at.
pub(crate) fn ticket_ids(
    tx: &mut Tx<'_>,
    query: &ListQuery,
    actor: &Actor,
    most: usize,
) -> Result<(Vec<TicketId>, bool), AppError> {
    let mut query = ListQuery {
        limit: CHUNK_MAX,
        cursor: None,
        ..query.clone()
    };
    let mut ids = Vec::new();
    for _ in 0..SCAN_MAX / WALK_MAX {
        let walked = walk(tx, &query, actor, WALK_MAX)?;
        ids.extend(walked.rows.iter().map(|row| row.id));
        let Some((key, id)) = walked.next else {
            ids.truncate(most.saturating_add(1));
            let more = ids.len() > most;
            ids.truncate(most);
            return Ok((ids, more));
        };
        if ids.len() > most {
            break;
        }
        let list = query.fingerprint();
        query.cursor = Some(Cursor {
            list,
            key,
            id: id.raw(),
        });
    }
    ids.truncate(most);
    Ok((ids, true))
}

/// How many tickets a list shows, as far as its first page goes and no further than so many rows; whether there may be more.
pub(crate) fn ticket_count(
    tx: &mut Tx<'_>,
    query: &ListQuery,
    actor: &Actor,
    rows: usize,
) -> Result<(usize, bool), AppError> {
    let walked = walk(tx, query, actor, rows)?;
    Ok((walked.rows.len(), walked.next.is_some()))
}

/// Shows the newest tickets to `look`, whoever may see them, `most` of them at most; whether there were more.
pub(crate) fn ticket_scan(
    tx: &mut Tx<'_>,
    most: usize,
    mut look: impl FnMut(TicketRow),
) -> Result<bool, AppError> {
    let mut at = Position::start(Order::Created);
    let mut left = most;
    loop {
        let found = ticket_walk(tx, &Lead::All, Order::Created, at, CHUNK_MAX)?.unwrap_or_default();
        let ended = found.len() < CHUNK_MAX as usize;
        for row in found {
            if left == 0 {
                return Ok(true);
            }
            left -= 1;
            at = at.behind(Order::Created, &row);
            look(row);
        }
        if ended {
            return Ok(false);
        }
    }
}
