use axum::extract::State;
use touchstone_app::correction;
use touchstone_domain::id::CorrectionId;

use super::wire::{CorrectedTicket, Correction};
use crate::access::{Granted, may};
use crate::api::answer::{Page, Plain};
use crate::api::paging::{Paging, page};
use crate::failure::Failure;
use crate::path::At;
use crate::query::Query;
use crate::state::WebState;

/// Corrections, the last first.
#[utoipa::path(get, path = "/api/v1/corrections", tag = "standards", params(Paging),
    responses((status = 200, body = Page<Correction>)))]
pub(super) async fn correction_list(
    by: Granted<may::ApproveStandards>,
    Query(paging): Query<Paging>,
    State(state): State<WebState>,
) -> Result<Page<Correction>, Failure> {
    let limit = paging.limit()?;
    let found = correction::corrections(&state.app, &by.caller, paging.after()?, limit + 1).await?;
    let items = found.into_iter().map(Correction::from).collect();
    Ok(page(items, limit, |one: &Correction| one.id))
}

/// A correction and how far it is.
#[utoipa::path(get, path = "/api/v1/corrections/{id}", tag = "standards", params(("id" = String, Path)),
    responses((status = 200, body = Correction)))]
pub(super) async fn correction_get(
    by: Granted<may::ApproveStandards>,
    At(id): At<CorrectionId>,
    State(state): State<WebState>,
) -> Result<Plain<Correction>, Failure> {
    Ok(Plain(
        correction::correction(&state.app, &by.caller, id).await?.into(),
    ))
}

/// What became of each ticket whose facts were corrected. A correction of the standard is told in the tickets' histories.
#[utoipa::path(get, path = "/api/v1/corrections/{id}/tickets", tag = "standards",
    params(("id" = String, Path), Paging), responses((status = 200, body = Page<CorrectedTicket>)))]
pub(super) async fn correction_tickets(
    by: Granted<may::ApproveStandards>,
    At(id): At<CorrectionId>,
    Query(paging): Query<Paging>,
    State(state): State<WebState>,
) -> Result<Page<CorrectedTicket>, Failure> {
    let limit = paging.limit()?;
    let found =
        correction::correction_tickets(&state.app, &by.caller, id, paging.after()?, limit + 1).await?;
    let items = found.into_iter().map(CorrectedTicket::from).collect();
    Ok(page(items, limit, |one: &CorrectedTicket| one.ticket))
}
