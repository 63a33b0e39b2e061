//! What was delivered is shown for a week, what was given up or dropped for a month; the log keeps the events.

use touchstone_domain::time::Span;
use touchstone_domain::webhook::DeliveryState;
use touchstone_store::webhook::deliveries_forget;

use crate::core::{App, AppError};

const KEPT: [(DeliveryState, Span); 3] = [
    (DeliveryState::Delivered, Span::days(7)),
    (DeliveryState::Dead, Span::days(30)),
    (DeliveryState::Dropped, Span::days(30)),
];
const AT_ONCE: u32 = 500;

/// Removes deliveries whose time is over; how many.
pub(crate) async fn deliveries_sweep(app: &App) -> Result<u64, AppError> {
    let now = app.clock.now();
    let mut removed = 0;
    for (state, kept) in KEPT {
        loop {
            let batch = app
                .store
                .write(move |tx| deliveries_forget(tx, state, now - kept, AT_ONCE))
                .await?;
            removed += batch;
            if batch < u64::from(AT_ONCE) {
                break;
            }
        }
    }
    Ok(removed)
}
