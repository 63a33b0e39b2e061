//! Actions on many requests at once: what may be done, where such a job stands, and what became of each request. Which
//! requests, and who may, is decided elsewhere.

codes! {
    /// What is done to each request.
    pub enum BulkAction ("bulk action") {
        Assign = "assign",
        Urgency = "urgency",
        TagAdd = "tag_add",
        TagRemove = "tag_remove",
        Spam = "spam",
        Close = "close",
        Note = "note",
        Reply = "reply",
    }
}

codes! {
    /// Where a job stands.
    pub enum BulkState ("bulk state") {
        UnderWay = "under_way",
        Done = "done",
        Cancelled = "cancelled",
        Undoing = "undoing",
        Undone = "undone",
    }
}

codes! {
    /// What became of a request.
    pub enum BulkOutcome ("bulk outcome") {
        Waiting = "waiting",
        Changed = "changed",
        /// It was so already.
        Unchanged = "unchanged",
        Refused = "refused",
        /// The change was taken back.
        Restored = "restored",
        /// The change stays, though it was to be taken back.
        Kept = "kept",
    }
}

impl BulkAction {
    /// Whether it can be taken back. What was written has been read.
    pub const fn can_be_undone(self) -> bool {
        !matches!(self, Self::Note | Self::Reply)
    }
}

impl BulkState {
    /// Whether it goes on by itself.
    pub const fn is_running(self) -> bool {
        matches!(self, Self::UnderWay | Self::Undoing)
    }

    /// Whether what it changed can be taken back now.
    pub const fn may_be_undone(self) -> bool {
        matches!(self, Self::Done | Self::Cancelled)
    }
}
