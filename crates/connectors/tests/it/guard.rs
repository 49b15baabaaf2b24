//! The guard of outgoing calls: which addresses are refused, at which moment, and that nothing reaches them.

use crate::bench::{Bench, Fixed, config, outbound, pushes, vendors};
use crate::connectors::kit::http::{Effect, Http};
use crate::connectors::kit::mask::Mask;
use crate::connectors::kit::net::{base_url, is_allowed, proxy_url};
use domain::port::NetPolicy::{self, Loopback, Private, Public};
use domain::{Kind, Retry, Secret};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

#[test]
fn addresses_by_policy() {
    let check = |ip: &str, expected: [bool; 3]| {
        let found = [Public, Loopback, Private].map(|policy| is_allowed(ip.parse().unwrap(), policy));
        assert_eq!(found, expected, "{ip}");
    };
    for ip in ["8.8.8.8", "149.154.167.220", "2a00:1450:4010:c0e::64", "64:ff9b::808:808", "2002:808:808::1"] {
        check(ip, [true, true, true]);
    }
    for ip in ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1"] {
        check(ip, [false, true, true]);
    }
    for ip in ["10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1", "fd00::1", "::ffff:10.0.0.1", "2002:a00:1::1"] {
        check(ip, [false, false, true]);
    }
    for ip in [
        "0.0.0.0", "169.254.169.254", "::ffff:169.254.169.254", "192.0.2.1", "198.18.0.1", "203.0.113.9", "224.0.0.1", "240.0.0.1", "255.255.255.255",
        "::", "fe80::1", "fec0::1", "ff02::1", "2001:db8::1", "2001::1", "100::1", "64:ff9b:1::1", "64:ff9b::a9fe:a9fe",
    ] {
        check(ip, [false, false, false]);
    }
}

#[test]
fn base_addresses_are_judged_when_they_are_typed() {
    for good in ["https://api.telegram.org", " https://bot.example.org:8443/tg/ ", "https://8.8.8.8"] {
        assert!(base_url("api_url", good, Public).is_ok(), "{good}");
    }
    for bad in [
        "", "api.telegram.org", "ftp://example.org", "http://example.org", "https://user:pass@example.org", "https://example.org/?a=1", "https://example.org/#x",
        "https://127.0.0.1", "https://127.1", "https://0x7f.1", "https://2130706433", "https://[::1]", "https://[::ffff:7f00:1]", "https://localhost",
        "https://db.localhost", "https://10.1.2.3", "https://169.254.169.254/latest", "https://192.168.0.1:8443", "file:///etc/passwd", "https://",
    ] {
        let error = base_url("api_url", bad, Public).expect_err(bad);
        assert_eq!((error.kind, error.field.as_deref()), (Kind::Invalid, Some("api_url")), "{bad}");
    }
    assert!(base_url("api_url", "http://127.0.0.1:8081", Loopback).is_ok());
    assert!(base_url("api_url", "http://10.0.0.1:8081", Loopback).is_err());
    assert!(base_url("api_url", "http://10.0.0.1:8081", Private).is_ok());
    assert!(base_url("api_url", "http://169.254.169.254", Private).is_err());
    assert!(proxy_url("proxy", "socks5://user:pass@proxy.example.org:1080", Public).is_ok());
    for bad in ["socks5://127.0.0.1:1080", "http://192.168.1.1:3128", "ssh://example.org", "socks5h://[::1]:1080"] {
        assert!(proxy_url("proxy", bad, Public).is_err(), "{bad}");
    }
}

#[tokio::test]
async fn a_tenant_cannot_reach_our_own_machine() {
    for vendor in vendors(pushes) {
        let fake = vendor.fake(Arc::new(Fixed)).await.unwrap();
        let typed = vendor.open(config(fake.as_ref(), Public)).err().expect("a private address is refused in the form");
        assert_eq!((typed.kind, typed.public_code()), (Kind::Invalid, "address_not_allowed"), "{}", vendor.name());
        assert_eq!(fake.calls(), 0);
    }
}

/// A server that answers every connection with these bytes and counts them.
async fn server(answer: &'static str) -> (u16, Arc<std::sync::atomic::AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let hits = Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let counter = hits.clone();
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            counter.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            let _ = socket.read(&mut [0; 1024]).await;
            let _ = socket.write_all(answer.as_bytes()).await;
        }
    });
    (port, hits)
}

async fn get(policy: NetPolicy, url: &str) -> domain::Result<crate::connectors::kit::http::Reply> {
    let http = Http::open(policy, None, Mask::default()).unwrap();
    http.run(http.get(url.parse().unwrap()), Effect::Write, 1000, Duration::from_secs(5)).await
}

#[tokio::test]
async fn a_name_is_judged_by_what_it_resolves_to() {
    let (port, hits) = server("HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok").await;
    // `localhost` stands for any name whose DNS answer points inside: the form cannot know, the connection does.
    let refused = get(Public, &format!("http://localhost:{port}/")).await.unwrap_err();
    assert_eq!((refused.kind, refused.retry, refused.public_code()), (Kind::Forbidden, Retry::Never, "address_not_allowed"));
    assert_eq!(hits.load(std::sync::atomic::Ordering::SeqCst), 0);
    assert_eq!(get(Loopback, &format!("http://localhost:{port}/")).await.unwrap().body, "ok");
}

#[tokio::test]
async fn a_proxy_carries_the_call_and_its_password_stays_hidden() {
    let (port, hits) = server("HTTP/1.1 200 OK\r\ncontent-length: 7\r\nconnection: close\r\n\r\nproxied").await;
    let through = |policy, proxy: String| {
        let proxy = Secret::new(proxy);
        Http::open(policy, Some(&proxy), Mask::new([&proxy])).map(|http| async move {
            let request = http.get("http://203.0.113.7/".parse().unwrap());
            http.run(request, Effect::Read, 1000, Duration::from_secs(5)).await
        })
    };
    let reply = through(Loopback, format!("http://user:sesame77@127.0.0.1:{port}")).unwrap().await.unwrap();
    assert_eq!((reply.body.as_ref(), hits.load(std::sync::atomic::Ordering::SeqCst)), (b"proxied".as_slice(), 1));
    for (policy, proxy) in [(Loopback, "socks5://user:sesame77@127.0.0.1:1"), (Loopback, "http://user:sesame77@127.0.0.1:1"), (Public, "socks5h://user:sesame77@localhost:1")] {
        let error = match through(policy, proxy.to_owned()) {
            Ok(call) => call.await.unwrap_err(),
            Err(refused) => refused,
        };
        assert!(!format!("{error} {error:?}").contains("sesame77"), "{error:?}");
        assert_ne!(error.retry, Retry::Unknown, "nothing was written: {error:?}");
    }
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let (inner, hits) = server("HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nno").await;
    let answer = format!("HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:{inner}/\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    let (outer, _) = server(answer.leak()).await;
    assert_eq!(get(Loopback, &format!("http://127.0.0.1:{outer}/")).await.unwrap().status, 302);
    assert_eq!(hits.load(std::sync::atomic::Ordering::SeqCst), 0);
    // To a connector it means that the address is wrong, not that the vendor is ill.
    let vendor = crate::connectors::vendors().into_iter().find(|vendor| vendor.name() == "telegram").unwrap();
    let bench = Bench::with(&vendor, |config| config.settings = serde_json::json!({ "api_url": format!("http://127.0.0.1:{outer}") })).await;
    let error = bench.channel.send(&outbound("42", "x")).await.unwrap_err();
    assert_eq!((error.kind, error.retry), (Kind::Disconnected, Retry::Never));
}

#[tokio::test]
async fn answers_have_a_size() {
    let body = "x".repeat(5000);
    let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: 5000\r\nconnection: close\r\n\r\n{body}");
    let (port, _) = server(answer.leak()).await;
    let error = get(Loopback, &format!("http://127.0.0.1:{port}/")).await.unwrap_err();
    assert_eq!((error.kind, error.retry), (Kind::TooLarge, Retry::Unknown));
}

#[tokio::test]
async fn an_answer_that_stops_in_the_middle_is_unknown() {
    let (port, _) = server("HTTP/1.1 200 OK\r\ncontent-length: 100\r\nconnection: close\r\n\r\n{\"ok\":").await;
    let error = get(Loopback, &format!("http://127.0.0.1:{port}/")).await.unwrap_err();
    assert_eq!((error.kind, error.retry), (Kind::Unavailable, Retry::Unknown));
}

#[tokio::test]
async fn errors_do_not_show_the_address() {
    // The mask knows nothing here: the address itself, where some vendors keep the token, must be gone.
    let refused = get(Loopback, "http://127.0.0.1:1/botsesame77/getMe").await.unwrap_err();
    let (port, _) = server("").await;
    let broken = get(Loopback, &format!("http://127.0.0.1:{port}/botsesame77/getMe")).await.unwrap_err();
    for error in [refused, broken] {
        assert!(!format!("{error} {error:?}").contains("sesame77"), "{error:?}");
    }
}

#[test]
fn masks_hide_every_secret_and_nothing_else() {
    let mask = Mask::new([&Secret::new("12345:AAtoken"), &Secret::new("12345:AAtoken-longer"), &Secret::new("ab")]);
    assert_eq!(mask.text("at /bot12345:AAtoken-longer/x and 12345:AAtoken, about\nabout"), "at /bot***/x and ***, about about");
    assert_eq!(format!("{mask:?}").matches("AAtoken").count(), 0);
    assert_eq!(mask.text(&"я".repeat(1000)).chars().count(), 300);
}
