//! The index as a whole: made at the first start after an upgrade or a restore, or when an administrator asks for it, while
//! everybody works. New texts are in it from the moment they are written.

use touchstone_domain::access::Permission;
use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::search::IndexState;
use touchstone_domain::time::{Span, Timestamp};
use touchstone_store::Lane;
use touchstone_store::search_build::{
    SearchIndex, search_build_ask, search_build_beat, search_build_step, search_index,
};

use crate::core::{App, AppError, Call, Caller};
use crate::ticket::NUMBERS;

/// Tickets of one transaction: few, because on SQLite everybody waits for it.
const TICKETS: u32 = 25;
/// After this much silence the process that made it is dead.
const SILENCE: Span = Span::minutes(1);

/// How far the index is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SearchProgress {
    /// Every text is in it.
    pub ready: bool,
    pub state: IndexState,
    /// Tickets done, of about so many.
    pub done: u64,
    pub total: u64,
    pub asked_at: Option<Timestamp>,
    pub ended_at: Option<Timestamp>,
}

impl SearchProgress {
    /// In percent, whole.
    pub fn percent(&self) -> u64 {
        if self.ready {
            return 100;
        }
        (self.done * 100)
            .checked_div(self.total)
            .unwrap_or_default()
            .min(99)
    }
}

impl From<SearchIndex> for SearchProgress {
    fn from(index: SearchIndex) -> Self {
        let number = |n: i64| u64::try_from(n).unwrap_or_default();
        let ready = index.ready();
        let Some(build) = index.build else {
            return Self {
                ready,
                state: IndexState::Wanted,
                done: 0,
                total: 0,
                asked_at: None,
                ended_at: None,
            };
        };
        // Not known as whole although it was made once: it is about to be made again.
        let state = match build.state {
            IndexState::Done if !ready => IndexState::Wanted,
            state => state,
        };
        Self {
            ready,
            state,
            done: number(build.done),
            total: number(build.total.max(build.done)),
            asked_at: Some(build.asked_at),
            ended_at: build.ended_at,
        }
    }
}

/// How far the index is, for those who look after the installation.
pub async fn search_progress(app: &App, caller: &Caller) -> Result<SearchProgress, AppError> {
    caller.actor.holds(Permission::JobManage)?;
    app.query(Lane::Fast, |tx| Ok(search_index(tx)?.into())).await
}

/// Has the whole index made again. Search goes on with what it has.
pub async fn search_rebuild(app: &App, call: &Call) -> Result<(), AppError> {
    call.caller.actor.holds(Permission::JobManage)?;
    app.command(call, |cx| {
        if !search_build_ask(cx.tx, NUMBERS, cx.now)? {
            return Err(AppError::Conflict {
                code: "search_rebuild_under_way",
            });
        }
        cx.emit(Subject::System, EventBody::SearchRebuilt)?;
        Ok(())
    })
    .await
}

/// Makes a little of the index, if it is wanting; whether there is more to do at once.
pub async fn search_index_step(app: &App) -> Result<bool, AppError> {
    let index = app.query(Lane::Fast, |tx| Ok(search_index(tx)?)).await?;
    if index.ready() {
        return Ok(false);
    }
    let (node, now) = (app.store.node(), app.clock.now());
    if index.build.is_none_or(|build| build.state == IndexState::Done) {
        app.store
            .write(move |tx| search_build_ask(tx, NUMBERS, now))
            .await?;
    }
    let made = app.store.write(move |tx| {
        if search_build_beat(tx, node, now, now - SILENCE)? {
            search_build_step(tx, node, TICKETS, now)
        } else {
            Ok(0)
        }
    });
    Ok(made.await? > 0)
}
