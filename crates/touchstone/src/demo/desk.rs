//! The staff of the demo as accounts: teams, users, and what the visitor needs to act as any of them.

use super::cast::{Cast, Employee};
use crate::refusal::worded;
use anyhow::{Context as _, Result};
use serde::{Deserialize, Serialize};
use touchstone_app::account::{
    TeamInput, TeamPatch, TokenInput, UserInput, UserView, team_create, team_update, token_create,
    user_create,
};
use touchstone_app::core::{Actor, Credential, UserActor};
use touchstone_app::{App, Call, Caller};
use touchstone_domain::access::{Reach, Role};
use touchstone_domain::event::{Origin, SystemActor};
use touchstone_domain::id::{Id as _, SessionId, TeamId};
use touchstone_domain::language::Language;
use touchstone_domain::time::Timestamp;
use zeroize::Zeroizing;

/// Everybody's password. Known to everybody too, which is why the demo listens on this machine only.
pub(super) const PASSWORD: &str = "touchstone-demo";

/// Days the tokens of the demo work.
const TOKEN_DAYS: u16 = 365;

/// Who the visitor can be; as it stands in `demo.json`.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Account {
    pub(super) role: String,
    pub(super) name: String,
    pub(super) email: String,
    pub(super) password: String,
    pub(super) token: String,
}

/// The accounts of the staff, in the order of the cast.
pub(super) struct Desk {
    pub(super) actors: Vec<UserActor>,
}

fn call(at: Timestamp) -> Call {
    Call::by(Caller::system(SystemActor::Demo, Origin::CommandLine)).at(at)
}

impl Desk {
    /// Makes teams and users.
    pub(super) async fn open(app: &App, cast: &Cast, at: Timestamp) -> Result<Self> {
        let mut teams = Vec::new();
        for team in &cast.teams {
            let input = TeamInput {
                name: team.name.clone(),
                ..TeamInput::default()
            };
            teams.push(
                team_create(app, &call(at), input)
                    .await
                    .map_err(|error| worded(&error))?
                    .id,
            );
        }
        // One after another: whose password is hashed first would decide whose id comes first.
        let mut users: Vec<UserView> = Vec::new();
        for employee in &cast.staff {
            users.push(user(app, employee, &teams, at).await?);
        }
        for (employee, user) in cast
            .staff
            .iter()
            .zip(&users)
            .filter(|(one, _)| one.role == Role::TeamLead)
        {
            let team = employee
                .team
                .and_then(|team| teams.get(team))
                .context("a lead without a team")?;
            let patch = TeamPatch {
                lead: Some(Some(user.id)),
                ..TeamPatch::default()
            };
            team_update(app, &call(at), *team, patch)
                .await
                .map_err(|error| worded(&error))?;
        }
        Ok(Self {
            actors: users.into_iter().map(actor).collect(),
        })
    }

    /// One of the staff, acting.
    pub(super) fn actor(&self, employee: usize) -> Result<Actor> {
        let actor = self
            .actors
            .get(employee)
            .context("nobody of that number works here")?;
        Ok(Actor::User(actor.clone()))
    }

    /// Tokens with all that each one's role allows.
    pub(super) async fn accounts(&self, app: &App, cast: &Cast, at: Timestamp) -> Result<Vec<Account>> {
        let mut accounts = Vec::new();
        for (employee, actor) in cast.staff.iter().zip(&self.actors) {
            let input = TokenInput {
                user: Some(actor.id),
                name: "demo".to_owned(),
                scopes: actor.grants.iter().map(|(permission, _)| permission).collect(),
                days: TOKEN_DAYS,
            };
            let token = token_create(app, &call(at), input)
                .await
                .map_err(|error| worded(&error))?;
            accounts.push(Account {
                role: employee.role.to_string(),
                name: employee.name.clone(),
                email: employee.email.clone(),
                password: PASSWORD.to_owned(),
                token: token.plaintext.reveal().to_owned(),
            });
        }
        Ok(accounts)
    }
}

async fn user(app: &App, employee: &Employee, teams: &[TeamId], at: Timestamp) -> Result<UserView> {
    let input = UserInput {
        name: employee.name.clone(),
        email: employee.email.clone(),
        language: employee.languages.first().copied().unwrap_or(Language::ZhCn),
        role: employee.role.into(),
        teams: employee
            .team
            .and_then(|team| teams.get(team))
            .copied()
            .into_iter()
            .collect(),
        password: Some(Zeroizing::new(PASSWORD.to_owned())),
    };
    user_create(app, &call(at), input)
        .await
        .map_err(|error| worded(&error))
}

/// The user as they act in the history. No session stands behind it; nothing on a ticket asks for one.
fn actor(user: UserView) -> UserActor {
    UserActor {
        id: user.id,
        name: user.name,
        role: user.role,
        custom_role: user.custom_role,
        grants: user.grants.clone(),
        authority: user.grants,
        reach: Reach {
            user: user.id,
            teams: user.teams,
        },
        credential: Credential::Session(SessionId::from_raw(0)),
    }
}
