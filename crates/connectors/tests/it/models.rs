//! What the core relies on in every vendor of models. Cases are picked by `ModelCaps`; each runs against the vendor's fake, which
//! refuses what the vendor refuses. `models/` has the failures and what single vendors do beyond this.

mod failure;
mod quirk;

use crate::bench::Fixed;
use crate::connectors::kit::ModelKit;
use crate::connectors::kit::fake_model::{FakeModel, KEY, MODEL, Plan, USAGE, vector_of};
use domain::id::{OrgId, ProviderId};
use domain::port::{Model, ModelCaps, ModelConfig, ModelMessage, ModelPart, ModelReply, ModelRequest, NetPolicy, Purpose, Stop, ToolChoice, ToolResult, ToolSpec};
use domain::{Kind, Result};
use serde_json::{Value, json};
use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

pub struct Bench {
    pub fake: FakeModel,
    pub model: Arc<dyn Model>,
}

impl Bench {
    pub async fn new(kit: &Arc<dyn ModelKit>) -> Self {
        Self::with(kit, |_| {}).await
    }
    pub async fn with(kit: &Arc<dyn ModelKit>, change: impl FnOnce(&mut ModelConfig)) -> Self {
        let fake = kit.fake(Arc::new(Fixed)).await.unwrap();
        let mut config = config(&fake);
        change(&mut config);
        let model = kit.open(config).unwrap();
        Bench { fake, model }
    }
    /// The answer, and what was heard of it on the way.
    pub async fn hear(&self, request: &ModelRequest) -> (Result<ModelReply>, Vec<String>) {
        let mut heard = Vec::new();
        let reply = self.model.generate(request, &mut |text| heard.push(text.to_owned())).await;
        (reply, heard)
    }
    pub async fn ask(&self, request: &ModelRequest) -> Result<ModelReply> {
        self.hear(request).await.0
    }
}

pub fn config(fake: &FakeModel) -> ModelConfig {
    ModelConfig { org_id: OrgId::nil(), provider_id: ProviderId::nil(), settings: fake.settings(), secrets: fake.secrets(), net: NetPolicy::Loopback, clock: Arc::new(Fixed) }
}

/// Every vendor with these abilities; a case nobody can run is a mistake in the case.
pub fn kits(wanted: impl Fn(&ModelCaps) -> bool) -> Vec<Arc<dyn ModelKit>> {
    let found: Vec<_> = crate::connectors::model_kits().into_iter().filter(|kit| wanted(&kit.caps())).collect();
    assert!(!found.is_empty(), "no vendor can run this case");
    found
}

pub fn kit(name: &str) -> Arc<dyn ModelKit> {
    kits(|_| true).into_iter().find(|kit| kit.name() == name).unwrap()
}

pub fn tool(name: &str) -> ToolSpec {
    let parameters = json!({ "type": "object", "properties": { "date": { "type": "string" }, "service": { "type": "string" } }, "required": ["date"], "additionalProperties": false });
    ToolSpec { name: name.to_owned(), description: "Свободное время".to_owned(), parameters }
}

pub fn request(text: &str) -> ModelRequest {
    ModelRequest {
        model: MODEL.to_owned(),
        system: vec!["Ты администратор салона.".to_owned(), "Сегодня понедельник.".to_owned()],
        messages: vec![ModelMessage::User { text: text.to_owned() }],
        tools: vec![tool("find_slots")],
        max_tokens: 400,
        temperature: Some(30),
        cache_key: "org-1".to_owned(),
        ..ModelRequest::default()
    }
}

pub fn streamed(text: &str) -> ModelRequest {
    ModelRequest { is_streamed: true, ..request(text) }
}

/// Both ways of one question.
pub fn both(text: &str) -> [ModelRequest; 2] {
    [request(text), streamed(text)]
}

pub fn calls(reply: &ModelReply) -> Vec<(String, String, Value)> {
    reply.parts.iter().filter_map(|part| if let ModelPart::Call { id, name, arguments } = part { Some((id.clone(), name.clone(), arguments.clone())) } else { None }).collect()
}

/// The answer and the results of its calls, as the next request has them.
pub fn answered(mut request: ModelRequest, reply: &ModelReply, results: &[Value]) -> ModelRequest {
    let results = calls(reply).into_iter().zip(results).map(|((id, name, _), content)| ToolResult { id, name, content: content.clone(), is_error: false }).collect();
    request.messages.push(ModelMessage::Assistant { parts: reply.parts.clone(), native: reply.native.clone() });
    request.messages.push(ModelMessage::Tools { results });
    request
}

#[test]
fn names_are_folders_and_differ() {
    let names: Vec<_> = kits(|_| true).iter().map(|kit| kit.name()).collect();
    assert_eq!(names.iter().collect::<HashSet<_>>().len(), names.len());
    for kit in kits(|_| true) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(kit.name());
        assert!(folder.join("mod.rs").is_file() && folder.join("README.md").is_file(), "{} has no folder of its own", kit.name());
        assert!(!kit.suggested().is_empty() && !kit.title().is_empty());
    }
}

#[tokio::test]
async fn the_fake_is_configured_as_the_schema_says() {
    for kit in kits(|_| true) {
        let fake = kit.fake(Arc::new(Fixed)).await.unwrap();
        let schema = kit.settings_schema();
        let property = |name: &str| schema.pointer(&format!("/properties/{name}"));
        let is_secret = |name: &str| property(name).and_then(|p| p.get("writeOnly")).and_then(|w| w.as_bool()) == Some(true);
        assert!(is_secret("proxy"), "{}: a vendor may be out of reach without a proxy", kit.name());
        assert!(fake.secrets().keys().all(|name| is_secret(name)), "{}", kit.name());
        assert!(fake.settings().as_object().unwrap().keys().all(|name| property(name).is_some() && !is_secret(name)), "{}", kit.name());
        assert!(schema["required"].as_array().into_iter().flatten().all(|name| property(name.as_str().unwrap()).is_some()));
        // Whatever has a default can be left out.
        let bare = kit.open(ModelConfig { settings: json!({ "folder_id": "b1g0" }), net: NetPolicy::Public, ..config(&fake) });
        assert!(bare.is_ok(), "{}: {:?}", kit.name(), bare.err());
    }
}

#[tokio::test]
async fn missing_and_absurd_settings_are_refused_by_field() {
    for kit in kits(|_| true) {
        let fake = kit.fake(Arc::new(Fixed)).await.unwrap();
        let refused = |settings: Value, secrets: bool| {
            let mut config = config(&fake);
            config.settings = settings;
            if !secrets {
                config.secrets.clear();
            }
            kit.open(config).err()
        };
        let bare = refused(json!({ "folder_id": "b1g0" }), false).unwrap();
        assert_eq!(bare.kind, Kind::Invalid, "{}", kit.name());
        assert_eq!(bare.field.as_deref(), fake.secrets().keys().next().map(String::as_str));
        for absurd in [json!([1, 2]), json!({ "base_url": 7 }), json!({ "base_url": "ftp://x", "folder_id": "b" }), json!({ "base_url": "http://10.0.0.1/", "folder_id": "b" })] {
            assert_eq!(refused(absurd.clone(), true).unwrap().kind, Kind::Invalid, "{}: {absurd}", kit.name());
        }
        for (name, property) in kit.settings_schema()["properties"].as_object().unwrap().iter().filter(|(_, p)| p.get("enum").is_some() || p.get("maximum").is_some()) {
            let mut settings = fake.settings();
            settings[name] = if property.get("enum").is_some() { json!("nonsense") } else { json!(100_000) };
            let error = refused(settings, true).unwrap();
            assert_eq!((error.kind, error.field.as_deref()), (Kind::Invalid, Some(name.as_str())), "{}", kit.name());
        }
    }
}

#[tokio::test]
async fn a_tenant_cannot_reach_our_own_machine() {
    for kit in kits(|_| true) {
        let fake = kit.fake(Arc::new(Fixed)).await.unwrap();
        let typed = kit.open(ModelConfig { net: NetPolicy::Public, ..config(&fake) }).err().expect("a private address is refused in the form");
        assert_eq!((typed.kind, typed.public_code()), (Kind::Invalid, "address_not_allowed"), "{}", kit.name());
        assert!(fake.calls().is_empty());
    }
}

#[tokio::test]
async fn a_text_is_said_whole_and_in_pieces() {
    let text = "Здравствуйте! Есть время в 15:00 и 16:30 👋\nЗаписать вас?";
    for kit in kits(|caps| caps.streaming) {
        let bench = Bench::new(&kit).await;
        for asked in both("Есть время завтра?") {
            bench.fake.say(Plan::text(text));
            let (reply, heard) = bench.hear(&asked).await;
            let reply = reply.unwrap();
            assert_eq!((reply.text().as_str(), reply.stop), (text, Stop::End), "{}", kit.name());
            assert_eq!((reply.usage.input, reply.usage.output), (USAGE.input, USAGE.output), "{}", kit.name());
            assert!([0, USAGE.cached].contains(&reply.usage.cached) && !reply.model.is_empty(), "{}: {reply:?}", kit.name());
            if asked.is_streamed {
                assert!(heard.len() > 3, "{}: {heard:?}", kit.name());
                assert_eq!(heard.concat(), text, "{}", kit.name());
            } else {
                assert!(heard.is_empty(), "{}: nobody asked for pieces", kit.name());
            }
        }
        assert_eq!(reply_cached(&bench).await, kit.name() != "yandexgpt", "{}: counts of the cache", kit.name());
    }
}

async fn reply_cached(bench: &Bench) -> bool {
    bench.ask(&request("x")).await.unwrap().usage.cached == USAGE.cached
}

#[tokio::test]
async fn the_vendor_understands_what_was_asked() {
    for kit in kits(|caps| caps.tools) {
        let bench = Bench::new(&kit).await;
        for mut asked in both("Есть время завтра?") {
            asked.tools = vec![tool("find_slots"), tool("get_services")];
            bench.ask(&asked).await.unwrap();
            let heard = bench.fake.asked().pop().unwrap();
            assert_eq!(heard.system.join("\n\n"), asked.system.join("\n\n"), "{}", kit.name());
            assert_eq!((&heard.messages, &heard.tools, heard.max_tokens, heard.is_streamed), (&asked.messages, &asked.tools, asked.max_tokens, asked.is_streamed), "{}", kit.name());
            assert!(heard.model.starts_with(MODEL), "{}: {}", kit.name(), heard.model);
        }
        // Nothing at all but a question.
        let bare = ModelRequest { model: MODEL.to_owned(), messages: vec![ModelMessage::User { text: "Привет".to_owned() }], ..ModelRequest::default() };
        bench.ask(&bare).await.unwrap();
        let heard = bench.fake.asked().pop().unwrap();
        assert!(heard.system.is_empty() && heard.tools.is_empty(), "{}", kit.name());
    }
}

#[tokio::test]
async fn a_choice_of_tools_is_carried() {
    for kit in kits(|caps| caps.tools && caps.named_choice) {
        let bench = Bench::new(&kit).await;
        for choice in [ToolChoice::Auto, ToolChoice::None, ToolChoice::Named("find_slots".to_owned())] {
            bench.ask(&ModelRequest { choice: choice.clone(), ..request("x") }).await.unwrap();
            assert_eq!(bench.fake.asked().pop().unwrap().choice, choice, "{}", kit.name());
        }
        bench.ask(&ModelRequest { choice: ToolChoice::Required, ..request("x") }).await.unwrap();
        let heard = bench.fake.asked().pop().unwrap().choice;
        assert!(heard == ToolChoice::Required || heard == ToolChoice::Named("find_slots".to_owned()), "{}: {heard:?}", kit.name());
    }
}

#[tokio::test]
async fn a_call_goes_there_and_its_result_comes_back() {
    let arguments = json!({ "date": "2026-11-24", "service": "стрижка «Бокс»\n\"\\" });
    for kit in kits(|caps| caps.tools) {
        let bench = Bench::new(&kit).await;
        for asked in both("Есть время завтра?") {
            bench.fake.say(Plan::call("find_slots", arguments.clone()));
            let first = bench.ask(&asked).await.unwrap();
            let [(id, name, found)] = calls(&first).try_into().unwrap();
            assert_eq!((name.as_str(), &found, first.stop), ("find_slots", &arguments, Stop::Tools), "{}", kit.name());
            assert!(!id.is_empty());
            let slots = json!({ "slots": ["15:00"], "note": "строка" });
            let mut again = answered(asked.clone(), &first, std::slice::from_ref(&slots));
            bench.fake.say(Plan::call("find_slots", json!({})));
            let second = bench.ask(&again).await.unwrap();
            assert_eq!(calls(&second)[0].2, json!({}), "{}: no arguments are an empty object", kit.name());
            again = answered(again, &second, &[json!({ "slots": [] })]);
            bench.fake.say(Plan::text("В 15:00 свободно."));
            assert_eq!(bench.ask(&again).await.unwrap().text(), "В 15:00 свободно.", "{}", kit.name());
            let heard = bench.fake.asked().pop().unwrap();
            let results: Vec<_> = heard.messages.iter().filter_map(|m| if let ModelMessage::Tools { results } = m { Some(results) } else { None }).flatten().collect();
            assert_eq!(results.iter().map(|r| (r.name.as_str(), &r.content)).collect::<Vec<_>>(), [("find_slots", &slots), ("find_slots", &json!({ "slots": [] }))], "{}", kit.name());
        }
    }
}

#[tokio::test]
async fn several_calls_at_once_keep_their_order() {
    for kit in kits(|caps| caps.parallel_tools) {
        let bench = Bench::new(&kit).await;
        for asked in both("Что свободно завтра и послезавтра?") {
            bench.fake.say(Plan::call("find_slots", json!({ "date": "24" })).and_call("find_slots", json!({ "date": "25" })));
            let first = bench.ask(&asked).await.unwrap();
            let found = calls(&first);
            assert_eq!(found.iter().map(|(_, _, arguments)| arguments["date"].as_str().unwrap()).collect::<Vec<_>>(), ["24", "25"], "{}", kit.name());
            assert_ne!(found[0].0, found[1].0, "{}: ids differ", kit.name());
            bench.ask(&answered(asked, &first, &[json!({ "n": 1 }), json!({ "n": 2 })])).await.unwrap();
            let Some(ModelMessage::Tools { results }) = bench.fake.asked().pop().unwrap().messages.pop() else { panic!("no results") };
            assert_eq!(results.iter().map(|r| &r.content).collect::<Vec<_>>(), [&json!({ "n": 1 }), &json!({ "n": 2 })], "{}", kit.name());
        }
    }
}

#[tokio::test]
async fn a_dialogue_begun_with_another_vendor_goes_on() {
    let call = |id: &str, date: &str| ModelPart::Call { id: id.to_owned(), name: "find_slots".to_owned(), arguments: json!({ "date": date }) };
    let result = |id: &str, content: Value, is_error| ToolResult { id: id.to_owned(), name: "find_slots".to_owned(), content, is_error };
    for kit in kits(|caps| caps.tools) {
        let bench = Bench::new(&kit).await;
        for mut asked in both("Здравствуйте") {
            let native = Some(domain::port::Native { vendor: "somebody".to_owned(), model: MODEL.to_owned(), content: json!([{ "type": "thinking" }]) });
            asked.messages.extend([
                ModelMessage::Assistant { parts: vec![ModelPart::Text { text: "Добрый день!".to_owned() }], native: None },
                ModelMessage::User { text: "Есть время?".to_owned() },
                ModelMessage::User { text: "Завтра или во вторник".to_owned() },
                ModelMessage::Assistant { parts: vec![ModelPart::Text { text: "Смотрю".to_owned() }, call("made-3-0", "24"), call("fc:7/2", "25")], native },
                ModelMessage::Tools { results: vec![result("made-3-0", json!(["15:00"]), false), result("fc:7/2", json!("нет связи"), true)] },
                ModelMessage::User { text: "Ну что?".to_owned() },
            ]);
            bench.fake.say(Plan::text("Есть в 15:00."));
            assert_eq!(bench.ask(&asked).await.unwrap().text(), "Есть в 15:00.", "{}", kit.name());
            let heard = bench.fake.asked().pop().unwrap();
            let said = serde_json::to_string(&heard.messages).unwrap();
            for part in ["15:00", "нет связи", "Завтра или во вторник", "Ну что?"] {
                assert!(said.contains(part), "{}: {part} is not in {said}", kit.name());
            }
        }
    }
}

#[tokio::test]
async fn the_end_of_an_answer_is_told() {
    for kit in kits(|_| true) {
        let bench = Bench::new(&kit).await;
        for asked in both("x") {
            bench.fake.say(Plan::text("Очень длинный отв").stopping(Stop::Length));
            let long = bench.ask(&asked).await.unwrap();
            assert_eq!((long.stop, long.text().as_str()), (Stop::Length, "Очень длинный отв"), "{}", kit.name());
            bench.fake.say(Plan::text("Об этом").stopping(Stop::Refused));
            assert_eq!(bench.ask(&asked).await.unwrap().stop, Stop::Refused, "{}", kit.name());
            bench.fake.say(Plan::default());
            assert_eq!(bench.ask(&asked).await.unwrap_err().public_code(), "model_malformed", "{}: nothing is no answer", kit.name());
        }
    }
}

#[tokio::test]
async fn a_call_of_a_tool_nobody_offered_is_passed_on_as_it_is() {
    for kit in kits(|caps| caps.tools) {
        let bench = Bench::new(&kit).await;
        for asked in both("x") {
            bench.fake.say(Plan::call("delete_everything", json!({ "sure": true })));
            assert_eq!(calls(&bench.ask(&asked).await.unwrap())[0].1, "delete_everything", "{}", kit.name());
        }
    }
}

#[tokio::test]
async fn credentials_are_checked_and_models_listed() {
    for kit in kits(|_| true) {
        let bench = Bench::new(&kit).await;
        bench.model.check().await.unwrap_or_else(|e| panic!("{}: {e}", kit.name()));
        let listed = bench.model.models().await;
        if kit.caps().lists_models {
            assert!(listed.unwrap().contains(&MODEL.to_owned()), "{}", kit.name());
        } else {
            assert_eq!(listed.unwrap_err().kind, Kind::Unsupported);
        }
        let wrong = Bench::with(&kit, |config| config.secrets.values_mut().for_each(|secret| *secret = domain::Secret::new("sk-wrong-0123456789"))).await;
        let refused = wrong.model.check().await.unwrap_err();
        assert_eq!((refused.kind, refused.public_code()), (Kind::Disconnected, "model_auth"), "{}: {refused}", kit.name());
        assert_eq!(wrong.ask(&request("x")).await.unwrap_err().public_code(), "model_auth", "{}", kit.name());
    }
}

#[tokio::test]
async fn texts_become_vectors_in_their_order() {
    let texts: Vec<String> = (0..150).map(|n| format!("Вопрос номер {n}")).collect();
    for kit in kits(|caps| caps.embeddings) {
        let bench = Bench::new(&kit).await;
        let name = if kit.name() == "yandexgpt" { "text-search-doc" } else { "embedder" };
        for purpose in [Purpose::Passage, Purpose::Question] {
            let found = bench.model.embed(name, &texts, purpose).await.unwrap();
            assert_eq!(found.vectors, texts.iter().map(|text| vector_of(text)).collect::<Vec<_>>(), "{}", kit.name());
        }
        assert!(bench.model.embed(name, &[], Purpose::Question).await.unwrap().vectors.is_empty());
    }
    for kit in kits(|caps| !caps.embeddings) {
        let bench = Bench::new(&kit).await;
        assert_eq!(bench.model.embed("x", &texts, Purpose::Passage).await.unwrap_err().kind, Kind::Unsupported);
    }
}

#[tokio::test]
async fn no_error_and_no_description_shows_a_secret() {
    for kit in kits(|_| true) {
        let bench = Bench::new(&kit).await;
        let shown = format!("{:?}", config(&bench.fake));
        assert!(!shown.contains(KEY), "{shown}");
        for trouble in failure::EVERY {
            for asked in both("x") {
                bench.fake.make(trouble);
                if let Err(error) = bench.ask(&asked).await {
                    assert!(!format!("{error} {error:?}").contains(KEY), "{}: {error:?}", kit.name());
                }
            }
        }
    }
}
