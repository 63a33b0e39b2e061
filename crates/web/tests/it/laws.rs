//! The register of laws: what a clause derives from, and what an amendment asks of whom.

use http::{Method, StatusCode};
use serde_json::{Value, json};
use touchstone_store::Store;
use touchstone_testkit::both_engines;

use crate::harness::{Answer, Desk};

const LAW: &str = "/api/v1/laws/cn-pipl";

async fn read(desk: &Desk, path: &str) -> Value {
    desk.get(path)
        .bearer(&desk.admin)
        .send()
        .await
        .expecting(StatusCode::OK)
}

async fn amend(desk: &Desk, law: &Value, version: i64) -> Answer {
    let body = json!({"law": law, "dated": "2026-11-01", "note": "Article 24 is new."});
    let put = desk
        .ask(Method::PUT, LAW)
        .bearer(&desk.admin)
        .if_match(&format!("\"{version}\""));
    put.json(body).send().await
}

both_engines! {
    async fn an_amendment_flags_each_clause_until_somebody_has_looked_at_it(store: Store) {
        let desk = Desk::open(store).await;
        let list = read(&desk, "/api/v1/laws").await;
        let laws = list["items"].as_array().unwrap();
        assert!(laws.len() >= 20 && laws.iter().all(|law| law["flagged"] == json!([])));
        let before = read(&desk, LAW).await;
        let cited: Vec<&str> = before["cited_by"].as_array().unwrap().iter().map(|c| c.as_str().unwrap()).collect();
        assert!(cited.contains(&"privacy-requests") && cited.len() > 2, "{cited:?}");
        let mut law = before["law"].clone();
        law["amended"] = json!("2026-11-01");
        let after = amend(&desk, &law, 1).await.expecting(StatusCode::OK);
        assert_eq!(after["law"]["amended"], "2026-11-01");
        assert_eq!(after["changes"][0]["note"], "Article 24 is new.");
        assert_eq!(after["flags"].as_array().unwrap().len(), cited.len());
        assert_eq!(amend(&desk, &law, 1).await.status, StatusCode::PRECONDITION_FAILED);

        let reviewed = format!("{LAW}/clauses/privacy-requests/reviewed");
        let look = |note: &str| desk.post(&reviewed).bearer(&desk.admin).json(json!({"note": note}));
        assert_eq!(look(" ").send().await.status, StatusCode::UNPROCESSABLE_ENTITY);
        look("Fits.").send().await.expecting(StatusCode::OK);
        assert_eq!(look("Again.").send().await.status, StatusCode::NOT_FOUND, "it waits no more");
        let list = read(&desk, "/api/v1/laws").await;
        let line = list["items"].as_array().unwrap().iter().find(|line| line["law"]["id"] == "cn-pipl").unwrap();
        assert_eq!(line["flagged"].as_array().unwrap().len(), cited.len() - 1);
        amend(&desk, &law, 2).await.expecting(StatusCode::OK);
        let again = read(&desk, LAW).await;
        let open = again["flags"].as_array().unwrap().iter().filter(|flag| flag["settled_at"].is_null()).count();
        assert_eq!(open, cited.len(), "the next amendment asks anew");
        let page = desk.get("/quality/laws/cn-pipl").bearer(&desk.admin).send().await;
        assert!(page.text().contains("Article 24 is new."), "{}", page.text());
    }

    async fn an_entry_is_added_once_and_never_without_a_title(store: Store) {
        let desk = Desk::open(store).await;
        let entry = json!({
            "id": "house-returns", "kind": "policy", "jurisdiction": "house", "title": {"en": "Returns policy"},
            "issuer": {"en": "The house"}, "status": "in_force",
        });
        let add = |entry: Value| desk.post("/api/v1/laws").bearer(&desk.admin).json(entry);
        add(entry.clone()).send().await.expecting(StatusCode::CREATED);
        assert_eq!(add(entry.clone()).send().await.field_errors(), [("id".to_owned(), "taken".to_owned())]);
        let untitled = json!({"title": {}});
        let mut other = entry;
        other["id"] = json!("house-other");
        other["title"] = untitled["title"].clone();
        assert_eq!(add(other).send().await.field_errors(), [("title".to_owned(), "law_entry".to_owned())]);
        let form = "law_id=house-two&law_kind=policy&jurisdiction=house&law_status=in_force&title_en=Two&issuer_en=We&source=ftp%3A%2F%2Fx";
        let page = desk.post("/quality/laws").bearer(&desk.admin).form(form).send().await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.text().contains("value=\"Two\""), "what was typed stands in the form");
    }
}
