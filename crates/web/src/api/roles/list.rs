use axum::extract::State;
use touchstone_app::account::{self, RoleCursor};

use super::Role;
use crate::access::{Granted, may};
use crate::api::answer::Page;
use crate::api::paging::{Paging, page};
use crate::failure::Failure;
use crate::query::Query;
use crate::state::WebState;

/// The built-in roles, on the first page, and those of the installation's own by name, archived ones included.
#[utoipa::path(get, path = "/api/v1/roles", tag = "administration", params(Paging),
    responses((status = 200, body = Page<Role>)))]
pub(super) async fn role_list(
    by: Granted<may::ReadRoles>,
    Query(paging): Query<Paging>,
    State(state): State<WebState>,
) -> Result<Page<Role>, Failure> {
    let (limit, after) = (paging.limit()?, paging.after::<RoleCursor>()?);
    let actor = &by.caller.actor;
    let mut items: Vec<Role> = match after {
        None => account::role_list(&state.app, actor)
            .await?
            .into_iter()
            .map(Role::from)
            .collect(),
        Some(_) => Vec::new(),
    };
    let own = account::custom_role_list(&state.app, actor, after, limit + 1).await?;
    let place = |role: &account::CustomRole| RoleCursor {
        name: role.name.clone(),
        id: role.id,
    };
    let own = page(own, limit, place).map(Role::from);
    items.extend(own.items);
    Ok(Page {
        items,
        next_cursor: own.next_cursor,
    })
}
