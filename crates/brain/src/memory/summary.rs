//! The summary of a talk by rules: what was asked, what was done, what was promised, what is open. The same talk gives the same summary.

use super::word::{Words, sentences};
use crate::model::mask;
use crate::facts::Catalog;
use crate::turn::Effect;
use domain::Lang;
use domain::slot::Slot;

/// Longest summary, in characters; its oldest lines go first.
const LENGTH: usize = 1_200;
const LINE: usize = 140;

/// Something that happened in a turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    Booked(String),
    Moved(String),
    Cancelled,
    HandedOver(String),
}

/// One turn, as far as the summary needs it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Step {
    pub asked: String,
    pub answered: String,
    pub deeds: Vec<Deed>,
}

/// What the effects of a turn come to, with names and the day as it stands in the calendar.
pub fn deeds(catalog: &Catalog, effects: &[Effect]) -> Vec<Deed> {
    let lang = catalog.org.lang.spoken();
    let when = |slot: &Slot| {
        let zone = catalog.branch(slot.branch_id).and_then(|b| domain::time::zone(&b.zone).ok()).unwrap_or(jiff::tz::TimeZone::UTC);
        slot.starts_at.in_zone(&zone).strftime("%d.%m.%Y %H:%M").to_string()
    };
    let who = |slot: &Slot| catalog.employee(slot.employee_id).map_or("", |e| e.name.as_str());
    let deed = |effect: &Effect| match effect {
        Effect::Book { services, slot, .. } => {
            let names: Vec<&str> = services.iter().filter_map(|id| catalog.service(*id)).map(|s| crate::dialogue::service_title(lang, s)).collect();
            Some(Deed::Booked(format!("{}, {}, {}", names.join(", "), who(slot), when(slot))))
        }
        Effect::Move { slot, .. } => Some(Deed::Moved(format!("{}, {}", who(slot), when(slot)))),
        Effect::Cancel { .. } => Some(Deed::Cancelled),
        Effect::HandOver { reason, .. } => Some(Deed::HandedOver(crate::outcome::reason(*reason))),
        _ => None,
    };
    effects.iter().filter_map(deed).collect()
}

const PROMISES: &[&str] = &["передам", "передала", "передал", "перезвон*", "уточню", "уточним", "напомн*", "пришлю", "пришлем", "отправлю", "отправим", "позову", "will call", "will send", "will remind", "will check", "let you know", "passed on"];
const EMPTY: &[&str] = &["да", "нет", "ок", "хорошо", "спасибо", "ага", "угу", "здравствуйте", "привет", "добрый день", "yes", "no", "ok", "thanks", "hi", "hello"];

struct Heads {
    asked: &'static str,
    booked: &'static str,
    moved: &'static str,
    cancelled: &'static str,
    handed: &'static str,
    promised: &'static str,
    open: &'static str,
}

const RU: Heads = Heads { asked: "Клиент: ", booked: "Записан: ", moved: "Перенесено: ", cancelled: "Визит отменён.", handed: "Позвали человека: ", promised: "Обещано: ", open: "Открытый вопрос: " };
const EN: Heads = Heads { asked: "Customer: ", booked: "Booked: ", moved: "Moved: ", cancelled: "The visit was cancelled.", handed: "A person was asked for: ", promised: "Promised: ", open: "Open question: " };

/// The summary so far with these turns added.
pub fn roll(before: &str, steps: &[Step], lang: Lang) -> String {
    let heads = if lang.spoken() == Lang::En { &EN } else { &RU };
    let mut lines: Vec<String> = before.lines().filter(|l| !l.starts_with(heads.open)).map(str::to_owned).collect();
    for step in steps {
        let asked = short(&step.asked);
        if !asked.is_empty() && !is_empty(&step.asked) {
            lines.push(format!("{}{asked}", heads.asked));
        }
        for deed in &step.deeds {
            lines.push(match deed {
                Deed::Booked(what) => format!("{}{}", heads.booked, short(what)),
                Deed::Moved(what) => format!("{}{}", heads.moved, short(what)),
                Deed::Cancelled => heads.cancelled.to_owned(),
                Deed::HandedOver(why) => format!("{}{}", heads.handed, short(why)),
            });
        }
        lines.extend(sentences(&step.answered).into_iter().filter(|(s, asks)| !asks && Words::of(s).has(PROMISES)).map(|(s, _)| format!("{}{}", heads.promised, short(&s))));
    }
    lines.dedup();
    let open = steps.last().and_then(|step| sentences(&step.answered).into_iter().rev().find(|(_, asks)| *asks));
    if let Some((question, _)) = open {
        lines.push(format!("{}{}?", heads.open, short(&question)));
    }
    while lines.len() > 1 && lines.iter().map(|l| l.chars().count() + 1).sum::<usize>() > LENGTH {
        lines.remove(0);
    }
    lines.join("\n")
}

fn short(text: &str) -> String {
    let flat = mask(text).split_whitespace().collect::<Vec<_>>().join(" ");
    let mut cut: String = flat.chars().take(LINE).collect();
    if flat.chars().count() > LINE {
        cut.push('…');
    }
    cut
}

fn is_empty(text: &str) -> bool {
    let words = Words::of(text).0.join(" ");
    words.is_empty() || EMPTY.contains(&words.as_str())
}
