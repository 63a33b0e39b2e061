//! One's own account: who one is, where one is signed in, password, API tokens.

mod device;
mod notifications;
mod passkeys;
mod password;
mod profile;
mod security;
mod sessions;
mod tokens;

use axum::extract::State;
use touchstone_app::account::{self, PASSWORD_MIN, SessionView};
use touchstone_render::view::{AccountView, PasswordForm, ProfileForm, SessionLine};

use self::device::device_name;
use super::shared::notices;
use super::staff;
use super::token_form::{token_form, token_line};
use crate::access::SignedIn;
use crate::failure::Failure;
use crate::page::{Page, Reader, page};
use crate::route::Route;
use crate::state::WebState;

const PATH: &str = "/account";
/// Tokens shown, newest first.
const TOKENS: u32 = 100;

pub(super) fn routes() -> Vec<Route> {
    let mut all = vec![Route::get(PATH, account_page)];
    all.extend(security::routes());
    all.extend(passkeys::routes());
    all.extend(notifications::routes());
    all.extend(password::routes());
    all.extend(profile::routes());
    all.extend(sessions::routes());
    all.extend(tokens::routes());
    all
}

async fn account_page(by: SignedIn, State(state): State<WebState>) -> Page {
    let view = account_view(&state, &by).await?;
    page(&state, &notices(by.frame(&state), &state.renderer), &view)
}

/// The page with empty forms.
async fn account_view(state: &WebState, by: &SignedIn) -> Result<AccountView, Failure> {
    let call = by.call();
    let me = account::me(&state.app, &call).await?.user;
    let teams = staff::teams(state, by).await?;
    let sessions = account::session_list(&state.app, &call, by.user.id).await?;
    let tokens = account::token_list(&state.app, &call, Some(by.user.id), None, TOKENS).await?;
    Ok(AccountView {
        teams: staff::team_names(&teams, &me.teams),
        profile: ProfileForm {
            name: me.name.clone(),
            language: me.language.to_string(),
            version: me.version,
            problems: Default::default(),
        },
        name: me.name,
        email: me.email.unwrap_or_default(),
        role: me.role.as_str().into(),
        role_name: me.custom_role.map_or_else(String::new, |role| role.name),
        sessions: sessions.into_iter().map(session_line).collect(),
        password: PasswordForm {
            min: PASSWORD_MIN,
            ..PasswordForm::default()
        },
        tokens: tokens.into_iter().map(token_line).collect(),
        issued: None,
        token_form: token_form(by),
    })
}

pub(super) fn session_line(view: SessionView) -> SessionLine {
    SessionLine {
        id: view.id.to_string(),
        current: view.current,
        agent: view.agent.as_deref().map(device_name).unwrap_or_default(),
        address: view.address.unwrap_or_default(),
        created_at: view.created_at,
        seen_at: view.last_seen_at,
        expires_at: view.expires_at,
    }
}
