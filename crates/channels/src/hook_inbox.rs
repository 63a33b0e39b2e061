//! The other side of a webhook: takes calls as the Standard Webhooks scheme asks of a receiver, and keeps the newest in memory.
//! For demonstrations, where people see what another system is told; installations only send.
//!
//! Only what is signed is kept, so that nobody without the secret can push it out.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use data_encoding::BASE64;
use hmac::Mac as _;
use touchstone_domain::time::{Span, Timestamp};
use zeroize::Zeroizing;

use crate::webhook::{VERSION, signing};

/// Bytes of a call's body at most.
pub const HOOK_BYTES: usize = 64 << 10;
/// Calls kept at most, and the bytes of their bodies; the oldest make room.
const KEPT: usize = 200;
const KEPT_BYTES: usize = 4 << 20;
/// How far a call's timestamp may be off, so that nobody can play an old one again.
const TOLERANCE: Span = Span::minutes(5);
/// What every secret starts with.
const SECRET: &str = "whsec_";

/// What a call says of itself, in its headers.
#[derive(Debug, Clone, Copy, Default)]
pub struct HookClaim<'a> {
    /// `webhook-id`
    pub id: &'a str,
    /// `webhook-timestamp`: seconds since 1970.
    pub timestamp: &'a str,
    /// `webhook-signature`: one or several, separated by blanks.
    pub signature: &'a str,
}

/// How a call whose signature fits was received.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reception {
    Taken,
    /// It was taken before.
    Known,
    /// The system is out of order.
    Unable,
}

impl Reception {
    /// Stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::Known => "known",
            Self::Unable => "unable",
        }
    }

    /// The HTTP status it is answered with.
    pub const fn status(self) -> u16 {
        match self {
            Self::Taken | Self::Known => 204,
            Self::Unable => 503,
        }
    }
}

/// A call whose signature fits.
#[derive(Debug, Clone)]
pub struct HookTaken {
    /// Dense and rising; a later call has a larger one.
    pub number: u64,
    pub at: Timestamp,
    pub id: String,
    /// Counted from 1, as far as the calls before are still kept.
    pub attempt: u32,
    /// When the call before with this id came.
    pub before: Option<Timestamp>,
    pub reception: Reception,
    pub body: Arc<[u8]>,
}

/// The text is no secret of the scheme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it is no secret of the form {SECRET}<base64>")]
pub struct SecretMalformed;

/// A cheap handle to the receiver. Without a secret it refuses everything.
#[derive(Debug, Clone, Default)]
pub struct HookInbox(Arc<Mutex<Inbox>>);

#[derive(Debug, Default)]
struct Inbox {
    key: Option<Zeroizing<Vec<u8>>>,
    out_of_order: bool,
    calls: VecDeque<HookTaken>,
    bytes: usize,
    refused: u64,
}

impl HookInbox {
    /// Checks calls with this secret (`whsec_…`) from now on.
    pub fn trust(&self, secret: &str) -> Result<(), SecretMalformed> {
        let key = secret.strip_prefix(SECRET).ok_or(SecretMalformed)?;
        let key = BASE64.decode(key.as_bytes()).map_err(|_| SecretMalformed)?;
        self.inbox().key = Some(Zeroizing::new(key));
        Ok(())
    }

    /// Puts the system out of order, or back in.
    pub fn set_out_of_order(&self, out_of_order: bool) {
        self.inbox().out_of_order = out_of_order;
    }

    pub fn is_out_of_order(&self) -> bool {
        self.inbox().out_of_order
    }

    /// Takes a call; nothing when it is signed wrongly, long ago, or not at all.
    pub fn receive(&self, claim: &HookClaim<'_>, body: &[u8], now: Timestamp) -> Option<Reception> {
        let mut inbox = self.inbox();
        if inbox.vouches_for(claim, body, now) {
            return Some(inbox.keep(claim.id, body, now));
        }
        inbox.refused += 1;
        None
    }

    /// What is kept, newest first, those before a number.
    pub fn list(&self, before: Option<u64>, limit: usize) -> Vec<HookTaken> {
        let inbox = self.inbox();
        let wanted = |call: &&HookTaken| before.is_none_or(|before| call.number < before);
        inbox
            .calls
            .iter()
            .rev()
            .filter(wanted)
            .take(limit)
            .cloned()
            .collect()
    }

    /// How many calls were not signed as they must be.
    pub fn refused(&self) -> u64 {
        self.inbox().refused
    }

    fn inbox(&self) -> MutexGuard<'_, Inbox> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inbox {
    fn vouches_for(&self, claim: &HookClaim<'_>, body: &[u8], now: Timestamp) -> bool {
        let Some(key) = &self.key else {
            return false;
        };
        let seconds = claim.timestamp.parse::<i64>().ok();
        let signed_at = seconds.and_then(|seconds| seconds.checked_mul(1_000_000));
        let Some(signed_at) = signed_at.map(Timestamp::from_micros) else {
            return false;
        };
        let fresh = signed_at >= now - TOLERANCE && signed_at <= now + TOLERANCE;
        let fits = |signature: &str| {
            let shown = signature.strip_prefix(VERSION);
            let shown = shown.and_then(|shown| BASE64.decode(shown.as_bytes()).ok());
            let signed = signing(key, (claim.id, claim.timestamp), body);
            // Compared in constant time.
            shown
                .zip(signed)
                .is_some_and(|(shown, signed)| signed.verify_slice(&shown).is_ok())
        };
        fresh && !claim.id.is_empty() && claim.signature.split(' ').any(fits)
    }

    fn keep(&mut self, id: &str, body: &[u8], now: Timestamp) -> Reception {
        let before = self.calls.iter().rev().find(|call| call.id == id);
        let taken = |call: &HookTaken| matches!(call.reception, Reception::Taken | Reception::Known);
        let reception = if self.out_of_order {
            Reception::Unable
        } else if self.calls.iter().any(|call| call.id == id && taken(call)) {
            Reception::Known
        } else {
            Reception::Taken
        };
        let call = HookTaken {
            number: self.calls.back().map_or(1, |last| last.number + 1),
            at: now,
            id: id.to_owned(),
            attempt: before.map_or(1, |before| before.attempt.saturating_add(1)),
            before: before.map(|before| before.at),
            reception,
            body: body.into(),
        };
        self.bytes += body.len();
        self.calls.push_back(call);
        while self.calls.len() > KEPT || self.bytes > KEPT_BYTES {
            let Some(oldest) = self.calls.pop_front() else {
                break;
            };
            self.bytes -= oldest.body.len();
        }
        reception
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET_OF_TESTS: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const NOW: Timestamp = Timestamp::from_micros(1_614_265_330_000_000);
    const BODY: &[u8] = br#"{"test": 2432232314}"#;
    /// The test vector of the reference libraries of Standard Webhooks.
    const CLAIM: HookClaim<'_> = HookClaim {
        id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
        timestamp: "1614265330",
        signature: "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    };

    fn inbox() -> HookInbox {
        let inbox = HookInbox::default();
        inbox.trust(SECRET_OF_TESTS).unwrap();
        inbox
    }

    /// A call with this id, signed.
    fn call(inbox: &HookInbox, id: &str, body: &[u8]) -> Reception {
        let key = BASE64
            .decode(SECRET_OF_TESTS.strip_prefix(SECRET).unwrap().as_bytes())
            .unwrap();
        let mac = signing(&key, (id, CLAIM.timestamp), body).unwrap();
        let signature = format!("v1,{}", BASE64.encode(&mac.finalize().into_bytes()));
        let claim = HookClaim {
            id,
            signature: &signature,
            ..CLAIM
        };
        inbox.receive(&claim, body, NOW).unwrap()
    }

    #[test]
    fn what_is_signed_is_taken_and_nothing_else() {
        let inbox = inbox();
        assert_eq!(inbox.receive(&CLAIM, BODY, NOW), Some(Reception::Taken));
        let several = format!("v1,AAAA v2,x {}", CLAIM.signature);
        let changing = HookClaim {
            signature: &several,
            ..CLAIM
        };
        assert_eq!(inbox.receive(&changing, BODY, NOW), Some(Reception::Known));
        assert_eq!(inbox.list(None, KEPT).len(), 2);
        let late = NOW + TOLERANCE + Span::seconds(1);
        for (claim, body, at) in [
            (CLAIM, b"{}".as_slice(), NOW),
            (CLAIM, BODY, late),
            (CLAIM, BODY, NOW - TOLERANCE - Span::seconds(1)),
            (HookClaim { id: "msg_2", ..CLAIM }, BODY, NOW),
            (
                HookClaim {
                    timestamp: "1614265331",
                    ..CLAIM
                },
                BODY,
                NOW,
            ),
            (
                HookClaim {
                    timestamp: "9223372036854775807",
                    ..CLAIM
                },
                BODY,
                NOW,
            ),
            (
                HookClaim {
                    signature: "",
                    ..CLAIM
                },
                BODY,
                NOW,
            ),
            (
                HookClaim {
                    signature: "v1,",
                    ..CLAIM
                },
                BODY,
                NOW,
            ),
            (HookClaim::default(), BODY, NOW),
        ] {
            assert_eq!(inbox.receive(&claim, body, at), None, "{claim:?}");
        }
        assert_eq!((inbox.list(None, KEPT).len(), inbox.refused()), (2, 9));
        assert_eq!(HookInbox::default().receive(&CLAIM, BODY, NOW), None);
        for wrong in ["", "MfKQ", "whsec_?"] {
            assert_eq!(inbox.trust(wrong), Err(SecretMalformed));
        }
    }

    #[test]
    fn tries_are_counted_until_one_is_taken() {
        let inbox = inbox();
        inbox.set_out_of_order(true);
        assert_eq!(call(&inbox, "evt_1", b"{}").status(), 503);
        assert_eq!(call(&inbox, "evt_1", b"{}").status(), 503);
        inbox.set_out_of_order(false);
        assert_eq!(call(&inbox, "evt_2", b"{}"), Reception::Taken);
        assert_eq!(call(&inbox, "evt_1", b"{}"), Reception::Taken);
        assert_eq!(call(&inbox, "evt_1", b"{}"), Reception::Known);
        let newest = inbox.list(None, KEPT);
        let attempts: Vec<u32> = newest.iter().map(|call| call.attempt).collect();
        assert_eq!(attempts, [4, 3, 1, 2, 1]);
        assert_eq!(newest[0].before, Some(NOW));
        assert_eq!(newest[2].before, None);
    }

    #[test]
    fn the_newest_are_kept_within_bounds() {
        let inbox = inbox();
        for n in 0..KEPT + 5 {
            call(&inbox, &format!("evt_{n}"), b"{}");
        }
        let kept = inbox.list(None, KEPT);
        assert_eq!((kept.len(), kept[0].id.as_str()), (KEPT, "evt_204"));
        let large = vec![b' '; HOOK_BYTES];
        for n in 0..KEPT {
            call(&inbox, &format!("evt_large_{n}"), &large);
        }
        assert_eq!(inbox.list(None, KEPT).len(), KEPT_BYTES / HOOK_BYTES);
    }
}
