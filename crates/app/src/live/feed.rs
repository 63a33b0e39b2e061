//! One listener: what it missed, then what happens, each asked for whether this listener may see it.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{broadcast, watch};
use tokio::time::{Interval, MissedTickBehavior, interval_at};
use touchstone_domain::access::Permission;
use touchstone_domain::event::EventKind;
use touchstone_domain::id::TicketId;
use touchstone_domain::live::{Heard, heard};

use super::RESUME_AT_MOST;
use super::change::{Change, Stretch};
use super::standing::{Standing, concerns, standing_now};
use super::tail::{News, Seat, listen, live_position, page_after};
use crate::core::{App, AppError, Caller, UserActor};
use crate::presence::{presence_keep, presence_leave};

/// How often a quiet stream says that it is alive, and looks whether its listener still may hear it.
pub const BEAT_EVERY: Duration = Duration::from_secs(15);

/// In how many beats what the listener has open is kept alive once.
const KEEP_EVERY: u32 = 2;

/// What a listener hears. `pos` is where the stream is resumed behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Signal {
    /// The stream is open; from here on everything is heard.
    Ready { pos: i64 },
    Changed {
        pos: i64,
        ticket: TicketId,
        number: i64,
        /// The ticket's version now.
        version: i64,
        kind: EventKind,
    },
    /// The ticket is none of the listener's any more.
    Gone { pos: i64, ticket: TicketId },
    /// What is offered to the listener has changed; of a ticket that they may not see.
    Offers { pos: i64 },
    /// Somebody came to a ticket, left it, or does something else there. It has no place in the order of events.
    Present { ticket: TicketId },
    /// The listener was told of something, or has read it: so many are unread now. It has no place in the order of events.
    Notices { unread: u32 },
    /// Something may have been missed, or what the listener may see has changed: look at everything again.
    Reset { pos: i64 },
    /// Nothing new.
    Beat { pos: i64 },
}

/// An open stream. It ends by itself when its listener is signed out or the process stops.
pub struct Feed {
    app: App,
    user: UserActor,
    pos: i64,
    /// Where reading what was missed ends and hearing begins.
    catch_up_to: i64,
    pages: broadcast::Receiver<Arc<News>>,
    pending: VecDeque<Signal>,
    /// The listener may not be who they were.
    doubt: bool,
    beat: Interval,
    beats: u32,
    ended: watch::Receiver<bool>,
    _seat: Seat,
}

/// Opens a stream for a member of staff, behind `after` if that is still known.
pub async fn feed_open(app: &App, caller: &Caller, after: Option<&str>) -> Result<Feed, AppError> {
    caller.actor.holds(Permission::TicketRead)?;
    let user = caller.actor.user()?.clone();
    let seat = app.live.seat(user.credential)?;
    let (pages, end) = listen(app).await?;
    let (pos, lost) = begin(after, end);
    let mut pending = VecDeque::new();
    if lost {
        pending.push_back(Signal::Reset { pos });
    } else {
        pending.push_back(Signal::Ready { pos });
    }
    let mut beat = interval_at(tokio::time::Instant::now() + BEAT_EVERY, BEAT_EVERY);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    Ok(Feed {
        app: app.clone(),
        user,
        pos,
        catch_up_to: end,
        pages,
        pending,
        doubt: false,
        beat,
        beats: 0,
        ended: app.live.ended(),
        _seat: seat,
    })
}

/// Where a stream begins, and whether what lies before is lost to it.
fn begin(after: Option<&str>, end: i64) -> (i64, bool) {
    match after.map(str::parse::<i64>) {
        None => (end, false),
        Some(Ok(pos)) if (0..=end).contains(&pos) && end - pos <= RESUME_AT_MOST => (pos, false),
        Some(_) => (end, true),
    }
}

impl Feed {
    /// What is heard next; `None` when the stream has ended.
    pub async fn next(&mut self) -> Option<Signal> {
        match self.step().await {
            Ok(signal) => signal,
            Err(error) => {
                // The listener comes back and resumes where it was.
                tracing::warn!(%error, "a live stream ends early");
                None
            }
        }
    }

    async fn step(&mut self) -> Result<Option<Signal>, AppError> {
        loop {
            if *self.ended.borrow() {
                return Ok(None);
            }
            if self.doubt && !self.look_again().await? {
                return Ok(None);
            }
            if let Some(signal) = self.pending.pop_front() {
                return Ok(Some(signal));
            }
            if self.pos < self.catch_up_to {
                let (stretch, _) = page_after(&self.app, self.pos).await?;
                // A log that ends early has nothing more to catch up with.
                if stretch.end == self.pos {
                    self.catch_up_to = self.pos;
                }
                self.take(&stretch);
                continue;
            }
            tokio::select! {
                _ = self.ended.changed() => return Ok(None),
                page = self.pages.recv() => match page {
                    Ok(news) => self.hear(&news),
                    Err(broadcast::error::RecvError::Lagged(_)) => self.reset().await?,
                    Err(broadcast::error::RecvError::Closed) => return Ok(None),
                },
                _ = self.beat.tick() => self.beat().await?,
            }
        }
    }

    fn hear(&mut self, news: &News) {
        match news {
            News::Log(stretch) => self.take(stretch),
            News::Present(attendance) => {
                let (grants, reach) = (&self.user.grants, &self.user.reach);
                let seen = attendance
                    .iter()
                    .filter(|one| grants.reaches(Permission::TicketRead, reach, &one.place));
                self.pending
                    .extend(seen.map(|one| Signal::Present { ticket: one.ticket }));
            }
            News::Bells(bells) => {
                let own = bells.iter().find(|(user, _)| *user == self.user.id);
                self.pending
                    .extend(own.map(|(_, unread)| Signal::Notices { unread: *unread }));
            }
        }
    }

    /// Says that it is alive, looks whether its listener still may hear it, and keeps alive what they have open.
    async fn beat(&mut self) -> Result<(), AppError> {
        self.doubt = true;
        self.pending.push_back(Signal::Beat { pos: self.pos });
        self.beats = self.beats.wrapping_add(1);
        if self.beats.is_multiple_of(KEEP_EVERY) {
            presence_keep(&self.app, self.user.credential).await?;
        }
        Ok(())
    }

    /// Takes in a page of the log; what was heard before is passed over.
    fn take(&mut self, stretch: &Stretch) {
        let from = self.pos;
        let fresh = stretch.changes.iter().filter(|change| change.pos > from);
        let heard: Vec<_> = fresh.filter_map(|change| self.signal(change)).collect();
        self.pending.extend(heard);
        self.pos = stretch.end.max(self.pos);
        self.doubt |= stretch
            .standing
            .iter()
            .any(|subject| concerns(subject, &self.user));
    }

    fn signal(&self, change: &Change) -> Option<Signal> {
        let place = change.now.as_ref().map(|(_, _, place)| place);
        let (pos, ticket) = (change.pos, change.ticket);
        let Some(said) = heard(&self.user.grants, &self.user.reach, change.before.as_ref(), place) else {
            let offered = change.offered.as_ref();
            return offered
                .filter(|offered| offered.concerns(&self.user.reach))
                .map(|_| Signal::Offers { pos });
        };
        match (said, &change.now) {
            (Heard::Changed, Some((number, version, _))) => Some(Signal::Changed {
                pos,
                ticket,
                number: *number,
                version: *version,
                kind: change.kind,
            }),
            _ => Some(Signal::Gone { pos, ticket }),
        }
    }

    /// Asks who the listener is now; whether they still are somebody. What was about to be told is told again by whoever
    /// looks at everything.
    async fn look_again(&mut self) -> Result<bool, AppError> {
        self.doubt = false;
        match standing_now(&self.app, &self.user).await? {
            Standing::Same => {}
            Standing::Changed(user) => {
                self.user = *user;
                self.reset().await?;
            }
            Standing::Ended => {
                presence_leave(&self.app, self.user.credential).await?;
                return Ok(false);
            }
        }
        Ok(self.user.grants.holds(Permission::TicketRead))
    }

    async fn reset(&mut self) -> Result<(), AppError> {
        self.pos = live_position(&self.app).await?.max(self.pos);
        self.catch_up_to = self.pos;
        self.pending.clear();
        self.pending.push_back(Signal::Reset { pos: self.pos });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_begins_where_it_was_left_unless_that_is_unknown_or_too_long_ago() {
        let end = RESUME_AT_MOST + 100;
        assert_eq!(begin(None, end), (end, false), "from now on");
        assert_eq!(begin(Some("200"), end), (200, false));
        assert_eq!(begin(Some("99"), end), (end, true), "too long ago");
        assert_eq!(
            begin(Some(&(end + 1).to_string()), end),
            (end, true),
            "of another database"
        );
        for odd in ["", "-1", "abc", "99999999999999999999"] {
            assert_eq!(begin(Some(odd), end), (end, true), "{odd}");
        }
        assert_eq!(begin(Some("0"), 0), (0, false));
    }
}
