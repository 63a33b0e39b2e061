//! Roles: the built-in ones, and those of the installation's own.

mod archive;
mod create;
mod list;
mod preview;
mod read;
mod replace;

use std::collections::BTreeMap;

use serde::Serialize;
use touchstone_app::account::{CustomRole, RoleView};
use touchstone_domain::access::{Grants, Permission, Scope};
use touchstone_domain::id::RoleId;
use touchstone_domain::time::Timestamp;
use utoipa::ToSchema;

use super::answer::Record;
use super::schema;
use crate::route::Route;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::api_read::<list::__path_role_list, _, _>(list::role_list),
        Route::api_write::<create::__path_role_create, _, _>(create::role_create),
        Route::api_write::<preview::__path_role_preview, _, _>(preview::role_preview),
        Route::api_read::<read::__path_role_read, _, _>(read::role_read),
        Route::api_update::<replace::__path_role_replace, _, _>(replace::role_replace),
        Route::api_update::<archive::__path_role_archive, _, _>(archive::role_archive),
    ]
}

/// A role: a built-in one without id, name and version, or one of the installation's own.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Role {
    #[schema(value_type = Option<schema::RoleId>)]
    id: Option<RoleId>,
    /// The built-in role; of an own one, the one it was copied from.
    #[schema(value_type = schema::Role)]
    role: touchstone_domain::access::Role,
    name: Option<String>,
    description: Option<String>,
    /// Permissions and how far each reaches.
    #[schema(value_type = BTreeMap<String, schema::Scope>)]
    grants: BTreeMap<Permission, Scope>,
    /// Those with this role need a second factor; of an own one, as its `role` says.
    second_factor_required: Option<bool>,
    /// Active users who have it, counted up to 100.
    people: usize,
    /// There are more.
    people_more: bool,
    #[schema(value_type = Option<schema::Time>)]
    created_at: Option<Timestamp>,
    #[schema(value_type = Option<schema::Time>)]
    updated_at: Option<Timestamp>,
    #[schema(value_type = Option<schema::Time>)]
    archived_at: Option<Timestamp>,
    version: Option<i64>,
}

impl From<RoleView> for Role {
    fn from(view: RoleView) -> Self {
        Self {
            id: None,
            role: view.role,
            name: None,
            description: None,
            grants: view.grants.iter().collect(),
            second_factor_required: Some(view.second_factor_required),
            people: view.people.n,
            people_more: view.people.more,
            created_at: None,
            updated_at: None,
            archived_at: None,
            version: None,
        }
    }
}

impl From<CustomRole> for Role {
    fn from(view: CustomRole) -> Self {
        Self {
            id: Some(view.id),
            role: view.base,
            name: Some(view.name),
            description: Some(view.description),
            grants: view.grants.iter().collect(),
            second_factor_required: None,
            people: view.people.n,
            people_more: view.people.more,
            created_at: Some(view.created_at),
            updated_at: Some(view.updated_at),
            archived_at: view.archived_at,
            version: Some(view.version),
        }
    }
}

impl Role {
    fn record(view: CustomRole) -> Record<Self> {
        Record {
            version: view.version,
            body: view.into(),
        }
    }
}

/// Grants as they are sent.
type Granted = BTreeMap<Permission, Scope>;

fn grants(sent: Granted) -> Grants {
    Grants::new(sent)
}
