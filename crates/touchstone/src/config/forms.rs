//! Values with a form of their own, which say what one looks like when it is none.

use std::net::SocketAddr;
use std::str::FromStr;

/// Where browsers reach the installation: scheme, host and port, no path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PublicUrl(pub(super) String);

impl FromStr for PublicUrl {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let url = text.trim_end_matches('/');
        let host = url
            .strip_prefix("https://")
            .or_else(|| url.strip_prefix("http://"));
        match host {
            Some(host) if !host.is_empty() && !host.contains(['/', '?', '#', '@', ' ']) => {
                Ok(Self(url.to_owned()))
            }
            _ => Err(format!(
                "`{text}` is not an address such as https://service.example without a path"
            )),
        }
    }
}

/// A listening address that says what one looks like when it is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Listen(pub(super) SocketAddr);

impl FromStr for Listen {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = |_| format!("`{text}` is not an address and a port such as 127.0.0.1:8080");
        text.parse().map(Self).map_err(wrong)
    }
}
