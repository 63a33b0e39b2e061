//! Time-based one-time passwords (RFC 6238: HMAC-SHA-1, 30 seconds, six digits, which is what every authenticator app
//! speaks): the code of a step, and which step a typed code belongs to. What is kept and counted is `second_factor`.

use data_encoding::BASE32_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use subtle::ConstantTimeEq;
use touchstone_domain::time::Timestamp;
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::keys::random;

/// Length of a step.
const STEP_MICROS: i64 = 30_000_000;
/// Steps before and after the present one whose codes are accepted: clocks differ, and typing takes time.
const WINDOW: i64 = 1;
/// RFC 4226 recommends 160 bits.
const SECRET_BYTES: usize = 20;

/// A secret shared with an authenticator app. Wiped when dropped, never printed.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub(super) struct TotpSecret([u8; SECRET_BYTES]);

impl TotpSecret {
    pub(super) fn generate() -> Self {
        Self(random())
    }

    /// As apps take it when it is typed.
    pub(super) fn text(&self) -> String {
        BASE32_NOPAD.encode(&self.0)
    }

    /// The secret behind its text.
    pub(super) fn from_text(text: &str) -> Option<Self> {
        let bytes = BASE32_NOPAD.decode(text.as_bytes()).ok()?;
        bytes.try_into().ok().map(Self)
    }

    /// The newest step whose code this is, among those accepted at `now` and later than `last`.
    pub(super) fn step_of(&self, code: &str, now: Timestamp, last: Option<i64>) -> Option<i64> {
        let present = now.as_micros().div_euclid(STEP_MICROS);
        let mut found = None;
        // Every step is tried, so that how long it takes tells nothing.
        for step in present - WINDOW..=present + WINDOW {
            let same: bool = self.code(step).as_bytes().ct_eq(code.as_bytes()).into();
            // A step from beyond the window was accepted while the clock was wrong: it bars nobody now that it is right.
            if same && last.is_none_or(|last| step > last || last > present + WINDOW) {
                found = Some(step);
            }
        }
        found
    }

    /// The code of a step.
    fn code(&self, step: i64) -> String {
        // A key shorter than the block is padded with zeros (RFC 2104); doing so here leaves nothing that could fail.
        let mut block = [0; 64];
        block[..SECRET_BYTES].copy_from_slice(&self.0);
        let mut mac = Hmac::<Sha1>::new((&block).into());
        block.zeroize();
        mac.update(&step.to_be_bytes());
        let hash: [u8; 20] = mac.finalize().into_bytes().into();
        let at = usize::from(hash[19] & 0x0f);
        let word = hash[at..at + 4]
            .iter()
            .fold(0_u32, |word, byte| word << 8 | u32::from(*byte));
        format!("{:06}", (word & 0x7fff_ffff) % 1_000_000)
    }
}

/// What an authenticator app shows for a key at an instant; for those who have no app at hand, such as tests. Nothing when
/// the key is none of ours.
pub fn totp_code(key: &str, at: Timestamp) -> Option<String> {
    let secret = TotpSecret::from_text(&key.replace(' ', ""))?;
    Some(secret.code(at.as_micros().div_euclid(STEP_MICROS)))
}

#[cfg(test)]
mod tests {
    use super::*;

    impl TotpSecret {
        fn code_at(&self, seconds: i64) -> String {
            self.code(seconds / 30)
        }
    }

    const SECRET: TotpSecret = TotpSecret(*b"12345678901234567890");

    #[test]
    fn codes_agree_with_rfc_6238() {
        // Appendix B gives eight digits; six are its last six.
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(SECRET.code_at(seconds), code, "{seconds}");
        }
    }

    #[test]
    fn a_code_counts_around_its_time_and_never_again() {
        let at = |seconds: i64| Timestamp::from_micros(seconds * 1_000_000);
        let (code, step) = (SECRET.code_at(1_111_111_110), 1_111_111_110 / 30);
        for seconds in [1_111_111_080, 1_111_111_110, 1_111_111_140, 1_111_111_169] {
            assert_eq!(SECRET.step_of(&code, at(seconds), None), Some(step), "{seconds}");
        }
        for seconds in [1_111_111_079, 1_111_111_170] {
            assert_eq!(SECRET.step_of(&code, at(seconds), None), None, "{seconds}");
        }
        let now = at(1_111_111_110);
        assert_eq!(SECRET.step_of(&code, now, Some(step)), None, "a replay");
        assert_eq!(
            SECRET.step_of(&code, now, Some(step + 1)),
            None,
            "older than the last"
        );
        assert_eq!(SECRET.step_of(&code, now, Some(step - 1)), Some(step));
        let a_day_ahead = step + 2_880;
        assert_eq!(
            SECRET.step_of(&code, now, Some(a_day_ahead)),
            Some(step),
            "the clock was a day ahead and is right again"
        );
        assert_eq!(SECRET.step_of("", now, None), None);
        assert_eq!(SECRET.step_of("2870822", at(59), None), None);
    }

    #[test]
    fn the_text_is_base_32_and_reads_back() {
        assert_eq!(SECRET.text(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert_eq!(TotpSecret::from_text(&SECRET.text()).unwrap().0, SECRET.0);
        assert!(TotpSecret::from_text("GEZDGNBV").is_none() && TotpSecret::from_text("!").is_none());
    }
}
