//! Invitations of new staff: made, seen, sent again, revoked.

mod create;
mod list;
mod resend;
mod revoke;

use serde::Serialize;
use touchstone_app::account::InvitationView;
use touchstone_domain::access::Role;
use touchstone_domain::id::{RoleId, UserId};
use touchstone_domain::time::Timestamp;
use utoipa::ToSchema;

use super::schema;
use crate::route::Route;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::api_read::<list::__path_invitation_list, _, _>(list::invitation_list),
        Route::api_write::<create::__path_invitation_create, _, _>(create::invitation_create),
        Route::api_write::<resend::__path_invitation_resend, _, _>(resend::invitation_resend),
        Route::api_write::<revoke::__path_invitation_revoke, _, _>(revoke::invitation_revoke),
    ]
}

/// An invitation that was not accepted yet. Its link is in the letter and nowhere else.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Invitation {
    /// The user that was made; also the id of the invitation.
    #[schema(value_type = schema::UserId)]
    user: UserId,
    name: String,
    email: Option<String>,
    #[schema(value_type = schema::Role)]
    role: Role,
    #[schema(value_type = Option<schema::RoleId>)]
    custom_role: Option<RoleId>,
    #[schema(value_type = schema::Time)]
    sent_at: Timestamp,
    /// The link works until then; in the past when it ran out.
    #[schema(value_type = schema::Time)]
    expires_at: Timestamp,
    /// No mail server is configured: the letter waits in the outbox.
    held: bool,
}

impl From<InvitationView> for Invitation {
    fn from(view: InvitationView) -> Self {
        Self {
            user: view.user,
            name: view.name,
            email: view.email,
            role: view.role,
            custom_role: view.custom_role.map(|role| role.id),
            sent_at: view.sent_at,
            expires_at: view.expires_at,
            held: view.held,
        }
    }
}
