//! The pages as people use them: a headless Chromium on the product served at a loopback port, with nothing between.
//!
//! What a page says is looked up in the product's own words, so that each story is told in more than one language;
//! where things are is found by what they do (the form's address, the field's name), not by how they look.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests fail by panicking"
)]

mod accessible;
mod bell;
mod chromium;
mod conditions;
mod demo_mail;
mod demo_webhooks;
mod desk;
mod files;
mod inspection;
mod keyboard;
mod live;
mod passkey;
mod story;
mod template;
mod wire;
