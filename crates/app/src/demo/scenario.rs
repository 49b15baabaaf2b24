//! The scenarios: golden dialogues that make sense on a living calendar, with names for people. A pack without the files
//! has the few that fit any firm.

use crate::pack;
use brain::golden::{Script, parse};
use domain::{Error, Result};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scenario {
    /// The dialogue's file name.
    pub key: &'static str,
    pub title_ru: &'static str,
    pub title_en: &'static str,
}

const fn scenario(key: &'static str, title_ru: &'static str, title_en: &'static str) -> Scenario {
    Scenario { key, title_ru, title_en }
}

const ALL: [Scenario; 14] = [
    scenario("book-step-by-step", "Запись по шагам", "Booking step by step"),
    scenario("book-all-in-one", "Всё одним сообщением", "Everything in one message"),
    scenario("book-by-buttons", "Запись кнопками", "Booking by buttons"),
    scenario("burst", "Три коротких сообщения подряд", "Three short messages in a row"),
    scenario("change-of-mind-day-twice", "Клиент дважды меняет день", "The day is changed twice"),
    scenario("digress-faq", "Вопрос посреди записи", "A question in the middle of a booking"),
    scenario("price-then-book", "Сначала цена, потом запись", "First the price, then the booking"),
    scenario("two-services-added", "Вторая услуга вспомнилась позже", "A second service comes to mind"),
    scenario("kids-haircut", "Стрижка для ребёнка", "A child's haircut"),
    scenario("rude-guest", "Резкий клиент", "A rude guest"),
    scenario("faq-mixed-bag", "Три вопроса подряд", "Three questions in a row"),
    scenario("complaint", "Жалоба: нужен человек", "A complaint: a person is needed"),
    scenario("human-asked", "Просит позвать человека", "A person is asked for"),
    scenario("en-book", "Запись по-английски", "Booking in English"),
];

/// Said to any firm whatever it does; these are lent to packs that have no dialogues of their own.
const ANYWHERE: [&str; 2] = ["complaint", "human-asked"];
const LENDER: &str = "salon";

/// What can be played in a firm of this pack.
pub fn list(pack: &str) -> Vec<Scenario> {
    ALL.into_iter().filter(|s| text(pack, s.key).is_some()).collect()
}

fn text(pack: &str, key: &str) -> Option<String> {
    pack::dialogue(pack, key).or_else(|| ANYWHERE.contains(&key).then(|| pack::dialogue(LENDER, key)).flatten())
}

pub(super) fn script(pack: &str, key: &str) -> Result<Script> {
    let known = ALL.iter().find(|s| s.key == key);
    let text = known.and_then(|s| text(pack, s.key)).ok_or_else(|| Error::not_found("scenario"))?;
    parse(&text).map_err(|why| Error::internal(format!("the golden dialogue {key} does not read: {why}")).op("demo.scenario"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use brain::golden::Act;

    #[test]
    fn every_scenario_is_there_and_needs_no_stage() {
        assert_eq!(list("salon").len(), ALL.len());
        assert_eq!(list("blank").iter().map(|s| s.key).collect::<Vec<_>>(), ANYWHERE);
        for scenario in ALL {
            let script = script("salon", scenario.key).unwrap();
            assert!(script.visits.is_empty() && script.busy.is_empty(), "{}", scenario.key);
            assert!(script.steps.iter().all(|s| matches!(s.act, Act::Say { .. } | Act::Press(_))), "{}", scenario.key);
        }
        for key in ["", "../pack", "cancel-visit", "nothing"] {
            assert_eq!(script("salon", key).unwrap_err().kind, domain::Kind::NotFound);
        }
    }
}
