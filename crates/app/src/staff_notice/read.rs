//! Marking as read what one was told of. A mention that is read here is read in the list of mentions, and the other way round.

use touchstone_domain::id::{MessageId, StaffNoticeId, UserId};
use touchstone_domain::staff_notice::NoticeKind;
use touchstone_store::mention::mention_read;
use touchstone_store::staff_notice::{
    staff_bell_add, staff_notice_by_id, staff_notice_read, staff_notices_of_message,
    staff_notices_read_through as rows_read_through,
};

use crate::core::{App, AppError, Call, Cx};

/// Marked in one transaction at most.
const AT_ONCE: u32 = 500;

/// Marks these of the caller's own as read; others are passed over. Answers how many were new.
pub async fn staff_notices_read(app: &App, call: &Call, ids: Vec<StaffNoticeId>) -> Result<u32, AppError> {
    call.caller.actor.user()?;
    app.command(call, move |cx| {
        let (user, mut read) = (cx.actor().user()?.id, 0_u32);
        for id in &ids {
            if staff_notice_read(cx.tx, user, *id, cx.now)? {
                read += 1;
                mention_seen(cx, user, *id)?;
            }
        }
        count_down(cx, user, u64::from(read))?;
        Ok(read)
    })
    .await
}

/// Marks what the caller was told up to one of them as read, and nothing that came since. Answers how many were new.
pub async fn staff_notices_read_through(
    app: &App,
    call: &Call,
    through: StaffNoticeId,
) -> Result<u64, AppError> {
    call.caller.actor.user()?;
    let mut call = call.clone();
    // Each part is a command of its own; asking again finds nothing left to do.
    call.idempotency = None;
    let mut all = 0;
    loop {
        let read = app
            .command(&call, move |cx| {
                let user = cx.actor().user()?.id;
                let read = rows_read_through(cx.tx, user, through, cx.now, AT_ONCE)?;
                count_down(cx, user, read)?;
                Ok(read)
            })
            .await?;
        all += read;
        if read < u64::from(AT_ONCE) {
            return Ok(all);
        }
    }
}

/// What somebody was told of a message is read, because they have seen it elsewhere.
pub(crate) fn message_seen(
    cx: &mut Cx<'_, '_>,
    user: UserId,
    messages: &[MessageId],
) -> Result<(), AppError> {
    let mut read = 0;
    for message in messages {
        read += staff_notices_of_message(cx.tx, user, *message, cx.now)?;
    }
    count_down(cx, user, read)
}

fn mention_seen(cx: &mut Cx<'_, '_>, user: UserId, id: StaffNoticeId) -> Result<(), AppError> {
    let row = staff_notice_by_id(cx.tx, user, id)?;
    let mention = row.filter(|row| row.kind == NoticeKind::Mentioned);
    if let Some(message) = mention.and_then(|row| row.message) {
        mention_read(cx.tx, user, message, cx.now)?;
    }
    Ok(())
}

fn count_down(cx: &mut Cx<'_, '_>, user: UserId, read: u64) -> Result<(), AppError> {
    if read > 0 {
        let less = i64::try_from(read).unwrap_or(i64::MAX);
        staff_bell_add(cx.tx, user, -less, cx.now)?;
    }
    Ok(())
}
