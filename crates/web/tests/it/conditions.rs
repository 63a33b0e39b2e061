//! Conditions at the front door: counted, refused with their place, used by lists, written into a rule of a draft.

use http::StatusCode;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};
use touchstone_domain::standard::Standard;
use touchstone_store::Store;
use touchstone_testkit::both_engines;

use crate::harness::{Answer, Desk};

const COUNT: &str = "/api/v1/conditions/count";

async fn count(desk: &Desk, by: &str, when: Value) -> Answer {
    desk.post(COUNT)
        .bearer(by)
        .json(json!({ "when": when }))
        .send()
        .await
}

/// A draft begun from the version in force.
async fn draft(desk: &Desk, by: &str) -> Value {
    let begun = desk
        .post("/api/v1/standards")
        .bearer(by)
        .json(json!({}))
        .send()
        .await;
    begun.expecting(StatusCode::CREATED)
}

fn form(pairs: &[(&str, &str)]) -> String {
    let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let pairs: Vec<_> = pairs
        .iter()
        .map(|(name, value)| format!("{}={}", encoded(name), encoded(value)))
        .collect();
    pairs.join("&")
}

both_engines! {
    async fn matches_are_counted_and_listed(store: Store) {
        let desk = Desk::open(store).await;
        for subject in ["one", "two", "three"] {
            desk.submit(subject, "li@mail.example").await;
        }
        let all = count(&desk, &desk.admin, json!({"all": []})).await.expecting(StatusCode::OK);
        assert_eq!(all, json!({"count": 3, "exact": true, "timed_out": false}));
        let complaints = json!({"all": [{"kind": "complaint"}, {"not": {"stage": "archived"}}]});
        let some = count(&desk, &desk.admin, complaints.clone()).await.expecting(StatusCode::OK);
        let path = format!("/api/v1/tickets?{}", form(&[("when", &complaints.to_string())]));
        let list = desk.get(&path).bearer(&desk.admin).send().await.expecting(StatusCode::OK);
        assert_eq!(Some(list["items"].as_array().unwrap().len() as u64), some["count"].as_u64());
        let none = count(&desk, &desk.admin, json!({"tag": "nobody"})).await.expecting(StatusCode::OK);
        assert_eq!(none["count"], 0);
        let lost = format!("/api/v1/tickets?{}", form(&[("when", "{\"kind\":\"mood\"}")]));
        desk.get(&lost).bearer(&desk.admin).send().await.expecting(StatusCode::UNPROCESSABLE_ENTITY);
        let page = format!("/desk?{}", form(&[("when", &complaints.to_string())]));
        let page = desk.get(&page).bearer(&desk.admin).send().await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.text().contains("name=\"when\""), "the filter stays when another is added");
    }

    async fn what_is_wrong_with_a_condition_is_told_with_its_place(store: Store) {
        let desk = Desk::open(store).await;
        for (when, field, code) in [
            (json!({"any": [{"kind": "complaint"}, {"mood": "bad"}]}), "when.any[1].mood", "condition_fact"),
            (json!({"urgency": {"at_least": "soon"}}), "when.urgency.at_least", "condition_value"),
            (json!({"kind": {"at_least": "complaint"}}), "when.kind.at_least", "condition_operator"),
            (json!([]), "when", "condition_shape"),
            (json!({"any": []}), "when.any", "condition_empty"),
        ] {
            let refused = count(&desk, &desk.admin, when).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert_eq!(refused.field_errors(), [(field.to_owned(), code.to_owned())]);
        }
        let deep = (0..40).fold(json!({"kind": "complaint"}), |inner, _| json!({"not": inner}));
        assert!(count(&desk, &desk.admin, deep).await.status.is_client_error());
    }

    async fn a_rule_s_condition_is_written_with_fields_into_the_draft(store: Store) {
        let desk = Desk::open(store).await;
        let (_, one) = desk.user("quality_manager", "Quality One", &[]).await;
        let draft = draft(&desk, &one).await;
        let id = draft["id"].as_str().unwrap();
        let version = draft["version"].to_string();
        let path = format!("/quality/standards/{id}/rules/sla-3");
        let edit = desk.get(&format!("/quality/standards/{id}/edit")).bearer(&one).send().await;
        assert!(edit.text().contains(&path));
        let page = desk.get(&path).bearer(&one).send().await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.text().contains("name=\"fact_r-0\"") && page.text().contains("value=\"complaint\" checked"));
        let kept = [("version", version.as_str()), ("mode_r", "all"), ("fact_r-0", "kind"), ("operator_r-0", "one_of"), ("value_r-0", "complaint")];
        let send = async |more: &[(&str, &str)]| {
            let pairs = [&kept[..], more].concat();
            desk.post(&path).bearer(&one).form(&form(&pairs)).send().await
        };
        let added = send(&[("do", "add:r")]).await;
        assert_eq!(added.status, StatusCode::OK);
        assert!(added.text().contains("name=\"fact_r-1\""), "the new condition stands in the form");
        let unfinished = [("fact_r-1", "urgency"), ("operator_r-1", "at_least"), ("do", "save")];
        let refused = send(&unfinished).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("href=\"#f-r-1\""), "what is missing is linked");
        let whole = [("fact_r-1", "urgency"), ("operator_r-1", "at_least"), ("value_r-1", "high")];
        let looked = send(&[&whole[..], &[("do", "look")]].concat()).await;
        assert!(looked.text().contains("/desk?when="), "the matches are linked");
        let saved = send(&[&whole[..], &[("do", "save")]].concat()).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER);
        let read = desk.get(&format!("/api/v1/standards/{id}")).bearer(&one).send().await.json();
        let line = "when = { all = [{ kind = \"complaint\" }, { urgency = { at_least = \"high\" } }] }";
        let wanted = Standard::DEFAULT_PACK.replacen("[[clock]]\napplies = { kind = \"complaint\" }", &format!("[[clock]]\n{line}"), 1);
        assert_eq!(read["pack"].as_str(), Some(wanted.as_str()), "nothing else of the text has changed");
        let stale = send(&[&whole[..], &[("do", "save")]].concat()).await;
        assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED, "somebody else has written meanwhile");
        for gone in ["sla-99", "stage-1", "sla-0", "nonsense"] {
            let path = format!("/quality/standards/{id}/rules/{gone}");
            assert_eq!(desk.get(&path).bearer(&one).send().await.status, StatusCode::NOT_FOUND, "{gone}");
        }
    }
}

both_engines! {
    async fn facts_are_corrected_through_the_form_and_the_results_are_shown(store: Store) {
        let desk = Desk::open(store).await;
        for subject in ["one", "two"] {
            desk.submit(subject, "li@mail.example").await;
        }
        let (_, one) = desk.user("quality_manager", "Quality One", &[]).await;
        let new = "/quality/corrections/new";
        assert_eq!(desk.get(new).bearer(&one).send().await.status, StatusCode::OK);
        let typed = [("mode_r", "all"), ("fact_r-0", "urgency"), ("operator_r-0", "none_of"), ("value_r-0", "urgent")];
        let send = async |more: &[(&str, &str)]| {
            let pairs = [&typed[..], more].concat();
            desk.post(new).bearer(&one).form(&form(&pairs)).send().await
        };
        let refused = send(&[("do", "save"), ("reason", "A recall.")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("href=\"#f-change\""), "nothing is to be changed");
        let looked = send(&[("do", "look")]).await;
        assert_eq!(looked.status, StatusCode::OK);
        let begun = send(&[("do", "save"), ("change_urgency", "urgent"), ("reason", "A recall.")]).await;
        assert_eq!(begun.status, StatusCode::SEE_OTHER);
        let list = desk.get("/api/v1/corrections").bearer(&one).send().await.expecting(StatusCode::OK);
        let id = list["items"][0]["id"].as_str().unwrap().to_owned();
        assert_eq!((list["items"][0]["total"].as_u64(), list["items"][0]["state"].as_str()), (Some(2), Some("under_way")));
        while touchstone_app::correction::correction_step(&desk.app).await.unwrap() {}
        let done = desk.get(&format!("/api/v1/corrections/{id}")).bearer(&one).send().await.expecting(StatusCode::OK);
        assert_eq!((done["state"].as_str(), done["changed"].as_u64()), (Some("done"), Some(2)));
        let path = format!("/api/v1/corrections/{id}/tickets?limit=1");
        let results = desk.get(&path).bearer(&one).send().await.expecting(StatusCode::OK);
        assert_eq!(results["items"][0]["outcome"], "changed");
        assert!(results["next_cursor"].is_string());
        let page = desk.get(&format!("/quality/corrections/{id}")).bearer(&one).send().await;
        assert!(page.text().contains("A recall."));
        let ended = desk.post(&format!("/api/v1/corrections/{id}/actions/cancel")).bearer(&one).json(json!({})).send().await;
        assert_eq!(ended.expecting(StatusCode::CONFLICT)["code"], "correction_ended");
    }
}
