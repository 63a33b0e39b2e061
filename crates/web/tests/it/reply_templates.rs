//! Templates of replies, from the desk: written, shared, put into a reply without scripts, and never sent with a gap.

use serde_json::json;
use touchstone_domain::access::Role;
use touchstone_testkit::with_app;

use crate::views::ticket;

with_app! {
    async fn a_template_is_written_previewed_and_put_into_a_reply(app: &TestApp) {
        let lead = app.member(Role::TeamLead).await;
        let desk = app.browser(&lead.email).await;
        let page = desk.get("/desk/templates/new").send().await.expect(200);
        let csrf = page.field("csrf");
        let team = lead.team.to_string();
        let fields = [
            ("csrf", csrf.as_str()), ("version", "0"), ("name", "退款已提交"), ("code", "tk"), ("category", "退款"),
            ("share", "team"), ("team", team.as_str()), ("texts.en", ""), ("texts.ja", ""), ("texts.ko", ""),
        ];
        let wrong = [fields.as_slice(), &[("do", "save"), ("texts.zh-CN", "您好\n订单 {{order.numbr}}")]].concat();
        let refused = desk.post("/desk/templates/new").form(&wrong).send().await.expect(422).text();
        assert!(refused.contains("Line 2") && refused.contains("order.numbr"), "{refused}");
        assert!(refused.contains("退款已提交"), "what was typed is kept");
        let text = ("texts.zh-CN", "您好，订单 {{order.number}} 的**退款**已提交。<script>1</script>\n{{agent.name}}");
        let looked = [fields.as_slice(), &[("do", "look"), text]].concat();
        let looked = desk.post("/desk/templates/new").form(&looked).send().await.expect(200).text();
        assert!(looked.contains("订单 20260301-7781 的<strong>退款</strong>已提交。") && !looked.contains("<script>1"), "{looked}");
        let whole = [fields.as_slice(), &[("do", "save"), text]].concat();
        desk.post("/desk/templates/new").form(&whole).send().await.expect(303);
        desk.get("/desk/templates?q=%2Ftk").send().await.expect_page(200, "退款已提交");

        // A colleague of the team has it; it goes behind what was typed, and the gap is told.
        let agent = app.member(Role::Agent).await;
        ticket(&agent.client, "Broken jug", "complaint").await;
        let list = agent.client.get("/api/v1/tickets").send().await.expect(200).json();
        let id = list["items"][0]["id"].as_str().unwrap().to_owned();
        let theirs = app.browser(&agent.email).await;
        let here = format!("/desk/tickets/{id}");
        let page = theirs.get(&here).send().await.expect(200);
        assert!(page.text().contains("data-template-insert") && page.text().contains("退款已提交 /tk"));
        let csrf = page.field("csrf");
        let found = agent.client.get("/api/v1/reply-templates?q=tk").send().await.expect(200).json();
        let template = found["items"][0]["id"].as_str().unwrap().to_owned();
        assert_eq!((found["items"][0]["may_change"].as_bool(), found["items"][0]["uses"].as_i64()), (Some(false), Some(0)));
        let typed = [
            ("csrf", csrf.as_str()), ("visibility", "public"), ("based_on", "1"), ("format", "markdown"),
            ("body", "我写到一半"), ("template", template.as_str()),
        ];
        let insert = format!("{here}/template");
        let filled = theirs.post(&insert).multipart(&typed, &[("files", "photo.txt", b"evidence")]).send().await.expect(200).text();
        assert!(filled.contains("我写到一半\n\n您好，订单 {{order.number}} 的"), "{filled}");
        assert!(filled.contains("photo.txt") && filled.contains("still to fill in: order.number"), "{filled}");
        let unsaid = agent.client.get(&format!("/api/v1/tickets/{id}/messages")).send().await.expect(200).json();
        assert_eq!(unsaid["items"].as_array().unwrap().len(), 1, "only what the requester wrote");
        let body = "订单 {{order.number}} 的退款已提交。";
        let gap = [("csrf", csrf.as_str()), ("visibility", "public"), ("based_on", "1"), ("format", "markdown"), ("body", body)];
        let held = theirs.post(&format!("{here}/messages")).multipart(&gap, &[]).send().await.expect(422).text();
        assert!(held.contains("Fill in {{order.number}} before") && held.contains(body), "{held}");
        // The choice of a template stands in the form of the reply, and is no part of it.
        let whole = [("csrf", csrf.as_str()), ("visibility", "public"), ("based_on", "1"), ("format", "markdown"),
            ("body", "订单 4711 的退款已提交。"), ("template", template.as_str())];
        theirs.post(&format!("{here}/messages")).multipart(&whole, &[]).send().await.expect(303);

        // The same by program.
        let path = format!("/api/v1/reply-templates/{template}");
        let rendered = agent.client.post(&format!("{path}/render")).json(&json!({"ticket": id})).send().await.expect(200).json();
        assert_eq!(rendered["missing"], json!(["order.number"]));
        let whole = agent.client.get(&path).send().await.expect(200);
        assert_eq!((whole.json()["uses"].as_i64(), whole.etag().to_owned()), (Some(2), "\"1\"".to_owned()));
        agent.client.put(&path).json(&json!({"name": "Mine", "texts": {"en": "x"}})).if_match("\"1\"").send().await.expect(403);
        let body = json!({"name": "改过的", "share": "team", "team": team, "texts": {"zh-CN": "您好"}});
        lead.client.put(&path).json(&body).if_match("\"1\"").send().await.expect(200);
        let was = lead.client.get(&format!("{path}/versions")).send().await.expect(200).json();
        assert_eq!((was["items"][0]["name"].as_str(), was["items"][1]["version"].as_i64()), (Some("改过的"), Some(1)));
        lead.client.delete(&path).if_match("\"2\"").send().await.expect(200);
        let left = agent.client.get("/api/v1/reply-templates").send().await.expect(200).json();
        assert_eq!(left["items"], json!([]));
        agent.client.post(&format!("{path}/render")).json(&json!({"ticket": id})).send().await.expect_problem(409, "template_archived");
        lead.client.post(&format!("{path}/restore")).send().await.expect(200);
        desk.get("/desk/templates").send().await.expect_page(200, "改过的");
    }
}
