//! Every trouble a vendor can make, whole and streamed: the code and the retry the core decides by, and that the next call works.

use super::{Bench, both, kits, request, streamed};
use crate::connectors::kit::fake_model::{Plan, Trouble};
use domain::Retry;
use serde_json::json;
use std::time::Duration;

/// All that fail at once; slowness and an expired token are cases of their own.
pub const EVERY: [Trouble; 17] = [
    Trouble::CutStream, Trouble::BreakStream, Trouble::TooMany { retry_after: Some(7) }, Trouble::TooMany { retry_after: None }, Trouble::ServerError, Trouble::Overloaded, Trouble::NotTheVendor,
    Trouble::BadJson, Trouble::BadArguments, Trouble::Huge, Trouble::ErrorInStream, Trouble::BadKey, Trouble::NoMoney, Trouble::GeoBlocked, Trouble::ContextTooLong, Trouble::ModelGone, Trouble::Moderated,
];

/// What the core must be told; none where this vendor has no such refusal.
fn expected(trouble: Trouble, vendor: &str) -> Option<(&'static [&'static str], Retry)> {
    let is_russian = matches!(vendor, "yandexgpt" | "gigachat");
    Some(match trouble {
        Trouble::CutStream | Trouble::BadJson | Trouble::BadArguments | Trouble::Huge => (&["model_malformed"], Retry::Backoff),
        Trouble::BreakStream => (&["connection_failed", "model_malformed"], Retry::Backoff),
        Trouble::TooMany { retry_after: Some(wait) } => (&["model_rate_limited"], Retry::After(Duration::from_secs(u64::from(wait)))),
        Trouble::TooMany { retry_after: None } => (&["model_rate_limited"], Retry::Backoff),
        Trouble::ServerError | Trouble::Overloaded | Trouble::NotTheVendor | Trouble::ErrorInStream => (&["model_overloaded"], Retry::Backoff),
        Trouble::BadKey => (&["model_auth"], Retry::Never),
        Trouble::NoMoney => (&["model_no_money"], Retry::Never),
        Trouble::GeoBlocked if is_russian => return None,
        Trouble::GeoBlocked => (&["model_geo_blocked"], Retry::Never),
        Trouble::ContextTooLong => (&["model_context_too_long"], Retry::Never),
        Trouble::ModelGone => (&["model_unknown"], Retry::Never),
        Trouble::Moderated if vendor == "openai" => (&["model_refused"], Retry::Never),
        _ => return None,
    })
}

#[tokio::test]
async fn every_trouble_has_its_code_and_the_next_call_works() {
    for kit in kits(|_| true) {
        let bench = Bench::new(&kit).await;
        for trouble in EVERY {
            let Some((codes, retry)) = expected(trouble, kit.name()) else { continue };
            for asked in both("Есть время завтра?") {
                let plan = match trouble {
                    Trouble::BadArguments => Plan::call("find_slots", json!({ "date": "2026-11-24" })),
                    _ => Plan::text("Здравствуйте! Есть время в 15:00 и в 16:30."),
                };
                bench.fake.say(plan.with(trouble));
                let (reply, heard) = bench.hear(&asked).await;
                let error = reply.expect_err(&format!("{} {trouble:?}", kit.name()));
                assert!(codes.contains(&error.public_code()), "{} {trouble:?} streamed: {}: {error}", kit.name(), asked.is_streamed);
                assert_eq!(error.retry, retry, "{} {trouble:?}: {error}", kit.name());
                if !asked.is_streamed {
                    assert!(heard.is_empty());
                }
                assert_eq!(bench.ask(&asked).await.unwrap().text(), "Хорошо.", "{} after {trouble:?}", kit.name());
            }
        }
    }
}

#[tokio::test]
async fn half_an_answer_is_heard_and_never_returned() {
    for kit in kits(|caps| caps.streaming) {
        let bench = Bench::new(&kit).await;
        for trouble in [Trouble::CutStream, Trouble::BreakStream, Trouble::ErrorInStream] {
            bench.fake.say(Plan::text("Здравствуйте! Есть время в 15:00 и в 16:30.").with(trouble));
            let (reply, heard) = bench.hear(&streamed("x")).await;
            assert!(reply.is_err(), "{}", kit.name());
            assert!(!heard.is_empty() && !heard.concat().contains("16:30"), "{} {trouble:?}: {heard:?}", kit.name());
        }
    }
}

#[tokio::test]
async fn a_filter_is_told_as_the_end_of_an_answer() {
    for kit in kits(|_| true) {
        let bench = Bench::new(&kit).await;
        for asked in both("x") {
            bench.fake.make(Trouble::Filtered);
            assert_eq!(bench.ask(&asked).await.unwrap().stop, domain::port::Stop::Refused, "{}", kit.name());
        }
    }
}

#[tokio::test]
async fn a_slow_vendor_can_be_given_up() {
    for kit in kits(|_| true) {
        let bench = Bench::new(&kit).await;
        for trouble in [Trouble::SlowFirst(Duration::from_secs(600)), Trouble::SlowStream(Duration::from_secs(600))] {
            bench.fake.make(trouble);
            let given_up = tokio::time::timeout(Duration::from_millis(80), bench.ask(&streamed("x"))).await;
            assert!(given_up.is_err(), "{}", kit.name());
        }
        // Whoever was given up holds nobody else's place.
        assert_eq!(bench.ask(&request("x")).await.unwrap().text(), "Хорошо.", "{}", kit.name());
    }
}

#[tokio::test]
async fn nobody_there_is_a_failed_connection() {
    for kit in kits(|_| true) {
        let bench = Bench::with(&kit, |config| config.settings = serde_json::from_str(&config.settings.to_string().replace("http://127.0.0.1:", "http://127.0.0.1:1/")).unwrap()).await;
        for asked in both("x") {
            let error = bench.ask(&asked).await.unwrap_err();
            assert_eq!((error.public_code(), error.retry), ("connection_failed", Retry::Backoff), "{}: {error}", kit.name());
        }
    }
}
