//! Passwords: the rules of choosing one, and argon2id off the async threads, a few at a time.

use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use domain::{Error, Kind, Result, Retry, Secret};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

/// At once: a hash takes 19 MiB and a core; waiting: beyond that a flood of log-ins is turned away, not queued.
const AT_ONCE: usize = 2;
const WAITING: usize = 64;

/// A hash of nothing anyone knows; checking an unknown e-mail against it takes as long as a known one.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$U2Ftb3ZhclNhbW92YXI$Lq0T8eJcGxkWv3m7oYd5h1nRzKfUaXbE2sQp9iDtwC4";

/// Bounded hashing.
#[derive(Debug)]
pub struct Hashing {
    running: Arc<Semaphore>,
    admitted: Arc<Semaphore>,
}

impl Hashing {
    pub(crate) fn new() -> Self {
        Hashing { running: Arc::new(Semaphore::new(AT_ONCE)), admitted: Arc::new(Semaphore::new(AT_ONCE + WAITING)) }
    }

    /// A fresh hash in PHC form.
    pub async fn hash(&self, password: &Secret) -> Result<String> {
        let password = password.clone();
        self.run(move || Argon2::default().hash_password(password.expose().as_bytes()).map(|hash| hash.to_string()).map_err(|e| Error::internal("cannot hash").op("password.hash").source(e))).await?
    }

    /// Does the password fit? Without a hash the answer is no, after the same work.
    pub async fn verify(&self, password: &Secret, hash: Option<String>) -> Result<bool> {
        let password = password.clone();
        self.run(move || {
            let is_known = hash.is_some();
            let fits = Argon2::default().verify_password(password.expose().as_bytes(), hash.as_deref().unwrap_or(NOBODY)).is_ok();
            fits && is_known
        })
        .await
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let busy = || Error::new(Kind::RateLimited, "too many log-ins at once").code("login_busy").retry(Retry::After(Duration::from_secs(2)));
        let _admitted = self.admitted.clone().try_acquire_owned().map_err(|_| busy())?;
        // The permit moves into the work: a client that hangs up does not free the core it is using.
        let running = self.running.clone().acquire_owned().await.map_err(|_| busy())?;
        tokio::task::spawn_blocking(move || {
            let done = work();
            drop(running);
            done
        })
        .await
        .map_err(|e| Error::internal("hashing stopped").op("password.run").source(e))
    }
}

/// The rules of choosing: at least ten characters, not the e-mail, not one of the first to be guessed.
pub fn check(password: &Secret, email: &str) -> Result<()> {
    let weak = |detail: &str| Err(Error::invalid("password", detail).code("password_weak"));
    let text = password.expose();
    let count = text.chars().count();
    if count < 10 {
        return weak("a password has at least 10 characters");
    }
    if count > 256 {
        return weak("a password has at most 256 characters");
    }
    let lower = text.to_lowercase();
    let local = email.split('@').next().unwrap_or_default();
    if lower == email || (local.len() >= 4 && lower.trim_matches(|c: char| !c.is_alphabetic()) == local) {
        return weak("a password is not the e-mail");
    }
    let mut letters: Vec<char> = lower.chars().collect();
    let is_run = letters.windows(2).all(|pair| matches!(pair, [a, b] if u32::from(*b) == u32::from(*a).saturating_add(1) || u32::from(*a) == u32::from(*b).saturating_add(1)));
    letters.sort_unstable();
    letters.dedup();
    let core = lower.trim_matches(|c: char| c.is_ascii_digit() || c.is_ascii_punctuation());
    const GUESSED: [&str; 14] = ["password", "passw0rd", "qwerty", "qwertyuiop", "qwertyuiop[]", "йцукен", "йцукенгшщз", "пароль", "parol", "samovar", "самовар", "admin", "administrator", "letmein"];
    if letters.len() < 4 || is_run || GUESSED.contains(&core) || ["1234567890", "0123456789", "0987654321", "1q2w3e4r5t", "1qaz2wsx3edc", "q1w2e3r4t5"].contains(&lower.as_str()) {
        return weak("this password is among the first to be guessed");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_of_choosing() {
        for (password, ok) in [
            ("короткий", false), ("девять123", false), ("anna@example.com", false), ("Anna@Example.com", false), ("1234567890", false), ("aaaaaaaaaaaa", false), ("abcdefghijkl", false),
            ("password123", false), ("Пароль2026!", false), ("qwerty12345", false), ("чай с баранками", true), ("correct horse battery", true), ("k3!vD92hs_1", true), ("annushka-2026-x", true),
        ] {
            assert_eq!(check(&Secret::new(password), "anna@example.com").is_ok(), ok, "{password}");
        }
    }

    #[tokio::test]
    async fn hashes_are_salted_and_verify() {
        let hashing = Hashing::new();
        let password = Secret::new("чай с баранками");
        let (a, b) = (hashing.hash(&password).await.unwrap(), hashing.hash(&password).await.unwrap());
        assert_ne!(a, b);
        assert!(a.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{a}");
        assert!(hashing.verify(&password, Some(a.clone())).await.unwrap());
        assert!(!hashing.verify(&Secret::new("кофе с баранками"), Some(a)).await.unwrap());
        assert!(!hashing.verify(&password, None).await.unwrap());
        assert!(!hashing.verify(&password, Some("not a hash".into())).await.unwrap());
    }

    #[test]
    fn the_hash_of_nobody_costs_a_full_check() {
        let parsed = argon2::password_hash::phc::PasswordHash::new(NOBODY).unwrap();
        assert_eq!(parsed.hash.unwrap().as_bytes().len(), 32);
        assert!(NOBODY.contains("m=19456,t=2,p=1"));
    }
}
