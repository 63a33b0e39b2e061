//! What is nothing is not kept for ever: the bytes of refused and dropped mail go after a time. What waits for a person
//! stays, and what became part of a ticket goes with it.

use touchstone_domain::mail::MailState;
use touchstone_domain::time::Span;
use touchstone_store::mail::{mail_forget, mail_over};

use crate::core::{App, AppError};

/// How long the bytes of mail that is nothing are kept.
const KEPT: Span = Span::days(90);
const AT_ONCE: u32 = 100;

/// Destroys the bytes of mail whose time is over; how many.
pub(crate) async fn mails_forget(app: &App) -> Result<u64, AppError> {
    let refused = forget(app, MailState::Refused).await?;
    Ok(refused + forget(app, MailState::Dropped).await?)
}

async fn forget(app: &App, state: MailState) -> Result<u64, AppError> {
    let before = app.clock.now() - KEPT;
    let mut forgotten = 0;
    loop {
        let batch = app
            .store
            .write(move |tx| {
                let over = mail_over(tx, state, before, AT_ONCE)?;
                for id in &over {
                    mail_forget(tx, *id)?;
                }
                Ok::<_, AppError>(over.len())
            })
            .await?;
        forgotten += batch as u64;
        if batch < AT_ONCE as usize {
            return Ok(forgotten);
        }
    }
}
