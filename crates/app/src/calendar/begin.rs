//! The calendar the product comes with: working hours that a standard can name from the first day.

use touchstone_domain::calendar::{CalendarDocument, Carry};
use touchstone_domain::event::{EventBody, Origin, Subject, SystemActor};
use touchstone_domain::id::{CalendarId, Id};
use touchstone_domain::time::Timestamp;
use touchstone_store::calendar::{CalendarRow, calendar_insert};

use crate::core::{App, AppError, Call, Caller};

/// The id of its first version: the same everywhere, so that processes that start together agree.
const SHIPPED: i64 = 1;
const CODE: &str = "service-hours";
const NAME: &str = "客服工作时间 Service hours";
const DOCUMENT: &str = include_str!("../../../../data/calendars/service-hours.json");

/// Adds the shipped calendar, unless that has happened before.
pub async fn calendar_begin(app: &App) -> Result<(), AppError> {
    let unread = |error: String| AppError::Internal(format!("the shipped calendar: {error}"));
    let document: CalendarDocument =
        serde_json::from_str(DOCUMENT).map_err(|error| unread(error.to_string()))?;
    document.calendar().map_err(|error| unread(error.to_string()))?;
    let document = serde_json::to_string(&document).map_err(|error| unread(error.to_string()))?;
    let call = Call::by(Caller::system(SystemActor::Setup, Origin::Setup));
    app.command(&call, move |cx| {
        let row = CalendarRow {
            id: CalendarId::from_raw(SHIPPED),
            code: CODE.to_owned(),
            number: 1,
            name: NAME.to_owned(),
            document: document.clone(),
            note: String::new(),
            author: None,
            effective_from: Timestamp::MIN,
            carry: Carry::None,
            reached: 0,
            created_at: cx.now,
        };
        if calendar_insert(cx.tx, &row)? {
            cx.emit(Subject::System, EventBody::CalendarSet { calendar: row.id })?;
        }
        Ok(())
    })
    .await
}
