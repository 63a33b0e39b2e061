//! The cases of sign-in, set-up, account and administration as pages.

use super::cases::{Case, case};
use super::world::World;

const NOBODY: Option<&str> = None;

/// The administrator's own password, asked again.
const PROOF: &str = "current_password=correct+horse+battery+staple";

pub(super) fn cases(world: &World) -> Vec<Case> {
    let mut all = entrance(world);
    all.extend(account(world));
    all.extend(people(world));
    all.extend(operation(world));
    all
}

fn entrance(world: &World) -> Vec<Case> {
    let credentials = "email=admin%40desk.example&password=correct+horse+battery+staple";
    vec![
        case("GET /sign-in", "/sign-in", NOBODY, 200),
        case("POST /sign-in", "/sign-in", NOBODY, 303).form(credentials),
        case("GET /setup", "/setup", NOBODY, 303),
        // The first administrator is there already.
        case("POST /setup", "/setup", NOBODY, 422).form("token=x"),
        case("POST /preferences", "/preferences", NOBODY, 303).form("theme=dark"),
        case("GET /demo/outbox", "/demo/outbox", NOBODY, 200),
        case("GET /demo/mail", "/demo/mail", NOBODY, 200),
        case("GET /demo/mail/new", "/demo/mail/new", NOBODY, 200),
        case("POST /demo/mail/new", "/demo/mail/new", NOBODY, 422).file(),
        case("GET /demo/mail/{number}", "/demo/mail/1", NOBODY, 200),
        // Letters have words alone.
        case("GET /demo/mail/{number}/html", "/demo/mail/1/html", NOBODY, 404),
        case("GET /demo/mail/{number}/raw", "/demo/mail/1/raw", NOBODY, 200),
        case("GET /demo/webhooks", "/demo/webhooks", NOBODY, 200),
        case("POST /demo/webhooks", "/demo/webhooks", NOBODY, 303).form("works=yes"),
        // A signature is what lets one in, and there is no secret here to make one with.
        case(
            "POST /demo/webhooks/receive",
            "/demo/webhooks/receive",
            NOBODY,
            401,
        )
        .form(""),
        case(
            "POST /account/sign-out-elsewhere",
            "/account/sign-out-elsewhere",
            Some(&world.leaving),
            303,
        )
        .form(""),
        case("POST /sign-out", "/sign-out", Some(&world.leaving), 303).form(""),
    ]
}

fn account(world: &World) -> Vec<Case> {
    let admin = Some(world.desk.admin.as_str());
    let session = format!("/account/sessions/{}/revoke", world.page_session);
    let token = format!("/account/tokens/{}/revoke", world.page_tokens[0]);
    vec![
        case("GET /account", "/account", admin, 200),
        case("POST /account/password", "/account/password", admin, 422).form("current_password=x&password=y"),
        // Another version by now.
        case("POST /account/profile", "/account/profile", admin, 412).form("name=Ada&language=en&version=7"),
        case("GET /account/security", "/account/security", admin, 200),
        case(
            "POST /account/security/begin",
            "/account/security/begin",
            admin,
            303,
        )
        .form(PROOF),
        case(
            "POST /account/security/confirm",
            "/account/security/confirm",
            admin,
            422,
        )
        .form("code=1"),
        // There is none yet.
        case(
            "POST /account/security/codes",
            "/account/security/codes",
            admin,
            409,
        )
        .form(PROOF),
        case(
            "POST /account/security/disable",
            "/account/security/disable",
            admin,
            409,
        )
        .form(PROOF),
        case(
            "POST /account/security/passkeys/begin",
            "/account/security/passkeys/begin",
            admin,
            200,
        )
        .form(PROOF),
        case(
            "POST /account/security/passkeys",
            "/account/security/passkeys",
            admin,
            409,
        )
        .form("name=n&ceremony=x&credential="),
        case(
            "POST /account/security/passkeys/{id}/remove",
            "/account/security/passkeys/pky_0000000000001/remove",
            admin,
            404,
        )
        .form(PROOF),
        case("POST /account/sessions/{id}/revoke", session, admin, 303)
            .form("")
            .foreign(404),
        case("POST /account/tokens", "/account/tokens", admin, 200)
            .form("token_name=t&days=7&scopes=user.read"),
        case("POST /account/tokens/{id}/revoke", token, admin, 303)
            .form("")
            .foreign(404)
            .reader(404),
    ]
}

fn people(world: &World) -> Vec<Case> {
    let admin = Some(world.desk.admin.as_str());
    let user = format!("/admin/users/{}", world.page_user);
    let team = format!("/admin/teams/{}", world.page_team);
    let archive = format!("{user}/archive");
    let sessions = format!("/admin/users/{}/sessions", world.agent_id);
    let invitation = format!("/admin/users/{}/invitation", world.agent_id);
    vec![
        case("GET /admin", "/admin", admin, 200),
        case("GET /admin/users", "/admin/users", admin, 200),
        case("POST /admin/users", "/admin/users", admin, 303)
            .form("name=Page+User&email=by.page%40desk.example&role=agent&language=en"),
        case("POST /admin/users/{id}", user, admin, 303)
            .form("name=Changed&email=page%40desk.example&role=agent&language=en&version=1"),
        case("POST /admin/users/{id}/archive", archive, admin, 303).form(""),
        case(
            "POST /admin/users/{id}/second-factor/reset",
            format!("/admin/users/{}/second-factor/reset", world.agent_id),
            admin,
            303,
        )
        .form(""),
        // The agent has a password already.
        case(
            "POST /admin/users/{id}/invitation",
            invitation.clone(),
            admin,
            409,
        )
        .form(""),
        case(
            "POST /admin/users/{id}/invitation/revoke",
            format!("{invitation}/revoke"),
            admin,
            409,
        )
        .form(""),
        case("GET /admin/users/{id}/sessions", sessions.clone(), admin, 200),
        case(
            "POST /admin/users/{id}/identities/unlink",
            format!("/admin/users/{}/identities/unlink", world.agent_id),
            admin,
            303,
        )
        .form(""),
        case(
            "POST /admin/users/{id}/sessions/{session}/revoke",
            format!("{sessions}/ses_0000000000001/revoke"),
            admin,
            404,
        )
        .form(""),
        // It has open tickets.
        case(
            "POST /admin/teams/{id}/archive",
            format!("/admin/teams/{}/archive", world.team),
            admin,
            409,
        )
        .form(""),
        case("GET /admin/teams", "/admin/teams", admin, 200),
        case("GET /admin/teams/export", "/admin/teams/export", admin, 200),
        case("GET /admin/users/export", "/admin/users/export", admin, 200),
        case("POST /admin/teams", "/admin/teams", admin, 303).form("name=By+page"),
        case("POST /admin/teams/{id}", team, admin, 303).form("name=Changed&version=1"),
    ]
}

fn operation(world: &World) -> Vec<Case> {
    let admin = Some(world.desk.admin.as_str());
    let token = format!("/admin/tokens/{}/revoke", world.page_tokens[1]);
    let work = "/admin/jobs/job_0000000000001";
    let role = format!("/admin/roles/{}", world.roles[1]);
    vec![
        case("GET /admin/roles", "/admin/roles", admin, 200),
        case("GET /admin/roles/new", "/admin/roles/new?from=agent", admin, 200),
        case("POST /admin/roles", "/admin/roles", admin, 200).form("from=agent&name=x"),
        case("GET /admin/roles/{role}", role.clone(), admin, 200),
        case("POST /admin/roles/{role}", role.clone(), admin, 200).form("name=x&version=1"),
        case(
            "POST /admin/roles/{role}/archive",
            format!("{role}/archive"),
            admin,
            303,
        )
        .form(""),
        case(
            "POST /admin/roles/{role}/second-factor",
            "/admin/roles/executive/second-factor",
            admin,
            303,
        )
        .form("required=no"),
        case("GET /admin/tokens", "/admin/tokens", admin, 200),
        case("POST /admin/tokens", "/admin/tokens", admin, 200).form("token_name=t&days=7&scopes=user.read"),
        case("POST /admin/tokens/{id}/revoke", token, admin, 303).form(""),
        case("GET /admin/outbox", "/admin/outbox", admin, 200),
        case(
            "POST /admin/outbox/{letter}/resend",
            "/admin/outbox/ntf_0000000000001/resend",
            admin,
            404,
        )
        .form(""),
        case("GET /admin/outbox/export", "/admin/outbox/export", admin, 200),
        case("GET /admin/mail", "/admin/mail", admin, 200),
        case("POST /admin/mail", "/admin/mail", admin, 409).form("mail_host="),
        case("POST /admin/mail/clear", "/admin/mail/clear", admin, 409).form(""),
        case("POST /admin/mail/held", "/admin/mail/held", admin, 303).form("fate=drop"),
        case("GET /admin/settings", "/admin/settings", admin, 200),
        case("POST /admin/settings", "/admin/settings", admin, 303).form("language=zh-CN&version=1"),
        case(
            "POST /admin/settings/routing",
            "/admin/settings/routing",
            admin,
            303,
        )
        .form("premium=&version=1"),
        case("GET /admin/jobs", "/admin/jobs", admin, 200),
        case("GET /api/v1/keys", "/api/v1/keys", admin, 200),
        case(
            "POST /api/v1/keys/{family}/rotate",
            "/api/v1/keys/sealing/rotate",
            admin,
            200,
        ),
        // Nothing of the other family was ever changed.
        case(
            "POST /api/v1/keys/{family}/retire",
            "/api/v1/keys/lookup/retire",
            admin,
            409,
        ),
        case("GET /admin/audit", "/admin/audit", admin, 200),
        case(
            "GET /admin/audit/export",
            "/admin/audit/export?format=csv",
            admin,
            200,
        ),
        case(
            "GET /admin/audit/{id}",
            format!("/admin/audit/{}", world.event),
            admin,
            200,
        ),
        case("GET /api/v1/audit", "/api/v1/audit?kind=user.*", admin, 200),
        case(
            "GET /api/v1/audit/export",
            "/api/v1/audit/export?format=csv",
            admin,
            200,
        ),
        case(
            "GET /api/v1/audit/{id}",
            format!("/api/v1/audit/{}", world.event),
            admin,
            200,
        ),
        case("GET /admin/keys", "/admin/keys", admin, 200),
        // The ring of a test has no file to be written to.
        case(
            "POST /admin/keys/{family}/rotate",
            "/admin/keys/lookup/rotate",
            admin,
            303,
        )
        .form(""),
        case(
            "POST /admin/keys/{family}/retire",
            "/admin/keys/lookup/retire",
            admin,
            409,
        )
        .form(""),
        case("GET /admin/backups", "/admin/backups", admin, 200),
        // The program's case below has one made already.
        case("POST /admin/backups", "/admin/backups", admin, 409).form(""),
        // Nothing was given up in this world; the refusals above are what counts.
        case("POST /admin/jobs/{id}/retry", format!("{work}/retry"), admin, 404).form(""),
        case("POST /admin/jobs/{id}/drop", format!("{work}/drop"), admin, 404).form(""),
    ]
}
