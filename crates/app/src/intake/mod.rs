//! Requests from other systems, many at a call: each line is one request, known by its system and the id it has there, and is
//! taken once, however often it is sent. A bad line does not stop the others.
//!
//! Feedback and mentions come in as requests too, by their kind and channel: what is kept has somebody who deals with it.

mod line;

use serde::{Deserialize, Serialize};
use touchstone_domain::access::Permission;
use touchstone_domain::id::TicketId;
use touchstone_store::intake::{intake_find, intake_insert};

pub use line::{EXTERNAL_ID, Line, SOURCE, line_read};

use crate::core::{App, AppError, Call, Cx};
use crate::ticket::{NUMBERS, ticket_make};

/// Lines that are taken in one transaction.
pub const LINES_AT_ONCE: usize = 16;

/// What became of a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Taken {
    Created {
        ticket: TicketId,
        number: i64,
        tracking_code: String,
    },
    /// It was sent in before.
    Known { ticket: TicketId, number: i64 },
}

/// Takes lines, in their order. Where one of them cannot be taken the others are, each by itself.
pub async fn intake(
    app: &App,
    call: &Call,
    lines: Vec<Line>,
) -> Result<Vec<Result<Taken, AppError>>, AppError> {
    call.caller.actor.holds(Permission::IntakeSend)?;
    let mut taken = Vec::with_capacity(lines.len());
    let mut lines = lines.into_iter().peekable();
    while lines.peek().is_some() {
        let some: Vec<Line> = lines.by_ref().take(LINES_AT_ONCE).collect();
        match together(app, call, some.clone()).await {
            Ok(answers) => taken.extend(answers.into_iter().map(Ok)),
            Err(_) => {
                for line in some {
                    let alone = together(app, call, vec![line]).await;
                    taken.push(alone.and_then(|mut one| {
                        one.pop()
                            .ok_or_else(|| AppError::Internal("a line came to nothing".to_owned()))
                    }));
                }
            }
        }
    }
    Ok(taken)
}

/// Takes all of them or none. Each has a number of its own, drawn outside; those of lines that were known are left out.
async fn together(app: &App, call: &Call, lines: Vec<Line>) -> Result<Vec<Taken>, AppError> {
    let mut numbered = Vec::with_capacity(lines.len());
    for line in lines {
        let number = app.store.number_next(NUMBERS).await?;
        numbered.push((number, line));
    }
    app.command(call, move |cx| {
        cx.actor().holds(Permission::IntakeSend)?;
        numbered
            .iter()
            .map(|(number, line)| one(cx, *number, line))
            .collect()
    })
    .await
}

fn one(cx: &mut Cx<'_, '_>, number: i64, line: &Line) -> Result<Taken, AppError> {
    if let Some(known) = intake_find(cx.tx, &line.key)? {
        return Ok(Taken::Known {
            ticket: known.ticket,
            number: known.number,
        });
    }
    let made = ticket_make(cx, number, &line.creation)?;
    if !intake_insert(cx.tx, &line.key, made.ticket, cx.now)? {
        // The same line came twice at once: it is looked at again, and found.
        return Err(AppError::from(cx.tx.lost_race("intake")));
    }
    Ok(Taken::Created {
        ticket: made.ticket,
        number: made.number,
        tracking_code: made.tracking_code,
    })
}
