//! Message encryption for web push (RFC 8291) in one record of aes128gcm (RFC 8188).

use domain::port::PushTarget;
use domain::{Error, Result};
use ring::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use ring::agreement::{ECDH_P256, EphemeralPrivateKey, UnparsedPublicKey, agree_ephemeral};
use ring::hkdf::{HKDF_SHA256, KeyType, Salt};
use ring::rand::{SecureRandom, SystemRandom};

/// What every push service takes at least (RFC 8030): 4096 bytes with our overhead of 103.
pub const NOTICE_LIMIT: usize = 3993;

/// The bytes of one derived value.
#[derive(Clone, Copy)]
struct Length(usize);
impl KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

/// Seals a notice for one browser under a key used once.
pub fn seal(target: &PushTarget, notice: &[u8]) -> Result<Vec<u8>> {
    let failed = || Error::internal("cannot seal a notice").op("push.seal");
    let random = SystemRandom::new();
    let own = EphemeralPrivateKey::generate(&ECDH_P256, &random).map_err(|_| failed())?;
    let public = own.compute_public_key().map_err(|_| failed())?.as_ref().to_vec();
    let mut salt = [0; 16];
    random.fill(&mut salt).map_err(|_| failed())?;
    let theirs = UnparsedPublicKey::new(&ECDH_P256, &target.p256dh);
    let wrong = |_| Error::invalid("p256dh", "not a public key on P-256");
    agree_ephemeral(own, &theirs, |shared| seal_with(shared, &public, target, salt, notice)).map_err(wrong)?
}

/// The same from the agreed secret on: what the standard's example fixes.
pub fn seal_with(shared: &[u8], own_public: &[u8], target: &PushTarget, salt: [u8; 16], notice: &[u8]) -> Result<Vec<u8>> {
    if notice.len() > NOTICE_LIMIT {
        return Err(Error::invalid("notice", "a notice is too long to be pushed"));
    }
    let (key, nonce) = derive(shared, &target.auth, &target.p256dh, own_public, salt)?;
    let failed = || Error::internal("cannot seal a notice").op("push.seal");
    let key = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &key).map_err(|_| failed())?);
    // 2 ends the last record; there is only one.
    let mut record = [notice, &[2]].concat();
    key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut record).map_err(|_| failed())?;
    let key_length = u8::try_from(own_public.len()).map_err(|_| failed())?;
    Ok([salt.as_slice(), &4096_u32.to_be_bytes(), &[key_length], own_public, &record].concat())
}

/// Content key and nonce of a message, for either side.
pub fn derive(shared: &[u8], auth: &[u8], browser: &[u8], server: &[u8], salt: [u8; 16]) -> Result<([u8; 16], [u8; 12])> {
    let mut material = [0; 32];
    fill(auth, shared, &[b"WebPush: info\0", browser, server], &mut material)?;
    let (mut key, mut nonce) = ([0; 16], [0; 12]);
    fill(&salt, &material, &[b"Content-Encoding: aes128gcm\0"], &mut key)?;
    fill(&salt, &material, &[b"Content-Encoding: nonce\0"], &mut nonce)?;
    Ok((key, nonce))
}

fn fill(salt: &[u8], secret: &[u8], info: &[&[u8]], out: &mut [u8]) -> Result<()> {
    let failed = |_| Error::internal("cannot derive a key").op("push.derive");
    Salt::new(HKDF_SHA256, salt).extract(secret).expand(info, Length(out.len())).map_err(failed)?.fill(out).map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as B64};

    /// RFC 8291, section 5 and appendix A.
    #[test]
    fn the_example_of_the_standard_comes_out_to_the_byte() {
        let bytes = |text: &str| B64.decode(text).unwrap();
        let target = PushTarget {
            endpoint: String::new(),
            p256dh: bytes("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"),
            auth: bytes("BTBZMqHH6r4Tts7J_aSIgg"),
        };
        let server = bytes("BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8");
        let salt = bytes("DGv6ra1nlYgDCS1FRnbzlw").try_into().unwrap();
        let shared = bytes("kyrL1jIIOHEzg3sM2ZWRHDRB62YACZhhSlknJ672kSs");
        let sealed = seal_with(&shared, &server, &target, salt, b"When I grow up, I want to be a watermelon").unwrap();
        assert_eq!(
            B64.encode(sealed),
            "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN",
        );
    }

    #[test]
    fn a_broken_key_and_a_long_notice_are_refused() {
        let target = PushTarget { endpoint: String::new(), p256dh: vec![4; 65], auth: vec![0; 16] };
        assert!(seal(&target, b"x").is_err());
        assert!(seal_with(&[1; 32], &[4; 65], &target, [0; 16], &[0; NOTICE_LIMIT + 1]).is_err());
    }
}
