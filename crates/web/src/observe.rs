//! The outermost layer: gives a request its context, its answer the common headers, and the log one line.
//!
//! The line names the route's template, never the path: tracking codes, signed addresses and queries stay out of logs.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::header::HeaderName;
use http::{HeaderValue, Method};
use tower_http::timeout::TimeoutBody;

use crate::context::RequestContext;
use crate::headers::put_security_headers;
use crate::state::WebState;

static REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

pub(crate) async fn observe(State(state): State<WebState>, request: Request, next: Next) -> Response {
    let pause = state.settings.body_pause;
    let mut request = request.map(|body| Body::new(TimeoutBody::new(pause, body)));
    let context = Arc::new(RequestContext::of(&request, &state));
    let method = request.method().clone();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map(|path| path.as_str().to_owned());
    request.extensions_mut().insert(Arc::clone(&context));
    let began = stopwatch();
    let mut response = next.run(request).await;
    put_security_headers(response.headers_mut(), state.settings.https());
    if let Ok(id) = HeaderValue::from_str(&context.id.to_string()) {
        response.headers_mut().insert(&REQUEST_ID, id);
    }
    let took = began.elapsed();
    let status = response.status().as_u16();
    state.figures.answered(&method, route.as_deref(), status, took);
    log(&context, &method, route.as_deref(), &response, took);
    response
}

fn log(context: &RequestContext, method: &Method, route: Option<&str>, response: &Response, took: Duration) {
    let status = response.status().as_u16();
    let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
    let user = context.user().map(|user| user.to_string());
    let route = route.unwrap_or("none");
    let request_id = context.id.to_string();
    if response.status().is_server_error() {
        tracing::warn!(%method, route, status, micros, user, request_id, "answered");
    } else {
        tracing::info!(%method, route, status, micros, user, request_id, "answered");
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "measures how long an answer took; decides nothing"
)]
fn stopwatch() -> Instant {
    Instant::now()
}
