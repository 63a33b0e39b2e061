//! A form shown again because it was refused, with everything typed.

use axum::response::{IntoResponse, Response};
use http::header::RETRY_AFTER;
use http::{HeaderValue, StatusCode};
use touchstone_render::view::{Frame, View};

use crate::failure::Failure;
use crate::page::page;
use crate::state::WebState;

/// The refusal, when whoever typed can do something about it in the form. Others have a page of their own: whoever may
/// not do it, or looks for what is not there, is not helped by the form.
pub(super) fn about_the_form(failure: Failure) -> Result<Failure, Failure> {
    match failure.status() {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN | StatusCode::NOT_FOUND => Err(failure),
        _ => Ok(failure),
    }
}

/// The page with the form, under the refusal's status. `path` is where the page is read: the address of the form itself
/// cannot be, and a change of language leads back to it.
pub(super) fn again<V: View>(
    state: &WebState,
    mut frame: Frame,
    path: &str,
    view: &V,
    failure: &Failure,
) -> Result<Response, Failure> {
    path.clone_into(&mut frame.path);
    let mut response = (failure.status(), page(state, &frame, view)?).into_response();
    if let Some(seconds) = failure.retry_seconds() {
        response
            .headers_mut()
            .insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    Ok(response)
}
