//! Words about keys that change: which keys there are to change, and where a change stands. What they are used for, and the
//! keys themselves, are elsewhere.

codes! {
    /// Keys that are changed together.
    pub enum KeyFamily ("keys") {
        /// What personal data and stored letters are sealed under.
        Sealing = "sealing",
        /// What contacts are hashed with so that they can be found.
        Lookup = "lookup",
    }
}

codes! {
    /// Where the change of a key stands.
    pub enum KeyChange ("key change") {
        /// Asked for; the new version is not in the key ring yet.
        Wanted = "wanted",
        /// In the key ring of one process at least; used once every process has it.
        Prepared = "prepared",
        /// In use; what older versions made is being made again.
        Moving = "moving",
        /// Nothing is left of older versions.
        Moved = "moved",
        /// Older versions are gone from the key ring.
        Retired = "retired",
    }
}

impl KeyChange {
    /// Whether the new version is used.
    pub const fn in_use(self) -> bool {
        matches!(self, Self::Moving | Self::Moved | Self::Retired)
    }

    /// Whether another change has to wait for this one.
    pub const fn under_way(self) -> bool {
        matches!(self, Self::Wanted | Self::Prepared | Self::Moving)
    }
}
