//! What people may ask about their own data, and what the law forbids to destroy.
//!
//! Erasing a person destroys the key their fields are sealed with and everything that was written in their tickets; records,
//! events and figures stay. A legal hold beats it. What was decided is also written to a list beside the key ring, outside
//! the database and its backups, so that restoring an old copy does not bring anybody back.

mod erase;
mod hold;
mod list;
mod look;
pub mod package;
pub mod request;
mod settle;

pub use erase::{Erased, erasures_replay, person_erase};
pub(crate) use erase::{Holds, person_destroy};
pub(crate) use hold::standing;
pub use hold::{Hold, HoldInput, HoldOn, hold_lift, hold_list, hold_place};
pub use list::{ERASURE_LIST, ErasureLine, ErasureList};
pub use look::{PersonPrivacy, PrivacyTicket, person_privacy};
pub use settle::erasures_settle;
