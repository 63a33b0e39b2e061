//! What is shown: the HTTP face of the product, for people (pages) and programs (`/api/v1`).
//!
//! Handlers translate and nothing else: they take what the framework has checked, call one function of
//! `touchstone-app`, and shape the answer. This crate cannot see the database and decides nothing about the business.

pub mod access;
pub mod address;
mod api;
mod assets;
pub mod body;
pub mod context;
pub mod cookies;
pub mod failure;
mod files;
mod headers;
mod health;
pub mod language;
pub mod limits;
mod observe;
mod pages;
pub mod path;
pub mod precondition;
pub mod problem;
pub mod query;
pub mod route;
mod router;
pub mod state;

pub use assets::asset_base;
pub use failure::Failure;
pub use route::{Access, Route};
pub use router::{router, routes};
pub use state::{WebSettings, WebState};
