//! How often one address may call without signing in, and one member of staff at all. Bounded in memory: past
//! [`Rates::addresses_kept`] parties, newcomers share buckets instead of growing the map.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::net::IpAddr;
use std::num::NonZeroU32;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use touchstone_domain::id::{Id, UserId};

use crate::address::limited_as;
use crate::failure::Failure;

/// Calls per minute; as many may come at once. An operator raises them for a bench, nothing goes around them.
#[derive(Debug, Clone)]
pub struct Rates {
    /// Reads without sign-in, per address.
    pub reads: NonZeroU32,
    /// Writes without sign-in, per address.
    pub writes: NonZeroU32,
    /// Attempts to show who one is: sign-in, one-time codes, refused tokens; per address.
    pub credentials: NonZeroU32,
    /// Calls of one member of staff, through pages and tokens together.
    pub staff: NonZeroU32,
    /// Parties remembered at once, per kind of limit.
    pub addresses_kept: usize,
}

impl Default for Rates {
    fn default() -> Self {
        let per_minute = |n: u32| NonZeroU32::new(n).unwrap_or(NonZeroU32::MIN);
        Self {
            reads: per_minute(600),
            writes: per_minute(60),
            credentials: per_minute(20),
            staff: per_minute(3_000),
            addresses_kept: 100_000,
        }
    }
}

/// What a call without sign-in is counted as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Charge {
    Read,
    Write,
    Credential,
}

/// Who a call is counted for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Party {
    Address(Option<IpAddr>),
    Staff(i64),
    /// One of the shared buckets used while the map is full.
    Crowd(u64),
}

const CROWD_BUCKETS: u64 = 4_096;

struct Limit {
    buckets: DefaultKeyedRateLimiter<Party>,
    kept: usize,
}

impl Limit {
    fn new(per_minute: NonZeroU32, kept: usize) -> Self {
        Self {
            buckets: RateLimiter::keyed(Quota::per_minute(per_minute)),
            kept,
        }
    }

    /// Counts one call, or says how long to wait.
    fn count(&self, party: Party) -> Result<(), Failure> {
        if self.buckets.len() >= self.kept {
            self.buckets.retain_recent();
        }
        let party = if self.buckets.len() >= self.kept {
            crowd(&party)
        } else {
            party
        };
        self.buckets.check_key(&party).map_err(|not_until| {
            let wait = not_until.wait_time_from(DefaultClock::default().now());
            Failure::new(http::StatusCode::TOO_MANY_REQUESTS, "rate_limited")
                .retry_after(wait.as_secs() + u64::from(wait.subsec_nanos() > 0))
        })
    }
}

fn crowd(party: &Party) -> Party {
    let mut hasher = DefaultHasher::new();
    party.hash(&mut hasher);
    Party::Crowd(hasher.finish() % CROWD_BUCKETS)
}

/// The limits in force in this process.
pub struct RateLimits {
    reads: Limit,
    writes: Limit,
    credentials: Limit,
    staff: Limit,
}

impl RateLimits {
    pub fn new(rates: &Rates) -> Self {
        let kept = rates.addresses_kept.max(1);
        Self {
            reads: Limit::new(rates.reads, kept),
            writes: Limit::new(rates.writes, kept),
            credentials: Limit::new(rates.credentials, kept),
            staff: Limit::new(rates.staff, kept),
        }
    }

    /// Counts a call without sign-in.
    pub fn count_address(&self, address: Option<IpAddr>, charge: Charge) -> Result<(), Failure> {
        let limit = match charge {
            Charge::Read => &self.reads,
            Charge::Write => &self.writes,
            Charge::Credential => &self.credentials,
        };
        limit.count(Party::Address(address.map(limited_as)))
    }

    /// Counts a call of a signed-in member of staff.
    pub fn count_staff(&self, user: UserId) -> Result<(), Failure> {
        self.staff.count(Party::Staff(user.raw()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(writes: u32, kept: usize) -> RateLimits {
        RateLimits::new(&Rates {
            writes: NonZeroU32::new(writes).unwrap(),
            addresses_kept: kept,
            ..Rates::default()
        })
    }

    fn address(last: u16) -> Option<IpAddr> {
        Some(IpAddr::from([198, 51, (last >> 8) as u8, last as u8]))
    }

    #[test]
    fn one_address_runs_dry_alone() {
        let limits = limits(3, 100);
        for _ in 0..3 {
            limits.count_address(address(1), Charge::Write).unwrap();
        }
        let refused = limits.count_address(address(1), Charge::Write).unwrap_err();
        assert_eq!(refused.code(), "rate_limited");
        assert!((1..=20).contains(&refused.retry_seconds().unwrap()));
        limits.count_address(address(2), Charge::Write).unwrap();
        limits.count_address(address(1), Charge::Read).unwrap();
    }

    #[test]
    fn memory_stays_bounded_under_a_flood_of_addresses() {
        let limits = limits(1, 50);
        for n in 0..20_000u16 {
            let _ = limits.count_address(address(n), Charge::Write);
        }
        assert!(limits.writes.buckets.len() as u64 <= 50 + CROWD_BUCKETS);
    }
}
