use axum::extract::State;
use serde::{Deserialize, Serialize};
use touchstone_app::letter;
use touchstone_domain::letter_choice::{ChoiceScope, LetterTopic};
use utoipa::ToSchema;

use crate::access::TrackCaller;
use crate::api::answer::Plain;
use crate::api::schema;
use crate::body::Json;
use crate::failure::Failure;
use crate::state::WebState;

/// What counts for the request now.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OwnLetters {
    /// Letters about these are not sent. What the sender must be told is, whatever stands here.
    #[schema(value_type = Vec<schema::LetterTopic>)]
    off: Vec<LetterTopic>,
    /// The session was opened with a one-time code: it may choose for all requests of the person.
    proven: bool,
}

impl From<letter::OwnLetters> for OwnLetters {
    fn from(own: letter::OwnLetters) -> Self {
        Self {
            off: own.choice.topics().collect(),
            proven: own.proven,
        }
    }
}

/// Which letters the sender does without.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LettersWanted {
    /// `person` takes a session that was opened with a one-time code (otherwise 409 `letters_unverified`).
    #[schema(value_type = schema::ChoiceScope)]
    scope: ChoiceScope,
    /// `replies`, for one request alone, stops everything about it.
    #[schema(value_type = Vec<schema::LetterTopic>)]
    off: Vec<LetterTopic>,
}

/// Which letters about the request are not sent because its sender does without.
#[utoipa::path(get, path = "/api/v1/public/track/{code}/letters", tag = "public", params(("code" = String, Path)),
    responses((status = 200, body = OwnLetters)))]
pub(super) async fn own_letters_read(
    by: TrackCaller,
    State(state): State<WebState>,
) -> Result<Plain<OwnLetters>, Failure> {
    Ok(Plain(letter::own_letters(&state.app, &by.token).await?.into()))
}

/// Chooses them, in the place of what was chosen before. What was chosen last counts, for this request or for all.
#[utoipa::path(post, path = "/api/v1/public/track/{code}/letters", tag = "public", params(("code" = String, Path)),
    request_body = LettersWanted, responses((status = 200, body = OwnLetters)))]
pub(super) async fn own_letters_put(
    by: TrackCaller,
    State(state): State<WebState>,
    body: Json<LettersWanted>,
) -> Result<Plain<OwnLetters>, Failure> {
    let call = by.call_with(&body);
    let LettersWanted { scope, off } = body.value;
    let own = letter::own_letters_choose(&state.app, &call, &by.token, scope, &off).await?;
    Ok(Plain(own.into()))
}
