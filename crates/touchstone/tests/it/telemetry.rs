//! What a collector gets to see, and that nobody waits for one.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use http::{HeaderMap, StatusCode, Uri};
use opentelemetry_proto::tonic::collector::metrics::v1::ExportMetricsServiceRequest;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message as _;
use tokio::sync::Mutex;
use touchstone_testkit::engines::block_on;

use crate::process::{Place, Server};

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const CALLER: &str = "00f067aa0ba902b7";

#[derive(Default)]
struct Taken {
    spans: Vec<Span>,
    metrics: Vec<String>,
    bytes: Vec<u8>,
    tokens: Vec<String>,
}

/// A collector on a port of its own.
#[derive(Clone, Default)]
struct Collector {
    taken: Arc<Mutex<Taken>>,
    /// Takes everything and answers nothing.
    hanging: bool,
}

impl Collector {
    async fn serve(&self) -> String {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().fallback(take).with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        endpoint
    }

    /// Waits until spans of a name are there, at most ten seconds.
    async fn spans(&self, name: &str) -> Vec<Span> {
        for _ in 0..100 {
            let taken = self.taken.lock().await;
            let found: Vec<Span> = taken
                .spans
                .iter()
                .filter(|span| span.name == name)
                .cloned()
                .collect();
            if !found.is_empty() {
                return found;
            }
            drop(taken);
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        let taken = self.taken.lock().await;
        let names: Vec<&str> = taken.spans.iter().map(|span| span.name.as_str()).collect();
        panic!("no span {name}: {names:?}");
    }
}

async fn take(State(collector): State<Collector>, uri: Uri, headers: HeaderMap, body: Bytes) -> StatusCode {
    if collector.hanging {
        std::future::pending::<()>().await;
    }
    let mut taken = collector.taken.lock().await;
    taken.bytes.extend(&body);
    taken.tokens.extend(
        headers
            .get("x-tenant")
            .map(|value| value.to_str().unwrap().to_owned()),
    );
    assert_eq!(headers["content-type"], "application/x-protobuf");
    match uri.path() {
        "/v1/traces" => {
            let told = ExportTraceServiceRequest::decode(body).unwrap();
            for resource in told.resource_spans {
                let named = format!("{:?}", resource.resource.unwrap().attributes);
                assert!(
                    named.contains("service.name") && named.contains("touchstone"),
                    "{named}"
                );
                taken
                    .spans
                    .extend(resource.scope_spans.into_iter().flat_map(|scope| scope.spans));
            }
        }
        "/v1/metrics" => {
            let told = ExportMetricsServiceRequest::decode(body).unwrap();
            let scopes = told
                .resource_metrics
                .into_iter()
                .flat_map(|resource| resource.scope_metrics);
            taken
                .metrics
                .extend(scopes.flat_map(|scope| scope.metrics).map(|metric| metric.name));
        }
        other => panic!("{other}"),
    }
    StatusCode::OK
}

fn attribute(span: &Span, key: &str) -> Option<String> {
    let found = span.attributes.iter().find(|attribute| attribute.key == key)?;
    Some(match found.value.as_ref()?.value.as_ref()? {
        Value::StringValue(text) => text.clone(),
        Value::IntValue(n) => n.to_string(),
        other => format!("{other:?}"),
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn watched(mut place: Place, endpoint: &str) -> Place {
    place.set("TELEMETRY_OTLP_ENDPOINT", endpoint);
    place.set("TELEMETRY_HEADERS", "x-tenant=desk");
    place.set("METRICS_TOKEN", "sixteen-characters");
    place
}

async fn traced(place: Place) {
    let collector = Collector::default();
    let place = watched(place, &collector.serve().await);
    let email = place.create_administrator();
    let server = Server::start(&place).await;
    let admin = server.signed_in(email).await;
    let sent = server
        .public()
        .post("/api/v1/public/tickets")
        .json(&crate::crash::request("a secret matter", None));
    let code = sent.send().await.expect(201).json()["tracking_code"]
        .as_str()
        .unwrap()
        .to_owned();
    let asked = admin
        .get("/api/v1/tickets?tag=hunter2")
        .header("traceparent", &format!("00-{TRACE}-{CALLER}-01"));
    let _ = asked.send().await.expect(200);
    let _ = server
        .public()
        .get(&format!("/api/v1/public/track/{code}"))
        .send()
        .await
        .expect(200);
    let _ = server
        .public()
        .get("/nothing/wang.min@example.com")
        .send()
        .await
        .expect(404);

    let span = &collector.spans("GET /api/v1/tickets").await[0];
    assert_eq!(hex(&span.trace_id), TRACE);
    assert_eq!(hex(&span.parent_span_id), CALLER);
    assert_eq!(attribute(span, "http.route").unwrap(), "/api/v1/tickets");
    assert_eq!(attribute(span, "http.response.status_code").unwrap(), "200");
    assert!(span.end_time_unix_nano > span.start_time_unix_nano);
    let read = collector.spans("store.read").await;
    let below = |inner: &&Span| inner.parent_span_id == span.span_id && inner.trace_id == span.trace_id;
    assert!(
        read.iter().any(|inner| below(&inner)),
        "its queries stand below it"
    );
    let created = &collector.spans("POST /api/v1/public/tickets").await[0];
    assert_eq!(attribute(created, "http.response.status_code").unwrap(), "201");
    let written = collector.spans("store.write").await;
    assert!(written.iter().any(|inner| inner.trace_id == created.trace_id));
    let missing = &collector.spans("GET none").await[0];
    assert_eq!(attribute(missing, "http.response.status_code").unwrap(), "404");

    // Told to stop, it sends what waits, figures included.
    let _ = server.public().get("/healthz").send().await.expect(200);
    server.terminate();
    let (status, said) = server.ended();
    assert!(status.success(), "{said}");
    let _ = collector.spans("GET /healthz").await;
    let taken = collector.taken.lock().await;
    assert!(
        taken.metrics.iter().any(|name| name.starts_with("touchstone_")),
        "{:?}",
        taken.metrics
    );
    assert!(
        taken
            .metrics
            .iter()
            .any(|name| name == "touchstone_telemetry_spans_exported"),
        "{:?}",
        taken.metrics
    );
    assert!(taken.tokens.iter().all(|token| token == "desk") && !taken.tokens.is_empty());
    let everything = String::from_utf8_lossy(&taken.bytes);
    for personal in [
        "hunter2",
        "secret matter",
        "wang.min",
        "Wang Min",
        &code,
        "127.0.0.1",
        email,
    ] {
        assert!(!everything.contains(personal), "{personal} was told");
    }
}

#[test]
fn a_collector_gets_spans_and_figures_and_nothing_of_people_on_sqlite() {
    block_on(traced(Place::sqlite()));
}

#[test]
fn a_collector_gets_spans_and_figures_and_nothing_of_people_on_postgres() {
    block_on(traced(Place::postgres()));
}

#[test]
#[expect(clippy::disallowed_methods, reason = "measures how long answers take")]
fn a_collector_that_hangs_delays_nobody_and_fills_nothing() {
    block_on(async {
        let collector = Collector {
            hanging: true,
            ..Collector::default()
        };
        let place = watched(Place::sqlite(), &collector.serve().await);
        let server = Server::start(&place).await;
        let callers: Vec<_> = (0..4)
            .map(|_| {
                let public = server.public();
                tokio::spawn(async move {
                    for _ in 0..1_000 {
                        let asked = Instant::now();
                        let _ = public.get("/readyz").send().await.expect(200);
                        assert!(asked.elapsed() < Duration::from_secs(3), "{:?}", asked.elapsed());
                    }
                })
            })
            .collect();
        for caller in callers {
            caller.await.unwrap();
        }
        let told = server
            .public()
            .get("/metrics")
            .header("authorization", "Bearer sixteen-characters");
        let told = told.send().await.expect(200).text();
        let line = told
            .lines()
            .find(|line| line.starts_with("touchstone_telemetry_spans_dropped_total"));
        let dropped: u64 = line.unwrap().rsplit(' ').next().unwrap().parse().unwrap();
        assert!(
            dropped > 1_000,
            "{dropped} of 8000 spans were dropped from a queue of 4096"
        );
        let began = Instant::now();
        server.terminate();
        let (status, said) = server.ended();
        assert!(
            status.success() && said.contains("did not take the last spans"),
            "{said}"
        );
        assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
    });
}

#[test]
fn a_collector_that_is_away_is_told_once_and_awaited() {
    block_on(async {
        let collector = Collector::default();
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        drop(listener);
        let place = watched(Place::sqlite(), &format!("http://{address}"));
        let mut server = Server::start(&place).await;
        server.wait_said("the collector does not take spans or figures");
        let listener = tokio::net::TcpListener::bind(address).await.unwrap();
        let router = Router::new().fallback(take).with_state(collector.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        for _ in 0..100 {
            let _ = server.public().get("/healthz").send().await.expect(200);
            if server.said().contains("takes spans and figures again") {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        let _ = collector.spans("GET /healthz").await;
        assert_eq!(server.said().matches("does not take spans").count(), 1);
        server.kill();
    });
}
