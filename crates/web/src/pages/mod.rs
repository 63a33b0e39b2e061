//! Pages for people: see the crate's documentation for how one is added.

use crate::route::Route;

pub(crate) fn routes() -> Vec<Route> {
    Vec::new()
}
