//! The live desk: what changes is told to whoever watches and may see it, as it happens.
//!
//! One tail of the event log per process ([`Live`]) reads each page once for everybody who listens here; a [`Feed`] is one
//! listener, with a bounded buffer, and asks at delivery what every list and read asks. A place in the stream is a place
//! in the order of events, so a listener that was away reads from the log what it missed, and one whose buffer
//! overflowed is told to look again. Only ids, codes and versions are told: whoever wants more reads it and is asked again.

mod bells;
mod change;
mod feed;
mod standing;
mod tail;
mod watch;

pub use feed::{BEAT_EVERY, Feed, Signal, feed_open};
pub use tail::{Live, live_position};

/// Streams one sign-in or token may have open; a browser needs one for all its tabs.
pub const STREAMS_PER_CREDENTIAL: usize = 8;
/// Events behind the end of the log from which a stream is still resumed. Older than that, reading everything again costs less.
pub const RESUME_AT_MOST: i64 = 10_000;
