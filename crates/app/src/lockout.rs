//! Guessing costs time: every try at a password or a code is counted per account and per address before it is judged, and too
//! many shut that door for a growing while, for the right word, too. The waits are in `domain::lockout`.
//! An e-mail nobody has is counted alike, so that a wait tells nothing about who is known.

use crate::App;
use crate::access::{Origin, token};
use domain::event::Actor;
use domain::id::{OrgId, PersonId};
use domain::lockout::{FORGET_SECS, account_wait, address_wait};
use domain::{Error, Kind, Result, Retry, Ts};
use serde_json::json;
use std::net::{IpAddr, Ipv6Addr};
use std::time::Duration;
use store::{By, Root};

/// A try that was counted and is not judged yet. Dropped, it stays a failure.
#[derive(Debug)]
#[must_use = "a try is right, wrong or none"]
pub(crate) struct Try {
    account: Counted,
    address: Option<Counted>,
}

#[derive(Debug)]
struct Counted {
    key: Vec<u8>,
    failures: i64,
    /// The wait this try begins if it is wrong; zero for none.
    until: Ts,
}

/// Counts a try of a stranger; a refusal while the account or the address waits.
pub(crate) async fn begin(app: &App, origin: &Origin, email: &str) -> Result<Try> {
    count(app, email, address_key(&origin.ip)).await
}

/// The same of somebody signed in, whose address is not at fault.
pub(crate) async fn begin_on(app: &App, email: &str) -> Result<Try> {
    count(app, email, None).await
}

async fn count(app: &App, email: &str, address: Option<Vec<u8>>) -> Result<Try> {
    let mut root = app.db().root().await?;
    // Always in this order, so that no two wait for each other.
    let address = match address {
        Some(key) => Some(take(&mut root, key, app.now(), address_wait).await?),
        None => None,
    };
    let account = take(&mut root, account_key(email), app.now(), account_wait).await?;
    root.commit().await?;
    Ok(Try { account, address })
}

async fn take(root: &mut Root, key: Vec<u8>, now: Ts, wait: fn(i64) -> i64) -> Result<Counted> {
    let Some(counted) = store::lockout::take(root, &key, now, now.plus_secs(-FORGET_SECS)).await? else {
        let until = store::lockout::find(root, &key).await?.map_or(now, |known| known.locked_until);
        return Err(locked(until, now));
    };
    let secs = wait(counted.failures);
    let until = if secs > 0 { now.plus_secs(secs) } else { Ts::from_micros(0) };
    if secs > 0 {
        store::lockout::lock(root, &key, until).await?;
    }
    Ok(Counted { key, failures: counted.failures, until })
}

fn locked(until: Ts, now: Ts) -> Error {
    let left = u64::try_from((until.micros() - now.micros()).max(0)).unwrap_or(0).div_ceil(1_000_000).max(1);
    Error::new(Kind::RateLimited, "too many wrong passwords or codes: wait").code("login_locked").retry(Retry::After(Duration::from_secs(left)))
}

impl Try {
    /// Everything was right: the account's failures are forgotten. Those of the address are not, or an attacker with an
    /// account of their own could wipe them out.
    pub(crate) async fn right(self, app: &App) -> Result<()> {
        let mut root = app.db().root().await?;
        if let Some(address) = &self.address {
            store::lockout::refund(&mut root, &address.key, address.until).await?;
        }
        store::lockout::clear(&mut root, &self.account.key).await?;
        root.commit().await
    }

    /// Neither right nor wrong: the password was right, and the code is still to come.
    pub(crate) async fn none(self, app: &App) -> Result<()> {
        let mut root = app.db().root().await?;
        for counted in self.address.iter().chain([&self.account]) {
            store::lockout::refund(&mut root, &counted.key, counted.until).await?;
        }
        root.commit().await
    }

    /// Wrong. The firms of an account that now waits read it in their log.
    pub(crate) async fn wrong(self, app: &App, origin: &Origin, person: Option<PersonId>) -> Result<()> {
        let now = app.now();
        if self.address.as_ref().is_some_and(|address| address.until > now) {
            tracing::warn!("an address waits after many wrong passwords");
        }
        let Some(person) = person.filter(|_| self.account.until > now) else { return Ok(()) };
        let by = By { actor: Actor::System, ip: Some(origin.ip.clone()), trace_id: origin.trace_id.clone(), now };
        let after = json!({ "failures": self.account.failures, "until": self.account.until, "user_agent": origin.user_agent });
        let mut root = app.db().root().await?;
        let orgs: Vec<OrgId> = store::member::memberships(&mut root, person).await?.into_iter().map(|m| m.org_id).collect();
        for org in orgs {
            store::audit::insert_root(&mut root, org, &by, "lock_out", "person", Some(person.uuid()), Some(after.clone())).await?;
        }
        root.commit().await
    }
}

/// A letter proved who they are: the wait of the account ends.
pub(crate) async fn lift(root: &mut Root, email: &str) -> Result<()> {
    store::lockout::clear(root, &account_key(email)).await
}

fn account_key(email: &str) -> Vec<u8> {
    token::digest(&format!("account {}", email.trim().to_lowercase()))
}

/// IPv6 by its /64, which one customer owns whole; none for what is not an address.
fn address_key(ip: &str) -> Option<Vec<u8>> {
    let network = match ip.parse::<IpAddr>().ok()?.to_canonical() {
        IpAddr::V6(ip) => IpAddr::V6(Ipv6Addr::from_bits(ip.to_bits() >> 64 << 64)),
        ip => ip,
    };
    Some(token::digest(&format!("address {network}")))
}
