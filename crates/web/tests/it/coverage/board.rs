//! The cases of the board and the key figures: for those who lead; making figures anew is the administrator's.

use serde_json::json;

use super::cases::{Case, case};
use super::world::World;

pub(super) fn cases(world: &World) -> Vec<Case> {
    let admin = Some(world.desk.admin.as_str());
    let agent = Some(world.agent.as_str());
    vec![
        case("GET /api/v1/board", "/api/v1/board?by=kind", admin, 200),
        case(
            "GET /api/v1/board/file",
            "/api/v1/board/file?format=xlsx",
            admin,
            200,
        ),
        case("POST /api/v1/board/rebuild", "/api/v1/board/rebuild", admin, 204),
        case("GET /api/v1/kpis", "/api/v1/kpis", admin, 200),
        case("GET /quality/board", "/quality/board", admin, 200),
        case("GET /quality/board/file", "/quality/board/file", admin, 200),
        case(
            "POST /quality/board/rebuild",
            "/quality/board/rebuild",
            admin,
            303,
        )
        .form(""),
        case("GET /api/v1/breaches", "/api/v1/breaches?cause=unset", admin, 200),
        case("GET /api/v1/breaches/sums", "/api/v1/breaches/sums", admin, 200),
        case("GET /quality/breaches", "/quality/breaches", admin, 200),
        case("GET /api/v1/pledges", "/api/v1/pledges", admin, 200),
        case(
            "GET /api/v1/pledges/broken",
            "/api/v1/pledges/broken?state=given",
            admin,
            200,
        ),
        case(
            "GET /quality/pledges",
            "/quality/pledges?state=waived",
            admin,
            200,
        ),
        case(
            "GET /api/v1/tickets/{id}/pledges",
            world.ticket_path("/pledges"),
            agent,
            200,
        )
        .foreign(404),
        // No pledge was broken on it, which only those learn who may see the ticket.
        case(
            "POST /api/v1/tickets/{id}/pledges/{pledge}/remedy",
            world.ticket_path("/pledges/first-answer/remedy"),
            agent,
            404,
        )
        .json(json!({"outcome": "given", "reason": "called back"}))
        .foreign(404),
        case(
            "POST /desk/tickets/{id}/pledges/{pledge}/remedy",
            format!(
                "/desk/tickets/{}/pledges/first-answer/remedy",
                world.ticket["id"].as_str().unwrap()
            ),
            agent,
            404,
        )
        .form("outcome=given&reason=called")
        .foreign(404),
        case("GET /quality/targets", "/quality/targets", admin, 200),
    ]
}
