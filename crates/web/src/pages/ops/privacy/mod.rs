//! Privacy requests as those see them who look after people's data: the list, one request, the grades of data.

mod classes;
mod list;
mod request;

use touchstone_app::privacy::request::PrivacyRequest;
use touchstone_render::view::PrivacyLine;

use crate::route::Route;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get(list::PATH, list::list),
        Route::post(list::PATH, list::create),
        Route::get("/ops/privacy/classes", classes::classes),
        Route::get("/ops/privacy/{id}", request::request),
        Route::post("/ops/privacy/{id}/actions/{action}", request::act),
        Route::get("/ops/privacy/{id}/package", request::package),
    ]
}

/// A request as lists show it.
fn line(one: &PrivacyRequest) -> PrivacyLine {
    PrivacyLine {
        id: one.id.to_string(),
        kind: one.kind.as_str().into(),
        state: one.state.as_str().into(),
        name: if one.person.erased {
            String::new()
        } else {
            let shown = [&one.person.name, &one.person.email, &one.person.phone];
            let shown = shown.into_iter().flatten().next().cloned();
            shown.unwrap_or_else(|| one.person.id.to_string())
        },
        person: one.person.id.to_string(),
        received_at: one.received_at,
        due_at: one.due_at,
        extended: one.extended_at.is_some(),
        warned: one.warned,
        late: one.late_at.is_some(),
        closed_at: one.closed_at,
    }
}
