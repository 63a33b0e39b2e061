//! Calendars of working time: which there are, another version of one, days from a feed, and carrying a correction to the
//! clocks that run already. How working time is counted is `touchstone_domain::calendar`'s business.

mod add;
mod begin;
mod carry;
mod feed;
mod input;
mod look;

pub use add::{calendar_create, calendar_revise};
pub use begin::calendar_begin;
pub use carry::calendar_step;
pub use feed::{FEED_BYTES, calendar_feed};
pub use input::{CALENDAR_NAME, CALENDAR_NOTE, CalendarInput};
pub use look::{
    CalendarDay, CalendarVersionView, CalendarView, MonthSum, calendar_days, calendar_get, calendar_list,
};
