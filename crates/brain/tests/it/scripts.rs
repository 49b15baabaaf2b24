//! What holds for every script whatever is said: no braces, one question at a time, none put again without need, an end in sight.

use crate::world::{open_in, World};
use brain::golden::{Stage, parse};
use domain::script::Script;

/// What customers say to any script: answers, questions, doubts, slips, nonsense, changes of mind.
const SAID: &[&str] = &[
    "хочу оставить заявку", "хочу в тур", "подберите тур пожалуйста", "бронируем ала-куль на 24 июля", "индивидуальный тур на шестерых", "мы вернулись, спасибо", "двое", "нас трое, а не двое", "в июле", "на 3 дня в августе", "к озеру", "на лошадях", "до 10 тысяч сомов",
    "не знаю", "не хочу отвечать", "дорого", "я подумаю", "зачем вам мой телефон", "а это не опасно?", "а сколько стоит?", "где вы находитесь?", "Виктор", "меня зовут Анна", "89161234567", "12345", "просто гуляем", "да", "нет", "5", "оценка 4", "спасибо", "здравствуйте",
    "ыфва олдж", "абырвалг", "собрать кухонный шкаф", "к пятнице", "не срочно", "стоп", "передумал", "пока", "что у вас есть?", "{{name}}", "I want a tour", "two of us", "ок", "ну", "🙂",
];

/// The same numbers for the same seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % most
    }
}

fn world(pack: &str, stage: &str) -> World {
    let stage = if stage.is_empty() { String::new() } else { format!("@stage {stage}\n") };
    open_in(pack, &parse(&format!("@now 2027-06-01 12:00\n{stage}")).unwrap())
}

/// Every way a question of a script may be put.
fn questions(scripts: &[Script]) -> Vec<String> {
    scripts.iter().flat_map(|s| &s.steps).filter(|s| s.asks.is_some()).flat_map(|s| [Some(s.say.clone()), s.again.clone()]).flatten().collect()
}

fn said(world: &mut World, text: &str) -> String {
    let heard = world.says(text);
    heard.replies.iter().map(|r| r.text.as_str()).collect::<Vec<_>>().join("\n")
}

#[test]
fn whatever_is_said_a_script_stays_in_form() {
    for (pack, stages) in [("blank", &[""][..]), ("tours", &["", "qualification", "nurturing", "offer", "sale", "feedback"])] {
        for stage in stages {
            for seed in 0..12 {
                let mut dice = Dice(seed * 7_919 + 17);
                let mut world = world(pack, stage);
                let mut log = String::new();
                for _ in 0..14 {
                    let text = SAID[dice.below(SAID.len())];
                    let before = world.state.clone();
                    let reply = said(&mut world, text);
                    log.push_str(&format!("> {text}\n{reply}\n"));
                    assert!(!reply.contains("{{") && !reply.contains("}}"), "{pack} {stage} {seed}: braces\n{log}");
                    let put = questions(&world.facts.agent.scripts).iter().filter(|q| reply.contains(q.as_str())).count();
                    assert!(put <= 1, "{pack} {stage} {seed}: {put} questions at once\n{log}");
                    // A question whose answer was taken is not put again.
                    if let (Some(was), Some(is)) = (&before.script, &world.state.script)
                        && was.id == is.id
                    {
                        assert!(is.step >= was.step, "{pack} {stage} {seed}: went back\n{log}");
                    }
                    let mistakes = world.mistakes();
                    assert!(mistakes.is_empty(), "{pack} {stage} {seed}: {mistakes:?}\n{log}");
                }
            }
        }
    }
}

#[test]
fn nonsense_comes_to_an_end() {
    for (pack, start) in [("blank", "хочу оставить заявку"), ("tours", "хочу в тур"), ("tours", "индивидуальный тур")] {
        let mut world = world(pack, "");
        said(&mut world, start);
        assert!(world.state.script.is_some(), "{pack} {start}");
        let mut last = String::new();
        let mut repeats = 0;
        for turn in 0..40 {
            let reply = said(&mut world, "ждлорп ыва");
            repeats = if reply == last && !reply.is_empty() { repeats + 1 } else { 0 };
            assert!(repeats < 2, "{pack} {start}: {reply}");
            last = reply;
            if world.state.script.is_none() {
                break;
            }
            assert!(turn < 20, "{pack} {start}: no end");
        }
    }
}

#[test]
fn several_values_of_one_message_are_all_taken() {
    let mut world = world("tours", "qualification");
    said(&mut world, "хочу в тур");
    said(&mut world, "в июле вдвоём на озеро, до 10 тысяч");
    let known = world.facts.request.clone().unwrap().known;
    let has = |name: &str, value: &str| assert_eq!(known.get(name).map(String::as_str), Some(value), "{known:?}");
    has("people", "2");
    has("dates", "2027-07");
    has("budget", "10000 KGS");
    has("destination", "Озеро");
}

#[test]
fn a_value_is_corrected_and_the_talk_goes_on() {
    let mut world = world("tours", "qualification");
    for text in ["хочу в тур", "к озеру", "в июле", "нас двое"] {
        said(&mut world, text);
    }
    let reply = said(&mut world, "нас трое, а не двое");
    assert_eq!(world.facts.request.clone().unwrap().known["people"], "3");
    assert!(reply.contains("сумму"), "{reply}");
}

#[test]
fn a_question_on_the_way_is_answered_and_the_open_one_waits() {
    let mut world = world("blank", "");
    for text in ["хочу оставить заявку", "собрать кухонный шкаф"] {
        said(&mut world, text);
    }
    let step = world.state.script.clone().unwrap().step;
    let reply = said(&mut world, "а вы отвечаете ночью?");
    assert!(reply.contains("сроку"), "{reply}");
    assert_eq!(world.state.script.clone().unwrap().step, step);
    let reply = said(&mut world, "к пятнице");
    assert!(reply.contains("обращаться"), "{reply}");
}

#[test]
fn a_model_may_note_what_the_rules_did_not_read() {
    use brain::turn::{Answer, Call, Input, Step, Utterance};
    use domain::port::{ModelPart, ModelReply, Stop};
    let note = |variable: &str, value: &str| {
        let mut world = world("tours", "qualification");
        for text in ["хочу в тур", "к озеру", "в июле"] {
            said(&mut world, text);
        }
        let mut agent = (*world.facts.agent).clone();
        agent.has_model = true;
        world.facts.agent = std::sync::Arc::new(agent);
        let input = Input { now: world.now.plus_secs(20), messages: vec![Utterance { text: "ну, я и моя половинка".into(), ..Utterance::default() }], refused: vec![] };
        let mut answers = vec![];
        for _ in 0..12 {
            match brain::step(&world.facts, &world.state, &input, &answers) {
                Step::Done(outcome) => return *outcome,
                Step::Pass(pass) => panic!("handed on: {pass:?}"),
                Step::Call(call) => {
                    let answer = match &call {
                        Call::Model { request } if request.tools.is_empty() => Answer::Failed { code: "off".into() },
                        Call::Model { request } => {
                            assert!(request.tools.iter().any(|t| t.name == "note_answer"));
                            let call = ModelPart::Call { id: "1".into(), name: "note_answer".into(), arguments: serde_json::json!({ "variable": variable, "value": value }) };
                            Answer::Model { reply: Box::new(ModelReply { parts: vec![call], stop: Stop::Tools, ..ModelReply::default() }) }
                        }
                        other => world.answer(other),
                    };
                    answers.push((call, answer));
                }
            }
        }
        panic!("calls without end");
    };
    let people = |outcome: &brain::Outcome| outcome.effects.iter().find_map(|e| if let brain::Effect::SetRequest { known, .. } = e { known.get("people").cloned() } else { None });
    assert_eq!(people(&note("people", "двое")).as_deref(), Some("2"));
    // What is not asked for, or is no such value, is not taken.
    for (variable, value) in [("people", "много"), ("price", "0"), ("tour", "ala-kul")] {
        assert_eq!(people(&note(variable, value)), None, "{variable} {value}");
    }
}

#[test]
fn who_stops_is_let_go_and_who_refuses_is_not_pressed() {
    let mut world = world("blank", "");
    for text in ["хочу оставить заявку", "собрать кухонный шкаф", "к пятнице", "Виктор"] {
        said(&mut world, text);
    }
    let reply = said(&mut world, "телефон не дам");
    assert!(world.state.script.is_none() && !reply.contains("По какому телефону"), "{reply}");
    assert!(world.summaries.iter().any(|s| s.contains("шкаф")), "{:?}", world.summaries);
    let mut other = self::world("blank", "");
    said(&mut other, "хочу оставить заявку");
    let reply = said(&mut other, "стоп");
    assert!(other.state.script.is_none() && !reply.contains('?'), "{reply}");
}
