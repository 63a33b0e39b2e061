//! Bodies with files. Parts are read one after another and files are handed on as they arrive, never held whole; what a
//! file is, whether it is welcome and under which name it is kept, the application decides.

use std::ops::ControlFlow;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::extract::{FromRequest, Request};
use bytes::{Bytes, BytesMut};
use futures::Stream;
use http::header::CONTENT_TYPE;
use multer::{Constraints, Field, Multipart, SizeLimit};
use touchstone_app::core::{AppError, FieldError};
use touchstone_domain::text::{FILE_BYTES, FILES_PER_MESSAGE};

use super::mark::{Envelope, KEY_FIELD, Mark, WriteBody};
use super::reading::{is_type, unfinished, wrong_media};
use super::{MULTIPART_SLACK_BYTES, TEXT_BODY_BYTES};
use crate::access::CSRF_FIELD;
use crate::failure::Failure;
use crate::state::WebState;

pub(super) const MULTIPART: &str = "multipart/form-data";
/// Text fields of a form with files.
const MOST_FIELDS: usize = 100;

/// Bytes of a body with this many files in it.
const fn files_bytes(files: u64) -> u64 {
    files * (FILE_BYTES + MULTIPART_SLACK_BYTES) + TEXT_BODY_BYTES as u64
}

/// One file as it is being sent: a stream of its bytes. The name is the sender's claim.
pub struct FilePart {
    pub name: String,
    field: Field<'static>,
}

impl Stream for FilePart {
    type Item = Result<Bytes, multer::Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Pin::new(&mut self.field).poll_next(cx)
    }
}

/// Exactly one file, in the part `file`.
pub struct Upload {
    parts: Multipart<'static>,
    mark: Mark,
}

impl WriteBody for Upload {
    fn mark(&self) -> &Mark {
        &self.mark
    }
}

impl FromRequest<WebState> for Upload {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &WebState) -> Result<Self, Failure> {
        let envelope = Envelope::of(&request)?;
        envelope.check_csrf(None)?;
        let mark = envelope.mark(&[]);
        Ok(Self {
            parts: open(request, 1)?,
            mark,
        })
    }
}

impl Upload {
    /// The file. Refuses when the first part is anything else.
    pub async fn file(&mut self) -> Result<FilePart, Failure> {
        let field = self.parts.next_field().await.map_err(broken)?;
        let field = field.ok_or_else(|| Failure::fields(vec![FieldError::new("file", "required")]))?;
        let named = field.name().unwrap_or_default().to_owned();
        match field.file_name().map(str::to_owned) {
            Some(name) if named == "file" => Ok(FilePart { name, field }),
            _ => Err(Failure::fields(vec![
                FieldError::new(named.clone(), "unknown_field").with("name", named),
            ])),
        }
    }
}

/// Exactly one file, as large as files to be imported may be.
pub struct LargeUpload(Upload);

impl WriteBody for LargeUpload {
    fn mark(&self) -> &Mark {
        self.0.mark()
    }
}

impl FromRequest<WebState> for LargeUpload {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &WebState) -> Result<Self, Failure> {
        let envelope = Envelope::of(&request)?;
        envelope.check_csrf(None)?;
        let mark = envelope.mark(&[]);
        let parts = open_within(request, large_bytes(state))?;
        Ok(Self(Upload { parts, mark }))
    }
}

impl LargeUpload {
    /// The file; see [`Upload::file`].
    pub async fn file(&mut self) -> Result<FilePart, Failure> {
        self.0.file().await
    }
}

/// A form with one file, as large as files to be imported may be; its text fields come before the file.
pub struct LargeForm(FormParts);

impl WriteBody for LargeForm {
    fn mark(&self) -> &Mark {
        self.0.mark()
    }
}

impl FromRequest<WebState> for LargeForm {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &WebState) -> Result<Self, Failure> {
        FormParts::within(request, large_bytes(state)).await.map(Self)
    }
}

impl std::ops::Deref for LargeForm {
    type Target = FormParts;

    fn deref(&self) -> &FormParts {
        &self.0
    }
}

impl std::ops::DerefMut for LargeForm {
    fn deref_mut(&mut self) -> &mut FormParts {
        &mut self.0
    }
}

fn large_bytes(state: &WebState) -> u64 {
    let limit = state.app.limits.import_bytes;
    limit.saturating_add(MULTIPART_SLACK_BYTES + TEXT_BODY_BYTES as u64)
}

/// A form with files: the text fields typed so far, and the files still to come.
///
/// Where a cookie vouches for the caller, the field `csrf` must come before the first file; it has been checked when
/// the handler starts.
pub struct FormParts {
    parts: Multipart<'static>,
    envelope: Envelope,
    /// Text fields in order of arrival, without `csrf`; complete once [`FormParts::next_file`] has given `None`.
    pub typed: Vec<(String, String)>,
    mark: Mark,
}

impl WriteBody for FormParts {
    /// Complete, like `typed`, once [`FormParts::next_file`] has given `None`. Speaks of the text fields alone: what was
    /// uploaded on the way has another id each time.
    fn mark(&self) -> &Mark {
        &self.mark
    }
}

impl FromRequest<WebState> for FormParts {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &WebState) -> Result<Self, Failure> {
        Self::within(request, files_bytes(FILES_PER_MESSAGE as u64)).await
    }
}

impl FormParts {
    /// A form of at most so many bytes, read up to the proof that it is the caller's.
    pub(super) async fn within(request: Request, bytes: u64) -> Result<Self, Failure> {
        let envelope = Envelope::of(&request)?;
        let mark = envelope.mark(&[]);
        let parts = open_within(request, bytes)?;
        let mut form = Self {
            parts,
            envelope,
            typed: Vec::new(),
            mark,
        };
        form.prove().await?;
        Ok(form)
    }
}

impl FormParts {
    /// The next file; text fields on the way are gathered. `None` at the end of the form. An input in which no file was
    /// chosen is passed over.
    pub async fn next_file(&mut self) -> Result<Option<FilePart>, Failure> {
        while let Some(field) = self.parts.next_field().await.map_err(broken)? {
            match field.file_name().map(str::to_owned) {
                None => {
                    let (name, text) = read_text(field).await?;
                    keep(&mut self.envelope, &mut self.typed, name, text)?;
                }
                Some(name) if name.is_empty() => {}
                Some(name) => return Ok(Some(FilePart { name, field })),
            }
        }
        self.mark = self.envelope.mark_typed(&self.typed);
        Ok(None)
    }

    /// What was typed, as the application's field readers take it; complete like `typed`.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.typed
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str()))
    }

    /// Reads up to the CSRF field where one is needed.
    async fn prove(&mut self) -> Result<(), Failure> {
        while self.envelope.needs_csrf_field() {
            let field = self
                .parts
                .next_field()
                .await
                .map_err(broken)?
                .ok_or_else(Failure::csrf)?;
            if field.file_name().is_some() {
                return Err(Failure::csrf());
            }
            let (name, text) = read_text(field).await?;
            if name == CSRF_FIELD {
                return self.envelope.check_csrf(Some(&text));
            }
            keep(&mut self.envelope, &mut self.typed, name, text)?;
        }
        Ok(())
    }
}

fn keep(
    envelope: &mut Envelope,
    typed: &mut Vec<(String, String)>,
    name: String,
    text: String,
) -> Result<(), Failure> {
    if name == CSRF_FIELD {
        return Ok(());
    }
    if name == KEY_FIELD {
        return envelope.take_key(&text);
    }
    let total: usize = typed.iter().map(|(name, text)| name.len() + text.len()).sum();
    if typed.len() >= MOST_FIELDS || total + text.len() > TEXT_BODY_BYTES {
        return Err(AppError::TooLarge {
            limit: TEXT_BODY_BYTES as u64,
        }
        .into());
    }
    typed.push((name, text));
    Ok(())
}

fn open(request: Request, files: u64) -> Result<Multipart<'static>, Failure> {
    open_within(request, files_bytes(files))
}

fn open_within(request: Request, bytes: u64) -> Result<Multipart<'static>, Failure> {
    if !is_type(request.headers(), MULTIPART) {
        return Err(wrong_media(MULTIPART));
    }
    let named = request
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let boundary = multer::parse_boundary(named).map_err(|_| Failure::malformed("malformed_multipart"))?;
    let limit = SizeLimit::new().whole_stream(bytes);
    let constraints = Constraints::new().size_limit(limit);
    Ok(Multipart::with_constraints(
        request.into_body().into_data_stream(),
        boundary,
        constraints,
    ))
}

async fn read_text(mut field: Field<'static>) -> Result<(String, String), Failure> {
    let name = field.name().unwrap_or_default().to_owned();
    let mut bytes = BytesMut::new();
    while let Some(chunk) = field.chunk().await.map_err(broken)? {
        if let ControlFlow::Break(()) = append(&mut bytes, &chunk, TEXT_BODY_BYTES) {
            return Err(AppError::TooLarge {
                limit: TEXT_BODY_BYTES as u64,
            }
            .into());
        }
    }
    let text = String::from_utf8(bytes.to_vec()).map_err(|_| Failure::malformed("malformed_utf8"))?;
    if text.contains('\0') {
        return Err(AppError::field(name, "control_character").into());
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

fn broken(error: multer::Error) -> Failure {
    match error {
        multer::Error::StreamSizeExceeded { limit } => AppError::TooLarge { limit }.into(),
        other => unfinished(&other, "malformed_multipart"),
    }
}
