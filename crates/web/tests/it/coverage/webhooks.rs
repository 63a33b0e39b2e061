//! The cases of webhooks and of batch intake.

use serde_json::json;

use super::cases::{Case, case};
use super::world::World;

/// Nothing has these ids: the refusals before that are what counts.
const NOBODY: &str = "whk_0000000000001";
const NOTHING: &str = "dlv_0000000000001";
const NEVER: &str = "rpl_0000000000001";

pub(super) fn cases(world: &World) -> Vec<Case> {
    let admin = Some(world.desk.admin.as_str());
    let list = "/api/v1/webhooks";
    let one = format!("{list}/{NOBODY}");
    let content = json!({"name": "ERP", "url": "https://hooks.example/in", "events": ["ticket.*"]});
    let mut all = vec![
        case("GET /api/v1/webhooks", list, admin, 200),
        case("POST /api/v1/webhooks", list, admin, 201).json(content.clone()),
        case("GET /api/v1/webhooks/{webhook}", one.clone(), admin, 404),
        case("PUT /api/v1/webhooks/{webhook}", one.clone(), admin, 404)
            .json(content)
            .if_match("1"),
        case("DELETE /api/v1/webhooks/{webhook}", one.clone(), admin, 404).if_match("1"),
        case(
            "POST /api/v1/webhooks/{webhook}/rotate",
            format!("{one}/rotate"),
            admin,
            404,
        )
        .json(json!({})),
        case(
            "POST /api/v1/webhooks/{webhook}/pause",
            format!("{one}/pause"),
            admin,
            404,
        ),
        case(
            "POST /api/v1/webhooks/{webhook}/resume",
            format!("{one}/resume"),
            admin,
            404,
        )
        .json(json!({})),
        case(
            "POST /api/v1/webhooks/{webhook}/test",
            format!("{one}/test"),
            admin,
            404,
        ),
        case(
            "GET /api/v1/webhooks/{webhook}/deliveries",
            format!("{one}/deliveries"),
            admin,
            404,
        ),
        case(
            "POST /api/v1/webhooks/{webhook}/deliveries/resend",
            format!("{one}/deliveries/resend"),
            admin,
            404,
        ),
        case(
            "POST /api/v1/webhooks/{webhook}/deliveries/{delivery}/resend",
            format!("{one}/deliveries/{NOTHING}/resend"),
            admin,
            404,
        ),
        case(
            "GET /api/v1/webhooks/{webhook}/replays",
            format!("{one}/replays"),
            admin,
            404,
        ),
        case(
            "POST /api/v1/webhooks/{webhook}/replays",
            format!("{one}/replays"),
            admin,
            404,
        )
        .json(json!({"from": "2026-01-01T00:00:00Z"})),
        case(
            "POST /api/v1/webhooks/{webhook}/replays/{replay}/cancel",
            format!("{one}/replays/{NEVER}/cancel"),
            admin,
            404,
        ),
    ];
    // Its body is no JSON; only whoever may send gets as far as hearing that.
    all.push(case("POST /api/v1/intake", "/api/v1/intake", admin, 415).json(json!({})));
    all.extend(pages(admin));
    all
}

fn pages(admin: Option<&str>) -> Vec<Case> {
    let one = format!("/admin/webhooks/{NOBODY}");
    vec![
        case("GET /admin/webhooks", "/admin/webhooks", admin, 200),
        case("GET /admin/webhooks/new", "/admin/webhooks/new", admin, 200),
        case("POST /admin/webhooks", "/admin/webhooks", admin, 422).form("name=ERP&url=ftp%3A%2F%2Fx"),
        case("GET /admin/webhooks/{webhook}", one.clone(), admin, 404),
        case("POST /admin/webhooks/{webhook}", one.clone(), admin, 404)
            .form("name=ERP&url=https%3A%2F%2Fhooks.example%2F&events=*&version=1"),
        case(
            "POST /admin/webhooks/{webhook}/rotate",
            format!("{one}/rotate"),
            admin,
            404,
        )
        .form(""),
        case(
            "POST /admin/webhooks/{webhook}/pause",
            format!("{one}/pause"),
            admin,
            404,
        )
        .form(""),
        case(
            "POST /admin/webhooks/{webhook}/resume",
            format!("{one}/resume"),
            admin,
            404,
        )
        .form(""),
        case(
            "POST /admin/webhooks/{webhook}/test",
            format!("{one}/test"),
            admin,
            404,
        )
        .form(""),
        case(
            "POST /admin/webhooks/{webhook}/remove",
            format!("{one}/remove"),
            admin,
            404,
        )
        .form(""),
        case(
            "POST /admin/webhooks/{webhook}/resend",
            format!("{one}/resend"),
            admin,
            404,
        )
        .form(""),
        case(
            "POST /admin/webhooks/{webhook}/deliveries/{delivery}/resend",
            format!("{one}/deliveries/{NOTHING}/resend"),
            admin,
            404,
        )
        .form(""),
        case(
            "POST /admin/webhooks/{webhook}/replay",
            format!("{one}/replay"),
            admin,
            404,
        )
        .form("from=2026-01-01T00%3A00"),
        case(
            "POST /admin/webhooks/{webhook}/replays/{replay}/cancel",
            format!("{one}/replays/{NEVER}/cancel"),
            admin,
            404,
        )
        .form(""),
    ]
}
