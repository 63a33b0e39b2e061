//! Messages and evidence of the requester.

use axum::extract::State;
use axum::response::Response;
use touchstone_app::Call;
use touchstone_app::core::RequesterActor;
use touchstone_app::ticket::{self, Said};
use touchstone_render::view::Composer;

use super::session::{canonical, session_begin, track_path};
use super::track::{Returned, locked_out, track_again};
use crate::access::TrackSender;
use crate::body::FormParts;
use crate::failure::Failure;
use crate::page::Reader;
use crate::pages::again::about_the_form;
use crate::pages::shared::{done, problems, take_form, typed, upload_lines};
use crate::state::WebState;

/// `POST /track/{code}/messages`
pub(super) async fn message(
    by: TrackSender,
    State(state): State<WebState>,
    mut form: FormParts,
) -> Result<Response, Failure> {
    let taken = take_form(&state, &by.call(), &mut form).await?;
    let call = by.call_with(&form);
    let Some(requester) = by.requester else {
        return locked_out(&state, &by, taken.pairs).await;
    };
    let said = match taken.fields(str::to_owned) {
        Ok(fields) => ticket::write(&state.app, &call, requester.ticket, fields)
            .await
            .map_err(Failure::from),
        Err(refused) => Err(refused),
    };
    match said {
        Ok(said) => written(&state, &by, &call, requester, &said).await,
        Err(failure) => {
            let failure = about_the_form(failure)?;
            let composer = Composer {
                body: typed(&taken.pairs, "body"),
                uploads: upload_lines(&state, &taken.pairs).await?,
                problems: problems(&failure, str::to_owned),
                ..Composer::default()
            };
            let returned = Returned {
                composer,
                ..Returned::default()
            };
            track_again(&state, by.frame(&state), &by.caller, &by.code, returned, &failure).await
        }
    }
}

/// Back to the message; on to the new request, when it opened one.
async fn written(
    state: &WebState,
    by: &TrackSender,
    call: &Call,
    requester: RequesterActor,
    said: &Said,
) -> Result<Response, Failure> {
    if let Some(receipt) = &said.opened {
        let mut response = done(&track_path(&receipt.tracking_code), "follow_up");
        session_begin(state, call, receipt, response.headers_mut()).await;
        return Ok(response);
    }
    let path = track_path(canonical(&by.code)?.as_str());
    if said.ticket == requester.ticket {
        Ok(done(&format!("{path}#{}", said.message), "message_sent"))
    } else {
        // It went to the request that goes on with this one, whose page has a code of its own.
        Ok(done(&path, "message_passed_on"))
    }
}
