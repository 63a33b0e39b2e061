//! What an archive says about itself: its last member.

use serde::{Deserialize, Serialize};
use touchstone_domain::time::Timestamp;

/// Version of the format. It is raised when a reader of the former one would go wrong.
pub(super) const FORMAT: u32 = 1;
/// Name of the member.
pub(super) const MANIFEST: &str = "manifest.json";

/// The manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArchiveManifest {
    pub format: u32,
    /// Version of the program that wrote it.
    pub product: String,
    /// Version of the database's schema.
    pub schema: u32,
    /// The engine it was read from: `sqlite` or `postgres`.
    pub engine: String,
    /// Everything acknowledged before this instant is in it.
    pub at: Timestamp,
    /// `masked` or `clear`.
    pub contacts: String,
    pub members: Vec<MemberFacts>,
    pub files: FileFacts,
}

/// A member of lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberFacts {
    pub name: String,
    pub records: u64,
    /// Bytes.
    pub size: u64,
    /// Hexadecimal.
    pub sha256: String,
}

/// The files of requests; size and SHA-256 of each stand in `files.ndjson`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileFacts {
    pub count: u64,
    pub bytes: u64,
    /// Destroyed while the archive was written: their lines are there, they are not.
    pub left_out: Vec<String>,
}

impl ArchiveManifest {
    /// Lines of all members together.
    pub fn records(&self) -> u64 {
        self.members.iter().map(|member| member.records).sum()
    }
}
