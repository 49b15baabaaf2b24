//! Playing a dialogue in memory: read, set up, play in every wording, tell what went otherwise. Needs no database; `samovar test`
//! plays packs with it.

use crate::App;
use brain::golden::{self, Act, Scenery, Script, World};
use domain::dialogue_test::{Mistake, TestResult, TestVerdict};
use domain::{Error, Result};
use store::Reads;

/// Turns one test may take, all wordings together.
const TURNS: usize = 2_000;
/// Most characters of a log that is kept.
const LOG: usize = 20_000;
const MISTAKES: usize = 100;

/// Refuses a text that could not be played, naming the line.
pub fn check(text: &str) -> Result<Script> {
    let script = golden::parse(text).map_err(|why| Error::invalid("text", why))?;
    let turns = script.steps.iter().filter(|s| matches!(s.act, Act::Say { .. } | Act::Press(_))).count();
    if turns == 0 {
        return Err(Error::invalid("text", "the customer says nothing: a line begins with >"));
    }
    if turns * script.plays().len() > TURNS {
        return Err(Error::invalid("text", format!("at most {TURNS} turns, all wordings together: make two tests of it")));
    }
    Ok(script)
}

/// The firm as it is now; scripts call everything by its name.
pub(crate) async fn scenery(app: &App, reads: &mut impl Reads) -> Result<Scenery> {
    let firm = crate::catalog::firm(app, reads).await?;
    Ok(Scenery::by_names(firm.catalog.clone(), firm.resources.clone()))
}

/// Plays a text in every wording.
pub fn play(scenery: &Scenery, text: &str) -> (TestVerdict, TestResult) {
    match check(text) {
        Ok(script) => play_script(scenery, &script),
        Err(error) => broken(scenery, error.detail.into()),
    }
}

/// The same for a script that is read already.
pub fn play_script(scenery: &Scenery, script: &Script) -> (TestVerdict, TestResult) {
    let mut result = TestResult { catalog_version: scenery.catalog.org.catalog_version, ..TestResult::default() };
    for wording in script.plays() {
        let mut world = match World::new(scenery, script) {
            Ok(world) => world,
            Err(why) => return broken(scenery, why),
        };
        let (mistakes, log) = golden::play(script, wording, &mut world);
        result.plays += 1;
        if result.log.is_empty() || (!mistakes.is_empty() && result.failed == 0) {
            result.log = log.chars().take(LOG).collect();
        }
        result.failed += u32::from(!mistakes.is_empty());
        for told in mistakes.into_iter().map(|m| mistake(&m)) {
            if result.mistakes.len() < MISTAKES && !result.mistakes.contains(&told) {
                result.mistakes.push(told);
            }
        }
    }
    (if result.failed == 0 { TestVerdict::Passed } else { TestVerdict::Failed }, result)
}

fn broken(scenery: &Scenery, why: String) -> (TestVerdict, TestResult) {
    (TestVerdict::Broken, TestResult { mistakes: vec![mistake(&why)], catalog_version: scenery.catalog.org.catalog_version, ..TestResult::default() })
}

/// `line 12: expected 18:00` with its line apart.
fn mistake(told: &str) -> Mistake {
    let found = told.strip_prefix("line ").and_then(|rest| rest.split_once(": ")).and_then(|(line, text)| Some((line.parse().ok()?, text)));
    match found {
        Some((line, text)) => Mistake { line: Some(line), text: text.to_owned() },
        None => Mistake { line: None, text: told.to_owned() },
    }
}
