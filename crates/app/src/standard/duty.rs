//! What a version in force asks of people: that those it binds read and confirm it, and that it is looked over in time.

use serde::{Deserialize, Serialize};
use touchstone_domain::access::{Permission, Role};
use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::id::{StandardId, TeamId, UserId};
use touchstone_domain::standard::Standard;
use touchstone_domain::standard::lifecycle::RemarkKind;
use touchstone_domain::standard::review::{ReviewState, review_due, review_state};
use touchstone_domain::text::REASON;
use touchstone_domain::time::Timestamp;
use touchstone_store::standard_document::{DocumentBrief, document_by_id, document_in_force, remark_list};
use touchstone_store::standard_reader::{
    acknowledge, acknowledged, reader_missing, reader_sum, reader_teams, review_told_for,
};
use touchstone_store::{Lane, Tx};

use super::document::{StandardDocument, StandardLine, document, line};
use super::step::{bounded_note, remark};
use crate::core::{App, AppError, Call, Caller};
use crate::ticket::Named;

/// Who has not confirmed, listed at most.
const MISSING: u32 = 500;

/// What the standard in force asks of the caller.
#[derive(Debug, Clone)]
pub struct Duty {
    /// The version in force binds the caller, who has not confirmed it yet.
    pub confirm: Option<StandardLine>,
    /// For whoever may write standards: when the version in force is to be looked over.
    pub review: Option<Review>,
}

/// When a version is to be looked over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    pub standard: StandardId,
    pub number: i64,
    pub due: Timestamp,
    pub state: ReviewState,
}

/// Who a version binds and who has confirmed it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Readers {
    /// The roles it binds.
    pub roles: Vec<Role>,
    pub bound: i64,
    pub confirmed: i64,
    /// Who is in two teams is counted in both.
    pub teams: Vec<ReaderTeam>,
    /// By name, the first 500.
    pub missing: Vec<MissingReader>,
}

/// One team, or those without one.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReaderTeam {
    pub team: Option<Named<TeamId>>,
    pub bound: i64,
    pub confirmed: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MissingReader {
    pub id: UserId,
    pub name: String,
    pub role: Role,
}

/// The roles that a version binds, in order; none of one that is not there.
pub(crate) fn roles_bound(tx: &mut Tx<'_>, id: StandardId) -> Result<Vec<Role>, AppError> {
    Ok(document_by_id(tx, id)?.map_or_else(Vec::new, |row| bound(&row.pack)))
}

/// The roles a text binds, in order. One that cannot be read any more binds nobody.
fn bound(pack: &str) -> Vec<Role> {
    Standard::parse(pack)
        .map(|standard| roles(&standard))
        .unwrap_or_default()
}

fn roles(standard: &Standard) -> Vec<Role> {
    let binds = |role: &Role| {
        standard
            .clauses()
            .iter()
            .any(|clause| clause.binds.contains(role))
    };
    Role::ALL.iter().copied().filter(binds).collect()
}

/// What is asked of the caller now.
pub async fn standard_duty(app: &App, caller: &Caller) -> Result<Duty, AppError> {
    let user = caller.actor.user()?;
    caller.actor.holds(Permission::StandardRead)?;
    let (id, role, now) = (user.id, user.role, app.clock.now());
    let writes = user.grants.holds(Permission::StandardWrite);
    let handle = app.clone();
    app.query(Lane::Fast, move |tx| {
        let none = Duty {
            confirm: None,
            review: None,
        };
        let Some(current) = document_in_force(tx, now)? else {
            return Ok(none);
        };
        let standard = handle.standards.get(tx, current.id)?;
        let review = match writes {
            true => review(tx, &current, &standard, now)?,
            false => None,
        };
        let binds = roles(&standard).contains(&role);
        let confirm = binds && acknowledged(tx, current.id, id)?.is_none();
        let current_id = current.id;
        Ok(Duty {
            confirm: confirm.then(|| line(current, Some(current_id), now)),
            review,
        })
    })
    .await
}

/// When the version in force is to be looked over: counted from when it came into force, or was last looked over.
pub(super) fn review(
    tx: &mut Tx<'_>,
    current: &DocumentBrief,
    standard: &Standard,
    now: Timestamp,
) -> Result<Option<Review>, AppError> {
    let Some(months) = standard.review_months() else {
        return Ok(None);
    };
    let looked = remark_list(tx, current.id)?;
    let looked = looked.iter().rfind(|remark| remark.kind == RemarkKind::Review);
    let since = match looked {
        Some(remark) => Some(remark.at),
        None => begun(tx, current)?,
    };
    Ok(since.map(|since| {
        let due = review_due(since, months);
        Review {
            standard: current.id,
            number: current.number,
            due,
            state: review_state(due, now),
        }
    }))
}

/// What has been in force from the beginning is counted from when it was put there.
fn begun(tx: &mut Tx<'_>, current: &DocumentBrief) -> Result<Option<Timestamp>, AppError> {
    match current.effective_from.filter(|from| *from != Timestamp::MIN) {
        Some(from) => Ok(Some(from)),
        None => Ok(document_by_id(tx, current.id)?.map(|row| row.created_at)),
    }
}

/// Whether the version asks the caller to confirm it, and when they did.
pub async fn standard_confirmed(
    app: &App,
    caller: &Caller,
    id: StandardId,
) -> Result<Option<Timestamp>, AppError> {
    let reader = caller.actor.user()?.id;
    app.query(Lane::Fast, move |tx| Ok(acknowledged(tx, id, reader)?))
        .await
}

/// The caller has read the version in force, which binds them. Saying so again changes nothing; answers when it was said.
pub async fn standard_acknowledge(app: &App, call: &Call, id: StandardId) -> Result<Timestamp, AppError> {
    call.caller.actor.holds(Permission::StandardRead)?;
    app.command(call, move |cx| {
        cx.actor().holds(Permission::StandardRead)?;
        let reader = cx.actor().user()?;
        let row = document_by_id(cx.tx, id)?.ok_or(AppError::NotFound { what: "standard" })?;
        if document_in_force(cx.tx, cx.now)?.is_none_or(|current| current.id != id) {
            return Err(AppError::Conflict {
                code: "standard_not_in_force",
            });
        }
        if !bound(&row.pack).contains(&reader.role) {
            return Err(AppError::Conflict {
                code: "standard_binds_others",
            });
        }
        if acknowledge(cx.tx, id, reader.id, cx.now)? {
            cx.emit(Subject::Standard(id), EventBody::StandardAcknowledged)?;
        }
        let said = acknowledged(cx.tx, id, reader.id)?;
        Ok(said.unwrap_or(cx.now))
    })
    .await
}

/// Who has confirmed a version and who has not.
pub async fn standard_readers(app: &App, caller: &Caller, id: StandardId) -> Result<Readers, AppError> {
    caller.actor.holds(Permission::StandardWrite)?;
    app.query(Lane::Slow, move |tx| {
        let row = document_by_id(tx, id)?.ok_or(AppError::NotFound { what: "standard" })?;
        let roles = bound(&row.pack);
        let (bound, confirmed) = reader_sum(tx, id, &roles)?;
        let teams = reader_teams(tx, id, &roles)?.into_iter();
        let missing = reader_missing(tx, id, &roles, MISSING)?.into_iter();
        Ok(Readers {
            bound,
            confirmed,
            teams: teams
                .map(|count| ReaderTeam {
                    team: count.team.map(|id| Named {
                        id,
                        name: count.name.unwrap_or_default(),
                    }),
                    bound: count.bound,
                    confirmed: count.confirmed,
                })
                .collect(),
            missing: missing
                .map(|reader| MissingReader {
                    id: reader.id,
                    name: reader.name,
                    role: reader.role,
                })
                .collect(),
            roles,
        })
    })
    .await
}

/// The version in force was looked over and stays as it is; the next time is counted from now.
pub async fn standard_reviewed(
    app: &App,
    call: &Call,
    id: StandardId,
    note: String,
) -> Result<StandardDocument, AppError> {
    call.caller.actor.holds(Permission::StandardWrite)?;
    let note = bounded_note(&note, REASON)?;
    app.command(call, move |cx| {
        cx.actor().holds(Permission::StandardWrite)?;
        if document_in_force(cx.tx, cx.now)?.is_none_or(|current| current.id != id) {
            return Err(AppError::Conflict {
                code: "standard_not_in_force",
            });
        }
        remark(cx, id, RemarkKind::Review, &note)?;
        cx.emit(Subject::Standard(id), EventBody::StandardReviewed)?;
        document(cx.tx, cx.actor(), id, cx.now)
    })
    .await
}

/// The review to be called for now, if that was not done yet.
pub(super) fn review_to_tell(tx: &mut Tx<'_>, app: &App, now: Timestamp) -> Result<Option<Review>, AppError> {
    let Some(current) = document_in_force(tx, now)? else {
        return Ok(None);
    };
    let standard = app.standards.get(tx, current.id)?;
    let found = review(tx, &current, &standard, now)?.filter(|review| review.state != ReviewState::Ahead);
    match found {
        Some(review) if review_told_for(tx, review.standard)? != Some(review.due) => Ok(Some(review)),
        _ => Ok(None),
    }
}
