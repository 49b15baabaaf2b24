//! Styles of a DOCX: which are headings, which belong to lists, which hide what bears them.

use crate::limits::Limits;
use crate::reading::Flow;
use crate::xml::{Item, Tag, Xml};
use std::collections::HashMap;

/// How far `basedOn` is followed; a circle ends here.
const DEEPEST: usize = 20;

#[derive(Clone, Debug, Default)]
struct Style {
    name: String,
    based_on: Option<String>,
    outline: Option<u8>,
    is_list: bool,
    is_hidden: Option<bool>,
}

#[derive(Default)]
pub(super) struct Styles(HashMap<String, Style>);

/// What a paragraph is by its style.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Role {
    pub(super) heading: Option<u8>,
    pub(super) is_list: bool,
    pub(super) is_hidden: bool,
    pub(super) is_contents: bool,
}

impl Styles {
    pub(super) fn read(bytes: &[u8], limits: &Limits) -> Flow<Self> {
        let (mut styles, mut id, mut style) = (HashMap::new(), None, Style::default());
        let mut xml = Xml::new(bytes, limits);
        loop {
            match xml.next()? {
                Item::Open(tag) => match tag.name() {
                    b"style" => {
                        id = tag.get("styleId");
                        style = Style::default();
                    }
                    // Properties of a table style's rows are not properties of words.
                    b"tblStylePr" => xml.skip()?,
                    b"name" => style.name = tag.get("val").unwrap_or_default().to_lowercase(),
                    b"basedOn" => style.based_on = tag.get("val"),
                    b"outlineLvl" => style.outline = tag.number("val"),
                    b"numPr" => style.is_list = true,
                    b"vanish" => style.is_hidden = Some(is_on(&tag)),
                    _ => {}
                },
                Item::Close(end) if end.name() == b"style" => {
                    if let Some(id) = id.take() {
                        styles.insert(id, std::mem::take(&mut style));
                    }
                }
                Item::End => return Ok(Self(styles)),
                _ => {}
            }
        }
    }

    pub(super) fn role(&self, id: &str) -> Role {
        let mut role = Role::default();
        let mut is_hidden = None;
        let mut next = Some(id);
        for _ in 0..DEEPEST {
            let Some(style) = next.and_then(|id| self.0.get(id)) else { break };
            role.heading = role.heading.or_else(|| heading_name(&style.name)).or(style.outline.filter(|l| *l < 9).map(|l| l + 1));
            role.is_list |= style.is_list || style.name.starts_with("list ") || style.name.starts_with("маркированный список") || style.name.starts_with("нумерованный список");
            role.is_contents |= style.name.starts_with("toc ") || style.name.starts_with("оглавление ");
            is_hidden = is_hidden.or(style.is_hidden);
            next = style.based_on.as_deref();
        }
        // "List Paragraph" is what Word gives any paragraph that was once in a list.
        if self.0.get(id).is_some_and(|s| s.name == "list paragraph" || s.name == "абзац списка") {
            role.is_list = false;
        }
        role.is_hidden = is_hidden.unwrap_or(false);
        role
    }
}

fn heading_name(name: &str) -> Option<u8> {
    if matches!(name, "title" | "название") {
        return Some(1);
    }
    let number = name.strip_prefix("heading ").or_else(|| name.strip_prefix("заголовок "))?;
    number.trim().parse::<u8>().ok().filter(|n| (1..=9).contains(n))
}

/// A switch: present means on, unless it says off.
pub(super) fn is_on(tag: &Tag) -> bool {
    tag.get("val").is_none_or(|v| !matches!(v.as_str(), "0" | "false" | "off" | "none"))
}
