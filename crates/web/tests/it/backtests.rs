//! A backtest through API and pages: begun, watched, read, its list walked and taken away, stopped and removed.

use http::StatusCode;
use serde_json::json;
use touchstone_app::backtest::backtest_step;
use touchstone_domain::standard::Standard;
use touchstone_domain::time::Span;
use touchstone_store::Store;
use touchstone_testkit::both_engines;

use crate::harness::Desk;

/// The shipped text with two minutes for every first answer, without the figures beside it.
fn two_minutes() -> String {
    let line = |line: &str| match line {
        _ if line.starts_with("first_response_") => String::new(),
        _ if line.starts_with("first_response =") => "first_response = \"PT2M\"\n".to_owned(),
        other => format!("{other}\n"),
    };
    Standard::DEFAULT_PACK.lines().map(line).collect()
}

/// A draft in which everybody is answered in two minutes.
async fn draft(desk: &Desk, by: &str) -> String {
    let begun = desk
        .post("/api/v1/standards")
        .bearer(by)
        .json(json!({}))
        .send()
        .await;
    let begun = begun.expecting(StatusCode::CREATED);
    let id = begun["id"].as_str().unwrap().to_owned();
    let text = two_minutes();
    desk.ask(http::Method::PUT, &format!("/api/v1/standards/{id}"))
        .bearer(by)
        .if_match("\"1\"")
        .json(json!({"pack": text}))
        .send()
        .await
        .expecting(StatusCode::OK);
    id
}

/// A request that nobody answered for ten minutes, which breaks two minutes and not fifteen.
async fn waited(desk: &Desk) -> String {
    let receipt = desk.submit("退款十天仍未到账", "li@example.cn").await;
    desk.advance(Span::minutes(10));
    receipt["number"].to_string()
}

both_engines! {
    async fn a_draft_is_replayed_over_the_api(store: Store) {
        let desk = Desk::open(store).await;
        let (_, quality) = desk.user("quality_manager", "Quality One", &[]).await;
        let (_, agent) = desk.user("agent", "Agent", &[]).await;
        let number = waited(&desk).await;
        let id = draft(&desk, &quality).await;
        let path = format!("/api/v1/standards/{id}/backtests");
        let wrong = desk.post(&path).bearer(&quality)
            .json(json!({"from": "2026-07-01T00:00:00Z", "to": "2026-06-01T00:00:00Z"})).send().await;
        assert!(wrong.field_errors().contains(&("to".into(), "before_from".into())), "{}", wrong.text());
        let period = json!({"from": "2026-01-01T00:00:00Z", "to": "2036-01-01T00:00:00Z"});
        let long = desk.post(&path).bearer(&quality).json(period).send().await;
        assert_eq!(long.field_errors(), [("to".into(), "period_too_long".into())]);
        let period = json!({"from": "2024-01-01T00:00:00Z", "to": "2028-01-01T00:00:00Z"});
        let refused = desk.post(&path).bearer(&agent).json(period.clone()).send().await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        let begun = desk.post(&path).bearer(&quality).json(period).send().await;
        let one = begun.header("location").to_owned();
        let begun = begun.expecting(StatusCode::CREATED);
        assert_eq!((begun["state"].as_str(), begun["percent"].as_u64()), (Some("running"), Some(0)));
        while backtest_step(&desk.app).await.unwrap() {}
        let done = desk.get(&one).bearer(&quality).send().await;
        let version = done.header("etag").to_owned();
        let done = done.expecting(StatusCode::OK);
        assert_eq!((done["state"].as_str(), done["percent"].as_u64()), (Some("completed"), Some(100)));
        assert_eq!(done["tickets"]["newly_late"], 1, "{done}");
        let first = done["metrics"].as_array().unwrap().iter().find(|line| line["metric"] == "first_response").unwrap();
        assert_eq!((&first["before"]["late"], &first["after"]["late"]), (&json!(0), &json!(1)));
        assert_eq!(first["after"]["overrun"], "PT8M");
        assert_eq!(done["hours"].as_array().unwrap().len(), 24);
        let target = done["targets"].as_array().unwrap();
        assert!(target.iter().any(|line| line["kpi"] == "complaints-resolved-within-48h" && line["after"]["at_least"] == 0.8));
        let changes = desk.get(&format!("{one}/changes?change=newly_late")).bearer(&quality).send().await;
        let changes = changes.expecting(StatusCode::OK);
        assert_eq!(changes["items"][0]["number"].to_string(), number);
        let none = desk.get(&format!("{one}/changes?change=no_longer_late")).bearer(&quality).send().await;
        assert_eq!(none.expecting(StatusCode::OK)["items"], json!([]));
        let file = desk.get(&format!("{one}/export?change=newly_late&format=csv")).bearer(&quality).send().await;
        assert!(file.text().contains(&number), "{}", file.text());
        let list = desk.get(&path).bearer(&quality).send().await.expecting(StatusCode::OK);
        assert_eq!(list["items"][0]["id"], done["id"]);
        let gone = desk.ask(http::Method::DELETE, &one).bearer(&quality).if_match(&version).send().await;
        assert_eq!(gone.status, StatusCode::NO_CONTENT);
        while backtest_step(&desk.app).await.unwrap() {}
        assert_eq!(desk.get(&one).bearer(&quality).send().await.status, StatusCode::NOT_FOUND);
    }

    async fn pages_begin_it_show_it_and_end_it(store: Store) {
        let desk = Desk::open(store).await;
        let (_, quality) = desk.user("quality_manager", "Quality One", &[]).await;
        let number = waited(&desk).await;
        let id = draft(&desk, &quality).await;
        let look = |path: String| desk.get(&path).bearer(&quality).send();
        let page = look(format!("/quality/standards/{id}")).await.text();
        assert!(page.contains(&format!("/quality/standards/{id}/backtests")), "a way to the backtests");
        let form = look(format!("/quality/standards/{id}/backtests")).await.text();
        assert!(form.contains("name=\"from\"") && form.contains("No backtest yet"), "{form}");
        let post = |path: String, body: &'static str| desk.post(&path).bearer(&quality).form(body).send();
        let wrong = post(format!("/quality/standards/{id}/backtests"), "from=2026-05-01&to=").await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text().contains("value=\"2026-05-01\""), "what was typed is kept");
        let begun = post(format!("/quality/standards/{id}/backtests"), "from=2024-01-01&to=2027-12-31").await;
        assert_eq!(begun.status, StatusCode::SEE_OTHER);
        let one = begun.header("location").split('?').next().unwrap().to_owned();
        let running = look(one.clone()).await.text();
        assert!(running.contains("hx-trigger=\"every 2s\"") && running.contains("<progress"), "{running}");
        assert_eq!(post(format!("{one}/cancel"), "").await.status, StatusCode::SEE_OTHER);
        assert!(look(one.clone()).await.text().contains("Stopped"));
        assert_eq!(post(format!("{one}/resume"), "").await.status, StatusCode::SEE_OTHER);
        while backtest_step(&desk.app).await.unwrap() {}
        let done = look(one.clone()).await.text();
        assert!(done.contains("Finished") && !done.contains("hx-trigger=\"every 2s\""), "{done}");
        assert!(done.contains("<svg class=\"bars\"") && done.contains("id=\"hours-table\""));
        let changes = look(format!("{one}/changes?change=newly_late")).await.text();
        assert!(changes.contains(&format!("#{number}")), "{changes}");
        assert!(look("/quality/backtests".into()).await.text().contains(&one));
        assert_eq!(post(format!("{one}/remove"), "").await.status, StatusCode::SEE_OTHER);
        assert_eq!(look(one).await.status, StatusCode::NOT_FOUND);
    }
}
