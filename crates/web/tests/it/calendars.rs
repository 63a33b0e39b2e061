//! Calendars of working time over HTTP: made, revised, read from a file, refused by field; and what a clock is explained by.

use http::StatusCode;
use serde_json::{Value, json};
use touchstone_store::Store;
use touchstone_testkit::both_engines;

use crate::harness::{Answer, Desk};

const HOURS: &str = "/api/v1/calendars/service-hours";

async fn read(desk: &Desk, path: &str) -> Value {
    desk.get(path)
        .bearer(&desk.admin)
        .send()
        .await
        .expecting(StatusCode::OK)
}

async fn revise(desk: &Desk, based_on: i64, document: &Value) -> Answer {
    let body = json!({"based_on": based_on, "name": "Hours", "document": document, "note": "new office"});
    desk.post(&format!("{HOURS}/versions"))
        .bearer(&desk.admin)
        .json(body)
        .send()
        .await
}

/// The page's form, as a browser sends it.
async fn form(desk: &Desk, fields: &[(&str, &str)], feed: Option<&str>) -> Answer {
    let mut body = String::new();
    for (name, value) in fields {
        body.push_str(&format!(
            "--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        ));
    }
    if let Some(feed) = feed {
        body.push_str(
            "--edge\r\nContent-Disposition: form-data; name=\"feed\"; filename=\"days.ics\"\r\n\r\n",
        );
        body.push_str(feed);
        body.push_str("\r\n");
    }
    body.push_str("--edge--\r\n");
    let ask = desk.post("/admin/calendars/service-hours").bearer(&desk.admin);
    ask.bytes("multipart/form-data; boundary=edge", body).send().await
}

both_engines! {
    async fn a_calendar_changes_by_another_version(store: Store) {
        let desk = Desk::open(store).await;
        let shipped = read(&desk, HOURS).await;
        assert_eq!((&shipped["in_force"], &shipped["versions"][0]["author"]), (&json!(1), &Value::Null));
        let mut document = shipped["versions"][0]["document"].clone();
        document["exceptions"] = json!([{"date": "2026-11-11", "segments": [["00:00", "24:00"]]}]);
        let revised = revise(&desk, 1, &document).await.expecting(StatusCode::OK);
        assert_eq!(revised["in_force"], 2);
        assert_eq!(revised["versions"].as_array().unwrap().len(), 2);
        assert_eq!(revise(&desk, 1, &document).await.refused(412), "version_conflict");
        let days = read(&desk, &format!("{HOURS}/days?year=2026")).await;
        let day = |date: &str| days["items"].as_array().unwrap().iter().find(|day| day["date"] == date).unwrap().clone();
        assert_eq!((&day("2026-11-11")["kind"], &day("2026-11-11")["seconds"]), (&json!("exception"), &json!(86_400)));
        assert_eq!((&day("2026-10-01")["kind"], &day("2026-10-01")["seconds"]), (&json!("holiday"), &json!(0)));
        assert_eq!(day("2026-10-01")["name"].as_str().map(|name| name.is_empty()), Some(false));
        let before = read(&desk, &format!("{HOURS}/days?year=2026&version=1")).await;
        assert!(before["items"].as_array().unwrap().iter().all(|day| day["kind"] != "exception"));
    }

    async fn what_is_wrong_is_told_by_field(store: Store) {
        let desk = Desk::open(store).await;
        let document = json!({"time_zone": "Asia/Tokyo", "week": {"mon": [["09:00", "9 pm"]]}, "holidays": "JP"});
        let refused = revise(&desk, 1, &document).await;
        assert_eq!(refused.field_errors(), [("week.mon".to_owned(), "no_time_of_day".to_owned())]);
        let unknown = json!({"time_zone": "Asia/Tokyo", "week": {"mon": [["09:00", "17:00"]]}, "holidays": "DE"});
        assert_eq!(revise(&desk, 1, &unknown).await.field_errors(), [("holidays".to_owned(), "no_holidays".to_owned())]);
        let typo = json!({"time_zone": "Asia/Tokyo", "weak": {}});
        assert_eq!(revise(&desk, 1, &typo).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }

    async fn days_are_read_from_a_file_into_the_form_and_nothing_typed_is_lost(store: Store) {
        let desk = Desk::open(store).await;
        let typed = [
            ("based_on", "1"), ("name", "Our hours"), ("time_zone", "Asia/Shanghai"), ("mon", "09:00-18:00"),
            ("exceptions", "2099-01-02"), ("note", "half typed"), ("do", "read"),
        ];
        let feed = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\n\
                    SUMMARY:Founding day\r\nDTSTART;VALUE=DATE:20990609\r\nEND:VEVENT\r\nEND:VCALENDAR";
        let page = form(&desk, &typed, Some(feed)).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text());
        let text = page.text();
        assert!(text.contains("2099-01-02\n2099-06-09") && text.contains("half typed"), "{text}");
        assert_eq!(read(&desk, HOURS).await["in_force"], 1, "nothing is kept yet");
        let broken = form(&desk, &typed, Some("no calendar")).await;
        assert_eq!(broken.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(broken.text().contains("half typed") && broken.text().contains("2099-01-02"));
        let wrong = [
            ("based_on", "1"), ("name", "Our hours"), ("time_zone", "Asia/Shanghai"), ("mon", "nine to five"), ("do", "save"),
        ];
        let refused = form(&desk, &wrong, None).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("nine to five"));
        let right = [
            ("based_on", "1"), ("name", "Our hours"), ("time_zone", "Asia/Shanghai"), ("mon", "9:00-17:00"), ("do", "save"),
        ];
        assert_eq!(form(&desk, &right, None).await.status, StatusCode::SEE_OTHER);
        let kept = read(&desk, HOURS).await;
        assert_eq!(kept["versions"][0]["document"]["week"]["mon"], json!([["09:00", "17:00"]]));
    }

    async fn a_clock_says_why_it_is_due(store: Store) {
        let desk = Desk::open(store).await;
        desk.submit("Where is my parcel", "why@example.com").await;
        let found = read(&desk, "/api/v1/tickets").await;
        let id = found["items"][0]["id"].as_str().unwrap().to_owned();
        let clocks = read(&desk, &format!("/api/v1/tickets/{id}/clocks")).await;
        let of = |metric: &str| clocks["items"].as_array().unwrap().iter().find(|clock| clock["metric"] == metric).unwrap().clone();
        let first = of("first_response");
        assert!(first["rule"]["number"].as_u64().unwrap() > 0, "{first}");
        assert_eq!((&first["calendar"], &first["pauses"]), (&Value::Null, &json!([])));
        assert_eq!(of("stage_received")["rule"], Value::Null);
    }
}
