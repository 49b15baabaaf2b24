//! A visit as an iCalendar file (RFC 5545): times in UTC, so that no zone table is needed; a reminder two hours before.
//! The same visit keeps its UID, and its version is the SEQUENCE, so a file saved again replaces the older entry.

use crate::ical::{escape, fold, stamp};
use app::booking_page::Visit;
use domain::booking::BookingStatus;
use domain::org::Org;
use domain::{Lang, Ts};

pub fn write(visit: &Visit, org: &Org, lang: Lang, link: &str, now: Ts) -> String {
    let is_english = lang.spoken() == Lang::En;
    let names: Vec<&str> = visit.services.iter().map(|s| if is_english { s.name_en.as_deref().unwrap_or(&s.name) } else { &s.name }).collect();
    let place = [visit.branch.name.as_str(), visit.branch.address.as_str()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    let phone = visit.branch.phone.as_ref().or(org.settings.phone.as_ref()).map(|p| super::firm::shown(p));
    let (price, change, call) = if is_english { ("Price", "Move or cancel", "Phone") } else { ("Стоимость", "Перенести или отменить", "Телефон") };
    let mut about = vec![format!("{}, {}", names.join(", "), visit.employee.name), format!("{price}: {}", visit.booking.price.show(lang.spoken()))];
    about.extend(phone.map(|phone| format!("{call}: {phone}")));
    about.extend(Some(visit.branch.directions.clone()).filter(|text| !text.is_empty()));
    about.push(format!("{change}: {link}"));
    let status = if visit.booking.status == BookingStatus::Cancelled { "CANCELLED" } else { "CONFIRMED" };
    let summary = format!("{}: {}", org.name, names.join(", "));
    let lines = [
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        "PRODID:-//Samovar//Booking page//EN".to_owned(),
        "CALSCALE:GREGORIAN".to_owned(),
        "METHOD:PUBLISH".to_owned(),
        "BEGIN:VEVENT".to_owned(),
        format!("UID:{}@samovar", visit.booking.id),
        format!("SEQUENCE:{}", visit.booking.version),
        format!("DTSTAMP:{}", stamp(now)),
        format!("DTSTART:{}", stamp(visit.booking.starts_at)),
        format!("DTEND:{}", stamp(visit.booking.ends_at)),
        format!("SUMMARY:{}", escape(&summary)),
        format!("LOCATION:{}", escape(&place)),
        format!("DESCRIPTION:{}", escape(&about.join("\n"))),
        format!("URL:{}", link.replace(['\r', '\n'], "")),
        format!("STATUS:{status}"),
        "BEGIN:VALARM".to_owned(),
        "ACTION:DISPLAY".to_owned(),
        format!("DESCRIPTION:{}", escape(&summary)),
        "TRIGGER:-PT2H".to_owned(),
        "END:VALARM".to_owned(),
        "END:VEVENT".to_owned(),
        "END:VCALENDAR".to_owned(),
    ];
    lines.iter().map(|line| fold(line)).collect()
}
