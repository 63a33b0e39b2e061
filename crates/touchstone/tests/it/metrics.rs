//! What whoever watches the process is told, and who may ask.

use touchstone_testkit::app::Client;
use touchstone_testkit::engines::block_on;

use crate::process::{Place, Server, free_address};
use crate::refused_start::{NEWER, tell_database};

const TOKEN: &str = "a-token-nobody-guesses";

async fn serve(place: &Place, settings: &[(&str, &str)]) -> Server {
    Server::start_with(place, |arguments| {
        let mut command = place.command(arguments);
        command.envs(settings.iter().copied());
        command
    })
    .await
}

/// The value of the first line that begins so.
fn value(text: &str, line: &str) -> f64 {
    let found = text
        .lines()
        .find_map(|one| one.strip_prefix(line)?.strip_prefix(' '));
    let Some(found) = found else {
        panic!("no `{line}` in:\n{text}");
    };
    found.parse().unwrap()
}

#[test]
fn the_figures_tell_requests_commits_queues_and_the_process() {
    for place in [Place::sqlite(), Place::postgres()] {
        block_on(async {
            let address = free_address();
            let server = serve(&place, &[("TOUCHSTONE_METRICS_LISTEN", &address.to_string())]).await;
            let body =
                serde_json::json!({ "subject": "s", "body": "b", "requester": { "email": "a@b.example" } });
            let taken = server.public().post("/api/v1/public/tickets").json(&body).send();
            let taken = taken.await.expect(201).json();
            let track = format!(
                "/api/v1/public/track/{}",
                taken["tracking_code"].as_str().unwrap()
            );
            for _ in 0..3 {
                server.public().get(&track).send().await.expect(200);
            }
            server.public().get("/nowhere").send().await.expect(404);
            let text = loop {
                let answer = Client::new(address).get("/metrics").send().await.expect(200);
                let text = String::from_utf8(answer.body).unwrap();
                // Readers follow the log by themselves.
                if value(&text, "touchstone_reader_lag{reader=\"notify_requester\"}") == 0.0
                    && value(&text, "touchstone_event_log_end") >= 1.0
                {
                    break text;
                }
                tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            };
            let asked = "{method=\"GET\",route=\"/api/v1/public/track/{code}\"";
            let counted = value(
                &text,
                &format!("touchstone_http_requests_total{asked},status=\"200\"}}"),
            );
            assert_eq!(counted, 3.0, "{text}");
            let timed = value(
                &text,
                &format!("touchstone_http_request_duration_seconds_count{asked}}}"),
            );
            assert_eq!(timed, 3.0);
            assert!(
                !text.contains(taken["tracking_code"].as_str().unwrap()),
                "no path is told"
            );
            assert_eq!(
                value(
                    &text,
                    "touchstone_http_requests_total{method=\"GET\",route=\"none\",status=\"404\"}"
                ),
                1.0
            );
            assert_eq!(value(&text, "touchstone_database_up"), 1.0);
            let (commits, commands) = (
                value(&text, "touchstone_commits_total"),
                value(&text, "touchstone_commands_total"),
            );
            assert!(commits >= 1.0 && commands >= commits);
            assert_eq!(value(&text, "touchstone_queue_depth{lane=\"write\"}"), 0.0);
            assert_eq!(value(&text, "touchstone_jobs{state=\"dead\"}"), 0.0);
            assert_eq!(value(&text, "touchstone_timers{state=\"due\"}"), 0.0);
            assert!(value(&text, "touchstone_process_resident_memory_bytes") > 1e6);
            assert!(value(&text, "touchstone_process_cpu_seconds_total") > 0.0);
            assert!(text.contains("touchstone_build_info{version=\""), "{text}");
            assert!(text.ends_with("# EOF\n"));
            server.public().get("/metrics").send().await.expect(404);
        });
    }
}

#[test]
fn without_an_address_of_their_own_they_need_the_token() {
    let place = Place::sqlite();
    block_on(async {
        let server = serve(&place, &[]).await;
        server.public().get("/metrics").send().await.expect(404);
        drop(server);
        let server = serve(&place, &[("TOUCHSTONE_METRICS_TOKEN", TOKEN)]).await;
        let refused = server.public().get("/metrics").send().await.expect(401);
        assert_eq!(refused.headers["www-authenticate"], "Bearer");
        let wrong = server.public().with_token("a-token-somebody-guesses");
        wrong.get("/metrics").send().await.expect(401);
        let text = server
            .public()
            .with_token(TOKEN)
            .get("/metrics")
            .send()
            .await
            .expect(200)
            .body;
        assert!(
            String::from_utf8(text)
                .unwrap()
                .contains("touchstone_connections_open")
        );
    });
}

#[test]
fn a_database_that_does_not_fit_is_not_ready_and_says_why() {
    for place in [Place::sqlite(), Place::postgres()] {
        block_on(async {
            let address = free_address();
            let server = serve(&place, &[("TOUCHSTONE_METRICS_LISTEN", &address.to_string())]).await;
            let ready = || server.public().get("/readyz").send();
            ready().await.expect(200);
            tell(&place, NEWER).await;
            let refused = ready().await.expect(503).json();
            assert_eq!(refused["code"], "not_ready_schema");
            assert_eq!(refused["schema"]["found"], 9999);
            tell(&place, "DELETE FROM schema_migration WHERE version = 9999").await;
            ready().await.expect(200);
            tell(&place, "ALTER TABLE schema_migration RENAME TO gone").await;
            assert_eq!(ready().await.expect(503).json()["code"], "not_ready_database");
            server.public().get("/healthz").send().await.expect(200);
        });
    }
}

/// The PostgreSQL client blocks, which the runtime does not like.
async fn tell(place: &Place, statement: &'static str) {
    std::thread::scope(|scope| {
        scope.spawn(|| tell_database(place, statement));
    });
}
