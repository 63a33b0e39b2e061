//! The one place where an actor's permissions meet a record's place.

use touchstone_domain::access::{Grants, Permission, Place};

use super::{Actor, AppError};

impl Actor {
    /// Whether the permission reaches a record at this place. Lists and reads both end here, so they agree.
    pub fn reaches(&self, permission: Permission, place: &Place) -> bool {
        match self {
            Self::User(user) => user.grants.reaches(permission, &user.reach, place),
            Self::System(_) => true,
            Self::Requester(_) | Self::Public => false,
        }
    }

    /// Refuses unless the permission reaches the place: `NotFound` when the actor may not even see a ticket there,
    /// `Forbidden` when only the action is refused.
    pub fn may(&self, permission: Permission, place: &Place) -> Result<(), AppError> {
        if self.reaches(permission, place) {
            return Ok(());
        }
        match self {
            Self::Public => Err(AppError::Unauthenticated),
            _ if self.reaches(Permission::TicketRead, place) => Err(AppError::Forbidden { permission }),
            _ => Err(AppError::NotFound { what: "ticket" }),
        }
    }

    /// Permissions in which these grants go further than the actor's own role: nobody gives away more than they have.
    pub fn exceeded_by(&self, grants: &Grants) -> Vec<Permission> {
        match self {
            Self::System(_) => Vec::new(),
            Self::User(user) => grants.beyond(&user.authority),
            Self::Requester(_) | Self::Public => grants.beyond(&Grants::default()),
        }
    }

    /// Refuses unless the actor holds the permission at some scope; for records that have no place, and as the first
    /// gate of lists.
    pub fn holds(&self, permission: Permission) -> Result<(), AppError> {
        match self {
            Self::User(user) if user.grants.holds(permission) => Ok(()),
            Self::System(_) => Ok(()),
            Self::Public => Err(AppError::Unauthenticated),
            Self::User(_) | Self::Requester(_) => Err(AppError::Forbidden { permission }),
        }
    }
}
