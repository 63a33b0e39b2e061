//! Somebody who listens to a stream of server-sent events.

use std::collections::VecDeque;
use std::time::Duration;

use reqwest::Response;
use reqwest::header::HeaderMap;
use serde_json::Value;

/// How long something that must come may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long a stream is watched that must stay quiet.
const QUIET: Duration = Duration::from_millis(700);

/// One event as it came over the wire.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Heard {
    pub name: String,
    pub id: String,
    pub data: Value,
}

/// An open stream.
#[derive(Debug)]
pub struct Listener {
    pub status: u16,
    pub headers: HeaderMap,
    response: Response,
    arrived: Vec<u8>,
    heard: VecDeque<Heard>,
}

impl Listener {
    pub(super) fn new(response: Response) -> Listener {
        Listener {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            response,
            arrived: Vec::new(),
            heard: VecDeque::new(),
        }
    }

    /// The next event; fails when none comes.
    pub async fn next(&mut self) -> Heard {
        let next = tokio::time::timeout(PATIENCE, self.advance()).await;
        next.expect("nothing was heard").expect("the stream ended")
    }

    /// The next event, which must have this name.
    pub async fn expect(&mut self, name: &str) -> Heard {
        let heard = self.next().await;
        assert_eq!(heard.name, name, "{heard:?}");
        heard
    }

    /// Fails when anything is heard for a while.
    pub async fn stays_quiet(&mut self) {
        if let Ok(Some(heard)) = tokio::time::timeout(QUIET, self.advance()).await {
            panic!("nothing should be heard, but {heard:?}");
        }
    }

    /// Waits until the stream ends; fails when it does not.
    pub async fn ends(&mut self) {
        let end = async { while self.advance().await.is_some() {} };
        tokio::time::timeout(PATIENCE, end)
            .await
            .expect("the stream goes on");
    }

    async fn advance(&mut self) -> Option<Heard> {
        loop {
            if let Some(heard) = self.heard.pop_front() {
                return Some(heard);
            }
            // A server that goes away in the middle has ended the stream as well.
            let chunk = self.response.chunk().await.ok().flatten()?;
            self.arrived.extend_from_slice(&chunk);
            while let Some(end) = self.arrived.windows(2).position(|two| two == b"\n\n") {
                let block: Vec<u8> = self.arrived.drain(..end + 2).collect();
                self.heard.extend(read(&String::from_utf8_lossy(&block)));
            }
        }
    }
}

/// An event of a block of lines; none of a comment.
fn read(block: &str) -> Option<Heard> {
    let field = |name: &str| {
        let mut lines = block.lines();
        lines.find_map(|line| {
            line.strip_prefix(name)?
                .strip_prefix(':')
                .map(|rest| rest.trim_start().to_owned())
        })
    };
    let data = field("data")?;
    Some(Heard {
        name: field("event").unwrap_or_default(),
        id: field("id").unwrap_or_default(),
        data: serde_json::from_str(&data).unwrap_or(Value::String(data)),
    })
}
