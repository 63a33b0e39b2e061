//! The frame every command runs in: who calls, under which rules, in which transaction, with which answer on failure.
//!
//! It knows no noun of the business; those live beside it (`ticket`, `account`, `person`, …).

mod access;
mod app;
mod caller;
mod clocks;
mod cx;
mod error;
mod executor;
mod outgoing;
mod paging;
mod shared_clock;
mod standards;

pub use app::{App, AppConfig, AppParts, Limits};
pub use caller::{Actor, Call, Caller, Credential, IdempotencyKey, RequesterActor, UserActor};
pub use clocks::{ManualClock, SystemClock};
pub use cx::Cx;
pub use error::{AppError, FieldError, HeldBy};
pub(crate) use executor::IDEMPOTENCY_PURPOSE;
pub use outgoing::{Fixed, Outgoing};
pub(crate) use paging::page_limit;
pub use paging::{LIMIT_DEFAULT, LIMIT_MAX};
pub use shared_clock::SharedClock;
pub use standards::Standards;
pub(crate) use standards::calendar_version;
