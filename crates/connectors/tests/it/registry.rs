//! What every entry of the registry owes the product, whatever it can do.

use crate::bench::{Bench, Fixed, config, outbound, vendors};
use domain::Kind;
use domain::port::{NetPolicy, RawRequest, Receiving};
use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

#[test]
fn names_are_folders_and_differ() {
    let names: Vec<_> = crate::connectors::all().iter().map(|connector| connector.name()).collect();
    assert_eq!(names.iter().collect::<HashSet<_>>().len(), names.len());
    for name in names {
        assert!(name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_'), "{name}");
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(name);
        assert!(folder.join("mod.rs").is_file() && folder.join("README.md").is_file(), "{name} has no folder of its own");
        assert_eq!(crate::connectors::find(name).unwrap().name(), name);
    }
    assert!(crate::connectors::find("icq").is_none());
}

#[tokio::test]
async fn the_fake_is_configured_as_the_schema_says() {
    for vendor in crate::connectors::vendors() {
        let fake = vendor.fake(Arc::new(Fixed)).await.unwrap();
        let schema = vendor.settings_schema();
        let property = |name: &str| schema.pointer(&format!("/properties/{name}"));
        let is_secret = |name: &str| property(name).and_then(|p| p.get("writeOnly")).and_then(|w| w.as_bool()) == Some(true);
        assert_eq!(schema["type"], "object", "{}", vendor.name());
        for name in fake.secrets().keys() {
            assert!(is_secret(name), "{}: the secret {name} is not marked writeOnly", vendor.name());
        }
        for name in fake.settings().as_object().unwrap().keys() {
            assert!(property(name).is_some() && !is_secret(name), "{}: {name}", vendor.name());
        }
        for required in schema["required"].as_array().into_iter().flatten() {
            assert!(property(required.as_str().unwrap()).is_some());
        }
    }
}

#[tokio::test]
async fn missing_and_absurd_settings_are_refused_by_field() {
    for vendor in vendors(|caps| !caps.pull) {
        let fake = vendor.fake(Arc::new(Fixed)).await.unwrap();
        let mut bare = config(fake.as_ref(), NetPolicy::Loopback);
        bare.secrets.clear();
        let error = vendor.open(bare).err().unwrap();
        assert_eq!(error.kind, Kind::Invalid, "{}", vendor.name());
        assert!(error.field.is_some());
        let mut absurd = config(fake.as_ref(), NetPolicy::Loopback);
        absurd.settings = serde_json::json!([1, 2]);
        assert_eq!(vendor.open(absurd).err().unwrap().kind, Kind::Invalid, "{}", vendor.name());
    }
}

#[tokio::test]
async fn a_pull_channel_neither_sends_nor_receives() {
    for vendor in vendors(|caps| caps.pull) {
        let bench = Bench::new(&vendor).await;
        assert_eq!(bench.channel.send(&outbound("1", "x")).await.unwrap_err().kind, Kind::Unsupported);
        assert_eq!(bench.channel.parse(&RawRequest::default()).unwrap_err().kind, Kind::Unsupported);
        assert_eq!(bench.channel.poll(None).await.unwrap_err().kind, Kind::Unsupported);
        assert!(!bench.channel.check().await.unwrap().name.is_empty());
        bench.channel.prepare(Receiving::Off).await.unwrap();
    }
}
