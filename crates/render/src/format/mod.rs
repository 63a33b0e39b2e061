//! Numbers, sizes, spans and times as each language writes them.

mod number;
mod span;
mod time;

pub(crate) use number::number;
pub use number::size;
pub(crate) use span::{compact, left_pattern, long};
pub(crate) use time::{ago, date, full, minute, moment, short, zoned};
