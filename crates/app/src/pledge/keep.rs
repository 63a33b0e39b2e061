//! What a change of a request's clocks decides about its pledges: counted by day, and noted where a remedy is owed now.

use touchstone_domain::clock::ClockSet;
use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::id::TicketId;
use touchstone_domain::standard::Standard;
use touchstone_domain::ticket::Facts;
use touchstone_store::pledge::pledge_break;

use crate::board::zone;
use crate::core::{AppError, Cx};

/// Takes in what the clocks decided, in the transaction that saves them.
pub(crate) fn pledges_judge(
    cx: &mut Cx<'_, '_>,
    ticket: TicketId,
    standard: &Standard,
    facts: &Facts,
    (before, after): (&ClockSet, &ClockSet),
) -> Result<(), AppError> {
    let judgements = standard.pledge_judgements(facts, before, after);
    if judgements.is_empty() {
        return Ok(());
    }
    let zone = zone(cx.app)?;
    for judged in judgements {
        let day = zone.date_of(judged.at).map_err(crate::board::calendar)?;
        cx.tx
            .counter_add(&key(&judged.pledge, judged.kept, &day.to_string()), 1);
        if !judged.kept && pledge_break(cx.tx, ticket, &judged.pledge, judged.metric, judged.at)? {
            let body = EventBody::PledgeBroken {
                pledge: judged.pledge,
                metric: judged.metric,
            };
            cx.emit(Subject::Ticket(ticket), body)?;
        }
    }
    Ok(())
}

/// `pledge:<id>:<kept|broken>:<day>`, so that the days of a pledge lie side by side.
pub(super) fn key(pledge: &str, kept: bool, day: &str) -> String {
    let judged = if kept { "kept" } else { "broken" };
    format!("pledge:{pledge}:{judged}:{day}")
}
