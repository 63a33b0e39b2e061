//! Saved lists: a condition, an order and columns under a name, kept for oneself or shared. Which tickets a list shows is not
//! decided here: everybody sees of it what they may see anyway.

use crate::access::{Grants, Permission, Reach, Scope};
use crate::id::{TeamId, UserId};

/// Longest name, in characters.
pub const VIEW_NAME: usize = 60;
/// Lists one person keeps at most.
pub const VIEWS_MAX: usize = 50;

codes! {
    /// Who has a saved list.
    pub enum ViewShare ("view share") {
        /// Whoever made it.
        Own = "own",
        /// The members of a team.
        Team = "team",
        /// Everybody on the desk.
        All = "all",
    }
}

codes! {
    /// What a list tells of a ticket besides its number, subject and priority.
    pub enum ListColumn ("list column") {
        Requester = "requester",
        Kind = "kind",
        Category = "category",
        Tier = "tier",
        Channel = "channel",
        Tags = "tags",
        Stage = "stage",
        Clock = "clock",
        Assignee = "assignee",
        Team = "team",
        Created = "created",
        Updated = "updated",
    }
}

impl ListColumn {
    /// What a list tells that nobody has chosen otherwise.
    pub const USUAL: &'static [Self] = &[
        Self::Requester,
        Self::Kind,
        Self::Category,
        Self::Tier,
        Self::Stage,
        Self::Clock,
        Self::Assignee,
        Self::Team,
        Self::Updated,
    ];
}

/// For whom a saved list or a template is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ViewAudience {
    Own(UserId),
    Team(TeamId),
    All,
}

impl ViewAudience {
    /// Those something of this owner's is shared with.
    pub fn of(owner: UserId, share: ViewShare, team: Option<TeamId>) -> Self {
        match (share, team) {
            (ViewShare::All, _) => Self::All,
            (ViewShare::Team, Some(team)) => Self::Team(team),
            _ => Self::Own(owner),
        }
    }

    /// Whether somebody has this list on their desk.
    pub fn includes(self, reach: &Reach) -> bool {
        match self {
            Self::Own(owner) => owner == reach.user,
            Self::Team(team) => reach.teams.contains(&team),
            Self::All => true,
        }
    }

    /// Whether somebody may give a list to these people, change it there and take it away.
    pub fn may_change(self, grants: &Grants, reach: &Reach) -> bool {
        self.may_be_given(Permission::ViewShare, grants, reach)
    }

    /// Whether somebody may give something to these people, change it there and take it away: one's own, and with the
    /// permission to share such things one's teams' or everybody's.
    pub fn may_be_given(self, sharing: Permission, grants: &Grants, reach: &Reach) -> bool {
        let shares = grants.scope(sharing);
        match self {
            Self::Own(owner) => owner == reach.user,
            Self::Team(team) => match shares {
                Some(Scope::All) => true,
                Some(Scope::Team) => reach.teams.contains(&team),
                Some(Scope::Own) | None => false,
            },
            Self::All => shares == Some(Scope::All),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Id;

    fn reader(teams: &[i64], shares: Option<Scope>) -> (Grants, Reach) {
        let reach = Reach {
            user: Id::from_raw(1),
            teams: teams.iter().map(|team| Id::from_raw(*team)).collect(),
        };
        (
            Grants::new(shares.map(|scope| (Permission::ViewShare, scope))),
            reach,
        )
    }

    #[test]
    fn a_list_is_changed_by_whoever_may_give_it_to_those_who_have_it() {
        let own = ViewAudience::Own(Id::from_raw(1));
        let others = ViewAudience::Own(Id::from_raw(2));
        let (team, elsewhere) = (
            ViewAudience::Team(Id::from_raw(7)),
            ViewAudience::Team(Id::from_raw(8)),
        );
        let may = |shares| {
            let (grants, reach) = reader(&[7], shares);
            [own, others, team, elsewhere, ViewAudience::All].map(|one| one.may_change(&grants, &reach))
        };
        assert_eq!(may(None), [true, false, false, false, false]);
        assert_eq!(may(Some(Scope::Team)), [true, false, true, false, false]);
        assert_eq!(may(Some(Scope::All)), [true, false, true, true, true]);
        let (_, reach) = reader(&[7], None);
        let has = [own, others, team, elsewhere, ViewAudience::All].map(|one| one.includes(&reach));
        assert_eq!(has, [true, false, true, false, true]);
    }
}
