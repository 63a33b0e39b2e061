//! Staff accounts.

use touchstone_domain::access::Role;
use touchstone_domain::language::Language;
use touchstone_testkit::app::PASSWORD;
use touchstone_testkit::with_app;

use super::{administrator, browser, follow, send, sign_in};

const PATH: &str = "/admin/users";

with_app! {
    async fn a_user_is_made_changed_given_a_password_and_archived(app: &TestApp) {
        let here = administrator(app).await;
        let team = app.member(Role::Agent).await.team.to_string();
        let new = [("name", "Mei"), ("email", "mei@example.com"), ("role", "agent"), ("language", "ja"),
                   ("password", PASSWORD), ("teams", team.as_str()), ("version", "0")];
        let page = follow(&here, send(&here, PATH, PATH, &new).await).await;
        assert!(page.contains("Saved") && page.contains("mei@example.com"), "{page}");
        let mei = app.public();
        sign_in(&mei, "mei@example.com", PASSWORD, "").await.expect(303);
        let id = id_of(&here, "mei@example.com").await;
        let known = app.client(Role::Administrator).await.get(&format!("/api/v1/users/{id}")).send().await.json();
        assert_eq!(known["signed_in_at"], serde_json::json!(app.now()));
        let edit = format!("{PATH}?edit={id}");
        let form = here.get(&edit).send().await.expect(200);
        assert_eq!((form.field("name"), form.field("version")), ("Mei".to_owned(), "1".to_owned()));
        let action = format!("{PATH}/{id}");
        let changed = [("name", "Mei Lin"), ("email", "mei@example.com"), ("role", "team_lead"), ("language", "ja"),
                       ("password", "a quite different sentence"), ("version", "1")];
        let page = follow(&here, send(&here, &edit, &action, &changed).await).await;
        assert!(page.contains("Mei Lin"), "{page}");
        mei.get("/account").send().await.expect(303);
        sign_in(&mei, "mei@example.com", "a quite different sentence", "").await.expect(303);
        let page = follow(&here, send(&here, PATH, &format!("{action}/archive"), &[]).await).await;
        assert!(page.contains("User archived"), "{page}");
        sign_in(&mei, "mei@example.com", "a quite different sentence", "").await.expect(401);
    }

    async fn what_was_typed_comes_back_with_what_is_wrong(app: &TestApp) {
        let here = administrator(app).await;
        let agent = app.member(Role::Agent).await;
        let taken = [("name", "Mei"), ("email", agent.email.as_str()), ("role", "team_lead"), ("language", "ko"),
                     ("password", PASSWORD), ("teams", &agent.team.to_string())];
        let refused = send(&here, PATH, PATH, &taken).await.expect(422);
        let page = refused.text();
        assert!(page.contains("id=\"p-email-1\"") && page.contains("Is in use already"), "{page}");
        assert_eq!((refused.field("name"), refused.field("email")), ("Mei".to_owned(), agent.email.clone()));
        for kept in ["value=\"team_lead\" selected", "value=\"ko\" selected", &format!("value=\"{}\" checked", agent.team)] {
            assert!(page.contains(kept), "{kept}: {page}");
        }
        assert!(!page.contains(PASSWORD), "a password is never sent back");
        let odd = [("name", ""), ("email", "no address"), ("role", "king"), ("password", "short")];
        let page = send(&here, PATH, PATH, &odd).await.expect(422).text();
        assert!(page.contains("id=\"p-role-1\"") && page.contains("no address"), "{page}");
        let odd = [("name", ""), ("email", "no address"), ("role", "agent"), ("password", "short")];
        let page = send(&here, PATH, PATH, &odd).await.expect(422).text();
        for field in ["name", "email", "password"] {
            assert!(page.contains(&format!("id=\"p-{field}-1\"")), "{field}: {page}");
        }
    }

    async fn a_change_of_something_changed_meanwhile_is_asked_about(app: &TestApp) {
        let here = administrator(app).await;
        let agent = app.member(Role::Agent).await;
        let (edit, action) = (format!("{PATH}?edit={}", agent.id), format!("{PATH}/{}", agent.id));
        let typed = |name: &'static str, version: &'static str| {
            [("name", name), ("email", "agent@example.com"), ("role", "agent"), ("language", "en"), ("version", version)]
        };
        send(&here, &edit, &action, &typed("First", "1")).await.expect(303);
        let crossed = send(&here, &edit, &action, &typed("Second", "1")).await.expect(412);
        assert!(crossed.text().contains("Somebody else has changed it"), "{}", crossed.text());
        assert_eq!((crossed.field("name"), crossed.field("version")), ("Second".to_owned(), "2".to_owned()));
        let page = follow(&here, send(&here, &edit, &action, &typed("Second", "2")).await).await;
        assert!(page.contains("Second"), "{page}");
    }

    async fn the_last_administrator_stays(app: &TestApp) {
        let member = app.member(Role::Administrator).await;
        let here = browser(app, &member).await;
        let action = format!("{PATH}/{}", member.id);
        let step_down = [("name", "administrator"), ("email", member.email.as_str()), ("role", "agent"),
                         ("language", "en"), ("version", "1")];
        let refused = send(&here, PATH, &action, &step_down).await.expect(409);
        assert!(refused.text().contains("The last administrator cannot be removed"), "{}", refused.text());
        send(&here, PATH, &format!("{action}/archive"), &[]).await.expect(409);
        here.get(PATH).send().await.expect(200);
    }

    async fn others_look_without_addresses_or_not_at_all(app: &TestApp) {
        let lead = browser(app, &app.member(Role::TeamLead).await).await;
        let page = lead.get(PATH).send().await.expect(200).text();
        assert!(page.contains("administrator") && !page.contains("administrator@example.com"), "{page}");
        assert!(!page.contains("id=\"user-form\""), "{page}");
        let new = [("name", "Mei"), ("email", "mei@example.com"), ("role", "administrator"), ("password", PASSWORD)];
        send(&lead, PATH, PATH, &new).await.expect(403);
        for path in ["/admin/tokens", "/admin/outbox", "/admin/jobs"] {
            lead.get(path).send().await.expect(404);
        }
        let here = administrator(app).await;
        here.get("/admin/users?edit=usr_0000000000001").send().await.expect(404);
        send(&here, PATH, "/admin/users/usr_0000000000001/archive", &[]).await.expect(404);
    }

    async fn sessions_of_others_are_seen_and_ended(app: &TestApp) {
        let here = administrator(app).await;
        let agent = app.member(Role::Agent).await;
        let theirs = browser(app, &agent).await;
        let path = format!("{PATH}/{}/sessions", agent.id);
        let page = here.get(&path).send().await.expect(200).text();
        assert!(page.contains("Where agent is signed in") && page.contains("ends <time"), "{page}");
        assert!(page.contains("never used") || page.contains("last used"), "their tokens as well: {page}");
        let (_, rest) = page.split_once("/sessions/").unwrap();
        let session = rest.split('/').next().unwrap().to_owned();
        assert!(session.starts_with("ses_"), "{session}");
        theirs.get("/account").send().await.expect(200);
        let page = follow(&here, send(&here, &path, &format!("{path}/{session}/revoke"), &[]).await).await;
        assert!(page.contains("The device was signed out") && page.contains("Nowhere at the moment"), "{page}");
        theirs.get("/account").send().await.expect(303);
        send(&here, &path, &format!("{path}/{session}/revoke"), &[]).await.expect(404);
        // The same for programs; and nobody else.
        let theirs = browser(app, &agent).await;
        let admin = app.client(Role::Administrator).await;
        let api = format!("/api/v1/users/{}/sessions", agent.id);
        let list = admin.get(&api).send().await.expect(200).json();
        let id = list["items"][0]["id"].as_str().unwrap().to_owned();
        assert!(list["items"][0]["expires_at"].is_string() && list["items"].as_array().unwrap().len() == 1, "{list}");
        let lead = app.client(Role::TeamLead).await;
        lead.get(&api).send().await.expect(403);
        lead.delete(&format!("{api}/{id}")).send().await.expect(403);
        admin.delete(&format!("{api}/{id}")).send().await.expect(204);
        theirs.get("/account").send().await.expect(303);
        admin.get("/api/v1/users/usr_0000000000001/sessions").send().await.expect(404);
    }

    async fn a_long_list_has_pages(app: &TestApp) {
        let here = administrator(app).await;
        let team = app.member(Role::Agent).await.team;
        for n in 0..55 {
            app.hire(&format!("extra{n:02}"), Role::Agent, team, Language::En).await;
        }
        let first = here.get(PATH).send().await.expect(200).text().replace("&#x2f;", "/");
        let next = first.split("href=\"").find(|rest| rest.starts_with("/admin/users?cursor=")).unwrap();
        let second = here.get(next.split('"').next().unwrap()).send().await.expect(200).text();
        assert!(first.contains("extra00@") && !second.contains("extra00@"));
        assert!(second.contains("team_lead@") && !first.contains("team_lead@"));
    }
}

/// The id of the user with this address, from the list.
async fn id_of(here: &touchstone_testkit::app::Client, email: &str) -> String {
    let page = here.get(PATH).send().await.expect(200).text();
    let (_, row) = page.split_once(email).unwrap();
    let (_, rest) = row.split_once("?edit=").unwrap();
    rest.split('#').next().unwrap().to_owned()
}
