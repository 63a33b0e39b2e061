use axum::extract::State;
use serde::Deserialize;
use touchstone_app::standard;
use touchstone_domain::id::StandardId;
use utoipa::ToSchema;

use super::wire::{Standard, record};
use crate::access::{Granted, may};
use crate::api::answer::{Created, Record};
use crate::api::schema;
use crate::body::Json;
use crate::failure::Failure;
use crate::path::At;
use crate::precondition::IfMatch;
use crate::state::WebState;

/// From what a draft is begun.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewDraft {
    /// A version; without it, the pack the product comes with.
    #[schema(value_type = Option<schema::StandardId>)]
    from: Option<StandardId>,
}

/// Begins a draft as the next version.
#[utoipa::path(post, path = "/api/v1/standards", tag = "reference", request_body = NewDraft,
    responses((status = 201, body = Standard)))]
pub(super) async fn standard_draft(
    by: Granted<may::WriteStandards>,
    State(state): State<WebState>,
    body: Json<NewDraft>,
) -> Result<Created<Standard>, Failure> {
    let made = standard::standard_begin_draft(&state.app, &by.call_with(&body), body.value.from).await?;
    Ok(Created {
        location: format!("/api/v1/standards/{}", made.id),
        version: Some(made.version),
        body: made.into(),
    })
}

/// Another text for a draft.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DraftText {
    /// The whole pack, TOML, at most 256 KiB. Its `pack.id` stays.
    pack: String,
}

/// Changes the text of a draft. What cannot be read is refused with line, column and key of what is wrong (field `pack`,
/// codes `pack_…`).
#[utoipa::path(put, path = "/api/v1/standards/{id}", tag = "reference", params(("id" = String, Path)),
    request_body = DraftText, responses((status = 200, body = Standard)))]
pub(super) async fn standard_replace(
    by: Granted<may::WriteStandards>,
    At(id): At<StandardId>,
    IfMatch(version): IfMatch,
    State(state): State<WebState>,
    body: Json<DraftText>,
) -> Result<Record<Standard>, Failure> {
    let call = by.call_with(&body).expecting(version);
    Ok(record(
        standard::standard_edit(&state.app, &call, id, body.value.pack).await?,
    ))
}
