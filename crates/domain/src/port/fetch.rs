//! Reading public web pages for the knowledge base. What is read and what becomes of it is decided in `app::knowledge`; the guard of
//! addresses, robots.txt, redirects and pace are the implementation's.

use crate::Result;
use async_trait::async_trait;

/// One page to be read, perhaps once more.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FetchRequest {
    pub url: String,
    /// What the server said of the page last time: it may answer that nothing has changed.
    pub etag: Option<String>,
    pub modified: Option<String>,
    /// Most bytes that are taken.
    pub limit: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WebAnswer {
    /// As it was.
    Unchanged,
    Page(WebPage),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebPage {
    /// Where it was found in the end.
    pub url: String,
    /// As the server says, with its parameters.
    pub content_type: Option<String>,
    pub body: Vec<u8>,
    pub etag: Option<String>,
    pub modified: Option<String>,
}

/// Reads pages. Refusals: `Forbidden` with the code `address_not_allowed` (a private network), `robots` (the site does not want it) or
/// `other_host` (a redirect away from the host); `NotFound`; `TooLarge`; `Unavailable` where trying later may help.
#[async_trait]
pub trait Fetch: Send + Sync + std::fmt::Debug {
    /// Is this an address that may be read? Gives it back in its one spelling, without a fragment. Pure: a name is judged when it is called.
    fn check(&self, url: &str) -> Result<String>;
    async fn fetch(&self, request: &FetchRequest) -> Result<WebAnswer>;
}
