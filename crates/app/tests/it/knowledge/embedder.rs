//! A firm's embedder: meaning finds what words do not; the work goes on after a death, a pause, a refusal; vectors of different models
//! never mix, firms never share; a customer never waits for it.

use super::Desk;
use crate::salon::code;
use crate::stage::Theatre;
use app::Ctx;
use app::knowledge::document::{self, DocumentChange};
use app::knowledge::embedder::{self, Status};
use app::knowledge::{self, Meaning, Question, look};
use app::provider::manage::{self, NewProvider, ProviderPatch};
use app::provider::{Asker, usage};
use app::turn::replay::{self, Archive, Verdict};
use connectors::kit::fake_model::{FakeModel, Trouble};
use domain::Lang;
use domain::embedder::EmbedderStatus;
use domain::faq::Faq;
use domain::id::{FaqId, ProviderId};
use domain::port::Purpose;
use std::time::{Duration, Instant};
use store::provider::OrgLimit;

const PETS: &str = "Четвероногие друзья ждут хозяев в холле.";
const BASE: [(&str, &str); 5] = [
    ("Холл", PETS), ("Двор", "Въезд со стороны переулка, первые два часа бесплатно."), ("Расчёт", "Принимаем наличные и перевод по номеру."), ("Опоздания", "Ждём пятнадцать минут, потом отдаём время другому."),
    ("Подарки", "Сертификат действует год со дня покупки."),
];
/// Shares no word with the passage it means.
const DACHSHUND: &str = "а с таксой пустят?";

/// Like meanings have like vectors: a subject is an axis, everything else a little noise.
fn meaning(text: &str, dims: usize) -> Vec<f32> {
    let subjects = [["такс", "четвероног", "собак"], ["парков", "въезд", "машин"], ["деньг", "наличн", "картой"], ["гитар", "струнн", "аккорд"]];
    let text = text.to_lowercase();
    let seed = text.bytes().fold(7_usize, |hash, byte| (hash * 31 + usize::from(byte)) % 9973);
    let axis = subjects.iter().position(|words| words.iter().any(|word| text.contains(word))).unwrap_or(4 + seed % (dims - 4));
    (0..dims).map(|d| if d == axis { 3.0 } else { ((seed + d * 37) % 11) as f32 * 0.02 }).collect()
}

async fn provider(desk: &Desk, ctx: &Ctx, vendor: &str) -> (FakeModel, ProviderId) {
    let kit = connectors::model_kits().into_iter().find(|kit| kit.name() == vendor).unwrap();
    let fake = kit.fake(std::sync::Arc::new(desk.clock.clone())).await.unwrap();
    fake.mean(|text| meaning(text, 24));
    let new = NewProvider { vendor: vendor.to_owned(), name: format!("Мой {vendor}"), settings: fake.form().into() };
    let id = manage::create(&desk.app, ctx, new).await.unwrap().id;
    (fake, id)
}

/// A firm with a few articles, and the fake its embedder is at.
async fn chosen(vendor: &str) -> (Desk, FakeModel, ProviderId) {
    let desk = Desk::new().await;
    for (title, body) in BASE {
        desk.article(title, body).await;
    }
    desk.work().await;
    let (fake, id) = provider(&desk, &desk.ctx, vendor).await;
    embedder::choose(&desk.app, &desk.ctx, id, name_of(vendor)).await.unwrap();
    desk.work().await;
    (desk, fake, id)
}

fn name_of(vendor: &str) -> &'static str {
    if vendor == "yandexgpt" { "text-search-doc" } else { "embedder-1" }
}

async fn status(desk: &Desk) -> Status {
    embedder::status(&desk.app, desk.ctx.org).await.unwrap()
}

fn is(status: &Status, state: EmbedderStatus, done: i64, total: i64) -> bool {
    (status.state, status.done, status.total) == (Some(state), done, total)
}

fn error_of(status: &Status) -> Option<&str> {
    status.error.as_ref().map(|(code, _)| code.as_str())
}

/// Texts that got vectors, but those of the choice.
fn texts(fake: &FakeModel) -> Vec<String> {
    let all = fake.embedded().into_iter().flat_map(|(_, texts)| texts);
    all.filter(|text| text.contains('\n')).collect()
}

async fn vectors(desk: &Desk) -> Vec<(String, Option<usize>)> {
    let mut scope = desk.app.scope(desk.ctx.org).await.unwrap();
    let ids: Vec<_> = store::document::in_use(&mut scope).await.unwrap().iter().map(|d| d.id).collect();
    store::chunk::used(&mut scope, &ids).await.unwrap().into_iter().map(|c| (c.embedder.unwrap_or_default(), c.vector.map(|v| v.len()))).collect()
}

async fn add_faq(desk: &Desk, question: &str, answer: &str) -> FaqId {
    let faq = Faq { id: FaqId::new(), lang: Lang::Ru, questions: vec![question.into()], answer: answer.into(), is_active: true, position: 0, category_id: None, created_at: desk.app.now() };
    app::catalog::faq::create(&desk.app, &desk.ctx, faq).await.unwrap().id
}

#[tokio::test]
async fn meaning_finds_what_words_do_not() {
    for vendor in ["gemini", "yandexgpt"] {
        let desk = Desk::new().await;
        for (title, body) in BASE {
            desk.article(title, body).await;
        }
        desk.work().await;
        assert!(desk.found(DACHSHUND).await.is_empty(), "words alone find nothing");
        assert_eq!(status(&desk).await, Status { total: 5, ..Status::default() });
        let (fake, id) = provider(&desk, &desk.ctx, vendor).await;
        let before = embedder::choose(&desk.app, &desk.ctx, id, name_of(vendor)).await.unwrap();
        assert!(is(&before, EmbedderStatus::Embedding, 0, 5), "{before:?}");
        let chosen = before.chosen.unwrap();
        assert_eq!((chosen.provider_id, chosen.provider_title, chosen.model.as_str(), chosen.dims), (id, format!("Мой {vendor}"), name_of(vendor), 24));
        assert!(desk.found("сколько действует сертификат?").await[0].contains("год"), "words find as ever meanwhile");
        desk.work().await;
        assert!(is(&status(&desk).await, EmbedderStatus::Ready, 5, 5));
        assert_eq!(desk.found(DACHSHUND).await, [PETS], "{vendor}");
        assert!(desk.found("почём вертолёт до Луны?").await.is_empty(), "meaning is no excuse for nonsense");
        assert!(fake.embedded().iter().all(|(purpose, texts)| purpose.is_none_or(|p| (p == Purpose::Question) == texts.iter().all(|t| t.contains('?')))), "each for its purpose");
        // The page on which questions are tried out shows it.
        let question = Question { text: DACHSHUND.into(), limit: 5, ..Question::default() };
        let asked = knowledge::ask(&desk.app, desk.ctx.org, &question, None).await.unwrap();
        assert!(matches!(asked.meaning, Meaning::Known(_)) && asked.passages[0].semantic > 0.8 && asked.passages[0].lexical < 0.2, "{:?}", asked.passages);
        let times = fake.embedded().iter().filter(|(_, texts)| texts.iter().any(|t| t == DACHSHUND)).count();
        assert_eq!(times, 1, "the same question is asked once");
        // A new document, an entry of the FAQ and a changed one follow by themselves.
        desk.article("Безналичный", "Оплатить картой можно на стойке.").await;
        let entry = add_faq(&desk, "Где оставить машину?", "За домом есть шлагбаум, звоните.").await;
        desk.work().await;
        assert!(is(&status(&desk).await, EmbedderStatus::Ready, 7, 7));
        assert!(desk.found("парковаться где?").await[0].contains("шлагбаум"));
        app::catalog::faq::update(&desk.app, &desk.ctx, entry, |f| f.answer = "Собак и такс оставляют у шлагбаума.".into()).await.unwrap();
        assert_eq!(status(&desk).await.done, 6);
        desk.work().await;
        assert!(is(&status(&desk).await, EmbedderStatus::Ready, 7, 7));
        // In the books, and on the socket.
        let report = usage::report(&desk.app, desk.ctx.org, None, None).await.unwrap();
        assert!(report.rows.iter().any(|row| row.provider_id == id && row.calls > 3 && row.input > 0 && row.output == 0), "{:?}", report.rows);
        let events = desk.events(desk.ctx.org).await;
        let states: Vec<String> = events.iter().filter(|(kind, _)| kind == "knowledge.embedder").map(|(_, e)| format!("{} {}/{}", e["state"].as_str().unwrap(), e["done"], e["total"])).collect();
        assert!(states.first().is_some_and(|s| s == "embedding 0/5") && states.iter().any(|s| s == "ready 5/5") && states.last().is_some_and(|s| s == "ready 7/7"), "{states:?}");
    }
}

#[tokio::test]
async fn a_choice_is_tried_out_first() {
    let desk = Desk::new().await;
    let (fake, id) = provider(&desk, &desk.ctx, "openai").await;
    for (trouble, expected) in [
        (Trouble::BadKey, "model_auth"), (Trouble::ModelGone, "model_unknown"), (Trouble::NoMoney, "model_no_money"), (Trouble::TooMany { retry_after: Some(7) }, "model_rate_limited"), (Trouble::BadJson, "model_malformed"),
        (Trouble::GeoBlocked, "model_geo_blocked"),
    ] {
        fake.make_embedding(trouble);
        assert_eq!(code(&embedder::choose(&desk.app, &desk.ctx, id, "m").await), expected, "{trouble:?}");
    }
    fake.mean(|_| vec![0.0; 24]);
    assert_eq!(code(&embedder::choose(&desk.app, &desk.ctx, id, "m").await), "embedder_useless");
    let (_none, silent) = provider(&desk, &desk.ctx, "anthropic").await;
    assert_eq!(code(&embedder::choose(&desk.app, &desk.ctx, silent, "m").await), "embeddings_unsupported");
    assert_eq!(code(&embedder::choose(&desk.app, &desk.ctx, ProviderId::new(), "m").await), "provider_unknown");
    manage::update(&desk.app, &desk.ctx, id, ProviderPatch { is_paused: Some(true), ..ProviderPatch::default() }).await.unwrap();
    assert_eq!(code(&embedder::choose(&desk.app, &desk.ctx, id, "m").await), "provider_paused");
    assert_eq!(status(&desk).await, Status::default());
    assert_eq!(code(&embedder::retry(&desk.app, &desk.ctx).await), "embedder_off");
    embedder::remove(&desk.app, &desk.ctx).await.unwrap();
}

#[tokio::test]
async fn a_death_in_the_middle_loses_nothing_and_repeats_nothing() {
    let desk = Desk::new().await;
    let long: String = (0..150).map(|n| format!("# Раздел {n}\n\nПравило номер {n} гласит нечто своё.\n\n")).collect();
    let id = desk.upload("правила.md", long.as_bytes()).await.unwrap().id;
    desk.work().await;
    let total = desk.get(id).await.chunks;
    assert!(total > 100, "{total}");
    let (fake, provider) = provider(&desk, &desk.ctx, "openai").await;
    embedder::choose(&desk.app, &desk.ctx, provider, "embedder-1").await.unwrap();
    // Another process takes the job and the work, writes a batch and is killed.
    let (now, dead) = (desk.app.now(), uuid::Uuid::now_v7());
    let mut root = desk.app.db().root().await.unwrap();
    assert_eq!(store::job::claim(&mut root, dead, now.plus_secs(120), now, 10).await.unwrap().len(), 1);
    root.commit().await.unwrap();
    let mut unit = desk.app.unit(&desk.ctx).await.unwrap();
    let taken = store::embedder::take(&mut unit, now.plus_secs(110)).await.unwrap().unwrap();
    let document = store::document::to_embed(&mut unit, &taken.name, 10).await.unwrap().remove(0);
    let half = store::chunk::to_embed(&mut unit, id, document.generation, -1, &taken.name, 40).await.unwrap();
    let vector = brain::knowledge::to_bytes(&meaning("x", 24)).into_iter().map(i8::cast_unsigned).collect::<Vec<u8>>();
    store::chunk::set_vectors(&mut unit, &taken.name, &half.iter().map(|c| (c.id, Some(vector.clone()))).collect::<Vec<_>>()).await.unwrap();
    unit.commit().await.unwrap();
    assert!(store::embedder::take(&mut desk.app.unit(&desk.ctx).await.unwrap(), now.plus_secs(110)).await.unwrap().is_none(), "one at a time");
    desk.work().await;
    assert!(texts(&fake).is_empty(), "it may still live");
    desk.clock.advance_secs(121);
    let mut root = desk.app.db().root().await.unwrap();
    store::job::revive(&mut root, desk.app.now()).await.unwrap();
    root.commit().await.unwrap();
    desk.work().await;
    assert!(is(&status(&desk).await, EmbedderStatus::Ready, total, total), "{:?}", status(&desk).await);
    let made = texts(&fake);
    assert_eq!(i64::try_from(made.len()).unwrap(), total - 40, "nothing is embedded twice");
    assert!(half.iter().all(|c| !made.iter().any(|text| text.ends_with(&c.text))));
    assert!(vectors(&desk).await.iter().all(|(name, length)| *name == taken.name && *length == Some(24)));
    // Who was believed dead writes no more.
    let mut unit = desk.app.unit(&desk.ctx).await.unwrap();
    assert!(!store::embedder::keep(&mut unit, &taken).await.unwrap());
    drop(unit);
    // A process that starts alone waits for nobody.
    let mut unit = desk.app.unit(&desk.ctx).await.unwrap();
    store::embedder::again(&mut unit).await.unwrap();
    store::embedder::take(&mut unit, desk.app.now().plus_secs(110)).await.unwrap().unwrap();
    unit.commit().await.unwrap();
    let mut root = desk.app.db().root().await.unwrap();
    store::embedder::free(&mut root, desk.app.now()).await.unwrap();
    root.commit().await.unwrap();
    assert!(store::embedder::take(&mut desk.app.unit(&desk.ctx).await.unwrap(), desk.app.now()).await.unwrap().is_some());
}

#[tokio::test]
async fn a_vendor_is_given_the_time_it_asks_for_and_the_rest_is_told() {
    let (desk, fake, id) = chosen("openai").await;
    let calls = || fake.calls().iter().filter(|c| c.contains("embeddings")).count();
    fake.make_embedding(Trouble::TooMany { retry_after: Some(30) });
    desk.article("Новое", "Про абонементы спрашивайте.").await;
    desk.work().await;
    let told = status(&desk).await;
    assert!(is(&told, EmbedderStatus::Embedding, 5, 6) && error_of(&told) == Some("model_rate_limited"), "{told:?}");
    let before = calls();
    // More work does not make it less patient.
    desk.article("Ещё", "Про купоны тоже.").await;
    desk.work().await;
    desk.clock.advance_secs(29);
    desk.work().await;
    assert_eq!(calls(), before);
    desk.clock.advance_secs(2);
    desk.work().await;
    let told = status(&desk).await;
    assert!(is(&told, EmbedderStatus::Ready, 7, 7) && told.error.is_none(), "{told:?}");
    // A fault of the moment is tried again by itself, with longer and longer pauses; people are told in the end.
    for n in 0..6 {
        fake.make_embedding(Trouble::ServerError);
        if n == 0 {
            desk.article("Позже", "Про рассылку.").await;
        }
        desk.work().await;
        assert_eq!(status(&desk).await.state, Some(if n < 5 { EmbedderStatus::Embedding } else { EmbedderStatus::Failed }), "{n}");
        desk.clock.advance_secs(1_801);
    }
    desk.work().await;
    assert!(is(&status(&desk).await, EmbedderStatus::Ready, 8, 8));
    // What a person must mend waits for the person: a new key, or a word.
    fake.make_embedding(Trouble::BadKey);
    desk.article("Ключ", "Про ключи от шкафчика.").await;
    desk.work().await;
    assert_eq!((status(&desk).await.state, error_of(&status(&desk).await)), (Some(EmbedderStatus::Failed), Some("model_auth")));
    desk.clock.advance_secs(7_200);
    let before = calls();
    desk.work().await;
    assert_eq!(calls(), before);
    manage::update(&desk.app, &desk.ctx, id, ProviderPatch { settings: Some(fake.form().into()), ..ProviderPatch::default() }).await.unwrap();
    desk.work().await;
    assert!(is(&status(&desk).await, EmbedderStatus::Ready, 9, 9));
    // One text too long does not hold up the others.
    fake.make_embedding(Trouble::ContextTooLong).make_embedding(Trouble::ContextTooLong);
    desk.article("Длинное", "Про всё на свете.").await;
    desk.article("Краткое", "Про вешалку.").await;
    desk.work().await;
    assert!(is(&status(&desk).await, EmbedderStatus::Ready, 11, 11), "{:?}", status(&desk).await);
    // Limits of the firm stop it, and it goes on by itself.
    let limit = |day_tokens| usage::set_limit(&desk.app, &desk.ctx, OrgLimit { day_tokens, ..OrgLimit::default() });
    limit(1).await.unwrap();
    desk.article("Дорого", "Про ценники.").await;
    desk.work().await;
    assert_eq!((status(&desk).await.state, error_of(&status(&desk).await)), (Some(EmbedderStatus::Paused), Some("org_day_tokens")));
    let question = Question { text: "можно с таксой прийти?".into(), limit: 3, ..Question::default() };
    assert_eq!(look(&desk.app, desk.ctx.org, &Asker::default(), &question, Duration::from_secs(5)).await.unwrap().1, Meaning::Failed("org_day_tokens"));
    limit(0).await.unwrap();
    assert_eq!(embedder::retry(&desk.app, &desk.ctx).await.unwrap().state, Some(EmbedderStatus::Embedding));
    desk.work().await;
    assert!(is(&status(&desk).await, EmbedderStatus::Ready, 12, 12));
    assert_eq!(code(&manage::remove(&desk.app, &desk.ctx, id).await), "provider_embeds");
}

#[tokio::test]
async fn vectors_of_different_models_never_mix() {
    let (desk, fake, first) = chosen("openai").await;
    let name = format!("{first}/embedder-1/24");
    assert!(vectors(&desk).await.iter().all(|v| *v == (name.clone(), Some(24))));
    // The vendor begins to answer with other lengths: nothing of it is written, nothing is lost.
    fake.mean(|text| meaning(text, 7));
    desk.article("Новое", "Про абонементы спрашивайте.").await;
    desk.work().await;
    let told = status(&desk).await;
    assert!(is(&told, EmbedderStatus::Failed, 5, 6) && error_of(&told) == Some("embedder_dims"), "{told:?}");
    assert_eq!(vectors(&desk).await.iter().filter(|(own, length)| *own == name && *length == Some(24)).count(), 5);
    assert!(desk.found("сколько действует сертификат?").await[0].contains("год"));
    let question = Question { text: "и таксу?".into(), limit: 3, ..Question::default() };
    assert_eq!(look(&desk.app, desk.ctx.org, &Asker::default(), &question, Duration::from_secs(5)).await.unwrap().1, Meaning::Failed("embedder_dims"));
    // Chosen anew, all of it is made anew; until then words answer.
    embedder::choose(&desk.app, &desk.ctx, first, "embedder-1").await.unwrap();
    assert!(is(&status(&desk).await, EmbedderStatus::Embedding, 0, 6));
    assert!(desk.found(DACHSHUND).await.is_empty(), "the old vectors say nothing");
    desk.work().await;
    assert!(vectors(&desk).await.iter().all(|v| *v == (format!("{first}/embedder-1/7"), Some(7))));
    assert_eq!(desk.found(DACHSHUND).await, [PETS]);
    // Another provider.
    let (_other, second) = provider(&desk, &desk.ctx, "gigachat").await;
    embedder::choose(&desk.app, &desk.ctx, second, "Embeddings").await.unwrap();
    desk.work().await;
    assert!(vectors(&desk).await.iter().all(|v| *v == (format!("{second}/Embeddings/24"), Some(24))));
    assert_eq!(desk.found(DACHSHUND).await, [PETS]);
    // The same again keeps what there is.
    let before = texts(&_other).len();
    embedder::choose(&desk.app, &desk.ctx, second, "Embeddings").await.unwrap();
    desk.work().await;
    assert_eq!(texts(&_other).len(), before);
    // A document under another name means something else; a rewritten one too.
    let id = desk.all().await.into_iter().find(|d| d.title == "Холл").unwrap().id;
    document::update(&desk.app, &desk.ctx, id, DocumentChange { title: Some("Вестибюль".into()), ..DocumentChange::default() }).await.unwrap();
    assert_eq!(status(&desk).await.done, 5);
    desk.work().await;
    document::update(&desk.app, &desk.ctx, id, DocumentChange { body: Some("Собак держат на поводке.".into()), ..DocumentChange::default() }).await.unwrap();
    desk.work().await;
    assert!(is(&status(&desk).await, EmbedderStatus::Ready, 6, 6));
    assert_eq!(texts(&_other).iter().filter(|text| text.starts_with("Вестибюль")).count(), 2);
    // None: everything goes.
    embedder::remove(&desk.app, &desk.ctx).await.unwrap();
    assert!(desk.found(DACHSHUND).await.is_empty());
    desk.work().await;
    assert!(vectors(&desk).await.iter().all(|v| *v == (String::new(), None)));
    assert_eq!(status(&desk).await, Status { total: 6, ..Status::default() });
    manage::remove(&desk.app, &desk.ctx, second).await.unwrap();
}

#[tokio::test]
async fn firms_share_neither_vectors_nor_calls() {
    let (desk, fake, id) = chosen("openai").await;
    let twin = desk.neighbour().await;
    let other = Desk { app: desk.app.clone(), clock: desk.clock.clone(), ctx: twin, db: testkit::TestDb::sqlite().await };
    for (title, body) in BASE {
        other.article(title, body).await;
    }
    let before = fake.calls().len();
    other.work().await;
    assert!(other.found(DACHSHUND).await.is_empty());
    assert_eq!((fake.calls().len(), status(&other).await), (before, Status { total: 5, ..Status::default() }));
    assert_eq!(code(&embedder::choose(&other.app, &other.ctx, id, "embedder-1").await), "provider_unknown");
    assert_eq!(desk.found(DACHSHUND).await, [PETS]);
}

#[tokio::test]
async fn a_slow_embedder_holds_nobody_up() {
    let (desk, fake, _) = chosen("openai").await;
    let ask = async |text: &str| {
        let question = Question { text: text.into(), limit: 3, ..Question::default() };
        look(&desk.app, desk.ctx.org, &Asker::default(), &question, Duration::from_millis(100)).await.unwrap()
    };
    fake.make_embedding(Trouble::SlowFirst(Duration::from_secs(600)));
    let begun = Instant::now();
    let (found, meaning) = ask("сколько действует сертификат?").await;
    assert!(found[0].text.contains("год") && meaning == Meaning::Failed("timeout"), "{meaning:?}");
    assert!(begun.elapsed() < Duration::from_secs(5));
    // It is left alone for a while, and asked again after it.
    let calls = fake.calls().len();
    assert_eq!((ask("где въезд?").await.1, fake.calls().len()), (Meaning::Failed("timeout"), calls));
    desk.clock.advance_secs(11);
    let question = Question { text: DACHSHUND.into(), limit: 3, ..Question::default() };
    let (found, meaning) = look(&desk.app, desk.ctx.org, &Asker::default(), &question, Duration::from_secs(20)).await.unwrap();
    assert!(matches!(meaning, Meaning::Known(_)) && found[0].text == PETS);
}

/// What a turn found is in its record: it runs again the same, whatever the embedder says by then.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_turn_answers_by_meaning_and_runs_again_the_same() {
    let db = testkit::TestDb::new().await;
    let mut theatre = Theatre::open(&db, "2026-11-24T12:00:00".parse().unwrap(), 0, true, &std::collections::BTreeMap::new()).await;
    let desk = Desk { app: theatre.app.clone(), clock: theatre.clock.clone(), ctx: theatre.ctx.clone(), db };
    desk.article("Уголок", "Струнный уголок стоит у окна, играть можно тихо.").await;
    desk.work().await;
    let (fake, id) = provider(&desk, &desk.ctx, "openai").await;
    embedder::choose(&desk.app, &desk.ctx, id, "embedder-1").await.unwrap();
    desk.work().await;
    assert_eq!(status(&desk).await.state, Some(EmbedderStatus::Ready));
    theatre.says("а что у вас с гитарами?").await;
    fake.make_embedding(Trouble::ServerError);
    theatre.says("а гитары у вас какие бывают?").await;
    let mut scope = desk.app.scope(desk.ctx.org).await.unwrap();
    let mut rows = store::turn::list(&mut scope, theatre.conversation.unwrap(), i64::MAX, 100).await.unwrap();
    rows.reverse();
    let told: Vec<serde_json::Value> = rows.iter().map(|row| row.record["trace"]["meaning"].clone()).collect();
    assert_eq!(told, [serde_json::json!(["known"]), serde_json::json!([{ "failed": "model_overloaded" }])], "{}", rows[0].record["calls"]);
    assert!(rows[0].record["replies"].to_string().contains("Струнный"), "{}", rows[0].record["replies"]);
    fake.mean(|_| vec![1.0; 24]);
    let calls = fake.calls().len();
    for row in &rows {
        let again = replay::replay_row(&mut scope, row, None, &mut Archive::default()).await.unwrap();
        assert_eq!(again.verdict, Verdict::Equal, "{:?}", again.differences);
    }
    assert_eq!(fake.calls().len(), calls, "nobody is asked again");
}
