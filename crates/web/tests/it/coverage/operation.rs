//! The cases of what keeps the product running: outbox, jobs, backups, settings.

use serde_json::json;

use super::cases::{Case, case};
use super::world::World;

/// Nothing has this id: the refusals before that are what counts.
const NO_EXPORT: &str = "exp_0000000000001";

const NO_ADDRESS: &str = "sup_0000000000001";

const NO_MAIL: &str = "mli_0000000000001";

const NO_PLAN: &str = "mnt_0000000000001";

pub(super) fn cases(world: &World) -> Vec<Case> {
    let admin = Some(world.desk.admin.as_str());
    let mail = "/api/v1/settings/mail";
    // It ends before it begins.
    let plan = json!({"kind": "maintenance", "impact": "none", "starts_at": "2026-12-01T02:00:00Z",
        "ends_at": "2026-12-01T01:00:00Z", "announced_at": "2026-11-30T00:00:00Z", "title": {"en": "Upgrade"}});
    let nowhere = json!({"mail_host": "127.0.0.1", "mail_port": 1, "mail_security": "plain", "mail_from": "a@b.example"});
    vec![
        case("GET /api/v1/outbox", "/api/v1/outbox", admin, 200),
        case(
            "POST /api/v1/outbox/{id}/resend",
            "/api/v1/outbox/ntf_0000000000001/resend",
            admin,
            404,
        ),
        case(
            "GET /api/v1/outbox/export",
            "/api/v1/outbox/export?format=csv",
            admin,
            200,
        ),
        case("GET /api/v1/settings/mail", mail, admin, 200),
        // A demonstration catches its letters: no other server is asked.
        case("PUT /api/v1/settings/mail", mail, admin, 409)
            .json(nowhere.clone())
            .if_match("0"),
        case("DELETE /api/v1/settings/mail", mail, admin, 409).if_match("0"),
        case(
            "POST /api/v1/settings/mail/test",
            format!("{mail}/test"),
            admin,
            409,
        )
        .json(nowhere),
        case(
            "POST /api/v1/settings/mail/held/release",
            format!("{mail}/held/release"),
            admin,
            200,
        ),
        case(
            "POST /api/v1/settings/mail/held/drop",
            format!("{mail}/held/drop"),
            admin,
            200,
        ),
        case(
            "GET /api/v1/settings/platform",
            "/api/v1/settings/platform",
            admin,
            200,
        ),
        case(
            "PUT /api/v1/settings/platform",
            "/api/v1/settings/platform",
            admin,
            200,
        )
        .json(json!({"platform": "", "language": "zh-CN"}))
        .if_match("0"),
        case(
            "GET /api/v1/settings/routing",
            "/api/v1/settings/routing",
            admin,
            200,
        ),
        case(
            "PUT /api/v1/settings/routing",
            "/api/v1/settings/routing",
            admin,
            200,
        )
        .json(json!({"teams": {}}))
        .if_match("0"),
        case(
            "GET /api/v1/public/maintenance",
            "/api/v1/public/maintenance",
            None,
            200,
        ),
        case("GET /maintenance", "/maintenance", None, 200),
        case("GET /maintenance.ics", "/maintenance.ics", None, 200),
        case("GET /api/v1/maintenance", "/api/v1/maintenance", admin, 200),
        case("POST /api/v1/maintenance", "/api/v1/maintenance", admin, 422).json(plan.clone()),
        case(
            "GET /api/v1/maintenance/{id}",
            format!("/api/v1/maintenance/{NO_PLAN}"),
            admin,
            404,
        ),
        case(
            "PUT /api/v1/maintenance/{id}",
            format!("/api/v1/maintenance/{NO_PLAN}"),
            admin,
            422,
        )
        .json(plan)
        .if_match("1"),
        case(
            "POST /api/v1/maintenance/{id}/cancel",
            format!("/api/v1/maintenance/{NO_PLAN}/cancel"),
            admin,
            404,
        )
        .if_match("1"),
        case(
            "POST /api/v1/maintenance/{id}/finish",
            format!("/api/v1/maintenance/{NO_PLAN}/finish"),
            admin,
            404,
        )
        .if_match("1"),
        case("GET /ops/maintenance", "/ops/maintenance", admin, 200),
        case("POST /ops/maintenance", "/ops/maintenance", admin, 422).form("maintenance_kind=maintenance"),
        case(
            "GET /ops/maintenance/{id}",
            format!("/ops/maintenance/{NO_PLAN}"),
            admin,
            404,
        ),
        case(
            "POST /ops/maintenance/{id}",
            format!("/ops/maintenance/{NO_PLAN}"),
            admin,
            404,
        )
        .form("version=1"),
        case(
            "POST /ops/maintenance/{id}/cancel",
            format!("/ops/maintenance/{NO_PLAN}/cancel"),
            admin,
            404,
        )
        .form("version=1"),
        case(
            "POST /ops/maintenance/{id}/finish",
            format!("/ops/maintenance/{NO_PLAN}/finish"),
            admin,
            404,
        )
        .form("version=1"),
        case("GET /api/v1/jobs", "/api/v1/jobs", admin, 200),
        case("GET /api/v1/search/index", "/api/v1/search/index", admin, 200),
        case(
            "POST /api/v1/search/index/rebuild",
            "/api/v1/search/index/rebuild",
            admin,
            202,
        ),
        // The one above is under way.
        case("POST /admin/jobs/search", "/admin/jobs/search", admin, 409).form(""),
        case("GET /api/v1/exports", "/api/v1/exports", admin, 200),
        case("POST /api/v1/exports", "/api/v1/exports", admin, 202).json(json!({})),
        case(
            "GET /api/v1/exports/{id}",
            format!("/api/v1/exports/{NO_EXPORT}"),
            admin,
            404,
        ),
        case(
            "GET /api/v1/exports/{id}/file",
            format!("/api/v1/exports/{NO_EXPORT}/file"),
            admin,
            404,
        ),
        case(
            "DELETE /api/v1/exports/{id}",
            format!("/api/v1/exports/{NO_EXPORT}"),
            admin,
            404,
        ),
        case("GET /admin/exports", "/admin/exports", admin, 200),
        // The one above is under way.
        case("POST /admin/exports", "/admin/exports", admin, 409).form(""),
        case(
            "GET /admin/exports/{id}/file",
            format!("/admin/exports/{NO_EXPORT}/file"),
            admin,
            404,
        ),
        case(
            "POST /admin/exports/{id}/remove",
            format!("/admin/exports/{NO_EXPORT}/remove"),
            admin,
            404,
        )
        .form(""),
        case("GET /api/v1/mail", "/api/v1/mail", admin, 200),
        case("GET /api/v1/mail/backlog", "/api/v1/mail/backlog", admin, 200),
        case(
            "GET /api/v1/mail/{id}",
            format!("/api/v1/mail/{NO_MAIL}"),
            admin,
            404,
        ),
        case(
            "GET /api/v1/mail/{id}/raw",
            format!("/api/v1/mail/{NO_MAIL}/raw"),
            admin,
            404,
        ),
        case(
            "POST /api/v1/mail/{id}/retry",
            format!("/api/v1/mail/{NO_MAIL}/retry"),
            admin,
            404,
        ),
        case(
            "POST /api/v1/mail/{id}/drop",
            format!("/api/v1/mail/{NO_MAIL}/drop"),
            admin,
            404,
        )
        .json(json!({"reason": "nothing"})),
        case("GET /api/v1/mail/sources", "/api/v1/mail/sources", admin, 200),
        case("GET /api/v1/suppressions", "/api/v1/suppressions", admin, 200),
        case(
            "GET /api/v1/suppressions/{id}",
            format!("/api/v1/suppressions/{NO_ADDRESS}"),
            admin,
            404,
        ),
        case(
            "POST /api/v1/suppressions/{id}/release",
            format!("/api/v1/suppressions/{NO_ADDRESS}/release"),
            admin,
            404,
        ),
        case("GET /admin/suppressions", "/admin/suppressions", admin, 200),
        case(
            "POST /admin/suppressions/{id}/release",
            format!("/admin/suppressions/{NO_ADDRESS}/release"),
            admin,
            404,
        )
        .form(""),
        case("GET /admin/mail-in", "/admin/mail-in", admin, 200),
        case(
            "GET /admin/mail-in/{id}",
            format!("/admin/mail-in/{NO_MAIL}"),
            admin,
            404,
        ),
        case(
            "GET /admin/mail-in/{id}/raw",
            format!("/admin/mail-in/{NO_MAIL}/raw"),
            admin,
            404,
        ),
        case(
            "POST /admin/mail-in/{id}/retry",
            format!("/admin/mail-in/{NO_MAIL}/retry"),
            admin,
            404,
        )
        .form(""),
        case(
            "POST /admin/mail-in/{id}/drop",
            format!("/admin/mail-in/{NO_MAIL}/drop"),
            admin,
            404,
        )
        .form("reason=nothing"),
        case("GET /api/v1/backups", "/api/v1/backups", admin, 200),
        case("POST /api/v1/backups", "/api/v1/backups", admin, 201),
        case(
            "GET /api/v1/backups/{id}",
            "/api/v1/backups/bak_0000000000001",
            admin,
            404,
        ),
        // Nothing was given up in this world; the refusals above are what counts.
        case(
            "POST /api/v1/jobs/dead/{id}/retry",
            "/api/v1/jobs/dead/job_0000000000001/retry",
            admin,
            404,
        ),
        case(
            "DELETE /api/v1/jobs/dead/{id}",
            "/api/v1/jobs/dead/job_0000000000001",
            admin,
            404,
        ),
    ]
}
