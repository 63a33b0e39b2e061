//! Legal holds as the API reads and writes them.

use serde::{Deserialize, Serialize};
use touchstone_app::privacy::{self, HoldInput};
use touchstone_domain::id::UserId;
use touchstone_domain::time::Timestamp;
use utoipa::ToSchema;

use crate::api::schema;

/// Why data must be kept.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewHold {
    reason: String,
    /// When the hold ends by itself; without, it stands until it is lifted.
    #[schema(value_type = Option<schema::Time>)]
    until: Option<Timestamp>,
}

impl From<NewHold> for HoldInput {
    fn from(hold: NewHold) -> Self {
        Self {
            reason: hold.reason,
            until: hold.until,
        }
    }
}

/// A legal hold.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Hold {
    /// Id of the requester or request it is on.
    on: String,
    reason: String,
    #[schema(value_type = schema::UserId)]
    placed_by: UserId,
    #[schema(value_type = schema::Time)]
    placed_at: Timestamp,
    #[schema(value_type = Option<schema::Time>)]
    until: Option<Timestamp>,
}

impl From<privacy::Hold> for Hold {
    fn from(hold: privacy::Hold) -> Self {
        Self {
            on: hold.on.to_string(),
            reason: hold.reason,
            placed_by: hold.placed_by,
            placed_at: hold.placed_at,
            until: hold.until,
        }
    }
}
