//! Everybody's API tokens.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::Value;
use touchstone_app::account;
use touchstone_domain::id::TokenId;
use touchstone_render::view::{TokenForm, TokensView};

use crate::access::{Granted, SignedIn, may};
use crate::api::paging::{self, Paging};
use crate::body::Form;
use crate::failure::Failure;
use crate::page::{Page, Reader, page};
use crate::pages::again::{about_the_form, again};
use crate::pages::shared::{done, notices};
use crate::pages::token_form::{TokenTyped, issued, token_form, token_form_again, token_line, token_make};
use crate::path::At;
use crate::query::Query;
use crate::route::Route;
use crate::state::WebState;

const PATH: &str = "/admin/tokens";

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get(PATH, tokens),
        Route::post(PATH, token_create),
        Route::post("/admin/tokens/{id}/revoke", token_revoke),
    ]
}

#[derive(Debug, Deserialize)]
struct Shown {
    cursor: Option<String>,
}

async fn tokens(
    by: Granted<may::ManageTokens>,
    Query(shown): Query<Shown>,
    State(state): State<WebState>,
) -> Page {
    let view = tokens_view(&state, &by, shown.cursor, token_form(&by)).await?;
    page(&state, &notices(by.frame(&state), &state.renderer), &view)
}

async fn tokens_view(
    state: &WebState,
    by: &SignedIn,
    after: Option<String>,
    form: TokenForm,
) -> Result<TokensView, Failure> {
    let asked = Paging::new(None, after);
    let limit = asked.limit()?;
    let rows = account::token_list(&state.app, &by.call(), None, asked.after()?, limit + 1).await?;
    let list = paging::page(rows, limit, |token| token.id);
    Ok(TokensView {
        tokens: list.items.into_iter().map(token_line).collect(),
        issued: None,
        form,
        next: list.next_cursor.map(|next| format!("{PATH}?cursor={next}")),
    })
}

/// Answers with the page itself: the token's text is kept nowhere, so no other page could show it.
async fn token_create(
    by: Granted<may::ManageTokens>,
    State(state): State<WebState>,
    form: Form<TokenTyped>,
) -> Result<Response, Failure> {
    match token_make(&state, &by.call_with(&form), form.value).await {
        Ok(made) => {
            let mut view = tokens_view(&state, &by, None, token_form(&by)).await?;
            view.issued = Some(issued(&made));
            Ok(page(&state, &by.frame(&state), &view)?.into_response())
        }
        Err(failure) => {
            let failure = about_the_form(failure)?;
            let form = token_form_again(&by, &form.typed, &failure);
            let view = tokens_view(&state, &by, None, form).await?;
            again(&state, by.frame(&state), PATH, &view, &failure)
        }
    }
}

async fn token_revoke(
    by: Granted<may::ManageTokens>,
    At(id): At<TokenId>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    account::token_revoke(&state.app, &by.call_with(&form), id).await?;
    Ok(done(PATH, "token_revoked"))
}
