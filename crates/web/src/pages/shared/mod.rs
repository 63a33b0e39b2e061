//! What pages share: the application's records as views, forms that come back, notices after a redirect.

mod done;
mod form;
mod instant;
mod request;
mod sealed;
mod shown;
mod uploads;

pub(super) use done::{done, notices};
pub(super) use form::{form_key, problems, typed, typed_all};
pub(super) use instant::instant;
pub(super) use request::{request_name_in_app, request_name_in_form, request_typed};
pub(super) use sealed::Sealed;
pub(super) use shown::{
    Viewer, category_groups, cause_tree, charged_view, clock_explained, clock_view, condition_view,
    message_line, pledge_view, rating_line,
};
pub(super) use uploads::{TypedForm, request_limits, take_form, upload_lines};
