//! The audit: the event log as people read it, narrowed, and each entry held against its hash.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use touchstone_app::audit::{self, AuditEntry, AuditPage, AuditQuery, subject_text};
use touchstone_domain::access::Permission;
use touchstone_domain::codes::Code;
use touchstone_domain::event::{Subject, SystemActor, event_families};
use touchstone_domain::export::TableFormat;
use touchstone_domain::id::EventId;
use touchstone_render::view::{
    ActorView, AuditEventView, AuditFamily, AuditFilters, AuditLine, AuditView, Choice, Problems,
};

use super::super::desk::address::address;
use super::super::desk::history::{Given, actor_kind, told};
use super::record_problems;
use crate::access::{Granted, may};
use crate::export;
use crate::failure::Failure;
use crate::page::{Page, Reader, page};
use crate::pages::again::{about_the_form, again};
use crate::pages::shared::{notices, typed};
use crate::pages::staff;
use crate::path::At;
use crate::query::Pairs;
use crate::route::Route;
use crate::state::{WebState, platform_zone};

const PATH: &str = "/admin/audit";
/// Entries on a page.
const ROWS: u32 = 50;
/// Parameters of the address that narrow the list.
const FILTERS: [&str; 7] = ["actor", "kind", "subject", "from", "to", "address", "session"];

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get(PATH, audit),
        Route::get("/admin/audit/export", audit_export),
        Route::get("/admin/audit/{id}", audit_event),
    ]
}

/// Filters that cannot be understood come back with what is wrong with them.
async fn audit(
    by: Granted<may::ReadAudit>,
    pairs: Pairs,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    let pairs: Vec<_> = pairs.iter().map(|(n, v)| (n.to_owned(), v.to_owned())).collect();
    let frame = notices(by.frame(&state), &state.renderer);
    match found(&state, &by, &pairs).await {
        Ok(found) => {
            let view = view(&state, &by, &pairs, found, Problems::none()).await?;
            Ok(page(&state, &frame, &view)?.into_response())
        }
        Err(failure) => {
            let failure = about_the_form(failure)?;
            let nothing = AuditPage {
                items: Vec::new(),
                next_cursor: None,
                partial: false,
            };
            let view = view(&state, &by, &pairs, nothing, record_problems(&failure)).await?;
            again(&state, frame, PATH, &view, &failure)
        }
    }
}

async fn found(
    state: &WebState,
    by: &Granted<may::ReadAudit>,
    pairs: &[(String, String)],
) -> Result<AuditPage, Failure> {
    let asked = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let asked = asked.filter(|(name, _)| *name != "done");
    let mut query = AuditQuery::parse(asked, &platform_zone(state))?;
    query.limit = ROWS;
    Ok(audit::audit_list(&state.app, &by.caller, query).await?)
}

async fn view(
    state: &WebState,
    by: &Granted<may::ReadAudit>,
    pairs: &[(String, String)],
    found: AuditPage,
    problems: Problems,
) -> Result<AuditView, Failure> {
    let text = |name| typed(pairs, name);
    let set: Vec<_> = FILTERS.iter().map(|name| (*name, text(name))).collect();
    let set = || set.iter().map(|(name, value)| (*name, value.as_str()));
    let users: Vec<_> = staff::users(state, by).await?;
    let users: Vec<_> = users
        .iter()
        .map(|user| Choice::new(user.id, &user.name))
        .collect();
    let actor = text("actor");
    let offered = |wanted: &str| wanted == "public" || wanted.starts_with("system:") || wanted.is_empty();
    let here = address(PATH, set());
    let export = address("/admin/audit/export", set());
    Ok(AuditView {
        filters: AuditFilters {
            other_actor: !offered(&actor) && !users.iter().any(|user| user.value == actor),
            active: set().filter(|(_, value)| !value.is_empty()).count(),
            actor,
            kind: text("kind"),
            subject: text("subject"),
            from: text("from"),
            to: text("to"),
            address: text("address"),
            session: text("session"),
        },
        problems,
        families: event_families()
            .into_iter()
            .map(|(code, kinds)| AuditFamily {
                code: code.into(),
                kinds: kinds.iter().map(|kind| kind.as_str().into()).collect(),
            })
            .collect(),
        users,
        systems: SystemActor::ALL.iter().map(|part| part.as_str().into()).collect(),
        next: found
            .next_cursor
            .map(|cursor| address(&here, [("cursor", cursor.as_str())])),
        first: (!text("cursor").is_empty()).then_some(here),
        partial: found.partial,
        export: format!("{export}{}format=", if export.contains('?') { '&' } else { '?' }),
        entries: found.items.into_iter().map(|entry| line(by, entry)).collect(),
    })
}

/// `GET /admin/audit/export`: the list that `/admin/audit` shows at the same address, all its pages.
async fn audit_export(
    by: Granted<may::ReadAudit>,
    pairs: Pairs,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    let format = pairs.iter().find(|(name, _)| *name == "format");
    let format = format.and_then(|(_, value)| TableFormat::from_code(value).ok());
    let filters = pairs.iter().filter(|(name, _)| FILTERS.contains(name));
    let query = AuditQuery::parse(filters, &platform_zone(&state))?;
    export::audit(&by, &state, query, format.unwrap_or(TableFormat::Csv)).await
}

async fn audit_event(
    by: Granted<may::ReadAudit>,
    At(id): At<EventId>,
    State(state): State<WebState>,
) -> Page {
    let detail = audit::audit_read(&state.app, &by.caller, id).await?;
    let view = AuditEventView {
        position: detail.position,
        stored: detail.entry.stored.clone(),
        hash: detail.entry.hash.clone(),
        hash_again: detail.hash_again,
        reason: detail.reason,
        line: line(&by, detail.entry),
    };
    page(&state, &by.frame(&state), &view)
}

fn line(by: &Granted<may::ReadAudit>, entry: AuditEntry) -> AuditLine {
    let given = Given {
        assignee: entry.assignee.as_deref(),
        team: entry.team.as_deref(),
    };
    let details = entry.body.as_ref().map(|body| told(body, &given).details);
    AuditLine {
        details: details.unwrap_or_default(),
        id: entry.id.to_string(),
        at: entry.at,
        actor: ActorView {
            kind: actor_kind(entry.actor).into(),
            name: entry.actor_name,
        },
        actor_id: entry.actor.to_text(),
        token: entry.token.map(|token| Choice::new(token.id, token.name)),
        session: entry.session.map(|session| session.to_string()),
        kind: entry.kind.as_str().into(),
        subject_kind: entry.subject.parts().0.as_str().into(),
        subject: match entry.subject {
            Subject::System => String::new(),
            other => subject_text(other),
        },
        subject_name: entry.subject_name,
        subject_href: subject_href(by, entry.subject),
        origin: entry.origin.as_str().into(),
        address: entry.address,
        agent: entry.agent,
        intact: entry.intact,
    }
}

/// Where a subject can be looked at by this reader.
fn subject_href(by: &Granted<may::ReadAudit>, subject: Subject) -> Option<String> {
    let (needs, href) = match subject {
        Subject::Ticket(id) => (Permission::TicketRead, format!("/desk/tickets/{id}?tab=history")),
        Subject::Person(id) => (Permission::PrivacyRead, format!("/ops/people/{id}")),
        Subject::PrivacyRequest(id) => (Permission::PrivacyRead, format!("/ops/privacy/{id}")),
        Subject::User(_) => (Permission::UserRead, "/admin/users".to_owned()),
        Subject::Team(_) => (Permission::TeamRead, "/admin/teams".to_owned()),
        Subject::Token(_) => (Permission::TokenManage, "/admin/tokens".to_owned()),
        Subject::Standard(id) => (Permission::StandardRead, format!("/quality/standards/{id}")),
        Subject::Session(_) | Subject::System => return None,
    };
    by.user.grants.holds(needs).then_some(href)
}
