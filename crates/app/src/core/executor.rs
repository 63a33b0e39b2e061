//! The one way anything changes: a command in a transaction, with its idempotency key.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;
use touchstone_domain::event::ActorRef;
use touchstone_domain::id::{Id, PersonId, TicketId};
use touchstone_domain::time::{Span, Timestamp};
use touchstone_store::idempotency::{Stored, idempotency_about, idempotency_find, idempotency_insert};
use touchstone_store::{Lane, Tx};
use tracing::Instrument as _;

use super::cx::IdTape;
use super::{App, AppError, Call, Cx};
use crate::keys::sealed_version;

/// How long an answer is kept for a repeated call.
const IDEMPOTENCY_KEPT: Span = Span::hours(24);
/// What stored answers are sealed under; see [`crate::keys`].
pub(crate) const IDEMPOTENCY_PURPOSE: &str = "idempotency-answer";

/// Of spans that are made to be exported and never to be read in a log, here and in `channels`.
const TRACE: &str = "touchstone::trace";

impl App {
    /// Runs a command in one transaction. With an idempotency key, a repeated call gets the first answer and changes
    /// nothing; the same key with another body is refused. An error or a panic in the command leaves nothing behind.
    pub async fn command<T, F>(&self, call: &Call, command: F) -> Result<T, AppError>
    where
        T: Serialize + DeserializeOwned + Send + 'static,
        F: Fn(&mut Cx<'_, '_>) -> Result<T, AppError> + Send + 'static,
    {
        let span = tracing::trace_span!(target: TRACE, "store.write", "otel.kind" = "client");
        self.store
            .write(self.prepared(call, command))
            .instrument(span)
            .await
    }

    /// [`App::command`] for plain threads: reconcilers and loaders.
    pub fn command_blocking<T, F>(&self, call: &Call, command: F) -> Result<T, AppError>
    where
        T: Serialize + DeserializeOwned + Send + 'static,
        F: Fn(&mut Cx<'_, '_>) -> Result<T, AppError> + Send + 'static,
    {
        self.store.write_blocking(self.prepared(call, command))
    }

    /// Reads in one snapshot. `Lane::Slow` for what may take long: searches, exports, boards.
    pub async fn query<T, F>(&self, lane: Lane, query: F) -> Result<T, AppError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx<'_>) -> Result<T, AppError> + Send + 'static,
    {
        let span = tracing::trace_span!(target: TRACE, "store.read", "otel.kind" = "client", lane = ?lane);
        self.store.read(lane, query).instrument(span).await
    }

    fn prepared<T, F>(
        &self,
        call: &Call,
        command: F,
    ) -> impl Fn(&mut Tx<'_>) -> Result<T, AppError> + Send + 'static
    where
        T: Serialize + DeserializeOwned + Send + 'static,
        F: Fn(&mut Cx<'_, '_>) -> Result<T, AppError> + Send + 'static,
    {
        let app = self.clone();
        let call = Arc::new(call.clone());
        let now = call.at.unwrap_or_else(|| self.clock.now());
        let ids = IdTape::default();
        move |tx| {
            let repeated = repeated_answer(tx, &app, &call, now)?;
            if let Some(answer) = repeated {
                return Ok(answer);
            }
            let answer = command(&mut Cx::new(tx, now, &app, &call, &ids))?;
            remember_answer(tx, &app, &call, now, &answer)?;
            Ok(answer)
        }
    }
}

/// The answer given to the same call before, if there was one.
fn repeated_answer<T: DeserializeOwned>(
    tx: &mut Tx<'_>,
    app: &App,
    call: &Call,
    now: Timestamp,
) -> Result<Option<T>, AppError> {
    let Some(key) = &call.idempotency else {
        return Ok(None);
    };
    let Some(stored) = idempotency_find(tx, &key_owner(call), &key.key, now)? else {
        return Ok(None);
    };
    if stored.body_hash != key.body_hash {
        return Err(AppError::IdempotencyConflict);
    }
    if stored.answer.is_empty() {
        return Err(AppError::Conflict {
            code: "answer_erased",
        });
    }
    let plain = app
        .keys
        .open_system(IDEMPOTENCY_PURPOSE, &stored.answer)
        .map_err(|error| AppError::Internal(format!("stored answer cannot be opened: {error}")))?;
    serde_json::from_slice(&plain)
        .map(Some)
        .map_err(|error| AppError::Internal(format!("stored answer cannot be read: {error}")))
}

fn remember_answer<T: Serialize>(
    tx: &mut Tx<'_>,
    app: &App,
    call: &Call,
    now: Timestamp,
    answer: &T,
) -> Result<(), AppError> {
    let Some(key) = &call.idempotency else {
        return Ok(());
    };
    let plain = serde_json::to_vec(answer)
        .map_err(|error| AppError::Internal(format!("answer cannot be stored: {error}")))?;
    let answer = app.keys.seal_system(IDEMPOTENCY_PURPOSE, &plain);
    let stored = Stored {
        body_hash: key.body_hash,
        key_version: sealed_version(&answer),
        answer,
        expires_at: now + IDEMPOTENCY_KEPT,
    };
    // Two calls with one key at the same moment: the second finds the row taken and is run again, now as a repetition.
    let owner = key_owner(call);
    if idempotency_insert(tx, &owner, &key.key, &stored)? {
        Ok(idempotency_about(
            tx,
            &owner,
            &key.key,
            &subjects_named(&plain),
            stored.expires_at,
        )?)
    } else {
        Err(AppError::from(tx.lost_race("idempotency key")))
    }
}

/// Raw ids of the people and tickets that an answer names: with them it is destroyed.
fn subjects_named(plain: &[u8]) -> Vec<i64> {
    let text = String::from_utf8_lossy(plain);
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let named = words.filter_map(|word| {
        let person = word.parse::<PersonId>().map(Id::raw);
        person.or_else(|_| word.parse::<TicketId>().map(Id::raw)).ok()
    });
    named.collect::<BTreeSet<_>>().into_iter().collect()
}

/// Keys of different actors never meet. Callers without a name are told apart by their address.
fn key_owner(call: &Call) -> String {
    match call.caller.actor.to_ref() {
        ActorRef::Public => format!(
            "public:{}",
            call.caller.address.map_or_else(String::new, |a| a.to_string())
        ),
        named => named.to_text(),
    }
}
