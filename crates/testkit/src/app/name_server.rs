//! A server of the domain name system on this machine, with the records of one test.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use tokio::net::UdpSocket;

/// Names that end so are answered with a failure of the server, or never.
const BROKEN: &str = "broken.example";
const SILENT: &str = "silent.example";
const TEXT: u16 = 16;
const FAILED: u16 = 2;
const NO_SUCH_NAME: u16 = 3;

/// Answers questions for texts; every other name does not exist.
pub struct NameServer {
    pub address: SocketAddr,
}

impl NameServer {
    /// With a text for each name. It answers until the test's runtime ends.
    pub async fn start(texts: &[(&str, &str)]) -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").await.expect("a port");
        let address = socket.local_addr().expect("an address");
        let texts: BTreeMap<String, String> = texts
            .iter()
            .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
            .collect();
        tokio::spawn(async move {
            let mut question = [0; 1_500];
            while let Ok((bytes, caller)) = socket.recv_from(&mut question).await {
                if let Some(answer) = answer(&question[..bytes], &texts) {
                    let _ = socket.send_to(&answer, caller).await;
                }
            }
        });
        Self { address }
    }
}

/// As RFC 1035, 4, has it; nothing for what is no question or is never answered.
fn answer(asked: &[u8], texts: &BTreeMap<String, String>) -> Option<Vec<u8>> {
    let mut labels = Vec::new();
    let mut at = 12;
    loop {
        let length = usize::from(*asked.get(at)?);
        at += 1;
        if length == 0 {
            break;
        }
        labels.push(String::from_utf8_lossy(asked.get(at..at + length)?).to_lowercase());
        at += length;
    }
    let (name, kind) = (
        labels.join("."),
        u16::from_be_bytes([*asked.get(at)?, *asked.get(at + 1)?]),
    );
    let question = asked.get(12..at + 4)?;
    if name.ends_with(SILENT) {
        return None;
    }
    let text = texts.get(&name);
    let (outcome, answers) = match text {
        _ if name.ends_with(BROKEN) => (FAILED, 0),
        None => (NO_SUCH_NAME, 0),
        Some(_) => (0, u16::from(kind == TEXT)),
    };
    let mut said = asked.get(..2)?.to_vec();
    for number in [0x8180 | outcome, 1, answers, 0, 0] {
        said.extend(number.to_be_bytes());
    }
    said.extend(question);
    if let (Some(text), 1) = (text, answers) {
        let mut parts = Vec::new();
        for part in text.as_bytes().chunks(255) {
            parts.push(u8::try_from(part.len()).ok()?);
            parts.extend(part);
        }
        said.extend([0xc0, 12, 0, 16, 0, 1, 0, 0, 0, 60]);
        said.extend(u16::try_from(parts.len()).ok()?.to_be_bytes());
        said.extend(parts);
    }
    Some(said)
}
