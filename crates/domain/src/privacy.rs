//! What people may ask about their own data, and what becomes of each request. Which data there are, and how they are
//! handed over, corrected or destroyed, is not here.
//!
//! Access is PIPL 45 and GDPR 15 and 20, correction PIPL 46 and GDPR 16, erasure PIPL 47 and GDPR 17; the time limits are
//! PIPL 50 ("timely") and GDPR 12 (3).

use crate::time::{Span, Timestamp};

codes! {
    /// What somebody asks about their own data.
    pub enum PrivacyKind ("kind of privacy request") {
        /// A copy of everything that is held.
        Access = "access",
        /// Name or contacts are wrong.
        Correction = "correction",
        /// That everything be destroyed.
        Erasure = "erasure",
    }
}

codes! {
    /// Where a request stands.
    pub enum PrivacyState ("state of a privacy request") {
        /// It is not shown yet that it comes from the person.
        Received = "received",
        InProgress = "in_progress",
        Completed = "completed",
        Refused = "refused",
        /// The person no longer asks for it.
        Withdrawn = "withdrawn",
    }
}

codes! {
    /// Requests that wait to be dealt with, and those that were.
    pub enum PrivacyPhase ("phase") {
        Open = "open",
        Closed = "closed",
    }
}

codes! {
    /// How it was shown that a request comes from the person.
    pub enum IdentityProof ("proof of identity") {
        /// A code sent to a contact of theirs.
        OneTimeCode = "one_time_code",
        CallBack = "call_back",
        Document = "document",
        InPerson = "in_person",
    }
}

codes! {
    /// Why a request is refused.
    pub enum PrivacyRefusal ("refusal") {
        /// GDPR 12 (6).
        IdentityNotProven = "identity_not_proven",
        /// Data must be kept for a lawsuit or an authority: PIPL 47, GDPR 17 (3) (e).
        LegalHold = "legal_hold",
        /// A law demands that the data be kept: PIPL 47, GDPR 17 (3) (b).
        LegalDuty = "legal_duty",
        /// Manifestly unfounded or repeated: GDPR 12 (5).
        Excessive = "excessive",
        /// Nothing is held about the person.
        NothingHeld = "nothing_held",
        /// What is held is right.
        NotWrong = "not_wrong",
    }
}

codes! {
    /// Through what a request came.
    pub enum PrivacySource ("source") {
        /// Written down by a member of staff.
        Staff = "staff",
        /// Sent by the person from the page of one of their tickets.
        TrackingPage = "tracking_page",
    }
}

codes! {
    /// Where the copy of a person's data stands.
    pub enum PackageState ("state of a package") {
        Queued = "queued",
        Ready = "ready",
        Failed = "failed",
        /// Its time is over, or its person was erased.
        Removed = "removed",
    }
}

codes! {
    /// What may be done with a request.
    pub enum PrivacyStep ("step") {
        Identify = "identify",
        Extend = "extend",
        Package = "package",
        Complete = "complete",
        Refuse = "refuse",
    }
}

impl PrivacyState {
    pub const fn phase(self) -> PrivacyPhase {
        match self {
            Self::Received | Self::InProgress => PrivacyPhase::Open,
            Self::Completed | Self::Refused | Self::Withdrawn => PrivacyPhase::Closed,
        }
    }

    /// Whether a step is possible here.
    pub const fn allows(self, kind: PrivacyKind, step: PrivacyStep) -> bool {
        match step {
            PrivacyStep::Identify => matches!(self, Self::Received),
            PrivacyStep::Extend | PrivacyStep::Refuse => matches!(self.phase(), PrivacyPhase::Open),
            PrivacyStep::Complete => matches!(self, Self::InProgress),
            // A copy whose time is over can be made again.
            PrivacyStep::Package => {
                matches!(kind, PrivacyKind::Access) && matches!(self, Self::InProgress | Self::Completed)
            }
        }
    }
}

/// The clock of one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PrivacyClock {
    pub received_at: Timestamp,
    pub due_at: Timestamp,
    /// Warnings given so far.
    pub warned: u8,
    pub late_at: Option<Timestamp>,
}

/// What a clock says by now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PrivacyMark {
    /// The n-th warning, counted from 1.
    Warned(u8),
    Late,
}

impl PrivacyClock {
    /// When the warning at this share of the time is due.
    fn warning(&self, fraction: f64) -> Timestamp {
        self.received_at + Span::mul_f64(self.due_at - self.received_at, fraction)
    }

    /// Everything due by now that was not marked before, in order; marks it.
    pub fn due(&mut self, fractions: &[f64], now: Timestamp) -> Vec<PrivacyMark> {
        let mut marks = Vec::new();
        for (number, fraction) in (1..).zip(fractions) {
            if number > self.warned && self.late_at.is_none() && self.warning(*fraction) <= now {
                self.warned = number;
                marks.push(PrivacyMark::Warned(number));
            }
        }
        if self.late_at.is_none() && self.due_at <= now {
            self.late_at = Some(self.due_at);
            marks.push(PrivacyMark::Late);
        }
        marks
    }

    /// When to look next; never again once it is late.
    pub fn next(&self, fractions: &[f64]) -> Option<Timestamp> {
        if self.late_at.is_some() {
            return None;
        }
        let warning = fractions.get(usize::from(self.warned));
        Some(warning.map_or(self.due_at, |fraction| self.warning(*fraction).min(self.due_at)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const FRACTIONS: [f64; 2] = [0.5, 0.8];

    fn clock(days: i64) -> PrivacyClock {
        let received_at = Timestamp::from_micros(1_772_413_200_000_000);
        PrivacyClock {
            received_at,
            due_at: received_at + Span::days(days),
            warned: 0,
            late_at: None,
        }
    }

    #[test]
    fn what_a_state_allows() {
        use PrivacyState::{Completed, InProgress, Received, Refused, Withdrawn};
        for kind in PrivacyKind::ALL {
            assert!(
                !Received.allows(*kind, PrivacyStep::Complete),
                "identity comes first"
            );
            assert!(InProgress.allows(*kind, PrivacyStep::Complete));
            for closed in [Completed, Refused, Withdrawn] {
                for step in [
                    PrivacyStep::Identify,
                    PrivacyStep::Extend,
                    PrivacyStep::Refuse,
                    PrivacyStep::Complete,
                ] {
                    assert!(!closed.allows(*kind, step));
                }
            }
        }
        assert!(Completed.allows(PrivacyKind::Access, PrivacyStep::Package));
        assert!(!InProgress.allows(PrivacyKind::Erasure, PrivacyStep::Package));
    }

    proptest! {
        /// However seldom it is looked at, each mark is given once, in order, and none too early.
        #[test]
        fn every_mark_is_given_once(days in 1..60i64, looks in prop::collection::vec(0..90i64 * 24, 1..20)) {
            let mut clock = clock(days);
            let mut looks = looks;
            looks.sort_unstable();
            let mut given = Vec::new();
            for hour in looks {
                let now = clock.received_at + Span::hours(hour);
                let next = clock.next(&FRACTIONS);
                let marks = clock.due(&FRACTIONS, now);
                prop_assert_eq!(marks.is_empty(), next.is_none_or(|next| now < next), "woken exactly when needed");
                given.extend(marks);
            }
            let all = [PrivacyMark::Warned(1), PrivacyMark::Warned(2), PrivacyMark::Late];
            prop_assert_eq!(&given[..], &all[..given.len()]);
        }
    }
}
