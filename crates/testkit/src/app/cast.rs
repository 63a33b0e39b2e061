//! The people of a test: one member of staff per role in the team "First line", and one agent of another team.

use touchstone_app::account::{TeamInput, TokenInput, UserInput, team_create, token_create, user_create};
use touchstone_app::{Call, Caller};
use touchstone_domain::access::{Permission, Role};
use touchstone_domain::event::{Origin, SystemActor};
use touchstone_domain::id::{TeamId, UserId};
use touchstone_domain::language::Language;

use super::{Client, TestApp};

/// The password of everybody who has one.
pub const PASSWORD: &str = "correct horse battery staple";

/// Those whom every test may call on.
pub(super) struct Cast {
    members: Vec<Member>,
    stranger: Member,
}

/// A member of staff.
#[derive(Clone, Debug)]
pub struct Member {
    pub id: UserId,
    pub name: String,
    pub email: String,
    pub role: Role,
    pub team: TeamId,
    /// Calls with an API token that has every permission of the role.
    pub client: Client,
}

impl TestApp {
    /// The member of staff with this role, in the team "First line".
    pub async fn member(&self, role: Role) -> Member {
        let cast = self.cast().await;
        cast.members
            .iter()
            .find(|member| member.role == role)
            .cloned()
            .expect("one member per role")
    }

    /// That member calling with an API token.
    pub async fn client(&self, role: Role) -> Client {
        self.member(role).await.client
    }

    /// An agent of another team, who sees nothing of "First line".
    pub async fn foreign_agent(&self) -> Member {
        self.cast().await.stranger.clone()
    }

    /// Another member of staff, with a password and a token. The address is `name@example.com`.
    pub async fn hire(&self, name: &str, role: Role, team: TeamId, language: Language) -> Member {
        hire(self, name, role, team, language).await
    }

    /// A browser in which somebody with [`PASSWORD`] has signed in.
    pub async fn browser(&self, email: &str) -> Client {
        let browser = self.public();
        let fields = [
            ("csrf", ""),
            ("next", "/desk"),
            ("email", email),
            ("password", PASSWORD),
        ];
        browser.post("/sign-in").form(&fields).send().await.expect(303);
        browser
    }

    /// A team.
    pub async fn team(&self, name: &str) -> TeamId {
        let input = TeamInput {
            name: name.to_owned(),
            lead: None,
            members: Vec::new(),
        };
        team_create(&self.app, &system(), input)
            .await
            .expect("a team is created")
            .id
    }

    async fn cast(&self) -> &Cast {
        self.cast.get_or_init(|| make_cast(self)).await
    }
}

async fn make_cast(app: &TestApp) -> Cast {
    let (first_line, second_line) = (app.team("First line").await, app.team("Second line").await);
    let mut members = Vec::new();
    for role in Role::ALL {
        members.push(hire(app, role.as_str(), *role, first_line, Language::En).await);
    }
    let stranger = hire(app, "stranger", Role::Agent, second_line, Language::En).await;
    Cast { members, stranger }
}

async fn hire(app: &TestApp, name: &str, role: Role, team: TeamId, language: Language) -> Member {
    let email = format!("{name}@example.com");
    let input = UserInput {
        name: name.to_owned(),
        email: email.clone(),
        language,
        role: role.into(),
        teams: vec![team],
        password: Some(PASSWORD.to_owned().into()),
    };
    let id = user_create(&app.app, &system(), input)
        .await
        .expect("a user is created")
        .id;
    let scopes: Vec<Permission> = role.grants().iter().map(|(permission, _)| permission).collect();
    let input = TokenInput {
        user: Some(id),
        name: "test".to_owned(),
        scopes,
        days: 365,
    };
    let token = token_create(&app.app, &system(), input)
        .await
        .expect("a token is created");
    let client = app.public().with_token(token.plaintext.reveal());
    Member {
        id,
        name: name.to_owned(),
        email,
        role,
        team,
        client,
    }
}

/// The product itself.
fn system() -> Call {
    Call::by(Caller::system(SystemActor::Setup, Origin::Setup))
}
