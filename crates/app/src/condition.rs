//! Conditions as callers use them: read with every complaint in its place, and counted over the tickets the caller may see.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use serde_json::Value;
use touchstone_domain::access::Permission;
use touchstone_domain::condition::{Condition, ConditionError, ConditionProblem, Reading};
use touchstone_store::Lane;
use touchstone_store::ticket::{Matching, ticket_matching};

use crate::core::{App, AppError, Caller, FieldError};

/// How many matches are counted one by one.
pub const COUNTED_MAX: u64 = 10_000;
/// How long counting may take; somebody waits for it.
const PATIENCE: Duration = Duration::from_secs(2);

/// How many tickets a condition holds for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Matches {
    /// At most [`COUNTED_MAX`].
    pub count: u64,
    /// There are no more.
    pub exact: bool,
    /// Counting was ended because it took too long.
    pub late: bool,
}

/// Reads a condition that a caller sent under the name `field`.
pub fn condition_read(field: &str, value: &Value) -> Result<Condition, AppError> {
    Condition::from_json(value, Reading::default())
        .map_err(|error| AppError::Validation(vec![condition_field(field, &error)]))
}

/// The complaint about a condition, under the name of the field it was sent in.
pub fn condition_field(field: &str, error: &ConditionError) -> FieldError {
    let name = if error.key.is_empty() {
        field.to_owned()
    } else {
        format!("{field}.{}", error.key)
    };
    let told = FieldError::new(name, error.problem.code());
    match &error.problem {
        ConditionProblem::TooMany { most } => told.with("max", most),
        _ => told,
    }
}

/// Says that nobody waits any more.
struct Waiting(Arc<AtomicBool>);

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Counts the tickets that the condition holds for and the caller may see. Ends when nobody waits any more.
pub async fn condition_count(app: &App, caller: &Caller, condition: Condition) -> Result<Matches, AppError> {
    caller.actor.holds(Permission::TicketRead)?;
    let (seen, gone) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicBool::new(false)));
    let waiting = Waiting(Arc::clone(&gone));
    let (counted, actor) = (Arc::clone(&seen), caller.actor.clone());
    let walk = app.query(Lane::Slow, move |tx| {
        let mut from = i64::MAX;
        while !gone.load(Ordering::Relaxed) {
            let step = ticket_matching(tx, &condition, from)?;
            let visible = |found: &&Matching| actor.reaches(Permission::TicketRead, &found.place);
            let more = step.found.iter().filter(visible).count();
            let total = counted.fetch_add(u64::try_from(more).unwrap_or_default(), Ordering::Relaxed);
            match step.next {
                Some(next) if total <= COUNTED_MAX => from = next,
                _ => break,
            }
        }
        Ok(())
    });
    let ended = tokio::time::timeout(PATIENCE, walk).await;
    drop(waiting);
    let late = match ended {
        Ok(walked) => walked.map(|()| false)?,
        Err(_) => true,
    };
    let total = seen.load(Ordering::Relaxed);
    Ok(Matches {
        count: total.min(COUNTED_MAX),
        exact: !late && total <= COUNTED_MAX,
        late,
    })
}
