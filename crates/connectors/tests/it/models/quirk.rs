//! What single vendors demand beyond the rest: tokens, queues, signatures, fields that some models refuse.

use super::{Bench, answered, both, config, kit, request, streamed};
use crate::connectors::kit::fake_model::{FakeModel, MODEL, Plan, Trouble};
use domain::port::{ModelConfig, ModelRequest};
use domain::time::SharedClock;
use domain::{Clock, Ts};
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// A clock moved by hand.
#[derive(Debug)]
struct Moved(AtomicI64);
impl Clock for Moved {
    fn now(&self) -> Ts {
        "2026-11-20T09:00:00Z".parse::<Ts>().unwrap().plus_secs(self.0.load(Ordering::SeqCst))
    }
}

fn tokens(fake: &FakeModel) -> usize {
    fake.calls().iter().filter(|call| call.ends_with("/oauth")).count()
}

#[tokio::test]
async fn gigachat_asks_for_one_token_whoever_comes() {
    let bench = Bench::with(&kit("gigachat"), |config| config.settings["streams"] = json!(20)).await;
    let asked = request("x");
    let all = futures::future::join_all((0..20).map(|_| bench.ask(&asked))).await;
    assert!(all.into_iter().all(|reply| reply.is_ok()));
    assert_eq!(tokens(&bench.fake), 1);
}

#[tokio::test]
async fn gigachat_renews_a_token_before_it_ends_and_once_after_a_refusal() {
    let clock = Arc::new(Moved(AtomicI64::new(0)));
    let shared: SharedClock = clock.clone();
    let kit = kit("gigachat");
    let fake = kit.fake(shared.clone()).await.unwrap();
    let model = kit.open(ModelConfig { clock: shared, ..config(&fake) }).unwrap();
    let bench = Bench { fake, model };
    bench.ask(&request("x")).await.unwrap();
    clock.0.store(27 * 60, Ordering::SeqCst);
    bench.ask(&request("x")).await.unwrap();
    assert_eq!(tokens(&bench.fake), 1);
    clock.0.store(28 * 60 + 1, Ordering::SeqCst);
    bench.ask(&request("x")).await.unwrap();
    assert_eq!(tokens(&bench.fake), 2, "two minutes ahead of its end");
    for asked in both("x") {
        bench.ask(&asked).await.unwrap();
        let before = tokens(&bench.fake);
        bench.fake.make(Trouble::AuthExpired);
        assert_eq!(bench.ask(&asked).await.unwrap().text(), "Хорошо.");
        assert_eq!(tokens(&bench.fake), before + 1, "refused, renewed, repeated");
        bench.fake.make(Trouble::AuthExpired).make(Trouble::AuthExpired);
        assert_eq!(bench.ask(&asked).await.unwrap_err().public_code(), "model_auth", "once and not for ever");
    }
}

#[tokio::test]
async fn gigachat_waits_for_its_turn() {
    let bench = Bench::new(&kit("gigachat")).await;
    bench.fake.hold();
    let (whole, pieces) = (request("x"), streamed("y"));
    let both = futures::future::join(bench.ask(&whole), bench.ask(&pieces));
    let watch = async {
        bench.fake.wait_for_asked(1).await;
        bench.fake.let_go();
    };
    let ((first, second), ()) = futures::future::join(both, watch).await;
    assert!(first.is_ok() && second.is_ok());
    assert_eq!(bench.fake.most_busy(), 1, "the personal tariff has one stream");
}

#[tokio::test]
async fn gigachat_trusts_a_certificate_that_reads() {
    let kit = kit("gigachat");
    let fake = kit.fake(Arc::new(crate::bench::Fixed)).await.unwrap();
    let open = |pem: &str| {
        let mut config = config(&fake);
        config.settings["ca_pem"] = json!(pem);
        kit.open(config)
    };
    for bad in ["nonsense", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"] {
        assert_eq!(open(bad).err().and_then(|error| error.field).as_deref(), Some("ca_pem"), "{bad}");
    }
    assert!(open("").is_ok() && open(include_str!("../../../src/gigachat/fixtures/root.pem")).is_ok());
}

#[tokio::test]
async fn gigachat_gets_its_state_back() {
    let bench = Bench::new(&kit("gigachat")).await;
    for asked in both("x") {
        bench.fake.say(Plan::call("find_slots", json!({ "date": "24" })));
        let first = bench.ask(&asked).await.unwrap();
        bench.ask(&answered(asked, &first, &[json!({ "slots": [] })])).await.unwrap();
        let body = bench.fake.bodies().pop().unwrap();
        assert_eq!(body.pointer("/messages/2/functions_state_id").and_then(|id| id.as_str()), Some("77d3fb14-457a-46ba-937e-8d856156d003"));
        assert!(body.get("functions").is_some() && body.get("tools").is_none());
    }
    bench.ask(&ModelRequest { temperature: Some(0), ..request("x") }).await.unwrap();
    assert_eq!(bench.fake.bodies().pop().unwrap().get("top_p"), Some(&json!(0)), "a temperature of zero is refused there");
}

#[tokio::test]
async fn gemini_gets_its_signatures_back_and_only_its_own() {
    let bench = Bench::new(&kit("gemini")).await;
    for mut asked in both("x") {
        for name in ["gemini-3.5-flash", "gemini-2.5-flash"] {
            asked.model = name.to_owned();
            bench.fake.say(Plan::text("Смотрю").and_call("find_slots", json!({ "date": "24" })).and_call("find_slots", json!({ "date": "25" })));
            let first = bench.ask(&asked).await.unwrap();
            assert_eq!(first.native.is_some(), name.contains("-3"), "{name}");
            let mut next = answered(asked.clone(), &first, &[json!({ "slots": [] }), json!({ "slots": [] })]);
            assert!(bench.ask(&next).await.is_ok(), "{name}");
            // Another model of the same vendor must not see the first one's signature.
            next.model = "gemini-3.5-pro".to_owned();
            assert!(bench.ask(&next).await.is_ok(), "{name}");
        }
    }
    assert!(bench.ask(&ModelRequest { model: "../../v1/files".to_owned(), ..request("x") }).await.is_err(), "a name is no path");
}

#[tokio::test]
async fn gemini_without_candidates_is_a_refusal() {
    // The fake cannot say it by a plan: a blocked prompt has no candidate at all.
    let answer = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n{\"promptFeedback\":{\"blockReason\":\"SAFETY\"},\"usageMetadata\":{\"promptTokenCount\":9}}";
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        let _ = tokio::io::AsyncReadExt::read(&mut socket, &mut [0; 16_384]).await;
        let _ = tokio::io::AsyncWriteExt::write_all(&mut socket, answer.as_bytes()).await;
    });
    let bench = Bench::with(&kit("gemini"), |config| config.settings["base_url"] = json!(format!("http://{address}"))).await;
    let reply = bench.ask(&request("x")).await.unwrap();
    assert_eq!((reply.stop, reply.usage.input), (domain::port::Stop::Refused, 9));
}

#[tokio::test]
async fn anthropic_gets_its_thinking_back() {
    let bench = Bench::new(&kit("anthropic")).await;
    for mut asked in both("x") {
        asked.model = "samovar-thinker".to_owned();
        bench.fake.say(Plan::call("find_slots", json!({ "date": "24" })));
        let (first, heard) = bench.hear(&asked).await;
        let first = first.unwrap();
        assert!(heard.is_empty(), "thoughts are not for the customer: {heard:?}");
        bench.fake.say(Plan::text("В 15:00."));
        assert_eq!(bench.ask(&answered(asked, &first, &[json!({ "slots": [] })])).await.unwrap().text(), "В 15:00.");
    }
}

#[tokio::test]
async fn anthropic_of_a_later_version_gets_no_temperature() {
    for (version, sends) in [("2023-06-01", true), ("2026-10-21", false)] {
        let bench = Bench::with(&kit("anthropic"), |config| config.settings["version"] = json!(version)).await;
        bench.ask(&request("x")).await.unwrap();
        let body = bench.fake.bodies().pop().unwrap();
        assert_eq!(body.get("temperature").is_some(), sends, "{version}");
        assert_eq!(body.pointer("/system/0/cache_control/type"), Some(&json!("ephemeral")), "the constant part is kept by the vendor");
        assert_eq!(body.pointer("/system/1/cache_control"), None);
    }
}

#[tokio::test]
async fn openai_does_without_a_field_that_a_model_refuses() {
    let bench = Bench::new(&kit("openai")).await;
    for mut asked in both("x") {
        asked.model = "samovar-reasoning".to_owned();
        bench.ask(&asked).await.unwrap();
        let body = bench.fake.bodies().pop().unwrap();
        assert_eq!((body.get("temperature"), body.get("max_tokens"), body.get("max_completion_tokens")), (None, None, Some(&json!(400))));
    }
    let before = bench.fake.calls().len();
    bench.ask(&ModelRequest { model: "samovar-reasoning".to_owned(), ..request("x") }).await.unwrap();
    assert_eq!(bench.fake.calls().len(), before + 1, "what was learned is not asked again");
    bench.ask(&request("x")).await.unwrap();
    assert!(bench.fake.bodies().pop().unwrap().get("temperature").is_some(), "other models keep it");
    assert!(bench.fake.asked().iter().all(|asked| asked.model == MODEL || asked.model == "samovar-reasoning"));
}

#[tokio::test]
async fn yandexgpt_names_models_and_keeps_nothing() {
    let bench = Bench::new(&kit("yandexgpt")).await;
    for (name, uri) in [("yandexgpt", "yandexgpt/latest"), ("yandexgpt/rc", "yandexgpt/rc"), ("gpt://b1gsamovar0000000000/own/1", "own/1")] {
        bench.ask(&ModelRequest { model: name.to_owned(), temperature: Some(150), ..request("x") }).await.unwrap();
        assert_eq!(bench.fake.asked().pop().unwrap().model, uri);
        assert_eq!(bench.fake.bodies().pop().unwrap().pointer("/completionOptions/maxTokens"), Some(&json!("400")));
    }
}
