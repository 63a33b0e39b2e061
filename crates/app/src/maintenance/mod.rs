//! Planned work on systems: written down by administrators, announced to everybody on every page, as a list and as a
//! calendar that one can subscribe to.

mod announce;
mod feed;
mod keep;

pub use announce::{Announcement, announcements, announcements_take};
pub use feed::maintenance_feed;
pub use keep::{
    MaintenanceCursor, MaintenanceView, maintenance_cancel, maintenance_change, maintenance_finish,
    maintenance_get, maintenance_list, maintenance_plan,
};

pub(crate) use announce::Announcements;
