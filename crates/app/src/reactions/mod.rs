//! When this happened, do that: readers of the event log, the only coupling between areas.
//!
//! A reaction sees every event once, in order, and keeps its place in the transaction of its effects, so it is
//! idempotent by the event's id. What it does is decided from the event and the records as they stand; it never asks
//! who may, since nobody asks.

mod notify_requester;
mod notify_staff;

use std::sync::Arc;

use touchstone_store::StoreError;
use touchstone_store::reader::{Digest, DigestError, Reader, Step};

use crate::board;
use crate::core::{App, AppError};

/// A reader with what it does.
struct Reaction {
    reader: Reader,
    digest: Digest,
}

fn reactions(app: &App) -> Vec<Reaction> {
    let (requester, staff) = (app.clone(), app.clone());
    vec![
        Reaction {
            reader: notify_requester::READER,
            digest: Arc::new(move |tx, events| {
                events
                    .iter()
                    .try_for_each(|logged| notify_requester::digest(tx, &requester, &logged.event))
                    .map_err(refused)
            }),
        },
        Reaction {
            reader: notify_staff::READER,
            digest: Arc::new(move |tx, events| notify_staff::digest(tx, &staff, events).map_err(refused)),
        },
    ]
}

/// What the reaction of this name does with an event; for reading a dead letter again.
pub(crate) fn digest_of(app: &App, reader: &str) -> Option<Digest> {
    if reader == board::READER.name {
        return board::digest(&app.renderer.zone()).ok();
    }
    reactions(app)
        .into_iter()
        .find(|reaction| reaction.reader.name == reader)
        .map(|reaction| reaction.digest)
}

/// What became of the events there were.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reacted {
    /// Events read by all reactions together.
    pub events: u32,
}

/// Lets every reaction read what is there, until none finds anything more.
pub async fn react(app: &App) -> Result<Reacted, AppError> {
    let mut done = Reacted::default();
    for Reaction { reader, digest } in reactions(app) {
        // A step that found nothing, another holder or a pause ends this round; one that read goes on.
        while let Step::Read { events, .. } = app.store.reader_step(reader, app.clock.now(), &digest).await? {
            done.events += events;
        }
    }
    Ok(done)
}

/// Passes over everything the log holds without reacting: for loaders of history, which nobody is to be told of.
pub async fn pass_over(app: &App) -> Result<(), AppError> {
    for Reaction { reader, .. } in reactions(app) {
        app.store.reader_pass_over(reader, app.clock.now()).await?;
    }
    Ok(())
}

/// Errors of the machinery are tried again as such; everything else is the event's.
fn refused(error: AppError) -> DigestError {
    match error {
        AppError::Busy => DigestError::Store(StoreError::Busy),
        AppError::Unavailable => DigestError::Store(StoreError::Unavailable("while reacting".to_owned())),
        AppError::StorageFull => DigestError::Store(StoreError::Full),
        other => DigestError::Refused(other.to_string()),
    }
}
