//! Headings of a list: stretches of what it is ordered by. A heading stands where the order enters its stretch, so none comes
//! twice, on whichever page. They are spans from now, which are the same in every time zone.

use crate::time::{Span, Timestamp};

codes! {
    /// A stretch of a list.
    pub enum ListGroup ("group of a list") {
        Overdue = "overdue",
        DueHour = "due-hour",
        DueFourHours = "due-four-hours",
        DueDay = "due-day",
        DueLater = "due-later",
        /// Nothing promised is still to be kept.
        NotDue = "not-due",
        Priority1 = "priority-1",
        Priority2 = "priority-2",
        Priority3 = "priority-3",
        Priority4 = "priority-4",
        Priority5 = "priority-5",
        PastHour = "past-hour",
        PastDay = "past-day",
        PastWeek = "past-week",
        PastMonth = "past-month",
        Older = "older",
    }
}

impl ListGroup {
    /// By the nearest promise that is still to be kept.
    pub fn by_due(due_at: Option<Timestamp>, now: Timestamp) -> Self {
        match due_at {
            None => Self::NotDue,
            Some(due) if due <= now => Self::Overdue,
            Some(due) if due <= now + Span::hours(1) => Self::DueHour,
            Some(due) if due <= now + Span::hours(4) => Self::DueFourHours,
            Some(due) if due <= now + Span::hours(24) => Self::DueDay,
            Some(_) => Self::DueLater,
        }
    }

    /// By priority, 1 (highest) to 5.
    pub fn by_priority(priority: u8) -> Self {
        match priority {
            0 | 1 => Self::Priority1,
            2 => Self::Priority2,
            3 => Self::Priority3,
            4 => Self::Priority4,
            _ => Self::Priority5,
        }
    }

    /// By how long ago something was.
    pub fn by_age(at: Timestamp, now: Timestamp) -> Self {
        match now - at {
            age if age < Span::hours(1) => Self::PastHour,
            age if age < Span::hours(24) => Self::PastDay,
            age if age < Span::days(7) => Self::PastWeek,
            age if age < Span::days(30) => Self::PastMonth,
            _ => Self::Older,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn now() -> Timestamp {
        "2026-11-11T08:00:00Z".parse().unwrap()
    }

    #[test]
    fn stretches_end_where_they_say() {
        let due = |span: Span| ListGroup::by_due(Some(now() + span), now());
        assert_eq!(due(Span::ZERO), ListGroup::Overdue);
        assert_eq!(due(Span::hours(1)), ListGroup::DueHour);
        assert_eq!(due(Span::hours(4)), ListGroup::DueFourHours);
        assert_eq!(due(Span::hours(24)), ListGroup::DueDay);
        assert_eq!(due(Span::hours(25)), ListGroup::DueLater);
        assert_eq!(ListGroup::by_due(None, now()), ListGroup::NotDue);
        let age = |span: Span| ListGroup::by_age(now() - span, now());
        assert_eq!(age(Span::ZERO), ListGroup::PastHour);
        assert_eq!(age(Span::hours(1)), ListGroup::PastDay);
        assert_eq!(age(Span::hours(24)), ListGroup::PastWeek);
        assert_eq!(age(Span::days(7)), ListGroup::PastMonth);
        assert_eq!(age(Span::days(30)), ListGroup::Older);
    }

    fn times_entered(groups: impl Iterator<Item = ListGroup>) -> usize {
        let (mut last, mut entered) = (None, 0);
        for group in groups {
            entered += usize::from(last != Some(group));
            last = Some(group);
        }
        entered
    }

    proptest! {
        #[test]
        fn an_ordered_list_enters_a_group_once(mut hours in prop::collection::vec(-2_000_i64..2_000, 0..60)) {
            hours.sort_unstable();
            let at = |hours: &i64| now() + Span::hours(*hours);
            let due: Vec<_> = hours.iter().map(|one| ListGroup::by_due(Some(at(one)), now())).collect();
            let age: Vec<_> = hours.iter().map(|one| ListGroup::by_age(at(one), now())).collect();
            for groups in [due, age] {
                let distinct: std::collections::BTreeSet<_> = groups.iter().collect();
                prop_assert_eq!(times_entered(groups.iter().copied()), distinct.len());
            }
        }
    }
}
