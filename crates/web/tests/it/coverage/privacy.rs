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
    let mut all = requests(world);
    all.extend(own(world));
    all.extend(retention(world));
    all.extend(vec![
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
    ]);
    all
}

fn requests(world: &World) -> Vec<Case> {
    let admin = Some(world.desk.admin.as_str());
    let person = &world.ticket["requester"]["id"];
    let api = |rest: &str| format!("/api/v1/privacy/requests/{}{rest}", world.privacy_request);
    let page = |rest: &str| format!("/ops/privacy/{}{rest}", world.privacy_request);
    let list = "/api/v1/privacy/requests";
    vec![
        case("GET /api/v1/privacy/requests", list, admin, 200),
        case("POST /api/v1/privacy/requests", list, admin, 201)
            .json(json!({"person": person, "kind": "access"})),
        case("GET /api/v1/privacy/requests/{id}", api(""), admin, 200),
        case(
            "GET /api/v1/privacy/requests/{id}/events",
            api("/events"),
            admin,
            200,
        ),
        case(
            "POST /api/v1/privacy/requests/{id}/actions/{action}",
            api("/actions/identify"),
            admin,
            200,
        )
        .json(json!({"proof": "document"})),
        // There is none of a correction.
        case(
            "GET /api/v1/privacy/requests/{id}/package",
            api("/package"),
            admin,
            404,
        ),
        case(
            "GET /api/v1/privacy/classes",
            "/api/v1/privacy/classes",
            admin,
            200,
        ),
        case("GET /ops/privacy", "/ops/privacy", admin, 200),
        case("POST /ops/privacy", "/ops/privacy", admin, 422).form("person=nobody&kind=access"),
        case("GET /ops/privacy/classes", "/ops/privacy/classes", admin, 200),
        case("GET /ops/privacy/{id}", page(""), admin, 200),
        case(
            "POST /ops/privacy/{id}/actions/{action}",
            page("/actions/extend"),
            admin,
            303,
        )
        .form("days=5&reason=much+to+read"),
        case("GET /ops/privacy/{id}/package", page("/package"), admin, 404),
    ]
}

fn retention(world: &World) -> Vec<Case> {
    let admin = Some(world.desk.admin.as_str());
    let (base, runs) = ("/api/v1/retention", "/api/v1/retention/runs");
    let nowhere = "/api/v1/retention/runs/rtn_0000000000001";
    vec![
        case("GET /api/v1/retention", base, admin, 200),
        // A rule is missing.
        case("POST /api/v1/retention", base, admin, 422).json(json!({"rules": {}})),
        // Nobody has looked at what it would do.
        case(
            "POST /api/v1/retention/approve",
            format!("{base}/approve"),
            admin,
            409,
        )
        .json(json!({"automatic": true})),
        case("GET /api/v1/retention/runs", runs, admin, 200),
        case("POST /api/v1/retention/runs", runs, admin, 201).json(json!({"mode": "dry"})),
        case("GET /api/v1/retention/runs/{id}", nowhere, admin, 404),
        case(
            "POST /api/v1/retention/runs/{id}/cancel",
            format!("{nowhere}/cancel"),
            admin,
            404,
        ),
        case("GET /ops/retention", "/ops/retention", admin, 200),
        case("POST /ops/retention", "/ops/retention", admin, 422).form("request=1"),
        case(
            "POST /ops/retention/approve",
            "/ops/retention/approve",
            admin,
            409,
        )
        .form("automatic=yes"),
        // One was begun above.
        case("POST /ops/retention/runs", "/ops/retention/runs", admin, 409).form("mode=dry"),
        case(
            "POST /ops/retention/runs/{id}/cancel",
            "/ops/retention/runs/rtn_0000000000001/cancel",
            admin,
            404,
        )
        .form(""),
    ]
}

fn own(world: &World) -> Vec<Case> {
    let track = Some(world.solved_track.as_str());
    let api = |rest: &str| format!("/api/v1/public/track/{}/privacy{rest}", world.solved_code);
    let page = |rest: &str| format!("/track/{}/privacy{rest}", world.solved_code);
    let own = |rest: &str| format!("/{}{rest}", world.own_request);
    vec![
        case("GET /api/v1/public/track/{code}/privacy", api(""), track, 200),
        case("POST /api/v1/public/track/{code}/privacy", api(""), track, 201).json(json!({"kind": "access"})),
        case(
            "GET /api/v1/public/track/{code}/privacy/{id}/package",
            api(&own("/package")),
            track,
            404,
        ),
        case(
            "POST /api/v1/public/track/{code}/privacy/{id}/withdraw",
            api(&own("/withdraw")),
            track,
            200,
        ),
        case("GET /track/{code}/privacy", page(""), track, 200),
        case("POST /track/{code}/privacy", page(""), track, 303).form("kind=correction"),
        case(
            "GET /track/{code}/privacy/{id}/package",
            page(&own("/package")),
            track,
            404,
        ),
        // Withdrawn above.
        case(
            "POST /track/{code}/privacy/{id}/withdraw",
            page(&own("/withdraw")),
            track,
            409,
        )
        .form(""),
    ]
}
