//! What of a page nobody sees: hidden by an attribute, an inline style, a plain rule in a style sheet of the page, a class
//! made for screen readers, a colour that equals its ground. Orders to a model like to hide there.

use super::token::attribute;
use super::tree::{ROOT, Tree};
use std::collections::HashSet;

const NEVER: [&str; 24] = ["script", "style", "template", "noscript", "head", "title", "meta", "link", "svg", "math", "canvas", "audio", "video", "iframe", "object", "embed", "applet", "map", "select", "datalist", "textarea", "input", "frameset", "img"];
const CLASSES: [&str; 8] = ["sr-only", "visually-hidden", "screen-reader-text", "screen-reader-only", "visuallyhidden", "element-invisible", "a11y-hidden", "u-hidden-visually"];

/// Which nodes are seen.
pub(super) struct Seen(Vec<bool>);

impl Seen {
    pub(super) fn is_seen(&self, node: usize) -> bool {
        self.0.get(node).copied().unwrap_or(false)
    }

    /// Leaves out a node with all inside it.
    pub(super) fn leave_out(&mut self, node: usize, end: usize) {
        self.0.iter_mut().skip(node).take(end.saturating_sub(node)).for_each(|seen| *seen = false);
    }
}

impl Clone for Seen {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

pub(super) fn visible(tree: &Tree) -> Seen {
    let rules = Rules::read(tree);
    let opened = opened(tree);
    let mut seen: Vec<bool> = Vec::with_capacity(tree.all().len());
    for node in tree.all() {
        // A parent stands before its children.
        let is_parent_seen = node == ROOT || seen.get(tree.parent(node)).copied().unwrap_or(false);
        seen.push(is_parent_seen && (tree.is_text(node) || !is_hidden(tree, node, &rules, &opened)));
    }
    Seen(seen)
}

/// Ids of what a button on the page opens: folded answers are there for the visitor.
fn opened(tree: &Tree) -> HashSet<String> {
    let mut ids = HashSet::new();
    for node in tree.all().filter(|node| matches!(tree.name(*node), "button" | "a" | "div" | "span" | "summary" | "h2" | "h3" | "h4")) {
        for key in ["aria-controls", "data-bs-target", "data-target"] {
            if let Some(id) = attribute(tree.text(node), key).map(|id| id.trim_start_matches('#')).filter(|id| !id.is_empty()) {
                ids.insert(id.to_owned());
            }
        }
    }
    ids
}

fn is_hidden(tree: &Tree, node: usize, rules: &Rules, opened: &HashSet<String>) -> bool {
    let name = tree.name(node);
    if NEVER.contains(&name) {
        return true;
    }
    let raw = tree.text(node);
    if raw.is_empty() {
        return rules.hides(name, None, None);
    }
    let is_opened = attribute(raw, "id").is_some_and(|id| opened.contains(id));
    let is_attribute_hidden = !is_opened && attribute(raw, "hidden").is_some_and(|value| !value.eq_ignore_ascii_case("until-found"));
    let class = attribute(raw, "class");
    let is_class_hidden = class.is_some_and(|class| class.split_whitespace().any(|c| CLASSES.contains(&c)));
    let is_dialog_closed = name == "dialog" && attribute(raw, "open").is_none();
    let is_faded = attribute(raw, "color").zip(attribute(raw, "bgcolor")).is_some_and(|(color, ground)| color.eq_ignore_ascii_case(ground));
    is_attribute_hidden || is_class_hidden || is_dialog_closed || is_faded || attribute(raw, "style").is_some_and(|style| hides(style, is_opened)) || !is_opened && rules.hides(name, class, attribute(raw, "id"))
}

/// Whether declarations make an element invisible; one that is opened by a button may be folded.
fn hides(style: &str, is_opened: bool) -> bool {
    let style = super::decode(style).to_ascii_lowercase();
    let mut color = None;
    let mut ground = None;
    let (mut is_clipped, mut is_flat) = (false, false);
    for declaration in style.split(';') {
        let Some((name, value)) = declaration.split_once(':') else { continue };
        let value = value.trim().trim_end_matches("!important").trim();
        let number = || value.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%').trim().parse::<f32>().ok();
        let is_hidden = match name.trim() {
            "display" => value == "none" && !is_opened,
            "visibility" => matches!(value, "hidden" | "collapse"),
            "opacity" => number().is_some_and(|n| n < 0.05),
            "font-size" => number().is_some_and(|n| n < if value.ends_with("em") { 0.1 } else { 2.0 }) && !value.ends_with('%'),
            "text-indent" | "left" | "top" | "right" | "margin-left" | "margin-top" => number().is_some_and(|n| n <= -900.0),
            "clip" => value.replace(' ', "").starts_with("rect(0") || value.starts_with("rect(1px"),
            "clip-path" => value.starts_with("inset(50%") || value.starts_with("inset(100%"),
            "transform" => value.replace(' ', "").starts_with("scale(0)"),
            "color" => {
                color = Some(plain_color(value));
                value == "transparent"
            }
            "background" | "background-color" => {
                ground = Some(plain_color(value));
                false
            }
            "overflow" => {
                is_clipped = value == "hidden" && !is_opened;
                false
            }
            "height" | "width" | "max-height" | "max-width" => {
                is_flat |= number().is_some_and(|n| n <= 1.0) && !value.ends_with('%') && !value.ends_with('m');
                false
            }
            _ => false,
        };
        if is_hidden {
            return true;
        }
    }
    let is_white_alone = color.as_deref() == Some("white") && ground.is_none();
    is_clipped && is_flat || is_white_alone || color.is_some() && color == ground
}

fn plain_color(value: &str) -> String {
    match value.replace(' ', "").as_str() {
        "#fff" | "#ffffff" | "white" | "rgb(255,255,255)" | "#fefefe" => "white".to_owned(),
        "#000" | "#000000" | "black" | "rgb(0,0,0)" => "black".to_owned(),
        other => other.to_owned(),
    }
}

/// Simple selectors of the page's own style sheets that hide: `.a`, `#b`, `p`, `p.a`.
#[derive(Default)]
struct Rules {
    classes: HashSet<String>,
    ids: HashSet<String>,
    names: HashSet<String>,
    pairs: HashSet<(String, String)>,
}

impl Rules {
    fn read(tree: &Tree) -> Self {
        let mut rules = Self::default();
        for node in tree.all().filter(|node| tree.name(*node) == "style") {
            for inner in node + 1..tree.end(node) {
                rules.add(tree.text(inner));
            }
        }
        rules
    }

    fn add(&mut self, sheet: &str) {
        let sheet = without_comments(sheet);
        let mut rest = sheet.as_str();
        while let Some((selectors, after)) = rest.split_once('{') {
            if selectors.trim_start().starts_with('@') {
                // Rules for print or small screens do not hide on a screen.
                rest = after_block(after);
                continue;
            }
            let (body, after) = after.split_once('}').unwrap_or((after, ""));
            rest = after;
            let is_hiding = hides(body, false) && !body.replace(' ', "").to_ascii_lowercase().contains("color:#fff");
            for selector in selectors.split(',') {
                self.selector(selector.trim(), is_hiding);
            }
        }
    }

    fn selector(&mut self, selector: &str, is_hiding: bool) {
        fn change<T: std::hash::Hash + Eq>(set: &mut HashSet<T>, item: T, is_hiding: bool) {
            if is_hiding { set.insert(item) } else { set.remove(&item) };
        }
        let is_word = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
        if let Some(class) = selector.strip_prefix('.').filter(|c| is_word(c)) {
            change(&mut self.classes, class.to_owned(), is_hiding);
        } else if let Some(id) = selector.strip_prefix('#').filter(|i| is_word(i)) {
            change(&mut self.ids, id.to_owned(), is_hiding);
        } else if let Some((name, class)) = selector.split_once('.').filter(|(name, class)| is_word(name) && is_word(class)) {
            change(&mut self.pairs, (name.to_ascii_lowercase(), class.to_owned()), is_hiding);
        } else if is_word(selector) && !matches!(selector, "html" | "body") {
            change(&mut self.names, selector.to_ascii_lowercase(), is_hiding);
        }
    }

    fn hides(&self, name: &str, class: Option<&str>, id: Option<&str>) -> bool {
        let by_class = |class: &str| self.classes.contains(class) || !self.pairs.is_empty() && self.pairs.contains(&(name.to_owned(), class.to_owned()));
        // Unknown elements are all called span here, so a rule for span is not trusted.
        self.names.contains(name) && name != "span" || id.is_some_and(|id| self.ids.contains(id)) || class.is_some_and(|class| class.split_whitespace().any(by_class))
    }
}

fn without_comments(sheet: &str) -> String {
    let mut out = String::with_capacity(sheet.len());
    let mut rest = sheet;
    while let Some((before, after)) = rest.split_once("/*") {
        out.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, rest)| rest);
    }
    out.push_str(rest);
    out
}

/// What follows a block of blocks whose `{` is already behind.
fn after_block(text: &str) -> &str {
    let mut depth = 1usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return text.get(at + 1..).unwrap_or_default();
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::hides;

    #[test]
    fn styles_that_hide() {
        for style in ["display:none", "DISPLAY : none !important", "visibility:hidden", "opacity:0", "font-size:0", "font-size: 1px", "position:absolute;left:-9999px", "text-indent:-9999px", "color:#fff", "color:red;background:red", "height:0;overflow:hidden", "clip:rect(0,0,0,0)", "color:transparent"] {
            assert!(hides(style, false), "{style}");
        }
        for style in ["", "display:block", "color:#fff;background:#333", "opacity:0.8", "font-size:0.9em", "font-size:14px", "height:0", "left:-10px", "margin-left:-15px", "width:100%;overflow:hidden"] {
            assert!(!hides(style, false), "{style}");
        }
    }
}
