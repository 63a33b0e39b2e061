//! Calendars as they go over the wire.

use serde::{Deserialize, Serialize};
use touchstone_app::calendar::{CalendarVersionView, CalendarView};
use touchstone_domain::calendar::{CalendarDocument, Carry, ExceptionDocument, Shift};
use touchstone_domain::id::{CalendarId, UserId};
use touchstone_domain::time::Timestamp;
use utoipa::ToSchema;

use crate::api::schema;

/// A calendar with its versions.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Calendar {
    /// By which standards name it.
    code: String,
    name: String,
    /// Number of the version in force now.
    in_force: u32,
    /// The latest first; some may take effect later.
    versions: Vec<CalendarVersion>,
}

/// One version; it never changes.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CalendarVersion {
    #[schema(value_type = schema::CalendarId)]
    id: CalendarId,
    number: u32,
    name: String,
    document: Document,
    /// Why it was made.
    note: String,
    /// `null` for what the product came with.
    #[schema(value_type = Option<schema::UserId>)]
    author: Option<UserId>,
    /// Clocks that start from then on count by it; `null` where it holds from the beginning.
    #[schema(value_type = Option<schema::Time>)]
    effective_from: Option<Timestamp>,
    /// Whether it is for clocks that run already as well, and has reached them all.
    #[schema(value_type = schema::Carry)]
    carry: Carry,
    /// Tickets with running clocks that it was carried to.
    reached: i64,
    #[schema(value_type = schema::Time)]
    created_at: Timestamp,
}

/// Working time as it is written down.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Document {
    /// IANA name, such as `Asia/Shanghai`.
    time_zone: String,
    /// Shifts by weekday (`mon` … `sun`), each `["09:00", "12:00"]`; one that ends at or before its beginning goes on into
    /// the next day. A day that is left out has none.
    #[schema(value_type = BTreeMap<String, Vec<[String; 2]>>)]
    week: touchstone_domain::calendar::WeekDocument,
    /// `CN`, `JP` or `KR`: public holidays are free, days worked instead of one have Monday's shifts.
    #[serde(default)]
    holidays: Option<String>,
    /// Dates with shifts of their own.
    #[serde(default)]
    exceptions: Vec<Exception>,
}

/// A date with shifts of its own; none make it a day off.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Exception {
    #[schema(value_type = schema::Date)]
    date: jiff::civil::Date,
    #[schema(value_type = Vec<[String; 2]>)]
    segments: Vec<Shift>,
}

impl From<ExceptionDocument> for Exception {
    fn from(exception: ExceptionDocument) -> Self {
        Self {
            date: exception.date,
            segments: exception.segments,
        }
    }
}

impl From<CalendarDocument> for Document {
    fn from(document: CalendarDocument) -> Self {
        Self {
            time_zone: document.time_zone,
            week: document.week,
            holidays: document.holidays,
            exceptions: document.exceptions.into_iter().map(Exception::from).collect(),
        }
    }
}

impl From<Document> for CalendarDocument {
    fn from(document: Document) -> Self {
        let exception = |Exception { date, segments }| ExceptionDocument { date, segments };
        Self {
            time_zone: document.time_zone,
            week: document.week,
            holidays: document.holidays,
            exceptions: document.exceptions.into_iter().map(exception).collect(),
        }
    }
}

impl From<CalendarView> for Calendar {
    fn from(view: CalendarView) -> Self {
        Self {
            code: view.code,
            name: view.name,
            in_force: view.in_force,
            versions: view.versions.into_iter().map(CalendarVersion::from).collect(),
        }
    }
}

impl From<CalendarVersionView> for CalendarVersion {
    fn from(version: CalendarVersionView) -> Self {
        Self {
            id: version.id,
            number: version.number,
            name: version.name,
            document: version.document.into(),
            note: version.note,
            author: version.author.map(|(id, _)| id),
            effective_from: version.effective_from,
            carry: version.carry,
            reached: version.reached,
            created_at: version.created_at,
        }
    }
}
