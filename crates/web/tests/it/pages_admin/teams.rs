//! Teams and roles.

use touchstone_domain::access::Role;
use touchstone_testkit::with_app;

use super::{administrator, browser, follow, send};

const PATH: &str = "/admin/teams";

with_app! {
    async fn a_team_is_made_and_changed(app: &TestApp) {
        let here = administrator(app).await;
        let agent = app.member(Role::Agent).await;
        let id = agent.id.to_string();
        let page = follow(&here, send(&here, PATH, PATH, &[("name", "Night shift"), ("members", &id)]).await).await;
        assert!(page.contains("Saved") && page.contains("Night shift"), "{page}");
        let twice = send(&here, PATH, PATH, &[("name", "Night shift"), ("members", &id)]).await.expect(422);
        assert!(twice.text().contains("Is in use already"), "{}", twice.text());
        assert!(twice.text().contains(&format!("value=\"{id}\" checked")), "{}", twice.text());
        let team = agent.team;
        let edit = format!("{PATH}?edit={team}");
        let form = here.get(&edit).send().await.expect(200);
        assert_eq!(form.field("name"), "First line");
        let version = form.field("version");
        let changed = [("name", "Front line"), ("version", version.as_str()), ("members", &id)];
        let page = follow(&here, send(&here, &edit, &format!("{PATH}/{team}"), &changed).await).await;
        assert!(page.contains("Front line") && !page.contains("First line"), "{page}");
        let stale = send(&here, &edit, &format!("{PATH}/{team}"), &[("name", "X"), ("version", "0")]).await;
        assert!(stale.expect(412).text().contains("Somebody else has changed it"));
    }

    async fn the_overview_shows_what_the_reader_may_open(app: &TestApp) {
        let here = browser(app, &app.member(Role::Administrator).await).await;
        let page = here.get("/admin").send().await.expect(200).text();
        let index = page.split("admin-index").nth(1).unwrap();
        for place in ["users", "teams", "roles", "tokens", "outbox", "jobs"] {
            assert!(index.contains(&format!("href=\"/admin/{place}\"")), "{place}: {page}");
        }
        let here = browser(app, &app.member(Role::Agent).await).await;
        let page = here.get("/admin").send().await.expect(200).text();
        assert!(page.contains("href=\"/admin/teams\"") && !page.contains("href=\"/admin/jobs\""), "{page}");
        let away = app.public().get("/admin").send().await.expect(303);
        assert!(away.headers["location"].to_str().unwrap().starts_with("/sign-in"));
    }

    async fn agents_see_teams_and_roles_and_change_nothing(app: &TestApp) {
        let here = browser(app, &app.member(Role::Agent).await).await;
        let page = here.get(PATH).send().await.expect(200).text();
        assert!(page.contains("Second line") && !page.contains("id=\"team-form\""), "{page}");
        send(&here, "/account", PATH, &[("name", "Mine")]).await.expect(403);
        let agent = here.get("/admin/roles").send().await;
        let lead = browser(app, &app.member(Role::TeamLead).await).await;
        let roles = lead.get("/admin/roles").send().await.expect(200).text();
        assert!(roles.contains("ticket.assign"), "{roles}");
        assert!(agent.status == 200 || agent.status == 404, "{}", agent.status);
    }
}
