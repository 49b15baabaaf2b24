//! What all packages of office files share: which part is the document, where its other parts lie, what it calls itself.

use crate::archive::Archive;
use crate::limits::Limits;
use crate::reading::{Flow, Reading};
use crate::xml::{Item, Xml, each_open};
use std::collections::HashMap;
use std::io::{Read, Seek};

/// Where the parts named in a `.rels` file lie, by their ids, with the last word of their type.
pub(crate) fn relations<S: Read + Seek>(archive: &mut Archive<S>, part: &str, limits: &Limits) -> Flow<HashMap<String, (String, String)>> {
    let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
    let path = if folder.is_empty() { format!("_rels/{file}.rels") } else { format!("{folder}/_rels/{file}.rels") };
    let mut found = HashMap::new();
    let Some(index) = archive.find(&path) else { return Ok(found) };
    let bytes = archive.whole(index)?;
    each_open(bytes.as_slice(), limits, |tag| {
        if tag.name() == b"Relationship"
            && let (Some(id), Some(target)) = (tag.get("Id"), tag.get("Target"))
            && tag.get("TargetMode").as_deref() != Some("External")
        {
            let kind = tag.get("Type").and_then(|t| t.rsplit('/').next().map(str::to_owned)).unwrap_or_default();
            found.insert(id, (joined(folder, &target), kind));
        }
    })?;
    Ok(found)
}

/// A target against the folder of the part that names it.
fn joined(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut path: Vec<&str> = folder.split('/').filter(|p| !p.is_empty()).collect();
    for piece in target.split('/') {
        match piece {
            ".." => _ = path.pop(),
            "." | "" => {}
            piece => path.push(piece),
        }
    }
    path.join("/")
}

/// The part the package itself points at as its document.
pub(crate) fn main_part<S: Read + Seek>(archive: &mut Archive<S>, usual: &str, limits: &Limits) -> Flow<String> {
    let found = relations(archive, "", limits)?.into_values().find(|(_, kind)| kind == "officeDocument").map(|(target, _)| target);
    Ok(found.filter(|part| archive.find(part).is_some()).unwrap_or_else(|| usual.to_owned()))
}

/// Title out of `docProps/core.xml`.
pub(crate) fn own_title<S: Read + Seek>(archive: &mut Archive<S>, reading: &mut Reading) -> Flow {
    let Some(index) = archive.find("docProps/core.xml") else { return Ok(()) };
    let limits = reading.limits();
    let bytes = archive.whole(index)?;
    let mut xml = Xml::new(bytes.as_slice(), limits);
    let (mut inside, mut text) = (false, String::new());
    // Properties that cannot be read are no reason to refuse the document.
    while let Ok(item) = xml.next() {
        match item {
            Item::Open(tag) => inside = tag.name() == b"title",
            Item::Text(piece) if inside => text.push_str(&piece),
            Item::Close(_) => inside = false,
            Item::Text(_) => {}
            Item::End => break,
        }
    }
    reading.calls_itself(&text);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_joined_to_their_folder() {
        assert_eq!(joined("xl", "worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(joined("xl/worksheets", "../drawings/./a.xml"), "xl/drawings/a.xml");
        assert_eq!(joined("xl", "/xl/styles.xml"), "xl/styles.xml");
        assert_eq!(joined("", "../../../etc"), "etc");
    }
}
