//! Samples of requests together: endings taken back, merges, links, actions on many at once.

use super::passed;
use crate::bulk::BulkAction;
use crate::event::EventBody as E;
use crate::id::Id;
use crate::saved_view::ViewShare;
use crate::ticket::{CloseReason, TicketLink};

pub(super) fn samples() -> Vec<E> {
    vec![
        E::TicketRestored {
            reason: CloseReason::Spam,
            passed: passed(),
        },
        E::TicketMergedIn {
            from: Id::from_raw(3),
            asks: true,
            passed: passed(),
        },
        E::TicketMergeUndone {
            from: Id::from_raw(3),
        },
        E::TicketLinkAdded {
            to: Id::from_raw(2),
            link: TicketLink::CausedBy,
        },
        E::TicketLinkRemoved {
            to: Id::from_raw(2),
            link: TicketLink::CausedBy,
        },
        E::TicketAssignmentUndone {
            assignee: None,
            team: Some(Id::from_raw(2)),
            passed: passed(),
        },
        E::TicketMentioned {
            message: Id::from_raw(9),
            users: vec![Id::from_raw(2)],
        },
        E::TicketSplit {
            to: Id::from_raw(4),
            messages: 2,
        },
        E::TicketSplitFrom {
            from: Id::from_raw(3),
            messages: 2,
            answered_at: Some(super::AT),
            passed: passed(),
        },
        E::TicketHandoverOffered {
            to: Some(Id::from_raw(2)),
            team: None,
        },
        E::TicketHandedOver {
            from: Id::from_raw(1),
            owner: Some(Id::from_raw(1)),
            to: Id::from_raw(2),
            from_team: None,
            team: Some(Id::from_raw(7)),
        },
        E::TicketHandoverDeclined {
            to: Some(Id::from_raw(2)),
            team: None,
        },
        E::TicketHandoverWithdrawn {
            to: None,
            team: Some(Id::from_raw(7)),
        },
        E::TicketHandoverLapsed {
            to: Some(Id::from_raw(2)),
            team: None,
        },
        E::ViewSaved {
            view: Id::from_raw(8),
            share: ViewShare::Team,
            team: Some(Id::from_raw(7)),
        },
        E::TemplateSaved {
            template: Id::from_raw(6),
            share: ViewShare::Team,
            team: Some(Id::from_raw(7)),
        },
        E::TemplateArchived {
            template: Id::from_raw(6),
        },
        E::TemplateRestored {
            template: Id::from_raw(6),
        },
        E::ViewRemoved {
            view: Id::from_raw(8),
        },
        E::BulkBegun {
            bulk: Id::from_raw(8),
            action: BulkAction::Assign,
            tickets: 1_200,
        },
        E::BulkDone {
            bulk: Id::from_raw(8),
            changed: 1_100,
            refused: 100,
        },
        E::BulkCancelled {
            bulk: Id::from_raw(8),
        },
        E::BulkUndoBegun {
            bulk: Id::from_raw(8),
        },
        E::BulkUndone {
            bulk: Id::from_raw(8),
            restored: 1_000,
            kept: 100,
        },
    ]
}
