//! What a command sees: its transaction, its instant, its caller, and the means to record what happened.

use std::net::IpAddr;

use parking_lot::Mutex;
use touchstone_domain::event::{ActorRef, EventBody, Subject};
use touchstone_domain::id::{EventId, Id, IdGenerator};
use touchstone_domain::time::Timestamp;
use touchstone_store::Tx;
use touchstone_store::event::NewEvent;
use touchstone_store::event_origin::{EventOrigin, event_origin_insert};

use super::{Actor, App, AppError, Caller, Credential};

/// The ids a command has drawn. A retried command draws the same ones again, so that it stays the same command.
#[derive(Debug, Default)]
pub(super) struct IdTape(Mutex<Vec<i64>>);

/// One run of a command inside its transaction.
pub struct Cx<'a, 'tx> {
    pub tx: &'a mut Tx<'tx>,
    pub now: Timestamp,
    pub app: &'a App,
    pub caller: &'a Caller,
    expected_version: Option<i64>,
    ids: &'a IdTape,
    drawn: usize,
}

impl<'a, 'tx> Cx<'a, 'tx> {
    pub(super) fn new(
        tx: &'a mut Tx<'tx>,
        now: Timestamp,
        app: &'a App,
        call: &'a super::Call,
        ids: &'a IdTape,
    ) -> Self {
        Self {
            tx,
            now,
            app,
            caller: &call.caller,
            expected_version: call.expected_version,
            ids,
            drawn: 0,
        }
    }

    /// Who acts.
    pub fn actor(&self) -> &'a Actor {
        &self.caller.actor
    }

    /// A fresh id; the same one when the command is run again after a lost race.
    pub fn id<I: Id>(&mut self) -> I {
        let raw = self.ids.get(self.drawn, &self.app.ids, self.now);
        self.drawn += 1;
        I::from_raw(raw)
    }

    /// Refuses when the caller saw another version of the record than the one now locked.
    pub fn check_version(&self, current: i64) -> Result<(), AppError> {
        match self.expected_version {
            Some(expected) if expected != current => Err(AppError::VersionConflict { current }),
            _ => Ok(()),
        }
    }

    /// Appends an event of this call, with where it came from beside it.
    pub fn emit(&mut self, subject: Subject, body: EventBody) -> Result<EventId, AppError> {
        self.emit_by(self.caller.actor.to_ref(), subject, body)
    }

    /// The same for what the product itself does in the course of this call.
    pub(crate) fn emit_by(
        &mut self,
        actor: ActorRef,
        subject: Subject,
        body: EventBody,
    ) -> Result<EventId, AppError> {
        let id: EventId = self.id();
        self.tx.event_append(&NewEvent {
            id,
            at: self.now,
            actor,
            origin: self.caller.origin,
            subject,
            body,
        })?;
        event_origin_insert(self.tx, id, &origin_of(self.caller))?;
        Ok(id)
    }
}

fn origin_of(caller: &Caller) -> EventOrigin {
    let (session, token) = match &caller.actor {
        Actor::User(user) => match user.credential {
            Credential::Session(session) => (Some(session), None),
            Credential::Token(token) => (None, Some(token)),
        },
        Actor::Requester(_) | Actor::Public | Actor::System(_) => (None, None),
    };
    EventOrigin {
        address: caller.address.map(|address: IpAddr| address.to_string()),
        agent: caller.agent.clone(),
        session,
        token,
    }
}

impl IdTape {
    fn get(&self, position: usize, ids: &IdGenerator, now: Timestamp) -> i64 {
        let mut drawn = self.0.lock();
        match drawn.get(position) {
            Some(raw) => *raw,
            None => {
                let raw = ids.next::<EventId>(now).raw();
                drawn.push(raw);
                raw
            }
        }
    }
}
