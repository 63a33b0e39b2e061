//! Tracking codes: what a requester finds a request by. A code shows progress; to read or write anything, its holder must
//! show that a contact of the requester is theirs.

use std::fmt;
use std::str::FromStr;

use subtle::ConstantTimeEq;

use crate::keys::{KeyRing, Purpose, random};

const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// 20 digits of 5 bits: 100 random bits.
const LENGTH: usize = 20;
const GROUP: usize = 5;

/// A tracking code in its one written form, `XXXXX-XXXXX-XXXXX-XXXXX`.
#[derive(Clone, PartialEq, Eq)]
pub struct TrackingCode(String);

/// A text that cannot be a tracking code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a tracking code: 20 letters and digits are expected")]
pub struct NotATrackingCode;

impl TrackingCode {
    /// A new code.
    pub fn generate() -> Self {
        Self::of(&random())
    }

    /// The code made of these bytes, of which the lowest five bits count each. For loaders that want the same codes
    /// every time; anything real uses [`TrackingCode::generate`].
    pub fn of(bytes: &[u8; LENGTH]) -> Self {
        Self::grouped(bytes.iter().map(|byte| DIGITS[usize::from(byte & 31)]))
    }

    fn grouped(digits: impl Iterator<Item = u8>) -> Self {
        let mut text = String::with_capacity(LENGTH + LENGTH / GROUP - 1);
        for (at, digit) in digits.enumerate() {
            if at > 0 && at % GROUP == 0 {
                text.push('-');
            }
            text.push(char::from(digit));
        }
        Self(text)
    }

    /// The written form.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is the stored code, in constant time.
    pub fn is(&self, stored: &str) -> bool {
        self.0.as_bytes().ct_eq(stored.as_bytes()).into()
    }

    /// The number under which the code is looked up.
    pub fn key(&self, keys: &KeyRing) -> i64 {
        let mac = keys.mac(Purpose::TrackingCode, &[b"lookup", self.0.as_bytes()]);
        let [a, b, c, d, e, f, g, h, ..] = mac;
        i64::from_be_bytes([a, b, c, d, e, f, g, h])
    }
}

impl fmt::Debug for TrackingCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TrackingCode(…)")
    }
}

impl FromStr for TrackingCode {
    type Err = NotATrackingCode;

    /// Reads a code as people type it: any case, any grouping, O for 0, I and L for 1.
    fn from_str(text: &str) -> Result<Self, NotATrackingCode> {
        let mut digits = Vec::with_capacity(LENGTH);
        for c in text.chars() {
            let digit = match c.to_ascii_uppercase() {
                '-' | ' ' | '\u{3000}' => continue,
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            };
            match u8::try_from(digit) {
                Ok(digit) if DIGITS.contains(&digit) && digits.len() < LENGTH => digits.push(digit),
                _ => return Err(NotATrackingCode),
            }
        }
        if digits.len() == LENGTH {
            Ok(Self::grouped(digits.into_iter()))
        } else {
            Err(NotATrackingCode)
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let code = TrackingCode::of(&[
            0, 1, 2, 31, 30, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24,
        ]);
        assert_eq!(code.as_str(), "012ZY-ABCDE-FGHJK-MNPQR");
        for typed in [
            "oi2zy abcde fghjk mnpqr",
            "OL2ZYABCDEFGHJKMNPQR",
            " 0-1-2-Z-Y abcdefghjkmnpqr ",
        ] {
            assert_eq!(typed.parse::<TrackingCode>().unwrap(), code, "{typed}");
        }
    }

    #[test]
    fn what_is_no_code_is_refused() {
        for wrong in [
            "",
            "012ZY-ABCDE-FGHJK-MNPQ",
            "012ZY-ABCDE-FGHJK-MNPQRS",
            "U12ZY-ABCDE-FGHJK-MNPQR",
            "码",
        ] {
            assert!(wrong.parse::<TrackingCode>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn keys_differ_by_code_and_ring() {
        let (ring, code) = (KeyRing::generate(), TrackingCode::generate());
        assert_eq!(code.key(&ring), code.clone().key(&ring));
        assert_ne!(code.key(&ring), TrackingCode::generate().key(&ring));
        assert_ne!(code.key(&ring), code.key(&KeyRing::generate()));
    }

    proptest! {
        #[test]
        fn every_code_reads_back(bytes: [u8; LENGTH]) {
            let code = TrackingCode::of(&bytes);
            prop_assert!(code.is(code.as_str()));
            prop_assert_eq!(code.as_str().parse::<TrackingCode>().unwrap(), code);
        }

        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,60}") {
            let _ = text.parse::<TrackingCode>();
        }
    }
}
