//! Instants as people type them: in the platform's zone, without naming it.

use jiff::civil::DateTime;
use touchstone_app::AppError;
use touchstone_domain::time::Timestamp;

use crate::state::{WebState, platform_zone};

/// A time of the platform's zone; nothing when nothing was typed.
pub(in crate::pages) fn instant(
    state: &WebState,
    field: &'static str,
    text: &str,
) -> Result<Option<Timestamp>, AppError> {
    if text.is_empty() {
        return Ok(None);
    }
    let wrong = || AppError::field(field, "malformed");
    let local: DateTime = text.parse().map_err(|_| wrong())?;
    let at = local.to_zoned(platform_zone(state)).map_err(|_| wrong())?;
    Ok(Some(Timestamp::from_micros(at.timestamp().as_microsecond())))
}
