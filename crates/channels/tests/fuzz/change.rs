//! How mail is broken. Each change is data, so that a failing case shrinks to the few changes that matter.

use encoding_rs::Encoding;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use std::sync::Arc;

use crate::corpus::Named;

/// No mail grows beyond this by being broken; what is larger already stays as it is.
const MOST: usize = 192 << 10;

/// What parsers trip over.
const WORDS: &[&[u8]] = &[
    b"\r\n",
    b"\n",
    b"\r",
    b"\r\n\r\n",
    b"\0",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"--",
    b"--b1",
    b"--b1--",
    b"=",
    b"=3D",
    b"=\r\n",
    b"=?utf-8?B?",
    b"=?gbk?Q?=B0?=",
    b"=?iso-2022-jp?B?GyRC?=",
    b"?=",
    b"\x1b$B",
    b"\x1b(B",
    b"+ADw-",
    b"\"",
    b"\\",
    b"(",
    b")",
    b"<",
    b">",
    b";",
    b"boundary=",
    b"boundary=\"\"",
    b"charset=utf-16",
    b"charset=utf-7",
    b"charset=x-unknown",
    b"name*0*=",
    b"filename*=UTF-8''%E5",
    b"Content-Type: ",
    b"Content-Type: multipart/mixed; boundary=b1\r\n\r\n",
    b"Content-Type: message/rfc822\r\n\r\n",
    b"Content-Type: message/global\r\n\r\n",
    b"Content-Type: text/html\r\n\r\n",
    b"Content-Type: application/ms-tnef\r\n\r\n",
    b"Content-Type: text/calendar\r\n\r\n",
    b"Content-Transfer-Encoding: base64\r\n",
    b"Content-Transfer-Encoding: quoted-printable\r\n",
    b"Content-Transfer-Encoding: uuencode\r\n",
    b"From: ",
    b"To: ",
    b"Subject: ",
    b"References: <",
    b"Action: failed\r\n",
    b"Status: 5.",
    b"Final-Recipient: ",
    b"Diagnostic-Code: smtp; ",
    b"<table><tr><td>",
    b"</",
    b"<!--",
    b"&#x1F600;",
    b"&nbsp;",
    b"begin 644 a\n",
    b"BEGIN:VEVENT\r\n",
    b"DTSTART;TZID=",
    b"\x78\x9f\x3e\x22",
    b"=?=?=?=?",
    b" ",
    b"\t",
    b"> ",
    b"-- \n",
];

#[derive(Debug, Clone)]
enum Change {
    Drop(Index, u16),
    Double(Index, u16, u8),
    Put(Index, &'static [u8], u8),
    Set(Index, u8),
    Cut(Index),
    /// A piece of another mail.
    Splice(Index, Index, Index, u16),
    /// The whole of it within itself.
    Nest(Index),
}

fn change() -> impl Strategy<Value = Change> {
    let at = any::<Index>;
    prop_oneof![
        2 => (at(), 0..400_u16).prop_map(|(at, len)| Change::Drop(at, len)),
        2 => (at(), 1..600_u16, 1..12_u8).prop_map(|(at, len, times)| Change::Double(at, len, times)),
        6 => (at(), select(WORDS), 1..40_u8).prop_map(|(at, word, times)| Change::Put(at, word, if times > 30 { times } else { 1 })),
        3 => (at(), any::<u8>()).prop_map(|(at, byte)| Change::Set(at, byte)),
        1 => at().prop_map(Change::Cut),
        2 => (at(), at(), at(), 1..2_000_u16).prop_map(|(at, other, from, len)| Change::Splice(at, other, from, len)),
        1 => at().prop_map(Change::Nest),
    ]
}

/// Mail of the corpus, broken.
pub(crate) fn mutated(corpus: Vec<Named>) -> impl Strategy<Value = Vec<u8>> {
    let corpus = Arc::new(corpus);
    (any::<Index>(), vec(change(), 0..14)).prop_map(move |(which, changes)| {
        let mut raw = which.get(&corpus).1.clone();
        for change in changes {
            apply(&mut raw, &change, &corpus);
        }
        raw
    })
}

fn apply(raw: &mut Vec<u8>, change: &Change, corpus: &[Named]) {
    let place = |at: &Index, raw: &[u8]| at.index(raw.len() + 1);
    let put = |raw: &mut Vec<u8>, at: usize, bytes: &[u8]| {
        if raw.len() + bytes.len() <= MOST {
            raw.splice(at..at, bytes.iter().copied());
        }
    };
    match change {
        Change::Drop(at, len) => {
            let at = place(at, raw);
            let end = (at + usize::from(*len)).min(raw.len());
            raw.drain(at..end);
        }
        Change::Double(at, len, times) => {
            let at = place(at, raw);
            let end = (at + usize::from(*len)).min(raw.len());
            let piece = raw[at..end].repeat(usize::from(*times));
            put(raw, at, &piece);
        }
        Change::Put(at, word, times) => {
            let at = place(at, raw);
            put(raw, at, &word.repeat(usize::from(*times)));
        }
        Change::Set(at, byte) => {
            if !raw.is_empty() {
                let at = at.index(raw.len());
                raw[at] = *byte;
            }
        }
        Change::Cut(at) => raw.truncate(place(at, raw)),
        Change::Splice(at, other, from, len) => {
            let other = &other.get(corpus).1;
            let from = place(from, other);
            let end = (from + usize::from(*len)).min(other.len());
            let at = place(at, raw);
            put(raw, at, &other[from..end]);
        }
        Change::Nest(at) => {
            let whole = [b"Content-Type: message/rfc822\r\n\r\n".as_slice(), raw].concat();
            let at = place(at, raw);
            put(raw, at, &whole);
        }
    }
}

const CHARSETS: &[&str] = &[
    "utf-8",
    "utf-7",
    "utf-16",
    "utf-16be",
    "gb18030",
    "gbk",
    "gb2312",
    "hz-gb-2312",
    "big5",
    "big5-hkscs",
    "euc-tw",
    "shift_jis",
    "iso-2022-jp",
    "iso-2022-jp-2",
    "iso-2022-kr",
    "euc-jp",
    "euc-kr",
    "ks_c_5601-1987",
    "windows-1252",
    "koi8-r",
    "us-ascii",
    "x-unknown",
    "",
];

/// Bytes of any kind, said to be in some character set and transferred in some way.
pub(crate) fn in_some_charset() -> impl Strategy<Value = Vec<u8>> {
    let bytes = prop_oneof![
        vec(any::<u8>(), 0..300),
        vec(select(&b"\x1b$B(J)~{\x81\xfe\xa1+-/AZ=\r\n"[..]), 0..200)
    ];
    let transfer = select(&["8bit", "base64", "quoted-printable", "7bit", "x-uuencode"][..]);
    (bytes, select(CHARSETS), transfer, any::<bool>()).prop_map(|(bytes, charset, transfer, encode)| {
        let body = if encode && transfer == "base64" {
            data_encoding::BASE64_MIME.encode(&bytes).into_bytes()
        } else {
            bytes.clone()
        };
        let word = data_encoding::BASE64.encode(&bytes[..bytes.len().min(40)]);
        let head = format!(
            "From: =?{charset}?B?{word}?= <a@example.com>\r\nSubject: =?{charset}?B?{word}?=\r\nContent-Type: text/plain; \
             charset=\"{charset}\"\r\nContent-Transfer-Encoding: {transfer}\r\n\r\n"
        );
        [head.as_bytes(), &body].concat()
    })
}

/// Words with a character set that has their letters.
pub(crate) fn written_in() -> impl Strategy<Value = (String, &'static Encoding)> {
    let chinese = "[退款订单收到的是不在有没a-z0-9 ]{1,60}";
    let japanese = "[返金注文のをはがカタナa-z0-9 ]{1,60}";
    let korean = "[환불주문을는이가a-z0-9 ]{1,60}";
    prop_oneof![
        (
            chinese,
            select(vec![encoding_rs::GB18030, encoding_rs::GBK, encoding_rs::UTF_8])
        ),
        (
            japanese,
            select(vec![
                encoding_rs::SHIFT_JIS,
                encoding_rs::ISO_2022_JP,
                encoding_rs::EUC_JP
            ])
        ),
        (korean, select(vec![encoding_rs::EUC_KR, encoding_rs::UTF_8])),
    ]
}
