use axum::extract::State;
use touchstone_app::webhook;
use touchstone_domain::id::WebhookId;

use super::wire::Webhook;
use crate::access::{Granted, may};
use crate::api::answer::Page;
use crate::api::paging::{Paging, page};
use crate::failure::Failure;
use crate::query::Query;
use crate::state::WebState;

/// The systems that are told of events, by name; there are at most 50.
#[utoipa::path(get, path = "/api/v1/webhooks", tag = "operation", params(Paging),
    responses((status = 200, body = Page<Webhook>)))]
pub(super) async fn webhook_list(
    by: Granted<may::ManageWebhooks>,
    Query(paging): Query<Paging>,
    State(state): State<WebState>,
) -> Result<Page<Webhook>, Failure> {
    let (limit, after) = (paging.limit()?, paging.after::<(String, WebhookId)>()?);
    let mut all = webhook::webhooks_list(&state.app, &by.caller).await?;
    if let Some(after) = after {
        all.retain(|view| (&view.name, view.id) > (&after.0, after.1));
    }
    Ok(page(all, limit, |view| (view.name.clone(), view.id)).map(Webhook::from))
}
