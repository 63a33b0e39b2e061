//! Erasing a person, by decision or again after a restore.

use serde::{Deserialize, Serialize};
use touchstone_domain::access::Permission;
use touchstone_domain::event::{EventBody, Origin, Subject, SystemActor};
use touchstone_domain::id::{PersonId, TicketId};
use touchstone_domain::text::REASON;
use touchstone_domain::time::Timestamp;
use touchstone_store::Lane;
use touchstone_store::erasure::{
    ErasureRow, erasure_by_person, erasure_destroy, erasure_save, erasure_tickets_lock,
};
use touchstone_store::hold::holds_over_person;
use touchstone_store::person::{person_by_id, person_lock};
use touchstone_store::retention::ticket_retire_repeat;

use super::hold::standing;
use super::list::{ErasureLine, ErasureList};
use super::settle::erasures_settle;
use crate::account::input::text_required;
use crate::core::{Actor, App, AppError, Call, Caller, Cx};

/// What an erasure did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erased {
    pub person: PersonId,
    pub at: Timestamp,
    pub tickets: u64,
    pub messages: u64,
    pub files: u64,
}

/// Destroys what identifies a person. Refused while a legal hold stands on them or on one of their tickets. Erasing again
/// destroys what was written since.
pub async fn person_erase(app: &App, call: &Call, id: PersonId, reason: &str) -> Result<Erased, AppError> {
    call.caller.actor.holds(Permission::PrivacyManage)?;
    let reason =
        text_required("reason", reason, REASON).map_err(|error| AppError::Validation(vec![error]))?;
    let erased = app
        .command(call, move |cx| {
            cx.actor().holds(Permission::PrivacyManage)?;
            person_destroy(cx, id, &reason, Holds::Heeded)
        })
        .await?;
    // The decision stands; what follows it outside the database is caught up with if it fails now.
    if let Err(error) = erasures_settle(app).await {
        tracing::error!(person = %id, %error, "an erasure is not settled yet and is tried again");
    }
    Ok(erased)
}

/// Whether legal holds count: a restore brings back holds that were lifted before the erasure.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holds {
    Heeded,
    Passed,
}

/// Destroys what identifies the person and what was written in their tickets, in the transaction of a command.
pub(crate) fn person_destroy(
    cx: &mut Cx<'_, '_>,
    id: PersonId,
    reason: &str,
    holds: Holds,
) -> Result<Erased, AppError> {
    let person = person_lock(cx.tx, id)?.ok_or(AppError::NotFound { what: "person" })?;
    if holds == Holds::Heeded {
        let standing = standing(holds_over_person(cx.tx, id)?, cx.now);
        if !standing.is_empty() {
            return Err(AppError::Held(standing));
        }
    }
    let tickets = erasure_tickets_lock(cx.tx, id)?;
    let destroyed = erasure_destroy(cx.tx, &person, cx.now)?;
    let row = ErasureRow {
        person: id,
        at: cx.now,
        erased_by: cx.actor().user().ok().map(|user| user.id),
        reason: reason.to_owned(),
        settled_at: None,
    };
    erasure_save(cx.tx, &row)?;
    for ticket in tickets {
        cx.emit(Subject::Ticket(ticket), EventBody::TicketErased)?;
    }
    let body = EventBody::PersonErased {
        tickets: destroyed.tickets,
        messages: destroyed.messages,
        files: destroyed.files,
    };
    cx.emit(Subject::Person(id), body)?;
    Ok(Erased {
        person: id,
        at: cx.now,
        tickets: destroyed.tickets,
        messages: destroyed.messages,
        files: destroyed.files,
    })
}

/// Erases again whoever stands in the list beside the key ring and is in the database all the same, because an older copy
/// of it was restored. Answers how many that were.
pub async fn erasures_replay(app: &App) -> Result<u64, AppError> {
    let Some(list) = ErasureList::beside(&app.keys) else {
        return Ok(0);
    };
    let lines = list
        .read()
        .map_err(|error| AppError::Internal(format!("the list of erasures cannot be read: {error}")))?;
    let call = Call::by(Caller {
        actor: Actor::System(SystemActor::Privacy),
        ..Caller::system(SystemActor::Privacy, Origin::CommandLine)
    });
    let mut repeated = 0;
    for line in lines {
        let id = match line {
            ErasureLine::Person { person, .. } => person,
            ErasureLine::Ticket { ticket, .. } => {
                repeated += u64::from(ticket_repeat(app, &call, ticket).await?);
                continue;
            }
        };
        let forgotten = app
            .query(Lane::Fast, move |tx| {
                Ok(person_by_id(tx, id)?.is_some() && erasure_by_person(tx, id)?.is_none())
            })
            .await?;
        if !forgotten {
            continue;
        }
        app.command(&call, move |cx| person_destroy(cx, id, "", Holds::Passed))
            .await?;
        repeated += 1;
    }
    erasures_settle(app).await?;
    Ok(repeated)
}

/// Destroys again what was written in a ticket, unless this copy of the database knows of it.
async fn ticket_repeat(app: &App, call: &Call, id: TicketId) -> Result<bool, AppError> {
    app.command(call, move |cx| {
        let repeated = ticket_retire_repeat(cx.tx, id, cx.now)?;
        if repeated {
            cx.emit(Subject::Ticket(id), EventBody::TicketErased)?;
        }
        Ok(repeated)
    })
    .await
}
