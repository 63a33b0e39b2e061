//! How much is waiting, for whoever watches an installation. Counts go to a bound and no further, so that looking costs
//! the same however bad things are.

use touchstone_domain::time::Timestamp;

use crate::{StoreError, Tx, sql};

/// Nothing is counted beyond this.
pub const COUNTED_AT_MOST: i64 = 10_000;

sql!(
    JOBS_WAITING = "SELECT COUNT(*) AS n FROM
     (SELECT id FROM job WHERE state = 'queued' ORDER BY run_at, id LIMIT ?1) AS counted"
);
sql!(
    JOBS_DEAD = "SELECT COUNT(*) AS n FROM
     (SELECT id FROM job WHERE state = 'dead' ORDER BY id LIMIT ?1) AS counted"
);
sql!(
    TIMERS_DUE = "SELECT COUNT(*) AS n FROM
     (SELECT subject FROM timer WHERE wake_at <= ?1 ORDER BY wake_at, kind, subject LIMIT ?2) AS counted"
);
sql!(
    TIMERS_FAILING = "SELECT COUNT(*) AS n FROM
     (SELECT subject FROM timer WHERE attempts > 0 ORDER BY wake_at, kind, subject LIMIT ?1) AS counted"
);
sql!(
    DEAD_LETTERS = "SELECT COUNT(*) AS n FROM
     (SELECT pos FROM dead_letter ORDER BY at, reader, pos LIMIT ?1) AS counted"
);

sql!(
    MAIL_WAITING = "SELECT COUNT(*) AS n FROM
     (SELECT id FROM mail WHERE state = 'waiting' ORDER BY run_at, id LIMIT ?1) AS counted"
);
sql!(
    MAIL_UNREADABLE = "SELECT COUNT(*) AS n FROM
     (SELECT id FROM mail WHERE state = 'unreadable' ORDER BY id LIMIT ?1) AS counted"
);
sql!(
    MAIL_QUARANTINED = "SELECT COUNT(*) AS n FROM
     (SELECT id FROM mail WHERE state = 'quarantined' ORDER BY id LIMIT ?1) AS counted"
);

sql!(
    DELIVERIES_WAITING = "SELECT COUNT(*) AS n FROM
     (SELECT id FROM webhook_delivery WHERE state = 'waiting' ORDER BY settled_at, id LIMIT ?1) AS counted"
);
sql!(
    DELIVERIES_DEAD = "SELECT COUNT(*) AS n FROM
     (SELECT id FROM webhook_delivery WHERE state = 'dead' ORDER BY settled_at, id LIMIT ?1) AS counted"
);
// There are few of them, stopped or not.
sql!(
    WEBHOOKS_STOPPED = "SELECT COUNT(*) AS n FROM (SELECT id FROM webhook
     WHERE archived_at IS NULL AND (state = 'failing' OR state = 'gone') LIMIT ?1) AS counted"
);

/// What waits in the database.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Backlog {
    pub jobs_waiting: i64,
    /// Given up; somebody has to look.
    pub jobs_dead: i64,
    pub timers_due: i64,
    /// Tried in vain and tried again later.
    pub timers_failing: i64,
    /// Events a reader has set aside.
    pub dead_letters: i64,
    /// Received mail that nobody has looked at yet.
    pub mail_waiting: i64,
    /// Received mail that could not be taken, or that a person decides about.
    pub mail_unreadable: i64,
    pub mail_quarantined: i64,
    /// Events on their way to other systems.
    pub deliveries_waiting: i64,
    pub deliveries_dead: i64,
    /// Systems that took nothing for days, or are gone.
    pub webhooks_stopped: i64,
}

/// What waits now, each to [`COUNTED_AT_MOST`].
pub fn backlog(tx: &mut Tx<'_>, now: Timestamp) -> Result<Backlog, StoreError> {
    let bound = COUNTED_AT_MOST;
    let mut count = |sql, values: &[&dyn crate::ToValue]| {
        let n = tx.query_one(sql, values, |row| row.get::<i64>("n"))?;
        Ok::<_, StoreError>(n.unwrap_or(0))
    };
    Ok(Backlog {
        jobs_waiting: count(&JOBS_WAITING, &[&bound])?,
        jobs_dead: count(&JOBS_DEAD, &[&bound])?,
        timers_due: count(&TIMERS_DUE, &[&now, &bound])?,
        timers_failing: count(&TIMERS_FAILING, &[&bound])?,
        dead_letters: count(&DEAD_LETTERS, &[&bound])?,
        mail_waiting: count(&MAIL_WAITING, &[&bound])?,
        mail_unreadable: count(&MAIL_UNREADABLE, &[&bound])?,
        mail_quarantined: count(&MAIL_QUARANTINED, &[&bound])?,
        deliveries_waiting: count(&DELIVERIES_WAITING, &[&bound])?,
        deliveries_dead: count(&DELIVERIES_DEAD, &[&bound])?,
        webhooks_stopped: count(&WEBHOOKS_STOPPED, &[&bound])?,
    })
}
