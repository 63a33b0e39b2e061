//! Two teams, everybody's sessions, two requests that belong to different people.

use http::StatusCode;
use serde_json::{Value, json};
use touchstone_domain::access::Role;
use touchstone_domain::time::Span;
use touchstone_store::Store;

use crate::harness::{Desk, settings};
use touchstone_web::WebSettings;

pub(super) struct Member {
    pub(super) role: Role,
    pub(super) token: String,
}

pub(super) struct World {
    pub(super) desk: Desk,
    /// One member of each role; the agent and the lead belong to the team of `ticket`.
    pub(super) members: Vec<Member>,
    pub(super) agent: String,
    pub(super) agent_id: String,
    /// An agent of the other team.
    pub(super) foreign: String,
    pub(super) executive: String,
    /// A session that was left alone for too long.
    pub(super) expired: String,
    pub(super) team: String,
    pub(super) spare_team: String,
    pub(super) spare_user: String,
    /// Assigned to `agent`.
    pub(super) ticket: Value,
    /// Another one of the same agent, solved.
    pub(super) code: String,
    pub(super) track: String,
    pub(super) foreign_track: String,
    pub(super) solved_code: String,
    pub(super) solved_track: String,
    pub(super) confirmed_code: String,
    pub(super) confirmed_track: String,
    /// A tracking session that ends itself.
    pub(super) leaving_code: String,
    pub(super) leaving_track: String,
    /// An API token of the administrator, to be revoked.
    pub(super) spare_token: String,
    /// A session of the administrator, to be revoked.
    pub(super) spare_session: String,
    pub(super) file_address: String,
    /// Records that only the pages change: a user, a team, two tokens of the administrator, one of their sessions.
    pub(super) page_user: String,
    pub(super) page_team: String,
    pub(super) page_tokens: [String; 2],
    pub(super) page_session: String,
    /// A role that the API changes, and one that the pages change.
    pub(super) roles: [String; 2],
    /// A session that ends itself.
    pub(super) leaving: String,
    /// An entry of the audit.
    pub(super) event: String,
    /// What the requester of `ticket` asks about their data, written down by staff; and what the one of `solved_code` asks.
    pub(super) privacy_request: String,
    pub(super) own_request: String,
}

impl World {
    /// The token of the member with this role.
    pub(super) fn member(&self, role: Role) -> Option<&str> {
        let member = self.members.iter().find(|member| member.role == role);
        member.map(|member| member.token.as_str())
    }

    pub(super) async fn make(store: Store) -> Self {
        let mut desk = Desk::with(
            store,
            WebSettings {
                demo: true,
                ..settings()
            },
        )
        .await;
        let mailer = desk.app.outgoing.mailer().unwrap();
        let letter = ("care@desk.example", &["one@mail.example".to_owned()][..]);
        let caught = mailer.catcher().unwrap().catch(
            letter,
            b"From: care@desk.example\r\n\r\nhi\r\n",
            desk.app.clock.now(),
        );
        caught.unwrap();
        let expired = desk.sign_in("admin@desk.example").await;
        desk.advance(Span::hours(9));
        desk.admin = desk.sign_in("admin@desk.example").await;
        let (team, other, spare_team) = (
            desk.team("North").await,
            desk.team("South").await,
            desk.team("Spare").await,
        );
        let mut members = Vec::new();
        let mut agent_id = String::new();
        for role in Role::ALL {
            let teams: &[&str] = if matches!(role, Role::Agent | Role::TeamLead) {
                &[team.as_str()]
            } else {
                &[]
            };
            let (id, token) = desk.user(role.as_str(), &format!("Member {role}"), teams).await;
            if *role == Role::Agent {
                agent_id = id;
            }
            members.push(Member { role: *role, token });
        }
        let of = |role: Role| {
            members
                .iter()
                .find(|member| member.role == role)
                .unwrap()
                .token
                .clone()
        };
        let (agent, executive) = (of(Role::Agent), of(Role::Executive));
        let (_, foreign) = desk.user("agent", "Foreign Agent", &[&other]).await;
        let (spare_user, _) = desk.user("agent", "Spare User", &[]).await;
        let (code, track, ticket) = Self::request(&desk, "One", "one@mail.example", &agent).await;
        let (_, foreign_track, _) = Self::request(&desk, "Two", "two@mail.example", &agent).await;
        let (solved_code, solved_track, solved) =
            Self::request(&desk, "Three", "three@mail.example", &agent).await;
        let (confirmed_code, confirmed_track, last) =
            Self::request(&desk, "Four", "four@mail.example", &agent).await;
        let (leaving_code, leaving_track, _) =
            Self::request(&desk, "Five", "five@mail.example", &agent).await;
        Self::solve(&desk, &solved, &agent).await;
        Self::solve(&desk, &last, &agent).await;
        let confirm = format!("/api/v1/public/track/{confirmed_code}/confirm");
        desk.post(&confirm)
            .bearer(&confirmed_track)
            .send()
            .await
            .expecting(StatusCode::NO_CONTENT);
        let file_address = Self::file(&desk, &ticket, &agent).await;
        let spare_token = Self::token(&desk).await;
        let spare_session = Self::session(&desk).await;
        let (page_user, leaving) = desk.user("agent", "Page", &[]).await;
        let page_team = desk.team("Page").await;
        let page_tokens = [Self::token(&desk).await, Self::token(&desk).await];
        let page_session = Self::session(&desk).await;
        let newest = desk
            .get("/api/v1/audit?limit=1")
            .bearer(&desk.admin)
            .send()
            .await
            .json();
        let event = newest["items"][0]["id"].as_str().unwrap().to_owned();
        let roles = [Self::role(&desk, "Api").await, Self::role(&desk, "Page").await];
        let (privacy_request, own_request) = Self::asked(&desk, &ticket, &solved_code, &solved_track).await;
        Self {
            members,
            agent,
            agent_id,
            foreign,
            executive,
            expired,
            team,
            spare_team,
            spare_user,
            ticket,
            code,
            track,
            foreign_track,
            solved_code,
            solved_track,
            confirmed_code,
            confirmed_track,
            leaving_code,
            leaving_track,
            spare_token,
            spare_session,
            file_address,
            page_user,
            page_team,
            page_tokens,
            page_session,
            event,
            roles,
            leaving,
            privacy_request,
            own_request,
            desk,
        }
    }

    /// What two people ask about their data.
    async fn asked(desk: &Desk, ticket: &Value, code: &str, track: &str) -> (String, String) {
        let written = json!({"person": ticket["requester"]["id"], "kind": "correction"});
        let written = desk
            .post("/api/v1/privacy/requests")
            .bearer(&desk.admin)
            .json(written);
        let written = written.send().await.expecting(StatusCode::CREATED);
        let own = desk
            .post(&format!("/api/v1/public/track/{code}/privacy"))
            .bearer(track);
        let own = own
            .json(json!({"kind": "erasure"}))
            .send()
            .await
            .expecting(StatusCode::CREATED);
        let id = |value: &Value| value["id"].as_str().unwrap().to_owned();
        (id(&written), id(&own))
    }

    /// An API token of the administrator.
    async fn token(desk: &Desk) -> String {
        let token = json!({"name": "spare", "scopes": ["user.read"]});
        let token = desk
            .post("/api/v1/tokens")
            .bearer(&desk.admin)
            .json(token)
            .send()
            .await;
        token.expecting(StatusCode::CREATED)["id"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    /// A role of the installation's own.
    async fn role(desk: &Desk, name: &str) -> String {
        let role = json!({"name": name, "base": "agent", "grants": {"ticket.read": "team"}});
        let made = desk
            .post("/api/v1/roles")
            .bearer(&desk.admin)
            .json(role)
            .send()
            .await;
        made.expecting(StatusCode::CREATED)["id"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    /// A session of the administrator.
    async fn session(desk: &Desk) -> String {
        let opened = json!({"email": "admin@desk.example", "password": crate::harness::PASSWORD});
        let opened = desk
            .post("/api/v1/session")
            .json(opened)
            .send()
            .await
            .expecting(StatusCode::CREATED);
        opened["session"].as_str().unwrap().to_owned()
    }

    /// A request sent in by a consumer and taken by an agent: code, tracking session, ticket.
    async fn request(desk: &Desk, subject: &str, email: &str, agent: &str) -> (String, String, Value) {
        let receipt = desk.submit(subject, email).await;
        let code = receipt["tracking_code"].as_str().unwrap().to_owned();
        let track = desk.track_session(&code, email).await;
        let list = desk
            .get("/api/v1/tickets?limit=1")
            .bearer(agent)
            .send()
            .await
            .expecting(StatusCode::OK);
        let id = list["items"][0]["id"].as_str().unwrap();
        let team = desk.get("/api/v1/me").bearer(agent).send().await.json()["teams"][0].clone();
        let me = desk.get("/api/v1/me").bearer(agent).send().await.json()["id"].clone();
        let assign = desk
            .post(&format!("/api/v1/tickets/{id}/actions/assign"))
            .bearer(agent);
        let ticket = assign
            .json(json!({"assignee": me, "team": team}))
            .send()
            .await
            .expecting(StatusCode::OK);
        (code, track, ticket)
    }

    async fn solve(desk: &Desk, ticket: &Value, agent: &str) {
        let path = format!("/api/v1/tickets/{}/actions", ticket["id"].as_str().unwrap());
        desk.post(&format!("{path}/start"))
            .bearer(agent)
            .json(json!({}))
            .send()
            .await
            .expecting(StatusCode::OK);
        let solution = json!({"solution": "The money is on its way."});
        let resolved = desk
            .post(&format!("{path}/resolve"))
            .bearer(agent)
            .json(solution)
            .send()
            .await;
        resolved.expecting(StatusCode::OK);
    }

    /// A file in a note of the ticket; answers its signed address.
    async fn file(desk: &Desk, ticket: &Value, agent: &str) -> String {
        let upload = desk
            .post("/api/v1/uploads")
            .bearer(agent)
            .file("a.txt", b"evidence")
            .send()
            .await;
        let file = upload.expecting(StatusCode::CREATED)["id"].clone();
        let path = format!("/api/v1/tickets/{}/messages", ticket["id"].as_str().unwrap());
        let note = json!({"body": "see the file", "visibility": "internal", "attachments": [file]});
        desk.post(&path)
            .bearer(agent)
            .json(note)
            .send()
            .await
            .expecting(StatusCode::CREATED);
        let messages = desk
            .get(&path)
            .bearer(agent)
            .send()
            .await
            .expecting(StatusCode::OK);
        let files = messages["items"]
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|m| m["files"].as_array().unwrap());
        files
            .map(|file| file["href"].as_str().unwrap().to_owned())
            .next()
            .unwrap()
    }

    pub(super) fn ticket_path(&self, rest: &str) -> String {
        format!("/api/v1/tickets/{}{rest}", self.ticket["id"].as_str().unwrap())
    }

    pub(super) fn person_path(&self, rest: &str) -> String {
        format!(
            "/api/v1/people/{}{rest}",
            self.ticket["requester"]["id"].as_str().unwrap()
        )
    }
}
