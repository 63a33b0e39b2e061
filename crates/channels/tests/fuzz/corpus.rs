//! What is broken: awkward mail of others (see `tests/data/README.md`), cases that were found, and some made here.

use std::path::PathBuf;

pub(crate) type Named = (String, Vec<u8>);

/// Everything, in a stable order.
pub(crate) fn all() -> Vec<Named> {
    let mut found = made();
    for directory in ["flanker", "mimekit", "found"] {
        let place = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
            .join("tests/data")
            .join(directory);
        for entry in std::fs::read_dir(place).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if name.ends_with(".eml") {
                found.push((name, std::fs::read(&path).unwrap()));
            }
        }
    }
    // More of them, from elsewhere: for long runs on mail that may not lie here.
    if let Some(more) = std::env::var_os("TOUCHSTONE_FUZZ_MAIL") {
        for entry in std::fs::read_dir(more).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                found.push((path.display().to_string(), std::fs::read(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

/// Those in which a mail server speaks.
pub(crate) fn reports() -> Vec<Named> {
    let mut all = all();
    all.retain(|(_, raw)| {
        let text = String::from_utf8_lossy(raw).to_lowercase();
        text.contains("delivery") || text.contains("undeliver")
    });
    all
}

fn made() -> Vec<Named> {
    let mixed = "From: a@example.com\r\nTo: care@shop.example\r\nSubject: =?gb18030?B?zcu/7g==?=\r\nMessage-ID: <m@x>\r\n\
        MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"b1\"\r\n\r\n--b1\r\nContent-Type: multipart/alternative; \
        boundary=b2\r\n\r\n--b2\r\nContent-Type: text/plain; charset=gb18030\r\nContent-Transfer-Encoding: base64\r\n\r\n\
        zcu/7g==\r\n--b2\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
        <p>=E9=80=80=E6=AC=BE</p>\r\n--b2--\r\n--b1\r\nContent-Type: message/rfc822\r\n\r\nFrom: b@example.com\r\nSubject: in\r\n\
        \r\nhello\r\n--b1\r\nContent-Type: text/calendar; method=REQUEST\r\n\r\nBEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\n\
        SUMMARY:Visit\r\nDTSTART:20260302T010000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n--b1--\r\n";
    let report = "From: MAILER-DAEMON@mx.example\r\nTo: care@shop.example\r\nSubject: Undelivered Mail Returned to Sender\r\n\
        Auto-Submitted: auto-replied\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=r\r\n\r\n--r\r\n\r\n\
        It did not arrive.\r\n--r\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n\
        Final-Recipient: rfc822; li@mail.example\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 no\r\n\r\n\
        --r\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <ntf_0tfsm4jz90g02-abcdefghjkmnpqrs@shop.example>\r\n\r\n--r--\r\n";
    vec![
        ("made-mixed".to_owned(), mixed.as_bytes().to_vec()),
        ("made-report".to_owned(), report.as_bytes().to_vec()),
        (
            "made-uu".to_owned(),
            b"From: a@x\n\nhi\nbegin 644 a.txt\n#0V%T\n`\nend\n".to_vec(),
        ),
    ]
}
