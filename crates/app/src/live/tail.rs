//! The one reader of the event log behind all listeners of this process. It runs while somebody listens.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::{Notify, broadcast, watch};
use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval};
use touchstone_domain::id::UserId;
use touchstone_domain::time::Span;
use touchstone_store::Lane;
use touchstone_store::event::{event_log_after, event_log_end};

use super::STREAMS_PER_CREDENTIAL;
use super::bells::Bells;
use super::change::{Stretch, stretch_of};
use super::watch::{Attendance, Watch};
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

/// What the tail passes on.
#[derive(Debug)]
pub(super) enum News {
    Log(Stretch),
    /// Somebody came, went, or does something else.
    Present(Vec<Attendance>),
    /// Whose count of what they have not read is another now, and which.
    Bells(Vec<(UserId, u32)>),
}

/// What listeners of this process share.
pub struct Live {
    pages: broadcast::Sender<Arc<News>>,
    tail: tokio::sync::Mutex<Option<JoinHandle<()>>>,
    ended: watch::Sender<bool>,
    /// Somebody said here what they do with a ticket.
    said: Notify,
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
            said: Notify::new(),
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

    /// Has the tail look who is there.
    pub(crate) fn said(&self) {
        self.said.notify_one();
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
pub(super) async fn listen(app: &App) -> Result<(broadcast::Receiver<Arc<News>>, i64), AppError> {
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

/// Reads the log from `pos` on and who is there, and passes it on, until the process stops or nobody listens.
async fn follow(app: App, mut pos: i64) {
    let (mut nudges, mut ended) = (app.store.nudges(), app.live.ended());
    let mut attendance = Watch::new(app.clock.now());
    let mut bells = Bells::new(app.clock.now());
    let mut look = interval(LOOK_EVERY);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut who = false;
    while !*ended.borrow_and_update() {
        nudges.mark_unchanged();
        match step(&app, &mut pos, who.then_some(&mut attendance), &mut bells).await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(error) => {
                tracing::warn!(%error, "the tail of live streams failed and tries again");
                tokio::time::sleep(REST_AFTER_ERROR).await;
            }
        }
        if nobody_listens(&app).await {
            return;
        }
        who = tokio::select! {
            _ = ended.changed() => false,
            _ = nudges.changed() => false,
            () = app.live.said.notified() => true,
            _ = look.tick() => true,
        };
    }
}

/// Passes on a page of the log, and who is there if that is asked; whether the log goes on.
async fn step(
    app: &App,
    pos: &mut i64,
    attendance: Option<&mut Watch>,
    bells: &mut Bells,
) -> Result<bool, AppError> {
    let (stretch, more) = page_after(app, *pos).await?;
    if stretch.end > *pos {
        *pos = stretch.end;
        pass_on(app, News::Log(stretch));
    }
    if let Some(attendance) = attendance {
        let present = attendance.look(app).await?;
        if !present.is_empty() {
            pass_on(app, News::Present(present));
        }
    }
    let rung = bells.look(app).await?;
    if !rung.is_empty() {
        pass_on(app, News::Bells(rung));
    }
    Ok(more)
}

/// Nobody there is no error: the tail goes when it has found so.
fn pass_on(app: &App, news: News) {
    let _ = app.live.pages.send(Arc::new(news));
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
