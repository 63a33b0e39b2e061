//! API tokens, one's own and everybody's.

use touchstone_domain::access::Role;
use touchstone_testkit::app::Answer;
use touchstone_testkit::with_app;

use super::{administrator, browser, follow, send};

/// The token a page shows.
fn shown(answer: &Answer) -> String {
    let page = answer.text();
    let start = page.find("tsk_").unwrap_or_else(|| panic!("no token in {page}"));
    page[start..].split(['<', '"']).next().unwrap().to_owned()
}

/// Where the first token of a page is revoked.
fn revocation(page: &str) -> String {
    let plain = page.replace("&#x2f;", "/");
    let found = plain
        .split("action=\"")
        .find(|rest| rest.contains("tokens/tok_"))
        .unwrap();
    found.split('"').next().unwrap().to_owned()
}

with_app! {
    async fn a_token_of_ones_own_is_shown_once(app: &TestApp) {
        let lead = app.member(Role::TeamLead).await;
        let here = browser(app, &lead).await;
        let typed = [("token_name", "report"), ("days", "30"), ("scopes", "ticket.read"), ("scopes", "user.read")];
        let made = send(&here, "/account", "/account/tokens", &typed).await.expect(200);
        let token = shown(&made);
        let program = app.public().with_token(&token);
        program.get("/api/v1/tickets").send().await.expect(200);
        program.get("/api/v1/teams").send().await.expect(404);
        let page = here.get("/account").send().await.expect(200).text();
        assert!(page.contains("report") && !page.contains(&token), "{page}");
        let page = follow(&here, send(&here, "/account", &revocation(&page), &[]).await).await;
        assert!(page.contains("Token revoked"), "{page}");
        program.get("/api/v1/tickets").send().await.expect(401);
    }

    async fn a_form_sent_twice_makes_one_token(app: &TestApp) {
        let lead = app.member(Role::TeamLead).await;
        let both = [("/account", "mine", browser(app, &lead).await), ("/admin/tokens", "house", administrator(app).await)];
        for (path, name, here) in both {
            let key = here.get(path).send().await.expect(200).field("idempotency_key");
            assert!(!key.is_empty());
            let action = if path == "/account" { "/account/tokens" } else { path };
            let typed = [("token_name", name), ("days", "30"), ("scopes", "user.read"), ("idempotency_key", key.as_str())];
            let first = shown(&send(&here, path, action, &typed).await.expect(200));
            let again = shown(&send(&here, path, action, &typed).await.expect(200));
            assert_eq!(first, again, "{path}");
            let page = here.get(path).send().await.expect(200);
            assert_eq!(page.text().matches(&format!(">{name}")).count(), 1, "{path}");
            assert_ne!(page.field("idempotency_key"), key, "each showing of the form has its own");
        }
    }

    async fn a_token_that_is_too_much_comes_back_as_typed(app: &TestApp) {
        let here = browser(app, &app.member(Role::Agent).await).await;
        let typed = [("token_name", "too much"), ("days", "7"), ("scopes", "ticket.read"), ("scopes", "user.manage")];
        let refused = send(&here, "/account", "/account/tokens", &typed).await.expect(422);
        let page = refused.text();
        assert_eq!(refused.field("token_name"), "too much");
        assert!(page.contains("Is more than you may do") && page.contains("value=\"ticket.read\" checked"), "{page}");
        let empty = [("token_name", ""), ("days", "7"), ("scopes", "ticket.read")];
        let refused = send(&here, "/account", "/account/tokens", &empty).await.expect(422);
        assert!(refused.text().contains("id=\"p-token_name-1\""), "{}", refused.text());
        let none = [("token_name", "none"), ("days", "7")];
        let refused = send(&here, "/account", "/account/tokens", &none).await.expect(422);
        assert!(refused.text().contains("id=\"p-scopes-1\""), "{}", refused.text());
    }

    async fn administrators_see_and_revoke_everybodys_tokens(app: &TestApp) {
        let agent = app.member(Role::Agent).await;
        let here = administrator(app).await;
        let page = here.get("/admin/tokens").send().await.expect(200).text();
        assert!(page.contains(&agent.name), "{page}");
        let typed = [("token_name", "backup"), ("days", "7"), ("scopes", "audit.read")];
        let made = send(&here, "/admin/tokens", "/admin/tokens", &typed).await.expect(200);
        let token = shown(&made);
        let page = here.get("/admin/tokens").send().await.expect(200).text();
        assert!(page.contains("backup") && !page.contains(&token), "{page}");
        follow(&here, send(&here, "/admin/tokens", &revocation(&page), &[]).await).await;
        app.public().with_token(&token).get("/api/v1/me").send().await.expect(401);
    }
}
