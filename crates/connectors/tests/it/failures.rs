//! How sends fail: what may be repeated, what must not, what is waited for, and that no secret leaks on the way.

use crate::bench::{Bench, config, outbound, pushes, vendors};
use crate::connectors::kit::fake::{Act, Fault};
use domain::port::{NetPolicy, What};
use domain::{Error, Kind, Retry};
use std::time::Duration;

#[tokio::test]
async fn an_answer_lost_after_the_send_is_unknown_and_not_repeated() {
    for vendor in vendors(|caps| pushes(caps) && !caps.idempotent_send) {
        let bench = Bench::new(&vendor).await;
        bench.meet("42");
        bench.fake.inject(Fault::DropAfter);
        let error = bench.channel.send(&outbound("42", "ваша запись")).await.unwrap_err();
        assert_eq!((error.kind, error.retry), (Kind::Unavailable, Retry::Unknown), "{}: {error}", vendor.name());
        assert_eq!(bench.fake.received().len(), 1, "sent once and only once");
        // From here the other side looks the same as above: the client cannot tell them apart and must not guess.
        bench.fake.inject(Fault::DropBefore);
        let error = bench.channel.send(&outbound("42", "ваша запись")).await.unwrap_err();
        assert_eq!(error.retry, Retry::Unknown);
        assert_eq!(bench.fake.received().len(), 1);
    }
}

#[tokio::test]
async fn a_vendor_that_is_not_there_is_tried_again() {
    for vendor in vendors(pushes) {
        let Bench { fake, channel, .. } = Bench::new(&vendor).await;
        drop(fake);
        // The listener is closed by its task, which ends at its next turn.
        tokio::task::yield_now().await;
        for _ in 0..1000 {
            if channel.check().await.is_err() {
                break;
            }
            tokio::task::yield_now().await;
        }
        let error = channel.send(&outbound("42", "x")).await.unwrap_err();
        assert_eq!((error.kind, error.retry), (Kind::Unavailable, Retry::Backoff), "{}: {error}", vendor.name());
    }
}

#[tokio::test]
async fn a_demand_to_wait_silences_the_whole_connection() {
    for vendor in vendors(pushes) {
        let bench = Bench::new(&vendor).await;
        bench.meet("42");
        bench.meet("43");
        bench.fake.inject(Fault::TooMany { retry_after: 14 });
        let error = bench.channel.send(&outbound("42", "x")).await.unwrap_err();
        assert_eq!((error.kind, error.retry), (Kind::RateLimited, Retry::After(Duration::from_secs(14))), "{}: {error}", vendor.name());
        let calls = bench.fake.calls();
        let other = bench.channel.send(&outbound("43", "y")).await.unwrap_err();
        assert!(matches!(other.retry, Retry::After(left) if left > Duration::from_secs(5)), "{other:?}");
        assert_eq!(bench.fake.calls(), calls, "{}: the vendor asked for silence", vendor.name());
    }
}

#[tokio::test]
async fn an_outage_told_by_the_vendor_is_tried_again() {
    for vendor in vendors(pushes) {
        let bench = Bench::new(&vendor).await;
        bench.meet("42");
        bench.fake.inject(Fault::ServerError(500));
        let error = bench.channel.send(&outbound("42", "x")).await.unwrap_err();
        assert_eq!((error.kind, error.retry), (Kind::Unavailable, Retry::Backoff), "{}: {error}", vendor.name());
        bench.channel.send(&outbound("42", "x")).await.unwrap();
        assert_eq!(bench.fake.received().len(), 1);
    }
}

#[tokio::test]
async fn a_send_that_stops_half_way_says_where() {
    for vendor in vendors(|caps| pushes(caps) && caps.text_units < 10_000) {
        let bench = Bench::new(&vendor).await;
        bench.meet("42");
        let mut message = outbound("42", &"слово ".repeat(usize::try_from(bench.caps().text_units).unwrap() / 3));
        bench.fake.inject(Fault::Delay(Duration::ZERO));
        bench.fake.inject(Fault::ServerError(500));
        let error = bench.channel.send(&message).await.unwrap_err();
        assert_eq!((error.retry, error.parts_sent), (Retry::Backoff, 1), "{}", vendor.name());
        message.parts_sent = error.parts_sent;
        bench.channel.send(&message).await.unwrap();
        let shown: String = bench.fake.received().iter().map(|part| part.text.clone() + " ").collect();
        assert_eq!(shown.split_whitespace().count(), message.text.split_whitespace().count());
    }
}

#[tokio::test]
async fn who_blocked_us_is_left_alone() {
    for vendor in vendors(pushes) {
        let bench = Bench::new(&vendor).await;
        bench.meet("42");
        assert_eq!(bench.event("42", Act::Blocks).what, What::Reachable { is_reachable: false }, "{}", vendor.name());
        let error = bench.channel.send(&outbound("42", "x")).await.unwrap_err();
        assert_eq!((error.kind, error.retry), (Kind::Unreachable, Retry::Never));
        assert_eq!(bench.event("42", Act::Unblocks).what, What::Reachable { is_reachable: true });
        bench.channel.send(&outbound("42", "x")).await.unwrap();
        // Somebody we never met.
        let error = bench.channel.send(&outbound("777", "x")).await.unwrap_err();
        assert_eq!((error.kind, error.retry), (Kind::Unreachable, Retry::Never), "{}", vendor.name());
    }
}

#[tokio::test]
async fn an_impossible_message_is_refused_before_it_is_sent() {
    for vendor in vendors(pushes) {
        let bench = Bench::new(&vendor).await;
        bench.meet("42");
        let calls = bench.fake.calls();
        let long = "я".repeat(40);
        for message in [outbound("42", " \n "), crate::bench::with_buttons("42", "x", &[(&long, "y")]), crate::bench::with_buttons("42", "x", &[("", "y")])] {
            let error = bench.channel.send(&message).await.unwrap_err();
            assert_eq!((error.kind, error.retry), (Kind::Invalid, Retry::Never), "{}", vendor.name());
        }
        assert_eq!(bench.fake.calls(), calls);
    }
}

#[tokio::test]
async fn niceties_never_fail() {
    for vendor in vendors(pushes) {
        let bench = Bench::new(&vendor).await;
        bench.channel.typing("nobody").await.unwrap();
        bench.channel.acknowledge_press("no such press").await.unwrap();
    }
}

#[tokio::test]
async fn no_error_shows_a_secret() {
    for vendor in vendors(pushes) {
        let bench = Bench::new(&vendor).await;
        bench.meet("42");
        let secrets = bench.fake.secrets();
        let mut errors: Vec<Error> = Vec::new();
        for fault in [Fault::DropBefore, Fault::DropAfter, Fault::ServerError(502), Fault::TooMany { retry_after: 0 }] {
            bench.fake.inject(fault);
            errors.extend(bench.channel.send(&outbound("42", "x")).await.err());
        }
        errors.extend(bench.channel.parse(&Default::default()).err());
        errors.extend(bench.channel.send(&outbound("nobody", "x")).await.err());
        // A good secret at a wrong address, and a connection to nowhere.
        let mut astray = config(bench.fake.as_ref(), NetPolicy::Loopback);
        let text = astray.settings.to_string().replace("http://127.0.0.1:", "http://127.0.0.1:1/");
        astray.settings = serde_json::from_str(&text).unwrap();
        let debug = format!("{astray:?}");
        let channel = vendor.open(astray).unwrap();
        errors.extend(channel.check().await.err());
        errors.extend(channel.send(&outbound("42", "x")).await.err());
        assert!(errors.len() >= 7, "{}: {errors:?}", vendor.name());
        for secret in secrets.values() {
            assert!(!debug.contains(secret.expose()));
            for error in &errors {
                let shown = format!("{error} {error:?}");
                assert!(!shown.contains(secret.expose()), "{}: {shown}", vendor.name());
            }
        }
    }
}
