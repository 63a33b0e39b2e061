//! For whom passkeys are made: the host of the public address. Browsers make none for a bare network address; on loopback
//! they do so for `localhost`.

use webauthn_rs::prelude::Url;
use webauthn_rs::{Webauthn, WebauthnBuilder};

use crate::core::{App, AppError};

/// The only origin at which passkeys of this installation work, if they can at all.
pub fn passkey_origin(app: &App) -> Option<String> {
    let (_, origin) = party(&app.public_url)?;
    Some(origin.origin().ascii_serialization())
}

pub(super) fn relying_party(app: &App) -> Result<Webauthn, AppError> {
    const UNAVAILABLE: AppError = AppError::Conflict {
        code: "passkeys_unavailable",
    };
    let (id, origin) = party(&app.public_url).ok_or(UNAVAILABLE)?;
    let built = WebauthnBuilder::new(&id, &origin).and_then(|builder| builder.rp_name("Touchstone").build());
    built.map_err(|error| {
        tracing::warn!(%error, public_url = app.public_url, "no passkeys can be made for this address");
        UNAVAILABLE
    })
}

/// Relying party id and origin for a public address.
fn party(public_url: &str) -> Option<(String, Url)> {
    let mut origin = Url::parse(public_url).ok()?;
    let host = origin.host_str()?;
    let address = host.trim_start_matches('[').trim_end_matches(']');
    let id = match address.parse::<std::net::IpAddr>() {
        Err(_) => host.to_owned(),
        Ok(ip) if ip.is_loopback() => "localhost".to_owned(),
        Ok(_) => return None,
    };
    origin.set_host(Some(&id)).ok()?;
    Some((id, origin))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(public_url: &str) -> Option<(String, String)> {
        party(public_url).map(|(id, origin)| (id, origin.origin().ascii_serialization()))
    }

    fn pair(id: &str, origin: &str) -> Option<(String, String)> {
        Some((id.to_owned(), origin.to_owned()))
    }

    #[test]
    fn a_name_is_taken_as_it_is_and_loopback_has_one() {
        assert_eq!(
            of("https://desk.example"),
            pair("desk.example", "https://desk.example")
        );
        assert_eq!(
            of("https://desk.example:8443"),
            pair("desk.example", "https://desk.example:8443")
        );
        assert_eq!(of("http://127.0.0.1:80"), pair("localhost", "http://localhost"));
        assert_eq!(
            of("http://[::1]:8080"),
            pair("localhost", "http://localhost:8080")
        );
        assert_eq!(of("https://192.0.2.7"), None);
        assert_eq!(of("no address"), None);
    }
}
