//! Secrets at rest (T8): a data key per organization, wrapped under the master key. XChaCha20-Poly1305; the associated data
//! names organization, table and row, so a value moved elsewhere does not open. Values written in the clear still read.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use domain::id::OrgId;
use domain::{Error, Result};
use ring::rand::{SecureRandom, SystemRandom};
use store::{Db, Root, Scope, Unit};
use uuid::Uuid;
use zeroize::Zeroizing;

/// First bytes of a sealed value; anything else is an old value in the clear.
const MARK: &[u8] = b"smv1";
const NONCE: usize = 24;

/// Holds the master key. Clone shares it.
#[derive(Clone)]
pub struct Vault {
    master: std::sync::Arc<Zeroizing<[u8; 32]>>,
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Vault(***)")
    }
}

/// Random bytes for keys, tokens and nonces.
pub fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes).map_err(|_| Error::internal("the system gave no randomness"))?;
    Ok(bytes)
}

/// SHA-256 in hex, for backups.
pub fn checksum(bytes: &[u8]) -> String {
    ring::digest::digest(&ring::digest::SHA256, bytes).as_ref().iter().map(|b| format!("{b:02x}")).collect()
}

/// Keys travel in files and settings as base64.
pub fn to_base64(bytes: &[u8]) -> String {
    base64::Engine::encode(&base64::engine::general_purpose::STANDARD, bytes)
}

pub fn from_base64(text: &str) -> Result<Vec<u8>> {
    base64::Engine::decode(&base64::engine::general_purpose::STANDARD, text).map_err(|e| Error::invalid("key", "not base64").source(e))
}

impl Vault {
    pub fn new(master: [u8; 32]) -> Self {
        Vault { master: std::sync::Arc::new(Zeroizing::new(master)) }
    }

    /// A key for another purpose (tokens, cookies), derived so that the master key itself signs nothing.
    pub fn derive(&self, purpose: &str) -> [u8; 32] {
        let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, self.master.as_ref().as_ref());
        let tag = ring::hmac::sign(&key, purpose.as_bytes());
        let mut out = [0; 32];
        out.copy_from_slice(tag.as_ref());
        out
    }

    /// A fresh data key, wrapped, for a new organization.
    pub fn new_data_key(&self, org: OrgId) -> Result<Vec<u8>> {
        let key = Zeroizing::new(random::<32>()?);
        seal(self.master.as_ref(), &aad(org, "org", Uuid::nil()), key.as_ref())
    }

    fn unwrap_key(&self, org: OrgId, wrapped: &[u8]) -> Result<Zeroizing<[u8; 32]>> {
        let bytes = Zeroizing::new(open(self.master.as_ref(), &aad(org, "org", Uuid::nil()), wrapped)?);
        let mut key = Zeroizing::new([0; 32]);
        if bytes.len() != key.len() {
            return Err(Error::internal("a data key has the wrong length").op("vault.unwrap"));
        }
        key.copy_from_slice(&bytes);
        Ok(key)
    }

    /// Seals a value of one row.
    pub async fn seal(&self, unit: &mut Unit, table: &str, row: Uuid, clear: &[u8]) -> Result<Vec<u8>> {
        let org = unit.org();
        let key = self.unwrap_key(org, &store::org::data_key_in(unit).await?)?;
        seal(&key, &aad(org, table, row), clear)
    }

    /// Opens a value of one row; a value from before encryption comes back as it is and is sealed on its next write.
    pub async fn open(&self, scope: &mut Scope, table: &str, row: Uuid, sealed: &[u8]) -> Result<Vec<u8>> {
        if !sealed.starts_with(MARK) {
            return Ok(sealed.to_vec());
        }
        let org = scope.org();
        let key = self.unwrap_key(org, &store::org::data_key(scope).await?)?;
        open(&key, &aad(org, table, row), sealed)
    }

    /// Seals what belongs to no organization: a person's second factor, the installation's own keys.
    pub(crate) fn seal_own(&self, table: &str, row: Uuid, clear: &[u8]) -> Result<Vec<u8>> {
        seal(&self.derive("own secrets"), &aad(OrgId::nil(), table, row), clear)
    }

    pub(crate) fn open_own(&self, table: &str, row: Uuid, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
        open(&self.derive("own secrets"), &aad(OrgId::nil(), table, row), sealed).map(Zeroizing::new)
    }

    /// Opens every data key; says how many there are.
    pub async fn check(&self, db: &Db) -> Result<usize> {
        let mut root = db.root_read().await?;
        let keys = store::org::data_keys(&mut root).await?;
        for key in &keys {
            if let Some(org) = key.org {
                self.unwrap_key(org, &key.wrapped)?;
            }
        }
        Ok(keys.len())
    }

    /// Wraps every data key and seals what belongs to no organization under a new master key. All or nothing.
    pub async fn rotate(&self, db: &Db, new: &Vault) -> Result<usize> {
        let mut root: Root = db.root().await?;
        let keys = store::org::data_keys(&mut root).await?;
        let count = keys.len();
        for key in keys {
            let Some(org) = key.org else { continue };
            let clear = self.unwrap_key(org, &key.wrapped)?;
            let wrapped = seal(new.master.as_ref(), &aad(org, "org", Uuid::nil()), clear.as_ref())?;
            store::org::set_data_key(&mut root, org, &wrapped).await?;
        }
        self.rotate_own(&mut root, new).await?;
        root.commit().await?;
        Ok(count)
    }
}

impl Vault {
    async fn rotate_own(&self, root: &mut Root, new: &Vault) -> Result<()> {
        for totp in store::totp::all(root).await? {
            let row = totp.person_id.uuid();
            let sealed = new.seal_own("totp", row, &self.open_own("totp", row, &totp.secret)?)?;
            store::totp::reseal(root, totp.person_id, &sealed).await?;
        }
        if let Some(key) = store::push::key(root).await? {
            let sealed = new.seal_own("push_key", key.id, &self.open_own("push_key", key.id, &key.secret)?)?;
            store::push::reseal_key(root, key.id, &sealed).await?;
        }
        Ok(())
    }
}

fn aad(org: OrgId, table: &str, row: Uuid) -> Vec<u8> {
    format!("{org}/{table}/{row}").into_bytes()
}

fn seal(key: &[u8; 32], aad: &[u8], clear: &[u8]) -> Result<Vec<u8>> {
    let nonce = random::<NONCE>()?;
    let cipher = XChaCha20Poly1305::new(Key::from_slice(key));
    let body = cipher.encrypt(XNonce::from_slice(&nonce), Payload { msg: clear, aad }).map_err(|_| Error::internal("cannot seal").op("vault.seal"))?;
    Ok([MARK, &nonce, &body].concat())
}

fn open(key: &[u8; 32], aad: &[u8], sealed: &[u8]) -> Result<Vec<u8>> {
    let bad = || Error::internal("a sealed value does not open: wrong master key, or the value was moved").op("vault.open").code("vault_closed");
    let rest = sealed.strip_prefix(MARK).ok_or_else(bad)?;
    let (nonce, body) = rest.split_at_checked(NONCE).ok_or_else(bad)?;
    let cipher = XChaCha20Poly1305::new(Key::from_slice(key));
    cipher.decrypt(XNonce::from_slice(nonce), Payload { msg: body, aad }).map_err(|_| bad())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_value_opens_only_where_it_was_sealed() {
        let key = [7; 32];
        let (org, row) = (OrgId::new(), Uuid::now_v7());
        let sealed = seal(&key, &aad(org, "connection", row), b"token").unwrap();
        assert!(!sealed.windows(5).any(|w| w == b"token"));
        assert_eq!(open(&key, &aad(org, "connection", row), &sealed).unwrap(), b"token");
        assert!(open(&key, &aad(OrgId::new(), "connection", row), &sealed).is_err());
        assert!(open(&key, &aad(org, "connection", Uuid::now_v7()), &sealed).is_err());
        assert!(open(&[8; 32], &aad(org, "connection", row), &sealed).is_err());
    }
}
