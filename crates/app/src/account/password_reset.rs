//! Forgotten passwords: a link to set a new one, sent to the address if it is somebody's. Nothing that is answered tells
//! whether it is. How often is counted for the address that was typed and for the network address that asks.

use serde::{Deserialize, Serialize};
use touchstone_domain::account_link::LinkKind;
use touchstone_domain::contact::{NORMALISATION_VERSION, email_normalise};
use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::time::{Span, Timestamp};
use touchstone_store::user::user_lock;

use super::account_link::LinkDraft;
use super::guard::{Counted, GuardPolicy};
use super::input::user_by_lookup;
use crate::core::{App, AppError, Call, Cx};
use crate::keys::Lookup;

/// Links sent to one address: nobody's mailbox is flooded.
static RECIPIENT: GuardPolicy = GuardPolicy {
    name: "password reset recipient",
    allowance: 3,
    forget: Span::hours(24),
    locks: &[Span::hours(1), Span::hours(4), Span::hours(24)],
};
/// Links asked for from one network address, behind which there may be a whole office.
static ADDRESS: GuardPolicy = GuardPolicy {
    name: "password reset address",
    allowance: 20,
    forget: Span::hours(1),
    locks: &[Span::minutes(15), Span::hours(1)],
};

/// How the command ended: every request is counted, so that a refused one is no error of it.
#[derive(Serialize, Deserialize)]
enum Outcome {
    Taken,
    Wait { until: Timestamp },
}

/// Sends a link to set another password to this address, if an active user has it and was not sent too many. The answer is
/// the same in every case; only whoever asks too often from one network address is told to wait.
pub async fn password_reset_ask(app: &App, call: &Call, email: &str) -> Result<(), AppError> {
    let email = email_normalise(email).map_err(|error| AppError::field("email", error.code()))?;
    let lookup = app.keys.lookup("email", NORMALISATION_VERSION, &email);
    let recipient = RECIPIENT.of(&app.keys, &lookup.hash);
    let address = call
        .caller
        .address
        .map(|address| ADDRESS.of(&app.keys, address.to_string().as_bytes()));
    let link = LinkDraft::new(LinkKind::PasswordReset);
    let outcome = app.command(call, move |cx| {
        if let Some(address) = &address
            && let Some(until) = address.locked_until(cx.tx, cx.now)?
        {
            return Ok(Outcome::Wait { until });
        }
        let wanted = !matches!(recipient.count(cx.tx, cx.now)?, Counted::Refused { .. });
        if let Some(address) = &address {
            address.count(cx.tx, cx.now)?;
        }
        if wanted {
            send(cx, &lookup, &link)?;
        }
        Ok(Outcome::Taken)
    });
    match outcome.await? {
        Outcome::Taken => Ok(()),
        Outcome::Wait { until } => Err(AppError::RateLimited {
            retry_after: until - app.clock.now(),
        }),
    }
}

fn send(cx: &mut Cx<'_, '_>, lookup: &Lookup, link: &LinkDraft) -> Result<(), AppError> {
    let Some(known) = user_by_lookup(cx.tx, lookup)? else {
        return Ok(());
    };
    // Held, so that an address changed or a user archived at this moment ends the link as well.
    let held = user_lock(cx.tx, known.id)?
        .filter(|user| user.archived_at.is_none() && lookup.is(&user.email_lookup));
    let Some(user) = held else {
        return Ok(());
    };
    let event = cx.emit(Subject::User(user.id), EventBody::PasswordResetAsked)?;
    link.send(cx, (user.id, user.language), event)?;
    Ok(())
}
