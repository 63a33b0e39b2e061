//! What a person at the desk asks for, one request after the other: how long each takes, and what it costs the server.

use std::time::Duration;

use anyhow::{Context, Result, ensure};

use crate::http::Connection;
use crate::now;
use crate::site::Served;
use crate::words::mixed;

/// What is asked again and again.
pub(crate) struct Question {
    pub(crate) what: &'static str,
    /// Addresses, asked in no order.
    pub(crate) paths: Vec<String>,
    /// Words of which one must stand in every answer.
    pub(crate) holds: &'static [&'static str],
    /// The slowest hundredth must be faster.
    pub(crate) budget: Duration,
    /// It is made of more than a small desk has: sums of hours and days, a full page of what is rare.
    pub(crate) gathered: bool,
}

/// What asking came to.
#[derive(Clone, Copy)]
pub(crate) struct Answered {
    pub(crate) half: Duration,
    pub(crate) slow: Duration,
    /// Processor time of the server for one request, with what it does beside it.
    pub(crate) cost: Duration,
}

/// Asks for some seconds, after a tenth of that to warm up.
pub(crate) async fn ask(served: &Served, token: &str, question: &Question, seconds: f64) -> Result<Answered> {
    let mut connection = Connection::open(&served.address()).await?;
    let (mut took, mut used, mut turn) = (Vec::new(), Duration::ZERO, 0_u64);
    let begun = now();
    let (warm, end) = (
        Duration::from_secs_f64(seconds / 10.0),
        Duration::from_secs_f64(seconds * 1.1),
    );
    loop {
        let asked = now();
        if asked - begun >= end {
            break;
        }
        let measured = asked - begun >= warm;
        if measured && took.is_empty() {
            used = served.processor()?;
        }
        let place = usize::try_from(mixed(turn) % question.paths.len() as u64)?;
        let path = &question.paths[place];
        let answer = connection.get(path, token).await?;
        let took_now = asked.elapsed();
        let text = || String::from_utf8_lossy(answer.body);
        ensure!(
            answer.status == 200,
            "{path} answered {}: {}",
            answer.status,
            text()
        );
        if turn % 64 == 0 {
            let text = text();
            ensure!(
                question.holds.is_empty() || question.holds.iter().any(|word| text.contains(word)),
                "{path} has nothing of {:?}: {text}",
                question.holds
            );
        }
        if measured {
            took.push(took_now);
        }
        turn += 1;
    }
    let cost = (served.processor()? - used) / u32::try_from(took.len().max(1))?;
    took.sort_unstable();
    let at = |share: f64| {
        took.get(((took.len() - 1) as f64 * share).round() as usize)
            .copied()
    };
    ensure!(!took.is_empty(), "{} was never answered in time", question.what);
    Ok(Answered {
        half: at(0.5).context("no answer")?,
        slow: at(0.99).context("no answer")?,
        cost,
    })
}
