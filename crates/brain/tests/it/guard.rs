//! The guard against a model that lies: every line of `lies.txt` against the pack's own catalog.

use crate::world::{World, packs};
use brain::golden;
use brain::guard::{Deed, Evidence, Ground, Readings, check, missing};
use domain::Lang;
use domain::id::ServiceId;
use domain::slot::Slot;
use domain::Ts;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

fn world() -> World {
    crate::world::open(&golden::parse("@now 2026-11-24 12:00").unwrap())
}

struct Block {
    title: String,
    lines: Vec<(usize, char, String)>,
}

fn blocks(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = vec![];
    for (i, line) in text.lines().enumerate() {
        let line = line.trim();
        let Some(mark) = line.chars().next() else { continue };
        let rest = line.strip_prefix(mark).unwrap_or(line).trim().to_owned();
        match mark {
            '#' => blocks.push(Block { title: rest, lines: vec![] }),
            mark => blocks.last_mut().unwrap().lines.push((i + 1, mark, rest)),
        }
    }
    blocks
}

#[test]
fn no_lie_gets_through_and_no_truth_is_lost() {
    let world = world();
    let catalog = &world.facts.catalog;
    let zone = TimeZone::get("Europe/Moscow").unwrap();
    let (mut lies, mut failures) = (0, vec![]);
    for block in blocks(include_str!("lies.txt")) {
        let mut about: Vec<ServiceId> = vec![];
        for (_, mark, line) in &block.lines {
            if let ('@', Some(key)) = (mark, line.strip_prefix("about ")) {
                about.push(world.keys.services[key]);
            }
        }
        let ground = Ground { catalog, now: world.now, zone: &zone, services: &about, day: None, customer: Some("Пётр"), agent: "Варя", readings: &Readings::default() };
        let mut evidence = Evidence::of_firm(&ground);
        for (_, mark, line) in &block.lines {
            if *mark == '@' {
                learn(&mut evidence, line, &world, &ground, &zone);
            }
        }
        for (number, mark, line) in &block.lines {
            let verdict = check(line, &evidence, &ground);
            match mark {
                '-' => {
                    lies += 1;
                    if !verdict.text.is_empty() {
                        failures.push(format!("{number} [{}] a lie got through: {line}", block.title));
                    }
                }
                '+' if verdict.text != *line => failures.push(format!("{number} [{}] a truth was lost: {line}: {:?}", block.title, verdict.cut)),
                _ => {}
            }
        }
    }
    assert!(failures.is_empty(), "{} of {lies} lies and truths went wrong\n{}", failures.len(), failures.join("\n"));
    assert!(lies >= 100, "only {lies} lies");
}

fn learn(evidence: &mut Evidence, line: &str, world: &World, ground: &Ground<'_>, zone: &TimeZone) {
    let (noun, rest) = line.split_once(' ').unwrap();
    let services = |keys: &str| keys.split(',').map(|k| world.keys.services[k]).collect::<Vec<_>>();
    match noun {
        "about" => {}
        "service" => evidence.service(world.keys.services[rest], Lang::Ru, ground),
        "product" => evidence.product(ground.catalog.products.rows.iter().find(|p| p.name == rest).unwrap(), Lang::Ru, ground),
        "say" => evidence.say(rest, ground),
        "secret" => evidence.keep_secret(rest),
        "did" => evidence.did(match rest {
            "booked" => Deed::Booked,
            "moved" => Deed::Moved,
            other => panic!("no deed {other}"),
        }),
        "slot" => {
            let [employee, at, about] = rest.split(' ').collect::<Vec<_>>()[..] else { panic!("{line}") };
            let starts_at = Ts::from(&at.parse::<DateTime>().unwrap().to_zoned(zone.clone()).unwrap());
            let slot = Slot { branch_id: world.keys.branches["pokrovka"], employee_id: world.keys.employees[employee], resource_id: None, starts_at, ends_at: starts_at.plus_minutes(45) };
            evidence.slot(&slot, &services(about), ground);
        }
        "faq" => {
            let text = std::fs::read_to_string(packs().join("salon/faq.toml")).unwrap();
            let all: toml::Value = toml::from_str(&text).unwrap();
            let entry = all["faq"].as_array().unwrap().iter().find(|f| f["key"].as_str() == Some(rest)).unwrap();
            let question = entry["ru"]["questions"][0].as_str().unwrap();
            evidence.faq(question, entry["ru"]["answer"].as_str().unwrap(), ground);
        }
        other => panic!("no evidence {other}"),
    }
}

#[test]
fn a_sum_up_that_loses_its_hour_is_noticed() {
    let world = world();
    let zone = TimeZone::get("Europe/Moscow").unwrap();
    let ground = Ground { catalog: &world.facts.catalog, now: world.now, zone: &zone, services: &[], day: None, customer: None, agent: "Варя", readings: &Readings::default() };
    let ours = "Мужская стрижка, Тимур Ахметов, завтра, в среду, 25 ноября, в 18:00. Стоимость 2 200 ₽. Записать?";
    assert!(missing(ours, "Записываю вас завтра в 18:00 к Тимуру на мужскую стрижку, 2 200 ₽, верно?", &ground).is_empty());
    assert!(!missing(ours, "Записываю вас завтра к Тимуру, 2 200 ₽, верно?", &ground).is_empty());
    assert!(!missing(ours, "Записываю вас завтра в 18:00 к Тимуру, верно?", &ground).is_empty());
}

#[test]
fn what_no_sentence_tells_all_of_them_may() {
    let world = world();
    let zone = TimeZone::get("Europe/Moscow").unwrap();
    let ground = Ground { catalog: &world.facts.catalog, now: world.now, zone: &zone, services: &[], day: None, customer: None, agent: "Варя", readings: &Readings::default() };
    let mut evidence = Evidence::of_firm(&ground);
    evidence.keep_secret("Пароль смены: МОРОСКА");
    for text in [
        "Маникюр.\nОкрашивание.\nРада помочь.\nОкрашивание.\nСтрижка.\nКонечно.\nА маникюр?",
        "Маникюр окрашивание рада окрашивание стрижка конечно Анна.",
    ] {
        let verdict = check(text, &evidence, &ground);
        assert_eq!(verdict.text, "", "{verdict:?}");
    }
    // What the firm says itself is no secret any more.
    evidence.say("Пароль смены: МОРОСКА", &ground);
    assert_eq!(check("Пароль смены: МОРОСКА.", &evidence, &ground).cut, []);
}

#[test]
fn nothing_false_is_said_of_a_tour() {
    let script = golden::parse("@now 2027-06-01 12:00").unwrap();
    let world = crate::world::open_in("tours", &script);
    let zone = TimeZone::get("Asia/Bishkek").unwrap();
    let ground = Ground { catalog: &world.facts.catalog, now: world.now, zone: &zone, services: &[], day: None, customer: None, agent: "Айпери", readings: &Readings::default() };
    let (mut lies, mut failures) = (0, vec![]);
    for block in blocks(include_str!("tour_lies.txt")) {
        let mut evidence = Evidence::of_firm(&ground);
        for (_, mark, line) in &block.lines {
            match (mark, line.split_once(' ').unwrap()) {
                ('@', ("tour", key)) => {
                    for lang in [Lang::Ru, Lang::En] {
                        evidence.tour(world.facts.catalog.tours.by_key(key).unwrap(), lang, &ground);
                    }
                }
                ('@', ("say", text)) => evidence.say(text, &ground),
                _ => {}
            }
        }
        for (number, mark, line) in &block.lines {
            let verdict = check(line, &evidence, &ground);
            match mark {
                '-' => {
                    lies += 1;
                    if verdict.cut.is_empty() {
                        failures.push(format!("{number} [{}] a lie got through: {line}", block.title));
                    }
                }
                '+' if verdict.text != *line => failures.push(format!("{number} [{}] a truth was lost: {line}: {:?}", block.title, verdict.cut)),
                _ => {}
            }
        }
    }
    assert!(failures.is_empty(), "{} went wrong\n{}", failures.len(), failures.join("\n"));
    assert!(lies >= 20, "only {lies} lies");
}
