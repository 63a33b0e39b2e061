//! What can go wrong for a caller, in terms a caller can act on. The web layer turns each into a problem document,
//! the pages into a sentence; `code` is the stable name of both and the key of its translation.

use serde::Serialize;
use touchstone_domain::access::Permission;
use touchstone_domain::stage::Stage;
use touchstone_domain::time::{Span, Timestamp};
use touchstone_store::StoreError;

/// One thing wrong with one field of the input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldError {
    /// Path of the field as the caller sent it, e.g. `requester.email` or `attachments[2]`.
    pub field: String,
    /// Stable code, e.g. `required`, `too_long`; translation key `field-<code>`.
    pub code: &'static str,
    /// Values for the sentence, e.g. `("max", "200")`.
    pub args: Vec<(&'static str, String)>,
}

impl FieldError {
    /// A field error whose sentence needs no values.
    pub fn new(field: impl Into<String>, code: &'static str) -> Self {
        Self {
            field: field.into(),
            code,
            args: Vec::new(),
        }
    }

    /// Adds a value that the sentence mentions.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.args.push((name, value.to_string()));
        self
    }
}

/// A legal hold that stands against something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HeldBy {
    /// Id of the person or ticket it is on.
    pub subject: String,
    pub reason: String,
    pub until: Option<Timestamp>,
}

/// Why a command or query gave no result. Nothing was stored.
#[derive(Debug, Clone, thiserror::Error)]
pub enum AppError {
    #[error("no valid sign-in")]
    Unauthenticated,
    #[error("the actor may not use {permission} here")]
    Forbidden { permission: Permission },
    #[error("{what} not found or not visible")]
    NotFound { what: &'static str },
    #[error("{} field(s) are not acceptable", .0.len())]
    Validation(Vec<FieldError>),
    #[error("{action} is not possible in stage {stage}")]
    InvalidTransition {
        action: String,
        stage: Stage,
        allowed: Vec<String>,
    },
    #[error("the record is at version {current}")]
    VersionConflict { current: i64 },
    #[error("the call must say which version it is based on")]
    PreconditionRequired,
    #[error("the idempotency key was used with another request")]
    IdempotencyConflict,
    /// A rule across records refuses; the code says which (`last_administrator`, `email_taken`, …).
    #[error("refused by rule {code}")]
    Conflict { code: &'static str },
    /// Others still use it; so many, perhaps ending in `+` where no further was counted.
    #[error("refused by rule {code}: {n}")]
    InUse { code: &'static str, n: String },
    /// Legal holds forbid the destruction.
    #[error("{} legal hold(s) stand against it", .0.len())]
    Held(Vec<HeldBy>),
    #[error("too many calls")]
    RateLimited { retry_after: Span },
    #[error("larger than {limit} bytes")]
    TooLarge { limit: u64 },
    #[error("this type of content is not accepted")]
    UnsupportedMediaType,
    #[error("the desk is busy")]
    Busy,
    #[error("a part the desk needs does not answer")]
    Unavailable,
    #[error("the disk is full")]
    StorageFull,
    /// A defect or a broken machine. The text is for the log and never leaves the process.
    #[error("internal: {0}")]
    Internal(String),
}

impl AppError {
    /// A refusal of a single field.
    pub fn field(field: impl Into<String>, code: &'static str) -> Self {
        Self::Validation(vec![FieldError::new(field, code)])
    }

    /// The stable code of this error, also its translation key (`error-<code>`).
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unauthenticated => "unauthenticated",
            Self::Forbidden { .. } => "forbidden",
            Self::NotFound { .. } => "not_found",
            Self::Validation(_) => "validation_failed",
            Self::InvalidTransition { .. } => "invalid_transition",
            Self::VersionConflict { .. } => "version_conflict",
            Self::PreconditionRequired => "precondition_required",
            Self::IdempotencyConflict => "idempotency_conflict",
            Self::Conflict { code } | Self::InUse { code, .. } => code,
            Self::Held(_) => "legal_hold",
            Self::RateLimited { .. } => "rate_limited",
            Self::TooLarge { .. } => "too_large",
            Self::UnsupportedMediaType => "unsupported_media_type",
            Self::Busy => "busy",
            Self::Unavailable => "unavailable",
            Self::StorageFull => "storage_full",
            Self::Internal(_) => "internal",
        }
    }

    /// What is wrong with which field; empty for every other kind of error.
    pub fn fields(&self) -> &[FieldError] {
        match self {
            Self::Validation(fields) => fields,
            _ => &[],
        }
    }
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Busy | StoreError::Conflict(_) => Self::Busy,
            StoreError::Full => Self::StorageFull,
            StoreError::Unavailable(reason) => {
                tracing::warn!(%reason, "the database does not answer");
                Self::Unavailable
            }
            StoreError::Closed | StoreError::ReadOnly => Self::Unavailable,
            other => Self::Internal(other.to_string()),
        }
    }
}
