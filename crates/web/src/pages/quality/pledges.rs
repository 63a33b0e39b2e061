//! Public pledges: how often each was kept, and what became of the remedies of broken ones.

use axum::extract::State;
use serde::Deserialize;
use touchstone_app::pledge::{BrokenPledge, BrokenPledgeQuery, pledge_breach_list, pledge_figures};
use touchstone_domain::standard::pledge::RemedyState;
use touchstone_render::view::{BrokenPledgeLine, PledgeFiguresLine, PledgesView};

use super::percent;
use crate::access::{Granted, may};
use crate::page::{Page, Reader, page};
use crate::pages::desk::address::address;
use crate::query::Query;
use crate::route::Route;
use crate::state::WebState;

const PATH: &str = "/quality/pledges";

pub(super) fn routes() -> Vec<Route> {
    vec![Route::get(PATH, pledges)]
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    from: String,
    to: String,
    state: Option<RemedyState>,
    cursor: Option<String>,
}

async fn pledges(
    by: Granted<may::ReadBoard>,
    Query(asked): Query<Asked>,
    State(state): State<WebState>,
) -> Page {
    let (days, figures) = pledge_figures(&state.app, &by.caller, Some(&asked.from), Some(&asked.to)).await?;
    let query = BrokenPledgeQuery::read(asked.state, asked.cursor.as_deref(), None)?;
    let remedies = query.state;
    let found = pledge_breach_list(&state.app, &by.caller, query).await?;
    let (from, to) = (days.from.to_string(), days.to.to_string());
    let at = |cursor: Option<&str>| {
        let pairs = [("from", from.as_str()), ("to", &to), ("state", remedies.as_str())];
        address(
            PATH,
            pairs.into_iter().chain(cursor.map(|cursor| ("cursor", cursor))),
        )
    };
    let view = PledgesView {
        next: found.next_cursor.as_deref().map(|cursor| at(Some(cursor))),
        first: asked.cursor.is_some().then(|| at(None)),
        pledges: figures
            .into_iter()
            .map(|one| PledgeFiguresLine {
                title: one.title,
                remedy_text: one.remedy_text,
                kept: one.kept,
                broken: one.broken,
                share: percent(one.share),
            })
            .collect(),
        state: remedies.as_str().into(),
        broken: found.items.into_iter().map(line).collect(),
        from: days.from.to_string(),
        to: days.to.to_string(),
    };
    page(&state, &by.frame(&state), &view)
}

fn line(one: BrokenPledge) -> BrokenPledgeLine {
    BrokenPledgeLine {
        number: one.number,
        href: format!("/desk/tickets/{}", one.ticket),
        title: one.title,
        metric: one.metric.as_str().into(),
        broken_at: one.broken_at,
        decided_by: one.decided_by.map(|user| user.name),
        decided_at: one.decided_at,
        assignee: one.assignee.map(|user| user.name),
        team: one.team.map(|team| team.name),
    }
}
