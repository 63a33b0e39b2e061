//! Key bytes that leave no copy behind, randomness, and the two primitives everything else is made of: AES-256-GCM and
//! HMAC-SHA-256.

use std::fmt;

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// Bytes of an AES-GCM nonce (NIST SP 800-38D, 8.2.2: random ones are good for 2^32 messages under one key).
const NONCE: usize = 12;

/// Random bytes from the operating system.
///
/// # Panics
/// When the system has no randomness to give. Nothing that needs a key may go on then; inside a command the panic
/// undoes it.
#[expect(
    clippy::expect_used,
    reason = "without randomness no key, nonce or token may be made"
)]
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

/// 256 secret bits. Wiped when dropped, never printed.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub(super) struct Key([u8; 32]);

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

impl Key {
    pub(super) fn generate() -> Self {
        Self(random())
    }

    #[cfg(test)]
    pub(super) fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    pub(super) fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    pub(super) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Another key for another purpose: one block of HKDF-Expand (RFC 5869) with this key as the pseudo-random key.
    pub(super) fn derive(&self, purpose: &str) -> Self {
        let mut mac = self.hmac();
        mac.update(purpose.as_bytes());
        mac.update(&[1]);
        Self(mac.finalize().into_bytes().into())
    }

    /// HMAC-SHA-256 over the parts, each preceded by its length, so that no two lists of parts collide.
    pub(super) fn mac(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = self.hmac();
        mac.update(&bound(parts));
        mac.finalize().into_bytes().into()
    }

    fn hmac(&self) -> Hmac<Sha256> {
        // A key shorter than the block is padded with zeros (RFC 2104); doing so here leaves nothing that could fail.
        let mut block = [0; 64];
        block[..32].copy_from_slice(&self.0);
        let mac = Hmac::<Sha256>::new((&block).into());
        block.zeroize();
        mac
    }

    /// Nonce, ciphertext and tag of `plain`, bound to `context`.
    #[expect(
        clippy::expect_used,
        reason = "refused only beyond 64 GiB, which no caller can hold"
    )]
    pub(super) fn encrypt(&self, context: &[&[u8]], plain: &[u8]) -> Vec<u8> {
        let nonce: [u8; NONCE] = random();
        let payload = Payload {
            msg: plain,
            aad: &bound(context),
        };
        let sealed = self
            .cipher()
            .encrypt((&nonce).into(), payload)
            .expect("text is below the bound of the mode");
        [&nonce[..], &sealed].concat()
    }

    /// What [`Key::encrypt`] was given, or nothing when key, context or text differ.
    pub(super) fn decrypt(&self, context: &[&[u8]], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE>()?;
        let payload = Payload {
            msg: sealed,
            aad: &bound(context),
        };
        self.cipher()
            .decrypt(nonce.into(), payload)
            .ok()
            .map(Zeroizing::new)
    }

    fn cipher(&self) -> Aes256Gcm {
        Aes256Gcm::new((&self.0).into())
    }
}

fn bound(parts: &[&[u8]]) -> Vec<u8> {
    let mut whole = Vec::with_capacity(parts.iter().map(|part| part.len() + 8).sum());
    for part in parts {
        whole.extend_from_slice(&(part.len() as u64).to_be_bytes());
        whole.extend_from_slice(part);
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;
    use data_encoding::HEXLOWER;
    use proptest::prelude::*;

    #[test]
    fn hmac_agrees_with_rfc_4231() {
        // Test case 1, whose key is 20 bytes: padding with zeros is what the norm does too.
        let mut key = [0; 32];
        key[..20].fill(0x0b);
        let mut mac = Key::from_bytes(key).hmac();
        mac.update(b"Hi There");
        let expected = "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7";
        assert_eq!(HEXLOWER.encode(&mac.finalize().into_bytes()), expected);
    }

    #[test]
    fn derivation_agrees_with_rfc_5869() {
        // Test case 3: the first block of the output, whose info is empty.
        let prk = HEXLOWER
            .decode(b"19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04")
            .unwrap();
        let derived = Key::from_slice(&prk).unwrap().derive("");
        assert_eq!(
            HEXLOWER.encode(derived.bytes()),
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"
        );
    }

    #[test]
    fn a_key_is_never_printed() {
        assert_eq!(format!("{:?}", Key::from_bytes([7; 32])), "Key(…)");
    }

    proptest! {
        #[test]
        fn what_is_sealed_opens_only_as_it_was_sealed(plain: Vec<u8>, at: usize, bit in 0u8..8) {
            let key = Key::generate();
            let sealed = key.encrypt(&[b"a", b"bc"], &plain);
            let opened = key.decrypt(&[b"a", b"bc"], &sealed).unwrap();
            prop_assert_eq!(opened.as_slice(), plain.as_slice());
            prop_assert!(key.decrypt(&[b"ab", b"c"], &sealed).is_none(), "the split of the context counts");
            prop_assert!(Key::generate().decrypt(&[b"a", b"bc"], &sealed).is_none());
            let mut bent = sealed.clone();
            let at = at % bent.len();
            bent[at] ^= 1 << bit;
            prop_assert!(key.decrypt(&[b"a", b"bc"], &bent).is_none());
            prop_assert!(key.decrypt(&[b"a", b"bc"], &sealed[..at]).is_none());
        }
    }
}
