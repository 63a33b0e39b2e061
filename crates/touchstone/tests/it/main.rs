//! The program as a process: what survives its sudden end, what reaches the disk before an answer leaves, what it says
//! when it cannot start, and how it treats those who connect to it.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests fail by panicking"
)]

mod away;
mod backup;
mod bucket;
mod crash;
mod crowd;
mod drill;
mod exports;
mod full_disk;
mod imports;
mod listener;
mod mail_in;
mod mail_servers;
mod mail_tls;
mod metrics;
mod own_postgres;
mod process;
mod refused_start;
mod resumed;
mod rotation;
mod synced;
mod telemetry;
mod tls;
mod trace;
mod unbroken;
mod upgrade;
