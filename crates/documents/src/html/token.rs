//! HTML cut into tags and texts, as forgiving as browsers are. Linear in the length, whatever is left open.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Token<'h> {
    /// Name and the raw text of the attributes.
    Open(&'h str, &'h str),
    Close(&'h str),
    Text(&'h str),
    /// Text that is not markup: of a script, a style, a title.
    Raw(&'h str),
}

pub(crate) struct Tokens<'h> {
    rest: &'h str,
    /// The element whose content is not markup.
    raw: Option<&'h str>,
}

impl<'h> Tokens<'h> {
    pub(crate) fn new(html: &'h str) -> Self {
        Self { rest: html, raw: None }
    }

    pub(crate) fn left(&self) -> usize {
        self.rest.len()
    }

    fn split(&mut self, at: usize) -> &'h str {
        let (head, tail) = self.rest.split_at_checked(at).unwrap_or((self.rest, ""));
        self.rest = tail;
        head
    }

    /// Moves behind `end`, or to the end of all.
    fn skip_past(&mut self, end: &str) {
        let at = self.rest.find(end).map_or(self.rest.len(), |at| at + end.len());
        self.split(at);
    }

    fn raw_text(&mut self, name: &'h str) -> Option<Token<'h>> {
        let bytes = self.rest.as_bytes();
        let end = memchr::memchr_iter(b'<', bytes).find(|at| {
            let close = bytes.get(at + 1..at + 2 + name.len()).unwrap_or_default();
            close.first() == Some(&b'/') && close.get(1..).is_some_and(|n| n.eq_ignore_ascii_case(name.as_bytes()))
        });
        let text = self.split(end.unwrap_or(self.rest.len()));
        (!text.is_empty()).then_some(Token::Raw(text))
    }

    fn tag(&mut self) -> Option<Token<'h>> {
        let inside = self.rest.strip_prefix('<')?;
        let (is_close, inside) = inside.strip_prefix('/').map_or((false, inside), |rest| (true, rest));
        if !inside.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        let name_end = inside.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).unwrap_or(inside.len());
        let (name, after) = inside.split_at_checked(name_end)?;
        let end = end_of_tag(after)?;
        let attributes = after.get(..end)?;
        self.rest = after.get(end + 1..).unwrap_or_default();
        if is_close {
            return Some(Token::Close(name));
        }
        if ["script", "style", "title", "textarea", "xmp", "noembed", "noframes", "iframe"].iter().any(|raw| name.eq_ignore_ascii_case(raw)) {
            self.raw = Some(name);
        }
        Some(Token::Open(name, attributes))
    }
}

/// Where the `>` of a tag stands that is not inside quotes.
fn end_of_tag(text: &str) -> Option<usize> {
    let mut quote = None;
    let mut is_value = false;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (Some(open), byte) if open == byte => quote = None,
            (Some(_), _) => {}
            (None, b'>') => return Some(at),
            // A quote opens a value only behind `=`.
            (None, b'"' | b'\'') if is_value => quote = Some(byte),
            (None, b'=') => is_value = true,
            (None, byte) if byte.is_ascii_whitespace() => {}
            (None, _) => is_value = false,
        }
    }
    None
}

impl<'h> Iterator for Tokens<'h> {
    type Item = Token<'h>;

    fn next(&mut self) -> Option<Token<'h>> {
        loop {
            if let Some(name) = self.raw.take()
                && let Some(text) = self.raw_text(name)
            {
                return Some(text);
            }
            if self.rest.is_empty() {
                return None;
            }
            if !self.rest.starts_with('<') {
                let end = memchr::memchr(b'<', self.rest.as_bytes()).unwrap_or(self.rest.len());
                return Some(Token::Text(self.split(end)));
            }
            if self.rest.starts_with("<!--") {
                self.skip_past("-->");
            } else if let Some(data) = self.rest.strip_prefix("<![CDATA[") {
                self.rest = data;
                let text = self.split(data.find("]]>").unwrap_or(data.len()));
                self.rest = self.rest.strip_prefix("]]>").unwrap_or(self.rest);
                return Some(Token::Text(text));
            } else if self.rest.starts_with("<!") || self.rest.starts_with("<?") {
                self.skip_past(">");
            } else if let Some(token) = self.tag() {
                return Some(token);
            } else if self.rest.starts_with("</") {
                self.skip_past(">");
            } else if end_of_tag(self.rest).is_none() && self.rest.get(1..).is_some_and(|r| r.starts_with(|c: char| c.is_ascii_alphabetic())) {
                // A tag that never ends swallows the rest, as in a browser.
                self.rest = "";
            } else {
                return Some(Token::Text(self.split(1)));
            }
        }
    }
}

/// The value of an attribute out of the raw text; an attribute without a value is empty.
pub(crate) fn attribute<'h>(raw: &'h str, wanted: &str) -> Option<&'h str> {
    let mut rest = raw;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        if rest.is_empty() {
            return None;
        }
        let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '=' | '/')).unwrap_or(rest.len()).max(1);
        let (name, after) = rest.split_at_checked(rest.ceil_char_boundary(end))?;
        let spaced = after.trim_start();
        let value = if let Some(value) = spaced.strip_prefix('=') {
            let value = value.trim_start();
            match value.chars().next() {
                Some(quote @ ('"' | '\'')) => {
                    let inside = value.get(1..)?;
                    let end = inside.find(quote).unwrap_or(inside.len());
                    rest = inside.get(end + 1..).unwrap_or_default();
                    inside.get(..end)?
                }
                _ => {
                    let end = value.find(char::is_whitespace).unwrap_or(value.len());
                    rest = value.get(end..)?;
                    value.get(..end)?
                }
            }
        } else {
            rest = after;
            ""
        };
        if name.eq_ignore_ascii_case(wanted) {
            return Some(value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_cut_as_browsers_do() {
        let tokens: Vec<Token> = Tokens::new("<!doctype html><P class='a>b'>1 < 2<br/><!-- нет --><script>if (a<b) '</p>'</SCRIPT >да</p><b").collect();
        assert_eq!(tokens, vec![Token::Open("P", " class='a>b'"), Token::Text("1 "), Token::Text("<"), Token::Text(" 2"), Token::Open("br", "/"), Token::Open("script", ""), Token::Raw("if (a<b) '</p>'"), Token::Close("SCRIPT"), Token::Text("да"), Token::Close("p")]);
    }

    #[test]
    fn attributes_are_found() {
        let raw = " id=main class=\"a b\" hidden data-x='1' / href = '/путь' =";
        assert_eq!(attribute(raw, "id"), Some("main"));
        assert_eq!(attribute(raw, "CLASS"), Some("a b"));
        assert_eq!(attribute(raw, "hidden"), Some(""));
        assert_eq!(attribute(raw, "href"), Some("/путь"));
        assert_eq!(attribute(raw, "style"), None);
    }
}
