//! Time acting on tickets: a reconciler that claims what is due and carries it out, once each, whatever happened to the
//! process in between.
//!
//! What is due, and what follows, are rules of `touchstone_domain::ticket::ticket_due`; this only finds the tickets,
//! and writes down what the rules say.

mod due;

use touchstone_domain::event::{Origin, SystemActor};
use touchstone_domain::time::Timestamp;
use touchstone_store::Lane;
use touchstone_store::timer::{Fired, Timer, timer_next};

use crate::core::{App, AppError, Call, Caller};

/// Carries out one batch of what is due at the present instant.
pub async fn clockwork_step(app: &App) -> Result<Fired, AppError> {
    let now = app.clock.now();
    let due = app.query(Lane::Fast, |tx| Ok(timer_next(tx)?)).await?;
    if due.is_none_or(|due| due > now) {
        return Ok(Fired::default());
    }
    let call = Call::by(Caller::system(SystemActor::Timer, Origin::Timer)).at(now);
    let fire = |timer: Timer| {
        let (app, call) = (app.clone(), call.clone());
        async move {
            app.command(&call, move |cx| due::timer_fall_due(cx, &timer))
                .await
        }
    };
    Ok(app.store.timers_fire(now, fire).await?)
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

/// Carries out everything that was due up to `until`, each at its own instant, as if somebody had looked at every one of
/// them. For loaders of history, which call nothing else meanwhile.
pub async fn clockwork_replay(app: &App, until: Timestamp) -> Result<u32, AppError> {
    let mut fired = 0;
    loop {
        let due = app.query(Lane::Fast, |tx| Ok(timer_next(tx)?)).await?;
        if due.is_none_or(|due| due > until) {
            return Ok(fired);
        }
        let fire = |timer: Timer| {
            let call = Call::by(Caller::system(SystemActor::Timer, Origin::Timer)).at(timer.due_at);
            let app = app.clone();
            async move {
                app.command(&call, move |cx| due::timer_fall_due(cx, &timer))
                    .await
            }
        };
        let step = app.store.timers_fire(until, fire).await?;
        fired += step.fired;
        if step.fired == 0 {
            return Ok(fired);
        }
    }
}
