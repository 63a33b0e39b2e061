//! The cases of calendars of working time, and of the account of a ticket's clocks.

use serde_json::json;

use super::cases::{Case, case};
use super::world::World;

pub(super) fn cases(world: &World) -> Vec<Case> {
    let admin = Some(world.desk.admin.as_str());
    let agent = Some(world.agent.as_str());
    let one = "/api/v1/calendars/service-hours";
    let document =
        json!({"time_zone": "Asia/Tokyo", "week": {"mon": [["09:00", "17:00"]]}, "holidays": "JP"});
    vec![
        case("GET /api/v1/calendars", "/api/v1/calendars", agent, 200),
        case("POST /api/v1/calendars", "/api/v1/calendars", admin, 201)
            .json(json!({"code": "tokyo", "name": "Tokyo", "document": document})),
        case("GET /api/v1/calendars/{code}", one, agent, 200),
        case(
            "POST /api/v1/calendars/{code}/versions",
            format!("{one}/versions"),
            admin,
            200,
        )
        .json(json!({"based_on": 1, "name": "Hours", "document": document})),
        case(
            "GET /api/v1/calendars/{code}/days",
            format!("{one}/days?year=2026"),
            agent,
            200,
        ),
        case(
            "POST /api/v1/calendars/{code}/feed",
            format!("{one}/feed"),
            admin,
            422,
        )
        .json(json!({"feed": "no file"})),
        case(
            "GET /api/v1/tickets/{id}/reachability",
            world.ticket_path("/reachability"),
            agent,
            200,
        )
        .foreign(404),
        case(
            "GET /api/v1/tickets/{id}/senders",
            world.ticket_path("/senders"),
            agent,
            200,
        )
        .foreign(404),
        case(
            "GET /api/v1/tickets/{id}/clocks",
            world.ticket_path("/clocks"),
            agent,
            200,
        )
        .foreign(404),
        case("GET /admin/calendars", "/admin/calendars", agent, 200),
        case("GET /admin/calendars/new", "/admin/calendars/new", admin, 200),
        case("POST /admin/calendars", "/admin/calendars", admin, 303)
            .form("code=night&name=Night&time_zone=UTC&mon=22:00-06:00"),
        case(
            "GET /admin/calendars/{code}",
            "/admin/calendars/service-hours",
            agent,
            200,
        ),
        case(
            "POST /admin/calendars/{code}",
            "/admin/calendars/service-hours",
            admin,
            422,
        )
        .file(),
    ]
}
