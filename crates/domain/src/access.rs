//! Who may do what, and to which tickets: permissions, how far each reaches, and the built-in roles as sets of them.
//! How somebody proves who they are is not here, and neither is what a ticket's stage allows.

use crate::id::{TeamId, UserId};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

codes! {
    /// One thing that may be done.
    pub enum Permission ("permission") {
        TicketCreate = "ticket.create",
        TicketRead = "ticket.read",
        TicketReply = "ticket.reply",
        TicketNote = "ticket.note",
        TicketClassify = "ticket.classify",
        TicketAssign = "ticket.assign",
        TicketWork = "ticket.work",
        TicketClose = "ticket.close",
        TicketExport = "ticket.export",
        ClockExtend = "clock.extend",
        PersonRead = "person.read",
        PersonReveal = "person.reveal",
        UserRead = "user.read",
        UserManage = "user.manage",
        TeamRead = "team.read",
        TeamManage = "team.manage",
        RoleRead = "role.read",
        RoleManage = "role.manage",
        TokenManage = "token.manage",
        OutboxRead = "outbox.read",
        AuditRead = "audit.read",
        PrivacyRead = "privacy.read",
        PrivacyManage = "privacy.manage",
        JobManage = "job.manage",
        BackupManage = "backup.manage",
        SettingManage = "setting.manage",
        KeyManage = "key.manage",
        ImportManage = "import.manage",
        CalendarManage = "calendar.manage",
        ExportManage = "export.manage",
        WebhookManage = "webhook.manage",
        IntakeSend = "intake.send",
        BoardRead = "board.read",
        ViewShare = "view.share",
        TemplateShare = "template.share",
        StandardRead = "standard.read",
        StandardWrite = "standard.write",
        StandardApprove = "standard.approve",
        StandardBacktest = "standard.backtest",
        CategoryRead = "category.read",
    }
}

codes! {
    /// How far a permission reaches; each includes the one before.
    pub enum Scope ("scope") {
        /// Tickets one owns or is assigned to.
        Own = "own",
        /// Those, the tickets of one's teams, and tickets no team has yet.
        Team = "team",
        /// Everything.
        All = "all",
    }
}

codes! {
    /// A built-in role.
    pub enum Role ("role") {
        Administrator = "administrator",
        TeamLead = "team_lead",
        Agent = "agent",
        QualityManager = "quality_manager",
        Executive = "executive",
    }
}

impl Permission {
    /// Whether holding it changes nothing but what one sees. Revealing is no reading: it is asked for with a reason
    /// and leaves an entry.
    pub const fn only_reads(self) -> bool {
        matches!(
            self,
            Self::TicketRead
                | Self::PersonRead
                | Self::UserRead
                | Self::TeamRead
                | Self::RoleRead
                | Self::OutboxRead
                | Self::AuditRead
                | Self::PrivacyRead
                | Self::BoardRead
                | Self::StandardRead
                | Self::CategoryRead
        )
    }
}

/// Who asks, as far as reach is concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reach {
    pub user: UserId,
    pub teams: Vec<TeamId>,
}

/// Where a ticket stands among people: what decides who reaches it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    pub owner: Option<UserId>,
    pub assignee: Option<UserId>,
    pub team: Option<TeamId>,
}

impl Scope {
    /// Whether somebody with this scope reaches a ticket at this place.
    pub fn reaches(self, reach: &Reach, place: &Place) -> bool {
        let own = place.owner == Some(reach.user) || place.assignee == Some(reach.user);
        match self {
            Self::All => true,
            Self::Team => own || place.team.is_none_or(|team| reach.teams.contains(&team)),
            Self::Own => own,
        }
    }
}

/// What an actor may do, and how far: the source of every decision about access.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Grants(BTreeMap<Permission, Scope>);

impl Grants {
    /// The grants in a list; of a permission named twice the wider scope counts.
    pub fn new(grants: impl IntoIterator<Item = (Permission, Scope)>) -> Self {
        let mut held = BTreeMap::new();
        for (permission, scope) in grants {
            let known = held.entry(permission).or_insert(scope);
            *known = scope.max(*known);
        }
        Self(held)
    }

    /// How far a permission reaches, if it is held at all.
    pub fn scope(&self, permission: Permission) -> Option<Scope> {
        self.0.get(&permission).copied()
    }

    /// Whether the permission is held, however far.
    pub fn holds(&self, permission: Permission) -> bool {
        self.0.contains_key(&permission)
    }

    /// Whether the permission is held and reaches this place.
    pub fn reaches(&self, permission: Permission, reach: &Reach, place: &Place) -> bool {
        self.scope(permission)
            .is_some_and(|scope| scope.reaches(reach, place))
    }

    /// What is left when a token carries only these permissions: never more than before.
    #[must_use]
    pub fn narrowed(&self, token: &BTreeSet<Permission>) -> Self {
        Self(
            self.iter()
                .filter(|(permission, _)| token.contains(permission))
                .collect(),
        )
    }

    /// All permissions held, with their scopes, in order.
    pub fn iter(&self) -> impl Iterator<Item = (Permission, Scope)> {
        self.0.iter().map(|(&permission, &scope)| (permission, scope))
    }
}

impl Role {
    /// What the role may do.
    pub fn grants(self) -> Grants {
        let parts = match self {
            Self::Administrator => ADMINISTRATOR,
            Self::TeamLead => TEAM_LEAD,
            Self::Agent => AGENT,
            Self::QualityManager => QUALITY_MANAGER,
            Self::Executive => EXECUTIVE,
        };
        let held = |&(scope, permissions): &(Scope, &'static [Permission])| {
            permissions.iter().map(move |&permission| (permission, scope))
        };
        Grants::new(parts.iter().flat_map(held))
    }
}

type Parts = &'static [(Scope, &'static [Permission])];

const ADMINISTRATOR: Parts = &[(Scope::All, Permission::ALL)];

const TEAM_LEAD: Parts = &[
    (Scope::Team, TICKET_WORK),
    (
        Scope::Team,
        &[
            Permission::TicketClose,
            Permission::TicketExport,
            Permission::ClockExtend,
            Permission::PersonRead,
            Permission::PersonReveal,
            Permission::ViewShare,
            Permission::TemplateShare,
        ],
    ),
    (Scope::All, DIRECTORY),
    (Scope::All, &[Permission::RoleRead, Permission::BoardRead]),
];

const AGENT: Parts = &[
    (Scope::Team, TICKET_WORK),
    (Scope::Team, &[Permission::PersonRead, Permission::PersonReveal]),
    (Scope::Own, &[Permission::TicketClose]),
    (Scope::All, DIRECTORY),
];

const QUALITY_MANAGER: Parts = &[
    (
        Scope::All,
        &[
            Permission::TicketRead,
            Permission::TicketNote,
            Permission::TicketClassify,
            Permission::TicketExport,
            Permission::ClockExtend,
        ],
    ),
    (
        Scope::All,
        &[
            Permission::PersonRead,
            Permission::PersonReveal,
            Permission::AuditRead,
            // Whoever checks the work sees what was erased and why; destroying is somebody else's.
            Permission::PrivacyRead,
            // Writing and approving are two things: nobody approves what they alone have written.
            Permission::StandardWrite,
            Permission::StandardApprove,
            Permission::StandardBacktest,
            Permission::CalendarManage,
            Permission::ViewShare,
            Permission::TemplateShare,
        ],
    ),
    (Scope::All, DIRECTORY),
    (Scope::All, &[Permission::RoleRead, Permission::BoardRead]),
];

const EXECUTIVE: Parts = &[
    (
        Scope::All,
        &[
            Permission::TicketRead,
            Permission::PersonRead,
            Permission::RoleRead,
            Permission::BoardRead,
        ],
    ),
    (Scope::All, DIRECTORY),
];

/// What everybody in the house may look up.
const DIRECTORY: &[Permission] = &[
    Permission::UserRead,
    Permission::TeamRead,
    Permission::CategoryRead,
    Permission::StandardRead,
];

/// Everything about tickets except ending them by hand.
const TICKET_WORK: &[Permission] = &[
    Permission::TicketCreate,
    Permission::TicketRead,
    Permission::TicketReply,
    Permission::TicketNote,
    Permission::TicketClassify,
    Permission::TicketAssign,
    Permission::TicketWork,
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Id;
    use proptest::prelude::*;

    fn place() -> impl Strategy<Value = Place> {
        let user = || prop::option::of((0_i64..4).prop_map(UserId::from_raw));
        (
            user(),
            user(),
            prop::option::of((0_i64..4).prop_map(TeamId::from_raw)),
        )
            .prop_map(|(owner, assignee, team)| Place {
                owner,
                assignee,
                team,
            })
    }

    fn reach() -> impl Strategy<Value = Reach> {
        let teams = prop::collection::vec((0_i64..4).prop_map(TeamId::from_raw), 0..3);
        (0_i64..4, teams).prop_map(|(user, teams)| Reach {
            user: UserId::from_raw(user),
            teams,
        })
    }

    fn permissions() -> impl Strategy<Value = BTreeSet<Permission>> {
        prop::collection::btree_set(prop::sample::select(Permission::ALL), 0..Permission::ALL.len())
    }

    proptest! {
        #[test]
        fn a_wider_scope_reaches_whatever_a_narrower_one_does(reach in reach(), place in place()) {
            let reached: Vec<bool> = Scope::ALL.iter().map(|scope| scope.reaches(&reach, &place)).collect();
            prop_assert!(reached.windows(2).all(|pair| pair[0] <= pair[1]));
            prop_assert!(reached[2]);
        }

        #[test]
        fn narrowing_takes_away_and_never_gives(role in prop::sample::select(Role::ALL), token in permissions()) {
            let (grants, narrowed) = (role.grants(), role.grants().narrowed(&token));
            for &permission in Permission::ALL {
                let wanted = if token.contains(&permission) { grants.scope(permission) } else { None };
                prop_assert_eq!(narrowed.scope(permission), wanted);
            }
            prop_assert_eq!(narrowed.narrowed(&token), narrowed);
        }
    }

    #[test]
    fn a_ticket_of_no_team_is_everybody_s_who_works_for_a_team() {
        let reach = Reach {
            user: UserId::from_raw(1),
            teams: vec![TeamId::from_raw(7)],
        };
        let at = |team: Option<i64>, owner: Option<i64>| Place {
            owner: owner.map(UserId::from_raw),
            assignee: None,
            team: team.map(TeamId::from_raw),
        };
        assert!(Scope::Team.reaches(&reach, &at(None, None)));
        assert!(!Scope::Own.reaches(&reach, &at(None, None)));
        assert!(Scope::Team.reaches(&reach, &at(Some(7), Some(2))));
        assert!(!Scope::Team.reaches(&reach, &at(Some(8), Some(2))));
        assert!(
            Scope::Team.reaches(&reach, &at(Some(8), Some(1))),
            "own tickets stay in reach in a foreign team"
        );
        assert!(Scope::Own.reaches(&reach, &at(Some(8), Some(1))));
    }

    #[test]
    fn built_in_roles_hold_what_they_should() {
        let scope = |role: Role, permission: Permission| role.grants().scope(permission);
        for &permission in Permission::ALL {
            assert_eq!(scope(Role::Administrator, permission), Some(Scope::All));
            if !permission.only_reads() {
                assert_eq!(scope(Role::Executive, permission), None, "{permission}");
            }
        }
        assert_eq!(scope(Role::Executive, Permission::TicketRead), Some(Scope::All));
        assert_eq!(scope(Role::Agent, Permission::TicketRead), Some(Scope::Team));
        assert_eq!(scope(Role::Agent, Permission::TicketClose), Some(Scope::Own));
        assert_eq!(scope(Role::Agent, Permission::PersonReveal), Some(Scope::Team));
        assert_eq!(scope(Role::TeamLead, Permission::TicketClose), Some(Scope::Team));
        assert_eq!(
            scope(Role::QualityManager, Permission::TicketClassify),
            Some(Scope::All)
        );
        assert_eq!(scope(Role::QualityManager, Permission::TicketReply), None);
        assert_eq!(
            scope(Role::QualityManager, Permission::AuditRead),
            Some(Scope::All)
        );
        for role in [Role::TeamLead, Role::Agent, Role::QualityManager, Role::Executive] {
            for permission in [
                Permission::UserManage,
                Permission::TeamManage,
                Permission::RoleManage,
                Permission::TokenManage,
                Permission::PrivacyManage,
                Permission::KeyManage,
                Permission::ExportManage,
            ] {
                assert_eq!(scope(role, permission), None);
            }
            assert_eq!(scope(role, Permission::OutboxRead), None);
        }
    }

    #[test]
    fn of_two_grants_the_wider_counts() {
        let permission = Permission::TicketRead;
        let grants = Grants::new([(permission, Scope::All), (permission, Scope::Own)]);
        assert_eq!(grants.scope(permission), Some(Scope::All));
        let json = serde_json::to_string(&grants).unwrap();
        assert_eq!(json, r#"{"ticket.read":"all"}"#);
        assert_eq!(serde_json::from_str::<Grants>(&json).unwrap(), grants);
    }
}
