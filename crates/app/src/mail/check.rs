//! Who the sender of a mail is: as the mail server in front has found out, or as we find out ourselves where mail is handed over
//! without one.

use touchstone_channels::{HandedBy, MailContent};
use touchstone_domain::mail::{CheckResult, CheckedBy, SenderChecks, sender_checks};
use touchstone_store::mail::MailRow;

use super::keep::{as_handed, head_open};
use crate::core::{App, AppError};

/// What is known of a sender. What cannot be found out stands there as such and holds nothing up for longer than the checker's
/// patience.
pub(super) async fn checks(
    app: &App,
    row: &MailRow,
    content: &MailContent,
    raw: &[u8],
) -> Result<SenderChecks, AppError> {
    if let Some(server) = &app.mail.checked_by {
        return Ok(sender_checks(&content.head.fields, server));
    }
    let Some(checker) = app.mail.checker.clone() else {
        return Ok(SenderChecks::default());
    };
    let head = head_open(app, row.id, row.data_key.as_deref(), row.head.as_deref())?;
    let Some(handed) = head.and_then(|head| head.handed) else {
        return Ok(SenderChecks::default());
    };
    let (id, raw) = (row.id, raw.to_vec());
    let author = content.head.from.as_ref().map(|party| party.address.clone());
    // Hashing takes a while, and whatever a stranger's bytes make of a parser happens apart.
    let runtime = tokio::runtime::Handle::current();
    let checking = tokio::task::spawn_blocking(move || {
        let by = HandedBy {
            address: handed.address,
            helo: &handed.helo,
            from: &handed.from,
        };
        runtime.block_on(checker.check(by, as_handed(&raw), author.as_deref()))
    });
    Ok(checking.await.unwrap_or_else(|error| {
        tracing::error!(mail = %id, %error, "checking a sender ended in a panic");
        SenderChecks {
            spf: Some(CheckResult::Error),
            dkim: Some(CheckResult::Error),
            dmarc: Some(CheckResult::Error),
            by: Some(CheckedBy::Here),
        }
    }))
}
