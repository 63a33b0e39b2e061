//! Figures over periods: kept by a reader of the event log, looked at on the board.

mod days;
mod forecast;
mod keep;
mod look;
mod targets;

pub use days::{DAYS_MAX, Days};
pub(crate) use days::{calendar, given, zone};
pub use forecast::ForecastHour;
pub(crate) use keep::{READER, digest};
pub use keep::{figures_rebuild, figures_step};
pub use look::{Board, BoardAsked, BoardDay, BoardInput, BoardLine, BoardNow, Building, Spread, board_get};
pub use targets::{Benchmark, KpiLine, kpi_lines};
