//! What an installation's own roles may be: which scopes a permission can have, what must be held together, and how far
//! an author may go. What a permission reaches is `access`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::access::{Grants, Permission, Role, Scope};
use crate::codes::UnknownCode;
use crate::id::RoleId;

/// Characters of a role's description.
pub const DESCRIPTION: usize = 500;

/// The role somebody is given: a built-in one, or one of the installation's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoleChoice {
    BuiltIn(Role),
    Custom(RoleId),
}

impl From<Role> for RoleChoice {
    fn from(role: Role) -> Self {
        Self::BuiltIn(role)
    }
}

impl fmt::Display for RoleChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BuiltIn(role) => role.fmt(f),
            Self::Custom(id) => id.fmt(f),
        }
    }
}

impl FromStr for RoleChoice {
    type Err = UnknownCode;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.parse() {
            Ok(id) => Ok(Self::Custom(id)),
            Err(_) => text.parse().map(Self::BuiltIn),
        }
    }
}

impl<'de> Deserialize<'de> for RoleChoice {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str> as Deserialize>::deserialize(from)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// Why a set of grants is no role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// The scope says nothing about this permission.
    Scope { permission: Permission },
    /// It would act on what cannot be read: `reading` is missing or does not reach as far.
    Blind {
        permission: Permission,
        reading: Permission,
    },
    /// The role it was copied from only reads, and this permission does more.
    Writes { permission: Permission },
}

impl Flaw {
    pub fn permission(self) -> Permission {
        match self {
            Self::Scope { permission } | Self::Blind { permission, .. } | Self::Writes { permission } => {
                permission
            }
        }
    }
}

/// How a permission differs between two roles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GrantChange {
    pub permission: Permission,
    pub before: Option<Scope>,
    pub after: Option<Scope>,
}

codes! {
    /// A part of the product, by which permissions are grouped for those who choose among them.
    pub enum Area ("area") {
        Ticket = "ticket",
        Person = "person",
        Staff = "staff",
        Oversight = "oversight",
        Reference = "reference",
        Operation = "operation",
    }
}

impl Permission {
    /// The group it is shown in.
    pub fn area(self) -> Area {
        match self.family() {
            "ticket" => Area::Ticket,
            "person" => Area::Person,
            "user" | "team" | "role" | "token" => Area::Staff,
            "audit" | "privacy" | "outbox" => Area::Oversight,
            "standard" | "category" => Area::Reference,
            _ => Area::Operation,
        }
    }

    /// What it is about: what stands before the dot.
    fn family(self) -> &'static str {
        self.as_str().split('.').next().unwrap_or_default()
    }

    /// Whether it matters where a record stands among people. Of everything else there is one whole: held or not held.
    pub fn placed(self) -> bool {
        match self {
            // A new ticket has no place yet.
            Self::TicketCreate => false,
            _ if matches!(self.family(), "ticket" | "person") => true,
            _ => Role::ALL
                .iter()
                .any(|role| role.grants().scope(self).is_some_and(|scope| scope < Scope::All)),
        }
    }

    /// The scopes it can have.
    pub fn scopes(self) -> &'static [Scope] {
        if self.placed() { Scope::ALL } else { &[Scope::All] }
    }

    /// What must be readable to use it. Taking requests in needs no reading: that is what intake programs do.
    pub fn reading(self) -> Option<Self> {
        let read = format!("{}.read", self.family()).parse().ok()?;
        (read != self && self != Self::TicketCreate).then_some(read)
    }
}

impl Grants {
    /// The same, each permission at a scope that it can have: what a new role is copied as.
    #[must_use]
    pub fn copied(&self) -> Self {
        let whole = |permission: Permission, scope| if permission.placed() { scope } else { Scope::All };
        Self::new(
            self.iter()
                .map(|(permission, scope)| (permission, whole(permission, scope))),
        )
    }

    /// What keeps these grants from being a role copied from `base`.
    pub fn flaws(&self, base: Role) -> Vec<Flaw> {
        let base_reads = base.only_reads();
        self.iter()
            .filter_map(|(permission, scope)| {
                if !permission.scopes().contains(&scope) {
                    return Some(Flaw::Scope { permission });
                }
                if base_reads && !permission.only_reads() {
                    return Some(Flaw::Writes { permission });
                }
                let reading = permission.reading()?;
                (!self.reaches_as_far(reading, scope)).then_some(Flaw::Blind { permission, reading })
            })
            .collect()
    }

    /// Permissions in which these go further than `held`. Who writes or gives a role may not exceed what they hold.
    pub fn beyond(&self, held: &Self) -> Vec<Permission> {
        self.iter()
            .filter(|(permission, scope)| !held.reaches_as_far(*permission, *scope))
            .map(|(permission, _)| permission)
            .collect()
    }

    /// What is different in `after`, in the order of permissions.
    pub fn changes(&self, after: &Self) -> Vec<GrantChange> {
        let differs = |&permission: &Permission| {
            let (before, after) = (self.scope(permission), after.scope(permission));
            (before != after).then_some(GrantChange {
                permission,
                before,
                after,
            })
        };
        Permission::ALL.iter().filter_map(differs).collect()
    }

    /// Reads stored grants. What a later version took away is passed over: it gives nothing.
    pub fn stored(json: &str) -> Result<Self, serde_json::Error> {
        let codes: std::collections::BTreeMap<String, String> = serde_json::from_str(json)?;
        let known = codes
            .iter()
            .filter_map(|(permission, scope)| Some((permission.parse().ok()?, scope.parse().ok()?)));
        Ok(Self::new(known))
    }

    fn reaches_as_far(&self, permission: Permission, scope: Scope) -> bool {
        self.scope(permission)
            .is_some_and(|held| held >= scope || !permission.placed())
    }
}

impl Role {
    /// Whether the role changes nothing.
    pub fn only_reads(self) -> bool {
        self.grants()
            .iter()
            .all(|(permission, _)| permission.only_reads())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Id;
    use proptest::prelude::*;

    /// Any grants whose scopes are possible.
    pub(crate) fn grants() -> impl Strategy<Value = Grants> {
        let some = prop::sample::subsequence(Permission::ALL, 0..Permission::ALL.len());
        (some, any::<u64>()).prop_map(|(permissions, seed)| {
            let pick = |(n, permission): (usize, Permission)| {
                let scopes = permission.scopes();
                let at = usize::try_from(seed.rotate_left(u32::try_from(n).unwrap() * 7) % 3).unwrap();
                (permission, scopes[at % scopes.len()])
            };
            Grants::new(permissions.into_iter().enumerate().map(pick))
        })
    }

    proptest! {
        #[test]
        fn nobody_is_beyond_themselves_and_an_administrator_is_never_exceeded(a in grants(), b in grants()) {
            prop_assert!(a.beyond(&a).is_empty());
            prop_assert!(a.beyond(&Role::Administrator.grants()).is_empty());
            // Two that do not exceed each other differ in nothing.
            if a.beyond(&b).is_empty() && b.beyond(&a).is_empty() {
                prop_assert!(a.changes(&b).is_empty());
            }
        }

        #[test]
        fn changes_lead_from_one_to_the_other(a in grants(), b in grants()) {
            let mut led: std::collections::BTreeMap<_, _> = a.iter().collect();
            for change in a.changes(&b) {
                prop_assert_eq!(a.scope(change.permission), change.before);
                match change.after {
                    Some(scope) => led.insert(change.permission, scope),
                    None => led.remove(&change.permission),
                };
            }
            prop_assert_eq!(Grants::new(led), b);
        }

        #[test]
        fn without_flaws_whatever_is_done_can_be_read(a in grants()) {
            if a.flaws(Role::Administrator).is_empty() {
                for (permission, scope) in a.iter() {
                    if let Some(reading) = permission.reading() {
                        prop_assert!(a.scope(reading).is_some_and(|read| read >= scope));
                    }
                }
            }
        }
    }

    #[test]
    fn every_built_in_role_can_be_copied_and_given_by_its_holder() {
        for &role in Role::ALL {
            let copy = role.grants().copied();
            assert_eq!(copy.flaws(role), [], "{role}");
            assert_eq!(copy.beyond(&role.grants()), [], "{role}");
        }
        assert!(Role::Executive.only_reads());
        assert!(!Role::Agent.only_reads());
    }

    #[test]
    fn what_is_wrong_with_a_role_is_named() {
        let only = |permission, scope| Grants::new([(permission, scope)]);
        let blind = only(Permission::TicketReply, Scope::Team).flaws(Role::Agent);
        let reading = Permission::TicketRead;
        let permission = Permission::TicketReply;
        assert_eq!(blind, [Flaw::Blind { permission, reading }]);
        let narrow = Grants::new([(reading, Scope::Own), (permission, Scope::Team)]);
        assert_eq!(narrow.flaws(Role::Agent), [Flaw::Blind { permission, reading }]);
        let permission = Permission::UserRead;
        assert_eq!(
            only(permission, Scope::Own).flaws(Role::Agent),
            [Flaw::Scope { permission }]
        );
        let permission = Permission::TicketCreate;
        assert_eq!(
            only(permission, Scope::All).flaws(Role::Agent),
            [],
            "intake reads nothing"
        );
        assert_eq!(
            only(permission, Scope::All).flaws(Role::Executive),
            [Flaw::Writes { permission }]
        );
    }

    #[test]
    fn a_choice_of_role_is_one_text() {
        let own = RoleChoice::Custom(RoleId::from_raw(7));
        for choice in [RoleChoice::BuiltIn(Role::Agent), own] {
            assert_eq!(choice.to_string().parse::<RoleChoice>(), Ok(choice));
        }
        assert!("king".parse::<RoleChoice>().is_err());
    }

    #[test]
    fn stored_grants_of_another_version_are_read() {
        let read =
            Grants::stored(r#"{"ticket.read":"team","ticket.sing":"all","user.read":"galaxy"}"#).unwrap();
        assert_eq!(read, Grants::new([(Permission::TicketRead, Scope::Team)]));
        assert!(Grants::stored("[]").is_err());
    }
}
