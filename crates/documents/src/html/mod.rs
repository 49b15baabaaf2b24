//! Web pages: what a visitor reads. `token` cuts the text into tags, `tree` nests them, `hidden` says what is not seen,
//! `main` finds the content among menus and footers, `render` makes blocks.

mod entity;
mod hidden;
mod main;
mod render;
pub(crate) mod token;
mod tree;

use crate::encoding;
use crate::limits::Limits;
use crate::reading::{Flow, Halt, Reading, whole};
use crate::refused::Refused;
use crate::text::{Link, Text, clean};
use std::io::{Read, Seek};
use std::ops::ControlFlow;
use tree::Tree;
use url::Url;

/// Links kept of one page.
const LINKS: usize = 5_000;

pub(crate) use entity::decode;

pub(crate) fn read_file(source: &mut (impl Read + Seek), size: u64, reading: &mut Reading) -> Flow {
    let bytes = whole(source, size, reading.limits().markup_bytes)?;
    let text = encoding::markup(&bytes);
    drop(bytes);
    let tree = Tree::read(&text, reading)?;
    if tree.is_cut {
        return Err(Refused::too_large("a million elements").into());
    }
    render(&tree, reading)
}

pub(crate) fn read(html: &str, url: Option<&str>, limits: &Limits) -> Text {
    let mut blocks = Vec::new();
    let (mut progress, mut sink) = (|_| {}, |block| {
        blocks.push(block);
        ControlFlow::Continue(())
    });
    let mut reading = Reading::new(limits, &mut progress, &|| false, &mut sink);
    let most = usize::try_from(limits.markup_bytes).unwrap_or(usize::MAX);
    let html = html.get(..html.floor_char_boundary(most.min(html.len()))).unwrap_or_default();
    let mut links = Vec::new();
    if let Ok(tree) = Tree::read(html, &mut reading) {
        // What exceeds a limit ends the text where it is.
        let _: Result<(), Halt> = render(&tree, &mut reading);
        links = links_of(&tree, url);
    }
    let title = reading.title("");
    Text { title, blocks, links }
}

fn render(tree: &Tree, reading: &mut Reading) -> Flow {
    if let Some(title) = tree.title() {
        reading.calls_itself(&title);
    }
    let seen = hidden::visible(tree);
    let chosen = main::choose(tree, &seen);
    render::blocks(tree, &chosen, reading)
}

/// Links a visitor can see, anywhere on the page, each address once.
fn links_of(tree: &Tree, url: Option<&str>) -> Vec<Link> {
    let base = url.and_then(|url| Url::parse(url).ok());
    let base = match tree.find("base").and_then(|node| tree.attribute(node, "href")) {
        Some(href) => base.as_ref().map_or_else(|| Url::parse(&href).ok(), |base| base.join(&href).ok()).or(base),
        None => base,
    };
    let seen = hidden::visible(tree);
    let mut known = std::collections::HashSet::new();
    let mut links = Vec::new();
    for node in tree.all().filter(|node| seen.is_seen(*node) && tree.name(*node) == "a") {
        let Some(href) = tree.attribute(node, "href").map(|h| h.trim().to_owned()).filter(|h| !h.is_empty() && !h.starts_with('#')) else { continue };
        let found = match (&base, Url::parse(&href)) {
            (_, Ok(url)) => Some(url),
            (Some(base), Err(_)) => base.join(&href).ok(),
            (None, Err(_)) => None,
        };
        let address = match found {
            Some(mut url) if matches!(url.scheme(), "http" | "https" | "tel" | "mailto") => {
                url.set_fragment(None);
                url.to_string()
            }
            Some(_) => continue,
            None => href,
        };
        if address.len() <= 2_000 && known.insert(address.clone()) {
            let text = tree.text_of(node, &seen);
            links.push(Link { text: clean(&text).unwrap_or_default().chars().take(200).collect(), url: address });
        }
        if links.len() >= LINKS {
            break;
        }
    }
    links
}
