//! The front page: the two doors, and what the standard in force promises.

use axum::extract::State;
use touchstone_app::standard::standard_current;
use touchstone_domain::clock::Metric;
use touchstone_domain::standard::Standard;
use touchstone_domain::ticket::{Channel, Class, Facts, Impact, Kind, Tier, Urgency};
use touchstone_render::view::{HomeView, Pledge};

use crate::access::Visitor;
use crate::page::{Page, Reader, page};
use crate::pages::shared::notices;
use crate::state::WebState;

/// `GET /`
pub(super) async fn home(by: Visitor, State(state): State<WebState>) -> Page {
    let current = standard_current(&state.app).await?;
    let view = HomeView {
        pledges: Kind::ALL
            .iter()
            .map(|kind| pledge(&current.standard, *kind))
            .collect(),
    };
    page(&state, &notices(by.frame(&state), &state.renderer), &view)
}

/// What a request of this kind is promised when it comes through the form and nobody has judged it yet.
fn pledge(standard: &Standard, kind: Kind) -> Pledge {
    let plan = standard.plan(&Facts {
        kind,
        category: None,
        urgency: Urgency::default(),
        impact: Impact::default(),
        class: Class::default(),
        tier: Tier::default(),
        channel: Channel::Web,
    });
    let span = |metric| plan.target(metric).map(|target| target.span);
    Pledge {
        kind: kind.as_str().into(),
        first_response: span(Metric::FirstResponse),
        resolution: span(Metric::Resolution),
    }
}
