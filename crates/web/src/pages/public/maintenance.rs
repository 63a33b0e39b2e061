//! Planned work as everybody reads it: a page, and a calendar to subscribe to.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::CONTENT_TYPE;
use touchstone_app::maintenance::{Announcement, announcements, maintenance_feed};
use touchstone_domain::language::Language;
use touchstone_render::view::{AnnouncedView, MaintenanceLine};

use crate::access::Visitor;
use crate::page::{Page, Reader, page};
use crate::state::WebState;

/// `GET /maintenance`
pub(super) async fn announced(by: Visitor, State(state): State<WebState>) -> Page {
    let language = by.language();
    let shown = announcements(&state.app).into_iter();
    let view = AnnouncedView {
        plans: shown.map(|one| line(&one, language)).collect(),
    };
    page(&state, &by.frame(&state), &view)
}

/// `GET /maintenance.ics`
pub(super) async fn feed(by: Visitor, State(state): State<WebState>) -> Response {
    let calendar = maintenance_feed(&state.app, by.language());
    ([(CONTENT_TYPE, "text/calendar; charset=utf-8")], calendar).into_response()
}

fn line(one: &Announcement, language: Language) -> MaintenanceLine {
    MaintenanceLine {
        id: one.id.to_string(),
        title: one.plan.title_in(language).to_owned(),
        text: one.plan.text_in(language).to_owned(),
        kind: one.plan.kind.as_str().into(),
        impact: one.plan.impact.as_str().into(),
        phase: one.phase.as_str().into(),
        starts_at: one.plan.starts_at,
        ends_at: one.plan.ends_at,
        announced_at: one.plan.announced_at,
    }
}
