//! What is answered while the product is being opened, which takes its time when the database is migrated: probes hear
//! how far it is, people and programs that it is back in a moment. Nothing here knows a database.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::response::{Html, IntoResponse, Response};
use http::header::{CONTENT_LANGUAGE, CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderValue, StatusCode};
use serde_json::json;
use tokio::sync::watch;
use touchstone_domain::language::Language;
use touchstone_render::Renderer;

use crate::context::Face;
use crate::failure::Failure;
use crate::language::Wish;
use crate::problem::failure_title;

/// Seconds after which asking again makes sense.
const AGAIN: u64 = 5;

/// How far the product is from being open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    Starting,
    /// The database is brought from one schema to another; `nth` of `of` steps, 0 while the state before is copied.
    Migrating {
        from: u32,
        to: u32,
        nth: u32,
        of: u32,
    },
}

#[derive(Clone)]
struct Waiting {
    renderer: Arc<Renderer>,
    opening: watch::Receiver<Opening>,
}

/// Answers everything with "not yet", until the routes of the product take over.
pub fn waiting(renderer: Arc<Renderer>, opening: watch::Receiver<Opening>) -> Router {
    Router::new()
        .fallback(not_yet)
        .with_state(Waiting { renderer, opening })
}

async fn not_yet(State(waiting): State<Waiting>, request: Request) -> Response {
    let path = request.uri().path();
    if path == "/healthz" {
        return "ok".into_response();
    }
    let face = Face::of(path);
    let language = Wish::of(request.headers(), face == Face::Api).settle(None, Language::En);
    let failure = failure_of(*waiting.opening.borrow());
    let mut response = match face {
        Face::Api => document(&waiting.renderer, language, &failure),
        Face::Page => page(&waiting.renderer, language, &failure),
    };
    let headers = response.headers_mut();
    headers.insert(RETRY_AFTER, HeaderValue::from(AGAIN));
    headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static(language.as_str()));
    headers.insert(http::header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn failure_of(opening: Opening) -> Failure {
    let refused = |code| Failure::new(StatusCode::SERVICE_UNAVAILABLE, code);
    match opening {
        Opening::Starting => refused("not_ready_starting"),
        Opening::Migrating { from, to, nth, of } => refused("not_ready_migrating")
            .member("schema", json!({ "found": from, "wanted": to }))
            .member("step", json!({ "nth": nth, "of": of })),
    }
}

fn document(renderer: &Renderer, language: Language, failure: &Failure) -> Response {
    let mut problem = json!({
        "type": format!("urn:touchstone:problem:{}", failure.code()),
        "title": failure_title(renderer, language, failure),
        "status": failure.status().as_u16(),
        "code": failure.code(),
    });
    if let Some(members) = problem.as_object_mut() {
        members.extend(failure.members().clone());
    }
    let mut response = (failure.status(), problem.to_string()).into_response();
    let kind = HeaderValue::from_static("application/problem+json");
    response.headers_mut().insert(CONTENT_TYPE, kind);
    response
}

/// Without templates and assets, which need more of the product than is there.
fn page(renderer: &Renderer, language: Language, failure: &Failure) -> Response {
    let title = failure_title(renderer, language, failure);
    let again = renderer.text(language, "failure-503").unwrap_or_default();
    let html = format!(
        "<!doctype html><html lang=\"{}\"><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width, initial-scale=1\"><meta name=\"color-scheme\" content=\"light dark\">\
         <meta http-equiv=\"refresh\" content=\"{AGAIN}\"><title>{title}</title><h1>{title}</h1><p>{again}</p></html>",
        language.as_str()
    );
    (failure.status(), Html(html)).into_response()
}
