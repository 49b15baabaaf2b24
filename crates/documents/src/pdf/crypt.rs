//! PDFs that open without a password but are encrypted all the same: printing or copying is forbidden in them, not reading.
//! RC4 and AES of the standard handler, with the empty password only.

use super::object::{Dict, Object};
use aes::cipher::{BlockDecrypt, BlockEncrypt, KeyInit, generic_array::GenericArray};
use md5::{Digest, Md5};
use sha2::{Sha256, Sha384, Sha512};

const PAD: [u8; 32] = [
    0x28, 0xbf, 0x4e, 0x5e, 0x4e, 0x75, 0x8a, 0x41, 0x64, 0x00, 0x4e, 0x56, 0xff, 0xfa, 0x01, 0x08, 0x2e, 0x2e, 0x00, 0xb6, 0xd0, 0x68, 0x3e, 0x80, 0x2f, 0x0c, 0xa9, 0xfe, 0x64, 0x53, 0x69, 0x7a,
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Method {
    None,
    Rc4,
    Aes128,
    Aes256,
}

pub(super) struct Crypt {
    key: Vec<u8>,
    texts: Method,
    streams: Method,
    leaves_metadata: bool,
}

impl Crypt {
    /// None when a password is needed, or the handler is not the standard one.
    pub(super) fn open(dict: &Dict, id: &[u8]) -> Option<Self> {
        if dict.get("Filter").and_then(Object::name) != Some(b"Standard") {
            return None;
        }
        let int = |key: &str| dict.get(key).and_then(Object::int);
        let (version, revision) = (int("V").unwrap_or(0), int("R")?);
        let leaves_metadata = matches!(dict.get("EncryptMetadata"), Some(Object::Bool(false)));
        let method = |which: &str| -> Option<Method> {
            if version < 4 {
                return Some(Method::Rc4);
            }
            let name = dict.get(which).and_then(Object::name).unwrap_or(b"Identity");
            if name == b"Identity" {
                return Some(Method::None);
            }
            let filters = dict.get("CF")?.dict()?;
            let filter = filters.get(&String::from_utf8_lossy(name))?.dict()?;
            Some(match filter.get("CFM").and_then(Object::name)? {
                b"V2" => Method::Rc4,
                b"AESV2" => Method::Aes128,
                b"AESV3" => Method::Aes256,
                _ => Method::None,
            })
        };
        let (texts, streams) = (method("StrF")?, method("StmF")?);
        let key = if version >= 5 { new_key(dict, revision)? } else { old_key(dict, id, revision, int("Length"), int("P")?, leaves_metadata)? };
        Some(Self { key, texts, streams, leaves_metadata })
    }

    pub(super) fn text(&self, bytes: &[u8], id: (u32, u16)) -> Vec<u8> {
        self.open_with(self.texts, bytes, id)
    }

    pub(super) fn stream(&self, bytes: &[u8], id: (u32, u16), dict: &Dict) -> Vec<u8> {
        if self.leaves_metadata && dict.is_type("Metadata") {
            return bytes.to_vec();
        }
        self.open_with(self.streams, bytes, id)
    }

    fn open_with(&self, method: Method, bytes: &[u8], (id, generation): (u32, u16)) -> Vec<u8> {
        let key = || {
            let mut hash = Md5::new();
            hash.update(&self.key);
            hash.update(id.to_le_bytes().get(..3).unwrap_or_default());
            hash.update(generation.to_le_bytes());
            if method == Method::Aes128 {
                hash.update(b"sAlT");
            }
            let hash = hash.finalize();
            hash.iter().copied().take((self.key.len() + 5).min(16)).collect::<Vec<u8>>()
        };
        match method {
            Method::None => bytes.to_vec(),
            Method::Rc4 => rc4(&key(), bytes),
            Method::Aes128 => unpadded(cbc_open(&key(), bytes.get(..16).unwrap_or_default(), bytes.get(16..).unwrap_or_default())),
            Method::Aes256 => unpadded(cbc_open(&self.key, bytes.get(..16).unwrap_or_default(), bytes.get(16..).unwrap_or_default())),
        }
    }
}

fn old_key(dict: &Dict, id: &[u8], revision: i64, length: Option<i64>, permissions: i64, leaves_metadata: bool) -> Option<Vec<u8>> {
    let (owner, user) = (dict.get("O")?.text()?, dict.get("U")?.text()?);
    let size = if revision == 2 { 5 } else { usize::try_from(length.unwrap_or(128) / 8).ok()?.clamp(5, 16) };
    let mut hash = Md5::new();
    hash.update(PAD);
    hash.update(owner.get(..32)?);
    hash.update(permissions.to_le_bytes().get(..4)?);
    hash.update(id);
    if revision >= 4 && leaves_metadata {
        hash.update([0xff; 4]);
    }
    let mut key = hash.finalize().to_vec();
    if revision >= 3 {
        for _ in 0..50 {
            key = Md5::digest(key.get(..size)?).to_vec();
        }
    }
    key.truncate(size);
    let is_right = if revision == 2 {
        rc4(&key, &PAD) == user.get(..32)?
    } else {
        let mut hash = Md5::new();
        hash.update(PAD);
        hash.update(id);
        let mut proof = rc4(&key, &hash.finalize());
        for round in 1..20u8 {
            let turned: Vec<u8> = key.iter().map(|b| b ^ round).collect();
            proof = rc4(&turned, &proof);
        }
        proof == user.get(..16)?
    };
    is_right.then_some(key)
}

fn new_key(dict: &Dict, revision: i64) -> Option<Vec<u8>> {
    let user = dict.get("U")?.text()?;
    let sealed = dict.get("UE")?.text()?;
    let hash = |salt: &[u8]| if revision >= 6 { hardened(salt) } else { Sha256::digest(salt).to_vec() };
    let (proof, check, salt) = (user.get(..32)?, user.get(32..40)?, user.get(40..48)?);
    if hash(check) != proof {
        return None;
    }
    Some(cbc_open(&hash(salt), &[0; 16], sealed.get(..32)?))
}

/// The slow hash of PDF 2.0, for the empty password.
fn hardened(salt: &[u8]) -> Vec<u8> {
    let mut key = Sha256::digest(salt).to_vec();
    let mut round = 0u32;
    loop {
        let block = key.repeat(64);
        let (Some(aes_key), Some(iv)) = (key.get(..16), key.get(16..32)) else { return Vec::new() };
        let sealed = cbc_seal(aes_key, iv, &block);
        let sum: u32 = sealed.iter().take(16).map(|b| u32::from(*b)).sum();
        key = match sum % 3 {
            0 => Sha256::digest(&sealed).to_vec(),
            1 => Sha384::digest(&sealed).to_vec(),
            _ => Sha512::digest(&sealed).to_vec(),
        };
        round += 1;
        if round >= 64 && u32::from(sealed.last().copied().unwrap_or(0)) + 32 <= round {
            key.truncate(32);
            return key;
        }
    }
}

pub(super) fn rc4(key: &[u8], bytes: &[u8]) -> Vec<u8> {
    let mut state: Vec<u8> = (0..=255).collect();
    let mut j = 0u8;
    let at = |state: &[u8], i: u8| state.get(usize::from(i)).copied().unwrap_or(0);
    for (i, part) in (0..=255u8).zip(key.iter().cycle()) {
        j = j.wrapping_add(at(&state, i)).wrapping_add(*part);
        state.swap(usize::from(i), usize::from(j));
    }
    let (mut i, mut j) = (0u8, 0u8);
    bytes
        .iter()
        .map(|byte| {
            i = i.wrapping_add(1);
            j = j.wrapping_add(at(&state, i));
            state.swap(usize::from(i), usize::from(j));
            byte ^ at(&state, at(&state, i).wrapping_add(at(&state, j)))
        })
        .collect()
}

fn cbc_open(key: &[u8], iv: &[u8], bytes: &[u8]) -> Vec<u8> {
    let open = |block: &mut [u8]| {
        let block = GenericArray::from_mut_slice(block);
        if let Ok(cipher) = aes::Aes256::new_from_slice(key) {
            cipher.decrypt_block(block);
        } else if let Ok(cipher) = aes::Aes128::new_from_slice(key) {
            cipher.decrypt_block(block);
        }
    };
    let mut out = Vec::with_capacity(bytes.len());
    let mut last = iv;
    for sealed in bytes.chunks_exact(16) {
        let mut block = sealed.to_vec();
        open(&mut block);
        out.extend(block.iter().zip(last).map(|(a, b)| a ^ b));
        last = sealed;
    }
    out
}

fn cbc_seal(key: &[u8], iv: &[u8], bytes: &[u8]) -> Vec<u8> {
    let Ok(cipher) = aes::Aes128::new_from_slice(key) else { return Vec::new() };
    let mut out = Vec::with_capacity(bytes.len());
    let mut last = iv.to_vec();
    for plain in bytes.chunks_exact(16) {
        let mut block: Vec<u8> = plain.iter().zip(&last).map(|(a, b)| a ^ b).collect();
        cipher.encrypt_block(GenericArray::from_mut_slice(&mut block));
        out.extend_from_slice(&block);
        last = block;
    }
    out
}

fn unpadded(mut bytes: Vec<u8>) -> Vec<u8> {
    let pad = usize::from(bytes.last().copied().unwrap_or(0));
    if (1..=16).contains(&pad) && pad <= bytes.len() {
        bytes.truncate(bytes.len() - pad);
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rc4_matches_the_known_answer() {
        assert_eq!(rc4(b"Key", b"Plaintext"), [0xbb, 0xf3, 0x16, 0xe8, 0xd9, 0x40, 0xaf, 0x0a, 0xd3]);
        assert_eq!(rc4(b"", b""), b"");
    }

    #[test]
    fn cbc_opens_what_it_sealed() {
        let sealed = cbc_seal(&[7; 16], &[9; 16], &[1; 48]);
        assert_eq!(cbc_open(&[7; 16], &[9; 16], &sealed), [1; 48]);
        assert_eq!(cbc_open(&[7; 3], &[9; 16], &[1; 5]), b"");
    }
}
