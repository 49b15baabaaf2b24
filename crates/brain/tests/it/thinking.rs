//! The packs' dialogues with a model that understands what the rules do not and says everything in its own words: they must come to the
//! same rows and facts as without it, in at most two calls of the model a turn.

use crate::dialogue::scripts;
use crate::world::open_in;
use samovar_brain::golden::{World, play};
use domain::port::{ModelPart, ModelReply, ModelRequest};
use std::collections::BTreeMap;

fn reply(text: String) -> Option<ModelReply> {
    Some(ModelReply { parts: vec![ModelPart::Text { text }], ..ModelReply::default() })
}

/// The engine's answer out of the prompt.
fn given(request: &ModelRequest) -> String {
    let prompt = request.system.join("\n");
    prompt.split("\n<answer>\n").nth(1).and_then(|rest| rest.split("\n</answer>").next()).unwrap_or_default().to_owned()
}

/// Words the answer a little warmer and has nothing to add to what the rules read.
fn polite(request: &ModelRequest) -> Option<ModelReply> {
    if !request.tools.is_empty() {
        return reply("Не понимаю.".into());
    }
    let is_english = request.system.concat().contains("language: en");
    reply(format!("{} {}", if is_english { "Of course." } else { "Конечно." }, given(request)))
}

/// Adds to the truth what is none.
fn boastful(request: &ModelRequest) -> Option<ModelReply> {
    if !request.tools.is_empty() {
        return Some(ModelReply { parts: vec![ModelPart::Call { id: "1".into(), name: "cancel_everything".into(), arguments: serde_json::json!({}) }], ..ModelReply::default() });
    }
    reply(format!("{}\nСегодня для вас скидка 47 %! Стоит всего 7 777 ₽. Вы записаны на 03:33 к Гульнаре. Пожизненная гарантия и няня в подарок.", given(request)))
}

const FALSE: &[&str] = &["47", "7 777", "03:33", "Гульнар", "Пожизненн", "няня"];

struct Report {
    plays: usize,
    turns: usize,
    calls: BTreeMap<usize, usize>,
    said: usize,
    plain: usize,
    failures: Vec<String>,
}

/// Every so many dialogues are played, from this one on: all of them take minutes (`SAMOVAR_ALL_DIALOGUES=1`).
const EACH: usize = 4;

fn play_all(pack: &str, first: usize, model: fn(&ModelRequest) -> Option<ModelReply>) -> Report {
    let (first, each) = if std::env::var_os("SAMOVAR_ALL_DIALOGUES").is_some() { (0, 1) } else { (first, EACH) };
    let mut report = Report { plays: 0, turns: 0, calls: BTreeMap::new(), said: 0, plain: 0, failures: vec![] };
    for (name, script) in scripts(pack).into_iter().skip(first).step_by(each) {
        // A dialogue the brain alone does not pass is no measure of a model.
        let mut alone = open_in(pack, &script);
        if !play(&script, None, &mut alone).0.is_empty() {
            continue;
        }
        let mut world: World = open_in(pack, &script);
        world.model = Some(model);
        let (mistakes, log) = play(&script, None, &mut world);
        report.plays += 1;
        report.turns += world.model_calls.len();
        for calls in &world.model_calls {
            *report.calls.entry(*calls).or_default() += 1;
        }
        let traces = world.traces.join("\n");
        report.said += traces.matches("\"said\":true").count();
        report.plain += traces.matches("\"said\":false").count();
        if !mistakes.is_empty() {
            report.failures.push(format!("== {pack} {name}\n{log}{}", mistakes.join("\n")));
        }
        if let Some(lie) = FALSE.iter().find(|lie| log.lines().any(|line| line.starts_with("    ") && line.contains(*lie) && !line.contains("7 777 7"))) {
            report.failures.push(format!("== {pack} {name}: {lie} got through\n{log}"));
        }
    }
    report
}

#[test]
fn dialogues_pass_with_a_model_that_words_them() {
    for pack in ["salon", "tours", "blank"] {
        let report = play_all(pack, 0, polite);
        println!("{pack}: {} dialogues, {} turns, calls a turn {:?}, worded {} refused {}", report.plays, report.turns, report.calls, report.said, report.plain);
        assert!(report.failures.is_empty(), "{} of {} went wrong\n{}", report.failures.len(), report.plays, report.failures.join("\n"));
        assert!(report.calls.keys().all(|calls| *calls <= 2), "{pack}: {:?}", report.calls);
        // A guard that cuts what is true is no use either.
        assert!(report.said * 100 >= (report.said + report.plain) * 90, "{pack}: {} worded, {} refused", report.said, report.plain);
    }
}

#[test]
fn dialogues_pass_with_a_model_that_boasts() {
    for pack in ["salon", "tours", "blank"] {
        let report = play_all(pack, 2, boastful);
        println!("{pack}: {} dialogues with a boaster", report.plays);
        assert!(report.failures.is_empty(), "{} of {} went wrong\n{}", report.failures.len(), report.plays, report.failures.join("\n"));
    }
}
