//! The standards tickets are judged by, and the calendars their clocks count by. A version of either never changes, so a
//! parsed one is kept; what is kept is forgotten when another calendar version was made, here or by another process.

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::RwLock;
use touchstone_domain::calendar::{CalendarBook, CalendarDocument, CalendarVersion};
use touchstone_domain::clock::Clock;
use touchstone_domain::id::{CalendarId, StandardId, TicketId};
use touchstone_domain::standard::Standard;
use touchstone_domain::time::Timestamp;
use touchstone_store::calendar::{CalendarRow, calendar_newest, calendars};
use touchstone_store::clock::{CALENDAR_COLUMN, clock_of_ticket, clock_of_tickets};
use touchstone_store::standard::{standard_by_id, standard_in_force};
use touchstone_store::{StoreError, Tx};

use super::AppError;

/// Parsed versions by id, bound to the calendars known with them.
#[derive(Default)]
pub struct Standards {
    known: RwLock<Known>,
}

#[derive(Default)]
struct Known {
    parsed: HashMap<StandardId, Arc<Standard>>,
    /// The book, and the version made last when it was read.
    calendars: Option<(Option<CalendarId>, Arc<CalendarBook>)>,
}

impl Standards {
    /// The version a ticket is judged by: the one it names.
    pub fn get(&self, tx: &mut Tx<'_>, id: StandardId) -> Result<Arc<Standard>, AppError> {
        if let Some(standard) = self.known.read().parsed.get(&id) {
            return Ok(Arc::clone(standard));
        }
        let row = standard_by_id(tx, id)?
            .ok_or_else(|| AppError::Internal(format!("standard {id} is referenced but missing")))?;
        self.parse(tx, id, &row.pack)
    }

    /// The version in force at `at`.
    pub fn in_force(&self, tx: &mut Tx<'_>, at: Timestamp) -> Result<(StandardId, Arc<Standard>), AppError> {
        let id = standard_in_force(tx, at)?
            .ok_or_else(|| AppError::Internal("no standard is in force".to_owned()))?;
        Ok((id, self.get(tx, id)?))
    }

    fn parse(&self, tx: &mut Tx<'_>, id: StandardId, pack: &str) -> Result<Arc<Standard>, AppError> {
        let calendars = self.calendars(tx)?;
        let standard = Standard::parse(pack)
            .map_err(|error| AppError::Internal(format!("stored standard {id} does not parse: {error}")))?;
        let standard = standard
            .bind((*calendars).clone())
            .map_err(|error| AppError::Internal(format!("stored standard {id}: {error}")))?;
        let standard = Arc::new(standard);
        let mut known = self.known.write();
        // Calendars that were read anew meanwhile have their standards bound anew.
        if known
            .calendars
            .as_ref()
            .is_some_and(|(_, book)| Arc::ptr_eq(book, &calendars))
        {
            known.parsed.insert(id, Arc::clone(&standard));
        }
        Ok(standard)
    }

    /// Every calendar there is.
    pub fn calendars(&self, tx: &mut Tx<'_>) -> Result<Arc<CalendarBook>, AppError> {
        if let Some((_, book)) = &self.known.read().calendars {
            return Ok(Arc::clone(book));
        }
        let rows = calendars(tx)?;
        let newest = rows.iter().map(|row| row.id).max();
        let versions: Result<Vec<_>, _> = rows.iter().map(calendar_version).collect();
        let book = Arc::new(CalendarBook::new(versions?));
        self.known.write().calendars = Some((newest, Arc::clone(&book)));
        Ok(book)
    }

    /// Reads the calendars again if there are newer ones than those known.
    pub fn calendars_follow(&self, tx: &mut Tx<'_>) -> Result<(), AppError> {
        let newest = calendar_newest(tx)?;
        let stale = matches!(&self.known.read().calendars, Some((known, _)) if *known != newest);
        if stale {
            self.calendars_forget();
        }
        Ok(())
    }

    /// Has the calendars and the standards bound to them read again when they are needed next.
    pub fn calendars_forget(&self) {
        *self.known.write() = Known::default();
    }

    /// The clocks of a ticket, in the order they started.
    pub fn clocks(&self, tx: &mut Tx<'_>, ticket: TicketId) -> Result<Vec<Clock>, AppError> {
        self.with_book(tx, |tx, book| clock_of_ticket(tx, ticket, book))
    }

    /// The clocks of several tickets in one read, in no order.
    pub fn clocks_of(
        &self,
        tx: &mut Tx<'_>,
        tickets: &[TicketId],
    ) -> Result<Vec<(TicketId, Clock)>, AppError> {
        self.with_book(tx, |tx, book| clock_of_tickets(tx, tickets, book))
    }

    /// Reads with the calendars known, and with all there are when a clock counts by one that is younger.
    fn with_book<T>(
        &self,
        tx: &mut Tx<'_>,
        read: impl Fn(&mut Tx<'_>, &CalendarBook) -> Result<T, StoreError>,
    ) -> Result<T, AppError> {
        let book = self.calendars(tx)?;
        match read(tx, &book) {
            Err(StoreError::Value { column, .. }) if column == CALENDAR_COLUMN => {
                self.calendars_forget();
                let book = self.calendars(tx)?;
                Ok(read(tx, &book)?)
            }
            other => Ok(other?),
        }
    }
}

/// A kept version, ready to count by.
pub(crate) fn calendar_version(row: &CalendarRow) -> Result<CalendarVersion, AppError> {
    let unread = |error: String| AppError::Internal(format!("calendar {} does not parse: {error}", row.id));
    let document: CalendarDocument =
        serde_json::from_str(&row.document).map_err(|error| unread(error.to_string()))?;
    Ok(CalendarVersion {
        id: row.id,
        code: row.code.clone(),
        number: row.number,
        effective_from: row.effective_from,
        calendar: document.calendar().map_err(|error| unread(error.to_string()))?,
    })
}
