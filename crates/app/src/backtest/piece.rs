//! One piece of the past: some hundred requests with their logs, read in two statements and replayed on all cores.

use std::collections::HashMap;
use std::sync::Arc;

use touchstone_domain::backtest::{
    Findings, Late, LeftOut, Lived, PastEvent, Replayed, Sides, Unreplayable, replay,
};
use touchstone_domain::event::{ActorRef, EventBody, EventKind};
use touchstone_domain::id::{StandardId, TicketId};
use touchstone_domain::time::Timestamp;
use touchstone_store::backtest::{BacktestRow, PastRow, past_events, past_tickets};
use touchstone_store::{Lane, Tx};

use super::bench::Bench;
use crate::core::{App, AppError};

/// Where in the walk over requests a piece ends.
pub(super) type Place = (Timestamp, TicketId);

/// Requests of the period behind a place, with their logs.
pub(super) struct Piece {
    /// Where it ends; none when nothing was left.
    pub(super) end: Option<Place>,
    /// There may be more behind it.
    pub(super) more: bool,
    lives: Vec<Life>,
}

/// One request's log as it is stored, in order.
struct Life {
    ticket: TicketId,
    standard: Option<StandardId>,
    rows: Vec<PastRow>,
}

/// What came of a piece.
#[derive(Default)]
pub(super) struct Outcome {
    pub(super) findings: Findings,
    pub(super) changes: Vec<(TicketId, Late)>,
    pub(super) tickets: i64,
}

/// Reads the piece behind a place, of so many requests at most.
pub(super) async fn piece_read(
    app: &App,
    bench: &Arc<Bench>,
    row: &BacktestRow,
    after: Place,
    most: u32,
) -> Result<Piece, AppError> {
    let (bench, until, pos) = (Arc::clone(bench), row.period_to, row.pos);
    app.query(Lane::Slow, move |tx| {
        let tickets = past_tickets(tx, until, after, most)?;
        let more = tickets.len() == most as usize;
        read(tx, &bench, pos, &tickets, more)
    })
    .await
}

fn read(
    tx: &mut Tx<'_>,
    bench: &Bench,
    pos: i64,
    tickets: &[(TicketId, Timestamp)],
    more: bool,
) -> Result<Piece, AppError> {
    let end = tickets.last().map(|&(id, at)| (at, id));
    let ids: Vec<_> = tickets.iter().map(|(id, _)| *id).collect();
    let mut logs: HashMap<TicketId, Vec<PastRow>> = HashMap::with_capacity(ids.len());
    for row in past_events(tx, &ids, pos)? {
        if matters(row.kind) {
            logs.entry(row.ticket).or_default().push(row);
        }
    }
    let mut lives = Vec::with_capacity(ids.len());
    for ticket in ids {
        // Received since the backtest was begun: not of its past.
        let Some(mut rows) = logs.remove(&ticket) else {
            continue;
        };
        rows.sort_unstable_by_key(|row| row.pos);
        let standard = rows.first().and_then(standard_of);
        lives.push(Life {
            ticket,
            standard,
            rows,
        });
    }
    let bound = |row: &&PastRow| row.kind == EventKind::TicketRebound;
    let later = lives.iter().flat_map(|life| life.rows.iter().filter(bound));
    let later: Vec<_> = later.filter_map(standard_of).collect();
    bench.prepare(tx, lives.iter().filter_map(|life| life.standard).chain(later))?;
    Ok(Piece { end, more, lives })
}

/// Whether entries of this kind can change a clock.
const fn matters(kind: EventKind) -> bool {
    matches!(
        kind,
        EventKind::TicketReceived
            | EventKind::TicketImported
            | EventKind::TicketClassified
            | EventKind::TicketAssigned
            | EventKind::TicketAssignmentUndone
            | EventKind::TicketStarted
            | EventKind::TicketWaiting
            | EventKind::TicketResumed
            | EventKind::TicketResolved
            | EventKind::TicketConfirmed
            | EventKind::TicketObjected
            | EventKind::TicketReopened
            | EventKind::TicketArchived
            | EventKind::TicketRestored
            | EventKind::TicketMergedIn
            | EventKind::TicketSplitFrom
            | EventKind::TicketUpdated
            | EventKind::TicketCorrected
            | EventKind::TicketRebound
            | EventKind::MessageAdded
            | EventKind::ClockWarned
            | EventKind::ClockBreached
            | EventKind::ClockExtended
            | EventKind::ClockCauseNoted
    )
}

fn standard_of(row: &PastRow) -> Option<StandardId> {
    match EventBody::from_json(&row.body) {
        Ok(EventBody::TicketReceived { standard, .. } | EventBody::TicketRebound { standard, .. }) => {
            Some(standard)
        }
        _ => None,
    }
}

/// Replays a piece, a part of it on each core.
pub(super) async fn piece_replay(
    bench: &Arc<Bench>,
    piece: Piece,
    as_of: Timestamp,
) -> Result<Outcome, AppError> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let mut lives = piece.lives;
    let share = lives.len().div_ceil(cores).max(1);
    let mut parts = tokio::task::JoinSet::new();
    while !lives.is_empty() {
        let (part, bench) = (
            lives.split_off(lives.len().saturating_sub(share)),
            Arc::clone(bench),
        );
        parts.spawn_blocking(move || replay_all(&bench, part, as_of));
    }
    let mut all = Outcome::default();
    while let Some(part) = parts.join_next().await {
        let part = part.map_err(|error| AppError::Internal(error.to_string()))?;
        all.findings.merge(&part.findings);
        all.changes.extend(part.changes);
        all.tickets += part.tickets;
    }
    // The same rows in the same order, however the cores took turns.
    all.changes
        .sort_unstable_by_key(|(ticket, late)| (*ticket, late.metric, late.instance));
    Ok(all)
}

fn replay_all(bench: &Bench, lives: Vec<Life>, as_of: Timestamp) -> Outcome {
    let mut outcome = Outcome::default();
    for life in lives {
        outcome.tickets += 1;
        match both(bench, &life, as_of) {
            Ok(sides) => {
                let late = outcome.findings.add(&sides, as_of, |at| bench.hour(at));
                outcome
                    .changes
                    .extend(late.into_iter().map(|late| (life.ticket, late)));
            }
            Err(reason) => outcome.findings.leave_out(reason),
        }
    }
    outcome
}

/// A request as it was, and as it would have been.
fn both(bench: &Bench, life: &Life, as_of: Timestamp) -> Result<Sides<Replayed>, LeftOut> {
    let mut events = Vec::with_capacity(life.rows.len());
    for row in &life.rows {
        let by = ActorRef::from_text(&row.actor).ok_or(LeftOut::Contradiction)?;
        let body = EventBody::from_json(&row.body).map_err(|_| LeftOut::Contradiction)?;
        events.push(PastEvent {
            at: row.at,
            by: by.kind(),
            body,
        });
    }
    let Some(standard) = life.standard else {
        let imported = matches!(
            events.first().map(|event| &event.body),
            Some(EventBody::TicketImported { .. })
        );
        return Err(if imported {
            LeftOut::Imported
        } else {
            LeftOut::NoReceipt
        });
    };
    let left_out = |error: Unreplayable| error.reason();
    let draft = bench.draft(standard).ok_or(LeftOut::Contradiction)?;
    let really = Lives::of(bench, standard, &events, as_of).ok_or(LeftOut::Contradiction)?;
    let before = replay(&events, |at| really.at(bench, at), &bench.book, as_of).map_err(left_out)?;
    let after = replay(&events, |_| &*draft, &bench.book, as_of).map_err(left_out)?;
    Ok(Sides { before, after })
}

/// The versions at the instants of one life: which one bound it then, by the calendars known then. Mostly it is the same at
/// all of them.
struct Lives {
    bound: Vec<(Timestamp, StandardId)>,
    known: Vec<((StandardId, usize), Arc<Lived>)>,
    last: Arc<Lived>,
}

impl Lives {
    fn of(bench: &Bench, standard: StandardId, events: &[PastEvent], as_of: Timestamp) -> Option<Self> {
        let mut bound = vec![(Timestamp::MIN, standard)];
        for event in events {
            if let EventBody::TicketRebound { standard, .. } = event.body {
                bound.push((event.at, standard));
            }
        }
        let last = bench.really(bound_at(&bound, as_of, standard), as_of)?;
        let mut known = Vec::with_capacity(1);
        for event in events {
            let key = (bound_at(&bound, event.at, standard), bench.epoch(event.at));
            if !known.iter().any(|(seen, _)| *seen == key) {
                known.push((key, bench.really(key.0, event.at)?));
            }
        }
        Some(Self { bound, known, last })
    }

    fn at(&self, bench: &Bench, at: Timestamp) -> &Lived {
        let Some(&(_, first)) = self.bound.first() else {
            return &self.last;
        };
        let key = (bound_at(&self.bound, at, first), bench.epoch(at));
        let known = self.known.iter().find(|(seen, _)| *seen == key);
        known.map_or(&*self.last, |(_, lived)| lived)
    }
}

/// The version that bound it at an instant.
fn bound_at(bound: &[(Timestamp, StandardId)], at: Timestamp, first: StandardId) -> StandardId {
    let last = bound.iter().rfind(|(from, _)| *from <= at);
    last.map_or(first, |(_, standard)| *standard)
}
