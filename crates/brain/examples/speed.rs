//! How long a turn takes: `cargo run --release -p samovar-brain --example speed`. Plays one conversation of pack `salon` and
//! times every full step of it, the warm-up, and the reading of hostile texts. Prints microseconds.
#![expect(clippy::print_stdout, reason = "a bench measures the machine and prints")]

extern crate samovar_brain as brain;

#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "the firm in memory belongs to the tests")]
#[path = "../tests/it/world.rs"]
mod world;

use brain::turn::{Answer, Call, Input, Step, Utterance};
use brain::understand::{Context, understand};
use domain::agent::Voice;
use domain::port::{ModelPart, ModelReply, ModelRequest, Stop, Usage};
use std::sync::Arc;
use std::time::{Duration, Instant};

const ROUNDS: u32 = 200;

fn timed(name: &str, mut work: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    let at = |share: usize| times.get(times.len() * share / 100).copied().unwrap_or_default();
    println!("{:>8.1} µs p50 {:>8.1} µs p95  {name}", at(50).as_nanos() as f64 / 1e3, at(95).as_nanos() as f64 / 1e3);
    at(50)
}

fn main() {
    let start = Instant::now();
    brain::warm_up();
    println!("{:>8.1} ms warm-up", start.elapsed().as_nanos() as f64 / 1e6);

    let Ok(script) = brain::golden::parse("# Speed\n@now 2026-11-24 12:00\n> x\n") else { return };
    let mut world = world::open(&script);
    let lines = [
        "здравствуйте",
        "хочу подстричься завтра после шести",
        "мужская",
        "к тимуру",
        "а сколько стоит борода?",
        "в 19:00",
        "меня зовут Пётр, 8 916 123-45-67",
        "да",
        "перенесите на послезавтра в то же время",
        "да",
        "где вы находитесь",
        "запишите нас двоих на маникюр и педикюр в субботу утром, 10 мин опоздаем если что, у кого подешевле",
    ];
    let mut total = Duration::ZERO;
    for line in lines {
        let input = Input { now: world.now.plus_secs(20), messages: vec![Utterance { text: line.to_owned(), ..Utterance::default() }], refused: vec![] };
        let mut answers = Vec::new();
        while let Step::Call(call) = brain::step(&world.facts, &world.state, &input, &answers) {
            let answer = world.answer(&call);
            answers.push((call, answer));
        }
        let name = format!("step {} calls: {line}", answers.len());
        total += timed(&name, || drop(brain::step(&world.facts, &world.state, &input, &answers)));
        world.says(line);
    }
    println!("{:>8.1} µs mean of the full steps", total.as_nanos() as f64 / 1e3 / lines.len() as f64);
    worded(&script);

    let floods = ["1".repeat(4_000), "1 ".repeat(2_000), "12.".repeat(1_300), "а".repeat(4_000), "завтра ".repeat(570), "не ".repeat(1_300), "😀".repeat(4_000), "+7 916 ".repeat(570), "ghbdtn ".repeat(570), "кнутрб ".repeat(570), "в 5 ".repeat(1_000), "маникюр ".repeat(500), "a@b.ru ".repeat(570), "9161234567 ".repeat(360), "два ".repeat(1_000)];
    for text in &floods {
        let context = Context { now: world.now.timestamp(), zone: jiff::tz::TimeZone::UTC, lang: None, lexicon: &world.facts.catalog.lexicon };
        let name: String = text.chars().take(12).collect();
        timed_few(&format!("understand 4,000 × {name}"), || drop(understand(text, &context)));
    }
}

/// The same where a model puts the answer into its own words: what the guard costs.
fn worded(script: &brain::golden::Script) {
    for line in ["какие у вас услуги и цены?", "сколько стоит мужская стрижка?", "какой у вас адрес?", "хочу на маникюр завтра", "а кто делает окрашивание?"] {
        let mut world = world::open(script);
        let mut agent = (*world.facts.agent).clone();
        agent.has_model = true;
        agent.spec.voice = Voice::Model;
        world.facts.agent = Arc::new(agent);
        let input = Input { now: world.now.plus_secs(20), messages: vec![Utterance { text: line.to_owned(), ..Utterance::default() }], refused: vec![] };
        let mut answers = Vec::new();
        while let Step::Call(call) = brain::step(&world.facts, &world.state, &input, &answers) {
            let answer = match &call {
                Call::Model { request } => said(request),
                call => world.answer(call),
            };
            answers.push((call, answer));
        }
        timed(&format!("worded, {} calls: {line}", answers.len()), || drop(brain::step(&world.facts, &world.state, &input, &answers)));
    }
}

/// A model that says the answer as it stands, with a word before it.
fn said(request: &ModelRequest) -> Answer {
    let prompt = request.system.join("\n");
    let plain = prompt.split("\n<answer>\n").nth(1).and_then(|rest| rest.split("\n</answer>").next()).unwrap_or_default();
    let part = ModelPart::Text { text: format!("Конечно! {plain}") };
    Answer::Model { reply: Box::new(ModelReply { parts: vec![part], stop: Stop::End, usage: Usage::default(), model: "fake".into(), native: None }) }
}

fn timed_few(name: &str, mut work: impl FnMut()) {
    let best = (0..5)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed()
        })
        .min()
        .unwrap_or_default();
    println!("{:>8.1} µs best of 5  {name}", best.as_nanos() as f64 / 1e3);
}
