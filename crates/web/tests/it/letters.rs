//! How letters are worded, by whoever runs the installation: by program and on the page.

use serde_json::json;
use touchstone_domain::access::Role;
use touchstone_testkit::with_app;

with_app! {
    async fn a_letter_is_worded_previewed_and_set_back(app: &TestApp) {
        let admin = app.member(Role::Administrator).await;
        let path = "/api/v1/letters/receipt/zh-CN";
        let found = admin.client.get(path).send().await.expect(200);
        let built_in = found.json()["built_in"].clone();
        assert!(built_in["text"].as_str().unwrap().contains("{{link}}"), "{built_in}");
        assert_eq!((found.etag(), &found.json()["needed"]), ("\"0\"", &json!(["link"])));
        let wrong = json!({"subject": "收到", "text": "谢谢"});
        let refused = admin.client.put(path).json(&wrong).if_match("\"0\"").send().await.expect_problem(422, "validation_failed");
        assert_eq!((refused["errors"][0]["field"].as_str(), refused["errors"][0]["code"].as_str()), (Some("text"), Some("letter_missing")));
        let own = json!({"subject": "收到 #{{number}}", "text": "**收到了** {{link}} <img src=x>"});
        let shown = admin.client.post(&format!("{path}/preview")).json(&own).send().await.expect(200).json();
        let html = shown["html"].as_str().unwrap();
        assert!(html.contains("<strong>收到了</strong>") && html.contains("<a href=\"https://") && !html.contains("<img"), "{html}");
        admin.client.put(path).json(&own).if_match("\"0\"").send().await.expect(200);
        admin.client.put(path).json(&own).if_match("\"0\"").send().await.expect(412);
        app.client(Role::TeamLead).await.get(path).send().await.expect(404);

        // The same on the page, where nothing that was typed is lost.
        let desk = app.browser(&admin.email).await;
        desk.get("/admin/letters").send().await.expect_page(200, "Own words");
        let here = "/admin/letters/receipt/zh-CN";
        let page = desk.get(here).send().await.expect(200);
        let csrf = page.field("csrf");
        let form = |what: &'static str, text: &'static str| {
            [("csrf", csrf.clone()), ("version", "1".to_owned()), ("do", what.to_owned()), ("subject", "好的".to_owned()), ("text", text.to_owned())]
        };
        let send = async |what, text| {
            let fields = form(what, text);
            let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            desk.post(here).form(&fields).send().await
        };
        let held = send("save", "没有链接，\n只有 {{linc}}").await.expect(422).text();
        assert!(held.contains("Line 2") && held.contains("没有链接"), "{held}");
        let looked = send("look", "进度：{{link}}").await.expect(200).text();
        assert!(looked.contains("letter-preview") && looked.contains("https://service.example/track/"), "{looked}");
        send("test", "进度：{{link}}").await.expect_page(409, "There is no mail server yet");
        send("save", "进度：{{link}}").await.expect(303);
        let versions = admin.client.get(&format!("{path}/versions")).send().await.expect(200).json();
        assert_eq!((versions["items"].as_array().unwrap().len(), versions["items"][0]["wording"]["subject"].as_str()), (2, Some("好的")));
        admin.client.delete(path).if_match("\"2\"").send().await.expect(200);
        let back = admin.client.get(path).send().await.expect(200).json();
        assert_eq!((&back["wording"], &back["built_in"]), (&json!(null), &built_in));
        desk.get(here).send().await.expect_page(200, "The built-in wording is in use");
    }
}
