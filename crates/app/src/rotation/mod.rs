//! Changing keys while everybody works: a new version is put into the key ring, every process learns of it, it is used, what
//! older versions made is made again in small batches, and when a query finds nothing left the older versions can be taken
//! out.
//!
//! The database says which version is in use, so that several processes agree; the key ring only says which there are.
//! Every step can be broken off and is taken up again: what is to be done is what is still there under an older version.

mod ask;
mod moving;
mod step;

pub use ask::{KeyChangeView, KeyFamilyView, keys_retire, keys_rotate, keys_view};
pub use step::rotation_step;
