//! The figures of this process and its database, for Prometheus: gathered when somebody asks, shown as OpenMetrics
//! text. Whoever asks must come in through an address of its own, or show the token.

mod gauges;
mod process;

use crate::config::MetricsConfig;
use crate::telemetry::Telemetry;
use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use gauges::Gauges;
use http::header::{AUTHORIZATION, CONTENT_TYPE, WWW_AUTHENTICATE};
use http::{HeaderMap, StatusCode};
use prometheus_client::encoding::text::encode;
use prometheus_client::registry::Registry;
use std::sync::Arc;
use subtle::ConstantTimeEq as _;
use touchstone_app::App;
use touchstone_app::figures::figures;
use touchstone_web::figures::HttpFigures;
use zeroize::Zeroizing;

const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Answers how many connections are open.
pub(crate) type CountOpen = Arc<dyn Fn() -> usize + Send + Sync>;

/// What is shown, and where it comes from.
pub(crate) struct Metrics {
    app: App,
    registry: Registry,
    gauges: Gauges,
    open: CountOpen,
    token: Option<Zeroizing<String>>,
}

impl Metrics {
    pub(crate) fn new(
        app: &App,
        http: &HttpFigures,
        config: &MetricsConfig,
        open: CountOpen,
        telemetry: Option<&Telemetry>,
    ) -> Self {
        let mut registry = Registry::with_prefix("touchstone");
        if let Some(telemetry) = telemetry {
            telemetry.register(&mut registry);
        }
        http.register(&mut registry);
        let gauges = Gauges::register(&mut registry, app.store.engine());
        Self {
            app: app.clone(),
            registry,
            gauges,
            open,
            token: config.token.clone(),
        }
    }

    /// `/metrics`, alone or beside other routes.
    pub(crate) fn route(self: Arc<Self>, router: Router) -> Router {
        let answer = move |headers: HeaderMap| {
            let metrics = Arc::clone(&self);
            async move { metrics.answer(&headers).await }
        };
        router.route("/metrics", get(answer))
    }

    async fn answer(&self, headers: &HeaderMap) -> Response {
        if !self.may_read(headers) {
            let ask = [(WWW_AUTHENTICATE, "Bearer")];
            return (StatusCode::UNAUTHORIZED, ask).into_response();
        }
        match self.text().await {
            Some(text) => ([(CONTENT_TYPE, OPEN_METRICS)], text).into_response(),
            None => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        }
    }

    /// The figures now, as OpenMetrics text.
    pub(crate) async fn text(&self) -> Option<String> {
        match figures(&self.app).await {
            Ok(figures) => self.gauges.set(&figures),
            // What is known without the database is shown all the same: now it is needed most.
            Err(error) => {
                tracing::warn!(%error, "the database does not answer for the metrics");
                self.gauges.set_unanswered(&self.app.store.figures());
            }
        }
        self.gauges.set_process((self.open)(), &process::usage());
        let mut text = String::new();
        let written = encode(&mut text, &self.registry);
        written
            .inspect_err(|error| tracing::error!(%error, "the metrics could not be written"))
            .ok()?;
        Some(text)
    }

    fn may_read(&self, headers: &HeaderMap) -> bool {
        let Some(token) = &self.token else { return true };
        headers
            .get(AUTHORIZATION)
            .and_then(|value| value.as_bytes().strip_prefix(b"Bearer "))
            .is_some_and(|shown| shown.ct_eq(token.as_bytes()).into())
    }
}
