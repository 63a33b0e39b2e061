//! Time acting on tickets: a reconciler that claims what is due and carries it out, once each, whatever happened to the
//! process in between.
//!
//! What is due, and what follows, are rules of `touchstone_domain::ticket::ticket_due`; this only finds the tickets,
//! and writes down what the rules say.

mod due;

use due::timer_fall_due;
use futures::future::try_join_all;
use std::sync::LazyLock;

use touchstone_domain::event::{Origin, SystemActor};
use touchstone_domain::id::TicketId;
use touchstone_domain::time::Timestamp;
use touchstone_store::Lane;
use touchstone_store::timer::{Fired, Timer, timer_next, timer_of, timers_due};

use crate::core::{App, AppError, Call, Caller, Cx};
use crate::ticket::TICKET_TIMER;

/// How many timers a loader looks at together.
const REPLAYED_AT_ONCE: u32 = 1_000;

/// Carries out one batch of what is due at the present instant.
pub async fn clockwork_step(app: &App) -> Result<Fired, AppError> {
    let now = app.clock.now();
    let due = app.query(Lane::Fast, |tx| Ok(timer_next(tx)?)).await?;
    if due.is_none_or(|due| due > now) {
        return Ok(Fired::default());
    }
    Ok(app.store.timers_fire(now, |timer| fire(app, now, timer)).await?)
}

/// Carries out everything that is due at the present instant; how many timers fired. For clocks that are moved by hand.
pub async fn clockwork_drive(app: &App) -> Result<u32, AppError> {
    let mut fired = 0;
    loop {
        let step = clockwork_step(app).await?;
        fired += step.fired;
        if step.fired == 0 || step.failed > 0 {
            return Ok(fired);
        }
    }
}

/// Carries out everything that is due at the present instant, each as if at the instant it fell due. For loaders of
/// history, whose clock goes in strides: they are alone with their database, so nothing is claimed, and what fails ends
/// the loading.
pub async fn clockwork_replay(app: &App) -> Result<(), AppError> {
    let now = app.clock.now();
    loop {
        let due = app
            .query(Lane::Fast, move |tx| Ok(timers_due(tx, now, REPLAYED_AT_ONCE)?))
            .await?;
        if due.is_empty() {
            return Ok(());
        }
        try_join_all(due.into_iter().map(|timer| fire(app, timer.due_at, timer))).await?;
    }
}

/// Carries out what fell due on a ticket before this command, each as if at its own instant, in the command's
/// transaction. For loaders of history, where a command may come before the timers of its stride were looked at.
pub fn clockwork_catch_up(cx: &mut Cx<'_, '_>, ticket: TicketId) -> Result<(), AppError> {
    static CALLER: LazyLock<Caller> = LazyLock::new(|| Caller::system(SystemActor::Timer, Origin::Timer));
    let (now, caller) = (cx.now, cx.caller);
    while let Some(timer) = timer_of(cx.tx, TICKET_TIMER, ticket)?.filter(|timer| timer.due_at < now) {
        (cx.now, cx.caller) = (timer.due_at, &CALLER);
        let fell_due = timer_fall_due(cx, &timer);
        (cx.now, cx.caller) = (now, caller);
        fell_due?;
    }
    Ok(())
}

/// One timer's command; `at` is the instant at which its effects count as had.
fn fire(app: &App, at: Timestamp, timer: Timer) -> impl Future<Output = Result<(), AppError>> + use<> {
    let call = Call::by(Caller::system(SystemActor::Timer, Origin::Timer)).at(at);
    let app = app.clone();
    async move { app.command(&call, move |cx| timer_fall_due(cx, &timer)).await }
}
