//! Writing a ticket's facts and tags.

use touchstone_domain::category::CategoryPath;
use touchstone_domain::id::TicketId;
use touchstone_domain::time::Timestamp;

use super::TicketRow;
use crate::{Locked, StoreError, Tx, sql};

sql!(TICKET_INSERT = concat!(
    "INSERT INTO ticket (", columns!(), ")
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22,
        ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32, ?33, ?34, ?35, ?36, ?37, ?38, ?39, ?40,
        ?41, ?42, ?43, ?44, ?45, ?46, ?47, ?48, ?49, ?50)"));
sql!(TICKET_SAVE =
    "UPDATE ticket SET kind = ?2, category = ?3, urgency = ?4, impact = ?5, class = ?6, tier = ?7, priority = ?8,
        tags = ?9, stage = ?10, status = ?11, stage_since = ?12, owner = ?13, assignee = ?14,
        team = ?15, accepted_at = ?16, assessed_at = ?17, started_at = ?18,
        first_reply_at = ?19, replies = ?20, unanswered_since = ?21, resolved_at = ?22,
        confirmed_at = ?23, confirmed_by = ?24, archived_at = ?25, close_reason = ?26,
        merged_into = ?27, objections = ?28, reopened = ?29, held_requester = ?30,
        held_third_party = ?31, wait_until = ?32, reminders = ?33, reminded_at = ?34,
        escalated_at = ?35, due_at = ?36, work_order = ?37, public_version = ?38, version = ?39,
        updated_at = ?40, rests = ?41
     WHERE id = ?1");
// What a move from stage to stage changes when people, facts and tags stay: their indexes need not be touched for it.
sql!(TICKET_MOVE =
    "UPDATE ticket SET stage = ?2, status = ?3, stage_since = ?4, accepted_at = ?5, assessed_at = ?6, started_at = ?7,
        resolved_at = ?8, confirmed_at = ?9, confirmed_by = ?10, archived_at = ?11,
        close_reason = ?12, merged_into = ?13, objections = ?14, reopened = ?15,
        held_requester = ?16, held_third_party = ?17, first_reply_at = ?18, replies = ?19,
        unanswered_since = ?20, wait_until = ?21, reminders = ?22, reminded_at = ?23,
        escalated_at = ?24, due_at = ?25, public_version = ?26, version = ?27, updated_at = ?28,
        rests = ?29
     WHERE id = ?1");
// What a message or a reminder changes when it leaves the stage alone; most indexes need not be touched for it.
sql!(
    TICKET_TOUCH =
        "UPDATE ticket SET held_requester = ?2, held_third_party = ?3, first_reply_at = ?4, replies = ?5,
        unanswered_since = ?6, wait_until = ?7, reminders = ?8, reminded_at = ?9,
        escalated_at = ?10, due_at = ?11, public_version = ?12, version = ?13, updated_at = ?14
     WHERE id = ?1"
);
// What a correction of the standard changes. The order of work is an index of its own and most often stays.
sql!(TICKET_REBIND = "UPDATE ticket SET standard = ?2, due_at = ?3 WHERE id = ?1");
sql!(TICKET_RANK = "UPDATE ticket SET priority = ?2, work_order = ?3 WHERE id = ?1");
sql!(TICKET_TAG_INSERT = "INSERT INTO ticket_tag (tag, received_at, ticket) VALUES (?1, ?2, ?3)");
sql!(TICKET_TAG_DELETE = "DELETE FROM ticket_tag WHERE tag = ?1 AND received_at = ?2 AND ticket = ?3");

/// Adds a ticket and its tags.
pub fn ticket_insert(tx: &mut Tx<'_>, row: &TicketRow) -> Result<(), StoreError> {
    let (state, facts) = (&row.state, &row.state.facts);
    let (category, status) = (facts.category.as_ref().map(CategoryPath::as_str), state.status());
    let (tags, rests, work_order) = (row.tags_text(), row.rests_text(), row.work_order());
    tx.execute(
        &TICKET_INSERT,
        &[
            &row.id,
            &row.number,
            &row.requester,
            &row.language,
            &row.claimed_urgency,
            &row.claimed_impact,
            &row.standard,
            &row.follows,
            &facts.channel,
            &facts.kind,
            &category,
            &facts.urgency,
            &facts.impact,
            &facts.class,
            &facts.tier,
            &row.priority,
            &tags,
            &state.stage,
            &status,
            &state.stage_since,
            &state.owner,
            &state.assignee,
            &state.team,
            &state.received_at,
            &state.accepted_at,
            &state.assessed_at,
            &state.started_at,
            &state.first_reply_at,
            &state.replies,
            &state.unanswered_since,
            &state.resolved_at,
            &state.confirmed_at,
            &state.confirmed_by,
            &state.archived_at,
            &state.close_reason,
            &state.merged_into,
            &state.objections,
            &state.reopened,
            &state.held_requester,
            &state.held_third_party,
            &state.wait_until,
            &state.reminders,
            &state.reminded_at,
            &state.escalated_at,
            &row.due_at,
            &work_order,
            &row.public_version,
            &row.version,
            &row.updated_at,
            &rests,
        ],
    )?;
    ticket_tags_change(tx, row.id, state.received_at, &[], &row.tags)
}

/// Saves a ticket that was changed since it was read as `before`, with the index of its tags. SQLite rewrites the entries
/// of every index on a column that is set, changed or not, so what has not changed is not set.
pub fn ticket_save(tx: &mut Tx<'_>, before: &TicketRow, row: &Locked<TicketRow>) -> Result<(), StoreError> {
    let mut same = before.clone();
    touch_copy(&mut same, row);
    if same == **row {
        return ticket_touch(tx, row);
    }
    move_copy(&mut same, row);
    if same == **row && row.work_order() == before.work_order() {
        return ticket_move(tx, row);
    }
    ticket_update(tx, row)?;
    ticket_tags_change(tx, row.id, row.state.received_at, &before.tags, &row.tags)
}

/// Saves that a ticket is judged by another version of the standard: nearest breach and priority follow, its version stays.
pub fn ticket_rebind(tx: &mut Tx<'_>, before: &TicketRow, row: &Locked<TicketRow>) -> Result<(), StoreError> {
    tx.execute(&TICKET_REBIND, &[&row.id, &row.standard, &row.due_at])?;
    if row.priority != before.priority {
        tx.execute(&TICKET_RANK, &[&row.id, &row.priority, &row.work_order()])?;
    }
    Ok(())
}

/// Copies what [`TICKET_TOUCH`] writes.
fn touch_copy(same: &mut TicketRow, after: &TicketRow) {
    let (to, from) = (&mut same.state, &after.state);
    to.held_requester = from.held_requester;
    to.held_third_party = from.held_third_party;
    to.first_reply_at = from.first_reply_at;
    to.replies = from.replies;
    to.unanswered_since = from.unanswered_since;
    to.wait_until = from.wait_until;
    to.reminders = from.reminders;
    to.reminded_at = from.reminded_at;
    to.escalated_at = from.escalated_at;
    same.due_at = after.due_at;
    same.public_version = after.public_version;
    same.version = after.version;
    same.updated_at = after.updated_at;
}

/// Copies what [`TICKET_MOVE`] writes besides.
fn move_copy(same: &mut TicketRow, after: &TicketRow) {
    let (to, from) = (&mut same.state, &after.state);
    to.stage = from.stage;
    to.stage_since = from.stage_since;
    to.accepted_at = from.accepted_at;
    to.assessed_at = from.assessed_at;
    to.started_at = from.started_at;
    to.resolved_at = from.resolved_at;
    to.confirmed_at = from.confirmed_at;
    to.confirmed_by = from.confirmed_by;
    to.archived_at = from.archived_at;
    to.close_reason = from.close_reason;
    to.merged_into = from.merged_into;
    to.objections = from.objections;
    to.reopened = from.reopened;
    to.rests.clone_from(&from.rests);
}

fn ticket_update(tx: &mut Tx<'_>, row: &Locked<TicketRow>) -> Result<(), StoreError> {
    let (state, facts) = (&row.state, &row.state.facts);
    let (category, status) = (facts.category.as_ref().map(CategoryPath::as_str), state.status());
    let (tags, rests, work_order) = (row.tags_text(), row.rests_text(), row.work_order());
    tx.execute(
        &TICKET_SAVE,
        &[
            &row.id,
            &facts.kind,
            &category,
            &facts.urgency,
            &facts.impact,
            &facts.class,
            &facts.tier,
            &row.priority,
            &tags,
            &state.stage,
            &status,
            &state.stage_since,
            &state.owner,
            &state.assignee,
            &state.team,
            &state.accepted_at,
            &state.assessed_at,
            &state.started_at,
            &state.first_reply_at,
            &state.replies,
            &state.unanswered_since,
            &state.resolved_at,
            &state.confirmed_at,
            &state.confirmed_by,
            &state.archived_at,
            &state.close_reason,
            &state.merged_into,
            &state.objections,
            &state.reopened,
            &state.held_requester,
            &state.held_third_party,
            &state.wait_until,
            &state.reminders,
            &state.reminded_at,
            &state.escalated_at,
            &row.due_at,
            &work_order,
            &row.public_version,
            &row.version,
            &row.updated_at,
            &rests,
        ],
    )?;
    Ok(())
}

fn ticket_move(tx: &mut Tx<'_>, row: &Locked<TicketRow>) -> Result<(), StoreError> {
    let (state, status, rests) = (&row.state, row.state.status(), row.rests_text());
    tx.execute(
        &TICKET_MOVE,
        &[
            &row.id,
            &state.stage,
            &status,
            &state.stage_since,
            &state.accepted_at,
            &state.assessed_at,
            &state.started_at,
            &state.resolved_at,
            &state.confirmed_at,
            &state.confirmed_by,
            &state.archived_at,
            &state.close_reason,
            &state.merged_into,
            &state.objections,
            &state.reopened,
            &state.held_requester,
            &state.held_third_party,
            &state.first_reply_at,
            &state.replies,
            &state.unanswered_since,
            &state.wait_until,
            &state.reminders,
            &state.reminded_at,
            &state.escalated_at,
            &row.due_at,
            &row.public_version,
            &row.version,
            &row.updated_at,
            &rests,
        ],
    )?;
    Ok(())
}

fn ticket_touch(tx: &mut Tx<'_>, row: &Locked<TicketRow>) -> Result<(), StoreError> {
    let state = &row.state;
    tx.execute(
        &TICKET_TOUCH,
        &[
            &row.id,
            &state.held_requester,
            &state.held_third_party,
            &state.first_reply_at,
            &state.replies,
            &state.unanswered_since,
            &state.wait_until,
            &state.reminders,
            &state.reminded_at,
            &state.escalated_at,
            &row.due_at,
            &row.public_version,
            &row.version,
            &row.updated_at,
        ],
    )?;
    Ok(())
}

/// Brings the index of tags from the old words to the new ones.
fn ticket_tags_change(
    tx: &mut Tx<'_>,
    ticket: TicketId,
    received_at: Timestamp,
    old: &[String],
    new: &[String],
) -> Result<(), StoreError> {
    for tag in old.iter().filter(|tag| !new.contains(tag)) {
        tx.execute(&TICKET_TAG_DELETE, &[tag, &received_at, &ticket])?;
    }
    for tag in new.iter().filter(|tag| !old.contains(tag)) {
        tx.execute(&TICKET_TAG_INSERT, &[tag, &received_at, &ticket])?;
    }
    Ok(())
}
