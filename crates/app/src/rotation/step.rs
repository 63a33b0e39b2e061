//! One step of every change: this process learns what is in use, does what is its part, and says what it has.

use touchstone_domain::event::{Origin, SystemActor};
use touchstone_domain::keys::{KeyChange, KeyFamily};
use touchstone_store::key_check::{key_check_all, key_check_insert};
use touchstone_store::key_rotation::{
    KeyRotationRow, key_holder, key_holders_live, key_rotation_activate, key_rotation_prepared,
    key_rotation_problem, key_rotations,
};
use touchstone_store::{EngineKind, Lane};

use super::ask::newest;
use super::moving::move_batch;
use crate::core::{App, AppError, Call, Caller};
use crate::keys::{KeyRingError, holder_note};

/// The product changing keys by itself.
pub(super) fn call() -> Call {
    Call::by(Caller::system(SystemActor::Timer, Origin::Timer))
}

/// Does what is to be done about keys now; whether more is waiting.
pub async fn rotation_step(app: &App) -> Result<bool, AppError> {
    let mut rows = app.query(Lane::Fast, |tx| Ok(key_rotations(tx)?)).await?;
    if rows.is_empty() {
        return Ok(false);
    }
    let mut more = false;
    for family in KeyFamily::ALL {
        let state = |rows: &[KeyRotationRow]| newest(rows, *family).cloned();
        if let Some(row) = state(&rows).filter(|row| row.state == KeyChange::Wanted) {
            prepare(app, &row).await?;
            rows = app.query(Lane::Fast, |tx| Ok(key_rotations(tx)?)).await?;
        }
        learn(app, &rows).await?;
        if let Some(row) = state(&rows).filter(|row| row.state == KeyChange::Prepared)
            && activate(app, &row).await?
        {
            rows = app.query(Lane::Fast, |tx| Ok(key_rotations(tx)?)).await?;
            app.keys.follow(&rows);
        }
        if let Some(row) = state(&rows).filter(|row| row.state == KeyChange::Moving) {
            more |= move_batch(app, &row).await?;
        }
    }
    Ok(more)
}

/// Reads the key ring again when there is a version this process does not have, uses what is in use, takes out what is
/// retired, and says what it has.
async fn learn(app: &App, rows: &[KeyRotationRow]) -> Result<(), AppError> {
    let (keys, changes) = (app.keys.clone(), rows.to_vec());
    let lacks = |row: &KeyRotationRow| row.state != KeyChange::Wanted && keys.last(row.family) < row.version;
    let lacking = rows.iter().any(lacks);
    let done = blocking(move || {
        if lacking {
            keys.read_again()?;
        }
        keys.follow(&changes);
        keys.retired_drop(&changes)
    });
    if let Err(error) = done.await? {
        tracing::error!(%error, "the key ring cannot follow a change of keys");
    }
    let (keys, node) = (app.keys.clone(), app.store.node());
    let has = (keys.last(KeyFamily::Sealing), keys.last(KeyFamily::Lookup));
    let said = app.query(Lane::Fast, move |tx| Ok(key_holder(tx, node)?)).await?;
    if said != Some(has) {
        app.store.write(move |tx| holder_note(tx, node, &keys)).await?;
    }
    Ok(())
}

/// Puts a wanted version into the key ring, if that is this process's part.
async fn prepare(app: &App, row: &KeyRotationRow) -> Result<(), AppError> {
    let (family, version) = (row.family, row.version);
    if row.node != app.store.node() && app.store.engine() != EngineKind::Sqlite {
        return Ok(());
    }
    let keys = app.keys.clone();
    let added = blocking(move || keys.version_add(family, version)).await?;
    if let Err(error) = added {
        tracing::error!(%error, "a new version of keys cannot be put into the key ring");
        let problem = error.to_string();
        app.store
            .write(move |tx| key_rotation_problem(tx, family, version, &problem))
            .await?;
        return Ok(());
    }
    let keys = app.keys.clone();
    app.command(&call(), move |cx| {
        let known = key_check_all(cx.tx)?;
        let own = keys.checks();
        for check in own.iter().filter(|check| !known.contains(check)) {
            key_check_insert(cx.tx, check, cx.now)?;
        }
        key_rotation_prepared(cx.tx, family, version)?;
        Ok(())
    })
    .await
}

/// Uses a version once every living process has it; whether it is used now.
async fn activate(app: &App, row: &KeyRotationRow) -> Result<bool, AppError> {
    let (family, version) = (row.family, row.version);
    let holders = app.query(Lane::Fast, |tx| Ok(key_holders_live(tx)?)).await?;
    let lacking = app.keys.last(family) < version;
    if lacking || holders.iter().any(|holder| holder.newest(family) < version) {
        return Ok(false);
    }
    app.command(&call(), move |cx| {
        Ok(key_rotation_activate(cx.tx, family, version, cx.now)?)
    })
    .await
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, KeyRingError> + Send + 'static,
) -> Result<Result<T, KeyRingError>, AppError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| AppError::Internal(error.to_string()))
}
