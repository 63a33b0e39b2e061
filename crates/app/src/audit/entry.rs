//! One entry of the audit with the names that a reader needs to understand it.

use std::collections::HashMap;

use touchstone_domain::event::{ActorRef, EventBody, EventKind, Origin, Subject};
use touchstone_domain::id::{EventId, SessionId, TeamId, TokenId, UserId};
use touchstone_domain::time::Timestamp;
use touchstone_store::Tx;
use touchstone_store::audit::AuditRow;
use touchstone_store::team::team_names;
use touchstone_store::ticket::ticket_by_id;
use touchstone_store::token::token_by_id;
use touchstone_store::user::user_names;

use crate::core::AppError;
use crate::ticket::given_to;

/// A record and what it is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named<I> {
    pub id: I,
    pub name: String,
}

/// One entry.
#[derive(Debug, Clone)]
pub struct AuditEntry {
    pub id: EventId,
    pub at: Timestamp,
    pub actor: ActorRef,
    /// Name of a user.
    pub actor_name: Option<String>,
    /// The API token the actor used.
    pub token: Option<Named<TokenId>>,
    pub session: Option<SessionId>,
    pub origin: Origin,
    pub address: Option<String>,
    /// The program used, as it named itself.
    pub agent: Option<String>,
    pub subject: Subject,
    /// Name of a user, team or token; number of a ticket.
    pub subject_name: Option<String>,
    pub kind: EventKind,
    /// What it tells; absent when what is stored cannot be read any more.
    pub body: Option<EventBody>,
    /// The same as it is stored, byte for byte.
    pub stored: String,
    /// To whom a ticket was given, where the entry says so.
    pub assignee: Option<String>,
    pub team: Option<String>,
    /// SHA-256 of the entry as it was appended, hexadecimal.
    pub hash: String,
    /// Whether what is stored now still has this hash.
    pub intact: bool,
}

/// One entry with everything that is stored of it.
#[derive(Debug, Clone)]
pub struct AuditDetail {
    pub entry: AuditEntry,
    /// Its place in the log; absent for a moment after the commit.
    pub position: Option<i64>,
    /// SHA-256 of what is stored now, hexadecimal.
    pub hash_again: String,
    /// Why personal data was asked for. Erasable, hence beside the event.
    pub reason: Option<String>,
}

/// Rows with their names.
pub(super) fn entries(tx: &mut Tx<'_>, rows: Vec<AuditRow>) -> Result<Vec<AuditEntry>, AppError> {
    let rows: Vec<_> = rows
        .into_iter()
        .map(|row| {
            let body = row.event.parsed().ok();
            (row, body)
        })
        .collect();
    let mut names = Names::default();
    for (row, body) in &rows {
        names.want(row, body.as_ref());
    }
    names.read(tx)?;
    Ok(rows
        .into_iter()
        .map(|(row, body)| names.entry(row, body))
        .collect())
}

#[derive(Default)]
struct Names {
    users: HashMap<UserId, Option<String>>,
    teams: HashMap<TeamId, Option<String>>,
    tokens: HashMap<TokenId, Option<String>>,
    tickets: HashMap<touchstone_domain::id::TicketId, Option<String>>,
}

impl Names {
    fn want(&mut self, row: &AuditRow, body: Option<&EventBody>) {
        if let ActorRef::User(user) = row.event.actor {
            self.users.insert(user, None);
        }
        if let Some(token) = row.origin.token {
            self.tokens.insert(token, None);
        }
        match row.event.subject {
            Subject::Ticket(id) => drop(self.tickets.insert(id, None)),
            Subject::User(id) => drop(self.users.insert(id, None)),
            Subject::Team(id) => drop(self.teams.insert(id, None)),
            Subject::Token(id) => drop(self.tokens.insert(id, None)),
            Subject::Person(_)
            | Subject::PrivacyRequest(_)
            | Subject::Session(_)
            | Subject::Standard(_)
            | Subject::System => {}
        }
        let (assignee, team) = body.map(given_to).unwrap_or_default();
        self.users.extend(assignee.map(|id| (id, None)));
        self.teams.extend(team.map(|id| (id, None)));
    }

    fn read(&mut self, tx: &mut Tx<'_>) -> Result<(), AppError> {
        let users: Vec<_> = self.users.keys().copied().collect();
        if !users.is_empty() {
            let named = user_names(tx, &users)?;
            self.users
                .extend(named.into_iter().map(|(id, name)| (id, Some(name))));
        }
        let teams: Vec<_> = self.teams.keys().copied().collect();
        if !teams.is_empty() {
            let named = team_names(tx, &teams)?;
            self.teams
                .extend(named.into_iter().map(|(id, name)| (id, Some(name))));
        }
        for (id, name) in &mut self.tokens {
            *name = token_by_id(tx, *id)?.map(|token| token.name);
        }
        for (id, name) in &mut self.tickets {
            *name = ticket_by_id(tx, *id)?.map(|ticket| ticket.number.to_string());
        }
        Ok(())
    }

    fn entry(&self, row: AuditRow, body: Option<EventBody>) -> AuditEntry {
        let intact = row.event.is_intact();
        let (event, origin) = (row.event, row.origin);
        let user = |id| self.users.get(&id).cloned().flatten();
        let team = |id| self.teams.get(&id).cloned().flatten();
        let token = |id| self.tokens.get(&id).cloned().flatten();
        let (assignee, to_team) = body.as_ref().map(given_to).unwrap_or_default();
        AuditEntry {
            id: event.id,
            at: event.at,
            actor: event.actor,
            actor_name: match event.actor {
                ActorRef::User(id) => user(id),
                ActorRef::Requester(_) | ActorRef::Public | ActorRef::System(_) => None,
            },
            token: origin.token.map(|id| Named {
                id,
                name: token(id).unwrap_or_default(),
            }),
            session: origin.session,
            origin: event.origin,
            address: origin.address,
            agent: origin.agent,
            subject: event.subject,
            subject_name: match event.subject {
                Subject::Ticket(id) => self.tickets.get(&id).cloned().flatten(),
                Subject::User(id) => user(id),
                Subject::Team(id) => team(id),
                Subject::Token(id) => token(id),
                Subject::Person(_)
                | Subject::PrivacyRequest(_)
                | Subject::Session(_)
                | Subject::Standard(_)
                | Subject::System => None,
            },
            kind: event.kind,
            assignee: assignee.and_then(user),
            team: to_team.and_then(team),
            body,
            stored: event.body,
            hash: data_encoding::HEXLOWER.encode(&event.hash),
            intact,
        }
    }
}
