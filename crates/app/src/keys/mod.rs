//! Keys: the key ring, and everything that is sealed, hashed or signed with it.
//!
//! | key of the ring | is for |
//! |---|---|
//! | master, in versions | wrapping the data key that each person and each user has of their own |
//! | system, in versions | sealing what belongs to nobody in particular and lives a day or so: stored answers, codes in the outbox |
//! | lookup, in versions | keyed hashes by which an e-mail address or a phone number is found without being readable |
//! | token | keyed hashes of tokens and codes, CSRF values, and the pepper of passwords |
//! | file | signed five-minute addresses of files |
//!
//! The ring is a file outside the data directory and outside backups ([`KeyRing::open`]); the database keeps check values
//! of it, so that a wrong, lost or outdated ring is noticed at start and not at the first unreadable record. When versions
//! are added and taken out is decided in [`crate::rotation`].

mod address;
mod change;
mod check;
mod file;
mod hash;
mod ring;
mod seal;
mod secret;

pub use address::{FILE_ADDRESS_LIFE, FileAddress};
pub use check::KeyRingPlace;
pub(crate) use check::holder_note;
pub use file::KeyRingError;
pub use hash::{Lookup, Purpose, SecretToken};
pub use ring::KeyRing;
pub use seal::{DataKey, SealError, WrappedKey, sealed_version};
pub use secret::random;
