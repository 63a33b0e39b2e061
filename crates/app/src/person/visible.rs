//! Whom an actor reaches: people stand where their tickets stand, and someone without a ticket is reached only by those
//! who reach everything.

use touchstone_domain::access::{Permission, Scope};
use touchstone_domain::id::PersonId;
use touchstone_store::Tx;
use touchstone_store::person::person_places;

use crate::core::{Actor, AppError};

/// Tickets of one person that are looked at, newest first.
const TICKETS: u32 = 200;

/// Whether the permission reaches the person.
pub(crate) fn person_reached(
    tx: &mut Tx<'_>,
    actor: &Actor,
    permission: Permission,
    person: PersonId,
) -> Result<bool, AppError> {
    match actor {
        Actor::System(_) => Ok(true),
        Actor::Public | Actor::Requester(_) => Ok(false),
        Actor::User(user) => match user.grants.scope(permission) {
            None => Ok(false),
            Some(Scope::All) => Ok(true),
            Some(scope) => {
                let places = person_places(tx, person, TICKETS)?;
                Ok(places.iter().any(|place| scope.reaches(&user.reach, place)))
            }
        },
    }
}

/// Refuses unless the permission reaches the person: `NotFound` when the actor may not even see them, `Forbidden` when
/// only the act is refused.
pub(crate) fn person_may(
    tx: &mut Tx<'_>,
    actor: &Actor,
    permission: Permission,
    person: PersonId,
) -> Result<(), AppError> {
    if person_reached(tx, actor, permission, person)? {
        return Ok(());
    }
    if matches!(actor, Actor::Public) {
        return Err(AppError::Unauthenticated);
    }
    if person_reached(tx, actor, Permission::PersonRead, person)? {
        return Err(AppError::Forbidden { permission });
    }
    Err(AppError::NotFound { what: "person" })
}
