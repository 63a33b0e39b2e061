//! One page of a search.

use touchstone_domain::access::Permission;
use touchstone_domain::id::{Id as _, MessageId, TicketId};
use touchstone_domain::search::{Excerpt, Query, QueryProblem, SearchPart};
use touchstone_domain::time::Timestamp;
use touchstone_store::reference::reference_tickets;
use touchstone_store::search_build::search_index;
use touchstone_store::ticket::{ticket_by_number, ticket_by_tracking_key, ticket_of};
use touchstone_store::{Lane, Tx};

use super::cursor::{SearchCursor, Spot};
use super::index::SearchProgress;
use super::lead::Lead;
use super::resolve::{FIELD, refused, resolve};
use super::text::texts_of;
use super::window::{Hit, Search};
use crate::core::{Actor, App, AppError, Caller};
use crate::core::{LIMIT_DEFAULT, LIMIT_MAX};
use crate::ticket::{Ticket, TrackingCode, tickets_compose};

/// Tickets that had the number in tools they came from.
const FORMER_MAX: u32 = 10;
/// What is found by its own number stands before everything.
const DIRECT: i64 = 1_000;

/// What is asked for.
#[derive(Debug, Clone)]
pub struct SearchRequest {
    pub query: String,
    /// Tickets of a page.
    pub limit: u32,
    pub cursor: Option<String>,
}

impl Default for SearchRequest {
    fn default() -> Self {
        Self {
            query: String::new(),
            limit: LIMIT_DEFAULT,
            cursor: None,
        }
    }
}

/// A page of tickets.
#[derive(Debug, Clone)]
pub struct SearchPage {
    /// By relevance, then the newest first.
    pub items: Vec<Found>,
    pub next_cursor: Option<String>,
    /// The search ended before the page was full: there may be more behind `next_cursor`.
    pub partial: bool,
    /// How far the index is; what is older may be missing while it is not ready.
    pub index: SearchProgress,
}

/// A ticket with what was found in it.
#[derive(Debug, Clone)]
pub struct Found {
    pub ticket: Ticket,
    /// The whole subject.
    pub subject: Option<Excerpt>,
    pub texts: Vec<FoundText>,
    /// By its number or tracking code.
    pub direct: bool,
}

/// A text in which something was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundText {
    pub part: SearchPart,
    /// The message it is, or came with.
    pub message: Option<MessageId>,
    /// Of an internal note.
    pub internal: bool,
    pub at: Option<Timestamp>,
    pub excerpt: Excerpt,
}

impl SearchRequest {
    /// Reads a query string's pairs: `q`, `limit`, `cursor`.
    pub fn parse<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, AppError> {
        let mut request = Self::default();
        for (name, value) in pairs {
            match name {
                FIELD => value.clone_into(&mut request.query),
                _ if value.is_empty() => {}
                "limit" => {
                    let limit = value.parse().ok().filter(|limit| (1..=LIMIT_MAX).contains(limit));
                    request.limit = limit.ok_or_else(|| AppError::field(name, "malformed"))?;
                }
                "cursor" => request.cursor = Some(value.to_owned()),
                _ => return Err(AppError::field(name, "unknown_field")),
            }
        }
        Ok(request)
    }
}

/// The tickets that the caller may see and that answer a query.
pub async fn search(app: &App, caller: &Caller, request: SearchRequest) -> Result<SearchPage, AppError> {
    caller.actor.holds(Permission::TicketRead)?;
    let query = Query::parse(&request.query).map_err(refused)?;
    if query.is_empty() {
        return Err(AppError::field(FIELD, QueryProblem::NothingToFind.as_str()));
    }
    let cursor = request
        .cursor
        .as_deref()
        .map(str::parse::<SearchCursor>)
        .transpose();
    let cursor = cursor.map_err(|_| AppError::field("cursor", "malformed"))?;
    let fingerprint = SearchCursor::fingerprint(&query);
    if cursor.is_some_and(|cursor| cursor.query != fingerprint) {
        return Err(AppError::field("cursor", "of_another_list"));
    }
    let (handle, actor) = (app.clone(), caller.actor.clone());
    let limit = usize::try_from(request.limit).unwrap_or(usize::MAX);
    app.query(Lane::Slow, move |tx| {
        let now = handle.clock.now();
        let asked = resolve(tx, &handle, &actor, query, now)?;
        let lead = Lead::of(tx, &asked, cursor.map(|cursor| cursor.lead))?;
        let search = Search {
            app: &handle,
            actor: &actor,
            now,
            asked: &asked,
            lead: &lead,
            notes: reads_notes(&actor),
            later: cursor.is_some_and(|cursor| cursor.start != NEWEST),
        };
        let page = page(tx, &search, cursor, limit)?;
        let next_cursor = page.next.map(|(start, after)| {
            SearchCursor {
                query: fingerprint,
                lead: lead.code(),
                start,
                after,
            }
            .to_string()
        });
        Ok(SearchPage {
            items: compose(tx, &search, page.hits)?,
            next_cursor,
            partial: page.partial,
            index: search_index(tx)?.into(),
        })
    })
    .await
}

/// Whoever works at the desk reads its notes; the same rule as for the conversation.
fn reads_notes(actor: &Actor) -> bool {
    !matches!(actor, Actor::Requester(_) | Actor::Public)
}

/// Where a search begins that is not bound to a newest hit.
const NEWEST: Spot = (i64::MAX, i64::MAX);

struct Page {
    hits: Vec<Hit>,
    /// Where the next one begins: its stretch, and the last hit of it that was shown.
    next: Option<(Spot, Option<(i64, Spot)>)>,
    partial: bool,
}

fn page(
    tx: &mut Tx<'_>,
    search: &Search<'_>,
    cursor: Option<SearchCursor>,
    limit: usize,
) -> Result<Page, AppError> {
    let start = cursor.map_or(NEWEST, |cursor| cursor.start);
    let after = cursor.and_then(|cursor| cursor.after);
    let window = search.window(tx, Some(start).filter(|start| *start != NEWEST))?;
    let mut hits = window.hits;
    let direct = direct(tx, search)?;
    hits.retain(|hit| direct.iter().all(|own| own.row.id != hit.row.id));
    if cursor.is_none() {
        hits.extend(direct);
    }
    hits.sort_unstable_by_key(|hit| std::cmp::Reverse((hit.score, hit.place)));
    hits.retain(|hit| after.is_none_or(|after| (hit.score, hit.place) < after));
    let more = hits.len() > limit;
    hits.truncate(limit);
    let last = hits.last().map(|hit| (hit.score, hit.place));
    let next = match (more, last) {
        (true, Some(last)) => Some((start, Some(last))),
        _ => window.next.map(|next| (next, None)),
    };
    Ok(Page {
        hits,
        next,
        partial: window.partial && !more,
    })
}

/// Tickets whose own number or tracking code was typed, and nothing else.
fn direct(tx: &mut Tx<'_>, search: &Search<'_>) -> Result<Vec<Hit>, AppError> {
    let [phrase] = search.asked.phrases.as_slice() else {
        return Ok(Vec::new());
    };
    let typed = phrase.typed.trim();
    let mut rows = Vec::new();
    if let Ok(number) = typed.trim_start_matches(['#', '＃']).parse() {
        rows.extend(ticket_by_number(tx, number)?);
    }
    let former = reference_tickets(tx, typed, FORMER_MAX)?;
    rows.extend(ticket_of(tx, &former)?);
    if let Ok(code) = typed.parse::<TrackingCode>() {
        let found = ticket_by_tracking_key(tx, code.key(&search.app.keys))?;
        let found: Vec<TicketId> = found
            .into_iter()
            .filter(|text| code.is(&text.tracking_code))
            .map(|text| text.ticket)
            .collect();
        rows.extend(ticket_of(tx, &found)?);
    }
    rows.sort_unstable_by_key(|row| row.id);
    rows.dedup_by_key(|row| row.id);
    let placed = rows.into_iter().map(|row| {
        let place = (row.id.raw(), 0);
        (row, place)
    });
    let mut hits = search.admit(tx, placed.collect())?;
    for hit in &mut hits {
        hit.score = DIRECT;
    }
    Ok(hits)
}

fn compose(tx: &mut Tx<'_>, search: &Search<'_>, hits: Vec<Hit>) -> Result<Vec<Found>, AppError> {
    let unread: Vec<TicketId> = hits
        .iter()
        .filter(|hit| hit.texts.is_none())
        .map(|hit| hit.row.id)
        .collect();
    let mut texts = texts_of(tx, &unread, search.notes)?;
    let (mut rows, mut shown) = (Vec::new(), Vec::new());
    for hit in hits {
        let own = hit
            .texts
            .or_else(|| texts.remove(&hit.row.id))
            .unwrap_or_default();
        shown.push((own.shown(&search.asked.phrases), hit.score >= DIRECT));
        rows.push(hit.row);
    }
    let tickets = tickets_compose(tx, search.app, rows, search.actor, search.now)?;
    let found = tickets
        .into_iter()
        .zip(shown)
        .map(|(ticket, ((subject, texts), direct))| Found {
            ticket,
            subject,
            texts,
            direct,
        });
    Ok(found.collect())
}
