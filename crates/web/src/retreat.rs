//! The address of a form, asked for as a page: somebody reloads, comes back after signing in, or takes the way back from
//! an error. They are led to the page above it instead of nowhere.

use std::sync::OnceLock;

use http::Method;

use crate::router::routes;

/// Templates of the pages that are read.
fn pages() -> &'static [String] {
    static PAGES: OnceLock<Vec<String>> = OnceLock::new();
    PAGES.get_or_init(|| {
        let read = routes()
            .into_iter()
            .filter(|route| route.method == Method::GET && !route.is_api());
        read.map(|route| route.path).collect()
    })
}

/// The nearest page above a path.
pub(crate) fn page_above(path: &str) -> Option<&str> {
    let mut above = path;
    while let Some((rest, _)) = above.rsplit_once('/') {
        above = if rest.is_empty() { "/" } else { rest };
        if pages().iter().any(|template| fits(template, above)) {
            return Some(above);
        }
        if rest.is_empty() {
            break;
        }
    }
    None
}

/// Whether a path is one of a template's, segment by segment.
fn fits(template: &str, path: &str) -> bool {
    let (mut expected, mut found) = (template.split('/'), path.split('/'));
    loop {
        match (expected.next(), found.next()) {
            (None, None) => return true,
            (Some(expected), Some(found)) if expected == found || is_variable(expected) => {}
            _ => return false,
        }
    }
}

/// A part that stands for one segment, not for the whole rest of a path.
fn is_variable(segment: &str) -> bool {
    segment.starts_with('{') && !segment.starts_with("{*")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_above_a_form_is_found() {
        assert_eq!(
            page_above("/admin/users/usr_0000000000001/archive"),
            Some("/admin/users")
        );
        assert_eq!(
            page_above("/account/sessions/ses_0000000000001/revoke"),
            Some("/account")
        );
        assert_eq!(
            page_above("/desk/tickets/tkt_1/actions/take"),
            Some("/desk/tickets/tkt_1")
        );
    }
}
