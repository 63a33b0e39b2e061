//! Samples of what is told of standards, laws, the past replayed and figures made anew.

use super::{AT, EventBody as E};
use crate::id::Id;

pub(super) fn samples() -> Vec<E> {
    vec![
        E::PledgeBroken {
            pledge: "first-answer".to_owned(),
            metric: crate::clock::Metric::FirstResponse,
        },
        E::PledgeRemedied {
            pledge: "first-answer".to_owned(),
            outcome: crate::standard::pledge::RemedyState::Given,
        },
        E::StandardAdopted,
        E::StandardDrafted {
            number: 2,
            basis: Id::from_raw(1),
        },
        E::StandardEdited,
        E::StandardSubmitted,
        E::StandardApproved { approval: 1 },
        E::StandardReturned,
        E::StandardScheduled { from: AT },
        E::StandardWithdrawn,
        E::StandardCommented,
        E::StandardInForce,
        E::StandardAcknowledged,
        E::StandardReviewDue { due: AT },
        E::StandardReviewed,
        E::LawAdded {
            law: "cn-pipl".into(),
        },
        E::LawAmended {
            law: "cn-pipl".into(),
            clauses: 3,
        },
        E::LawClauseReviewed {
            law: "cn-pipl".into(),
            clause: "privacy-requests".into(),
        },
        E::MaintenancePlanned {
            maintenance: Id::from_raw(4),
        },
        E::MaintenanceChanged {
            maintenance: Id::from_raw(4),
        },
        E::MaintenanceCancelled {
            maintenance: Id::from_raw(4),
        },
        E::MaintenanceFinished {
            maintenance: Id::from_raw(4),
        },
        E::BacktestBegun {
            backtest: Id::from_raw(9),
            from: AT,
            to: AT,
        },
        E::BacktestFinished {
            backtest: Id::from_raw(9),
            tickets: 12,
        },
        E::BacktestCancelled {
            backtest: Id::from_raw(9),
        },
        E::BacktestResumed {
            backtest: Id::from_raw(9),
        },
        E::BacktestFailed {
            backtest: Id::from_raw(9),
        },
        E::BacktestRemoved {
            backtest: Id::from_raw(9),
        },
        E::FiguresRebuilt,
        E::TicketRemoved,
    ]
}
