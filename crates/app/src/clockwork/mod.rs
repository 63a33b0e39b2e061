//! Time acting on tickets: a reconciler that claims what is due and carries it out, once each, whatever happened to the
//! process in between.
//!
//! What is due, and what follows, are rules of `touchstone_domain::ticket::ticket_due`; this only finds the tickets,
//! and writes down what the rules say.

mod due;

use std::sync::LazyLock;

use touchstone_domain::event::{Origin, SystemActor};
use touchstone_domain::id::TicketId;
use touchstone_domain::time::Timestamp;
use touchstone_store::Lane;
use touchstone_store::timer::{Fired, Timer, timer_next, timer_of};

use crate::core::{App, AppError, Call, Caller, Cx};
use crate::ticket::TICKET_TIMER;

/// Carries out one batch of what is due at the present instant.
pub async fn clockwork_step(app: &App) -> Result<Fired, AppError> {
    let now = app.clock.now();
    step(app, |_| now).await
}

/// Carries out everything that is due at the present instant; how many timers fired. For clocks that are moved by hand.
pub async fn clockwork_drive(app: &App) -> Result<u32, AppError> {
    let now = app.clock.now();
    drive(app, |_| now).await
}

/// Carries out everything that is due at the present instant, each as if at the instant it fell due; how many timers fired.
/// For loaders of history, whose clock goes in strides.
pub async fn clockwork_replay(app: &App) -> Result<u32, AppError> {
    drive(app, |timer| timer.due_at).await
}

/// Carries out what fell due on a ticket before this command, each as if at its own instant, in the command's
/// transaction. For loaders of history, where a command may come before the timers of its stride were looked at.
pub fn clockwork_catch_up(cx: &mut Cx<'_, '_>, ticket: TicketId) -> Result<(), AppError> {
    static CALLER: LazyLock<Caller> = LazyLock::new(|| Caller::system(SystemActor::Timer, Origin::Timer));
    let (now, caller) = (cx.now, cx.caller);
    while let Some(timer) = timer_of(cx.tx, TICKET_TIMER, ticket)?.filter(|timer| timer.due_at < now) {
        (cx.now, cx.caller) = (timer.due_at, &CALLER);
        let fell_due = due::timer_fall_due(cx, &timer);
        (cx.now, cx.caller) = (now, caller);
        fell_due?;
    }
    Ok(())
}

async fn drive(app: &App, at: impl Fn(&Timer) -> Timestamp + Copy) -> Result<u32, AppError> {
    let mut fired = 0;
    loop {
        let step = step(app, at).await?;
        fired += step.fired;
        if step.fired == 0 || step.failed > 0 {
            return Ok(fired);
        }
    }
}

/// One batch; `at` is the instant at which the effects of a timer count as had.
async fn step(app: &App, at: impl Fn(&Timer) -> Timestamp) -> Result<Fired, AppError> {
    let now = app.clock.now();
    let due = app.query(Lane::Fast, |tx| Ok(timer_next(tx)?)).await?;
    if due.is_none_or(|due| due > now) {
        return Ok(Fired::default());
    }
    let fire = |timer: Timer| {
        let call = Call::by(Caller::system(SystemActor::Timer, Origin::Timer)).at(at(&timer));
        let app = app.clone();
        async move {
            app.command(&call, move |cx| due::timer_fall_due(cx, &timer))
                .await
        }
    };
    Ok(app.store.timers_fire(now, fire).await?)
}
