//! Operation: what people may ask about their own data.

mod person;
mod privacy;
mod retention;

use crate::route::Route;

pub(super) fn routes() -> Vec<Route> {
    let mut all = person::routes();
    all.extend(privacy::routes());
    all.extend(retention::routes());
    all
}
