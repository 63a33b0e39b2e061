use axum::extract::State;
use touchstone_app::account;

use super::Invitation;
use crate::access::{Granted, may};
use crate::api::answer::Page;
use crate::api::paging::{Paging, page};
use crate::failure::Failure;
use crate::query::Query;
use crate::state::WebState;

/// Invitations not accepted yet, those that ran out included, in the order the users were made.
#[utoipa::path(get, path = "/api/v1/invitations", tag = "administration", params(Paging),
    responses((status = 200, body = Page<Invitation>)))]
pub(super) async fn invitation_list(
    by: Granted<may::ManageUsers>,
    Query(paging): Query<Paging>,
    State(state): State<WebState>,
) -> Result<Page<Invitation>, Failure> {
    let limit = paging.limit()?;
    let found = account::invitation_list(&state.app, &by.call(), paging.after()?, limit + 1).await?;
    Ok(page(found, limit, |invitation| invitation.user).map(Invitation::from))
}
