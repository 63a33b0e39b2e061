//! A table of any list, written as CSV or as a spreadsheet.

use rust_xlsxwriter::{Format, Workbook, XlsxError};
use touchstone_domain::export::TableFormat;
use touchstone_domain::time::Timestamp;
use touchstone_render::Renderer;

use super::ExportFile;
use crate::core::{App, AppError};

/// Tells spreadsheet programs that the text is UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";
/// What a spreadsheet program takes for the beginning of a formula.
const FORMULA_STARTS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];
const COLUMN_WIDTH_CHARS: f64 = 18.0;

/// One value of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Cell {
    Empty,
    Text(String),
    Number(i64),
    Time(Timestamp),
}

impl Cell {
    pub(crate) fn text(text: Option<impl Into<String>>) -> Self {
        text.map_or(Self::Empty, |text| Self::Text(text.into()))
    }

    pub(crate) fn time(at: Option<Timestamp>) -> Self {
        at.map_or(Self::Empty, Self::Time)
    }

    pub(crate) fn number(number: impl Into<i64>) -> Self {
        Self::Number(number.into())
    }
}

/// Headings, and rows of as many cells.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    pub(crate) headings: Vec<String>,
    pub(crate) rows: Vec<Vec<Cell>>,
}

/// A table as a file called after the list and the day. The writing takes its time on a thread of its own.
pub(crate) async fn table_file(
    app: &App,
    list: &str,
    format: TableFormat,
    table: Table,
) -> Result<ExportFile, AppError> {
    let renderer = app.renderer.clone();
    let written = tokio::task::spawn_blocking(move || table.write(format, &renderer));
    let bytes = written
        .await
        .map_err(|error| AppError::Internal(error.to_string()))??;
    let (extension, media_type) = match format {
        TableFormat::Csv => ("csv", "text/csv; charset=utf-8"),
        TableFormat::Xlsx => (
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
    };
    let today = app.renderer.local(app.clock.now());
    let day = today.map(|today| today.strftime("-%Y-%m-%d").to_string());
    Ok(ExportFile {
        name: format!("{list}{}.{extension}", day.unwrap_or_default()),
        media_type,
        bytes: bytes.into(),
    })
}

impl Table {
    /// The table as a file. Works for as long as it is large: not for the threads that serve requests.
    pub(super) fn write(&self, format: TableFormat, times: &Renderer) -> Result<Vec<u8>, AppError> {
        match format {
            TableFormat::Csv => self.csv(times).map_err(|error| unwritable(&error)),
            TableFormat::Xlsx => self.xlsx(times).map_err(|error| unwritable(&error)),
        }
    }

    fn csv(&self, times: &Renderer) -> Result<Vec<u8>, csv::Error> {
        let mut writer = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .from_writer(BYTE_ORDER_MARK.to_vec());
        writer.write_record(&self.headings)?;
        for row in &self.rows {
            writer.write_record(row.iter().map(|cell| match cell {
                Cell::Empty => String::new(),
                Cell::Text(text) => inert(text),
                Cell::Number(number) => number.to_string(),
                Cell::Time(at) => iso_8601(times, *at),
            }))?;
        }
        writer.into_inner().map_err(|error| error.into_error().into())
    }

    fn xlsx(&self, times: &Renderer) -> Result<Vec<u8>, XlsxError> {
        let (heading, moment) = (
            Format::new().set_bold(),
            Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"),
        );
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        for (column, text) in (0..).zip(&self.headings) {
            sheet.write_string_with_format(0, column, text, &heading)?;
            sheet.set_column_width(column, COLUMN_WIDTH_CHARS)?;
        }
        sheet.set_freeze_panes(1, 0)?;
        for (line, row) in (1..).zip(&self.rows) {
            for (column, cell) in (0..).zip(row) {
                match cell {
                    Cell::Empty => continue,
                    Cell::Text(text) => sheet.write_string(line, column, text)?,
                    // Numbers of tickets stay far below 2⁵³.
                    #[expect(clippy::cast_precision_loss, reason = "counts and numbers are small")]
                    Cell::Number(number) => sheet.write_number(line, column, *number as f64)?,
                    Cell::Time(at) => match times.local(*at) {
                        Some(local) => {
                            sheet.write_datetime_with_format(line, column, local.datetime(), &moment)?
                        }
                        None => sheet.write_string(line, column, at.to_string())?,
                    },
                };
            }
        }
        book.save_to_buffer()
    }
}

/// `2026-11-21T14:05:09+08:00`: exact for programs, the platform's own hours for people.
fn iso_8601(times: &Renderer, at: Timestamp) -> String {
    let local = times.local(at);
    local.map_or_else(
        || at.to_string(),
        |local| local.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
    )
}

/// A text that no spreadsheet program runs as a formula (OWASP, CSV injection).
fn inert(text: &str) -> String {
    if text.starts_with(FORMULA_STARTS) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

fn unwritable(error: &dyn std::error::Error) -> AppError {
    AppError::Internal(format!("a table cannot be written: {error}"))
}

#[cfg(test)]
mod tests {
    use super::{Cell, Table, inert};
    use proptest::prelude::*;
    use touchstone_domain::export::TableFormat;
    use touchstone_domain::time::Timestamp;
    use touchstone_render::{Options, Renderer};

    fn table(cells: Vec<Cell>) -> Table {
        Table {
            headings: (0..cells.len()).map(|n| format!("列{n}")).collect(),
            rows: vec![cells],
        }
    }

    #[test]
    fn a_spreadsheet_is_a_zip_that_begins_as_one() {
        let renderer = Renderer::new(Options::default()).unwrap();
        let at = Timestamp::from_micros(1_700_000_000_000_000);
        let cells = vec![
            Cell::Text("=1+1".into()),
            Cell::Number(7),
            Cell::Time(at),
            Cell::Empty,
        ];
        let bytes = table(cells).write(TableFormat::Xlsx, &renderer).unwrap();
        assert_eq!(&bytes[..4], b"PK\x03\x04");
    }

    proptest! {
        #[test]
        fn what_was_written_is_read_back(texts in prop::collection::vec("\\PC{0,40}|[=+@\"\\r\\n,;-]{1,6}", 1..8)) {
            let renderer = Renderer::new(Options::default()).unwrap();
            let cells = texts.iter().cloned().map(Cell::Text).collect();
            let bytes = table(cells).write(TableFormat::Csv, &renderer).unwrap();
            prop_assert!(bytes.starts_with(b"\xEF\xBB\xBF"));
            let mut reader = csv::Reader::from_reader(&bytes[3..]);
            let row = reader.records().next().unwrap().unwrap();
            let expected: Vec<_> = texts.iter().map(|text| inert(text)).collect();
            prop_assert_eq!(row.iter().collect::<Vec<_>>(), expected);
            prop_assert!(row.iter().all(|cell| !cell.starts_with(['=', '+', '-', '@', '\t', '\r'])));
        }
    }
}
