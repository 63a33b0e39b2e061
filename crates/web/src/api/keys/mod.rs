//! Keys: which versions there are, and their change.

mod list;
mod retire;
mod rotate;

use serde::Serialize;
use touchstone_app::rotation::{KeyChangeView, KeyFamilyView};
use touchstone_domain::keys::{KeyChange as State, KeyFamily};
use touchstone_domain::time::Timestamp;
use utoipa::ToSchema;

use crate::api::schema;
use crate::route::Route;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::api_read::<list::__path_key_list, _, _>(list::key_list),
        Route::api_write::<rotate::__path_key_rotate, _, _>(rotate::key_rotate),
        Route::api_write::<retire::__path_key_retire, _, _>(retire::key_retire),
    ]
}

/// Keys that are changed together. Never the keys themselves.
#[derive(Debug, Serialize, ToSchema)]
struct Keys {
    #[schema(value_type = schema::KeyFamily)]
    family: KeyFamily,
    /// Version that new things are made with.
    in_use: u32,
    /// Versions that still open what was made with them.
    versions: Vec<u32>,
    /// Rows made with versions before the one in use.
    left: u64,
    /// Whether versions before the one in use can be taken out.
    retirable: bool,
    change: Option<KeyChange>,
}

/// The newest change.
#[derive(Debug, Serialize, ToSchema)]
struct KeyChange {
    version: u32,
    #[schema(value_type = schema::KeyChangeState)]
    state: State,
    #[schema(value_type = schema::Time)]
    created_at: Timestamp,
    #[schema(value_type = Option<schema::Time>)]
    activated_at: Option<Timestamp>,
    #[schema(value_type = Option<schema::Time>)]
    ended_at: Option<Timestamp>,
    /// Rows made again, of about so many.
    done: u64,
    total: u64,
    /// Rows that do not open.
    stuck: u64,
    /// Numbers of the processes whose key ring lacks the version.
    waiting: Vec<u16>,
    /// What keeps it from going on.
    problem: Option<String>,
}

impl From<KeyFamilyView> for Keys {
    fn from(view: KeyFamilyView) -> Self {
        Self {
            family: view.family,
            in_use: view.in_use,
            versions: view.versions,
            left: view.left,
            retirable: view.retirable,
            change: view.change.map(KeyChange::from),
        }
    }
}

impl From<KeyChangeView> for KeyChange {
    fn from(view: KeyChangeView) -> Self {
        Self {
            version: view.version,
            state: view.state,
            created_at: view.created_at,
            activated_at: view.activated_at,
            ended_at: view.ended_at,
            done: view.done,
            total: view.total,
            stuck: view.stuck,
            waiting: view.waiting,
            problem: view.problem,
        }
    }
}
