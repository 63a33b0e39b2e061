//! Senders that are checked here, over the domain name system, where no mail server in front does.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use touchstone_app::mail::{HandedOver, MailIntake, mail_keep, mail_keep_handed};
use touchstone_channels::{Resolver, SenderChecker};
use touchstone_domain::access::Role;
use touchstone_store::StoreConfig;
use touchstone_testkit::app::{Client, MAILBOX, NameServer, TestApp, TestSettings};
use touchstone_testkit::both_engines;

/// RFC 8463, A: a letter with a signature, and what its signer publishes.
const SIGNED: &str = "DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;\r\n d=football.example.com; \
    i=@football.example.com;\r\n q=dns/txt; s=brisbane; t=1528637909; h=from : to :\r\n subject : date : \
    message-id : from : subject : date;\r\n bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r\n \
    b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus\r\n \
    Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==\r\n\
    From: Joe SixPack <joe@football.example.com>\r\n\
    To: Suzie Q <suzie@shopping.example.net>\r\nSubject: Is dinner ready?\r\n\
    Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)\r\n\
    Message-ID: <20030712040037.46341.5F8J@football.example.com>\r\n\r\n\
    Hi.\r\n\r\nWe lost the game.  Are you hungry yet?\r\n\r\nJoe.\r\n";
const RECORDS: [(&str, &str); 7] = [
    (
        "brisbane._domainkey.football.example.com",
        "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
    ),
    ("_dmarc.football.example.com", "v=DMARC1; p=reject"),
    ("football.example.com", "v=spf1 ip4:192.0.2.7 -all"),
    ("evil.example", "v=spf1 ip4:203.0.113.9 -all"),
    ("_dmarc.bank.example", "v=DMARC1; p=reject"),
    ("bank.example", "v=spf1 ip4:192.0.2.7 ~all"),
    // More look-ups than anybody may ask for.
    ("greedy.example", "v=spf1 include:greedy.example -all"),
];
const THEIRS: [u8; 4] = [192, 0, 2, 7];
const EVIL: [u8; 4] = [203, 0, 113, 9];

async fn app(config: StoreConfig) -> TestApp {
    let names = NameServer::start(&RECORDS).await;
    // Long enough for a machine that is busy; only what is never answered takes it whole.
    let checker = SenderChecker::new(&[Resolver(names.address)], Duration::from_secs(2)).unwrap();
    let mail = MailIntake {
        mailboxes: vec![MAILBOX.parse().unwrap()],
        checker: Some(Arc::new(checker)),
        ..MailIntake::default()
    };
    TestApp::start(
        config,
        TestSettings {
            mail,
            ..TestSettings::default()
        },
    )
    .await
}

async fn hand(app: &TestApp, address: [u8; 4], from: &str, raw: &str) {
    let handed = HandedOver {
        address: IpAddr::from(address),
        helo: "mx.elsewhere.example".to_owned(),
        from: from.to_owned(),
    };
    mail_keep_handed(&app.app, MAILBOX, handed, raw.as_bytes())
        .await
        .unwrap();
    app.settle().await;
}

async fn found(by: &Client) -> [Value; 5] {
    let page = by.get("/api/v1/mail").send().await.expect(200).json();
    let newest = &page["items"][0];
    assert_eq!(
        newest["state"], "done",
        "whatever was found out, it is taken: {newest}"
    );
    ["spf", "dkim", "dmarc", "sender", "checked_by"].map(|field| newest[field].clone())
}

fn letter(from: &str) -> String {
    format!("From: {from}\r\nTo: {MAILBOX}\r\nSubject: {from}\r\n\r\nWhere is it?\r\n")
}

both_engines! {
    async fn who_a_sender_is_is_found_out_here(config: StoreConfig) {
        let app = app(config).await;
        let admin = app.client(Role::Administrator).await;
        hand(&app, EVIL, "joe@football.example.com", SIGNED).await;
        assert_eq!(found(&admin).await, ["fail", "pass", "pass", "verified", "here"].map(Value::from), "signed, forwarded");
        assert_eq!(app.letters().await.len(), 1, "acknowledged");
        let page = admin.get("/api/v1/mail").send().await.expect(200).json();
        let (id, ticket) = (page["items"][0]["id"].as_str().unwrap(), page["items"][0]["ticket"].as_str().unwrap());
        admin.get(&format!("/admin/mail-in/{id}")).send().await.expect_page(200, "checked here");
        admin.get(&format!("/desk/tickets/{ticket}")).send().await.expect_page(200, "checked here");
        let senders = admin.get(&format!("/api/v1/tickets/{ticket}/senders")).send().await.expect(200).json();
        assert_eq!(senders["items"][0]["checked_by"], "here");

        let broken = SIGNED.replace("hungry", "thirsty").replace("5F8J", "5F8K");
        hand(&app, EVIL, "joe@football.example.com", &broken).await;
        assert_eq!(found(&admin).await, ["fail", "fail", "fail", "failed", "here"].map(Value::from));
        hand(&app, THEIRS, "ann@bank.example", &letter("ann@bank.example")).await;
        assert_eq!(found(&admin).await, ["pass", "none", "pass", "verified", "here"].map(Value::from));
        let letters = app.letters().await.len();
        // Its own server vouches for the envelope and for nothing that people read.
        hand(&app, EVIL, "x@evil.example", &letter("boss@bank.example")).await;
        assert_eq!(found(&admin).await, ["pass", "none", "fail", "failed", "here"].map(Value::from), "misaligned");
        assert_eq!(app.letters().await.len(), letters, "whoever was impersonated hears nothing");
        hand(&app, EVIL, "c@nowhere.example", &letter("c@nowhere.example")).await;
        assert_eq!(found(&admin).await, ["none", "none", "none", "unknown", "here"].map(Value::from));
        hand(&app, EVIL, "d@greedy.example", &letter("d@greedy.example")).await;
        assert_eq!(found(&admin).await, ["error", "none", "none", "unknown", "here"].map(Value::from));
    }
}

both_engines! {
    async fn what_cannot_be_found_out_is_said_and_holds_no_mail_up(config: StoreConfig) {
        let app = app(config).await;
        let admin = app.client(Role::Administrator).await;
        hand(&app, THEIRS, "a@broken.example", &letter("a@broken.example")).await;
        assert_eq!(found(&admin).await, ["error", "none", "error", "unknown", "here"].map(Value::from));
        // A server that never answers, asked by somebody who writes in another's name.
        hand(&app, EVIL, "a@silent.example", &letter("boss@bank.example")).await;
        assert_eq!(found(&admin).await, ["error", "none", "fail", "failed", "here"].map(Value::from));
        let slow = SIGNED.replace("d=football.example.com", "d=silent.example").replace("@football.example.com;", "@silent.example;");
        hand(&app, EVIL, "a@silent.example", &slow.replace("joe@football", "boss@bank").replace(".example.com>", ".example>")).await;
        let [_, dkim, dmarc, ..] = found(&admin).await;
        assert_eq!((dkim, dmarc), (json!("error"), json!("fail")), "signatures of others hide no verdict");
        hand(&app, EVIL, "a@silent.example", &letter("a@silent.example")).await;
        assert_eq!(found(&admin).await, ["error", "none", "error", "unknown", "here"].map(Value::from));
    }
}

both_engines! {
    async fn words_in_a_header_vouch_for_nobody(config: StoreConfig) {
        let app = app(config).await;
        let admin = app.client(Role::Administrator).await;
        let claims = "Authentication-Results: mx.shop.example; dmarc=pass\r\nReceived-SPF: pass\r\n";
        hand(&app, EVIL, "x@evil.example", &format!("{claims}{}", letter("boss@bank.example"))).await;
        assert_eq!(found(&admin).await[3], "failed");
        // Two authors are none that could be vouched for.
        let two = format!("From: ann@bank.example\r\n{}", letter("x@evil.example"));
        hand(&app, EVIL, "x@evil.example", &two).await;
        assert_eq!(found(&admin).await[2..4], ["none", "unknown"].map(Value::from));
        let many = "DKIM-Signature: v=1; a=rsa-sha256; d=evil.example; s=a; h=from; bh=YQ==; b=YQ==\r\n".repeat(11);
        hand(&app, EVIL, "x@evil.example", &format!("{many}{}", letter("x@evil.example"))).await;
        assert_eq!(found(&admin).await[1..3], ["error", "error"].map(Value::from));
        // By a pipe nobody knows from where it came.
        mail_keep(&app.app, Some(MAILBOX), letter("p@bank.example").into_bytes()).await.unwrap();
        app.settle().await;
        assert_eq!(found(&admin).await, [Value::Null, Value::Null, Value::Null, json!("unknown"), Value::Null]);
    }
}
