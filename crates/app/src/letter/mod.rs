//! Letters: which ones a requester does without, and their wordings.
//!
//! The wordings: the built-in ones, and those an operator has written instead. A letter has the wording that counted when it was
//! made; one that cannot be used is passed over for the built-in one, and said where wordings are seen to.

mod change;
mod choice;
mod end;
mod read;
mod trial;

pub use change::{letter_put, letter_reset};
pub(crate) use choice::choice_counting;
pub use choice::{OwnLetters, own_letters, own_letters_choose};
pub(crate) use end::letter_end_link;
pub use end::{LetterEnd, letter_end, letter_end_switch};
pub(crate) use read::wording_then;
pub use read::{LetterState, LetterVersion, LetterView, letter_get, letter_versions, letters};
pub use trial::{LetterPreview, letter_preview, letter_test};
