//! The one reader of the event log behind all listeners of this process. It runs while somebody listens.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::{broadcast, watch};
use tokio::task::JoinHandle;
use touchstone_domain::time::Span;
use touchstone_store::Lane;
use touchstone_store::event::{event_log_after, event_log_end};

use super::STREAMS_PER_CREDENTIAL;
use super::change::{Stretch, stretch_of};
use crate::core::{App, AppError, Credential};

/// Events read at once.
pub(super) const PAGE: u32 = 200;
/// Pages a listener may lag behind before it is told to look again.
const BUFFER: usize = 256;
/// How long the tail sleeps when no commit wakes it.
const LOOK_EVERY: Duration = Duration::from_millis(500);
const REST_AFTER_ERROR: Duration = Duration::from_secs(1);
/// How long somebody who found no room is asked to wait.
const ROOM_AGAIN: Span = Span::seconds(30);

/// What listeners of this process share.
pub struct Live {
    pages: broadcast::Sender<Arc<Stretch>>,
    tail: tokio::sync::Mutex<Option<JoinHandle<()>>>,
    ended: watch::Sender<bool>,
    seats: Arc<Mutex<Seats>>,
}

struct Seats {
    taken: HashMap<Credential, usize>,
    open: usize,
    at_most: usize,
}

/// The place of one listener, given back when dropped.
pub(super) struct Seat {
    seats: Arc<Mutex<Seats>>,
    credential: Credential,
}

impl Live {
    pub(crate) fn new(at_most: usize) -> Self {
        let seats = Seats {
            taken: HashMap::new(),
            open: 0,
            at_most,
        };
        Self {
            pages: broadcast::Sender::new(BUFFER),
            tail: tokio::sync::Mutex::default(),
            ended: watch::Sender::new(false),
            seats: Arc::new(Mutex::new(seats)),
        }
    }

    /// Ends every stream, for good: the process is about to stop.
    pub fn end(&self) {
        self.ended.send_replace(true);
    }

    /// Streams open now.
    pub fn open(&self) -> usize {
        self.seats.lock().open
    }

    pub(super) fn ended(&self) -> watch::Receiver<bool> {
        self.ended.subscribe()
    }

    /// A place for one more listener.
    pub(super) fn seat(&self, credential: Credential) -> Result<Seat, AppError> {
        let mut seats = self.seats.lock();
        let full = seats.open >= seats.at_most;
        let taken = seats.taken.entry(credential).or_default();
        if full || *taken >= STREAMS_PER_CREDENTIAL {
            return Err(AppError::RateLimited {
                retry_after: ROOM_AGAIN,
            });
        }
        *taken += 1;
        seats.open += 1;
        Ok(Seat {
            seats: Arc::clone(&self.seats),
            credential,
        })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut seats = self.seats.lock();
        seats.open -= 1;
        if let Some(taken) = seats.taken.get_mut(&self.credential) {
            *taken -= 1;
            if *taken == 0 {
                seats.taken.remove(&self.credential);
            }
        }
    }
}

/// Listens to the tail and sees to it that there is one. The second is where the log ended after that: whatever comes
/// behind is heard.
pub(super) async fn listen(app: &App) -> Result<(broadcast::Receiver<Arc<Stretch>>, i64), AppError> {
    let mut tail = app.live.tail.lock().await;
    let pages = app.live.pages.subscribe();
    let end = live_position(app).await?;
    if tail.as_ref().is_none_or(JoinHandle::is_finished) {
        *tail = Some(tokio::spawn(follow(app.clone(), end)));
    }
    Ok((pages, end))
}

/// Where the order of events ends now.
pub async fn live_position(app: &App) -> Result<i64, AppError> {
    app.query(Lane::Fast, |tx| Ok(event_log_end(tx)?)).await
}

/// One page of the log behind a position, and whether there may be more.
pub(super) async fn page_after(app: &App, pos: i64) -> Result<(Stretch, bool), AppError> {
    app.query(Lane::Fast, move |tx| {
        let events = event_log_after(tx, pos, PAGE)?;
        let more = events.len() >= PAGE as usize;
        Ok((stretch_of(tx, pos, &events)?, more))
    })
    .await
}

/// Reads the log from `pos` on and passes it on, until the process stops or nobody has listened for a while.
async fn follow(app: App, mut pos: i64) {
    let (mut nudges, mut ended) = (app.store.nudges(), app.live.ended());
    while !*ended.borrow_and_update() {
        nudges.mark_unchanged();
        let rest = match page_after(&app, pos).await {
            Ok((stretch, more)) => {
                let news = stretch.end > pos;
                pos = stretch.end;
                if news {
                    // Nobody there is no error: the tail goes when it has found so.
                    let _ = app.live.pages.send(Arc::new(stretch));
                }
                if more {
                    continue;
                }
                LOOK_EVERY
            }
            Err(error) => {
                tracing::warn!(%error, "the tail of live streams failed and tries again");
                REST_AFTER_ERROR
            }
        };
        if nobody_listens(&app).await {
            return;
        }
        tokio::select! {
            _ = ended.changed() => {}
            _ = nudges.changed() => {}
            () = tokio::time::sleep(rest) => {}
        }
    }
}

/// Whether the tail may go. Whoever begins to listen holds the lock until they find it running or start another.
async fn nobody_listens(app: &App) -> bool {
    if app.live.pages.receiver_count() > 0 {
        return false;
    }
    let Ok(mut tail) = app.live.tail.try_lock() else {
        return false;
    };
    if app.live.pages.receiver_count() > 0 {
        return false;
    }
    *tail = None;
    true
}
