//! What tests share, and nothing that is shipped: both engines, and the whole product with
//! clients for everybody who uses it.
//!
//! The crates below the product use this one without its `app` feature, so that they are tested without what stands
//! on them.

#[cfg(feature = "app")]
pub mod app;
#[cfg(feature = "app")]
pub mod bench;
pub mod engines;
pub mod postgres;
