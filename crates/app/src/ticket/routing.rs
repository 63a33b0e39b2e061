//! What the product does with a new request by itself: it gives it to the adviser of its requester, or to the team that
//! serves its tier.

use touchstone_domain::event::{ActorRef, EventBody, Subject, SystemActor};
use touchstone_domain::id::{TicketId, UserId};
use touchstone_domain::stage::Move;
use touchstone_domain::ticket::{Route, Tier, route};
use touchstone_store::team::team_active;
use touchstone_store::user::user_by_id;

use super::held::Held;
use crate::core::{AppError, Cx};
use crate::person::requester_known;

/// Sends a request that has just been taken down where it belongs.
pub(super) fn route_new(
    cx: &mut Cx<'_, '_>,
    ticket: TicketId,
    tier: Tier,
    adviser: Option<UserId>,
) -> Result<(), AppError> {
    // Most requests go nowhere by themselves, and cost nothing here.
    if adviser.is_none() && cx.app.settings.team_of(tier).is_none() {
        return Ok(());
    }
    let mut held = Held::lock(cx, ticket)?;
    if send(cx, &mut held, adviser)? {
        held.save(cx)?;
    }
    Ok(())
}

/// The same once a person has judged it: an adviser gets what has a category.
pub(super) fn route_judged(cx: &mut Cx<'_, '_>, held: &mut Held) -> Result<(), AppError> {
    if held.state().assignee.is_some() || !has_adviser(held) {
        return Ok(());
    }
    match requester_known(cx, held.row.requester) {
        Ok(requester) => send(cx, held, requester.adviser).map(|_| ()),
        // Nobody advises whoever is erased.
        Err(AppError::NotFound { .. }) => Ok(()),
        Err(other) => Err(other),
    }
}

/// Whether the standard promises the requester somebody of their own.
fn has_adviser(held: &Held) -> bool {
    let tier = held.standard.tier_rule(held.state().facts.tier);
    tier.is_some_and(|tier| tier.named_adviser)
}

fn send(cx: &mut Cx<'_, '_>, held: &mut Held, adviser: Option<UserId>) -> Result<bool, AppError> {
    let adviser = match adviser.filter(|_| has_adviser(held)) {
        // Whoever has left advises nobody.
        Some(user) => user_by_id(cx.tx, user)?
            .filter(|row| row.archived_at.is_none())
            .map(|row| row.id),
        None => None,
    };
    let team = match cx.app.settings.team_of(held.state().facts.tier) {
        Some(team) => team_active(cx.tx, &[team])?.first().copied(),
        None => None,
    };
    let Some(Route { assignee, team }) = route(held.state(), adviser, team) else {
        return Ok(false);
    };
    let passed = held.step(&Move::Assign { assignee, team }, cx.now)?;
    let told = EventBody::TicketAssigned {
        assignee: held.state().assignee,
        team: held.state().team,
        passed,
    };
    cx.emit_by(
        ActorRef::System(SystemActor::Router),
        Subject::Ticket(held.id()),
        told,
    )?;
    Ok(true)
}
