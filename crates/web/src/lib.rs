//! What is shown: the HTTP face of the product, for people (pages) and programs (`/api/v1`).
//!
//! Handlers translate and nothing else: they take what the framework has checked, call one function of
//! `touchstone-app`, and shape the answer. This crate cannot see the database and decides nothing about the business.
//!
//! # How a route is made
//!
//! A route is a handler and a line in a table ([`routes`]). What a handler may do is in its arguments:
//!
//! | first argument | who gets in |
//! |---|---|
//! | [`access::PublicCaller`], [`access::Visitor`] (pages that show who is signed in) | everybody, counted per address |
//! | [`access::CredentialCaller`] | everybody about to show who they are, counted strictly |
//! | [`access::LinkCaller`] | whoever came by the link of an invitation or a password reset |
//! | [`access::TrackVisitor`], [`access::TrackCaller`] | whoever has the `{code}`; the one who has shown it is theirs |
//! | [`access::SignedIn`] | every member of staff |
//! | [`access::TrackSender`] | the same on pages, whose forms come back when that session has ended |
//! | [`access::Granted`]`<may::ReadTickets>` | those who hold the permission at some scope |
//! | [`access::DemoCaller`] | everybody, while the installation is a demonstration |
//! | [`access::DemoSystem`] | the other system of a demonstration, by the signature of what it sends |
//! | [`access::Open`] | everybody, uncounted: embedded files and probes |
//!
//! Then come the parts of the path ([`path::At`]), the query ([`query::Query`], [`query::Pairs`]), the shared state
//! (`State<WebState>`), and last, if the route writes, one of the bodies of [`body`]: [`body::Json`], [`body::NoBody`],
//! [`body::Form`], [`body::FormParts`] (a form with files), [`body::Upload`]. A body is the only thing that settles CSRF
//! and idempotency, so a route that writes does not compile without one. Whatever goes wrong is a [`Failure`], made
//! from the application's errors by `?` and worded later: a problem document under `/api`, a page elsewhere.
//!
//! A page that reads and a form that writes, complete:
//!
//! ```ignore
//! pub(crate) fn routes() -> Vec<Route> {
//!     vec![
//!         Route::get("/admin/teams", teams),
//!         Route::post("/admin/teams", team_create),
//!         Route::post("/submit", submit).carrying_files(),
//!     ]
//! }
//!
//! async fn teams(by: Granted<may::ReadTeams>, State(state): State<WebState>) -> Page {
//!     let teams = account::team_list(&state.app, &by.call(), None, 200).await?;
//!     page(&state, &by.frame(&state), &TeamsView { /* … */ })        // `frame` comes from `page::Reader`
//! }
//!
//! async fn team_create(
//!     by: Granted<may::ManageTeams>,
//!     State(state): State<WebState>,
//!     form: Form<NewTeam>,                // `value`: read, or the field errors; `typed`: everything, to show again
//! ) -> Result<Response, Failure> {
//!     let call = by.call_with(&form);     // carries the idempotency key of the form's field `idempotency_key`
//!     …
//!     Ok(Redirect::to("/admin/teams").into_response())
//! }
//! ```
//!
//! - The hidden field `csrf` holds `frame.csrf`; in a form with files it comes before the first file input. A script
//!   sends the header `X-CSRF-Token` instead.
//! - [`Failure::field_errors`] and [`problem::field_message`] give the sentences beside the fields of a form;
//!   [`problem::failure_title`] the one above it.
//! - Cookies are set with [`cookies::SetCookie`] (`put(headers, state.settings.https())`), a tracking session's
//!   `.below("/track/{code}")`.
//! - A file is shown by [`file_href`], which works for five minutes; embedded files lie under [`asset_base`].
//! - Without sign-in a page that reads leads to `/sign-in?next=…` by itself.
//! - Every route needs its case in the coverage test (`tests/it/coverage`), which names it when it has none.

pub mod access;
pub mod address;
mod api;
mod assets;
pub mod body;
pub mod context;
pub mod cookies;
pub mod export;
mod failure;
pub mod figures;
mod files;
mod headers;
mod health;
pub mod language;
pub mod limits;
mod observe;
mod packing;
pub mod page;
mod pages;
pub mod path;
pub mod precondition;
mod privacy;
pub mod problem;
pub mod query;
mod reachable;
mod retreat;
pub mod route;
mod router;
pub mod state;
mod waiting;

pub use assets::asset_base;
pub use failure::Failure;
pub use files::file_href;
pub use pages::RECEIVER;
pub use route::{Access, Route};
pub use router::{router, routes};
pub use state::{WebSettings, WebState};
pub use waiting::{Opening, waiting};
