//! Pipelines: the ways deals go, each a row of stages with what holds there: what must be known, what is to be done, and what
//! moves a deal by itself. Deals are `deal.rs`.

use crate::{Error, Result, conversation::text_enum};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// Most pipelines of a firm.
pub const MOST_PIPELINES: usize = 20;
/// Most stages of a pipeline.
pub const MOST_STAGES: usize = 40;
/// Most reasons a firm tells lost deals apart by.
pub const MOST_REASONS: usize = 50;
/// Most fields a stage asks for.
pub const MOST_REQUIRED: usize = 20;
/// Most tasks a stage begins with.
pub const MOST_TASKS: usize = 10;
/// Longest silence a rule waits for, in days.
pub const LONGEST_SILENCE: u16 = 365;
/// The key of the pipeline every firm has.
pub const MAIN: &str = "main";

/// A way deals go. Its stages are in their order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pipeline {
    /// By which it is named; never changed.
    pub key: String,
    pub name: String,
    pub name_en: String,
    pub position: i64,
    /// Deals begin here unless somebody says otherwise; a firm has exactly one.
    pub is_default: bool,
    pub stages: Vec<Stage>,
    /// Why deals are lost. None: nobody is asked.
    pub loss_reasons: Vec<String>,
}

/// A place in a pipeline. Scripts and agents name stages by key, which is unique in a firm.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stage {
    pub key: String,
    pub name: String,
    pub name_en: String,
    pub kind: StageKind,
    /// In its pipeline, from 1.
    pub position: i64,
    /// Key of its pipeline.
    #[serde(default = "main_key")]
    pub pipeline: String,
    #[serde(default = "gray")]
    pub color: StageColor,
    #[serde(default)]
    pub rules: StageRules,
}

fn main_key() -> String {
    MAIN.to_owned()
}

const fn gray() -> StageColor {
    StageColor::Gray
}

text_enum! {
    StageKind, "kind" {
        Open => "open",
        Won => "won",
        Lost => "lost",
    }
}

text_enum! {
    /// Names of the design's palette.
    StageColor, "color" {
        Gray => "gray",
        Red => "red",
        Pink => "pink",
        Grape => "grape",
        Violet => "violet",
        Indigo => "indigo",
        Blue => "blue",
        Cyan => "cyan",
        Teal => "teal",
        Green => "green",
        Lime => "lime",
        Yellow => "yellow",
        Orange => "orange",
    }
}

impl StageColor {
    /// A colour for a stage that was given none.
    pub fn of(kind: StageKind, place: usize) -> StageColor {
        const OPEN: [StageColor; 6] = [StageColor::Blue, StageColor::Cyan, StageColor::Teal, StageColor::Violet, StageColor::Orange, StageColor::Yellow];
        match kind {
            StageKind::Open => OPEN.get(place % OPEN.len()).copied().unwrap_or(StageColor::Gray),
            StageKind::Won => StageColor::Green,
            StageKind::Lost => StageColor::Red,
        }
    }
}

/// What holds at a stage. Rules of people hold people only: what moves a deal by itself is not stopped by a field that is missing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StageRules {
    /// What must be known of a deal before a person moves it here, see `Need`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub required: Vec<String>,
    /// What is to be done when a deal comes here.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tasks: Vec<StageTask>,
    /// What brings the customer's deal here by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enter_on: Option<EnterOn>,
    /// Where a deal goes whose customer falls silent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub silence: Option<Silence>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StageTask {
    pub title: String,
    /// Hours from the deal's coming.
    pub due_hours: u32,
    pub to: TaskFor,
}

text_enum! {
    /// Who gets a stage's task.
    TaskFor, "to" {
        Owner => "owner",
        Nobody => "nobody",
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Silence {
    /// Without a message of the customer.
    pub days: u16,
    /// Key of another stage of the pipeline.
    pub to: String,
}

/// What becomes of a visit, or of a client handed to a partner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum EnterOn {
    #[serde(rename = "booking.created")]
    Created,
    #[serde(rename = "booking.arrived")]
    Arrived,
    #[serde(rename = "booking.done")]
    Done,
    #[serde(rename = "booking.missed")]
    Missed,
    /// A partner took the client, and served them.
    #[serde(rename = "referral.accepted")]
    Referred,
    #[serde(rename = "referral.done")]
    Served,
}

impl EnterOn {
    pub const ALL: &'static [EnterOn] = &[EnterOn::Created, EnterOn::Arrived, EnterOn::Done, EnterOn::Missed, EnterOn::Referred, EnterOn::Served];
    pub const fn as_str(self) -> &'static str {
        match self {
            EnterOn::Created => "booking.created",
            EnterOn::Arrived => "booking.arrived",
            EnterOn::Done => "booking.done",
            EnterOn::Missed => "booking.missed",
            EnterOn::Referred => "referral.accepted",
            EnterOn::Served => "referral.done",
        }
    }
}

/// What a stage may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need<'a> {
    Amount,
    Owner,
    Tour,
    ExpectedOn,
    /// A fact a script found out.
    Known(&'a str),
    /// One of the firm's own fields.
    Field(&'a str),
}

impl<'a> Need<'a> {
    /// `amount`, `owner`, `tour`, `expected_on`, `known.<x>` or `fields.<x>`.
    pub fn parse(path: &'a str) -> Option<Need<'a>> {
        let name = |text: &'a str| Some(text).filter(|t| !t.trim().is_empty() && t.chars().count() <= 60);
        match path {
            "amount" => Some(Need::Amount),
            "owner" => Some(Need::Owner),
            "tour" => Some(Need::Tour),
            "expected_on" => Some(Need::ExpectedOn),
            _ => match path.split_once('.')? {
                ("known", rest) => name(rest).map(Need::Known),
                ("fields", rest) => name(rest).map(Need::Field),
                _ => None,
            },
        }
    }
}

/// May this be a key of a pipeline or a stage?
pub fn is_key(key: &str) -> bool {
    (1..=48).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_'))
}

impl Pipeline {
    pub fn stage(&self, key: &str) -> Option<&Stage> {
        self.stages.iter().find(|s| s.key == key)
    }

    /// Rules no pipeline may break; the field at fault is named as the API spells it.
    pub fn check(&self) -> Result<()> {
        if self.stages.is_empty() || self.stages.len() > MOST_STAGES {
            return Err(Error::invalid("stages", format!("1 to {MOST_STAGES} stages")));
        }
        if self.loss_reasons.len() > MOST_REASONS {
            return Err(Error::invalid("loss_reasons", format!("at most {MOST_REASONS} reasons")));
        }
        if self.stages.first().is_some_and(|s| s.kind != StageKind::Open) {
            return Err(Error::invalid("stages[0].kind", "deals begin at the first stage: it is open"));
        }
        for (i, stage) in self.stages.iter().enumerate() {
            let at = |field: &str| format!("stages[{i}].{field}");
            if !is_key(&stage.key) {
                return Err(Error::invalid(at("key"), "a stage's key is made of a-z, 0-9, dashes and underscores, at most 48"));
            }
            if self.stages.iter().filter(|s| s.key == stage.key).count() > 1 {
                return Err(Error::invalid(at("key"), "another stage has this key").code("stage_taken"));
            }
            if stage.rules.required.len() > MOST_REQUIRED || stage.rules.required.iter().any(|path| Need::parse(path).is_none()) {
                return Err(Error::invalid(at("rules.required"), "amount, owner, tour, expected_on, known.<variable> or fields.<field>"));
            }
            if stage.rules.tasks.len() > MOST_TASKS || stage.rules.tasks.iter().any(|t| t.title.trim().is_empty() || t.due_hours > 24 * 365) {
                return Err(Error::invalid(at("rules.tasks"), format!("at most {MOST_TASKS} tasks, each with a title and due within a year")));
            }
            if let Some(silence) = &stage.rules.silence {
                if !(1..=LONGEST_SILENCE).contains(&silence.days) {
                    return Err(Error::invalid(at("rules.silence.days"), format!("1 to {LONGEST_SILENCE} days")));
                }
                if silence.to == stage.key || self.stage(&silence.to).is_none() {
                    return Err(Error::invalid(at("rules.silence.to"), "another stage of this pipeline"));
                }
            }
        }
        Ok(())
    }
}

/// The pipeline of a firm that has made none of its own. Visits move its deals on.
pub fn usual() -> Pipeline {
    use StageColor as C;
    use StageKind::{Open, Won};
    type Usual = (&'static str, &'static str, &'static str, StageKind, StageColor, Option<EnterOn>);
    const USUAL: [Usual; 9] = [
        ("new-lead", "Новая заявка", "New lead", Open, C::Blue, None),
        ("qualification", "Квалификация", "Qualification", Open, C::Cyan, None),
        ("nurturing", "Прогрев", "Nurturing", Open, C::Teal, None),
        ("offer", "Предложение", "Offer", Open, C::Violet, None),
        ("negotiation", "Переговоры", "Negotiation", Open, C::Orange, None),
        ("sale", "Продажа", "Sale", Won, C::Green, Some(EnterOn::Created)),
        ("service", "Сервис", "Service", Won, C::Lime, Some(EnterOn::Arrived)),
        ("feedback", "Обратная связь", "Feedback", Won, C::Yellow, Some(EnterOn::Done)),
        ("repeat-sale", "Повторная продажа", "Repeat sale", Won, C::Grape, None),
    ];
    let stages = (1_i64..).zip(USUAL).map(|(position, (key, name, name_en, kind, color, enter_on))| Stage {
        key: key.to_owned(), name: name.to_owned(), name_en: name_en.to_owned(), kind, position, pipeline: main_key(), color, rules: StageRules { enter_on, ..StageRules::default() },
    });
    Pipeline { key: main_key(), name: "Продажи".to_owned(), name_en: "Sales".to_owned(), position: 1, is_default: true, stages: stages.collect(), loss_reasons: Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(change: impl FnOnce(&mut Pipeline)) -> String {
        let mut pipeline = usual();
        change(&mut pipeline);
        pipeline.check().map_or_else(|e| e.field.unwrap_or_default(), |()| "ok".to_owned())
    }

    #[test]
    fn a_pipeline_keeps_its_rules() {
        let rules = |required: &[&str]| StageRules { required: required.iter().map(|r| (*r).to_owned()).collect(), ..StageRules::default() };
        let silence = |days, to: &str| StageRules { silence: Some(Silence { days, to: to.to_owned() }), ..StageRules::default() };
        let task = |title: &str, due_hours| StageRules { tasks: vec![StageTask { title: title.to_owned(), due_hours, to: TaskFor::Owner }], ..StageRules::default() };
        assert_eq!(refused(|_| {}), "ok");
        assert_eq!(refused(|p| p.stages.clear()), "stages");
        assert_eq!(refused(|p| p.stages[0].kind = StageKind::Lost), "stages[0].kind");
        assert_eq!(refused(|p| p.stages[1].key = "Оффер".to_owned()), "stages[1].key");
        assert_eq!(refused(|p| p.stages[1].key = "offer".to_owned()), "stages[1].key");
        assert_eq!(refused(|p| p.stages[1].rules = rules(&["amount", "owner", "tour", "expected_on", "known.people", "fields.Рост"])), "ok");
        assert_eq!(refused(|p| p.stages[1].rules = rules(&["price"])), "stages[1].rules.required");
        assert_eq!(refused(|p| p.stages[1].rules = rules(&["known."])), "stages[1].rules.required");
        assert_eq!(refused(|p| p.stages[1].rules = silence(14, "nurturing")), "ok");
        assert_eq!(refused(|p| p.stages[1].rules = silence(0, "nurturing")), "stages[1].rules.silence.days");
        assert_eq!(refused(|p| p.stages[1].rules = silence(14, "qualification")), "stages[1].rules.silence.to");
        assert_eq!(refused(|p| p.stages[1].rules = silence(14, "nowhere")), "stages[1].rules.silence.to");
        assert_eq!(refused(|p| p.stages[1].rules = task("Позвонить", 24)), "ok");
        assert_eq!(refused(|p| p.stages[1].rules = task(" ", 24)), "stages[1].rules.tasks");
    }

    #[test]
    fn rules_read_from_little_and_write_little() {
        let read: StageRules = serde_json::from_str("{}").unwrap();
        assert_eq!((read.clone(), serde_json::to_string(&read).unwrap()), (StageRules::default(), "{}".to_owned()));
        let read: StageRules = serde_json::from_str(r#"{"enter_on":"booking.done","silence":{"days":3,"to":"offer"}}"#).unwrap();
        assert_eq!(read.enter_on, Some(EnterOn::Done));
        // A stage as it was written before it had a pipeline.
        let old: Stage = serde_json::from_str(r#"{"key":"offer","name":"x","name_en":"x","kind":"open","position":4}"#).unwrap();
        assert_eq!((old.pipeline.as_str(), old.color), (MAIN, StageColor::Gray));
    }
}
