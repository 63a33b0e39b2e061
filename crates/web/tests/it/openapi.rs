//! The description of the API agrees with the table of routes, and its bodies with what is read.

use std::collections::BTreeSet;

use http::{Method, StatusCode};
use serde_json::{Map, Value, json};
use touchstone_store::Store;
use touchstone_testkit::both_engines;
use touchstone_web::routes;

use crate::harness::Desk;

async fn document(desk: &Desk) -> Value {
    let answer = desk.get("/api/v1/openapi.json").send().await;
    assert_eq!(answer.header("content-type"), "application/json");
    answer.expecting(StatusCode::OK)
}

fn operations(document: &Value) -> Vec<(String, Value)> {
    let paths = document["paths"].as_object().unwrap();
    let of = |(path, item): (&String, &Value)| {
        let item = item.as_object().unwrap().clone();
        let path = path.clone();
        item.into_iter()
            .map(move |(method, operation)| (format!("{} {path}", method.to_uppercase()), operation))
    };
    paths.iter().flat_map(of).collect()
}

/// Every `$ref` in a value.
fn references(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            if let Some(Value::String(reference)) = members.get("$ref") {
                found.insert(reference.clone());
            }
            members.values().for_each(|member| references(member, found));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

both_engines! {
    async fn the_document_covers_every_route_and_nothing_else(store: Store) {
        let desk = Desk::open(store).await;
        let document = document(&desk).await;
        assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
        let described: BTreeSet<String> = operations(&document).into_iter().map(|(name, _)| name).collect();
        let api = |route: &touchstone_web::Route| {
            let own = ["/api/v1/openapi.json", "/api/docs"].contains(&route.path.as_str());
            (route.path.starts_with("/api/") && !own).then(|| format!("{} {}", route.method, route.path))
        };
        let table: BTreeSet<String> = routes().iter().filter_map(api).collect();
        assert_eq!(described, table);
    }

    async fn the_document_is_whole(store: Store) {
        let desk = Desk::open(store).await;
        let document = document(&desk).await;
        let mut ids = BTreeSet::new();
        for (name, operation) in operations(&document) {
            assert!(operation["summary"].as_str().is_some_and(|text| !text.is_empty()), "{name} has no summary");
            assert!(ids.insert(operation["operationId"].to_string()), "{name} repeats an operation id");
            let responses = operation["responses"].as_object().unwrap();
            assert!(responses.keys().any(|status| status.starts_with('2')), "{name} tells no success");
            assert!(responses.contains_key("429"), "{name} tells no limit");
        }
        let mut found = BTreeSet::new();
        references(&document, &mut found);
        for reference in found {
            let pointer = reference.strip_prefix('#').unwrap();
            assert!(document.pointer(pointer).is_some(), "{reference} leads nowhere");
        }
    }

    async fn described_fields_are_the_ones_that_are_read(store: Store) {
        let desk = Desk::open(store).await;
        let document = document(&desk).await;
        let schemas = &document["components"]["schemas"];
        let receipt = desk.submit("One", "one@mail.example").await;
        let code = receipt["tracking_code"].as_str().unwrap();
        let track = desk.track_session(code, "one@mail.example").await;
        let list = desk.get("/api/v1/tickets").bearer(&desk.admin).send().await.json();
        let id = list["items"][0]["id"].as_str().unwrap();
        let public = format!("/api/v1/public/track/{code}");
        let cases = [
            (Method::POST, "PublicTicket", "/api/v1/public/tickets".to_owned(), ""),
            (Method::POST, "NewTicket", "/api/v1/tickets".to_owned(), desk.admin.as_str()),
            (Method::PATCH, "TicketChange", format!("/api/v1/tickets/{id}"), &desk.admin),
            (Method::POST, "NewMessage", format!("/api/v1/tickets/{id}/messages"), &desk.admin),
            (Method::POST, "PublicMessage", format!("{public}/messages"), &track),
            (Method::POST, "Objection", format!("{public}/object"), &track),
            (Method::POST, "RatingBody", format!("{public}/rating"), &track),
        ];
        for (method, schema, path, token) in cases {
            let properties = schemas[schema]["properties"].as_object().unwrap();
            // A nested object fits none of the fields but the objects themselves, so all are looked at and refused.
            let strange = |name: &String| (name.clone(), json!({"nobody": {"asked": "for this"}}));
            let mut body: Map<String, Value> = properties.keys().map(strange).collect();
            body.insert("nobody_asked".to_owned(), json!(1));
            let mut ask = desk.ask(method, &path).if_match("\"1\"").json(Value::Object(body));
            if !token.is_empty() {
                ask = ask.bearer(token);
            }
            let unknown: Vec<String> = ask
                .send()
                .await
                .field_errors()
                .into_iter()
                .filter(|(_, code)| code == "unknown_field")
                .map(|(field, _)| field)
                .filter(|field| !field.ends_with(".nobody"))
                .collect();
            assert_eq!(unknown, ["nobody_asked"], "{schema}");
        }
    }

    async fn the_viewer_works_under_the_policy(store: Store) {
        let desk = Desk::open(store).await;
        let page = desk.get("/api/docs").send().await;
        let html = page.text();
        assert!(!html.contains("style=") && !html.contains("<style") && !html.contains("onload"));
        let linked = html.split('"').filter(|part| part.starts_with("/assets/"));
        for address in linked {
            assert_eq!(desk.get(address).send().await.status, StatusCode::OK, "{address}");
        }
    }
}
