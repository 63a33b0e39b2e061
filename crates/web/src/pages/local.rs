//! Where a page may lead on to: addresses of this installation only, whatever a form or a link asks for.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Longest address that is followed.
const LONGEST: usize = 2_000;
/// Everything that would end or split a query value.
const QUERY_VALUE: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'_')
    .remove(b'.');

/// The address, when it is a path of this installation. Browsers take `//host`, `/\host` and addresses with tabs or line
/// ends in them for other hosts.
pub(super) fn local_path(asked: &str) -> Option<&str> {
    let local = asked.starts_with('/')
        && !asked.starts_with("//")
        && !asked.contains('\\')
        && asked.len() <= LONGEST
        && asked.bytes().all(|byte| byte.is_ascii_graphic());
    local.then_some(asked)
}

/// The sign-in page that leads on to a local path.
pub(super) fn sign_in_address(next: &str) -> String {
    match local_path(next) {
        Some(next) => format!("/sign-in?next={}", utf8_percent_encode(next, QUERY_VALUE)),
        None => "/sign-in".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_installation_are_followed() {
        for local in [
            "/",
            "/desk?queue=mine&sort=due#top",
            "/track/ABC",
            "/desk?q=%E9%80%80%E6%AC%BE",
        ] {
            assert_eq!(local_path(local), Some(local));
        }
        let hostile = [
            "",
            "desk",
            "//evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "/\t/evil.example",
            "/\n/evil.example",
            " /desk",
            "https://evil.example/",
            "javascript:alert(1)",
            "/desk\r\nSet-Cookie: a=b",
            "/退款",
        ];
        for hostile in hostile {
            assert_eq!(local_path(hostile), None, "{hostile:?}");
        }
        assert_eq!(local_path(&format!("/{}", "a".repeat(LONGEST))), None);
    }

    #[test]
    fn the_way_back_is_one_value_of_the_query() {
        assert_eq!(
            sign_in_address("/desk?a=1&b=2"),
            "/sign-in?next=/desk%3Fa%3D1%26b%3D2"
        );
        assert_eq!(sign_in_address("//evil.example"), "/sign-in");
    }
}
