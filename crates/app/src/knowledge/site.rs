//! Finding the pages of a site: by the sitemap it names, by `/sitemap.xml`, else by the links of its pages. Only pages of the same host, at
//! most `SITE_PAGES`, read one after another at a polite pace: each is a document with a job of its own.

use super::document::blank;
use super::page::fetch;
use super::read::Unreadable;
use super::work::{Attempt, Done, Halt, of_web};
use super::{DOCUMENTS, PAGE, SITE_PAGES, digest, tell};
use crate::job::index_document as job;
use domain::document::{Document, DocumentKind};
use domain::id::DocumentId;
use domain::port::{FetchRequest, WebAnswer, WebPage};
use domain::Kind;
use std::collections::HashSet;
use store::document::Indexed;
use url::Url;

/// Sitemaps an index may name.
const SITEMAPS: usize = 10;
/// Between two pages of a site, so that its jobs do not wait for each other.
const PACE_SECS: i64 = 1;
/// Endings of addresses that are no text.
const OTHER: &[&str] = &[
    "jpg", "jpeg", "png", "gif", "svg", "webp", "avif", "ico", "bmp", "mp3", "mp4", "webm", "mov", "avi", "wav", "ogg", "zip", "rar", "7z", "gz", "tar", "exe", "apk", "dmg", "css", "js", "mjs", "json", "xml",
    "rss", "atom", "woff", "woff2", "ttf", "eot", "ics", "vcf",
];

pub(super) async fn read(attempt: &Attempt<'_>) -> Result<Done, Halt> {
    let start = attempt.taken.document.url.clone().unwrap_or_default();
    let first = get(attempt, &start).await.map_err(of_web)?;
    let found = match sitemap(&first) {
        Some(map) => of_sitemap(attempt, map).await?,
        None => {
            let mut found = vec![first.url.clone()];
            let listed = match Url::parse(&first.url).ok().and_then(|url| url.join("/sitemap.xml").ok()) {
                Some(url) => get(attempt, url.as_str()).await.ok(),
                None => None,
            };
            match listed.as_ref().and_then(sitemap) {
                Some(map) => found.extend(below(&first.url, of_sitemap(attempt, map).await?)),
                None => found.extend(links(&first)),
            }
            found
        }
    };
    let wanted = pages(&start, found);
    if wanted.is_empty() {
        return Err(Unreadable::new("no_text", "The address holds neither a sitemap nor a page of its host.").into());
    }
    revisit(attempt).await?;
    grow(attempt, attempt.taken.document.id, wanted).await?;
    Ok(Done::Written(Indexed {
        title: attempt.taken.document.title.clone(), content_hash: digest(&[b"site", start.as_bytes()]), chunks: 0, bytes: i64::try_from(first.body.len()).unwrap_or(0), etag: None, modified: None,
    }))
}

async fn get(attempt: &Attempt<'_>, url: &str) -> domain::Result<WebPage> {
    match fetch(attempt, &FetchRequest { url: url.to_owned(), limit: PAGE, ..FetchRequest::default() }).await? {
        WebAnswer::Page(page) => Ok(page),
        WebAnswer::Unchanged => Err(domain::Error::new(Kind::Unavailable, "the site says that nothing has changed since never")),
    }
}

enum Sitemap {
    Pages(Vec<String>),
    Index(Vec<String>),
}

/// The page as a sitemap, if it is one.
fn sitemap(page: &WebPage) -> Option<Sitemap> {
    let text = String::from_utf8_lossy(&page.body);
    let is_xml = text.trim_start_matches('\u{feff}').trim_start().starts_with('<');
    let places = || between(&text, "<loc>", "</loc>").map(|loc| unescape(loc.trim().trim_start_matches("<![CDATA[").trim_end_matches("]]>").trim())).collect();
    if is_xml && text.contains("<sitemapindex") {
        return Some(Sitemap::Index(places()));
    }
    (is_xml && text.contains("<urlset")).then(|| Sitemap::Pages(places()))
}

async fn of_sitemap(attempt: &Attempt<'_>, map: Sitemap) -> Result<Vec<String>, Halt> {
    let maps = match map {
        Sitemap::Pages(pages) => return Ok(pages),
        Sitemap::Index(maps) => maps,
    };
    let start = attempt.taken.document.url.clone().unwrap_or_default();
    let mut pages = Vec::new();
    for url in same_host(&start, maps).into_iter().take(SITEMAPS) {
        // One part that does not answer does not spoil the others.
        if let Ok(page) = get(attempt, &url).await
            && let Some(Sitemap::Pages(found)) = sitemap(&page)
        {
            pages.extend(found);
        }
    }
    Ok(pages)
}

/// Those under the folder of an address: who names a part of a site wants this part.
fn below(start: &str, found: Vec<String>) -> Vec<String> {
    let folder = start.split(['?', '#']).next().unwrap_or(start);
    let folder = folder.rsplit_once('/').map_or(folder, |(folder, _)| folder);
    let is_root = folder.matches('/').count() < 3;
    found.into_iter().filter(|url| is_root || url.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))).collect()
}

/// Pages of the same host, each once, in order.
fn pages(start: &str, found: Vec<String>) -> Vec<String> {
    let ending = |url: &str| {
        let path = url.split(['?', '#']).next().unwrap_or_default();
        path.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map(|(_, ending)| ending.to_ascii_lowercase())
    };
    same_host(start, found).into_iter().filter(|url| !ending(url).is_some_and(|ending| OTHER.contains(&ending.as_str()))).collect()
}

/// Addresses of the same host, each once, in order.
fn same_host(start: &str, found: Vec<String>) -> Vec<String> {
    let Ok(home) = Url::parse(start) else { return Vec::new() };
    let bare = |url: &Url| url.host_str().map(|host| host.strip_prefix("www.").unwrap_or(host).to_owned());
    let mut seen = HashSet::new();
    let ours = found.iter().filter_map(|url| {
        let mut url = home.join(url).ok()?;
        url.set_fragment(None);
        let is_ours = matches!(url.scheme(), "http" | "https") && bare(&url) == bare(&home) && url.port() == home.port() && url.username().is_empty() && url.password().is_none();
        (is_ours && url.as_str().len() <= 2000).then(|| url.to_string())
    });
    ours.filter(|url| seen.insert(url.clone())).collect()
}

/// Where a page leads, absolute.
pub(super) fn links(page: &WebPage) -> Vec<String> {
    let is_page = page.content_type.as_ref().is_none_or(|kind| kind.contains("html"));
    let Some(base) = Url::parse(&page.url).ok().filter(|_| is_page) else { return Vec::new() };
    let text = String::from_utf8_lossy(&page.body);
    let mut found = Vec::new();
    for tag in between(&text, "<a ", ">").chain(between(&text, "<A ", ">")) {
        let Some((_, value)) = tag.split_once("href=").or_else(|| tag.split_once("HREF=")) else { continue };
        let target = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => value.split(quote).nth(1),
            _ => value.split_whitespace().next(),
        };
        found.extend(target.and_then(|target| base.join(unescape(target.trim()).as_str()).ok()).map(String::from));
    }
    pages(&page.url, found)
}

fn between<'a>(text: &'a str, open: &'a str, close: &'a str) -> impl Iterator<Item = &'a str> {
    text.split(open).skip(1).filter_map(move |rest| rest.split_once(close).map(|(inner, _)| inner))
}

fn unescape(text: &str) -> String {
    text.replace("&quot;", "\"").replace("&#38;", "&").replace("&amp;", "&")
}

/// The pages a site has already are read again.
async fn revisit(attempt: &Attempt<'_>) -> Result<(), Halt> {
    let mut unit = attempt.app.unit(attempt.ctx).await?;
    let mut at = unit.now();
    for page in store::document::of_site(&mut unit, attempt.taken.document.id).await? {
        if store::document::queue(&mut unit, page.id).await? {
            job::enqueue_at(&mut unit, page.id, at).await?;
            at = at.plus_secs(PACE_SECS);
        }
    }
    unit.commit().await?;
    Ok(())
}

/// Adds the pages the site did not have, as far as there is room.
pub(super) async fn grow(attempt: &Attempt<'_>, site: DocumentId, found: Vec<String>) -> Result<(), Halt> {
    let mut unit = attempt.app.unit(attempt.ctx).await?;
    let Some(site) = store::document::find(&mut unit, site).await? else { return Ok(()) };
    let own = SITE_PAGES.saturating_sub(store::document::count_of_site(&mut unit, site.id).await?);
    let mut room = own.min(DOCUMENTS.saturating_sub(store::document::count(&mut unit).await?));
    let mut at = unit.now();
    for url in pages(site.url.as_deref().unwrap_or_default(), found) {
        if room <= 0 {
            break;
        }
        let title: String = url.chars().take(super::TITLE).collect();
        let page = Document { url: Some(url), site_id: Some(site.id), category_id: site.category_id, lang: site.lang, ..blank(DocumentKind::Page, &title, unit.now()) };
        if store::document::insert_new(&mut unit, &page).await? {
            job::enqueue_at(&mut unit, page.id, at).await?;
            tell(&mut unit, "document.created", &page).await?;
            at = at.plus_secs(PACE_SECS);
            room -= 1;
        }
    }
    unit.commit().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(url: &str, body: &str) -> WebPage {
        WebPage { url: url.into(), content_type: Some("text/html".into()), body: body.into(), etag: None, modified: None }
    }

    #[test]
    fn links_of_the_same_host_only() {
        let html = r##"<a href="/b">b</a> <a class=x href='c/d?x=1&amp;y=2#top'>c</a><a href=plain >p</a> <a href="https://other.example/">no</a> <a href="mailto:a@b.c">no</a><a href="/pic.PNG">no</a>
            <a href="//www.example.org/w">w</a> <a href="http://example.org:81/">no</a> <a href="/b">again</a> <A HREF="javascript:x()">no</A> <a name=x>"##;
        assert_eq!(links(&page("https://example.org/a/", html)), ["https://example.org/b", "https://example.org/a/c/d?x=1&y=2", "https://example.org/a/plain", "https://www.example.org/w"]);
        assert!(links(&WebPage { content_type: Some("application/pdf".into()), ..page("https://example.org/", html) }).is_empty());
    }

    #[test]
    fn sitemaps() {
        let map = "\u{feff}<?xml version=\"1.0\"?>\n<urlset><url><loc> https://example.org/a?x=1&amp;y=2 </loc></url><url><loc><![CDATA[https://example.org/b]]></loc></url></urlset>";
        assert!(matches!(sitemap(&page("x", map)), Some(Sitemap::Pages(found)) if found == ["https://example.org/a?x=1&y=2", "https://example.org/b"]));
        assert!(matches!(sitemap(&page("x", "<sitemapindex><sitemap><loc>/1.xml</loc></sitemap></sitemapindex>")), Some(Sitemap::Index(found)) if found == ["/1.xml"]));
        assert!(sitemap(&page("x", "<html>text</html>")).is_none() && sitemap(&page("x", "about <urlset")).is_none());
    }

    #[test]
    fn a_part_of_a_site_stays_a_part() {
        let all = || ["https://e.org/help/a", "https://e.org/helpless", "https://e.org/", "https://e.org/help/b/c"].map(str::to_owned).to_vec();
        assert_eq!(below("https://e.org/help/", all()), ["https://e.org/help/a", "https://e.org/help/b/c"]);
        assert_eq!(below("https://e.org/help/index.html", all()).len(), 2);
        assert_eq!((below("https://e.org/", all()).len(), below("https://e.org", all()).len(), below("https://e.org/index.html", all()).len()), (4, 4, 4));
    }
}
