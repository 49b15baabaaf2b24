//! Reads the HTML subset of the Bot API the way its documents describe, to find out what the customer sees.

const TAGS: [&str; 17] =
    ["b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "span", "tg-spoiler", "a", "tg-emoji", "code", "pre", "blockquote", "tg-time"];

/// The visible text, or the words of the refusal.
pub fn read(html: &str) -> Result<String, String> {
    let mut text = String::new();
    let mut open: Vec<String> = Vec::new();
    let mut rest = html;
    let offset = |rest: &str| html.len() - rest.len();
    while let Some(c) = rest.chars().next() {
        if let Some(tail) = rest.strip_prefix('<') {
            let Some((tag, after)) = tail.split_once('>') else {
                return Err(format!("Unclosed start tag at byte offset {}", offset(rest)));
            };
            match tag.strip_prefix('/') {
                Some(name) => {
                    if open.pop().is_none_or(|expected| expected != name.trim().to_lowercase()) {
                        return Err(format!("Unexpected end tag at byte offset {}", offset(rest)));
                    }
                }
                None => {
                    let name = tag.split_whitespace().next().unwrap_or_default().to_lowercase();
                    if !TAGS.contains(&name.as_str()) {
                        return Err(format!("Unsupported start tag \"{name}\" at byte offset {}", offset(rest)));
                    }
                    open.push(name);
                }
            }
            rest = after;
            continue;
        }
        if let Some((seen, after)) = entity(rest) {
            text.push(seen);
            rest = after;
            continue;
        }
        text.push(c);
        rest = rest.strip_prefix(c).unwrap_or_default();
    }
    match open.pop() {
        Some(name) => Err(format!("Can't find end tag corresponding to start tag \"{name}\"")),
        None => Ok(text),
    }
}

fn entity(text: &str) -> Option<(char, &str)> {
    let (name, after) = text.strip_prefix('&')?.split_once(';')?;
    let seen = match name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix('x') {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)?
        }
    };
    Some((seen, after))
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn reads_markup_as_documented() {
        for (html, expected) in [
            ("просто текст", Ok("просто текст")),
            ("<b>жирный</b> &lt;b&gt; &amp;amp;", Ok("жирный <b> &amp;")),
            ("a &nbsp; &#1071; &#x1f44b;", Ok("a &nbsp; Я 👋")),
            ("<a href=\"https://ya.ru\">ссылка</a>", Ok("ссылка")),
            ("1 < 2", Err("Unclosed start tag at byte offset 2")),
            ("<h1>x</h1>", Err("Unsupported start tag \"h1\" at byte offset 0")),
            ("<b>x", Err("Can't find end tag corresponding to start tag \"b\"")),
            ("<b>x</i>", Err("Unexpected end tag at byte offset 4")),
        ] {
            assert_eq!(read(html).as_deref().map_err(String::as_str), expected, "{html}");
        }
    }
}
