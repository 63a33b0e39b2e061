//! Calls to the collector: bounded in time, tried again once, and told in the log when it goes away and when it is back.

use crate::config::TelemetryConfig;
use anyhow::{Context as _, Result};
use http::header::{CONTENT_TYPE, HeaderMap};
use opentelemetry_proto::tonic::collector::metrics::v1::ExportMetricsServiceRequest;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::InstrumentationScope;
use opentelemetry_proto::tonic::metrics::v1::{Metric, ResourceMetrics, ScopeMetrics};
use opentelemetry_proto::tonic::resource::v1::Resource as ProtoResource;
use opentelemetry_proto::transform::common::tonic::ResourceAttributesWithSchema;
use opentelemetry_proto::transform::trace::tonic::group_spans_by_resource_and_scope;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::SpanData;
use prost::Message as _;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;
use touchstone_channels::http_client;

const CONNECT: Duration = Duration::from_secs(3);
const ANSWER: Duration = Duration::from_secs(10);
/// Before the second try.
const PAUSE: Duration = Duration::from_millis(500);

/// The collector.
pub(super) struct Exporter {
    client: reqwest::Client,
    /// Without a slash at its end.
    endpoint: String,
    headers: HeaderMap,
    resource: ResourceAttributesWithSchema,
    away: AtomicBool,
}

impl Exporter {
    pub(super) fn new(config: &TelemetryConfig, resource: &Resource) -> Result<Self> {
        let client = http_client(CONNECT, ANSWER).context("the client of the collector")?;
        Ok(Self {
            client,
            endpoint: config.endpoint.clone(),
            headers: config.headers.clone(),
            resource: ResourceAttributesWithSchema::from(resource),
            away: AtomicBool::new(false),
        })
    }

    /// Sends spans; whether they were taken.
    pub(super) async fn spans(&self, spans: Vec<SpanData>) -> bool {
        let resource_spans = group_spans_by_resource_and_scope(spans, &self.resource);
        let body = ExportTraceServiceRequest { resource_spans }.encode_to_vec();
        self.send("v1/traces", body).await
    }

    /// Sends figures; whether they were taken.
    pub(super) async fn figures(&self, metrics: Vec<Metric>) -> bool {
        let scope = InstrumentationScope {
            name: "touchstone".to_owned(),
            ..InstrumentationScope::default()
        };
        let scope_metrics = ScopeMetrics {
            scope: Some(scope),
            metrics,
            ..ScopeMetrics::default()
        };
        let resource_metrics = vec![ResourceMetrics {
            resource: Some(ProtoResource {
                attributes: self.resource.attributes.0.clone(),
                ..ProtoResource::default()
            }),
            scope_metrics: vec![scope_metrics],
            ..ResourceMetrics::default()
        }];
        let body = ExportMetricsServiceRequest { resource_metrics }.encode_to_vec();
        self.send("v1/metrics", body).await
    }

    async fn send(&self, what: &str, body: Vec<u8>) -> bool {
        let body = bytes::Bytes::from(body);
        let mut outcome = self.once(what, body.clone()).await;
        if matches!(&outcome, Err((_, true))) {
            tokio::time::sleep(PAUSE).await;
            outcome = self.once(what, body).await;
        }
        match outcome {
            Ok(()) => {
                if self.away.swap(false, Relaxed) {
                    tracing::info!(endpoint = %self.endpoint, "the collector takes spans and figures again");
                }
                true
            }
            Err((problem, _)) => {
                if !self.away.swap(true, Relaxed) {
                    let endpoint = &self.endpoint;
                    tracing::warn!(%endpoint, %problem, "the collector does not take spans or figures; they are lost until it does");
                }
                false
            }
        }
    }

    /// What went wrong, and whether another try may help.
    async fn once(&self, what: &str, body: bytes::Bytes) -> Result<(), (String, bool)> {
        let sent = self
            .client
            .post(format!("{}/{what}", self.endpoint))
            .headers(self.headers.clone())
            .header(CONTENT_TYPE, "application/x-protobuf")
            .body(body)
            .send()
            .await;
        match sent {
            Ok(answer) if answer.status().is_success() => Ok(()),
            Ok(answer) => {
                let status = answer.status();
                let again = status.is_server_error() || status.as_u16() == 429;
                Err((format!("it answers {status}"), again))
            }
            Err(error) => Err((innermost(&error), true)),
        }
    }
}

fn innermost(error: &reqwest::Error) -> String {
    let mut last: &dyn std::error::Error = error;
    while let Some(source) = last.source() {
        last = source;
    }
    last.to_string()
}
