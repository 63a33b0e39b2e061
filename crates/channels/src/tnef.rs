//! `winmail.dat` (TNEF, [MS-OXTNEF]): what Outlook makes of a mail when it believes that its reader is Outlook. The files in it
//! and its text are taken out; formatted text (RTF) is not.
//!
//! Bounded by its own bytes: nothing is copied twice, nothing is unpacked, messages within messages are gone into twice.

use encoding_rs::Encoding;

const SIGNATURE: u32 = 0x223e_9f78;
/// Messages within messages.
const DEPTH: usize = 2;
/// Files of one.
const FILES: usize = 200;
/// Properties of one object.
const PROPERTIES: u32 = 2_000;
/// What an embedded message begins with: the identifier of its interface.
const MESSAGE: [u8; 16] = [7, 3, 2, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46];

/// Attributes, without the type in their upper half.
mod attribute {
    pub(super) const BODY: u16 = 0x800c;
    pub(super) const ATTACH_DATA: u16 = 0x800f;
    pub(super) const ATTACH_TITLE: u16 = 0x8010;
    pub(super) const ATTACH_BEGIN: u16 = 0x9002;
    pub(super) const MESSAGE_PROPERTIES: u16 = 0x9003;
    pub(super) const ATTACH_PROPERTIES: u16 = 0x9005;
    pub(super) const CODE_PAGE: u16 = 0x9007;
}

/// Properties, without their type.
mod property {
    pub(super) const BODY: u16 = 0x1000;
    pub(super) const BODY_HTML: u16 = 0x1013;
    pub(super) const DISPLAY_NAME: u16 = 0x3001;
    pub(super) const ATTACH_DATA: u16 = 0x3701;
    pub(super) const ATTACH_NAME: u16 = 0x3704;
    pub(super) const ATTACH_LONG_NAME: u16 = 0x3707;
}

/// What was in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Tnef {
    pub(crate) text: Option<String>,
    /// Its text as HTML, where there is no other.
    pub(crate) html: Option<String>,
    pub(crate) files: Vec<(String, Vec<u8>)>,
    /// It broke off, or something in it could not be read.
    pub(crate) broken: bool,
}

/// Whether bytes begin as it does.
pub(crate) fn is_tnef(bytes: &[u8]) -> bool {
    Reader(bytes).u32() == Some(SIGNATURE)
}

/// Takes it apart.
pub(crate) fn tnef(bytes: &[u8]) -> Tnef {
    let mut found = Tnef::default();
    if object(bytes, &mut found, DEPTH).is_none() {
        found.broken = true;
    }
    found
}

/// A file while it is put together.
#[derive(Default)]
struct Attached {
    title: Option<String>,
    long_name: Option<String>,
    data: Option<Vec<u8>>,
    message: Option<Vec<u8>>,
}

fn object(bytes: &[u8], found: &mut Tnef, depth: usize) -> Option<()> {
    let mut reader = Reader(bytes);
    if reader.u32()? != SIGNATURE {
        return None;
    }
    reader.take(2)?;
    let (mut page, mut attached): (&'static Encoding, Option<Attached>) = (encoding_rs::WINDOWS_1252, None);
    while !reader.0.is_empty() {
        reader.take(1)?;
        let id = reader.u32()?;
        let length = usize::try_from(reader.u32()?).ok()?;
        let data = reader.take(length)?;
        // Its checksum; many writers leave it wrong.
        reader.take(2)?;
        match (id & 0xffff) as u16 {
            attribute::CODE_PAGE => page = Reader(data).u32().and_then(encoding_of).unwrap_or(page),
            attribute::BODY => found.text = found.text.take().or_else(|| worded(data, page)),
            attribute::MESSAGE_PROPERTIES => {
                properties(data, |id, value| match id {
                    property::BODY => found.text = found.text.take().or_else(|| value.text(page)),
                    property::BODY_HTML => found.html = found.html.take().or_else(|| value.text(page)),
                    _ => {}
                })?;
            }
            attribute::ATTACH_BEGIN => finish(attached.replace(Attached::default()), found, depth),
            attribute::ATTACH_TITLE => attached.get_or_insert_default().title = worded(data, page),
            attribute::ATTACH_DATA => attached.get_or_insert_default().data = Some(data.to_vec()),
            attribute::ATTACH_PROPERTIES => {
                let file = attached.get_or_insert_default();
                properties(data, |id, value| match id {
                    property::ATTACH_LONG_NAME => file.long_name = value.text(page),
                    property::ATTACH_NAME | property::DISPLAY_NAME => {
                        file.title = file.title.take().or_else(|| value.text(page));
                    }
                    property::ATTACH_DATA => match value.bytes.strip_prefix(&MESSAGE) {
                        Some(message) => file.message = Some(message.to_vec()),
                        None if file.data.is_none() => file.data = Some(value.bytes.to_vec()),
                        None => {}
                    },
                    _ => {}
                })?;
            }
            _ => {}
        }
    }
    finish(attached, found, depth);
    Some(())
}

fn finish(attached: Option<Attached>, found: &mut Tnef, depth: usize) {
    let Some(file) = attached else {
        return;
    };
    if found.files.len() >= FILES {
        found.broken = true;
        return;
    }
    let name = file.long_name.or(file.title);
    match file.message {
        Some(message) if depth > 0 => {
            let mut inner = Tnef::default();
            let whole = object(&message, &mut inner, depth - 1).is_some();
            found.broken |= !whole || inner.broken;
            if let Some(text) = inner.text.or(inner.html) {
                let name = name.as_deref().unwrap_or("message");
                found.files.push((format!("{name}.txt"), text.into_bytes()));
            }
            let room = FILES - found.files.len().min(FILES);
            found.broken |= inner.files.len() > room;
            found.files.extend(inner.files.into_iter().take(room));
        }
        Some(_) => found.broken = true,
        None => {
            if let Some(data) = file.data.filter(|data| !data.is_empty()) {
                found
                    .files
                    .push((name.unwrap_or_else(|| "file".to_owned()), data));
            }
        }
    }
}

/// One value as it stands.
struct Value<'a> {
    kind: u16,
    bytes: &'a [u8],
}

impl Value<'_> {
    fn text(&self, page: &'static Encoding) -> Option<String> {
        match self.kind {
            0x1f => {
                let (text, _) = encoding_rs::UTF_16LE.decode_without_bom_handling(self.bytes);
                nonempty(&text)
            }
            _ => worded(self.bytes, page),
        }
    }
}

fn worded(bytes: &[u8], page: &'static Encoding) -> Option<String> {
    let text = std::str::from_utf8(bytes).map_or_else(|_| page.decode(bytes).0, Into::into);
    nonempty(&text)
}

fn nonempty(text: &str) -> Option<String> {
    let text = text.trim_end_matches('\0').trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// Walks the properties of an object ([MS-OXTNEF] 2.1.3.4).
fn properties<'a>(bytes: &'a [u8], mut each: impl FnMut(u16, Value<'a>)) -> Option<()> {
    let mut reader = Reader(bytes);
    let count = reader.u32()?;
    if count > PROPERTIES {
        return None;
    }
    for _ in 0..count {
        let (kind, id) = (reader.u16()?, reader.u16()?);
        if id >= 0x8000 {
            reader.take(16)?;
            if reader.u32()? == 0 {
                reader.take(4)?;
            } else {
                let length = reader.u32()?;
                reader.padded(length)?;
            }
        }
        let (several, kind) = (kind & 0x1000 != 0, kind & 0x0fff);
        let variable = matches!(kind, 0x0d | 0x1e | 0x1f | 0x102);
        let values = if several || variable { reader.u32()? } else { 1 };
        if values > PROPERTIES {
            return None;
        }
        for at in 0..values {
            let bytes = if variable {
                let length = reader.u32()?;
                reader.padded(length)?
            } else {
                reader.take(width(kind)?)?
            };
            if at == 0 {
                each(id, Value { kind, bytes });
            }
        }
        // Values of two bytes stand side by side, and are filled up at their end.
        if several && kind == 0x02 && values % 2 == 1 {
            reader.take(2)?;
        }
        if !several && kind == 0x02 {
            reader.take(2)?;
        }
    }
    Some(())
}

/// Bytes of a value of fixed size.
fn width(kind: u16) -> Option<usize> {
    Some(match kind {
        0x01 => 0,
        0x02 => 2,
        0x03 | 0x04 | 0x0a | 0x0b => 4,
        0x05 | 0x06 | 0x07 | 0x14 | 0x40 => 8,
        0x48 => 16,
        _ => return None,
    })
}

/// The character set of a code page of Windows.
fn encoding_of(page: u32) -> Option<&'static Encoding> {
    let label = match page {
        932 => "shift_jis",
        936 => "gbk",
        949 => "euc-kr",
        950 => "big5",
        54936 => "gb18030",
        65001 => "utf-8",
        874 | 1250..=1258 => return Encoding::for_label(format!("windows-{page}").as_bytes()),
        _ => return None,
    };
    Encoding::for_label(label.as_bytes())
}

/// Bytes that are still to be read.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    /// Filled up to four bytes; at the very end that may be missing.
    fn padded(&mut self, length: u32) -> Option<&'a [u8]> {
        let length = usize::try_from(length).ok()?;
        let taken = self.take(length)?;
        let filling = length.next_multiple_of(4) - length;
        self.take(filling.min(self.0.len()))?;
        Some(taken)
    }

    fn u16(&mut self) -> Option<u16> {
        self.take(2)?.try_into().ok().map(u16::from_le_bytes)
    }

    fn u32(&mut self) -> Option<u32> {
        self.take(4)?.try_into().ok().map(u32::from_le_bytes)
    }
}
