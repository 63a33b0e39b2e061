//! What a row comes to, decided before anything is written: made, linked, passed over or refused.

use touchstone_domain::access::Role;
use touchstone_domain::account_link::LinkKind;
use touchstone_domain::id::{Id, PersonId, TeamId, UserId};
use touchstone_domain::import::{
    Candidate, Field, ImportKind, RequesterCandidate, RequesterNamed, RowCode, RowProblem, TeamCandidate,
    UserCandidate, candidate,
};
use touchstone_domain::language::Language;
use touchstone_domain::role::RoleChoice;
use touchstone_domain::ticket::Tier;
use touchstone_domain::time::Timestamp;
use touchstone_store::Tx;
use touchstone_store::import::ImportRow;
use touchstone_store::person::contact_verified_by_lookup;
use touchstone_store::team::team_by_name;

use super::batch::RawRow;
use super::party::Scene;
use super::ticket::{TicketPlan, ticket_resolve};
use crate::account::account_link::LinkDraft;
use crate::account::input::user_by_lookup;
use crate::account::user_create::{UserDraft, UserInput};
use crate::core::{App, AppError, Call};
use crate::person::{PersonDraft, RequesterInput, person_draft};
use crate::ticket::TrackingCode;

/// What failed rows are sealed under.
pub(crate) const RAW_PURPOSE: &str = "import-row";
/// Longer rows are not kept for mending.
const RAW_KEPT: usize = 1 << 20;

/// A row read, checked and sealed outside any transaction.
pub(super) struct Prepared {
    pub(super) row: i64,
    pub(super) line: i64,
    pub(super) after: (i64, i64),
    /// What it says, sealed.
    pub(super) raw: Option<Vec<u8>>,
    pub(super) ready: Result<Option<Ready>, RowProblem>,
}

/// A candidate with everything random or slow drawn already.
pub(super) struct Ready {
    pub(super) candidate: Candidate,
    pub(super) person: Option<PersonDraft>,
    pub(super) user: Option<UserDraft>,
    pub(super) link: Option<LinkDraft>,
    pub(super) tracking: TrackingCode,
}

/// What a row comes to.
pub(super) enum Verdict {
    Skip(RowCode, Option<i64>),
    /// The record is there: it becomes known by the source's id too.
    Link(RowCode, i64),
    Fail(RowProblem),
    Make(Plan),
}

/// What is to be made, with everything it names found.
pub(super) enum Plan {
    Team { lead: Option<UserId> },
    User { teams: Vec<TeamId> },
    Requester,
    Ticket(Box<TicketPlan>),
}

/// Reads and checks rows; keys and codes are drawn here.
pub(super) async fn prepare(
    app: &App,
    call: &Call,
    import: &ImportRow,
    scene: &Scene<'_>,
    rows: Vec<RawRow>,
) -> Vec<Prepared> {
    let now = app.clock.now();
    let mut prepared = Vec::with_capacity(rows.len());
    for row in rows {
        let keep = !row.raw.is_empty() && row.raw.len() <= RAW_KEPT;
        let raw = keep.then(|| app.keys.seal_system(RAW_PURPOSE, &row.raw));
        let read = row.content.map_err(RowProblem::row).and_then(|content| {
            let read = candidate(import.kind, scene.mapping, &content, now);
            read.map_err(|wrong| {
                wrong
                    .first()
                    .copied()
                    .unwrap_or(RowProblem::row(RowCode::Refused))
            })
        });
        let ready = match read {
            Ok(Some(candidate)) => ready(app, call, scene, candidate).await.map(Some),
            Ok(None) => Ok(None),
            Err(problem) => Err(problem),
        };
        prepared.push(Prepared {
            row: row.row,
            line: row.line,
            after: row.after,
            raw,
            ready,
        });
    }
    prepared
}

async fn ready(app: &App, call: &Call, scene: &Scene<'_>, candidate: Candidate) -> Result<Ready, RowProblem> {
    let refused = |_| RowProblem::row(RowCode::Refused);
    let options = &scene.mapping.options;
    let language = |told: Option<Language>| told.or(options.language);
    let draft = |named: &RequesterNamed, tier: Option<Tier>| {
        let input = RequesterInput {
            name: named.name.clone(),
            email: named.email.clone(),
            phone: named.phone.clone(),
            language: language(named.language),
            tier,
        };
        person_draft(app, call, "", &input).map_err(refused)
    };
    let (mut person, mut user, mut link) = (None, None, None);
    match &candidate {
        Candidate::Team(_) => {}
        Candidate::User(told) => {
            let input = UserInput {
                name: told.name.clone(),
                email: told.email.clone(),
                language: language(told.language).unwrap_or_default(),
                role: RoleChoice::BuiltIn(told.role),
                teams: Vec::new(),
                password: None,
            };
            user = Some(UserDraft::new(app, call, input).await.map_err(refused)?);
            link = (options.invite && told.active).then(|| LinkDraft::new(LinkKind::Invitation));
        }
        Candidate::Requester(told) => person = Some(draft(&told.named, told.tier)?),
        Candidate::Ticket(told) if told.named.is_empty() => {}
        Candidate::Ticket(told) => person = Some(draft(&told.named, None)?),
    }
    Ok(Ready {
        candidate,
        person,
        user,
        link,
        tracking: TrackingCode::generate(),
    })
}

/// Decides about one row, as the database stands.
pub(super) fn resolve(
    tx: &mut Tx<'_>,
    scene: &mut Scene<'_>,
    prepared: &Prepared,
    kind: ImportKind,
    now: Timestamp,
) -> Result<Verdict, AppError> {
    let ready = match &prepared.ready {
        Err(problem) => return Ok(Verdict::Fail(*problem)),
        Ok(None) => return Ok(Verdict::Skip(RowCode::Filtered, None)),
        Ok(Some(ready)) => ready,
    };
    if let Some(record) = scene.known(tx, kind, ready.candidate.external_id())? {
        return Ok(Verdict::Skip(RowCode::AlreadyImported, Some(record)));
    }
    match &ready.candidate {
        Candidate::Team(team) => team_resolve(tx, scene, team),
        Candidate::User(user) => user_resolve(tx, scene, user, ready),
        Candidate::Requester(requester) => requester_resolve(tx, scene, requester, ready),
        Candidate::Ticket(ticket) => ticket_resolve(tx, scene, ticket, ready, now),
    }
}

fn fail(field: Field, code: RowCode) -> Verdict {
    Verdict::Fail(RowProblem::at(field, code))
}

fn team_resolve(tx: &mut Tx<'_>, scene: &mut Scene<'_>, team: &TeamCandidate) -> Result<Verdict, AppError> {
    if let Some(known) = team_by_name(tx, &team.name)? {
        return Ok(Verdict::Link(RowCode::MatchedByName, known.raw()));
    }
    let lead = match &team.lead {
        None => None,
        Some(word) => match scene.user(tx, word)? {
            Ok(lead) => Some(lead),
            Err(code) => return Ok(fail(Field::Lead, code)),
        },
    };
    Ok(Verdict::Make(Plan::Team { lead }))
}

fn user_resolve(
    tx: &mut Tx<'_>,
    scene: &mut Scene<'_>,
    user: &UserCandidate,
    ready: &Ready,
) -> Result<Verdict, AppError> {
    if user.role == Role::Administrator {
        return Ok(fail(Field::Role, RowCode::RoleNotImported));
    }
    if let Some(draft) = &ready.user
        && let Some(known) = user_by_lookup(tx, draft.email_lookup())?
    {
        return Ok(Verdict::Link(RowCode::MatchedByEmail, known.id.raw()));
    }
    let mut teams = Vec::new();
    for word in &user.teams {
        match scene.team(tx, word)? {
            Some(team) => teams.push(team),
            None if scene.mapping.options.team_none => {}
            None => return Ok(fail(Field::Teams, RowCode::TeamUnknown)),
        }
    }
    Ok(Verdict::Make(Plan::User { teams }))
}

fn requester_resolve(
    tx: &mut Tx<'_>,
    scene: &Scene<'_>,
    _: &RequesterCandidate,
    ready: &Ready,
) -> Result<Verdict, AppError> {
    Ok(match vouched(tx, scene, ready)? {
        Ok(Some(known)) => Verdict::Link(RowCode::MatchedByContact, known.raw()),
        Ok(None) => Verdict::Make(Plan::Requester),
        Err(code) => fail(Field::Email, code),
    })
}

/// The one known person who has shown the very contact that the source vouches for; nobody where the operator does not
/// vouch for the source.
pub(super) fn vouched(
    tx: &mut Tx<'_>,
    scene: &Scene<'_>,
    ready: &Ready,
) -> Result<Result<Option<PersonId>, RowCode>, AppError> {
    let Some(draft) = ready
        .person
        .as_ref()
        .filter(|_| scene.mapping.options.contacts_verified)
    else {
        return Ok(Ok(None));
    };
    let mut found: Vec<PersonId> = Vec::new();
    for (kind, lookup) in draft.lookups() {
        for hash in lookup.all() {
            let owners = contact_verified_by_lookup(tx, kind, hash, 2)?;
            found.extend(owners.iter().map(|owner| owner.person));
        }
    }
    found.sort_unstable();
    found.dedup();
    Ok(match found[..] {
        [] => Ok(None),
        [only] => Ok(Some(only)),
        _ => Err(RowCode::ContactAmbiguous),
    })
}
