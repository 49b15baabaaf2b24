//! Greetings, thanks, small talk, slang, slips and everything beside the point, to firms of any trade: what comes of each message.

use crate::battery::set::papers;
use crate::world::open_in;
use domain::Lang;
use domain::faq::Faq;
use domain::id::FaqId;
use samovar_brain::facts::Catalog;
use samovar_brain::golden::{Scenery, Shelf, World, parse};
use serde_json::Value;
use std::sync::Arc;

const QUIET: &str = "# Chatter\n@now 2026-11-24 12:00\n> привет\n";

fn world(firm: &str) -> World {
    let script = parse(QUIET).unwrap();
    match firm {
        "clinic" => {}
        // Firms that have written nothing down.
        "gym" | "shop" => return open_in("blank", &script),
        pack => return open_in(pack, &script),
    }
    // A clinic is a blank firm with papers of its own.
    let blank = crate::world::firm("blank", script.now.date());
    let mut catalog: Catalog = (*blank.catalog).clone();
    let rows: Vec<Faq> = papers("clinic", 2)
        .into_iter()
        .map(|p| Faq { id: FaqId(p.passage.chunk_id.uuid()), lang: Lang::Ru, questions: p.passage.heading.lines().map(str::to_owned).collect(), answer: p.passage.text, is_active: true, position: 0, category_id: None, created_at: catalog.org.created_at })
        .collect();
    catalog.faq.extend(rows);
    let shelf = Arc::new(Shelf::new(&catalog.faq, &[]));
    World::new(&Scenery { catalog: Arc::new(catalog), shelf, ..blank }, &script).unwrap()
}

/// `greet`, `complaint`, `hours`, `book`: what a command is about, else its name.
fn kinds(trace: &Value) -> Vec<String> {
    let all = trace["commands"].as_array().cloned().unwrap_or_default();
    let told = |c: &Value| ["kind", "reason", "topic", "flow", "command"].iter().find_map(|key| c[*key].as_str()).unwrap_or_default().to_owned();
    all.iter().map(told).collect()
}

#[test]
fn what_people_say_beside_the_point_is_taken_as_meant() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for line in include_str!("chatter.tsv").lines().filter(|l| !l.starts_with('#')) {
        let [firm, text, expected] = line.split('\t').collect::<Vec<_>>().try_into().unwrap();
        let mut world = world(firm);
        let heard = world.says(text);
        let found = kinds(world.why());
        let said: Vec<String> = heard.replies.iter().map(|r| r.text.replace('\n', " ")).collect();
        let (wanted, unwanted): (Vec<&str>, Vec<&str>) = expected.split([' ', ',']).partition(|w| !w.starts_with('!'));
        let is_right = (wanted.is_empty() || found.iter().any(|k| wanted.contains(&k.as_str()))) && !found.iter().any(|k| unwanted.contains(&format!("!{k}").as_str()));
        let is_whole = |s: &str| !s.trim().is_empty() && (!s.trim_end().ends_with(':') || heard.replies.iter().any(|r| !r.buttons.is_empty()));
        let is_said = said.iter().all(|s| is_whole(s)) && !said.is_empty();
        // Nobody is told of a salon who wrote to another firm.
        let is_fitting = firm == "salon" || !said.iter().any(|s| s.contains("салон"));
        count += 1;
        if !is_right || !is_said && !found.contains(&"spam".to_owned()) || !is_fitting {
            wrong.push(format!("{firm} «{text}» wanted {expected}, is {found:?}: {}", said.join(" / ")));
        }
        if std::env::var_os("SHOW_CHATTER").is_some() {
            println!("{firm} «{text}» {found:?}: {}", said.join(" / "));
        }
    }
    println!("{} of {count} taken as meant", count - wrong.len());
    assert!(count >= 150 && wrong.is_empty(), "{}", wrong.join("\n"));
}
