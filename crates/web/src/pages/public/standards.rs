//! The standard in force and those before it, as they are published: pledges, service catalogue, clauses.

use axum::extract::State;
use touchstone_app::law::laws_published;
use touchstone_app::standard::{standard_by_number, standard_published};
use touchstone_domain::clock::Metric;
use touchstone_domain::language::Language;
use touchstone_domain::standard::catalogue::Service;
use touchstone_domain::standard::pledge::PublicPledge;
use touchstone_domain::standard::{Standard, TierRule};
use touchstone_domain::ticket::Tier;
use touchstone_render::view::{PledgeLine, PublicStandardView, ServiceLine, TierLine};

use crate::access::Visitor;
use crate::failure::Failure;
use crate::page::{Page, Reader, page};
use crate::pages::quality::{areas, document_line, standard_line};
use crate::path::At;
use crate::state::WebState;

/// Versions that are listed.
const VERSIONS: u32 = 100;

/// `GET /standards`
pub(super) async fn current(by: Visitor, State(state): State<WebState>) -> Page {
    let current = standard_published(&state.app, 1).await?;
    let number = current.first().ok_or_else(Failure::not_found)?.number;
    shown(&by, &state, number).await
}

/// `GET /standards/{version}`
pub(super) async fn version(by: Visitor, At(number): At<i64>, State(state): State<WebState>) -> Page {
    shown(&by, &state, number).await
}

async fn shown(by: &Visitor, state: &WebState, number: i64) -> Page {
    let document = standard_by_number(&state.app, number).await?;
    let language = by.language();
    let pack = Standard::parse(&document.pack).ok();
    let laws = laws_published(&state.app).await?;
    let versions = standard_published(&state.app, VERSIONS).await?;
    let view = PublicStandardView {
        line: document_line(&document),
        title: pack
            .as_ref()
            .map_or_else(|| document.key.clone(), |pack| pack.title(language).to_owned()),
        effective_from: document.effective_from,
        catalogue: pack
            .as_ref()
            .map(|pack| catalogue(pack.catalogue(), language))
            .unwrap_or_default(),
        tiers: pack.as_ref().map(tiers).unwrap_or_default(),
        pledges: pack
            .as_ref()
            .map(|pack| pledges(pack.pledges(), language))
            .unwrap_or_default(),
        areas: pack.map(|pack| areas(&pack, &laws, language)).unwrap_or_default(),
        versions: versions.into_iter().map(standard_line).collect(),
    };
    page(state, &by.frame(state), &view)
}

fn catalogue(services: &[Service], language: Language) -> Vec<ServiceLine> {
    let line = |service: &Service| ServiceLine {
        audience: service.audience.as_str().into(),
        channels: service
            .channels
            .iter()
            .map(|channel| channel.as_str().into())
            .collect(),
        tiers: service.tiers.iter().map(|tier| tier.as_str().into()).collect(),
        served: service.served.in_language(language).to_owned(),
        not_served: service.not_served.in_language(language).to_owned(),
    };
    services.iter().map(line).collect()
}

fn tiers(pack: &Standard) -> Vec<TierLine> {
    let line = |(tier, rule): (&Tier, &TierRule)| TierLine {
        tier: tier.as_str().into(),
        channels: rule
            .channels
            .iter()
            .map(|channel| channel.as_str().into())
            .collect(),
        first_answer_percent: rule
            .factors
            .get(&Metric::FirstResponse)
            .map(|factor| percent(*factor)),
        adviser: rule.named_adviser,
    };
    pack.tiers().iter().map(line).collect()
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "factors are between 0.001 and 100"
)]
fn percent(factor: f64) -> u32 {
    (factor * 100.0).round() as u32
}

fn pledges(pledges: &[PublicPledge], language: Language) -> Vec<PledgeLine> {
    let line = |pledge: &PublicPledge| PledgeLine {
        title: pledge.title.in_language(language).to_owned(),
        text: pledge.text.in_language(language).to_owned(),
        remedy: pledge.remedy.in_language(language).to_owned(),
    };
    pledges.iter().map(line).collect()
}
