//! Deals: what a contact wants of the firm, from the first message on, and how far it has come. Their stages are `pipeline.rs`.

use crate::{Ts, conversation::text_enum, Error, id::{BookingId, ContactId, ConversationId, DealId, DealMoveId, MemberId}};
use crate::pipeline::{Need, StageKind};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::str::FromStr;
use uuid::Uuid;

/// Most facts kept of a deal, and most of the firm's own fields.
pub const MOST_KNOWN: usize = 40;
pub const MOST_FIELDS: usize = 50;
/// Most characters of a fact, of a title, of a reason.
pub const LONGEST_KNOWN: usize = 300;
pub const LONGEST_TITLE: usize = 200;
pub const LONGEST_REASON: usize = 120;
/// The dearest deal, in minor units.
pub const MOST_AMOUNT: i64 = 1_000_000_000_000;
/// Deals moved at once.
pub const MOST_AT_ONCE: usize = 200;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deal {
    pub id: DealId,
    pub contact_id: ContactId,
    /// Where it began; none when a person made it.
    pub conversation_id: Option<ConversationId>,
    /// Key of its pipeline, and of the stage it stands at.
    pub pipeline: String,
    pub stage: String,
    pub status: DealStatus,
    pub title: Option<String>,
    /// Minor units of the firm's currency.
    pub amount: Option<i64>,
    pub owner_id: Option<MemberId>,
    /// Key of the tour it is about, once there is one.
    pub tour: Option<String>,
    /// What scripts found out: variable → value, put the same way whatever the words were (`people` = `2`, `dates` = `2027-07`).
    pub known: BTreeMap<String, String>,
    /// The firm's own fields.
    pub fields: BTreeMap<String, String>,
    /// When it should be won.
    pub expected_on: Option<Date>,
    /// Why it was lost.
    pub loss_reason: Option<String>,
    /// Since when it stands at its stage.
    pub stage_since: Ts,
    /// When it was won or lost.
    pub closed_at: Option<Ts>,
    /// When to look whether the customer has fallen silent, where the stage wants to know.
    pub quiet_at: Option<Ts>,
    pub created_at: Ts,
    pub updated_at: Ts,
}

text_enum! {
    /// What the kind of its stage makes of a deal.
    DealStatus, "status" {
        Open => "open",
        Won => "won",
        Lost => "lost",
    }
}

impl From<StageKind> for DealStatus {
    fn from(kind: StageKind) -> Self {
        match kind {
            StageKind::Open => DealStatus::Open,
            StageKind::Won => DealStatus::Won,
            StageKind::Lost => DealStatus::Lost,
        }
    }
}

text_enum! {
    /// Why a deal was moved.
    MoveCause, "cause" {
        /// Somebody, or a program of the firm, moved it.
        Person => "person",
        /// The dialogue came that far.
        Agent => "agent",
        /// Something became of a visit.
        Booking => "booking",
        /// A partner took the customer, or served them.
        Referral => "referral",
        /// The customer fell silent.
        Silence => "silence",
        /// The pipeline was changed under it.
        Rule => "rule",
        /// It was here already when history began.
        Import => "import",
    }
}

/// One step of a deal's way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DealMove {
    pub id: DealMoveId,
    pub deal_id: DealId,
    /// None: it began there.
    pub from: Option<String>,
    pub to: String,
    /// Key of the pipeline of `to`.
    pub pipeline: String,
    pub cause: MoveCause,
    /// Who did it, as the audit log writes it.
    pub actor_kind: String,
    pub actor_id: Option<Uuid>,
    pub at: Ts,
    /// Microseconds at the stage it left.
    pub spent: Option<i64>,
    pub loss_reason: Option<String>,
    pub booking_id: Option<BookingId>,
}

impl Deal {
    /// A deal that has just begun there.
    pub fn new(contact_id: ContactId, conversation_id: Option<ConversationId>, stage: &crate::pipeline::Stage, now: Ts) -> Deal {
        Deal {
            id: DealId::new(), contact_id, conversation_id, pipeline: stage.pipeline.clone(), stage: stage.key.clone(), status: stage.kind.into(), title: None, amount: None, owner_id: None, tour: None,
            known: BTreeMap::new(), fields: BTreeMap::new(), expected_on: None, loss_reason: None, stage_since: now, closed_at: (stage.kind != StageKind::Open).then_some(now),
            quiet_at: stage.rules.silence.as_ref().map(|s| quiet_at(now, s.days)), created_at: now, updated_at: now,
        }
    }

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

    /// Puts it at a stage. Won is closed once, whatever other stage of the won it goes to.
    pub fn stand_at(&mut self, stage: &crate::pipeline::Stage, now: Ts) {
        let status = DealStatus::from(stage.kind);
        if status == DealStatus::Open {
            self.closed_at = None;
        } else if status != self.status || self.closed_at.is_none() {
            self.closed_at = Some(now);
        }
        if status != DealStatus::Lost {
            self.loss_reason = None;
        }
        self.pipeline.clone_from(&stage.pipeline);
        self.stage.clone_from(&stage.key);
        self.status = status;
        self.stage_since = now;
        self.updated_at = now;
        self.quiet_at = stage.rules.silence.as_ref().map(|s| quiet_at(now, s.days));
    }

    /// Is it known?
    pub fn has(&self, need: Need<'_>) -> bool {
        let holds = |map: &BTreeMap<String, String>, name: &str| map.get(name).is_some_and(|value| !value.trim().is_empty());
        match need {
            Need::Amount => self.amount.is_some(),
            Need::Owner => self.owner_id.is_some(),
            Need::Tour => self.tour.is_some(),
            Need::ExpectedOn => self.expected_on.is_some(),
            Need::Known(name) => holds(&self.known, name),
            Need::Field(name) => holds(&self.fields, name),
        }
    }

    /// What a stage asks for and the deal does not have.
    pub fn missing<'a>(&self, required: &'a [String]) -> Vec<&'a str> {
        required.iter().map(String::as_str).filter(|path| Need::parse(path).is_some_and(|need| !self.has(need))).collect()
    }
}

/// So many days after.
pub fn quiet_at(since: Ts, days: u16) -> Ts {
    since.plus_secs(i64::from(days) * 86_400)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::usual;

    fn deal() -> Deal {
        Deal::new(ContactId::new(), None, &usual().stages[0], Ts::from_micros(0))
    }

    #[test]
    fn a_deal_learns_forgets_and_stays_small() {
        let mut deal = deal();
        let of = |pairs: &[(&str, &str)]| pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect::<BTreeMap<_, _>>();
        assert!(deal.learn(&of(&[("people", " 2 "), ("dates", "2027-07")]), Some("ala-kul")));
        assert!(!deal.learn(&of(&[("people", "2")]), Some("ala-kul")));
        assert!(deal.learn(&of(&[("people", "")]), None));
        assert_eq!((deal.known.len(), deal.tour.as_deref()), (1, Some("ala-kul")));
        deal.learn(&(0..100).map(|n| (format!("v{n}"), "x".repeat(1_000))).collect(), Some(""));
        assert_eq!((deal.known.len(), deal.tour.clone()), (MOST_KNOWN, None));
        assert!(deal.known.values().all(|v| v.chars().count() <= LONGEST_KNOWN));
    }

    #[test]
    fn a_deal_closes_once_and_opens_again() {
        let (mut deal, usual, at) = (deal(), usual(), Ts::from_micros);
        deal.stand_at(&usual.stages[5], at(5));
        deal.stand_at(&usual.stages[6], at(6));
        assert_eq!((deal.status, deal.closed_at, deal.stage_since), (DealStatus::Won, Some(at(5)), at(6)));
        deal.loss_reason = Some("x".into());
        deal.stand_at(&usual.stages[1], at(7));
        assert_eq!((deal.status, deal.closed_at, deal.loss_reason.clone()), (DealStatus::Open, None, None));
    }

    #[test]
    fn what_is_missing_is_named() {
        let mut deal = deal();
        let required = ["amount", "owner", "known.people", "fields.Рост"].map(str::to_owned);
        assert_eq!(deal.missing(&required), ["amount", "owner", "known.people", "fields.Рост"]);
        deal.amount = Some(0);
        deal.owner_id = Some(MemberId::new());
        deal.known.insert("people".into(), "2".into());
        deal.fields.insert("Рост".into(), " ".into());
        assert_eq!(deal.missing(&required), ["fields.Рост"]);
    }
}
