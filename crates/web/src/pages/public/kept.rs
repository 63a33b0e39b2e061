//! What was typed while the session ended. It travels with the forms that show ownership, and comes back with the page
//! they open: nothing has to be typed twice, with or without scripts.

use touchstone_render::view::{Composer, ObjectionForm};

use super::rate::rating_typed;
use super::track::Returned;
use crate::failure::Failure;
use crate::pages::shared::{typed, upload_lines};
use crate::state::WebState;

/// Leads the names of the fields that carry it.
const KEPT: &str = "kept.";

/// The kept fields among those of a form.
pub(super) fn kept(pairs: &[(String, String)]) -> Vec<(String, String)> {
    let own = |(name, text): &(String, String)| Some((name.strip_prefix(KEPT)?.to_owned(), text.clone()));
    pairs.iter().filter_map(own).collect()
}

/// The forms they were typed into.
pub(super) async fn restored(state: &WebState, kept: &[(String, String)]) -> Result<Returned, Failure> {
    let has = |name: &str| kept.iter().any(|(field, text)| field == name && !text.is_empty());
    Ok(Returned {
        composer: Composer {
            body: typed(kept, "body"),
            uploads: upload_lines(state, kept).await?,
            ..Composer::default()
        },
        objection: ObjectionForm {
            reason: typed(kept, "reason"),
            open: has("reason"),
            ..ObjectionForm::default()
        },
        rating: has("score").then(|| rating_typed(kept)),
        ..Returned::default()
    })
}
