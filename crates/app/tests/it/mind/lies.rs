//! The lies a model may tell, through the whole application: what stands in the rows afterwards is the truth.

use super::{VENDORS, honest, with_agent};
use crate::stage::Theatre;
use brain::golden::{Said, Stage as _, parse};
use connectors::kit::fake_model::Plan;
use domain::message::Author;
use std::sync::{Arc, Mutex};
use testkit::TestDb;

/// Lines of the guard's own test that begin so.
fn lines(mark: &str) -> Vec<String> {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../brain/tests/it/lies.txt")).unwrap();
    text.lines().filter_map(|line| line.trim().strip_prefix(mark)).map(str::to_owned).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_lie_of_a_model_reaches_a_row() {
    let all = lines("- ");
    assert!(all.len() >= 100);
    let db = TestDb::new().await;
    let mut wrong = vec![];
    for (v, vendor) in VENDORS.into_iter().enumerate() {
        let mut t = Theatre::for_script(&db, &parse("@now 2026-11-24 12:00").unwrap()).await;
        let fake = with_agent(&t, vendor, |spec| spec.instructions = lines("@secret ").join("\n")).await;
        let told: Arc<Mutex<String>> = Arc::default();
        let lie = told.clone();
        fake.script(move |request| {
            let truth = honest(request);
            if request.tools.is_empty() { Plan::text(format!("{}\n{}", truth.said(), lie.lock().unwrap())) } else { truth }
        });
        for lie in all.iter().skip(v).step_by(VENDORS.len()) {
            told.lock().unwrap().clone_from(lie);
            t.chat = format!("{vendor} {lie}");
            let heard = t.say(&[Said { text: "сколько стоит мужская стрижка?".into(), ..Said::default() }]);
            let mut scope = t.app.scope(t.ctx.org).await.unwrap();
            let rows = store::message::after(&mut scope, t.conversation.unwrap(), 0, 10).await.unwrap();
            let said: String = rows.iter().filter(|m| m.author == Author::Agent).map(|m| m.text.as_str()).collect();
            if said.contains(lie.trim_end_matches('.')) || heard.replies.len() != 1 || !said.contains("Мужская стрижка: 2") {
                wrong.push(format!("{vendor} «{lie}»: {said}"));
            }
        }
        assert!(!fake.asked().is_empty());
    }
    assert!(wrong.is_empty(), "{} lies got through\n{}", wrong.len(), wrong.join("\n"));
}
