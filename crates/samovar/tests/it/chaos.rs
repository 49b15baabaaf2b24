//! `kill -9` at random moments under load, every webhook delivered three times: nothing accepted is lost, nothing is sent
//! twice. `SAMOVAR_KILLS` says how often (50 for the record; fewer in the usual run). The vendor is the fake Bot API, in this process.

use crate::process::{Place, Process};
use connectors::telegram::fake::{FakeTelegram, TOKEN};
use domain::time::SystemClock;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

const CHATS: i64 = 40;

/// What the vendor was told was accepted: `(chat, message id, text)`.
type Ledger = Arc<Mutex<Vec<(i64, i64, String)>>>;

struct Hook {
    url: String,
    secret: String,
}

fn update(chat: i64, id: i64, text: &str) -> Value {
    json!({"update_id": id, "message": {"message_id": id, "date": 1_795_200_000, "text": text,
        "from": {"id": chat, "is_bot": false, "first_name": "Гость"}, "chat": {"id": chat, "type": "private", "first_name": "Гость"}}})
}

async fn deliver(http: &reqwest::Client, hook: &Hook, body: &Value) -> bool {
    let sent = http.post(&hook.url).header("x-telegram-bot-api-secret-token", &hook.secret).json(body).send().await;
    matches!(sent, Ok(answer) if answer.status() == 200)
}

/// One customer: writes, delivers every update three times at once, and again until the server has said 200, as the vendor does.
async fn customer(http: reqwest::Client, hook: Arc<Hook>, chat: i64, next: Arc<AtomicI64>, ledger: Ledger, stop: tokio_util::sync::CancellationToken) {
    const LINES: [&str; 6] = ["здравствуйте", "сколько стоит мужская стрижка", "хочу на маникюр в пятницу", "а где вы находитесь", "есть парковка?", "спасибо, не надо"];
    for line in LINES.iter().cycle() {
        if stop.is_cancelled() {
            return;
        }
        let id = next.fetch_add(1, Ordering::SeqCst);
        let text = format!("{line} №{id}");
        let body = update(chat, id, &text);
        loop {
            let (a, b, c) = tokio::join!(deliver(&http, &hook, &body), deliver(&http, &hook, &body), deliver(&http, &hook, &body));
            if a || b || c {
                ledger.lock().unwrap().push((chat, id, text.clone()));
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        tokio::time::sleep(Duration::from_millis(500 + u64::try_from(id % 11).unwrap() * 60)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_accepted_is_lost_and_nothing_is_sent_twice() {
    let kills: u32 = std::env::var("SAMOVAR_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(5);
    let _ = rustls::crypto::ring::default_provider().install_default();
    let fake = FakeTelegram::start(Arc::new(SystemClock)).await.unwrap();
    let place = Place::new().await;
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let listen = format!("127.0.0.1:{port}");
    let public = format!("server.public_url=http://{listen}");
    let more = ["--set", public.as_str(), "--pack", "salon"];
    let process = Process::start(&place, &listen, &more);
    let http = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(20)).build().unwrap();
    let (base, key) = (process.text("url"), process.text("api_key"));
    let connection: Value = http
        .post(format!("{base}/api/v1/connections"))
        .header("x-api-key", &key)
        .json(&json!({"connector": "telegram", "name": "бот", "settings": {"token": TOKEN, "api_url": fake.base_url()}, "receiving": "webhook"}))
        .send().await.unwrap().json().await.unwrap();
    let webhook = fake.webhook().unwrap_or_else(|| panic!("no webhook was registered: {connection}"));
    let hook = Arc::new(Hook { url: webhook.url.clone(), secret: webhook.secret_token.clone().unwrap_or_default() });

    // A short quiet window makes nearly every message a turn of its own: more to lose, more to send twice.
    let tuned = http.patch(format!("{base}/api/v1/org")).header("x-api-key", &key).json(&json!({"settings": {"quiet_window_ms": 50}})).send().await.unwrap();
    assert!(tuned.status().is_success(), "{}", tuned.text().await.unwrap());
    // The vendor knows a chat once its customer has started the bot. Its own numbers stay far below those of the load.
    for chat in 1000..1000 + CHATS {
        fake.user_starts(chat, "");
    }
    let (next, ledger, stop) = (Arc::new(AtomicI64::new(1_000_000)), Ledger::default(), tokio_util::sync::CancellationToken::new());
    let customers: Vec<_> = (0..CHATS).map(|i| tokio::spawn(customer(http.clone(), hook.clone(), 1000 + i, next.clone(), ledger.clone(), stop.clone()))).collect();

    let mut process = process;
    let mut pause = 0x9E37_79B9_u64;
    for _ in 0..kills {
        pause ^= pause << 13;
        pause ^= pause >> 7;
        pause ^= pause << 17;
        tokio::time::sleep(Duration::from_millis(300 + pause % 1700)).await;
        process.kill_9();
        process = Process::start(&place, &listen, &more);
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    stop.cancel();
    for customer in customers {
        customer.await.unwrap();
    }

    let counts = settle(&http, &base, &key).await;
    let accepted = ledger.lock().unwrap().clone();
    verify(&http, &base, &key, &fake, &accepted, kills, &counts).await;
    assert!(process.terminate(), "SIGTERM does not end well");
}

/// Waits until no turn is due and nothing waits to be sent.
async fn settle(http: &reqwest::Client, base: &str, key: &str) -> Value {
    let mut last = Value::Null;
    for _ in 0..600 {
        last = http.get(format!("{base}/health/detailed")).header("x-api-key", key).send().await.unwrap().json().await.unwrap();
        let sends = &last["sends"];
        let waiting = sends["ready"].as_i64().unwrap_or(0) + sends["sending"].as_i64().unwrap_or(0);
        if waiting == 0 && last["oldest_turn_waits_ms"].is_null() {
            return last;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    panic!("work never settles: {last}");
}

async fn verify(http: &reqwest::Client, base: &str, key: &str, fake: &FakeTelegram, accepted: &[(i64, i64, String)], kills: u32, counts: &Value) {
    let get = async |path: String| -> Value { http.get(format!("{base}/api/v1{path}")).header("x-api-key", key).send().await.unwrap().json().await.unwrap() };
    let mut conversations = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = get(format!("/conversations?limit=200{cursor}")).await;
        conversations.extend(page["items"].as_array().unwrap().clone());
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    let (mut inbound, mut outbound, mut lost, mut doubled, mut unanswered) = (0, 0, 0, 0, 0);
    let (mut sent_total, mut repeated) = (0_i64, 0);
    for chat in 1000..1000 + CHATS {
        let name = chat.to_string();
        let conversation = conversations.iter().find(|c| c["chat_id"] == name.as_str()).unwrap_or_else(|| panic!("chat {chat} is lost"));
        let id = conversation["id"].as_str().unwrap();
        let mut messages = Vec::new();
        loop {
            let page = get(format!("/conversations/{id}/messages?after={}&limit=200", messages.len())).await;
            let page = page.as_array().unwrap();
            if page.is_empty() {
                break;
            }
            messages.extend(page.clone());
        }
        assert!(messages.iter().zip(1..).all(|(m, seq)| m["seq"] == seq), "gaps in the numbers of chat {chat}");
        let texts = |author: &str| {
            let mut found: BTreeMap<String, usize> = BTreeMap::new();
            for m in messages.iter().filter(|m| m["author"] == author) {
                *found.entry(m["text"].as_str().unwrap().to_owned()).or_default() += 1;
            }
            found
        };
        let stored = texts("contact");
        for (_, _, text) in accepted.iter().filter(|a| a.0 == chat) {
            match stored.get(text).copied().unwrap_or(0) {
                0 => lost += 1,
                1 => {}
                _ => doubled += 1,
            }
        }
        inbound += stored.values().sum::<usize>();
        let agent = texts("agent");
        outbound += agent.values().sum::<usize>();
        let mut sent: BTreeMap<String, usize> = BTreeMap::new();
        for message in fake.sent_to(chat) {
            sent_total += 1;
            *sent.entry(message.text.clone()).or_default() += 1;
        }
        for (text, times) in &sent {
            let written = agent.iter().filter(|(t, _)| same(t, text)).map(|(_, n)| n).sum::<usize>();
            repeated += times.saturating_sub(written);
        }
        let is_auto = conversation["mode"] == "auto";
        if is_auto && messages.last().is_some_and(|m| m["author"] == "contact") {
            unanswered += 1;
        }
    }
    let unknown = counts["sends"]["unknown"].as_i64().unwrap_or(0);
    println!(
        "chaos: {kills} kills, {} deliveries accepted, {inbound} stored, {lost} lost, {doubled} doubled; {outbound} replies written, {sent_total} seen by the vendor, {repeated} sent twice, {unknown} unknown, {unanswered} chats unanswered",
        accepted.len()
    );
    assert!(accepted.len() > usize::try_from(CHATS).unwrap(), "no load");
    assert_eq!((lost, doubled, repeated, unanswered), (0, 0, 0, 0));
    let missing = i64::try_from(outbound).unwrap() - sent_total;
    assert!(missing <= unknown, "{missing} replies never reached the vendor and only {unknown} are marked unknown");
}

/// The vendor keeps our text without markup; compare the letters.
fn same(a: &str, b: &str) -> bool {
    let letters = |t: &str| t.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    letters(a) == letters(b)
}
