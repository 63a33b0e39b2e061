//! Working time in the demo: the office opens on Saturdays from some day on, and when the visitor comes a date has just been
//! corrected for clocks that run.

use anyhow::{Context as _, Result};
use touchstone_app::App;
use touchstone_app::calendar::{CalendarInput, calendar_get, calendar_revise};
use touchstone_app::core::UserActor;
use touchstone_domain::access::Role;
use touchstone_domain::calendar::{CalendarDocument, ExceptionDocument};
use touchstone_domain::time::{Span, Timestamp};

use super::desk::Desk;
use super::standards::{by, told};

/// The calendar that the second version of the demo's standard counts by.
const CODE: &str = "service-hours";
const NAME: &str = "客服工作时间";
/// How long after the beginning of the history Saturdays are worked.
const SATURDAYS: Span = Span::days(30);

/// Before the history: Saturdays, from their day on.
pub(super) async fn begin(app: &App, desk: &Desk, start: Timestamp) -> Result<()> {
    let office = Office::of(app, desk, start)?;
    let mut document = office.latest().await?;
    document.week.sat = vec![("10:00".to_owned(), "17:00".to_owned())];
    let planned = CalendarInput {
        effective_from: Some(start + SATURDAYS),
        ..input(document, "周六增开班次")
    };
    office.revise(1, &planned).await
}

/// After the history: yesterday nobody was there, which counts for the clocks that run.
pub(super) async fn end(app: &App, desk: &Desk, at: Timestamp) -> Result<()> {
    let office = Office::of(app, desk, at)?;
    let mut document = office.latest().await?;
    let yesterday = (at - Span::days(1)).to_string();
    let date = yesterday.get(..10).unwrap_or_default();
    document.exceptions.push(ExceptionDocument {
        date: date.parse().context("a date")?,
        segments: Vec::new(),
    });
    let correction = CalendarInput {
        reaches_running: true,
        ..input(document, "更正：昨日办公楼停电，无人值班")
    };
    office.revise(2, &correction).await
}

fn input(document: CalendarDocument, note: &str) -> CalendarInput {
    CalendarInput {
        name: NAME.to_owned(),
        document,
        note: note.to_owned(),
        effective_from: None,
        reaches_running: false,
    }
}

/// Whoever looks after the calendars, at one time.
struct Office<'a> {
    app: &'a App,
    manager: &'a UserActor,
    at: Timestamp,
}

impl<'a> Office<'a> {
    fn of(app: &'a App, desk: &'a Desk, at: Timestamp) -> Result<Self> {
        let manager = desk
            .actors
            .iter()
            .find(|actor| actor.role == Role::QualityManager);
        let manager = manager.context("the demo has no quality manager")?;
        Ok(Self { app, manager, at })
    }

    async fn latest(&self) -> Result<CalendarDocument> {
        let caller = by(self.manager, self.at).caller;
        let found = told(calendar_get(self.app, &caller, CODE).await)?;
        let latest = found.versions.into_iter().next().context("a version")?;
        Ok(latest.document)
    }

    async fn revise(&self, based_on: i64, input: &CalendarInput) -> Result<()> {
        let call = by(self.manager, self.at).expecting(based_on);
        told(calendar_revise(self.app, &call, CODE, input).await).map(drop)
    }
}
