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
        /// Promises that a backtest found late on one side only.
        Backtest = "backtest",
        /// Figures of a period by one dimension.
        Board = "board",
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

codes! {
    /// Where an export of the whole archive stands.
    pub enum ExportState ("export state") {
        /// Waits for a process to take it up, at first or again.
        Queued = "queued",
        Running = "running",
        /// Its file can be fetched.
        Ready = "ready",
        Failed = "failed",
        /// Its file was destroyed.
        Removed = "removed",
    }
}

codes! {
    /// What an archive holds, a file of lines each, in this order.
    pub enum ExportMember ("member") {
        Tickets = "tickets",
        Messages = "messages",
        Files = "files",
        Ratings = "ratings",
        Events = "events",
        People = "people",
        Users = "users",
        Teams = "teams",
        Roles = "roles",
        Standards = "standards",
    }
}
