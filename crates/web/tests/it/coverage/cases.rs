//! One case per route: how it is asked, by whom it may be, and what others get.

use serde_json::{Value, json};
use touchstone_domain::access::Role;
use touchstone_web::asset_base;

use super::world::World;
use super::{
    board, calendars, desk_pages, house, imports, operation, people, privacy, public_pages, staff_pages,
    standards, templates, together, webhooks,
};
use crate::harness::PASSWORD;

pub(super) struct Case {
    /// Method and template, as in the table.
    pub(super) route: &'static str,
    pub(super) path: String,
    pub(super) body: Option<Value>,
    pub(super) file: Option<Vec<u8>>,
    /// Encoded fields of a page's form.
    pub(super) form: Option<&'static str>,
    pub(super) if_match: Option<String>,
    /// Token of somebody who may; none for the public.
    pub(super) by: Option<String>,
    /// What they get.
    pub(super) success: u16,
    /// What an agent of another team gets, where the record has a team.
    pub(super) foreign: Option<u16>,
    /// What somebody who may read the record and no more gets, where the route is no reading.
    pub(super) reader: Option<u16>,
}

pub(super) fn case(route: &'static str, path: impl Into<String>, by: Option<&str>, success: u16) -> Case {
    Case {
        route,
        path: path.into(),
        body: None,
        file: None,
        form: None,
        if_match: None,
        by: by.map(str::to_owned),
        success,
        foreign: None,
        reader: None,
    }
}

impl Case {
    pub(super) fn json(mut self, body: Value) -> Self {
        self.body = Some(body);
        self
    }

    pub(super) fn file(mut self) -> Self {
        self.file = Some(b"evidence".to_vec());
        self
    }

    pub(super) fn form(mut self, fields: &'static str) -> Self {
        self.form = Some(fields);
        self
    }

    pub(super) fn if_match(mut self, version: &str) -> Self {
        self.if_match = Some(format!("\"{version}\""));
        self
    }

    pub(super) fn foreign(mut self, status: u16) -> Self {
        self.foreign = Some(status);
        self
    }

    pub(super) fn reader(mut self, status: u16) -> Self {
        self.reader = Some(status);
        self
    }
}

pub(super) fn cases(world: &World) -> Vec<Case> {
    let mut all = open(world);
    all.extend(public(world));
    all.extend(calendars::cases(world));
    all.extend(tickets(world));
    all.extend(people::cases(world));
    all.extend(account(world));
    all.extend(administration(world));
    all.extend(operation::cases(world));
    all.extend(house::cases(world));
    all.extend(desk_pages::cases(world));
    all.extend(imports::cases(world));
    all.extend(standards::cases(world));
    all.extend(board::cases(world));
    all.extend(together::cases(world));
    all.extend(templates::cases(world));
    all.extend(webhooks::cases(world));
    all.extend(public_pages::cases(world));
    all.extend(staff_pages::cases(world));
    // Last, because it destroys what the others read.
    all.extend(privacy::cases(world));
    all
}

fn open(world: &World) -> Vec<Case> {
    vec![
        case("GET /healthz", "/healthz", None, 200),
        case("GET /readyz", "/readyz", None, 200),
        case("GET /favicon.ico", "/favicon.ico", None, 200),
        case(
            "GET /assets/{hash}/{*path}",
            format!("{}/js/api-docs.js", asset_base()),
            None,
            200,
        ),
        case("GET /api/v1/openapi.json", "/api/v1/openapi.json", None, 200),
        case("GET /api/docs", "/api/docs", None, 200),
        case("GET /files/{signed}", world.file_address.clone(), None, 200),
    ]
}

fn public(world: &World) -> Vec<Case> {
    let track = |code: &str, rest: &str| format!("/api/v1/public/track/{code}{rest}");
    let request = json!({"subject": "s", "body": "b", "requester": {"email": "new@mail.example"}});
    vec![
        case("POST /api/v1/public/tickets", "/api/v1/public/tickets", None, 201).json(request),
        case("POST /api/v1/public/uploads", "/api/v1/public/uploads", None, 201).file(),
        case(
            "GET /api/v1/public/track/{code}",
            track(&world.code, ""),
            None,
            200,
        ),
        // The world has asked for one just now.
        case(
            "POST /api/v1/public/track/{code}/otp",
            track(&world.code, "/otp"),
            None,
            429,
        )
        .json(json!({"way": "email"})),
        case(
            "POST /api/v1/public/track/{code}/session",
            track(&world.code, "/session"),
            None,
            401,
        )
        .json(json!({"code": "000000"})),
        case(
            "POST /api/v1/public/track/{code}/messages",
            track(&world.code, "/messages"),
            Some(&world.track),
            201,
        )
        .json(json!({"body": "more"})),
        case(
            "POST /api/v1/public/track/{code}/object",
            track(&world.solved_code, "/object"),
            Some(&world.solved_track),
            201,
        )
        .json(json!({"reason": "no"})),
        case(
            "GET /api/v1/public/track/{code}/letters",
            track(&world.code, "/letters"),
            Some(&world.track),
            200,
        ),
        case(
            "POST /api/v1/public/track/{code}/letters",
            track(&world.code, "/letters"),
            Some(&world.track),
            200,
        )
        .json(json!({"scope": "ticket", "off": ["rating"]})),
        // It is the desk's turn after the objection above.
        case(
            "POST /api/v1/public/track/{code}/confirm",
            track(&world.solved_code, "/confirm"),
            Some(&world.solved_track),
            409,
        ),
        case(
            "POST /api/v1/public/track/{code}/rating",
            track(&world.confirmed_code, "/rating"),
            Some(&world.confirmed_track),
            200,
        )
        .json(json!({"score": 5})),
        case(
            "DELETE /api/v1/public/track/{code}/session",
            track(&world.confirmed_code, "/session"),
            Some(&world.confirmed_track),
            204,
        ),
    ]
}

fn tickets(world: &World) -> Vec<Case> {
    let agent = Some(world.agent.as_str());
    let lead = world.member(Role::TeamLead);
    let request = json!({"subject": "s", "body": "b", "requester": {"email": "call@mail.example"}});
    let note = json!({"body": "n", "visibility": "internal"});
    // Whatever the version is by then: the precondition comes after the question of access.
    let patch = json!({"subject": "t"});
    vec![
        case("POST /api/v1/tickets", "/api/v1/tickets", agent, 201).json(request),
        case("GET /api/v1/tickets", "/api/v1/tickets", agent, 200),
        case("GET /api/v1/stream", "/api/v1/stream", agent, 200),
        case("GET /api/v1/presence", "/api/v1/presence?tickets=", agent, 200),
        case("GET /api/v1/search", "/api/v1/search?q=refund", agent, 200),
        case("GET /api/v1/tickets/{id}", world.ticket_path(""), agent, 200).foreign(404),
        case(
            "GET /api/v1/tickets/{id}/messages",
            world.ticket_path("/messages"),
            agent,
            200,
        )
        .foreign(404),
        case(
            "GET /api/v1/tickets/{id}/events",
            world.ticket_path("/events"),
            agent,
            200,
        )
        .foreign(404),
        case(
            "GET /api/v1/tickets/export",
            "/api/v1/tickets/export?format=csv",
            lead,
            200,
        ),
        case(
            "GET /api/v1/tickets/{id}/export",
            world.ticket_path("/export"),
            lead,
            200,
        ),
        case(
            "GET /api/v1/tickets/{id}/rating",
            world.ticket_path("/rating"),
            agent,
            404,
        )
        .foreign(404),
        case("PATCH /api/v1/tickets/{id}", world.ticket_path(""), agent, 412)
            .json(patch)
            .if_match("0")
            .foreign(404)
            .reader(403),
        case(
            "POST /api/v1/tickets/{id}/actions/{action}",
            world.ticket_path("/actions/start"),
            agent,
            200,
        )
        .json(json!({}))
        .foreign(404)
        .reader(403),
        case(
            "GET /api/v1/tickets/{id}/draft",
            world.ticket_path("/draft"),
            agent,
            200,
        )
        .foreign(404),
        case(
            "POST /api/v1/tickets/{id}/draft",
            world.ticket_path("/draft"),
            agent,
            200,
        )
        .json(json!({"body": "Half a sentence", "visibility": "internal"}))
        .foreign(404)
        .reader(403),
        case(
            "POST /api/v1/tickets/{id}/presence",
            world.ticket_path("/presence"),
            agent,
            204,
        )
        .json(json!({"tab": 1, "state": "viewing"}))
        .foreign(404),
        case(
            "POST /api/v1/tickets/{id}/messages",
            world.ticket_path("/messages"),
            agent,
            201,
        )
        .json(note)
        .foreign(404)
        .reader(403),
        case("POST /api/v1/uploads", "/api/v1/uploads", agent, 201).file(),
        case("GET /api/v1/queues", "/api/v1/queues", agent, 200),
    ]
}

fn account(world: &World) -> Vec<Case> {
    let admin = Some(world.desk.admin.as_str());
    let credentials = json!({"email": "admin@desk.example", "password": PASSWORD});
    let (factor, proof) = ("/api/v1/me/second-factor", json!({"current_password": PASSWORD}));
    let session = format!("/api/v1/me/sessions/{}", world.spare_session);
    vec![
        case("POST /api/v1/session", "/api/v1/session", None, 201).json(credentials),
        case(
            "DELETE /api/v1/session",
            "/api/v1/session",
            Some(&world.foreign),
            204,
        ),
        case(
            "POST /api/v1/password/forgot",
            "/api/v1/password/forgot",
            None,
            202,
        )
        .json(json!({"email": "nobody@desk.example"})),
        case("POST /api/v1/password", "/api/v1/password", None, 409)
            .json(json!({"token": "lnk_made_up", "password": PASSWORD})),
        case(
            "POST /api/v1/session/second-factor",
            "/api/v1/session/second-factor",
            None,
            409,
        )
        .json(json!({"challenge": "made up", "code": "123456"})),
        case(
            "POST /api/v1/session/passkey/begin",
            "/api/v1/session/passkey/begin",
            None,
            200,
        ),
        case(
            "POST /api/v1/session/passkey",
            "/api/v1/session/passkey",
            None,
            409,
        )
        .json(json!({"ceremony": "x", "credential": {}})),
        case("GET /api/v1/me/passkeys", "/api/v1/me/passkeys", admin, 200),
        case(
            "POST /api/v1/me/passkeys/begin",
            "/api/v1/me/passkeys/begin",
            admin,
            200,
        )
        .json(proof.clone()),
        case("POST /api/v1/me/passkeys", "/api/v1/me/passkeys", admin, 409)
            .json(json!({"ceremony": "x", "name": "n", "credential": {}})),
        case(
            "POST /api/v1/me/passkeys/{id}/remove",
            "/api/v1/me/passkeys/pky_0000000000001/remove",
            admin,
            404,
        )
        .json(proof.clone()),
        case("GET /api/v1/me/second-factor", factor, admin, 200),
        case("POST /api/v1/me/second-factor", factor, admin, 200).json(proof.clone()),
        case(
            "POST /api/v1/me/second-factor/confirm",
            format!("{factor}/confirm"),
            admin,
            422,
        )
        .json(json!({"code": "1"})),
        // There is none yet.
        case(
            "POST /api/v1/me/second-factor/recovery-codes",
            format!("{factor}/recovery-codes"),
            admin,
            409,
        )
        .json(proof.clone()),
        case(
            "POST /api/v1/me/second-factor/disable",
            format!("{factor}/disable"),
            admin,
            409,
        )
        .json(proof),
        case("PATCH /api/v1/me", "/api/v1/me", admin, 412)
            .json(json!({"name": "Ada"}))
            .if_match("7"),
        case("GET /api/v1/me", "/api/v1/me", admin, 200),
        case("GET /api/v1/me/sessions", "/api/v1/me/sessions", admin, 200),
        case("DELETE /api/v1/me/sessions/{id}", session, admin, 204).foreign(404),
    ]
}

fn administration(world: &World) -> Vec<Case> {
    let admin = Some(world.desk.admin.as_str());
    let user = format!("/api/v1/users/{}", world.spare_user);
    let team = format!("/api/v1/teams/{}", world.spare_team);
    let token = format!("/api/v1/tokens/{}", world.spare_token);
    let new_user =
        json!({"name": "New", "email": "new@desk.example", "role": "agent", "teams": [world.team]});
    let replaced = json!({"name": "Spare", "email": "spare.user@desk.example", "role": "agent"});
    let invited = json!({"name": "Guest", "email": "guest@desk.example", "role": "agent"});
    let new_token = json!({"name": "t", "scopes": ["user.read"], "user": world.agent_id});
    vec![
        case("GET /api/v1/users", "/api/v1/users", admin, 200),
        case(
            "GET /api/v1/users/export",
            "/api/v1/users/export?format=csv",
            admin,
            200,
        ),
        case(
            "GET /api/v1/teams/export",
            "/api/v1/teams/export?format=xlsx",
            admin,
            200,
        ),
        case("POST /api/v1/users", "/api/v1/users", admin, 201).json(new_user),
        case("GET /api/v1/invitations", "/api/v1/invitations", admin, 200),
        case("POST /api/v1/invitations", "/api/v1/invitations", admin, 201).json(invited),
        // They have a password already.
        case(
            "POST /api/v1/invitations/{id}/resend",
            format!("/api/v1/invitations/{}/resend", world.agent_id),
            admin,
            409,
        ),
        case(
            "DELETE /api/v1/invitations/{id}",
            format!("/api/v1/invitations/{}", world.agent_id),
            admin,
            409,
        ),
        case("GET /api/v1/users/{id}", user.clone(), admin, 200),
        case("PUT /api/v1/users/{id}", user.clone(), admin, 200)
            .json(replaced)
            .if_match("1"),
        case(
            "POST /api/v1/users/{id}/password",
            format!("{user}/password"),
            admin,
            204,
        )
        .json(json!({"password": "another long secret sentence"})),
        case("DELETE /api/v1/users/{id}", user, admin, 200).if_match("2"),
        case("GET /api/v1/teams", "/api/v1/teams", admin, 200),
        case("POST /api/v1/teams", "/api/v1/teams", admin, 201).json(json!({"name": "New"})),
        case("GET /api/v1/teams/{id}", team.clone(), admin, 200),
        case("PUT /api/v1/teams/{id}", team.clone(), admin, 200)
            .json(json!({"name": "Renamed"}))
            .if_match("1"),
        case("DELETE /api/v1/teams/{id}", team, admin, 200).if_match("2"),
        case("GET /api/v1/roles", "/api/v1/roles", admin, 200),
        case(
            "POST /api/v1/roles/{role}/second-factor",
            "/api/v1/roles/executive/second-factor",
            admin,
            204,
        )
        .json(json!({"required": false})),
        case(
            "GET /api/v1/users/{id}/identities",
            format!("/api/v1/users/{}/identities", world.agent_id),
            admin,
            200,
        ),
        case(
            "DELETE /api/v1/users/{id}/identities",
            format!("/api/v1/users/{}/identities", world.agent_id),
            admin,
            204,
        )
        .reader(403),
        case(
            "DELETE /api/v1/users/{id}/second-factor",
            format!("/api/v1/users/{}/second-factor", world.agent_id),
            admin,
            204,
        ),
        case("GET /api/v1/tokens", "/api/v1/tokens", admin, 200),
        case("POST /api/v1/tokens", "/api/v1/tokens", admin, 201)
            .json(new_token)
            .foreign(403),
        case("DELETE /api/v1/tokens/{id}", token, admin, 204)
            .foreign(404)
            .reader(404),
        case("GET /api/v1/categories", "/api/v1/categories", admin, 200),
        case(
            "GET /api/v1/standards/current",
            "/api/v1/standards/current",
            admin,
            200,
        ),
    ]
}
