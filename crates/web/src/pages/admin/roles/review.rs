//! What saving a role would change, and what it would mean for somebody.

use touchstone_app::account::{self, PreviewInput};
use touchstone_app::ticket::Ticket;
use touchstone_domain::access::Scope;
use touchstone_domain::id::UserId;
use touchstone_domain::role::GrantChange;
use touchstone_render::view::{GrantDifference, PageDifference, PreviewTicket, RoleReview};

use super::editor::Draft;
use crate::access::SignedIn;
use crate::failure::Failure;
use crate::reachable::{PageReach, pages_reached};
use crate::state::WebState;

pub(super) async fn review(
    state: &WebState,
    by: &SignedIn,
    draft: &Draft,
    user: Option<UserId>,
) -> Result<RoleReview, Failure> {
    let input = PreviewInput {
        base: draft.base,
        grants: draft.grants.clone(),
        user,
    };
    let found = account::role_preview(&state.app, &by.call(), input).await?;
    let changes = draft.before.changes(&draft.grants);
    let pages = pages_reached(&found.now, &found.then).into_iter();
    Ok(RoleReview {
        changes: changes.into_iter().map(difference).collect(),
        for_user: match found.user {
            Some(_) => found.changes.into_iter().map(difference).collect(),
            None => Vec::new(),
        },
        user: found.user.map(|user| user.name).unwrap_or_default(),
        pages: pages.map(page_difference).collect(),
        seen: found.tickets.seen_count,
        seen_now: found.tickets.now_count,
        lost: found.tickets.lost_count,
        partial: found.tickets.partial,
        seen_tickets: found.tickets.seen.into_iter().map(ticket).collect(),
        lost_tickets: found.tickets.lost.into_iter().map(ticket).collect(),
    })
}

fn difference(change: GrantChange) -> GrantDifference {
    let word = |scope: Option<Scope>| scope.map(|scope| scope.as_str().into());
    GrantDifference {
        permission: change.permission.as_str().into(),
        before: word(change.before),
        after: word(change.after),
    }
}

fn page_difference(page: PageReach) -> PageDifference {
    PageDifference {
        path: page.path.to_owned(),
        permission: page.permission.as_str().into(),
        now: page.now,
        then: page.then,
    }
}

fn ticket(ticket: Ticket) -> PreviewTicket {
    PreviewTicket {
        href: format!("/desk/tickets/{}", ticket.id),
        number: ticket.number,
        subject: ticket.subject.unwrap_or_default(),
        status: ticket.status.as_str().into(),
    }
}
