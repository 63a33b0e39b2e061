//! Every page that the story does not pass, wide and narrow, light and dark: nothing for the scanner to find, and no
//! sideways scrolling at 360 px.

use serde_json::json;
use thirtyfour::Cookie;
use touchstone_domain::access::Role;
use touchstone_domain::language::Language;
use touchstone_testkit::app::{TestApp, on_sqlite};

use crate::chromium::Browser;
use crate::desk::sign_in;
use crate::inspection::{console, inspect};

const PUBLIC: [&str; 5] = ["/", "/submit", "/track", "/sign-in", "/no-such-page"];
const STAFF: [&str; 20] = [
    "/desk",
    "/desk?queue=closed",
    "/desk/new",
    "/desk/handovers",
    "/desk/mentions",
    "/notifications",
    "/account/notifications",
    "/desk/views",
    "/desk/templates",
    "/desk/templates/new",
    "/desk/views/new?kind=complaint",
    "/account",
    "/admin/users",
    "/admin/teams",
    "/admin/roles",
    "/admin/tokens",
    "/admin/outbox",
    "/admin/letters",
    "/admin/letters/receipt/zh-CN",
    "/admin/jobs",
];

#[test]
fn pages_are_sound_in_the_light() {
    on_sqlite(async |app| visit(app, "light", Language::ZhCn).await);
}

#[test]
fn pages_are_sound_in_the_dark() {
    on_sqlite(async |app| visit(app, "dark", Language::En).await);
}

async fn visit(app: &TestApp, theme: &str, language: Language) {
    let browser = Browser::open(&app.url(), language).await;
    browser.go("/").await;
    browser
        .driver()
        .add_cookie(Cookie::new("touchstone_theme", theme))
        .await
        .unwrap();
    for page in PUBLIC {
        browser.go(page).await;
        let shown = browser
            .run("return document.documentElement.dataset.bsTheme;")
            .await;
        assert_eq!(shown, theme, "{page}");
        if page == "/no-such-page" {
            // The console says that it was not found, as it should.
            console(&browser).await;
        }
        inspect(&browser, &format!("{page} ({theme})")).await;
    }
    sign_in(&browser, &app.member(Role::Administrator).await).await;
    // With nothing in them, then with something.
    for page in STAFF {
        browser.go(page).await;
        inspect(&browser, &format!("{page} (empty, {theme})")).await;
    }
    let path = fill(app).await;
    // Days have passed: the session is over.
    sign_in(&browser, &app.member(Role::Administrator).await).await;
    let (tab, split) = (format!("{path}?tab=history"), format!("{path}/split"));
    for page in STAFF
        .into_iter()
        .chain([path.as_str(), tab.as_str(), split.as_str()])
    {
        browser.go(page).await;
        inspect(&browser, &format!("{page} ({theme})")).await;
    }
    browser.close().await;
}

/// A ticket with a conversation, longer words than fit, and late clocks; gives its page.
async fn fill(app: &TestApp) -> String {
    let request = json!({
        "subject": "Donaudampfschifffahrtsgesellschaftskapitänsmützenersatzteillieferungsverzögerung 退款三天仍未到账",
        "body": "https://shop.example/orders/20260301/a-very-long-address-that-nobody-could-break-anywhere-in-the-middle",
        "requester": { "name": "王敏", "email": "consumer@example.com", "language": "zh-CN" },
        "order_no": "20260301-7781-20260301-7781-20260301-7781",
    });
    let administrator = app.client(Role::Administrator).await;
    let _ = app
        .public()
        .post("/api/v1/public/tickets")
        .json(&request)
        .send()
        .await
        .expect(201);
    let list = administrator
        .get("/api/v1/tickets")
        .send()
        .await
        .expect(200)
        .json();
    let id = list["items"][0]["id"].as_str().unwrap().to_owned();
    app.advance(touchstone_domain::time::Span::days(3)).await;
    let reply = json!({ "body": "| a | b |\n|---|---|\n| 1 | 2 |\n\n- [x] asked\n\n> quoted", "visibility": "public" });
    let messages = format!("/api/v1/tickets/{id}/messages");
    let taken = administrator.post(&format!("/api/v1/tickets/{id}/actions/assign"));
    let me = app.member(Role::Administrator).await.id;
    let _ = taken.json(&json!({ "assignee": me })).send().await;
    let _ = administrator
        .post(&messages)
        .json(&reply)
        .send()
        .await
        .expect(201);
    offer(app).await;
    let view =
        json!({"name": "Donaudampfschifffahrtsgesellschaftskapitänsmützenersatzteile", "share": "all"});
    let _ = administrator
        .post("/api/v1/views")
        .json(&view)
        .send()
        .await
        .expect(201);
    app.settle().await;
    format!("/desk/tickets/{id}")
}

/// A ticket that the administrator is offered.
async fn offer(app: &TestApp) {
    let lead = app.client(Role::TeamLead).await;
    let request = json!({
        "subject": "退款三天仍未到账", "body": "请尽快处理", "channel": "phone", "category": "payment/refund-delay",
        "requester": { "name": "王敏", "phone": "13900139000" }, "assignee": "me",
    });
    let made = lead
        .post("/api/v1/tickets")
        .json(&request)
        .send()
        .await
        .expect(201)
        .json();
    let to = app.member(Role::Administrator).await.id;
    let offer = json!({"assignee": to, "reason": "https://shop.example/orders/20260301/a-very-long-address-that-nobody-could-break"});
    let path = format!(
        "/api/v1/tickets/{}/actions/hand_over",
        made["id"].as_str().unwrap()
    );
    let _ = lead.post(&path).json(&offer).send().await.expect(200);
}
