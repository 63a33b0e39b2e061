//! How letters are worded.

use axum::extract::State;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use touchstone_app::letter::{self, LetterState, LetterVersion, LetterView};
use touchstone_domain::language::Language;
use touchstone_domain::letter_template::{LetterVariable, LetterWords};
use touchstone_domain::time::Timestamp;
use utoipa::ToSchema;

use super::answer::{Page, Plain, Record};
use super::schema;
use super::wire::NamedUser;
use crate::access::{Granted, may};
use crate::body::{Json, NoBody};
use crate::failure::Failure;
use crate::path::At;
use crate::precondition::IfMatch;
use crate::route::Route;
use crate::state::WebState;

type Operator = Granted<may::ManageSettings>;
type Which = At<(String, Language)>;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::api_read::<__path_letter_list, _, _>(letter_list),
        Route::api_read::<__path_letter_read, _, _>(letter_read),
        Route::api_update::<__path_letter_replace, _, _>(letter_replace),
        Route::api_update::<__path_letter_reset, _, _>(letter_reset),
        Route::api_read::<__path_letter_versions, _, _>(letter_versions),
        Route::api_write::<__path_letter_preview, _, _>(letter_preview),
        Route::api_write::<__path_letter_test, _, _>(letter_test),
    ]
}

/// How a kind of letter is worded in a language, in short.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LetterLine {
    kind: &'static str,
    #[schema(value_type = schema::Language)]
    language: Language,
    /// It has a wording of its own instead of the built-in one.
    own: bool,
    /// That wording cannot be used; letters have the built-in one.
    broken: bool,
    /// 0 as long as nothing was ever changed.
    version: i64,
}

impl From<LetterState> for LetterLine {
    fn from(state: LetterState) -> Self {
        Self {
            kind: state.kind,
            language: state.language,
            own: state.own,
            broken: state.broken,
            version: state.version,
        }
    }
}

/// A subject and a text, with variables such as `{{link}}`. The text is Markdown where the letter is shown as HTML.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LetterBody {
    /// At most 150 characters.
    subject: String,
    /// At most 8,000 characters.
    text: String,
}

impl From<LetterWords> for LetterBody {
    fn from(words: LetterWords) -> Self {
        Self {
            subject: words.subject,
            text: words.text,
        }
    }
}

impl From<LetterBody> for LetterWords {
    fn from(body: LetterBody) -> Self {
        Self {
            subject: body.subject,
            text: body.text,
        }
    }
}

/// How a kind of letter is worded in a language.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Letter {
    #[serde(flatten)]
    line: LetterLine,
    built_in: LetterBody,
    /// What is written instead.
    wording: Option<LetterBody>,
    /// Variables it offers.
    #[schema(value_type = Vec<schema::LetterVariable>)]
    variables: Vec<LetterVariable>,
    /// Those that its text cannot do without.
    #[schema(value_type = Vec<schema::LetterVariable>)]
    needed: Vec<LetterVariable>,
}

fn record(view: LetterView) -> Record<Letter> {
    let needed = view.offered.iter().copied().filter(|one| one.is_needed());
    Record {
        version: view.state.version,
        body: Letter {
            needed: needed.collect(),
            variables: view.offered,
            built_in: view.built_in.into(),
            wording: view.own.map(LetterBody::from),
            line: view.state.into(),
        },
    }
}

/// Every kind of letter in every language. All on one page.
#[utoipa::path(get, path = "/api/v1/letters", tag = "administration", responses((status = 200, body = Page<LetterLine>)))]
pub(super) async fn letter_list(
    by: Operator,
    State(state): State<WebState>,
) -> Result<Page<LetterLine>, Failure> {
    let found = letter::letters(&state.app, &by.caller).await?;
    Ok(Page {
        items: found.into_iter().map(LetterLine::from).collect(),
        next_cursor: None,
    })
}

/// How a kind of letter is worded in a language.
#[utoipa::path(get, path = "/api/v1/letters/{kind}/{language}", tag = "administration",
    params(("kind" = String, Path), ("language" = String, Path)), responses((status = 200, body = Letter)))]
pub(super) async fn letter_read(
    by: Operator,
    At((kind, language)): Which,
    State(state): State<WebState>,
) -> Result<Record<Letter>, Failure> {
    let found = letter::letter_get(&state.app, &by.caller, &kind, language).await?;
    Ok(record(found))
}

/// Words it anew, for letters made from now on.
#[utoipa::path(put, path = "/api/v1/letters/{kind}/{language}", tag = "administration",
    params(("kind" = String, Path), ("language" = String, Path)), request_body = LetterBody,
    responses((status = 200, body = Letter)))]
pub(super) async fn letter_replace(
    by: Operator,
    At((kind, language)): Which,
    IfMatch(version): IfMatch,
    State(state): State<WebState>,
    body: Json<LetterBody>,
) -> Result<Record<Letter>, Failure> {
    let call = by.call_with(&body).expecting(version);
    letter::letter_put(&state.app, &call, &kind, language, &body.value.into()).await?;
    let found = letter::letter_get(&state.app, &by.caller, &kind, language).await?;
    Ok(record(found))
}

/// Goes back to the built-in wording, for letters made from now on.
#[utoipa::path(delete, path = "/api/v1/letters/{kind}/{language}", tag = "administration",
    params(("kind" = String, Path), ("language" = String, Path)), responses((status = 200, body = Letter)))]
pub(super) async fn letter_reset(
    by: Operator,
    At((kind, language)): Which,
    IfMatch(version): IfMatch,
    State(state): State<WebState>,
    body: NoBody,
) -> Result<Record<Letter>, Failure> {
    let call = by.call_with(&body).expecting(version);
    letter::letter_reset(&state.app, &call, &kind, language).await?;
    let found = letter::letter_get(&state.app, &by.caller, &kind, language).await?;
    Ok(record(found))
}

/// How a letter was worded.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LetterWas {
    version: i64,
    author: Option<NamedUser>,
    #[schema(value_type = schema::Time)]
    at: Timestamp,
    /// `null` where the built-in wording counted again.
    wording: Option<LetterBody>,
}

impl From<LetterVersion> for LetterWas {
    fn from(was: LetterVersion) -> Self {
        Self {
            version: was.version,
            author: was.author.map(NamedUser::from),
            at: was.at,
            wording: was.words.map(LetterBody::from),
        }
    }
}

/// How it was worded, version by version, the newest first, at most 100.
#[utoipa::path(get, path = "/api/v1/letters/{kind}/{language}/versions", tag = "administration",
    params(("kind" = String, Path), ("language" = String, Path)), responses((status = 200, body = Page<LetterWas>)))]
pub(super) async fn letter_versions(
    by: Operator,
    At((kind, language)): Which,
    State(state): State<WebState>,
) -> Result<Page<LetterWas>, Failure> {
    let found = letter::letter_versions(&state.app, &by.caller, &kind, language).await?;
    Ok(Page {
        items: found.into_iter().map(LetterWas::from).collect(),
        next_cursor: None,
    })
}

/// A letter with invented facts.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LetterShown {
    subject: String,
    text: String,
    html: String,
}

/// What a wording comes to, with invented facts. Nothing is kept.
#[utoipa::path(post, path = "/api/v1/letters/{kind}/{language}/preview", tag = "administration",
    params(("kind" = String, Path), ("language" = String, Path)), request_body = LetterBody,
    responses((status = 200, body = LetterShown)))]
pub(super) async fn letter_preview(
    by: Operator,
    At((kind, language)): Which,
    State(state): State<WebState>,
    body: Json<LetterBody>,
) -> Result<Plain<LetterShown>, Failure> {
    let caller = by.call_with(&body).caller;
    let shown = letter::letter_preview(&state.app, &caller, &kind, language, &body.value.into())?;
    Ok(Plain(LetterShown {
        subject: shown.subject,
        text: shown.text,
        html: shown.html,
    }))
}

/// Sends a wording with invented facts to the caller's own address. Nothing is kept.
#[utoipa::path(post, path = "/api/v1/letters/{kind}/{language}/test", tag = "administration",
    params(("kind" = String, Path), ("language" = String, Path)), request_body = LetterBody, responses((status = 204)))]
pub(super) async fn letter_test(
    by: Operator,
    At((kind, language)): Which,
    State(state): State<WebState>,
    body: Json<LetterBody>,
) -> Result<StatusCode, Failure> {
    let call = by.call_with(&body);
    letter::letter_test(&state.app, &call, &kind, language, &body.value.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}
