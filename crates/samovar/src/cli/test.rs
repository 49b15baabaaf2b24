//! `samovar test`: plays the golden dialogues of a pack in memory, in every wording, and prints what went otherwise. Needs no
//! server and no database.

use super::say;
use anyhow::{Context as _, Result, bail};
use app::dialogue_test::play;
use app::pack::{self, Pack};
use brain::golden::{Scenery, Script};
use clap::Args;
use domain::dialogue_test::{TestResult, TestVerdict};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::num::NonZero;
use std::path::Path;
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

#[derive(Debug, Args)]
pub struct Test {
    /// Name of a pack, or a folder with `pack.toml` and `dialogues/*.txt`.
    #[arg(value_name = "PACK|DIR")]
    pack: String,
    /// Only dialogues whose name has this in it; they are shown in full.
    #[arg(long, value_name = "NAME")]
    only: Option<String>,
    /// Plays everything this often: the answers must be the same every time.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=100))]
    passes: u16,
}

struct Dialogue {
    name: String,
    script: std::result::Result<Script, String>,
}

/// Exit code 1 when a dialogue goes otherwise than written.
pub fn run(command: &Test) -> Result<ExitCode> {
    let started = Instant::now();
    let (pack, texts) = read(&command.pack)?;
    let only = command.only.as_deref();
    let dialogues: Vec<Dialogue> = texts.into_iter().filter(|(name, _)| only.is_none_or(|o| name.contains(o))).map(|(name, text)| Dialogue { name, script: play::check(&text).map_err(|e| e.detail.into()) }).collect();
    if dialogues.is_empty() {
        bail!("there is no such dialogue in {}", command.pack);
    }
    let days = dialogues.iter().filter_map(|d| d.script.as_ref().ok()).map(|s| s.now.date());
    let mut sceneries: BTreeMap<Date, Scenery> = BTreeMap::new();
    for day in days {
        if let std::collections::btree_map::Entry::Vacant(place) = sceneries.entry(day) {
            place.insert(pack::scenery(&pack, day)?);
        }
    }
    let results = play_all(&dialogues, &sceneries, command.passes);
    let (mut plays, mut failed) = (0, 0);
    let width = dialogues.iter().map(|d| d.name.chars().count()).max().unwrap_or(0);
    for (dialogue, (verdict, result)) in dialogues.iter().zip(&results) {
        plays += result.plays;
        failed += usize::from(*verdict != TestVerdict::Passed);
        say(&line(dialogue, *verdict, result, width, only.is_some()))?;
    }
    let verdict = if failed == 0 { "all passed".to_owned() } else { format!("{failed} failed") };
    say(&format!("{} dialogues, {plays} plays, {:.1} s: {verdict}", dialogues.len(), started.elapsed().as_secs_f64()))?;
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// A built-in pack by its name, else a folder.
fn read(wanted: &str) -> Result<(Pack, Vec<(String, String)>)> {
    let folder = Path::new(wanted);
    if !folder.is_dir() {
        let pack = pack::read(wanted).with_context(|| format!("{wanted} is neither a pack nor a folder; packs: {}", pack::names().join(", ")))?;
        return Ok((pack, pack::dialogues(wanted)));
    }
    let file = |name: &str| match std::fs::read_to_string(folder.join(name)) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(domain::Error::invalid(name, error.to_string())),
    };
    let name = folder.canonicalize()?.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let pack = pack::parse(&name, file)?;
    let mut texts = Vec::new();
    for entry in std::fs::read_dir(folder.join("dialogues")).with_context(|| format!("{wanted} has no folder dialogues"))? {
        let path = entry?.path();
        if let (Some(stem), true) = (path.file_stem(), path.extension().is_some_and(|e| e == "txt")) {
            texts.push((stem.to_string_lossy().into_owned(), std::fs::read_to_string(&path)?));
        }
    }
    texts.sort_unstable();
    Ok((pack, texts))
}

/// On every core; the results come back in the order of the dialogues.
fn play_all(dialogues: &[Dialogue], sceneries: &BTreeMap<Date, Scenery>, passes: u16) -> Vec<(TestVerdict, TestResult)> {
    let next = AtomicUsize::new(0);
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get);
    let mut results: Vec<(usize, (TestVerdict, TestResult))> = std::thread::scope(|scope| {
        let work = || {
            let mut done = Vec::new();
            loop {
                let place = next.fetch_add(1, Ordering::Relaxed);
                let Some(dialogue) = dialogues.get(place) else { return done };
                done.push((place, play_one(dialogue, sceneries, passes)));
            }
        };
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        running.into_iter().flat_map(|thread| thread.join().unwrap_or_default()).collect()
    });
    results.sort_by_key(|(place, _)| *place);
    results.into_iter().map(|(_, result)| result).collect()
}

fn play_one(dialogue: &Dialogue, sceneries: &BTreeMap<Date, Scenery>, passes: u16) -> (TestVerdict, TestResult) {
    let script = match &dialogue.script {
        Ok(script) => script,
        Err(why) => return (TestVerdict::Broken, told(why)),
    };
    let Some(scenery) = sceneries.get(&script.now.date()) else { return (TestVerdict::Broken, told("no such day")) };
    let first = play::play_script(scenery, script);
    for _ in 1..passes {
        if play::play_script(scenery, script) != first {
            return (TestVerdict::Failed, TestResult { failed: 1, ..told("another pass went another way") });
        }
    }
    first
}

fn told(why: &str) -> TestResult {
    TestResult { mistakes: vec![domain::dialogue_test::Mistake { line: None, text: why.to_owned() }], ..TestResult::default() }
}

fn line(dialogue: &Dialogue, verdict: TestVerdict, result: &TestResult, width: usize, is_full: bool) -> String {
    let mark = match verdict {
        TestVerdict::Passed => "ok    ",
        TestVerdict::Failed => "FAILED",
        TestVerdict::Broken => "BROKEN",
    };
    let plays = match (verdict, result.plays) {
        (TestVerdict::Failed, plays) => format!("{} of {plays} plays", result.failed),
        (_, 1) => "1 play".to_owned(),
        (_, plays) => format!("{plays} plays"),
    };
    let mut text = format!("{mark}  {:<width$}  {plays}", dialogue.name);
    for mistake in &result.mistakes {
        let at = mistake.line.map(|n| format!("line {n}: ")).unwrap_or_default();
        let _ = write!(text, "\n        {at}{}", mistake.text);
    }
    if is_full {
        let _ = write!(text, "\n{}", result.log.trim_end());
    }
    text
}
