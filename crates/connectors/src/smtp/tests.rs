//! Letters as a server sees them, and what its refusals mean.

use super::fake::FakeSmtp;
use super::{Smtp, percent_decoded};
use domain::port::{Letter, Mailer};
use domain::{Kind, Retry, Secret};

fn letter(to: &str) -> Letter {
    Letter {
        id: "letter-1".into(), to: to.into(), subject: "Новый клиент:\r\nBcc: all@example.org".into(), text: "Здравствуйте!\n.\nСсылка: https://example.org/r/1\n".into(), html: "<p>Здравствуйте!</p>".into(), reply_to: None,
    }
}

fn open(url: &str) -> Smtp {
    let _ = rustls::crypto::ring::default_provider().install_default();
    Smtp::open(&Secret::new(url), "Самовар <desk@example.org>", "answers@example.org").unwrap()
}

#[tokio::test]
async fn a_letter_arrives_whole_with_its_headers() {
    let server = FakeSmtp::start().await.unwrap();
    let smtp = open(&server.url());
    assert!(smtp.check().await.is_ok());
    smtp.send(&letter("guide@example.org")).await.unwrap();
    let [taken] = &server.letters()[..] else { panic!("{:?}", server.letters()) };
    assert_eq!((taken.from.as_str(), taken.to.join(",").as_str()), ("desk@example.org", "guide@example.org"));
    assert_eq!(taken.header("message-id"), Some("<letter-1@example.org>"));
    assert_eq!(taken.header("auto-submitted"), Some("auto-generated"));
    assert_eq!(taken.header("reply-to"), Some("answers@example.org"));
    assert!(taken.header("date").is_some() && taken.header("bcc").is_none());
    assert_eq!(taken.words().replace('\r', ""), "Здравствуйте!\n.\nСсылка: https://example.org/r/1\n");
}

#[tokio::test]
async fn refusals_say_whether_to_come_again() {
    let server = FakeSmtp::start().await.unwrap();
    server.put_off(1);
    server.refuse("gone@example.org");
    let smtp = open(&server.url());
    let said = |e: domain::Error| (e.kind, e.retry);
    assert_eq!(said(smtp.send(&letter("guide@example.org")).await.unwrap_err()), (Kind::Unavailable, Retry::Backoff));
    smtp.send(&letter("guide@example.org")).await.unwrap();
    assert_eq!(said(smtp.send(&letter("gone@example.org")).await.unwrap_err()), (Kind::Unreachable, Retry::Never));
    assert_eq!(said(smtp.send(&letter("no address")).await.unwrap_err()), (Kind::Unreachable, Retry::Never));
    server.ask_for("anna", "чай@7");
    assert_eq!(said(open(&server.url()).send(&letter("guide@example.org")).await.unwrap_err()), (Kind::Disconnected, Retry::Backoff));
    let signed = server.url().replace("smtp://", "smtp://anna:%D1%87%D0%B0%D0%B9%407@");
    open(&signed).send(&letter("guide@example.org")).await.unwrap();
    let address = server.url();
    drop(server);
    let error = open(&address).check().await.unwrap_err();
    assert_eq!((error.kind, error.retry), (Kind::Unavailable, Retry::Backoff));
}

// The pool of connections is made inside of a runtime.
#[tokio::test]
async fn settings_are_checked_before_the_first_letter() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let field = |url: &str, from: &str| Smtp::open(&Secret::new(url), from, "").err().and_then(|e| e.field).unwrap_or_default();
    assert_eq!(field("smtps://u:p@mail.example.org", "desk@example.org"), "");
    assert_eq!(field("mail.example.org:465", "desk@example.org"), "mail.url");
    assert_eq!(field("https://mail.example.org", "desk@example.org"), "mail.url");
    assert_eq!(field("smtps://", "desk@example.org"), "mail.url");
    assert_eq!(field("smtps://mail.example.org", "desk"), "mail.from");
    let shown = format!("{:?}", open("smtps://anna:secret@mail.example.org"));
    assert_eq!(shown, "Smtp(mail.example.org:465)");
    assert_eq!(percent_decoded("a%40b").as_deref(), Some("a@b"));
    assert_eq!(percent_decoded("a%4"), None);
}
