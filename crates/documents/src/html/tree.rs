//! Elements and texts of a page, nested. One flat list without a pointer; walking it needs no recursion.

use super::decode;
use super::hidden::Seen;
use super::token::{Token, Tokens, attribute};
use crate::reading::{Flow, Reading};

pub(super) const ROOT: usize = 0;
/// Elements and texts of one page.
const NODES: usize = 1_000_000;

/// Names with a meaning here; any other element is a plain container.
const NAMES: [&str; 96] = [
    "a", "abbr", "address", "applet", "area", "article", "aside", "audio", "b", "base", "blockquote", "body", "br", "button", "canvas", "caption", "center", "cite", "code", "col", "colgroup", "datalist", "dd", "del", "details",
    "dialog", "div", "dl", "dt", "em", "embed", "fieldset", "figcaption", "figure", "footer", "form", "frame", "frameset", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hgroup", "hr", "html", "i", "iframe", "img", "input",
    "ins", "label", "legend", "li", "link", "main", "map", "math", "menu", "meta", "nav", "noscript", "object", "ol", "optgroup", "option", "p", "param", "picture", "pre", "s", "script", "section", "select", "small", "source", "span",
    "strike", "strong", "style", "summary", "svg", "table", "tbody", "td", "template", "textarea", "tfoot", "th", "thead", "title", "tr", "ul",
];
const VOID: [&str; 14] = ["area", "base", "br", "col", "embed", "frame", "hr", "img", "input", "link", "meta", "param", "source", "wbr"];
/// Opening one of these ends an open paragraph.
const BLOCKS: [&str; 40] = [
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "menu",
    "nav", "ol", "p", "pre", "section", "summary", "table", "td", "th", "tr", "ul", "caption",
];

struct Node<'h> {
    /// Empty for text.
    name: &'static str,
    /// Raw attributes, or the text itself.
    text: &'h str,
    parent: usize,
    /// The node after the last one inside this.
    end: usize,
}

pub(super) struct Tree<'h> {
    nodes: Vec<Node<'h>>,
    /// There was more than is kept.
    pub(super) is_cut: bool,
}

pub(super) fn is_block(name: &str) -> bool {
    BLOCKS.contains(&name)
}

fn known(raw: &str) -> &'static str {
    let lower = raw.to_ascii_lowercase();
    NAMES.binary_search(&lower.as_str()).ok().and_then(|at| NAMES.get(at)).copied().unwrap_or("span")
}

impl<'h> Tree<'h> {
    pub(super) fn read(html: &'h str, reading: &mut Reading) -> Flow<Self> {
        let mut tree = Self { nodes: vec![Node { name: "html", text: "", parent: ROOT, end: 0 }], is_cut: false };
        let mut open: Vec<usize> = vec![ROOT];
        let deepest = reading.limits().depth;
        let mut tokens = Tokens::new(html);
        let total = u64::try_from(html.len()).unwrap_or(1);
        while let Some(token) = tokens.next() {
            reading.tick()?;
            reading.at(total.saturating_sub(u64::try_from(tokens.left()).unwrap_or(0)) / 2, total);
            if tree.nodes.len() >= NODES {
                tree.is_cut = true;
                break;
            }
            match token {
                Token::Text(text) | Token::Raw(text) => tree.add("", text, &open),
                Token::Open(raw, attributes) => {
                    let name = known(raw);
                    tree.close_implied(name, &mut open);
                    let is_inner = !VOID.contains(&raw.to_ascii_lowercase().as_str()) && !attributes.ends_with('/') && open.len() < deepest;
                    tree.add(name, attributes, &open);
                    if is_inner || name == "script" || name == "style" {
                        open.push(tree.nodes.len() - 1);
                    }
                }
                Token::Close(raw) => {
                    let name = known(raw);
                    let at = open.iter().rposition(|node| tree.name(*node) == name);
                    // A stray end inside a cell must not end what is around the table.
                    let wall = if matches!(name, "table" | "body" | "html" | "main" | "div" | "section") { None } else { open.iter().rposition(|node| matches!(tree.name(*node), "td" | "th" | "table")) };
                    if let Some(at) = at.filter(|at| *at > 0 && wall.is_none_or(|wall| *at >= wall || matches!(name, "td" | "th" | "tr" | "tbody" | "thead" | "tfoot"))) {
                        tree.close(at, &mut open);
                    }
                }
            }
        }
        tree.close(0, &mut open);
        Ok(tree)
    }

    fn add(&mut self, name: &'static str, text: &'h str, open: &[usize]) {
        let at = self.nodes.len();
        self.nodes.push(Node { name, text, parent: open.last().copied().unwrap_or(ROOT), end: at + 1 });
    }

    /// Ends all that is open from `at` on.
    fn close(&mut self, at: usize, open: &mut Vec<usize>) {
        let end = self.nodes.len();
        for index in open.drain(at.min(open.len())..) {
            if let Some(node) = self.nodes.get_mut(index) {
                node.end = end;
            }
        }
    }

    /// Ends the elements that the next one cannot stand in.
    fn close_implied(&mut self, name: &str, open: &mut Vec<usize>) {
        let (ends, walls): (&[&str], &[&str]) = match name {
            "li" => (&["li"], &["ul", "ol", "menu", "table"]),
            "dt" | "dd" => (&["dt", "dd"], &["dl", "table"]),
            "td" | "th" => (&["td", "th"], &["tr", "table"]),
            "tr" => (&["tr", "caption"], &["table"]),
            "tbody" | "thead" | "tfoot" => (&["tbody", "thead", "tfoot", "caption"], &["table"]),
            "option" => (&["option"], &["select"]),
            name if is_block(name) => (&["p"], &["table", "td", "th", "li", "div", "section", "article", "main", "button"]),
            _ => return,
        };
        let wall = open.iter().rposition(|node| walls.contains(&self.name(*node))).unwrap_or(0);
        if let Some(at) = open.iter().rposition(|node| ends.contains(&self.name(*node))).filter(|at| *at > wall) {
            self.close(at, open);
        }
    }

    pub(super) fn all(&self) -> std::ops::Range<usize> {
        0..self.nodes.len()
    }

    /// An element's name; empty for text.
    pub(super) fn name(&self, node: usize) -> &'static str {
        self.nodes.get(node).map_or("", |n| n.name)
    }

    pub(super) fn is_text(&self, node: usize) -> bool {
        self.name(node).is_empty()
    }

    pub(super) fn text(&self, node: usize) -> &'h str {
        self.nodes.get(node).map_or("", |n| n.text)
    }

    pub(super) fn parent(&self, node: usize) -> usize {
        self.nodes.get(node).map_or(ROOT, |n| n.parent)
    }

    /// The node after the last one inside this.
    pub(super) fn end(&self, node: usize) -> usize {
        self.nodes.get(node).map_or(node + 1, |n| n.end)
    }

    pub(super) fn attribute(&self, node: usize, name: &str) -> Option<String> {
        attribute(self.text(node), name).map(|value| decode(value).into_owned())
    }

    pub(super) fn find(&self, name: &str) -> Option<usize> {
        self.all().find(|node| self.name(*node) == name)
    }

    pub(super) fn title(&self) -> Option<String> {
        let in_svg = |node: &usize| self.name(self.parent(*node)) == "svg";
        let node = self.all().find(|node| self.name(*node) == "title" && !in_svg(node))?;
        Some(decode(self.text((node + 1 < self.end(node)).then_some(node + 1)?)).into_owned())
    }

    /// Visible text of an element, words apart.
    pub(super) fn text_of(&self, node: usize, seen: &Seen) -> String {
        let mut out = String::new();
        for inner in (node..self.end(node)).filter(|n| self.is_text(*n) && seen.is_seen(*n)) {
            out.push_str(&decode(self.text(inner)));
            out.push(' ');
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::NAMES;

    #[test]
    fn names_can_be_searched() {
        assert!(NAMES.is_sorted());
    }
}
