//! Words a [`Failure`] for the one who asked: an RFC 9457 problem document for programs, a page for people.

use std::sync::Arc;

use axum::extract::{FromRequestParts as _, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use http::request::Parts;
use http::{HeaderValue, Method, StatusCode};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value, json};
use touchstone_app::core::FieldError;
use touchstone_domain::language::Language;
use touchstone_domain::time::Span;
use touchstone_render::Renderer;
use touchstone_render::view::{ErrorView, Frame};

use crate::access::Visitor;
use crate::context::{Face, RequestContext};
use crate::cookies::{SESSION, cookie_value};
use crate::failure::Failure;
use crate::page::{Reader as _, frame_of};
use crate::state::WebState;

/// Everything that would end or split a query value.
const QUERY_VALUE: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'_')
    .remove(b'.');

/// The role of somebody who is signed in needs a second factor that they do not have.
pub(crate) const ENROLMENT_REQUIRED: &str = "second_factor_enrolment_required";

/// The layer that words whatever failures come out of the routes.
pub(crate) async fn word_failures(State(state): State<WebState>, request: Request, next: Next) -> Response {
    let context = request.extensions().get::<Arc<RequestContext>>().cloned();
    let (parts, body) = request.into_parts();
    let of_page = context.as_ref().is_some_and(|context| context.face == Face::Page);
    let asked = of_page.then(|| parts.clone());
    let mut response = next.run(Request::from_parts(parts, body)).await;
    let (Some(failure), Some(context)) = (response.extensions_mut().remove::<Failure>(), context) else {
        return response;
    };
    let mut worded = match asked {
        None => problem_document(&state.renderer, &context, &failure),
        Some(asked) => failure_page(&state, &context, asked, &failure).await,
    };
    if let Some(seconds) = failure.retry_seconds() {
        worded
            .headers_mut()
            .insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    // What the routes said beside the failure (`Allow` with 405) stays.
    for (name, value) in response.headers() {
        if name != CONTENT_TYPE
            && name != http::header::CONTENT_LENGTH
            && !worded.headers().contains_key(name)
        {
            worded.headers_mut().insert(name, value.clone());
        }
    }
    worded
}

/// The sentence of a failure's code, with its values.
pub fn failure_title(renderer: &Renderer, language: Language, failure: &Failure) -> String {
    let args = borrowed(failure.args());
    renderer
        .text_with(language, &format!("error-{}", failure.code()), &args)
        .unwrap_or_else(|| failure.code().to_owned())
}

/// The sentence of a field error, with its values.
pub fn field_message(renderer: &Renderer, language: Language, error: &FieldError) -> String {
    renderer
        .text_with(language, &format!("field-{}", error.code), &borrowed(&error.args))
        .unwrap_or_else(|| error.code.to_owned())
}

fn borrowed<'a>(args: &'a [(&'static str, String)]) -> Vec<(&'a str, String)> {
    args.iter().map(|(name, value)| (*name, value.clone())).collect()
}

fn problem_document(renderer: &Renderer, context: &RequestContext, failure: &Failure) -> Response {
    let language = context.language();
    let title = failure_title(renderer, language, failure);
    let mut members = Map::new();
    members.insert(
        "type".into(),
        json!(format!("urn:touchstone:problem:{}", failure.code())),
    );
    members.insert("title".into(), json!(title));
    members.insert("status".into(), json!(failure.status().as_u16()));
    // What to do about it, which depends on the kind of refusal alone.
    let detail_key = format!("failure-{}", failure.status().as_u16());
    if let Some(detail) = renderer.text(language, &detail_key) {
        members.insert("detail".into(), json!(detail));
    }
    members.insert("code".into(), json!(failure.code()));
    members.insert("request_id".into(), json!(context.id.to_string()));
    if !failure.field_errors().is_empty() {
        members.insert(
            "errors".into(),
            field_errors(renderer, language, failure.field_errors()),
        );
    }
    members.extend(failure.members().clone());
    let mut response = (failure.status(), Value::Object(members).to_string()).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    headers.insert(
        http::header::CONTENT_LANGUAGE,
        HeaderValue::from_static(language.as_str()),
    );
    if failure.status() == StatusCode::UNAUTHORIZED {
        headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}

/// The errors of fields as a problem document has them.
pub(crate) fn field_errors(renderer: &Renderer, language: Language, errors: &[FieldError]) -> Value {
    errors
        .iter()
        .map(|error| {
            let mut told = json!({
                "field": error.field,
                "code": error.code,
                "message": field_message(renderer, language, error),
            });
            if !error.args.is_empty() {
                told["values"] = error.args.iter().cloned().collect();
            }
            told
        })
        .collect()
}

/// A page about the failure; for a reader who is not signed in, the way to the sign-in page and back.
async fn failure_page(
    state: &WebState,
    context: &RequestContext,
    asked: Parts,
    failure: &Failure,
) -> Response {
    let reads = matches!(asked.method, Method::GET | Method::HEAD);
    // Consumers show who they are on the page of their request, not at the desk's door.
    let track = context.target.strip_prefix("/track/");
    if let Some((code, _)) = track.and_then(|rest| rest.split_once('/'))
        && failure.status() == StatusCode::UNAUTHORIZED
        && reads
    {
        return Redirect::to(&format!("/track/{code}#ownership-box")).into_response();
    }
    if failure.status() == StatusCode::UNAUTHORIZED && reads {
        let next = utf8_percent_encode(&context.target, QUERY_VALUE);
        return Redirect::to(&format!("/sign-in?next={next}")).into_response();
    }
    if failure.code() == ENROLMENT_REQUIRED && reads {
        return Redirect::to("/account/security").into_response();
    }
    let frame = failure_frame(state, context, asked, failure.status()).await;
    let view = ErrorView {
        status: failure.status().as_u16(),
        code: failure.code().into(),
        request_id: Some(context.id.to_string()),
        retry_after: failure
            .retry_seconds()
            .map(|s| Span::seconds(i64::try_from(s).unwrap_or(i64::MAX))),
        back: (!reads).then(|| context.target.clone()),
        kept: !reads,
    };
    let html = state.renderer.page(&frame, &view).unwrap_or_else(|error| {
        tracing::error!(%error, "the error page could not be rendered");
        failure.code().to_owned()
    });
    (failure.status(), axum::response::Html(html)).into_response()
}

/// Members of staff keep their menu on the page of what is not there or not theirs. Who calls too often, or meets a fault
/// of ours, is not looked up once more.
async fn failure_frame(
    state: &WebState,
    context: &RequestContext,
    mut asked: Parts,
    status: StatusCode,
) -> Frame {
    if status.is_client_error()
        && status != StatusCode::TOO_MANY_REQUESTS
        && cookie_value(&asked.headers, SESSION).is_some()
        && let Ok(reader) = Visitor::from_request_parts(&mut asked, state).await
    {
        return reader.frame(state);
    }
    frame_of(context, state)
}
