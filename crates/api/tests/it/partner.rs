//! Letters and partners over HTTP: a client is handed over, the partner answers by their link, once; time, floods, strangers, crashes and
//! erasing find their ends.

use app::inbox::receive::{Answering, receive};
use connectors::smtp::fake::FakeSmtp;
use connectors::telegram::fake::{FakeTelegram, TOKEN};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use testkit::http::{Client, Method, Reply, TestApi};

/// Lets the jobs that are due run to their end.
async fn work(api: &TestApi) {
    for _ in 0..3 {
        app::job::drain(&api.state.app).await.unwrap();
        let tasks = api.state.app.tasks();
        tasks.close();
        tasks.wait().await;
        tasks.reopen();
    }
}

async fn made(client: &Client, path: &str, body: Value) -> Reply {
    client.post(path, body).await.expect_status(201)
}

/// A firm, its client with a conversation, and the conversation.
async fn firm(api: &TestApi) -> (Client, String, String) {
    let anna = api.owner("anna").await;
    let said = anna.post("/messages", json!({ "chat_id": "chat-1", "message_id": "m-1", "text": "Здравствуйте", "contact": { "name": "Пётр Гость", "phone": "+79165550101" } })).await.expect_status(200);
    let talk = said.text_at("/conversation_id").to_owned();
    let contact = anna.get(&format!("/conversations/{talk}")).await.text_at("/contact_id").to_owned();
    anna.patch(&format!("/contacts/{contact}"), json!({ "name": "Пётр Гость", "phone": "+79165550101" })).await.expect_status(200);
    (anna, contact, talk)
}

async fn partner(anna: &Client, name: &str, channel: &str) -> String {
    let body = json!({ "name": name, "kind": "guide", "person": "Ольга", "channel": channel, "email": "olga@guide.example", "phone": "+79161112233", "commission": { "kind": "percent", "value": 1000 } });
    made(anna, "/partners", body).await.text_at("/id").to_owned()
}

fn referral(partner: &str, contact: &str) -> Value {
    json!({ "partner_id": partner, "contact_id": contact, "phone_share": "accepted", "shows_name": true, "consent": "устно", "wish": "Тур к озеру <b>", "channel": "manual" })
}

/// Speaks as a browser with the link.
struct Guest {
    http: reqwest::Client,
    base: String,
    path: String,
}

impl Guest {
    async fn of(api: &TestApi, anna: &Client, id: &str) -> Guest {
        let link = anna.post(&format!("/referrals/{id}/message"), Value::Null).await.expect_status(200).text_at("/link").to_owned();
        Guest::at(api, link.strip_prefix("/r/").unwrap())
    }
    fn at(api: &TestApi, token: &str) -> Guest {
        let http = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Guest { http, base: format!("http://{}", api.address), path: format!("/r/{token}") }
    }
    async fn look(&self) -> (u16, String) {
        let reply = self.http.get(format!("{}{}", self.base, self.path)).send().await.unwrap();
        assert!(reply.headers()["x-robots-tag"].to_str().unwrap().contains("noindex"));
        assert_eq!(reply.headers()["cache-control"], "no-store");
        (reply.status().as_u16(), reply.text().await.unwrap())
    }
    async fn post(&self, verb: &str, form: &str) -> (u16, String) {
        let request = self.http.post(format!("{}{}/{verb}", self.base, self.path)).header("content-type", "application/x-www-form-urlencoded").body(form.to_owned());
        let reply = request.send().await.unwrap();
        (reply.status().as_u16(), reply.text().await.unwrap())
    }
}

fn status(reply: &Reply) -> &str {
    reply.text_at("/status")
}

#[tokio::test]
async fn letters_go_out_by_smtp_and_wait_for_a_server_that_is_down() {
    let server = FakeSmtp::start().await.unwrap();
    let api = TestApi::mailing(&server.url()).await;
    let anna = api.owner("anna").await;
    server.put_off(1);
    api.stranger().post("/auth/password/forgot", json!({ "email": "anna@example.com" })).await.expect_status(202);
    assert!(api.db.mentions(&["smr_"]).await.is_empty(), "the link lies sealed");
    work(&api).await;
    assert_eq!((server.letters().len(), api.mail.take().len()), (0, 0));
    api.clock.advance_secs(61);
    work(&api).await;
    let [letter] = &server.letters()[..] else { panic!("{:?}", server.letters()) };
    assert_eq!(letter.to, ["anna@example.com"]);
    let words = letter.words();
    let token = words.split("/app/reset#token=").nth(1).unwrap().split_whitespace().next().unwrap();
    api.stranger().post("/auth/password/reset", json!({ "token": token, "password": "чайник свистит в 8" })).await.expect_status(204);
    let signed_in = api.stranger().post("/auth/login", json!({ "email": "anna@example.com", "password": "чайник свистит в 8", "way": "token" })).await.expect_status(200);
    let anna = { drop(anna); api.stranger().with_bearer(signed_in.text_at("/tokens/access_token")) };
    let invited = anna.post("/invitations", json!({ "email": "boris@example.com", "role": "operator" })).await.expect_status(201);
    assert_eq!(invited.body["is_mailed"], true);
    work(&api).await;
    assert!(server.letters()[1].words().contains(invited.text_at("/token")));
    // Nobody lives there: given up at once, with an event.
    server.refuse("gone@example.com");
    anna.post("/invitations", json!({ "email": "gone@example.com", "role": "operator" })).await.expect_status(201);
    work(&api).await;
    assert_eq!(server.letters().len(), 2);
    assert!(api.db.rows().await["event"].iter().any(|row| row.contains("letter.failed")));
}

#[tokio::test]
async fn a_partner_accepts_once_and_everybody_sees_it() {
    let server = FakeSmtp::start().await.unwrap();
    let api = TestApi::mailing(&server.url()).await;
    let (anna, contact, talk) = firm(&api).await;
    let olga = partner(&anna, "Гид Ольга", "email").await;
    let mut body = referral(&olga, &contact);
    body["channel"] = json!("email");
    body["conversation_id"] = json!(talk);
    body["contact_text"] = json!("Вами займётся Ольга.");
    let seen = anna.post("/referrals/preview", body.clone()).await.expect_status(200);
    assert!(seen.text_at("/text").contains("Имя: Пётр Гость") && !seen.text_at("/text").contains("Телефон"), "{}", seen.text);
    let mut bare = body.clone();
    bare["consent"] = json!("");
    anna.post("/referrals", bare).await.expect_problem(422, "consent_needed");
    let id = made(&anna, "/referrals", body.clone()).await.text_at("/id").to_owned();
    anna.post("/referrals", body).await.expect_problem(409, "referral_open");
    work(&api).await;
    let words = server.letters()[0].words();
    assert!(words.contains("Тур к озеру") && !words.contains("5550101"));
    let token = words.split("/r/").nth(1).unwrap().split_whitespace().next().unwrap();
    let guest = Guest::at(&api, token);
    assert!(api.db.mentions(&[token]).await.is_empty(), "the link is stored nowhere");
    // Programs that look ahead change nothing.
    let (code, page) = guest.look().await;
    assert!(code == 200 && page.contains("Пётр Гость") && page.contains("&lt;b&gt;") && !page.contains("<b>") && !page.contains("555-01-01"), "{page}");
    assert_eq!(status(&anna.get(&format!("/referrals/{id}")).await), "sent");
    assert_eq!(guest.post("seen", "").await.0, 204);
    assert_eq!(status(&anna.get(&format!("/referrals/{id}")).await), "viewed");
    // A double click, and another tab that says no.
    let (first, second, third) = tokio::join!(guest.post("accept", ""), guest.post("accept", ""), guest.post("decline", "reason=%D0%B7%D0%B0%D0%BD%D1%8F%D1%82%D0%B0"));
    let detail = anna.get(&format!("/referrals/{id}")).await;
    let (yes, no) = (["accepted"], ["declined"]);
    let answers: Vec<&str> = detail.body["steps"].as_array().unwrap().iter().map(|s| s["kind"].as_str().unwrap()).filter(|k| yes.contains(k) || no.contains(k)).collect();
    assert_eq!(answers.len(), 1, "{answers:?}");
    let (winners, losers): (Vec<_>, Vec<_>) = [("accepted", &first), ("accepted", &second), ("declined", &third)].into_iter().partition(|(said, _)| *said == answers[0]);
    assert!(winners.iter().all(|(_, (code, _))| *code == 303) && losers.iter().all(|(_, (code, page))| *code == 409 && page.contains("role=\"alert\"")), "{winners:?} {losers:?}");
    if answers[0] == "declined" {
        return;
    }
    assert!(guest.look().await.1.contains("555-01-01"), "the phone is shown with the yes");
    let said = anna.get(&format!("/conversations/{talk}/messages")).await;
    assert!(said.text.contains("Вами займётся Ольга."));
    let closed = anna.post(&format!("/referrals/{id}/close"), json!({ "is_done": true, "amount": 1_234_500 })).await.expect_status(200);
    assert_eq!((status(&closed), closed.body["commission"].as_i64()), ("done", Some(123_450)));
    let report = anna.get("/reports/commissions?from=2026-11-01T00:00:00Z&to=2026-12-01T00:00:00Z").await.expect_status(200);
    let line = &report.body["lines"][0];
    assert_eq!((line["sent"].as_i64(), line["accepted"].as_i64(), line["done"].as_i64(), line["amount"].as_i64(), line["commission"].as_i64()), (Some(1), Some(1), Some(1), Some(1_234_500), Some(123_450)));
    let csv = anna.get("/reports/commissions/export?from=2026-11-01T00:00:00Z&to=2026-12-01T00:00:00Z").await.expect_status(200);
    assert!(csv.text.contains("Гид Ольга;guide;1;1;0;0;1;0;12345.00;1234.50;RUB"), "{}", csv.text);
    let story = anna.get(&format!("/contacts/{contact}/timeline")).await.expect_status(200);
    assert!(["sent", "accepted", "done"].iter().all(|kind| story.items().iter().any(|e| e["referral"]["kind"] == **kind)), "{}", story.text);
    // Erased, the person is gone and the numbers stay.
    anna.post(&format!("/contacts/{contact}/erase"), json!({ "confirm": "Пётр Гость" })).await.expect_status(200);
    let after = anna.get("/reports/commissions?from=2026-11-01T00:00:00Z&to=2026-12-01T00:00:00Z").await.expect_status(200);
    assert_eq!(after.body, report.body);
    let (_, page) = guest.look().await;
    assert!(!page.contains("Пётр") && !page.contains("555") && !page.contains("озеру"), "{page}");
}

#[tokio::test]
async fn time_runs_out_and_the_next_partner_is_asked() {
    let api = TestApi::new().await;
    let (anna, contact, _) = firm(&api).await;
    let (first, second) = (partner(&anna, "Гид Ольга", "manual").await, partner(&anna, "Гид Иван", "manual").await);
    let mut body = referral(&first, &contact);
    body["chain"] = json!([second]);
    body["hours"] = json!(2);
    let id = made(&anna, "/referrals", body).await.text_at("/id").to_owned();
    let guest = Guest::of(&api, &anna, &id).await;
    // A key outlives the hours to come.
    let key = made(&anna, "/api-keys", json!({ "name": "k", "scopes": ["read", "edit_contacts", "edit_catalog"] })).await;
    let anna = api.stranger().with_key(key.text_at("/key"));
    api.clock.advance_secs(3_601);
    // Run twice, it reminds once.
    work(&api).await;
    work(&api).await;
    let kinds = |reply: &Reply| reply.body["steps"].as_array().unwrap().iter().map(|s| s["kind"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
    assert_eq!(kinds(&anna.get(&format!("/referrals/{id}")).await), ["sent", "reminded"]);
    api.clock.advance_secs(3_600);
    // The clock is over though nobody has looked: no yes is taken, nothing is shown.
    let (code, page) = guest.post("accept", "").await;
    assert!(code == 409 && !page.contains("Пётр"), "{page}");
    work(&api).await;
    assert_eq!(kinds(&anna.get(&format!("/referrals/{id}")).await), ["sent", "reminded", "expired"]);
    let open = anna.get(&format!("/referrals?contact_id={contact}&only_open=true")).await;
    assert_eq!((open.items().len(), open.text_at("/items/0/partner/name"), open.text_at("/items/0/previous_id")), (1, "Гид Иван", id.as_str()));
    // It waits for a person, who gets a task; the last one's no makes another.
    assert_eq!(anna.get("/tasks").await.items().len(), 1);
    let next = open.text_at("/items/0/id").to_owned();
    let guest = Guest::of(&api, &anna, &next).await;
    assert_eq!(guest.post("decline", "reason=x").await.0, 303);
    assert_eq!(anna.get("/tasks").await.items().len(), 2);
    assert_eq!(guest.post("decline", "reason=y").await.0, 303, "the same word again");
    assert_eq!(guest.post("accept", "").await.0, 409);
    assert_eq!(anna.get("/tasks").await.items().len(), 2);
    anna.post(&format!("/referrals/{next}/withdraw"), json!({})).await.expect_problem(409, "referral_over");
    anna.delete(&format!("/partners/{first}")).await.expect_problem(409, "partner_in_use");
    // Somebody with another token finds nothing, and whoever tries too often waits.
    let stranger = Guest::at(&api, &"x".repeat(43));
    assert_eq!((stranger.look().await.0, stranger.post("accept", "").await.0, Guest::at(&api, "short").look().await.0), (404, 404, 404));
    let mut codes = Vec::new();
    for _ in 0..40 {
        codes.push(guest.post("decline", "").await.0);
    }
    assert_eq!(codes.last(), Some(&429));
}

#[tokio::test]
async fn a_partner_binds_their_chat_once_and_is_written_to_there() {
    let api = TestApi::among_fakes().await;
    let fake = FakeTelegram::start(Arc::new(api.clock.clone())).await.unwrap();
    let (anna, contact, _) = firm(&api).await;
    let olga = partner(&anna, "Гид Ольга", "chat").await;
    anna.post(&format!("/partners/{olga}/chat-link"), Value::Null).await.expect_problem(409, "no_bot");
    let settings = json!({ "token": TOKEN, "api_url": fake.base_url(), "poll_seconds": 1 });
    let bot = made(&anna, "/connections", json!({ "connector": "telegram", "name": "Бот", "settings": settings, "receiving": "polling" })).await.text_at("/id").to_owned();
    let link = made(&anna, &format!("/partners/{olga}/chat-link"), Value::Null).await.text_at("/link").to_owned();
    let token = link.split("?start=").nth(1).unwrap();
    let app = &api.state.app;
    let org: domain::id::OrgId = anna.get("/org").await.text_at("/id").parse().unwrap();
    fake.user_starts(77, token);
    let open = app::channel::open(app, org, bot.parse().unwrap()).await.unwrap();
    let batch = open.channel.poll(None).await.unwrap().inbound;
    for is_repeat in [false, true] {
        let accepted = receive(app, &app.system(org), &open.connection, &batch[0], Answering::Quiet(Duration::ZERO)).await.unwrap();
        assert_eq!(accepted.is_repeat, is_repeat, "the vendor repeats itself");
    }
    let card = anna.get(&format!("/partners/{olga}")).await;
    assert_eq!(card.body["has_chat"], true);
    assert_eq!(anna.get("/contacts").await.items().len(), 1, "a partner is no customer");
    let mut body = referral(&olga, &contact);
    body["channel"] = json!("chat");
    let id = made(&anna, "/referrals", body).await.text_at("/id").to_owned();
    work(&api).await;
    work(&api).await;
    let shown = anna.get(&format!("/referrals/{id}")).await;
    assert_eq!(shown.text_at("/delivery"), "sent", "{}", shown.text);
    // A crash while it was being sent: it is not sent again blindly.
    let mut unit = app.unit(&app.system(org)).await.unwrap();
    let mut row = store::referral::lock(&mut unit, id.parse().unwrap()).await.unwrap();
    row.delivery = domain::referral::ReferralDelivery::Sending;
    store::referral::update(&mut unit, &row).await.unwrap();
    app::job::referral::notify_again(&mut unit, &row).await.unwrap();
    unit.commit().await.unwrap();
    work(&api).await;
    assert_eq!(anna.get(&format!("/referrals/{id}")).await.text_at("/delivery"), "unknown");
    let sent = anna.raw(Method::DELETE, &format!("/partners/{olga}/chat"), None, Vec::new()).await.expect_status(200);
    assert_eq!(sent.body["has_chat"], false);
}
