//! Makes the history: opens an empty database that does not wait for the disk, plays every story, closes it durably.

use super::NO_MAIL;
use super::cast::Cast;
use super::corpus::Corpus;
use super::desk::{Account, Desk};
use super::directory::Directory;
use super::random::Random;
use super::rhythm;
use super::stage::Stage;
use super::story::Author;
use crate::refusal::worded;
use crate::wiring;
use anyhow::{Context as _, Result};
use indicatif::{ProgressBar, ProgressStyle};
use std::sync::Arc;
use touchstone_app::App;
use touchstone_app::core::ManualClock;
use touchstone_app::standard::standard_begin;
use touchstone_domain::time::{Span, Timestamp};
use touchstone_render::Options;
use touchstone_store::{Durability, EngineConfig, StoreConfig};

/// The history is the same at every start.
pub(super) const SEED: u64 = 20_240_315;

/// What is made.
pub(super) struct Order<'a> {
    pub(super) directory: &'a Directory,
    pub(super) tickets: usize,
    pub(super) at: Timestamp,
    pub(super) public_url: &'a str,
}

/// What came of it.
pub(super) struct Loaded {
    /// Who the visitor can be.
    pub(super) accounts: Vec<Account>,
    /// Steps that were not possible any more when their time came: the timers had closed the request.
    pub(super) refused: usize,
}

/// Fills the directory.
pub(super) fn load(order: &Order<'_>) -> Result<Loaded> {
    let start = order.at - Span::days(rhythm::DAYS);
    let clock = Arc::new(ManualClock::new(start - Span::hours(1)));
    let engine = EngineConfig::Sqlite {
        dir: order.directory.data(),
        durability: Durability::BulkLoad,
    };
    let store = StoreConfig {
        engine,
        ..StoreConfig::sqlite(order.directory.data())
    };
    let options = Options::default();
    let parts = wiring::parts(
        store,
        &order.directory.data(),
        &order.directory.key_ring(),
        options,
        clock.as_ref(),
    )?;
    let store = parts.store.clone();
    // One thread: what the commands do is done by the writer; more would only let chance into the order.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.context("the runtime could not be started")?;
    let loaded = runtime.block_on(async {
        let around = wiring::Surroundings {
            public_url: order.public_url,
            fixed: NO_MAIL,
            ..wiring::Surroundings::default()
        };
        let app = wiring::app(parts, clock.clone(), around)?;
        play(order, &app, clock, start).await
    });
    drop(runtime);
    // Brings everything to the disk.
    store.close();
    loaded
}

async fn play(order: &Order<'_>, app: &App, clock: Arc<ManualClock>, start: Timestamp) -> Result<Loaded> {
    let corpus = Corpus::load()?;
    let cast = Cast::new(&corpus, SEED)?;
    let author = Author::new(&corpus, &cast, SEED, order.at, order.tickets);
    let arrivals = rhythm::arrivals(order.tickets, order.at, &mut Random::new(SEED));
    standard_begin(app).await.map_err(|error| worded(&error))?;
    let desk = Desk::open(app, &cast, start).await?;
    super::calendars::begin(app, &desk, start).await?;
    super::standards::begin(app, &desk, start).await?;
    let bar = bar(order.tickets)?;
    let mut stage = Stage::new(app, Arc::clone(&clock), &cast, &author, &desk, SEED);
    let told = |arrived: usize, now: Timestamp| {
        bar.set_position(arrived as u64);
        bar.set_message(now.to_string().chars().take(10).collect::<String>());
    };
    stage.play(&arrivals, (start, order.at), &told).await?;
    bar.finish_and_clear();
    super::standards::end(app, &desk, order.at).await?;
    super::calendars::end(app, &desk, order.at).await?;
    super::moved::bring(app, order.at).await?;
    let accounts = desk.accounts(app, &cast, order.at).await?;
    Ok(Loaded {
        accounts,
        refused: stage.refused,
    })
}

fn bar(tickets: usize) -> Result<ProgressBar> {
    let style = ProgressStyle::with_template("{bar:32} {pos}/{len} requests  {msg}  {elapsed}")?;
    Ok(ProgressBar::new(tickets as u64).with_style(style))
}
