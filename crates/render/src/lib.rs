//! What is worded: pages, notifications and the formats of times and numbers, in every language of the product.
//!
//! A page is a [`view`] struct put into a template; all wording comes from Fluent files, all codes are worded by key
//! (`stage-in_progress`, `error-not_found`, …), and text people wrote becomes HTML only through the sanitiser in
//! [`markup`]. Templates and locales are embedded in the binary; an operator may override any of them from a directory.
//!
//! It decides nothing: what may be seen or done is settled before a view is filled, and no personal data is unmasked here.

mod ambient;
mod error;
mod escape;
mod format;
mod function;
mod icon;
mod letter;
pub mod markup;
mod mentioned;
pub mod notification;
pub mod qr;
mod renderer;
mod source;
mod translate;
pub mod view;

pub use error::RenderError;
pub use format::size as size_text;
pub use notification::{LetterRest, NewsLine, Notification, NotificationText};
pub use renderer::{Options, Renderer};
pub use translate::Translator;
