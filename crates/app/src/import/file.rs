//! What kind of file was uploaded: its characters, its format, its headings.

use std::collections::HashSet;

use encoding_rs::{EUC_KR, Encoding, GB18030, SHIFT_JIS, WINDOWS_1252};
use touchstone_domain::import::{
    ImportEncoding, ImportFormat, Piece, RowCode, Splitter, csv_fields, delimiter_of, format_of,
};

use crate::core::AppError;

/// As much of a file as is looked at to find out what it is.
pub(super) const HEAD: usize = 1 << 20;
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// How a file is to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reading {
    pub(super) format: ImportFormat,
    pub(super) encoding: ImportEncoding,
    pub(super) delimiter: u8,
    pub(super) headings: Vec<String>,
    /// Where the first row begins.
    pub(super) begin_byte: usize,
    pub(super) begin_line: i64,
}

impl Reading {
    /// Looks at the beginning of a file; `whole` when it is all of it. What the sender says goes before what is found.
    pub(super) fn of(
        head: &[u8],
        whole: bool,
        format: Option<ImportFormat>,
        encoding: Option<ImportEncoding>,
    ) -> Result<Self, AppError> {
        if head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF") {
            return Err(AppError::field("file", "import_utf16"));
        }
        let mark = if head.starts_with(BYTE_ORDER_MARK) {
            BYTE_ORDER_MARK.len()
        } else {
            0
        };
        let text = head.get(mark..).unwrap_or_default();
        let encoding = encoding.unwrap_or_else(|| guess(text, whole, mark > 0));
        let format = format.unwrap_or_else(|| format_of(text));
        let reading = Self {
            format,
            encoding,
            delimiter: delimiter_of(text),
            headings: Vec::new(),
            begin_byte: mark,
            begin_line: 1,
        };
        if format == ImportFormat::Csv {
            reading.headed(text, whole)
        } else {
            Ok(reading)
        }
    }

    pub(super) fn splitter(&self) -> Splitter {
        Splitter {
            format: self.format,
            delimiter: self.delimiter,
        }
    }

    /// The same with the table's first row taken as its headings.
    fn headed(mut self, text: &[u8], whole: bool) -> Result<Self, AppError> {
        let mut at = 0;
        loop {
            let rest = text.get(at..).unwrap_or_default();
            match self.splitter().next(rest, whole) {
                Piece::Nothing { next } => at += next,
                Piece::Row { from, to, next } => {
                    let row = decode(self.encoding, rest.get(from..to).unwrap_or_default());
                    let fields = row.and_then(|row| csv_fields(&row, char::from(self.delimiter)));
                    let fields = fields.map_err(|code| AppError::field("file", heading_code(code)))?;
                    self.headings = distinct(fields);
                    let passed = text.get(..at + next).unwrap_or_default();
                    self.begin_line += lines(passed);
                    self.begin_byte += at + next;
                    return Ok(self);
                }
                Piece::End => return Err(AppError::field("file", "import_empty")),
                _ => return Err(AppError::field("file", "import_heading")),
            }
        }
    }
}

/// Ends of lines in these bytes.
pub(super) fn lines(bytes: &[u8]) -> i64 {
    let ends = bytes.iter().filter(|byte| **byte == b'\n').count();
    i64::try_from(ends).unwrap_or(i64::MAX)
}

fn heading_code(code: RowCode) -> &'static str {
    match code {
        RowCode::BadEncoding => "import_encoding",
        _ => "import_heading",
    }
}

/// UTF-8 where it is; else the Chinese standard where that fits. Anything else must be said.
fn guess(text: &[u8], whole: bool, marked: bool) -> ImportEncoding {
    let utf8 = match std::str::from_utf8(text) {
        Ok(_) => true,
        // The head may end inside a character.
        Err(error) => !whole && error.error_len().is_none(),
    };
    if utf8 || marked || !decodes_mostly(text, whole) {
        ImportEncoding::Utf8
    } else {
        ImportEncoding::Gb18030
    }
}

fn decodes_mostly(text: &[u8], whole: bool) -> bool {
    let cut = if whole { 0 } else { 3 };
    (0..=cut).any(|less| {
        let end = text.len().saturating_sub(less);
        let head = text.get(..end).unwrap_or_default();
        GB18030
            .decode_without_bom_handling_and_without_replacement(head)
            .is_some()
    })
}

fn table_of(encoding: ImportEncoding) -> Option<&'static Encoding> {
    match encoding {
        ImportEncoding::Utf8 => None,
        ImportEncoding::Gb18030 => Some(GB18030),
        ImportEncoding::ShiftJis => Some(SHIFT_JIS),
        ImportEncoding::EucKr => Some(EUC_KR),
        ImportEncoding::Windows1252 => Some(WINDOWS_1252),
    }
}

/// A row as text; a row with a byte that is no character is refused, never mended.
pub(super) fn decode(encoding: ImportEncoding, bytes: &[u8]) -> Result<String, RowCode> {
    let text = match table_of(encoding) {
        None => std::str::from_utf8(bytes).ok().map(str::to_owned),
        Some(table) => table
            .decode_without_bom_handling_and_without_replacement(bytes)
            .map(std::borrow::Cow::into_owned),
    };
    text.ok_or(RowCode::BadEncoding)
}

/// Headings without blanks around them, each once and none empty.
fn distinct(fields: Vec<String>) -> Vec<String> {
    let mut seen = HashSet::new();
    let mut names = Vec::with_capacity(fields.len());
    for (at, field) in fields.into_iter().enumerate() {
        let plain: String = field.chars().filter(|c| !c.is_control()).collect();
        let plain = plain.trim();
        let base = if plain.is_empty() {
            format!("#{}", at + 1)
        } else {
            plain.to_owned()
        };
        let mut name = base.clone();
        let mut again = 1;
        while !seen.insert(name.clone()) {
            again += 1;
            name = format!("{base} ({again})");
        }
        names.push(name);
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_its_beginning() {
        let of = |bytes: &[u8]| Reading::of(bytes, true, None, None).unwrap();
        let marked = of(b"\xEF\xBB\xBFid;name\r\n1;x\r\n");
        assert_eq!(
            (marked.format, marked.encoding),
            (ImportFormat::Csv, ImportEncoding::Utf8)
        );
        assert_eq!(
            (marked.delimiter, marked.begin_byte, marked.begin_line),
            (b';', 12, 2)
        );
        let (chinese, _, _) = GB18030.encode("编号,姓名\n1,李娜\n");
        let chinese = of(&chinese);
        assert_eq!(chinese.encoding, ImportEncoding::Gb18030);
        assert_eq!(chinese.headings, ["编号", "姓名"]);
        assert_eq!(of(b"{\"id\": 1}\n").format, ImportFormat::Ndjson);
        assert_eq!(of(b" [{\"id\": 1}]").format, ImportFormat::Json);
        assert_eq!(of(b"a,,a\n").headings, ["a", "#2", "a (2)"]);
    }

    #[test]
    fn what_cannot_be_a_table_is_refused() {
        for (bytes, code) in [
            (&b""[..], "import_empty"),
            (b"\n\n  \n", "import_empty"),
            (b"\"open,\n1,2\n", "import_heading"),
            (b"\xFF\xFEi\0d\0", "import_utf16"),
        ] {
            let error = Reading::of(bytes, true, None, None).unwrap_err();
            assert_eq!(
                error.fields().first().map(|error| error.code),
                Some(code),
                "{bytes:?}"
            );
        }
    }
}
