//! What leaves the product as a file, and in which shape.

codes! {
    /// A list that can be exported.
    pub enum ExportedList ("list") {
        Tickets = "tickets",
        Audit = "audit",
        /// Requesters, masked.
        People = "people",
        Users = "users",
        Teams = "teams",
        /// Notifications, with masked addresses and without their texts.
        Outbox = "outbox",
    }
}

codes! {
    /// The shape of an exported list.
    #[derive(Default)]
    pub enum TableFormat ("format") {
        /// RFC 4180, UTF-8 with a byte order mark, so that spreadsheet programs read Chinese.
        #[default]
        Csv = "csv",
        /// Office Open XML (ISO/IEC 29500).
        Xlsx = "xlsx",
    }
}
