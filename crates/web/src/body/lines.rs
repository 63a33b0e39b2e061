//! Bodies of many lines (NDJSON), read one after another: what was read is let go before the next comes, so that memory does
//! not grow with the body.

use axum::body::BodyDataStream;
use axum::extract::{FromRequest, Request};
use bytes::BytesMut;
use futures::StreamExt;
use serde::de::DeserializeOwned;
use touchstone_app::core::AppError;

use super::mark::{Envelope, Mark, WriteBody};
use super::reading::{is_type, read_json, unfinished, wrong_media};
use crate::failure::Failure;
use crate::state::WebState;

/// Bytes of one line, and of a body.
pub const LINE_BYTES: usize = 256 << 10;
pub const LINES_BYTES: u64 = 64 << 20;
const NDJSON: &str = "application/x-ndjson";

/// A body of lines. Repetitions are settled line by line, by what a line says: no key of the whole call counts.
pub struct Lines {
    body: BodyDataStream,
    arrived: BytesMut,
    /// Bytes taken from the wire.
    read: u64,
    ended: bool,
    /// The rest of a line that is too long is being passed over.
    skipping: bool,
    mark: Mark,
}

/// One line as it came.
#[derive(Debug)]
pub enum LineBytes {
    Whole(BytesMut),
    TooLong,
}

impl WriteBody for Lines {
    fn mark(&self) -> &Mark {
        &self.mark
    }
}

impl FromRequest<WebState> for Lines {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &WebState) -> Result<Self, Failure> {
        let envelope = Envelope::of(&request)?;
        envelope.check_csrf(None)?;
        if !is_type(request.headers(), NDJSON) {
            return Err(wrong_media(NDJSON));
        }
        Ok(Self {
            mark: Mark::none(),
            body: request.into_body().into_data_stream(),
            arrived: BytesMut::new(),
            read: 0,
            ended: false,
            skipping: false,
        })
    }
}

impl Lines {
    /// The next line that is not blank; nothing at the end. A body that does not arrive whole, or is too large, is refused
    /// where that shows.
    pub async fn next(&mut self) -> Result<Option<LineBytes>, Failure> {
        loop {
            if let Some(line) = self.cut() {
                match line {
                    LineBytes::Whole(bytes) if bytes.trim_ascii().is_empty() => continue,
                    line => return Ok(Some(line)),
                }
            }
            if self.ended {
                return Ok(None);
            }
            match self.body.next().await {
                Some(chunk) => {
                    let chunk = chunk.map_err(|error| unfinished(&error, "body_incomplete"))?;
                    self.read += chunk.len() as u64;
                    if self.read > LINES_BYTES {
                        return Err(AppError::TooLarge { limit: LINES_BYTES }.into());
                    }
                    self.arrived.extend_from_slice(&chunk);
                }
                None => self.ended = true,
            }
        }
    }

    /// A line off what has arrived, or that it has grown too long.
    fn cut(&mut self) -> Option<LineBytes> {
        let end = self.arrived.iter().position(|byte| *byte == b'\n');
        let line = match end {
            Some(end) => {
                let line = self.arrived.split_to(end);
                let _ = self.arrived.split_to(1);
                line
            }
            None if self.ended && !self.arrived.is_empty() => self.arrived.split(),
            None if self.arrived.len() > LINE_BYTES => {
                self.arrived.clear();
                return (!std::mem::replace(&mut self.skipping, true)).then_some(LineBytes::TooLong);
            }
            None => return None,
        };
        // Its beginning was told to be too long already; a blank line is passed over.
        if std::mem::take(&mut self.skipping) {
            return Some(LineBytes::Whole(BytesMut::new()));
        }
        Some(if line.len() > LINE_BYTES {
            LineBytes::TooLong
        } else {
            LineBytes::Whole(line)
        })
    }
}

impl LineBytes {
    /// Reads it as strictly as a body.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        match self {
            Self::Whole(bytes) => read_json(bytes),
            Self::TooLong => Err(AppError::TooLarge {
                limit: LINE_BYTES as u64,
            }
            .into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;
    use proptest::prelude::*;
    use serde_json::Value;
    use std::convert::Infallible;

    /// What arrives of a body in these pieces; nothing for a line that is too long.
    fn lines(pieces: Vec<Vec<u8>>) -> Vec<Option<Vec<u8>>> {
        let pieces = futures::stream::iter(pieces.into_iter().map(Ok::<_, Infallible>));
        let mut lines = Lines {
            body: Body::from_stream(pieces).into_data_stream(),
            arrived: BytesMut::new(),
            read: 0,
            ended: false,
            skipping: false,
            mark: Mark::none(),
        };
        let mut all = Vec::new();
        while let Some(line) = futures::executor::block_on(lines.next()).unwrap() {
            // Whatever it is, reading it ends.
            let _ = line.json::<Value>();
            all.push(match line {
                LineBytes::Whole(bytes) => Some(bytes.to_vec()),
                LineBytes::TooLong => None,
            });
        }
        all
    }

    /// The same, of a body that is there at once.
    fn expected(body: &[u8]) -> Vec<Option<Vec<u8>>> {
        let lines = body.split(|byte| *byte == b'\n');
        let all = lines.map(|line| (line.len() <= LINE_BYTES).then(|| line.to_vec()));
        all.filter(|line| line.as_ref().is_none_or(|line| !line.trim_ascii().is_empty()))
            .collect()
    }

    proptest! {
        #[test]
        fn lines_are_the_same_however_they_arrive(
            pieces in proptest::collection::vec(
                prop_oneof![
                    8 => "[{}\\[\\]\",:a-z0-9 \r\n\\\\]{0,40}|\n|\\{\"a\":\\[{0,80}|退\n".prop_map(String::into_bytes),
                    1 => proptest::collection::vec(any::<u8>(), 0..40),
                    1 => (LINE_BYTES - 2..LINE_BYTES + 3).prop_map(|n| vec![b'x'; n]),
                ],
                0..12,
            ),
        ) {
            let whole = pieces.concat();
            prop_assert_eq!(lines(pieces), expected(&whole));
        }
    }
}
