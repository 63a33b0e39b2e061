//! Backups of the running product. How a backup is made is the store's; here is when and by whom.

mod make;
mod record;
mod schedule;

pub use make::{BEGINNING, BackupOrder, backup_make};
pub use record::{BackupPage, BackupView, backup, backup_ask, backups};
pub use schedule::{BackupSettings, backup_step};
pub use touchstone_store::backup::{BackupError, BackupKey, Progress, Shelf, Stage, Written};
