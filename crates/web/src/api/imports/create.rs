use axum::extract::State;
use serde::Deserialize;
use touchstone_app::import::{ImportFile, import_upload};
use touchstone_domain::import::{ImportEncoding, ImportFormat, ImportKind, Preset};

use super::Import;
use crate::access::{Granted, may};
use crate::api::answer::Created;
use crate::api::schema;
use crate::api::wire::UploadBody;
use crate::body::LargeUpload;
use crate::failure::Failure;
use crate::query::Query;
use crate::state::WebState;

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct FileSaid {
    /// What the file holds.
    #[param(value_type = schema::ImportKind)]
    kind: ImportKind,
    /// The tool it comes from; columns are guessed by their names without.
    #[param(value_type = Option<schema::ImportPreset>)]
    preset: Option<Preset>,
    /// Found out without.
    #[param(value_type = Option<schema::ImportFormat>)]
    format: Option<ImportFormat>,
    /// UTF-8 or GB18030, whichever fits, without.
    #[param(value_type = Option<schema::ImportEncoding>)]
    encoding: Option<ImportEncoding>,
}

/// Takes in a file to be imported and guesses its mapping. Nothing is imported yet; a file nobody goes on with vanishes
/// after a week.
#[utoipa::path(post, path = "/api/v1/imports", tag = "administration", params(FileSaid),
    request_body(content = UploadBody, content_type = "multipart/form-data"),
    responses((status = 201, body = Import)))]
pub(super) async fn import_create(
    by: Granted<may::ManageImports>,
    Query(said): Query<FileSaid>,
    State(state): State<WebState>,
    mut body: LargeUpload,
) -> Result<Created<Import>, Failure> {
    let call = by.call_with(&body);
    let part = body.file().await?;
    let file = ImportFile {
        kind: said.kind,
        preset: said.preset.unwrap_or_default(),
        name: part.name.clone(),
        format: said.format,
        encoding: said.encoding,
        mapping: None,
    };
    let view = import_upload(&state.app, &call, file, part).await?;
    Ok(Created {
        location: format!("/api/v1/imports/{}", view.id),
        version: Some(view.version),
        body: view.into(),
    })
}
