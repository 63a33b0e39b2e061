//! Who has which ticket open, looks at it, writes in it. Short-lived rows that the stream of a browser keeps alive, so that
//! processes which share a database know of each other's; no events, because nobody needs to know tomorrow.

use touchstone_domain::access::Permission;
use touchstone_domain::id::{Id, TicketId, UserId};
use touchstone_domain::presence::{PRESENCE_LEASE, PresenceState, TabPresence, present};
use touchstone_domain::time::{Span, Timestamp};
use touchstone_store::Lane;
use touchstone_store::presence::{
    PresenceRow, presence_end, presence_keep as rows_keep, presence_of_credential, presence_of_tickets,
    presence_prune as rows_prune, presence_save,
};
use touchstone_store::ticket::ticket_of;

use crate::core::{App, AppError, Caller, Credential};
use crate::ticket::{Named, Names, visible as ticket_visible};

/// Tabs of one session or token that are remembered; more are passed over.
const TABS_AT_MOST: u32 = 64;
/// Tabs that are looked at for one list of tickets.
const LIST_TABS_AT_MOST: u32 = 2_000;
/// Rows are forgotten this long after they were last kept alive.
const KEPT: Span = Span::minutes(10);

/// Somebody with a ticket open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Present {
    pub ticket: TicketId,
    pub user: Named<UserId>,
    pub state: PresenceState,
}

/// Says what one tab does with a ticket its user may see; nothing when it closed it.
pub async fn presence_say(
    app: &App,
    caller: &Caller,
    ticket: TicketId,
    tab: i64,
    state: Option<PresenceState>,
) -> Result<(), AppError> {
    caller.actor.holds(Permission::TicketRead)?;
    let user = caller.actor.user()?;
    let (actor, user_id, credential) = (caller.actor.clone(), user.id, credential_raw(user.credential));
    let now = app.clock.now();
    app.store
        .write(move |tx| {
            ticket_visible(tx, &actor, ticket)?;
            let open = presence_of_credential(tx, credential, now, TABS_AT_MOST)?;
            let known = open.iter().any(|row| (row.ticket, row.tab) == (ticket, tab));
            if !known && (state.is_none() || open.len() >= TABS_AT_MOST as usize) {
                return Ok(());
            }
            let row = PresenceRow {
                ticket,
                credential,
                tab,
                user_id,
                state,
                since: now,
                until: if state.is_some() {
                    now + PRESENCE_LEASE
                } else {
                    now
                },
                touched_at: now,
            };
            Ok::<_, AppError>(presence_save(tx, &row)?)
        })
        .await?;
    app.live.said();
    Ok(())
}

/// Who has these tickets open now, of those the caller may see.
pub async fn presence_list(
    app: &App,
    caller: &Caller,
    tickets: Vec<TicketId>,
) -> Result<Vec<Present>, AppError> {
    caller.actor.holds(Permission::TicketRead)?;
    let actor = caller.actor.clone();
    let now = app.clock.now();
    app.query(Lane::Fast, move |tx| {
        let mut seen = ticket_of(tx, &tickets)?;
        seen.retain(|row| actor.reaches(Permission::TicketRead, &row.state.place()));
        let seen: Vec<TicketId> = seen.iter().map(|row| row.id).collect();
        let rows = presence_of_tickets(tx, &seen, LIST_TABS_AT_MOST)?;
        let mut found = Vec::new();
        for tabs in rows.chunk_by(|one, next| one.ticket == next.ticket) {
            let users = present(tabs.iter().map(tab_of), now);
            found.extend(
                users
                    .into_iter()
                    .map(|(user, state)| (tabs[0].ticket, user, state)),
            );
        }
        let names = Names::of_users(tx, found.iter().map(|(_, user, _)| Some(*user)))?;
        let shown = |(ticket, user, state)| {
            Some(Present {
                ticket,
                user: names.named(Some(user))?,
                state,
            })
        };
        Ok(found.into_iter().filter_map(shown).collect())
    })
    .await
}

pub(crate) fn tab_of(row: &PresenceRow) -> TabPresence {
    TabPresence {
        user: row.user_id,
        state: row.state,
        since: row.since,
        until: row.until,
    }
}

/// Keeps alive what a session or token has open, as long as its stream is.
pub(crate) async fn presence_keep(app: &App, credential: Credential) -> Result<(), AppError> {
    let (credential, now) = (credential_raw(credential), app.clock.now());
    let open = app
        .query(Lane::Fast, move |tx| {
            Ok(presence_of_credential(tx, credential, now, 1)?)
        })
        .await?;
    if !open.is_empty() {
        app.store
            .write(move |tx| rows_keep(tx, credential, now, now + PRESENCE_LEASE))
            .await?;
    }
    Ok(())
}

/// Closes what a session or token has open: it has ended.
pub(crate) async fn presence_leave(app: &App, credential: Credential) -> Result<(), AppError> {
    let (credential, now) = (credential_raw(credential), app.clock.now());
    app.store
        .write(move |tx| presence_end(tx, credential, now))
        .await?;
    app.live.said();
    Ok(())
}

/// Forgets what has ended; answers how many rows went.
pub(crate) async fn presence_prune(app: &App) -> Result<u64, AppError> {
    let before: Timestamp = app.clock.now() - KEPT;
    Ok(app.store.write(move |tx| rows_prune(tx, before)).await?)
}

/// Ids of sessions and tokens are drawn from one source, so neither is taken for the other.
fn credential_raw(credential: Credential) -> i64 {
    match credential {
        Credential::Session(id) => id.raw(),
        Credential::Token(id) => id.raw(),
    }
}
