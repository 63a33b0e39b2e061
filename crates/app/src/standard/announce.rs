//! Versions come into force by the time alone: whoever asks for the version in force finds it. What has to be told about it
//! is told here, once, by whichever process is first.

use touchstone_domain::event::{EventBody, Origin, Subject, SystemActor};
use touchstone_store::Lane;
use touchstone_store::standard_document::{document_lock, document_save, document_unannounced};
use touchstone_store::standard_reader::review_tell;

use super::duty::review_to_tell;
use crate::core::{App, AppError, Call, Caller};

/// Tells of versions that have come into force; whether there was one.
pub async fn standard_step(app: &App) -> Result<bool, AppError> {
    let now = app.clock.now();
    let due = app
        .query(Lane::Fast, move |tx| Ok(document_unannounced(tx, now)?))
        .await?;
    let found = !due.is_empty();
    for version in due {
        let call = Call::by(Caller::system(SystemActor::Timer, Origin::Timer));
        app.command(&call, move |cx| {
            let Some(mut row) = document_lock(cx.tx, version.id)? else {
                return Ok(());
            };
            let comes = row.effective_from.is_some_and(|from| from <= cx.now);
            if comes && row.announced_at.is_none() {
                row.announced_at = Some(cx.now);
                document_save(cx.tx, &row)?;
                cx.emit(Subject::Standard(row.id), EventBody::StandardInForce)?;
            }
            Ok(())
        })
        .await?;
    }
    review_step(app).await?;
    Ok(found)
}

/// Calls for the review of the version in force, once for each time it is due.
async fn review_step(app: &App) -> Result<(), AppError> {
    let (handle, now) = (app.clone(), app.clock.now());
    let due = app
        .query(Lane::Fast, move |tx| review_to_tell(tx, &handle, now))
        .await?;
    let Some(review) = due else { return Ok(()) };
    let call = Call::by(Caller::system(SystemActor::Timer, Origin::Timer));
    app.command(&call, move |cx| {
        if review_tell(cx.tx, review.standard, review.due)? {
            let due = review.due;
            cx.emit(
                Subject::Standard(review.standard),
                EventBody::StandardReviewDue { due },
            )?;
        }
        Ok(())
    })
    .await
}
