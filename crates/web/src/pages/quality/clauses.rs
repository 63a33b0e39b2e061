//! The clauses of a pack in the reader's language.

use touchstone_app::law::LawLine;
use touchstone_domain::language::Language;
use touchstone_domain::standard::Standard;
use touchstone_domain::standard::clause::{Area, Clause, ClauseTarget};
use touchstone_render::view::{CitedLaw, ClauseArea, ClauseLine, FigureLine, KpiLine};

/// Area by area; those without a clause are left out.
pub(in crate::pages) fn areas(standard: &Standard, laws: &[LawLine], language: Language) -> Vec<ClauseArea> {
    let area = |area: &Area| {
        let about = standard.clauses().iter().filter(|clause| clause.area == *area);
        ClauseArea {
            area: area.as_str().into(),
            clauses: about
                .map(|clause| line(standard, clause, laws, language))
                .collect(),
        }
    };
    Area::ALL
        .iter()
        .map(area)
        .filter(|area| !area.clauses.is_empty())
        .collect()
}

fn line(standard: &Standard, clause: &Clause, laws: &[LawLine], language: Language) -> ClauseLine {
    let (metric, kpi) = match &clause.target {
        Some(ClauseTarget::Metric(metric)) => (Some(metric.as_str().into()), None),
        Some(ClauseTarget::Kpi(kpi)) => (None, Some(kpi_line(standard, kpi))),
        None => (None, None),
    };
    ClauseLine {
        id: clause.id.clone(),
        title: clause.title.in_language(language).to_owned(),
        text: clause.text.in_language(language).to_owned(),
        metric,
        kpi,
        cites: clause
            .cites
            .iter()
            .map(|law| cited(law, &clause.id, laws, language))
            .collect(),
        binds: clause.binds.iter().map(|role| role.as_str().into()).collect(),
    }
}

/// A law by its title; by its name where the register has none.
fn cited(id: &str, clause: &str, laws: &[LawLine], language: Language) -> CitedLaw {
    let known = laws.iter().find(|line| line.law.id == id);
    CitedLaw {
        id: id.to_owned(),
        title: known.map_or_else(|| id.to_owned(), |line| line.law.title_in(language).to_owned()),
        flagged: known.is_some_and(|line| line.flagged.iter().any(|flagged| flagged == clause)),
    }
}

fn kpi_line(standard: &Standard, kpi: &str) -> KpiLine {
    let target = standard.kpis().iter().find(|known| known.kpi == kpi);
    let figures = target.map(|target| target.figures.as_slice()).unwrap_or_default();
    KpiLine {
        kpi: kpi.to_owned(),
        figures: figures.iter().map(|(name, text)| figure(name, text)).collect(),
    }
}

/// A figure as people read it: lengths of time in words, shares in percent.
pub(super) fn figure(name: &str, text: &str) -> FigureLine {
    let share = text
        .parse::<f64>()
        .ok()
        .filter(|share| text.contains('.') && share.abs() <= 1.0);
    FigureLine {
        name: name.to_owned(),
        text: share.map_or_else(|| text.to_owned(), percent),
        span: text.parse().ok(),
    }
}

fn percent(share: f64) -> String {
    let digits = format!("{:.3}", share * 100.0);
    format!("{} %", digits.trim_end_matches('0').trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_told_as_people_say_them() {
        assert_eq!(figure("at_least", "0.9995").text, "99.95 %");
        assert_eq!(figure("at_most", "-0.3").text, "-30 %");
        assert_eq!(figure("at_least", "1.0").text, "100 %");
        assert_eq!(figure("at_least", "15").text, "15");
        assert!(figure("at_most", "PT6H").span.is_some());
    }
}
