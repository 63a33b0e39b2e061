//! A list as a table: every page of it that the reader sees, in words of their language. That it was taken away is an
//! event, committed before the first byte leaves.

use std::future::Future;

use touchstone_domain::codes::Code;
use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::export::{ExportedList, TableFormat};
use touchstone_domain::language::Language;
use touchstone_render::Renderer;

use super::ExportFile;
use super::table::{Cell, Table, table_file};
use crate::core::{App, AppError, Call, Caller, FieldError};

/// Rows of one table. More is narrowed by a filter, or taken as the whole archive.
pub const EXPORT_ROWS_MAX: usize = 50_000;

/// Where a page begins: what the page before it answered.
pub(crate) type Begin<L> = Option<<L as TakenList>::Next>;
/// A page of records, and where the next one begins if there is one.
pub(crate) type Pages<L> = (Vec<<L as TakenList>::Record>, Begin<L>);

/// A list that people take away.
pub(crate) trait TakenList: Sized + Send + Sync {
    const LIST: ExportedList;
    /// The columns, in order: the key of each heading.
    const COLUMNS: &'static [&'static str];
    type Record: Send;
    type Next: Send;

    /// One page, of what this caller may take away and nothing else.
    fn page(
        &self,
        app: &App,
        caller: &Caller,
        from: Begin<Self>,
    ) -> impl Future<Output = Result<Pages<Self>, AppError>> + Send;

    /// A record in as many cells as there are columns.
    fn row(&self, words: &Words<'_>, record: &Self::Record) -> Vec<Cell>;
}

/// Codes in the reader's words.
pub(crate) struct Words<'a> {
    renderer: &'a Renderer,
    language: Language,
}

impl Words<'_> {
    pub(crate) fn code<C: Code>(&self, family: &str, code: C) -> Cell {
        self.label(family, code.code())
    }

    pub(crate) fn label(&self, family: &str, code: &str) -> Cell {
        Cell::Text(self.renderer.label(self.language, family, code))
    }

    pub(crate) fn yes(&self, is: bool) -> Cell {
        self.label("export-value", if is { "yes" } else { "no" })
    }

    fn headings(&self, columns: &[&str]) -> Vec<String> {
        let heading = |key: &&str| {
            self.renderer
                .text(self.language, key)
                .unwrap_or_else(|| (*key).to_owned())
        };
        columns.iter().map(heading).collect()
    }
}

/// The whole list as a file. Records are turned into cells page by page, so that what is held is the table and no more.
pub(crate) async fn list_export<L: TakenList>(
    app: &App,
    call: &Call,
    list: &L,
    format: TableFormat,
) -> Result<ExportFile, AppError> {
    let words = Words {
        renderer: &app.renderer,
        language: call.caller.language,
    };
    let (mut rows, mut from) = (Vec::new(), None);
    loop {
        let (records, next) = list.page(app, &call.caller, from).await?;
        rows.extend(records.iter().map(|record| list.row(&words, record)));
        if rows.len() > EXPORT_ROWS_MAX {
            let error = FieldError::new("format", "too_many_rows").with("max", EXPORT_ROWS_MAX);
            return Err(AppError::Validation(vec![error]));
        }
        if next.is_none() {
            break;
        }
        from = next;
    }
    let table = Table {
        headings: words.headings(L::COLUMNS),
        rows,
    };
    let taken = u64::try_from(table.rows.len()).unwrap_or(u64::MAX);
    app.command(call, move |cx| {
        let body = EventBody::ListExported {
            list: L::LIST,
            format,
            rows: taken,
        };
        cx.emit(Subject::System, body)
    })
    .await?;
    table_file(app, L::LIST.as_str(), format, table).await
}
