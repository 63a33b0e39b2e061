//! The plans themselves: made, changed, called off and finished by those who look after the installation.

use touchstone_domain::access::Permission;
use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::id::{Id, MaintenanceId};
use touchstone_domain::maintenance::{Ended, Maintenance, MaintenancePhase};
use touchstone_domain::time::Timestamp;
use touchstone_store::maintenance::{
    MaintenanceRow, maintenance_by_id, maintenance_insert, maintenance_list as rows_before, maintenance_lock,
    maintenance_save,
};
use touchstone_store::{Lane, Locked};

use serde::{Deserialize, Serialize};

use super::announce::announcements_take;
use crate::core::{App, AppError, Call, Caller, Cx, FieldError, page_limit};

/// A plan with what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MaintenanceView {
    pub id: MaintenanceId,
    pub plan: Maintenance,
    pub cancelled_at: Option<Timestamp>,
    pub finished_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub version: i64,
}

impl MaintenanceView {
    /// Where it stands.
    pub fn phase(&self, now: Timestamp) -> MaintenancePhase {
        self.plan
            .phase(ended_at(self.cancelled_at, self.finished_at), now)
    }
}

/// The last plan of a page: its beginning and id.
pub type MaintenanceCursor = (Timestamp, MaintenanceId);

fn ended_at(cancelled: Option<Timestamp>, finished: Option<Timestamp>) -> Option<Ended> {
    cancelled
        .map(Ended::Cancelled)
        .or_else(|| finished.map(Ended::Finished))
}

pub(super) fn ended(row: &MaintenanceRow) -> Option<Ended> {
    ended_at(row.cancelled_at, row.finished_at)
}

pub(super) fn plan(row: &MaintenanceRow) -> Result<Maintenance, AppError> {
    let read = serde_json::from_str(&row.plan);
    read.map_err(|error| AppError::Internal(format!("the plan of {}: {error}", row.id)))
}

fn view(row: &MaintenanceRow) -> Result<MaintenanceView, AppError> {
    Ok(MaintenanceView {
        id: row.id,
        plan: plan(row)?,
        cancelled_at: row.cancelled_at,
        finished_at: row.finished_at,
        created_at: row.created_at,
        updated_at: row.updated_at,
        version: row.version,
    })
}

fn checked(plan: Maintenance) -> Result<Maintenance, AppError> {
    plan.checked().map_err(|wrong| {
        let told = wrong.into_iter().map(|one| FieldError::new(one.field, one.code));
        AppError::Validation(told.collect())
    })
}

fn stored(plan: &Maintenance) -> Result<String, AppError> {
    serde_json::to_string(plan).map_err(|error| AppError::Internal(error.to_string()))
}

/// Plans, the latest beginning first.
pub async fn maintenance_list(
    app: &App,
    caller: &Caller,
    after: Option<MaintenanceCursor>,
    limit: Option<u32>,
) -> Result<(Vec<MaintenanceView>, Option<MaintenanceCursor>), AppError> {
    caller.actor.holds(Permission::SettingManage)?;
    let limit = page_limit(limit)?;
    let before = after.unwrap_or((Timestamp::MAX, MaintenanceId::from_raw(i64::MAX)));
    app.query(Lane::Fast, move |tx| {
        let rows = rows_before(tx, before, limit)?;
        let whole = rows.len() == limit as usize;
        let next = rows
            .last()
            .filter(|_| whole)
            .map(|last| (last.starts_at, last.id));
        let plans: Result<Vec<_>, _> = rows.iter().map(view).collect();
        Ok((plans?, next))
    })
    .await
}

/// One plan.
pub async fn maintenance_get(
    app: &App,
    caller: &Caller,
    id: MaintenanceId,
) -> Result<MaintenanceView, AppError> {
    caller.actor.holds(Permission::SettingManage)?;
    app.query(Lane::Fast, move |tx| {
        let row = maintenance_by_id(tx, id)?;
        view(&row.ok_or(AppError::NotFound { what: "maintenance" })?)
    })
    .await
}

/// Plans something. Users are told from the instant it names.
pub async fn maintenance_plan(
    app: &App,
    call: &Call,
    plan: Maintenance,
) -> Result<MaintenanceView, AppError> {
    call.caller.actor.holds(Permission::SettingManage)?;
    let plan = checked(plan)?;
    let made = app
        .command(call, move |cx| {
            cx.actor().holds(Permission::SettingManage)?;
            let row = MaintenanceRow {
                id: cx.id(),
                plan: stored(&plan)?,
                starts_at: plan.starts_at,
                ends_at: plan.ends_at,
                cancelled_at: None,
                finished_at: None,
                created_by: cx.actor().user()?.id,
                created_at: cx.now,
                updated_at: cx.now,
                version: 1,
            };
            maintenance_insert(cx.tx, &row)?;
            cx.emit(
                Subject::System,
                EventBody::MaintenancePlanned { maintenance: row.id },
            )?;
            view(&row)
        })
        .await?;
    announcements_take(app).await?;
    Ok(made)
}

/// Changes a plan that is not over. Those who were told see the change.
pub async fn maintenance_change(
    app: &App,
    call: &Call,
    id: MaintenanceId,
    plan: Maintenance,
) -> Result<MaintenanceView, AppError> {
    let plan = checked(plan)?;
    let changed = move |row: &mut MaintenanceRow, _: Timestamp| {
        (row.starts_at, row.ends_at) = (plan.starts_at, plan.ends_at);
        row.plan = stored(&plan)?;
        Ok(EventBody::MaintenanceChanged { maintenance: id })
    };
    move_on(app, call, id, changed).await
}

/// Calls a plan off. Those who were told of it are told.
pub async fn maintenance_cancel(
    app: &App,
    call: &Call,
    id: MaintenanceId,
) -> Result<MaintenanceView, AppError> {
    let cancelled = move |row: &mut MaintenanceRow, now: Timestamp| {
        row.cancelled_at = Some(now);
        Ok(EventBody::MaintenanceCancelled { maintenance: id })
    };
    move_on(app, call, id, cancelled).await
}

/// It is done before its time.
pub async fn maintenance_finish(
    app: &App,
    call: &Call,
    id: MaintenanceId,
) -> Result<MaintenanceView, AppError> {
    let finished = move |row: &mut MaintenanceRow, now: Timestamp| {
        if row.starts_at > now {
            return Err(AppError::Conflict {
                code: "maintenance_ahead",
            });
        }
        row.finished_at = Some(now);
        Ok(EventBody::MaintenanceFinished { maintenance: id })
    };
    move_on(app, call, id, finished).await
}

async fn move_on(
    app: &App,
    call: &Call,
    id: MaintenanceId,
    step: impl Fn(&mut MaintenanceRow, Timestamp) -> Result<EventBody, AppError> + Send + Sync + 'static,
) -> Result<MaintenanceView, AppError> {
    call.caller.actor.holds(Permission::SettingManage)?;
    let moved = app
        .command(call, move |cx| {
            let mut row = open(cx, id)?;
            let told = step(&mut row, cx.now)?;
            row.updated_at = cx.now;
            row.version += 1;
            maintenance_save(cx.tx, &row)?;
            cx.emit(Subject::System, told)?;
            view(&row)
        })
        .await?;
    announcements_take(app).await?;
    Ok(moved)
}

/// A plan that is not over, at the version the caller saw.
fn open(cx: &mut Cx<'_, '_>, id: MaintenanceId) -> Result<Locked<MaintenanceRow>, AppError> {
    cx.actor().holds(Permission::SettingManage)?;
    let row = maintenance_lock(cx.tx, id)?.ok_or(AppError::NotFound { what: "maintenance" })?;
    cx.check_version(row.version)?;
    match plan(&row)?.phase(ended(&row), cx.now) {
        MaintenancePhase::Ahead | MaintenancePhase::UnderWay => Ok(row),
        MaintenancePhase::Over | MaintenancePhase::Cancelled => Err(AppError::Conflict {
            code: "maintenance_over",
        }),
    }
}
