//! The page of one request: its way, who acts next, what was promised; and for its sender what was written and can be
//! done.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use touchstone_app::Caller;
use touchstone_app::ticket::{self, Track, TrackContent};
use touchstone_domain::contact::ContactKind;
use touchstone_domain::time::Span;
use touchstone_render::view::{
    Composer, Frame, MergedView, ObjectionForm, OwnershipForm, OwnershipWay, Problems, RatingForm, TrackMay,
    TrackView,
};

use super::find::wrong_code;
use super::rate::rating_given;
use super::session::track_path;
use super::steps::step_lines;
use crate::access::{TrackSender, TrackVisitor};
use crate::failure::Failure;
use crate::page::{Reader, page};
use crate::pages::again::again;
use crate::pages::shared::{
    Viewer, clock_view, form_key, message_line, notices, pledge_view, rating_line, request_limits,
};
use crate::query::Pairs;
use crate::state::WebState;

/// Forms that came back, and what belongs to none of them.
#[derive(Default)]
pub(super) struct Returned {
    pub problems: Problems,
    pub ownership: Shown,
    pub composer: Composer,
    pub objection: ObjectionForm,
    pub rating: Option<RatingForm>,
}

/// How far showing ownership has come.
#[derive(Default)]
pub(super) struct Shown {
    /// Where a code was sent.
    pub sent: Option<ContactKind>,
    /// How long until another one may be asked for.
    pub wait: Option<Span>,
    pub kept: Vec<(String, String)>,
    pub problems: Problems,
}

/// `GET /track/{code}`; `?sent=` names the way by which a code was just sent.
pub(super) async fn track(
    by: TrackVisitor,
    query: Pairs,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    let found = match ticket::track(&state.app, &by.caller, &by.code).await {
        Ok(found) => found,
        Err(error) => return wrong_code(&state, &by, &by.code, error.into()),
    };
    if found.code != by.code {
        // The session's cookie belongs to the one written form.
        return Ok(Redirect::to(&track_path(&found.code)).into_response());
    }
    let sent = query
        .iter()
        .find(|(name, _)| *name == "sent")
        .and_then(|(_, way)| way.parse().ok());
    let returned = Returned {
        ownership: Shown {
            sent,
            ..Shown::default()
        },
        ..Returned::default()
    };
    let frame = notices(by.frame(&state), &state.renderer);
    Ok(page(&state, &frame, &view(&state, found, returned))?.into_response())
}

/// The page as `caller` sees it now.
pub(super) async fn track_view(
    state: &WebState,
    caller: &Caller,
    code: &str,
    returned: Returned,
) -> Result<TrackView, Failure> {
    let found = ticket::track(&state.app, caller, code).await?;
    Ok(view(state, found, returned))
}

/// The page with forms that came back, under the refusal's status.
pub(super) async fn track_again(
    state: &WebState,
    frame: Frame,
    caller: &Caller,
    code: &str,
    returned: Returned,
    failure: &Failure,
) -> Result<Response, Failure> {
    let view = track_view(state, caller, code, returned).await?;
    let path = track_path(&view.code);
    again(state, frame, &path, &view, failure)
}

/// The page for somebody whose session has ended, with what they typed.
pub(super) async fn locked_out(
    state: &WebState,
    by: &TrackSender,
    typed: Vec<(String, String)>,
) -> Result<Response, Failure> {
    let ownership = Shown {
        kept: typed,
        problems: Problems::of("track_expired"),
        ..Shown::default()
    };
    let returned = Returned {
        ownership,
        ..Returned::default()
    };
    let failure = Failure::new(StatusCode::UNAUTHORIZED, "unauthenticated");
    track_again(state, by.frame(state), &by.caller, &by.code, returned, &failure).await
}

fn view(state: &WebState, track: Track, returned: Returned) -> TrackView {
    let (steps, clocks) = (step_lines(&track), track.clocks.iter().map(clock_view).collect());
    let ownership = ownership(&track, returned.ownership);
    let pledges = track
        .pledges
        .into_iter()
        .map(|one| pledge_view(one, (false, false)));
    let view = TrackView {
        pledges: pledges.collect(),
        code: track.code,
        number: track.number,
        problems: returned.problems,
        erased: track.erased,
        subject: None,
        demand: None,
        adviser: None,
        order_no: None,
        kind: track.kind.as_str().into(),
        category: track.category.map(Into::into),
        status: track.status.as_str().into(),
        stage: track.stage.as_str().into(),
        close_reason: track.close_reason.map(|reason| reason.as_str().into()),
        merged: track.merged.map(|merged| MergedView {
            stage: merged.stage.as_str().into(),
            updated_at: merged.updated_at,
            code: merged.code,
        }),
        next_actor: track.turn.as_str().into(),
        received_at: track.received_at,
        updated_at: track.updated_at,
        steps,
        clocks,
        silence_confirms_at: track.silence_confirms_at,
        gives_up_at: track.gives_up_at,
        reopen_until: track.reopen_until,
        followed_by: None,
        known: false,
        ownership,
        messages: Vec::new(),
        may: TrackMay::default(),
        composer: returned.composer,
        limits: request_limits(),
        objection: returned.objection,
        rating: returned.rating.unwrap_or_default(),
        rated: None,
        form_key: form_key(),
    };
    match track.content {
        Some(content) => with_content(state, view, content),
        None => view,
    }
}

fn with_content(state: &WebState, mut view: TrackView, content: TrackContent) -> TrackView {
    let may = TrackMay {
        message: true,
        confirm: content.may_confirm,
        object: content.may_object,
        rate: content.may_rate,
    };
    if !may.object && !view.objection.reason.is_empty() {
        view = objection_overtaken(view);
    }
    if !may.rate && view.rating.problems.any() {
        view.problems = std::mem::take(&mut view.rating.problems);
    }
    // A rating that can still be changed stands in the form, unless one came back.
    let rating = content
        .rating
        .as_ref()
        .filter(|_| view.rating.score == 0 && !view.rating.problems.any());
    TrackView {
        known: true,
        subject: content.subject,
        demand: content.demand,
        adviser: content.requester.adviser.map(|adviser| adviser.name),
        order_no: content.order_no,
        rating: rating.map_or(view.rating, rating_given),
        rated: content.rating.map(rating_line),
        messages: content
            .messages
            .into_iter()
            .map(|said| message_line(said, Viewer::Requester, state))
            .collect(),
        followed_by: content.followed_by,
        may,
        ..view
    }
}

/// The time to object has passed meanwhile: what was typed can still be sent as a message.
fn objection_overtaken(mut view: TrackView) -> TrackView {
    let objection = std::mem::take(&mut view.objection);
    if view.composer.body.is_empty() {
        view.composer.body = objection.reason;
    }
    view.problems = objection.problems;
    view
}

fn ownership(track: &Track, shown: Shown) -> OwnershipForm {
    let masked = |kind: ContactKind| {
        track
            .ways
            .iter()
            .find(|(way, _)| *way == kind)
            .map(|(_, to)| to.clone())
    };
    let sent_to = shown.sent.and_then(masked);
    OwnershipForm {
        sent_way: shown
            .sent
            .filter(|_| sent_to.is_some())
            .map_or("", |kind| kind.as_str())
            .into(),
        sent_to,
        ways: track
            .ways
            .iter()
            .map(|(kind, to)| OwnershipWay {
                code: kind.as_str().into(),
                masked: to.clone(),
            })
            .collect(),
        wait: shown.wait,
        kept: shown.kept,
        problems: shown.problems,
    }
}
