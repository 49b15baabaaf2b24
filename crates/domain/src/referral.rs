//! A client handed to a partner (not to be taken for a hand-over, which is the agent calling a colleague): what the partner is told,
//! until when they answer, what came of it. Partners are `partner.rs`.

use crate::{Error, Lang, Ts, conversation::text_enum, id::{ContactId, ConversationId, DealId, MemberId, PartnerId, ReferralId, ReferralStepId}};
use crate::partner::{Commission, PartnerChannel};
use crate::task::Doer;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::str::FromStr;

/// Hours a partner has to answer, unless somebody says otherwise, and at most.
pub const HOURS: u16 = 24;
pub const MOST_HOURS: u16 = 14 * 24;
/// Most partners that are asked one after another.
pub const MOST_CHAIN: usize = 10;
/// How long the link shows an accepted client, in days.
pub const SHOWN_DAYS: i64 = 60;

text_enum! {
    /// Where it stands.
    ReferralStatus, "status" {
        Sent => "sent",
        /// The partner has opened the link.
        Viewed => "viewed",
        Accepted => "accepted",
        Declined => "declined",
        /// Nobody answered in time.
        Expired => "expired",
        Withdrawn => "withdrawn",
        /// The partner served the client.
        Done => "done",
        /// Nothing came of it after all.
        Failed => "failed",
    }
}

impl ReferralStatus {
    /// Waits for the partner's word.
    pub const fn is_open(self) -> bool {
        matches!(self, ReferralStatus::Sent | ReferralStatus::Viewed)
    }
    /// The partner has said yes and has not been relieved of it.
    pub const fn is_taken(self) -> bool {
        matches!(self, ReferralStatus::Accepted | ReferralStatus::Done | ReferralStatus::Failed)
    }
}

text_enum! {
    /// How far the message got.
    ReferralDelivery, "delivery" {
        Queued => "queued",
        /// On its way; found so after a crash it may have arrived.
        Sending => "sending",
        Sent => "sent",
        Unknown => "unknown",
        Failed => "failed",
        /// A person sends it.
        Manual => "manual",
    }
}

text_enum! {
    /// When the partner learns the client's phone.
    PhoneShare, "phone_share" {
        Never => "never",
        /// With their yes.
        Accepted => "accepted",
        /// With the message.
        AtOnce => "at_once",
    }
}

text_enum! {
    Answer, "answer" {
        Accepted => "accepted",
        Declined => "declined",
    }
}

text_enum! {
    /// One entry of its history.
    StepKind, "kind" {
        Sent => "sent",
        /// The message did not get through.
        Undelivered => "undelivered",
        Resent => "resent",
        Viewed => "viewed",
        Reminded => "reminded",
        Accepted => "accepted",
        Declined => "declined",
        Expired => "expired",
        Withdrawn => "withdrawn",
        Done => "done",
        Failed => "failed",
        /// The client was told.
        Told => "told",
        /// The person was erased; what is left is numbers.
        Erased => "erased",
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Referral {
    pub id: ReferralId,
    pub partner_id: PartnerId,
    pub contact_id: ContactId,
    pub conversation_id: Option<ConversationId>,
    pub deal_id: Option<DealId>,
    /// Who looks after it.
    pub owner_id: Option<MemberId>,
    pub status: ReferralStatus,
    pub channel: PartnerChannel,
    pub delivery: ReferralDelivery,
    /// With `{{variables}}`, for the next partner of the chain.
    pub template: String,
    /// As the partner reads it, without the link.
    pub text: String,
    pub wish: String,
    pub shows_name: bool,
    pub phone_share: PhoneShare,
    /// How the client agreed that their data are passed on.
    pub consent: String,
    /// What the client is told when the partner accepts; none: nothing.
    pub contact_text: Option<String>,
    /// Who is asked next when this one does not take it.
    pub chain: Vec<PartnerId>,
    /// The partner before did not take it.
    pub previous_id: Option<ReferralId>,
    pub hours: u16,
    /// The partner's terms of that day.
    pub commission_terms: Commission,
    pub currency: String,
    pub sent_at: Ts,
    pub remind_at: Ts,
    pub reminded_at: Option<Ts>,
    pub deadline_at: Ts,
    pub viewed_at: Option<Ts>,
    pub answer: Option<Answer>,
    pub answered_at: Option<Ts>,
    /// Of a refusal or a withdrawal.
    pub reason: String,
    /// What the client paid, and what of it is ours, in minor units.
    pub amount: Option<i64>,
    pub commission: Option<i64>,
    pub closed_at: Option<Ts>,
    pub created_by: Doer,
    pub updated_at: Ts,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReferralStep {
    pub id: ReferralStepId,
    pub referral_id: ReferralId,
    pub kind: StepKind,
    pub text: String,
    /// `partner`, or as the audit log writes it.
    pub by: Doer,
    pub at: Ts,
}

text_enum! {
    /// What a message to a partner may ask for.
    Variable, "template" {
        PartnerName => "partner.name",
        PartnerPerson => "partner.person",
        ContactName => "contact.name",
        ContactPhone => "contact.phone",
        Wish => "wish",
        Deadline => "deadline",
        FirmName => "firm.name",
    }
}

/// The usual message. A line whose variables nobody knows is left out.
pub const fn usual(lang: Lang) -> &'static str {
    match lang.spoken() {
        Lang::En => "Hello, {{partner.person}}!\nWe have a client for you.\nName: {{contact.name}}\nPhone: {{contact.phone}}\nWish: {{wish}}\nPlease answer by {{deadline}}.\n{{firm.name}}",
        _ => "Здравствуйте, {{partner.person}}!\nУ нас для вас клиент.\nИмя: {{contact.name}}\nТелефон: {{contact.phone}}\nПожелание: {{wish}}\nОтветьте, пожалуйста, до {{deadline}}.\n{{firm.name}}",
    }
}

/// Refuses a text that asks for what nobody knows.
pub fn check(template: &str) -> Result<(), Error> {
    let mut rest = template;
    while let Some((_, after)) = rest.split_once("{{") {
        let Some((name, tail)) = after.split_once("}}") else { break };
        if name.trim().parse::<Variable>().is_err() {
            let known: Vec<&str> = Variable::ALL.iter().map(|v| v.as_str()).collect();
            return Err(Error::invalid("template", format!("no such variable; there are {}", known.join(", "))).code("template_variable_unknown"));
        }
        rest = tail;
    }
    Ok(())
}

/// The text with its variables filled; a line that asks for something unknown goes. What is filled in is not looked through again.
pub fn render(template: &str, known: &BTreeMap<Variable, String>) -> String {
    let lines = template.lines().filter_map(|line| {
        let (mut out, mut rest) = (String::new(), line);
        while let Some((before, after)) = rest.split_once("{{") {
            let Some((name, tail)) = after.split_once("}}") else { break };
            out.push_str(before);
            match name.trim().parse::<Variable>().ok().and_then(|v| known.get(&v)).map(|value| value.trim()).filter(|value| !value.is_empty()) {
                Some(value) => out.push_str(value),
                None => return None,
            }
            rest = tail;
        }
        out.push_str(rest);
        Some(out)
    });
    lines.collect::<Vec<_>>().join("\n").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_about_what_is_not_told_is_left_out() {
        let mut known = BTreeMap::from([(Variable::PartnerPerson, "Ольга".to_owned()), (Variable::Wish, "Тур на двоих\n{{contact.phone}}".to_owned()), (Variable::Deadline, "завтра".to_owned()), (Variable::FirmName, "Азия".to_owned())]);
        assert_eq!(render(usual(Lang::Ru), &known), "Здравствуйте, Ольга!\nУ нас для вас клиент.\nПожелание: Тур на двоих\n{{contact.phone}}\nОтветьте, пожалуйста, до завтра.\nАзия");
        known.insert(Variable::ContactName, "Пётр".to_owned());
        assert!(render(usual(Lang::En), &known).contains("Name: Пётр\nWish: "));
        assert_eq!(render("a {{ wish }} {{ b", &known), "a Тур на двоих\n{{contact.phone}} {{ b");
        assert_eq!(check("{{contact.email}}").unwrap_err().public_code(), "template_variable_unknown");
        for lang in [Lang::Ru, Lang::En] {
            assert!(check(usual(lang)).is_ok());
        }
    }
}
