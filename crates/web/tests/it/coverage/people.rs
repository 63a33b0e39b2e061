//! The cases of requesters: found, read, corrected, revealed.

use serde_json::json;
use touchstone_domain::access::Role;

use super::cases::{Case, case};
use super::world::World;

pub(super) fn cases(world: &World) -> Vec<Case> {
    let agent = Some(world.agent.as_str());
    let admin = Some(world.desk.admin.as_str());
    let reveal = json!({"fields": ["email"], "reason": "to call back"});
    vec![
        case(
            "GET /api/v1/people/export",
            "/api/v1/people/export?format=csv",
            world.member(Role::TeamLead),
            200,
        ),
        case("POST /api/v1/people/find", "/api/v1/people/find", agent, 200)
            .json(json!({"email": "one@mail.example"})),
        case("GET /api/v1/people/{id}", world.person_path(""), agent, 200).foreign(404),
        case("PATCH /api/v1/people/{id}", world.person_path(""), agent, 412)
            .json(json!({"name": "Li Nana"}))
            .if_match("0")
            .foreign(404)
            .reader(403),
        case(
            "POST /api/v1/people/{id}/reveal",
            world.person_path("/reveal"),
            agent,
            200,
        )
        .json(reveal)
        .foreign(404)
        .reader(403),
        case(
            "GET /api/v1/people/{id}/reveals",
            world.person_path("/reveals"),
            admin,
            200,
        ),
    ]
}
