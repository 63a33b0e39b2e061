//! Announced plans as a calendar that one can subscribe to (RFC 5545).

use icalendar::{Calendar, Component, Event, EventStatus};
use touchstone_domain::language::Language;
use touchstone_domain::maintenance::MaintenancePhase;
use touchstone_domain::time::Timestamp;

use super::announce::announcements;
use crate::core::App;

/// Everything users see now, in this language. A changed plan has the same UID and a higher SEQUENCE; one that was called off
/// says so.
pub fn maintenance_feed(app: &App, language: Language) -> String {
    let mut calendar = Calendar::new();
    for one in announcements(app) {
        let status = match one.phase {
            MaintenancePhase::Cancelled => EventStatus::Cancelled,
            _ => EventStatus::Confirmed,
        };
        let mut event = Event::new();
        event
            .uid(&format!("{}@{}", one.id, host(&app.public_url)))
            .summary(one.plan.title_in(language))
            .description(one.plan.text_in(language))
            .status(status)
            .add_property("DTSTAMP", utc(one.updated_at))
            .add_property("DTSTART", utc(one.plan.starts_at))
            .add_property("DTEND", utc(one.plan.ends_at))
            .add_property("SEQUENCE", (one.version - 1).to_string());
        calendar.push(event.done());
    }
    calendar.done().to_string()
}

fn host(public_url: &str) -> &str {
    let rest = public_url.split_once("://").map_or(public_url, |(_, rest)| rest);
    rest.split(['/', ':']).next().unwrap_or_default()
}

/// `20261122T130000Z`
fn utc(at: Timestamp) -> String {
    let at = jiff::Timestamp::from_microsecond(at.as_micros()).unwrap_or_default();
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}
