//! The cases of people's data: holds, then erasure.

use serde_json::json;

use super::cases::{Case, case};
use super::world::World;

pub(super) fn cases(world: &World) -> Vec<Case> {
    let admin = Some(world.desk.admin.as_str());
    let reason = json!({"reason": "a lawsuit"});
    let page = |rest: &str| {
        let person = world.ticket["requester"]["id"].as_str().unwrap();
        format!("/ops/people/{person}{rest}")
    };
    let (person, ticket) = (world.person_path("/hold"), world.ticket_path("/hold"));
    vec![
        case("POST /api/v1/people/{id}/hold", &*person, admin, 200).json(reason.clone()),
        case("GET /api/v1/people/{id}/hold", &*person, admin, 200),
        case("DELETE /api/v1/people/{id}/hold", &*person, admin, 204),
        case("POST /api/v1/tickets/{id}/hold", &*ticket, admin, 200).json(reason.clone()),
        case("GET /api/v1/tickets/{id}/hold", &*ticket, admin, 200),
        case("DELETE /api/v1/tickets/{id}/hold", &*ticket, admin, 204),
        case("GET /ops/people/{id}", page(""), admin, 200),
        case("POST /ops/people/{id}/hold", page("/hold"), admin, 303).form("reason=a+lawsuit&days=30"),
        case("POST /ops/people/{id}/lift", page("/lift"), admin, 303).form(""),
        case("POST /ops/people/{id}/erase", page("/erase"), admin, 303).form("reason=asked+for&confirm=yes"),
        case(
            "POST /api/v1/people/{id}/erase",
            world.person_path("/erase"),
            admin,
            200,
        )
        .json(reason),
    ]
}
