//! Sending a request in.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use touchstone_app::Call;
use touchstone_app::standard::standard_current;
use touchstone_app::ticket::{self, Receipt};
use touchstone_render::view::{Problems, RequestForm, SubmitView};

use super::session::session_begin;
use crate::access::{PublicCaller, Visitor};
use crate::body::FormParts;
use crate::failure::Failure;
use crate::page::{Page, Reader, page};
use crate::pages::again::again;
use crate::pages::shared::{
    category_groups, form_key, notices, problems, request_limits, request_name_in_app, request_name_in_form,
    request_typed, take_form,
};
use crate::state::WebState;

const PATH: &str = "/submit";
/// How urgent it is, the sender can only claim: the form's name and the application's.
const URGENCY: (&str, &str) = ("urgency", "claimed_urgency");

/// `GET /submit`
pub(super) async fn form(by: Visitor, State(state): State<WebState>) -> Page {
    let blank = view(&state, RequestForm::default(), Problems::none()).await?;
    page(&state, &notices(by.frame(&state), &state.renderer), &blank)
}

/// `POST /submit`
pub(super) async fn submit(
    by: PublicCaller,
    State(state): State<WebState>,
    mut form: FormParts,
) -> Result<Response, Failure> {
    let taken = take_form(&state, &by.call(), &mut form).await?;
    let call = by.call_with(&form);
    let sent = match taken.fields(name_in_app) {
        Ok(fields) => ticket::submit(&state.app, &call, fields)
            .await
            .map_err(Failure::from),
        Err(refused) => Err(refused),
    };
    match sent {
        Ok(receipt) => Ok(received(&state, &call, &receipt).await),
        Err(failure) => {
            let typed = request_typed(&state, &taken.pairs).await?;
            let view = view(&state, typed, problems(&failure, name_in_form)).await?;
            again(&state, by.frame(&state), PATH, &view, &failure)
        }
    }
}

/// On to the receipt. The browser that sent the request in may read on without a one-time code.
async fn received(state: &WebState, call: &Call, receipt: &Receipt) -> Response {
    let mut response = Redirect::to(&format!("/track/{}/receipt", receipt.tracking_code)).into_response();
    session_begin(state, call, receipt, response.headers_mut()).await;
    response
}

fn name_in_app(name: &str) -> String {
    if name == URGENCY.0 {
        URGENCY.1.to_owned()
    } else {
        request_name_in_app(name)
    }
}

fn name_in_form(name: &str) -> String {
    if name == URGENCY.1 {
        URGENCY.0.to_owned()
    } else {
        request_name_in_form(name)
    }
}

async fn view(state: &WebState, form: RequestForm, problems: Problems) -> Result<SubmitView, Failure> {
    Ok(SubmitView {
        form,
        categories: category_groups(&standard_current(&state.app).await?.standard),
        limits: request_limits(),
        problems,
        idempotency_key: form_key(),
    })
}
