//! From the table of routes to a running service: the layers around the handlers and what is answered where no
//! handler is.

use std::any::Any;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::options;
use http::header::ALLOW;
use http::{HeaderValue, Method, StatusCode, Uri};
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::{CsrfLayer, ProtectionError};

use crate::context::{Context, Face};
use crate::failure::Failure;
use crate::retreat::page_above;
use crate::route::{Access, Route};
use crate::state::{WebSettings, WebState};
use crate::{api, assets, files, health, observe, pages, problem};

/// Every route of the product.
pub fn routes() -> Vec<Route> {
    [
        health::routes(),
        assets::routes(),
        files::routes(),
        api::routes(),
        api::description_routes(),
        pages::routes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The whole HTTP face as one service. Serve it with `into_make_service_with_connect_info::<SocketAddr>()`, so that
/// callers have addresses.
pub fn router(state: WebState) -> Router {
    let mut router = Router::new();
    let mut methods: BTreeMap<String, Vec<Method>> = BTreeMap::new();
    // What only a demonstration has is not even there elsewhere.
    let there = |route: &Route| state.settings.demo || route.access != Access::Demo;
    for route in routes().into_iter().filter(there) {
        methods
            .entry(route.path.clone())
            .or_default()
            .push(route.method.clone());
        router = mount(router, route, &state.settings);
    }
    for (path, methods) in methods {
        let allow = allow_header(&methods);
        let answer = move || async move { (StatusCode::NO_CONTENT, [(ALLOW, allow)]) };
        router = router.route(&path, options(answer));
    }
    router
        .fallback(|| async { Failure::not_found() })
        .method_not_allowed_fallback(method_not_allowed)
        .layer(
            ServiceBuilder::new()
                .layer(CompressionLayer::new())
                .layer(from_fn_with_state(state.clone(), observe::observe))
                .layer(from_fn_with_state(state.clone(), problem::word_failures))
                .layer(CatchPanicLayer::custom(panicked))
                .layer(origin_check(&state.settings)),
        )
        .with_state(state)
}

fn mount(router: Router<WebState>, route: Route, settings: &WebSettings) -> Router<WebState> {
    let limit = if route.carries_files {
        settings.upload_time_limit
    } else {
        settings.time_limit
    };
    let path = route.path.clone();
    let handler =
        route
            .into_handler()
            .layer::<_, Infallible>(from_fn(move |request: Request, next: Next| {
                within(limit, request, next)
            }));

    router.route(&path, handler)
}

/// Gives up on an answer that takes too long. What was committed by then stays; a repeated call with the same
/// idempotency key gets its answer.
async fn within(limit: Duration, request: Request, next: Next) -> Response {
    match tokio::time::timeout(limit, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Failure::new(StatusCode::SERVICE_UNAVAILABLE, "timeout")
            .retry_after(2)
            .into_response(),
    }
}

/// The address is known, the method is not. Whoever asks for the address of a form as a page gets the page above it.
async fn method_not_allowed(Context(context): Context, method: Method, uri: Uri) -> Response {
    let above = match (method, context.face) {
        (Method::GET | Method::HEAD, Face::Page) => page_above(uri.path()),
        _ => None,
    };
    match above {
        Some(page) => Redirect::to(page).into_response(),
        None => Failure::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed").into_response(),
    }
}

/// Refuses writes that a browser marks as sent by another site.
fn origin_check(settings: &WebSettings) -> CsrfLayer<fn(ProtectionError) -> Response> {
    let refusal: fn(ProtectionError) -> Response = |_| Failure::csrf().into_response();
    // What a mail program sends for its reader comes from anywhere; its proof is the link, and no cookie is looked at.
    let layer =
        CsrfLayer::new().with_insecure_bypass(|_, uri: &Uri| uri.path().starts_with(pages::LETTER_END));
    match layer.clone().add_trusted_origin(&settings.public_url) {
        Ok(trusting) => trusting.with_rejection_response(refusal),
        Err(error) => {
            tracing::warn!(%error, "public_url is no origin; browsers are checked by their Host header only");
            layer.with_rejection_response(refusal)
        }
    }
}

/// A panic is a defect of ours; its text went to the log through the panic hook and goes nowhere else.
fn panicked(_: Box<dyn Any + Send + 'static>) -> Response {
    Failure::internal("a handler panicked").into_response()
}

fn allow_header(methods: &[Method]) -> HeaderValue {
    let mut names: Vec<&str> = methods.iter().map(Method::as_str).collect();
    if names.contains(&"GET") {
        names.push("HEAD");
    }
    names.push("OPTIONS");
    HeaderValue::from_str(&names.join(", ")).unwrap_or_else(|_| HeaderValue::from_static("OPTIONS"))
}
