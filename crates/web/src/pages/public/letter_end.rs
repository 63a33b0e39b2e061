//! What the link in a letter opens: no more of its kind, or again. Looking changes nothing, since programs that check mail follow
//! links; a mail program's button sends what RFC 8058 says, without cookies and from anywhere.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use touchstone_app::core::AppError;
use touchstone_app::letter::{letter_end, letter_end_switch};
use touchstone_render::view::LetterEndView;

use crate::access::PublicCaller;
use crate::body::AnyForm;
use crate::failure::Failure;
use crate::page::{Reader, page};
use crate::pages::shared::{done, notices, typed};
use crate::path::At;
use crate::state::WebState;

/// Where the links of letters lead.
pub(crate) const LETTER_END: &str = "/letters/";

/// `GET /letters/{token}`
pub(super) async fn offered(
    by: PublicCaller,
    At(token): At<String>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    let frame = notices(by.frame(&state), &state.renderer);
    let view = view(&state, token).await?;
    Ok(page(&state, &frame, &view)?.into_response())
}

/// `POST /letters/{token}`: `List-Unsubscribe=One-Click` of a mail program, or `letters=off|on` of the page.
pub(super) async fn switched(
    by: PublicCaller,
    At(token): At<String>,
    State(state): State<WebState>,
    form: AnyForm,
) -> Result<Response, Failure> {
    let one_click = typed(&form.typed, "List-Unsubscribe") == "One-Click";
    let off = match (one_click, typed(&form.typed, "letters").as_str()) {
        (true, _) | (_, "off") => true,
        (_, "on") => false,
        _ => return Err(AppError::field("List-Unsubscribe", "required").into()),
    };
    letter_end_switch(&state.app, &by.call_with(&form), &token, off).await?;
    if one_click {
        // A program follows no redirection (RFC 8058, 3.1).
        let view = view(&state, token).await?;
        return Ok(page(&state, &by.frame(&state), &view)?.into_response());
    }
    Ok(done(&format!("{LETTER_END}{token}"), "letters_chosen"))
}

async fn view(state: &WebState, token: String) -> Result<LetterEndView, Failure> {
    let end = letter_end(&state.app, &token).await?;
    Ok(LetterEndView {
        token,
        topic: end.topic.as_str().into(),
        number: end.number,
        code: end.tracking_code,
        off: end.off,
    })
}
