//! Looking at what waits: claimed, so that two processes never take one mail twice, and of one sender in order.

use futures::future::join_all;
use touchstone_domain::mail::{MailPlan, MailReason, MailState};
use touchstone_domain::time::Span;
use touchstone_store::Lane;
use touchstone_store::mail::{MailRow, mail_again, mail_claim, mail_next};

use super::look::look;
use super::note::note;
use super::take::{append, open, set_aside};
use crate::core::{App, AppError};

/// Mails looked at side by side, each of another sender.
const AT_ONCE: u32 = 8;
/// Looks that ended with their process, after which a mail is left to people.
const LOOKS: u32 = 5;
/// How long a mail rests that could not be taken now.
const REST: Span = Span::seconds(30);

/// Looks at the next mails; whether more may be waiting.
pub async fn mail_step(app: &App) -> Result<bool, AppError> {
    let now = app.clock.now();
    let next = app.query(Lane::Fast, |tx| Ok(mail_next(tx)?)).await?;
    if next.is_none_or(|next| next > now) {
        return Ok(false);
    }
    let claimed = app
        .store
        .write(move |tx| Ok::<_, AppError>(mail_claim(tx, now, AT_ONCE)?))
        .await?;
    let found = !claimed.is_empty();
    for worked in join_all(claimed.iter().map(|row| work(app, row))).await {
        worked?;
    }
    Ok(found)
}

/// One mail to its end, or to another try. What an error means for it is decided here: a mail is never lost to one.
async fn work(app: &App, row: &MailRow) -> Result<(), AppError> {
    let done = if row.attempts > LOOKS {
        set_aside(app, row, (MailState::Unreadable, MailReason::Crashed), None, None).await
    } else {
        taken(app, row).await
    };
    match done {
        Ok(()) => Ok(()),
        Err(AppError::Conflict { code: "mail_lost" }) => Ok(()),
        Err(error) if is_for_now(&error) => {
            tracing::warn!(mail = %row.id, %error, "a mail is looked at again later");
            again(app, row, error.code()).await
        }
        Err(error) => {
            tracing::warn!(mail = %row.id, %error, "a mail is not taken");
            let why = (MailState::Unreadable, MailReason::NotTaken);
            set_aside(app, row, why, Some(error.code()), None).await
        }
    }
}

async fn taken(app: &App, row: &MailRow) -> Result<(), AppError> {
    let mut looked = match look(app, row).await? {
        Ok(looked) => looked,
        Err(reason) => return set_aside(app, row, (MailState::Unreadable, reason), None, None).await,
    };
    let row = &MailRow {
        spf: looked.checks.spf,
        dkim: looked.checks.dkim,
        dmarc: looked.checks.dmarc,
        checked_by: looked.checks.by,
        ..row.clone()
    };
    let thread = looked.thread.take();
    if let (MailPlan::Note, Some((report, letter))) = (looked.plan, looked.report.take()) {
        return note(app, row, report, letter).await;
    }
    match (looked.plan, thread) {
        // There is a report where that is the plan.
        (MailPlan::Note, thread) => {
            let why = (MailState::Refused, MailReason::Report);
            set_aside(app, row, why, None, thread.as_ref()).await
        }
        (MailPlan::SetAside { state, reason }, thread) => {
            set_aside(app, row, (state, reason), None, thread.as_ref()).await
        }
        (MailPlan::Append, Some(ticket)) => append(app, row, looked, ticket).await,
        (MailPlan::Append, None) => open(app, row, looked, false).await,
        (MailPlan::Open { acknowledge }, _) => open(app, row, looked, acknowledge).await,
    }
}

/// Whether the same look may succeed later without anybody's doing.
fn is_for_now(error: &AppError) -> bool {
    matches!(
        error,
        AppError::Busy | AppError::Unavailable | AppError::StorageFull | AppError::RateLimited { .. }
    )
}

async fn again(app: &App, row: &MailRow, problem: &'static str) -> Result<(), AppError> {
    let (row, at) = (row.clone(), app.clock.now() + REST);
    app.store
        .write(move |tx| Ok::<_, AppError>(mail_again(tx, &row, at, problem)?))
        .await
}
