//! Records brought along from another tool: how a file falls into rows, what a row's columns mean, what it would make,
//! and how a past ticket's history becomes a state. Reading files, looking records up and writing are not here.

mod candidate;
mod field;
mod history;
mod mapping;
mod preset;
mod read;
mod row;
mod split;
mod suggest;
mod value;

pub use candidate::{
    Candidate, MessageCandidate, RequesterCandidate, RequesterNamed, TeamCandidate, TicketCandidate,
    UserCandidate,
};
pub use field::{Field, FieldSpec, MESSAGE_FIELDS, fields_of};
pub use history::{History, HistoryError, PastStatus, Talk, ticket_history};
pub use mapping::{Column, Mapping, MappingError, MessageMapping, OpenClocks, Options, RowFilter};
pub use preset::Preset;
pub use read::candidate;
pub use row::{SourceRow, columns_of, csv_fields, csv_inert, json_object};
pub use split::{Piece, Splitter, delimiter_of, format_of};
pub use suggest::suggest;
pub use value::{Zone, html_text};

/// Bytes of one row; a longer one is refused by itself.
pub const ROW_BYTES: usize = 4 << 20;
/// Columns of one row.
pub const ROW_FIELDS: usize = 500;
/// Objects and lists within each other.
pub const NESTING: usize = 32;
/// Messages of one ticket.
pub const MESSAGES: usize = 5_000;
/// Characters of an id of the source.
pub const EXTERNAL_ID: usize = 200;
/// Rows shown before anything is imported.
pub const PREVIEW_ROWS: usize = 50;

codes! {
    /// What a file holds.
    pub enum ImportKind ("kind of import") {
        Teams = "teams",
        Users = "users",
        Requesters = "requesters",
        Tickets = "tickets",
    }
}

codes! {
    /// Where an import stands.
    pub enum ImportState ("import state") {
        /// Uploaded; may be mapped, checked and run.
        Draft = "draft",
        /// Every row is read without anything being made.
        Checking = "checking",
        Running = "running",
        Finished = "finished",
        /// Stopped by somebody; may go on where it was.
        Cancelled = "cancelled",
        /// The file cannot be read on; what was made stays.
        Failed = "failed",
        Undoing = "undoing",
        Undone = "undone",
    }
}

codes! {
    /// How the rows stand in the file.
    pub enum ImportFormat ("file format") {
        Csv = "csv",
        /// One JSON object a line.
        Ndjson = "ndjson",
        /// One list of JSON objects.
        Json = "json",
    }
}

codes! {
    /// In which characters a file is written.
    pub enum ImportEncoding ("encoding") {
        Utf8 = "utf-8",
        Gb18030 = "gb18030",
        ShiftJis = "shift_jis",
        EucKr = "euc-kr",
        Windows1252 = "windows-1252",
    }
}

codes! {
    /// What became of a row.
    pub enum RowOutcome ("row outcome") {
        Created = "created",
        /// The record was there; from now on it is known by the source's id too.
        Linked = "linked",
        Skipped = "skipped",
        Failed = "failed",
        /// What it made was taken away again.
        Undone = "undone",
        /// What it made stays although the import was undone.
        Kept = "kept",
    }
}

codes! {
    /// Why a row, or a field of it, came to what it came to.
    pub enum RowCode ("row code") {
        // The file.
        RowTooLong = "row_too_long",
        UnbalancedQuote = "unbalanced_quote",
        ColumnCount = "column_count",
        TooManyFields = "too_many_fields",
        BadEncoding = "bad_encoding",
        MalformedJson = "malformed_json",
        TooDeep = "too_deep",
        // The values.
        Required = "required",
        TooLong = "too_long",
        ControlCharacter = "control_character",
        InvalidEmail = "invalid_email",
        InvalidPhone = "invalid_phone",
        InvalidTime = "invalid_time",
        TimeInFuture = "time_in_future",
        TimesReversed = "times_reversed",
        UnknownValue = "unknown_value",
        NotAList = "not_a_list",
        TooMany = "too_many",
        // What is there and what is not.
        Filtered = "filtered",
        AlreadyImported = "already_imported",
        MatchedByName = "matched_by_name",
        MatchedByEmail = "matched_by_email",
        MatchedByContact = "matched_by_contact",
        /// Whoever may do everything is made by hand.
        RoleNotImported = "role_not_imported",
        TeamUnknown = "team_unknown",
        UserUnknown = "user_unknown",
        UserAmbiguous = "user_ambiguous",
        RequesterUnknown = "requester_unknown",
        RequesterErased = "requester_erased",
        ContactAmbiguous = "contact_ambiguous",
        CategoryUnknown = "category_unknown",
        CategoryMissing = "category_missing",
        HistoryRefused = "history_refused",
        Refused = "refused",
        // Undoing.
        ChangedSince = "changed_since",
        InUse = "in_use",
        UnderHold = "under_hold",
        Gone = "gone",
    }
}

/// One thing wrong with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowProblem {
    /// Which of our fields; none when it is the row as a whole.
    pub field: Option<Field>,
    pub code: RowCode,
}

impl RowProblem {
    /// The row as a whole.
    pub const fn row(code: RowCode) -> Self {
        Self { field: None, code }
    }

    /// One field of it.
    pub const fn at(field: Field, code: RowCode) -> Self {
        Self {
            field: Some(field),
            code,
        }
    }
}

#[cfg(test)]
mod tests;
