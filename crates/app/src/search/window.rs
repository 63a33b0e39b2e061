//! One stretch of a search: the newest hits behind a place, as many as are put into order together.

use std::collections::{HashMap, HashSet};

use touchstone_domain::access::Permission;
use touchstone_domain::clock::ClockState;
use touchstone_domain::id::{Id as _, PersonId, TicketId};
use touchstone_domain::search::tokens;
use touchstone_domain::time::Timestamp;
use touchstone_store::Tx;
use touchstone_store::search::{SearchHit, search_hits, search_shown_too};
use touchstone_store::ticket::{
    Lead as ListLead, Order, Position, TicketRow, ticket_of, ticket_text_of, ticket_walk,
};

use super::cursor::Spot;
use super::lead::Lead;
use super::resolve::Asked;
use super::text::{self, Texts, texts_of};
use crate::core::{Actor, App, AppError};
use crate::ticket::Sort;

/// Hits put into order together.
const WINDOW: usize = 200;
/// Texts or tickets looked at for one stretch at most; what a rare combination has not given by then is behind the cursor.
const WALK_MAX: usize = 10_000;
/// Tickets whose texts are read for one stretch at most.
const READ_MAX: usize = 2_000;
/// Looked at together.
const CHUNK: u32 = 250;
/// Tickets of one person that are looked at, newest first.
const OF_PERSON: u32 = 1_000;

/// A ticket that is looked at, with where it stands.
type Placed = (TicketRow, Spot);

/// A ticket with what was asked for.
pub(super) struct Hit {
    pub(super) row: TicketRow,
    /// Larger for newer hits.
    pub(super) place: Spot,
    pub(super) score: i64,
    /// Read already, where it took reading to know.
    pub(super) texts: Option<Texts>,
}

pub(super) struct Window {
    pub(super) hits: Vec<Hit>,
    /// Behind which place there may be more.
    pub(super) next: Option<Spot>,
    /// It ended before it was full.
    pub(super) partial: bool,
}

/// What a search is about.
pub(super) struct Search<'a> {
    pub(super) app: &'a App,
    pub(super) actor: &'a Actor,
    pub(super) now: Timestamp,
    pub(super) asked: &'a Asked,
    pub(super) lead: &'a Lead,
    /// Whether the actor reads internal notes.
    pub(super) notes: bool,
    /// Whether stretches before this one may have had the same tickets.
    pub(super) later: bool,
}

impl Search<'_> {
    /// The stretch behind `start`; `None` begins with the newest.
    pub(super) fn window(&self, tx: &mut Tx<'_>, start: Option<Spot>) -> Result<Window, AppError> {
        match self.lead {
            Lead::Terms(..) => self.of_terms(tx, start),
            Lead::People(people) => self.of_people(tx, people, start),
            Lead::List => self.of_list(tx, start),
        }
    }

    fn of_terms(&self, tx: &mut Tx<'_>, start: Option<Spot>) -> Result<Window, AppError> {
        let Lead::Terms(_, terms) = self.lead else {
            return Ok(Window {
                hits: Vec::new(),
                next: None,
                partial: false,
            });
        };
        let mut before = start.map_or(i64::MAX, |(key, _)| key);
        let (mut hits, mut seen, mut parts) = (Vec::new(), HashSet::new(), HashMap::new());
        let (mut walked, mut read) = (0, 0);
        loop {
            let chunk = search_hits(tx, terms, before, CHUNK)?;
            let ended = chunk.len() < CHUNK as usize;
            walked += chunk.len();
            before = chunk.last().map_or(before, |hit| hit.id);
            let mut fresh = Vec::new();
            for (ticket, hit) in self.shown(tx, chunk)? {
                let best: &mut i64 = parts.entry(ticket).or_default();
                *best = text::weight_of(hit.part).max(*best);
                if seen.insert(ticket) {
                    fresh.push((ticket, (hit.id, ticket.raw())));
                }
            }
            let rows = rows_of(tx, fresh)?;
            let kept = self.keep(tx, rows, &mut read)?;
            // A ticket stands where its newest hit is: one that was on an earlier stretch is not shown again.
            let again = |hit: &Hit| match (start, &hit.texts) {
                (Some((key, _)), Some(texts)) => texts.led_from(key, terms),
                _ => false,
            };
            hits.extend(kept.into_iter().filter(|hit| !again(hit)));
            if ended || hits.len() >= WINDOW || walked >= WALK_MAX || read >= READ_MAX {
                self.weigh(tx, &mut hits, &parts)?;
                let partial = !ended && hits.len() < WINDOW;
                let next = (!ended).then_some((before, 0));
                return Ok(Window { hits, next, partial });
            }
        }
    }

    /// The hits that the actor may read, each under every ticket that shows it.
    fn shown(
        &self,
        tx: &mut Tx<'_>,
        mut hits: Vec<SearchHit>,
    ) -> Result<Vec<(TicketId, SearchHit)>, AppError> {
        hits.retain(|hit| self.notes || !hit.internal);
        let mut more: HashMap<i64, Vec<TicketId>> = HashMap::new();
        for (id, ticket) in search_shown_too(tx, &hits)? {
            more.entry(id).or_default().push(ticket);
        }
        let under = |hit: SearchHit| {
            let others = more.remove(&hit.id).unwrap_or_default();
            let all = std::iter::once(hit.ticket).chain(others);
            all.map(move |ticket| (ticket, hit))
        };
        Ok(hits.into_iter().flat_map(under).collect())
    }

    fn of_people(
        &self,
        tx: &mut Tx<'_>,
        people: &[PersonId],
        start: Option<Spot>,
    ) -> Result<Window, AppError> {
        let mut rows = Vec::new();
        for person in people {
            let (lead, from) = (ListLead::Requester(*person), Position::start(Order::Created));
            rows.extend(ticket_walk(tx, &lead, Order::Created, from, OF_PERSON)?.unwrap_or_default());
        }
        let mut rows: Vec<_> = rows.into_iter().map(|row| (received(&row), row)).collect();
        rows.retain(|(place, _)| start.is_none_or(|start| *place < start));
        rows.sort_unstable_by_key(|(place, _)| std::cmp::Reverse(*place));
        rows.dedup_by_key(|(place, _)| *place);
        let (mut hits, mut read, mut next) = (Vec::new(), 0, None);
        let mut rows = rows.into_iter().peekable();
        while rows.peek().is_some() {
            let chunk: Vec<_> = rows
                .by_ref()
                .take(CHUNK as usize)
                .map(|(place, row)| (row, place))
                .collect();
            let last = chunk.last().map(|(_, place)| *place);
            hits.extend(self.keep(tx, chunk, &mut read)?);
            if hits.len() >= WINDOW || read >= READ_MAX {
                next = rows.peek().and(last);
                break;
            }
        }
        let partial = next.is_some() && hits.len() < WINDOW;
        Ok(Window { hits, next, partial })
    }

    fn of_list(&self, tx: &mut Tx<'_>, start: Option<Spot>) -> Result<Window, AppError> {
        let conditions = &self.asked.conditions;
        let lead = conditions.filter.lead(Sort::CreatedDown, self.actor);
        let mut at = Position::start(Order::Created);
        for days in &conditions.created {
            at.bound = days.from.map_or(at.bound, |from| from.as_micros().max(at.bound));
            at.key = days
                .before
                .map_or(at.key, |before| before.as_micros().min(at.key));
        }
        if let Some((key, id)) = start {
            (at.key, at.id) = (key, id);
        }
        let (mut hits, mut walked, mut read) = (Vec::new(), 0, 0);
        loop {
            let rows = ticket_walk(tx, &lead, Order::Created, at, CHUNK)?.unwrap_or_default();
            let ended = rows.len() < CHUNK as usize;
            walked += rows.len();
            at = rows.last().map_or(at, |row| at.behind(Order::Created, row));
            let chunk = rows
                .into_iter()
                .map(|row| (received(&row), row))
                .map(|(place, row)| (row, place));
            hits.extend(self.keep(tx, chunk.collect(), &mut read)?);
            if ended || hits.len() >= WINDOW || walked >= WALK_MAX || read >= READ_MAX {
                let partial = !ended && hits.len() < WINDOW;
                let next = (!ended).then_some((at.key, at.id));
                return Ok(Window { hits, next, partial });
            }
        }
    }

    /// Those that the actor may see and that fulfil everything that was asked.
    fn keep(&self, tx: &mut Tx<'_>, rows: Vec<Placed>, read: &mut usize) -> Result<Vec<Hit>, AppError> {
        let hits = self.admit(tx, rows)?;
        if !self.needs_texts() {
            return Ok(hits);
        }
        let ids: Vec<TicketId> = hits.iter().map(|hit| hit.row.id).collect();
        *read += ids.len();
        let mut texts = texts_of(tx, &ids, self.notes)?;
        let hit = |hit: Hit| {
            let texts = texts.remove(&hit.row.id)?;
            let score = texts.score(&self.asked.phrases)?;
            let ordered = self.asked.conditions.hold_order(texts.order_no.as_deref());
            ordered.then_some(Hit {
                score,
                texts: Some(texts),
                ..hit
            })
        };
        Ok(hits.into_iter().filter_map(hit).collect())
    }

    /// Those that the actor may see and whose facts are as they were asked to be.
    pub(super) fn admit(&self, tx: &mut Tx<'_>, rows: Vec<Placed>) -> Result<Vec<Hit>, AppError> {
        let conditions = &self.asked.conditions;
        let mut rows: Vec<_> = rows
            .into_iter()
            .filter(|(row, _)| self.actor.reaches(Permission::TicketRead, &row.state.place()))
            .filter(|(row, _)| conditions.hold(row, self.actor, self.now))
            .collect();
        let ids: Vec<TicketId> = rows.iter().map(|(row, _)| row.id).collect();
        if conditions.asks_for_breaches() && !ids.is_empty() {
            let clocks = self.app.standards.clocks_of(tx, &ids)?;
            let breached = clocks
                .into_iter()
                .filter(|(_, clock)| clock.state == ClockState::Breached);
            let breached: HashSet<TicketId> = breached.map(|(ticket, _)| ticket).collect();
            rows.retain(|(row, _)| {
                conditions.hold_breached(row, breached.contains(&row.id), self.actor, self.now)
            });
        }
        let hit = |(row, place)| Hit {
            row,
            place,
            score: 0,
            texts: None,
        };
        Ok(rows.into_iter().map(hit).collect())
    }

    /// Whether it takes a look at the texts to know whether a ticket is a hit. The index alone knows a single term.
    fn needs_texts(&self) -> bool {
        let known = match (self.lead, self.asked.phrases.as_slice()) {
            (Lead::Terms(0, _), [phrase]) => phrase.is_one_term() && !self.later,
            (_, phrases) => phrases.is_empty(),
        };
        !(known && self.asked.conditions.orders.is_empty())
    }

    /// Gives hits that were not read the score of the best place their phrase stands in.
    fn weigh(
        &self,
        tx: &mut Tx<'_>,
        hits: &mut [Hit],
        parts: &HashMap<TicketId, i64>,
    ) -> Result<(), AppError> {
        let unread = hits.iter_mut().filter(|hit| hit.texts.is_none());
        let mut unread: HashMap<TicketId, &mut Hit> = unread.map(|hit| (hit.row.id, hit)).collect();
        let ids: Vec<TicketId> = unread.keys().copied().collect();
        let Some(phrase) = self.asked.phrases.first() else {
            return Ok(());
        };
        for row in ticket_text_of(tx, &ids)? {
            if let Some(hit) = unread.get_mut(&row.ticket) {
                let stands = |text: &str| phrase.is_in(&tokens(text));
                let part = parts.get(&row.ticket).copied().unwrap_or_default();
                hit.score = text::weight(&row, stands).max(part);
            }
        }
        Ok(())
    }
}

fn received(row: &TicketRow) -> Spot {
    (row.state.received_at.as_micros(), row.id.raw())
}

/// The tickets at these places, in the places' order.
fn rows_of(tx: &mut Tx<'_>, places: Vec<(TicketId, Spot)>) -> Result<Vec<Placed>, AppError> {
    let ids: Vec<TicketId> = places.iter().map(|(ticket, _)| *ticket).collect();
    let mut rows: HashMap<TicketId, TicketRow> = ticket_of(tx, &ids)?
        .into_iter()
        .map(|row| (row.id, row))
        .collect();
    let found = places
        .into_iter()
        .filter_map(|(ticket, place)| Some((rows.remove(&ticket)?, place)));
    Ok(found.collect())
}
