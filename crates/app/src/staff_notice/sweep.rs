//! What somebody was told is kept for three months, read or not; the log keeps the events.

use std::collections::BTreeMap;

use touchstone_domain::id::UserId;
use touchstone_domain::time::Span;
use touchstone_store::StoreError;
use touchstone_store::staff_notice::{staff_bell_add, staff_notices_forget};

use crate::core::{App, AppError};

const KEPT: Span = Span::days(90);
const AT_ONCE: u32 = 200;

/// Removes what was told too long ago; how much.
pub(crate) async fn staff_notices_sweep(app: &App) -> Result<u64, AppError> {
    let (now, mut removed) = (app.clock.now(), 0);
    loop {
        let batch = app
            .store
            .write(move |tx| {
                let gone = staff_notices_forget(tx, now - KEPT, AT_ONCE)?;
                let mut bells: BTreeMap<UserId, i64> = BTreeMap::new();
                for (user, unread) in &gone {
                    *bells.entry(*user).or_default() += i64::from(*unread);
                }
                for (user, unread) in bells.into_iter().filter(|(_, unread)| *unread > 0) {
                    staff_bell_add(tx, user, -unread, now)?;
                }
                Ok::<_, StoreError>(gone.len())
            })
            .await?;
        removed += u64::try_from(batch).unwrap_or(u64::MAX);
        if batch < AT_ONCE as usize {
            return Ok(removed);
        }
    }
}
