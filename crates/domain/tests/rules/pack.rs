//! The shipped pack reaches the requests it is written for, to the last figure.

use std::collections::BTreeSet;
use touchstone_domain::clock::{ClockBasis, Metric};
use touchstone_domain::language::Language;
use touchstone_domain::stage::Stage;
use touchstone_domain::standard::{SideFigure, Standard, Target};
use touchstone_domain::ticket::{Facts, Impact, Tier, Urgency};
use touchstone_domain::time::Span;

fn shipped() -> (Standard, toml::Table) {
    (
        Standard::default_pack().unwrap(),
        Standard::DEFAULT_PACK.parse().unwrap(),
    )
}

fn list<'a>(table: &'a toml::Table, key: &str) -> Vec<&'a toml::Table> {
    table[key]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item.as_table().unwrap())
        .collect()
}

fn span(value: &toml::Value) -> Span {
    value.as_str().unwrap().parse().unwrap()
}

/// Facts for which each combination of a rule's conditions holds, and nothing else is out of the ordinary.
fn facts_for(standard: &Standard, applies: &toml::Table) -> Vec<Facts> {
    let mut all = vec![serde_json::to_value(Facts::default()).unwrap()];
    for (key, value) in applies {
        let values = value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
        let text = |value: &toml::Value| match key.as_str() {
            "category" => standard
                .categories()
                .resolve(value.as_str().unwrap())
                .unwrap()
                .to_string(),
            _ => value.as_str().unwrap().to_owned(),
        };
        let set = |facts: &serde_json::Value, value: &toml::Value| {
            let mut facts = facts.clone();
            facts[key.as_str()] = text(value).into();
            facts
        };
        all = all
            .iter()
            .flat_map(|facts| values.iter().map(move |value| set(facts, value)))
            .collect();
    }
    all.into_iter()
        .map(|facts| serde_json::from_value(facts).unwrap())
        .collect()
}

/// Where a figure of the pack must be found in a plan.
fn figure(target: &Target, ending: &str) -> Option<Span> {
    match ending {
        "" => Some(target.span),
        "stretch" => target.stretch,
        "limit" => target.limit,
        "target" => target.aim,
        other => panic!("{other}"),
    }
}

fn check_rule(standard: &Standard, rule: &toml::Table, basis: ClockBasis, facts: &Facts) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    for (key, value) in rule
        .iter()
        .filter(|(key, _)| !matches!(key.as_str(), "applies" | "clock"))
    {
        seen.insert(key.clone());
        if let Ok(side) = key.parse::<SideFigure>() {
            assert_eq!(standard.plan(facts).side_figure(side), Some(span(value)), "{key}");
            continue;
        }
        let (metric, ending) = ["stretch", "limit", "target", "complex"]
            .iter()
            .find_map(|ending| Some((key.strip_suffix(&format!("_{ending}"))?, *ending)))
            .unwrap_or((key, ""));
        let metric: Metric = metric.parse().unwrap();
        let (facts, ending) = match ending {
            "complex" => (
                Facts {
                    class: "complex".parse().unwrap(),
                    ..facts.clone()
                },
                "",
            ),
            other => (facts.clone(), other),
        };
        let plan = standard.plan(&facts);
        let target = plan
            .target(metric)
            .unwrap_or_else(|| panic!("{metric} for {facts:?}"));
        assert_eq!(
            (figure(target, ending), target.basis),
            (Some(span(value)), basis),
            "{key} for {facts:?}"
        );
    }
    seen
}

#[test]
fn every_figure_of_every_clock_and_procedure_reaches_its_requests() {
    let (standard, pack) = shipped();
    let mut figures = 0;
    for (table, basis) in [("clock", ClockBasis::Sla), ("procedure", ClockBasis::Procedure)] {
        for rule in list(&pack, table) {
            let applies = rule["applies"].as_table().unwrap();
            let mut all = facts_for(&standard, applies);
            if applies.is_empty() {
                // What nothing before matches: a general request of a channel no rule names.
                all[0].channel = "api".parse().unwrap();
            }
            for facts in &all {
                figures += check_rule(&standard, rule, basis, facts).len();
            }
        }
    }
    assert!(figures > 60, "{figures} figures were checked");
}

#[test]
fn every_figure_of_the_stages_is_read() {
    let (standard, pack) = shipped();
    for (name, rule) in pack["stage"].as_table().unwrap() {
        let stage: Stage = name.parse().unwrap();
        let read = standard.stage_rule(stage).unwrap();
        for (key, value) in rule.as_table().unwrap() {
            let found = match key.as_str() {
                "limit" => {
                    let plan = standard.plan(&Facts::default());
                    let target = plan.target(Metric::of_stage(stage).unwrap()).unwrap();
                    assert_eq!((target.span, target.basis), (span(value), ClockBasis::Stage));
                    read.limit == Some(span(value))
                }
                "remind" => read.remind == value.as_array().unwrap().iter().map(span).collect::<Vec<_>>(),
                "escalate" => read.escalate == Some(span(value)),
                "give_up" => read.give_up == Some(span(value)),
                "silence_confirms" => read.silence_confirms == Some(span(value)),
                "archive_after" => read.archive_after == Some(span(value)),
                "responsible" => read.responsible.as_str() == value.as_str().unwrap(),
                other => panic!("{other}"),
            };
            assert!(found, "{name}.{key}");
        }
    }
    assert!(standard.stage_rule(Stage::Archived).is_none());
}

#[test]
fn the_priority_matrix_is_the_pack_s() {
    let (standard, pack) = shipped();
    for &impact in Impact::ALL {
        for (n, &urgency) in Urgency::ALL.iter().enumerate() {
            let cell = pack["priority"][impact.as_str()].as_array().unwrap()[n]
                .as_integer()
                .unwrap();
            assert_eq!(
                i64::from(standard.priority(impact, urgency)),
                cell,
                "{impact} {urgency}"
            );
        }
    }
    for pair in Urgency::ALL.windows(2) {
        for &impact in Impact::ALL {
            let of = |urgency| standard.priority(impact, urgency);
            assert!(of(pair[1]) <= of(pair[0]), "more urgent is never less important");
        }
    }
}

#[test]
fn windows_warnings_tiers_and_categories_are_the_pack_s() {
    let (standard, pack) = shipped();
    assert_eq!(standard.reopen_window(), span(&pack["reopen"]["window"]));
    let warn: Vec<f64> = pack["warn"]["before_breach"]
        .as_array()
        .unwrap()
        .iter()
        .map(|share| share.as_float().unwrap())
        .collect();
    assert_eq!(standard.warn_fractions(), warn);
    for &tier in Tier::ALL {
        let rule = standard.tier_rule(tier).unwrap();
        let table = pack["tier"][tier.as_str()].as_table().unwrap();
        assert_eq!(rule.who, table["who"].as_str().unwrap());
        assert_eq!(rule.services.len(), table["services"].as_array().unwrap().len());
        assert_eq!(rule.channels.len(), table["channels"].as_array().unwrap().len());
        assert_eq!(rule.named_adviser, table.get("named_adviser").is_some());
        let factor = table
            .get("first_response_factor")
            .map(|factor| factor.as_float().unwrap());
        assert_eq!(rule.factors.get(&Metric::FirstResponse).copied(), factor);
        let facts = Facts {
            tier,
            ..Facts::default()
        };
        let target = standard.plan(&facts).target(Metric::FirstResponse).unwrap().span;
        assert_eq!(target, Span::minutes(15).mul_f64(factor.unwrap_or(1.0)));
    }
    let categories: Vec<String> = standard
        .categories()
        .all()
        .iter()
        .map(ToString::to_string)
        .collect();
    let mut wanted = Vec::new();
    for (top, leaves) in pack["categories"].as_table().unwrap() {
        wanted.push(top.clone());
        wanted.extend(
            leaves
                .as_array()
                .unwrap()
                .iter()
                .map(|leaf| format!("{top}/{}", leaf.as_str().unwrap())),
        );
    }
    assert_eq!(categories, wanted, "in the pack's order");
    assert_eq!(categories.first().unwrap(), "technical");
    assert_eq!(standard.code(), "ecommerce-cn");
    assert_eq!(standard.title(Language::ZhCn), "电子商务平台服务标准(默认包)");
    assert_eq!(
        standard.title(Language::Ko),
        "전자상거래 플랫폼 서비스 표준(기본 팩)"
    );
    let without = Standard::parse(&Standard::DEFAULT_PACK.replace("title.ko", "# title.ko")).unwrap();
    assert_eq!(without.title(Language::Ko), without.title(Language::En));
}

#[test]
fn the_first_clock_that_holds_applies_and_procedures_run_beside_it() {
    let (standard, _) = shipped();
    let facts: Facts = serde_json::from_str(
        r#"{"kind":"complaint","category":"payment/payment-anomaly","urgency":"urgent","impact":"one_person",
        "class":"general","tier":"general","channel":"web"}"#,
    )
    .unwrap();
    let plan = standard.plan(&facts);
    let got = |metric| plan.target(metric).map(|target| (target.span, target.basis));
    assert_eq!(
        got(Metric::FirstResponse),
        Some((Span::minutes(5), ClockBasis::Sla))
    );
    assert_eq!(
        got(Metric::EmergencyStart),
        Some((Span::minutes(5), ClockBasis::Sla))
    );
    assert_eq!(got(Metric::Resolution), Some((Span::hours(24), ClockBasis::Sla)));
    assert_eq!(
        got(Metric::Closed),
        Some((Span::hours(72), ClockBasis::Procedure))
    );
    assert_eq!(got(Metric::Assessment), None);
}

#[test]
fn a_category_in_a_condition_means_what_lies_under_it_too() {
    let (standard, _) = shipped();
    let urgent = |category: &str| {
        let category = category.parse().ok();
        let facts = Facts {
            category,
            urgency: Urgency::Urgent,
            ..Facts::default()
        };
        standard.plan(&facts).target(Metric::EmergencyStart).is_some()
    };
    assert!(urgent("account-security") && urgent("account-security/theft") && urgent("order/order-anomaly"));
    assert!(!urgent("order") && !urgent("order/cancel"));
    let unknown = Facts {
        urgency: Urgency::Urgent,
        ..Facts::default()
    };
    assert!(standard.plan(&unknown).target(Metric::EmergencyStart).is_none());
}

#[test]
fn the_stricter_of_two_figures_for_one_thing_counts() {
    let pack = Standard::DEFAULT_PACK.replace(
        "accepted = \"PT24H\"\nfirst_handling_told",
        "accepted = \"PT24H\"\nresolution = \"PT40H\"\nfirst_response = \"PT40H\"\nfirst_handling_told",
    );
    let facts = Facts {
        kind: "complaint".parse().unwrap(),
        ..Facts::default()
    };
    let plan = Standard::parse(&pack).unwrap().plan(&facts);
    let got = |metric| plan.target(metric).map(|target| (target.span, target.basis));
    assert_eq!(
        got(Metric::Resolution),
        Some((Span::hours(40), ClockBasis::Procedure))
    );
    assert_eq!(
        got(Metric::FirstResponse),
        Some((Span::hours(24), ClockBasis::Sla))
    );
}

#[test]
fn warning_points_ascend_below_the_target() {
    let (standard, _) = shipped();
    let mail = Facts {
        channel: "email".parse().unwrap(),
        ..Facts::default()
    };
    let plan = standard.plan(&mail);
    let hours = |points: Vec<Span>| {
        points
            .into_iter()
            .map(|span| span.to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        hours(plan.warn_points(Metric::FirstResponse, Span::hours(24))),
        ["PT6H", "PT12H", "PT19H12M"]
    );
    assert_eq!(
        hours(plan.warn_points(Metric::Resolution, Span::hours(48))),
        ["PT24H", "PT38H24M"]
    );
    assert!(
        plan.warn_points(Metric::Resolution, Span::from_micros(1))
            .is_empty()
    );
}
