//! The loop of scheduled backups: what is due is queued, what is queued is made, what newer ones replace is removed. Of
//! several processes one makes each backup. What fails is remembered, told as an event, and tried again.

use std::time::Duration;

use tokio::sync::watch;
use touchstone_domain::backup::{BackupCause, BackupState, backup_due, backups_kept};
use touchstone_domain::event::{EventBody, Origin, Subject, SystemActor};
use touchstone_domain::id::BackupId;
use touchstone_domain::time::{Span, Timestamp};
use touchstone_store::Lane;
use touchstone_store::backup::{
    BackupError, BackupKey, BackupRow, Shelf, Written, backup_beat, backup_claim, backup_complete,
    backup_completed, backup_fail, backup_insert, backup_list, backup_remove, backup_under_way,
};

use super::make::{BEGINNING, BackupOrder, backup_make};
use crate::core::{App, AppError, Call, Caller};

/// How often a running backup says that it lives.
const BEAT_EVERY: Duration = Duration::from_secs(2);
/// After this much silence its process is dead.
const SILENCE: Span = Span::minutes(2);
/// More files than any sensible retention keeps.
const FILES_AT_MOST: u32 = 1_000;

/// What an operator has decided about backups.
#[derive(Clone)]
pub struct BackupSettings {
    pub shelf: Shelf,
    /// How often one is made by itself.
    pub every: Span,
    /// Days and weeks whose newest backup is kept.
    pub keep_daily: u32,
    pub keep_weekly: u32,
    pub key: Option<BackupKey>,
}

/// Makes the backup that is due or asked for, if there is one; whether there was.
pub async fn backup_step(app: &App) -> Result<bool, AppError> {
    let Some(settings) = &app.backup else {
        return Ok(false);
    };
    // Two point reads are all it costs to look.
    let (under_way, newest) = app
        .query(Lane::Fast, |tx| {
            Ok((backup_under_way(tx)?, backup_list(tx, None, 1)?.pop()))
        })
        .await?;
    let now = app.clock.now();
    if let Some(running) = under_way.as_ref().filter(|row| row.state == BackupState::Running) {
        if running.beat_at.is_none_or(|beat| now - beat > SILENCE) {
            fail(
                app,
                running.id,
                "the process that made it ended before it was done",
            )
            .await?;
        }
        return Ok(false);
    }
    if under_way.is_none() {
        let newest = newest.map(|row| (row.state, row.created_at));
        if !backup_due(newest, settings.every, now) {
            return Ok(false);
        }
        let id: BackupId = app.ids.next(now);
        // When another process was first, its backup is as good.
        app.store
            .write(move |tx| backup_insert(tx, id, BackupCause::Scheduled, now))
            .await?;
    }
    let Some(row) = app.store.write(move |tx| backup_claim(tx, now)).await? else {
        return Ok(false);
    };
    let order = BackupOrder {
        shelf: settings.shelf.clone(),
        key: settings.key.clone(),
    };
    match make(app, row.id, order).await {
        Ok(written) => {
            complete(app, row.id, written).await?;
            remove_replaced(app, settings).await?;
        }
        Err(error) => fail(app, row.id, &error.to_string()).await?,
    }
    Ok(true)
}

fn call() -> Call {
    Call::by(Caller::system(SystemActor::Timer, Origin::Timer))
}

async fn make(app: &App, id: BackupId, order: BackupOrder) -> Result<Written, BackupError> {
    let (progress, told) = watch::channel(BEGINNING);
    let making = backup_make(app, order, progress);
    tokio::pin!(making);
    loop {
        tokio::select! {
            made = &mut making => return made,
            () = tokio::time::sleep(BEAT_EVERY) => {
                let (now, progress) = (app.clock.now(), *told.borrow());
                let beat = app.store.write(move |tx| backup_beat(tx, id, now, progress)).await;
                if let Err(error) = beat {
                    tracing::warn!(%error, "a running backup could not say how far it is");
                }
            }
        }
    }
}

async fn complete(app: &App, id: BackupId, written: Written) -> Result<(), AppError> {
    tracing::info!(file = %written.path.display(), bytes = written.size, "a backup was made");
    app.command(&call(), move |cx| {
        if backup_complete(cx.tx, id, cx.now, &written)? {
            cx.emit(Subject::System, EventBody::BackupCompleted { backup: id })?;
        }
        Ok(())
    })
    .await
}

async fn fail(app: &App, id: BackupId, problem: &str) -> Result<(), AppError> {
    tracing::error!(%problem, "a backup failed");
    let problem = problem.to_owned();
    app.command(&call(), move |cx| {
        if backup_fail(cx.tx, id, cx.now, &problem)? {
            cx.emit(Subject::System, EventBody::BackupFailed { backup: id })?;
        }
        Ok(())
    })
    .await
}

/// Removes the files that retention no longer keeps. One that cannot be removed is tried again after the next backup.
async fn remove_replaced(app: &App, settings: &BackupSettings) -> Result<(), AppError> {
    let made = app
        .query(Lane::Fast, |tx| Ok(backup_completed(tx, FILES_AT_MOST)?))
        .await?;
    let times: Vec<Timestamp> = made.iter().map(|row| row.created_at).collect();
    let kept = backups_kept(&times, settings.keep_daily, settings.keep_weekly);
    for row in made.into_iter().filter(|row| !kept.contains(&row.created_at)) {
        if let Err(error) = remove_kept(settings, &row).await {
            tracing::warn!(%error, backup = %row.id, "a replaced backup could not be removed");
            continue;
        }
        let id = row.id;
        app.store.write(move |tx| backup_remove(tx, id)).await?;
    }
    Ok(())
}

async fn remove_kept(settings: &BackupSettings, row: &BackupRow) -> Result<(), BackupError> {
    match &row.file {
        Some(place) => settings.shelf.remove(place).await,
        None => Ok(()),
    }
}
