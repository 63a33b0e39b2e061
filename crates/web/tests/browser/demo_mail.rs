//! What a stranger sees of mail in a demonstration: they write one, an agent finds it at the desk and answers, the answer
//! is in a mailbox that they can open, and what they answer is at the desk again.

use touchstone_domain::access::Role;
use touchstone_domain::language::Language;
use touchstone_store::StoreConfig;
use touchstone_testkit::app::{TestApp, TestSettings};
use touchstone_testkit::both_engines;

use crate::chromium::Browser;
use crate::desk::sign_in;
use crate::inspection::inspect;

const FROM: &str = "li.na@mail.example";

both_engines! {
    async fn a_mail_and_its_answer_are_seen_by_a_stranger(config: StoreConfig) {
        let app = TestApp::start(config, TestSettings { demo: true, ..TestSettings::default() }).await;
        let stranger = Browser::open(&app.url(), Language::ZhCn).await;
        stranger.go("/").await;
        inspect(&stranger, "the front page of a demonstration").await;
        stranger.click("main a[href='/demo/mail/new']").await;
        stranger.fill("input[name=from]", FROM).await;
        stranger.fill("input[name=name]", "李娜").await;
        stranger.fill("input[name=subject]", "铸铁锅有裂纹").await;
        stranger.fill("textarea[name=body]", "锅底有一道裂纹，希望换一口。").await;
        inspect(&stranger, "a mail being written").await;
        stranger.click("form[action='/demo/mail/new'] .btn-primary").await;
        stranger.find("#caught").await;
        app.settle().await;
        // The page asks by itself what became of it.
        stranger.find("#caught a[href^='/desk/tickets/']").await;
        inspect(&stranger, "the mailbox with an acknowledgement").await;

        let agent = Browser::open(&app.url(), Language::En).await;
        sign_in(&agent, &app.member(Role::TeamLead).await).await;
        agent.says("铸铁锅有裂纹").await;
        agent.click("a.ticket-subject").await;
        agent.fill("#composer textarea[name=body]", "新锅今天寄出。").await;
        agent.click("#composer .composer-send-public").await;
        agent.find(".message-agent.message-public").await;
        app.settle().await;

        stranger.find("#caught a[href='/demo/mail/2']").await;
        stranger.click("#caught a[href='/demo/mail/2']").await;
        stranger.says("新锅今天寄出。").await;
        inspect(&stranger, "a caught letter").await;
        stranger.click("a[href='/demo/mail/new?answers=2']").await;
        stranger.fill("textarea[name=body]", "收到了，谢谢！").await;
        inspect(&stranger, "an answer being written").await;
        stranger.click("form[action='/demo/mail/new'] .btn-primary").await;
        stranger.find("#caught").await;
        app.settle().await;
        agent.go(&agent.path().await).await;
        agent.says("收到了，谢谢！").await;
        stranger.close().await;
        agent.close().await;
        app.stop().await;
    }
}
