//! What a person asks, sees and takes back on the page of one of their tickets. The page must have been opened with a
//! one-time code: having sent the ticket in shows nothing about whose contact it names.

use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::id::PrivacyRequestId;
use touchstone_domain::privacy::{IdentityProof, PrivacyKind, PrivacyPhase, PrivacySource, PrivacyState};
use touchstone_store::Lane;
use touchstone_store::privacy_request::{privacy_by_id, privacy_lock, privacy_of_person};

use super::receive::{PrivacyInput, Sender, checked, request_add};
use super::step::close;
use super::view::{PrivacyRequest, look};
use crate::core::{App, AppError, Call, RequesterActor};
use crate::person::actor_from_track;

/// Requests of one person that are shown to them.
const SHOWN: u32 = 50;

/// The person behind a tracking session that was opened with a one-time code.
pub(in crate::privacy) async fn person_shown(app: &App, token: &str) -> Result<RequesterActor, AppError> {
    let tracked = actor_from_track(app, token)
        .await?
        .ok_or(AppError::Unauthenticated)?;
    match tracked.contact {
        Some(_) => Ok(tracked.actor),
        None => Err(AppError::Conflict {
            code: "privacy_unverified",
        }),
    }
}

/// What the person has asked, newest first.
pub async fn own_requests(app: &App, token: &str) -> Result<Vec<PrivacyRequest>, AppError> {
    let who = person_shown(app, token).await?;
    let handle = app.clone();
    app.query(Lane::Fast, move |tx| {
        let rows = privacy_of_person(tx, who.person, None, SHOWN)?;
        rows.into_iter().map(|row| look(tx, &handle, row.id)).collect()
    })
    .await
}

/// The person asks.
pub async fn own_request(
    app: &App,
    call: &Call,
    token: &str,
    kind: PrivacyKind,
    detail: &str,
) -> Result<PrivacyRequest, AppError> {
    let who = person_shown(app, token).await?;
    let input = checked(PrivacyInput {
        person: who.person,
        kind,
        detail: detail.to_owned(),
    })?;
    app.command(call, move |cx| {
        let sender = Sender {
            source: PrivacySource::TrackingPage,
            ticket: Some(who.ticket),
            proof: Some(IdentityProof::OneTimeCode),
        };
        let id = request_add(cx, &input, &sender)?;
        look(cx.tx, cx.app, id)
    })
    .await
}

/// The person takes a request back that nobody has dealt with yet.
pub async fn own_withdraw(
    app: &App,
    call: &Call,
    token: &str,
    id: PrivacyRequestId,
) -> Result<PrivacyRequest, AppError> {
    let who = person_shown(app, token).await?;
    app.command(call, move |cx| {
        let row = privacy_lock(cx.tx, id)?.filter(|row| row.person == who.person);
        let mut row = row.ok_or(AppError::NotFound {
            what: "privacy_request",
        })?;
        if row.state.phase() == PrivacyPhase::Closed {
            return Err(AppError::Conflict {
                code: "privacy_closed",
            });
        }
        row.state = PrivacyState::Withdrawn;
        close(cx, &mut row)?;
        cx.emit(Subject::PrivacyRequest(id), EventBody::PrivacyWithdrawn)?;
        look(cx.tx, cx.app, id)
    })
    .await
}

/// The request, if it is this person's.
pub(in crate::privacy) async fn own_found(
    app: &App,
    token: &str,
    id: PrivacyRequestId,
) -> Result<(), AppError> {
    let who = person_shown(app, token).await?;
    let row = app
        .query(Lane::Fast, move |tx| Ok(privacy_by_id(tx, id)?))
        .await?;
    row.filter(|row| row.person == who.person)
        .map(drop)
        .ok_or(AppError::NotFound {
            what: "privacy_request",
        })
}
