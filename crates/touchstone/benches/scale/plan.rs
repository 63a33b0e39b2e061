//! Where copies go: what is over is spread over two years, what is under way over the last weeks, each copy of a family in an
//! hour of its own.

use anyhow::{Result, ensure};

use crate::copies::{Family, HOUR, Shift};

const DAYS_OF_CLOSED: i64 = 730;
const DAYS_OF_OPEN: i64 = 60;
/// Share of tickets that are under way.
const OPEN_PERCENT: i64 = 3;
/// Open promises run out so many days later than in the model, at least, and up to so many more.
const FAR_DAYS: i64 = 60;
const FAR_SPREAD: i64 = 600;
/// Of the zone that the bench is in, from UTC.
const ZONE_HOURS: i64 = 8;

/// One copy to be made.
#[derive(Clone, Copy)]
pub(crate) struct Planned {
    pub(crate) open: bool,
    pub(crate) shift: Shift,
    pub(crate) first_number: i64,
}

/// Hour of the day of what a family's events say, first and last, where it is one day.
fn hours(family: &Family) -> Option<(i64, i64)> {
    let local = |at: i64| at.div_euclid(HOUR) + ZONE_HOURS;
    let (first, last) = (local(family.span.0), local(family.span.1));
    (first.div_euclid(24) == last.div_euclid(24)).then_some((first.rem_euclid(24), last.rem_euclid(24)))
}

/// Whether all of it happened on one day: it can be copied then.
pub(crate) fn is_of_one_day(family: &Family) -> bool {
    hours(family).is_some()
}

/// Copies that come to about `size` tickets, oldest first, and how many tickets they are.
pub(crate) fn plan(size: i64, closed: &Family, open: &Family) -> Result<(Vec<Planned>, i64)> {
    let of = |family: &Family| i64::try_from(family.tickets.len()).unwrap_or(i64::MAX);
    let opens = (size * OPEN_PERCENT / 100 / of(open)).max(1);
    let closes = ((size - opens * of(open)) / of(closed)).max(1);
    let mut all = Vec::new();
    for (family, count, days, is_open) in [
        (closed, closes, DAYS_OF_CLOSED, false),
        (open, opens, DAYS_OF_OPEN, true),
    ] {
        let (first, last) = hours(family).unwrap_or_default();
        let a_day = 24 - (last - first);
        let room = (days * a_day).max(if is_open { count } else { 0 });
        ensure!(count <= room, "{size} tickets do not fit into {days} days");
        for n in 0..count {
            let place = n * room / count;
            let (day, slot) = (place / a_day + 1, place % a_day);
            all.push(Planned {
                open: is_open,
                shift: Shift {
                    hours: slot - first - day * 24,
                    days: -day,
                    far: (FAR_DAYS + n * 7 % FAR_SPREAD) * 24 * HOUR,
                },
                first_number: 0,
            });
        }
    }
    all.sort_by_key(|planned| (planned.shift.hours, planned.open));
    let mut next = 1;
    for planned in &mut all {
        planned.first_number = next;
        next += of(if planned.open { open } else { closed });
    }
    Ok((all, next - 1))
}
