//! The words of the standard: what the shipped pack says, and what no pack may say.

use std::collections::BTreeSet;
use touchstone_domain::language::Language;
use touchstone_domain::standard::Standard;
use touchstone_domain::standard::catalogue::Audience;
use touchstone_domain::standard::clause::Area;

#[test]
fn the_shipped_clauses_cover_every_area_in_every_language() {
    let standard = Standard::default_pack().unwrap();
    let areas: BTreeSet<Area> = standard.clauses().iter().map(|clause| clause.area).collect();
    assert_eq!(areas.len(), Area::ALL.len());
    for clause in standard.clauses() {
        for &language in Language::ALL {
            assert!(
                clause.title.exactly(language).is_some(),
                "{}: title in {language}",
                clause.id
            );
            assert!(
                clause.text.exactly(language).is_some(),
                "{}: text in {language}",
                clause.id
            );
        }
    }
    for part in ["material", "workmanship", "function", "safety"] {
        let id = format!("quality-{part}");
        assert!(standard.clauses().iter().any(|clause| clause.id == id), "{id}");
    }
    assert_eq!(standard.review_months(), Some(12));
    assert_eq!(standard.catalogue().len(), Audience::ALL.len());
    assert!(standard.pledges().len() >= 3);
    let service = standard
        .catalogue()
        .iter()
        .flat_map(|service| [&service.served, &service.not_served]);
    let pledge = standard
        .pledges()
        .iter()
        .flat_map(|pledge| [&pledge.title, &pledge.text, &pledge.remedy]);
    for words in service.chain(pledge) {
        assert_eq!(words.iter().count(), Language::ALL.len(), "{words:?}");
    }
}

#[test]
fn a_clause_that_cannot_be_is_named_by_its_key() {
    let first = Standard::default_pack().unwrap().clauses()[0].id.clone();
    let cases = [
        (
            "area = \"order-handling\"",
            "area = \"weather\"",
            "clause[0].area",
        ),
        (
            "target = { kpi = \"order-completion-rate\" }",
            "target = { kpi = \"nothing\" }",
            "clause[0].target.kpi",
        ),
        (
            "target = { kpi = \"order-completion-rate\" }",
            "target = { }",
            "clause[0].target",
        ),
        (
            "target = { kpi = \"order-completion-rate\" }",
            "target = { metric = \"speed\" }",
            "clause[0].target.metric",
        ),
        (
            "binds = [\"agent\", \"team_lead\"]",
            "binds = [\"agent\", \"chef\"]",
            "clause[0].binds[1]",
        ),
        (
            "id = \"order-anomaly\"",
            &format!("id = \"{first}\""),
            "clause[1].id",
        ),
        ("id = \"order-anomaly\"", "id = \"Order anomaly\"", "clause[1].id"),
        (
            "title.en = \"An order can be followed\"",
            "title.fr = \"Suivi\"",
            "clause[0].title.fr",
        ),
        (
            "title.en = \"An order can be followed\"",
            "title.en = \" \"",
            "clause[0].title.en",
        ),
        (
            "title.en = \"An order can be followed\"",
            "colour = 1",
            "clause[0].colour",
        ),
        (
            "standard_review = \"P1Y\"",
            "standard_review = \"often\"",
            "defaults.standard_review",
        ),
    ];
    for (from, to, key) in cases {
        assert!(Standard::DEFAULT_PACK.contains(from), "{from}");
        let text = Standard::DEFAULT_PACK.replacen(from, to, 1);
        assert_eq!(Standard::parse(&text).unwrap_err().key, key);
        assert!(Standard::check(&text).unwrap_err().line > 1);
    }
}

#[test]
fn a_tracked_pledge_names_clocks_that_are_promised_outside() {
    let shipped = Standard::default_pack().unwrap();
    let tracked: Vec<_> = shipped
        .pledges()
        .iter()
        .filter(|pledge| pledge.measured.is_some())
        .collect();
    assert_eq!(
        tracked
            .iter()
            .map(|pledge| pledge.id.as_str())
            .collect::<Vec<_>>(),
        ["first-answer", "complaint-result"]
    );
    let with = |measured: &str| {
        let text = Standard::DEFAULT_PACK.replacen(
            r#"measured = { by = ["accepted", "result_told"], applies = { kind = "complaint" } }"#,
            measured,
            1,
        );
        assert_ne!(text, Standard::DEFAULT_PACK);
        Standard::parse(&text)
            .map(|_| ())
            .map_err(|error| error.to_string())
    };
    assert_eq!(
        with(r#"measured = { by = ["resolution"], when = { not = { channel = "email" } } }"#),
        Ok(())
    );
    for wrong in [
        r#"measured = { by = [], applies = {} }"#,
        r#"measured = { by = ["stage_received"], applies = {} }"#,
        r#"measured = { by = ["sunshine"], applies = {} }"#,
        r#"measured = { by = ["resolution"] }"#,
        r#"measured = { by = ["resolution"], applies = { status = "open" } }"#,
    ] {
        assert!(with(wrong).is_err(), "{wrong}");
    }
}
