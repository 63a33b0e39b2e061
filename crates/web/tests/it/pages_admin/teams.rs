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

    async fn a_team_is_led_renamed_and_archived_once_its_tickets_are_elsewhere(app: &TestApp) {
        let here = administrator(app).await;
        let agent = app.member(Role::Agent).await;
        let (lead, foreign) = (app.member(Role::TeamLead).await, app.foreign_agent().await);
        let (edit, action) = (format!("{PATH}?edit={}", agent.team), format!("{PATH}/{}", agent.team));
        let version = here.get(&edit).send().await.expect(200).field("version");
        let (led, member) = (lead.id.to_string(), agent.id.to_string());
        let changed = [("name", "Front line"), ("lead", led.as_str()), ("members", member.as_str()), ("version", version.as_str())];
        let page = follow(&here, send(&here, &edit, &action, &changed).await).await;
        assert!(page.contains("led by team_lead") && page.contains("2 members"), "{page}");
        let form = here.get(&edit).send().await.expect(200).text();
        assert!(form.contains(&format!("<option value=\"{led}\" selected>")), "{form}");
        // A ticket of the team keeps it.
        let request = serde_json::json!({"subject": "Refund", "body": "It is missing.", "kind": "general",
            "category": "payment/refund-delay", "requester": {"email": "li@mail.example"}});
        app.public().post("/api/v1/public/tickets").json(&request).send().await.expect(201);
        let list = agent.client.get("/api/v1/tickets?limit=1").send().await.json();
        let ticket = format!("/api/v1/tickets/{}/actions", list["items"][0]["id"].as_str().unwrap());
        let taken = serde_json::json!({"assignee": agent.id, "team": agent.team});
        agent.client.post(&format!("{ticket}/assign")).json(&taken).send().await.expect(200);
        let archive = format!("{action}/archive");
        let refused = send(&here, PATH, &archive, &[]).await.expect(409);
        assert!(refused.text().contains("give them to another team first. Open: 1"), "{}", refused.text());
        let admin = app.client(Role::Administrator).await;
        let given = serde_json::json!({"assignee": foreign.id, "team": foreign.team});
        admin.post(&format!("{ticket}/assign")).json(&given).send().await.expect(200);
        let page = follow(&here, send(&here, PATH, &archive, &[]).await).await;
        assert!(page.contains("Team archived"), "{page}");
        let team = admin.get(&format!("/api/v1/teams/{}", agent.team)).send().await.json();
        assert_eq!((&team["members"], &team["archived_at"]), (&serde_json::json!([]), &serde_json::json!(app.now())));
        send(&here, PATH, &archive, &[]).await.expect(404);
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
