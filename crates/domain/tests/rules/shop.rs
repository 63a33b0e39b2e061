//! Opening hours told as people tell them, and counted the slow way: the account of working time that knows nothing of
//! calendars. China's clocks have not changed since 1991, so a day there is 24 hours.

use std::collections::BTreeMap;

use proptest::prelude::*;
use touchstone_domain::calendar::{
    CalendarBook, CalendarDocument, CalendarVersion, ExceptionDocument, WeekDocument,
};
use touchstone_domain::id::{CalendarId, Id};
use touchstone_domain::time::{Span, Timestamp};

const MINUTE: i64 = 60_000_000;
const DAY: i64 = 24 * 60 * MINUTE;
const SHANGHAI: i64 = 8 * 60 * MINUTE;

/// Hours of one day, in minutes since midnight, apart and in order.
type Hours = Vec<(i64, i64)>;

/// When somebody is there.
#[derive(Clone, Debug)]
pub struct Shop {
    /// Monday first.
    week: [Hours; 7],
    /// By days since 1970-01-01.
    special: BTreeMap<i64, Hours>,
}

impl Shop {
    /// Open time between two instants, day by day.
    pub fn open_between(&self, from: Timestamp, to: Timestamp) -> Span {
        let (from, to) = (from.as_micros() + SHANGHAI, to.as_micros() + SHANGHAI);
        let days = from.div_euclid(DAY)..=to.div_euclid(DAY);
        let open = days.flat_map(|day| self.on(day).iter().map(move |&hours| (day, hours)));
        let open = open.map(|(day, (opens, closes))| {
            let (opens, closes) = (day * DAY + opens * MINUTE, day * DAY + closes * MINUTE);
            (closes.min(to) - opens.max(from)).max(0)
        });
        Span::from_micros(open.sum())
    }

    fn on(&self, day: i64) -> &Hours {
        // The first of January 1970 was a Thursday.
        let weekday = usize::try_from((day + 3).rem_euclid(7)).unwrap();
        self.special.get(&day).unwrap_or(&self.week[weekday])
    }

    /// The same hours, as the product keeps them.
    pub fn document(&self) -> CalendarDocument {
        let clock = |minutes: i64| format!("{:02}:{:02}", minutes / 60, minutes % 60);
        let shifts = |hours: &Hours| {
            hours
                .iter()
                .map(|&(opens, closes)| (clock(opens), clock(closes)))
                .collect()
        };
        let [mon, tue, wed, thu, fri, sat, sun] = self.week.each_ref().map(shifts);
        let date = |day: i64| {
            Timestamp::from_micros(day * DAY).to_string()[..10]
                .parse()
                .unwrap()
        };
        CalendarDocument {
            time_zone: "Asia/Shanghai".to_owned(),
            week: WeekDocument {
                mon,
                tue,
                wed,
                thu,
                fri,
                sat,
                sun,
            },
            holidays: None,
            exceptions: self
                .special
                .iter()
                .map(|(&day, hours)| ExceptionDocument {
                    date: date(day),
                    segments: shifts(hours),
                })
                .collect(),
        }
    }
}

/// The calendar `shop` with these hours in its versions, each in force some days after the other.
pub fn book(shops: &[Shop], start: Timestamp) -> (CalendarBook, BTreeMap<CalendarId, Shop>) {
    let version = |(n, shop): (i64, &Shop)| CalendarVersion {
        id: CalendarId::from_raw(n + 1),
        code: "shop".to_owned(),
        number: u32::try_from(n + 1).unwrap(),
        effective_from: start + Span::days(n * 3),
        calendar: shop.document().calendar().unwrap(),
    };
    let by_id = (1..)
        .zip(shops)
        .map(|(n, shop)| (CalendarId::from_raw(n), shop.clone()));
    (CalendarBook::new((0..).zip(shops).map(version)), by_id.collect())
}

fn hours() -> impl Strategy<Value = Hours> {
    let edges = prop::collection::btree_set(0..1440_i64, 0..5);
    edges.prop_map(|edges| {
        let edges: Vec<_> = edges.into_iter().collect();
        edges.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect()
    })
}

/// A shop that is open for some time each week, with special days around the start of the tests.
pub fn shop() -> impl Strategy<Value = Shop> {
    let week = prop::array::uniform7(hours());
    let special = prop::collection::btree_map(20_514_i64..20_600, hours(), 0..8);
    (week, special).prop_map(|(mut week, special)| {
        if week.iter().all(Vec::is_empty) {
            week[2] = vec![(600, 900)];
        }
        Shop { week, special }
    })
}
