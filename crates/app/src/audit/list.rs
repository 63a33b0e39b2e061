//! Pages of the audit. An index is walked from its newest entry; every row is held against the whole filter.

use touchstone_domain::access::Permission;
use touchstone_domain::id::EventId;
use touchstone_store::audit::{AuditRow, audit_by_id, audit_position, audit_walk};
use touchstone_store::reveal::reveal_reason;
use touchstone_store::{Lane, Tx};

use super::entry::{AuditDetail, AuditEntry, entries};
use super::filter::AuditQuery;
use crate::core::{App, AppError, Caller};

/// Entries looked at for one page at most; what a rare filter has not found by then is on the next page.
const WALK_MAX: usize = 10_000;
/// Entries read at once, after the first chunk.
const CHUNK_MAX: u32 = 1_000;

/// One page, newest first.
#[derive(Debug, Clone)]
pub struct AuditPage {
    pub items: Vec<AuditEntry>,
    /// Where the list goes on, if it does.
    pub next_cursor: Option<String>,
    /// The walk ended before the page was full: there may be more behind `next_cursor`.
    pub partial: bool,
}

struct Walked {
    rows: Vec<AuditRow>,
    next: Option<EventId>,
    partial: bool,
}

/// A page of the audit.
pub async fn audit_list(app: &App, caller: &Caller, query: AuditQuery) -> Result<AuditPage, AppError> {
    caller.actor.holds(Permission::AuditRead)?;
    app.query(Lane::Fast, move |tx| {
        let walked = walk(tx, &query)?;
        Ok(AuditPage {
            items: entries(tx, walked.rows)?,
            next_cursor: walked.next.map(|id| id.to_string()),
            partial: walked.partial,
        })
    })
    .await
}

/// One entry with everything that is stored of it.
pub async fn audit_read(app: &App, caller: &Caller, id: EventId) -> Result<AuditDetail, AppError> {
    caller.actor.holds(Permission::AuditRead)?;
    app.query(Lane::Fast, move |tx| {
        let row = audit_by_id(tx, id)?.ok_or(AppError::NotFound { what: "event" })?;
        let again = row.event.hash_again();
        let entry = entries(tx, vec![row])?.pop();
        Ok(AuditDetail {
            entry: entry.ok_or(AppError::NotFound { what: "event" })?,
            position: audit_position(tx, id)?,
            hash_again: data_encoding::HEXLOWER.encode(&again),
            reason: reveal_reason(tx, id)?.filter(|reason| !reason.is_empty()),
        })
    })
    .await
}

fn walk(tx: &mut Tx<'_>, query: &AuditQuery) -> Result<Walked, AppError> {
    let (lead, mut place) = (query.filter.lead(), query.filter.place(query.cursor));
    let limit = usize::try_from(query.limit).unwrap_or(usize::MAX);
    let (mut rows, mut seen, mut chunk) = (Vec::new(), 0, query.limit + 1);
    loop {
        let found = audit_walk(tx, &lead, place, chunk)?;
        let ended = found.len() < usize::try_from(chunk).unwrap_or(usize::MAX);
        for row in found {
            seen += 1;
            place.before = row.event.id;
            if query.filter.holds(&row) {
                rows.push(row);
                if rows.len() > limit {
                    rows.truncate(limit);
                    let next = rows.last().map(|row: &AuditRow| row.event.id);
                    return Ok(Walked {
                        rows,
                        next,
                        partial: false,
                    });
                }
            }
        }
        if ended || seen >= WALK_MAX {
            return Ok(Walked {
                rows,
                next: (!ended).then_some(place.before),
                partial: !ended,
            });
        }
        let left = u32::try_from(WALK_MAX - seen).unwrap_or(CHUNK_MAX);
        chunk = (chunk * 2).min(CHUNK_MAX).min(left);
    }
}
