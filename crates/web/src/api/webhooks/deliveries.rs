use axum::extract::State;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use touchstone_app::webhook::{self, DeliveryQuery};
use touchstone_domain::id::{DeliveryId, WebhookId};
use touchstone_domain::webhook::DeliveryState;
use utoipa::ToSchema;

use super::wire::Delivery;
use crate::access::{Granted, may};
use crate::api::answer::{Page, Plain};
use crate::api::schema;
use crate::body::NoBody;
use crate::failure::Failure;
use crate::path::At;
use crate::query::Query;
use crate::state::WebState;

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct DeliveryFilter {
    #[param(value_type = Option<schema::DeliveryState>)]
    state: Option<DeliveryState>,
    /// Records on a page, 1 to 200; 50 without.
    limit: Option<u32>,
    cursor: Option<String>,
}

/// How many are sent again.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Resent {
    deliveries: u64,
}

/// Events on their way to a system, newest first. What was delivered is listed for a week, the rest for a month.
#[utoipa::path(get, path = "/api/v1/webhooks/{webhook}/deliveries", tag = "operation",
    params(("webhook" = String, Path), DeliveryFilter), responses((status = 200, body = Page<Delivery>)))]
pub(super) async fn delivery_list(
    by: Granted<may::ManageWebhooks>,
    At(id): At<WebhookId>,
    Query(filter): Query<DeliveryFilter>,
    State(state): State<WebState>,
) -> Result<Page<Delivery>, Failure> {
    let query = DeliveryQuery {
        state: filter.state,
        limit: filter.limit,
        cursor: filter.cursor,
    };
    let found = webhook::deliveries_list(&state.app, &by.caller, id, query).await?;
    Ok(Page {
        items: found.items.into_iter().map(Delivery::from).collect(),
        next_cursor: found.next_cursor,
    })
}

/// Sends one again, delivered or not, under the same `webhook-id`. Refused (`delivery_waits`) for one that waits.
#[utoipa::path(post, path = "/api/v1/webhooks/{webhook}/deliveries/{delivery}/resend", tag = "operation",
    params(("webhook" = String, Path), ("delivery" = String, Path)), responses((status = 204)))]
pub(super) async fn delivery_resend(
    by: Granted<may::ManageWebhooks>,
    At((webhook, delivery)): At<(WebhookId, DeliveryId)>,
    State(state): State<WebState>,
    body: NoBody,
) -> Result<StatusCode, Failure> {
    webhook::delivery_resend(&state.app, &by.call_with(&body), webhook, delivery).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sends what was given up again, oldest first, up to 1000 at a call.
#[utoipa::path(post, path = "/api/v1/webhooks/{webhook}/deliveries/resend", tag = "operation",
    params(("webhook" = String, Path)), responses((status = 200, body = Resent)))]
pub(super) async fn delivery_resend_dead(
    by: Granted<may::ManageWebhooks>,
    At(webhook): At<WebhookId>,
    State(state): State<WebState>,
    body: NoBody,
) -> Result<Plain<Resent>, Failure> {
    let call = by.call_with(&body);
    let deliveries = webhook::deliveries_resend(&state.app, &call, webhook).await?;
    Ok(Plain(Resent { deliveries }))
}
