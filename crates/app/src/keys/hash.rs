//! Keyed hashes: by which contacts are found, and in whose place no token, code or password need ever be kept.

use std::fmt;

use data_encoding::{Encoding, Specification};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::ring::KeyRing;
use super::secret::{Key, random};

/// Longest text that is looked at as a token: what is longer was never made here.
const LONGEST_TOKEN: usize = 128;

/// What a keyed hash is for. The same text hashes differently for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    Session,
    ApiToken,
    SetupToken,
    AccountLink,
    RecoveryCode,
    Ceremony,
    Identity,
    TrackSession,
    OneTimeCode,
    Csrf,
    Guard,
    TrackingCode,
    ExternalId,
    /// What another system knows a request by that it sends in.
    Intake,
    /// What a received mail is known by.
    Mail,
    MailSender,
    /// Ties a letter to its ticket.
    MailThread,
    /// Ties a report to the letter it is about.
    LetterMark,
    /// An address that is written to.
    MailAddress,
    /// In the link by which somebody does without more letters of a kind.
    LetterEnd,
}

impl Purpose {
    fn label(self) -> &'static [u8] {
        match self {
            Self::Session => b"session",
            Self::ApiToken => b"api token",
            Self::SetupToken => b"setup token",
            Self::AccountLink => b"account link",
            Self::RecoveryCode => b"recovery code",
            Self::Ceremony => b"ceremony",
            Self::Identity => b"identity",
            Self::TrackSession => b"track session",
            Self::OneTimeCode => b"one-time code",
            Self::Csrf => b"csrf",
            Self::Guard => b"guard",
            Self::TrackingCode => b"tracking code",
            Self::ExternalId => b"external id",
            Self::Intake => b"intake",
            Self::Mail => b"mail",
            Self::MailSender => b"mail sender",
            Self::MailThread => b"mail thread",
            Self::LetterMark => b"letter mark",
            Self::MailAddress => b"mail address",
            Self::LetterEnd => b"letter end",
        }
    }
}

impl KeyRing {
    /// The hashes by which a contact is found. `kind` is the kind of contact, `value` its text under this version of the
    /// normalisation.
    pub fn lookup(&self, kind: &str, normalisation: u16, value: &str) -> Lookup {
        let keys = self.keys();
        let hash = |key: &Key| {
            key.mac(&[
                b"touchstone lookup",
                &normalisation.to_be_bytes(),
                kind.as_bytes(),
                value.as_bytes(),
            ])
        };
        let (version, key) = keys.lookup.newest();
        let others = keys.lookup.iter().filter(|(other, _)| *other != version);
        Lookup {
            version,
            hash: hash(key),
            others: others.map(|(_, key)| hash(key)).collect(),
        }
    }

    /// The keyed hash of a secret, or of anything that must not be recognised in the database.
    pub fn mac(&self, purpose: Purpose, parts: &[&[u8]]) -> [u8; 32] {
        let mut all = vec![purpose.label()];
        all.extend_from_slice(parts);
        self.keys().token.mac(&all)
    }

    /// Whether `mac` is the keyed hash of `parts`, in constant time.
    pub fn mac_matches(&self, purpose: Purpose, parts: &[&[u8]], mac: &[u8]) -> bool {
        self.mac(purpose, parts).ct_eq(mac).into()
    }

    /// The keyed hash of a token somebody presented; `None` when its length alone shows that it was never made here.
    pub fn token_mac(&self, purpose: Purpose, token: &str) -> Option<[u8; 32]> {
        (!token.is_empty() && token.len() <= LONGEST_TOKEN).then(|| self.mac(purpose, &[token.as_bytes()]))
    }
}

/// The keyed hashes of one contact: the one it is stored under, and those it may still be stored under while the key is
/// changed.
#[derive(Clone, PartialEq, Eq)]
pub struct Lookup {
    /// Version of the key of `hash`.
    pub version: u32,
    pub hash: [u8; 32],
    others: Vec<[u8; 32]>,
}

impl Lookup {
    /// Every hash, the one in use first.
    pub fn all(&self) -> impl Iterator<Item = &[u8; 32]> {
        std::iter::once(&self.hash).chain(&self.others)
    }

    /// Whether a stored hash is of this contact.
    pub fn is(&self, stored: &[u8]) -> bool {
        self.all().any(|hash| hash[..] == *stored)
    }
}

impl fmt::Debug for Lookup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Lookup({})", self.version)
    }
}

/// The text of a token: 256 random bits, wiped when dropped and never printed. Serialises as the text, because it has to
/// reach its owner once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(transparent)]
pub struct SecretToken(String);

impl fmt::Debug for SecretToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretToken(…)")
    }
}

impl SecretToken {
    /// A new token: `prefix` and 52 characters of base 32, which a double click selects whole.
    pub fn generate(prefix: &str) -> Self {
        let mut bits: [u8; 32] = random();
        let token = Self(format!("{prefix}{}", base32().encode(&bits)));
        bits.zeroize();
        token
    }

    /// A secret made otherwise, with the same care taken of it.
    pub(crate) fn of(text: String) -> Self {
        Self(text)
    }

    /// The text, to be handed to its owner.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

/// Crockford's alphabet in lower case, without padding.
#[expect(clippy::expect_used, reason = "a constant specification, covered by a test")]
fn base32() -> Encoding {
    let mut specification = Specification::new();
    specification.symbols.push_str("0123456789abcdefghjkmnpqrstvwxyz");
    specification.encoding().expect("32 different symbols")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn hashes_differ_by_key_purpose_kind_and_normalisation() {
        let (ring, other) = (KeyRing::generate(), KeyRing::generate());
        let hashes: BTreeSet<[u8; 32]> = [
            ring.lookup("email", 1, "a@b.cn").hash,
            ring.lookup("email", 2, "a@b.cn").hash,
            ring.lookup("phone", 1, "a@b.cn").hash,
            other.lookup("email", 1, "a@b.cn").hash,
            ring.mac(Purpose::Session, &[b"a@b.cn"]),
            ring.mac(Purpose::ApiToken, &[b"a@b.cn"]),
            ring.mac(Purpose::ApiToken, &[b"a", b"@b.cn"]),
        ]
        .into();
        assert_eq!(hashes.len(), 7);
        assert_eq!(
            ring.lookup("email", 1, "a@b.cn"),
            ring.clone().lookup("email", 1, "a@b.cn")
        );
    }

    #[test]
    fn a_mac_matches_itself_and_no_part_of_itself() {
        let ring = KeyRing::generate();
        let mac = ring.mac(Purpose::OneTimeCode, &[b"123456"]);
        assert!(ring.mac_matches(Purpose::OneTimeCode, &[b"123456"], &mac));
        assert!(!ring.mac_matches(Purpose::OneTimeCode, &[b"123457"], &mac));
        assert!(!ring.mac_matches(Purpose::OneTimeCode, &[b"123456"], &mac[..16]));
        assert!(!ring.mac_matches(Purpose::OneTimeCode, &[b"123456"], &[]));
    }

    #[test]
    fn tokens_are_long_different_and_not_printed() {
        let token = SecretToken::generate("tsk_");
        assert_eq!(token.reveal().len(), 4 + 52);
        assert!(
            token.reveal()[4..]
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric())
        );
        assert_ne!(token, SecretToken::generate("tsk_"));
        assert_eq!(format!("{token:?}"), "SecretToken(…)");
        assert_eq!(
            serde_json::to_string(&token).unwrap(),
            format!("\"{}\"", token.reveal())
        );
    }

    #[test]
    fn what_cannot_be_a_token_is_not_hashed() {
        let ring = KeyRing::generate();
        assert!(ring.token_mac(Purpose::Session, "").is_none());
        assert!(ring.token_mac(Purpose::Session, &"x".repeat(129)).is_none());
        assert!(ring.token_mac(Purpose::Session, "x").is_some());
    }
}
