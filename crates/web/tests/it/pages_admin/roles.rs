//! The editor of roles.

use touchstone_domain::access::Role;
use touchstone_testkit::with_app;

use super::{administrator, browser, follow, send};

const PATH: &str = "/admin/roles";
const NEW: &str = "/admin/roles/new?from=agent";

/// The address of the editor of the only own role.
async fn editor(here: &touchstone_testkit::app::Client) -> String {
    let page = here.get(PATH).send().await.expect(200).text();
    let (_, rest) = page.split_once("href=\"/admin/roles/rol_").unwrap();
    format!("/admin/roles/rol_{}", rest.split('"').next().unwrap())
}

with_app! {
    async fn a_role_is_copied_reviewed_saved_given_and_archived(app: &TestApp) {
        let here = administrator(app).await;
        let form = here.get(NEW).send().await.expect(200);
        let page = form.text();
        assert!(page.contains("name=\"grants.ticket.read\" value=\"team\" checked"), "{page}");
        assert!(!page.contains("name=\"grants.user.read\" value=\"own\""), "a scope without meaning is not offered");
        assert!(!page.contains("value=\"save\""), "nothing is saved before it was reviewed");
        let key = form.field("idempotency_key");
        let agent = app.member(Role::Agent).await;
        let user = agent.id.to_string();
        let typed = |reviewed: &'static str, step: &'static str| {
            vec![("from", "agent"), ("idempotency_key", key.as_str()), ("name", "Night shift"), ("description", "No reveals"),
                 ("grants.ticket.read", "team"), ("grants.ticket.note", "own"), ("user", user.as_str()),
                 ("reviewed", reviewed), ("step", step)]
        };
        let review = send(&here, NEW, PATH, &typed("", "review")).await.expect(200);
        let page = review.text();
        for said in ["What agent could see", "Reveal requesters", "value=\"save\"", "Tickets in reach: 0"] {
            assert!(page.contains(said), "{said}: {page}");
        }
        assert_eq!(review.field("reviewed"), "ticket.read=team ticket.note=own");
        assert_eq!((review.field("name"), review.field("from")), ("Night shift".to_owned(), "agent".to_owned()));
        // Saving something else than what was reviewed shows that first.
        let page = send(&here, NEW, PATH, &typed("ticket.read=all", "save")).await.expect(200).text();
        assert!(page.contains("What changes in the role") && !here.get(PATH).send().await.text().contains("Night shift"));
        let saved = typed("ticket.read=team ticket.note=own", "save");
        let page = follow(&here, send(&here, NEW, PATH, &saved).await).await;
        assert!(page.contains("Saved") && page.contains("Night shift") && page.contains("nobody has it"), "{page}");
        send(&here, NEW, PATH, &saved).await.expect(303);
        assert_eq!(here.get(PATH).send().await.text().matches("Night shift</a>").count(), 1, "sent twice, made once");
        let address = editor(&here).await;
        let id = address.rsplit('/').next().unwrap().to_owned();
        let users = here.get(&format!("/admin/users?edit={}", agent.id)).send().await.expect(200).text();
        assert!(users.contains(&format!("<option value=\"{id}\">Night shift</option>")), "{users}");
        let give = [("name", "agent"), ("email", "agent@example.com"), ("role", id.as_str()), ("language", "en"), ("version", "1")];
        let page = follow(&here, send(&here, "/admin/users", &format!("/admin/users/{}", agent.id), &give).await).await;
        assert!(page.contains("Night shift"), "{page}");
        let kept = send(&here, PATH, &format!("{address}/archive"), &[]).await.expect(409).text();
        assert!(kept.contains("people who have it: 1"), "{kept}");
        let back = [("name", "agent"), ("email", "agent@example.com"), ("role", "agent"), ("language", "en"), ("version", "2")];
        send(&here, "/admin/users", &format!("/admin/users/{}", agent.id), &back).await.expect(303);
        let page = follow(&here, send(&here, PATH, &format!("{address}/archive"), &[]).await).await;
        assert!(page.contains("Role archived"), "{page}");
        assert!(here.get(&address).send().await.expect(200).text().contains(" disabled"));
    }

    async fn what_was_typed_comes_back_with_what_is_wrong_beside_it(app: &TestApp) {
        let here = administrator(app).await;
        let odd = [("from", "agent"), ("name", ""), ("description", "kept"), ("grants.ticket.reply", "team"),
                   ("reviewed", "ticket.reply=team"), ("step", "save")];
        let refused = send(&here, NEW, PATH, &odd).await.expect(422);
        let page = refused.text();
        assert!(page.contains("id=\"p-name-1\"") && page.contains("kept"), "{page}");
        assert!(page.contains("id=\"p-ticket.reply\"") && page.contains("Needs “Read tickets”"), "{page}");
        assert!(page.contains("name=\"grants.ticket.reply\" value=\"team\" checked"), "{page}");
        let named = [("from", "agent"), ("name", "Odd"), ("grants.ticket.reply", "team"), ("reviewed", "ticket.reply=team"), ("step", "save")];
        let page = send(&here, NEW, PATH, &named).await.expect(422).text();
        assert!(page.contains("Some of it is not acceptable") && page.contains("id=\"p-ticket.reply\""), "{page}");
    }

    async fn a_role_changed_meanwhile_is_asked_about(app: &TestApp) {
        let here = administrator(app).await;
        let make = [("from", "executive"), ("name", "Look"), ("grants.ticket.read", "all"), ("reviewed", "ticket.read=all"), ("step", "save")];
        send(&here, NEW, PATH, &make).await.expect(303);
        let address = editor(&here).await;
        let typed = |name: &'static str, version: &'static str| {
            [("name", name), ("version", version), ("grants.ticket.read", "own"), ("reviewed", "ticket.read=own"), ("step", "save")]
        };
        send(&here, &address, &address, &typed("First", "1")).await.expect(303);
        let crossed = send(&here, &address, &address, &typed("Second", "1")).await.expect(412);
        assert!(crossed.text().contains("Somebody else has changed it"), "{}", crossed.text());
        assert_eq!((crossed.field("name"), crossed.field("version")), ("Second".to_owned(), "2".to_owned()));
    }

    async fn who_may_only_look_changes_nothing(app: &TestApp) {
        let here = administrator(app).await;
        let make = [("from", "agent"), ("name", "Look"), ("grants.ticket.read", "all"), ("reviewed", "ticket.read=all"), ("step", "save")];
        send(&here, NEW, PATH, &make).await.expect(303);
        let address = editor(&here).await;
        let lead = browser(app, &app.member(Role::TeamLead).await).await;
        let page = lead.get(&address).send().await.expect(200).text();
        assert!(page.contains(" disabled") && !page.contains("name=\"step\""), "{page}");
        lead.get(NEW).send().await.expect(403);
        send(&lead, PATH, &address, &[("name", "x")]).await.expect(403);
        browser(app, &app.member(Role::Agent).await).await.get(&address).send().await.expect(404);
    }
}
