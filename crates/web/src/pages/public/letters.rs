//! Which letters a consumer does without, on a page of its own below that of their request.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::Value;
use touchstone_app::core::FieldError;
use touchstone_app::letter::{own_letters, own_letters_choose};
use touchstone_domain::letter_choice::{ChoiceScope, LetterChoice, LetterTopic};
use touchstone_render::view::{LetterTopicLine, OwnLettersView, Problems};

use super::session::{canonical, track_path};
use super::track::locked_out;
use crate::access::{TrackSender, TrackVisitor};
use crate::body::Form;
use crate::failure::Failure;
use crate::page::{Reader, page};
use crate::pages::again::{about_the_form, again};
use crate::pages::shared::{done, notices, problems, typed, typed_all};
use crate::state::WebState;

/// What is chosen one by one; replies are stopped with everything.
const OFFERED: [LetterTopic; 3] = [LetterTopic::Progress, LetterTopic::Rating, LetterTopic::Reminders];

fn path_of(code: &str) -> String {
    format!("{}/letters", track_path(code))
}

/// `GET /track/{code}/letters`; whoever has no session is led to where one is opened.
pub(super) async fn letters(by: TrackVisitor, State(state): State<WebState>) -> Result<Response, Failure> {
    let code = canonical(&by.code)?;
    if by.requester.is_none() {
        return Ok(Redirect::to(&track_path(code.as_str())).into_response());
    }
    if code.as_str() != by.code {
        // The session's cookie belongs to the one written form.
        return Ok(Redirect::to(&path_of(code.as_str())).into_response());
    }
    let view = view(&state, &by.code, by.token()).await?;
    Ok(page(&state, &notices(by.frame(&state), &state.renderer), &view)?.into_response())
}

/// `POST /track/{code}/letters`
pub(super) async fn choose(
    by: TrackSender,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    if by.requester.is_none() {
        return locked_out(&state, &by, Vec::new()).await;
    }
    let code = canonical(&by.code)?;
    let (scope, off) = (typed(&form.typed, "scope"), off(&form.typed));
    let outcome = match scope_of(&form.typed) {
        Some(scope) => own_letters_choose(&state.app, &by.call_with(&form), by.token(), scope, &off)
            .await
            .map_err(Failure::from),
        None => Err(Failure::fields(vec![FieldError::new("scope", "required")])),
    };
    let Err(failure) = outcome else {
        return Ok(done(&path_of(code.as_str()), "letters_chosen"));
    };
    let failure = about_the_form(failure)?;
    let view = OwnLettersView {
        topics: lines(&LetterChoice::without(off)),
        scope: scope.into(),
        problems: problems(&failure, str::to_owned),
        ..view(&state, code.as_str(), by.token()).await?
    };
    again(&state, by.frame(&state), &path_of(code.as_str()), &view, &failure)
}

/// A stop, or its end, is for the one request.
fn scope_of(typed_in: &[(String, String)]) -> Option<ChoiceScope> {
    if typed(typed_in, "stop").is_empty() {
        typed(typed_in, "scope").parse().ok()
    } else {
        Some(ChoiceScope::Ticket)
    }
}

fn off(typed_in: &[(String, String)]) -> Vec<LetterTopic> {
    match typed(typed_in, "stop").as_str() {
        "yes" => LetterTopic::ALL.to_vec(),
        "no" => Vec::new(),
        _ => {
            let wanted = |topic: &LetterTopic| typed_all(typed_in, "want").any(|one| one == topic.as_str());
            OFFERED.into_iter().filter(|topic| !wanted(topic)).collect()
        }
    }
}

fn lines(choice: &LetterChoice) -> Vec<LetterTopicLine> {
    let line = |topic: LetterTopic| LetterTopicLine {
        topic: topic.as_str().into(),
        wanted: !choice.withholds(topic),
    };
    OFFERED.into_iter().map(line).collect()
}

async fn view(state: &WebState, code: &str, token: &str) -> Result<OwnLettersView, Failure> {
    let own = own_letters(&state.app, token).await?;
    Ok(OwnLettersView {
        code: code.to_owned(),
        proven: own.proven,
        stopped: own.choice.stops(),
        topics: lines(&own.choice),
        scope: ChoiceScope::Ticket.as_str().into(),
        problems: Problems::none(),
    })
}
