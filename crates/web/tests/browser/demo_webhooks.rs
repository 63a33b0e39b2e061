//! What a stranger sees of webhooks in a demonstration: an event arrives while they look, what they have opened stays open, and
//! a system out of order is seen to be.

use serde_json::json;
use touchstone_domain::access::Role;
use touchstone_domain::language::Language;
use touchstone_store::StoreConfig;
use touchstone_testkit::app::{TestApp, TestSettings};
use touchstone_testkit::both_engines;
use touchstone_web::RECEIVER;

use crate::chromium::Browser;
use crate::inspection::inspect;

both_engines! {
    async fn calls_arrive_before_a_strangers_eyes(config: StoreConfig) {
        let settings = TestSettings { demo: true, ..TestSettings::default() };
        let inbox = settings.demo_inbox.clone();
        let app = TestApp::start(config, settings).await;
        let admin = app.client(Role::Administrator).await;
        let made = json!({"name": "ERP", "url": format!("{}{RECEIVER}", app.url()), "events": ["ticket.received"]});
        let made = admin.post("/api/v1/webhooks").json(&made).send().await.expect(201).json();
        inbox.trust(made["secret"].as_str().unwrap()).unwrap();
        let stranger = Browser::open(&app.url(), Language::ZhCn).await;
        stranger.go("/").await;
        stranger.click("main a[href='/demo/webhooks']").await;
        inspect(&stranger, "the other system before anything happened").await;

        arrives(&app, "铸铁锅有裂纹").await;
        stranger.find("#received details#call-1").await;
        stranger.click("#call-1 summary").await;
        stranger.says("specversion").await;
        inspect(&stranger, "an event that was received").await;
        arrives(&app, "还没有收到").await;
        stranger.find("#call-2").await;
        stranger.find("#call-1[open]").await;

        stranger.click("button[name=works][value=no]").await;
        arrives(&app, "退款").await;
        stranger.find("#received .chip-failed").await;
        inspect(&stranger, "the other system out of order").await;
        stranger.click("button[name=works][value=yes]").await;
        stranger.find("button[name=works][value=no]").await;
        stranger.close().await;
        app.stop().await;
    }
}

/// A request comes in, and the other system is told.
async fn arrives(app: &TestApp, subject: &str) {
    let request = json!({"subject": subject, "body": "希望尽快处理。", "kind": "general",
        "requester": {"name": "李娜", "email": "li.na@mail.example"}});
    app.public()
        .post("/api/v1/public/tickets")
        .json(&request)
        .send()
        .await
        .expect(201);
    app.settle().await;
    touchstone_app::webhook::webhooks_step(&app.app).await.unwrap();
}
