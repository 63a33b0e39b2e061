//! How many tickets saved lists show: looked for up to what is shown of it and over a bounded number of rows, and kept for a moment,
//! so that a desk with many lists that is looked at all the time costs what one look costs.

use std::collections::HashMap;

use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use touchstone_domain::id::{SavedViewId, UserId};
use touchstone_domain::time::{Span, Timestamp};
use touchstone_store::Tx;

use super::read::SavedView;
use crate::core::{Actor, AppError};
use crate::ticket::{ListQuery, ticket_count};

/// Counts are told up to here.
pub const COUNT_SHOWN: u32 = 99;
/// How long a count is told again.
const KEPT_FOR: Span = Span::seconds(10);
/// Rows looked at for one list, and for all lists of one look.
const ROWS_OF_ONE: usize = 2_000;
const ROWS_OF_ALL: usize = 10_000;
/// Counts kept at most.
const KEPT_MAX: usize = 20_000;

/// How many tickets a saved list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewCount {
    /// At most [`COUNT_SHOWN`].
    pub count: u32,
    /// There may be more.
    pub more: bool,
}

struct Kept {
    at: Timestamp,
    version: i64,
    count: ViewCount,
}

/// The counts this process has told a moment ago.
#[derive(Default)]
pub(crate) struct ViewCounts(Mutex<HashMap<(UserId, SavedViewId), Kept>>);

impl ViewCounts {
    /// Fills in the counts of these lists, as far as one look may cost.
    pub(super) fn count(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        views: &mut [SavedView],
        now: Timestamp,
    ) -> Result<(), AppError> {
        let user = actor.user()?.id;
        let mut left = ROWS_OF_ALL;
        for view in views {
            view.count = self.kept(user, view, now);
            if view.count.is_some() || left == 0 {
                continue;
            }
            let rows = ROWS_OF_ONE.min(left);
            left -= rows;
            let count = counted(tx, actor, view, rows)?;
            self.keep(user, view, count, now);
            view.count = Some(count);
        }
        Ok(())
    }

    fn kept(&self, user: UserId, view: &SavedView, now: Timestamp) -> Option<ViewCount> {
        let kept = self.0.lock();
        let kept = kept.get(&(user, view.id))?;
        let fresh = kept.version == view.version && now < kept.at + KEPT_FOR && kept.at <= now;
        fresh.then_some(kept.count)
    }

    fn keep(&self, user: UserId, view: &SavedView, count: ViewCount, now: Timestamp) {
        let mut kept = self.0.lock();
        if kept.len() >= KEPT_MAX {
            kept.clear();
        }
        let version = view.version;
        kept.insert(
            (user, view.id),
            Kept {
                at: now,
                version,
                count,
            },
        );
    }
}

fn counted(tx: &mut Tx<'_>, actor: &Actor, view: &SavedView, rows: usize) -> Result<ViewCount, AppError> {
    let pairs = view
        .filter
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()));
    let order = [("sort", view.sort.as_str())];
    // A condition that an older version understood and this one does not shows nothing.
    let Ok(query) = ListQuery::parse(pairs.chain(order)) else {
        return Ok(ViewCount {
            count: 0,
            more: false,
        });
    };
    let query = ListQuery {
        limit: COUNT_SHOWN,
        ..query
    };
    let (count, more) = ticket_count(tx, &query, actor, rows)?;
    Ok(ViewCount {
        count: u32::try_from(count).unwrap_or(COUNT_SHOWN),
        more,
    })
}
