//! Commands of the operator: a second start keeps the firm, backup and restore bring it back, doctor tells the truth.

use crate::process::{Place, Process};
use serde_json::Value;

async fn bookings(process: &Process) -> usize {
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let page: Value = http.get(format!("{}/api/v1/bookings?limit=200", process.text("url"))).header("x-api-key", process.text("api_key")).send().await.unwrap().json().await.unwrap();
    page["items"].as_array().map_or(0, Vec::len)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_start_is_the_same_firm_and_a_backup_brings_it_back() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let place = Place::new().await;
    let first = Process::start(&place, "127.0.0.1:0", &[]);
    let told = (first.text("org_id"), first.text("api_key"), first.text("password"));
    let count = bookings(&first).await;
    assert!(count > 50, "{count} visits: the screens would be empty");
    assert!(first.terminate());
    let second = Process::start(&place, "127.0.0.1:0", &[]);
    assert_eq!((second.text("org_id"), second.text("api_key"), second.text("password")), told);
    assert_eq!(bookings(&second).await, count);
    if place.db.is_some() {
        return;
    }
    // While it runs.
    let copy = place.dir.path().join("copy");
    let done = place.command().args(["backup", "--to"]).arg(&copy).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    drop(second);
    let fresh = Place::new().await;
    let done = fresh.command().args(["restore", "--from"]).arg(&copy).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let third = Process::start(&fresh, "127.0.0.1:0", &[]);
    assert_eq!(third.text("api_key"), told.1);
    assert_eq!(bookings(&third).await, count);
    drop(third);
    let done = fresh.command().arg("doctor").output().unwrap();
    let text = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(done.status.success() && text.contains("data keys open"), "{text}");
    // A damaged backup is refused before anything is written.
    std::fs::write(copy.join("master.key"), "AAAA").unwrap();
    let third = Place::new().await;
    let done = third.command().args(["restore", "--from"]).arg(&copy).output().unwrap();
    assert!(!done.status.success() && String::from_utf8_lossy(&done.stderr).contains("damaged"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_master_key_rotates_and_the_wrong_one_is_told() {
    let place = Place::new().await;
    drop(Process::start(&place, "127.0.0.1:0", &[]));
    let done = place.command().args(["key", "rotate-master"]).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    assert!(place.command().arg("doctor").output().unwrap().status.success());
    std::fs::rename(place.dir.path().join("master.old"), place.dir.path().join("master.key")).unwrap();
    let done = place.command().arg("doctor").output().unwrap();
    assert!(!done.status.success() && String::from_utf8_lossy(&done.stdout).contains("WRONG credentials"));
}

#[test]
fn wrong_settings_are_named() {
    let run = |arguments: &[&str]| {
        let done = std::process::Command::new(env!("CARGO_BIN_EXE_samovar")).args(arguments).output().unwrap();
        (done.status.success(), String::from_utf8_lossy(&done.stderr).into_owned())
    };
    let (fine, error) = run(&["--set", "server.listne=1", "config-example"]);
    assert!(!fine && error.contains("listne"), "{error}");
    let (fine, error) = run(&["--set", "nonsense", "config-example"]);
    assert!(!fine && error.contains("section.key"), "{error}");
    let (fine, error) = run(&["--config", "/nonexistent.toml", "serve"]);
    assert!(!fine && error.contains("/nonexistent.toml"), "{error}");
}
