//! Keys as administrators see and want them.

use touchstone_domain::access::Permission;
use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::keys::{KeyChange, KeyFamily};
use touchstone_domain::time::{Span, Timestamp};
use touchstone_store::Lane;
use touchstone_store::key_check::key_check_drop;
use touchstone_store::key_rotation::{
    KeyRotationRow, key_holders_live, key_rotation_insert, key_rotation_retire, key_rotation_take,
    key_rotations,
};
use touchstone_store::key_use::key_rows_below;

use super::step::rotation_step;
use crate::core::{App, AppError, Call, Caller};

/// How long after its use began an older version may be taken out: nothing that was sealed with it before is still on its
/// way into the database then.
const RETIRE_AFTER: Span = Span::hours(1);

/// Keys that are changed together.
#[derive(Debug, Clone)]
pub struct KeyFamilyView {
    pub family: KeyFamily,
    /// What new things are made with.
    pub in_use: u32,
    /// What still opens, oldest first.
    pub versions: Vec<u32>,
    /// The newest change.
    pub change: Option<KeyChangeView>,
    /// Rows made with older versions; counted only where there are older versions.
    pub left: u64,
    /// Whether nothing is left of older versions, so that they can be taken out.
    pub retirable: bool,
}

/// How a change stands.
#[derive(Debug, Clone)]
pub struct KeyChangeView {
    pub version: u32,
    pub state: KeyChange,
    pub created_at: Timestamp,
    pub activated_at: Option<Timestamp>,
    pub ended_at: Option<Timestamp>,
    /// Rows made again, of about so many.
    pub done: u64,
    pub total: u64,
    /// Rows that could not be.
    pub stuck: u64,
    /// Numbers of the processes that do not have the version yet.
    pub waiting: Vec<u16>,
    pub problem: Option<String>,
}

/// Every family of keys.
pub async fn keys_view(app: &App, caller: &Caller) -> Result<Vec<KeyFamilyView>, AppError> {
    caller.actor.holds(Permission::KeyManage)?;
    let (keys, now) = (app.keys.clone(), app.clock.now());
    app.query(Lane::Slow, move |tx| {
        let (rows, holders) = (key_rotations(tx)?, key_holders_live(tx)?);
        let mut views = Vec::new();
        for family in KeyFamily::ALL {
            let newest = newest(&rows, *family);
            let (in_use, versions) = (keys.in_use(*family), keys.versions(*family));
            let older = versions.first().is_some_and(|oldest| *oldest < in_use);
            let left = if older {
                key_rows_below(tx, *family, in_use)?
            } else {
                0
            };
            let retirable = older && left == 0 && newest.is_some_and(|row| rests(row, now));
            let waiting = |row: &KeyRotationRow| match row.state {
                KeyChange::Prepared => holders
                    .iter()
                    .filter(|holder| holder.newest(*family) < row.version)
                    .map(|holder| holder.node)
                    .collect(),
                _ => Vec::new(),
            };
            views.push(KeyFamilyView {
                family: *family,
                in_use,
                versions,
                change: newest.map(|row| view(row, waiting(row))),
                left: u64::try_from(left).unwrap_or_default(),
                retirable,
            });
        }
        Ok(views)
    })
    .await
}

/// Wants a new version of these keys, and begins to bring it about. While a change is under way another is refused; one
/// whose process could not write its key ring is taken over.
pub async fn keys_rotate(app: &App, call: &Call, family: KeyFamily) -> Result<(), AppError> {
    call.caller.actor.holds(Permission::KeyManage)?;
    let node = app.store.node();
    app.command(call, move |cx| {
        let rows = key_rotations(cx.tx)?;
        let newest = newest(&rows, family);
        if let Some(wanted) = newest.filter(|row| row.state == KeyChange::Wanted) {
            return Ok(key_rotation_take(cx.tx, family, wanted.version, node)?);
        }
        let version = newest
            .map_or(0, |row| row.version)
            .max(cx.app.keys.in_use(family))
            + 1;
        if !key_rotation_insert(cx.tx, family, version, node, cx.now)? {
            return Err(AppError::Conflict {
                code: "key_change_under_way",
            });
        }
        cx.emit(
            Subject::System,
            EventBody::KeyRotated {
                keys: family,
                version,
            },
        )?;
        Ok(())
    })
    .await?;
    rotation_step(app).await.map(drop)
}

/// Takes the older versions of these keys out of use for good, after a query has found nothing left that they made. Each
/// process takes them out of its key ring.
pub async fn keys_retire(app: &App, call: &Call, family: KeyFamily) -> Result<(), AppError> {
    call.caller.actor.holds(Permission::KeyManage)?;
    app.command(call, move |cx| {
        let rows = key_rotations(cx.tx)?;
        let moved = newest(&rows, family)
            .filter(|row| row.state == KeyChange::Moved)
            .ok_or(AppError::Conflict {
                code: "key_nothing_to_retire",
            })?;
        if !rests(moved, cx.now) {
            return Err(AppError::Conflict {
                code: "key_retire_early",
            });
        }
        if key_rows_below(cx.tx, family, moved.version)? > 0 {
            return Err(AppError::Conflict {
                code: "key_still_used",
            });
        }
        if !key_rotation_retire(cx.tx, family, moved.version)? {
            return Err(AppError::Conflict {
                code: "key_nothing_to_retire",
            });
        }
        let kinds: &[&str] = match family {
            KeyFamily::Sealing => &["master", "system"],
            KeyFamily::Lookup => &["lookup"],
        };
        for kind in kinds {
            key_check_drop(cx.tx, kind, moved.version)?;
        }
        let (keys, version) = (family, moved.version);
        cx.emit(Subject::System, EventBody::KeyRetired { keys, version })?;
        Ok(())
    })
    .await?;
    rotation_step(app).await.map(drop)
}

pub(super) fn newest(rows: &[KeyRotationRow], family: KeyFamily) -> Option<&KeyRotationRow> {
    rows.iter()
        .filter(|row| row.family == family)
        .max_by_key(|row| row.version)
}

/// Whether the change is over and old enough.
fn rests(row: &KeyRotationRow, now: Timestamp) -> bool {
    let old_enough = row.activated_at.is_some_and(|at| now - at >= RETIRE_AFTER);
    row.state == KeyChange::Moved && old_enough
}

fn view(row: &KeyRotationRow, waiting: Vec<u16>) -> KeyChangeView {
    let number = |n: i64| u64::try_from(n).unwrap_or_default();
    KeyChangeView {
        version: row.version,
        state: row.state,
        created_at: row.created_at,
        activated_at: row.activated_at,
        ended_at: row.ended_at,
        done: number(row.done),
        total: number(row.total.max(row.done)),
        stuck: number(row.stuck),
        waiting,
        problem: row.problem.clone(),
    }
}
