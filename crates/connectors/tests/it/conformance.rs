//! What the core relies on in every channel: receiving, sending, files, polling. Failures are in `failures.rs`.

use crate::bench::{Bench, HOOK_SECRET, OneFile, attachments_of, outbound, pushes, text_of, vendors, with_buttons};
use crate::connectors::kit::fake::{Act, Fault};
use crate::connectors::kit::split::units;
use domain::id::FileId;
use domain::message::{Attachment, AttachmentKind};
use domain::port::{FetchedFile, Inbound, Outbound, RawRequest, What};
use domain::{Kind, Secret};
use std::sync::Arc;

#[tokio::test]
async fn a_text_arrives_as_it_was_written() {
    for vendor in vendors(pushes) {
        let bench = Bench::new(&vendor).await;
        for text in ["Здравствуйте! Хочу записаться 👋", "a<b>&\"'", "  края  ", "строка\nдругая", "/cancel"] {
            let event = bench.event("42", Act::Says { text: text.to_owned() });
            assert_eq!((event.chat_id.as_str(), text_of(&event)), ("42", text), "{}", vendor.name());
            let What::Message { from, button, phone, .. } = event.what else { unreachable!() };
            assert!(!from.id.is_empty() && button.is_none() && phone.is_none());
        }
    }
}

#[tokio::test]
async fn a_forged_call_is_refused() {
    for vendor in vendors(|caps| caps.signed_webhook) {
        let bench = Bench::new(&vendor).await;
        let real = bench.act("42", Act::Says { text: "привет".to_owned() });
        assert!(bench.channel.parse(&real).is_ok());
        let forge = |change: &dyn Fn(&mut (String, String))| {
            let mut forged = real.clone();
            forged.headers.iter_mut().for_each(change);
            forged
        };
        let unsigned = RawRequest { headers: Vec::new(), query: String::new(), ..real.clone() };
        let blank = forge(&|(_, value)| value.clear());
        let wrong = forge(&|(_, value)| *value = value.replace(HOOK_SECRET, "hook-secret-1234567891"));
        let longer = forge(&|(_, value)| *value = value.replace(HOOK_SECRET, "hook-secret-1234567890x"));
        for (what, request) in [("unsigned", unsigned), ("blank", blank), ("wrong", wrong), ("longer", longer)] {
            let refused = bench.channel.parse(&request).unwrap_err();
            assert_eq!(refused.kind, Kind::Unauthorized, "{} {what}", vendor.name());
        }
    }
}

#[tokio::test]
async fn an_unreadable_body_is_invalid_and_never_a_panic() {
    for vendor in vendors(|caps| caps.webhook) {
        let bench = Bench::new(&vendor).await;
        let real = bench.act("42", Act::Says { text: "привет <b>".to_owned() });
        let deep = "[".repeat(200_000).into_bytes();
        let bodies: Vec<Vec<u8>> = vec![vec![], b"{".to_vec(), b"null".to_vec(), b"[]".to_vec(), b"{}".to_vec(), b"\xff\xfe".to_vec(), b"\"x\"".to_vec(), deep];
        for body in bodies {
            let refused = bench.channel.parse(&RawRequest { body, ..real.clone() }).unwrap_err();
            // Who signs bodies sees a forgery first.
            assert!(matches!(refused.kind, Kind::Invalid | Kind::Unauthorized), "{}: {refused}", vendor.name());
        }
        for end in 0..real.body.len() {
            let body = real.body[..end].to_vec();
            assert!(bench.channel.parse(&RawRequest { body, ..real.clone() }).is_err());
        }
        // Any value replaced by something of another shape: skipped or understood, never refused, never a panic.
        let whole: serde_json::Value = serde_json::from_slice(&real.body).unwrap();
        for path in paths(&whole, String::new()) {
            for odd in [serde_json::Value::Null, true.into(), (-1).into(), "x".into(), serde_json::json!([{}]), serde_json::json!({"a": [1]})] {
                let mut changed = whole.clone();
                *changed.pointer_mut(&path).unwrap() = odd;
                let _ = bench.channel.parse(&RawRequest { body: changed.to_string().into_bytes(), ..real.clone() });
            }
        }
    }
}

fn paths(value: &serde_json::Value, at: String) -> Vec<String> {
    let inner: Vec<String> = match value {
        serde_json::Value::Object(map) => map.iter().flat_map(|(key, value)| paths(value, format!("{at}/{key}"))).collect(),
        serde_json::Value::Array(list) => list.iter().enumerate().flat_map(|(n, value)| paths(value, format!("{at}/{n}"))).collect(),
        _ => Vec::new(),
    };
    std::iter::once(at).chain(inner).collect()
}

#[tokio::test]
async fn an_unknown_kind_of_update_is_ignored() {
    for vendor in vendors(|caps| caps.webhook) {
        let bench = Bench::new(&vendor).await;
        let request = bench.fake.unknown_event(&Secret::new(HOOK_SECRET));
        assert_eq!(bench.channel.parse(&request).unwrap(), Vec::new(), "{}", vendor.name());
    }
}

#[tokio::test]
async fn the_dedupe_key_is_the_same_however_a_message_comes() {
    for vendor in vendors(|caps| caps.webhook && caps.polling) {
        let bench = Bench::new(&vendor).await;
        bench.fake.inject(Fault::Duplicate);
        let mut keys = Vec::new();
        for text in ["раз", "два", "раз"] {
            let request = bench.act("42", Act::Says { text: text.to_owned() });
            let first = bench.channel.parse(&request).unwrap();
            assert_eq!(first, bench.channel.parse(&request).unwrap(), "{}", vendor.name());
            keys.push(first[0].provider_id.clone());
        }
        let polled: Vec<String> = bench.channel.poll(None).await.unwrap().inbound.into_iter().map(|event| event.provider_id).collect();
        assert_eq!(polled, [&keys[0], &keys[0], &keys[1], &keys[2]].map(String::clone), "{}", vendor.name());
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), 3, "equal texts are different messages");
    }
}

#[tokio::test]
async fn a_batch_comes_again_until_its_cursor_is_used() {
    for vendor in vendors(|caps| caps.polling) {
        let bench = Bench::new(&vendor).await;
        let texts = |batch: &[Inbound]| batch.iter().map(|event| text_of(event).to_owned()).collect::<Vec<_>>();
        bench.fake.inject(Fault::Reorder);
        bench.act("42", Act::Says { text: "первое".to_owned() });
        bench.act("42", Act::Says { text: "второе".to_owned() });
        let lost = bench.channel.poll(None).await.unwrap();
        assert_eq!(texts(&lost.inbound), ["второе", "первое"]);
        let again = bench.channel.poll(None).await.unwrap();
        assert_eq!(texts(&again.inbound), texts(&lost.inbound), "{}: a batch that was not stored is lost", vendor.name());
        bench.act("42", Act::Says { text: "третье".to_owned() });
        let next = bench.channel.poll(again.cursor.as_deref()).await.unwrap();
        assert_eq!(texts(&next.inbound), ["третье"]);
        let mut idle = bench.channel.poll(next.cursor.as_deref()).await.unwrap();
        assert_eq!((idle.inbound.len(), &idle.cursor), (0, &next.cursor));
        bench.act("42", Act::Says { text: "четвёртое".to_owned() });
        // A new process knows nothing but the cursor.
        let fresh = bench.vendor.open(crate::bench::config(bench.fake.as_ref(), domain::port::NetPolicy::Loopback)).unwrap();
        idle = fresh.poll(idle.cursor.as_deref()).await.unwrap();
        assert_eq!(texts(&idle.inbound), ["четвёртое"]);
    }
}

#[tokio::test]
async fn buttons_are_shown_and_their_press_comes_back() {
    for vendor in vendors(|caps| pushes(caps) && caps.buttons > 0) {
        let bench = Bench::new(&vendor).await;
        bench.meet("42");
        let longest = "x".repeat(64);
        let titles = [("bk:ok:01J9ZK", "Подтвердить"), ("bk:no", "Отмена"), (longest.as_str(), "Стрижка мужская с укладкой и бородой"), ("t1", "10:30")];
        let sent = bench.channel.send(&with_buttons("42", "Записать вас?", &titles)).await.unwrap();
        let shown = bench.fake.received();
        assert_eq!((shown.len(), sent.provider_ids.len()), (1, 1));
        let found: Vec<_> = shown[0].buttons.iter().map(|button| (button.id.as_str(), button.title.as_str())).collect();
        assert_eq!(found, titles, "{}", vendor.name());
        let event = bench.event("42", Act::Presses { message: shown[0].id.clone(), button: "bk:no".to_owned() });
        assert_eq!((event.chat_id.as_str(), text_of(&event)), ("42", "Отмена"));
        let What::Message { button, press_ref, .. } = event.what else { unreachable!() };
        assert_eq!(button.as_deref(), Some("bk:no"));
        let press_ref = press_ref.expect("a press can be acknowledged");
        bench.channel.acknowledge_press(&press_ref).await.unwrap();
        bench.channel.acknowledge_press(&press_ref).await.unwrap();
    }
}

#[tokio::test]
async fn a_text_is_shown_as_it_stands() {
    for vendor in vendors(pushes) {
        let bench = Bench::new(&vendor).await;
        for (chat, text) in [("1", "Цена < 2000 ₽ & > 500 <b>не жирно</b>"), ("2", "&lt; уже &amp; кусок_ *звёзд* [скобки](x)"), ("3", "\"кавычки\" 'и' `код` \\"), ("4", "👨‍👩‍👧‍👦 семья\n\nабзац")] {
            bench.meet(chat);
            bench.channel.send(&outbound(chat, text)).await.unwrap();
            assert_eq!(bench.fake.received().last().unwrap().text, text, "{}", vendor.name());
        }
    }
}

#[tokio::test]
async fn a_long_text_comes_in_parts_and_the_buttons_under_the_last() {
    for vendor in vendors(|caps| pushes(caps) && caps.text_units < 10_000) {
        let bench = Bench::new(&vendor).await;
        let most = usize::try_from(bench.caps().text_units).unwrap();
        let text = "Услуга «Стрижка» — 1 500 ₽, 45 минут 👨‍👩‍👧‍👦. ".repeat(most * 5 / 2 / 48);
        bench.meet("42");
        let message = with_buttons("42", &text, &[("a", "Дальше")]);
        let sent = bench.channel.send(&message).await.unwrap();
        let shown = bench.fake.received();
        let solid = |text: &str| text.split_whitespace().collect::<String>();
        assert!(shown.len() >= 2 && sent.provider_ids.len() == shown.len(), "{}", vendor.name());
        assert!(shown.iter().all(|part| units(&part.text) <= most));
        assert_eq!(solid(&shown.iter().map(|part| part.text.as_str()).collect::<String>()), solid(&text));
        let buttons: Vec<usize> = shown.iter().map(|part| part.buttons.len()).collect();
        assert_eq!(buttons.iter().rposition(|count| *count == 0), Some(buttons.len() - 2));

        // Another process goes on after the first part.
        let fresh = Bench::new(&vendor).await;
        fresh.meet("42");
        fresh.channel.send(&Outbound { parts_sent: 1, ..message.clone() }).await.unwrap();
        assert_eq!(fresh.fake.received().iter().map(|part| &part.text).collect::<Vec<_>>(), shown[1..].iter().map(|part| &part.text).collect::<Vec<_>>());
        let all = u32::try_from(shown.len()).unwrap();
        assert_eq!(fresh.channel.send(&Outbound { parts_sent: all, ..message }).await.unwrap().provider_ids.len(), 0);
    }
}

#[tokio::test]
async fn files_come_in_with_their_bytes() {
    for vendor in vendors(|caps| pushes(caps) && caps.media_in) {
        let bench = Bench::new(&vendor).await;
        let bytes = vec![7u8; 5000];
        for (kind, name, mime) in [
            (AttachmentKind::Image, "фото.jpg", "image/jpeg"),
            (AttachmentKind::Voice, "voice.ogg", "audio/ogg"),
            (AttachmentKind::Video, "v.mp4", "video/mp4"),
            (AttachmentKind::Document, "прайс.pdf", "application/pdf"),
        ] {
            let event = bench.event("42", Act::SendsFile { kind, name: name.to_owned(), mime: mime.to_owned(), bytes: bytes.clone() });
            let found = attachments_of(event);
            assert_eq!((found.len(), found[0].kind, found[0].size), (1, kind, Some(5000)), "{}", vendor.name());
            let file = bench.channel.fetch(&found[0], 5000).await.unwrap();
            assert_eq!((&file.bytes, file.mime.as_str()), (&bytes, mime));
            assert_eq!(bench.channel.fetch(&found[0], 4999).await.unwrap_err().kind, Kind::TooLarge);
            // The message may have lied about the size, or said nothing.
            let unsized_one = Attachment { size: None, ..found[0].clone() };
            assert_eq!(bench.channel.fetch(&unsized_one, 100).await.unwrap_err().kind, Kind::TooLarge);
        }
        let stranger = Attachment { kind: AttachmentKind::Image, file_id: None, provider_ref: Some("nonsense".to_owned()), name: None, mime: None, size: None };
        assert!(bench.channel.fetch(&stranger, 100).await.is_err());
    }
}

#[tokio::test]
async fn our_files_go_out_with_their_text() {
    for vendor in vendors(|caps| pushes(caps) && caps.media_out) {
        let bytes = b"%PDF-1.4 price list".to_vec();
        let file = FetchedFile { name: "прайс.pdf".to_owned(), mime: "application/pdf".to_owned(), bytes: bytes.clone() };
        let bench = Bench::with(&vendor, |config| config.files = Some(Arc::new(OneFile(file)))).await;
        bench.meet("42");
        let attachment = Attachment { kind: AttachmentKind::Document, file_id: Some(FileId::new()), provider_ref: None, name: None, mime: None, size: None };
        let message = Outbound { attachments: vec![attachment], ..with_buttons("42", "Прайс <2026>", &[("ok", "Спасибо")]) };
        bench.channel.send(&message).await.unwrap();
        let shown = bench.fake.received();
        assert!(shown.iter().any(|part| part.file.as_ref().is_some_and(|(_, found)| *found == bytes)), "{}", vendor.name());
        assert!(shown.iter().any(|part| part.text == "Прайс <2026>"));
        assert_eq!(shown.last().unwrap().buttons.len(), 1);
    }
}

#[tokio::test]
async fn an_edit_points_at_the_message_it_changes() {
    for vendor in vendors(pushes) {
        let bench = Bench::new(&vendor).await;
        let delivered = bench.fake.act("42", Act::Says { text: "на пять".to_owned() }, &Secret::new(HOOK_SECRET)).unwrap();
        let said = bench.channel.parse(&delivered.request).unwrap().remove(0);
        let edit = bench.event("42", Act::Edits { message: delivered.message, text: "на шесть".to_owned() });
        assert_ne!(edit.provider_id, said.provider_id);
        assert_eq!(edit.what, What::Edited { target: said.provider_id, text: "на шесть".to_owned() }, "{}", vendor.name());
    }
}

#[tokio::test]
async fn a_shared_phone_is_the_customers_number() {
    for vendor in vendors(pushes) {
        let bench = Bench::new(&vendor).await;
        let event = bench.event("42", Act::SharesPhone { phone: "+79990001122".to_owned() });
        let What::Message { phone, .. } = event.what else { panic!("not a message") };
        assert_eq!(phone.as_deref(), Some("+79990001122"), "{}", vendor.name());
    }
}

#[tokio::test]
async fn the_live_check_says_who_we_are() {
    for vendor in vendors(pushes) {
        let bench = Bench::new(&vendor).await;
        let identity = bench.channel.check().await.unwrap();
        assert!(!identity.name.is_empty());
        assert!(identity.link.is_none_or(|link| link.starts_with("https://") && link.contains("{payload}")), "{}", vendor.name());
    }
}
