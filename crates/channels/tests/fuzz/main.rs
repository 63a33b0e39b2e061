//! What strangers send, broken on purpose: mail of others and of our own making is cut, doubled, spliced and salted with the
//! words that parsers trip over, and whatever comes of it must keep what the readers of mail promise. `cargo xtask test` tries
//! a few hundred of each; `TOUCHSTONE_FUZZ_CASES=200000 cargo test -p touchstone-channels --release --test fuzz` goes on for
//! longer. A case that was found is kept under `tests/data/found` and tried first for ever.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod change;
mod corpus;
mod promise;

use change::mutated;
use proptest::prelude::*;
use proptest::test_runner::{Config, FileFailurePersistence, RngSeed};

/// Cases of one property: the same few at every test run, others at every run that asks for a number of them.
fn config() -> Config {
    let asked: Option<u32> = std::env::var("TOUCHSTONE_FUZZ_CASES")
        .ok()
        .and_then(|cases| cases.parse().ok());
    Config {
        cases: asked.unwrap_or(300),
        rng_seed: if asked.is_some() {
            RngSeed::Random
        } else {
            RngSeed::Fixed(1)
        },
        failure_persistence: Some(Box::new(FileFailurePersistence::Off)),
        max_shrink_iters: 2_000,
        ..Config::default()
    }
}

#[test]
fn what_was_found_before_is_sound() {
    for (name, raw) in corpus::all() {
        promise::mail(&raw).unwrap_or_else(|broken| panic!("{name}: {broken}"));
        promise::report(&raw).unwrap_or_else(|broken| panic!("{name}: {broken}"));
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn broken_mail_is_read_or_refused(raw in mutated(corpus::all())) {
        promise::mail(&raw).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn broken_reports_are_read_or_are_none(raw in mutated(corpus::reports())) {
        promise::report(&raw).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn any_bytes_in_any_character_set_become_text(raw in change::in_some_charset()) {
        promise::mail(&raw).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn what_is_written_in_a_character_set_is_read_from_it((words, charset) in change::written_in()) {
        promise::round_trip(&words, charset).map_err(TestCaseError::fail)?;
    }
}
