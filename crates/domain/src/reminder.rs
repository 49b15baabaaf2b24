//! What a firm wants said around a visit without being asked: reminders before it, a word after it; and when that may be,
//! for nobody is woken at night. Who says it is `app::reminder` and `app::feedback`.

use crate::canned_reply::{Piece, pieces};
use crate::{Error, Lang, Result, Ts, conversation::text_enum, id::{BookingId, ReminderId}};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::str::FromStr;

/// Most reminders of one visit.
pub const MOST: usize = 4;
/// Longest own text.
pub const TEXT: usize = 1000;
/// A reminder that the night has pushed back comes at least so long before the visit.
const LEAST_MINUTES: i64 = 30;

text_enum! {
    /// What a firm's own text of a reminder may ask for.
    Variable, "text" {
        ContactName => "contact.name",
        ContactFirstName => "contact.first_name",
        VisitWhen => "visit.when",
        VisitDate => "visit.date",
        VisitTime => "visit.time",
        VisitServices => "visit.services",
        VisitEmployee => "visit.employee",
        VisitAddress => "visit.address",
        FirmName => "firm.name",
        FirmPhone => "firm.phone",
    }
}

text_enum! {
    /// Why it was said.
    ReminderKind, "kind" {
        /// A visit is near.
        Before => "before",
        /// A visit was missed.
        Missed => "missed",
        /// The firm has given it another time.
        Moved => "moved",
        /// The firm has called it off.
        CalledOff => "called_off",
    }
}

text_enum! {
    /// How a reminder reached the customer.
    Reached, "reached" {
        /// As a message.
        Message => "message",
        /// No channel reaches them: somebody was asked to call.
        Task => "task",
    }
}

text_enum! {
    /// What the customer made of it.
    ReminderAnswer, "answer" { Confirmed => "confirmed", Moved => "moved", Cancelled => "cancelled" }
}

/// A reminder that went out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reminder {
    pub id: ReminderId,
    pub booking_id: BookingId,
    pub kind: ReminderKind,
    /// Of the visit then.
    pub starts_at: Ts,
    pub minutes_before: u32,
    pub reached: Reached,
    pub sent_at: Ts,
    pub answer: Option<ReminderAnswer>,
    pub answered_at: Option<Ts>,
}

/// A text in each language it is written in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct OwnText {
    pub ru: Option<String>,
    pub en: Option<String>,
}

impl OwnText {
    pub fn of(&self, lang: Lang) -> Option<&str> {
        let text = if lang.spoken() == Lang::En { &self.en } else { &self.ru };
        text.as_deref().map(str::trim).filter(|text| !text.is_empty())
    }
}

/// What a firm wants done around a visit by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct VisitSettings {
    pub reminders: bool,
    /// How long before a visit, each once.
    pub remind_minutes: Vec<u32>,
    /// The firm's own words with `{{variables}}`.
    pub reminder_text: OwnText,
    /// Nothing is said before this hour of the firm's day …
    pub quiet_until_hour: u8,
    /// … nor after this one; 24 is midnight.
    pub quiet_from_hour: u8,
    /// A visit nobody has marked is held to be completed.
    pub completes: bool,
    /// So long after its end.
    pub complete_minutes: u32,
    /// Who did not come is offered another time.
    pub offers_after_no_show: bool,
    pub feedback: bool,
    /// So long after the visit was completed.
    pub feedback_minutes: u32,
    /// One customer is asked at most once in so many days.
    pub feedback_days: u32,
    /// Where a happy customer may write a review.
    pub review_link: Option<String>,
    /// People wait for a place, and one that comes free is offered to them.
    pub waitlist: bool,
    /// So long an offered place is kept.
    pub offer_minutes: u32,
    /// A visit whose prepayment has not come so long after it was made is called off; 0 = never.
    pub prepay_minutes: u32,
    /// How to pay, in the firm's own words.
    pub prepay_text: OwnText,
}

impl Default for VisitSettings {
    fn default() -> Self {
        VisitSettings {
            reminders: true, remind_minutes: vec![24 * 60, 2 * 60], reminder_text: OwnText::default(), quiet_until_hour: 9, quiet_from_hour: 21, completes: true, complete_minutes: 120, offers_after_no_show: false,
            feedback: true, feedback_minutes: 180, feedback_days: 30, review_link: None, waitlist: true, offer_minutes: 30, prepay_minutes: 0,
            prepay_text: OwnText::default(),
        }
    }
}

impl VisitSettings {
    /// Rules no setting may break; the field at fault is named as the API spells it.
    pub fn check(&self) -> Result<()> {
        let refuse = |field: &str, why: String| Err(Error::invalid(format!("settings.visits.{field}"), why));
        let mut minutes = self.remind_minutes.clone();
        minutes.sort_unstable();
        minutes.dedup();
        if minutes.len() != self.remind_minutes.len() || minutes.len() > MOST || minutes.iter().any(|m| !(15..=14 * 1440).contains(m)) {
            return refuse("remind_minutes", format!("at most {MOST} different times, from 15 minutes to 14 days before the visit"));
        }
        if self.reminders && minutes.is_empty() {
            return refuse("remind_minutes", "say when to remind".to_owned());
        }
        if self.quiet_from_hour > 24 || self.quiet_until_hour >= self.quiet_from_hour {
            return refuse("quiet_from_hour", "the day ends after it begins, at 24 at the latest".to_owned());
        }
        for (field, value, most) in [("complete_minutes", self.complete_minutes, 7 * 1440), ("feedback_minutes", self.feedback_minutes, 7 * 1440), ("feedback_days", self.feedback_days, 366), ("prepay_minutes", self.prepay_minutes, 14 * 1440)] {
            if value > most {
                return refuse(field, format!("at most {most}"));
            }
        }
        if (1..30).contains(&self.prepay_minutes) {
            return refuse("prepay_minutes", "half an hour at the least, or 0".to_owned());
        }
        for (field, text) in [("prepay_text.ru", &self.prepay_text.ru), ("prepay_text.en", &self.prepay_text.en)] {
            if text.as_ref().is_some_and(|text| text.chars().count() > TEXT) {
                return refuse(field, format!("at most {TEXT} characters"));
            }
        }
        if !(5..=1440).contains(&self.offer_minutes) {
            return refuse("offer_minutes", "from 5 minutes to a day".to_owned());
        }
        for (field, text) in [("reminder_text.ru", &self.reminder_text.ru), ("reminder_text.en", &self.reminder_text.en)] {
            let Some(text) = text else { continue };
            if text.chars().count() > TEXT {
                return refuse(field, format!("at most {TEXT} characters"));
            }
            if let Some(name) = unknown(text) {
                let known: Vec<&str> = Variable::ALL.iter().map(|v| v.as_str()).collect();
                return Err(Error::invalid(format!("settings.visits.{field}"), format!("no variable {name}; there are {}", known.join(", "))).code("text_variable_unknown"));
            }
        }
        if let Some(link) = &self.review_link
            && (link.len() > 500 || !(link.starts_with("https://") || link.starts_with("http://")) || link.contains(char::is_whitespace))
        {
            return refuse("review_link", "an address that begins with https://".to_owned());
        }
        Ok(())
    }

    /// The hours of a day in which something may be said.
    fn hours(&self, day: Date, zone: &TimeZone) -> Option<(Ts, Ts)> {
        let at = |hour: u8| {
            let (day, hour) = if hour >= 24 { (day.tomorrow().ok()?, 0) } else { (day, i8::try_from(hour).ok()?) };
            day.at(hour, 0, 0, 0).to_zoned(zone.clone()).ok().map(|z| Ts::from(&z))
        };
        at(self.quiet_until_hour).zip(at(self.quiet_from_hour))
    }

    /// The hours of the day before, that day, and the day after.
    fn around(&self, at: Ts, zone: &TimeZone) -> Vec<(Ts, Ts)> {
        let day = at.in_zone(zone).date();
        [day.yesterday().ok(), Some(day), day.tomorrow().ok()].into_iter().flatten().filter_map(|d| self.hours(d, zone)).collect()
    }

    /// May something be said now?
    pub fn is_day(&self, at: Ts, zone: &TimeZone) -> bool {
        self.around(at, zone).iter().any(|(from, until)| (*from..=*until).contains(&at))
    }

    /// Then, or as soon after it as the day has begun.
    pub fn by_day(&self, at: Ts, zone: &TimeZone) -> Ts {
        self.around(at, zone).into_iter().find(|(_, until)| *until >= at).map_or(at, |(from, _)| from.max(at))
    }

    /// When a reminder is due: so long before the visit, or at the nearest hour before it that is not night.
    pub fn remind_at(&self, starts_at: Ts, minutes: u32, zone: &TimeZone) -> Ts {
        let due = starts_at.plus_minutes(-i64::from(minutes));
        if self.is_day(due, zone) {
            return due;
        }
        let hours = self.around(due, zone);
        let earlier = hours.iter().map(|(_, until)| *until).filter(|at| *at < due).max();
        let later = hours.iter().map(|(from, _)| *from).filter(|at| *at > due && *at <= starts_at.plus_minutes(-LEAST_MINUTES)).min();
        match (earlier, later) {
            (Some(earlier), Some(later)) => if later.minutes_since(due) <= due.minutes_since(earlier) { later } else { earlier },
            (one, other) => one.or(other).unwrap_or(due),
        }
    }
}

/// The first variable of a text that nobody knows.
fn unknown(text: &str) -> Option<&str> {
    pieces(text).into_iter().find_map(|p| if let Piece::Named(name, _) = p { Some(name).filter(|n| n.parse::<Variable>().is_err()) } else { None })
}

/// The firm's own text for a visit. What is not known is left out, with the comma before it.
pub fn render(text: &str, known: &BTreeMap<Variable, String>) -> String {
    let mut out = String::with_capacity(text.len());
    for piece in pieces(text) {
        match piece {
            Piece::Plain(plain) => out.push_str(plain),
            Piece::Named(name, _) => match name.parse::<Variable>().ok().and_then(|v| known.get(&v)).map(|v| v.trim()).filter(|v| !v.is_empty()) {
                Some(value) => out.push_str(value),
                None => out.truncate(out.trim_end_matches([' ', ',']).len()),
            },
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_woken_at_night() {
        let (settings, zone) = (VisitSettings::default(), crate::time::zone("Europe/Moscow").unwrap());
        let ts = |text: &str| format!("{text}:00+03:00").parse::<Ts>().unwrap();
        for (starts_at, minutes, expected) in [
            ("2026-11-25T18:00", 120, "2026-11-25T16:00"),
            ("2026-11-25T18:00", 1440, "2026-11-24T18:00"),
            // Seven is night, nine is before the visit.
            ("2026-11-25T10:00", 180, "2026-11-25T09:00"),
            // Nine would be after it: the evening before.
            ("2026-11-25T08:00", 120, "2026-11-24T21:00"),
            ("2026-11-25T09:15", 120, "2026-11-24T21:00"),
            // The evening before is nearer than the morning.
            ("2026-11-25T23:30", 1440, "2026-11-24T21:00"),
            ("2026-11-25T21:00", 1440, "2026-11-24T21:00"),
        ] {
            assert_eq!(settings.remind_at(ts(starts_at), minutes, &zone), ts(expected), "{minutes} before {starts_at}");
        }
        for (at, expected) in [("2026-11-25T12:00", "2026-11-25T12:00"), ("2026-11-25T23:00", "2026-11-26T09:00"), ("2026-11-25T03:00", "2026-11-25T09:00")] {
            assert_eq!(settings.by_day(ts(at), &zone), ts(expected));
        }
        let always = VisitSettings { quiet_until_hour: 0, quiet_from_hour: 24, ..VisitSettings::default() };
        assert!(always.is_day(ts("2026-11-25T23:59"), &zone) && always.is_day(ts("2026-11-25T00:00"), &zone));
    }

    #[test]
    fn settings_that_make_no_sense_are_refused() {
        let refused = |change: fn(&mut VisitSettings)| {
            let mut settings = VisitSettings::default();
            change(&mut settings);
            settings.check().map_or_else(|e| e.field.unwrap_or_default().replace("settings.visits.", ""), |()| "ok".to_owned())
        };
        assert_eq!(refused(|_| {}), "ok");
        assert_eq!(refused(|s| s.remind_minutes = vec![60, 60]), "remind_minutes");
        assert_eq!(refused(|s| s.remind_minutes = vec![15, 30, 60, 90, 120]), "remind_minutes");
        assert_eq!(refused(|s| s.remind_minutes = vec![5]), "remind_minutes");
        assert_eq!(refused(|s| s.remind_minutes.clear()), "remind_minutes");
        assert_eq!(refused(|s| (s.reminders, s.remind_minutes) = (false, vec![])), "ok");
        assert_eq!(refused(|s| s.quiet_from_hour = 9), "quiet_from_hour");
        assert_eq!(refused(|s| s.reminder_text.ru = Some("Ждём, {{visit.wen}}".to_owned())), "reminder_text.ru");
        assert_eq!(refused(|s| s.offer_minutes = 4), "offer_minutes");
        assert_eq!(refused(|s| s.prepay_minutes = 5), "prepay_minutes");
        assert_eq!(refused(|s| s.prepay_minutes = 120), "ok");
        assert_eq!(refused(|s| s.review_link = Some("javascript:alert(1)".to_owned())), "review_link");
    }

    #[test]
    fn an_own_text_leaves_out_what_nobody_knows() {
        let known = BTreeMap::from([(Variable::VisitTime, "18:00".to_owned()), (Variable::ContactFirstName, String::new())]);
        assert_eq!(render("Здравствуйте, {{contact.first_name}}! Ждём в {{ visit.time }}.", &known), "Здравствуйте! Ждём в 18:00.");
    }
}
