//! The cookie of a tracking session, which reaches one request's pages and no others.

use http::HeaderMap;
use touchstone_app::Call;
use touchstone_app::core::AppError;
use touchstone_app::person::TrackOpened;
use touchstone_app::ticket::{Receipt, TrackingCode, track_begin};

use crate::cookies::{SetCookie, TRACK};
use crate::failure::Failure;
use crate::state::WebState;

/// The one written form of a code, which paths of cookies and links use.
pub(super) fn canonical(code: &str) -> Result<TrackingCode, Failure> {
    code.parse().map_err(|_| {
        AppError::NotFound {
            what: "tracking_code",
        }
        .into()
    })
}

/// Where the pages of a request are.
pub(super) fn track_path(code: &str) -> String {
    format!("/track/{code}")
}

/// Keeps a session in the browser, until it ends by age.
pub(super) fn session_keep(state: &WebState, code: &str, opened: &TrackOpened, headers: &mut HeaderMap) {
    let seconds = (opened.expires_at - state.app.clock.now()).as_micros() / 1_000_000;
    let cookie = SetCookie::secret(TRACK, opened.token.reveal(), seconds.max(0)).below(track_path(code));
    cookie.put(headers, state.settings.https());
}

/// Takes the session out of the browser.
pub(super) fn session_drop(state: &WebState, code: &str, headers: &mut HeaderMap) {
    SetCookie::removed(TRACK)
        .below(track_path(code))
        .put(headers, state.settings.https());
}

/// Opens the page of a request to the browser that has just sent it in. The request stands without that, too: whoever
/// gets no session asks for a one-time code.
pub(super) async fn session_begin(state: &WebState, call: &Call, receipt: &Receipt, headers: &mut HeaderMap) {
    match track_begin(&state.app, call, receipt).await {
        Ok(Some(opened)) => session_keep(state, &receipt.tracking_code, &opened, headers),
        Ok(None) => {}
        Err(error) => tracing::warn!(%error, "no tracking session for the sender of a request"),
    }
}
