//! Mailboxes that mail is fetched from: the place in each, how it goes, and who fetches. Only whoever holds a mailbox moves its
//! place, so that two processes never fetch side by side.

use touchstone_domain::mail::FetchProblem;
use touchstone_domain::time::Timestamp;

use crate::{StoreError, Tx, record, sql};

record! {
    /// A mailbox that mail is fetched from.
    #[derive(PartialEq, Eq)]
    pub struct MailSourceRow {
        pub name: String,
        /// The server's numbering; none before the first fetch.
        pub validity: Option<u32>,
        /// The last number that is dealt with.
        pub place: u32,
        /// When it was first looked for mail.
        pub began_at: Timestamp,
        /// When everything there was fetched.
        pub fetched_at: Option<Timestamp>,
        pub failed_at: Option<Timestamp>,
        /// Why the last attempt failed; none since one succeeded.
        pub problem: Option<FetchProblem>,
        /// Attempts in a row that failed.
        pub failures: u32,
        /// Messages kept.
        pub taken: i64,
        /// Messages left where they are, because they are too large or empty.
        pub skipped: i64,
        /// Messages that waited when it was last looked.
        pub behind: i64,
        pub holder: i64,
        pub held_until: Timestamp,
    }
}

macro_rules! columns {
    () => {
        "name, validity, place, began_at, fetched_at, failed_at, problem, failures, taken, skipped, behind, holder, held_until"
    };
}

sql!(
    MAIL_SOURCE_HOLD =
        "INSERT INTO mail_source (name, place, began_at, failures, taken, skipped, behind, holder, held_until)
     VALUES (?1, 0, ?2, 0, 0, 0, 0, ?3, ?4)
     ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, held_until = excluded.held_until
        WHERE mail_source.holder = excluded.holder OR mail_source.held_until < ?2"
);
sql!(MAIL_SOURCE_LEAVE = "UPDATE mail_source SET held_until = ?3 WHERE name = ?1 AND holder = ?2");
sql!(MAIL_SOURCE_BY_NAME = concat!("SELECT ", columns!(), " FROM mail_source WHERE name = ?1"));
sql!(
    MAIL_SOURCE_MOVE = "UPDATE mail_source SET validity = ?3, place = ?4, taken = taken + ?5, skipped = skipped + ?6, behind = ?7
     WHERE name = ?1 AND holder = ?2"
);
sql!(
    MAIL_SOURCE_DONE = "UPDATE mail_source SET fetched_at = ?3, problem = NULL, failures = 0, behind = 0
     WHERE name = ?1 AND holder = ?2"
);
sql!(
    MAIL_SOURCE_FAILED = "UPDATE mail_source SET failed_at = ?3, problem = ?4, failures = failures + 1
     WHERE name = ?1 AND holder = ?2"
);

/// Takes a mailbox, or keeps it; false while another process has it.
pub fn mail_source_hold(
    tx: &mut Tx<'_>,
    name: &str,
    holder: i64,
    now: Timestamp,
    until: Timestamp,
) -> Result<bool, StoreError> {
    Ok(tx.execute(&MAIL_SOURCE_HOLD, &[&name, &now, &holder, &until])? == 1)
}

/// Lets a mailbox go, for another process to take.
pub fn mail_source_leave(tx: &mut Tx<'_>, name: &str, holder: i64, now: Timestamp) -> Result<(), StoreError> {
    tx.execute(&MAIL_SOURCE_LEAVE, &[&name, &holder, &now])?;
    Ok(())
}

pub fn mail_source_by_name(tx: &mut Tx<'_>, name: &str) -> Result<Option<MailSourceRow>, StoreError> {
    tx.query_one(&MAIL_SOURCE_BY_NAME, &[&name], MailSourceRow::from_row)
}

/// How a message was dealt with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MailSourceMove {
    pub validity: u32,
    /// Its number.
    pub place: u32,
    pub taken: i64,
    pub skipped: i64,
    /// How many still wait.
    pub behind: i64,
}

/// Moves the place; false when another process holds the mailbox by now.
pub fn mail_source_move(
    tx: &mut Tx<'_>,
    name: &str,
    holder: i64,
    to: MailSourceMove,
) -> Result<bool, StoreError> {
    let params: &[&dyn crate::ToValue] = &[
        &name,
        &holder,
        &to.validity,
        &to.place,
        &to.taken,
        &to.skipped,
        &to.behind,
    ];
    Ok(tx.execute(&MAIL_SOURCE_MOVE, params)? == 1)
}

/// Notes that everything there was fetched.
pub fn mail_source_done(tx: &mut Tx<'_>, name: &str, holder: i64, now: Timestamp) -> Result<(), StoreError> {
    tx.execute(&MAIL_SOURCE_DONE, &[&name, &holder, &now])?;
    Ok(())
}

/// Notes that a fetch failed.
pub fn mail_source_failed(
    tx: &mut Tx<'_>,
    name: &str,
    holder: i64,
    now: Timestamp,
    problem: FetchProblem,
) -> Result<(), StoreError> {
    tx.execute(&MAIL_SOURCE_FAILED, &[&name, &holder, &now, &problem])?;
    Ok(())
}
