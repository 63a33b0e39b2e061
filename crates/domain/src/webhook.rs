//! Telling other systems what happened: which events they want, what their answers mean, when something is tried again
//! and when it is given up. How a request is made and signed is not here.

mod health;
mod subscription;

pub use health::{
    EndpointHealth, FAILING_FOR, PROBES_AFTER, RETRIES, RETRY_FOR, Settled, retry_after, retry_at,
};
pub use subscription::{EventPattern, PATTERNS_MAX, Subscription, SubscriptionError};

codes! {
    /// Whether a system is told.
    pub enum WebhookState ("webhook state") {
        Active = "active",
        /// Somebody stopped it.
        Paused = "paused",
        /// It took nothing for days and was stopped.
        Failing = "failing",
        /// It said that it is gone (410) and was stopped.
        Gone = "gone",
    }
}

codes! {
    /// Why a system is told no more.
    pub enum WebhookStop ("stop") {
        Paused = "paused",
        Failing = "failing",
        Gone = "gone",
    }
}

impl WebhookStop {
    /// The state it leads to.
    pub const fn state(self) -> WebhookState {
        match self {
            Self::Paused => WebhookState::Paused,
            Self::Failing => WebhookState::Failing,
            Self::Gone => WebhookState::Gone,
        }
    }
}

codes! {
    /// Where one event on its way to one system is.
    pub enum DeliveryState ("delivery state") {
        /// For its turn, or for another try.
        Waiting = "waiting",
        Delivered = "delivered",
        /// Given up after about a day, until somebody sends it again.
        Dead = "dead",
        /// Nobody wants it sent any more.
        Dropped = "dropped",
    }
}

codes! {
    /// Why something was not taken.
    pub enum DeliveryProblem ("delivery problem") {
        /// The address of the system is one that must not be called, or became one.
        AddressRefused = "address_refused",
        /// Its name has no address.
        Unresolved = "unresolved",
        Unreachable = "unreachable",
        /// No safe connection came about: its certificate is not trusted, or it speaks no TLS.
        Tls = "tls",
        Timeout = "timeout",
        /// The connection broke before the answer was there.
        Broken = "broken",
        /// It sent the caller elsewhere, which is never followed.
        Redirect = "redirect",
        /// It answered that it does not take this.
        Refused = "refused",
        /// It answered that it cannot now.
        Unable = "unable",
    }
}

codes! {
    /// Where a replay of past events is.
    pub enum ReplayState ("replay state") {
        Running = "running",
        Done = "done",
        Cancelled = "cancelled",
    }
}

/// What came of one try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Taken,
    /// It never wants to hear again.
    Gone,
    Failed {
        problem: DeliveryProblem,
        /// It is the system that fails, not this one event that it does not like.
        system: bool,
    },
}

impl Verdict {
    /// What an answer means.
    pub const fn of_status(status: u16) -> Self {
        let (problem, system) = match status {
            200..=299 => return Self::Taken,
            410 => return Self::Gone,
            300..=399 => (DeliveryProblem::Redirect, true),
            // It looked at this one and does not like it; others may be taken.
            400 | 409 | 413 | 415 | 422 => (DeliveryProblem::Refused, false),
            401..=499 => (DeliveryProblem::Refused, true),
            _ => (DeliveryProblem::Unable, true),
        };
        Self::Failed { problem, system }
    }

    /// No answer came.
    pub const fn of_problem(problem: DeliveryProblem) -> Self {
        Self::Failed {
            problem,
            system: true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_means_something() {
        assert_eq!(Verdict::of_status(204), Verdict::Taken);
        assert_eq!(Verdict::of_status(410), Verdict::Gone);
        for status in 0..=u16::MAX {
            let taken = Verdict::of_status(status) == Verdict::Taken;
            assert_eq!(taken, (200..300).contains(&status), "{status}");
        }
        for (status, system) in [
            (400, false),
            (422, false),
            (404, true),
            (429, true),
            (500, true),
            (302, true),
        ] {
            assert!(
                matches!(Verdict::of_status(status), Verdict::Failed { system: found, .. } if found == system),
                "{status}"
            );
        }
    }
}
