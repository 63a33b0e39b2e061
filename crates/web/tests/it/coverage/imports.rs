//! The cases of imports. None is there under the id they name: the refusals before that are what counts.

use serde_json::json;

use super::cases::{Case, case};
use super::world::World;

const ID: &str = "imp_0000000000001";

pub(super) fn cases(world: &World) -> Vec<Case> {
    let admin = Some(world.desk.admin.as_str());
    let api = |rest: &str| format!("/api/v1/imports/{ID}{rest}");
    let page = |rest: &str| format!("/admin/imports/{ID}{rest}");
    vec![
        case("GET /api/v1/imports", "/api/v1/imports", admin, 200),
        // One word is a table's heading without a row.
        case("POST /api/v1/imports", "/api/v1/imports?kind=teams", admin, 201).file(),
        case("GET /api/v1/imports/{id}", api(""), admin, 404),
        case("PUT /api/v1/imports/{id}/mapping", api("/mapping"), admin, 404)
            .json(json!({"source": "s"}))
            .if_match("1"),
        case("GET /api/v1/imports/{id}/preview", api("/preview"), admin, 404),
        case("GET /api/v1/imports/{id}/rows", api("/rows"), admin, 404),
        case("GET /api/v1/imports/{id}/failed", api("/failed"), admin, 404),
        case("POST /api/v1/imports/{id}/check", api("/check"), admin, 404),
        case("POST /api/v1/imports/{id}/run", api("/run"), admin, 404),
        case("POST /api/v1/imports/{id}/cancel", api("/cancel"), admin, 404),
        case("POST /api/v1/imports/{id}/undo", api("/undo"), admin, 404),
        case("POST /api/v1/imports/{id}/discard", api("/discard"), admin, 404),
        case("GET /admin/imports", "/admin/imports", admin, 200),
        case("GET /admin/imports/new", "/admin/imports/new", admin, 200),
        // The kind of records is missing.
        case("POST /admin/imports", "/admin/imports", admin, 422).file(),
        case("GET /admin/imports/{id}", page(""), admin, 404),
        case("POST /admin/imports/{id}/mapping", page("/mapping"), admin, 404).form("import_source=s"),
        case("POST /admin/imports/{id}/check", page("/check"), admin, 404).form(""),
        case("POST /admin/imports/{id}/run", page("/run"), admin, 404).form(""),
        case("POST /admin/imports/{id}/cancel", page("/cancel"), admin, 404).form(""),
        case("POST /admin/imports/{id}/undo", page("/undo"), admin, 404).form(""),
        case("POST /admin/imports/{id}/discard", page("/discard"), admin, 404).form(""),
        case("GET /admin/imports/{id}/failed", page("/failed"), admin, 404),
    ]
}
