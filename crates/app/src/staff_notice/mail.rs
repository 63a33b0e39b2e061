//! Mails to staff about what they were told and have not read: several within minutes are one, and one of a ticket takes
//! along what else waits about that ticket. They say which ticket and what, never who asked or what was written.

use touchstone_domain::access::Permission;
use touchstone_domain::event::{Origin, SystemActor};
use touchstone_domain::id::UserId;
use touchstone_domain::staff_notice::{BURST, NoticeKind};
use touchstone_render::{NewsLine, Notification};
use touchstone_store::notice_choice::{notice_mail_next, notice_mail_take};
use touchstone_store::staff_notice::StaffNoticeRow;
use touchstone_store::ticket::ticket_of;
use touchstone_store::user::user_by_id;
use touchstone_store::{Lane, Tx};

use crate::account::user_reaches;
use crate::core::{App, AppError, Call, Caller, Cx};
use crate::notify::{Letter, Medium, Recipient, notification_queue};

/// Lines of one mail; what is beyond is counted.
const LINES: usize = 30;

/// Writes the mail that is due longest; whether there was one.
pub async fn staff_mail_step(app: &App) -> Result<bool, AppError> {
    let now = app.clock.now();
    let due = app
        .query(Lane::Fast, move |tx| Ok(notice_mail_next(tx, now)?))
        .await?;
    let Some(user) = due else { return Ok(false) };
    let call = Call::by(Caller::system(SystemActor::Mail, Origin::Timer));
    app.command(&call, move |cx| write(cx, user)).await?;
    Ok(true)
}

fn write(cx: &mut Cx<'_, '_>, user: UserId) -> Result<(), AppError> {
    let rows = notice_mail_take(cx.tx, user, cx.now, cx.now + BURST)?;
    let reader = user_by_id(cx.tx, user)?.filter(|user| user.archived_at.is_none());
    let (Some(reader), false) = (reader, rows.is_empty()) else {
        return Ok(());
    };
    let mut lines = lines(cx.tx, user, rows)?;
    let more = lines.len().saturating_sub(LINES);
    lines.truncate(LINES);
    if lines.is_empty() {
        return Ok(());
    }
    let what = Notification::StaffNews {
        lines,
        more: u32::try_from(more).unwrap_or(u32::MAX),
        link: list_link(cx.app),
        choices: choices_link(cx.app),
    };
    let letter = Letter {
        to: Recipient::User(user),
        medium: Medium::Email,
        // Not of the ticket's conversation: an answer to it is none to the requester.
        ticket: None,
        event: None,
        message: None,
        language: reader.language,
        what,
    };
    notification_queue(cx, &letter)?;
    Ok(())
}

/// What they may still see of it.
fn lines(tx: &mut Tx<'_>, user: UserId, rows: Vec<StaffNoticeRow>) -> Result<Vec<NewsLine>, AppError> {
    let ids: Vec<_> = rows.iter().filter_map(|row| row.ticket).collect();
    let tickets = ticket_of(tx, &ids)?;
    let mut found = Vec::new();
    for row in rows {
        let ticket = tickets.iter().find(|ticket| Some(ticket.id) == row.ticket);
        let seen = match ticket {
            Some(ticket) => user_reaches(tx, user, Permission::TicketRead, &ticket.state.place())?,
            None => false,
        };
        if row.ticket.is_some() && !seen && row.kind != NoticeKind::HandoverOffered {
            continue;
        }
        found.push(NewsLine {
            kind: row.kind.as_str().to_owned(),
            number: ticket.filter(|_| seen).map(|ticket| ticket.number),
            metric: row.metric.map(|metric| metric.as_str().to_owned()),
            at: row.at,
        });
    }
    Ok(found)
}

pub(super) fn list_link(app: &App) -> String {
    format!("{}/notifications?unread=1", app.public_url)
}

pub(super) fn choices_link(app: &App) -> String {
    format!("{}/account/notifications", app.public_url)
}
