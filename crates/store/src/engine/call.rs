//! A closure on its way to a connection, and its answer on the way back.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use tokio::sync::oneshot;

use super::tx::{Effects, Tx};
use crate::{StoreError, counter};

/// A queued closure whose types are forgotten.
pub(crate) trait Call: Send {
    /// Whether anybody still waits for the answer.
    fn wanted(&self) -> bool;
    /// Runs the closure; whether it succeeded. A panic counts as a failure.
    fn run(&mut self, tx: &mut Tx<'_>) -> bool;
    /// Replaces the answer by an error of the store.
    fn fail(&mut self, error: StoreError);
    /// Sends the answer off.
    fn answer(self: Box<Self>);
}

/// What is to become of the work a call has done in its transaction or savepoint.
pub(crate) enum Verdict {
    Keep(Effects),
    /// Undo it; the call has its answer.
    Undo,
    /// Undo it; the engine met a conflict and the call may run again.
    Again(StoreError),
}

/// Runs a call and what it left for the end of the transaction.
pub(crate) fn attempt(call: &mut dyn Call, tx: &mut Tx<'_>) -> Verdict {
    let succeeded = call.run(tx);
    if succeeded && tx.poison().is_none() {
        // An error here poisons the transaction and is dealt with below.
        let _ = counter::counters_apply(tx);
    }
    match tx.poison() {
        None if succeeded => Verdict::Keep(tx.effects()),
        None => Verdict::Undo,
        Some(error) if error.is_retryable() => Verdict::Again(error.clone()),
        Some(error) => {
            if succeeded {
                call.fail(error.clone());
            }
            Verdict::Undo
        }
    }
}

/// A write: it may run several times.
pub(crate) struct Write<F, T, E> {
    closure: F,
    result: Option<Result<T, E>>,
    reply: oneshot::Sender<Result<T, E>>,
}

/// A read: it runs once.
pub(crate) struct Read<F, T, E> {
    closure: Option<F>,
    result: Option<Result<T, E>>,
    reply: oneshot::Sender<Result<T, E>>,
}

pub(crate) type Answer<T, E> = oneshot::Receiver<Result<T, E>>;

pub(crate) fn write<F, T, E>(closure: F) -> (Box<dyn Call>, Answer<T, E>)
where
    F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    T: Send + 'static,
    E: From<StoreError> + Send + 'static,
{
    let (reply, answer) = oneshot::channel();
    (
        Box::new(Write {
            closure,
            result: None,
            reply,
        }),
        answer,
    )
}

pub(crate) fn read<F, T, E>(closure: F) -> (Box<dyn Call>, Answer<T, E>)
where
    F: FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    T: Send + 'static,
    E: From<StoreError> + Send + 'static,
{
    let (reply, answer) = oneshot::channel();
    (
        Box::new(Read {
            closure: Some(closure),
            result: None,
            reply,
        }),
        answer,
    )
}

impl<F, T, E> Call for Write<F, T, E>
where
    F: Fn(&mut Tx<'_>) -> Result<T, E> + Send,
    T: Send,
    E: From<StoreError> + Send,
{
    fn wanted(&self) -> bool {
        !self.reply.is_closed()
    }

    fn run(&mut self, tx: &mut Tx<'_>) -> bool {
        let result = guarded(|| (self.closure)(tx));
        let succeeded = result.is_ok();
        self.result = Some(result);
        succeeded
    }

    fn fail(&mut self, error: StoreError) {
        self.result = Some(Err(error.into()));
    }

    fn answer(self: Box<Self>) {
        send(self.reply, self.result);
    }
}

impl<F, T, E> Call for Read<F, T, E>
where
    F: FnOnce(&mut Tx<'_>) -> Result<T, E> + Send,
    T: Send,
    E: From<StoreError> + Send,
{
    fn wanted(&self) -> bool {
        !self.reply.is_closed()
    }

    fn run(&mut self, tx: &mut Tx<'_>) -> bool {
        let Some(closure) = self.closure.take() else {
            return false;
        };
        let result = guarded(|| closure(tx));
        let succeeded = result.is_ok();
        self.result = Some(result);
        succeeded
    }

    fn fail(&mut self, error: StoreError) {
        self.result = Some(Err(error.into()));
    }

    fn answer(self: Box<Self>) {
        send(self.reply, self.result);
    }
}

fn send<T, E: From<StoreError>>(reply: oneshot::Sender<Result<T, E>>, result: Option<Result<T, E>>) {
    // Nobody may be waiting any more; what was committed stays committed.
    let _ = reply.send(result.unwrap_or_else(|| Err(StoreError::Closed.into())));
}

/// The state a panicking closure leaves is its transaction alone, and that is rolled back: hence unwind-safe.
fn guarded<T, E: From<StoreError>>(closure: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    catch_unwind(AssertUnwindSafe(closure)).unwrap_or_else(|panic| {
        let message = panic_message(panic.as_ref());
        tracing::error!(%message, "a closure panicked inside a transaction");
        Err(StoreError::Panicked(message).into())
    })
}

fn panic_message(panic: &(dyn Any + Send)) -> String {
    panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no message".to_owned())
}
