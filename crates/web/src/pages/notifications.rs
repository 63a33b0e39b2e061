//! What the reader was told of: read, opened, marked as read.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use serde_json::Value;
use touchstone_app::live::live_position;
use touchstone_app::staff_notice::{self, StaffNotice};
use touchstone_domain::id::StaffNoticeId;
use touchstone_domain::staff_notice::NoticeKind;
use touchstone_render::view::{LiveView, StaffNoticeLine, StaffNoticesView};

use super::shared::{done, notices, typed, typed_all};
use crate::access::SignedIn;
use crate::body::Form;
use crate::failure::Failure;
use crate::page::{Page, Reader, page};
use crate::path::At;
use crate::query::Query;
use crate::route::Route;
use crate::state::WebState;

const PATH: &str = "/notifications";
/// Lines of a page.
const ROWS: u32 = 50;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get(PATH, list),
        Route::post("/notifications/read", read),
        Route::post("/notifications/{notice}/open", open),
    ]
}

/// What the address may say.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    before: Option<StaffNoticeId>,
    unread: Option<String>,
    #[expect(dead_code, reason = "the notice is read from the address by the frame")]
    done: Option<String>,
}

async fn list(by: SignedIn, Query(asked): Query<Asked>, State(state): State<WebState>) -> Page {
    let live = LiveView {
        at: live_position(&state.app).await?,
        last: None,
    };
    let unread = asked.unread.is_some_and(|unread| unread == "1");
    let mut found =
        staff_notice::staff_notices(&state.app, &by.caller, unread, asked.before, ROWS + 1).await?;
    let more = found.len() > ROWS as usize;
    found.truncate(ROWS as usize);
    let next = found.last().filter(|_| more).map(|last| {
        let unread = if unread { "unread=1&" } else { "" };
        format!("{PATH}?{unread}before={}", last.id)
    });
    let newest = found.iter().find(|notice| notice.read_at.is_none());
    let view = StaffNoticesView {
        unread,
        through: newest.map(|notice| notice.id.to_string()).unwrap_or_default(),
        lines: found.into_iter().map(line).collect(),
        next,
        live,
    };
    page(&state, &notices(by.frame(&state), &state.renderer), &view)
}

fn line(found: StaffNotice) -> StaffNoticeLine {
    let number = found.ticket.as_ref().map(|ticket| ticket.number);
    StaffNoticeLine {
        id: found.id.to_string(),
        kind: found.kind.as_str().into(),
        number,
        subject: found.ticket.and_then(|ticket| ticket.subject).unwrap_or_default(),
        hidden: found.hidden && found.kind != NoticeKind::HandoverOffered,
        metric: found.metric.map(|metric| metric.as_str().into()),
        author: found.author.map(|user| user.name).unwrap_or_default(),
        at: found.at,
        unread: found.read_at.is_none(),
    }
}

/// `POST /notifications/read`: one of them, or all up to the newest that was shown.
async fn read(by: SignedIn, State(state): State<WebState>, form: Form<Value>) -> Result<Response, Failure> {
    let call = by.call_with(&form);
    if let Ok(through) = typed(&form.typed, "through").parse() {
        staff_notice::staff_notices_read_through(&state.app, &call, through).await?;
    } else {
        let ids = typed_all(&form.typed, "notifications").filter_map(|id| id.parse().ok());
        staff_notice::staff_notices_read(&state.app, &call, ids.collect()).await?;
    }
    Ok(done(PATH, "notifications_read"))
}

/// `POST /notifications/{notice}/open`: marks it as read and leads to what it is about.
async fn open(
    by: SignedIn,
    At(id): At<StaffNoticeId>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let found = staff_notice::staff_notice(&state.app, &by.caller, id).await?;
    staff_notice::staff_notices_read(&state.app, &by.call_with(&form), vec![id]).await?;
    Ok(Redirect::to(&target(&found)).into_response())
}

/// Where something is looked at. What is out of sight leads back to the list, which says so.
fn target(found: &StaffNotice) -> String {
    match (found.kind, &found.ticket, found.message) {
        (NoticeKind::HandoverOffered, _, _) => "/desk/handovers".to_owned(),
        (NoticeKind::StandardInForce | NoticeKind::StandardReview, _, _) => "/quality/standards".to_owned(),
        (_, Some(ticket), Some(message)) => format!("/desk/tickets/{}#{message}", ticket.id),
        (_, Some(ticket), None) => format!("/desk/tickets/{}", ticket.id),
        (_, None, _) => PATH.to_owned(),
    }
}
