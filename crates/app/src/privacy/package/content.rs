//! What is written into a package beside the files: a page to read, and the same for programs.

use bytes::Bytes;
use touchstone_domain::language::Language;
use touchstone_render::view::{Frame, PersonalData};

use crate::core::{App, AppError};
use crate::export::Document;

/// The page in the person's language, and the JSON.
pub(super) fn documents(
    app: &App,
    language: Language,
    data: &PersonalData,
) -> Result<Vec<Document>, AppError> {
    let unwritable = |error: &dyn std::error::Error| AppError::Internal(format!("a package: {error}"));
    let frame = Frame::new(language, "/", data.made_at);
    let page = app
        .renderer
        .page(&frame, data)
        .map_err(|error| unwritable(&error))?;
    let json = serde_json::to_vec_pretty(data).map_err(|error| unwritable(&error))?;
    Ok(vec![
        Document {
            name: "index.html",
            bytes: Bytes::from(page),
        },
        Document {
            name: "data.json",
            bytes: Bytes::from(json),
        },
    ])
}
