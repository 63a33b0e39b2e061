//! Headers that every answer carries, so that a browser does no more with it than we mean.

use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use http::{HeaderMap, HeaderValue};

/// Scripts and styles from our own files only, nothing inline, nothing framed, forms to ourselves.
const CONTENT_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; \
    frame-ancestors 'none'";

/// The same for a page that shows something of ours in a frame.
pub(crate) fn framing_policy() -> HeaderValue {
    let policy = format!("{CONTENT_POLICY}; frame-src 'self'");
    HeaderValue::from_str(&policy).unwrap_or_else(|_| HeaderValue::from_static(CONTENT_POLICY))
}

static OPENER: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
static RESOURCE: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
static PERMISSIONS: HeaderName = HeaderName::from_static("permissions-policy");

/// Adds what an answer does not say itself.
pub(crate) fn put_security_headers(headers: &mut HeaderMap, https: bool) {
    let defaults = [
        (&CONTENT_SECURITY_POLICY, CONTENT_POLICY),
        (&REFERRER_POLICY, "no-referrer"),
        (&X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (&X_FRAME_OPTIONS, "DENY"),
        (&OPENER, "same-origin"),
        (&RESOURCE, "same-origin"),
        (
            &PERMISSIONS,
            "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        ),
        // Almost every answer holds somebody's data; what may be kept says so itself.
        (&CACHE_CONTROL, "no-store"),
    ];
    for (name, value) in defaults {
        if !headers.contains_key(name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    if https {
        let year = HeaderValue::from_static("max-age=31536000; includeSubDomains");
        headers.insert(STRICT_TRANSPORT_SECURITY, year);
    }
}
