use axum::extract::State;
use touchstone_app::audit::{self, AuditQuery};

use super::AuditEvent;
use crate::access::{Granted, may};
use crate::api::answer::Page;
use crate::api::schema;
use crate::failure::Failure;
use crate::query::Pairs;
use crate::state::{WebState, platform_zone};

/// Conditions that must all hold.
#[derive(utoipa::IntoParams)]
#[expect(
    dead_code,
    reason = "describes a query that the application reads name by name"
)]
#[into_params(parameter_in = Query)]
pub(super) struct AuditFilter {
    /// A user (`usr_…`), an API token (`tok_…`), a requester (`per_…`), `public`, or `system:` and a part of the product.
    actor: Option<String>,
    #[param(value_type = Option<schema::SessionId>)]
    session: Option<String>,
    /// Kinds of events and families of them (`ticket.*`), separated by commas.
    kind: Option<String>,
    /// A typed id of what it is about, or `system`.
    subject: Option<String>,
    /// An IP address.
    address: Option<String>,
    /// From this instant on; a day begins in the platform's zone.
    from: Option<String>,
    /// Before this instant; a day is meant whole.
    to: Option<String>,
}

/// A page of it.
#[derive(utoipa::IntoParams)]
#[expect(
    dead_code,
    reason = "describes a query that the application reads name by name"
)]
#[into_params(parameter_in = Query)]
pub(super) struct AuditPaging {
    /// Entries on a page, 1 to 200; 50 without. A page may be shorter although more follow.
    limit: Option<u32>,
    cursor: Option<String>,
}

/// Every change, and every look at personal data, newest first: who, what, about what, when, from where.
#[utoipa::path(get, path = "/api/v1/audit", tag = "audit", params(AuditFilter, AuditPaging),
    responses((status = 200, body = Page<AuditEvent>)))]
pub(super) async fn audit_list(
    by: Granted<may::ReadAudit>,
    pairs: Pairs,
    State(state): State<WebState>,
) -> Result<Page<AuditEvent>, Failure> {
    let query = AuditQuery::parse(pairs.iter(), &platform_zone(&state))?;
    let page = audit::audit_list(&state.app, &by.caller, query).await?;
    Ok(Page {
        items: page.items.into_iter().map(AuditEvent::from).collect(),
        next_cursor: page.next_cursor,
    })
}
