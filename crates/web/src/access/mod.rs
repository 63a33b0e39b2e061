//! Permission as something a handler holds. Each extractor here proves one [`Access`]; having one as an argument is
//! the only way to get a [`Caller`], and without a `Caller` the application does nothing.
//!
//! What a record's own place decides (whose team, whose ticket) is not judged here: the application does that, with
//! the record in hand.

mod credentials;
mod csrf;
mod held;
mod party;
mod public;
mod staff;
mod track;

pub(crate) use csrf::CsrfProof;
pub use csrf::{CSRF_FIELD, CSRF_HEADER};
pub use held::{Granted, HeldPermission, may};
pub use party::Party;
pub use public::{CredentialCaller, DemoCaller, DemoSystem, LinkCaller, Open, PublicCaller, Visitor};
pub use staff::SignedIn;
pub use track::{TrackCaller, TrackSender, TrackVisitor};

use crate::route::Access;

/// An extractor that proves an access. The table of routes reads the constant.
pub trait AccessRule {
    const ACCESS: Access;
}
