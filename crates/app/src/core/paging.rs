//! How long the pages of lists are.

use super::{AppError, FieldError};

/// Rows of a page when nothing is asked for, and the most that may be asked for.
pub const LIMIT_DEFAULT: u32 = 50;
pub const LIMIT_MAX: u32 = 200;

/// The rows that a page shall have.
pub(crate) fn page_limit(asked: Option<u32>) -> Result<u32, AppError> {
    let limit = asked.unwrap_or(LIMIT_DEFAULT);
    if (1..=LIMIT_MAX).contains(&limit) {
        return Ok(limit);
    }
    let refused = FieldError::new("limit", "out_of_range")
        .with("min", 1)
        .with("max", LIMIT_MAX);
    Err(AppError::Validation(vec![refused]))
}
