use axum::extract::State;
use touchstone_app::account;

use super::User;
use crate::access::{Granted, may};
use crate::api::answer::Page;
use crate::api::paging::{Paging, cursor};
use crate::failure::Failure;
use crate::query::Query;
use crate::state::WebState;

/// Users by name, archived ones included.
#[utoipa::path(get, path = "/api/v1/users", tag = "administration", params(Paging),
    responses((status = 200, body = Page<User>)))]
pub(super) async fn user_list(
    by: Granted<may::ReadUsers>,
    Query(paging): Query<Paging>,
    State(state): State<WebState>,
) -> Result<Page<User>, Failure> {
    let page = account::user_list(&state.app, &by.call(), paging.after()?, paging.limit()?).await?;
    Ok(Page {
        items: page.items.into_iter().map(User::from).collect(),
        next_cursor: page.next.as_ref().and_then(cursor),
    })
}
