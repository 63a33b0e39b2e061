//! The cases of what the house is told through the API: its roles, where its people are signed in.

use serde_json::json;

use super::cases::{Case, case};
use super::world::World;

pub(super) fn cases(world: &World) -> Vec<Case> {
    let admin = Some(world.desk.admin.as_str());
    let role = format!("/api/v1/roles/{}", world.roles[0]);
    let new_role = json!({"name": "Another", "base": "agent", "grants": {"ticket.read": "own"}});
    vec![
        case("POST /api/v1/roles", "/api/v1/roles", admin, 201).json(new_role),
        case("POST /api/v1/roles/preview", "/api/v1/roles/preview", admin, 200)
            .json(json!({"base": "agent", "grants": {}})),
        case("GET /api/v1/roles/{role}", role.clone(), admin, 200),
        case("PUT /api/v1/roles/{role}", role.clone(), admin, 200)
            .json(json!({"name": "Api", "grants": {}}))
            .if_match("1"),
        case("DELETE /api/v1/roles/{role}", role, admin, 200).if_match("2"),
        case(
            "GET /api/v1/users/{id}/sessions",
            format!("/api/v1/users/{}/sessions", world.agent_id),
            admin,
            200,
        ),
        case(
            "DELETE /api/v1/users/{id}/sessions/{session}",
            format!("/api/v1/users/{}/sessions/ses_0000000000001", world.agent_id),
            admin,
            404,
        ),
    ]
}
