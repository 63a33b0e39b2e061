//! `/admin/backups`: where backups go, and what became of each.

use serde::Serialize;
use touchstone_domain::time::{Span, Timestamp};

use super::{Code, View};

#[derive(Clone, Debug, Serialize)]
pub struct BackupsView {
    /// None where no place for backups is configured.
    pub place: Option<BackupPlace>,
    pub backups: Vec<BackupLine>,
    pub next: Option<String>,
}

impl View for BackupsView {
    const TEMPLATE: &'static str = "admin/backups.html";
}

/// What the configuration says.
#[derive(Clone, Debug, Serialize)]
pub struct BackupPlace {
    pub dir: String,
    pub every: Span,
    /// Days and weeks whose newest backup is kept.
    pub daily: u32,
    pub weekly: u32,
    pub sealed: bool,
}

/// One backup, newest first.
#[derive(Clone, Debug, Serialize)]
pub struct BackupLine {
    pub id: String,
    /// `queued`, `running`, `completed`, `failed` or `removed`.
    pub state: Code,
    /// `scheduled` or `asked`.
    pub cause: Code,
    pub at: Timestamp,
    /// Of the step it is in.
    pub percent: Option<u8>,
    pub file: Option<String>,
    /// Bytes.
    pub size: Option<u64>,
    pub rows: Option<i64>,
    pub files: Option<i64>,
    pub problem: Option<String>,
}
