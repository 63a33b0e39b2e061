use axum::extract::State;
use serde::{Deserialize, Serialize};
use touchstone_app::staff_notice::{self, StaffNotice};
use touchstone_domain::clock::Metric;
use touchstone_domain::id::{MessageId, StaffNoticeId, TicketId};
use touchstone_domain::staff_notice::NoticeKind;
use touchstone_domain::time::Timestamp;
use utoipa::ToSchema;

use crate::access::SignedIn;
use crate::api::answer::{Page, Plain};
use crate::api::paging::{Paging, page};
use crate::api::schema;
use crate::api::wire::NamedUser;
use crate::failure::Failure;
use crate::query::Query;
use crate::state::WebState;

/// What the caller was told of.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct StaffNotification {
    #[schema(value_type = schema::StaffNoticeId)]
    id: StaffNoticeId,
    #[schema(value_type = schema::NoticeKind)]
    kind: NoticeKind,
    /// `null` when it is about no ticket, or about one that the caller may not see (any more).
    ticket: Option<ToldTicket>,
    #[schema(value_type = Option<schema::MessageId>)]
    message: Option<MessageId>,
    /// The clock it is about.
    #[schema(value_type = Option<schema::Metric>)]
    metric: Option<Metric>,
    /// Who did it, if a member of staff did.
    author: Option<NamedUser>,
    #[schema(value_type = schema::Time)]
    at: Timestamp,
    #[schema(value_type = Option<schema::Time>)]
    read_at: Option<Timestamp>,
}

/// The ticket that something is about.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ToldTicket {
    #[schema(value_type = schema::TicketId)]
    id: TicketId,
    number: i64,
    subject: Option<String>,
}

impl From<StaffNotice> for StaffNotification {
    fn from(found: StaffNotice) -> Self {
        Self {
            id: found.id,
            kind: found.kind,
            ticket: found.ticket.map(|ticket| ToldTicket {
                id: ticket.id,
                number: ticket.number,
                subject: ticket.subject,
            }),
            message: found.message,
            metric: found.metric,
            author: found.author.map(NamedUser::from),
            at: found.at,
            read_at: found.read_at,
        }
    }
}

/// Which of them.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct NotificationQuery {
    /// Only those not read yet.
    #[serde(default)]
    unread: bool,
    limit: Option<u32>,
    cursor: Option<String>,
}

/// What the caller was told of, the newest first: assigned, mentioned, answered by the requester, a clock about to run out …
#[utoipa::path(get, path = "/api/v1/notifications", tag = "notifications", params(NotificationQuery),
    responses((status = 200, body = Page<StaffNotification>)))]
pub(super) async fn notification_list(
    by: SignedIn,
    Query(asked): Query<NotificationQuery>,
    State(state): State<WebState>,
) -> Result<Page<StaffNotification>, Failure> {
    let paging = Paging::new(asked.limit, asked.cursor);
    let limit = paging.limit()?;
    let found =
        staff_notice::staff_notices(&state.app, &by.caller, asked.unread, paging.after()?, limit + 1).await?;
    Ok(page(found, limit, |notice| notice.id).map(StaffNotification::from))
}

/// How much is not read.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct NotificationsUnread {
    unread: u32,
}

/// How much the caller was told and has not read.
#[utoipa::path(get, path = "/api/v1/notifications/unread", tag = "notifications",
    responses((status = 200, body = NotificationsUnread)))]
pub(super) async fn notifications_unread(
    by: SignedIn,
    State(state): State<WebState>,
) -> Result<Plain<NotificationsUnread>, Failure> {
    let unread = staff_notice::staff_notices_unread(&state.app, &by.caller).await?;
    Ok(Plain(NotificationsUnread { unread }))
}
