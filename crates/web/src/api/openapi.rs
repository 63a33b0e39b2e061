//! The description of the API, put together from the routes themselves: what a route takes and gives is told by its
//! handler's `#[utoipa::path]`, what all routes of its kind have in common (credentials, headers, refusals) is added
//! here from its access and shape. A route without description cannot be an API route, so nothing is left out.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use axum::response::{IntoResponse, Response};
use http::HeaderValue;
use http::header::CONTENT_TYPE;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::{HttpMethod, Operation, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{Object, Schema, Type};
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityRequirement, SecurityScheme,
};
use utoipa::openapi::tag::Tag;
use utoipa::openapi::{
    Components, ContentBuilder, Info, License, OpenApi, Paths, Ref, RefOr, Required, ResponseBuilder,
};

use crate::access::Open;
use crate::route::{Access, Description, Route, Shape};

const ABOUT: &str = "\
Times are RFC 3339 in UTC with `Z`, durations ISO 8601, ids typed strings. Unknown request fields are refused by name. \
Lists take `limit` and `cursor`. Errors are RFC 9457 problems with a stable `code`. One record carries `ETag`; changing \
it needs `If-Match`. `Idempotency-Key` makes a POST repeatable for 24 hours.";

/// A refusal, as every operation gives it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Problem {
    /// `urn:touchstone:problem:` and the code.
    r#type: String,
    /// In the caller's language.
    title: String,
    status: u16,
    detail: Option<String>,
    /// Stable; programs go by this.
    code: String,
    /// Names the call in the server's log.
    request_id: String,
    /// What is wrong with which field.
    errors: Option<Vec<FieldProblem>>,
}

/// What is wrong with one field.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FieldProblem {
    /// As it was sent, e.g. `requester.email`.
    field: String,
    /// Stable.
    code: String,
    /// In the caller's language.
    message: String,
    /// What the message mentions, by name, as texts: bounds, allowed values, the token of a search that was not understood.
    values: Option<BTreeMap<String, String>>,
}

/// The description of these routes.
pub(crate) fn document(routes: Vec<Route>) -> OpenApi {
    let mut paths = Paths::new();
    let mut components = Components::new();
    components.schemas.extend(problem_schemas());
    components.schemas.extend(super::schema::stand_ins());
    for route in routes {
        let (method, path, access, shape) = (route.method, route.path, route.access, route.shape);
        let Some(describe) = route.describe else {
            continue;
        };
        let Description { operation, schemas } = describe();
        components.schemas.extend(schemas);
        let operation = completed(operation, access, shape);
        paths.add_path_operation(path, vec![method_of(&method)], operation);
    }
    components.security_schemes = security_schemes();
    let mut info = Info::new("Touchstone", env!("CARGO_PKG_VERSION"));
    info.description = Some(ABOUT.to_owned());
    info.license = Some(License::new("Apache-2.0"));
    let mut document = OpenApi::new(info, paths);
    document.components = Some(components);
    document.tags = Some(tags());
    document
}

fn method_of(method: &http::Method) -> HttpMethod {
    match *method {
        http::Method::POST => HttpMethod::Post,
        http::Method::PUT => HttpMethod::Put,
        http::Method::PATCH => HttpMethod::Patch,
        http::Method::DELETE => HttpMethod::Delete,
        _ => HttpMethod::Get,
    }
}

fn tags() -> Vec<Tag> {
    let about = [
        ("public", "Without login: requests, uploads, tracking."),
        ("tickets", "Service requests, as the desk handles them."),
        ("notifications", "What the caller is told of."),
        ("people", "Requesters, masked."),
        ("privacy", "Erasure of people's data, and legal holds against it."),
        ("account", "Who am I, and which queues do I have."),
        ("administration", "Users, teams, roles, tokens."),
        ("reference", "Categories and the standard in force."),
        ("standards", "Calendars of working time."),
        ("audit", "Who did what about what, when and from where."),
        ("operation", "Outgoing notifications, jobs and backups."),
    ];
    about
        .into_iter()
        .map(|(name, text)| {
            let mut tag = Tag::new(name);
            tag.description = Some(text.to_owned());
            tag
        })
        .collect()
}

fn problem_schemas() -> Vec<(String, RefOr<Schema>)> {
    let mut schemas = Vec::new();
    Problem::schemas(&mut schemas);
    schemas.push((
        Problem::name().into_owned(),
        <Problem as utoipa::PartialSchema>::schema(),
    ));
    schemas
}

fn security_schemes() -> BTreeMap<String, RefOr<SecurityScheme>> {
    let mut bearer = Http::new(HttpAuthScheme::Bearer);
    bearer.description = Some("An API token, or a session's token.".to_owned());
    let mut track = Http::new(HttpAuthScheme::Bearer);
    track.description = Some("The token of a tracking session of this very code.".to_owned());
    let cookie = ApiKey::Cookie(ApiKeyValue::with_description(
        crate::cookies::SESSION,
        "The session of a browser; writes then need the header `X-CSRF-Token`.",
    ));
    [
        ("bearer".to_owned(), SecurityScheme::Http(bearer).into()),
        ("track".to_owned(), SecurityScheme::Http(track).into()),
        ("session".to_owned(), SecurityScheme::ApiKey(cookie).into()),
    ]
    .into()
}

/// Adds what all routes of this access and shape have in common.
fn completed(mut operation: Operation, access: Access, shape: Shape) -> Operation {
    let schemes: &[&str] = match access {
        Access::SignedIn | Access::Permission(_) => &["bearer", "session"],
        Access::TrackSession => &["track"],
        Access::Open | Access::Public | Access::Credential | Access::Demo => &[],
    };
    if !schemes.is_empty() {
        let needs = schemes
            .iter()
            .map(|name| SecurityRequirement::new(*name, Vec::<String>::new()));
        operation.security = Some(needs.collect());
    }
    let parameters = operation.parameters.get_or_insert_default();
    match shape {
        Shape::Read => {}
        Shape::Write => {
            parameters.push(header("Idempotency-Key", false, "Makes the call repeatable.").into())
        }
        Shape::Update => {
            parameters.push(header("If-Match", true, "The `ETag` this change is based on.").into());
        }
    }
    for (status, about) in refusals(access, shape) {
        let response = ResponseBuilder::new()
            .description(about)
            .content(
                "application/problem+json",
                ContentBuilder::new().schema(Some(problem_ref())).build(),
            )
            .header(
                "X-Request-Id",
                HeaderBuilder::new()
                    .schema(Some(Object::with_type(Type::String)))
                    .build(),
            )
            .build();
        operation
            .responses
            .responses
            .entry(status.to_owned())
            .or_insert_with(|| response.into());
    }
    operation
}

fn refusals(access: Access, shape: Shape) -> Vec<(&'static str, &'static str)> {
    let mut refusals = vec![
        ("429", "Too many calls; see `Retry-After`."),
        ("503", "Busy; see `Retry-After`."),
    ];
    if matches!(
        access,
        Access::SignedIn | Access::Permission(_) | Access::TrackSession
    ) {
        refusals.push(("401", "No credentials, or none that hold."));
    }
    if !matches!(access, Access::Open) {
        refusals.push(("404", "Not there, or not visible."));
    }
    if matches!(access, Access::Permission(_)) {
        refusals.push(("403", "Visible, but the action is not allowed."));
    }
    if shape != Shape::Read {
        refusals.push(("400", "The body cannot be read."));
        refusals.push((
            "409",
            "A rule refuses, or the idempotency key was used with another body.",
        ));
        refusals.push(("413", "Too large."));
        refusals.push(("415", "Another type of body is expected."));
        refusals.push(("422", "Fields are not acceptable; see `errors`."));
    } else {
        refusals.push(("422", "Query parameters are not acceptable; see `errors`."));
    }
    if shape == Shape::Update {
        refusals.push(("412", "The record has changed since."));
        refusals.push(("428", "`If-Match` is missing."));
    }
    refusals
}

fn problem_ref() -> RefOr<Schema> {
    Ref::from_schema_name(Problem::name()).into()
}

fn header(name: &str, required: bool, about: &str) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Header)
        .required(if required { Required::True } else { Required::False })
        .description(Some(about))
        .schema(Some(Object::with_type(Type::String)))
        .build()
}

/// The document itself. Not part of itself.
pub(super) async fn openapi_json(_: Open) -> Response {
    static DOCUMENT: LazyLock<Result<String, serde_json::Error>> =
        LazyLock::new(|| serde_json::to_string(&document(super::routes())));
    match &*DOCUMENT {
        Ok(text) => (
            [(CONTENT_TYPE, HeaderValue::from_static("application/json"))],
            text.as_str(),
        )
            .into_response(),
        Err(error) => crate::Failure::internal(&format!("no description: {error}")).into_response(),
    }
}
