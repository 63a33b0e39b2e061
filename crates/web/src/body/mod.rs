//! What a write brings along. Every extractor here implements [`WriteBody`], the only thing a writing route accepts as
//! its last argument; making one settles three questions before the handler runs: is it small and well-formed enough,
//! did our own page send it when a cookie vouches for it, and is it the repetition of an earlier call.

mod any_form;
mod form;
mod json;
mod lines;
mod mark;
mod multipart;
mod reading;
mod scan;
mod strict;
mod value;
mod whole;

pub use any_form::AnyForm;
pub use form::Form;
pub use json::{Json, NoBody};
pub use lines::{LINE_BYTES, LINES_BYTES, LineBytes, Lines};
pub use mark::{Mark, WriteBody};
pub use multipart::{FilePart, FormParts, LargeForm, LargeUpload, Upload};
pub(crate) use reading::{text_pairs, value_from_pairs};
pub(crate) use value::{Scalars, read_value};
pub use whole::Whole;

/// Bytes of a JSON body or of a form without files. Twenty thousand characters, each escaped, fit four times.
pub const TEXT_BODY_BYTES: usize = 512 << 10;
/// Bytes around one file in a multipart body.
const MULTIPART_SLACK_BYTES: u64 = 64 << 10;
