//! Reading one web page: fetched with the marks of last time, so that an unchanged one costs nobody anything. A page of a site tells the
//! site of the pages it links to.

use super::read::Source;
use super::work::{Attempt, Done, Halt, of_web};
use super::{PAGE, site};
use domain::Kind;
use domain::port::{FetchRequest, WebAnswer, WebPage};

pub(super) async fn read(attempt: &Attempt<'_>) -> Result<Done, Halt> {
    let document = &attempt.taken.document;
    let has_passages = attempt.taken.generation > 0;
    let request = FetchRequest {
        url: document.url.clone().unwrap_or_default(),
        etag: attempt.taken.etag.clone().filter(|_| has_passages),
        modified: attempt.taken.modified.clone().filter(|_| has_passages),
        limit: PAGE,
    };
    let page = match fetch(attempt, &request).await {
        Ok(WebAnswer::Page(page)) => page,
        Ok(WebAnswer::Unchanged) => return Ok(Done::Same { etag: None, modified: None }),
        Err(error) if error.kind == Kind::NotFound && document.site_id.is_some() => return Ok(Done::Vanished),
        Err(error) => return Err(of_web(error)),
    };
    if let Some(site) = document.site_id {
        site::grow(attempt, site, site::links(&page)).await?;
    }
    let (etag, modified) = (page.etag.clone(), page.modified.clone());
    let bytes = i64::try_from(page.body.len()).unwrap_or(i64::MAX);
    Ok(match attempt.passages(source(page), None, bytes).await? {
        Done::Written(mut indexed) => {
            (indexed.etag, indexed.modified) = (etag, modified);
            Done::Written(indexed)
        }
        Done::Same { .. } => Done::Same { etag, modified },
        Done::Vanished => Done::Vanished,
    })
}

pub(super) async fn fetch(attempt: &Attempt<'_>, request: &FetchRequest) -> domain::Result<WebAnswer> {
    match &attempt.app.config().fetch {
        Some(fetch) => fetch.fetch(request).await,
        None => Err(domain::Error::new(Kind::Unsupported, "This server reads no web pages.")),
    }
}

fn source(page: WebPage) -> Source {
    let name = url::Url::parse(&page.url).ok().and_then(|url| url.path_segments()?.next_back().map(str::to_owned)).filter(|name| !name.is_empty()).unwrap_or_else(|| "page.html".to_owned());
    Source::Bytes { bytes: page.body, name, mime: page.content_type.unwrap_or_default() }
}
