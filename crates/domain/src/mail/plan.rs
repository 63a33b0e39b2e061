//! What becomes of a message, from what is known of it.

use super::{MailNature, MailReason, MailState};

/// Messages of one correspondent within an hour, above which a person looks at the next before it becomes a request.
pub const BURST_PER_HOUR: u32 = 40;
/// Automatic acknowledgements to one correspondent within an hour: two programs that answer each other stop there.
pub const ACKNOWLEDGED_PER_HOUR: u32 = 5;

/// What is known of a message when it is decided about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MailFacts {
    /// Its own Message-ID, or its mark against loops, was made here.
    pub own_letter: bool,
    /// It says that it is from one of the mailboxes.
    pub own_address: bool,
    /// There is a sender who could be answered.
    pub sender: bool,
    pub nature: MailNature,
    /// It tells what became of a letter that was made here.
    pub report: bool,
    /// It carries a token of a request that was made here.
    pub thread: bool,
    /// Messages of this correspondent within the last hour, this one included.
    pub lately: u32,
    /// Automatic acknowledgements to this correspondent within the last hour.
    pub acknowledged: u32,
    /// The domain of its sender says that it is not theirs.
    pub forged: bool,
    /// A person has looked and decided that it is to be taken.
    pub released: bool,
}

/// What becomes of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailPlan {
    /// A new request; whether its sender is told so by a machine.
    Open {
        acknowledge: bool,
    },
    /// A message of the request that its token names.
    Append,
    /// What it tells of a letter of ours is noted.
    Note,
    SetAside {
        state: MailState,
        reason: MailReason,
    },
}

/// Decides. The order counts: what could answer itself for ever is looked at before anything else.
pub fn mail_plan(facts: &MailFacts) -> MailPlan {
    let refused = |reason| MailPlan::SetAside {
        state: MailState::Refused,
        reason,
    };
    let quarantined = |reason| MailPlan::SetAside {
        state: MailState::Quarantined,
        reason,
    };
    if facts.own_letter {
        return refused(MailReason::OwnLetter);
    }
    if facts.report && !facts.released {
        return MailPlan::Note;
    }
    if !facts.sender {
        return MailPlan::SetAside {
            state: MailState::Unreadable,
            reason: MailReason::NoSender,
        };
    }
    if facts.own_address {
        return refused(MailReason::OwnAddress);
    }
    let acknowledge =
        facts.nature == MailNature::Personal && !facts.forged && facts.acknowledged < ACKNOWLEDGED_PER_HOUR;
    if !facts.released {
        match facts.nature {
            MailNature::Report => return refused(MailReason::Report),
            MailNature::Reply => return refused(MailReason::AutomaticReply),
            MailNature::Bulk if !facts.thread => return quarantined(MailReason::Bulk),
            MailNature::Bulk | MailNature::Generated | MailNature::Personal => {}
        }
        if facts.lately > BURST_PER_HOUR {
            return quarantined(MailReason::Burst);
        }
    }
    if facts.thread {
        MailPlan::Append
    } else {
        MailPlan::Open { acknowledge }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PERSON: MailFacts = MailFacts {
        own_letter: false,
        own_address: false,
        sender: true,
        nature: MailNature::Personal,
        report: false,
        thread: false,
        lately: 1,
        acknowledged: 0,
        forged: false,
        released: false,
    };

    fn reason(facts: &MailFacts) -> Option<(MailState, MailReason)> {
        match mail_plan(facts) {
            MailPlan::SetAside { state, reason } => Some((state, reason)),
            _ => None,
        }
    }

    #[test]
    fn a_person_opens_a_request_and_hears_of_it() {
        assert_eq!(mail_plan(&PERSON), MailPlan::Open { acknowledge: true });
        let threaded = MailFacts {
            thread: true,
            ..PERSON
        };
        assert_eq!(mail_plan(&threaded), MailPlan::Append);
    }

    #[test]
    fn machines_are_set_aside_or_at_least_not_answered() {
        let of = |nature| MailFacts { nature, ..PERSON };
        assert_eq!(
            reason(&of(MailNature::Reply)),
            Some((MailState::Refused, MailReason::AutomaticReply))
        );
        assert_eq!(
            reason(&of(MailNature::Report)),
            Some((MailState::Refused, MailReason::Report))
        );
        assert_eq!(
            reason(&of(MailNature::Bulk)),
            Some((MailState::Quarantined, MailReason::Bulk))
        );
        assert_eq!(
            mail_plan(&of(MailNature::Generated)),
            MailPlan::Open { acknowledge: false }
        );
        let on_a_list = MailFacts {
            thread: true,
            ..of(MailNature::Bulk)
        };
        assert_eq!(mail_plan(&on_a_list), MailPlan::Append);
    }

    #[test]
    fn what_is_told_of_our_own_letter_is_noted_unless_a_person_wants_it() {
        let report = MailFacts {
            report: true,
            nature: MailNature::Report,
            sender: false,
            ..PERSON
        };
        assert_eq!(mail_plan(&report), MailPlan::Note);
        let wanted = MailFacts {
            released: true,
            sender: true,
            ..report
        };
        assert_eq!(mail_plan(&wanted), MailPlan::Open { acknowledge: false });
    }

    #[test]
    fn whoever_was_impersonated_hears_nothing_of_it() {
        let forged = MailFacts {
            forged: true,
            ..PERSON
        };
        assert_eq!(mail_plan(&forged), MailPlan::Open { acknowledge: false });
    }

    #[test]
    fn a_burst_waits_for_a_person_and_acknowledgements_end() {
        let many = MailFacts {
            lately: BURST_PER_HOUR + 1,
            ..PERSON
        };
        assert_eq!(reason(&many), Some((MailState::Quarantined, MailReason::Burst)));
        let released = MailFacts {
            released: true,
            ..many
        };
        assert_eq!(mail_plan(&released), MailPlan::Open { acknowledge: true });
        let told = MailFacts {
            acknowledged: ACKNOWLEDGED_PER_HOUR,
            ..PERSON
        };
        assert_eq!(mail_plan(&told), MailPlan::Open { acknowledge: false });
    }

    fn facts() -> impl Strategy<Value = MailFacts> {
        let nature = prop_oneof![
            Just(MailNature::Personal),
            Just(MailNature::Generated),
            Just(MailNature::Reply),
            Just(MailNature::Report),
            Just(MailNature::Bulk),
        ];
        (any::<[bool; 7]>(), nature, 0_u32..200, 0_u32..20).prop_map(
            |(
                [own_letter, own_address, sender, report, thread, forged, released],
                nature,
                lately,
                acknowledged,
            )| {
                MailFacts {
                    own_letter,
                    own_address,
                    sender,
                    nature,
                    report,
                    thread,
                    lately,
                    acknowledged,
                    forged,
                    released,
                }
            },
        )
    }

    proptest! {
        #[test]
        fn nothing_but_a_person_within_the_cap_is_answered_by_a_machine(facts in facts()) {
            if let MailPlan::Open { acknowledge: true } = mail_plan(&facts) {
                prop_assert_eq!(facts.nature, MailNature::Personal);
                prop_assert!(facts.acknowledged < ACKNOWLEDGED_PER_HOUR);
                prop_assert!(!facts.own_letter && !facts.own_address && !facts.forged);
            }
        }

        #[test]
        fn our_own_letters_never_become_requests(facts in facts()) {
            let own = MailFacts { own_letter: true, ..facts };
            let kept_out = matches!(mail_plan(&own), MailPlan::SetAside { .. });
            prop_assert!(kept_out);
        }
    }
}
