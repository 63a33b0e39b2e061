//! Invitations and other appointments in mail (RFC 5545, 6047): what, when, where, from whom. Only what is read at a glance is
//! taken; the file stays beside it.

use icalendar::{
    Calendar, CalendarComponent, CalendarDateTime, Component, DatePerhapsTime, Event, EventLike as _,
};
use touchstone_domain::time::Timestamp;

/// Bytes of a file that is looked at.
const BYTES: usize = 256 << 10;
/// Components of one file.
const COMPONENTS: usize = 200;
/// Characters of each text.
const CHARS: usize = 300;

/// What the sender wants with it (RFC 5546).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InvitationMethod {
    Request,
    Cancel,
    Reply,
    /// Published, or nothing said.
    Other,
}

/// When, as far as it can be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InvitationTime {
    At(Timestamp),
    /// A whole day: `2026-03-02`.
    Day(String),
    /// As a clock on a wall shows it, `2026-03-02 09:00`, somewhere: the name of its zone, which is nobody's but the sender's.
    Wall(String, Option<String>),
}

/// An appointment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    pub method: InvitationMethod,
    pub title: String,
    pub begins: Option<InvitationTime>,
    pub ends: Option<InvitationTime>,
    pub place: Option<String>,
    /// Name or address of whoever invites.
    pub organiser: Option<String>,
    /// It comes again by a rule.
    pub repeats: bool,
}

/// The first appointment of a file; nothing when it holds none that can be read.
pub(crate) fn invitation(text: &str) -> Option<Invitation> {
    let text = text.trim_start_matches('\u{feff}');
    if text.len() > BYTES || text.matches("BEGIN:").nth(COMPONENTS).is_some() {
        return None;
    }
    let calendar: Calendar = text.parse().ok()?;
    let event = calendar.components.iter().find_map(|component| match component {
        CalendarComponent::Event(event) => Some(event),
        _ => None,
    })?;
    let method = match calendar
        .property_value("METHOD")
        .map(str::to_ascii_uppercase)
        .as_deref()
    {
        Some("REQUEST") => InvitationMethod::Request,
        Some("CANCEL") => InvitationMethod::Cancel,
        Some("REPLY") => InvitationMethod::Reply,
        _ => InvitationMethod::Other,
    };
    Some(Invitation {
        method,
        title: event.get_summary().and_then(told)?,
        begins: event.get_start().and_then(time),
        ends: event.get_end().and_then(time),
        place: event.get_location().and_then(told),
        organiser: organiser(event),
        repeats: event.property_value("RRULE").is_some(),
    })
}

fn organiser(event: &Event) -> Option<String> {
    let property = event.properties().get("ORGANIZER")?;
    let name = property.params().get("CN").and_then(|name| told(name.value()));
    let address = property.value();
    let bare = address
        .get(..7)
        .filter(|scheme| scheme.eq_ignore_ascii_case("mailto:"));
    name.or_else(|| told(bare.map_or(address, |scheme| &address[scheme.len()..])))
}

fn time(time: DatePerhapsTime) -> Option<InvitationTime> {
    let wall = |text: String| text.get(..16).map(str::to_owned);
    Some(match time {
        DatePerhapsTime::Date(date) => InvitationTime::Day(date.to_string()),
        DatePerhapsTime::DateTime(CalendarDateTime::Utc(at)) => {
            InvitationTime::At(Timestamp::from_micros(at.timestamp().checked_mul(1_000_000)?))
        }
        DatePerhapsTime::DateTime(CalendarDateTime::Floating(at)) => {
            InvitationTime::Wall(wall(at.to_string())?, None)
        }
        DatePerhapsTime::DateTime(CalendarDateTime::WithTimezone { date_time, tzid }) => {
            InvitationTime::Wall(wall(date_time.to_string())?, told(&tzid))
        }
    })
}

/// One line of what somebody wrote; nothing when there is none.
fn told(text: &str) -> Option<String> {
    let text = text.trim_matches('"');
    let clean: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(CHARS)
        .collect();
    let clean = clean.split_whitespace().collect::<Vec<_>>().join(" ");
    (!clean.is_empty()).then_some(clean)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calendar(event: &str) -> String {
        format!(
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\n{event}END:VEVENT\r\nEND:VCALENDAR\r\n"
        )
    }

    #[test]
    fn an_invitation_is_read_at_a_glance() {
        let text = calendar(
            "SUMMARY:上门取件\\, 第二次\r\nDTSTART:20260302T010000Z\r\nDTEND:20260302T020000Z\r\nLOCATION:Pudong\\, gate\r\n  3\r\n\
             ORGANIZER;CN=\"李 娜\":mailto:li.na@mail.example\r\nRRULE:FREQ=WEEKLY\r\nBEGIN:VALARM\r\nSUMMARY:no\r\n\
             ACTION:DISPLAY\r\nTRIGGER:-PT15M\r\nEND:VALARM\r\n",
        );
        let read = invitation(&text).unwrap();
        assert_eq!(
            (read.method, read.title.as_str()),
            (InvitationMethod::Request, "上门取件, 第二次")
        );
        let at = |text: &str| Some(InvitationTime::At(text.parse().unwrap()));
        assert_eq!(
            (read.begins, read.ends),
            (at("2026-03-02T01:00:00Z"), at("2026-03-02T02:00:00Z"))
        );
        assert_eq!(read.place.as_deref(), Some("Pudong, gate 3"));
        assert_eq!(read.organiser.as_deref(), Some("李 娜"));
        assert!(read.repeats);
    }

    #[test]
    fn times_of_other_kinds_stay_what_they_are() {
        let read = |event: &str| invitation(&calendar(event)).unwrap().begins;
        assert_eq!(
            read("SUMMARY:x\r\nDTSTART;VALUE=DATE:20260302\r\n"),
            Some(InvitationTime::Day("2026-03-02".into()))
        );
        let wall = |zone: Option<&str>| {
            Some(InvitationTime::Wall(
                "2026-03-02 09:00".into(),
                zone.map(str::to_owned),
            ))
        };
        let named = "SUMMARY:x\r\nDTSTART;TZID=\"China Standard Time\":20260302T090000\r\n";
        assert_eq!(read(named), wall(Some("China Standard Time")));
        assert_eq!(read("SUMMARY:x\r\nDTSTART:20260302T090000\r\n"), wall(None));
        assert_eq!(read("SUMMARY:x\r\n"), None);
    }

    #[test]
    fn what_is_no_appointment_is_none() {
        for text in [
            "",
            "hello",
            "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
            "BEGIN:VEVENT",
        ] {
            assert_eq!(invitation(text), None, "{text}");
        }
        assert_eq!(
            invitation(&calendar("DTSTART:20260302T090000\r\n")),
            None,
            "it says nothing"
        );
        assert_eq!(invitation(&"BEGIN:VEVENT\r\n".repeat(10_000)), None);
    }
}
