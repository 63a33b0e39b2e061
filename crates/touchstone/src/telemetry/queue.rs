//! From the end of a span to the collector: a bounded queue, and a task that sends what waits in batches.

use super::SpanFigures;
use super::export::Exporter;
use opentelemetry::Context;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{Span, SpanData, SpanProcessor};
use prometheus_client::metrics::counter::Counter;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, watch};

/// Spans sent at once.
const BATCH: usize = 512;
/// How long the first span of a batch waits for others.
const LINGER: Duration = Duration::from_secs(1);

/// Takes spans that have ended; never waits.
#[derive(Debug)]
pub(super) struct Queue {
    sender: mpsc::Sender<SpanData>,
    dropped: Counter,
}

impl Queue {
    pub(super) fn new(sender: mpsc::Sender<SpanData>, dropped: Counter) -> Self {
        Self { sender, dropped }
    }
}

impl SpanProcessor for Queue {
    fn on_start(&self, _: &mut Span, _: &Context) {}

    fn on_end(&self, span: SpanData) {
        if span.span_context.is_sampled() && self.sender.try_send(span).is_err() {
            self.dropped.inc();
        }
    }

    fn force_flush(&self) -> OTelSdkResult {
        Ok(())
    }

    fn shutdown_with_timeout(&self, _: Duration) -> OTelSdkResult {
        Ok(())
    }
}

/// Sends what waits until told to stop and nothing is left.
pub(super) async fn send(
    mut waiting: mpsc::Receiver<SpanData>,
    exporter: Arc<Exporter>,
    figures: SpanFigures,
    mut stop: watch::Receiver<bool>,
) {
    loop {
        let mut batch = Vec::new();
        let stopping = *stop.borrow_and_update();
        if stopping {
            // What comes now is of nobody's request; what waits is sent.
            waiting.close();
        }
        tokio::select! {
            taken = waiting.recv_many(&mut batch, BATCH) => if taken == 0 { return },
            _ = stop.changed(), if !stopping => continue,
        }
        if batch.len() < BATCH && !stopping {
            tokio::select! {
                () = tokio::time::sleep(LINGER) => {}
                _ = stop.changed() => {}
            }
            while batch.len() < BATCH
                && let Ok(span) = waiting.try_recv()
            {
                batch.push(span);
            }
        }
        let count = batch.len() as u64;
        if exporter.spans(batch).await {
            figures.exported.inc_by(count);
        } else {
            figures.failed.inc_by(count);
        }
    }
}
