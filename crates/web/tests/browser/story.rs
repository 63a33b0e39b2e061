//! The whole story of one request in a browser, told in two languages: a consumer sends it in with a file, an agent
//! takes it, classifies it, answers and solves it, the consumer shows that it is theirs, confirms and rates, and the
//! history tells every step. Every page on the way is inspected.

use touchstone_domain::access::Role;
use touchstone_domain::language::Language;
use touchstone_testkit::app::{PASSWORD, TestApp, on_sqlite};

use crate::chromium::Browser;
use crate::inspection::inspect;

/// What the two people write.
struct Script {
    language: Language,
    requester: &'static str,
    subject: &'static str,
    body: &'static str,
    reply: &'static str,
    note: &'static str,
    solution: &'static str,
}

const CHINESE: Script = Script {
    language: Language::ZhCn,
    requester: "王敏",
    subject: "退款三天仍未到账",
    body: "订单显示退款成功，但银行卡一直没有收到款项。",
    reply: "已向银行查询，**预计今天到账**。",
    note: "银行受理号 4711，下午再查。",
    solution: "退款已于今日到账，请查收。",
};

const ENGLISH: Script = Script {
    language: Language::En,
    requester: "Mary Smith",
    subject: "Refund has not arrived after three days",
    body: "The order says refunded, but my card shows nothing.",
    reply: "We have asked the bank; it should arrive **today**.",
    note: "Bank reference 4711, ask again this afternoon.",
    solution: "The refund has arrived today. Please check your account.",
};

const EMAIL: &str = "consumer@example.com";

#[test]
fn a_request_goes_from_receipt_to_confirmation_in_chinese() {
    on_sqlite(async |app| tell(app, &CHINESE).await);
}

#[test]
fn a_request_goes_from_receipt_to_confirmation_in_english() {
    on_sqlite(async |app| tell(app, &ENGLISH).await);
}

async fn tell(app: &TestApp, script: &Script) {
    let sender = Browser::open(&app.url(), script.language).await;
    let code = send_in(app, &sender, script).await;
    sender.close().await;

    let agent = Browser::open(&app.url(), script.language).await;
    let ticket = sign_in_and_find(app, &agent, script).await;
    work_on(app, &agent, script).await;

    // Another device, which has only the code.
    let consumer = Browser::open(&app.url(), script.language).await;
    prove_ownership(app, &consumer, script, &code).await;
    confirm_and_rate(app, &consumer, script).await;
    consumer.close().await;

    read_history(app, &agent, script, &ticket).await;
    agent.close().await;
}

/// From the front page to the receipt; gives the tracking code.
async fn send_in(app: &TestApp, consumer: &Browser, script: &Script) -> String {
    consumer.go("/").await;
    inspect(consumer, "the front page").await;
    consumer.click("main a[href='/submit']").await;
    consumer
        .choose("select[name=category]", "payment/refund-delay")
        .await;
    consumer.fill("input[name=subject]", script.subject).await;
    consumer.fill("textarea[name=body]", script.body).await;
    consumer.fill("input[name=order_no]", "2026-0301-7781").await;
    consumer.click(".pick:has(input[name=urgency][value=high])").await;
    consumer.fill("input[name=name]", script.requester).await;
    consumer.fill("input[name=email]", EMAIL).await;
    let folder = tempfile::tempdir().unwrap();
    let evidence = folder.path().join("statement.txt");
    std::fs::write(&evidence, "no refund in this month's statement").unwrap();
    consumer.attach("input[type=file]", &evidence).await;
    consumer.says("statement.txt").await;
    inspect(consumer, "the filled form").await;
    consumer.click("form[action='/submit'] .btn-primary").await;

    let code = consumer.find("[data-copy-source]").await.text().await.unwrap();
    consumer.says(script.subject).await;
    inspect(consumer, "the receipt").await;
    consumer.click(&format!("main a[href='/track/{code}']")).await;
    consumer.says(&word(app, script, "step", "received")).await;
    consumer.says(script.body).await;
    inspect(consumer, "the tracking page of whoever sent it in").await;
    code
}

/// Signs the agent in and opens the request from the queue; gives the ticket's path.
async fn sign_in_and_find(app: &TestApp, agent: &Browser, script: &Script) -> String {
    let team = app.member(Role::Agent).await.team;
    let member = app.hire("story-agent", Role::Agent, team, script.language).await;
    agent.go("/desk").await;
    inspect(agent, "the sign-in page").await;
    agent.fill("input[name=email]", &member.email).await;
    agent.fill("input[name=password]", PASSWORD).await;
    agent.click("form[action='/sign-in'] .btn-primary").await;
    agent.says(script.subject).await;
    assert!(
        agent.path().await.starts_with("/desk"),
        "signing in leads on to where one wanted to go"
    );
    inspect(agent, "the queue").await;
    agent.click("a.ticket-subject").await;
    agent.says(script.body).await;
    inspect(agent, "a new ticket").await;
    let path = agent.path().await;
    path.split(['?', '#']).next().unwrap().to_owned()
}

/// Takes, classifies, answers, notes and solves.
async fn work_on(app: &TestApp, agent: &Browser, script: &Script) {
    act(agent, "take").await;
    agent.says(&word(app, script, "stage", "assigned")).await;

    open(agent, "classify").await;
    agent
        .choose(
            "form[action$='/actions/classify'] select[name=category]",
            "payment/refund-delay",
        )
        .await;
    agent
        .choose("form[action$='/actions/classify'] select[name=urgency]", "high")
        .await;
    agent
        .click("form[action$='/actions/classify'] .btn-primary")
        .await;
    agent.says(&word(app, script, "urgency", "high")).await;

    agent.fill("#composer textarea[name=body]", script.reply).await;
    agent.click("#composer .composer-send-public").await;
    agent.find(".message-agent.message-public strong").await;
    agent.says(&word(app, script, "stage", "in_progress")).await;

    agent.click("#composer label:has(input[value=internal])").await;
    agent.fill("#composer textarea[name=body]", script.note).await;
    agent.click("#composer .composer-send-internal").await;
    agent.find(".message-agent.message-internal").await;

    open(agent, "resolve").await;
    agent.fill("textarea[name=solution]", script.solution).await;
    inspect(agent, "a ticket about to be resolved").await;
    agent.click("form[action$='/actions/resolve'] .btn-primary").await;
    agent.says(&word(app, script, "stage", "resolved")).await;
    inspect(agent, "a resolved ticket").await;
}

/// A one-time code opens what a tracking code does not.
async fn prove_ownership(app: &TestApp, consumer: &Browser, script: &Script, code: &str) {
    let letter = app.letter_to(EMAIL).await;
    assert!(
        letter.text.contains(code),
        "the letter leads back to the request: {letter:?}"
    );
    consumer.go(&format!("/track/{code}")).await;
    consumer.says(&word(app, script, "step", "resolved")).await;
    let page = consumer.text().await;
    assert!(!page.contains(script.body), "a code alone shows content:\n{page}");
    inspect(consumer, "the tracking page of a stranger").await;
    consumer.click("form[action$='/otp'] button").await;
    consumer.find("input[name=otp]").await;
    inspect(consumer, "the tracking page waiting for a one-time code").await;
    let one_time = app.one_time_code(EMAIL).await;
    consumer.fill("input[name=otp]", &one_time).await;
    consumer.click("form[action$='/session'] .btn-primary").await;
    consumer.says(script.solution).await;
    let page = consumer.text().await;
    assert!(page.contains(script.body), "{page}");
    assert!(page.contains("statement.txt"), "{page}");
    assert!(
        !page.contains(script.note),
        "an internal note is shown to the consumer:\n{page}"
    );
    inspect(consumer, "the tracking page of its owner").await;
}

async fn confirm_and_rate(app: &TestApp, consumer: &Browser, script: &Script) {
    consumer.click("form[action$='/confirm'] .btn-primary").await;
    consumer.says(&word(app, script, "step", "confirmed")).await;
    inspect(consumer, "a confirmed request").await;
    consumer
        .click(".score-main .score-step:has(input[value='5'])")
        .await;
    consumer.click("form[action$='/rating'] .btn-primary").await;
    consumer.find("#rated").await;
    inspect(consumer, "a rated request").await;
}

/// Every step is there, newest first, with who did it.
async fn read_history(app: &TestApp, agent: &Browser, script: &Script, ticket: &str) {
    agent.go(&format!("{ticket}?tab=history")).await;
    let told = agent.find("ol.history").await.text().await.unwrap();
    let mut from = 0;
    let steps = [
        "rating-given",
        "ticket-confirmed",
        "ticket-resolved",
        "message-added",
        "message-added",
        "ticket-classified",
        "ticket-assigned",
        "file-added",
        "ticket-received",
    ];
    for step in steps {
        let words = word(app, script, "event", step);
        let at = told[from..]
            .find(&words)
            .unwrap_or_else(|| panic!("{step} ({words}) is missing or late in\n{told}"));
        from += at + words.len();
    }
    let agents_steps = told.matches("story-agent ").count();
    assert!(
        agents_steps >= 5,
        "the agent did five things and is named {agents_steps} times in\n{told}"
    );
    assert!(told.contains("127.0.0.1"), "it says from where:\n{told}");
    inspect(agent, "the history").await;
}

async fn open(agent: &Browser, action: &str) {
    agent
        .click(&format!(
            "details.action:has(form[action$='/actions/{action}']) > summary"
        ))
        .await;
}

async fn act(agent: &Browser, action: &str) {
    agent
        .click(&format!("form[action$='/actions/{action}'] button"))
        .await;
}

/// How the product words a code in the script's language.
fn word(app: &TestApp, script: &Script, family: &str, code: &str) -> String {
    app.app.renderer.label(script.language, family, code)
}
