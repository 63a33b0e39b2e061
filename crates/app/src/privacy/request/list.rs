//! Requests in the order in which they are due, how many wait, and the history of one.

use touchstone_domain::access::Permission;
use touchstone_domain::event::Subject;
use touchstone_domain::id::{PersonId, PrivacyRequestId};
use touchstone_domain::privacy::{PrivacyKind, PrivacyPhase};
use touchstone_store::Lane;
use touchstone_store::counter::counter_sum;
use touchstone_store::event::HistoryOrder;
use touchstone_store::event_origin::event_history_with_origins;
use touchstone_store::privacy_request::{
    PrivacyPosition, PrivacyRequestRow, privacy_by_id, privacy_list, privacy_of_person,
};

use super::view::{PrivacyRequest, look};
use super::{LATE_KEY, open_key};
use crate::core::{App, AppError, Caller};
use crate::ticket::{HistoryEntry, history_entries};

/// Entries of a history that are shown: a request has a dozen.
const HISTORY: u32 = 200;

/// Which requests.
#[derive(Debug, Clone)]
pub struct PrivacyQuery {
    pub phase: PrivacyPhase,
    pub kind: Option<PrivacyKind>,
    /// Everything of one person, newest first, whatever the phase.
    pub person: Option<PersonId>,
    pub after: Option<PrivacyPosition>,
    pub limit: u32,
}

/// A page of requests.
#[derive(Debug, Clone)]
pub struct PrivacyPage {
    pub items: Vec<PrivacyRequest>,
    pub next: Option<PrivacyPosition>,
}

/// How many wait.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PrivacyCounts {
    pub open: Vec<(PrivacyKind, i64)>,
    pub late: i64,
}

/// Requests, the nearest due first.
pub async fn privacy_requests(
    app: &App,
    caller: &Caller,
    query: PrivacyQuery,
) -> Result<PrivacyPage, AppError> {
    caller.actor.holds(Permission::PrivacyRead)?;
    let handle = app.clone();
    app.query(Lane::Fast, move |tx| {
        let wanted = query.limit + 1;
        let mut rows = match query.person {
            Some(person) => privacy_of_person(tx, person, query.after.map(|(_, id)| id), wanted)?,
            None => privacy_list(tx, query.phase, query.kind, query.after, wanted)?,
        };
        let more = rows.len() > query.limit as usize;
        rows.truncate(query.limit as usize);
        let next = rows.last().filter(|_| more).map(|last| (last.due_at, last.id));
        let items = rows
            .iter()
            .map(|row: &PrivacyRequestRow| look(tx, &handle, row.id));
        Ok(PrivacyPage {
            items: items.collect::<Result<_, _>>()?,
            next,
        })
    })
    .await
}

/// How many wait to be dealt with, by kind, and how many of them are late.
pub async fn privacy_counts(app: &App, caller: &Caller) -> Result<PrivacyCounts, AppError> {
    caller.actor.holds(Permission::PrivacyRead)?;
    app.query(Lane::Fast, |tx| {
        let mut counts = PrivacyCounts {
            open: Vec::new(),
            late: counter_sum(tx, LATE_KEY)?,
        };
        for kind in PrivacyKind::ALL {
            counts.open.push((*kind, counter_sum(tx, &open_key(*kind))?));
        }
        Ok(counts)
    })
    .await
}

/// What happened to a request, oldest first.
pub async fn privacy_history(
    app: &App,
    caller: &Caller,
    id: PrivacyRequestId,
) -> Result<Vec<HistoryEntry>, AppError> {
    caller.actor.holds(Permission::PrivacyRead)?;
    app.query(Lane::Fast, move |tx| {
        privacy_by_id(tx, id)?.ok_or(AppError::NotFound {
            what: "privacy_request",
        })?;
        let subject = Subject::PrivacyRequest(id);
        let rows = event_history_with_origins(tx, subject, HistoryOrder::OldestFirst, None, HISTORY)?;
        history_entries(tx, rows)
    })
    .await
}
