//! Key figures beside the targets of the standard in force and what others reach.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use touchstone_domain::access::{Permission, Role};
use touchstone_domain::figure::{
    Dimension, FigureSpan, FigureZone, Kpi, KpiUnit, Period, Standing, Totals, kpi_aim,
};
use touchstone_domain::standard::Standard;
use touchstone_store::figure::figure_sums;
use touchstone_store::{Lane, Tx};

use super::days::{calendar, zone};
use crate::core::{App, AppError, Caller};
use crate::standard::standard_current;

/// A key figure in the period its target names (a month where none does), so far.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KpiLine {
    pub kpi: Kpi,
    pub unit: KpiUnit,
    pub period: Period,
    /// The first day of the period, and the last.
    pub from: String,
    pub to: String,
    /// Shares between 0 and 1, durations in seconds; none where nothing was counted.
    pub value: Option<f64>,
    /// The same of the period before.
    pub before: Option<f64>,
    /// On how many cases the value rests.
    pub cases: i64,
    pub target: Option<f64>,
    pub at_least: bool,
    pub stretch: Option<f64>,
    /// How far the target may be missed before it is more than a warning.
    pub outer: Option<f64>,
    /// None where there is no target.
    pub standing: Option<Standing>,
    /// The role that answers for it.
    pub owner: Option<Role>,
    pub benchmark: Option<Benchmark>,
}

/// What others reach, and who says so; figures as the standard writes them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Benchmark {
    pub industry: Option<String>,
    pub best: Option<String>,
    pub source: Option<String>,
}

/// Every key figure now.
pub async fn kpi_lines(app: &App, caller: &Caller) -> Result<Vec<KpiLine>, AppError> {
    caller.actor.holds(Permission::BoardRead)?;
    let standard = standard_current(app).await?.standard;
    let zone = zone(app)?;
    let today = zone.date_of(app.clock.now()).map_err(calendar)?;
    app.query(Lane::Slow, move |tx| {
        let mut kept = Kept::default();
        Kpi::ALL
            .iter()
            .map(|kpi| kept.line(tx, &zone, today, *kpi, &standard))
            .collect()
    })
    .await
}

/// Under which members, from which day, before which.
type Counted = (Dimension, Vec<&'static str>, Date, Date);

/// Sums that several figures look at, read once.
#[derive(Default)]
struct Kept(BTreeMap<Counted, Totals>);

impl Kept {
    fn line(
        &mut self,
        tx: &mut Tx<'_>,
        zone: &FigureZone,
        today: Date,
        kpi: Kpi,
        standard: &Standard,
    ) -> Result<KpiLine, AppError> {
        let target = standard.kpis().iter().find(|target| target.kpi == kpi.as_str());
        let aim = target.and_then(kpi_aim);
        let period = aim.as_ref().map_or(Period::Month, |aim| aim.period);
        let (from, next) = FigureZone::period_of(period, today).map_err(calendar)?;
        let last = FigureZone::period_of(period, from.saturating_sub(1.day())).map_err(calendar)?;
        let now = self.totals(tx, zone, kpi, (from, next))?;
        let before = self.totals(tx, zone, kpi, last)?;
        let older = if kpi.looks_back() {
            let older = FigureZone::period_of(period, last.0.saturating_sub(1.day())).map_err(calendar)?;
            self.totals(tx, zone, kpi, older)?
        } else {
            Totals::default()
        };
        let (value, cases) = kpi.value(&now, &before);
        Ok(KpiLine {
            kpi,
            unit: kpi.unit(),
            period,
            from: from.to_string(),
            to: next.saturating_sub(1.day()).to_string(),
            standing: aim.as_ref().map(|aim| aim.standing(value)),
            owner: target.and_then(|target| target.owner),
            value: shown(kpi, value),
            before: shown(kpi, kpi.value(&before, &older).0),
            cases,
            target: shown(kpi, aim.as_ref().map(|aim| aim.target)),
            at_least: aim.as_ref().is_none_or(|aim| aim.at_least),
            stretch: shown(kpi, aim.as_ref().and_then(|aim| aim.stretch)),
            outer: shown(kpi, aim.as_ref().and_then(|aim| aim.outer)),
            benchmark: benchmark(standard, kpi),
        })
    }

    /// What was counted under the figure's members.
    fn totals(
        &mut self,
        tx: &mut Tx<'_>,
        zone: &FigureZone,
        kpi: Kpi,
        (from, next): (Date, Date),
    ) -> Result<Totals, AppError> {
        let (dimension, members) = kpi.members();
        let whose = (dimension, members, from, next);
        if let Some(known) = self.0.get(&whose) {
            return Ok(known.clone());
        }
        let period = (
            zone.start_of(from).map_err(calendar)?,
            zone.start_of(next).map_err(calendar)?,
        );
        let totals = figure_sums(tx, FigureSpan::Day, (dimension, &whose.1), period)?;
        Ok(self.0.entry(whose).or_insert(totals).clone())
    }
}

/// Durations are kept in µs and shown in seconds.
fn shown(kpi: Kpi, value: Option<f64>) -> Option<f64> {
    match kpi.unit() {
        KpiUnit::Duration => value.map(|micros| micros / 1e6),
        KpiUnit::Share | KpiUnit::Change => value,
    }
}

fn benchmark(standard: &Standard, kpi: Kpi) -> Option<Benchmark> {
    let known = standard
        .benchmarks()
        .iter()
        .find(|known| known.kpi == kpi.as_str())?;
    let figure = |name: &str| {
        let figure = known.figures.iter().find(|(key, _)| key == name);
        figure.map(|(_, figure)| figure.clone())
    };
    Some(Benchmark {
        industry: figure("industry"),
        best: figure("best"),
        source: figure("source"),
    })
}
