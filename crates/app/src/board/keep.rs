//! The reader that adds figures up. It may be thrown away and started anew: the log gives the same figures to the last
//! digit. That is what happens when the platform's zone changes, for days begin elsewhere then.

use std::sync::Arc;

use touchstone_domain::access::Permission;
use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::figure::{Counted, FigureState, FigureZone, figure_fold};
use touchstone_domain::id::TicketId;
use touchstone_domain::time::Timestamp;
use touchstone_store::event::{LoggedEvent, event_log_end};
use touchstone_store::figure::{
    FigureBase, FigureBatch, figure_base, figure_base_lock, figure_base_set, figure_clear,
};
use touchstone_store::reader::{Digest, DigestError, Reader, Step, reader_rewind};
use touchstone_store::{Lane, StoreError, Tx};

use crate::core::{App, AppError, Call};

/// Many events fall into the same hour, so that large batches write little.
pub(crate) const READER: Reader = Reader {
    batch: 500,
    ..Reader::new("figures")
};

/// Rows of each table that one transaction removes.
const CLEARED_AT_ONCE: i64 = 2_000;

/// What stands between the log and the figures.
enum Ready {
    /// The log may be read.
    Yes,
    /// Something was prepared; look again.
    NotYet,
}

/// One step of keeping figures; whether there is more to do at once.
pub async fn figures_step(app: &App) -> Result<bool, AppError> {
    let zone = app.renderer.zone();
    if matches!(prepared(app, &zone).await?, Ready::NotYet) {
        return Ok(true);
    }
    let digest = digest(&zone)?;
    let step = app.store.reader_step(READER, app.clock.now(), &digest).await?;
    Ok(matches!(step, Step::Read { more: true, .. }))
}

/// Throws the figures away and has them made anew from the log.
pub async fn figures_rebuild(app: &App, call: &Call) -> Result<(), AppError> {
    call.caller.actor.holds(Permission::SettingManage)?;
    let zone = app.renderer.zone();
    app.command(call, move |cx| {
        cx.actor().holds(Permission::SettingManage)?;
        let base = FigureBase {
            zone: zone.clone(),
            state: FigureState::Clearing,
            goal: 0,
            since: cx.now,
        };
        figure_base_lock(cx.tx)?;
        figure_base_set(cx.tx, &base)?;
        cx.emit(Subject::System, EventBody::FiguresRebuilt)
    })
    .await?;
    Ok(())
}

/// Sees to it that figures of this zone can be added to.
async fn prepared(app: &App, zone: &str) -> Result<Ready, AppError> {
    let base = app.query(Lane::Fast, |tx| Ok(figure_base(tx)?)).await?;
    if base.is_some_and(|base| base.zone == zone && base.state != FigureState::Clearing) {
        return Ok(Ready::Yes);
    }
    let (zone, now) = (zone.to_owned(), app.clock.now());
    app.store
        .write(move |tx| prepare(tx, &zone, now).map_err(AppError::from))
        .await
}

fn prepare(tx: &mut Tx<'_>, zone: &str, now: Timestamp) -> Result<Ready, StoreError> {
    let state = match figure_base_lock(tx)? {
        None => FigureState::Building,
        Some(base) if base.zone == zone && base.state != FigureState::Clearing => return Ok(Ready::Yes),
        Some(_) if figure_clear(tx, CLEARED_AT_ONCE)? > 0 => FigureState::Clearing,
        Some(_) => FigureState::Building,
    };
    let goal = match state {
        FigureState::Building => event_log_end(tx)?,
        _ => 0,
    };
    if state == FigureState::Building {
        reader_rewind(tx, READER.name)?;
    }
    let base = FigureBase {
        zone: zone.to_owned(),
        state,
        goal,
        since: now,
    };
    figure_base_set(tx, &base)?;
    Ok(Ready::NotYet)
}

/// Adds up events in the hours and days of a zone.
pub(crate) fn digest(zone: &str) -> Result<Digest, AppError> {
    let name = zone.to_owned();
    let zone: FigureZone = zone
        .parse()
        .map_err(|_| AppError::Internal(format!("the zone `{name}` is not known")))?;
    Ok(Arc::new(move |tx, events| add_up(tx, &name, &zone, events)))
}

fn add_up(tx: &mut Tx<'_>, name: &str, zone: &FigureZone, events: &[LoggedEvent]) -> Result<(), DigestError> {
    let base = figure_base_lock(tx)?;
    let Some(base) = base.filter(|base| base.zone == name && base.state != FigureState::Clearing) else {
        // Another process has begun anew meanwhile; the next step sees that.
        return Err(DigestError::Store(StoreError::Busy));
    };
    let mut batch = FigureBatch::default();
    for logged in events {
        if let Subject::Ticket(id) = logged.event.subject {
            count(tx, &mut batch, zone, id, logged)?;
        }
    }
    batch.write(tx)?;
    if base.state == FigureState::Building && events.last().is_some_and(|last| last.pos >= base.goal) {
        let current = FigureBase {
            state: FigureState::Current,
            ..base
        };
        figure_base_set(tx, &current)?;
    }
    Ok(())
}

fn count(
    tx: &mut Tx<'_>,
    batch: &mut FigureBatch,
    zone: &FigureZone,
    id: TicketId,
    logged: &LoggedEvent,
) -> Result<(), DigestError> {
    let refused = |error: &dyn std::fmt::Display| DigestError::Refused(error.to_string());
    let body = logged.event.parsed().map_err(|error| refused(&error))?;
    let state: &mut Option<Counted> = batch.ticket(tx, id)?;
    for fact in figure_fold(state, logged.event.at, &body) {
        let hour = zone.hour_of(fact.at).map_err(|error| refused(&error))?;
        let day = zone.day_of(fact.at).map_err(|error| refused(&error))?;
        batch.add(&fact, hour, day);
    }
    Ok(())
}
