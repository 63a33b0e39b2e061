//! Bodies with files. Parts are read one after another and a file never exceeds its bound in memory; what a file is,
//! whether it is welcome and under which name it is kept, the application decides.

use std::ops::ControlFlow;

use axum::extract::multipart::{Field, Multipart, MultipartError};
use axum::extract::{FromRequest, Request};
use bytes::{Bytes, BytesMut};
use http::StatusCode;
use sha2::{Digest, Sha256};
use touchstone_app::core::{AppError, FieldError};
use touchstone_domain::text::FILE_BYTES;

use super::mark::{Envelope, Mark, WriteBody};
use super::reading::{is_type, wrong_media};
use super::TEXT_BODY_BYTES;
use crate::access::CSRF_FIELD;
use crate::failure::Failure;
use crate::state::WebState;

const MULTIPART: &str = "multipart/form-data";
/// Text fields of a form with files.
const MOST_FIELDS: usize = 100;

/// One file as it was sent. Name and type are the sender's claims.
#[derive(Debug, Clone)]
pub struct FilePart {
    pub name: String,
    pub bytes: Bytes,
}

/// Exactly one file, in the part `file`.
#[derive(Debug)]
pub struct Upload {
    pub file: FilePart,
    mark: Mark,
}

impl WriteBody for Upload {
    fn mark(&self) -> &Mark {
        &self.mark
    }
}

impl FromRequest<WebState> for Upload {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &WebState) -> Result<Self, Failure> {
        let envelope = Envelope::of(&request)?;
        let mut parts = open(request, state).await?;
        let field = parts.next_field().await.map_err(broken)?;
        let field = field.ok_or_else(|| Failure::fields(vec![FieldError::new("file", "required")]))?;
        let named = field.name().unwrap_or_default().to_owned();
        if named != "file" || field.file_name().is_none() {
            let unknown = FieldError::new(named.clone(), "unknown_field").with("name", named);
            return Err(Failure::fields(vec![unknown]));
        }
        let file = read_file(field).await?;
        if parts.next_field().await.map_err(broken)?.is_some() {
            return Err(AppError::field("file", "too_many").into());
        }
        let mut hash = Sha256::new();
        hash.update(file.name.as_bytes());
        hash.update([0]);
        hash.update(&file.bytes);
        let hash: [u8; 32] = hash.finalize().into();
        envelope.check_csrf(None)?;
        Ok(Self { file, mark: envelope.mark(&hash) })
    }
}

/// A form with files: the text fields typed so far, and the files still to come.
///
/// Where a cookie vouches for the caller, the field `csrf` must come before the first file; it has been checked when
/// the handler starts.
pub struct FormParts {
    parts: Multipart,
    envelope: Envelope,
    hash: Sha256,
    /// Text fields in order of arrival, without `csrf`; complete once [`FormParts::next_file`] has given `None`.
    pub typed: Vec<(String, String)>,
    mark: Mark,
}

impl WriteBody for FormParts {
    /// Complete, like `typed`, once [`FormParts::next_file`] has given `None`.
    fn mark(&self) -> &Mark {
        &self.mark
    }
}

impl FromRequest<WebState> for FormParts {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &WebState) -> Result<Self, Failure> {
        let envelope = Envelope::of(&request)?;
        let mark = envelope.mark(&[]);
        let parts = open(request, state).await?;
        let mut form = Self { parts, envelope, hash: Sha256::new(), typed: Vec::new(), mark };
        form.prove().await?;
        Ok(form)
    }
}

impl FormParts {
    /// The next file; text fields on the way are gathered. `None` at the end of the form.
    pub async fn next_file(&mut self) -> Result<Option<FilePart>, Failure> {
        while let Some(field) = self.parts.next_field().await.map_err(broken)? {
            if field.file_name().is_none() {
                let (name, text) = read_text(field).await?;
                self.keep(name, text)?;
                continue;
            }
            let file = read_file(field).await?;
            // A browser sends an empty, nameless part for an input in which no file was chosen.
            if file.name.is_empty() && file.bytes.is_empty() {
                continue;
            }
            self.hash.update(Sha256::digest(&file.bytes));
            return Ok(Some(file));
        }
        let hash: [u8; 32] = self.hash.clone().finalize().into();
        self.mark = self.envelope.mark(&hash);
        Ok(None)
    }

    /// Reads up to the CSRF field where one is needed.
    async fn prove(&mut self) -> Result<(), Failure> {
        while self.envelope.needs_csrf_field() {
            let field = self.parts.next_field().await.map_err(broken)?.ok_or_else(Failure::csrf)?;
            if field.file_name().is_some() {
                return Err(Failure::csrf());
            }
            let (name, text) = read_text(field).await?;
            if name == CSRF_FIELD {
                return self.envelope.check_csrf(Some(&text));
            }
            self.keep(name, text)?;
        }
        Ok(())
    }

    fn keep(&mut self, name: String, text: String) -> Result<(), Failure> {
        if name == CSRF_FIELD {
            return Ok(());
        }
        let total: usize = self.typed.iter().map(|(name, text)| name.len() + text.len()).sum();
        if self.typed.len() >= MOST_FIELDS || total + text.len() > TEXT_BODY_BYTES {
            return Err(AppError::TooLarge { limit: TEXT_BODY_BYTES as u64 }.into());
        }
        for part in [&name, &text] {
            self.hash.update(part.as_bytes());
            self.hash.update([0]);
        }
        self.typed.push((name, text));
        Ok(())
    }
}

async fn open(request: Request, state: &WebState) -> Result<Multipart, Failure> {
    if !is_type(request.headers(), MULTIPART) {
        return Err(wrong_media(MULTIPART));
    }
    Multipart::from_request(request, state).await.map_err(|_| Failure::malformed("malformed_multipart"))
}

async fn read_file(mut field: Field<'_>) -> Result<FilePart, Failure> {
    let name = field.file_name().unwrap_or_default().to_owned();
    let limit = usize::try_from(FILE_BYTES).unwrap_or(usize::MAX);
    let mut bytes = BytesMut::new();
    while let Some(chunk) = field.chunk().await.map_err(broken)? {
        if let ControlFlow::Break(()) = append(&mut bytes, &chunk, limit) {
            return Err(AppError::TooLarge { limit: limit as u64 }.into());
        }
    }
    Ok(FilePart { name, bytes: bytes.freeze() })
}

async fn read_text(mut field: Field<'_>) -> Result<(String, String), Failure> {
    let name = field.name().unwrap_or_default().to_owned();
    let mut bytes = BytesMut::new();
    while let Some(chunk) = field.chunk().await.map_err(broken)? {
        if let ControlFlow::Break(()) = append(&mut bytes, &chunk, TEXT_BODY_BYTES) {
            return Err(AppError::TooLarge { limit: TEXT_BODY_BYTES as u64 }.into());
        }
    }
    let text = String::from_utf8(bytes.to_vec()).map_err(|_| Failure::malformed("malformed_utf8"))?;
    if text.contains('\0') {
        return Err(AppError::field(name, "control_characters").into());
    }
    Ok((name, text))
}

fn append(bytes: &mut BytesMut, chunk: &[u8], limit: usize) -> ControlFlow<()> {
    if bytes.len() + chunk.len() > limit {
        return ControlFlow::Break(());
    }
    bytes.extend_from_slice(chunk);
    ControlFlow::Continue(())
}

fn broken(error: MultipartError) -> Failure {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        AppError::TooLarge { limit: FILE_BYTES }.into()
    } else {
        Failure::malformed("malformed_multipart")
    }
}
