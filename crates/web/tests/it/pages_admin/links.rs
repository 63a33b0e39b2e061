//! Nothing on a page leads nowhere: every link and every form of these pages is a route of the table.

use std::collections::BTreeSet;

use http::Method;
use touchstone_domain::access::Role;
use touchstone_testkit::with_app;
use touchstone_web::routes;

use super::{administrator, send};

/// Methods and local addresses a page offers.
fn offers(page: &str) -> BTreeSet<(Method, String)> {
    let plain = page.replace("&#x2f;", "/").replace("&amp;", "&");
    let mut found = BTreeSet::new();
    for tag in plain.split('<').skip(1) {
        let tag = tag.split('>').next().unwrap();
        let sent = if tag.contains("method=\"get\"") {
            Method::GET
        } else {
            Method::POST
        };
        for (attribute, method) in [
            ("href=\"", Method::GET),
            ("src=\"", Method::GET),
            ("action=\"", sent),
        ] {
            for rest in tag.split(attribute).skip(1) {
                let address = rest.split(['"', '?', '#']).next().unwrap();
                if address.starts_with('/') {
                    found.insert((method.clone(), address.to_owned()));
                }
            }
        }
    }
    found
}

fn is_route(method: &Method, address: &str) -> bool {
    routes()
        .iter()
        .filter(|route| route.method == *method)
        .any(|route| {
            let (mut expected, mut found) = (route.path.split('/'), address.split('/'));
            loop {
                match (expected.next(), found.next()) {
                    (None, None) => return true,
                    (Some(rest), Some(_)) if rest.starts_with("{*") => return true,
                    (Some(part), Some(value)) if part == value || part.starts_with('{') => {}
                    _ => return false,
                }
            }
        })
}

with_app! {
    async fn every_link_and_form_leads_somewhere(app: &TestApp) {
        let here = administrator(app).await;
        // Another device, which can be signed out.
        administrator(app).await;
        let agent = app.member(Role::Agent).await;
        let typed = [("token_name", "report"), ("days", "30"), ("scopes", "ticket.read")];
        send(&here, "/account", "/account/tokens", &typed).await.expect(200);
        let (edit_user, edit_team) = (format!("/admin/users?edit={}", agent.id), format!("/admin/teams?edit={}", agent.team));
        let own = [
            "/account", "/admin/users", &edit_user, "/admin/teams", &edit_team, "/admin/roles", "/admin/tokens",
            "/admin/outbox", "/admin/jobs",
        ];
        let mut pages = Vec::new();
        for path in own {
            pages.push((path, here.get(path).send().await.expect(200).text()));
        }
        pages.push(("/sign-in", app.public().get("/sign-in").send().await.expect(200).text()));
        pages.push(("error", app.public().get("/nowhere").send().await.expect(404).text()));
        for (path, page) in pages {
            let offers = offers(&page);
            assert!(offers.len() > 3, "{path}: {offers:?}");
            for (method, address) in offers {
                assert!(is_route(&method, &address), "{path} leads nowhere: {method} {address}");
            }
        }
    }
}
