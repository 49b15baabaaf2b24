//! Time-based codes (RFC 6238 over RFC 4226: SHA-1, 30 seconds, six digits, what every authenticator app speaks),
//! the address and picture an app reads the secret from, and recovery codes. Pure; who may use them is in `mod.rs`.

use crate::vault::random;
use domain::{Error, Result, Secret, Ts};
use ring::hmac;

const STEP_SECS: i64 = 30;
const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const RECOVERY_CODES: usize = 10;

/// The number of the 30 seconds a moment falls into.
pub fn step_at(now: Ts) -> i64 {
    now.micros().div_euclid(STEP_SECS * 1_000_000)
}

/// The six digits of one step.
pub fn code_at(secret: &[u8], step: i64) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret);
    let tag = hmac::sign(&key, &step.to_be_bytes());
    let tag = tag.as_ref();
    let at = tag.last().map_or(0, |last| usize::from(last & 0x0f));
    let word = tag.get(at..at + 4).and_then(|four| <[u8; 4]>::try_from(four).ok()).map_or(0, u32::from_be_bytes);
    format!("{:06}", (word & 0x7fff_ffff) % 1_000_000)
}

/// The step whose code this is, one step of disagreement about the time either way. Every candidate is compared.
pub fn find_step(secret: &[u8], code: &str, now: Ts) -> Option<i64> {
    let here = step_at(now);
    [here - 1, here, here + 1].into_iter().fold(None, |found, step| {
        let fits = crate::access::token::is_same(code_at(secret, step).as_bytes(), code.as_bytes());
        if fits { Some(step) } else { found }
    })
}

/// RFC 4648 without padding.
pub fn base32(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().div_ceil(5) * 8);
    let (mut buffer, mut bits) = (0_u32, 0_u32);
    let letter = |five: u32| ALPHABET.get(usize::try_from(five & 31).unwrap_or(0)).map_or('A', |b| char::from(*b));
    for byte in bytes {
        buffer = (buffer << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            out.push(letter(buffer >> bits));
        }
    }
    if bits > 0 {
        out.push(letter(buffer << (5 - bits)));
    }
    out
}

/// What an authenticator app reads; the account is named by its e-mail.
pub fn otpauth_url(secret: &str, email: &str) -> String {
    let encode = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20");
    format!("otpauth://totp/Samovar:{}?secret={secret}&issuer=Samovar&algorithm=SHA1&digits=6&period=30", encode(email))
}

/// The address as a picture: black on white with its quiet zone, so that a camera reads it in a dark theme too.
pub fn qr_svg(address: &str) -> Result<String> {
    use qrcode::render::svg;
    let code = qrcode::QrCode::with_error_correction_level(address.as_bytes(), qrcode::EcLevel::M).map_err(|e| Error::internal("the address does not fit a QR code").op("totp.qr").source(e))?;
    let drawn = code.render::<svg::Color<'_>>().min_dimensions(200, 200).dark_color(svg::Color("#000000")).light_color(svg::Color("#ffffff")).build();
    // Without the XML declaration it can stand inside a page.
    Ok(drawn.split_once("?>").map_or(drawn.as_str(), |(_, svg)| svg.trim_start()).to_owned())
}

/// Fresh recovery codes of 80 bits each, as they are shown.
pub fn recovery_codes() -> Result<Vec<Secret>> {
    (0..RECOVERY_CODES)
        .map(|_| {
            let letters = base32(&random::<10>()?).to_lowercase();
            let groups: Vec<String> = letters.as_bytes().chunks(4).map(|four| four.iter().map(|b| char::from(*b)).collect()).collect();
            Ok(Secret::new(groups.join("-")))
        })
        .collect()
}

/// A code as a person typed it: spaces and dashes are decoration.
pub fn tidy(typed: &str) -> String {
    typed.chars().filter(|c| c.is_ascii_alphanumeric()).map(|c| c.to_ascii_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238 appendix B, the SHA-1 rows, last six digits.
    #[test]
    fn codes_are_those_of_the_standard() {
        let secret = b"12345678901234567890";
        for (secs, code) in [(59, "287082"), (1_111_111_109, "081804"), (1_111_111_111, "050471"), (1_234_567_890, "005924"), (2_000_000_000, "279037"), (20_000_000_000, "353130")] {
            let at = Ts::from_micros(secs * 1_000_000);
            assert_eq!(code_at(secret, step_at(at)), code, "{secs}");
            assert_eq!(find_step(secret, code, at), Some(step_at(at)));
        }
        let at = Ts::from_micros(59 * 1_000_000);
        assert!(find_step(secret, "287082", at.plus_secs(30)).is_some());
        assert!(find_step(secret, "287082", at.plus_secs(90)).is_none());
        assert!(find_step(secret, "", at).is_none());
    }

    #[test]
    fn base32_is_that_of_the_standard() {
        for (clear, coded) in [("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("fooba", "MZXW6YTB"), ("foobar", "MZXW6YTBOI")] {
            assert_eq!(base32(clear.as_bytes()), coded);
        }
    }

    #[test]
    fn recovery_codes_differ_and_survive_typing() {
        let codes = recovery_codes().unwrap();
        let tidied: std::collections::BTreeSet<String> = codes.iter().map(|c| tidy(c.expose())).collect();
        assert_eq!(tidied.len(), 10);
        assert_eq!(codes[0].expose().len(), 19);
        assert_eq!(tidy(&codes[0].expose().to_uppercase().replace('-', " ")), tidy(codes[0].expose()));
    }

    #[test]
    fn the_picture_is_plain_svg() {
        let svg = qr_svg(&otpauth_url("MZXW6YTBOI", "анна+1@example.com")).unwrap();
        assert!(svg.starts_with("<svg") && svg.ends_with("</svg>") && !svg.contains("<script"), "{svg}");
        assert!(otpauth_url("MZXW6YTBOI", "a b@example.com").contains("a%20b%40example.com"));
    }
}
