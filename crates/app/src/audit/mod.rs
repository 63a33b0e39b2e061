//! The audit: every change, and every look at personal data, as the event log tells it. Newest first, narrowed by who, what,
//! about what, when and from where; each entry can be held against its hash.
//!
//! Reading it is no look at personal data, since events carry ids, codes and names of fields only; taking it away as a
//! file is recorded like every export.

mod entry;
mod export;
mod filter;
mod list;

pub use entry::{AuditDetail, AuditEntry, Named};
pub use export::{audit_export, subject_text};
pub use filter::{AuditFilter, AuditQuery};
pub use list::{AuditPage, audit_list, audit_read};
