//! The pack's golden dialogues on the real application and a real database, scored by the rows that stand afterwards.
//! `GOLDEN_PASSES=8` plays everything eight times: the answers must be the same every time. Every turn that was recorded on the way
//! is run again from its record and must come to the same.

use crate::stage::{ON_PAPER, Theatre};
use brain::golden::{Script, parse, play};
use testkit::TestDb;

fn scripts(pack: &str) -> Vec<(String, Script)> {
    let folder = format!("{}/../../packs/{pack}/dialogues", env!("CARGO_MANIFEST_DIR"));
    let only = std::env::var("GOLDEN").ok();
    let mut found: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "txt"))
        .map(|path| {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            let script = parse(&std::fs::read_to_string(&path).unwrap()).unwrap_or_else(|e| panic!("{name}: {e}"));
            (name, script)
        })
        .filter(|(name, _)| only.as_ref().is_none_or(|o| name.contains(o.as_str())))
        .collect();
    found.sort_by(|a, b| a.0.cmp(&b.0));
    found
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn golden_dialogues_leave_the_right_rows() {
    let passes: usize = std::env::var("GOLDEN_PASSES").ok().and_then(|n| n.parse().ok()).unwrap_or(1);
    let db = TestDb::new().await;
    let (mut plays, mut failed, mut report) = (0, 0, String::new());
    let mut replayed = 0;
    for (name, script) in scripts("salon").iter().filter(|(name, _)| !ON_PAPER.contains(&name.as_str())) {
        for wording in script.plays() {
            let mut first: Option<String> = None;
            for pass in 0..passes {
                plays += 1;
                let mut theatre = Theatre::for_script_of(&db, "salon", script).await;
                let (mut mistakes, log) = play(script, wording, &mut theatre);
                if *first.get_or_insert_with(|| log.clone()) != log {
                    mistakes.push(format!("pass {pass} went another way than the first"));
                }
                let (equal, otherwise) = theatre.replay().await;
                replayed += equal;
                mistakes.extend(otherwise);
                if !mistakes.is_empty() {
                    failed += 1;
                    report.push_str(&format!("\n== {name} {wording:?}\n{log}{}\n", mistakes.join("\n")));
                }
            }
        }
    }
    println!("golden dialogues: {plays} plays, {failed} failed, {passes} passes each; {replayed} turns replayed equal");
    assert!(plays > 0 && failed == 0, "{failed} of {plays} plays failed{report}");
    assert!(replayed >= 1_000 || std::env::var("GOLDEN").is_ok(), "only {replayed} turns were replayed");
}

/// Scripts of the other packs: what was found out stands in the deal, and every turn replays.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn dialogues_of_scripts_leave_their_deals() {
    let only = std::env::var("GOLDEN").ok();
    let is_wanted = |name: &str| only.is_some() || ["qualify-", "feedback-", "offer-", "custom-tour", "request-"].iter().any(|start| name.starts_with(start));
    let db = TestDb::new().await;
    let (mut plays, mut failed, mut replayed, mut report) = (0, 0, 0, String::new());
    for pack in ["blank", "tours"] {
        for (name, script) in scripts(pack).iter().filter(|(name, _)| is_wanted(name)) {
            // Every wording is played in memory; here the rows are what matters.
            plays += 1;
            let mut theatre = Theatre::for_script_of(&db, pack, script).await;
            let (mut mistakes, log) = play(script, None, &mut theatre);
            let (equal, otherwise) = theatre.replay().await;
            replayed += equal;
            mistakes.extend(otherwise);
            if !mistakes.is_empty() {
                failed += 1;
                report.push_str(&format!("\n== {pack} {name}\n{log}{}\n", mistakes.join("\n")));
            }
        }
    }
    println!("dialogues of scripts: {plays} plays, {failed} failed; {replayed} turns replayed equal");
    assert!(failed == 0 && (plays > 15 || only.is_some()), "{failed} of {plays} plays failed{report}");
}
