//! The form by which a file is sent in.

use axum::extract::State;
use axum::response::Response;
use touchstone_app::import::{ImportFile, import_upload};
use touchstone_domain::codes::Code;
use touchstone_domain::import::{ImportEncoding, ImportKind, Preset};
use touchstone_render::view::{ImportNewView, Problems};

use super::{PATH, address};
use crate::access::{Granted, may};
use crate::body::LargeForm;
use crate::failure::Failure;
use crate::page::{Page, Reader, page};
use crate::pages::again::{about_the_form, again};
use crate::pages::shared::{done, problems, typed};
use crate::state::WebState;

pub(super) async fn form(by: Granted<may::ManageImports>, State(state): State<WebState>) -> Page {
    page(&state, &by.frame(&state), &blank(&state, &[], Problems::none()))
}

fn blank(state: &WebState, pairs: &[(String, String)], problems: Problems) -> ImportNewView {
    let words = |names: &'static [&'static str]| names.iter().map(|name| (*name).into()).collect();
    ImportNewView {
        kinds: words(ImportKind::NAMES),
        presets: words(Preset::NAMES),
        encodings: words(ImportEncoding::NAMES),
        kind: typed(pairs, "import_kind"),
        preset: typed(pairs, "import_preset"),
        encoding: typed(pairs, "import_encoding"),
        limit: state.app.limits.import_bytes,
        problems,
    }
}

pub(super) async fn upload(
    by: Granted<may::ManageImports>,
    State(state): State<WebState>,
    mut body: LargeForm,
) -> Result<Response, Failure> {
    let failure = match take(&state, &by, &mut body).await {
        Ok(made) => return Ok(done(&made, "import_uploaded")),
        Err(failure) => about_the_form(failure)?,
    };
    let problems = problems(&failure, str::to_owned);
    let view = blank(&state, &body.typed, problems);
    again(&state, by.frame(&state), &format!("{PATH}/new"), &view, &failure)
}

/// The text fields stand before the file, so they are known when it begins.
async fn take(
    state: &WebState,
    by: &Granted<may::ManageImports>,
    body: &mut LargeForm,
) -> Result<String, Failure> {
    let part = body.next_file().await?;
    let required = |name: &'static str| touchstone_app::AppError::field(name, "required");
    let part = part.ok_or_else(|| required("file"))?;
    let file = ImportFile {
        kind: chosen(&body.typed, "import_kind")?.ok_or_else(|| required("import_kind"))?,
        preset: chosen(&body.typed, "import_preset")?.unwrap_or_default(),
        name: part.name.clone(),
        format: None,
        encoding: chosen(&body.typed, "import_encoding")?,
        mapping: None,
    };
    let made = import_upload(&state.app, &by.call(), file, part).await?;
    Ok(address(made.id))
}

/// A code that was chosen, if any was.
fn chosen<C: Code>(pairs: &[(String, String)], name: &'static str) -> Result<Option<C>, Failure> {
    let text = typed(pairs, name);
    if text.is_empty() {
        return Ok(None);
    }
    let unknown = |_| touchstone_app::AppError::field(name, "unknown_value");
    Ok(C::from_code(&text).map(Some).map_err(unknown)?)
}
