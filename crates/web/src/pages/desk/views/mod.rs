//! Saved lists: those on the reader's desk, their order, and taking one away.

mod edit;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use touchstone_app::saved_view::{self, SavedView};
use touchstone_domain::id::SavedViewId;
use touchstone_render::view::{Problems, SavedViewLine, SavedViewsView};

pub(super) use self::edit::{form, form_new, save, save_new};
use super::lists::view_href;
use crate::access::{Granted, may};
use crate::body::Form;
use crate::failure::Failure;
use crate::page::{Page, Reader, page};
use crate::pages::shared::{done, notices, problems, typed};
use crate::path::At;
use crate::state::WebState;

/// `GET /desk/views`
pub(super) async fn list(by: Granted<may::ReadTickets>, State(state): State<WebState>) -> Page {
    show(&state, &by, Problems::none()).await
}

async fn show(state: &WebState, by: &Granted<may::ReadTickets>, problems: Problems) -> Page {
    let found = saved_view::views(&state.app, &by.caller).await?;
    let view = SavedViewsView {
        lines: found.iter().map(line).collect(),
        problems,
    };
    page(state, &notices(by.frame(state), &state.renderer), &view)
}

fn line(view: &SavedView) -> SavedViewLine {
    SavedViewLine {
        id: view.id.to_string(),
        name: view.name.clone(),
        href: view_href(view),
        share: view.share.as_str().into(),
        team: view.team.as_ref().map(|team| team.name.clone()),
        owner: view.owner.as_ref().map(|user| user.name.clone()),
        may_change: view.may_change,
        version: view.version,
    }
}

/// `POST /desk/views/{id}/up`: one place up on the reader's own desk.
pub(super) async fn up(
    by: Granted<may::ReadTickets>,
    At(id): At<SavedViewId>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let found = saved_view::views(&state.app, &by.caller).await?;
    let mut order: Vec<_> = found.iter().map(|view| view.id).collect();
    let at = order.iter().position(|one| *one == id);
    let at = at.ok_or_else(Failure::not_found)?;
    order.swap(at, at.saturating_sub(1));
    saved_view::views_order(&state.app, &by.call_with(&form), order).await?;
    Ok(done("/desk/views", "view_saved"))
}

/// `POST /desk/views/{id}/remove`
pub(super) async fn remove(
    by: Granted<may::ReadTickets>,
    At(id): At<SavedViewId>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let mut call = by.call_with(&form);
    call.expected_version = typed(&form.typed, "version").parse().ok();
    match saved_view::view_remove(&state.app, &call, id).await {
        Ok(_) => Ok(done("/desk/views", "view_removed")),
        Err(error) => {
            let failure = crate::pages::again::about_the_form(error.into())?;
            let page = show(&state, &by, problems(&failure, str::to_owned)).await?;
            Ok((failure.status(), page).into_response())
        }
    }
}
