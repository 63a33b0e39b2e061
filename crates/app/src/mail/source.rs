//! How fetching goes, mailbox by mailbox, for those who keep the product running.

use touchstone_domain::access::Permission;
use touchstone_domain::mail::FetchProblem;
use touchstone_domain::time::Timestamp;
use touchstone_store::Lane;
use touchstone_store::mail_source::mail_source_by_name;

use crate::core::{App, AppError, Caller};

/// A mailbox that mail is fetched from.
#[derive(Debug, Clone)]
pub struct MailSourceEntry {
    /// User, server and folder.
    pub name: String,
    /// The mailbox its messages are taken for.
    pub mailbox: String,
    /// When everything there was last fetched.
    pub fetched_at: Option<Timestamp>,
    pub failed_at: Option<Timestamp>,
    /// Why it is not fetched at the moment.
    pub problem: Option<FetchProblem>,
    /// Attempts in a row that failed.
    pub failures: u32,
    /// Messages kept so far.
    pub taken: i64,
    /// Messages left there, because they are too large or empty.
    pub skipped: i64,
    /// Messages that waited when it was last looked.
    pub behind: i64,
}

/// Every mailbox that mail is fetched from, as configured.
pub async fn mail_sources(app: &App, caller: &Caller) -> Result<Vec<MailSourceEntry>, AppError> {
    caller.actor.holds(Permission::JobManage)?;
    let sources: Vec<_> = app
        .mail
        .sources
        .iter()
        .map(|one| (one.name(), one.mailbox.clone()))
        .collect();
    app.query(Lane::Fast, move |tx| {
        let mut entries = Vec::with_capacity(sources.len());
        for (name, mailbox) in &sources {
            let row = mail_source_by_name(tx, name)?;
            let of =
                |take: fn(&touchstone_store::mail_source::MailSourceRow) -> i64| row.as_ref().map_or(0, take);
            entries.push(MailSourceEntry {
                name: name.clone(),
                mailbox: mailbox.clone(),
                fetched_at: row.as_ref().and_then(|row| row.fetched_at),
                failed_at: row.as_ref().and_then(|row| row.failed_at),
                problem: row.as_ref().and_then(|row| row.problem),
                failures: row.as_ref().map_or(0, |row| row.failures),
                taken: of(|row| row.taken),
                skipped: of(|row| row.skipped),
                behind: of(|row| row.behind),
            });
        }
        Ok(entries)
    })
    .await
}
