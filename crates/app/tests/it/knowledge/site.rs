//! Web pages and sites: read politely from a server of our own, never from where a tenant must not look.

use super::Desk;
use crate::salon::code;
use app::knowledge::document::{self, NewPage};
use domain::document::{Document, DocumentKind, DocumentStatus};
use domain::port::NetPolicy;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// Status, headers and body of each path.
pub type Pages = HashMap<String, (u16, String, String)>;

/// A web server whose pages a test changes as it goes.
pub struct Web {
    base: String,
    pages: Arc<Mutex<Pages>>,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Web {
    pub async fn start() -> Web {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let web = Web { base: format!("http://{}", listener.local_addr().unwrap()), pages: Arc::default(), seen: Arc::default() };
        let (pages, seen) = (web.pages.clone(), web.seen.clone());
        tokio::spawn(async move {
            while let Ok((mut socket, _)) = listener.accept().await {
                let mut request = Vec::new();
                let mut part = [0; 4096];
                while !request.windows(4).any(|w| w == b"\r\n\r\n") {
                    match socket.read(&mut part).await {
                        Ok(n @ 1..) => request.extend_from_slice(&part[..n]),
                        _ => break,
                    }
                }
                let request = String::from_utf8_lossy(&request).into_owned();
                let path = request.split(' ').nth(1).unwrap_or_default().to_owned();
                let (mut status, headers, mut body) = pages.lock().unwrap().get(&path).cloned().unwrap_or((404, String::new(), "no".into()));
                let tag = headers.lines().find_map(|l| l.strip_prefix("etag: ")).unwrap_or("?");
                if request.to_ascii_lowercase().contains(&format!("if-none-match: {tag}")) {
                    (status, body) = (304, String::new());
                }
                seen.lock().unwrap().push(format!("{status} {path}"));
                let answer = format!("HTTP/1.1 {status} x\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n{body}", body.len());
                let _ = socket.write_all(answer.as_bytes()).await;
            }
        });
        web
    }
    pub fn put(&self, path: &str, status: u16, headers: &str, body: &str) {
        let headers = headers.lines().map(|line| format!("{line}\r\n")).collect();
        self.pages.lock().unwrap().insert(path.into(), (status, headers, body.into()));
    }
    fn page(&self, path: &str, text: &str) {
        self.put(path, 200, "content-type: text/html; charset=utf-8", &format!("<html><head><title>Страница {path}</title></head><body><main><h1>Правила</h1><p>{text}</p></main></body></html>"));
    }
    fn seen(&self) -> Vec<String> {
        std::mem::take(&mut *self.seen.lock().unwrap())
    }
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }
}

async fn add(desk: &Desk, url: String, is_site: bool) -> Document {
    document::create_page(&desk.app, &desk.ctx, NewPage { url, is_site, ..NewPage::default() }).await.unwrap()
}

/// Works through jobs that wait for their polite second, too.
async fn work(desk: &Desk) {
    for _ in 0..10 {
        desk.work().await;
        desk.clock.advance_secs(2);
    }
}

#[tokio::test]
async fn a_page_is_read_named_and_read_again_only_when_it_changed() {
    let (desk, web) = (Desk::new().await, Web::start().await);
    web.put("/help", 200, "content-type: text/html\netag: \"1\"", "<title>Помощь гостям</title><p>Халат и тапочки выдаёт администратор.</p>");
    let id = add(&desk, web.url("/help#top"), false).await.id;
    desk.work().await;
    let read = desk.get(id).await;
    assert_eq!((read.status, read.title.as_str(), read.url.as_deref()), (DocumentStatus::Ready, "Помощь гостям", Some(web.url("/help").as_str())), "{:?}", read.error);
    assert!(desk.found("кто выдаёт халат?").await[0].contains("администратор"));
    assert_eq!(web.seen(), ["404 /robots.txt", "200 /help"]);
    assert_eq!(code(&document::create_page(&desk.app, &desk.ctx, NewPage { url: web.url("/help"), ..NewPage::default() }).await), "url_taken");

    // The next day nothing has changed; the day after it has.
    desk.clock.advance_secs(24 * 3600 + 60);
    desk.work().await;
    assert_eq!((web.seen(), desk.get(id).await.status), (vec!["304 /help".to_owned()], DocumentStatus::Ready));
    web.put("/help", 200, "content-type: text/html\netag: \"2\"", "<title>Другое</title><p>Халат берут из шкафа.</p>");
    desk.clock.advance_secs(24 * 3600 + 60);
    desk.work().await;
    assert!(desk.found("где взять халат?").await[0].contains("шкафа"));
    assert_eq!(desk.get(id).await.title, "Помощь гостям", "its name stays");
    // Gone from the web: what was read is still known.
    web.put("/help", 404, "", "");
    document::reindex(&desk.app, &desk.ctx, id).await.unwrap();
    desk.work().await;
    let gone = desk.get(id).await;
    assert_eq!((gone.status, gone.error_code.as_deref()), (DocumentStatus::Failed, Some("unreachable")));
    assert!(!desk.found("где взять халат?").await.is_empty());
}

#[tokio::test]
async fn refusals_of_the_web_have_their_codes() {
    let (desk, web) = (Desk::new().await, Web::start().await);
    let elsewhere = Web::start().await;
    elsewhere.page("/", "Чужая тайна");
    web.put("/robots.txt", 200, "content-type: text/plain", "User-agent: *\nDisallow: /private");
    web.page("/private/x", "Не для машин.");
    web.put("/away", 302, &format!("location: {}/", elsewhere.base), "");
    web.put("/inside", 302, "location: http://10.0.0.1/admin", "");
    web.put("/metadata", 307, "location: http://169.254.169.254/latest/meta-data/", "");
    web.put("/loop", 301, "location: /loop", "");
    web.put("/huge", 200, "content-type: text/html", &"слово ".repeat(1_100_000));
    web.put("/secret", 403, "", "");
    web.put("/empty", 200, "content-type: text/html", "<html><body></body></html>");
    web.put("/moved", 301, "location: /new", "");
    web.page("/new", "Новый адрес.");
    for (path, expected) in [
        ("/private/x", "not_allowed"), ("/away", "not_allowed"), ("/inside", "not_allowed"), ("/metadata", "not_allowed"), ("/loop", "unreachable"), ("/huge", "too_large"), ("/secret", "unreachable"),
        ("/nothing", "unreachable"), ("/empty", "no_text"), ("/moved", "ok"),
    ] {
        let id = add(&desk, web.url(path), false).await.id;
        desk.work().await;
        let read = desk.get(id).await;
        assert_eq!(read.error_code.as_deref().unwrap_or("ok"), expected, "{path}: {:?}", read.error);
        assert_eq!(read.status, if expected == "ok" { DocumentStatus::Ready } else { DocumentStatus::Failed }, "{path}");
    }
    assert!(elsewhere.seen().is_empty(), "another host is not called");
    assert!(web.seen().iter().all(|line| !line.ends_with("/private/x")));
}

#[tokio::test]
async fn a_server_that_is_down_is_tried_again_and_then_given_up() {
    let (desk, web) = (Desk::new().await, Web::start().await);
    web.put("/help", 503, "", "");
    let id = add(&desk, web.url("/help"), false).await.id;
    desk.work().await;
    let waiting = desk.get(id).await;
    assert_eq!((waiting.status, waiting.error_code.as_deref()), (DocumentStatus::Queued, Some("unreachable")));
    desk.clock.advance_secs(3600);
    web.page("/help", "Снова в строю.");
    desk.work().await;
    let read = desk.get(id).await;
    assert_eq!((read.status, read.error_code), (DocumentStatus::Ready, None));
    web.put("/help", 503, "", "");
    document::reindex(&desk.app, &desk.ctx, id).await.unwrap();
    for _ in 0..3 {
        desk.work().await;
        desk.clock.advance_secs(3600);
    }
    let failed = desk.get(id).await;
    assert_eq!((failed.status, failed.error_code.as_deref(), desk.found("кто в строю").await.len()), (DocumentStatus::Failed, Some("unreachable"), 1));
}

#[tokio::test]
async fn private_addresses_are_refused_when_typed_and_never_called() {
    let (desk, web) = (Desk::reaching(NetPolicy::Public).await, Web::start().await);
    web.page("/", "Внутренняя страница");
    let port = web.base.rsplit(':').next().unwrap().to_owned();
    for url in [
        web.url("/"), format!("http://localhost:{port}/"), format!("http://app.localhost:{port}/"), format!("http://2130706433:{port}/"), format!("http://0x7f.1:{port}/"), format!("http://[::1]:{port}/"),
        format!("http://[::ffff:127.0.0.1]:{port}/"), "http://169.254.169.254/latest/meta-data/".into(), "http://10.1.2.3/".into(), "http://192.168.0.1/".into(), "http://100.64.0.1/".into(), "http://[fd00::1]/".into(),
        "http://0.0.0.0/".into(), "http://[64:ff9b::7f00:1]/".into(),
    ] {
        for is_site in [false, true] {
            let made = document::create_page(&desk.app, &desk.ctx, NewPage { url: url.clone(), is_site, ..NewPage::default() }).await;
            assert_eq!(code(&made), "address_not_allowed", "{url}");
        }
    }
    for url in ["ftp://example.org/", "file:///etc/passwd", "javascript:alert(1)", "https://user:pass@example.org/", "example.org", "", "http://"] {
        assert_eq!(code(&document::create_page(&desk.app, &desk.ctx, NewPage { url: url.into(), ..NewPage::default() }).await), "invalid", "{url}");
    }
    // A row that got in by another way, a name that leads inside: it is the call that is refused.
    let seed = desk.article("x", "x").await;
    let mut unit = desk.app.unit(&desk.ctx).await.unwrap();
    let seed = store::document::get(&mut unit, seed).await.unwrap();
    let page = Document { id: domain::id::DocumentId::new(), kind: DocumentKind::Page, url: Some(format!("http://localhost:{port}/")), ..seed };
    store::document::insert(&mut unit, &page).await.unwrap();
    app::job::index_document::enqueue(&mut unit, page.id).await.unwrap();
    unit.commit().await.unwrap();
    desk.work().await;
    assert_eq!(desk.get(page.id).await.error_code.as_deref(), Some("not_allowed"));
    assert!(web.seen().is_empty(), "nothing reached it");
}

#[tokio::test]
async fn a_site_is_found_by_its_sitemap() {
    let (desk, web) = (Desk::new().await, Web::start().await);
    web.put("/robots.txt", 200, "", "User-agent: *\nDisallow: /cart");
    let map = |paths: &[&str]| format!("<?xml version=\"1.0\"?><urlset>{}</urlset>", paths.iter().map(|p| format!("<url><loc>{p}</loc></url>")).collect::<String>());
    web.put("/sitemap.xml", 200, "content-type: application/xml", "<sitemapindex><sitemap><loc>/map-1.xml</loc></sitemap></sitemapindex>");
    web.put("/map-1.xml", 200, "content-type: application/xml", &map(&[&web.url("/a"), &web.url("/b"), &web.url("/cart"), "https://other.example/x", &web.url("/pic.jpg")]));
    web.page("/", "Главная страница.");
    web.page("/a", "Парковка во дворе.");
    web.page("/b", "Сертификаты на стойке.");
    let site = add(&desk, web.url("/"), true).await.id;
    work(&desk).await;
    let all = desk.all().await;
    let pages: Vec<(String, DocumentStatus)> = all.iter().filter(|d| d.site_id == Some(site)).map(|d| (d.url.clone().unwrap().replace(&web.base, ""), d.status)).collect();
    let ready = DocumentStatus::Ready;
    assert_eq!(pages, [("/".into(), ready), ("/a".into(), ready), ("/b".into(), ready), ("/cart".into(), DocumentStatus::Failed)]);
    assert!(desk.found("где парковка").await[0].contains("дворе"));
    assert_eq!(desk.get(site).await.status, ready);

    // Read anew: a new page comes, one that is gone goes.
    web.put("/map-1.xml", 200, "content-type: application/xml", &map(&[&web.url("/a"), &web.url("/c")]));
    web.put("/b", 410, "", "");
    web.page("/c", "Кофейня на втором этаже.");
    document::reindex(&desk.app, &desk.ctx, site).await.unwrap();
    work(&desk).await;
    let left: Vec<String> = desk.all().await.iter().filter(|d| d.site_id == Some(site)).map(|d| d.url.clone().unwrap().replace(&web.base, "")).collect();
    assert_eq!(left, ["/", "/a", "/cart", "/c"]);
    document::remove(&desk.app, &desk.ctx, site).await.unwrap();
    assert!(desk.all().await.is_empty() && desk.found("где парковка").await.is_empty());
}

#[tokio::test]
async fn a_site_without_a_sitemap_is_followed_by_its_links_and_no_further() {
    let (desk, web) = (Desk::new().await, Web::start().await);
    web.page("/start/", "Начало <a href=\"one\">1</a> <a href=\"/start/two#x\">2</a> <a href=\"http://127.0.0.1:1/\">чужой порт</a> <a href=\"mailto:a@b.c\">письмо</a>");
    web.page("/start/one", "Первая <a href=\"three\">3</a> <a href=\"/start/\">домой</a>");
    web.page("/start/two", "Вторая страница.");
    web.page("/start/three", "Третья страница про абонементы.");
    let site = add(&desk, web.url("/start/"), true).await.id;
    work(&desk).await;
    let mut pages: Vec<String> = desk.all().await.iter().filter(|d| d.site_id == Some(site)).map(|d| d.url.clone().unwrap().replace(&web.base, "")).collect();
    pages.sort();
    assert_eq!(pages, ["/start/", "/start/one", "/start/three", "/start/two"]);
    assert!(!desk.found("есть абонементы?").await.is_empty());
    let seen = web.seen();
    assert_eq!(seen.iter().filter(|line| line.ends_with("/robots.txt")).count(), 1, "{seen:?}");
}
