//! The look of the chat, who may talk in it, and files: settings as the admin app sends them and what a browser then gets.

use crate::widget::{SECRET, Site, proof, send, site};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::http::{Client, Reply};
use uuid::Uuid;

async fn owner(site: &Site) -> Client {
    let reply = site.api.stranger().post("/auth/login", json!({ "email": "anna@example.com", "password": testkit::http::PASSWORD, "way": "token" })).await.expect_status(200);
    site.api.stranger().with_bearer(reply.text_at("/tokens/access_token"))
}

#[tokio::test]
async fn settings_reach_the_launcher_and_the_chat() {
    let site = site("anna").await;
    let path = format!("/connections/{}", site.connection.id);
    let owner = owner(&site).await;
    let settings = json!({
        "title": "Салон", "agent_name": "Варя", "color": "#ffd54a", "theme": "dark", "font": "serif", "radius": 4, "position": "left", "offset_x": 8, "open_on_exit": true, "promo_code": "ОСЕНЬ",
        "texts": { "ru": { "greeting": "Добрый день", "starters": ["Цены"], "hours": "до 21:00", "launcher": "Напишите нам" }, "en": { "launcher": "Chat" } }
    });
    owner.patch(&path, json!({ "settings": settings })).await.expect_status(200);
    let launcher = site.api.stranger().get(&format!("//w/v1/config?key={}&locale=en", site.key)).await.expect_status(200);
    assert_eq!(
        launcher.body,
        json!({ "color": "#ffd54a", "ink": "#1d1a17", "locale": "en", "theme": "dark", "font": "serif", "radius": 4, "position": "left", "offset_x": 8, "offset_y": 20, "label": "Chat",
            "open_after_seconds": 0, "open_on_exit": true, "sound": false })
    );
    let opened = site.session(json!({ "locale": "ru" })).await.expect_status(200);
    let config = &opened.body["config"];
    assert_eq!((&config["title"], &config["greeting"], &config["hours"], &config["starters"]), (&json!("Салон"), &json!("Добрый день"), &json!("до 21:00"), &json!(["Цены"])));
    assert_eq!((&config["initials"], &config["ink"], &config["files"]), (&json!("В"), &json!("#1d1a17"), &json!(true)));
    let english = site.session(json!({ "locale": "en" })).await.expect_status(200);
    assert!(english.text_at("/config/greeting").starts_with("Hello, I am Варя"));
    owner.patch(&path, json!({ "settings": { "languages": ["en"] } })).await.expect_status(200);
    assert_eq!(site.session(json!({ "locale": "ru" })).await.text_at("/config/locale"), "en");
    for (broken, field) in [
        (json!({ "color": "red" }), "settings.color"),
        (json!({ "texts": { "ru": { "greeting": "я".repeat(501) } } }), "settings.texts.ru.greeting"),
        (json!({ "allowed_origins": ["shop.ru"] }), "settings.allowed_origins.0"),
        (json!({ "identity_secret": "short" }), "settings.identity_secret"),
        (json!({ "avatar_file": Uuid::nil() }), "settings.avatar_file"),
    ] {
        let refused = owner.patch(&path, json!({ "settings": broken })).await.expect_problem(422, "invalid");
        assert_eq!(refused.text_at("/field"), field, "{}", refused.text);
    }
    assert_eq!(site.session(json!({})).await.text_at("/config/locale"), "en", "what was refused has changed nothing");
}

#[tokio::test]
async fn the_default_promo_code_stands_with_the_first_message() {
    let site = site("anna").await;
    site.set(json!({ "promo_code": "ОСЕНЬ" }), None).await;
    let (client, _) = site.visitor().await;
    for text in ["раз", "два"] {
        send(&client, Uuid::new_v4(), text).await.expect_status(201);
    }
    let mut scope = site.api.state.app.scope(site.connection.org_id).await.expect("a scope");
    let events = store::event::after(&mut scope, domain::id::EventId::nil(), None, 100).await.expect("events");
    let told: Vec<&Value> = events.iter().filter(|e| e.kind == "conversation.context").map(|e| &e.payload).collect();
    assert_eq!(told, [&json!({ "promo_code": "ОСЕНЬ" })]);
}

#[tokio::test]
async fn a_chat_for_known_users_stays_closed_to_strangers_and_to_stolen_proofs() {
    let site = site("anna").await;
    site.set(json!({ "require_identity": true, "identity_secret": SECRET }), None).await;
    site.session(json!({})).await.expect_problem(401, "identity_required");
    let jwt = proof(&site, &json!({ "user_id": "42", "name": "Ольга", "phone": "8 900 000-50-01", "email": "Olga@Shop.ru", "jti": "once" }), SECRET);
    let first = site.session(json!({ "identity_jwt": jwt })).await.expect_status(200);
    site.session(json!({ "identity_jwt": jwt, "visitor_token": first.text_at("/visitor_token") })).await.expect_status(200);
    site.session(json!({ "identity_jwt": jwt })).await.expect_problem(401, "identity_replayed");
    let client = site.api.stranger().with_bearer(first.text_at("/session_token"));
    send(&client, Uuid::new_v4(), "Здравствуйте").await.expect_status(201);
    let contacts = owner(&site).await.get("/contacts").await.expect_status(200);
    let contact = &contacts.items()[0];
    assert_eq!((&contact["name"], &contact["phone"], &contact["email"]), (&json!("Ольга"), &json!("+79000005001"), &json!("olga@shop.ru")));
}

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89";

async fn upload(client: &Client, path: &str, name: &str, bytes: &[u8]) -> Reply {
    let mut body = format!("--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n").into_bytes();
    body.extend_from_slice(bytes);
    body.extend_from_slice(b"\r\n--x--\r\n");
    client.raw(Method::POST, path, Some("multipart/form-data; boundary=x"), body).await
}

#[tokio::test]
async fn a_visitors_file_goes_with_their_message_and_to_nobody_else() {
    let site = site("anna").await;
    let ((a, _), (b, _)) = (site.visitor().await, site.visitor().await);
    let sent = upload(&a, "//w/v1/files", "фото.png", PNG).await.expect_status(201);
    assert_eq!((sent.text_at("/mime"), sent.text_at("/name")), ("image/png", "фото.png"));
    let message = |text: &str, files: Value| json!({ "client_message_id": Uuid::new_v4(), "text": text, "files": files });
    b.post("//w/v1/messages", message("чужое", json!([sent.text_at("/id")]))).await.expect_problem(422, "invalid");
    a.post("//w/v1/messages", message("", json!(["x.y"]))).await.expect_problem(422, "invalid");
    let line = a.post("//w/v1/messages", message("", json!([sent.text_at("/id")]))).await.expect_status(201);
    assert_eq!(line.body["files"][0]["name"], "фото.png");
    let path = format!("//w/v1/files/{}", line.text_at("/files/0/id"));
    let got = a.get(&path).await.expect_status(200);
    assert_eq!((got.header("content-type"), got.header("x-content-type-options")), ("image/png", "nosniff"));
    assert!(got.header("content-disposition").starts_with("attachment"));
    b.get(&path).await.expect_problem(404, "not_found");
    send(&b, Uuid::new_v4(), "своё").await.expect_status(201);
    b.get(&path).await.expect_problem(404, "not_found");
    assert_eq!(site.api.stranger().get(&path).await.status, 401);
    upload(&a, "//w/v1/files", "page.html", b"<script>alert(1)</script>").await.expect_problem(422, "file_type");
    upload(&a, "//w/v1/files", "big.png", &[PNG, &vec![0; 21 * 1024 * 1024]].concat()).await.expect_problem(413, "too_large");
    site.set(json!({ "files": false }), None).await;
    upload(&a, "//w/v1/files", "ещё.png", PNG).await.expect_problem(403, "files_off");
}

#[tokio::test]
async fn the_agents_picture_comes_from_here_and_is_a_picture() {
    let site = site("anna").await;
    let owner = owner(&site).await;
    let picture = upload(&owner, "/files", "варя.png", PNG).await.expect_status(201);
    let text = upload(&owner, "/files", "note.txt", b"hello").await.expect_status(201);
    let path = format!("/connections/{}", site.connection.id);
    owner.patch(&path, json!({ "settings": { "avatar_file": text.text_at("/id") } })).await.expect_problem(422, "invalid");
    owner.patch(&path, json!({ "settings": { "avatar_file": picture.text_at("/id") } })).await.expect_status(200);
    let shown = site.session(json!({})).await.text_at("/config/avatar").to_owned();
    let got = site.api.stranger().get(&format!("/{shown}")).await.expect_status(200);
    assert_eq!(got.header("content-type"), "image/png");
    // It outlives the sweep of what nobody has sent.
    site.api.clock.advance_secs(3 * 24 * 3600);
    app::file::sweep(&site.api.state.app).await.expect("a sweep");
    site.api.stranger().get(&format!("/{shown}")).await.expect_status(200);
}

#[tokio::test]
async fn the_preview_needs_nobody_and_is_framed_by_us_only() {
    let site = site("anna").await;
    for path in ["//w/v1/preview", "//w/v1/preview/chat"] {
        let page = site.api.stranger().get(path).await.expect_status(200);
        assert!(page.header("content-security-policy").ends_with("frame-ancestors 'self'"), "{}", page.header("content-security-policy"));
        assert_eq!(page.header("x-frame-options"), "");
    }
}
