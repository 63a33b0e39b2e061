//! The figures of `/metrics` for the collector: the same families, read from the same text, so that both always agree.

use super::export::Exporter;
use crate::metrics::Metrics;
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::common::v1::{AnyValue, KeyValue};
use opentelemetry_proto::tonic::metrics::v1::metric::Data;
use opentelemetry_proto::tonic::metrics::v1::{
    AggregationTemporality, Gauge, Histogram, HistogramDataPoint, Metric, NumberDataPoint, Sum,
    number_data_point,
};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use touchstone_app::core::SystemClock;
use touchstone_domain::time::{Clock as _, Timestamp};

/// Sends them again and again, and once more at the end.
pub(super) async fn send(
    metrics: Arc<Metrics>,
    exporter: Arc<Exporter>,
    every: Duration,
    mut stop: watch::Receiver<bool>,
) {
    let began = SystemClock.now();
    loop {
        tokio::select! {
            () = tokio::time::sleep(every) => {}
            _ = stop.changed() => {}
        }
        if let Some(text) = metrics.text().await {
            exporter.figures(converted(&text, began, SystemClock.now())).await;
        }
        if *stop.borrow() {
            return;
        }
    }
}

type Labels = Vec<(String, String)>;

/// A line of OpenMetrics text: `name{label="value"} 1.5`.
struct Sample<'t> {
    name: &'t str,
    labels: Labels,
    value: f64,
}

/// OpenMetrics text as metrics of OTLP. What is neither counter, gauge nor histogram is shown as a gauge.
pub(super) fn converted(text: &str, began: Timestamp, now: Timestamp) -> Vec<Metric> {
    let mut metrics: Vec<Metric> = Vec::new();
    let (mut family, mut kind, mut help) = ("", "", "");
    let mut samples: Vec<Sample<'_>> = Vec::new();
    let times = (nanos(began), nanos(now));
    let mut finish = |family: &str, kind: &str, help: &str, samples: &mut Vec<Sample<'_>>| {
        if !samples.is_empty() {
            metrics.push(Metric {
                name: family.to_owned(),
                description: help.to_owned(),
                data: Some(data(kind, std::mem::take(samples), times)),
                ..Metric::default()
            });
        }
    };
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("# HELP ") {
            finish(family, kind, help, &mut samples);
            (family, help) = rest.split_once(' ').unwrap_or((rest, ""));
            kind = "";
        } else if let Some((_, found)) = line.strip_prefix("# TYPE ").and_then(|rest| rest.split_once(' ')) {
            kind = found;
        } else if !line.starts_with('#') {
            samples.extend(sample(line));
        }
    }
    finish(family, kind, help, &mut samples);
    metrics
}

fn nanos(at: Timestamp) -> u64 {
    u64::try_from(at.as_micros()).unwrap_or(0).saturating_mul(1_000)
}

fn sample(line: &str) -> Option<Sample<'_>> {
    let (name, labels, rest) = match line.split_once('{') {
        Some((name, rest)) => {
            let (labels, rest) = labels(rest)?;
            (name, labels, rest)
        }
        None => {
            let (name, rest) = line.split_once(' ')?;
            (name, Vec::new(), rest)
        }
    };
    let value = rest.split_whitespace().next()?;
    let value = match value {
        "+Inf" => f64::INFINITY,
        value => value.parse().ok()?,
    };
    Some(Sample { name, labels, value })
}

/// `a="b",c="d"} rest`, with `\"`, `\\` and `\n` inside the values.
fn labels(text: &str) -> Option<(Labels, &str)> {
    let mut found = Labels::new();
    let mut rest = text;
    loop {
        if let Some(after) = rest.strip_prefix('}') {
            return Some((found, after));
        }
        let (name, after) = rest.trim_start_matches(',').split_once("=\"")?;
        let (mut value, mut escaped, mut end) = (String::new(), false, None);
        for (at, c) in after.char_indices() {
            match (escaped, c) {
                (true, 'n') => value.push('\n'),
                (true, c) => value.push(c),
                (false, '\\') => {}
                (false, '"') => {
                    end = Some(at);
                    break;
                }
                (false, c) => value.push(c),
            }
            escaped = !escaped && c == '\\';
        }
        found.push((name.to_owned(), value));
        rest = after.get(end? + 1..)?;
    }
}

fn data(kind: &str, samples: Vec<Sample<'_>>, times: (u64, u64)) -> Data {
    match kind {
        "counter" => Data::Sum(Sum {
            data_points: points(samples, times),
            aggregation_temporality: AggregationTemporality::Cumulative.into(),
            is_monotonic: true,
        }),
        "histogram" => Data::Histogram(Histogram {
            data_points: histograms(samples, times),
            aggregation_temporality: AggregationTemporality::Cumulative.into(),
        }),
        _ => Data::Gauge(Gauge {
            data_points: points(samples, times),
        }),
    }
}

fn points(samples: Vec<Sample<'_>>, (began, now): (u64, u64)) -> Vec<NumberDataPoint> {
    let point = |sample: Sample<'_>| NumberDataPoint {
        attributes: attributes(sample.labels),
        start_time_unix_nano: began,
        time_unix_nano: now,
        value: Some(number_data_point::Value::AsDouble(sample.value)),
        ..NumberDataPoint::default()
    };
    samples.into_iter().map(point).collect()
}

/// Buckets of the text count everything below their bound; those of OTLP what lies between two bounds.
fn histograms(samples: Vec<Sample<'_>>, (began, now): (u64, u64)) -> Vec<HistogramDataPoint> {
    let mut found: BTreeMap<Labels, HistogramDataPoint> = BTreeMap::new();
    for mut sample in samples {
        let bound = sample.labels.iter().position(|(name, _)| name == "le");
        let bound = bound.map(|at| sample.labels.remove(at).1);
        let point = found.entry(sample.labels).or_default();
        let count = sample.value.max(0.0) as u64;
        match (bound.as_deref(), sample.name) {
            (Some(bound), _) => {
                let below: u64 = point.bucket_counts.iter().sum();
                point.bucket_counts.push(count.saturating_sub(below));
                point
                    .explicit_bounds
                    .extend(bound.parse::<f64>().ok().filter(|bound| bound.is_finite()));
            }
            (None, name) if name.ends_with("_sum") => point.sum = Some(sample.value),
            (None, _) => point.count = count,
        }
    }
    let point = |(labels, point): (Labels, HistogramDataPoint)| HistogramDataPoint {
        attributes: attributes(labels),
        start_time_unix_nano: began,
        time_unix_nano: now,
        ..point
    };
    found.into_iter().map(point).collect()
}

fn attributes(labels: Labels) -> Vec<KeyValue> {
    let attribute = |(key, value): (String, String)| KeyValue {
        key,
        value: Some(AnyValue {
            value: Some(Value::StringValue(value)),
        }),
        ..KeyValue::default()
    };
    labels.into_iter().map(attribute).collect()
}
