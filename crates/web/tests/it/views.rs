//! Saved lists, from the desk: what is filtered is saved, stands in the side bar, and shows what it was told to.

use serde_json::{Value, json};
use touchstone_domain::access::Role;
use touchstone_testkit::app::Client;
use touchstone_testkit::with_app;

pub(crate) async fn ticket(client: &Client, subject: &str, kind: &str) -> Value {
    let request = json!({
        "subject": subject, "body": "In pieces.", "channel": "phone", "category": "logistics/damage", "kind": kind,
        "requester": {"name": "Wang Wei", "phone": "13900139000"}, "tags": ["fragile"],
    });
    client
        .post("/api/v1/tickets")
        .json(&request)
        .send()
        .await
        .expect(201)
        .json()
}

with_app! {
    async fn what_is_filtered_is_saved_and_found_again(app: &TestApp) {
        let lead = app.member(Role::TeamLead).await;
        ticket(&lead.client, "Broken jug", "complaint").await;
        ticket(&lead.client, "Where is my order", "general").await;
        let desk = app.browser(&lead.email).await;
        let page = desk.get("/desk/views/new?queue=unassigned&kind=complaint&sort=-created").send().await.expect(200);
        assert!(page.text().contains("value_r-0"), "the filter is a condition with fields");
        let csrf = page.field("csrf");
        let team = lead.team.to_string();
        let fields = [
            ("csrf", csrf.as_str()), ("version", "0"), ("share", "team"), ("team", team.as_str()), ("status", "new"),
            ("status", "open"), ("assignee", "none"), ("in_team", ""), ("sort", "-created"), ("columns", "tags"),
            ("columns", "clock"), ("mode_r", "all"), ("fact_r-0", "kind"), ("operator_r-0", "one_of"), ("value_r-0", "complaint"),
        ];
        let nameless = [fields.as_slice(), &[("do", "save"), ("name", "")]].concat();
        let refused = desk.post("/desk/views/new").form(&nameless).send().await.expect(422).text();
        assert!(refused.contains("value_r-0") && refused.contains("checked"), "what was chosen is kept");
        let looked = [fields.as_slice(), &[("do", "look"), ("name", "Complaints nobody has")]].concat();
        let looked = desk.post("/desk/views/new").form(&looked).send().await.expect(200).text();
        assert!(looked.contains("condition-matches"));
        let whole = [fields.as_slice(), &[("do", "save"), ("name", "Complaints nobody has")]].concat();
        let saved = desk.post("/desk/views/new").form(&whole).send().await.expect(303);
        let list = saved.location().to_owned();
        let shown = desk.get(&list).send().await.expect(200).text();
        assert!(shown.contains("Broken jug") && !shown.contains("Where is my order"));
        assert!(shown.contains("fragile"), "the column that was asked for");
        assert!(!shown.contains("<span>Wang Wei</span>"), "and none that was not");

        // A colleague of the team has it, cannot change it, and orders it as they like.
        let colleague = app.member(Role::Agent).await;
        let theirs = app.browser(&colleague.email).await;
        assert!(theirs.get("/desk").send().await.expect(200).text().contains("Complaints nobody has"));
        let views = colleague.client.get("/api/v1/views").send().await.expect(200).json();
        let view = &views["items"][0];
        assert_eq!((view["count"].as_i64(), view["may_change"].as_bool()), (Some(1), Some(false)));
        let path = format!("/api/v1/views/{}", view["id"].as_str().unwrap());
        let tag = format!("\"{}\"", view["version"]);
        colleague.client.put(&path).json(&json!({"name": "Mine"})).if_match(&tag).send().await.expect(403);
        let order = json!({"views": [view["id"]]});
        colleague.client.post("/api/v1/views/order").json(&order).send().await.expect(200);
        let manage = desk.get("/desk/views").send().await.expect(200);
        let version = manage.field("version");
        let gone = [("csrf", csrf.as_str()), ("version", version.as_str())];
        let remove = format!("/desk/views/{}/remove", view["id"].as_str().unwrap());
        desk.post(&remove).form(&gone).send().await.expect(303);
        assert_eq!(colleague.client.get("/api/v1/views").send().await.expect(200).json()["items"], json!([]));
    }

    async fn a_list_has_headings_where_its_order_enters_another_stretch(app: &TestApp) {
        let lead = app.member(Role::TeamLead).await;
        for subject in ["Broken jug", "Broken cup"] {
            ticket(&lead.client, subject, "complaint").await;
        }
        let desk = app.browser(&lead.email).await;
        let bare = desk.get("/desk?queue=unassigned&sort=-created").send().await.expect(200).text();
        assert_eq!(bare.matches("ticket-group").count(), 0);
        let page = desk.get("/desk?queue=unassigned&sort=-created&group=on").send().await.expect(200).text();
        assert_eq!(page.matches("class=\"ticket-group\"").count(), 1, "both came within the hour");
        let view = json!({"name": "Mine", "filter": {"status": ["new"]}, "sort": "-priority", "grouped": true});
        let view = lead.client.post("/api/v1/views").json(&view).send().await.expect(201).json();
        assert_eq!(view["grouped"], json!(true));
        let id = view["id"].as_str().unwrap();
        let saved = desk.get(&format!("/desk?queue=view:{id}")).send().await.expect(200).text();
        assert_eq!(saved.matches("class=\"ticket-group\"").count(), 1);
        assert!(saved.contains("<option value=\"-priority\" selected>"), "the order it has, not the usual one");
        let off = desk.get(&format!("/desk?queue=view:{id}&group=off")).send().await.expect(200).text();
        assert!(!off.contains("class=\"ticket-group\""));
        let form = desk.get(&format!("/desk/views/{id}")).send().await.expect(200).text();
        assert!(form.contains("name=\"grouped\" checked"));
    }

    async fn the_list_of_every_ticket_holds_what_is_done_too_and_goes_on_as_it_began(app: &TestApp) {
        let lead = app.member(Role::TeamLead).await;
        let first = ticket(&lead.client, "Broken jug", "complaint").await;
        let over = format!("/api/v1/tickets/{}/actions/close", first["id"].as_str().unwrap());
        lead.client.post(&over).json(&json!({"reason": "over"})).send().await.expect(200);
        for n in 0..50 {
            ticket(&lead.client, &format!("Broken cup {n}"), "complaint").await;
        }
        let desk = app.browser(&lead.email).await;
        let anything = "%7B%22all%22%3A%5B%5D%7D";
        for list in [format!("/desk?when={anything}&sort=-created"), "/desk?queue=every&sort=-created".to_owned()] {
            let page = desk.get(&list).send().await.expect(200).text();
            assert_eq!(page.matches("class=\"ticket-row").count(), 50, "{page}");
            let next = page.split("href=\"").find(|rest| rest.contains("cursor=")).unwrap();
            let next = next.split_once('"').unwrap().0.replace("&amp;", "&");
            let rest = desk.get(&next).send().await.expect(200).text();
            assert!(rest.contains("Broken jug") && rest.contains("<h1 id=\"queue-name\">Every ticket"), "{rest}");
        }
    }
}
