//! What a partner would read, before anything is sent; and which ways to the partner are open.

use super::NewReferral;
use crate::{App, Ctx};
use domain::contact::Contact;
use domain::id::{ContactId, ConversationId, DealId};
use domain::org::Org;
use domain::partner::{Partner, PartnerChannel};
use domain::referral::{PhoneShare, Variable, render, usual};
use domain::{Error, Kind, Lang, Result, Ts};
use std::collections::BTreeMap;
use store::Unit;

/// What the message is made of.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The partner's own, or the usual one, when none.
    pub template: Option<String>,
    pub wish: String,
    pub shows_name: bool,
    pub phone_share: PhoneShare,
    pub hours: u16,
}

/// Everybody a referral is between, of one firm.
pub(crate) struct Scene {
    pub org: Org,
    pub partner: Partner,
    pub contact: Contact,
}

impl Scene {
    pub async fn load(unit: &mut Unit, new: &NewReferral) -> Result<Scene> {
        let unknown = |field: &'static str, code: &'static str| move |e: Error| if e.kind == Kind::NotFound { Error::invalid(field, "no such row").code(code) } else { e };
        let partner = store::partner::get(unit, new.partner_id).await.map_err(unknown("partner_id", "partner_unknown"))?;
        let contact = store::contact::get_in(unit, new.contact_id).await.map_err(unknown("contact_id", "contact_unknown"))?;
        crate::contact::named(&contact)?;
        about(unit, new.contact_id, new.conversation_id, new.deal_id).await?;
        Ok(Scene { org: store::org::get_in(unit).await?, partner, contact })
    }

    pub fn template(&self, draft: &Draft) -> String {
        let own = Some(&self.partner.template).filter(|t| !t.trim().is_empty());
        draft.template.as_ref().filter(|t| !t.trim().is_empty()).or(own).cloned().unwrap_or_else(|| usual(self.partner.lang).to_owned())
    }

    pub fn render(&self, draft: &Draft, deadline: Ts) -> Result<String> {
        let mut known = BTreeMap::from([
            (Variable::PartnerName, self.partner.name.clone()),
            (Variable::PartnerPerson, Some(&self.partner.person).filter(|p| !p.trim().is_empty()).unwrap_or(&self.partner.name).clone()),
            (Variable::Wish, draft.wish.clone()),
            (Variable::Deadline, shown(deadline, &self.org.zone, self.partner.lang)?),
            (Variable::FirmName, self.org.name.clone()),
        ]);
        if draft.shows_name && let Some(name) = &self.contact.name {
            known.insert(Variable::ContactName, name.clone());
        }
        if draft.phone_share == PhoneShare::AtOnce && let Some(phone) = &self.contact.phone {
            known.insert(Variable::ContactPhone, phone.show());
        }
        Ok(render(&self.template(draft), &known))
    }
}

async fn about(unit: &mut Unit, contact: ContactId, conversation: Option<ConversationId>, deal: Option<DealId>) -> Result<()> {
    let other = || Error::invalid("contact_id", "the deal or the conversation is another contact's").code("contact_mismatch");
    if let Some(id) = conversation {
        let row = store::conversation::get_in(unit, id).await.map_err(|_| Error::invalid("conversation_id", "no such conversation").code("conversation_unknown"))?;
        if row.conversation.contact_id != contact {
            return Err(other());
        }
    }
    if let Some(id) = deal {
        let deal = store::deal::get(unit, id).await.map_err(|_| Error::invalid("deal_id", "no such deal").code("deal_unknown"))?;
        if deal.contact_id != contact {
            return Err(other());
        }
    }
    Ok(())
}

/// A moment in the firm's zone, as it is read.
pub fn shown(at: Ts, zone: &str, lang: Lang) -> Result<String> {
    let at = at.in_zone(&domain::time::zone(zone)?);
    const MONTHS: [(&str, &str); 12] = [
        ("января", "January"), ("февраля", "February"), ("марта", "March"), ("апреля", "April"), ("мая", "May"), ("июня", "June"), ("июля", "July"), ("августа", "August"), ("сентября", "September"), ("октября", "October"), ("ноября", "November"),
        ("декабря", "December"),
    ];
    let month = MONTHS.get(usize::from(at.month().unsigned_abs()).saturating_sub(1)).copied().unwrap_or_default();
    let clock = format!("{:02}:{:02}", at.hour(), at.minute());
    Ok(if lang.spoken() == Lang::En { format!("{clock} on {} {}", at.day(), month.1) } else { format!("{clock} {} {}", at.day(), month.0) })
}

/// A way to the partner, and why it is closed.
#[derive(Clone, Debug)]
pub struct Way {
    pub channel: PartnerChannel,
    pub closed: Option<&'static str>,
}

/// `no_mail_server`, `no_email`, `no_chat`.
pub fn ways(app: &App, partner: &Partner) -> Vec<Way> {
    let email = if app.config().mailer.is_none() { Some("no_mail_server") } else { partner.email.is_none().then_some("no_email") };
    let chat = partner.chat.is_none().then_some("no_chat");
    vec![Way { channel: PartnerChannel::Email, closed: email }, Way { channel: PartnerChannel::Chat, closed: chat }, Way { channel: PartnerChannel::Manual, closed: None }]
}

/// The partner's own way where it is open, else any that is.
pub fn best(app: &App, partner: &Partner) -> PartnerChannel {
    let open: Vec<PartnerChannel> = ways(app, partner).into_iter().filter(|way| way.closed.is_none()).map(|way| way.channel).collect();
    if open.contains(&partner.channel) { partner.channel } else { open.first().copied().unwrap_or(PartnerChannel::Manual) }
}

pub(crate) fn check_channel(app: &App, partner: &Partner, channel: PartnerChannel) -> Result<()> {
    match ways(app, partner).into_iter().find(|way| way.channel == channel).and_then(|way| way.closed) {
        Some(code) => Err(Error::conflict("the partner cannot be reached this way").code(code)),
        None => Ok(()),
    }
}

/// What would be sent.
#[derive(Clone, Debug)]
pub struct Preview {
    pub template: String,
    pub text: String,
    pub channel: PartnerChannel,
    pub ways: Vec<Way>,
    pub deadline_at: Ts,
    /// The partner takes nobody today.
    pub is_day_off: bool,
}

pub async fn preview(app: &App, ctx: &Ctx, new: &NewReferral) -> Result<Preview> {
    // Reads what creating reads; it is never committed.
    let mut unit = app.unit(ctx).await?;
    let scene = Scene::load(&mut unit, new).await?;
    domain::referral::check(&scene.template(&new.draft))?;
    let now = unit.now();
    let deadline_at = now.plus_secs(i64::from(new.draft.hours) * 3_600);
    let today = now.in_zone(&domain::time::zone(&scene.org.zone)?).date();
    Ok(Preview {
        template: scene.template(&new.draft), text: scene.render(&new.draft, deadline_at)?, channel: new.channel.unwrap_or_else(|| best(app, &scene.partner)), ways: ways(app, &scene.partner), deadline_at, is_day_off: scene.partner.is_off(today),
    })
}
