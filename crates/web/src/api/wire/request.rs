//! How a request and who sends it are described. The application reads these bodies field by field; a test holds what is
//! described here against what it reads.

use serde_json::Value;
use touchstone_app::core::AppError;
use touchstone_app::ticket::Fields;
use utoipa::ToSchema;

use crate::api::schema;
use crate::failure::Failure;

/// Who asks. Everything may be missing; without a contact nobody can show later that the request is theirs.
#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "describes a body that the application reads field by field"
)]
pub(crate) struct RequesterBody {
    name: Option<String>,
    email: Option<String>,
    /// With country code, or a number of mainland China.
    phone: Option<String>,
    #[schema(value_type = Option<schema::Language>)]
    language: Option<String>,
}

/// The fields of a body, and the version the caller says it is based on.
pub(crate) fn fields_based_on(body: Value) -> Result<(Fields, Option<i64>), Failure> {
    let Value::Object(mut members) = body else {
        return Err(AppError::field("", "wrong_type").into());
    };
    let based_on = match members.remove("based_on") {
        None | Some(Value::Null) => None,
        Some(version) => Some(
            version
                .as_i64()
                .ok_or_else(|| AppError::field("based_on", "wrong_type"))?,
        ),
    };
    Ok((Fields::from_json(Value::Object(members))?, based_on))
}

/// The fields of a body.
pub(crate) fn fields(body: Value) -> Result<Fields, Failure> {
    Ok(Fields::from_json(body)?)
}
