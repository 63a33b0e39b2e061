//! How long what was written is kept, and what happens when its time is over.
//!
//! Rules are versions that an operator sets, looks at through a dry run, and approves; until then nothing is destroyed. A run
//! goes in bounded batches, each with its place in one transaction, so it goes on wherever its process died. A legal hold
//! beats every rule. Facts, clocks and history of a request stay, so figures stay what they were.

mod policy;
mod run;
mod step;
mod walk;

pub use policy::{Policy, policy, policy_approve, policy_set};
pub use run::{RunPage, RunView, Sample, run, run_cancel, run_start, runs};
pub use step::retention_step;
