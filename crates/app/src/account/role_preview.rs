//! What a role would mean before it is saved: which tickets somebody would see, and which they would lose. Nothing is
//! written. Whoever asks is shown no ticket that they may not read themselves; such tickets are only counted.

use touchstone_domain::access::{Grants, Permission, Reach, Role};
use touchstone_domain::id::{Id, SessionId, UserId};
use touchstone_domain::role::GrantChange;
use touchstone_store::user::{user_by_id, user_teams};
use touchstone_store::{Lane, Tx};

use super::role::role_of;
use crate::core::{Actor, App, AppError, Call, Credential, UserActor};
use crate::ticket::{Named, Ticket, ticket_scan};

/// Tickets looked at, newest first.
const LOOKED_AT: usize = 10_000;
/// Tickets named.
const NAMED: usize = 20;

/// A role that is being written, and who would have it.
#[derive(Debug, Clone)]
pub struct PreviewInput {
    pub base: Role,
    pub grants: Grants,
    /// Without one: somebody new, in no team.
    pub user: Option<UserId>,
}

/// What the role would mean for them.
#[derive(Debug, Clone)]
pub struct RolePreview {
    pub user: Option<Named<UserId>>,
    /// What they may do now; nothing for somebody new.
    pub now: Grants,
    pub then: Grants,
    pub changes: Vec<GrantChange>,
    pub tickets: PreviewTickets,
}

/// The tickets in reach, now and then.
#[derive(Debug, Clone, Default)]
pub struct PreviewTickets {
    /// The newest that would be seen.
    pub seen: Vec<Ticket>,
    /// The newest that are seen now and would be no longer.
    pub lost: Vec<Ticket>,
    pub seen_count: usize,
    pub lost_count: usize,
    pub now_count: usize,
    /// Only the newest tickets were looked at: there may be more of each.
    pub partial: bool,
}

/// What somebody with these grants could see, beside what they see now.
pub async fn role_preview(app: &App, call: &Call, input: PreviewInput) -> Result<RolePreview, AppError> {
    let asks = call.caller.actor.clone();
    asks.holds(Permission::RoleManage)?;
    if input.user.is_some() {
        asks.holds(Permission::UserRead)?;
    }
    let (handle, now) = (app.clone(), app.clock.now());
    app.query(Lane::Slow, move |tx| {
        let (name, before) = somebody(tx, &input)?;
        let after = Actor::User(UserActor {
            grants: input.grants.clone(),
            authority: input.grants.clone(),
            ..before.clone()
        });
        let changes = before.grants.changes(&input.grants);
        let tickets = tickets(tx, &handle, (&asks, &Actor::User(before.clone()), &after), now)?;
        Ok(RolePreview {
            user: name,
            now: before.grants,
            then: input.grants,
            changes,
            tickets,
        })
    })
    .await
}

/// The user as they stand now; without one, somebody of the role who has nothing yet.
fn somebody(tx: &mut Tx<'_>, input: &PreviewInput) -> Result<(Option<Named<UserId>>, UserActor), AppError> {
    let mut actor = UserActor {
        id: UserId::from_raw(0),
        name: String::new(),
        role: input.base,
        custom_role: None,
        grants: Grants::default(),
        authority: Grants::default(),
        reach: Reach {
            user: UserId::from_raw(0),
            teams: Vec::new(),
        },
        credential: Credential::Session(SessionId::from_raw(0)),
    };
    let Some(id) = input.user else {
        return Ok((None, actor));
    };
    let row = user_by_id(tx, id)?.filter(|row| row.archived_at.is_none());
    let row = row.ok_or_else(|| AppError::field("user", "not_found"))?;
    actor.id = id;
    actor.grants = role_of(tx, row.role, row.custom_role)?.grants;
    actor.reach = Reach {
        user: id,
        teams: user_teams(tx, id)?,
    };
    Ok((Some(Named { id, name: row.name }), actor))
}

fn tickets(
    tx: &mut Tx<'_>,
    app: &App,
    (asks, before, after): (&Actor, &Actor, &Actor),
    now: touchstone_domain::time::Timestamp,
) -> Result<PreviewTickets, AppError> {
    let mut found = PreviewTickets::default();
    let (mut seen, mut lost) = (Vec::new(), Vec::new());
    found.partial = ticket_scan(tx, LOOKED_AT, |row| {
        let place = row.state.place();
        let reaches = |actor: &Actor| actor.reaches(Permission::TicketRead, &place);
        let (was, will) = (reaches(before), reaches(after));
        found.now_count += usize::from(was);
        found.seen_count += usize::from(will);
        found.lost_count += usize::from(was && !will);
        let list = if will { &mut seen } else { &mut lost };
        if (was || will) && list.len() < NAMED && reaches(asks) {
            list.push(row);
        }
    })?;
    found.seen = crate::ticket::tickets_compose(tx, app, seen, asks, now)?;
    found.lost = crate::ticket::tickets_compose(tx, app, lost, asks, now)?;
    Ok(found)
}
