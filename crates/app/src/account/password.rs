//! Passwords: which are accepted, and argon2id hashing on a few threads at a time, so that sign-ins cannot take the
//! machine from everybody else. The transaction of a command never waits for a hash.

use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

use crate::core::{App, AppError, FieldError};
use crate::keys::KeyRing;

/// Memory, passes and lanes of argon2id: OWASP Password Storage Cheat Sheet, second of its equivalent settings
/// (19 MiB, t = 2, p = 1).
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// Shortest password, in characters. NIST SP 800-63B asks for 8 beside a second factor; there is none yet.
pub const PASSWORD_MIN: usize = 12;
/// Longest password, in characters: enough for any sentence, too short to keep the hash busy.
pub const PASSWORD_MAX: usize = 256;
/// Different characters a password must have, so that it is not one key held down.
const DIFFERENT: usize = 5;
/// Sign-ins that may wait for a hash; beyond that the desk says that it is busy.
const WAITING: usize = 64;

/// How many passwords are hashed at once, and how many may wait.
#[derive(Clone)]
pub struct PasswordPool {
    working: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
}

impl PasswordPool {
    /// A pool for `at_once` hashes, each of which takes 19 MiB and one core for some 20 ms.
    pub fn new(at_once: usize) -> Self {
        Self {
            working: Arc::new(Semaphore::new(at_once.max(1))),
            waiting: Arc::new(Semaphore::new(WAITING)),
        }
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, AppError> + Send + 'static,
    ) -> Result<T, AppError> {
        let _place = self.waiting.try_acquire().map_err(|_| AppError::Busy)?;
        let permit = Arc::clone(&self.working)
            .acquire_owned()
            .await
            .map_err(|_| AppError::Unavailable)?;
        tokio::task::spawn_blocking(move || {
            // Held by the work itself: a caller who hangs up does not make room for another hash.
            let _permit = permit;
            work()
        })
        .await
        .map_err(|error| AppError::Internal(format!("hashing a password failed: {error}")))?
    }
}

/// What a check found.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum PasswordCheck {
    Wrong,
    /// The password is right. `renewed` replaces the stored string when that was made at another cost.
    Right {
        renewed: Option<String>,
    },
}

/// The string to keep for a password.
pub(super) async fn password_hash(app: &App, password: &str) -> Result<String, AppError> {
    let (keys, password) = (app.keys.clone(), Zeroizing::new(password.to_owned()));
    app.passwords.run(move || hash(&keys, &password)).await
}

/// Checks a password against the stored string. Without one (nobody has this address, or no password is set) it takes
/// the same time and is wrong.
pub(super) async fn password_check(
    app: &App,
    password: &str,
    stored: Option<&str>,
) -> Result<PasswordCheck, AppError> {
    if password.chars().count() > PASSWORD_MAX {
        return Ok(PasswordCheck::Wrong);
    }
    let (keys, password, stored) = (
        app.keys.clone(),
        Zeroizing::new(password.to_owned()),
        stored.map(str::to_owned),
    );
    app.passwords
        .run(move || match stored {
            Some(stored) => check(&keys, &password, &stored),
            None => hash(&keys, &password).map(|_| PasswordCheck::Wrong),
        })
        .await
}

/// Refuses passwords that are too short, too long, too uniform, or that say who signs in.
pub(super) fn password_accept(field: &str, password: &str, names: &[&str]) -> Result<(), FieldError> {
    let length = password.chars().count();
    if length < PASSWORD_MIN {
        return Err(FieldError::new(field, "password_too_short").with("min", PASSWORD_MIN));
    }
    if length > PASSWORD_MAX {
        return Err(FieldError::new(field, "too_long").with("max", PASSWORD_MAX));
    }
    let different: std::collections::BTreeSet<char> = password.chars().collect();
    let folded = password.to_lowercase();
    let names_its_owner = names
        .iter()
        .any(|name| name.chars().count() >= 4 && folded.contains(&name.to_lowercase()));
    if different.len() < DIFFERENT || names_its_owner {
        return Err(FieldError::new(field, "password_too_simple"));
    }
    Ok(())
}

fn argon2(keys: &KeyRing) -> Result<Argon2<'_>, AppError> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(failed)?;
    Argon2::new_with_secret(keys.pepper(), Algorithm::Argon2id, Version::V0x13, params).map_err(failed)
}

fn hash(keys: &KeyRing, password: &str) -> Result<String, AppError> {
    Ok(argon2(keys)?
        .hash_password(password.as_bytes())
        .map_err(failed)?
        .to_string())
}

fn check(keys: &KeyRing, password: &str, stored: &str) -> Result<PasswordCheck, AppError> {
    let parsed = PasswordHash::new(stored).map_err(failed)?;
    if argon2(keys)?
        .verify_password(password.as_bytes(), &parsed)
        .is_err()
    {
        return Ok(PasswordCheck::Wrong);
    }
    let cost = Params::try_from(&parsed).map_err(failed)?;
    let current = (cost.m_cost(), cost.t_cost(), cost.p_cost()) == (MEMORY_KIB, PASSES, LANES);
    let renewed = if current {
        None
    } else {
        Some(hash(keys, password)?)
    };
    Ok(PasswordCheck::Right { renewed })
}

fn failed(error: impl std::fmt::Display) -> AppError {
    AppError::Internal(format!("argon2: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_checks_with_its_password_and_ring_only() {
        let keys = KeyRing::generate();
        let stored = hash(&keys, "correct horse battery").unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        let right = PasswordCheck::Right { renewed: None };
        assert_eq!(check(&keys, "correct horse battery", &stored).unwrap(), right);
        assert_eq!(
            check(&keys, "correct horse batterz", &stored).unwrap(),
            PasswordCheck::Wrong
        );
        let foreign = KeyRing::generate();
        assert_eq!(
            check(&foreign, "correct horse battery", &stored).unwrap(),
            PasswordCheck::Wrong,
            "pepper"
        );
    }

    #[test]
    fn a_hash_of_another_cost_is_renewed() {
        let keys = KeyRing::generate();
        let params = Params::new(8 * 1024, 1, 1, None).unwrap();
        let old =
            Argon2::new_with_secret(keys.pepper(), Algorithm::Argon2id, Version::V0x13, params).unwrap();
        let stored = old.hash_password(b"correct horse battery").unwrap().to_string();
        let PasswordCheck::Right {
            renewed: Some(renewed),
        } = check(&keys, "correct horse battery", &stored).unwrap()
        else {
            panic!("the old hash is right and to be renewed");
        };
        assert_eq!(
            check(&keys, "correct horse battery", &renewed).unwrap(),
            PasswordCheck::Right { renewed: None }
        );
        assert_eq!(
            check(&keys, "wrong horse battery", &stored).unwrap(),
            PasswordCheck::Wrong
        );
    }

    #[test]
    fn weak_passwords_are_refused_with_a_reason() {
        let code = |password: &str| {
            password_accept("password", password, &["li.ming", "李明"])
                .err()
                .map(|e| e.code)
        };
        assert_eq!(code("short"), Some("password_too_short"));
        assert_eq!(code(&"长".repeat(11)), Some("password_too_short"));
        assert_eq!(code(&"x1".repeat(200)), Some("too_long"));
        assert_eq!(code("aaaaaaaaaaaaaaaa"), Some("password_too_simple"));
        assert_eq!(code("my name is Li.Ming"), Some("password_too_simple"));
        assert_eq!(code("一句谁也猜不到的很长的话"), None);
        assert_eq!(code("correct horse battery"), None);
    }
}
