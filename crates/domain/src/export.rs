//! What leaves the product as a file, and in which shape.

codes! {
    /// A list that can be exported.
    pub enum ExportedList ("list") {
        Tickets = "tickets",
        Audit = "audit",
    }
}

codes! {
    /// The shape of an exported list.
    pub enum TableFormat ("format") {
        /// RFC 4180, UTF-8 with a byte order mark, so that spreadsheet programs read Chinese.
        Csv = "csv",
        /// Office Open XML (ISO/IEC 29500).
        Xlsx = "xlsx",
    }
}
