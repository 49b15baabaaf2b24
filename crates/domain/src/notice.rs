//! Notices: what people of a firm are told of, where, and when they want quiet. Who is told of what in `app`, in which words too.

use crate::notification::Notifications;
use crate::person::{Permission, Role};
use crate::schedule::{DAY, Fold, instant};
use crate::{Error, Result, Ts, conversation::text_enum, id::{ConnectionId, ContactId, ConversationId, NoticeId, PersonId}};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::str::FromStr;

text_enum! {
    /// What somebody is told of, in the order of the settings.
    NoticeKind, "kind" {
        /// The agent asks for a person.
        HandOff => "hand_off",
        /// A conversation became theirs.
        Assigned => "assigned",
        /// A customer wrote in a conversation of theirs.
        Message => "message",
        /// A colleague named them in a comment or a note.
        Mention => "mention",
        /// A conversation will soon have waited for too long.
        SlaSoon => "sla_soon",
        /// A conversation has waited for too long.
        SlaBroken => "sla_broken",
        Deal => "deal",
        Booked => "booked",
        Cancelled => "cancelled",
        /// Somebody waits for a place.
        Waitlist => "waitlist",
        TaskDue => "task_due",
        TaskGiven => "task_given",
        /// What became of a client handed to a partner.
        Referral => "referral",
        /// A channel, or a service of models, does not work.
        Failure => "failure",
        /// A message or a letter did not reach whom it was for.
        Undelivered => "undelivered",
    }
}

text_enum! {
    /// Where somebody is told.
    NoticeChannel, "channel" {
        /// The list in the app.
        App => "app",
        /// Notices of the browser.
        Push => "push",
        Email => "email",
        /// Their own chat with the firm's bot.
        Chat => "chat",
    }
}

impl NoticeKind {
    /// May come in quiet hours, where the person lets it.
    pub const fn is_urgent(self) -> bool {
        matches!(self, NoticeKind::HandOff | NoticeKind::Failure)
    }
    /// It is about an answer somebody waits for: once the customer has it there is nothing to tell.
    pub const fn is_about_waiting(self) -> bool {
        matches!(self, NoticeKind::HandOff | NoticeKind::Assigned | NoticeKind::Message | NoticeKind::SlaSoon | NoticeKind::SlaBroken)
    }
    /// A colleague does it, and need not be told of what they did.
    pub const fn is_done_by_people(self) -> bool {
        matches!(self, NoticeKind::Assigned | NoticeKind::Mention | NoticeKind::Deal | NoticeKind::Booked | NoticeKind::Cancelled | NoticeKind::Waitlist | NoticeKind::TaskGiven)
    }
    /// Who is told where nobody in particular is meant.
    pub const fn is_for(self, role: Role) -> bool {
        match self {
            NoticeKind::Failure => role.may(Permission::ManageChannels),
            NoticeKind::Deal | NoticeKind::Booked | NoticeKind::Cancelled | NoticeKind::Waitlist | NoticeKind::Undelivered => matches!(role, Role::Manager | Role::Admin | Role::Owner),
            _ => role.may(Permission::Converse),
        }
    }
    /// What holds until the person says otherwise. An owner who does nothing hears of hand-offs and failures by letter, too.
    pub const fn is_told(self, channel: NoticeChannel, role: Role) -> bool {
        use NoticeChannel as C;
        use NoticeKind as K;
        match (self, channel) {
            // The inbox itself shows it.
            (K::Message, C::App) => false,
            (K::Booked | K::Waitlist, C::Push | C::Chat) => false,
            (K::HandOff, C::Email) => matches!(role, Role::Owner),
            (K::Failure | K::Mention, C::Email) => true,
            (_, C::Email) => false,
            _ => true,
        }
    }
}

/// Quiet hours in the person's own time, in minutes from midnight; over midnight where `to` is before `from`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quiet {
    pub from: u16,
    pub to: u16,
}

impl Quiet {
    pub fn check(self) -> Result<()> {
        if self.from < DAY && self.to < DAY && self.from != self.to { Ok(()) } else { Err(Error::invalid("quiet", "two different times of a day")) }
    }
    /// When the quiet that holds now ends.
    pub fn until(self, now: Ts, zone: &TimeZone) -> Option<Ts> {
        let local = now.in_zone(zone).datetime();
        let (date, minute) = (local.date(), u16::try_from(local.hour()).unwrap_or(0) * 60 + u16::try_from(local.minute()).unwrap_or(0));
        let ends = if self.from < self.to {
            (self.from <= minute && minute < self.to).then_some(date)
        } else if minute >= self.from {
            date.tomorrow().ok()
        } else {
            (minute < self.to).then_some(date)
        };
        ends.map(|date| instant(date, self.to, zone, Fold::Earlier)).filter(|end| *end > now)
    }
}

/// What one person wants in one firm; what they have not decided is left out and follows the defaults.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NoticeSettings {
    pub wishes: BTreeMap<NoticeKind, BTreeMap<NoticeChannel, bool>>,
    pub quiet: Option<Quiet>,
    /// Urgent news do not come in quiet hours either.
    pub is_strict: bool,
    /// The firm's when none.
    pub zone: Option<String>,
    /// May names and words of customers leave the app?
    pub show_text: Option<bool>,
}

impl NoticeSettings {
    pub fn wants(&self, kind: NoticeKind, channel: NoticeChannel, role: Role, before: &Notifications) -> bool {
        let decided = self.wishes.get(&kind).and_then(|of| of.get(&channel)).copied();
        let once = || match (channel, kind) {
            (NoticeChannel::Push, NoticeKind::HandOff) => before.handed_over,
            (NoticeChannel::Push, NoticeKind::Mention) => before.mentioned,
            (NoticeChannel::Push, NoticeKind::Message | NoticeKind::Assigned) => before.assigned,
            (NoticeChannel::Push, NoticeKind::TaskDue | NoticeKind::TaskGiven) => before.tasks,
            _ => true,
        };
        decided.unwrap_or_else(|| kind.is_told(channel, role) && once())
    }
    pub fn shows_text(&self, before: &Notifications) -> bool {
        self.show_text.unwrap_or(before.show_text)
    }
}

/// The names and words a notice speaks of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NoticeFacts {
    /// The customer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
    /// What they wrote, what is to be done, why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Of the deal, the channel, the service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// When the visit is, when the answer is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Ts>,
    /// The colleague who did it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

/// One thing one person is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub id: NoticeId,
    pub person_id: PersonId,
    pub kind: NoticeKind,
    pub conversation_id: Option<ConversationId>,
    pub contact_id: Option<ContactId>,
    /// The page of the app it is about, below `/app/`.
    pub page: String,
    pub facts: NoticeFacts,
    /// In the list of the app, not only sent.
    pub is_listed: bool,
    pub created_at: Ts,
    pub read_at: Option<Ts>,
}

/// A person's own chat with a bot of the firm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeChat {
    pub connection_id: ConnectionId,
    pub chat_id: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quiet_hours_end_in_the_persons_own_time() {
        let check = |from: u16, to: u16, now: &str, ends: Option<&str>| {
            let zone = crate::time::zone("Asia/Bishkek").unwrap();
            let until = Quiet { from, to }.until(now.parse().unwrap(), &zone);
            assert_eq!(until, ends.map(|e| e.parse().unwrap()), "{from}–{to} at {now}");
        };
        let (night, morning) = (22 * 60, 8 * 60);
        check(night, morning, "2026-11-22T23:00:00+06:00", Some("2026-11-23T08:00:00+06:00"));
        check(night, morning, "2026-11-22T22:00:00+06:00", Some("2026-11-23T08:00:00+06:00"));
        check(night, morning, "2026-11-22T07:59:59+06:00", Some("2026-11-22T08:00:00+06:00"));
        check(night, morning, "2026-11-22T08:00:00+06:00", None);
        check(night, morning, "2026-11-22T21:59:59+06:00", None);
        check(13 * 60, 14 * 60, "2026-11-22T13:30:00+06:00", Some("2026-11-22T14:00:00+06:00"));
        check(13 * 60, 14 * 60, "2026-11-22T14:00:00+06:00", None);
        assert!(Quiet { from: 5, to: 5 }.check().is_err() && Quiet { from: 0, to: 1440 }.check().is_err());
    }

    #[test]
    fn an_owner_who_does_nothing_hears_of_hand_offs_and_failures_by_letter() {
        let (settings, before) = (NoticeSettings::default(), Notifications::default());
        for kind in [NoticeKind::HandOff, NoticeKind::Failure] {
            for channel in NoticeChannel::ALL {
                assert!(settings.wants(kind, *channel, Role::Owner, &before), "{kind:?} {channel:?}");
            }
        }
        assert!(!settings.wants(NoticeKind::HandOff, NoticeChannel::Email, Role::Operator, &before));
        // What was switched off once stays off; a decision of today counts more.
        let once = Notifications { handed_over: false, ..Notifications::default() };
        assert!(!settings.wants(NoticeKind::HandOff, NoticeChannel::Push, Role::Owner, &once));
        let decided = NoticeSettings { wishes: BTreeMap::from([(NoticeKind::HandOff, BTreeMap::from([(NoticeChannel::Push, true)]))]), ..NoticeSettings::default() };
        assert!(decided.wants(NoticeKind::HandOff, NoticeChannel::Push, Role::Owner, &once));
    }
}
