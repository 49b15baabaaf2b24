//! The content of a page among its menus, banners and footers.

use super::hidden::Seen;
use super::token::attribute;
use super::tree::{ROOT, Tree};

/// Letters under which a found content is not believed.
const LEAST: usize = 120;
const ROLES: [&str; 8] = ["navigation", "banner", "contentinfo", "complementary", "search", "dialog", "alertdialog", "menu"];
const SIGNS: [&str; 22] = [
    "cookie", "cookies", "breadcrumb", "breadcrumbs", "navbar", "sidebar", "footer", "popup", "modal", "menu", "nav", "navigation", "pagination", "share", "social", "socials", "subscribe", "login", "copyright", "topbar", "offcanvas", "widget-area",
];

/// The part of the page to read and what of it is seen.
pub(super) struct Chosen {
    pub(super) root: usize,
    pub(super) seen: Seen,
}

pub(super) fn choose(tree: &Tree, seen: &Seen) -> Chosen {
    let whole = tree.find("body").unwrap_or(ROOT);
    let marked = biggest(tree, seen, |node| tree.name(node) == "main" || attribute(tree.text(node), "role").is_some_and(|r| r.eq_ignore_ascii_case("main")));
    let letters_of_all = letters(tree, whole, seen);
    if let Some(root) = marked.filter(|root| letters(tree, *root, seen) >= LEAST.min(letters_of_all / 4)) {
        return pruned(tree, root, seen, false);
    }
    // One article that is most of the page is the content; a list of articles is not.
    let article = biggest(tree, seen, |node| tree.name(node) == "article");
    if let Some(root) = article.filter(|root| letters(tree, *root, seen) * 2 > letters_of_all) {
        return pruned(tree, root, seen, false);
    }
    let chosen = pruned(tree, whole, seen, true);
    if letters(tree, whole, &chosen.seen) >= LEAST.min(letters_of_all / 4) { chosen } else { Chosen { root: whole, seen: seen.clone() } }
}

fn letters(tree: &Tree, node: usize, seen: &Seen) -> usize {
    (node..tree.end(node)).filter(|n| tree.is_text(*n) && seen.is_seen(*n)).map(|n| tree.text(n).trim().len()).sum()
}

fn biggest(tree: &Tree, seen: &Seen, is_wanted: impl Fn(usize) -> bool) -> Option<usize> {
    let mut best: Option<(usize, usize)> = None;
    let mut next = 0;
    for node in tree.all() {
        // What lies inside one already measured is smaller.
        if node < next || !seen.is_seen(node) || tree.is_text(node) || !is_wanted(node) {
            continue;
        }
        next = tree.end(node);
        let size = letters(tree, node, seen);
        if best.is_none_or(|(_, most)| size > most) {
            best = Some((node, size));
        }
    }
    best.map(|(node, _)| node)
}

/// Without what belongs to the site rather than to the page.
fn pruned(tree: &Tree, root: usize, seen: &Seen, is_whole: bool) -> Chosen {
    let mut left = seen.clone();
    for node in root + 1..tree.end(root) {
        if left.is_seen(node) && !tree.is_text(node) && is_furniture(tree, node, root, is_whole) {
            left.leave_out(node, tree.end(node));
        }
    }
    Chosen { root, seen: left }
}

fn is_furniture(tree: &Tree, node: usize, root: usize, is_whole: bool) -> bool {
    let raw = tree.text(node);
    match tree.name(node) {
        "nav" => return true,
        "footer" | "aside" => return is_whole || tree.name(node) == "aside",
        // A header with the page's own heading is content.
        "header" if is_whole && tree.parent(node) == root => return !(node..tree.end(node)).any(|n| tree.name(n) == "h1"),
        _ => {}
    }
    if attribute(raw, "role").is_some_and(|role| ROLES.iter().any(|r| role.eq_ignore_ascii_case(r))) {
        return true;
    }
    let has_sign = |name: &str| attribute(raw, name).is_some_and(|value| value.split_whitespace().any(|word| SIGNS.iter().any(|sign| word.eq_ignore_ascii_case(sign))));
    is_whole && matches!(tree.name(node), "div" | "section" | "ul" | "span") && (has_sign("class") || has_sign("id"))
}
