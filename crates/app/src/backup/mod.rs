//! Backups of the running product. How a backup is made is the store's; here is when and by whom.

mod make;

pub use make::{BEGINNING, BackupOrder, backup_make};
pub use touchstone_store::backup::{BackupError, BackupKey, Progress, Stage, Written};
