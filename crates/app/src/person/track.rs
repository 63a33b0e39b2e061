//! Tracking sessions: the right of a requester to read and answer one ticket, for as long as they are at it.

use serde::{Deserialize, Serialize};
use touchstone_domain::contact::ContactKind;
use touchstone_domain::id::{PersonId, TicketId};
use touchstone_domain::time::{Span, Timestamp};
use touchstone_store::Lane;
use touchstone_store::track_session::{
    TrackSessionRow, track_session_by_mac, track_session_delete, track_session_insert, track_session_touch,
};

use crate::account::session::{SEEN_EVERY, seen_or_logged};
use crate::core::{App, AppError, Cx, RequesterActor};
use crate::keys::{Purpose, SecretToken};

/// What every tracking session's token starts with.
pub const TRACK_PREFIX: &str = "trk_";
/// A tracking session not used for this long is over.
pub const TRACK_IDLE: Span = Span::hours(2);
/// A tracking session is over after this long, however busy.
pub const TRACK_LIFE: Span = Span::hours(24);

/// A tracking session just opened. The token goes into the cookie and nowhere else.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TrackOpened {
    pub token: SecretToken,
    pub ticket: TicketId,
    pub expires_at: Timestamp,
}

/// Who a tracking session stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TrackedBy {
    pub actor: RequesterActor,
    /// The contact by which ownership was shown; none for whoever has just sent the request in.
    pub contact: Option<ContactKind>,
    pub expires_at: Timestamp,
}

/// Who a tracking token stands for; `None` when it stands for nobody any more. One indexed read; now and then it also
/// moves the last-seen time. It opens one ticket: whoever asks for another has to compare.
pub async fn actor_from_track(app: &App, token: &str) -> Result<Option<TrackedBy>, AppError> {
    if !token.starts_with(TRACK_PREFIX) {
        return Ok(None);
    }
    let Some(mac) = app.keys.token_mac(Purpose::TrackSession, token) else {
        return Ok(None);
    };
    let now = app.clock.now();
    let row = app
        .query(Lane::Fast, move |tx| Ok(track_session_by_mac(tx, &mac)?))
        .await?;
    let Some(row) = row.filter(|row| now < row.expires_at && now < row.last_seen_at + TRACK_IDLE) else {
        return Ok(None);
    };
    if now - row.last_seen_at >= SEEN_EVERY {
        let touched = app
            .store
            .write(move |tx| track_session_touch(tx, &mac, now))
            .await;
        seen_or_logged(touched);
    }
    let actor = RequesterActor {
        person: row.person,
        ticket: row.ticket,
    };
    Ok(Some(TrackedBy {
        actor,
        contact: row.contact_kind,
        expires_at: row.expires_at,
    }))
}

/// Ends a tracking session. Ending one that has ended already is no error.
pub async fn track_end(app: &App, token: &str) -> Result<(), AppError> {
    let Some(mac) = app.keys.token_mac(Purpose::TrackSession, token) else {
        return Ok(());
    };
    app.store
        .write(move |tx| Ok(track_session_delete(tx, &mac)?))
        .await
}

/// Opens a session. `contact_kind` is the contact that was shown to be theirs, if one was.
pub(crate) fn track_open(
    cx: &mut Cx<'_, '_>,
    person: PersonId,
    ticket: TicketId,
    contact_kind: Option<ContactKind>,
    token: &SecretToken,
) -> Result<TrackOpened, AppError> {
    let row = TrackSessionRow {
        person,
        ticket,
        contact_kind,
        created_at: cx.now,
        last_seen_at: cx.now,
        expires_at: cx.now + TRACK_LIFE,
    };
    let mac = cx
        .app
        .keys
        .mac(Purpose::TrackSession, &[token.reveal().as_bytes()]);
    track_session_insert(cx.tx, &mac, &row)?;
    Ok(TrackOpened {
        token: token.clone(),
        ticket,
        expires_at: row.expires_at,
    })
}
