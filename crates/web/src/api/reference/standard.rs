use std::collections::BTreeMap;

use axum::extract::State;
use serde::Serialize;
use touchstone_app::standard::standard_current_text;
use touchstone_domain::id::StandardId;
use touchstone_domain::language::Language;
use touchstone_domain::time::Timestamp;
use utoipa::ToSchema;

use crate::access::{Granted, may};
use crate::api::answer::Plain;
use crate::api::schema;
use crate::failure::Failure;
use crate::state::WebState;

/// The standard that requests are judged by when they arrive now.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ServiceStandard {
    #[schema(value_type = schema::StandardId)]
    id: StandardId,
    code: String,
    /// By language.
    #[schema(value_type = BTreeMap<String, String>)]
    titles: BTreeMap<Language, String>,
    /// `null` when it has been in force from the beginning.
    #[schema(value_type = Option<schema::Time>)]
    effective_from: Option<Timestamp>,
    /// The whole pack, TOML.
    pack: String,
}

/// The standard in force.
#[utoipa::path(get, path = "/api/v1/standards/current", tag = "reference",
    responses((status = 200, body = ServiceStandard)))]
pub(super) async fn standard_read(
    _: Granted<may::ReadStandards>,
    State(state): State<WebState>,
) -> Result<Plain<ServiceStandard>, Failure> {
    let current = standard_current_text(&state.app).await?;
    let titles = Language::ALL
        .iter()
        .map(|language| (*language, current.standard.title(*language).to_owned()));
    Ok(Plain(ServiceStandard {
        id: current.id,
        code: current.standard.code().to_owned(),
        titles: titles.collect(),
        effective_from: Some(current.effective_from).filter(|from| *from != Timestamp::MIN),
        pack: current.pack,
    }))
}
