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

#[test]
fn a_pack_is_played_in_memory_and_a_mistake_is_told_with_its_line() {
    let run = |arguments: &[&str]| {
        let done = std::process::Command::new(env!("CARGO_BIN_EXE_samovar")).arg("test").args(arguments).output().unwrap();
        (done.status.code(), String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr))
    };
    let (code, text) = run(&["salon", "--only", "book-", "--passes", "2"]);
    assert!(code == Some(0) && text.contains("ok      book-all-in-one") && text.contains("all passed"), "{text}");
    let dir = tempfile::tempdir().unwrap();
    let pack = concat!(env!("CARGO_MANIFEST_DIR"), "/../../packs/salon");
    for file in ["pack", "branches", "resources", "services", "employees", "faq"] {
        std::fs::copy(format!("{pack}/{file}.toml"), dir.path().join(format!("{file}.toml"))).unwrap();
    }
    let folder = dir.path().join("salon");
    std::fs::create_dir_all(folder.join("dialogues")).unwrap();
    for entry in std::fs::read_dir(dir.path()).unwrap().map(Result::unwrap).filter(|e| e.path().is_file()) {
        std::fs::rename(entry.path(), folder.join(entry.file_name())).unwrap();
    }
    std::fs::write(folder.join("dialogues/hello.txt"), "# Hello\n@now 2026-11-24 12:00\n> здравствуйте\n? greeting\n+ никогда этого не скажет").unwrap();
    std::fs::write(folder.join("dialogues/odd.txt"), "what is this").unwrap();
    let (code, text) = run(&[folder.to_str().unwrap()]);
    assert!(code == Some(1) && text.contains("FAILED  hello") && text.contains("line 5: expected") && text.contains("BROKEN  odd") && text.contains("2 failed"), "{text}");
    let (code, text) = run(&["nowhere"]);
    assert!(code == Some(1) && text.contains("neither a pack nor a folder"), "{text}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stored_turns_run_again_from_the_command_line() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let place = Place::new().await;
    let process = Process::start(&place, "127.0.0.1:0", &[]);
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let message = serde_json::json!({ "chat_id": "c", "text": "сколько стоит мужская стрижка?" });
    let said = http.post(format!("{}/api/v1/messages", process.text("url"))).header("x-api-key", process.text("api_key")).json(&message).send().await.unwrap();
    let trace = said.headers()["x-trace-id"].to_str().unwrap().to_owned();
    let talk: Value = said.json().await.unwrap();
    let talk = talk["conversation_id"].as_str().unwrap().to_owned();
    let run = |arguments: &[&str]| {
        let done = place.command().arg("replay").args(arguments).output().unwrap();
        (done.status.code(), String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr))
    };
    for id in [talk.as_str(), trace.as_str()] {
        let (code, text) = run(&[id]);
        assert!(code == Some(0) && text.contains("1 turns: 1 equal, 0 different"), "{id}: {text}");
    }
    // Those of the invented past are told apart.
    let (code, text) = run(&["--all", "3", "--json"]);
    assert!(code == Some(0) && text.contains("\"verdict\":\"equal\"") && text.contains("\"verdict\":\"old_record\"") && text.contains("\"not_replayed\":2"), "{text}");
    let (code, text) = run(&["01991234-5678-7123-8123-123456789012"]);
    assert!(code == Some(1) && text.contains("no turn, conversation or request"), "{text}");
}
