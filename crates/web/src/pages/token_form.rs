//! API tokens as the account page and the administration's page show and make them.

use serde::Deserialize;
use touchstone_app::Call;
use touchstone_app::account::{self, TokenCreated, TokenInput, TokenView};
use touchstone_domain::access::Permission;
use touchstone_render::view::{IssuedToken, TokenForm, TokenLine};

use super::shared::{form_key, problems, typed, typed_all};
use crate::access::SignedIn;
use crate::failure::Failure;
use crate::state::WebState;

/// Days a token works when nothing is chosen.
const DAYS: u16 = 90;

/// A token to make, as the form sends it.
#[derive(Debug, Deserialize)]
pub(super) struct TokenTyped {
    token_name: String,
    days: Option<u16>,
    #[serde(default)]
    scopes: Vec<Permission>,
}

/// Makes a token for whoever typed.
pub(super) async fn token_make(
    state: &WebState,
    call: &Call,
    typed: Result<TokenTyped, Failure>,
) -> Result<TokenCreated, Failure> {
    let TokenTyped {
        token_name,
        days,
        scopes,
    } = typed?;
    let input = TokenInput {
        user: None,
        name: token_name,
        scopes,
        days: days.unwrap_or(DAYS),
    };
    Ok(account::token_create(&state.app, call, input).await?)
}

/// An empty form: every permission of whoever looks may be chosen.
pub(super) fn token_form(by: &SignedIn) -> TokenForm {
    let held = Permission::ALL
        .iter()
        .filter(|permission| by.user.grants.holds(**permission));
    TokenForm {
        key: form_key(),
        available: held.map(|permission| permission.as_str().into()).collect(),
        days: DAYS,
        ..TokenForm::default()
    }
}

/// The form with what was typed and why it was refused.
pub(super) fn token_form_again(by: &SignedIn, pairs: &[(String, String)], failure: &Failure) -> TokenForm {
    TokenForm {
        name: typed(pairs, "token_name"),
        chosen: typed_all(pairs, "scopes")
            .map(|scope| scope.to_owned().into())
            .collect(),
        days: typed(pairs, "days").parse().unwrap_or(DAYS),
        open: true,
        problems: problems(failure, |field| match plain(field) {
            "name" => "token_name".to_owned(),
            other => other.to_owned(),
        }),
        ..token_form(by)
    }
}

/// The name of a form's field without the place in a list: `scopes[1]` is typed into `scopes`.
pub(super) fn plain(field: &str) -> &str {
    field.split_once('[').map_or(field, |(name, _)| name)
}

pub(super) fn issued(made: &TokenCreated) -> IssuedToken {
    IssuedToken {
        name: made.view.name.clone(),
        plaintext: made.plaintext.reveal().to_owned(),
    }
}

pub(super) fn token_line(view: TokenView) -> TokenLine {
    TokenLine {
        id: view.id.to_string(),
        name: view.name,
        owner: view.owner,
        scopes: view.scopes.iter().map(|scope| scope.as_str().into()).collect(),
        created_at: view.created_at,
        used_at: view.last_used_at,
        expires_at: Some(view.expires_at),
        revoked_at: view.revoked_at,
    }
}
