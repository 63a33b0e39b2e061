//! Noting what a report says of one of our letters.

use touchstone_channels::{DeliveryReport, ReportOutcome};
use touchstone_domain::event::{Origin, SystemActor};
use touchstone_domain::id::NotificationId;
use touchstone_domain::mail::{MailReason, MailState};
use touchstone_store::Tx;
use touchstone_store::mail::MailRow;
use touchstone_store::notification::notification_by_id;

use super::mark::letters_of;
use super::take::settle;
use crate::core::{App, AppError, Call, Caller};
use crate::notify::letter_returned;

/// The letter of ours that a report is about: one whose mark was made here and that is still in the outbox.
pub(super) fn letter_reported(
    tx: &mut Tx<'_>,
    app: &App,
    report: &DeliveryReport,
) -> Result<Option<NotificationId>, AppError> {
    for letter in letters_of(&app.keys, &report.marks) {
        if notification_by_id(tx, letter)?.is_some() {
            return Ok(Some(letter));
        }
    }
    Ok(None)
}

/// Settles a report. What it says counts once, however often it comes.
pub(super) async fn note(
    app: &App,
    row: &MailRow,
    report: DeliveryReport,
    letter: NotificationId,
) -> Result<(), AppError> {
    let call = Call::by(Caller::system(SystemActor::Mail, Origin::Mail));
    let row = row.clone();
    app.command(&call, move |cx| {
        if report.outcome == ReportOutcome::Failed {
            letter_returned(cx, letter, report.status)?;
        }
        let about = notification_by_id(cx.tx, letter)?;
        let done = MailRow {
            state: MailState::Refused,
            reason: Some(MailReason::Report),
            letter: Some(letter),
            ticket: about.and_then(|about| about.ticket),
            ..row.clone()
        };
        settle(cx, done)
    })
    .await
}
