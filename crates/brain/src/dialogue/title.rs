//! The words on a button for each act; the same words typed mean the same act.

use super::act::Act;
use super::show;
use super::state::{Ask, Flow};
use super::talk::Talk;
use crate::turn::OfferAnswer;

pub fn of(talk: &Talk<'_>, act: &Act) -> String {
    let (catalog, lang) = (talk.catalog(), talk.lang);
    let asked = talk.state.asked.as_ref().map(|a| a.what);
    let key = match act {
        Act::Service(id) => {
            return catalog.service(*id).map(|s| show::service_name(lang, s).to_owned()).unwrap_or_default();
        }
        Act::Category(name) => return name.clone(),
        Act::Branch(Some(id)) => return catalog.branch(*id).map(|b| b.name.clone()).unwrap_or_default(),
        Act::Employee(Some(id)) => return show::employee_name(catalog, *id),
        Act::Day(day) => return show::day_button(lang, *day, talk.today()),
        Act::Slot { starts_at, branch, .. } => return show::time(lang, starts_at.in_zone(&talk.zone_of(*branch)).time()),
        Act::Visit(_) => return String::new(),
        Act::Confirm(_) => "button-come",
        Act::MoveVisit(_) => "button-move",
        Act::CancelVisit(_) => "button-cancel-visit",
        Act::Offer(_, OfferAnswer::Take) => "button-take",
        Act::Offer(_, OfferAnswer::Decline) => "button-not-this",
        Act::Offer(_, OfferAnswer::Leave) => "button-leave-list",
        Act::Wait => "button-wait",
        Act::Rate(_, rating) => return super::approach::stars(*rating),
        Act::Tour(key) => return catalog.tours.by_key(key).map(|t| super::tour_show::name(lang, t).to_owned()).unwrap_or_default(),
        Act::Pick(index) => return super::script::pick_title(talk, *index),
        Act::Branch(None) => "button-any-branch",
        Act::Employee(None) => "button-any-employee",
        Act::Start(Flow::Book) => "button-book",
        Act::Start(Flow::Move) if talk.state.flow == Some(Flow::Cancel) => "button-move-instead",
        Act::Start(Flow::Move) => "button-move",
        Act::Start(Flow::Cancel) => "button-cancel",
        Act::Topic("prices") => "button-prices",
        Act::Topic("address") => "button-address",
        Act::Topic("employees") => "button-employees",
        Act::Topic(_) => "button-visits",
        Act::Yes if asked == Some(Ask::Group) => "button-one-by-one",
        Act::Yes => match talk.state.flow {
            Some(Flow::Book) => "button-yes-book",
            Some(Flow::Move) => "button-yes-move",
            Some(Flow::Cancel) => "button-yes-cancel",
            None => "button-yes",
        },
        Act::No => match talk.state.flow {
            Some(Flow::Move | Flow::Cancel) => "button-keep",
            _ => "button-no",
        },
        Act::Change => "button-change",
        Act::ChangeService => "button-other-service",
        Act::OtherDay => "button-other-day",
        Act::OtherEmployee => "button-other-employee",
        Act::OtherBranch => "button-other-branch",
        Act::OtherTime => "button-other-time",
        Act::Stop if asked == Some(Ask::Consent) && talk.state.flow != Some(Flow::Book) => "button-keep",
        Act::Stop => "button-stop",
        Act::Person => "button-person",
        Act::Restart => "button-restart",
    };
    talk.plain(key)
}
