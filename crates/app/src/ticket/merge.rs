//! Merging a ticket into another, and taking endings by hand back.
//!
//! A merge moves nothing: the messages stay with the ticket they were written to, and so with the person whose they are, and
//! are read from the other one by reference. So it can be undone, and erasing a person reaches everything of theirs.

use std::str::FromStr;

use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::id::{PersonId, TicketId};
use touchstone_domain::stage::{Move, Stage};
use touchstone_domain::ticket::{
    CloseReason, MergeError, TicketBefore, UNDO_WINDOW, merge_asks, merge_check,
};
use touchstone_store::ticket::{ticket_by_id, ticket_by_number};
use touchstone_store::together::{ending_keep, ending_take, endings_forget, ticket_merged_from};

use super::action::{DeskAction, ending_permission};
use super::held::Held;
use crate::core::{App, AppError, Cx};

/// Tickets that one takes up in all, those on the way included: its conversation is read from all of them.
const MERGED_MAX: usize = 50;
/// Endings forgotten at once.
const AT_ONCE: u32 = 500;

/// A ticket as people name it: by its id, or by its number with or without `#`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TicketRef {
    Id(TicketId),
    Number(i64),
}

impl FromStr for TicketRef {
    type Err = <TicketId as FromStr>::Err;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let digits = text.strip_prefix(['#', '＃']).unwrap_or(text);
        match digits.parse() {
            Ok(number) => Ok(Self::Number(number)),
            Err(_) => text.parse().map(Self::Id),
        }
    }
}

impl TicketRef {
    /// The ticket that is meant; a refusal of this field when there is none that the caller may see.
    pub(super) fn find(self, cx: &mut Cx<'_, '_>, field: &'static str) -> Result<TicketId, AppError> {
        let row = match self {
            Self::Id(id) => ticket_by_id(cx.tx, id)?,
            Self::Number(number) => ticket_by_number(cx.tx, number)?,
        };
        let read = touchstone_domain::access::Permission::TicketRead;
        row.filter(|row| cx.actor().reaches(read, &row.state.place()))
            .map(|row| row.id)
            .ok_or_else(|| AppError::field(field, "not_found"))
    }
}

/// Keeps what a ticket is, before a person ends it.
pub(super) fn ending_note(cx: &mut Cx<'_, '_>, held: &Held) -> Result<(), AppError> {
    let before = TicketBefore::of(held.state(), &held.clocks);
    let before = serde_json::to_string(&before).map_err(|error| AppError::Internal(error.to_string()))?;
    Ok(ending_keep(cx.tx, held.id(), cx.now, &before)?)
}

/// Ends a held ticket in favour of another, which takes up what is asked in it.
pub(super) fn merge(
    cx: &mut Cx<'_, '_>,
    held: &mut Held,
    into: TicketRef,
    agreed: bool,
) -> Result<(), AppError> {
    let into = into.find(cx, "into")?;
    if into == held.id() {
        return Err(merge_refused(MergeError::Itself));
    }
    let mut target = Held::lock(cx, into)?;
    cx.actor()
        .may(DeskAction::Merge.permission(), &target.state().place())?;
    let (from, to) = ((held.id(), held.row.requester), (into, target.row.requester));
    merge_check(from, to, target.state(), agreed).map_err(merge_refused)?;
    let here = ticket_merged_from(cx.tx, held.id())?.len() + 1;
    if ticket_merged_from(cx.tx, into)?.len() + here > MERGED_MAX {
        return Err(AppError::Conflict { code: "merge_full" });
    }
    ending_note(cx, held)?;
    let asks = merge_asks(held.state(), target.state());
    let passed = held.step(&Move::Merge { into }, cx.now)?;
    held.emit(
        cx,
        EventBody::TicketArchived {
            reason: CloseReason::Merged,
            merged_into: Some(into),
            passed,
        },
    )?;
    let passed = if asks {
        target.step(&Move::RequesterMessage, cx.now)?
    } else {
        Default::default()
    };
    // Who is writing an answer there has not seen what just came.
    target.row.public_version = target.next_version();
    let from = held.id();
    target.emit(cx, EventBody::TicketMergedIn { from, asks, passed })?;
    target.save(cx)?;
    Ok(())
}

fn merge_refused(error: MergeError) -> AppError {
    match error {
        MergeError::Itself => AppError::field("into", "merge_itself"),
        MergeError::IntoClosed => AppError::field("into", "merge_closed"),
        MergeError::OtherRequester => AppError::field("other_requester", "merge_other_requester"),
    }
}

/// Takes the ending of a held ticket back.
pub(super) fn restore(cx: &mut Cx<'_, '_>, held: &mut Held) -> Result<(), AppError> {
    let (reason, into) = (held.state().close_reason, held.state().merged_into);
    let nothing = AppError::Conflict {
        code: "nothing_to_restore",
    };
    let Some(reason) = reason.filter(|_| held.state().stage == Stage::Archived) else {
        return Err(nothing);
    };
    cx.actor()
        .may(ending_permission(Some(reason)), &held.state().place())?;
    let until = held.state().restorable_until().ok_or(nothing.clone())?;
    if cx.now >= until {
        return Err(AppError::Conflict {
            code: "restore_too_late",
        });
    }
    if let Some(into) = into {
        let target = Held::lock(cx, into)?;
        if target.state().stage.is_closed() {
            return Err(AppError::Conflict {
                code: "merge_target_closed",
            });
        }
        let from = held.id();
        target.emit(cx, EventBody::TicketMergeUndone { from })?;
        let mut target = target;
        target.row.public_version = target.next_version();
        target.save(cx)?;
    }
    let kept = ending_take(cx.tx, held.id())?.ok_or(nothing)?;
    let before: TicketBefore =
        serde_json::from_str(&kept).map_err(|error| AppError::Internal(error.to_string()))?;
    let passed = held.restore(&before);
    held.emit(cx, EventBody::TicketRestored { reason, passed })?;
    Ok(())
}

/// Where what the requester of a merged ticket writes is kept: with the last ticket on the way that is theirs. Another
/// person's ticket takes the matter up, not the words.
#[derive(Debug, Clone, Copy)]
pub(super) struct Home {
    pub(super) person: PersonId,
    pub(super) ticket: TicketId,
}

impl Home {
    pub(super) fn of(held: &Held) -> Self {
        Self {
            person: held.row.requester,
            ticket: held.id(),
        }
    }

    /// The way led on to this ticket.
    pub(super) fn follow(&mut self, held: &Held) {
        if held.row.requester == self.person {
            self.ticket = held.id();
        }
    }
}

/// Forgets what tickets were before they were ended, once that can no longer be taken back.
pub async fn endings_prune(app: &App) -> Result<u64, AppError> {
    let before = app.clock.now() - UNDO_WINDOW;
    let mut forgotten = 0;
    loop {
        let batch = app
            .store
            .write(move |tx| endings_forget(tx, before, AT_ONCE))
            .await?;
        forgotten += batch;
        if batch < u64::from(AT_ONCE) {
            return Ok(forgotten);
        }
    }
}

/// The subject of a ticket's events.
pub(super) fn subject(id: TicketId) -> Subject {
    Subject::Ticket(id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use touchstone_domain::id::Id;

    #[test]
    fn a_ticket_is_named_by_number_or_id() {
        for text in ["#42", "42", " ＃42 "] {
            assert_eq!(text.parse(), Ok(TicketRef::Number(42)));
        }
        let id = TicketId::from_raw(42);
        assert_eq!(id.to_string().parse(), Ok(TicketRef::Id(id)));
        assert!("nothing".parse::<TicketRef>().is_err());
    }
}
