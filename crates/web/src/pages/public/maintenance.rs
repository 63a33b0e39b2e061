//! Planned work as everybody reads it: a page, and a calendar to subscribe to.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::CONTENT_TYPE;
use touchstone_app::maintenance::{announcements, maintenance_feed};
use touchstone_domain::id::MaintenanceId;
use touchstone_domain::language::Language;
use touchstone_domain::maintenance::{Maintenance, MaintenancePhase};
use touchstone_render::view::{AnnouncedView, MaintenanceLine};

use crate::access::Visitor;
use crate::page::{Page, Reader, page};
use crate::state::WebState;

/// `GET /maintenance`
pub(super) async fn announced(by: Visitor, State(state): State<WebState>) -> Page {
    let language = by.language();
    let shown = announcements(&state.app).into_iter();
    let view = AnnouncedView {
        plans: shown
            .map(|one| plan_line(one.id, &one.plan, one.phase, language))
            .collect(),
    };
    page(&state, &by.frame(&state), &view)
}

/// `GET /maintenance.ics`
pub(super) async fn feed(by: Visitor, State(state): State<WebState>) -> Response {
    let calendar = maintenance_feed(&state.app, by.language());
    ([(CONTENT_TYPE, "text/calendar; charset=utf-8")], calendar).into_response()
}

/// A plan as a line of a page.
pub(in crate::pages) fn plan_line(
    id: MaintenanceId,
    plan: &Maintenance,
    phase: MaintenancePhase,
    language: Language,
) -> MaintenanceLine {
    MaintenanceLine {
        id: id.to_string(),
        title: plan.title_in(language).to_owned(),
        text: plan.text_in(language).to_owned(),
        kind: plan.kind.as_str().into(),
        impact: plan.impact.as_str().into(),
        phase: phase.as_str().into(),
        starts_at: plan.starts_at,
        ends_at: plan.ends_at,
        announced_at: plan.announced_at,
    }
}
