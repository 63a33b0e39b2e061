//! What is set of a system: made, and changed.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use touchstone_app::webhook::{self, WebhookInput};
use touchstone_domain::event::event_families;
use touchstone_domain::id::WebhookId;
use touchstone_render::view::{AuditFamily, WebhookForm, WebhookNewView};

use super::PATH;
use super::look::{Shown, view_of};
use crate::access::{Granted, may};
use crate::body::Form;
use crate::failure::Failure;
use crate::page::{Page, Reader, page};
use crate::pages::admin::{record_problems, version_after};
use crate::pages::again::{about_the_form, again};
use crate::pages::shared::{done, form_key, typed, typed_all};
use crate::path::At;
use crate::state::WebState;

type Pairs = [(String, String)];

pub(super) async fn webhook_new(by: Granted<may::ManageWebhooks>, State(state): State<WebState>) -> Page {
    let form = WebhookForm {
        key: form_key(),
        families: families(),
        ..WebhookForm::default()
    };
    page(&state, &by.frame(&state), &WebhookNewView { form })
}

/// Answers with the page of the new system: its secret is kept in no form that another page could show.
pub(super) async fn webhook_create(
    by: Granted<may::ManageWebhooks>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    match webhook::webhook_create(&state.app, &by.call_with(&form), input(&form.typed)).await {
        Ok(issued) => {
            let mut view = view_of(&state, &by, issued.view.id, Shown::default()).await?;
            view.secret = Some(issued.secret.reveal().to_owned());
            let mut frame = by.frame(&state);
            frame.path = format!("{PATH}/{}", issued.view.id);
            Ok(page(&state, &frame, &view)?.into_response())
        }
        Err(error) => {
            let failure = about_the_form(error.into())?;
            let mut form = typed_form(&form.typed, &failure);
            form.key = form_key();
            let path = format!("{PATH}/new");
            again(
                &state,
                by.frame(&state),
                &path,
                &WebhookNewView { form },
                &failure,
            )
        }
    }
}

pub(super) async fn webhook_change(
    by: Granted<may::ManageWebhooks>,
    At(id): At<WebhookId>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let version = typed(&form.typed, "version").parse().unwrap_or_default();
    let call = by.call_with(&form).expecting(version);
    let Err(error) = webhook::webhook_update(&state.app, &call, id, input(&form.typed)).await else {
        return Ok(done(&format!("{PATH}/{id}"), "saved"));
    };
    let failure = about_the_form(error.into())?;
    let mut view = view_of(&state, &by, id, Shown::default()).await?;
    view.form = typed_form(&form.typed, &failure);
    again(&state, by.frame(&state), &format!("{PATH}/{id}"), &view, &failure)
}

fn input(pairs: &Pairs) -> WebhookInput {
    WebhookInput {
        name: typed(pairs, "name"),
        url: typed(pairs, "url"),
        events: typed_all(pairs, "events").map(str::to_owned).collect(),
    }
}

fn typed_form(pairs: &Pairs, failure: &Failure) -> WebhookForm {
    let WebhookInput { name, url, events } = input(pairs);
    WebhookForm {
        key: String::new(),
        version: version_after(failure, &typed(pairs, "version")),
        name,
        url,
        events,
        families: families(),
        problems: record_problems(failure),
    }
}

/// The form filled with what is saved.
pub(super) fn form_of(view: &webhook::WebhookView) -> WebhookForm {
    WebhookForm {
        key: String::new(),
        version: view.version,
        name: view.name.clone(),
        url: view.url.clone(),
        events: view.events.clone().into(),
        families: families(),
        problems: Default::default(),
    }
}

fn families() -> Vec<AuditFamily> {
    let family = |(code, kinds): (&'static str, Vec<touchstone_domain::event::EventKind>)| AuditFamily {
        code: code.into(),
        kinds: kinds.iter().map(|kind| kind.as_str().into()).collect(),
    };
    event_families().into_iter().map(family).collect()
}
