//! The cases of requests together: links and repeated ones.

use serde_json::json;

use super::cases::{Case, case};
use super::world::World;

pub(super) fn cases(world: &World) -> Vec<Case> {
    let agent = Some(world.agent.as_str());
    vec![
        case(
            "GET /api/v1/tickets/{id}/links",
            world.ticket_path("/links"),
            agent,
            200,
        )
        .foreign(404),
        case(
            "POST /api/v1/tickets/{id}/links",
            world.ticket_path("/links"),
            agent,
            422,
        )
        .json(json!({"kind": "related", "to": world.ticket["id"]}))
        .foreign(404)
        .reader(403),
        case(
            "DELETE /api/v1/tickets/{id}/links/{relation}/{other}",
            world.ticket_path("/links/related/tkt_0000000000001"),
            agent,
            404,
        )
        .foreign(404)
        .reader(403),
        case(
            "GET /api/v1/tickets/{id}/duplicates",
            world.ticket_path("/duplicates"),
            agent,
            200,
        )
        .foreign(404),
        case(
            "POST /api/v1/tickets/duplicates",
            "/api/v1/tickets/duplicates",
            agent,
            200,
        )
        .json(json!({"subject": "refund"})),
        case("GET /api/v1/mentions", "/api/v1/mentions", agent, 200),
        case("POST /api/v1/mentions/read", "/api/v1/mentions/read", agent, 200).json(json!({"messages": []})),
        case(
            "GET /api/v1/tickets/{id}/mentionable",
            world.ticket_path("/mentionable"),
            agent,
            200,
        )
        .foreign(404),
        case("GET /desk/mentions", "/desk/mentions", agent, 200),
        case("POST /desk/mentions/read", "/desk/mentions/read", agent, 303).form(""),
        case(
            "POST /desk/mentions/{message}/open",
            "/desk/mentions/msg_0000000000001/open",
            agent,
            404,
        )
        .form(""),
        case("GET /api/v1/notifications", "/api/v1/notifications", agent, 200),
        case(
            "GET /api/v1/notifications/unread",
            "/api/v1/notifications/unread",
            agent,
            200,
        ),
        case(
            "POST /api/v1/notifications/read",
            "/api/v1/notifications/read",
            agent,
            200,
        )
        .json(json!({"notifications": []})),
        case(
            "GET /api/v1/me/notifications",
            "/api/v1/me/notifications",
            agent,
            200,
        ),
        case(
            "PUT /api/v1/me/notifications",
            "/api/v1/me/notifications",
            agent,
            200,
        )
        .json(json!({"pace": "soon", "urgent_passes": true}))
        .if_match("0"),
        case(
            "GET /api/v1/me/notifications/preview",
            "/api/v1/me/notifications/preview",
            agent,
            200,
        ),
        case("GET /account/notifications", "/account/notifications", agent, 200),
        case(
            "POST /account/notifications",
            "/account/notifications",
            agent,
            422,
        )
        .form("version=1&pace=soon&quiet_from=22:00"),
        case("GET /notifications", "/notifications?unread=1", agent, 200),
        case("POST /notifications/read", "/notifications/read", agent, 303).form(""),
        case(
            "POST /notifications/{notice}/open",
            "/notifications/ntc_0000000000001/open",
            agent,
            404,
        )
        .form(""),
        case("GET /api/v1/views", "/api/v1/views", agent, 200),
        case("POST /api/v1/views", "/api/v1/views", agent, 201).json(json!({"name": "Mine"})),
        case("POST /api/v1/views/order", "/api/v1/views/order", agent, 200).json(json!({"views": []})),
        case("GET /api/v1/views/{id}", view("/api/v1/views", ""), agent, 404),
        case("PUT /api/v1/views/{id}", view("/api/v1/views", ""), agent, 404)
            .json(json!({"name": "Mine"}))
            .if_match("1"),
        case("DELETE /api/v1/views/{id}", view("/api/v1/views", ""), agent, 404).if_match("1"),
        case("GET /desk/views", "/desk/views", agent, 200),
        case(
            "GET /desk/views/new",
            "/desk/views/new?kind=complaint",
            agent,
            200,
        ),
        case("POST /desk/views/new", "/desk/views/new", agent, 422).form("do=save"),
        case("GET /desk/views/{id}", view("/desk/views", ""), agent, 404),
        case("POST /desk/views/{id}", view("/desk/views", ""), agent, 404).form("do=save&name=Mine"),
        case("POST /desk/views/{id}/up", view("/desk/views", "/up"), agent, 404).form(""),
        case(
            "POST /desk/views/{id}/remove",
            view("/desk/views", "/remove"),
            agent,
            404,
        )
        .form(""),
        case("GET /api/v1/handovers", "/api/v1/handovers", agent, 200),
        case(
            "POST /api/v1/handovers/{ticket}/accept",
            "/api/v1/handovers/tkt_0000000000001/accept",
            agent,
            404,
        )
        .reader(403),
        case(
            "POST /api/v1/handovers/{ticket}/decline",
            "/api/v1/handovers/tkt_0000000000001/decline",
            agent,
            404,
        )
        .json(json!({"reason": "on leave"}))
        .reader(403),
        case("GET /desk/handovers", "/desk/handovers", agent, 200),
        case(
            "POST /desk/handovers/{ticket}/accept",
            "/desk/handovers/tkt_0000000000001/accept",
            agent,
            409,
        )
        .form("")
        .reader(403),
        case(
            "POST /desk/handovers/{ticket}/decline",
            "/desk/handovers/tkt_0000000000001/decline",
            agent,
            409,
        )
        .form("reason=on+leave")
        .reader(403),
        // What names nothing that is there.
        case("POST /api/v1/bulk/count", "/api/v1/bulk/count", agent, 200)
            .json(json!({"filter": {"status": "new"}})),
        case("POST /api/v1/bulk", "/api/v1/bulk", agent, 422).json(json!({"tickets": [], "action": "spam"})),
        case("GET /api/v1/bulk", "/api/v1/bulk", agent, 200),
        case("GET /api/v1/bulk/{id}", nobody(""), agent, 404),
        case("GET /api/v1/bulk/{id}/tickets", nobody("/tickets"), agent, 404),
        case("POST /api/v1/bulk/{id}/cancel", nobody("/cancel"), agent, 404),
        case("POST /api/v1/bulk/{id}/undo", nobody("/undo"), agent, 404),
        case("GET /desk/bulk", "/desk/bulk", agent, 200),
        case("POST /desk/bulk", "/desk/bulk", agent, 422).form("action=spam"),
        case("POST /desk/bulk/new", "/desk/bulk/new", agent, 200).form("all=1"),
        case("GET /desk/bulk/{id}", page(""), agent, 404),
        case("POST /desk/bulk/{id}/cancel", page("/cancel"), agent, 404).form(""),
        case("POST /desk/bulk/{id}/undo", page("/undo"), agent, 404).form(""),
    ]
}

fn nobody(rest: &str) -> String {
    format!("/api/v1/bulk/blk_0000000000001{rest}")
}

fn page(rest: &str) -> String {
    format!("/desk/bulk/blk_0000000000001{rest}")
}

fn view(path: &str, rest: &str) -> String {
    format!("{path}/viw_0000000000001{rest}")
}
