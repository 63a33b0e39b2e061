//! Traces and figures for a collector that speaks OTLP (protobuf over HTTP), where one is configured.
//!
//! Spans wait in a queue of bounded length; when the collector is slow or away, what does not fit is dropped and counted,
//! and nobody who is served waits for it. Nothing here knows a person: spans carry route templates, methods, states and
//! hosts, never paths, queries, bodies or addresses of callers.

mod export;
mod figures;
mod queue;
mod request;
#[cfg(test)]
mod tests;

pub(crate) use request::trace;

use crate::config::TelemetryConfig;
use crate::metrics::Metrics;
use anyhow::{Context as _, Result};
use export::Exporter;
use opentelemetry::KeyValue;
use opentelemetry::trace::TracerProvider as _;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{Sampler, SdkTracerProvider, SpanData};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::registry::Registry;
use queue::Queue;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tracing::Subscriber;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::registry::LookupSpan;

/// Of spans that are made to be exported; `app` and `channels` make theirs under the same name.
pub(crate) const TRACE: &str = "touchstone::trace";
/// Spans that may wait.
const WAITING: usize = 4096;
/// How long the end of the process waits for the collector.
const FAREWELL: Duration = Duration::from_secs(5);

/// What came of spans, for the metrics.
#[derive(Clone, Default)]
pub(crate) struct SpanFigures {
    pub(crate) exported: Counter,
    /// The queue was full.
    pub(crate) dropped: Counter,
    /// The collector did not take them.
    pub(crate) failed: Counter,
}

impl SpanFigures {
    fn register(&self, registry: &mut Registry) {
        let counts = [
            ("exported", "Spans the collector took", &self.exported),
            ("dropped", "Spans dropped because too many waited", &self.dropped),
            ("failed", "Spans the collector did not take", &self.failed),
        ];
        for (name, help, count) in counts {
            registry.register(format!("telemetry_spans_{name}"), help, count.clone());
        }
    }
}

/// The way to the collector.
pub(crate) struct Telemetry {
    provider: SdkTracerProvider,
    exporter: Arc<Exporter>,
    figures: SpanFigures,
    every: Option<Duration>,
    waiting: Option<mpsc::Receiver<SpanData>>,
    stop: watch::Sender<bool>,
    tasks: JoinSet<()>,
}

impl Telemetry {
    /// Prepares it; spans are kept from now on and sent once it is started. Nothing is asked of the collector yet.
    pub(crate) fn new(config: &TelemetryConfig) -> Result<Self> {
        let resource = resource();
        let figures = SpanFigures::default();
        let (sender, waiting) = mpsc::channel(WAITING);
        let sampler = Sampler::ParentBased(Box::new(Sampler::TraceIdRatioBased(config.sample_ratio)));
        let provider = SdkTracerProvider::builder()
            .with_sampler(sampler)
            .with_resource(resource.clone())
            .with_span_processor(Queue::new(sender, figures.dropped.clone()))
            .build();
        Ok(Self {
            provider,
            exporter: Arc::new(Exporter::new(config, &resource).context("telemetry cannot be set up")?),
            figures,
            every: config.figures_every,
            waiting: Some(waiting),
            stop: watch::channel(false).0,
            tasks: JoinSet::new(),
        })
    }

    /// Takes the spans that are made to be exported, and nothing else.
    pub(crate) fn layer<S>(&self) -> impl Layer<S> + use<S>
    where
        S: Subscriber + for<'span> LookupSpan<'span>,
    {
        tracing_opentelemetry::layer()
            .with_tracer(self.provider.tracer("touchstone"))
            .with_location(false)
            .with_threads(false)
            .with_target(false)
            .with_tracked_inactivity(false)
            .with_filter(Targets::new().with_target(TRACE, LevelFilter::TRACE))
    }

    pub(crate) fn register(&self, registry: &mut Registry) {
        self.figures.register(registry);
    }

    /// Begins to send. Must be called inside the runtime.
    pub(crate) fn start(&mut self, metrics: &Arc<Metrics>) {
        if let Some(waiting) = self.waiting.take() {
            let (exporter, figures) = (Arc::clone(&self.exporter), self.figures.clone());
            self.tasks
                .spawn(queue::send(waiting, exporter, figures, self.stop.subscribe()));
        }
        if let Some(every) = self.every {
            let (exporter, metrics) = (Arc::clone(&self.exporter), Arc::clone(metrics));
            self.tasks
                .spawn(figures::send(metrics, exporter, every, self.stop.subscribe()));
        }
    }

    /// Sends what waits, within a limit.
    pub(crate) async fn stop(mut self) {
        let _ = self.stop.send(true);
        let sent = async { while self.tasks.join_next().await.is_some() {} };
        if tokio::time::timeout(FAREWELL, sent).await.is_err() {
            tracing::warn!("the collector did not take the last spans and figures in time");
        }
    }
}

fn resource() -> Resource {
    let mut instance = [0; 8];
    // Without randomness instances are told apart by their collector's other means.
    let _ = getrandom::fill(&mut instance);
    let instance: String = instance.iter().map(|byte| format!("{byte:02x}")).collect();
    Resource::builder_empty()
        .with_attributes([
            KeyValue::new("service.name", "touchstone"),
            KeyValue::new("service.version", env!("CARGO_PKG_VERSION")),
            KeyValue::new("service.instance.id", instance),
        ])
        .build()
}
