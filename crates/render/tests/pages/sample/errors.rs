//! The page of each refusal.

use touchstone_domain::time::Span;
use touchstone_render::view::ErrorView;

use super::Sample;

pub fn errors() -> Vec<Sample> {
    let page = |name, status, code: &'static str| {
        let view = ErrorView {
            status,
            code: code.into(),
            request_id: Some("01JD4Z7M3Q".into()),
            retry_after: (status == 429).then(|| Span::seconds(30)),
            back: Some("/track".into()),
            kept: status == 401,
        };
        Sample::public(name, "/nowhere", view)
    };
    vec![
        page("error-404", 404, "not_found"),
        page("error-403", 403, "forbidden"),
        page("error-401", 401, "session_expired"),
        page("error-409", 409, "invalid_transition"),
        page("error-413", 413, "too_large"),
        page("error-429", 429, "rate_limited"),
        page("error-500", 500, "internal"),
        page("error-503", 503, "unavailable"),
        page("error-400", 400, "csrf_refused"),
    ]
}
