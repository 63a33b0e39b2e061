use serde::Serialize;
use touchstone_app::Call;
use touchstone_app::ticket as app;
use touchstone_domain::id::FileId;
use utoipa::ToSchema;

use crate::api::answer::Created;
use crate::api::schema;
use crate::body::Upload;
use crate::failure::Failure;
use crate::state::WebState;

/// One file, in the part `file`.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes a multipart body that is read as a stream")]
pub(crate) struct UploadBody {
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// A file that lies ready to be named as an attachment.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Uploaded {
    #[schema(value_type = schema::FileId)]
    id: FileId,
    /// Without path, control characters and the like.
    name: String,
    /// Bytes.
    size: u64,
    /// Hexadecimal.
    sha256: String,
    /// As found in the bytes.
    media_type: String,
}

impl From<app::Uploaded> for Uploaded {
    fn from(file: app::Uploaded) -> Self {
        let app::Uploaded {
            id,
            name,
            size,
            sha256,
            media_type,
        } = file;
        Self {
            id,
            name,
            size,
            sha256,
            media_type,
        }
    }
}

/// Takes in the one file of a body.
pub(crate) async fn upload(
    state: &WebState,
    call: &Call,
    mut body: Upload,
) -> Result<Created<Uploaded>, Failure> {
    let file = body.file().await?;
    let name = file.name.clone();
    let stored = app::upload(&state.app, call, &name, file).await?;
    Ok(Created {
        location: format!("/api/v1/uploads/{}", stored.id),
        version: None,
        body: stored.into(),
    })
}
