//! Deals: what a contact wants of the firm, from the first message on, and the stages of the funnel it passes.

use crate::{Error, Ts, conversation::text_enum, id::{ContactId, ConversationId, DealId}};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::str::FromStr;

/// Most facts kept of a deal.
pub const MOST_KNOWN: usize = 40;
/// Most characters of a fact.
pub const LONGEST_KNOWN: usize = 300;
/// Most stages of a funnel.
pub const MOST_STAGES: usize = 40;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deal {
    pub id: DealId,
    pub contact_id: ContactId,
    /// Where it began; none when a person made it.
    pub conversation_id: Option<ConversationId>,
    /// Key of the stage it stands at.
    pub stage: String,
    /// Key of the tour it is about, once there is one.
    pub tour: Option<String>,
    /// What scripts found out: variable → value, put the same way whatever the words were (`people` = `2`, `dates` = `2027-07`).
    pub known: BTreeMap<String, String>,
    pub created_at: Ts,
    pub updated_at: Ts,
}

impl Deal {
    /// Takes in what was found out; an empty value forgets. True when something is other than before.
    pub fn learn(&mut self, known: &BTreeMap<String, String>, tour: Option<&str>) -> bool {
        let before = (self.known.clone(), self.tour.clone());
        for (name, value) in known {
            let value: String = value.trim().chars().take(LONGEST_KNOWN).collect();
            if value.is_empty() {
                self.known.remove(name);
            } else if self.known.len() < MOST_KNOWN || self.known.contains_key(name) {
                self.known.insert(name.clone(), value);
            }
        }
        if let Some(tour) = tour {
            self.tour = Some(tour.to_owned()).filter(|t| !t.is_empty());
        }
        before != (self.known.clone(), self.tour.clone())
    }
}

/// A place in the funnel. Scripts and agents name stages by key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stage {
    pub key: String,
    pub name: String,
    pub name_en: String,
    pub kind: StageKind,
    pub position: i64,
}

text_enum! {
    StageKind, "kind" {
        Open => "open",
        Won => "won",
        Lost => "lost",
    }
}

/// The funnel of a firm that has none of its own.
pub fn usual_stages() -> Vec<Stage> {
    const USUAL: [(&str, &str, &str, StageKind); 9] = [
        ("new-lead", "Новая заявка", "New lead", StageKind::Open),
        ("qualification", "Квалификация", "Qualification", StageKind::Open),
        ("nurturing", "Прогрев", "Nurturing", StageKind::Open),
        ("offer", "Предложение", "Offer", StageKind::Open),
        ("negotiation", "Переговоры", "Negotiation", StageKind::Open),
        ("sale", "Продажа", "Sale", StageKind::Won),
        ("service", "Сервис", "Service", StageKind::Won),
        ("feedback", "Обратная связь", "Feedback", StageKind::Won),
        ("repeat-sale", "Повторная продажа", "Repeat sale", StageKind::Won),
    ];
    (1_i64..).zip(USUAL).map(|(position, (key, name, name_en, kind))| Stage { key: key.to_owned(), name: name.to_owned(), name_en: name_en.to_owned(), kind, position }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deal_learns_forgets_and_stays_small() {
        let at = Ts::from_micros(0);
        let mut deal = Deal { id: DealId::new(), contact_id: ContactId::new(), conversation_id: None, stage: "new-lead".into(), tour: None, known: BTreeMap::new(), created_at: at, updated_at: at };
        let of = |pairs: &[(&str, &str)]| pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect::<BTreeMap<_, _>>();
        assert!(deal.learn(&of(&[("people", " 2 "), ("dates", "2027-07")]), Some("ala-kul")));
        assert!(!deal.learn(&of(&[("people", "2")]), Some("ala-kul")));
        assert!(deal.learn(&of(&[("people", "")]), None));
        assert_eq!((deal.known.len(), deal.tour.as_deref()), (1, Some("ala-kul")));
        deal.learn(&(0..100).map(|n| (format!("v{n}"), "x".repeat(1_000))).collect(), Some(""));
        assert_eq!((deal.known.len(), deal.tour), (MOST_KNOWN, None));
        assert!(deal.known.values().all(|v| v.chars().count() <= LONGEST_KNOWN));
        assert_eq!(usual_stages().len(), 9);
    }
}
