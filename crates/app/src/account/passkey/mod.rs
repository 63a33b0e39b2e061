//! Passkeys of staff (W3C Web Authentication, level 3): an authenticator that has verified its user signs in alone, without a
//! password, because it is two factors in one.
//!
//! The library `webauthn-rs` judges what browsers answer. What it must remember meanwhile is not kept here but sealed and
//! given along ([`ceremony`]); that an answer counts once is kept.

mod ceremony;
mod keep;
mod register;
mod relying_party;
mod sign_in;

pub use ceremony::{CEREMONY_LIFE, CeremonyAsked};
pub use keep::{PASSKEYS_MAX, PasskeyView, passkey_remove};
pub use register::{PasskeyAdded, PasskeyInput, passkey_add, passkey_begin};
pub use relying_party::passkey_origin;
pub use sign_in::{PasskeySignIn, sign_in_passkey, sign_in_passkey_begin};

pub(super) use keep::passkeys_of;
