//! Putting a template into a reply: what its variables stand for is read of the ticket, for the agent who writes. Whatever the agent
//! may not see stays a gap, and so does what nobody knows.

use serde::{Deserialize, Serialize};
use touchstone_domain::access::Permission;
use touchstone_domain::id::{ReplyTemplateId, TicketId};
use touchstone_domain::language::Language;
use touchstone_domain::reply_template::{ReplyVariable, reply_gaps, text_for};
use touchstone_domain::template::{TemplateText, gap, one_line};
use touchstone_store::reply_template::template_used;
use touchstone_store::ticket::{TicketRow, ticket_text_by_id};
use touchstone_store::{Lane, Tx};

use super::read::one;
use crate::core::{App, AppError, Caller, FieldError, UserActor};
use crate::person::name_revealed;
use crate::ticket::{Names, visible};

/// A template with what is known of a ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RenderedReply {
    pub template: ReplyTemplateId,
    pub language: Language,
    /// It is in the language that was wanted.
    pub exact: bool,
    pub text: String,
    /// Gaps that its writer must fill before it is sent.
    pub missing: Vec<ReplyVariable>,
}

/// A template for a ticket, in the language asked for or the requester's, and counts that it was used. Nothing is sent.
pub async fn template_render(
    app: &App,
    caller: &Caller,
    id: ReplyTemplateId,
    ticket: TicketId,
    wanted: Option<Language>,
) -> Result<RenderedReply, AppError> {
    caller.actor.holds(Permission::TicketRead)?;
    let (handle, actor, now) = (app.clone(), caller.actor.clone(), app.clock.now());
    let rendered = app
        .query(Lane::Fast, move |tx| {
            let row = visible(tx, &actor, ticket)?;
            let place = row.state.place();
            if !actor.reaches(Permission::TicketReply, &place) {
                actor.may(Permission::TicketNote, &place)?;
            }
            let user = actor.user()?;
            let template = one(tx, user, id)?;
            if template.head.archived {
                return Err(AppError::Conflict {
                    code: "template_archived",
                });
            }
            let wanted = wanted.unwrap_or(row.language);
            let (language, text) = text_for(&template.texts, wanted)
                .ok_or_else(|| AppError::Internal(format!("template {id} has no text")))?;
            let facts = Facts::read(tx, &handle, user, &row, text)?;
            let text = TemplateText::parse(text)
                .map_err(|error| AppError::Internal(format!("template {id} cannot be read: {error}")))?;
            let filled = text.fill(|variable| facts.value(variable));
            Ok(RenderedReply {
                template: id,
                language,
                exact: language == wanted,
                text: filled.text,
                missing: filled.missing,
            })
        })
        .await?;
    app.store.write(move |tx| template_used(tx, id, now)).await?;
    Ok(rendered)
}

/// What is known of a ticket for one who writes to its requester.
struct Facts {
    number: i64,
    subject: Option<String>,
    link: Option<String>,
    order: Option<String>,
    requester: Option<String>,
    agent: String,
    team: Option<String>,
}

impl Facts {
    fn read(
        tx: &mut Tx<'_>,
        app: &App,
        user: &UserActor,
        row: &TicketRow,
        template: &str,
    ) -> Result<Self, AppError> {
        let text = ticket_text_by_id(tx, row.id)?;
        let link = text
            .as_ref()
            .map(|text| format!("{}/track/{}", app.public_url, text.tracking_code));
        let text = text.filter(|text| text.erased_at.is_none());
        let (subject, order) = text.map(|text| (text.subject, text.order_no)).unzip();
        let team = row.state.team;
        // A name is opened only for a text that wants it.
        let requester = if reply_gaps(template).contains(&ReplyVariable::RequesterName) {
            name_revealed(tx, app, user, row)?
        } else {
            None
        };
        Ok(Self {
            number: row.number,
            subject,
            link,
            order: order.flatten(),
            requester,
            agent: user.name.clone(),
            team: Names::of_teams(tx, [team])?.named(team).map(|team| team.name),
        })
    }

    fn value(&self, variable: ReplyVariable) -> Option<String> {
        let value = match variable {
            ReplyVariable::TicketNumber => Some(self.number.to_string()),
            ReplyVariable::TicketSubject => self.subject.clone(),
            ReplyVariable::TicketLink => self.link.clone(),
            ReplyVariable::OrderNumber => self.order.clone(),
            ReplyVariable::RequesterName => self.requester.clone(),
            ReplyVariable::AgentName => Some(self.agent.clone()),
            ReplyVariable::TeamName => self.team.clone(),
        };
        value.map(|value| one_line(&value))
    }
}

/// Refuses words for the requester in which a gap is left.
pub(crate) fn filled(field: &'static str, words: &str) -> Result<(), AppError> {
    let told = |variable| FieldError::new(field, "template_gap").with("name", gap(variable));
    let left: Vec<_> = reply_gaps(words).into_iter().map(told).collect();
    if left.is_empty() {
        Ok(())
    } else {
        Err(AppError::Validation(left))
    }
}
