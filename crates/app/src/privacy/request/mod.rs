//! What people ask about their own data, each as a case of its own: received, identity shown, dealt with or refused, all
//! within the days that the service standard sets.
//!
//! A request that comes through a tracking page counts as the person's only when the page was opened with a one-time code.
//! Every step is an event of the request; what is written in it is kept apart and erased with its person.

mod clock;
mod list;
mod own;
mod receive;
mod step;
mod view;

pub(crate) use clock::{PRIVACY_TIMER, privacy_fall_due};
pub use list::{PrivacyCounts, PrivacyPage, PrivacyQuery, privacy_counts, privacy_history, privacy_requests};
pub(in crate::privacy) use own::own_found;
pub use own::{own_request, own_requests, own_withdraw};
pub use receive::{PrivacyInput, privacy_receive};
pub use step::{Step, privacy_step};
pub use view::{CorrectionView, PackageView, PrivacyRequest, privacy_request};

use touchstone_domain::privacy::PrivacyKind;

/// Counter of requests of a kind that wait to be dealt with.
fn open_key(kind: PrivacyKind) -> String {
    format!("privacy:open:{kind}")
}

/// Counter of requests that wait and are late.
const LATE_KEY: &str = "privacy:late";
