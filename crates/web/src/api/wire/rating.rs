use std::collections::BTreeMap;

use serde::Serialize;
use touchstone_app::ticket as app;
use touchstone_domain::rating::Dimension;
use touchstone_domain::time::Timestamp;
use utoipa::ToSchema;

use crate::api::schema;

/// What the requester thinks of how it went.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Rating {
    /// 1 to 5.
    score: u8,
    /// Those that were given, 1 to 5 each.
    #[schema(value_type = BTreeMap<String, u8>)]
    dimensions: BTreeMap<Dimension, u8>,
    comment: Option<String>,
    #[schema(value_type = schema::Time)]
    first_at: Timestamp,
    #[schema(value_type = schema::Time)]
    updated_at: Timestamp,
}

impl From<app::Rating> for Rating {
    fn from(rating: app::Rating) -> Self {
        Self {
            score: rating.score,
            dimensions: rating.dimensions.into_iter().collect(),
            comment: rating.comment,
            first_at: rating.first_at,
            updated_at: rating.updated_at,
        }
    }
}
