//! After a form was carried out: back to a page that says so. The notice travels in the address as a code; a code the
//! product does not know is not shown.

use axum::response::{IntoResponse, Redirect, Response};
use touchstone_render::Renderer;
use touchstone_render::view::{Frame, Notice, Tone};

/// Query parameter that carries the notice.
const DONE: &str = "done";

/// Leads on to a local page with a notice (locale key `notice-<code>`).
pub(in crate::pages) fn done(path: &str, code: &str) -> Response {
    let (path, fragment) = path
        .split_once('#')
        .map_or((path, None), |(path, rest)| (path, Some(rest)));
    let joint = if path.contains('?') { '&' } else { '?' };
    let fragment = fragment.map(|rest| format!("#{rest}")).unwrap_or_default();
    Redirect::to(&format!("{path}{joint}{DONE}={code}{fragment}")).into_response()
}

/// Puts the notice of the page's address into its frame, and takes it out of the address, so that a change of language
/// does not repeat it.
pub(in crate::pages) fn notices(mut frame: Frame, renderer: &Renderer) -> Frame {
    let Some((path, query)) = frame.path.split_once('?') else {
        return frame;
    };
    let (said, kept): (Vec<_>, Vec<_>) = query
        .split('&')
        .partition(|pair| pair.strip_prefix(DONE).is_some_and(|rest| rest.starts_with('=')));
    let Some(code) = said
        .first()
        .and_then(|pair| pair.split_once('='))
        .map(|(_, code)| code.to_owned())
    else {
        return frame;
    };
    let path = if kept.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{}", kept.join("&"))
    };
    frame.path = path;
    if renderer.text(frame.language, &format!("notice-{code}")).is_some() {
        frame.notices.push(Notice::new(Tone::Success, code));
    }
    frame
}
