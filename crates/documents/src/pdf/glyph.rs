//! Glyph names and the old one-byte encodings of fonts.

use encoding_rs::{MACINTOSH, WINDOWS_1252};

const NAMES: [(&str, &str); 142] = [
    ("space", " "), ("exclam", "!"), ("quotedbl", "\""), ("numbersign", "#"), ("dollar", "$"), ("percent", "%"), ("ampersand", "&"), ("quotesingle", "'"), ("quoteright", "’"), ("quoteleft", "‘"), ("parenleft", "("),
    ("parenright", ")"), ("asterisk", "*"), ("plus", "+"), ("comma", ","), ("hyphen", "-"), ("minus", "−"), ("period", "."), ("slash", "/"), ("zero", "0"), ("one", "1"), ("two", "2"), ("three", "3"), ("four", "4"), ("five", "5"),
    ("six", "6"), ("seven", "7"), ("eight", "8"), ("nine", "9"), ("colon", ":"), ("semicolon", ";"), ("less", "<"), ("equal", "="), ("greater", ">"), ("question", "?"), ("at", "@"), ("bracketleft", "["), ("backslash", "\\"),
    ("bracketright", "]"), ("asciicircum", "^"), ("underscore", "_"), ("grave", "`"), ("braceleft", "{"), ("bar", "|"), ("braceright", "}"), ("asciitilde", "~"), ("exclamdown", "¡"), ("cent", "¢"), ("sterling", "£"), ("yen", "¥"),
    ("section", "§"), ("currency", "¤"), ("quotedblleft", "“"), ("quotedblright", "”"), ("quotedblbase", "„"), ("quotesinglbase", "‚"), ("guillemotleft", "«"), ("guillemotright", "»"), ("guillemetleft", "«"), ("guillemetright", "»"),
    ("guilsinglleft", "‹"), ("guilsinglright", "›"), ("fi", "fi"), ("fl", "fl"), ("ff", "ff"), ("ffi", "ffi"), ("ffl", "ffl"), ("endash", "–"), ("emdash", "—"), ("dagger", "†"), ("daggerdbl", "‡"), ("periodcentered", "·"),
    ("middot", "·"), ("paragraph", "¶"), ("bullet", "•"), ("ellipsis", "…"), ("perthousand", "‰"), ("questiondown", "¿"), ("acute", "´"), ("dieresis", "¨"), ("degree", "°"), ("plusminus", "±"), ("multiply", "×"), ("divide", "÷"),
    ("copyright", "©"), ("registered", "®"), ("trademark", "™"), ("onehalf", "½"), ("onequarter", "¼"), ("threequarters", "¾"), ("onesuperior", "¹"), ("twosuperior", "²"), ("threesuperior", "³"), ("ordfeminine", "ª"), ("ordmasculine", "º"),
    ("mu", "µ"), ("Euro", "€"), ("euro", "€"), ("ruble", "₽"), ("rouble", "₽"), ("numero", "№"), ("germandbls", "ß"), ("AE", "Æ"), ("ae", "æ"), ("OE", "Œ"), ("oe", "œ"), ("Oslash", "Ø"), ("oslash", "ø"), ("Lslash", "Ł"), ("lslash", "ł"),
    ("Eth", "Ð"), ("eth", "ð"), ("Thorn", "Þ"), ("thorn", "þ"), ("dotlessi", "ı"), ("nbspace", " "), ("nonbreakingspace", " "), ("sfthyphen", ""), ("softhyphen", ""), ("arrowright", "→"), ("arrowleft", "←"), ("arrowup", "↑"), ("arrowdown", "↓"),
    ("infinity", "∞"), ("notequal", "≠"), ("lessequal", "≤"), ("greaterequal", "≥"), ("approxequal", "≈"), ("summation", "∑"), ("radical", "√"), ("lozenge", "◊"), ("checkmark", "✓"), ("square", "□"), ("H18533", "■"), ("H22073", "□"),
    ("Aring", "Å"), ("aring", "å"), ("Ccedilla", "Ç"), ("ccedilla", "ç"), ("Scedilla", "Ş"), ("scedilla", "ş"), ("Gbreve", "Ğ"),
];
const ACCENTS: [(&str, &str, &str); 6] = [
    ("acute", "AEIOUYaeiouyCcNnSsZz", "ÁÉÍÓÚÝáéíóúýĆćŃńŚśŹź"),
    ("grave", "AEIOUaeiou", "ÀÈÌÒÙàèìòù"),
    ("circumflex", "AEIOUaeiou", "ÂÊÎÔÛâêîôû"),
    ("dieresis", "AEIOUYaeiouy", "ÄËÏÖÜŸäëïöüÿ"),
    ("tilde", "ANOano", "ÃÑÕãñõ"),
    ("caron", "CDENRSTZcdenrstz", "ČĎĚŇŘŠŤŽčďěňřšťž"),
];
/// Cyrillic letters outside the alphabet's order, as Adobe numbered them.
const AFII: [(u32, char); 32] = [
    (10023, 'Ё'), (10071, 'ё'), (10050, 'Ґ'), (10051, 'Ђ'), (10052, 'Ѓ'), (10053, 'Є'), (10054, 'Ѕ'), (10055, 'І'), (10056, 'Ї'), (10057, 'Ј'), (10058, 'Љ'), (10059, 'Њ'), (10060, 'Ћ'), (10061, 'Ќ'), (10062, 'Ў'), (10098, 'ґ'),
    (10099, 'ђ'), (10100, 'ѓ'), (10101, 'є'), (10102, 'ѕ'), (10103, 'і'), (10104, 'ї'), (10105, 'ј'), (10106, 'љ'), (10107, 'њ'), (10108, 'ћ'), (10109, 'ќ'), (10110, 'ў'), (10145, 'Џ'), (10193, 'џ'), (61352, '№'), (208, '―'),
];

/// The text a glyph's name stands for.
pub(super) fn text_of(name: &str) -> Option<String> {
    let plain = name.split('.').next().unwrap_or(name);
    if plain.chars().count() == 1 {
        return Some(plain.to_owned());
    }
    if let Some((_, text)) = NAMES.iter().find(|(known, _)| *known == plain) {
        return Some((*text).to_owned());
    }
    if let Some(number) = plain.strip_prefix("afii").and_then(|n| n.parse::<u32>().ok()) {
        return cyrillic(number).map(String::from);
    }
    if let Some(hex) = plain.strip_prefix("uni").filter(|hex| hex.len() >= 4 && hex.len().is_multiple_of(4) && hex.is_ascii()) {
        let units: Option<Vec<u16>> = hex.as_bytes().chunks(4).map(|h| u16::from_str_radix(std::str::from_utf8(h).ok()?, 16).ok()).collect();
        return units.map(|units| String::from_utf16_lossy(&units));
    }
    if let Some(hex) = plain.strip_prefix('u').filter(|hex| (4..=6).contains(&hex.len())) {
        return u32::from_str_radix(hex, 16).ok().and_then(char::from_u32).map(String::from);
    }
    let (letter, accent) = plain.split_at_checked(1)?;
    let (_, bases, accented) = ACCENTS.iter().find(|(known, ..)| *known == accent)?;
    let at = bases.find(letter)?;
    accented.chars().nth(at).map(String::from)
}

fn cyrillic(number: u32) -> Option<char> {
    let code = match number {
        10017..=10022 => 0x410 + number - 10017,
        10024..=10049 => 0x416 + number - 10024,
        10065..=10070 => 0x430 + number - 10065,
        10072..=10097 => 0x436 + number - 10072,
        _ => return AFII.iter().find(|(known, _)| *known == number).map(|(_, c)| *c),
    };
    char::from_u32(code)
}

/// A table of 256 texts by the name of the encoding.
pub(super) fn encoding(name: Option<&[u8]>) -> Vec<Option<String>> {
    (0..=255u8)
        .map(|byte| match name {
            Some(b"MacRomanEncoding") => one(MACINTOSH, byte),
            Some(b"WinAnsiEncoding") => one(WINDOWS_1252, byte),
            _ => standard(byte).map(str::to_owned).or_else(|| (byte.is_ascii_graphic() || byte == b' ').then(|| char::from(byte).to_string())).or_else(|| (byte > 160).then(|| one(WINDOWS_1252, byte)).flatten()),
        })
        .collect()
}

fn one(encoding: &'static encoding_rs::Encoding, byte: u8) -> Option<String> {
    if byte < 32 {
        return None;
    }
    Some(encoding.decode_without_bom_handling(&[byte]).0.into_owned())
}

/// Where Adobe's standard encoding differs from what one would expect.
fn standard(byte: u8) -> Option<&'static str> {
    Some(match byte {
        0x27 => "’",
        0x60 => "‘",
        0xa4 => "⁄",
        0xa6 => "ƒ",
        0xa8 => "¤",
        0xa9 => "'",
        0xaa => "“",
        0xac => "‹",
        0xad => "›",
        0xae => "fi",
        0xaf => "fl",
        0xb1 => "–",
        0xb2 => "†",
        0xb3 => "‡",
        0xb4 => "·",
        0xb7 => "•",
        0xb8 => "‚",
        0xb9 => "„",
        0xba => "”",
        0xbc => "…",
        0xbd => "‰",
        0xd0 => "—",
        0xe1 => "Æ",
        0xf1 => "æ",
        0xfb => "ß",
        _ => return None,
    })
}

/// Texts of titles: UTF-16 or UTF-8 with a mark, else something near Latin-1.
pub(super) fn document_text(bytes: &[u8]) -> String {
    if let Some(wide) = bytes.strip_prefix(b"\xfe\xff") {
        return super::cmap::utf16(wide);
    }
    if let Some(little) = bytes.strip_prefix(b"\xff\xfe") {
        let swapped: Vec<u8> = little.chunks_exact(2).flat_map(|pair| pair.iter().rev().copied().collect::<Vec<_>>()).collect();
        return super::cmap::utf16(&swapped);
    }
    if let Some(text) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        return String::from_utf8_lossy(text).into_owned();
    }
    if bytes.iter().any(|b| *b > 127)
        && let Ok(text) = std::str::from_utf8(bytes)
    {
        return text.to_owned();
    }
    repaired(&WINDOWS_1252.decode_without_bom_handling(bytes).0)
}

/// Russian written in Windows-1251 that was taken for Western: "Ïðàéñ" is "Прайс". Other text stays.
pub(super) fn repaired(text: &str) -> String {
    let is_western = |c: char| ('\u{c0}'..='\u{ff}').contains(&c) && c != '×' && c != '÷';
    let western = text.chars().filter(|c| is_western(*c)).count();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    // No language has so many accented letters in its words.
    if western < 4 || western * 10 < letters * 7 {
        return text.to_owned();
    }
    let bytes: Option<Vec<u8>> = text.chars().map(encode_1252).collect();
    match bytes {
        Some(bytes) => encoding_rs::WINDOWS_1251.decode_without_bom_handling(&bytes).0.into_owned(),
        None => text.chars().map(|c| if is_western(c) { encode_1252(c).map(|b| encoding_rs::WINDOWS_1251.decode_without_bom_handling(&[b]).0.chars().next().unwrap_or(c)).unwrap_or(c) } else { c }).collect(),
    }
}

fn encode_1252(c: char) -> Option<u8> {
    let text = c.to_string();
    let (bytes, _, is_lossy) = WINDOWS_1252.encode(&text);
    (!is_lossy).then(|| bytes.first().copied()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_text() {
        for (name, text) in [("A", "A"), ("afii10017", "А"), ("afii10049", "Я"), ("afii10071", "ё"), ("afii10072", "ж"), ("afii61352", "№"), ("uni0416", "Ж"), ("u1F600", "😀"), ("eacute", "é"), ("Zcaron", "Ž"), ("quotedblbase", "„"), ("fi", "fi"), ("a.alt", "a")] {
            assert_eq!(text_of(name).as_deref(), Some(text), "{name}");
        }
        for name in ["", "g12", "cid_5", "uniZZZZ", "xyzacute", ".notdef"] {
            assert_eq!(text_of(name), None, "{name}");
        }
    }

    #[test]
    fn wrongly_read_russian_is_repaired() {
        assert_eq!(repaired("Ïðàéñ-ëèñò 2026"), "Прайс-лист 2026");
        assert_eq!(repaired("Crème brûlée à la carte"), "Crème brûlée à la carte");
        assert_eq!(repaired("Цены"), "Цены");
    }
}
