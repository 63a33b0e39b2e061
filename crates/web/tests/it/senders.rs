//! Whether a sender is who they say they are: what the mail server in front found out, beside the message and in the list of
//! mail.

use serde_json::{Value, json};
use touchstone_app::mail::mail_keep;
use touchstone_domain::access::Role;
use touchstone_testkit::app::{Client, TestApp};
use touchstone_testkit::with_app;

async fn keep(app: &TestApp, from: &str, checks: &str) {
    let raw = format!(
        "{checks}Received: from client.example by mx.shop.example\r\nFrom: {from}\r\nTo: care@shop.example\r\n\
         Subject: {from}\r\n\r\nWhere is it?\r\n"
    );
    mail_keep(&app.app, None, raw.into_bytes()).await.unwrap();
    app.settle().await;
}

async fn newest(by: &Client) -> Value {
    let page = by.get("/api/v1/mail").send().await.expect(200).json();
    page["items"][0].clone()
}

with_app! {
    async fn what_the_mail_server_found_out_stands_beside_the_message(app: &TestApp) {
        let (admin, lead) = (app.client(Role::Administrator).await, app.client(Role::TeamLead).await);
        let passed = "Authentication-Results: mx.shop.example; spf=pass smtp.mailfrom=mail.example;\r\n dkim=pass header.d=mail.example; dmarc=pass\r\n";
        keep(app, "zhang.san@mail.example", passed).await;
        let mail = newest(&admin).await;
        assert_eq!((&mail["sender"], &mail["spf"], &mail["dkim"], &mail["dmarc"]),
            (&json!("verified"), &json!("pass"), &json!("pass"), &json!("pass")));
        assert_eq!(app.letters().await.len(), 1, "acknowledged");
        let ticket = mail["ticket"].as_str().unwrap();
        let senders = lead.get(&format!("/api/v1/tickets/{ticket}/senders")).send().await.expect(200).json();
        assert_eq!((&senders["items"][0]["sender"], &senders["items"][0]["other_sender"]), (&json!("verified"), &json!(false)));
        lead.get(&format!("/desk/tickets/{ticket}")).send().await.expect_page(200, "icon");
        let page = lead.get(&format!("/desk/tickets/{ticket}")).send().await.expect(200).text();
        assert!(page.contains("发件人已核验") || page.contains("Sender verified"), "{page}");
        let id = mail["id"].as_str().unwrap();
        admin.get(&format!("/admin/mail-in/{id}")).send().await.expect_page(200, "DMARC");
    }
}

with_app! {
    async fn a_forged_sender_is_marked_and_hears_nothing(app: &TestApp) {
        let admin = app.client(Role::Administrator).await;
        let failed = "Authentication-Results: mx.shop.example; dmarc=fail header.from=bank.example\r\n";
        keep(app, "victim@bank.example", failed).await;
        let mail = newest(&admin).await;
        assert_eq!((&mail["state"], &mail["sender"], &mail["dmarc"]), (&json!("done"), &json!("failed"), &json!("fail")));
        assert!(app.letters().await.is_empty(), "whoever was impersonated hears nothing");
        let ticket = mail["ticket"].as_str().unwrap();
        let page = admin.get(&format!("/desk/tickets/{ticket}")).send().await.expect(200).text();
        assert!(page.contains("发件域名否认此邮件") || page.contains("domain denies"), "{page}");
    }
}

with_app! {
    async fn a_sender_cannot_vouch_for_themself(app: &TestApp) {
        let admin = app.client(Role::Administrator).await;
        // In the name of another server, and in the name of the trusted one below its own hop.
        keep(app, "one@mail.example", "Authentication-Results: elsewhere.example; dmarc=pass\r\n").await;
        assert_eq!(newest(&admin).await["sender"], "unknown");
        let below = "Authentication-Results: mx.shop.example; dmarc=fail\r\nReceived: from evil by mx.shop.example\r\n\
            Authentication-Results: mx.shop.example; dmarc=pass\r\n";
        keep(app, "two@mail.example", below).await;
        assert_eq!(newest(&admin).await["sender"], "failed");
        keep(app, "three@mail.example", "").await;
        let mail = newest(&admin).await;
        assert_eq!((&mail["sender"], &mail["dmarc"]), (&json!("unknown"), &Value::Null));
    }
}
