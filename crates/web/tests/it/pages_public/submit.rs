//! The request form.

use touchstone_domain::access::Role;
use touchstone_testkit::with_app;

use super::{BODY, EMAIL, SUBJECT, code_of, hides, newest, send_in, shows, typed, typed_but};

/// One byte more than a file may have.
const TOO_LARGE: usize = (20 << 20) + 1;

with_app! {
    async fn the_front_page_tells_what_the_standard_promises(app: &TestApp) {
        let page = app.public().get("/").send().await.expect(200).text();
        shows(&page, &["Complaint", "within 24 hours", "within 48 hours", "within 5 minutes", "action=\"/track\""]);
    }

    async fn the_receipt_has_number_code_and_clocks(app: &TestApp) {
        let browser = app.public();
        let sent = send_in(&browser, &typed(), &[("files", "order.txt", b"order 1007")]).await.expect(303);
        let code = code_of(&sent);
        let cookie = sent.header("set-cookie").unwrap();
        assert!(cookie.contains(&format!("Path=/track/{code};")) && cookie.contains("HttpOnly"), "{cookie}");
        let receipt = browser.get(sent.location()).send().await.expect(200).text();
        shows(&receipt, &[&code, SUBJECT, "First response", "l***@example.com", "1 file"]);
        hides(&receipt, &[EMAIL, "13800138000"]);
        let stranger = app.public().get(sent.location()).send().await.expect(200).text();
        shows(&stranger, &[&code, "First response"]);
        hides(&stranger, &[SUBJECT, BODY, "1 file"]);
        let agent = app.client(Role::Agent).await;
        let path = format!("/api/v1/tickets/{}", newest(&agent).await);
        let ticket = agent.get(&path).send().await.expect(200).json();
        assert_eq!(ticket["claimed_urgency"], "high", "a claim, not a judgement");
        assert_eq!((&ticket["urgency"], &ticket["channel"]), (&"normal".into(), &"web".into()));
    }

    async fn a_form_that_comes_back_has_lost_nothing(app: &TestApp) {
        let browser = app.public();
        let fields = typed_but(&[("subject", ""), ("email", "not an address"), ("body", "<b>bold</b>")]);
        let back = send_in(&browser, &fields, &[("files", "order.txt", b"order 1007")]).await.expect(422);
        let page = back.text();
        shows(&page, &["Is not an e-mail address", "Please fill this in", "Everything you typed is still here"]);
        assert_eq!(back.field("email"), "not an address");
        assert_eq!((back.field("name"), back.field("order_no")), ("Li Na".to_owned(), "A-1007".to_owned()));
        assert_eq!(back.field("phone"), "13800138000");
        shows(&page, &["<b>bold</b>", "The money back", "order.txt"]);
        assert!(!page.contains("<b>bold"), "what was typed is text");
        for chosen in [
            "value=\"complaint\" checked", "value=\"high\" checked", "value=\"one_order\" selected",
            "value=\"payment/refund-delay\" selected",
        ] {
            shows(&page, &[chosen]);
        }
        let upload = back.field("attachments");
        let mut again = typed();
        again.push(("attachments", &upload));
        let sent = send_in(&browser, &again, &[]).await.expect(303);
        shows(&browser.get(sent.location()).send().await.expect(200).text(), &["1 file"]);
    }

    async fn a_form_sent_twice_makes_one_request(app: &TestApp) {
        let browser = app.public();
        let key = browser.get("/submit").send().await.expect(200).field("idempotency_key");
        let mut fields = vec![("csrf", ""), ("idempotency_key", key.as_str())];
        fields.extend(typed());
        let files: [(&str, &str, &[u8]); 1] = [("files", "order.txt", b"order 1007")];
        let first = browser.post("/submit").multipart(&fields, &files).send().await.expect(303);
        let second = browser.post("/submit").multipart(&fields, &files).send().await.expect(303);
        assert_eq!(first.location(), second.location());
        let agent = app.client(Role::Agent).await;
        let list = agent.get("/api/v1/tickets").send().await.expect(200).json();
        assert_eq!(list["items"].as_array().unwrap().len(), 1);
        fields.retain(|(name, _)| *name != "subject");
        fields.push(("subject", "Something else"));
        let other = browser.post("/submit").multipart(&fields, &[]).send().await.expect(409);
        shows(&other.text(), &["was sent already with other content", "Something else"]);
        let fresh = other.field("idempotency_key");
        assert_ne!(fresh, key);
        fields.retain(|(name, _)| *name != "idempotency_key");
        fields.push(("idempotency_key", &fresh));
        browser.post("/submit").multipart(&fields, &[]).send().await.expect(303);
    }

    async fn a_file_too_large_is_named_and_the_others_are_kept(app: &TestApp) {
        let browser = app.public();
        let large = vec![7; TOO_LARGE];
        let files: [(&str, &str, &[u8]); 3] =
            [("files", "order.txt", b"order 1007"), ("files", "video.bin", &large), ("files", "empty.txt", b"")];
        let back = send_in(&browser, &typed(), &files).await.expect(422);
        let page = back.text();
        shows(&page, &["“video.bin” is larger than 20 MB", "“empty.txt” is empty", SUBJECT, "order.txt"]);
        assert_eq!(page.matches("name=\"attachments\"").count(), 1);
    }

    async fn the_name_of_a_file_is_only_a_name(app: &TestApp) {
        let browser = app.public();
        let hostile = "..\\..\\<img src=x onerror=alert(1)>\u{202e}gpj.html";
        let sent = send_in(&browser, &typed(), &[("files", hostile, b"<script>alert(1)</script>")]).await.expect(303);
        let page = browser.get(&format!("/track/{}", code_of(&sent))).send().await.expect(200).text();
        assert!(!page.contains("<img src=x") && !page.contains('\u{202e}') && !page.contains(".."), "{page}");
        let href = page.split("class=\"file\" href=\"").nth(1).unwrap().split('"').next().unwrap().replace("&#x2f;", "/");
        let file = browser.get(&href).send().await.expect(200);
        assert!(file.header("content-disposition").unwrap().starts_with("attachment;"));
        assert!(file.header("content-security-policy").unwrap().starts_with("sandbox"), "no origin, no scripts");
        assert_eq!(file.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(file.body, b"<script>alert(1)</script>");
    }

    async fn without_any_contact_the_page_says_what_that_means(app: &TestApp) {
        let browser = app.public();
        let fields = typed_but(&[("email", ""), ("phone", "")]);
        let sent = send_in(&browser, &fields, &[]).await.expect(303);
        shows(&browser.get(sent.location()).send().await.expect(200).text(), &["You left no contact"]);
        let elsewhere = app.public().get(&format!("/track/{}", code_of(&sent))).send().await.expect(200);
        shows(&elsewhere.text(), &["only the progress can be shown"]);
    }
}
