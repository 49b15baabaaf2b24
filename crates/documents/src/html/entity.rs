//! Character references of HTML: the ones people write.

use std::borrow::Cow;

const NAMED: [(&str, &str); 74] = [
    ("amp", "&"), ("lt", "<"), ("gt", ">"), ("quot", "\""), ("apos", "'"), ("nbsp", "\u{a0}"), ("laquo", "«"), ("raquo", "»"), ("mdash", "—"), ("ndash", "–"), ("hellip", "…"), ("copy", "©"), ("reg", "®"),
    ("trade", "™"), ("euro", "€"), ("pound", "£"), ("yen", "¥"), ("cent", "¢"), ("sect", "§"), ("para", "¶"), ("bull", "•"), ("middot", "·"), ("times", "×"), ("divide", "÷"), ("plusmn", "±"), ("minus", "−"),
    ("deg", "°"), ("shy", "\u{ad}"), ("ensp", " "), ("emsp", " "), ("thinsp", " "), ("zwnj", ""), ("zwj", "\u{200d}"), ("lrm", ""), ("rlm", ""), ("ldquo", "“"), ("rdquo", "”"), ("bdquo", "„"), ("lsquo", "‘"), ("rsquo", "’"),
    ("sbquo", "‚"), ("lsaquo", "‹"), ("rsaquo", "›"), ("larr", "←"), ("rarr", "→"), ("uarr", "↑"), ("darr", "↓"), ("harr", "↔"), ("frac12", "½"), ("frac14", "¼"), ("frac34", "¾"), ("sup1", "¹"), ("sup2", "²"), ("sup3", "³"),
    ("micro", "µ"), ("ordm", "º"), ("ordf", "ª"), ("iexcl", "¡"), ("iquest", "¿"), ("ne", "≠"), ("le", "≤"), ("ge", "≥"), ("asymp", "≈"), ("infin", "∞"), ("permil", "‰"), ("prime", "′"), ("Prime", "″"), ("hearts", "♥"),
    ("check", "✓"), ("star", "☆"), ("starf", "★"), ("phone", "☎"), ("numero", "№"), ("num", "#"),
];
/// What numbers 128 to 159 mean on pages that believe in Windows-1252.
const OLD: [char; 32] = ['€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ'];

pub(crate) fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut pieces = text.split('&');
    out.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        let end = piece.find(|c: char| !c.is_ascii_alphanumeric() && c != '#').unwrap_or(piece.len());
        let (name, rest) = piece.split_at_checked(end).unwrap_or((piece, ""));
        match resolve(name) {
            Some(text) => {
                out.push_str(&text);
                out.push_str(rest.strip_prefix(';').unwrap_or(rest));
            }
            None => {
                out.push('&');
                out.push_str(piece);
            }
        }
    }
    Cow::Owned(out)
}

fn resolve(name: &str) -> Option<Cow<'static, str>> {
    let Some(number) = name.strip_prefix('#') else {
        return NAMED.iter().find(|(known, _)| *known == name).map(|(_, text)| Cow::Borrowed(*text));
    };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    let c = match code {
        0 => return Some(Cow::Borrowed("")),
        128..=159 => usize::try_from(code - 128).ok().and_then(|at| OLD.get(at)).copied()?,
        code => char::from_u32(code)?,
    };
    Some(Cow::Owned(c.to_string()))
}

#[cfg(test)]
mod tests {
    #[test]
    fn references_become_characters() {
        assert_eq!(super::decode("a&nbsp;b &laquo;&#1071;&#x451;&raquo; R&D &copy2026 &unknown; &#151; & &#xffffffff;"), "a\u{a0}b «Яё» R&D &copy2026 &unknown; — & &#xffffffff;");
    }
}
