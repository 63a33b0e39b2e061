//! The one place that decides how a refusal looks from outside: its status, its stable code, its field errors.
//!
//! A handler returns `Result<_, Failure>`; `?` turns every [`AppError`] into one. A `Failure` is not yet worded: it
//! travels in the response's extensions until [`crate::problem`] knows the caller's language and whether a program or
//! a person asked.

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde_json::{Map, Value, json};
use touchstone_app::core::{AppError, FieldError};

/// A refusal on its way to the caller.
#[derive(Debug, Clone)]
pub struct Failure(Box<Parts>);

#[derive(Debug, Clone)]
struct Parts {
    status: StatusCode,
    code: &'static str,
    args: Vec<(&'static str, String)>,
    fields: Vec<FieldError>,
    members: Map<String, Value>,
    retry_after: Option<u64>,
    csrf: bool,
}

impl Failure {
    /// A refusal with this status and code (translation key `error-<code>`).
    pub fn new(status: StatusCode, code: &'static str) -> Self {
        Self(Box::new(Parts {
            status,
            code,
            args: Vec::new(),
            fields: Vec::new(),
            members: Map::new(),
            retry_after: None,
            csrf: false,
        }))
    }

    /// Adds a value that the sentence mentions.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.0.args.push((name, value.to_string()));
        self
    }

    /// Adds a member to the problem document, for programs.
    #[must_use]
    pub fn member(mut self, name: &str, value: Value) -> Self {
        self.0.members.insert(name.to_owned(), value);
        self
    }

    /// Says after how many seconds trying again makes sense.
    #[must_use]
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.0.retry_after = Some(seconds.max(1));
        self
    }

    /// One record or route that is not there, or not there for this caller.
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found")
    }

    /// The caller has shown no credentials that hold.
    pub fn unauthenticated() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "unauthenticated")
    }

    /// Fields that are not acceptable.
    pub fn fields(fields: Vec<FieldError>) -> Self {
        AppError::Validation(fields).into()
    }

    /// The body or the query cannot be read at all.
    pub fn malformed(code: &'static str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code)
    }

    /// The write carries a browser's cookie but not the proof that our own page sent it.
    pub fn csrf() -> Self {
        let mut failure = Self::new(StatusCode::FORBIDDEN, "csrf_refused");
        failure.0.csrf = true;
        failure
    }

    /// A defect. The reason goes to the log, never to the caller.
    pub fn internal(reason: &str) -> Self {
        tracing::error!(reason, "a handler failed");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal")
    }

    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    pub fn code(&self) -> &'static str {
        self.0.code
    }

    /// Values for the sentence of `error-<code>`.
    pub fn args(&self) -> &[(&'static str, String)] {
        &self.0.args
    }

    /// What is wrong with which field.
    pub fn field_errors(&self) -> &[FieldError] {
        &self.0.fields
    }

    /// Members for programs beside the standard ones, e.g. `allowed`, `known`, `version`.
    pub fn members(&self) -> &Map<String, Value> {
        &self.0.members
    }

    pub fn retry_seconds(&self) -> Option<u64> {
        self.0.retry_after
    }
}

impl From<AppError> for Failure {
    fn from(error: AppError) -> Self {
        let mut failure = Self::new(status_of(&error), error.code());
        match error {
            AppError::Validation(fields) => failure.0.fields = fields,
            AppError::InvalidTransition {
                action,
                stage,
                allowed,
            } => {
                failure = failure
                    .with("action", &action)
                    .with("stage", stage)
                    .member("action", json!(action))
                    .member("stage", json!(stage))
                    .member("allowed", json!(allowed));
            }
            AppError::VersionConflict { current } => failure = failure.member("version", json!(current)),
            AppError::RateLimited { retry_after } => {
                failure = failure.retry_after(seconds_up(retry_after.as_micros()));
            }
            AppError::TooLarge { limit } => {
                failure = failure.with("limit", limit).member("limit", json!(limit));
            }
            AppError::InUse { n, .. } => failure = failure.with("n", &n).member("in_use", json!(n)),
            AppError::Held(holds) => failure = failure.member("holds", json!(holds)),
            AppError::Busy | AppError::Unavailable => failure = failure.retry_after(2),
            AppError::Forbidden { permission } => {
                failure = failure
                    .with("permission", permission)
                    .member("permission", json!(permission));
            }
            AppError::Internal(reason) => tracing::error!(%reason, "the application failed"),
            AppError::Unauthenticated
            | AppError::NotFound { .. }
            | AppError::PreconditionRequired
            | AppError::IdempotencyConflict
            | AppError::Conflict { .. }
            | AppError::UnsupportedMediaType
            | AppError::StorageFull => {}
        }
        failure
    }
}

fn status_of(error: &AppError) -> StatusCode {
    match error {
        AppError::Unauthenticated => StatusCode::UNAUTHORIZED,
        AppError::Forbidden { .. } => StatusCode::FORBIDDEN,
        AppError::NotFound { .. } => StatusCode::NOT_FOUND,
        AppError::Validation(_) => StatusCode::UNPROCESSABLE_ENTITY,
        AppError::InvalidTransition { .. } | AppError::IdempotencyConflict | AppError::Conflict { .. } => {
            StatusCode::CONFLICT
        }
        AppError::Held(_) | AppError::InUse { .. } => StatusCode::CONFLICT,
        AppError::VersionConflict { .. } => StatusCode::PRECONDITION_FAILED,
        AppError::PreconditionRequired => StatusCode::PRECONDITION_REQUIRED,
        AppError::RateLimited { .. } => StatusCode::TOO_MANY_REQUESTS,
        AppError::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
        AppError::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        AppError::Busy | AppError::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        AppError::StorageFull => StatusCode::INSUFFICIENT_STORAGE,
        AppError::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

fn seconds_up(micros: i64) -> u64 {
    u64::try_from(micros).unwrap_or(0).div_ceil(1_000_000)
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = self.0.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}
