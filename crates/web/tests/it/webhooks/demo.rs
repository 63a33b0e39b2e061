//! The other system of a demonstration: what it is told is there to look at, it can be put out of order and catches up, it
//! believes nobody without the secret, and a real installation has none of it.

use standardwebhooks::Webhook;
use touchstone_domain::access::Role;
use touchstone_domain::language::Language;
use touchstone_domain::time::Span;
use touchstone_store::StoreConfig;
use touchstone_testkit::app::{Client, TestApp, TestSettings};
use touchstone_testkit::{both_engines, with_app};
use touchstone_web::RECEIVER;

use super::{created, note, tell, ticket};

const PAGE: &str = "/demo/webhooks";
const EVENT: &[u8] = br#"{"type": "touchstone.moon.landed", "subject": "moon", "data": {"foot": "<left>"}}"#;

async fn shown(visitor: &Client) -> String {
    visitor.get(PAGE).send().await.expect(200).text()
}

async fn switch(visitor: &Client, works: &str) {
    let form = visitor.get(PAGE).send().await.expect(200);
    let csrf = form.field("csrf");
    let done = visitor
        .post(PAGE)
        .form(&[("csrf", csrf.as_str()), ("works", works)])
        .send()
        .await
        .expect(303);
    assert_eq!(done.location(), PAGE);
}

/// A call signed with this secret, by the library of the scheme.
async fn call(app: &TestApp, secret: &str, id: &str, at: i64, status: u16) {
    let signature = Webhook::new(secret).unwrap().sign(id, at, EVENT).unwrap();
    let call = app.public().post(RECEIVER).bytes(EVENT.to_vec());
    let call = call
        .header("webhook-id", id)
        .header("webhook-timestamp", &at.to_string());
    call.header("webhook-signature", &signature)
        .send()
        .await
        .expect(status);
}

fn in_order(page: &str, parts: &[&str]) {
    let mut rest = page;
    for part in parts {
        let at = rest
            .find(part)
            .unwrap_or_else(|| panic!("no {part} in its place: {page}"));
        rest = &rest[at + part.len()..];
    }
}

both_engines! {
    async fn the_other_system_of_a_demonstration_is_told_and_catches_up(config: StoreConfig) {
        let settings = TestSettings { demo: true, ..TestSettings::default() };
        let inbox = settings.demo_inbox.clone();
        let app = TestApp::start(config, settings).await;
        let (visitor, admin) = (app.public().speaking(Language::En), app.client(Role::Administrator).await);
        let empty = shown(&visitor).await;
        assert!(empty.contains("Nothing was received yet") && empty.contains("href=\"/submit\""), "{empty}");
        let made = created(&admin, &format!("{}{RECEIVER}", app.url()), &["ticket.*", "message.added"]).await;
        inbox.trust(made["secret"].as_str().unwrap()).unwrap();

        let one = ticket(&admin, "A pan with a crack").await;
        tell(&app).await;
        let page = shown(&visitor).await;
        in_order(&page, &[
            "ticket.received", &format!("href=\"/desk/tickets/{one}\""), "#1", "Taken · HTTP 204", "Signature checked",
            "Try 1", "webhook-id: evt_", "specversion",
        ]);
        assert!(!page.contains("A pan with a crack"), "events hold no words: {page}");

        switch(&visitor, "no").await;
        note(&admin, &one).await;
        tell(&app).await;
        assert!(shown(&visitor).await.contains("The ERP is out of order."));
        app.clock.advance(Span::seconds(7));
        tell(&app).await;
        in_order(&shown(&visitor).await, &["message.added", "HTTP 503", "Try 2", "7 seconds after", "HTTP 503", "Try 1", "HTTP 204"]);
        switch(&visitor, "yes").await;
        app.clock.advance(Span::minutes(1));
        tell(&app).await;
        let page = shown(&visitor).await;
        in_order(&page, &["The ERP is working.", "HTTP 204", "Try 3", "HTTP 503", "Try 2", "HTTP 503", "Try 1"]);
        app.stop().await;
    }

    async fn the_other_system_of_a_demonstration_believes_its_secret_alone(config: StoreConfig) {
        let settings = TestSettings { demo: true, ..TestSettings::default() };
        let inbox = settings.demo_inbox.clone();
        let app = TestApp::start(config, settings).await;
        let (secret, other) = ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD");
        let now = app.now().as_micros() / 1_000_000;
        call(&app, secret, "evt_early", now, 401).await;
        inbox.trust(secret).unwrap();
        call(&app, secret, "evt_1", now, 204).await;
        call(&app, secret, "evt_1", now + 1, 204).await;
        call(&app, other, "evt_2", now, 401).await;
        call(&app, secret, "evt_3", now - 301, 401).await;
        app.public().post(RECEIVER).bytes(EVENT.to_vec()).send().await.expect(401);
        app.public().post(RECEIVER).bytes(vec![b' '; (64 << 10) + 1]).send().await.expect(413);
        let page = app.public().speaking(Language::En);
        let page = shown(&page).await;
        in_order(&page, &["4 calls were refused", "Known already", "Try 2", "An event of another kind", "Taken", "Try 1"]);
        assert!(page.contains("&lt;left&gt;") && !page.contains("<left>"), "{page}");
        for n in 0..31 {
            call(&app, secret, &format!("evt_more_{n}"), now, 204).await;
        }
        let first = shown(&app.public()).await;
        assert!(first.contains("evt_more_30") && !first.contains("webhook-id: evt_more_0<"), "{first}");
        let older = app.public().get("/demo/webhooks?before=4").send().await.expect(200).text();
        in_order(&older, &["webhook-id: evt_more_0<", "webhook-id: evt_1<", "webhook-id: evt_1<"]);
        assert!(!older.contains("hx-trigger"), "older pages do not change: {older}");
        app.stop().await;
    }
}

with_app! {
    async fn a_real_installation_has_no_other_system_to_look_into(app: &TestApp) {
        let visitor = app.public();
        visitor.get(PAGE).send().await.expect(404);
        visitor.post(PAGE).form(&[("works", "no")]).send().await.expect(404);
        visitor.post(RECEIVER).bytes(EVENT.to_vec()).send().await.expect(404);
        let admin = app.client(Role::Administrator).await;
        let page = admin.get("/admin/webhooks").send().await.expect(200).text();
        assert!(!page.contains("/demo/"), "{page}");
    }
}
