//! Where one row ends and the next begins, found in bytes, so that a file of any size is read in bounded memory and
//! reading can go on at any row. The separators are below 0x40, which no supported encoding uses inside a character.

use super::{ImportFormat, ROW_BYTES, RowCode};

/// What stands at the beginning of a stretch of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece {
    /// A row: its bytes, and where the next begins.
    Row {
        from: usize,
        to: usize,
        next: usize,
    },
    /// No row, but something to pass over: a blank line, the brackets of a list.
    Nothing {
        next: usize,
    },
    /// A row that cannot be told apart; reading goes on at `next`. When its end was not in sight the rest of its line is
    /// to be passed over too.
    Bad {
        code: RowCode,
        /// Bytes from the beginning of the row to the mistake.
        at: usize,
        next: usize,
        unended: bool,
    },
    /// Nothing after this can be read.
    Broken {
        code: RowCode,
        at: usize,
    },
    /// The row does not end in these bytes.
    More,
    End,
}

/// Splits a file of one format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Splitter {
    pub format: ImportFormat,
    /// Of CSV.
    pub delimiter: u8,
}

impl Splitter {
    /// The piece at the beginning of `bytes`; `last` when the file ends with them.
    pub fn next(&self, bytes: &[u8], last: bool) -> Piece {
        if bytes.is_empty() {
            return if last { Piece::End } else { Piece::More };
        }
        match self.format {
            ImportFormat::Csv => self.csv(bytes, last),
            ImportFormat::Ndjson => line(bytes, last),
            ImportFormat::Json => object(bytes, last),
        }
    }

    fn csv(&self, bytes: &[u8], last: bool) -> Piece {
        let mut opened = None;
        let mut field_start = true;
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            if at > ROW_BYTES {
                return bad_csv(bytes, opened);
            }
            match (opened, byte) {
                (Some(_), b'"') => match bytes.get(at + 1) {
                    Some(b'"') => at += 1,
                    None if !last => return Piece::More,
                    _ => opened = None,
                },
                (Some(_), _) => {}
                (None, b'"') if field_start => opened = Some(at),
                (None, b'\n') => return row(bytes, at, at + 1),
                _ => {}
            }
            field_start = opened.is_none() && byte == self.delimiter;
            at += 1;
        }
        match opened {
            _ if !last => Piece::More,
            Some(_) => bad_csv(bytes, opened),
            None => row(bytes, at, at),
        }
    }
}

/// An open quotation would swallow the rest of the file: its line is refused and the next is read.
fn bad_csv(bytes: &[u8], opened: Option<usize>) -> Piece {
    let (code, at) = match opened {
        Some(at) => (RowCode::UnbalancedQuote, at),
        None => (RowCode::RowTooLong, 0),
    };
    bad(bytes, code, at)
}

fn bad(bytes: &[u8], code: RowCode, at: usize) -> Piece {
    match position(bytes, b'\n') {
        Some(end) => Piece::Bad {
            code,
            at,
            next: end + 1,
            unended: false,
        },
        None => Piece::Bad {
            code,
            at,
            next: bytes.len(),
            unended: true,
        },
    }
}

fn row(bytes: &[u8], end: usize, next: usize) -> Piece {
    let to = if end > 0 && bytes.get(end - 1) == Some(&b'\r') {
        end - 1
    } else {
        end
    };
    let blank = bytes
        .get(..to)
        .is_none_or(|row| row.iter().all(u8::is_ascii_whitespace));
    if blank {
        Piece::Nothing { next }
    } else {
        Piece::Row { from: 0, to, next }
    }
}

fn line(bytes: &[u8], last: bool) -> Piece {
    match position(bytes, b'\n') {
        Some(end) if end > ROW_BYTES => bad(bytes, RowCode::RowTooLong, 0),
        Some(end) => row(bytes, end, end + 1),
        None if bytes.len() > ROW_BYTES => bad(bytes, RowCode::RowTooLong, 0),
        None if last => row(bytes, bytes.len(), bytes.len()),
        None => Piece::More,
    }
}

/// The next object of a list: what is between objects is passed over, an object is found by its brackets.
fn object(bytes: &[u8], last: bool) -> Piece {
    let between = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'[' | b']' | b',');
    let skipped = bytes.iter().take_while(|byte| between(byte)).count();
    if skipped > 0 {
        return Piece::Nothing { next: skipped };
    }
    if bytes.first() != Some(&b'{') {
        return Piece::Broken {
            code: RowCode::MalformedJson,
            at: 0,
        };
    }
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    for (at, &byte) in bytes.iter().enumerate() {
        if at > ROW_BYTES {
            return Piece::Broken {
                code: RowCode::RowTooLong,
                at,
            };
        }
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'{' | b'[' if !quoted => depth += 1,
            b'}' | b']' if !quoted => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Piece::Row {
                        from: 0,
                        to: at + 1,
                        next: at + 1,
                    };
                }
            }
            _ => {}
        }
    }
    if last {
        Piece::Broken {
            code: RowCode::MalformedJson,
            at: bytes.len(),
        }
    } else {
        Piece::More
    }
}

fn position(bytes: &[u8], wanted: u8) -> Option<usize> {
    bytes.iter().position(|byte| *byte == wanted)
}

/// The format a file seems to have, by how it begins.
pub fn format_of(head: &[u8]) -> ImportFormat {
    match head.iter().find(|byte| !byte.is_ascii_whitespace()) {
        Some(b'{') => ImportFormat::Ndjson,
        Some(b'[') => ImportFormat::Json,
        _ => ImportFormat::Csv,
    }
}

/// What separates the fields of a CSV file, by its first line: whichever of comma, semicolon and tab stands there most.
pub fn delimiter_of(head: &[u8]) -> u8 {
    let mut quoted = false;
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    for &byte in head {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => break,
            _ if quoted => {}
            _ => counts
                .iter_mut()
                .filter(|(delimiter, _)| *delimiter == byte)
                .for_each(|(_, n)| *n += 1),
        }
    }
    let most = counts.iter().map(|(_, n)| *n).max().unwrap_or(0);
    counts
        .iter()
        .find(|(_, n)| *n == most)
        .map_or(b',', |(delimiter, _)| *delimiter)
}
