//! People who ask for something: how they are made from what was typed, shown masked, revealed for a reason, and how they
//! show that a request is theirs.
//!
//! What a person typed is a claim. It reuses nobody's record: a new request makes a new person, and records that name the
//! same contact are kept as suggestions. Only who shows a contact again, from a session opened by a one-time code, is
//! known to be the same; agents may pick a known person by hand. Staff accounts are not here (`account`).

pub mod code;
mod contact;
pub mod draft;
pub mod find;
pub mod masked;
pub mod reveal;
pub mod track;
pub mod update;
mod visible;

pub use code::{CodeChecked, CodeSent, code_check, code_send};
pub(crate) use contact::contact_lookup;
pub use contact::contact_open;
pub use draft::{PersonDraft, Requester, RequesterInput, person_draft, person_for_request};
pub use find::{PersonView, SuggestedPerson, person_find, person_get};
pub use masked::{Adviser, MaskedPerson, persons_masked};
pub(crate) use masked::{field_mask, persons_clear};
pub(crate) use reveal::name_revealed;
pub use reveal::{RevealEntry, RevealField, RevealInput, Revealed, person_reveal, reveal_list};
pub use track::{TRACK_IDLE, TRACK_PREFIX, TrackOpened, TrackedBy, actor_from_track, track_end};
pub use update::{PersonPatch, adviser_named, person_update};

pub(crate) use draft::{person_import, requester_known, requester_picked};
pub(crate) use find::contact_people;
pub(crate) use update::{SealedPatch, patch_seal, person_change};
pub(crate) use visible::{person_may, person_reached};

use touchstone_domain::time::Span;
use touchstone_store::otp::otp_prune;
use touchstone_store::track_session::track_session_prune;

use crate::core::{App, AppError};

/// Deletes one-time codes and tracking sessions that ended. Run now and then; answers how many rows went.
pub async fn person_prune(app: &App) -> Result<u64, AppError> {
    let now = app.clock.now();
    app.store
        .write(move |tx| {
            // A code is kept a while after its end, so that asking for the next one too soon is noticed.
            let codes = otp_prune(tx, now - Span::hours(24))?;
            let sessions = track_session_prune(tx, now, now - TRACK_IDLE)?;
            Ok::<_, AppError>(codes + sessions)
        })
        .await
}
