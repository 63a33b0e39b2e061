//! Figures over periods: kept by a reader of the event log, looked at on the board.

mod keep;
mod look;
mod targets;

pub(crate) use keep::{READER, digest};
pub use keep::{figures_rebuild, figures_step};
pub use look::{
    Board, BoardAsked, BoardDay, BoardInput, BoardLine, BoardNow, Building, DAYS_MAX, Spread, board_get,
};
pub use targets::{Benchmark, KpiLine, kpi_lines};
