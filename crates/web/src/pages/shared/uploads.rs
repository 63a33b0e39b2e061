//! Forms that carry files. A file is stored as it arrives and named by its id from then on, so that a form that comes
//! back has lost none of them.

use touchstone_app::Call;
use touchstone_app::core::{AppError, FieldError};
use touchstone_app::ticket::{Fields, upload, uploads_waiting};
use touchstone_domain::id::FileId;
use touchstone_domain::text::{BODY, DEMAND, FILE_BYTES, FILES_PER_MESSAGE, SUBJECT, file_name};
use touchstone_render::size_text;
use touchstone_render::view::{RequestLimits, UploadLine};

use super::typed_all;
use crate::body::FormParts;
use crate::failure::Failure;
use crate::state::WebState;

/// Name of the fields that name uploads.
const ATTACHMENTS: &str = "attachments";
/// Name of the field that files are chosen in.
const FILES: &str = "files";

/// A form with files, read to its end: what was typed, with the ids of the files under `attachments`.
pub(in crate::pages) struct TypedForm {
    pub pairs: Vec<(String, String)>,
    /// What was wrong with files that could not be kept.
    refused: Vec<FieldError>,
}

impl TypedForm {
    /// The form as the application reads it, or what was wrong with its files.
    pub fn fields(&self, name_of: impl Fn(&str) -> String) -> Result<Fields, Failure> {
        if !self.refused.is_empty() {
            return Err(Failure::fields(self.refused.clone()));
        }
        let pairs: Vec<_> = self
            .pairs
            .iter()
            .map(|(name, text)| (name_of(name), text.as_str()))
            .collect();
        Ok(Fields::from_pairs(
            pairs.iter().map(|(name, text)| (name.as_str(), *text)),
        ))
    }
}

/// Reads a form to its end, storing its files for `call`.
pub(in crate::pages) async fn take_form(
    state: &WebState,
    call: &Call,
    form: &mut FormParts,
) -> Result<TypedForm, Failure> {
    let (mut ids, mut refused) = (Vec::new(), Vec::new());
    while let Some(file) = form.next_file().await? {
        let name = file.name.clone();
        match upload(&state.app, call, &name, file).await {
            Ok(stored) => ids.push(stored.id),
            Err(error) => refused.push(file_refused(&name, error)?),
        }
    }
    let mut pairs = form.typed.clone();
    pairs.extend(ids.into_iter().map(|id| (ATTACHMENTS.to_owned(), id.to_string())));
    Ok(TypedForm { pairs, refused })
}

/// What is the file's fault is said beside the field; anything else refuses the form.
fn file_refused(name: &str, error: AppError) -> Result<FieldError, Failure> {
    let about = |code| FieldError::new(FILES, code).with("name", file_name(name));
    match error {
        AppError::TooLarge { limit } => Ok(about("file_too_large").with("max", size_text(limit))),
        AppError::UnsupportedMediaType => Ok(about("file_type")),
        AppError::RateLimited { .. } => Ok(FieldError::new(FILES, "uploads_exhausted")),
        AppError::Validation(errors) => {
            let broke = errors.iter().any(|error| error.code == "interrupted");
            Ok(about(if broke { "file_interrupted" } else { "file_empty" }))
        }
        other => Err(other.into()),
    }
}

/// The files that a form which comes back still holds.
pub(in crate::pages) async fn upload_lines(
    state: &WebState,
    pairs: &[(String, String)],
) -> Result<Vec<UploadLine>, Failure> {
    let ids: Vec<FileId> = typed_all(pairs, ATTACHMENTS)
        .filter_map(|id| id.parse().ok())
        .collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let waiting = uploads_waiting(&state.app, ids).await?;
    let line = |file: touchstone_app::ticket::Uploaded| UploadLine {
        id: file.id.to_string(),
        name: file.name,
        size: file.size,
    };
    Ok(waiting.into_iter().map(line).collect())
}

/// The bounds that forms tell before they are met.
pub(in crate::pages) const fn request_limits() -> RequestLimits {
    RequestLimits {
        subject: SUBJECT,
        body: BODY,
        demand: DEMAND,
        file_bytes: FILE_BYTES,
        files: FILES_PER_MESSAGE,
    }
}
