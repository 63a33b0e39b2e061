//! What the bench programs of `cargo xtask bench` share: what they are asked, and a watch.

use std::time::Instant;

use clap::Parser;

/// What a bench program is asked.
#[derive(Debug, Parser)]
pub struct Arguments {
    /// How much is measured; what a second stands for, each program says itself.
    #[arg(long, default_value_t = 10)]
    pub seconds: u32,
    /// Only engines or rows whose name contains this.
    #[arg(long)]
    pub only: Option<String>,
    /// Given by cargo to every bench program.
    #[arg(long, hide = true)]
    bench: bool,
}

impl Arguments {
    /// From the command line; ends the program where that cannot be understood.
    pub fn read() -> Self {
        Self::parse()
    }

    /// Whether an engine or a row of this name is wanted.
    pub fn wants(&self, name: &str) -> bool {
        self.only.as_deref().is_none_or(|only| name.contains(only))
    }
}

/// The time on the wall, which benches alone may look at.
#[expect(clippy::disallowed_methods, reason = "a bench measures real time")]
pub fn now() -> Instant {
    Instant::now()
}
