//! The life of a version of the standard as a document: written, reviewed, approved by two people, in force from an
//! instant, superseded. What the text says is not looked at here; whether it can be read is asked before it is submitted.

use crate::id::UserId;
use crate::time::{Span, Timestamp};
use std::collections::BTreeSet;

codes! {
    /// Where a version stands.
    pub enum StandardState ("state of a standard") {
        Draft = "draft",
        Review = "review",
        Approved = "approved",
        /// Approved, with the instant from which it will be in force.
        Scheduled = "scheduled",
        InForce = "in_force",
        Superseded = "superseded",
        Withdrawn = "withdrawn",
    }
}

codes! {
    /// As much of its state as does not follow from the time: what is kept.
    pub enum StandardPhase ("phase of a standard") {
        Draft = "draft",
        Review = "review",
        Approved = "approved",
        /// It has an instant from which it is in force.
        Adopted = "adopted",
        Withdrawn = "withdrawn",
    }
}

codes! {
    /// What may be done with a version.
    pub enum StandardAction ("action on a standard") {
        Edit = "edit",
        Submit = "submit",
        Approve = "approve",
        Return = "return",
        Schedule = "schedule",
        Withdraw = "withdraw",
    }
}

codes! {
    /// What somebody said about a version.
    pub enum RemarkKind ("kind of remark") {
        Comment = "comment",
        Approval = "approval",
        Return = "return",
        Withdrawal = "withdrawal",
        /// It was looked over and stays as it is.
        Review = "review",
    }
}

/// How many people have to approve.
pub const APPROVALS: usize = 2;
/// How long before its instant a scheduled version can still be withdrawn: processes that share a database agree on the
/// time to well within this, so none has judged anything by it yet.
pub const NOTICE: Span = Span::seconds(10);

/// Why something is not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LifecycleError {
    #[error("{action} is not possible in state {state}")]
    State {
        action: StandardAction,
        state: StandardState,
    },
    /// Nobody approves what they alone have written.
    #[error("the only author does not approve")]
    OnlyAuthor,
    #[error("one person approves once")]
    ApprovedAlready,
    /// Work was judged already by what was in force then.
    #[error("the instant lies in the past")]
    Past,
    #[error("it comes into force too soon to be withdrawn")]
    TooLate,
}

/// One version as far as its life is concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lifecycle {
    pub phase: StandardPhase,
    /// From when it judges what arrives; present exactly when it is adopted.
    pub effective_from: Option<Timestamp>,
    /// A later one has taken its place.
    pub replaced: bool,
    /// Everybody who has written in it.
    pub authors: BTreeSet<UserId>,
    /// Who has approved it as it is.
    pub approvals: BTreeSet<UserId>,
}

impl Lifecycle {
    /// A draft by this author.
    pub fn draft(author: UserId) -> Self {
        Self {
            phase: StandardPhase::Draft,
            effective_from: None,
            replaced: false,
            authors: BTreeSet::from([author]),
            approvals: BTreeSet::new(),
        }
    }

    /// Where it stands at an instant.
    pub fn state(&self, now: Timestamp) -> StandardState {
        match (self.phase, self.effective_from) {
            (StandardPhase::Draft, _) => StandardState::Draft,
            (StandardPhase::Review, _) => StandardState::Review,
            (StandardPhase::Approved, _) => StandardState::Approved,
            (StandardPhase::Withdrawn, _) => StandardState::Withdrawn,
            (StandardPhase::Adopted, Some(from)) if from > now => StandardState::Scheduled,
            (StandardPhase::Adopted, _) if self.replaced => StandardState::Superseded,
            (StandardPhase::Adopted, _) => StandardState::InForce,
        }
    }

    /// What its state allows, whoever asks.
    pub fn allows(&self, now: Timestamp) -> &'static [StandardAction] {
        use StandardAction::{Approve, Edit, Return, Schedule, Submit, Withdraw};
        match self.state(now) {
            StandardState::Draft => &[Edit, Submit, Withdraw],
            StandardState::Review => &[Approve, Return, Withdraw],
            StandardState::Approved => &[Schedule, Withdraw],
            StandardState::Scheduled => &[Withdraw],
            StandardState::InForce | StandardState::Superseded | StandardState::Withdrawn => &[],
        }
    }

    fn allowed(&self, action: StandardAction, now: Timestamp) -> Result<(), LifecycleError> {
        let state = self.state(now);
        if self.allows(now).contains(&action) {
            Ok(())
        } else {
            Err(LifecycleError::State { action, state })
        }
    }

    /// Its text was changed by somebody.
    pub fn edit(&mut self, by: UserId, now: Timestamp) -> Result<(), LifecycleError> {
        self.allowed(StandardAction::Edit, now)?;
        self.authors.insert(by);
        Ok(())
    }

    /// It is given to those who approve.
    pub fn submit(&mut self, now: Timestamp) -> Result<(), LifecycleError> {
        self.allowed(StandardAction::Submit, now)?;
        self.phase = StandardPhase::Review;
        Ok(())
    }

    /// Somebody approves; the second one's word makes it approved.
    pub fn approve(&mut self, by: UserId, now: Timestamp) -> Result<(), LifecycleError> {
        self.allowed(StandardAction::Approve, now)?;
        if self.authors.len() == 1 && self.authors.contains(&by) {
            return Err(LifecycleError::OnlyAuthor);
        }
        if !self.approvals.insert(by) {
            return Err(LifecycleError::ApprovedAlready);
        }
        if self.approvals.len() >= APPROVALS {
            self.phase = StandardPhase::Approved;
        }
        Ok(())
    }

    /// It goes back to its authors; what was approved has to be approved again.
    pub fn send_back(&mut self, now: Timestamp) -> Result<(), LifecycleError> {
        self.allowed(StandardAction::Return, now)?;
        self.reopen();
        Ok(())
    }

    /// It will judge what arrives from an instant on: now, or later.
    pub fn schedule(&mut self, from: Timestamp, now: Timestamp) -> Result<(), LifecycleError> {
        self.allowed(StandardAction::Schedule, now)?;
        if from < now {
            return Err(LifecycleError::Past);
        }
        self.phase = StandardPhase::Adopted;
        self.effective_from = Some(from);
        Ok(())
    }

    /// A draft is given up; an approval is taken back, and the version is a draft again.
    pub fn withdraw(&mut self, now: Timestamp) -> Result<(), LifecycleError> {
        self.allowed(StandardAction::Withdraw, now)?;
        match self.phase {
            StandardPhase::Draft | StandardPhase::Review => self.phase = StandardPhase::Withdrawn,
            _ => {
                if self.effective_from.is_some_and(|from| from <= now + NOTICE) {
                    return Err(LifecycleError::TooLate);
                }
                self.reopen();
            }
        }
        Ok(())
    }

    fn reopen(&mut self) {
        self.phase = StandardPhase::Draft;
        self.effective_from = None;
        self.approvals.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Id;
    use proptest::prelude::*;

    fn user(n: i64) -> UserId {
        UserId::from_raw(n)
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_micros(second * 1_000_000)
    }

    fn act(
        life: &mut Lifecycle,
        action: StandardAction,
        by: UserId,
        from: Timestamp,
        now: Timestamp,
    ) -> bool {
        let done = match action {
            StandardAction::Edit => life.edit(by, now),
            StandardAction::Submit => life.submit(now),
            StandardAction::Approve => life.approve(by, now),
            StandardAction::Return => life.send_back(now),
            StandardAction::Schedule => life.schedule(from, now),
            StandardAction::Withdraw => life.withdraw(now),
        };
        done.is_ok()
    }

    proptest! {
        /// Whatever people try: nothing is in force that two people, neither its only author, have not approved as it is,
        /// and what is in force changes no more.
        #[test]
        fn nothing_is_in_force_that_two_have_not_approved(
            steps in prop::collection::vec((prop::sample::select(StandardAction::ALL), 0_i64..4, 0_i64..40), 0..60)
        ) {
            let mut life = Lifecycle::draft(user(0));
            let mut word: BTreeSet<UserId> = BTreeSet::new();
            for (n, (action, by, ahead)) in steps.into_iter().enumerate() {
                let now = at(i64::try_from(n).unwrap() * 5);
                let (before, was) = (life.clone(), life.state(now));
                let done = act(&mut life, action, user(by), at(now.as_micros() / 1_000_000 + ahead - 5), now);
                if !done {
                    prop_assert_eq!(&life, &before, "a refusal changes nothing");
                }
                match action {
                    StandardAction::Approve if done => {
                        prop_assert!(life.authors != BTreeSet::from([user(by)]));
                        word.insert(user(by));
                    }
                    StandardAction::Edit if done => prop_assert_eq!(was, StandardState::Draft),
                    StandardAction::Return | StandardAction::Withdraw if done => word.clear(),
                    _ => {}
                }
                if matches!(was, StandardState::InForce | StandardState::Withdrawn) {
                    prop_assert!(!done);
                }
                if matches!(life.phase, StandardPhase::Approved | StandardPhase::Adopted) {
                    prop_assert!(word.len() >= APPROVALS);
                    prop_assert_eq!(&word, &life.approvals);
                }
                prop_assert_eq!(life.effective_from.is_some(), life.phase == StandardPhase::Adopted);
            }
        }
    }

    #[test]
    fn a_version_goes_from_draft_to_superseded() {
        let mut life = Lifecycle::draft(user(1));
        assert_eq!(
            life.approve(user(2), at(0)),
            Err(LifecycleError::State {
                action: StandardAction::Approve,
                state: StandardState::Draft,
            })
        );
        life.submit(at(1)).unwrap();
        assert_eq!(life.approve(user(1), at(2)), Err(LifecycleError::OnlyAuthor));
        life.approve(user(2), at(2)).unwrap();
        assert_eq!(life.approve(user(2), at(3)), Err(LifecycleError::ApprovedAlready));
        assert_eq!(life.state(at(3)), StandardState::Review);
        life.approve(user(3), at(3)).unwrap();
        assert_eq!(life.schedule(at(3), at(4)), Err(LifecycleError::Past));
        life.schedule(at(100), at(4)).unwrap();
        assert_eq!(life.state(at(99)), StandardState::Scheduled);
        assert_eq!(life.clone().withdraw(at(95)), Err(LifecycleError::TooLate));
        assert_eq!(life.state(at(100)), StandardState::InForce);
        life.replaced = true;
        assert_eq!(life.state(at(100)), StandardState::Superseded);
        assert!(life.withdraw(at(101)).is_err());
    }

    #[test]
    fn of_several_authors_each_may_approve() {
        let mut life = Lifecycle::draft(user(1));
        life.edit(user(2), at(0)).unwrap();
        life.submit(at(1)).unwrap();
        life.approve(user(1), at(2)).unwrap();
        life.approve(user(2), at(3)).unwrap();
        assert_eq!(life.state(at(3)), StandardState::Approved);
    }

    #[test]
    fn what_goes_back_is_approved_anew() {
        let mut life = Lifecycle::draft(user(1));
        life.submit(at(1)).unwrap();
        life.approve(user(2), at(2)).unwrap();
        life.send_back(at(3)).unwrap();
        life.submit(at(4)).unwrap();
        assert!(life.approvals.is_empty());
        life.approve(user(2), at(5)).unwrap();
        life.approve(user(3), at(5)).unwrap();
        life.withdraw(at(6)).unwrap();
        assert_eq!(life.state(at(6)), StandardState::Draft);
    }
}
