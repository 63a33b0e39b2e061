//! The requester's rating of a closed request, which can be changed for a week.

use axum::extract::State;
use axum::response::Response;
use serde_json::Value;
use touchstone_app::ticket::{self, Fields, Rating};
use touchstone_domain::rating::Dimension;
use touchstone_render::view::RatingForm;

use super::session::{canonical, track_path};
use super::track::{Returned, locked_out, track_again};
use crate::access::TrackSender;
use crate::body::Form;
use crate::failure::Failure;
use crate::page::Reader;
use crate::pages::again::about_the_form;
use crate::pages::shared::{done, problems, typed};
use crate::state::WebState;

/// `POST /track/{code}/rating`
pub(super) async fn rate(
    by: TrackSender,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let Some(requester) = by.requester else {
        return locked_out(&state, &by, form.typed).await;
    };
    let call = by.call_with(&form);
    match ticket::rate(
        &state.app,
        &call,
        requester.ticket,
        Fields::from_pairs(form.pairs()),
    )
    .await
    {
        Ok(_) => Ok(done(&track_path(canonical(&by.code)?.as_str()), "rated")),
        Err(error) => {
            let failure = about_the_form(error.into())?;
            let rating = RatingForm {
                problems: problems(&failure, str::to_owned),
                ..rating_typed(&form.typed)
            };
            let returned = Returned {
                rating: Some(rating),
                ..Returned::default()
            };
            track_again(&state, by.frame(&state), &by.caller, &by.code, returned, &failure).await
        }
    }
}

/// The form as it was filled in.
pub(super) fn rating_typed(pairs: &[(String, String)]) -> RatingForm {
    let score = |name: &str| typed(pairs, name).parse().unwrap_or_default();
    let dimension = |dimension: Dimension| score(dimension.as_str());
    RatingForm {
        score: score("score"),
        comment: typed(pairs, "comment"),
        ..scores(dimension)
    }
}

/// The form with a rating that was given and can still be changed.
pub(super) fn rating_given(rating: &Rating) -> RatingForm {
    let given = |wanted: Dimension| {
        rating
            .dimensions
            .iter()
            .find(|(dimension, _)| *dimension == wanted)
            .map_or(0, |(_, score)| *score)
    };
    RatingForm {
        score: rating.score,
        comment: rating.comment.clone().unwrap_or_default(),
        ..scores(given)
    }
}

fn scores(of: impl Fn(Dimension) -> u8) -> RatingForm {
    RatingForm {
        speed: of(Dimension::Speed),
        expertise: of(Dimension::Expertise),
        attitude: of(Dimension::Attitude),
        efficiency: of(Dimension::Efficiency),
        completeness: of(Dimension::Completeness),
        ..RatingForm::default()
    }
}
