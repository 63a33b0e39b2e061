use axum::extract::State;
use serde::Serialize;
use touchstone_app::mail::{MailSourceEntry, mail_sources};
use touchstone_domain::mail::FetchProblem;
use touchstone_domain::time::Timestamp;
use utoipa::ToSchema;

use crate::access::{Granted, may};
use crate::api::answer::Page;
use crate::api::schema;
use crate::failure::Failure;
use crate::state::WebState;

/// A mailbox of another server that mail is fetched from.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MailSource {
    /// User, server and folder.
    name: String,
    /// The mailbox its messages are taken for.
    mailbox: String,
    /// When everything there was last fetched.
    #[schema(value_type = Option<schema::Time>)]
    fetched_at: Option<Timestamp>,
    #[schema(value_type = Option<schema::Time>)]
    failed_at: Option<Timestamp>,
    /// Why it is not fetched at the moment; `null` while it is.
    #[schema(value_type = Option<schema::FetchProblem>)]
    problem: Option<FetchProblem>,
    /// Attempts in a row that failed.
    failures: u32,
    /// Messages kept so far.
    taken: i64,
    /// Messages left there, because they are too large or empty.
    skipped: i64,
    /// Messages that waited when it was last looked.
    behind: i64,
}

impl From<MailSourceEntry> for MailSource {
    fn from(entry: MailSourceEntry) -> Self {
        Self {
            name: entry.name,
            mailbox: entry.mailbox,
            fetched_at: entry.fetched_at,
            failed_at: entry.failed_at,
            problem: entry.problem,
            failures: entry.failures,
            taken: entry.taken,
            skipped: entry.skipped,
            behind: entry.behind,
        }
    }
}

/// The mailboxes that mail is fetched from, as configured, and how that goes.
#[utoipa::path(get, path = "/api/v1/mail/sources", tag = "operation", responses((status = 200, body = Page<MailSource>)))]
pub(super) async fn mail_source_list(
    by: Granted<may::ManageJobs>,
    State(state): State<WebState>,
) -> Result<Page<MailSource>, Failure> {
    let sources = mail_sources(&state.app, &by.caller).await?;
    Ok(Page {
        items: sources.into_iter().map(MailSource::from).collect(),
        next_cursor: None,
    })
}
