//! What is wrong with a pack is told by key and reason.

use crate::support::WIDE;
use proptest::prelude::*;
use touchstone_domain::standard::Standard;

/// The shipped pack with one piece of text replaced; the piece must be there.
fn spoilt(from: &str, to: &str) -> String {
    assert!(Standard::DEFAULT_PACK.contains(from), "{from}");
    Standard::DEFAULT_PACK.replacen(from, to, 1)
}

#[test]
fn each_mistake_names_its_key_and_its_reason() {
    for (from, to, key, reason) in [
        (
            "first_response = \"PT5M\"",
            "first_response = \"5 minutes\"",
            "clock[0].first_response",
            "duration",
        ),
        (
            "first_response = \"PT5M\"",
            "first_response = 5",
            "clock[0].first_response",
            "must be a text, not integer",
        ),
        (
            "first_response = \"PT5M\"",
            "first_response = \"PT0S\"",
            "clock[0].first_response",
            "longer than nothing",
        ),
        (
            "first_response = \"PT5M\"",
            "first_reponse = \"PT5M\"",
            "clock[0].first_reponse",
            "not a known metric",
        ),
        (
            "first_response = \"PT5M\"",
            "stage_assigned = \"PT5M\"",
            "clock[0].stage_assigned",
            "belongs under [stage]",
        ),
        (
            "first_response = \"PT5M\"",
            "restored_limit = \"PT5M\"",
            "clock[0].restored_limit",
            "needs `restored`",
        ),
        (
            "resolution_stretch = \"PT24H\"",
            "resolution_stretch = \"PT72H\"",
            "clock[2].resolution_stretch",
            "shorter",
        ),
        (
            "resolution_limit = \"PT72H\"",
            "resolution_limit = \"PT4H\"",
            "clock[5].resolution_limit",
            "longer",
        ),
        (
            "first_response_target = \"PT6H\"",
            "first_response_target = \"PT60H\"",
            "clock[7].first_response_target",
            "shorter",
        ),
        (
            "clock = \"calendar\"",
            "clock = \"business\"",
            "clock[0].calendar",
            "is missing",
        ),
        (
            "clock = \"calendar\"",
            "clock = \"lunar\"",
            "clock[0].clock",
            "calendar",
        ),
        (
            "applies = { kind = \"complaint\" }",
            "applies = { kind = \"complain\" }",
            "clock[2].applies.kind",
            "known are general",
        ),
        (
            "applies = { kind = \"complaint\" }",
            "applies = { sort = \"complaint\" }",
            "clock[2].applies.sort",
            "not known here",
        ),
        (
            "\"payment-anomaly\", \"order-anomaly\"]",
            "\"payment-oddity\"]",
            "clock[0].applies.category[1]",
            "no category",
        ),
        (
            "applies = { kind = \"complaint\" }",
            "when = { any = [{ kind = \"complaint\" }, { stage = \"received\" }] }",
            "clock[2].when.any[1].stage",
            "a rule cannot look at",
        ),
        (
            "applies = { kind = \"complaint\" }",
            "when = { all = [{ category = [\"payment-anomaly\", \"payment-oddity\"] }] }",
            "clock[2].when.all[0].category[1]",
            "no category",
        ),
        (
            "applies = { kind = \"complaint\" }",
            "applies = { kind = \"complaint\" }\nwhen = { kind = \"complaint\" }",
            "clock[2].when",
            "one of them is enough",
        ),
        (
            "applies = { class = \"major\" }",
            "applies = {}",
            "clock[6]",
            "never applies",
        ),
        (
            "applies = {}\n",
            "applies = { kind = \"general\" }\n",
            "clock",
            "apply to everything",
        ),
        (
            "window = \"P7D\"",
            "window = \"P1M\"",
            "reopen.window",
            "duration",
        ),
        (
            "window = \"P7D\"",
            "window = \"P8D\"",
            "stage.confirmed.archive_after",
            "reopen.window",
        ),
        (
            "window = \"P7D\"",
            "windows = \"P7D\"",
            "reopen.window",
            "is missing",
        ),
        ("[0.5, 0.8]", "[0.8, 0.5]", "warn.before_breach", "ascending"),
        (
            "[0.5, 0.8]",
            "[0.5, 1.0]",
            "warn.before_breach",
            "between 0 and 1",
        ),
        ("[0.5, 0.8]", "[nan]", "warn.before_breach[0]", "finite"),
        (
            "[0.5, 0.8]",
            "[\"half\"]",
            "warn.before_breach[0]",
            "must be a number",
        ),
        (
            "many       = [3, 2, 1, 1]",
            "many = [3, 2, 1]",
            "priority.many",
            "one number per urgency",
        ),
        (
            "many       = [3, 2, 1, 1]",
            "many = [3, 2, 1, 0]",
            "priority.many[3]",
            "1 (highest) to 5",
        ),
        ("many       = [3, 2, 1, 1]", "", "priority.many", "is missing"),
        (
            "\"PT48H\"], give_up",
            "\"PT12H\"], give_up",
            "stage.waiting_requester.remind",
            "ascend",
        ),
        (
            "give_up = \"PT72H\"",
            "give_up = \"PT48H\"",
            "stage.waiting_requester.give_up",
            "last reminder",
        ),
        (
            "silence_confirms = \"PT72H\", ",
            "",
            "stage.resolved.silence_confirms",
            "is missing",
        ),
        (
            "resolved   = { ",
            "resolved   = { limit = \"PT1H\", ",
            "stage.resolved.limit",
            "not known here",
        ),
        (
            "responsible = \"intake\"",
            "responsible = \"nobody\"",
            "stage.received.responsible",
            "known are intake",
        ),
        (
            "first_response_factor = 0.5",
            "first_response_factor = 0",
            "tier.enterprise.first_response_factor",
            "between",
        ),
        (
            "first_response_factor = 0.5",
            "speed_factor = 0.5",
            "tier.enterprise.speed_factor",
            "not known here",
        ),
        (
            "named_adviser = true",
            "named_adviser = \"yes\"",
            "tier.premium.named_adviser",
            "true or false",
        ),
        (
            "\"email\", \"api\"]",
            "\"email\", \"pigeon\"]",
            "tier.enterprise.channels[3]",
            "known are web",
        ),
        (
            "owner = \"executive\"",
            "owner = \"nobody\"",
            "target[13].owner",
            "known are",
        ),
        (
            "technical = [",
            "Technical = [",
            "categories.Technical",
            "not a category",
        ),
        (
            "\"login\", \"password\"",
            "\"login\", \"login\"",
            "categories.technical[2]",
            "twice",
        ),
        (
            "id = \"ecommerce-cn\"",
            "id = \"E Commerce\"",
            "pack.id",
            "lower-case",
        ),
        ("title.en", "title.fr", "pack.title.fr", "not a known language"),
        ("[reopen]", "[reopening]", "reopen", "is missing"),
        (
            "[warn]",
            "[surprise]\nx = 1\n[warn]",
            "surprise",
            "not known here",
        ),
    ] {
        let error = Standard::parse(&spoilt(from, to)).expect_err(to);
        assert_eq!(error.key, key, "{to}: {error}");
        assert!(error.reason.contains(reason), "{to}: {error}");
    }
}

#[test]
fn what_is_no_toml_names_the_line() {
    let error = Standard::parse("a = 1\nb = = 2\n").unwrap_err();
    assert_eq!(error.key, "line 2");
    assert_eq!(
        Standard::parse("").unwrap_err().to_string(),
        "categories: is missing"
    );
    assert!(Standard::parse(&"[".repeat(100_000)).is_err());
}

#[test]
fn both_packs_of_these_tests_are_sound() {
    Standard::parse(WIDE).unwrap();
    Standard::default_pack().unwrap();
}

proptest! {
    /// Losing or doubling any line gives a pack that is read or refused with a key, never a panic.
    #[test]
    fn a_damaged_pack_is_read_or_refused(line in 0_usize..330, doubled: bool) {
        let mut lines: Vec<&str> = Standard::DEFAULT_PACK.lines().collect();
        if line < lines.len() {
            if doubled { lines.insert(line, lines[line]) } else { lines.remove(line); }
        }
        if let Err(error) = Standard::parse(&lines.join("\n")) {
            prop_assert!(!error.key.is_empty() && !error.reason.is_empty());
        }
    }
}

#[test]
fn a_calendar_nobody_made_is_named_with_the_rule_that_asks_for_it() {
    let text = Standard::DEFAULT_PACK.replacen(
        "clock = \"calendar\"",
        "clock = \"business\"\ncalendar = \"nights\"",
        1,
    );
    let error = Standard::parse(&text)
        .unwrap()
        .bind(Default::default())
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "clock[0].calendar: there is no calendar `nights`"
    );
    let stage = Standard::DEFAULT_PACK.replacen(
        "{ limit",
        "{ clock = \"business\", calendar = \"nights\", limit",
        1,
    );
    let error = Standard::parse(&stage)
        .unwrap()
        .bind(Default::default())
        .unwrap_err();
    assert_eq!(error.key, "stage.received.calendar");
}
