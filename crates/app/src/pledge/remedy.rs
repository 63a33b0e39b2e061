//! Giving the remedy of a broken pledge, or not giving it for a reason.

use touchstone_domain::access::Permission;
use touchstone_domain::event::EventBody;
use touchstone_domain::id::TicketId;
use touchstone_domain::standard::pledge::RemedyState;
use touchstone_store::pledge::{pledge_breaches_of, pledge_remedy as remedy_save};

use super::standing::{TicketPledge, ticket_pledges};
use crate::core::{Actor, App, AppError, Call, Cx, FieldError};
use crate::ticket::{Fields, Held, reason_note};

/// Characters of a reason.
const REASON: usize = 1_000;

/// What became of a remedy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemedyInput {
    pub state: RemedyState,
    /// What was done, or why nothing was.
    pub reason: String,
}

impl RemedyInput {
    /// Reads `outcome` (`given` or `waived`) and `reason`.
    pub fn read(mut fields: Fields) -> Result<Self, AppError> {
        let absent = !fields.has("outcome");
        let state = fields.code::<RemedyState>("outcome");
        if absent {
            fields.refuse("outcome", FieldError::new("", "required"));
        } else if state == Some(RemedyState::Owed) {
            fields.refuse("outcome", FieldError::new("", "unknown_value"));
        }
        let reason = fields.required("reason", REASON);
        fields.finish()?;
        Ok(Self {
            state: state.unwrap_or(RemedyState::Given),
            reason,
        })
    }
}

/// Notes what became of the remedy of a pledge that was broken on a ticket; answers how its pledges stand.
pub async fn pledge_remedy(
    app: &App,
    call: &Call,
    id: TicketId,
    pledge: String,
    input: RemedyInput,
) -> Result<Vec<TicketPledge>, AppError> {
    app.command(call, move |cx| decide(cx, id, &pledge, &input))
        .await?;
    ticket_pledges(app, &call.caller, id).await
}

fn decide(cx: &mut Cx<'_, '_>, id: TicketId, pledge: &str, input: &RemedyInput) -> Result<(), AppError> {
    // Letting a promise go without its remedy takes the authority to extend one.
    let needed = match input.state {
        RemedyState::Waived => Permission::ClockExtend,
        _ => Permission::TicketWork,
    };
    let mut held = Held::open(cx, id, needed)?;
    let Actor::User(user) = cx.actor() else {
        return Err(AppError::Unauthenticated);
    };
    let user = user.id;
    let known = pledge_breaches_of(cx.tx, id)?;
    let row = known.iter().find(|row| row.pledge == pledge);
    let row = row.ok_or(AppError::NotFound { what: "pledge" })?;
    if row.state != RemedyState::Owed {
        return Err(AppError::field("outcome", "remedy_decided"));
    }
    remedy_save(cx.tx, id, pledge, input.state, user, cx.now)?;
    let body = EventBody::PledgeRemedied {
        pledge: pledge.to_owned(),
        outcome: input.state,
    };
    held.emit(cx, body)?;
    reason_note(cx, &mut held, &input.reason)?;
    held.save(cx)?;
    Ok(())
}
