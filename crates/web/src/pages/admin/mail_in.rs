//! Mail that came in: what waits, what was set aside and why, and what a person decides about it.

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use serde_json::Value;
use touchstone_app::mail::{self as app, MailEntry, MailQuery, MailSourceEntry};
use touchstone_domain::access::{Permission, Scope};
use touchstone_domain::id::MailId;
use touchstone_domain::mail::MailState;
use touchstone_render::view::{MailCount, MailInOneView, MailInView, MailLine, MailSourceLine, Problems};

use super::record_problems;
use crate::access::{Granted, may};
use crate::body::Form;
use crate::export;
use crate::failure::Failure;
use crate::page::{Page, Reader, page};
use crate::pages::again::{about_the_form, again};
use crate::pages::shared::{done, notices, typed};
use crate::path::At;
use crate::query::Query;
use crate::route::Route;
use crate::state::WebState;

const PATH: &str = "/admin/mail-in";

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get(PATH, mails),
        Route::get("/admin/mail-in/{id}", mail),
        Route::get("/admin/mail-in/{id}/raw", mail_raw).carrying_files(),
        Route::post("/admin/mail-in/{id}/retry", mail_retry),
        Route::post("/admin/mail-in/{id}/drop", mail_drop),
    ]
}

#[derive(Debug, Deserialize)]
struct Shown {
    state: Option<MailState>,
    cursor: Option<String>,
}

async fn mails(
    by: Granted<may::ManageJobs>,
    Query(shown): Query<Shown>,
    State(state): State<WebState>,
) -> Page {
    let query = MailQuery {
        state: shown.state,
        limit: None,
        cursor: shown.cursor,
    };
    let found = app::mail_queue(&state.app, &by.caller, query).await?;
    let backlog = app::mail_backlog(&state.app, &by.caller).await?;
    let narrowed = shown
        .state
        .map(|state| format!("state={state}&"))
        .unwrap_or_default();
    let sources = app::mail_sources(&state.app, &by.caller).await?;
    let view = MailInView {
        mailboxes: backlog.mailboxes,
        sources: sources.into_iter().map(source).collect(),
        waiting_since: backlog.waiting_since,
        counts: backlog
            .counts
            .into_iter()
            .map(|(of, n)| MailCount {
                state: of.as_str().into(),
                n,
                chosen: shown.state == Some(of),
            })
            .collect(),
        narrowed: shown.state.is_some(),
        mails: found.items.into_iter().map(line).collect(),
        next: found
            .next_cursor
            .map(|cursor| format!("{PATH}?{narrowed}cursor={cursor}")),
    };
    page(&state, &notices(by.frame(&state), &state.renderer), &view)
}

fn source(entry: MailSourceEntry) -> MailSourceLine {
    MailSourceLine {
        name: entry.name,
        mailbox: entry.mailbox,
        fetched_at: entry.fetched_at,
        failed_at: entry.failed_at.filter(|_| entry.problem.is_some()),
        problem: entry.problem.map(|problem| problem.as_str().into()),
        taken: entry.taken,
        skipped: entry.skipped,
        behind: entry.behind,
    }
}

async fn mail(by: Granted<may::ManageJobs>, At(id): At<MailId>, State(state): State<WebState>) -> Page {
    let view = view(&state, &by, id, String::new(), Problems::default()).await?;
    page(&state, &notices(by.frame(&state), &state.renderer), &view)
}

async fn view(
    state: &WebState,
    by: &Granted<may::ManageJobs>,
    id: MailId,
    reason: String,
    problems: Problems,
) -> Result<MailInOneView, Failure> {
    let entry = app::mail_get(&state.app, &by.caller, id).await?;
    let settled = matches!(entry.state, MailState::Done | MailState::Waiting);
    Ok(MailInOneView {
        may_decide: entry.readable && !settled,
        may_read: entry.readable && by.user.grants.scope(Permission::PersonReveal) == Some(Scope::All),
        mail: line(entry),
        reason,
        problems,
    })
}

fn line(entry: MailEntry) -> MailLine {
    MailLine {
        id: entry.id.to_string(),
        mailbox: entry.mailbox,
        state: entry.state.as_str().into(),
        reason: entry.reason.map(|reason| reason.as_str().into()),
        size: u64::try_from(entry.size).unwrap_or_default(),
        received_at: entry.received_at,
        settled_at: entry.settled_at,
        copies: entry.copies,
        from: entry.from,
        subject: entry.subject,
        ticket: entry.ticket.map(|ticket| ticket.to_string()),
        other_sender: entry.other_sender,
        sender: entry.checks.standing().as_str().into(),
        checked_by: entry.checks.by.map(|by| by.as_str().into()),
        checks: [
            ("spf", entry.checks.spf),
            ("dkim", entry.checks.dkim),
            ("dmarc", entry.checks.dmarc),
        ]
        .into_iter()
        .filter_map(|(name, found)| Some((name.to_owned(), found?.as_str().into())))
        .collect(),
        released: entry.released,
        problem: entry.problem,
        note: entry.note,
        readable: entry.readable,
    }
}

async fn mail_raw(
    by: Granted<may::ManageJobs>,
    At(id): At<MailId>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    export::mail(&by, &state, id).await
}

async fn mail_retry(
    by: Granted<may::ManageJobs>,
    At(id): At<MailId>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    app::mail_retry(&state.app, &by.call_with(&form), id).await?;
    Ok(done(&format!("{PATH}/{id}"), "mail_retried"))
}

async fn mail_drop(
    by: Granted<may::ManageJobs>,
    At(id): At<MailId>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let reason = typed(&form.typed, "reason");
    let Err(error) = app::mail_drop(&state.app, &by.call_with(&form), id, &reason).await else {
        return Ok(done(&format!("{PATH}/{id}"), "mail_dropped"));
    };
    let failure = about_the_form(error.into())?;
    let view = view(&state, &by, id, reason, record_problems(&failure)).await?;
    again(&state, by.frame(&state), &format!("{PATH}/{id}"), &view, &failure)
}
