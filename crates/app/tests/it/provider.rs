//! Asking models: the chain, its deadline, second tries, what stands in the books afterwards, and the limits.

use crate::salon::{Salon, code};
use app::provider::manage::{self, NewProvider, ProviderPatch};
use app::provider::{Asker, Exhausted, Served, Unanswered, Used, ask, budget, price, usage};
use connectors::kit::ModelKit;
use connectors::kit::fake_model::{FakeModel, MODEL, Plan, Trouble, USAGE};
use domain::agent::{AgentLimits, ModelRef};
use domain::id::{AgentId, ProviderId};
use domain::port::{ModelMessage, ModelReply, ModelRequest, Stop};
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use store::provider::{OrgLimit, Price, Rate, Spend};

const LONG: Duration = Duration::from_secs(20);

/// A provider with the vendor behind it.
async fn provider(salon: &Salon, vendor: &str) -> (FakeModel, ModelRef) {
    let kit: Arc<dyn ModelKit> = connectors::model_kits().into_iter().find(|kit| kit.name() == vendor).unwrap();
    let fake = kit.fake(Arc::new(salon.clock.clone())).await.unwrap();
    let new = NewProvider { vendor: vendor.to_owned(), name: vendor.to_owned(), settings: fake.form().into() };
    let made = manage::create(&salon.app, &salon.ctx, new).await.unwrap();
    (fake, ModelRef { provider_id: made.id, model: MODEL.to_owned() })
}

fn request() -> ModelRequest {
    ModelRequest { messages: vec![ModelMessage::User { text: "Есть время завтра?".to_owned() }], max_tokens: 300, is_streamed: true, ..ModelRequest::default() }
}

async fn asked(salon: &Salon, asker: &Asker, chain: &[ModelRef], deadline: Duration) -> (Result<(ModelReply, Served), Unanswered>, String) {
    let mut heard = String::new();
    let answered = ask(&salon.app, salon.ctx.org, asker, chain, &request(), deadline, &mut |text| heard.push_str(text)).await;
    (answered, heard)
}

fn codes(tries: &[app::provider::Try]) -> Vec<&'static str> {
    tries.iter().map(|one| one.code.unwrap_or("ok")).collect()
}

#[tokio::test]
async fn the_first_that_can_answers() {
    let salon = Salon::new().await;
    let (first, a) = provider(&salon, "openai").await;
    let (second, b) = provider(&salon, "anthropic").await;
    let chain = [ModelRef { provider_id: ProviderId::new(), model: "gone".to_owned() }, a.clone(), b.clone()];
    let (answered, heard) = asked(&salon, &Asker::default(), &chain, LONG).await;
    let (reply, served) = answered.unwrap();
    assert_eq!((reply.text().as_str(), heard.as_str(), served.provider, served.vendor.as_str()), ("Хорошо.", "Хорошо.", a.provider_id, "openai"));
    assert_eq!((codes(&served.tries), served.usage, served.is_estimated), (vec!["provider_missing", "ok"], USAGE, false));
    for (trouble, expected) in [
        (Trouble::BadKey, "model_auth"), (Trouble::NoMoney, "model_no_money"), (Trouble::Overloaded, "model_overloaded"), (Trouble::TooMany { retry_after: None }, "model_rate_limited"), (Trouble::ContextTooLong, "model_context_too_long"),
        (Trouble::ModelGone, "model_unknown"), (Trouble::GeoBlocked, "model_geo_blocked"),
    ] {
        first.make(trouble);
        let (answered, _) = asked(&salon, &Asker::default(), &[a.clone(), b.clone()], LONG).await;
        let served = answered.unwrap().1;
        assert_eq!((served.provider, codes(&served.tries)), (b.provider_id, vec![expected, "ok"]), "{trouble:?}");
        // What a person must mend is not tried again for a while.
        let (answered, _) = asked(&salon, &Asker::default(), &[a.clone(), b.clone()], LONG).await;
        let rests = matches!(expected, "model_auth" | "model_no_money" | "model_unknown" | "model_geo_blocked");
        assert_eq!(answered.unwrap().1.tries.first().is_some_and(|one| one.code == Some(expected) && !one.is_called), rests, "{trouble:?}");
        salon.clock.advance_secs(121);
    }
    assert_eq!(second.calls().len(), 11, "one for each trouble, one more for each rest");
    // A second try of the same model, while nothing was heard.
    for trouble in [Trouble::BadJson, Trouble::NotTheVendor] {
        let before = first.calls().len();
        first.say(Plan::call("x", json!({})).with(trouble));
        let (answered, heard) = asked(&salon, &Asker::default(), std::slice::from_ref(&a), LONG).await;
        assert_eq!((answered.unwrap().1.tries.len(), heard.as_str(), first.calls().len() - before), (2, "Хорошо.", 2), "{trouble:?}");
    }
}

#[tokio::test]
async fn half_an_answer_is_not_followed_by_another() {
    let salon = Salon::new().await;
    let (first, a) = provider(&salon, "openai").await;
    let (second, b) = provider(&salon, "gemini").await;
    for trouble in [Trouble::CutStream, Trouble::BreakStream, Trouble::ErrorInStream] {
        first.say(Plan::text("Здравствуйте! Есть время в 15:00 и в 16:30.").with(trouble));
        let (answered, heard) = asked(&salon, &Asker::default(), &[a.clone(), b.clone()], LONG).await;
        let unanswered = answered.unwrap_err();
        assert_eq!((unanswered.error.public_code(), unanswered.is_heard, unanswered.tries.len()), ("model_broke_off", true, 1), "{trouble:?}");
        assert!(heard.starts_with("Здрав") && !heard.contains("16:30"));
    }
    first.make(Trouble::Moderated);
    let (answered, _) = asked(&salon, &Asker::default(), &[a.clone(), b], LONG).await;
    assert_eq!(answered.unwrap_err().error.public_code(), "model_refused", "a refused subject is not carried on");
    assert!(second.calls().is_empty());
    first.say(Plan::text("Нет").stopping(Stop::Refused));
    assert_eq!(asked(&salon, &Asker::default(), &[a], LONG).await.0.unwrap().0.stop, Stop::Refused);
}

#[tokio::test]
async fn a_slow_model_leaves_time_for_the_next_one() {
    let salon = Salon::new().await;
    let (first, a) = provider(&salon, "openai").await;
    let (_second, b) = provider(&salon, "yandexgpt").await;
    let slow = || first.make(Trouble::SlowFirst(Duration::from_secs(600)));
    slow();
    let (answered, _) = asked(&salon, &Asker::default(), &[a.clone(), b.clone()], Duration::from_millis(900)).await;
    assert_eq!(codes(&answered.unwrap().1.tries), ["timeout", "ok"]);
    salon.clock.advance_secs(11);
    slow();
    let begun = std::time::Instant::now();
    let (answered, _) = asked(&salon, &Asker::default(), std::slice::from_ref(&a), Duration::from_millis(150)).await;
    assert_eq!(answered.unwrap_err().error.public_code(), "timeout");
    assert!(begun.elapsed() < Duration::from_secs(5), "the deadline is the whole of it");
    // Nobody waits for it again at once.
    let (answered, _) = asked(&salon, &Asker::default(), &[a], LONG).await;
    let unanswered = answered.unwrap_err();
    assert_eq!((codes(&unanswered.tries), unanswered.tries[0].is_called), (vec!["timeout"], false));
    assert_eq!(asked(&salon, &Asker::default(), &[], LONG).await.0.unwrap_err().error.public_code(), "model_none");
}

#[tokio::test]
async fn what_it_cost_stands_in_the_books() {
    let salon = Salon::new().await;
    let (fake, a) = provider(&salon, "anthropic").await;
    let row = |provider_id| Price { vendor: "anthropic".to_owned(), model: MODEL.to_owned(), provider_id, input: 1_000_000, cached: 100_000, output: 5_000_000, currency: "USD".to_owned() };
    let rates = vec![Rate { currency: "RUB".to_owned(), per_dollar: 90_000_000 }];
    price::replace(&salon.app, &salon.ctx, vec![row(None)], rates.clone()).await.unwrap();
    let asker = Asker { agent: Some(AgentId::new()), conversation: Some(salon.new_conversation().await) };
    let served = asked(&salon, &asker, std::slice::from_ref(&a), LONG).await.0.unwrap().1;
    // 56 fresh at $1, 64 cached at $0.1, 17 out at $5 for a million, at 90 roubles.
    let cost = (56 + 6 + 85) * 90;
    assert!((served.cost - cost).abs() <= 90, "{} {cost}", served.cost);
    fake.make(Trouble::NotTheVendor);
    asked(&salon, &asker, std::slice::from_ref(&a), LONG).await.0.unwrap();
    // A vendor that does not count is estimated.
    fake.say(Plan { usage: Some(domain::port::Usage::default()), ..Plan::text("Хорошо.") });
    let estimated = asked(&salon, &asker, std::slice::from_ref(&a), LONG).await.0.unwrap().1;
    assert!(estimated.is_estimated && estimated.usage.input > 10 && estimated.usage.output > 1);
    let report = usage::report(&salon.app, salon.ctx.org, None, None).await.unwrap();
    let [used] = report.rows.as_slice() else { panic!("{:?}", report.rows) };
    assert_eq!((used.day.as_str(), used.agent_id, used.provider_id, used.calls, used.failures), ("2026-11-23", asker.agent, a.provider_id, 4, 1));
    assert_eq!(used.input, 240 + i64::try_from(estimated.usage.input).unwrap());
    let mut scope = salon.app.scope(salon.ctx.org).await.unwrap();
    let spend = store::provider::spend_of_conversation(&mut scope, asker.conversation.unwrap()).await.unwrap();
    assert_eq!(spend, Spend { tokens: used.input + used.output, cost: used.cost });
    drop(scope);
    for (prices, field) in [
        (vec![row(None), row(None)], "prices[1].model"), (vec![Price { vendor: "icq".to_owned(), ..row(None) }], "prices[0].vendor"), (vec![row(Some(ProviderId::new()))], "prices[0].provider_id"),
        (vec![Price { currency: "rub".to_owned(), ..row(None) }], "prices[0].currency"), (vec![Price { output: -1, ..row(None) }], "prices[0].input"),
    ] {
        assert_eq!(price::replace(&salon.app, &salon.ctx, prices, rates.clone()).await.unwrap_err().field.as_deref(), Some(field));
    }
}

#[tokio::test]
async fn limits_are_kept() {
    let salon = Salon::new().await;
    let (_fake, a) = provider(&salon, "openai").await;
    let asker = Asker { agent: Some(AgentId::new()), conversation: Some(salon.new_conversation().await) };
    let price = Price { vendor: "openai".to_owned(), model: MODEL.to_owned(), provider_id: Some(a.provider_id), input: 1_000_000_000, cached: 1_000_000_000, output: 1_000_000_000, currency: "RUB".to_owned() };
    price::replace(&salon.app, &salon.ctx, vec![price], vec![]).await.unwrap();
    let check = async |asker: &Asker, limits: AgentLimits, used: Used| {
        let mut scope = salon.app.scope(salon.ctx.org).await.unwrap();
        budget(&salon.app, &mut scope, asker, &limits, used).await.unwrap()
    };
    let tight = |change: fn(&mut AgentLimits)| {
        let mut limits = AgentLimits { turn_calls: 0, turn_tokens: 0, conversation_tokens: 0, day_tokens: 0, conversation_money: 0, day_money: 0, ..AgentLimits::default() };
        change(&mut limits);
        limits
    };
    assert_eq!(check(&asker, tight(|l| (l.day_tokens, l.conversation_tokens) = (1, 1)), Used::default()).await, None, "nothing was used");
    // 137 tokens at a rouble for a thousand: 13.7 kopecks.
    let served = asked(&salon, &asker, &[a], LONG).await.0.unwrap().1;
    assert_eq!(served.cost, 137_000);
    let used = Used { calls: 2, tokens: 500 };
    for (limits, expected) in [
        (tight(|_| ()), None),
        (tight(|l| l.turn_calls = 2), Some(Exhausted::TurnCalls)), (tight(|l| l.turn_calls = 3), None),
        (tight(|l| l.turn_tokens = 500), Some(Exhausted::TurnTokens)),
        (tight(|l| l.conversation_tokens = 137), Some(Exhausted::ConversationTokens)), (tight(|l| l.conversation_tokens = 138), None),
        (tight(|l| l.conversation_money = 13), Some(Exhausted::ConversationMoney)), (tight(|l| l.conversation_money = 14), None),
        (tight(|l| l.day_tokens = 137), Some(Exhausted::DayTokens)), (tight(|l| l.day_money = 13), Some(Exhausted::DayMoney)),
    ] {
        assert_eq!(check(&asker, limits.clone(), used).await, expected, "{limits:?}");
    }
    let other = Asker { agent: Some(AgentId::new()), conversation: None };
    assert_eq!(check(&other, tight(|l| l.day_tokens = 1), used).await, None, "each agent for itself");
    for (limit, expected) in [
        (OrgLimit { day_tokens: 137, ..OrgLimit::default() }, Some(Exhausted::OrgDayTokens)), (OrgLimit { day_money: 13, ..OrgLimit::default() }, Some(Exhausted::OrgDayMoney)),
        (OrgLimit { month_money: 13, ..OrgLimit::default() }, Some(Exhausted::OrgMonthMoney)), (OrgLimit { day_tokens: 138, day_money: 14, month_money: 14 }, None),
    ] {
        usage::set_limit(&salon.app, &salon.ctx, limit).await.unwrap();
        assert_eq!(check(&other, tight(|_| ()), used).await, expected, "{limit:?}");
    }
    usage::set_limit(&salon.app, &salon.ctx, OrgLimit { day_tokens: 137, day_money: 0, month_money: 13 }).await.unwrap();
    // Midnight in the firm's zone; the month goes on.
    salon.clock.set("2026-11-24T00:00:01+03:00");
    assert_eq!(check(&asker, tight(|l| l.day_tokens = 1), used).await, Some(Exhausted::OrgMonthMoney));
    salon.clock.set("2026-12-01T00:00:01+03:00");
    assert_eq!(check(&asker, tight(|l| l.day_tokens = 1), used).await, None);
}

#[tokio::test]
async fn a_change_of_the_provider_is_seen_at_once_and_health_is_told() {
    let salon = Salon::new().await;
    let (fake, a) = provider(&salon, "gigachat").await;
    let health = async || {
        let mut scope = salon.app.scope(salon.ctx.org).await.unwrap();
        store::provider::get(&mut scope, a.provider_id).await.unwrap().health
    };
    manage::check(&salon.app, &salon.ctx, a.provider_id).await.unwrap();
    assert_eq!(health().await, "ok");
    assert_eq!(manage::models(&salon.app, salon.ctx.org, a.provider_id).await.unwrap(), manage::Listed { models: vec![MODEL.to_owned()], is_live: true });
    fake.make(Trouble::NoMoney);
    assert_eq!(asked(&salon, &Asker::default(), std::slice::from_ref(&a), LONG).await.0.unwrap_err().error.public_code(), "model_no_money");
    assert_eq!(health().await, "disconnected");
    let wrong = ProviderPatch { settings: Some(json!({ "base_url": fake.settings()["base_url"], "auth_url": fake.settings()["auth_url"], "credentials": "bm90OnRoZWtleQ==" })), ..ProviderPatch::default() };
    manage::update(&salon.app, &salon.ctx, a.provider_id, wrong).await.unwrap();
    assert_eq!((health().await.as_str(), code(&manage::check(&salon.app, &salon.ctx, a.provider_id).await)), ("new", "model_auth"));
    let (answered, _) = asked(&salon, &Asker::default(), std::slice::from_ref(&a), LONG).await;
    assert_eq!(answered.unwrap_err().error.public_code(), "model_auth");
    let right = ProviderPatch { settings: Some(fake.form().into()), ..ProviderPatch::default() };
    manage::update(&salon.app, &salon.ctx, a.provider_id, right).await.unwrap();
    assert!(asked(&salon, &Asker::default(), std::slice::from_ref(&a), LONG).await.0.is_ok(), "a new row rests no more");
    assert_eq!(health().await, "ok");
    // What a form leaves out of the secrets stays.
    manage::update(&salon.app, &salon.ctx, a.provider_id, ProviderPatch { settings: Some(fake.settings()), ..ProviderPatch::default() }).await.unwrap();
    assert!(asked(&salon, &Asker::default(), std::slice::from_ref(&a), LONG).await.0.is_ok());
    manage::update(&salon.app, &salon.ctx, a.provider_id, ProviderPatch { is_paused: Some(true), ..ProviderPatch::default() }).await.unwrap();
    assert_eq!(codes(&asked(&salon, &Asker::default(), std::slice::from_ref(&a), LONG).await.0.unwrap_err().tries), ["provider_paused"]);
    let bad = NewProvider { vendor: "gigachat".to_owned(), name: "x".to_owned(), settings: json!({ "credentials": "eA==", "streams": 0 }) };
    assert_eq!(manage::create(&salon.app, &salon.ctx, bad).await.unwrap_err().field.as_deref(), Some("streams"));
    manage::remove(&salon.app, &salon.ctx, a.provider_id).await.unwrap();
    assert_eq!(code(&manage::remove(&salon.app, &salon.ctx, a.provider_id).await), "not_found");
}
