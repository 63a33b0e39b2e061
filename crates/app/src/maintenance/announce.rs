//! What everybody is told. Every page asks, so each process keeps the few plans that matter and reads them anew every few
//! seconds.

use std::sync::Arc;

use parking_lot::RwLock;
use touchstone_domain::id::MaintenanceId;
use touchstone_domain::maintenance::{Ended, MAINTENANCE_REMEMBERED, Maintenance, MaintenancePhase};
use touchstone_domain::time::Timestamp;
use touchstone_store::Lane;
use touchstone_store::maintenance::maintenance_since;

use super::keep::{ended, plan};
use crate::core::{App, AppError};

/// Plans kept at most.
const KEPT: u32 = 200;

/// A plan as users see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announcement {
    pub id: MaintenanceId,
    pub plan: Arc<Maintenance>,
    pub phase: MaintenancePhase,
    /// Every page says so.
    pub is_current: bool,
    pub updated_at: Timestamp,
    pub version: i64,
}

struct Kept {
    id: MaintenanceId,
    plan: Arc<Maintenance>,
    ended: Option<Ended>,
    updated_at: Timestamp,
    version: i64,
}

/// What this process knows of.
#[derive(Default)]
pub(crate) struct Announcements(RwLock<Arc<Vec<Kept>>>);

/// What users see now, by the beginning.
pub fn announcements(app: &App) -> Vec<Announcement> {
    let (kept, now) = (Arc::clone(&app.announcements.0.read()), app.clock.now());
    let shown = kept.iter().filter(|one| one.plan.is_shown(one.ended, now));
    let mut shown: Vec<Announcement> = shown
        .map(|one| Announcement {
            id: one.id,
            plan: Arc::clone(&one.plan),
            phase: one.plan.phase(one.ended, now),
            is_current: one.plan.is_current(one.ended, now),
            updated_at: one.updated_at,
            version: one.version,
        })
        .collect();
    shown.sort_by_key(|one| (one.plan.starts_at, one.id));
    shown
}

/// Reads anew what there is to announce.
pub async fn announcements_take(app: &App) -> Result<(), AppError> {
    let since = app.clock.now() - MAINTENANCE_REMEMBERED;
    let rows = app
        .query(Lane::Fast, move |tx| Ok(maintenance_since(tx, since, KEPT)?))
        .await?;
    let kept: Result<Vec<Kept>, AppError> = rows
        .into_iter()
        .map(|row| {
            Ok(Kept {
                id: row.id,
                plan: Arc::new(plan(&row)?),
                ended: ended(&row),
                updated_at: row.updated_at,
                version: row.version,
            })
        })
        .collect();
    *app.announcements.0.write() = Arc::new(kept?);
    Ok(())
}
