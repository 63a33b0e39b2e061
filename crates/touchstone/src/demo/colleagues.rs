//! What colleagues have on their desks when the demonstration opens: saved lists, templates of replies, a mention that waits to
//! be read, a ticket that is being handed over, and a requester with an adviser.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use touchstone_app::account::actor_from_token;
use touchstone_app::core::{Actor, AppError, UserActor};
use touchstone_app::person::{PersonPatch, person_update};
use touchstone_app::reply_template::{TemplateContent, template_create};
use touchstone_app::saved_view::{ViewContent, view_create, views};
use touchstone_app::ticket::{DeskAction, Fields, ListQuery, Sort, act, list, read, reply};
use touchstone_app::{App, Call, Caller};
use touchstone_domain::event::Origin;
use touchstone_domain::id::TicketId;
use touchstone_domain::language::Language;
use touchstone_domain::saved_view::{ListColumn, ViewShare};
use touchstone_domain::ticket::Tier;

use super::desk::Account;
use super::perform::caller;

/// Puts it there, once.
pub(super) async fn meet(app: &App, accounts: &[Account]) -> Result<(), AppError> {
    let Some(lead) = staff(app, accounts, "team_lead").await?.into_iter().next() else {
        return Ok(());
    };
    if !views(app, &by(&lead)).await?.is_empty() {
        return Ok(());
    }
    save_lists(app, &lead).await?;
    save_templates(app, &lead).await?;
    let together = |one: &UserActor| one.reach.teams.iter().any(|team| lead.reach.teams.contains(team));
    let mut agents = staff(app, accounts, "agent").await?;
    agents.retain(together);
    let mut busy = Vec::new();
    for agent in &agents {
        busy.extend(
            busy_with(app, agent)
                .await?
                .into_iter()
                .map(|ticket| (agent, ticket)),
        );
    }
    if let [(agent, asked), .., (giver, given)] = busy[..] {
        mention(app, agent, &lead, asked).await?;
        advise(app, agent, asked).await?;
        if let Some(receiver) = agents.iter().find(|other| other.id != giver.id) {
            hand_over(app, giver, receiver, given).await?;
        }
    }
    Ok(())
}

/// Whoever asked becomes a top customer, looked after by this agent.
async fn advise(app: &App, agent: &UserActor, asked: TicketId) -> Result<(), AppError> {
    let requester = read(app, &by(agent), asked).await?.requester.id;
    let patch = PersonPatch {
        tier: Some(Tier::Premium),
        adviser: Some(Some(agent.id)),
        ..PersonPatch::default()
    };
    person_update(app, &Call::by(by(agent)), requester, patch).await?;
    Ok(())
}

async fn staff(app: &App, accounts: &[Account], role: &str) -> Result<Vec<UserActor>, AppError> {
    let mut found = Vec::new();
    for account in accounts.iter().filter(|account| account.role == role) {
        found.extend(
            actor_from_token(app, &account.token)
                .await?
                .map(|signed| signed.actor),
        );
    }
    Ok(found)
}

fn by(who: &UserActor) -> Caller {
    caller(Actor::User(who.clone()), Origin::Desk, Language::ZhCn)
}

/// A list for the whole team, and one of the lead's own.
async fn save_lists(app: &App, lead: &UserActor) -> Result<(), AppError> {
    let urgent = json!({"all": [{"kind": "complaint"}, {"urgency": ["high", "urgent"]}]}).to_string();
    let shared = ViewContent {
        name: "加急投诉".to_owned(),
        share: ViewShare::Team,
        team: lead.reach.teams.first().copied(),
        filter: BTreeMap::from([
            ("status".to_owned(), "new,open".to_owned()),
            ("when".to_owned(), urgent),
        ]),
        sort: Sort::Due,
        columns: ListColumn::USUAL.to_vec(),
        grouped: true,
    };
    let own = ViewContent {
        name: "等待中，需要跟进".to_owned(),
        share: ViewShare::Own,
        team: None,
        filter: BTreeMap::from([("status".to_owned(), "waiting".to_owned())]),
        ..shared.clone()
    };
    for content in [shared, own] {
        view_create(app, &Call::by(by(lead)), content).await?;
    }
    Ok(())
}

/// What the team's replies are begun with.
async fn save_templates(app: &App, lead: &UserActor) -> Result<(), AppError> {
    let Some(team) = lead.reach.teams.first() else {
        return Ok(());
    };
    let written: Vec<Value> = serde_json::from_str(include_str!("templates.json"))
        .map_err(|error| AppError::Internal(format!("templates of the demonstration: {error}")))?;
    for mut template in written {
        if let Value::Object(fields) = &mut template {
            fields.insert("share".to_owned(), json!("team"));
            fields.insert("team".to_owned(), json!(team));
        }
        let content = TemplateContent::read(Fields::from_json(template)?)?;
        template_create(app, &Call::by(by(lead)), content).await?;
    }
    Ok(())
}

/// Tickets that an agent works on now.
async fn busy_with(app: &App, agent: &UserActor) -> Result<Vec<TicketId>, AppError> {
    let query = ListQuery::parse([("assignee", "me"), ("status", "open,waiting"), ("limit", "2")])?;
    let page = list(app, &by(agent), query).await?;
    Ok(page.items.into_iter().map(|ticket| ticket.id).collect())
}

async fn mention(app: &App, agent: &UserActor, lead: &UserActor, ticket: TicketId) -> Result<(), AppError> {
    let body = format!("@{} 用户的要求超出我的权限，请您看一下能否特批。", lead.name);
    let note = json!({"body": body, "visibility": "internal"});
    reply(app, &Call::by(by(agent)), ticket, Fields::from_json(note)?).await?;
    Ok(())
}

async fn hand_over(app: &App, from: &UserActor, to: &UserActor, ticket: TicketId) -> Result<(), AppError> {
    let offer = json!({"assignee": to.id, "reason": "今天下班前处理不完，进展已写在备注里。"});
    act(
        app,
        &Call::by(by(from)),
        ticket,
        DeskAction::HandOver,
        Fields::from_json(offer)?,
    )
    .await?;
    Ok(())
}
