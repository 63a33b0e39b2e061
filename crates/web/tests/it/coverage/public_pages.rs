//! The cases of the pages for consumers.

use super::cases::{Case, case};
use super::world::World;

const NOBODY: Option<&str> = None;

pub(super) fn cases(world: &World) -> Vec<Case> {
    let mut all = vec![
        case("GET /", "/", NOBODY, 200),
        case("GET /submit", "/submit", NOBODY, 200),
        // A form with a file and nothing else comes back.
        case("POST /submit", "/submit", NOBODY, 422).file(),
        case("GET /track", "/track", NOBODY, 200),
        // Who has not taken the first step is led to it.
        case("GET /sign-in/code", "/sign-in/code", NOBODY, 303),
        case("POST /sign-in/code", "/sign-in/code", NOBODY, 409).form("code=123456"),
        // There is no provider.
        case("GET /sign-in/sso", "/sign-in/sso", NOBODY, 404),
        case(
            "GET /sign-in/sso/return",
            "/sign-in/sso/return?code=x&state=y",
            NOBODY,
            404,
        ),
        case("POST /sign-in/passkey", "/sign-in/passkey", NOBODY, 409).form("ceremony=x&credential="),
        case("GET /forgot", "/forgot", NOBODY, 200),
        case("POST /forgot", "/forgot", NOBODY, 303).form("email=nobody%40desk.example"),
        case("GET /link/{token}", "/link/lnk_made_up", NOBODY, 303),
        case("GET /password", "/password", NOBODY, 200),
        // Nothing vouches for whoever sends the form without a link.
        case("POST /password", "/password", NOBODY, 409).form("password=x&password_again=x"),
    ];
    all.extend(request(world));
    all
}

fn request(world: &World) -> Vec<Case> {
    let at = |rest: &str| format!("/track/{}{rest}", world.code);
    let own = Some(world.track.as_str());
    let leaving = format!("/track/{}/session/end", world.leaving_code);
    vec![
        case("GET /track/{code}", at(""), NOBODY, 200),
        case("GET /track/{code}/receipt", at("/receipt"), NOBODY, 200),
        // The world has asked for a code just now.
        case("POST /track/{code}/otp", at("/otp"), NOBODY, 429).form("way=email"),
        case("POST /track/{code}/session", at("/session"), NOBODY, 401).form("otp=000000"),
        case(
            "POST /track/{code}/session/end",
            leaving,
            Some(&world.leaving_track),
            303,
        )
        .form(""),
        case("POST /track/{code}/messages", at("/messages"), own, 422).file(),
        case("GET /track/{code}/letters", at("/letters"), own, 200),
        case("POST /track/{code}/letters", at("/letters"), own, 303).form("scope=ticket&want=rating"),
        case("GET /letters/{token}", "/letters/00", NOBODY, 404),
        case("POST /letters/{token}", "/letters/00", NOBODY, 404).form("List-Unsubscribe=One-Click"),
        // Nothing is solved yet, so there is nothing to answer and nothing to rate.
        case("POST /track/{code}/confirm", at("/confirm"), own, 409).form(""),
        case("POST /track/{code}/object", at("/object"), own, 409).form("reason=no"),
        case("POST /track/{code}/rating", at("/rating"), own, 409).form("score=5"),
    ]
}
