//! The text of a draft: typed, or sent in as a file. What cannot be read comes back as it was, with the lines around what
//! is wrong.

use axum::extract::State;
use axum::response::Response;
use bytes::BytesMut;
use futures::TryStreamExt;
use touchstone_app::AppError;
use touchstone_app::standard::{PACK_BYTES, StandardDocument, standard_edit, standard_read};
use touchstone_domain::id::StandardId;
use touchstone_render::view::{Problems, StandardEditView, TextLine};

use super::address;
use super::rules::rule_lines;
use crate::access::{Granted, may};
use crate::body::FormParts;
use crate::failure::Failure;
use crate::page::{Page, Reader, page};
use crate::pages::again::{about_the_form, again};
use crate::pages::shared::{done, problems, typed};
use crate::path::At;
use crate::state::WebState;

/// Lines shown before and after what is wrong.
const AROUND: usize = 3;

pub(super) async fn form(
    by: Granted<may::WriteStandards>,
    At(id): At<StandardId>,
    State(state): State<WebState>,
) -> Page {
    let document = standard_read(&state.app, &by.caller, id).await?;
    page(&state, &by.frame(&state), &view(&document))
}

fn view(document: &StandardDocument) -> StandardEditView {
    StandardEditView {
        id: document.id.to_string(),
        key: document.key.clone(),
        number: document.number,
        version: document.version,
        pack: document.pack.clone(),
        excerpt: Vec::new(),
        rules: rule_lines(&document.pack),
        problems: Problems::none(),
    }
}

pub(super) async fn save(
    by: Granted<may::WriteStandards>,
    At(id): At<StandardId>,
    State(state): State<WebState>,
    mut form: FormParts,
) -> Result<Response, Failure> {
    let text = text_of(&mut form).await;
    // Browsers send line ends as CR LF whatever stood there.
    let typed_text = typed(&form.typed, "pack").replace("\r\n", "\n");
    let version = typed(&form.typed, "version").parse().unwrap_or_default();
    let (text, refused) = match text {
        Ok(file) => (file.unwrap_or(typed_text), None),
        Err(failure) => (typed_text, Some(failure)),
    };
    let failure = match refused {
        Some(failure) => failure,
        None => {
            let call = by.call_with(&form).expecting(version);
            match standard_edit(&state.app, &call, id, text.clone()).await {
                Ok(_) => return Ok(done(&address(id), "standard_edited")),
                Err(error) => error.into(),
            }
        }
    };
    let failure = about_the_form(failure)?;
    let document = standard_read(&state.app, &by.caller, id).await?;
    let line = failure
        .field_errors()
        .iter()
        .flat_map(|error| &error.args)
        .find(|(name, _)| *name == "line");
    let mut view = view(&document);
    view.excerpt = line
        .and_then(|(_, line)| line.parse().ok())
        .map(|line| excerpt(&text, line))
        .unwrap_or_default();
    view.pack = text;
    view.problems = problems(&failure, str::to_owned);
    again(
        &state,
        by.frame(&state),
        &format!("{}/edit", address(id)),
        &view,
        &failure,
    )
}

/// The text of the file, if one was chosen. The form is read to its end in any case.
async fn text_of(form: &mut FormParts) -> Result<Option<String>, Failure> {
    let mut found = None;
    while let Some(file) = form.next_file().await? {
        let mut bytes = BytesMut::new();
        let mut file = file;
        let broken = |_| Failure::malformed("malformed_multipart");
        while let Some(chunk) = file.try_next().await.map_err(broken)? {
            if bytes.len() <= PACK_BYTES {
                bytes.extend_from_slice(&chunk);
            }
        }
        let text = String::from_utf8(bytes.to_vec());
        found = Some(text.map_err(|_| AppError::field("file", "not_text")));
    }
    Ok(found.transpose()?)
}

fn excerpt(text: &str, wrong: usize) -> Vec<TextLine> {
    let first = wrong.saturating_sub(AROUND + 1);
    let lines = text.lines().enumerate().skip(first).take(2 * AROUND + 1);
    lines
        .map(|(n, line)| TextLine {
            number: n + 1,
            text: line.to_owned(),
            wrong: n + 1 == wrong,
        })
        .collect()
}
