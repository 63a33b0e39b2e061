//! When requests arrive: more by day than by night, more on Mondays than on Sundays, many more around the great sales.
//! How long the queue is then (`load`) slows everybody down; nothing here knows what a request says.

use super::day::Day;
use super::random::Random;
use touchstone_domain::time::Timestamp;

/// How many days of history the demo has.
pub(super) const DAYS: i64 = 90;

/// Relative weight of each hour of the day.
const HOURS: [f64; 24] = [
    0.9, 0.5, 0.3, 0.2, 0.2, 0.3, 0.7, 1.6, 3.2, 5.2, 6.5, 6.2, 4.9, 5.0, 5.6, 5.8, 5.6, 5.1, 4.7, 5.6, 6.7,
    6.6, 5.0, 2.6,
];

/// Monday to Sunday.
const WEEK: [f64; 7] = [1.16, 1.06, 1.0, 0.99, 1.0, 0.92, 0.9];

/// Month, day and height of the sales at which this marketplace takes part.
const SALES: [(i64, i64, f64); 8] = [
    (1, 15, 1.4),
    (3, 8, 1.6),
    (5, 20, 1.4),
    (6, 18, 2.1),
    (8, 18, 1.6),
    (9, 9, 1.4),
    (11, 11, 2.6),
    (12, 12, 1.7),
];

/// How far a sale's parcels, returns and refunds reach: the share of its height felt so many days after it (before it,
/// for the first three).
const WAVE: [f64; 14] = [
    0.12, 0.16, 0.3, 1.0, 0.9, 0.78, 0.66, 0.52, 0.42, 0.32, 0.24, 0.16, 0.1, 0.05,
];

/// How busy a day is: 1 on an ordinary one.
pub(super) fn busyness(day: Day) -> f64 {
    let (year, ..) = day.date();
    let mut sales: f64 = 0.0;
    for (back, share) in WAVE.iter().enumerate() {
        let of_sale = day.plus(3 - i64::try_from(back).unwrap_or(0)).date();
        for (month, date, height) in SALES {
            if (of_sale.1, of_sale.2) == (month, date) {
                sales = sales.max((height - 1.0) * share);
            }
        }
    }
    let holiday = matches!(day.date(), (_, 10, 1..=5)) || matches!(day.date(), (_, 1, 1));
    let week = WEEK.get(day.weekday()).copied().unwrap_or(1.0);
    // The marketplace grows by about 12 % a year.
    #[expect(clippy::cast_precision_loss, reason = "a few days")]
    let grown = 1.0 + 0.12 * (day.number() - 20_000) as f64 / 365.0;
    let grown = if year > 2060 { 1.0 } else { grown.clamp(0.6, 3.0) };
    grown * week * (1.0 + sales) * if holiday { 0.7 } else { 1.0 }
}

/// How much slower everybody is on a day than on an ordinary one.
pub(super) fn load(day: Day) -> f64 {
    let ordinary = WEEK.iter().sum::<f64>() / 7.0;
    let usual: f64 = (0..7).map(|back| busyness(day.plus(-70 + back))).sum::<f64>() / 7.0;
    (busyness(day) / usual.max(0.1) / ordinary).clamp(0.7, 2.6)
}

/// `count` instants of arrival within the 90 days before `end`, in order.
pub(super) fn arrivals(count: usize, end: Timestamp, random: &mut Random) -> Vec<Timestamp> {
    let last = Day::of(end);
    let days: Vec<Day> = (0..=DAYS).map(|back| last.plus(back - DAYS)).collect();
    let weights: Vec<f64> = days
        .iter()
        .map(|day| busyness(*day) * (0.93 + 0.14 * random.fraction()))
        .collect();
    let start = last.plus(-DAYS).at_hour(super::day::hour_of(end));
    let mut instants = Vec::with_capacity(count);
    // Drawn again when outside: the first and the last day are parts of days.
    for _ in 0..count.saturating_mul(4) {
        if instants.len() == count {
            break;
        }
        let day = days
            .get(random.weighted(weights.iter().copied()))
            .copied()
            .unwrap_or(last);
        #[expect(clippy::cast_precision_loss, reason = "24 at most")]
        let hour = random.weighted(HOURS.iter().copied()) as f64;
        let at = day.at_hour(hour + random.fraction());
        if start <= at && at < end {
            instants.push(at);
        }
    }
    instants.sort_unstable();
    instants
}

#[cfg(test)]
mod tests {
    use super::super::day::{Day, hour_of};
    use super::super::random::Random;
    use super::{arrivals, load};

    #[test]
    fn arrivals_follow_the_day_the_week_and_the_sales() {
        let end = "2026-11-21T06:00:00Z".parse().unwrap();
        let all = arrivals(20_000, end, &mut Random::new(5));
        assert_eq!(all.len(), 20_000);
        assert!(all.is_sorted() && all.iter().all(|at| *at < end));
        let count = |test: &dyn Fn(Day, f64) -> bool| {
            all.iter().filter(|at| test(Day::of(**at), hour_of(**at))).count()
        };
        let night = count(&|_, hour| hour < 6.0);
        let evening = count(&|_, hour| (18.0..24.0).contains(&hour));
        assert!(night * 5 < evening, "{night} by night, {evening} in the evening");
        let on = |month, date| count(&|day, _| (day.date().1, day.date().2) == (month, date));
        assert!(on(11, 11) > on(10, 21) * 2, "{} and {}", on(11, 11), on(10, 21));
        assert!(on(11, 12) > on(10, 22) * 3 / 2);
        assert!(load(Day::of("2026-11-12T00:00:00Z".parse().unwrap())) > 1.6);
    }

    #[test]
    fn the_same_seed_gives_the_same_arrivals() {
        let end = "2026-06-01T06:00:00Z".parse().unwrap();
        assert_eq!(
            arrivals(500, end, &mut Random::new(5)),
            arrivals(500, end, &mut Random::new(5))
        );
        assert_ne!(
            arrivals(500, end, &mut Random::new(5)),
            arrivals(500, end, &mut Random::new(6))
        );
    }
}
