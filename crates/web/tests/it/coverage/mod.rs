//! Every route of the table, tried by everybody who must not get in and by somebody who may. A route without a case
//! fails this test by name.

mod board;
mod calendars;
mod cases;
mod desk_pages;
mod house;
mod imports;
mod operation;
mod people;
mod privacy;
mod public_pages;
mod staff_pages;
mod standards;
mod templates;
mod together;
mod webhooks;
mod world;

use std::collections::BTreeSet;

use http::StatusCode;
use touchstone_domain::access::Permission;
use touchstone_store::Store;
use touchstone_testkit::both_engines;
use touchstone_web::{Access, Route, routes};

use self::cases::{Case, cases};
use self::world::World;
use crate::harness::Ask;

fn name(route: &Route) -> String {
    format!("{} {}", route.method, route.path)
}

both_engines! {
    async fn nobody_gets_in_who_must_not(store: Store) {
        let world = World::make(store).await;
        let cases = cases(&world);
        let table: BTreeSet<String> = routes().iter().map(name).collect();
        let covered: BTreeSet<String> = cases.iter().map(|case| case.route.to_owned()).collect();
        let missing: Vec<_> = table.difference(&covered).collect();
        assert!(missing.is_empty(), "routes without an authorisation case: {missing:#?}");
        let stale: Vec<_> = covered.difference(&table).collect();
        assert!(stale.is_empty(), "cases without a route: {stale:#?}");
        for route in routes() {
            for case in cases.iter().filter(|case| case.route == name(&route)) {
                refuses_strangers(&world, &route, case).await;
                refuses_insufficient_roles(&world, &route, case).await;
                refuses_those_out_of_reach(&world, &route, case).await;
            }
        }
        // Whoever may get in changes things, so they come last: it shows that the refusals above were about access.
        for case in &cases {
            let answer = case.ask(&world, case.by.as_deref()).send().await;
            assert_eq!(answer.status.as_u16(), case.success, "{}: {}", case.route, answer.text());
        }
    }
}

/// The answer to somebody who shows nothing that holds: 401, and for pages the way to where one shows who one is.
fn unauthenticated(route: &Route) -> StatusCode {
    let page = !route.is_api() && route.method == http::Method::GET;
    if page {
        StatusCode::SEE_OTHER
    } else {
        StatusCode::UNAUTHORIZED
    }
}

async fn refuses_strangers(world: &World, route: &Route, case: &Case) {
    let strangers: Vec<(&str, Option<&str>)> = match route.access {
        Access::SignedIn | Access::Permission(_) => vec![
            ("nobody", None),
            ("an expired session", Some(&world.expired)),
            (
                "a made-up token",
                Some("tsk_0000000000000000000000000000000000000000000000000000"),
            ),
            ("a consumer's tracking session", Some(&world.track)),
        ],
        Access::TrackSession => vec![
            ("nobody", None),
            ("a member of staff", Some(&world.desk.admin)),
            ("the consumer of another request", Some(&world.foreign_track)),
            (
                "a made-up token",
                Some("trk_0000000000000000000000000000000000000000000000000000"),
            ),
        ],
        Access::Open | Access::Public | Access::Credential | Access::Demo => Vec::new(),
    };
    for (who, token) in strangers {
        let answer = case.ask(world, token).send().await;
        assert_eq!(
            answer.status,
            unauthenticated(route),
            "{} by {who}: {}",
            case.route,
            answer.text()
        );
    }
}

/// Roles without the permission: 403 where they may read such records, 404 where the route is nothing to them.
async fn refuses_insufficient_roles(world: &World, route: &Route, case: &Case) {
    let Access::Permission(permission) = route.access else {
        return;
    };
    for member in &world.members {
        let grants = member.role.grants();
        if grants.holds(permission) {
            continue;
        }
        let expected = if reads_family(permission).is_some_and(|read| grants.holds(read)) {
            403
        } else {
            404
        };
        let answer = case.ask(world, Some(&member.token)).send().await;
        assert_eq!(
            answer.status.as_u16(),
            expected,
            "{} by {}: {}",
            case.route,
            member.role,
            answer.text()
        );
    }
}

fn reads_family(permission: Permission) -> Option<Permission> {
    let family = permission.as_str().split('.').next().unwrap();
    format!("{family}.read").parse().ok()
}

/// Records of another team are not there; what one sees and may not do is refused as such.
async fn refuses_those_out_of_reach(world: &World, _: &Route, case: &Case) {
    let tries: [(&str, &str, Option<u16>); 2] = [
        ("an agent of another team", &world.foreign, case.foreign),
        ("an executive", &world.executive, case.reader),
    ];
    for (who, token, expected) in tries {
        let Some(expected) = expected else { continue };
        let answer = case.ask(world, Some(token)).send().await;
        assert_eq!(
            answer.status.as_u16(),
            expected,
            "{} by {who}: {}",
            case.route,
            answer.text()
        );
    }
}

impl Case {
    fn ask(&self, world: &World, token: Option<&str>) -> Ask {
        let (method, _) = self.route.split_once(' ').unwrap();
        let mut ask = world.desk.ask(method.parse().unwrap(), &self.path);
        if let Some(token) = token {
            ask = ask.bearer(token);
        }
        if let Some(tag) = &self.if_match {
            ask = ask.if_match(tag);
        }
        if let Some(fields) = self.form {
            return ask.form(fields);
        }
        match (&self.body, &self.file) {
            (Some(body), _) => ask.json(body.clone()),
            (None, Some(content)) => ask.file("note.txt", content),
            (None, None) => ask,
        }
    }
}
