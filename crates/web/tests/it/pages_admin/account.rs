//! One's own account.

use touchstone_domain::access::Role;
use touchstone_testkit::app::PASSWORD;
use touchstone_testkit::with_app;

use super::{browser, follow, send, sign_in};

const NEW: &str = "an even longer secret sentence";

with_app! {
    async fn one_s_own_name_and_language_are_changed(app: &TestApp) {
        let agent = app.member(Role::Agent).await;
        let here = browser(app, &agent).await;
        let form = here.get("/account").send().await.expect(200);
        assert_eq!(form.field("name"), "agent");
        let empty = [("name", ""), ("language", "ja"), ("version", "1")];
        let refused = send(&here, "/account", "/account/profile", &empty).await.expect(422);
        assert!(refused.text().contains("id=\"p-name-1\""), "{}", refused.text());
        let changed = [("name", "Mei Lin"), ("language", "ja"), ("version", "1")];
        send(&here, "/account", "/account/profile", &changed).await.expect(303);
        let page = here.get("/account").send().await.expect(200).text();
        assert!(page.contains("<html lang=\"ja\"") && page.contains("<h1>Mei Lin</h1>"), "{page}");
        let stale = send(&here, "/account", "/account/profile", &[("name", "Late"), ("language", "en"), ("version", "1")]).await.expect(412);
        assert_eq!(stale.field("name"), "Late");
        // A program with a session may, one with a token may not: it is not its owner.
        let opened = serde_json::json!({"email": agent.email, "password": PASSWORD});
        let opened = app.public().post("/api/v1/session").json(&opened).send().await.expect(201).json();
        let program = app.public().with_token(opened["token"].as_str().unwrap());
        let me = program.get("/api/v1/me").send().await.expect(200);
        let mine = serde_json::json!({"name": "Lin Mei"});
        agent.client.patch("/api/v1/me").if_match(me.etag()).json(&mine).send().await.expect(403);
        program.patch("/api/v1/me").json(&mine).send().await.expect(428);
        let now = program.patch("/api/v1/me").if_match(me.etag()).json(&mine).send().await.expect(200).json();
        assert_eq!((&now["name"], &now["language"], &now["version"]),
            (&serde_json::json!("Lin Mei"), &serde_json::json!("ja"), &serde_json::json!(3)));
        let more = serde_json::json!({"role": "administrator"});
        program.patch("/api/v1/me").if_match("\"3\"").json(&more).send().await.expect(422);
    }

    async fn a_password_is_changed_and_everybody_else_is_out(app: &TestApp) {
        let agent = app.member(Role::Agent).await;
        let (here, elsewhere) = (browser(app, &agent).await, browser(app, &agent).await);
        let change = |current: &'static str, again: &'static str| {
            [("current_password", current), ("password", NEW), ("password_again", again)]
        };
        let differs = send(&here, "/account", "/account/password", &change(PASSWORD, "other")).await.expect(422);
        assert!(differs.text().contains("The two do not agree"), "{}", differs.text());
        let wrong = send(&here, "/account", "/account/password", &change("wrong", NEW)).await.expect(422);
        assert!(wrong.text().contains("id=\"p-current_password-1\""), "{}", wrong.text());
        let short = [("current_password", PASSWORD), ("password", "short"), ("password_again", "short")];
        let short = send(&here, "/account", "/account/password", &short).await.expect(422);
        assert!(short.text().contains("id=\"p-password-1\""), "{}", short.text());
        elsewhere.get("/account").send().await.expect(200);
        let page = follow(&here, send(&here, "/account", "/account/password", &change(PASSWORD, NEW)).await).await;
        assert!(page.contains("Password changed"), "{page}");
        elsewhere.get("/account").send().await.expect(303);
        sign_in(&app.public(), &agent.email, PASSWORD, "").await.expect(401);
        sign_in(&app.public(), &agent.email, NEW, "").await.expect(303);
    }

    async fn other_devices_are_signed_out(app: &TestApp) {
        let agent = app.member(Role::Agent).await;
        let (here, second, third) = (browser(app, &agent).await, browser(app, &agent).await, browser(app, &agent).await);
        let page = here.get("/account").send().await.expect(200).text();
        let actions: Vec<&str> = page
            .split("action=\"")
            .filter_map(|rest| rest.split('"').next())
            .filter(|action| action.starts_with("/account/sessions/") || action.starts_with("&#x2f;account"))
            .collect();
        assert_eq!(actions.len(), 2, "the session of this device cannot be revoked here: {page}");
        let revoked = actions[0].replace("&#x2f;", "/");
        let page = follow(&here, send(&here, "/account", &revoked, &[]).await).await;
        assert!(page.contains("The device was signed out"), "{page}");
        let left = [second.get("/account").send().await.status, third.get("/account").send().await.status];
        assert_eq!(left.iter().filter(|status| **status == 200).count(), 1);
        let page = follow(&here, send(&here, "/account", "/account/sign-out-elsewhere", &[]).await).await;
        assert!(page.contains("Every other device was signed out"), "{page}");
        second.get("/account").send().await.expect(303);
        third.get("/account").send().await.expect(303);
        here.get("/account").send().await.expect(200);
    }

    async fn a_form_without_proof_changes_nothing(app: &TestApp) {
        let agent = app.member(Role::Agent).await;
        let here = browser(app, &agent).await;
        let other = browser(app, &app.foreign_agent().await).await;
        let foreign = other.get("/account").send().await.field("csrf");
        let change = [("current_password", PASSWORD), ("password", NEW), ("password_again", NEW)];
        for csrf in [None, Some(""), Some(foreign.as_str())] {
            let mut fields = change.to_vec();
            fields.extend(csrf.map(|csrf| ("csrf", csrf)));
            let refused = here.post("/account/password").form(&fields).send().await.expect(403);
            assert!(refused.text().contains("out of date"), "{}", refused.text());
            here.post("/sign-out").form(&fields).send().await.expect(403);
        }
        sign_in(&app.public(), &agent.email, PASSWORD, "").await.expect(303);
    }
}
