use axum::extract::State;
use serde::{Deserialize, Serialize};
use touchstone_app::account::{self, PreviewInput};
use touchstone_app::ticket::Ticket;
use touchstone_domain::access::{Permission, Scope};
use touchstone_domain::id::{TicketId, UserId};
use touchstone_domain::stage::Status;
use utoipa::ToSchema;

use super::{Granted as Sent, grants};
use crate::access::{Granted, may};
use crate::api::answer::Plain;
use crate::api::schema;
use crate::body::Json;
use crate::failure::Failure;
use crate::problem::field_message;
use crate::reachable::{PageReach, pages_reached};
use crate::state::WebState;

/// A role that is being written, and who would have it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Draft {
    #[schema(value_type = schema::Role)]
    base: touchstone_domain::access::Role,
    #[schema(value_type = BTreeMap<String, schema::Scope>)]
    grants: Sent,
    /// Without one: somebody new, in no team.
    #[schema(value_type = Option<schema::UserId>)]
    user: Option<UserId>,
}

/// What the role would mean.
#[derive(Serialize, ToSchema)]
pub(super) struct Preview {
    /// What keeps it from being saved.
    problems: Vec<Problem>,
    changes: Vec<Change>,
    pages: Vec<Page>,
    tickets: Tickets,
}

#[derive(Serialize, ToSchema)]
pub(super) struct Problem {
    field: String,
    code: String,
    message: String,
}

/// How a permission differs from what the user holds now.
#[derive(Serialize, ToSchema)]
pub(super) struct Change {
    #[schema(value_type = schema::Permission)]
    permission: Permission,
    #[schema(value_type = Option<schema::Scope>)]
    before: Option<Scope>,
    #[schema(value_type = Option<schema::Scope>)]
    after: Option<Scope>,
}

/// A page that opens now or would then.
#[derive(Serialize, ToSchema)]
pub(super) struct Page {
    path: String,
    #[schema(value_type = schema::Permission)]
    permission: Permission,
    now: bool,
    then: bool,
}

/// Tickets in reach among the newest ten thousand. Those that the caller may not read are counted, not named.
#[derive(Serialize, ToSchema)]
pub(super) struct Tickets {
    now: usize,
    then: usize,
    lost: usize,
    /// There are older ones that were not looked at.
    partial: bool,
    seen_items: Vec<Line>,
    lost_items: Vec<Line>,
}

#[derive(Serialize, ToSchema)]
pub(super) struct Line {
    #[schema(value_type = schema::TicketId)]
    id: TicketId,
    number: i64,
    subject: Option<String>,
    #[schema(value_type = schema::Status)]
    status: Status,
}

/// What somebody with such a role could see and do, beside now. Nothing is written.
#[utoipa::path(post, path = "/api/v1/roles/preview", tag = "administration", request_body = Draft,
    responses((status = 200, body = Preview)))]
pub(super) async fn role_preview(
    by: Granted<may::ManageRoles>,
    State(state): State<WebState>,
    body: Json<Draft>,
) -> Result<Plain<Preview>, Failure> {
    let call = by.call_with(&body);
    let Draft {
        base,
        grants: sent,
        user,
    } = body.value;
    let grants = grants(sent);
    let problems = account::role_problems(&by.caller.actor, &grants, base);
    let found = account::role_preview(&state.app, &call, PreviewInput { base, grants, user }).await?;
    let pages = pages_reached(&found.now, &found.then).into_iter();
    Ok(Plain(Preview {
        problems: problems
            .into_iter()
            .map(|problem| Problem {
                message: field_message(&state.renderer, by.language(), &problem),
                code: problem.code.to_owned(),
                field: problem.field,
            })
            .collect(),
        changes: found.changes.into_iter().map(Change::from).collect(),
        pages: pages.map(Page::from).collect(),
        tickets: Tickets {
            now: found.tickets.now_count,
            then: found.tickets.seen_count,
            lost: found.tickets.lost_count,
            partial: found.tickets.partial,
            seen_items: found.tickets.seen.into_iter().map(Line::from).collect(),
            lost_items: found.tickets.lost.into_iter().map(Line::from).collect(),
        },
    }))
}

impl From<touchstone_domain::role::GrantChange> for Change {
    fn from(change: touchstone_domain::role::GrantChange) -> Self {
        Self {
            permission: change.permission,
            before: change.before,
            after: change.after,
        }
    }
}

impl From<PageReach> for Page {
    fn from(page: PageReach) -> Self {
        Self {
            path: page.path.to_owned(),
            permission: page.permission,
            now: page.now,
            then: page.then,
        }
    }
}

impl From<Ticket> for Line {
    fn from(ticket: Ticket) -> Self {
        Self {
            id: ticket.id,
            number: ticket.number,
            subject: ticket.subject,
            status: ticket.status,
        }
    }
}
