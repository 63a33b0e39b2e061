use axum::extract::State;
use serde::{Deserialize, Serialize};
use touchstone_app::mail::{self as app, MailQuery};
use touchstone_domain::mail::MailState;
use touchstone_domain::time::Timestamp;
use utoipa::ToSchema;

use super::Mail;
use crate::access::{Granted, may};
use crate::api::answer::{Page, Plain};
use crate::api::schema;
use crate::failure::Failure;
use crate::query::Query;
use crate::state::WebState;

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct MailFilter {
    #[param(value_type = Option<schema::MailState>)]
    state: Option<MailState>,
    /// Records on a page, 1 to 200; 50 without.
    limit: Option<u32>,
    cursor: Option<String>,
}

/// How much mail is in each state, counted up to 1000.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MailCounts {
    waiting: i64,
    done: i64,
    refused: i64,
    unreadable: i64,
    quarantined: i64,
    dropped: i64,
    /// Since when the mail that waits longest does.
    #[schema(value_type = Option<schema::Time>)]
    waiting_since: Option<Timestamp>,
    /// The addresses that mail is taken for.
    mailboxes: Vec<String>,
}

/// Mail that came in, newest first.
#[utoipa::path(get, path = "/api/v1/mail", tag = "operation", params(MailFilter),
    responses((status = 200, body = Page<Mail>)))]
pub(super) async fn mail_in_list(
    by: Granted<may::ManageJobs>,
    Query(filter): Query<MailFilter>,
    State(state): State<WebState>,
) -> Result<Page<Mail>, Failure> {
    let query = MailQuery {
        state: filter.state,
        limit: filter.limit,
        cursor: filter.cursor,
    };
    let page = app::mail_queue(&state.app, &by.caller, query).await?;
    Ok(Page {
        items: page.items.into_iter().map(Mail::from).collect(),
        next_cursor: page.next_cursor,
    })
}

/// How much mail waits, was taken, was set aside.
#[utoipa::path(get, path = "/api/v1/mail/backlog", tag = "operation",
    responses((status = 200, body = MailCounts)))]
pub(super) async fn mail_in_backlog(
    by: Granted<may::ManageJobs>,
    State(state): State<WebState>,
) -> Result<Plain<MailCounts>, Failure> {
    let backlog = app::mail_backlog(&state.app, &by.caller).await?;
    let of = |wanted: MailState| {
        let found = backlog.counts.iter().find(|(state, _)| *state == wanted);
        found.map_or(0, |(_, n)| *n)
    };
    Ok(Plain(MailCounts {
        waiting: of(MailState::Waiting),
        done: of(MailState::Done),
        refused: of(MailState::Refused),
        unreadable: of(MailState::Unreadable),
        quarantined: of(MailState::Quarantined),
        dropped: of(MailState::Dropped),
        waiting_since: backlog.waiting_since,
        mailboxes: backlog.mailboxes,
    }))
}
