//! Invitations: a new user who sets the password themself, by a link sent to their address. As long as there is no password
//! the invitation can be sent again, with a new link in place of the former, or revoked, which archives the user.

use serde::{Deserialize, Serialize};
use touchstone_domain::access::{Permission, Role};
use touchstone_domain::account_link::LinkKind;
use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::id::{Id, RoleId, UserId};
use touchstone_domain::language::Language;
use touchstone_domain::time::Timestamp;
use touchstone_store::account_link::{AccountLinkRow, account_link_list};
use touchstone_store::user::{UserRow, user_by_id};
use touchstone_store::{Lane, Locked, Tx};

use super::account_link::LinkDraft;
use super::role::role_of;
use super::user::user_email;
use super::user_change::user_held;
use super::user_create::{UserDraft, UserInput};
use super::user_end::user_leave;
use crate::core::{App, AppError, Call, Cx};
use crate::ticket::Named;

/// An invitation that was not accepted yet.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct InvitationView {
    pub user: UserId,
    pub name: String,
    pub email: Option<String>,
    pub role: Role,
    pub custom_role: Option<Named<RoleId>>,
    pub sent_at: Timestamp,
    /// In the past when it ran out.
    pub expires_at: Timestamp,
    /// Nothing sends mail yet: the letter waits in the outbox.
    pub held: bool,
}

/// Creates a user without a password and sends them an invitation.
pub async fn user_invite(app: &App, call: &Call, input: UserInput) -> Result<InvitationView, AppError> {
    call.caller.actor.holds(Permission::UserManage)?;
    let input = UserInput {
        password: None,
        ..input
    };
    let draft = UserDraft::new(app, call, input).await?;
    let link = LinkDraft::new(LinkKind::Invitation);
    app.command(call, move |cx| {
        let id = draft.insert(cx)?;
        let row = invite(cx, &link, (id, draft.language()))?;
        view(cx.tx, cx.app, row)
    })
    .await
}

/// Sends an invitation again. The link sent before stops working.
pub async fn invitation_resend(app: &App, call: &Call, id: UserId) -> Result<InvitationView, AppError> {
    call.caller.actor.holds(Permission::UserManage)?;
    let link = LinkDraft::new(LinkKind::Invitation);
    app.command(call, move |cx| {
        let user = invited(cx, id)?;
        let row = invite(cx, &link, (id, user.language))?;
        view(cx.tx, cx.app, row)
    })
    .await
}

/// Takes an invitation back: the link stops working and the user, who never came, is archived.
pub async fn invitation_revoke(app: &App, call: &Call, id: UserId) -> Result<(), AppError> {
    call.caller.actor.holds(Permission::UserManage)?;
    app.command(call, move |cx| {
        let user = invited(cx, id)?;
        cx.emit(Subject::User(id), EventBody::UserInvitationRevoked)?;
        user_leave(cx, user)
    })
    .await
}

/// Invitations not accepted yet, those that ran out included, in the order the users were made.
pub async fn invitation_list(
    app: &App,
    call: &Call,
    after: Option<UserId>,
    limit: u32,
) -> Result<Vec<InvitationView>, AppError> {
    call.caller.actor.holds(Permission::UserManage)?;
    let (handle, after) = (app.clone(), after.unwrap_or(UserId::from_raw(0)));
    app.query(Lane::Fast, move |tx| {
        account_link_list(tx, LinkKind::Invitation, after, limit)?
            .into_iter()
            .map(|row| view(tx, &handle, row))
            .collect()
    })
    .await
}

/// Sends a new user a link by which they set their password.
pub(crate) fn invite(
    cx: &mut Cx<'_, '_>,
    link: &LinkDraft,
    user: (UserId, Language),
) -> Result<AccountLinkRow, AppError> {
    let event = cx.emit(Subject::User(user.0), EventBody::UserInvited)?;
    link.send(cx, user, event)
}

/// An active user who has no password yet, held.
fn invited(cx: &mut Cx<'_, '_>, id: UserId) -> Result<Locked<UserRow>, AppError> {
    let user = user_held(cx, id)?;
    if user.password_changed_at.is_some() {
        return Err(AppError::Conflict {
            code: "invitation_accepted",
        });
    }
    Ok(user)
}

fn view(tx: &mut Tx<'_>, app: &App, row: AccountLinkRow) -> Result<InvitationView, AppError> {
    let user = user_by_id(tx, row.user_id)?.ok_or(AppError::NotFound { what: "user" })?;
    Ok(InvitationView {
        user: user.id,
        email: user_email(&app.keys, &user)?,
        role: user.role,
        custom_role: role_of(tx, user.role, user.custom_role)?.custom,
        sent_at: row.created_at,
        expires_at: row.expires_at,
        held: !app.outgoing.is_there(),
        name: user.name,
    })
}
