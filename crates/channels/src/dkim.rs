//! Signing letters (DKIM: RFC 6376, and RFC 8463 for Ed25519), so that other servers can tell that they come from the domain they
//! name. Checking the signatures of others is not done here.
//!
//! Header and body are signed in their relaxed form, which survives what mail servers do to white space. What must be in a letter once
//! is signed once more than it is there, so that nobody adds a second sender or subject in front.

use std::fmt;

use data_encoding::{BASE64, BASE64_MIME_PERMISSIVE};
use ring::rand::SystemRandom;
use ring::signature::{Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair};
use sha2::{Digest as _, Sha256};
use touchstone_domain::time::Timestamp;

/// What is signed where it is there.
const SIGNED: [&str; 15] = [
    "from",
    "reply-to",
    "to",
    "subject",
    "date",
    "message-id",
    "in-reply-to",
    "references",
    "mime-version",
    "content-type",
    "content-transfer-encoding",
    "content-language",
    "auto-submitted",
    "list-unsubscribe",
    "list-unsubscribe-post",
];
/// What nobody may add.
const ONCE: [&str; 4] = ["from", "to", "subject", "date"];
/// Letters of the signature on one line.
const LINE: usize = 72;
/// Shortest modulus that other servers accept (RFC 8301), in bytes.
const RSA_BYTES: usize = 128;
/// Algorithm and wrapping of a public RSA key (RFC 3279, 2.3.1), behind its length.
const RSA_ALGORITHM: [u8; 15] = [
    0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00,
];

/// Why letters cannot be signed with this.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DkimFault {
    #[error("it holds no private key in PEM form (BEGIN PRIVATE KEY or BEGIN RSA PRIVATE KEY)")]
    NoKey,
    #[error("its key is neither RSA nor Ed25519, or damaged: {0}")]
    Key(String),
    #[error("its RSA key is shorter than 1024 bits; other servers take no signature of it")]
    TooShort,
    #[error("`{0}` is no name that can stand in the domain name system")]
    Name(String),
}

enum DkimKey {
    Rsa(Box<RsaKeyPair>),
    Ed25519(Box<Ed25519KeyPair>),
}

/// Signs letters in the name of a domain.
pub struct DkimSigner {
    domain: String,
    selector: String,
    key: DkimKey,
}

impl fmt::Debug for DkimSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DkimSigner({}, {})", self.record_name(), self.algorithm())
    }
}

impl DkimSigner {
    /// With a private key as `openssl genpkey` writes it.
    pub fn new(domain: &str, selector: &str, pem: &str) -> Result<Self, DkimFault> {
        for name in [domain, selector] {
            if !is_name(name) {
                return Err(DkimFault::Name(name.to_owned()));
            }
        }
        let key = DkimKey::read(pem)?;
        Ok(Self {
            domain: domain.to_ascii_lowercase(),
            selector: selector.to_ascii_lowercase(),
            key,
        })
    }

    pub fn domain(&self) -> &str {
        &self.domain
    }

    /// Where the public key is published.
    pub fn record_name(&self) -> String {
        format!("{}._domainkey.{}", self.selector, self.domain)
    }

    /// What is published there, as a TXT record.
    pub fn record(&self) -> String {
        match &self.key {
            DkimKey::Rsa(pair) => {
                let key = BASE64.encode(&subject_public_key(pair.public().as_ref()));
                format!("v=DKIM1; k=rsa; p={key}")
            }
            DkimKey::Ed25519(pair) => {
                format!(
                    "v=DKIM1; k=ed25519; p={}",
                    BASE64.encode(pair.public_key().as_ref())
                )
            }
        }
    }

    /// The field to put before a letter, with its line's end; nothing when the letter has no body to sign.
    pub(crate) fn signature(&self, letter: &[u8], at: Timestamp) -> Option<String> {
        let text = std::str::from_utf8(letter).ok()?;
        let (head, body) = text.split_once("\r\n\r\n")?;
        let fields = fields(head);
        let mut names: Vec<&str> = SIGNED
            .into_iter()
            .filter(|name| fields.iter().any(|(field, _)| field == name))
            .collect();
        names.extend(ONCE);
        let field = format!(
            "DKIM-Signature: v=1; a={}-sha256; c=relaxed/relaxed; d={}; s={};\r\n t={}; h={};\r\n bh={};\r\n b=",
            self.algorithm(),
            self.domain,
            self.selector,
            at.as_micros().div_euclid(1_000_000),
            names.join(":"),
            BASE64.encode(&body_hash(body)),
        );
        let signed = signed_header(&fields, &names, &field);
        let signature = BASE64.encode(&self.key.sign(signed.as_bytes())?);
        let mut whole = field;
        for (at, letter) in signature.chars().enumerate() {
            if at > 0 && at % LINE == 0 {
                whole.push_str("\r\n ");
            }
            whole.push(letter);
        }
        whole.push_str("\r\n");
        Some(whole)
    }

    fn algorithm(&self) -> &'static str {
        match self.key {
            DkimKey::Rsa(_) => "rsa",
            DkimKey::Ed25519(_) => "ed25519",
        }
    }
}

impl DkimKey {
    fn read(pem: &str) -> Result<Self, DkimFault> {
        let damaged = |error: ring::error::KeyRejected| DkimFault::Key(error.to_string());
        let (label, der) = unwrapped(pem).ok_or(DkimFault::NoKey)?;
        let rsa = match label {
            "RSA PRIVATE KEY" => RsaKeyPair::from_der(&der).map_err(damaged)?,
            "PRIVATE KEY" => match Ed25519KeyPair::from_pkcs8_maybe_unchecked(&der) {
                Ok(pair) => return Ok(Self::Ed25519(Box::new(pair))),
                Err(_) => RsaKeyPair::from_pkcs8(&der).map_err(damaged)?,
            },
            _ => return Err(DkimFault::NoKey),
        };
        if rsa.public().modulus_len() < RSA_BYTES {
            return Err(DkimFault::TooShort);
        }
        Ok(Self::Rsa(Box::new(rsa)))
    }

    /// Of what both algorithms sign: the hash of the header (RFC 8463, 3, for Ed25519).
    fn sign(&self, signed: &[u8]) -> Option<Vec<u8>> {
        match self {
            Self::Rsa(pair) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                let drawn = SystemRandom::new();
                pair.sign(&RSA_PKCS1_SHA256, &drawn, signed, &mut signature)
                    .ok()?;
                Some(signature)
            }
            Self::Ed25519(pair) => Some(pair.sign(&Sha256::digest(signed)).as_ref().to_vec()),
        }
    }
}

fn is_name(name: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    };
    name.len() <= 253 && name.split('.').all(label)
}

/// Label and bytes of the first block of a PEM file.
fn unwrapped(pem: &str) -> Option<(&str, Vec<u8>)> {
    let behind = &pem[pem.find("-----BEGIN ")? + 11..];
    let (label, behind) = behind.split_once("-----")?;
    let (body, _) = behind.split_once("-----END ")?;
    let bytes = BASE64_MIME_PERMISSIVE.decode(body.trim().as_bytes()).ok()?;
    Some((label, bytes))
}

/// An RSA key as certificates carry it, which is what verifiers expect.
fn subject_public_key(key: &[u8]) -> Vec<u8> {
    let bits = [&[0x03][..], &length(key.len() + 1), &[0], key].concat();
    let inner = [&RSA_ALGORITHM[..], &bits].concat();
    [&[0x30][..], &length(inner.len()), &inner].concat()
}

/// A length in DER.
fn length(n: usize) -> Vec<u8> {
    if let Ok(short @ 0..=127) = u8::try_from(n) {
        return vec![short];
    }
    let bytes = n.to_be_bytes();
    let used = &bytes[bytes.iter().take_while(|byte| **byte == 0).count()..];
    let count = u8::try_from(used.len()).unwrap_or_default();
    [&[0x80 | count][..], used].concat()
}

/// Fields in order: name in small letters, relaxed value.
fn fields(head: &str) -> Vec<(String, String)> {
    let unfolded = head.replace("\r\n ", " ").replace("\r\n\t", " ");
    unfolded
        .split("\r\n")
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.trim().to_ascii_lowercase(), relaxed(value)))
        .collect()
}

/// White space as one space, none at the ends.
fn relaxed(value: &str) -> String {
    let words = value
        .split([' ', '\t', '\r', '\n'])
        .filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// What is signed of the header: the named fields, of several the last first, and the signature's own without its value.
fn signed_header(fields: &[(String, String)], names: &[&str], own: &str) -> String {
    let mut left: Vec<&(String, String)> = fields.iter().collect();
    let mut signed = String::new();
    for name in names {
        let Some(at) = left.iter().rposition(|(field, _)| field == name) else {
            continue;
        };
        let (field, value) = left.remove(at);
        signed.push_str(&format!("{field}:{value}\r\n"));
    }
    let value = own.split_once(':').map_or("", |(_, value)| value);
    signed.push_str("dkim-signature:");
    signed.push_str(&relaxed(value));
    signed
}

fn body_hash(body: &str) -> [u8; 32] {
    let mut lines: Vec<String> = body.split("\r\n").map(relaxed_line).collect();
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    let mut hash = Sha256::new();
    for line in &lines {
        hash.update(line.as_bytes());
        hash.update(b"\r\n");
    }
    hash.finalize().into()
}

/// White space as one space, none at the end; what stands at the beginning stays.
fn relaxed_line(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut space = false;
    for letter in line.chars() {
        if matches!(letter, ' ' | '\t') {
            space = true;
            continue;
        }
        if std::mem::take(&mut space) {
            out.push(' ');
        }
        out.push(letter);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 8463, A.
    const LETTER: &str = "From: Joe SixPack <joe@football.example.com>\r\n\
        To: Suzie Q <suzie@shopping.example.net>\r\nSubject: Is dinner ready?\r\n\
        Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)\r\n\
        Message-ID: <20030712040037.46341.5F8J@football.example.com>\r\n\r\n\
        Hi.\r\n\r\nWe lost the game.  Are you hungry yet?\r\n\r\nJoe.\r\n";
    const SECRET: &str = "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=";
    const OWN: &str = "DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;\r\n d=football.example.com; \
        i=@football.example.com;\r\n q=dns/txt; s=brisbane; t=1528637909; h=from : to :\r\n subject : date : \
        message-id : from : subject : date;\r\n bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r\n b=";

    fn ed25519() -> String {
        let head = [
            0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
        ];
        let der = [&head[..], &BASE64.decode(SECRET.as_bytes()).unwrap()].concat();
        pem("PRIVATE KEY", &BASE64.encode(&der))
    }

    fn pem(label: &str, body: &str) -> String {
        format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n")
    }

    #[test]
    fn the_example_of_the_standard_is_signed_as_it_says() {
        let (head, body) = LETTER.split_once("\r\n\r\n").unwrap();
        assert_eq!(
            BASE64.encode(&body_hash(body)),
            "2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8="
        );
        let names = [
            "from",
            "to",
            "subject",
            "date",
            "message-id",
            "from",
            "subject",
            "date",
        ];
        let signed = signed_header(&fields(head), &names, OWN);
        let key = DkimKey::read(&ed25519()).unwrap();
        assert_eq!(
            BASE64.encode(&key.sign(signed.as_bytes()).unwrap()),
            "/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11BusFa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw=="
        );
    }

    #[test]
    fn the_public_key_is_said_as_it_is_published() {
        let signer = DkimSigner::new("Football.example.com", "brisbane", &ed25519()).unwrap();
        assert_eq!(signer.record_name(), "brisbane._domainkey.football.example.com");
        assert_eq!(
            signer.record(),
            "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
        );
    }

    #[test]
    fn a_letter_is_signed_with_everything_that_matters() {
        let signer = DkimSigner::new("football.example.com", "brisbane", &ed25519()).unwrap();
        let field = signer
            .signature(LETTER.as_bytes(), Timestamp::from_micros(1_528_637_909_000_000))
            .unwrap();
        assert!(
            field.contains("h=from:to:subject:date:message-id:from:to:subject:date;"),
            "{field}"
        );
        assert!(
            field.contains("t=1528637909;") && field.ends_with("==\r\n"),
            "{field}"
        );
        assert!(field.lines().all(|line| line.len() < 200), "{field}");
        let other = LETTER.replace("hungry", "thirsty");
        let at = Timestamp::from_micros(1_528_637_909_000_000);
        assert_ne!(signer.signature(other.as_bytes(), at).unwrap(), field);
    }

    #[test]
    fn what_ends_letters_with_one_click_is_signed() {
        let signer = DkimSigner::new("football.example.com", "brisbane", &ed25519()).unwrap();
        let more = "List-Unsubscribe: <https://football.example.com/letters/1>\r\n\
            List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\nFrom:";
        let letter = LETTER.replacen("From:", more, 1);
        let at = Timestamp::from_micros(1_528_637_909_000_000);
        let field = signer.signature(letter.as_bytes(), at).unwrap();
        assert!(
            field.contains(":list-unsubscribe:list-unsubscribe-post:from:"),
            "{field}"
        );
        let other = letter.replace("letters/1", "letters/2");
        assert_ne!(signer.signature(other.as_bytes(), at).unwrap(), field);
    }

    #[test]
    fn what_is_no_key_is_said_so() {
        let fault = |pem: &str| DkimSigner::new("shop.example", "a", pem).unwrap_err();
        assert_eq!(fault(""), DkimFault::NoKey);
        assert_eq!(fault(&pem("PUBLIC KEY", "AAAA")), DkimFault::NoKey);
        assert!(matches!(fault(&pem("PRIVATE KEY", "AAAA")), DkimFault::Key(_)));
        let named = DkimSigner::new("shop example", "a", &ed25519()).unwrap_err();
        assert!(matches!(named, DkimFault::Name(_)));
    }
}
