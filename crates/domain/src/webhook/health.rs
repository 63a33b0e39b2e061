//! When something is tried again, when it is given up, and how a system that takes nothing is spared.
//!
//! A delivery is tried twelve times over about a day. A system whose calls fail one after the other is only probed: the
//! oldest delivery, and one that was never tried, so that an outage uses up the tries of few. When it takes something,
//! everything that waits is due at once.

use crate::time::{Span, Timestamp};

use super::Verdict;

/// The waits between the tries of one delivery.
const WAITS: [Span; 11] = [
    Span::seconds(5),
    Span::seconds(30),
    Span::minutes(2),
    Span::minutes(5),
    Span::minutes(15),
    Span::minutes(30),
    Span::hours(1),
    Span::hours(2),
    Span::hours(4),
    Span::hours(6),
    Span::hours(10),
];
/// Tries of one delivery before it is given up.
#[expect(clippy::cast_possible_truncation, reason = "a dozen")]
pub const RETRIES: u32 = WAITS.len() as u32 + 1;
/// Probes of a system that fails come thicker than that; nothing is given up before this long after its first try.
pub const RETRY_FOR: Span = Span::hours(20);
/// After so many failures in a row a system is only probed.
pub const PROBES_AFTER: u32 = 5;
/// Longest wait between two probes, unless the system asks for more.
const PROBE_WAIT: Span = Span::minutes(5);
/// A system that took nothing for so long is stopped.
pub const FAILING_FOR: Span = Span::days(3);
/// Longest rest that a system may ask for.
const REST_MAX: Span = Span::days(1);

/// When a delivery is due again after its n-th try, counted from 1; `None` when it is given up. `jitter` is a random
/// number below 1000, so that what failed together does not come back together.
pub fn retry_at(tries: u32, first: Timestamp, now: Timestamp, jitter: u16) -> Option<Timestamp> {
    if tries >= RETRIES && now - first >= RETRY_FOR {
        return None;
    }
    let place = (tries.saturating_sub(1) as usize).min(WAITS.len() - 1);
    Some(now + spread(WAITS[place], jitter))
}

/// The wait, a tenth more or less.
fn spread(wait: Span, jitter: u16) -> Span {
    wait.mul_f64(0.9 + f64::from(jitter.min(999)) / 5_000.0)
}

/// The rest that a system asks for (`Retry-After`): seconds, or an instant as HTTP writes it.
pub fn retry_after(text: &str, now: Timestamp) -> Option<Span> {
    let text = text.trim();
    let asked = match text.parse::<u32>() {
        Ok(seconds) => Span::seconds(seconds.into()),
        Err(_) => {
            let at = jiff::fmt::rfc2822::parse(text).ok()?.timestamp();
            Timestamp::from_micros(at.as_microsecond()) - now
        }
    };
    (asked > Span::ZERO).then(|| asked.min(REST_MAX))
}

/// How calls to a system went lately.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EndpointHealth {
    /// Calls in a row that failed through its own fault.
    pub failures: u32,
    /// Since when.
    pub failing_since: Option<Timestamp>,
    /// It is left in peace until then.
    pub rest_until: Timestamp,
}

/// What a call means for the system that was called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settled {
    pub health: EndpointHealth,
    /// It was only probed, and takes things again.
    pub recovered: bool,
    /// It took nothing for days.
    pub hopeless: bool,
}

impl EndpointHealth {
    /// Of a system that was never called, or is to be called anew.
    pub const fn new() -> Self {
        Self {
            failures: 0,
            failing_since: None,
            rest_until: Timestamp::MIN,
        }
    }

    /// Whether the last call was taken, or there was none.
    pub const fn is_well(&self) -> bool {
        self.failures == 0
    }

    /// Whether it is only probed.
    pub const fn is_probed(&self) -> bool {
        self.failures >= PROBES_AFTER
    }

    /// After one more call. `asked` is the rest it asked for.
    pub fn after(&self, verdict: Verdict, asked: Option<Span>, now: Timestamp, jitter: u16) -> Settled {
        let rest = asked.map_or(self.rest_until, |asked| self.rest_until.max(now + asked));
        match verdict {
            // A rest that another call was asked for meanwhile is still given.
            Verdict::Taken | Verdict::Gone => Settled {
                health: Self {
                    rest_until: rest,
                    ..Self::new()
                },
                recovered: self.is_probed() && verdict == Verdict::Taken,
                hopeless: false,
            },
            Verdict::Failed { system: false, .. } => Settled {
                health: Self {
                    rest_until: rest,
                    ..*self
                },
                recovered: false,
                hopeless: false,
            },
            Verdict::Failed { system: true, .. } => {
                let since = self.failing_since.unwrap_or(now);
                let failures = self.failures.saturating_add(1);
                let mut health = Self {
                    failures,
                    failing_since: Some(since),
                    rest_until: rest,
                };
                if health.is_probed() {
                    let doubled = 5_i64.saturating_mul(1 << (failures - PROBES_AFTER).min(10));
                    let wait = spread(Span::seconds(doubled).min(PROBE_WAIT), jitter);
                    health.rest_until = rest.max(now + wait);
                }
                Settled {
                    health,
                    recovered: false,
                    hopeless: now - since >= FAILING_FOR,
                }
            }
        }
    }
}

impl Default for EndpointHealth {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::webhook::DeliveryProblem;
    use proptest::prelude::*;

    const START: Timestamp = Timestamp::from_micros(1_772_413_200_000_000);
    const DOWN: Verdict = Verdict::of_problem(DeliveryProblem::Timeout);

    #[test]
    fn tries_go_on_for_about_a_day() {
        for jitter in [0, 500, 999] {
            let (mut at, mut tries) = (START, 1);
            while let Some(next) = retry_at(tries, START, at, jitter) {
                assert!(next > at);
                (at, tries) = (next, tries + 1);
            }
            assert_eq!(tries, RETRIES);
            let lasted = at - START;
            assert!(lasted > Span::hours(21) && lasted < Span::hours(27), "{lasted}");
        }
    }

    #[test]
    fn a_system_may_ask_for_rest_in_seconds_or_until_an_instant() {
        assert_eq!(retry_after("120", START), Some(Span::minutes(2)));
        assert_eq!(retry_after(" 7 ", START), Some(Span::seconds(7)));
        assert_eq!(retry_after("99999999", START), Some(Span::days(1)));
        assert_eq!(
            retry_after("Mon, 02 Mar 2026 01:30:00 GMT", START),
            Some(Span::minutes(30))
        );
        for nothing in ["0", "-5", "soon", "", "Mon, 02 Mar 2026 00:00:00 GMT"] {
            assert_eq!(retry_after(nothing, START), None, "{nothing}");
        }
    }

    #[test]
    fn a_system_that_fails_is_probed_and_recovers_at_once() {
        let mut health = EndpointHealth::new();
        let mut now = START;
        for n in 1..=PROBES_AFTER {
            health = health.after(DOWN, None, now, 0).health;
            assert_eq!(health.is_probed(), n == PROBES_AFTER);
        }
        for _ in 0..20 {
            assert!(health.rest_until > now && health.rest_until - now <= Span::minutes(6));
            now = health.rest_until;
            health = health.after(DOWN, None, now, 999).health;
        }
        // The next probe leaves when the rest is over.
        now = health.rest_until;
        let settled = health.after(Verdict::Taken, None, now, 0);
        assert!(settled.recovered && settled.health.is_well());
        assert_eq!(settled.health.failing_since, None);
        assert!(settled.health.rest_until <= now);
    }

    #[test]
    fn days_without_anything_taken_are_enough() {
        let health = EndpointHealth::new().after(DOWN, None, START, 0).health;
        assert!(!health.after(DOWN, None, START + Span::days(2), 0).hopeless);
        assert!(health.after(DOWN, None, START + FAILING_FOR, 0).hopeless);
    }

    #[test]
    fn an_event_that_is_not_liked_says_nothing_about_the_system() {
        let refused = Verdict::of_status(422);
        let settled = EndpointHealth::new().after(refused, None, START, 0);
        assert_eq!(settled.health, EndpointHealth::new());
    }

    proptest! {
        #[test]
        fn a_rest_that_was_asked_for_is_given(seconds in 1_i64..86_400, failures in 0_u32..60) {
            let before = EndpointHealth { failures, failing_since: Some(START), rest_until: START };
            let after = before.after(Verdict::of_status(429), Some(Span::seconds(seconds)), START, 0).health;
            prop_assert!(after.rest_until >= START + Span::seconds(seconds));
        }

        #[test]
        fn nothing_is_given_up_early(tries in 1_u32..500, minutes in 0_i64..1_199, jitter in 0_u16..1000) {
            let now = START + Span::minutes(minutes);
            prop_assert!(retry_at(tries, START, now, jitter).is_some_and(|next| next > now));
        }
    }
}
