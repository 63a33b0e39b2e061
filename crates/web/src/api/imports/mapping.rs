use axum::extract::State;
use touchstone_app::import;
use touchstone_domain::id::ImportId;
use touchstone_domain::import::Mapping;

use super::Import;
use crate::access::{Granted, may};
use crate::api::answer::Record;
use crate::body::Json;
use crate::failure::Failure;
use crate::path::At;
use crate::precondition::IfMatch;
use crate::state::WebState;

/// Says how the columns of an import are to be understood: `{source, columns: [{from, to, values?}], messages?: {from,
/// columns}, filter?: {column, only}, options?}`. `values` translates words, `*` stands for all others and `=` for the
/// word itself. What must be mapped and is not is refused when the import is run.
#[utoipa::path(put, path = "/api/v1/imports/{id}/mapping", tag = "administration", params(("id" = String, Path)),
    request_body = Object, responses((status = 200, body = Import)))]
pub(super) async fn import_map(
    by: Granted<may::ManageImports>,
    At(id): At<ImportId>,
    IfMatch(version): IfMatch,
    State(state): State<WebState>,
    body: Json<Mapping>,
) -> Result<Record<Import>, Failure> {
    let call = by.call_with(&body).expecting(version);
    let view = import::import_map(&state.app, &call, id, body.value).await?;
    Ok(Record {
        version: view.version,
        body: view.into(),
    })
}
