//! The board's lines as a table: durations in seconds, shares between 0 and 1 as they are counted, part and whole.

use touchstone_domain::access::Permission;
use touchstone_domain::export::{ExportedList, TableFormat};
use touchstone_domain::figure::Dimension;

use super::ExportFile;
use super::list::{Begin, Pages, TakenList, Words, list_export};
use super::table::Cell;
use crate::board::{BoardInput, BoardLine, Spread, board_get};
use crate::core::{App, AppError, Call, Caller};

/// A line per member, the whole first, as a file.
pub async fn board_export(
    app: &App,
    call: &Call,
    input: BoardInput,
    format: TableFormat,
) -> Result<ExportFile, AppError> {
    call.caller.actor.holds(Permission::BoardRead)?;
    list_export(app, call, &Lines { input }, format).await
}

struct Lines {
    input: BoardInput,
}

impl TakenList for Lines {
    const LIST: ExportedList = ExportedList::Board;
    const COLUMNS: &'static [&'static str] = &[
        "export-column-member",
        "board-received",
        "board-resolved",
        "export-column-closed",
        "board-undone",
        "export-column-clocks_met",
        "board-breached",
        "export-column-ratings",
        "export-column-ratings_mean",
        "export-column-first_response_count",
        "export-column-first_response_mean",
        "export-column-first_response_median",
        "export-column-first_response_p95",
        "export-column-resolution_count",
        "export-column-resolution_mean",
        "export-column-resolution_median",
        "export-column-resolution_p95",
    ];
    type Record = BoardLine;
    type Next = ();

    async fn page(&self, app: &App, caller: &Caller, _: Begin<Self>) -> Result<Pages<Self>, AppError> {
        let board = board_get(app, caller, self.input.clone()).await?;
        let mut lines = vec![board.all];
        lines.extend(board.lines);
        Ok((lines, None))
    }

    fn row(&self, words: &Words<'_>, line: &BoardLine) -> Vec<Cell> {
        let mut row = vec![
            self.name(words, line),
            Cell::number(line.received),
            Cell::number(line.resolved),
            Cell::number(line.closed),
            Cell::number(line.undone),
            Cell::number(line.met),
            Cell::number(line.breached),
            Cell::number(line.ratings),
            Cell::text(line.score.map(|score| format!("{score:.2}"))),
        ];
        row.extend(spread(&line.first_response));
        row.extend(spread(&line.resolution));
        row
    }
}

impl Lines {
    fn name(&self, words: &Words<'_>, line: &BoardLine) -> Cell {
        match (&line.name, self.input.by) {
            _ if line.member.is_empty() => words.code("breakdown", Dimension::All),
            (Some(name), _) => Cell::Text(name.clone()),
            (None, by) => words.label(by.as_str(), &line.member),
        }
    }
}

fn spread(spread: &Spread) -> Vec<Cell> {
    let seconds = |value: Option<f64>| Cell::text(value.map(|value| format!("{value:.0}")));
    vec![
        Cell::number(spread.count),
        seconds(spread.mean),
        seconds(spread.median),
        seconds(spread.p95),
    ]
}
