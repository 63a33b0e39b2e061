//! The seven cookies this product sets, and how they are read. No other cookie is looked at.

use http::header::{COOKIE, SET_COOKIE};
use http::{HeaderMap, HeaderValue};

/// The signed-in session of a member of staff.
pub const SESSION: &str = "touchstone_session";
/// A consumer's proof that one ticket is theirs; its path is that ticket's tracking page.
pub const TRACK: &str = "touchstone_track";
/// The secret of an invitation or a password reset, kept while its owner types a password; out of the address bar.
pub const LINK: &str = "touchstone_link";
/// What the first step of signing in left for the second, sealed.
pub const CHALLENGE: &str = "touchstone_challenge";
/// What is remembered while the browser is at the identity provider, sealed.
pub const SIGN_ON: &str = "touchstone_sign_on";
/// The language chosen on a page.
pub const LANGUAGE: &str = "touchstone_language";
/// `light`, `dark` or `auto`.
pub const THEME: &str = "touchstone_theme";

/// The value of a cookie the browser sent.
pub fn cookie_value<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, value)| *key == name && !value.is_empty())
        .map(|(_, value)| value)
}

/// A cookie to set or to remove.
#[derive(Debug, Clone)]
pub struct SetCookie {
    name: &'static str,
    value: String,
    path: String,
    seconds: i64,
    hidden: bool,
}

impl SetCookie {
    /// A credential: never readable by scripts.
    pub fn secret(name: &'static str, value: impl Into<String>, seconds: i64) -> Self {
        Self {
            name,
            value: value.into(),
            path: "/".to_owned(),
            seconds,
            hidden: true,
        }
    }

    /// A preference, kept a year.
    pub fn preference(name: &'static str, value: impl Into<String>) -> Self {
        Self {
            name,
            value: value.into(),
            path: "/".to_owned(),
            seconds: 365 * 86_400,
            hidden: false,
        }
    }

    /// Takes the cookie away again.
    pub fn removed(name: &'static str) -> Self {
        Self::secret(name, "", 0)
    }

    /// Sent back to this path and below it only.
    #[must_use]
    pub fn below(mut self, path: impl Into<String>) -> Self {
        self.path = path.into();
        self
    }

    /// The header's value; `None` when a part of it cannot stand in a header.
    fn header(&self, https: bool) -> Option<HeaderValue> {
        let hidden = if self.hidden { "; HttpOnly" } else { "" };
        let secure = if https { "; Secure" } else { "" };
        let Self {
            name,
            value,
            path,
            seconds,
            ..
        } = self;
        let text = format!("{name}={value}; Path={path}; Max-Age={seconds}; SameSite=Lax{hidden}{secure}");
        let clean = !value.contains([';', ',', ' ']) && !path.contains([';', ',', ' ']);
        clean.then(|| HeaderValue::from_str(&text).ok()).flatten()
    }

    /// Adds this cookie to an answer.
    pub fn put(&self, headers: &mut HeaderMap, https: bool) {
        match self.header(https) {
            Some(value) => {
                headers.append(SET_COOKIE, value);
            }
            None => tracing::error!(cookie = self.name, "a cookie could not be written as a header"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_named_cookie_among_others() {
        let mut headers = HeaderMap::new();
        headers.insert(
            COOKIE,
            HeaderValue::from_static("a=1; touchstone_session=abc; b=touchstone_track=x"),
        );
        assert_eq!(cookie_value(&headers, SESSION), Some("abc"));
        assert_eq!(cookie_value(&headers, TRACK), None);
    }

    #[test]
    fn secrets_are_hidden_from_scripts_and_bound_to_https() {
        let mut headers = HeaderMap::new();
        SetCookie::secret(TRACK, "t", 60)
            .below("/track/X")
            .put(&mut headers, true);
        assert_eq!(
            headers[SET_COOKIE],
            "touchstone_track=t; Path=/track/X; Max-Age=60; SameSite=Lax; HttpOnly; Secure"
        );
    }

    #[test]
    fn nothing_can_be_smuggled_into_the_header() {
        let mut headers = HeaderMap::new();
        SetCookie::preference(THEME, "dark; Domain=evil").put(&mut headers, false);
        assert!(headers.is_empty());
    }
}
