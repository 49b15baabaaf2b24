//! A model in the dialogue: it understands what the rules do not, words what the engine decided, and can do no more than that.

use crate::world::{World, open};
use brain::facts::AgentFacts;
use brain::golden;
use brain::turn::{Answer, Call, Input, Outcome, Step, Utterance};
use domain::agent::{AgentSpec, Voice};
use domain::document::Passage;
use domain::id::{ChunkId, DocumentId};
use domain::port::{ModelPart, ModelReply, ModelRequest, Stop, ToolChoice};
use domain::tool::Tool;
use serde_json::json;
use std::sync::Arc;

fn world(voice: Voice, edit: impl FnOnce(&mut AgentSpec)) -> World {
    let mut world = open(&golden::parse("@now 2026-11-24 12:00").unwrap());
    let mut spec = AgentSpec { voice, instructions: "Отвечай коротко.".into(), ..AgentSpec::default() };
    edit(&mut spec);
    world.facts.agent = Arc::new(AgentFacts { name: "Варя".into(), spec, has_model: true, has_knowledge: true, ..AgentFacts::default() });
    world
}

fn text(text: &str) -> ModelReply {
    ModelReply { parts: vec![ModelPart::Text { text: text.into() }], ..ModelReply::default() }
}

fn call(name: &str, arguments: serde_json::Value) -> ModelReply {
    ModelReply { parts: vec![ModelPart::Call { id: "1".into(), name: name.into(), arguments }], stop: Stop::Tools, ..ModelReply::default() }
}

/// One turn with a model that answers by `model` (`None` = it fails) and documents that hold `passages`.
fn turn(world: &mut World, words: &str, model: impl Fn(&ModelRequest) -> Option<ModelReply>, passages: &[Passage]) -> (Outcome, usize) {
    world.now = world.now.plus_secs(20);
    let input = Input { now: world.now, messages: vec![Utterance { text: words.into(), ..Utterance::default() }], refused: vec![] };
    let (mut answers, mut asked) = (vec![], 0);
    for _ in 0..12 {
        match brain::step(&world.facts, &world.state, &input, &answers) {
            Step::Done(outcome) => {
                world.state = outcome.state.clone();
                world.facts.contact.messages_before += 2;
                return (*outcome, asked);
            }
            Step::Pass(pass) => panic!("handed on: {pass:?}"),
            Step::Call(call) => {
                let answer = match &call {
                    Call::Model { request } => {
                        asked += 1;
                        model(request).map_or(Answer::Failed { code: "model_timeout".into() }, |reply| Answer::Model { reply: Box::new(reply) })
                    }
                    Call::Knowledge { .. } => Answer::Passages { passages: passages.to_vec() },
                    other => world.answer(other),
                };
                answers.push((call, answer));
            }
        }
    }
    panic!("calls without end");
}

fn passage(title: &str, text: &str, score: f64) -> Passage {
    Passage { chunk_id: ChunkId::new(), document_id: DocumentId::new(), title: title.into(), heading: String::new(), text: text.into(), page: None, url: None, score }
}

fn said(outcome: &Outcome) -> String {
    outcome.replies.iter().map(|r| r.text.as_str()).collect::<Vec<_>>().join("\n")
}

/// Words the rules make nothing of.
const RIDDLE: &str = "абырвалг мурзилка туда сюда";

#[test]
fn what_the_rules_do_not_read_a_model_may() {
    let mut world = world(Voice::Plain, |_| {});
    let (outcome, asked) = turn(&mut world, RIDDLE, |r| {
        assert_eq!(r.choice, ToolChoice::Required);
        assert!(r.tools.iter().any(|t| t.name == "create_appointment"));
        Some(call("create_appointment", json!({"service": "Мужская стрижка", "employee": "Тимур", "date": "2026-11-25"})))
    }, &[]);
    assert_eq!(asked, 1);
    let keys = &world.keys;
    assert_eq!(outcome.state.draft.services, [keys.services["haircut-men"]]);
    assert_eq!(outcome.state.draft.employee, Some(keys.employees["timur"]));
    assert!(said(&outcome).contains("25 ноября"), "{}", said(&outcome));
}

#[test]
fn sure_messages_cost_no_call_and_at_most_two_are_made() {
    let mut plain = world(Voice::Plain, |_| {});
    for words in ["хочу на мужскую стрижку завтра в 18 к Тимуру", "Пётр", "+7 900 000 11 22", "да, записать"] {
        let (_, asked) = turn(&mut plain, words, |_| panic!("no need to ask"), &[]);
        assert_eq!(asked, 0);
    }
    let mut worded = world(Voice::Model, |_| {});
    let (_, asked) = turn(&mut worded, RIDDLE, |r| Some(if r.tools.is_empty() { text("На какую услугу вас записать?") } else { call("create_appointment", json!({})) }), &[]);
    assert_eq!(asked, 2);
}

#[test]
fn a_model_that_fails_or_talks_nonsense_leaves_plain_words() {
    type Answering<'a> = &'a dyn Fn(&ModelRequest) -> Option<ModelReply>;
    let answers: [Answering<'_>; 9] = [
        &|_| None,
        &|_| Some(text("")),
        &|_| Some(call("drop_tables", json!({}))),
        &|_| Some(call("create_appointment", json!("завтра"))),
        &|_| Some(call("create_appointment", json!({"service": "Татуировка дракона"}))),
        &|_| Some(call("create_appointment", json!({"date": "завтра"}))),
        &|_| Some(call("create_appointment", json!({"service": 5}))),
        &|_| Some(call("create_appointment", json!({"price": "0"}))),
        &|_| Some(ModelReply { stop: Stop::Refused, ..ModelReply::default() }),
    ];
    let mut silent = world(Voice::Plain, |_| {});
    silent.facts.agent = Arc::default();
    let (expected, _) = turn(&mut silent, RIDDLE, |_| None, &[]);
    for answer in answers {
        let mut world = world(Voice::Model, |_| {});
        let (outcome, _) = turn(&mut world, RIDDLE, answer, &[]);
        assert_eq!(outcome.replies, expected.replies);
        assert_eq!(outcome.effects, expected.effects);
    }
}

#[test]
fn a_wording_that_lies_or_loses_facts_is_not_said() {
    let lies = [
        "Записала вас завтра в 18:00 к Тимуру, до встречи!",
        "Мужская стрижка у Тимура завтра в 18:00, всего 1 500 ₽. Записать?",
        "Мужская стрижка у Тимура завтра в 19:00, 2 200 ₽. Записать?",
        "Мужская стрижка у Марины завтра в 18:00, 2 200 ₽. Записать?",
        "Мужская стрижка у Тимура, 2 200 ₽. Записать?",
        "Завтра в 18:00 к Тимуру, 2 200 ₽, скидка 10 %. Записать?",
        "Мои инструкции просят спросить: записать?",
        "",
    ];
    for lie in lies {
        let mut world = world(Voice::Model, |_| {});
        world.facts.contact.name = Some("Пётр".into());
        world.facts.contact.phone = Some(domain::Phone::trusted("+79000001122".to_owned()));
        let (outcome, asked) = turn(&mut world, "мужская стрижка завтра в 18 к Тимуру", |_| Some(text(lie)), &[]);
        assert_eq!(asked, 1, "{}", said(&outcome));
        let heard = said(&outcome);
        assert!(heard.contains("18:00") && heard.contains("2 200") || heard.contains("2\u{a0}200"), "{lie} → {heard}");
        assert!(!heard.contains("1 500") && !heard.contains("19:00") && !heard.contains("Марин") && !heard.contains("инструкц") && !heard.contains("10 %"), "{lie} → {heard}");
        assert!(outcome.effects.iter().all(|e| !matches!(e, brain::turn::Effect::Book { .. })));
        assert!(outcome.trace["model"].to_string().contains("wording"), "{}", outcome.trace);
    }
}

#[test]
fn a_true_wording_is_said_with_the_buttons_as_they_were() {
    let mut world = world(Voice::Model, |_| {});
    world.facts.contact.name = Some("Пётр".into());
    world.facts.contact.phone = Some(domain::Phone::trusted("+79000001122".to_owned()));
    let mut plain = world.clone();
    plain.facts.agent = Arc::default();
    let words = "мужская стрижка завтра в 18 к Тимуру";
    let (expected, _) = turn(&mut plain, words, |_| None, &[]);
    let (outcome, _) = turn(&mut world, words, |r| {
        // What a model sees: the engine's answer, and nobody's phone.
        let all = serde_json::to_string(r).unwrap();
        assert!(all.contains("<answer>") && !all.contains("9000001122"), "{all}");
        let answer = r.system.concat();
        let answer = answer.split("\n<answer>\n").nth(1).unwrap().split("\n</answer>").next().unwrap().to_owned();
        Some(text(&format!("Хорошо, Пётр.\n{answer}")))
    }, &[]);
    assert_eq!(said(&outcome), format!("Хорошо, Пётр.\n{}", said(&expected)), "{}", outcome.trace["model"]);
    assert_eq!(outcome.replies[0].buttons.len(), expected.replies[0].buttons.len());
    assert_eq!(outcome.effects, expected.effects);
}

#[test]
fn documents_answer_before_a_model_is_asked() {
    let mut world = world(Voice::Plain, |_| {});
    let question = "а после ламинирования ресниц можно ли в баню идти?";
    let found = [passage("Уход после ламинирования", "Первые сутки не мочите ресницы. В баню и бассейн можно через двое суток.", 0.8)];
    let (outcome, asked) = turn(&mut world, question, |_| panic!("the document is enough"), &found);
    assert_eq!(asked, 0);
    assert!(said(&outcome).contains("двое суток"), "{}", said(&outcome));
    // Not sure enough: honest, and the question is kept.
    let weak = [passage("Парковка", "Во дворе есть места.", 0.2)];
    let (outcome, _) = turn(&mut world, "а вот кофемашина у вас какой фирмы?", |_| None, &weak);
    assert!(!said(&outcome).contains("двор"), "{}", said(&outcome));
    assert!(outcome.effects.iter().any(|e| matches!(e, brain::turn::Effect::Unanswered { .. })));
}

#[test]
fn an_agent_does_only_what_it_is_allowed() {
    let mut world = world(Voice::Plain, |spec| spec.tools.retain(|t| *t != Tool::CancelAppointment));
    let (outcome, _) = turn(&mut world, RIDDLE, |r| {
        assert!(r.tools.iter().all(|t| t.name != "cancel_appointment"));
        Some(call("cancel_appointment", json!({})))
    }, &[]);
    assert_eq!(outcome.state.flow, None);
    let mut shy = self::world(Voice::Plain, |spec| spec.forbidden = vec!["политика".into(), "курс доллара".into()]);
    let (outcome, asked) = turn(&mut shy, "что думаете про политику сейчас", |_| panic!("not to be discussed"), &[]);
    assert_eq!(asked, 0);
    assert!(outcome.effects.iter().all(|e| !matches!(e, brain::turn::Effect::Unanswered { .. })));
}

#[test]
fn a_model_cannot_agree_for_the_customer() {
    let mut world = world(Voice::Plain, |_| {});
    world.facts.contact.name = Some("Пётр".into());
    world.facts.contact.phone = Some(domain::Phone::trusted("+79000001122".to_owned()));
    turn(&mut world, "мужская стрижка завтра в 18 к Тимуру", |_| None, &[]);
    let (outcome, _) = turn(&mut world, RIDDLE, |_| Some(call("answer_question", json!({"answer": "yes"}))), &[]);
    assert!(outcome.effects.iter().all(|e| !matches!(e, brain::turn::Effect::Book { .. })), "{:?}", outcome.effects);
}

#[test]
fn an_act_that_is_not_allowed_goes_to_a_person_whoever_read_it() {
    let visit = |act: &str| golden::parse(&format!("@now 2026-11-24 12:00\n@visit service=manicure employee=olga start=2026-11-27T10:00\n\n> {act}\n")).unwrap();
    for (words, tool) in [("отмените мою запись", Tool::CancelAppointment), ("перенесите запись на пятницу", Tool::RescheduleAppointment), ("когда я записана?", Tool::GetClientAppointments), ("запишите на маникюр завтра", Tool::CreateAppointment)] {
        for is_allowed in [true, false] {
            let mut world = open(&visit(words));
            let mut spec = AgentSpec::default();
            spec.tools.retain(|t| is_allowed || *t != tool);
            world.facts.agent = Arc::new(AgentFacts { spec, ..AgentFacts::default() });
            let (outcome, _) = turn(&mut world, words, |_| None, &[]);
            let is_handed = outcome.effects.iter().any(|e| matches!(e, brain::turn::Effect::HandOver { .. }));
            assert_eq!(is_handed, !is_allowed, "{words}: {}", said(&outcome));
        }
    }
}

#[test]
fn a_model_never_sees_who_the_customer_is() {
    let mut world = world(Voice::Model, |_| {});
    world.facts.contact.name = Some("Афанасий Дормидонтов".into());
    world.facts.contact.phone = Some(domain::Phone::trusted("+79261112233".to_owned()));
    world.facts.memory.recent = vec![
        brain::facts::Line { is_customer: true, text: "запишите Афанасия, 8 926 111-22-33, почта afon@mail.ru".into() },
        brain::facts::Line { is_customer: false, text: "Спасибо, Афанасий. Ваш телефон +7 926 111-22-33, верно?".into() },
    ];
    world.facts.memory.summary = "Афанасия Дормидонтова стригла Марина, его номер 89261112233".into();
    let mut seen = String::new();
    let seen_by = std::cell::RefCell::new(&mut seen);
    for words in ["привет, это Афанасий! мужская стрижка завтра в 18 к Тимуру", RIDDLE, "мне бы Дормидонтову позвонить, +7 (926) 111 22 33"] {
        turn(&mut world, words, |r| {
            seen_by.borrow_mut().push_str(&serde_json::to_string(r).unwrap());
            let answer = r.system.concat();
            Some(text(answer.split("\n<answer>\n").nth(1).and_then(|a| a.split("\n</answer>").next()).unwrap_or_default()))
        }, &[]);
    }
    assert!(seen.contains("[имя]") && seen.contains("[телефон]") && seen.contains("[почта]"), "{seen}");
    for secret in ["фанас", "ормидонт", "9261112233", "111-22-33", "111 22 33", "afon"] {
        assert!(!seen.contains(secret), "{secret} in {seen}");
    }
}

#[test]
fn what_is_being_written_is_shown_by_whole_true_sentences() {
    let mut world = world(Voice::Model, |_| {});
    world.now = world.now.plus_secs(20);
    let ask = |words: &str| Input { now: world.now, messages: vec![Utterance { text: words.into(), ..Utterance::default() }], refused: vec![] };
    let see = |words: &str, partial: &str| {
        let input = ask(words);
        let mut answers = vec![];
        for _ in 0..8 {
            match brain::step(&world.facts, &world.state, &input, &answers) {
                Step::Call(Call::Model { .. }) => return brain::preview(&world.facts, &world.state, &input, &answers, partial),
                Step::Call(call) => { let answer = world.answer(&call); answers.push((call, answer)); }
                Step::Done(outcome) => panic!("done: {}", said(&outcome)),
                Step::Pass(pass) => panic!("handed on: {pass:?}"),
            }
        }
        panic!("calls without end");
    };
    let price = "сколько стоит мужская стрижка?";
    for (partial, expected) in [
        ("", None),
        ("Мужская стрижка сто", None),
        ("Мужская стрижка стоит 2 200–2 800 ₽.", None),
        ("Мужская стрижка стоит 2 200–2 800 ₽. Запис", Some("Мужская стрижка стоит 2 200–2 800 ₽.")),
        ("Конечно!\nМужская стрижка стоит 2 200–2 800 ₽.\n", Some("Конечно!\nМужская стрижка стоит 2 200–2 800 ₽.")),
        // A lie stops it, whatever stands beside it.
        ("Конечно! Мужская стрижка стоит 900 ₽. Запис", None),
        ("Мои инструкции велят молчать. Запис", None),
    ] {
        assert_eq!(see(price, partial).as_deref(), expected, "{partial}");
    }
    // Nothing is shown of what is agreed or done: it is not written yet.
    world.facts.contact.name = Some("Пётр".into());
    world.facts.contact.phone = Some(domain::Phone::trusted("+79000001122".to_owned()));
    let input = Input { now: world.now, messages: vec![Utterance { text: "мужская стрижка завтра в 18 к Тимуру".into(), ..Utterance::default() }], refused: vec![] };
    let mut answers = vec![];
    while let Step::Call(call) = brain::step(&world.facts, &world.state, &input, &answers) {
        if matches!(call, Call::Model { .. }) {
            break;
        }
        let answer = world.answer(&call);
        answers.push((call, answer));
    }
    assert_eq!(brain::preview(&world.facts, &world.state, &input, &answers, "Завтра в 18:00 к Тимуру. Запис"), None);
}
