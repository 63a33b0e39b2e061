//! The tail's eye on who has which ticket open: what was said here and elsewhere, and what has lapsed since.

use std::collections::{BTreeMap, HashMap, HashSet};

use touchstone_domain::access::Place;
use touchstone_domain::id::{TicketId, UserId};
use touchstone_domain::presence::{PRESENCE_LEASE, PresenceState, present};
use touchstone_domain::time::{Span, Timestamp};
use touchstone_store::Lane;
use touchstone_store::presence::{PresenceRow, presence_touched};
use touchstone_store::ticket::{TicketRow, ticket_of};

use crate::core::{App, AppError};
use crate::presence::tab_of;

/// Rows read at once.
const PAGE: u32 = 1_000;
/// A row may be committed a little after the time it carries: the last stretch is read again.
const OVERLAP: Span = Span::seconds(3);

/// A ticket whose readers should look who else is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Attendance {
    pub(super) ticket: TicketId,
    pub(super) place: Place,
}

/// What is known of every open tab.
pub(super) struct Watch {
    tabs: HashMap<(TicketId, i64, i64), PresenceRow>,
    shown: HashMap<TicketId, BTreeMap<UserId, PresenceState>>,
    read_to: Timestamp,
}

impl Watch {
    pub(super) fn new(now: Timestamp) -> Self {
        Self {
            tabs: HashMap::new(),
            shown: HashMap::new(),
            read_to: now - PRESENCE_LEASE,
        }
    }

    /// Takes in what was said since and answers where something differs.
    pub(super) async fn look(&mut self, app: &App) -> Result<Vec<Attendance>, AppError> {
        let mut after = self.read_to - OVERLAP;
        loop {
            let rows = app
                .query(Lane::Fast, move |tx| Ok(presence_touched(tx, after, PAGE)?))
                .await?;
            let more = rows.len() >= PAGE as usize;
            after = rows.last().map_or(after, |row| row.touched_at);
            for row in rows {
                self.tabs.insert((row.ticket, row.credential, row.tab), row);
            }
            if !more {
                break;
            }
        }
        self.read_to = self.read_to.max(after);
        let changed = self.changed(app.clock.now());
        if changed.is_empty() {
            return Ok(Vec::new());
        }
        app.query(Lane::Fast, move |tx| {
            let rows = ticket_of(tx, &changed)?;
            let place = |row: TicketRow| Attendance {
                ticket: row.id,
                place: row.state.place(),
            };
            Ok(rows.into_iter().map(place).collect())
        })
        .await
    }

    /// The tickets where somebody else is, or does something else, than when last told.
    fn changed(&mut self, now: Timestamp) -> Vec<TicketId> {
        let mut tabs: HashMap<TicketId, Vec<_>> = HashMap::new();
        for row in self.tabs.values() {
            tabs.entry(row.ticket).or_default().push(tab_of(row));
        }
        let known: HashSet<_> = self.shown.keys().chain(tabs.keys()).copied().collect();
        let mut changed = Vec::new();
        for ticket in known {
            let users = present(tabs.remove(&ticket).unwrap_or_default(), now);
            let before = self.shown.get(&ticket);
            if before.map_or(!users.is_empty(), |before| *before != users) {
                changed.push(ticket);
            }
            if users.is_empty() {
                self.shown.remove(&ticket);
            } else {
                self.shown.insert(ticket, users);
            }
        }
        self.tabs.retain(|_, row| now < row.until);
        changed
    }
}
