//! Which pages somebody with certain grants can open, read off the table of routes itself.

use std::sync::OnceLock;

use http::Method;
use touchstone_domain::access::{Grants, Permission};

use crate::route::{Access, Route};
use crate::router::routes;

/// A page and whether it opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PageReach {
    pub(crate) path: &'static str,
    pub(crate) permission: Permission,
    pub(crate) now: bool,
    pub(crate) then: bool,
}

/// Pages that open with one of the two, in the order of their addresses.
pub(crate) fn pages_reached(now: &Grants, then: &Grants) -> Vec<PageReach> {
    let reach = |(path, permission): &'static (String, Permission)| PageReach {
        path,
        permission: *permission,
        now: now.holds(*permission),
        then: then.holds(*permission),
    };
    pages()
        .iter()
        .map(reach)
        .filter(|page| page.now || page.then)
        .collect()
}

/// Pages that have an address of their own and need a permission. What belongs to one record, and files to be taken away,
/// are not entered by their address.
fn pages() -> &'static [(String, Permission)] {
    static PAGES: OnceLock<Vec<(String, Permission)>> = OnceLock::new();
    PAGES.get_or_init(|| {
        let page = |route: Route| match route.access {
            Access::Permission(permission) if is_page(&route) => Some((route.path, permission)),
            _ => None,
        };
        let mut pages: Vec<_> = routes().into_iter().filter_map(page).collect();
        pages.sort();
        pages
    })
}

fn is_page(route: &Route) -> bool {
    route.method == Method::GET
        && !route.is_api()
        && !route.path.contains('{')
        && !route.path.ends_with("/export")
}

#[cfg(test)]
mod tests {
    use super::*;
    use touchstone_domain::access::Role;

    #[test]
    fn pages_open_as_their_routes_say() {
        let nothing = Grants::default();
        let all = pages_reached(&nothing, &Role::Administrator.grants());
        for path in ["/desk", "/desk/new", "/admin/users", "/admin/roles"] {
            assert!(
                all.iter().any(|page| page.path == path && page.then && !page.now),
                "{path}"
            );
        }
        assert!(pages_reached(&nothing, &nothing).is_empty());
        let agent = pages_reached(&Role::Agent.grants(), &nothing);
        assert!(
            agent
                .iter()
                .any(|page| page.path == "/desk" && page.now && !page.then)
        );
        assert!(agent.iter().all(|page| page.path != "/admin/tokens"));
    }
}
