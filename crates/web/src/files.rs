//! Files of messages, as downloads. The address itself is the permission: signed, for one file, for five minutes, given
//! only to those who may read the message. No cookie is looked at and nothing a file says is believed by a browser.

use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::HeaderValue;
use http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use touchstone_app::ticket::{Download, file_fetch};
use touchstone_domain::id::{FileId, UserId};

use crate::access::PublicCaller;
use crate::failure::Failure;
use crate::path::At;
use crate::route::Route;
use crate::state::WebState;

/// A file that a browser were to show all the same gets no scripts, no origin and no connections.
const SANDBOX: &str = "sandbox; default-src 'none'; frame-ancestors 'none'";
/// RFC 8187: what may stand unencoded in the value of `filename*`.
const ATTR_CHARS: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'!')
    .remove(b'#')
    .remove(b'$')
    .remove(b'&')
    .remove(b'+')
    .remove(b'-')
    .remove(b'.')
    .remove(b'^')
    .remove(b'_')
    .remove(b'`')
    .remove(b'|')
    .remove(b'~');

pub(crate) fn routes() -> Vec<Route> {
    vec![Route::get("/files/{signed}", download)]
}

/// Where a file can be fetched for the next five minutes. `reader`: the member of staff who is given the address; nobody where it is
/// the requester.
pub fn file_href(state: &WebState, file: FileId, reader: Option<UserId>) -> String {
    let now = state.app.clock.now();
    format!("/files/{}", state.app.keys.file_address(file, reader, now))
}

async fn download(
    by: PublicCaller,
    At(signed): At<String>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    let address = state.app.keys.file_address_open(&signed, state.app.clock.now());
    let address = address.ok_or_else(Failure::not_found)?;
    let file = file_fetch(&state.app, &by.call(), address).await?;
    Ok(sent(file))
}

fn sent(file: Download) -> Response {
    let Download {
        name,
        size,
        media_type,
        bytes,
    } = file;
    let mut response = Body::from_stream(bytes).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(served_as(&media_type)));
    headers.insert(CONTENT_LENGTH, HeaderValue::from(size));
    headers.insert(CONTENT_DISPOSITION, attachment(&name));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(SANDBOX));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    response
}

/// The types that browsers show without running anything. Whatever could hold a script is only bytes.
const INERT: [&str; 9] = [
    "image/png",
    "image/jpeg",
    "image/gif",
    "image/webp",
    "audio/mpeg",
    "video/mp4",
    "application/pdf",
    "application/zip",
    "text/plain",
];

fn served_as(media_type: &str) -> &'static str {
    INERT
        .into_iter()
        .find(|inert| *inert == media_type)
        .unwrap_or("application/octet-stream")
}

/// RFC 6266: a plain name for old readers, and the real one encoded.
pub(crate) fn attachment(name: &str) -> HeaderValue {
    let plain: String = name
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || " ._-()".contains(c) {
                c
            } else {
                '_'
            }
        })
        .collect();
    let encoded = utf8_percent_encode(name, ATTR_CHARS);
    HeaderValue::from_str(&format!(
        "attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}"
    ))
    .unwrap_or_else(|_| HeaderValue::from_static("attachment"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_run_is_only_bytes() {
        assert_eq!(served_as("image/png"), "image/png");
        for active in [
            "text/html",
            "image/svg+xml",
            "text/xml",
            "application/xhtml+xml",
            "text/html\r\nX: y",
        ] {
            assert_eq!(served_as(active), "application/octet-stream", "{active}");
        }
    }

    #[test]
    fn names_reach_old_and_new_readers_and_break_nothing() {
        assert_eq!(
            attachment("发票 1.pdf"),
            "attachment; filename=\"__ 1.pdf\"; filename*=UTF-8''%E5%8F%91%E7%A5%A8%201.pdf"
        );
        assert_eq!(
            attachment("a\"; x=\r\n.html"),
            "attachment; filename=\"a__ x___.html\"; filename*=UTF-8''a%22%3B%20x%3D%0D%0A.html"
        );
    }
}
