//! The next rows of a file, from the place where reading stopped.

use bytes::Bytes;
use futures::StreamExt;
use futures::stream::BoxStream;
use touchstone_domain::import::{ImportFormat, Piece, RowCode, SourceRow, Splitter, csv_fields, json_object};
use touchstone_store::blob::{BlobError, Blobs};
use touchstone_store::import::ImportRow;

use super::file::{decode, lines};
use crate::core::AppError;
use crate::ticket::blob_refused;

/// At least so many bytes are read before a row is looked for again.
const READ_AGAIN: usize = 256 << 10;

/// As much of a line that is no row is kept, so that it can be mended.
const BAD_KEPT: usize = 64 << 10;

/// A row as it stands in the file.
#[derive(Debug, Clone)]
pub(super) struct RawRow {
    /// 1, 2, …
    pub(super) row: i64,
    /// The line it begins at.
    pub(super) line: i64,
    pub(super) content: Result<SourceRow, RowCode>,
    /// Its bytes; none of what is too long to be mended by hand.
    pub(super) raw: Vec<u8>,
    /// Where the row after it begins: byte and line.
    pub(super) after: (i64, i64),
}

/// Why there are no further rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Of,
    Broken { code: RowCode, line: i64, column: i64 },
}

/// Some rows, and where the next begins.
#[derive(Debug, Clone)]
pub(super) struct Batch {
    pub(super) rows: Vec<RawRow>,
    pub(super) byte: i64,
    pub(super) line: i64,
    pub(super) row: i64,
    pub(super) end: Option<End>,
    /// Where the line begins that is being read, as far as this batch has seen.
    line_byte: i64,
}

/// Reads up to `most` rows from the import's cursor.
pub(super) async fn batch_read(
    blobs: &Blobs,
    import: &ImportRow,
    most: usize,
    most_bytes: usize,
) -> Result<Batch, AppError> {
    let mut source = Source::open(blobs, import).await?;
    let headings: Vec<String> = serde_json::from_str(&import.headings)
        .map_err(|error| AppError::Internal(format!("headings of an import: {error}")))?;
    let mut batch = Batch {
        rows: Vec::new(),
        byte: import.cursor_byte,
        line: import.cursor_line,
        row: import.cursor_row,
        end: None,
        line_byte: if import.cursor_line == 1 {
            0
        } else {
            import.cursor_byte
        },
    };
    let mut bytes = 0;
    while batch.end.is_none() && batch.rows.len() < most && bytes < most_bytes {
        let piece = source.piece();
        match piece {
            Piece::More => source.more().await?,
            Piece::End => batch.end = Some(End::Of),
            Piece::Nothing { next } => batch.pass(&mut source, next),
            Piece::Row { from, to, next } => {
                let raw = source.bytes(from, to);
                bytes += raw.len();
                let content = content(import, &headings, &raw);
                batch.push(content, raw);
                batch.pass(&mut source, next);
            }
            Piece::Bad {
                code, next, unended, ..
            } => {
                let seen = source.bytes(0, next.min(BAD_KEPT));
                let raw = if unended || next > BAD_KEPT {
                    Vec::new()
                } else {
                    line_of(seen)
                };
                batch.push(Err(code), raw);
                batch.pass(&mut source, next);
                if unended {
                    batch.pass_line(&mut source).await?;
                }
            }
            Piece::Broken { code, at } => {
                batch.pass(&mut source, at);
                let (line, column) = (batch.line, batch.byte - batch.line_byte + 1);
                batch.end = Some(End::Broken { code, line, column });
            }
        }
    }
    Ok(batch)
}

/// A line without what ends it.
fn line_of(mut line: Vec<u8>) -> Vec<u8> {
    while matches!(line.last(), Some(b'\n' | b'\r')) {
        line.pop();
    }
    line
}

fn content(import: &ImportRow, headings: &[String], raw: &[u8]) -> Result<SourceRow, RowCode> {
    let text = decode(import.encoding, raw)?;
    if import.format == ImportFormat::Csv {
        let delimiter = u8::try_from(import.delimiter).map_or(',', char::from);
        let fields = csv_fields(&text, delimiter)?;
        return SourceRow::of_fields(headings, fields);
    }
    json_object(&text).map(SourceRow::of_object)
}

impl Batch {
    /// No rows, since the file cannot be read at all.
    pub(super) fn broken(import: &ImportRow, code: RowCode) -> Self {
        Self {
            rows: Vec::new(),
            byte: import.cursor_byte,
            line: import.cursor_line,
            row: import.cursor_row,
            end: Some(End::Broken {
                code,
                line: import.cursor_line,
                column: 1,
            }),
            line_byte: import.cursor_byte,
        }
    }

    fn push(&mut self, content: Result<SourceRow, RowCode>, raw: Vec<u8>) {
        self.row += 1;
        self.rows.push(RawRow {
            row: self.row,
            line: self.line,
            content,
            raw,
            after: (self.byte, self.line),
        });
    }

    fn pass(&mut self, source: &mut Source, next: usize) {
        let passed = source.ahead().get(..next).unwrap_or_default();
        let signed = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        if let Some(end) = passed.iter().rposition(|byte| *byte == b'\n') {
            self.line_byte = self.byte + signed(end + 1);
        }
        self.line += lines(passed);
        self.byte += signed(next);
        source.at += next;
        if let Some(last) = self.rows.last_mut() {
            last.after = (self.byte, self.line);
        }
    }

    /// Passes over the rest of a line whose end was not in sight.
    async fn pass_line(&mut self, source: &mut Source) -> Result<(), AppError> {
        loop {
            match source.ahead().iter().position(|byte| *byte == b'\n') {
                Some(end) => {
                    self.pass(source, end + 1);
                    return Ok(());
                }
                None => {
                    self.pass(source, source.ahead().len());
                    if source.last {
                        return Ok(());
                    }
                    source.more().await?;
                }
            }
        }
    }
}

/// Bytes of the file, read piece by piece.
struct Source {
    stream: Option<BoxStream<'static, Result<Bytes, BlobError>>>,
    splitter: Splitter,
    buffer: Vec<u8>,
    at: usize,
    /// The file ends with the buffer.
    last: bool,
}

impl Source {
    async fn open(blobs: &Blobs, import: &ImportRow) -> Result<Self, AppError> {
        let over = import.cursor_byte >= import.size;
        let from = u64::try_from(import.cursor_byte).unwrap_or(0);
        let stream = if over {
            None
        } else {
            let opened = blobs.stream_from(&import.id.to_string(), from).await;
            Some(opened.map_err(blob_refused)?)
        };
        Ok(Self {
            last: stream.is_none(),
            stream,
            splitter: Splitter {
                format: import.format,
                delimiter: u8::try_from(import.delimiter).unwrap_or(b','),
            },
            buffer: Vec::new(),
            at: 0,
        })
    }

    fn ahead(&self) -> &[u8] {
        self.buffer.get(self.at..).unwrap_or_default()
    }

    fn piece(&self) -> Piece {
        self.splitter.next(self.ahead(), self.last)
    }

    fn bytes(&self, from: usize, to: usize) -> Vec<u8> {
        self.ahead().get(from..to).unwrap_or_default().to_vec()
    }

    /// Reads on, the more the longer a row gets: it is looked through from its beginning each time.
    async fn more(&mut self) -> Result<(), AppError> {
        self.buffer.drain(..self.at);
        self.at = 0;
        let wanted = self.buffer.len() + READ_AGAIN.max(self.buffer.len());
        while self.buffer.len() < wanted {
            let Some(stream) = &mut self.stream else {
                self.last = true;
                return Ok(());
            };
            match stream.next().await {
                Some(piece) => self.buffer.extend_from_slice(&piece.map_err(blob_refused)?),
                None => self.stream = None,
            }
        }
        Ok(())
    }
}
