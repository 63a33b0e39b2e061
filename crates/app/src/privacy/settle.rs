//! What follows an erasure outside its transaction: the bytes of files, the database's log, the list beside the key ring.
//! Each part may be had twice; an erasure counts as settled when all were had.

use touchstone_domain::id::{FileId, Id, TicketId};
use touchstone_domain::time::Timestamp;
use touchstone_store::Lane;
use touchstone_store::erasure::{blob_forget, blobs_condemned, erasure_settle, erasures_open};
use touchstone_store::retention::{ticket_erasure_settle, ticket_erasures_open};

use super::list::{ErasureLine, ErasureList};
use crate::core::{App, AppError};

/// Erasures or files taken at once.
const AT_ONCE: u32 = 200;

/// Settles every erasure that is open. Called after each, at the start and by housekeeping.
pub async fn erasures_settle(app: &App) -> Result<(), AppError> {
    blobs_remove(app).await?;
    tickets_settle(app).await?;
    loop {
        let open = app
            .query(Lane::Fast, |tx| Ok(erasures_open(tx, AT_ONCE)?))
            .await?;
        if open.is_empty() {
            return Ok(());
        }
        let lines = open.iter().map(|row| ErasureLine::Person {
            person: row.person,
            at: row.at,
        });
        list_append(app, lines.collect()).await?;
        if !app.store.flush().await? {
            return Err(AppError::Busy);
        }
        let now = app.clock.now();
        app.store
            .write(move |tx| {
                for row in &open {
                    erasure_settle(tx, row.person, row.at, now)?;
                }
                Ok::<_, AppError>(())
            })
            .await?;
    }
}

/// The same for tickets whose texts were destroyed.
async fn tickets_settle(app: &App) -> Result<(), AppError> {
    loop {
        let open = app
            .query(Lane::Fast, |tx| Ok(ticket_erasures_open(tx, AT_ONCE)?))
            .await?;
        if open.is_empty() {
            return Ok(());
        }
        let line = |(ticket, at): &(TicketId, Timestamp)| ErasureLine::Ticket {
            ticket: *ticket,
            at: *at,
        };
        list_append(app, open.iter().map(line).collect()).await?;
        if !app.store.flush().await? {
            return Err(AppError::Busy);
        }
        let now = app.clock.now();
        app.store
            .write(move |tx| {
                for (ticket, at) in &open {
                    ticket_erasure_settle(tx, *ticket, *at, now)?;
                }
                Ok::<_, AppError>(())
            })
            .await?;
    }
}

async fn list_append(app: &App, lines: Vec<ErasureLine>) -> Result<(), AppError> {
    let Some(list) = ErasureList::beside(&app.keys) else {
        return Ok(());
    };
    let written = tokio::task::spawn_blocking(move || list.append(&lines)).await;
    written
        .map_err(|error| AppError::Internal(format!("the list of erasures: {error}")))?
        .map_err(|error| AppError::Internal(format!("the list of erasures cannot be written: {error}")))
}

/// Removes the bytes of files whose rows are gone.
async fn blobs_remove(app: &App) -> Result<(), AppError> {
    let mut after = FileId::from_raw(i64::MIN);
    loop {
        let from = after;
        let files = app
            .query(Lane::Fast, move |tx| Ok(blobs_condemned(tx, from, AT_ONCE)?))
            .await?;
        let Some(last) = files.last() else { return Ok(()) };
        after = *last;
        for file in files {
            let removed = app.blobs.delete(&file.to_string()).await;
            removed
                .map_err(|error| AppError::Internal(format!("a file's bytes cannot be removed: {error}")))?;
            app.store
                .write(move |tx| Ok::<_, AppError>(blob_forget(tx, file)?))
                .await?;
        }
    }
}
