//! Everything that is worded, in every language: pages, notifications, locale files, formats, hostile text.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod catalogue;
mod formats;
mod hostile;
mod html;
mod locales;
mod notifications;
mod overrides;
mod pages;
mod sample;

use touchstone_render::{Options, Renderer};

/// Refuses to fall back: a missing text is a failed test.
fn strict() -> Renderer {
    Renderer::new(Options {
        strict: true,
        ..Options::default()
    })
    .unwrap()
}
