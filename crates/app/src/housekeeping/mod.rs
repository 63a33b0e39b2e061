//! What has served its time is removed: uploads nobody claimed, remembered answers, ended sessions and codes, addresses
//! of uploads. Retention of records that matter to anybody is not decided here.

use touchstone_domain::time::{Span, Timestamp};
use touchstone_store::Lane;
use touchstone_store::backup::backup_under_way;
use touchstone_store::file::{file_forget_addresses, file_unclaimed};
use touchstone_store::idempotency::idempotency_purge;

use crate::account::account_prune;
use crate::core::{App, AppError};
use crate::export::exports_expire;
use crate::import::import_sweep;
use crate::mail::mails_forget;
use crate::notify::suppressions_forget;
use crate::person::person_prune;
use crate::presence::presence_prune;
use crate::privacy::erasures_settle;
use crate::privacy::package::packages_expire;
use crate::staff_notice::staff_notices_sweep;
use crate::ticket::{drafts_prune, endings_prune, file_sweep};
use crate::webhook::deliveries_sweep;

/// How long an upload may wait for a message to claim it, and how long its address is kept.
const UPLOADS_KEPT: Span = Span::hours(24);
/// Rows taken at once, so that no sweep holds the writer for long.
const AT_ONCE: u32 = 200;

/// What a sweep removed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    pub uploads: u64,
    pub answers: u64,
    pub sessions_and_codes: u64,
    /// Replies that were begun and left.
    pub drafts: u64,
    /// Files to be imported, and lists of failed rows.
    pub imports: u64,
}

/// Removes everything whose time is over at the present instant.
pub async fn housekeeping_sweep(app: &App) -> Result<Swept, AppError> {
    let now = app.clock.now();
    erasures_settle(app).await?;
    packages_expire(app).await?;
    exports_expire(app).await?;
    presence_prune(app).await?;
    mails_forget(app).await?;
    suppressions_forget(app).await?;
    endings_prune(app).await?;
    deliveries_sweep(app).await?;
    staff_notices_sweep(app).await?;
    Ok(Swept {
        uploads: uploads_sweep(app, now - UPLOADS_KEPT).await?,
        answers: answers_sweep(app, now).await?,
        imports: import_sweep(app).await?,
        drafts: drafts_prune(app).await?,
        sessions_and_codes: account_prune(app).await? + person_prune(app).await?,
    })
}

async fn answers_sweep(app: &App, now: Timestamp) -> Result<u64, AppError> {
    let mut removed = 0;
    loop {
        let batch = app
            .store
            .write(move |tx| idempotency_purge(tx, now, AT_ONCE))
            .await?;
        removed += batch;
        if batch < u64::from(AT_ONCE) {
            return Ok(removed);
        }
    }
}

async fn uploads_sweep(app: &App, before: Timestamp) -> Result<u64, AppError> {
    app.store
        .write(move |tx| file_forget_addresses(tx, before))
        .await?;
    // A backup under way still has to read the files of its moment.
    if app
        .query(Lane::Fast, |tx| Ok(backup_under_way(tx)?))
        .await?
        .is_some()
    {
        return Ok(0);
    }
    let mut removed = 0;
    loop {
        let batch = app
            .query(Lane::Slow, move |tx| Ok(file_unclaimed(tx, before, AT_ONCE)?))
            .await?;
        let full = batch.len() >= AT_ONCE as usize;
        for file in batch {
            removed += u64::from(file_sweep(app, file).await?);
        }
        if !full {
            return Ok(removed);
        }
    }
}
