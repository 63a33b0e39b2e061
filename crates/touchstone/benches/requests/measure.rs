//! Rates and latencies of something done again and again by several tasks at once.

use std::future::Future;
use std::time::Duration;

use anyhow::{Context, Result};
use tokio::task::JoinSet;
use touchstone_testkit::bench::now;

/// What a measurement found.
pub(crate) struct Measured {
    pub per_second: f64,
    latencies: Vec<Duration>,
}

impl Measured {
    /// The latency that this fraction of the calls stayed under.
    pub(crate) fn percentile(&self, fraction: f64) -> Duration {
        let last = self.latencies.len().saturating_sub(1);
        let index = (last as f64 * fraction).round() as usize;
        self.latencies.get(index).copied().unwrap_or_default()
    }
}

/// Lets each worker do its work again and again for so many seconds, after a tenth of that to warm up.
pub(crate) async fn measure<W, F, Fut>(workers: Vec<W>, seconds: u32, work: F) -> Result<Measured>
where
    W: Send + 'static,
    F: Fn(W) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = Result<W>> + Send,
{
    let warm = now() + Duration::from_millis(u64::from(seconds) * 100);
    let end = warm + Duration::from_secs(seconds.into());
    let mut tasks = JoinSet::new();
    for mut worker in workers {
        let work = work.clone();
        tasks.spawn(async move {
            let mut latencies = Vec::new();
            loop {
                let begun = now();
                if begun >= end {
                    return Ok::<_, anyhow::Error>(latencies);
                }
                worker = work(worker).await?;
                if begun >= warm {
                    latencies.push(now() - begun);
                }
            }
        });
    }
    let mut latencies = Vec::new();
    while let Some(done) = tasks.join_next().await {
        latencies.extend(done.context("a worker panicked")??);
    }
    latencies.sort_unstable();
    Ok(Measured {
        per_second: latencies.len() as f64 / f64::from(seconds),
        latencies,
    })
}
