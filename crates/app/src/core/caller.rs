//! Who calls, from where, in which language; and what a call carries besides its content.

use std::collections::BTreeSet;
use std::net::IpAddr;

use touchstone_domain::access::{Grants, Permission, Reach, Role};
use touchstone_domain::event::{ActorRef, Origin, SystemActor};
use touchstone_domain::id::{PersonId, RoleId, SessionId, TicketId, TokenId, UserId};
use touchstone_domain::language::Language;
use touchstone_domain::time::Timestamp;

use crate::ticket::Named;

/// The party that asks for something.
#[derive(Debug, Clone)]
pub enum Actor {
    /// A member of staff, signed in or through an API token.
    User(UserActor),
    /// A consumer who has shown that one ticket is theirs.
    Requester(RequesterActor),
    /// Nobody in particular.
    Public,
    /// The product itself.
    System(SystemActor),
}

/// A member of staff with what they may do and how far it reaches.
#[derive(Debug, Clone)]
pub struct UserActor {
    pub id: UserId,
    pub name: String,
    /// The built-in role, or the one that `custom_role` was copied from.
    pub role: Role,
    /// The role of the installation's own, which decides about `grants` then.
    pub custom_role: Option<Named<RoleId>>,
    /// What this credential may do: of a token, what its scopes leave of `authority`.
    pub grants: Grants,
    /// What the role grants. Nobody gives others more than this.
    pub authority: Grants,
    pub reach: Reach,
    pub credential: Credential,
}

/// How the actor proved who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Credential {
    Session(SessionId),
    Token(TokenId),
}

/// A consumer who owns one ticket and acts on that one only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequesterActor {
    pub person: PersonId,
    pub ticket: TicketId,
}

impl Actor {
    /// How this actor is named in the event log.
    pub fn to_ref(&self) -> ActorRef {
        match self {
            Self::User(user) => ActorRef::User(user.id),
            Self::Requester(requester) => ActorRef::Requester(requester.person),
            Self::Public => ActorRef::Public,
            Self::System(system) => ActorRef::System(*system),
        }
    }

    /// The member of staff, or `Unauthenticated` for everybody else.
    pub fn user(&self) -> Result<&UserActor, super::AppError> {
        match self {
            Self::User(user) => Ok(user),
            _ => Err(super::AppError::Unauthenticated),
        }
    }

    /// Permissions this actor holds at some scope; used to show only what can be done.
    pub fn permissions(&self) -> BTreeSet<Permission> {
        match self {
            Self::User(user) => user.grants.iter().map(|(permission, _)| permission).collect(),
            Self::System(_) => Permission::ALL.iter().copied().collect(),
            Self::Requester(_) | Self::Public => BTreeSet::new(),
        }
    }
}

/// The actor and the circumstances of one call.
#[derive(Debug, Clone)]
pub struct Caller {
    pub actor: Actor,
    pub origin: Origin,
    pub address: Option<IpAddr>,
    /// The program used, as it names itself (`User-Agent`), cut to 200 characters.
    pub agent: Option<String>,
    pub language: Language,
}

impl Caller {
    /// The product acting by itself.
    pub fn system(system: SystemActor, origin: Origin) -> Self {
        Self {
            actor: Actor::System(system),
            origin,
            address: None,
            agent: None,
            language: Language::default(),
        }
    }
}

/// Makes a repeated call the same call: same key and body give the stored answer again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey {
    pub key: String,
    /// SHA-256 of method, path and body.
    pub body_hash: [u8; 32],
}

/// A call as the executor takes it.
#[derive(Debug, Clone)]
pub struct Call {
    pub caller: Caller,
    pub idempotency: Option<IdempotencyKey>,
    /// Version the caller saw (`If-Match`, `based_on`); a differing record refuses the call.
    pub expected_version: Option<i64>,
    /// When the call counts as made; `None` is now. Only loaders of history set it.
    pub at: Option<Timestamp>,
}

impl Call {
    /// A plain call: no key, no precondition, now.
    pub fn by(caller: Caller) -> Self {
        Self {
            caller,
            idempotency: None,
            expected_version: None,
            at: None,
        }
    }

    /// The same call made at a stated instant of a simulated clock.
    #[must_use]
    pub fn at(mut self, at: Timestamp) -> Self {
        self.at = Some(at);
        self
    }

    /// The same call, based on a version the caller saw.
    #[must_use]
    pub fn expecting(mut self, version: i64) -> Self {
        self.expected_version = Some(version);
        self
    }
}
