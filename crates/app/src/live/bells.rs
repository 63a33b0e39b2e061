//! The tail's ear for what members of staff are told: whose count of unread ones has changed since it last looked.

use std::collections::HashMap;

use touchstone_domain::id::{Id, UserId};
use touchstone_domain::time::{Span, Timestamp};
use touchstone_store::Lane;
use touchstone_store::staff_notice::staff_bells_touched;

use crate::core::{App, AppError};

/// Rows read at once.
const PAGE: u32 = 500;
/// A row may be committed a little after the time it carries: the last stretch is read again.
const OVERLAP: Span = Span::seconds(3);

/// What is known of everybody's count.
pub(super) struct Bells {
    versions: HashMap<UserId, i64>,
    read_to: Timestamp,
}

impl Bells {
    pub(super) fn new(now: Timestamp) -> Self {
        Self {
            versions: HashMap::new(),
            read_to: now,
        }
    }

    /// Takes in what changed since and answers whose count is which now.
    pub(super) async fn look(&mut self, app: &App) -> Result<Vec<(UserId, u32)>, AppError> {
        let (mut after, mut rung) = ((self.read_to - OVERLAP, UserId::from_raw(0)), Vec::new());
        loop {
            let rows = app
                .query(Lane::Fast, move |tx| Ok(staff_bells_touched(tx, after, PAGE)?))
                .await?;
            let more = rows.len() >= PAGE as usize;
            for row in rows {
                after = (row.touched_at, row.user_id);
                if self.versions.insert(row.user_id, row.version) != Some(row.version) {
                    rung.push((row.user_id, u32::try_from(row.unread.max(0)).unwrap_or(u32::MAX)));
                }
            }
            if !more {
                break;
            }
        }
        self.read_to = self.read_to.max(after.0);
        Ok(rung)
    }
}
