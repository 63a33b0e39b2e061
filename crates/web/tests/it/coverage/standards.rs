//! The cases of standards: a version of the world's own for whoever writes and approves. The shipped one is in force and
//! allows nothing any more, which is told to those who may (409); to others it is refused before.

use serde_json::json;

use super::cases::{Case, case};
use super::world::World;

/// The version in force.
const ID: &str = "std_0000000000001";
/// A correction that nobody has begun.
const CORRECTION: &str = "/api/v1/corrections/cor_0000000000001";
/// Nothing is replayed in this world; what happens to a backtest is told elsewhere.
const NO_BACKTEST: &str = "bkt_0000000000001";

pub(super) fn cases(world: &World) -> Vec<Case> {
    let admin = Some(world.desk.admin.as_str());
    let agent = Some(world.agent.as_str());
    let api = |rest: &str| format!("/api/v1/standards/{ID}{rest}");
    let page = |rest: &str| format!("/quality/standards/{ID}{rest}");
    let backtest = |rest: &str| format!("/api/v1/backtests/{NO_BACKTEST}{rest}");
    let test = |rest: &str| format!("/quality/backtests/{NO_BACKTEST}{rest}");
    vec![
        case("GET /api/v1/standards", "/api/v1/standards", agent, 200),
        case("POST /api/v1/standards", "/api/v1/standards", admin, 201).json(json!({"from": ID})),
        case("GET /api/v1/standards/{id}", api(""), agent, 200),
        case("PUT /api/v1/standards/{id}", api(""), admin, 422)
            .json(json!({"pack": "no pack"}))
            .if_match("1"),
        case("GET /api/v1/standards/{id}/file", api("/file"), agent, 200),
        case(
            "GET /api/v1/standards/{id}/diff/{other}",
            api(&format!("/diff/{ID}")),
            agent,
            200,
        ),
        case(
            "POST /api/v1/standards/{id}/actions/submit",
            api("/actions/submit"),
            admin,
            409,
        )
        .json(json!({})),
        case(
            "POST /api/v1/standards/{id}/actions/approve",
            api("/actions/approve"),
            admin,
            409,
        )
        .json(json!({})),
        case(
            "POST /api/v1/standards/{id}/actions/return",
            api("/actions/return"),
            admin,
            409,
        )
        .json(json!({"note": "no"})),
        case(
            "POST /api/v1/standards/{id}/actions/schedule",
            api("/actions/schedule"),
            admin,
            409,
        )
        .json(json!({})),
        case(
            "POST /api/v1/standards/{id}/actions/withdraw",
            api("/actions/withdraw"),
            admin,
            409,
        )
        .json(json!({}))
        .reader(403),
        case(
            "POST /api/v1/standards/{id}/comments",
            api("/comments"),
            agent,
            200,
        )
        .json(json!({"comment": "well"})),
        case(
            "GET /api/v1/standards/duties",
            "/api/v1/standards/duties",
            agent,
            200,
        ),
        case(
            "POST /api/v1/standards/{id}/acknowledgement",
            api("/acknowledgement"),
            agent,
            200,
        ),
        case(
            "GET /api/v1/standards/{id}/acknowledgements",
            api("/acknowledgements"),
            admin,
            200,
        ),
        case(
            "POST /api/v1/standards/{id}/actions/review",
            api("/actions/review"),
            admin,
            200,
        )
        .json(json!({"note": "Stays as it is."})),
        case(
            "POST /quality/standards/{id}/acknowledge",
            page("/acknowledge"),
            agent,
            303,
        )
        .form(""),
        case("POST /quality/standards/{id}/review", page("/review"), admin, 303).form("note=well"),
        case(
            "GET /quality/standards/{id}/readers",
            page("/readers"),
            admin,
            200,
        ),
        case("GET /standards", "/standards", None, 200),
        case("GET /standards/{version}", "/standards/1", None, 200),
        case("GET /api/v1/laws", "/api/v1/laws", agent, 200),
        case("POST /api/v1/laws", "/api/v1/laws", admin, 422).json(entry("House")),
        case("GET /api/v1/laws/{id}", "/api/v1/laws/cn-pipl", agent, 200),
        case("PUT /api/v1/laws/{id}", "/api/v1/laws/no-such-law", admin, 404)
            .json(json!({"law": entry("house"), "dated": "2026-01-01", "note": "new"}))
            .if_match("1"),
        case(
            "POST /api/v1/laws/{id}/clauses/{clause}/reviewed",
            "/api/v1/laws/cn-pipl/clauses/none/reviewed",
            admin,
            404,
        )
        .json(json!({"note": "well"})),
        case("GET /quality/laws", "/quality/laws", agent, 200),
        case("POST /quality/laws", "/quality/laws", admin, 422).form("law_id=x"),
        case("GET /quality/laws/new", "/quality/laws/new", admin, 200),
        case("GET /quality/laws/{id}", "/quality/laws/cn-pipl", agent, 200),
        case("POST /quality/laws/{id}", "/quality/laws/cn-pipl", admin, 422).form("law_kind=law"),
        case(
            "POST /quality/laws/{id}/reviewed",
            "/quality/laws/cn-pipl/reviewed",
            admin,
            404,
        )
        .form("clause=none&clause_note=well"),
        case(
            "GET /api/v1/standards/{id}/backtests",
            api("/backtests"),
            admin,
            200,
        ),
        case(
            "POST /api/v1/standards/{id}/backtests",
            api("/backtests"),
            admin,
            201,
        )
        .json(json!({"from": "2026-01-01T00:00:00Z", "to": "2026-02-01T00:00:00Z"})),
        case("GET /api/v1/backtests", "/api/v1/backtests", admin, 200),
        case("GET /api/v1/backtests/{id}", backtest(""), admin, 404),
        case("DELETE /api/v1/backtests/{id}", backtest(""), admin, 404).if_match("1"),
        case(
            "POST /api/v1/backtests/{id}/actions/cancel",
            backtest("/actions/cancel"),
            admin,
            404,
        ),
        case(
            "POST /api/v1/backtests/{id}/actions/resume",
            backtest("/actions/resume"),
            admin,
            404,
        ),
        case(
            "GET /api/v1/backtests/{id}/changes",
            backtest("/changes?change=newly_late"),
            admin,
            404,
        ),
        case(
            "GET /api/v1/backtests/{id}/export",
            backtest("/export?change=newly_late&format=csv"),
            admin,
            404,
        ),
        case(
            "GET /quality/standards/{id}/backtests",
            page("/backtests"),
            admin,
            200,
        ),
        case(
            "POST /quality/standards/{id}/backtests",
            page("/backtests"),
            admin,
            303,
        )
        .form("from=2026-01-01&to=2026-01-31"),
        case("GET /quality/backtests", "/quality/backtests", admin, 200),
        case("GET /quality/backtests/{id}", test(""), admin, 404),
        case(
            "GET /quality/backtests/{id}/changes",
            test("/changes"),
            admin,
            404,
        ),
        case("GET /quality/backtests/{id}/file", test("/file"), admin, 404),
        case("POST /quality/backtests/{id}/cancel", test("/cancel"), admin, 404).form(""),
        case("POST /quality/backtests/{id}/resume", test("/resume"), admin, 404).form(""),
        case("POST /quality/backtests/{id}/remove", test("/remove"), admin, 404).form(""),
        case("GET /quality/standards", "/quality/standards", agent, 200),
        case("POST /quality/standards", "/quality/standards", admin, 303).form(""),
        case("GET /quality/standards/{id}", page(""), agent, 200),
        case("GET /quality/standards/{id}/file", page("/file"), agent, 200),
        case("GET /quality/standards/{id}/edit", page("/edit"), admin, 200),
        // What is in force is no draft.
        case(
            "GET /quality/standards/{id}/rules/{rule}",
            page("/rules/sla-3"),
            admin,
            409,
        ),
        case(
            "POST /quality/standards/{id}/rules/{rule}",
            page("/rules/sla-3"),
            admin,
            409,
        )
        .form("do=save"),
        case(
            "POST /api/v1/conditions/count",
            "/api/v1/conditions/count",
            agent,
            200,
        )
        .json(json!({"when": {"all": []}})),
        // What has been in force from the beginning replaces nothing.
        case(
            "POST /api/v1/standards/{id}/actions/correct",
            api("/actions/correct"),
            admin,
            409,
        )
        .json(json!({"reason": "wrong"})),
        case(
            "POST /quality/standards/{id}/correct",
            page("/correct"),
            admin,
            409,
        )
        .form("reason=wrong"),
        case("GET /api/v1/corrections", "/api/v1/corrections", admin, 200),
        case("POST /api/v1/corrections", "/api/v1/corrections", admin, 422)
            .json(json!({"when": {"all": []}, "change": {}, "reason": "wrong"})),
        case("GET /api/v1/corrections/{id}", CORRECTION, admin, 404),
        case(
            "GET /api/v1/corrections/{id}/tickets",
            format!("{CORRECTION}/tickets"),
            admin,
            404,
        ),
        case(
            "POST /api/v1/corrections/{id}/actions/cancel",
            format!("{CORRECTION}/actions/cancel"),
            admin,
            404,
        )
        .json(json!({})),
        case("GET /quality/corrections", "/quality/corrections", admin, 200),
        case(
            "GET /quality/corrections/new",
            "/quality/corrections/new",
            admin,
            200,
        ),
        case(
            "POST /quality/corrections/new",
            "/quality/corrections/new",
            admin,
            422,
        )
        .form("do=save"),
        case(
            "GET /quality/corrections/{id}",
            "/quality/corrections/cor_0000000000001",
            admin,
            404,
        ),
        case(
            "POST /quality/corrections/{id}/cancel",
            "/quality/corrections/cor_0000000000001/cancel",
            admin,
            404,
        )
        .form(""),
        // A file that is no pack.
        case("POST /quality/standards/{id}/edit", page("/edit"), admin, 422).file(),
        case(
            "GET /quality/standards/{id}/diff/{other}",
            page(&format!("/diff/{ID}")),
            agent,
            200,
        ),
        case("POST /quality/standards/{id}/submit", page("/submit"), admin, 409).form(""),
        case(
            "POST /quality/standards/{id}/schedule",
            page("/schedule"),
            admin,
            409,
        )
        .form(""),
        case("POST /quality/standards/{id}/decide", page("/decide"), admin, 409)
            .form("action=withdraw")
            .reader(403),
        case(
            "POST /quality/standards/{id}/comments",
            page("/comments"),
            agent,
            303,
        )
        .form("comment=well"),
    ]
}

fn entry(id: &str) -> serde_json::Value {
    json!({
        "id": id, "kind": "policy", "jurisdiction": "house", "title": {"en": "Policy"}, "issuer": {"en": "We"},
        "status": "in_force",
    })
}
