//! A role made or changed. What would change is shown first: only what was reviewed is saved.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use touchstone_app::account::{self, RoleInput, RolePatch};
use touchstone_domain::id::RoleId;
use touchstone_domain::role::RoleChoice;

use super::PATH;
use super::editor::{Draft, copy_of, editor_view, grants_typed, saved};
use super::review::review;
use crate::access::{Granted, SignedIn, may};
use crate::body::Form;
use crate::failure::Failure;
use crate::page::{Reader, page};
use crate::pages::admin::{record_problems, version_after};
use crate::pages::again::{about_the_form, again};
use crate::pages::shared::{done, typed};
use crate::path::At;
use crate::state::WebState;

type Pairs = [(String, String)];

pub(super) async fn role_create(
    by: Granted<may::ManageRoles>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let from: RoleChoice = typed(&form.typed, "from")
        .parse()
        .map_err(|_| Failure::not_found())?;
    let mut draft = copy_of(&state, &by, from).await?;
    draft.grants = grants_typed(&form.typed);
    if !to_be_saved(&form.typed, &draft) {
        return reviewed(&state, &by, &draft, &form.typed).await;
    }
    let input = RoleInput {
        name: typed(&form.typed, "name"),
        description: typed(&form.typed, "description"),
        base: draft.base,
        grants: draft.grants.clone(),
    };
    match account::role_create(&state.app, &by.call_with(&form), input).await {
        Ok(_) => Ok(done(PATH, "saved")),
        Err(error) => refused(&state, &by, &draft, &form.typed, error.into()).await,
    }
}

pub(super) async fn role_change(
    by: Granted<may::ManageRoles>,
    At(id): At<RoleId>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let mut draft = saved(&state, &by, id).await?;
    draft.grants = grants_typed(&form.typed);
    if !to_be_saved(&form.typed, &draft) {
        return reviewed(&state, &by, &draft, &form.typed).await;
    }
    let patch = RolePatch {
        name: typed(&form.typed, "name"),
        description: typed(&form.typed, "description"),
        grants: draft.grants.clone(),
    };
    let version = typed(&form.typed, "version").parse().unwrap_or_default();
    let call = by.call_with(&form).expecting(version);
    match account::role_update(&state.app, &call, id, patch).await {
        Ok(_) => Ok(done(PATH, "saved")),
        Err(error) => refused(&state, &by, &draft, &form.typed, error.into()).await,
    }
}

/// Saving was asked for, and these very grants were looked at.
fn to_be_saved(pairs: &Pairs, draft: &Draft) -> bool {
    typed(pairs, "step") == "save" && typed(pairs, "reviewed") == fingerprint(draft)
}

/// The grants in one text: it comes back with the form, so that nothing is saved that was not reviewed.
fn fingerprint(draft: &Draft) -> String {
    let grants = draft.grants.iter();
    let words: Vec<String> = grants
        .map(|(permission, scope)| format!("{permission}={scope}"))
        .collect();
    words.join(" ")
}

async fn reviewed(
    state: &WebState,
    by: &SignedIn,
    draft: &Draft,
    pairs: &Pairs,
) -> Result<Response, Failure> {
    let mut view = editor_view(state, by, draft).await?;
    kept(&mut view, pairs);
    let user = typed(pairs, "user").parse().ok();
    view.review = Some(review(state, by, draft, user).await?);
    view.reviewed = fingerprint(draft);
    let mut frame = by.frame(state);
    frame.path = address(draft);
    Ok(page(state, &frame, &view)?.into_response())
}

async fn refused(
    state: &WebState,
    by: &SignedIn,
    draft: &Draft,
    pairs: &Pairs,
    failure: Failure,
) -> Result<Response, Failure> {
    let failure = about_the_form(failure)?;
    let mut view = editor_view(state, by, draft).await?;
    kept(&mut view, pairs);
    view.version = version_after(&failure, &typed(pairs, "version"));
    view.problems = record_problems(&failure);
    // What is wrong with a permission is said beside it.
    view.problems
        .fields
        .retain(|problem| !problem.field.starts_with("grants."));
    if !view.problems.any() {
        view.problems.code = Some("validation_failed".into());
    }
    again(state, by.frame(state), &address(draft), &view, &failure)
}

/// Everything typed beside the matrix.
fn kept(view: &mut touchstone_render::view::RoleEditorView, pairs: &Pairs) {
    view.name = typed(pairs, "name");
    view.description = typed(pairs, "description");
    view.user = typed(pairs, "user");
    if let Ok(version) = typed(pairs, "version").parse() {
        view.version = version;
    }
}

/// Where this editor is read.
fn address(draft: &Draft) -> String {
    match &draft.saved {
        Some(role) => format!("{PATH}/{}", role.id),
        None => format!("{PATH}/new?from={}", draft.from),
    }
}
