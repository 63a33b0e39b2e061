//! Operation: what people may ask about their own data, and what is planned for the systems.

mod maintenance;
mod person;
mod privacy;
mod retention;

use crate::route::Route;

pub(super) fn routes() -> Vec<Route> {
    let mut all = person::routes();
    all.extend(maintenance::routes());
    all.extend(privacy::routes());
    all.extend(retention::routes());
    all
}
