//! Single sign-on: an identity provider vouches for staff (OpenID Connect Core 1.0, authorization code flow with PKCE, RFC
//! 7636).
//!
//! What the provider says decides who somebody is and, where rules are given, which role they have, each time anew. What must
//! be remembered while the browser is at the provider is sealed in a cookie.

mod begin;
mod finish;
mod provider;
mod settings;
mod unlink;

pub use begin::{SIGN_ON_LIFE, SignOnBegun, sign_on_begin};
pub use finish::{SignOnOutcome, SignOnReturn, sign_on_finish};
pub use provider::SignOn;
pub use settings::SignOnSettings;
pub use unlink::{IdentityView, identity_list, identity_unlink};
