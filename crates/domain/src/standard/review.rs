//! When a version in force is looked over again. Who is told, and how, is not here.

use crate::time::{Span, Timestamp};
use jiff::ToSpan;

codes! {
    /// How a review stands.
    pub enum ReviewState ("state of a review") {
        Ahead = "ahead",
        /// Its reminder is out.
        Soon = "soon",
        Overdue = "overdue",
    }
}

/// How long before a review is due it is called for.
pub const REMINDER: Span = Span::days(30);

/// When a version is to be looked over that came into force, or was last looked over, at this instant: the same day so many
/// months later, in UTC.
pub fn review_due(since: Timestamp, months: u32) -> Timestamp {
    let due = jiff::Timestamp::from_microsecond(since.as_micros())
        .ok()
        .and_then(|since| {
            let due = since
                .to_zoned(jiff::tz::TimeZone::UTC)
                .checked_add(i64::from(months).months());
            due.ok()
        });
    due.map_or(Timestamp::MAX, |due| {
        Timestamp::from_micros(due.timestamp().as_microsecond())
    })
}

/// How it stands now.
pub fn review_state(due: Timestamp, now: Timestamp) -> ReviewState {
    if due <= now {
        ReviewState::Overdue
    } else if due <= now + REMINDER {
        ReviewState::Soon
    } else {
        ReviewState::Ahead
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_year_later_is_the_same_day() {
        assert_eq!(
            review_due(at("2026-03-01T08:00:00Z"), 12),
            at("2027-03-01T08:00:00Z")
        );
        assert_eq!(
            review_due(at("2024-02-29T00:00:00Z"), 12),
            at("2025-02-28T00:00:00Z")
        );
        assert_eq!(
            review_due(at("2026-08-31T00:00:00Z"), 6),
            at("2027-02-28T00:00:00Z")
        );
        assert_eq!(review_due(Timestamp::MAX, 120), Timestamp::MAX);
    }

    #[test]
    fn it_is_called_for_a_month_before() {
        let due = at("2027-03-01T00:00:00Z");
        assert_eq!(review_state(due, at("2027-01-29T23:59:59Z")), ReviewState::Ahead);
        assert_eq!(review_state(due, at("2027-01-30T00:00:00Z")), ReviewState::Soon);
        assert_eq!(review_state(due, due), ReviewState::Overdue);
    }
}
