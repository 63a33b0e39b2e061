//! Operation: what people may ask about their own data.

mod person;

use crate::route::Route;

pub(super) fn routes() -> Vec<Route> {
    person::routes()
}
