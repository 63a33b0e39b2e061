//! The form that describes a request, as consumers and agents both fill it in.

use touchstone_render::view::RequestForm;

use super::{typed, upload_lines};
use crate::failure::Failure;
use crate::state::WebState;

/// Fields of the form that the application reads inside `requester`.
const OF_REQUESTER: [&str; 4] = ["name", "email", "phone", "language"];
const REQUESTER: &str = "requester";

/// The application's name of a field of the form.
pub(in crate::pages) fn request_name_in_app(name: &str) -> String {
    if OF_REQUESTER.contains(&name) {
        format!("{REQUESTER}.{name}")
    } else {
        name.to_owned()
    }
}

/// The form's name of a field of the application.
pub(in crate::pages) fn request_name_in_form(name: &str) -> String {
    match name.split_once('.') {
        Some((REQUESTER, inner)) => inner.to_owned(),
        _ => name.to_owned(),
    }
}

/// Everything that was typed, and the files that came with it.
pub(in crate::pages) async fn request_typed(
    state: &WebState,
    pairs: &[(String, String)],
) -> Result<RequestForm, Failure> {
    Ok(RequestForm {
        kind: typed(pairs, "kind"),
        category: typed(pairs, "category"),
        subject: typed(pairs, "subject"),
        body: typed(pairs, "body"),
        impact: typed(pairs, "impact"),
        urgency: typed(pairs, "urgency"),
        demand: typed(pairs, "demand"),
        order_no: typed(pairs, "order_no"),
        name: typed(pairs, "name"),
        email: typed(pairs, "email"),
        phone: typed(pairs, "phone"),
        language: typed(pairs, "language"),
        uploads: upload_lines(state, pairs).await?,
    })
}
