//! `[telemetry]`: the collector of traces and figures, off unless it is named.

use super::settings::Draft;
use super::source::Source;
use http::{HeaderMap, HeaderName, HeaderValue};
use std::time::Duration;

/// A collector that speaks OTLP over HTTP.
#[derive(Clone)]
pub(crate) struct TelemetryConfig {
    /// Without a slash at its end; `/v1/traces` and `/v1/metrics` lie below.
    pub(crate) endpoint: String,
    pub(crate) headers: HeaderMap,
    /// Share of the traces begun here that are told.
    pub(crate) sample_ratio: f64,
    /// How often figures are sent, if they are.
    pub(crate) figures_every: Option<Duration>,
}

pub(super) fn telemetry(source: &mut Source, draft: &Draft) -> Option<TelemetryConfig> {
    let Some(endpoint) = &draft.telemetry_otlp_endpoint else {
        let given = [
            ("telemetry.headers", draft.telemetry_headers.is_some()),
            ("telemetry.sample_ratio", draft.telemetry_sample_ratio.is_some()),
            (
                "telemetry.metrics_seconds",
                draft.telemetry_metrics_seconds.is_some(),
            ),
        ];
        if let Some((setting, _)) = given.iter().find(|(_, given)| *given) {
            source.wrong(
                setting,
                "telemetry.otlp_endpoint is missing: the address of the collector",
            );
        }
        return None;
    };
    let sound = endpoint.parse::<http::Uri>().ok().filter(|uri| {
        let scheme = uri.scheme_str();
        uri.host().is_some() && uri.query().is_none() && matches!(scheme, Some("http" | "https"))
    });
    if sound.is_none() {
        let reason = format!("`{endpoint}` is no address such as http://127.0.0.1:4318");
        source.wrong("telemetry.otlp_endpoint", reason);
    }
    let mut headers = HeaderMap::new();
    for header in draft.telemetry_headers.iter().flatten() {
        let pair = header.split_once('=').and_then(|(name, value)| {
            let mut value = HeaderValue::from_str(value.trim()).ok()?;
            value.set_sensitive(true);
            Some((name.trim().parse::<HeaderName>().ok()?, value))
        });
        match pair {
            Some((name, value)) => drop(headers.insert(name, value)),
            // The value may be a secret.
            None => source.wrong(
                "telemetry.headers",
                "each must be NAME=VALUE, such as x-api-key=secret",
            ),
        }
    }
    let seconds = draft.telemetry_metrics_seconds.unwrap_or(60);
    Some(TelemetryConfig {
        endpoint: endpoint.trim_end_matches('/').to_owned(),
        headers,
        sample_ratio: draft.telemetry_sample_ratio.unwrap_or(1.0),
        figures_every: (seconds > 0).then(|| Duration::from_secs(seconds)),
    })
}
