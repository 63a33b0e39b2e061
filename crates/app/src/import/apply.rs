//! Writing what a row comes to.

use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::id::{Id, PersonId, TeamId, UserId};
use touchstone_domain::import::{Candidate, Field, ImportKind, RowCode, RowOutcome};
use touchstone_store::team::{TeamRow, team_insert};
use touchstone_store::user::{user_lock, user_save, user_teams_add};

use super::party::Scene;
use super::resolve::{Plan, Ready, Verdict};
use super::ticket::{refer, ticket_make};
use crate::account::invitation::invite;
use crate::core::{AppError, Cx};
use crate::person::person_import;

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Became {
    pub(super) outcome: RowOutcome,
    pub(super) record: Option<i64>,
    pub(super) person: Option<PersonId>,
    pub(super) field: Option<Field>,
    pub(super) code: Option<RowCode>,
}

impl Became {
    pub(super) const fn of(outcome: RowOutcome) -> Self {
        Self {
            outcome,
            record: None,
            person: None,
            field: None,
            code: None,
        }
    }

    /// What a verdict would come to.
    pub(super) fn of_verdict(verdict: &Verdict) -> Self {
        match verdict {
            Verdict::Skip(code, record) => Self {
                record: *record,
                code: Some(*code),
                ..Self::of(RowOutcome::Skipped)
            },
            Verdict::Link(code, record) => Self {
                record: Some(*record),
                code: Some(*code),
                ..Self::of(RowOutcome::Linked)
            },
            Verdict::Fail(problem) => Self {
                field: problem.field,
                code: Some(problem.code),
                ..Self::of(RowOutcome::Failed)
            },
            Verdict::Make(_) => Self::of(RowOutcome::Created),
        }
    }
}

/// Carries a verdict out.
pub(super) fn apply(
    cx: &mut Cx<'_, '_>,
    scene: &mut Scene<'_>,
    ready: Option<&Ready>,
    verdict: &Verdict,
    kind: ImportKind,
    number: i64,
) -> Result<Became, AppError> {
    let mut became = Became::of_verdict(verdict);
    let Some(ready) = ready else {
        return Ok(became);
    };
    let key = scene.key(kind, ready.candidate.external_id());
    match verdict {
        Verdict::Skip(..) | Verdict::Fail(_) => {}
        Verdict::Link(_, record) => refer(cx, kind, key, *record, scene.id, None)?,
        Verdict::Make(plan) => match (plan, &ready.candidate) {
            (Plan::Ticket(plan), Candidate::Ticket(ticket)) => {
                let (id, person) = ticket_make(cx, scene, ticket, ready, plan, number)?;
                (became.record, became.person) = (Some(id.raw()), person);
            }
            (plan, candidate) => {
                let record = make(cx, scene, ready, plan, candidate)?;
                refer(cx, kind, key, record, scene.id, None)?;
                became.record = Some(record);
                scene.forget();
            }
        },
    }
    Ok(became)
}

fn make(
    cx: &mut Cx<'_, '_>,
    scene: &Scene<'_>,
    ready: &Ready,
    plan: &Plan,
    candidate: &Candidate,
) -> Result<i64, AppError> {
    match (plan, candidate) {
        (Plan::Team { lead }, Candidate::Team(team)) => team_make(cx, &team.name, *lead).map(TeamId::raw),
        (Plan::User { teams }, Candidate::User(user)) => {
            user_make(cx, ready, teams.clone(), user.active).map(UserId::raw)
        }
        (Plan::Requester, Candidate::Requester(requester)) => {
            let draft = ready.person.as_ref().ok_or_else(mismatch)?;
            let since = requester.created_at.unwrap_or(cx.now);
            let verified = scene.mapping.options.contacts_verified;
            person_import(cx, draft, since, verified).map(PersonId::raw)
        }
        _ => Err(mismatch()),
    }
}

fn mismatch() -> AppError {
    AppError::Internal("a plan and its candidate are of different kinds".to_owned())
}

fn team_make(cx: &mut Cx<'_, '_>, name: &str, lead: Option<UserId>) -> Result<TeamId, AppError> {
    let row = TeamRow {
        id: cx.id(),
        name: name.to_owned(),
        lead,
        created_at: cx.now,
        updated_at: cx.now,
        archived_at: None,
        version: 1,
    };
    if !team_insert(cx.tx, &row)? {
        return Err(AppError::from(cx.tx.lost_race("team name")));
    }
    if let Some(lead) = lead {
        user_teams_add(cx.tx, lead, &[row.id])?;
    }
    cx.emit(Subject::Team(row.id), EventBody::TeamCreated)?;
    Ok(row.id)
}

/// Adds a user without a password. Whoever has left the other tool keeps their name in its history and gets no account.
fn user_make(
    cx: &mut Cx<'_, '_>,
    ready: &Ready,
    teams: Vec<TeamId>,
    active: bool,
) -> Result<UserId, AppError> {
    let draft = ready.user.clone().ok_or_else(mismatch)?;
    let language = draft.language();
    let id = draft
        .in_teams(if active { teams } else { Vec::new() })
        .insert(cx)?;
    if !active && let Some(mut user) = user_lock(cx.tx, id)? {
        user.archived_at = Some(cx.now);
        user_save(cx.tx, &user)?;
        cx.emit(Subject::User(id), EventBody::UserArchived)?;
    }
    if let Some(link) = &ready.link {
        invite(cx, link, (id, language))?;
    }
    Ok(id)
}
