//! Breaches: along the tree of causes, by who answers, one by one.

use axum::extract::State;
use serde::Deserialize;
use touchstone_app::breach::{self, Breach, BreachAsked, BreachQuery, BreachSums};
use touchstone_domain::figure::share;
use touchstone_render::view::{BranchLine, BreachLine, BreachesView, PartyLine};

use super::percent;
use crate::access::{Granted, may};
use crate::page::{Page, Reader, page};
use crate::pages::desk::address::address;
use crate::pages::desk::people::team_choices;
use crate::pages::shared::{cause_tree, charged_view};
use crate::query::Query;
use crate::route::Route;
use crate::state::WebState;

const PATH: &str = "/quality/breaches";

pub(super) fn routes() -> Vec<Route> {
    vec![Route::get(PATH, breaches)]
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    from: String,
    to: String,
    cause: String,
    charged_to: String,
    team: String,
    cursor: String,
}

impl Asked {
    fn query(&self, state: &WebState) -> Result<BreachQuery, touchstone_app::AppError> {
        let asked = BreachAsked {
            from: Some(&self.from),
            to: Some(&self.to),
            cause: Some(&self.cause),
            charged_to: Some(&self.charged_to),
            team: Some(&self.team),
            basis: None,
            cursor: Some(&self.cursor),
            limit: None,
        };
        BreachQuery::read(&state.app, &asked)
    }
}

/// Makes links that keep what else was asked.
struct Links {
    from: String,
    to: String,
    cause: String,
    charged_to: String,
    team: String,
}

impl Links {
    fn to(&self, cause: &str, cursor: &str) -> String {
        let pairs = [
            ("from", self.from.as_str()),
            ("to", &self.to),
            ("cause", cause),
            ("charged_to", &self.charged_to),
            ("team", &self.team),
            ("cursor", cursor),
        ];
        address(PATH, pairs.into_iter().filter(|(_, value)| !value.is_empty()))
    }
}

async fn breaches(
    by: Granted<may::ReadBoard>,
    Query(asked): Query<Asked>,
    State(state): State<WebState>,
) -> Page {
    let query = asked.query(&state)?;
    let days = query.filter.days;
    let sums = breach::breach_sums(&state.app, &by.caller, days).await?;
    let found = breach::breach_list(&state.app, &by.caller, query).await?;
    let links = Links {
        from: days.from.to_string(),
        to: days.to.to_string(),
        cause: asked.cause,
        charged_to: asked.charged_to,
        team: asked.team,
    };
    let next = found.next_cursor.as_deref();
    let view = BreachesView {
        teams: team_choices(&state, &by.call()).await?,
        next: next.map(|cursor| links.to(&links.cause, cursor)),
        first: (!asked.cursor.is_empty()).then(|| links.to(&links.cause, "")),
        breaches: found.items.into_iter().map(line).collect(),
        ..summed(sums, &links)
    };
    page(&state, &by.frame(&state), &view)
}

fn summed(sums: BreachSums, links: &Links) -> BreachesView {
    let branches = sums.branches.iter().map(|sum| BranchLine {
        branch: sum.branch.as_str().into(),
        href: links.to(&format!("branch:{}", sum.branch), ""),
        count: sum.count,
        share: percent(share(sum.count, sums.count)),
        causes: sum
            .causes
            .iter()
            .map(|one| {
                (
                    one.cause.as_str().into(),
                    links.to(one.cause.as_str(), ""),
                    one.count,
                )
            })
            .collect(),
    });
    let parties = sums.parties.iter().map(|sum| PartyLine {
        charged: charged_view(&sum.charged),
        count: sum.count,
    });
    BreachesView {
        branches: branches.collect(),
        parties: parties.collect(),
        from: links.from.clone(),
        to: links.to.clone(),
        cause: links.cause.clone(),
        charged_to: links.charged_to.clone(),
        team: links.team.clone(),
        teams: Vec::new(),
        causes: cause_tree(),
        count: sums.count,
        capped: sums.capped,
        unset: sums.unset,
        unset_href: links.to("unset", ""),
        uncharged: sums.uncharged,
        breaches: Vec::new(),
        next: None,
        first: None,
    }
}

fn line(one: Breach) -> BreachLine {
    BreachLine {
        number: one.number,
        href: one.readable.then(|| format!("/desk/tickets/{}", one.ticket)),
        metric: one.metric.as_str().into(),
        instance: one.instance,
        basis: one.basis.as_str().into(),
        breached_at: one.breached_at,
        late: one.met_at.map(|met| met - one.breached_at),
        stage: one.breached_in.map(|stage| stage.as_str().into()),
        cause: one.cause.as_str().into(),
        charged: one.charged.as_ref().map(charged_view),
        assignee: one.assignee.map(|user| user.name),
        team: one.team.map(|team| team.name),
    }
}
