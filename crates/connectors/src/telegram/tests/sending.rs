//! How Telegram's answers to a send are understood, and in which call each kind of message goes.

use super::{Picture, attachment, config, fake, open, outbound};
use crate::telegram::Telegram;
use domain::message::{AttachmentKind, Button};
use domain::port::{Connector, Outbound};
use domain::{Error, Kind, Retry};
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;

#[tokio::test]
async fn markup_the_vendor_refuses_goes_out_plain() {
    let fake = fake().await;
    fake.user_says(42, "x");
    let channel = open(&fake);
    // A vendor whose parser disagrees with ours about everything.
    fake.refuse("sendMessage", Some((400, json!({ "ok": false, "error_code": 400, "description": "Bad Request: can't parse entities: Unsupported" }))));
    let error = channel.send(&outbound("a < b")).await.unwrap_err();
    assert_eq!((error.kind, fake.calls_of("sendMessage")), (Kind::Invalid, 2), "{error}");
    let last = fake.last_call("sendMessage").unwrap();
    assert_eq!((last.get("parse_mode"), last["text"].as_str()), (None, Some("a < b")));
}

#[tokio::test]
async fn refusals_by_the_vendors_words() {
    let fake = fake().await;
    for (status, body, kind, retry) in [
        (403, json!({ "ok": false, "error_code": 403, "description": "Forbidden: user is deactivated" }), Kind::Unreachable, Retry::Never),
        (400, json!({ "ok": false, "error_code": 400, "description": "Bad Request: chat not found" }), Kind::Unreachable, Retry::Never),
        (400, json!({ "ok": false, "error_code": 400, "description": "Bad Request: BUTTON_DATA_INVALID" }), Kind::Invalid, Retry::Never),
        (401, json!({ "ok": false, "error_code": 401, "description": "Unauthorized" }), Kind::Disconnected, Retry::Never),
        (404, json!({ "ok": false, "error_code": 404, "description": "Not Found" }), Kind::Disconnected, Retry::Never),
        (500, json!({ "ok": false, "error_code": 500, "description": "Internal Server Error: restart" }), Kind::Unavailable, Retry::Backoff),
        // A proxy in between: nobody knows whether the call went through.
        (502, json!("<html>Bad Gateway</html>"), Kind::Unavailable, Retry::Unknown),
        (504, json!("<html>Gateway Timeout</html>"), Kind::Unavailable, Retry::Unknown),
        (200, json!("<html>please log in</html>"), Kind::Unavailable, Retry::Unknown),
        (503, json!("<html>Service Unavailable</html>"), Kind::Unavailable, Retry::Backoff),
        (302, json!(""), Kind::Disconnected, Retry::Never),
        (429, json!({ "ok": false, "error_code": 429, "description": "Too Many Requests" }), Kind::RateLimited, Retry::After(Duration::from_secs(5))),
    ] {
        fake.refuse("sendMessage", Some((status, body.clone())));
        let error: Error = open(&fake).send(&outbound("x")).await.unwrap_err();
        assert_eq!((error.kind, error.retry), (kind, retry), "{status} {body}");
        assert_eq!(error.op, "telegram.send");
    }
}

#[tokio::test]
async fn an_upgraded_group_is_followed() {
    let fake = fake().await;
    let moved = json!({ "ok": false, "error_code": 400, "description": "Bad Request: group chat was upgraded to a supergroup chat", "parameters": { "migrate_to_chat_id": -100777 } });
    fake.refuse("sendMessage", Some((400, moved)));
    assert!(open(&fake).send(&outbound("x")).await.is_err());
    assert_eq!(fake.last_call("sendMessage").unwrap()["chat_id"], json!(-100777));
}

#[tokio::test]
async fn an_accepted_message_without_an_id_is_sent() {
    let fake = fake().await;
    fake.refuse("sendMessage", Some((200, json!({ "ok": true, "result": null }))));
    assert_eq!(open(&fake).send(&outbound("x")).await.unwrap().provider_ids, [""]);
    fake.refuse("getUpdates", Some((200, json!({ "ok": true, "result": null }))));
    assert_eq!(open(&fake).poll(Some("7")).await.unwrap().cursor.as_deref(), Some("7"));
}

#[tokio::test]
async fn pictures_places_and_handles_go_out_in_their_own_way() {
    let fake = fake().await;
    fake.user_says(42, "x");
    let sent = |message: Outbound, size: usize| {
        let mut config = config(&fake, json!({}));
        config.files = Some(Arc::new(Picture(size)));
        let channel = Telegram.open(config).unwrap();
        let fake = &fake;
        async move {
            let before = fake.sent().len();
            channel.send(&message).await.unwrap();
            fake.sent()[before..].iter().map(|m| format!("{} {:?} {}", m.method, m.text, m.keyboard.len())).collect::<Vec<_>>()
        }
    };
    let picture = || attachment(AttachmentKind::Image, None);
    let buttons = vec![Button::new("a", "А")];
    let one = Outbound { attachments: vec![picture()], buttons: buttons.clone(), ..outbound("подпись <3") };
    assert_eq!(sent(one.clone(), 100).await, ["sendPhoto \"подпись <3\" 1"]);
    assert_eq!(sent(one, 11 * 1024 * 1024).await, ["sendDocument \"подпись <3\" 1"]);
    let long = "слово ".repeat(200);
    let album = Outbound { attachments: vec![picture()], buttons: buttons.clone(), ..outbound(&long) };
    assert_eq!(sent(album, 100).await, ["sendPhoto \"\" 0".to_owned(), format!("sendMessage {:?} 1", long.trim())]);
    let place = Outbound { attachments: vec![attachment(AttachmentKind::Location, Some("geo:55.75,37.5"))], buttons, ..outbound("Мы здесь") };
    assert_eq!(sent(place, 1).await, ["sendLocation \"55.75,37.5\" 0", "sendMessage \"Мы здесь\" 1"]);
    let file_id = fake.shared_file("voice", "v.ogg", vec![3; 10]);
    let voice = Outbound { attachments: vec![attachment(AttachmentKind::Voice, Some(&file_id))], ..outbound("") };
    assert_eq!(sent(voice, 1).await, ["sendVoice \"\" 0"]);
    let card = Outbound { attachments: vec![attachment(AttachmentKind::ContactCard, Some("tel:+7999"))], ..outbound("x") };
    assert_eq!(open(&fake).send(&card).await.unwrap_err().kind, Kind::Invalid);
}

#[tokio::test]
async fn a_picture_that_is_no_photo_goes_as_a_document() {
    let fake = fake().await;
    fake.user_says(42, "x");
    fake.refuse("sendPhoto", Some((400, json!({ "ok": false, "error_code": 400, "description": "Bad Request: PHOTO_INVALID_DIMENSIONS" }))));
    let message = Outbound { attachments: vec![attachment(AttachmentKind::Image, None)], ..outbound("вот") };
    open(&fake).send(&message).await.unwrap();
    assert_eq!(fake.sent()[0].method, "sendDocument");
}

#[tokio::test]
async fn a_burst_in_one_chat_is_spaced_out() {
    let fake = fake().await;
    fake.user_says(42, "x");
    let channel = open(&fake);
    let started = tokio::time::Instant::now();
    for n in 0..4 {
        channel.send(&outbound(&n.to_string())).await.unwrap();
    }
    assert!(started.elapsed() >= Duration::from_millis(950), "the fourth waits its second");
    assert_eq!(fake.sent_to(42).iter().map(|m| m.text.as_str()).collect::<Vec<_>>(), ["0", "1", "2", "3"]);
}
