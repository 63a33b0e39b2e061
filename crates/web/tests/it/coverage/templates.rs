//! The cases of templates.

use serde_json::json;
use touchstone_domain::access::Role;

use super::cases::{Case, case};
use super::world::World;

pub(super) fn cases(world: &World) -> Vec<Case> {
    let agent = Some(world.agent.as_str());
    let admin = world.member(Role::Administrator);
    let letter = |rest: &str| format!("/api/v1/letters/receipt/en{rest}");
    let words = || json!({"subject": "Received", "text": "See {{link}}"});
    let named = |rest: &str| format!("/api/v1/reply-templates/rtp_0000000000001{rest}");
    let page = |rest: &str| format!("/desk/templates/rtp_0000000000001{rest}");
    let list = "/api/v1/reply-templates";
    let body = || json!({"name": "Mine", "texts": {"en": "Hello"}});
    vec![
        case("GET /api/v1/reply-templates", list, agent, 200),
        case("POST /api/v1/reply-templates", list, agent, 201).json(body()),
        // What names nothing that is there.
        case("GET /api/v1/reply-templates/{id}", named(""), agent, 404),
        case("PUT /api/v1/reply-templates/{id}", named(""), agent, 404)
            .json(body())
            .if_match("1"),
        case("DELETE /api/v1/reply-templates/{id}", named(""), agent, 404).if_match("1"),
        case(
            "POST /api/v1/reply-templates/{id}/restore",
            named("/restore"),
            agent,
            404,
        ),
        case(
            "GET /api/v1/reply-templates/{id}/versions",
            named("/versions"),
            agent,
            404,
        ),
        case(
            "POST /api/v1/reply-templates/{id}/render",
            named("/render"),
            agent,
            404,
        )
        .json(json!({"ticket": world.ticket["id"]})),
        case("GET /api/v1/letters", "/api/v1/letters", admin, 200),
        case("GET /api/v1/letters/{kind}/{language}", letter(""), admin, 200),
        case("PUT /api/v1/letters/{kind}/{language}", letter(""), admin, 200)
            .json(words())
            .if_match("0"),
        case("DELETE /api/v1/letters/{kind}/{language}", letter(""), admin, 200).if_match("1"),
        case(
            "GET /api/v1/letters/{kind}/{language}/versions",
            letter("/versions"),
            admin,
            200,
        ),
        case(
            "POST /api/v1/letters/{kind}/{language}/preview",
            letter("/preview"),
            admin,
            200,
        )
        .json(words()),
        case(
            "POST /api/v1/letters/{kind}/{language}/test",
            letter("/test"),
            admin,
            204,
        )
        .json(words()),
        case("GET /admin/letters", "/admin/letters", admin, 200),
        case(
            "GET /admin/letters/{kind}/{language}",
            "/admin/letters/receipt/en",
            admin,
            200,
        ),
        case(
            "POST /admin/letters/{kind}/{language}",
            "/admin/letters/receipt/en",
            admin,
            422,
        )
        .form("do=save&subject=x"),
        case("GET /desk/templates", "/desk/templates", agent, 200),
        case("GET /desk/templates/new", "/desk/templates/new", agent, 200),
        case("POST /desk/templates/new", "/desk/templates/new", agent, 422).form("do=save"),
        case("GET /desk/templates/{id}", page(""), agent, 404),
        case("POST /desk/templates/{id}", page(""), agent, 404).form("do=save&name=Mine"),
        case("POST /desk/templates/{id}/archive", page("/archive"), agent, 404).form(""),
        case("POST /desk/templates/{id}/restore", page("/restore"), agent, 404).form(""),
        case(
            "POST /desk/tickets/{id}/template",
            format!("/desk/tickets/{}/template", world.ticket["id"].as_str().unwrap()),
            agent,
            422,
        )
        .file()
        .foreign(404),
    ]
}
