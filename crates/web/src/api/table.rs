//! The query of a list that is taken away whole, as a table.

use serde::Deserialize;
use touchstone_domain::export::TableFormat;

use super::schema;

/// The shape of the table.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct TableQuery {
    #[param(value_type = schema::TableFormat)]
    pub(super) format: TableFormat,
}
