use axum::extract::State;
use axum::response::Response;
use touchstone_app::standard;
use touchstone_domain::id::StandardId;

use super::wire::{Standard, StandardLine, record};
use crate::access::{Granted, may};
use crate::api::answer::{Page, Record};
use crate::api::paging::{Paging, page};
use crate::export;
use crate::failure::Failure;
use crate::path::At;
use crate::query::Query;
use crate::state::WebState;

/// Versions of the standard, newest first.
#[utoipa::path(get, path = "/api/v1/standards", tag = "reference", params(Paging),
    responses((status = 200, body = Page<StandardLine>)))]
pub(super) async fn standard_list(
    by: Granted<may::ReadStandards>,
    Query(paging): Query<Paging>,
    State(state): State<WebState>,
) -> Result<Page<StandardLine>, Failure> {
    let limit = paging.limit()?;
    let found = standard::standard_list(&state.app, &by.caller, paging.after()?, limit + 1).await?;
    let lines = found.into_iter().map(StandardLine::from).collect();
    Ok(page(lines, limit, |line: &StandardLine| line.id))
}

/// One version: its clauses and text, who wrote and approved it, what was said about it, what may be done with it.
#[utoipa::path(get, path = "/api/v1/standards/{id}", tag = "reference", params(("id" = String, Path)),
    responses((status = 200, body = Standard)))]
pub(super) async fn standard_version(
    by: Granted<may::ReadStandards>,
    At(id): At<StandardId>,
    State(state): State<WebState>,
) -> Result<Record<Standard>, Failure> {
    Ok(record(standard::standard_read(&state.app, &by.caller, id).await?))
}

/// The text of a version as a file, which `PUT` takes back.
#[utoipa::path(get, path = "/api/v1/standards/{id}/file", tag = "reference", params(("id" = String, Path)),
    responses((status = 200, content_type = "application/toml", body = String)))]
pub(super) async fn standard_file(
    by: Granted<may::ReadStandards>,
    At(id): At<StandardId>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    export::standard(&by, &state, id).await
}
