//! The standards a backtest judges by: the draft over each version that requests lived under, and those versions with the
//! calendars as they were known at the time, so that what was comes out as it was.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::tz::TimeZone;
use parking_lot::RwLock;
use touchstone_domain::backtest::Lived;
use touchstone_domain::calendar::CalendarBook;
use touchstone_domain::id::{CalendarId, StandardId, first_at};
use touchstone_domain::standard::Standard;
use touchstone_domain::time::{Span, Timestamp};
use touchstone_store::Tx;
use touchstone_store::backtest::{BacktestRow, backtest_pack};
use touchstone_store::standard::standard_by_id;

use super::missing;
use crate::core::{App, AppError};

/// How many versions of calendars were known at some time.
pub(super) type Epoch = usize;

/// What is laid over the past.
pub(super) struct Bench {
    draft: Standard,
    /// The calendars as the backtest knows them.
    pub(super) book: CalendarBook,
    calendars: Vec<CalendarId>,
    zone: TimeZone,
    /// Versions requests lived under, parsed and not bound.
    lived: RwLock<HashMap<StandardId, Arc<Standard>>>,
    drafts: RwLock<HashMap<StandardId, Arc<Lived>>>,
    really: RwLock<HashMap<(StandardId, Epoch), Arc<Lived>>>,
}

impl Bench {
    /// Reads what a backtest replays against. A text that cannot be read any more is told as a problem, not as an error.
    pub(super) fn open(
        tx: &mut Tx<'_>,
        app: &App,
        row: &BacktestRow,
    ) -> Result<Result<Self, String>, AppError> {
        let pack = backtest_pack(tx, row.id)?.ok_or(missing())?;
        app.standards.calendars_follow(tx)?;
        let book = app.standards.calendars(tx)?.known_at(row.as_of);
        let zone = TimeZone::get(&row.zone).unwrap_or(TimeZone::UTC);
        let draft = match Standard::parse(&pack).and_then(|draft| draft.bind(book.clone())) {
            Ok(draft) => draft,
            Err(error) => return Ok(Err(error.to_string())),
        };
        let mut calendars: Vec<_> = book.versions().map(|version| version.id).collect();
        calendars.sort_unstable();
        Ok(Ok(Self {
            draft,
            book,
            calendars,
            zone,
            lived: RwLock::default(),
            drafts: RwLock::default(),
            really: RwLock::default(),
        }))
    }

    /// Has the versions at hand that these requests lived under.
    pub(super) fn prepare(
        &self,
        tx: &mut Tx<'_>,
        standards: impl Iterator<Item = StandardId>,
    ) -> Result<(), AppError> {
        for id in standards {
            if self.lived.read().contains_key(&id) {
                continue;
            }
            let row = standard_by_id(tx, id)?
                .ok_or_else(|| AppError::Internal(format!("standard {id} is referenced but missing")))?;
            let standard = Standard::parse(&row.pack)
                .map_err(|error| AppError::Internal(format!("stored standard {id}: {error}")))?;
            self.lived.write().insert(id, Arc::new(standard));
        }
        Ok(())
    }

    /// The calendars known at an instant, as a number.
    pub(super) fn epoch(&self, at: Timestamp) -> Epoch {
        let first_since: CalendarId = first_at(at + Span::from_micros(1_000));
        self.calendars.partition_point(|id| *id < first_since)
    }

    /// The draft for a life under a version; none for a version that was not prepared.
    pub(super) fn draft(&self, lived: StandardId) -> Option<Arc<Lived>> {
        if let Some(known) = self.drafts.read().get(&lived) {
            return Some(Arc::clone(known));
        }
        let standard = self.lived.read().get(&lived).cloned()?;
        let made = Arc::new(Lived::under(&self.draft, &standard));
        Some(Arc::clone(self.drafts.write().entry(lived).or_insert(made)))
    }

    /// The version itself, with the calendars known at an instant.
    pub(super) fn really(&self, lived: StandardId, at: Timestamp) -> Option<Arc<Lived>> {
        let key = (lived, self.epoch(at));
        if let Some(known) = self.really.read().get(&key) {
            return Some(Arc::clone(known));
        }
        let standard = self.lived.read().get(&lived).cloned()?;
        // A version comes into force only when its calendars are there; what says otherwise is read with all there are.
        let bound = (*standard).clone().bind(self.book.known_at(at));
        let bound = bound
            .or_else(|_| (*standard).clone().bind(self.book.clone()))
            .ok()?;
        let made = Arc::new(Lived::really(&bound));
        Some(Arc::clone(self.really.write().entry(key).or_insert(made)))
    }

    /// The hour of the day, from 0.
    pub(super) fn hour(&self, at: Timestamp) -> u8 {
        let instant = jiff::Timestamp::from_microsecond(at.as_micros()).unwrap_or_default();
        let hour = instant.to_zoned(self.zone.clone()).hour();
        u8::try_from(hour).unwrap_or(0)
    }
}
