use axum::extract::State;
use serde::{Deserialize, Serialize};
use touchstone_app::staff_notice;
use touchstone_domain::id::StaffNoticeId;
use utoipa::ToSchema;

use crate::access::SignedIn;
use crate::api::answer::Plain;
use crate::api::schema;
use crate::body::Json;
use crate::failure::Failure;
use crate::state::WebState;

/// What was read: some of them, or all up to one.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NotificationsSeen {
    /// At most 200; those that are not the caller's are passed over.
    #[serde(default)]
    #[schema(value_type = Vec<schema::StaffNoticeId>, max_items = 200)]
    notifications: Vec<StaffNoticeId>,
    /// Everything up to this one; what came since stays unread.
    #[serde(default)]
    #[schema(value_type = Option<schema::StaffNoticeId>)]
    through: Option<StaffNoticeId>,
}

/// How many of them were new, and how many are left.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct NotificationsRead {
    read: u64,
    unread: u32,
}

/// The most that can be named at once.
const NAMED: usize = 200;

/// Marks what the caller was told of as read.
#[utoipa::path(post, path = "/api/v1/notifications/read", tag = "notifications", request_body = NotificationsSeen,
    responses((status = 200, body = NotificationsRead)))]
pub(super) async fn notifications_read(
    by: SignedIn,
    State(state): State<WebState>,
    body: Json<NotificationsSeen>,
) -> Result<Plain<NotificationsRead>, Failure> {
    let call = by.call_with(&body);
    let seen = body.value;
    if seen.notifications.len() > NAMED {
        let error = touchstone_app::core::FieldError::new("notifications", "too_many").with("max", NAMED);
        return Err(Failure::fields(vec![error]));
    }
    let mut read = 0;
    if !seen.notifications.is_empty() {
        read += u64::from(staff_notice::staff_notices_read(&state.app, &call, seen.notifications).await?);
    }
    if let Some(through) = seen.through {
        read += staff_notice::staff_notices_read_through(&state.app, &call, through).await?;
    }
    let unread = staff_notice::staff_notices_unread(&state.app, &by.caller).await?;
    Ok(Plain(NotificationsRead { read, unread }))
}
