use axum::extract::State;
use serde::Deserialize;
use touchstone_app::account;
use touchstone_domain::access::Permission;
use touchstone_domain::id::UserId;

use super::Token;
use crate::access::SignedIn;
use crate::api::answer::Page;
use crate::api::paging::{Paging, page};
use crate::api::schema;
use crate::failure::Failure;
use crate::query::Query;
use crate::state::WebState;

/// Which tokens.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct TokenFilter {
    /// Of this user only; other people's need `token.manage`.
    #[param(value_type = Option<schema::UserId>)]
    user: Option<UserId>,
    limit: Option<u32>,
    cursor: Option<String>,
}

/// Tokens, newest first: everybody's for those who manage tokens, one's own for anybody else.
#[utoipa::path(get, path = "/api/v1/tokens", tag = "administration", params(TokenFilter),
    responses((status = 200, body = Page<Token>)))]
pub(super) async fn token_list(
    by: SignedIn,
    Query(filter): Query<TokenFilter>,
    State(state): State<WebState>,
) -> Result<Page<Token>, Failure> {
    let own = (!by.user.grants.holds(Permission::TokenManage)).then_some(by.user.id);
    let paging = Paging::new(filter.limit, filter.cursor);
    let limit = paging.limit()?;
    let user = filter.user.or(own);
    let tokens = account::token_list(&state.app, &by.call(), user, paging.after()?, limit + 1).await?;
    Ok(page(tokens, limit, |token| token.id).map(Token::from))
}
