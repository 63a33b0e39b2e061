use axum::extract::State;
use axum::response::Response;
use touchstone_app::AppError;
use touchstone_app::audit::AuditQuery;
use touchstone_domain::codes::Code;
use touchstone_domain::export::TableFormat;

use super::list::AuditFilter;
use crate::access::{Granted, may};
use crate::api::table::TableQuery;
use crate::export;
use crate::failure::Failure;
use crate::query::Pairs;
use crate::state::{WebState, platform_zone};

/// The entries that the filters find as a table, up to 50,000 rows, in words of the caller's language. That it was taken
/// away is an entry itself.
#[utoipa::path(get, path = "/api/v1/audit/export", tag = "audit", params(TableQuery, AuditFilter),
    responses((status = 200, content_type = "text/csv", body = Vec<u8>)))]
pub(super) async fn audit_export(
    by: Granted<may::ReadAudit>,
    pairs: Pairs,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    let format = pairs.iter().find(|(name, _)| *name == "format");
    let format = match format.map(|(_, value)| value) {
        None | Some("") => return Err(AppError::field("format", "required").into()),
        Some(text) => TableFormat::from_code(text).map_err(|_| AppError::field("format", "unknown_value"))?,
    };
    let filters = pairs.iter().filter(|(name, _)| *name != "format");
    let query = AuditQuery::parse(filters, &platform_zone(&state))?;
    export::audit(&by, &state, query, format).await
}
