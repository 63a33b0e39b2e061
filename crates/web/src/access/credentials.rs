//! What a request shows to say who sent it: a bearer token, or one of our cookies. The token wins when both are there.

use http::HeaderMap;
use http::header::AUTHORIZATION;

use crate::cookies::cookie_value;

/// A secret as it was shown, and whether a browser added it by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown<'h> {
    Bearer(&'h str),
    Cookie(&'h str),
}

/// The credential of a request, given the cookie that would hold one here. `Err` when the header is there but no
/// bearer token: a caller who means to show something is not treated as nobody.
pub(super) fn shown<'h>(headers: &'h HeaderMap, cookie: &str) -> Result<Option<Shown<'h>>, Unreadable> {
    match headers.get(AUTHORIZATION) {
        Some(value) => {
            let text = value.to_str().map_err(|_| Unreadable)?;
            let (scheme, token) = text.split_once(' ').ok_or(Unreadable)?;
            if scheme.eq_ignore_ascii_case("bearer") && !token.trim().is_empty() {
                Ok(Some(Shown::Bearer(token.trim())))
            } else {
                Err(Unreadable)
            }
        }
        None => Ok(cookie_value(headers, cookie).map(Shown::Cookie)),
    }
}

/// An `Authorization` header of another form.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unreadable;

impl<'h> Shown<'h> {
    pub(super) fn secret(self) -> &'h str {
        match self {
            Self::Bearer(secret) | Self::Cookie(secret) => secret,
        }
    }

    /// The secret, when only a cookie showed it.
    pub(super) fn cookie(self) -> Option<&'h str> {
        match self {
            Self::Cookie(secret) => Some(secret),
            Self::Bearer(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(authorization: Option<&str>) -> Result<Option<String>, Unreadable> {
        let mut headers = HeaderMap::new();
        headers.insert("cookie", "touchstone_session=from-cookie".parse().unwrap());
        if let Some(text) = authorization {
            headers.insert(AUTHORIZATION, text.parse().unwrap());
        }
        shown(&headers, crate::cookies::SESSION).map(|found| found.map(|s| s.secret().to_owned()))
    }

    #[test]
    fn a_bearer_token_comes_before_the_cookie_and_never_falls_back_to_it() {
        assert_eq!(read(None), Ok(Some("from-cookie".to_owned())));
        assert_eq!(read(Some("bearer abc")), Ok(Some("abc".to_owned())));
        for odd in ["Basic abc", "Bearer", "Bearer ", "abc"] {
            assert_eq!(read(Some(odd)), Err(Unreadable), "{odd}");
        }
    }
}
