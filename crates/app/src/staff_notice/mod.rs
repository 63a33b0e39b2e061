//! What a member of staff is told of: looking at it, marking it as read, forgetting it. What calls for it is decided in
//! `domain`; it is made by a reader of the event log (`reactions/notify_staff`).

mod choice;
mod look;
mod mail;
mod read;
mod sweep;

pub(crate) use choice::choices_of;
pub use choice::{KeptChoice, notice_choice, notice_choice_put, notice_mail_preview};
pub use mail::staff_mail_step;

pub(crate) use look::unread_of;
pub use look::{StaffNotice, StaffNoticeTicket, staff_notice, staff_notices, staff_notices_unread};
pub(crate) use read::message_seen;
pub use read::{staff_notices_read, staff_notices_read_through};
pub(crate) use sweep::staff_notices_sweep;

/// More unread ones than that are told as "more than".
pub const UNREAD_TOLD: u32 = 99;
